"""What a quarter leaves to be decided, gathered from the ledger, the archive and the plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.deciding.matters import Standing
from plansheet.deciding.waiting import to_decide
from plansheet.jobs.history import guests_of, history_of
from plansheet.jobs.quarters import by_service, each_service
from plansheet.jobs.settled import forms_of
from plansheet.jobs.versions import naming_of, rivals_of, standing_of
from plansheet.model.records import Choice, Status
from plansheet.reconcile.figures import changed_figures
from plansheet.reconcile.versions import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from plansheet.deciding.matters import Matter
    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.records import ReturnRecord
    from plansheet.reconcile.quarter import ServiceQuarter


def standings(council: Council, quarter: Quarter, today: date) -> Iterator[Standing]:
    """Yield every service's quarter with all that its matters are told from.

    Raises PeriodError where no plan covers the quarter.
    """
    yield from standings_in(council, quarter, each_service(council, quarter, today))


def standings_in(
    council: Council, quarter: Quarter, services: Iterable[ServiceQuarter]
) -> Iterator[Standing]:
    """Yield the same of services whose quarters are put together already."""
    records = by_service(council.ledger.returns(quarter))
    for service in services:
        yield _standing(council, service, records.get(service.plan.code, ()), quarter)


def matters_of(council: Council, quarter: Quarter, today: date) -> tuple[Matter, ...]:
    """Return everything that a quarter leaves to a person, decided or not."""
    return to_decide(standings(council, quarter, today))


def _standing(
    council: Council, service: ServiceQuarter, records: Iterable[ReturnRecord], quarter: Quarter
) -> Standing:
    plan = service.plan
    rivals = rivals_of(council.ledger, plan.code, quarter)
    unknown = tuple(
        each for each in records if each.status is Status.HELD and not _is_known(council, each)
    )
    decisions = council.ledger.decisions(quarter, plan.code)
    if not rivals:
        return Standing(service, unknown=unknown, decisions=decisions)
    raw = together(rivals)
    guests = guests_of(council, plan, quarter)
    indicators = {each.ref: each for each in (*guests, *plan.indicators)}
    is_told = any(each.choice is Choice.ENTER for each in decisions)
    changed = tuple(changed_figures(raw, indicators, history_of(council, plan, quarter)))
    return Standing(
        service,
        raw,
        council.settled(plan.code, quarter),
        forms_of(council, raw) if raw.held or raw.changed or changed or is_told else {},
        changed,
        indicators,
        unknown,
        decisions,
        rivals,
        naming_of(council, plan, quarter),
        standing_of(council.ledger, plan.code, quarter).rivals[0].problems,
    )


def _is_known(council: Council, record: ReturnRecord) -> bool:
    """Return whether a return is of an issue of its own service and quarter."""
    issue = council.ledger.issue(record.issue_id)
    return issue is not None and (issue.service, issue.quarter) == (record.service, record.quarter)
