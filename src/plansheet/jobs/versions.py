"""The returns of a service in a quarter, from the ledger: which of them counts, and the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.jobs.history import guests_of
from plansheet.layout.collection import collection_sheets
from plansheet.layout.columns import Reads
from plansheet.reconcile.versions import Naming, Standing, Versions, standing, together

if TYPE_CHECKING:
    from plansheet.jobs.council import Council
    from plansheet.ledger import Ledger
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Return


def standing_of(ledger: Ledger, service: str, quarter: Quarter) -> Standing:
    """Return which of a service's files count in a quarter, and which were replaced."""
    records = ledger.usable_returns(service, quarter)
    decisions = ledger.decisions(quarter, service) if len(records) > 1 else ()
    return standing(records, decisions)


def counting_return(ledger: Ledger, service: str, quarter: Quarter) -> Return | None:
    """Return the return of a service that counts, or None where there is none."""
    rivals = rivals_of(ledger, service, quarter)
    return together(rivals) if rivals else None


def rivals_of(ledger: Ledger, service: str, quarter: Quarter) -> tuple[Return, ...]:
    """Return the returns of a service that may count: several where nothing tells which does."""
    rivals = standing_of(ledger, service, quarter).rivals
    return tuple(ledger.loaded_return(each.number) for each in rivals)


def versions_of(ledger: Ledger, found: Standing) -> Versions:
    """Return the returns of a service's files, those that were replaced among them."""
    rivals, replaced = (
        tuple(ledger.loaded_return(each.number) for each in records)
        for records in (found.rivals, found.replaced)
    )
    return Versions(rivals, replaced)


def naming_of(council: Council, plan: Plan, quarter: Quarter) -> Naming:
    """Return how the cells of a service's collection workbook are called and shown."""
    columns = {
        (sheet.name, column.key): column
        for sheet in collection_sheets(quarter, plan.scheme)
        for column in sheet.columns
    }
    indicators = (*guests_of(council, plan, quarter), *plan.indicators)
    return Naming(
        {place: column.heading for place, column in columns.items()},
        frozenset(place for place, column in columns.items() if column.reads is Reads.FIGURE),
        {each.ref: each.unit for each in indicators},
    )
