"""Where a council stood in the quarters before one: as they were compiled, else as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.jobs.quarters import whole_quarter
from plansheet.reconcile.moved import compiled_rows
from plansheet.reconcile.past import as_stood, earlier_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.records import CompiledRow
    from plansheet.reconcile.past import Earlier
    from plansheet.reconcile.quarter import CouncilQuarter

# Two years: as far back as the council-wide workbook looks.
QUARTERS_BACK = 8


def earlier_quarters(council: Council, quarter: Quarter, today: date) -> tuple[Earlier, ...]:
    """Return up to eight quarters before one without a gap between them, the last one first."""
    return tuple(_known(council, quarter, today))


def as_compiled(council: Council, whole: CouncilQuarter) -> CouncilQuarter:
    """Return a quarter with its indicators rated as its newest version said, if it has one."""
    rows = _as_compiled(council, whole.quarter)
    return as_stood(whole, earlier_of(whole.quarter, rows)) if rows else whole


def _known(council: Council, quarter: Quarter, today: date) -> Iterator[Earlier]:
    for back in range(1, QUARTERS_BACK + 1):
        past = quarter.plus(-back)
        rows = _as_compiled(council, past) or _as_it_is(council, past, today)
        if not rows:
            return
        yield earlier_of(past, rows)


def _as_compiled(council: Council, quarter: Quarter) -> tuple[CompiledRow, ...]:
    """Return what the newest version of a quarter said; nothing where none was compiled."""
    versions = council.ledger.compiled(quarter)
    return council.ledger.compiled_rows(versions[-1]) if versions else ()


def _as_it_is(council: Council, quarter: Quarter, today: date) -> tuple[CompiledRow, ...]:
    """Return how a quarter stands; nothing where no plan covers it, or nothing came back."""
    if not council.of_quarter(quarter):
        return ()
    whole = whole_quarter(council, quarter, today)
    came_back = any(service.returned for service in whole.services)
    return compiled_rows(whole) if came_back else ()
