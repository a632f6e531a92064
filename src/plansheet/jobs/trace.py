"""`trace`: one row of one quarter, gathered from the plans, the ledger and the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.errors import RefError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.versions import standing_of
from plansheet.model.ratings import Result
from plansheet.model.units import Unit
from plansheet.reconcile.changes import indicator_ref
from plansheet.reconcile.moved import INDICATOR, MILESTONE, RISK, compiled_rows
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS, MILESTONES, RISKS
from plansheet.tracing import Evidence, Received, Version, find_row, is_ref, trace_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change
    from plansheet.model.records import CompiledRow, Decision, Issue
    from plansheet.model.returns import Answers, Figure
    from plansheet.reconcile.moves import Move
    from plansheet.reconcile.quarter import CouncilQuarter
    from plansheet.reconcile.restatements import Restatement
    from plansheet.tracing import Found

_KINDS = {INDICATORS: INDICATOR, MILESTONES: MILESTONE, RISKS: RISK}


def trace_row(council: Council, quarter: Quarter, code: str, ref: str, today: date) -> Outcome:
    """Tell one row of a service's quarter from end to end.

    Raises PeriodError or ServiceError where there is no such service, PlanError where it has two
    plans for the quarter, RefError where it has no such row in it.
    """
    whole = whole_quarter(council, quarter, today)
    wanted = next(iter(council.wanted([code], quarter)))
    council.require_plans(quarter, {wanted})
    found = _found(council, whole, wanted, ref)
    trace = trace_of(_evidence(council, whole, found, today))
    return Outcome(document=trace.document(), lines=trace.lines())


def _found(council: Council, whole: CouncilQuarter, code: str, said: str) -> Found:
    """Return the row that is meant, of the service that has it in the quarter if it moved."""
    try:
        return find_row(whole, code, said)
    except RefError:
        for move in council.moves():
            holder = move.receiver if move.starts <= whole.quarter else move.giver
            other = move.giver if holder == move.receiver else move.receiver
            if code == other and is_ref(said, INDICATORS, move.ref):
                council.require_plans(whole.quarter, {holder})
                return find_row(whole, holder, f"{INDICATORS}:{move.ref}")
        raise


def _moves(council: Council, found: Found) -> tuple[Move, ...]:
    if found.sheet != INDICATORS:
        return ()
    return tuple(each for each in council.moves() if is_ref(found.ref, INDICATORS, each.ref))


def _before_moves(moves: tuple[Move, ...], found: Found) -> dict[Quarter, Figure]:
    """Return what a service reported of an indicator before it went to the one that has it now."""
    givers = {each.giver for each in moves if each.receiver == found.counted_in.plan.code}
    figures = found.counted_in.figures.get(found.ref, {})
    return {quarter: each for quarter, each in figures.items() if each.service in givers}


def _evidence(council: Council, whole: CouncilQuarter, found: Found, today: date) -> Evidence:
    quarter, code = whole.quarter, found.service.plan.code
    issue, unit = _issue_of(council, found, quarter), Unit.NUMBER
    if isinstance(found.subject, Result):
        unit = found.subject.indicator.unit
    received = tuple(_received(council, code, quarter))
    known = {each.record.sha256 for each in received}
    removals = council.ledger.removals.all(quarter)
    moves = _moves(council, found)
    return Evidence(
        council=council.name,
        quarter=quarter,
        day=today,
        due=found.service.due,
        found=found,
        tolerance=council.settings.tolerance_for(unit),
        settled=council.settled(code, quarter),
        received=received,
        removed=tuple(
            each for each in removals if each.service == code and each.sha256 not in known
        ),
        issue=issue,
        issue_archived=council.store.archived_at(issue.sha256) if issue else "",
        plan_archived=council.store.archived_at(issue.plan_sha256) if issue else "",
        decisions=tuple(_decisions(council, code, quarter)),
        versions=tuple(_versions(council, found, quarter)),
        now=_row_of(compiled_rows(whole), found),
        restatements=tuple(_restatements(council, found, quarter, today)),
        changes=tuple(_changes(found, quarter)),
        moves=moves,
        before_moves=_before_moves(moves, found),
        rows=_rows(council, found, quarter),
    )


def _issue_of(council: Council, found: Found, quarter: Quarter) -> Issue | None:
    """Return the issue that the return answers, the newest one where nothing has come back."""
    returned = council.counting_return(found.service.plan.code, quarter)
    answered = council.ledger.issue(returned.issue_id) if returned else None
    return answered or council.ledger.newest_issue(quarter, found.service.plan.code)


def _received(council: Council, code: str, quarter: Quarter) -> Iterator[Received]:
    """Yield every file of a service that was read for the quarter, in the order of arrival."""
    stands = standing_of(council.ledger, code, quarter)
    counting = {each.sha256 for each in stands.rivals}
    replaced = {each.sha256 for each in stands.replaced}
    for record in council.ledger.returns(quarter):
        if record.service != code:
            continue
        is_usable = record.sha256 in counting | replaced
        yield Received(
            record,
            council.ledger.loaded_return(record.number) if is_usable else None,
            council.store.archived_at(record.sha256),
            counts=record.sha256 in counting,
            is_replaced=record.sha256 in replaced,
            removal=council.ledger.removals.of(quarter, record.sha256),
        )


def _decisions(council: Council, code: str, quarter: Quarter) -> Iterator[Decision]:
    """Yield what was decided about the quarter's returns, and later about its figures."""
    yield from council.ledger.decisions(quarter, code)
    for later in _quarters_since(council, quarter):
        if later != quarter:
            for decision in council.ledger.decisions(later, code):
                if decision.sheet == EARLIER_FIGURES:
                    yield decision


def _quarters_since(council: Council, quarter: Quarter) -> tuple[Quarter, ...]:
    """Return the quarter, and those after it of which anything came back and a plan is there."""
    returned = council.ledger.removals.quarters()
    later = (each for each in returned if each > quarter)
    return (quarter, *(each for each in later if council.of_quarter(each)))


def _versions(council: Council, found: Found, quarter: Quarter) -> Iterator[Version]:
    for compiled in council.ledger.compiled(quarter):
        path = council.store.compiled_path(quarter, compiled.version)
        said = _row_of(council.ledger.compiled_rows(compiled), found)
        archived = council.store.archived_at(compiled.sha256)
        yield Version(compiled, council.store.shown(path), archived, said)


def _row_of(rows: tuple[CompiledRow, ...], found: Found) -> CompiledRow | None:
    key = _KINDS.get(found.sheet), found.counted_in.plan.code, found.ref
    return next((each for each in rows if (each.kind, each.service, each.ref) == key), None)


def _restatements(
    council: Council, found: Found, quarter: Quarter, today: date
) -> Iterator[Restatement]:
    """Yield what was told anew, up to now, of the quarter and those added up in it."""
    services = {found.service.plan.code, found.counted_in.plan.code}
    seen: dict[Restatement, None] = {}
    if found.sheet == INDICATORS:
        for later in _quarters_since(council, quarter):
            for service in whole_quarter(council, later, today).services:
                seen |= dict.fromkeys(service.restatements)
    for each in seen:
        is_of_year = each.quarter.year == quarter.year and each.quarter <= quarter
        if is_of_year and each.ref == found.ref and each.service in services:
            yield each


def _changes(found: Found, quarter: Quarter) -> Iterator[Change]:
    """Yield the plan's dated changes of an indicator that hold by the quarter."""
    if found.sheet == INDICATORS:
        for change in found.counted_in.plan.changes:
            if indicator_ref(change).casefold() == found.ref.casefold() and (
                change.starts <= quarter
            ):
                yield change


def _rows(council: Council, found: Found, quarter: Quarter) -> Mapping[Quarter, Answers]:
    """Return the answers of an indicator's row in each quarter of the year so far."""
    figures = found.counted_in.figures.get(found.ref, {})
    rows: dict[Quarter, Answers] = {}
    for each in quarter.so_far:
        code = figures[each].service if each in figures else found.service.plan.code
        returned = council.counting_return(code, each)
        if returned is not None:
            rows[each] = returned.rows(found.sheet).get(found.ref, {})
    return rows
