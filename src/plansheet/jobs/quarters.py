"""A service's quarter put together: its return beside its plan, compared and checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from plansheet.correspondence.course import is_queried
from plansheet.deciding.settle import PUBLICATION
from plansheet.jobs.compared import Day, compared, supplied
from plansheet.jobs.history import guests_of, history_of, returns_of_plan, with_return
from plansheet.jobs.requested import asking_of, gone_requests
from plansheet.jobs.restated import refigurings, restatements
from plansheet.jobs.versions import naming_of, standing_of, versions_of
from plansheet.model.messages import Delivery, Kind
from plansheet.model.records import Status
from plansheet.problems import Level
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.case import Case
from plansheet.reconcile.checks import check_return
from plansheet.reconcile.projects import reconcile_contracts, reconcile_milestones
from plansheet.reconcile.quarter import COMPLETE, CouncilQuarter, ServiceQuarter
from plansheet.reconcile.results import Comparing, reconcile_service
from plansheet.reconcile.risks import reconcile_risks
from plansheet.reconcile.versions import WHOLE_FILE, version_problems
from plansheet.reconcile.words import CLOSED, FINISHED_STATUSES, MILESTONES, RISKS
from plansheet.requests import request_problems, requests_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from plansheet.deciding.settle import Settled
    from plansheet.jobs.council import Council
    from plansheet.jobs.history import History
    from plansheet.model.indicators import Indicator
    from plansheet.model.messages import Message
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.model.records import Decision, Issue, ReturnRecord
    from plansheet.model.returns import Return
    from plansheet.problems import Problem

# A record of the ledger that is of one service.
OfService = TypeVar("OfService", "ReturnRecord", "Message")

PLANNED, ISSUED, DRAFTED, EMAILED = "planned", "issued", "drafted", "emailed"
OVERDUE, RECEIVED, QUERIED = "overdue", "received", "queried"


def whole_quarter(council: Council, quarter: Quarter, today: date) -> CouncilQuarter:
    """Return the quarter of every service that has a plan for it.

    Raises PeriodError where no plan covers the quarter.
    """
    return CouncilQuarter(
        council=council.name,
        quarter=quarter,
        due=council.settings.due(quarter),
        tolerance=council.settings.tolerance,
        services=tuple(each_service(council, quarter, today)),
    )


def each_service(
    council: Council, quarter: Quarter, today: date, *, returned_only: bool = False
) -> Iterator[ServiceQuarter]:
    """Yield the quarter of each service that has a plan for it, one put together after the other.

    With `returned_only` those of which no return counts are passed over: in a large council they
    are most for most of the quarter. Raises PeriodError where no plan covers the quarter.
    """
    council.required(quarter)
    day = Day(council, quarter, today)
    records = by_service(each for each in council.ledger.returns(quarter) if each.is_return)
    messages = by_service(council.ledger.messages.of(quarter))
    for plan in council.plans(quarter):
        settled = council.settled(plan.code, quarter)
        if returned_only and settled is None:
            continue
        mine = records.get(plan.code, [])
        found = service_quarter(day, plan, settled, _found(council, plan, quarter, settled))
        found = replace(
            found,
            restatements=(*restatements(day, plan.code), *found.restatements),
            refused=_refused(mine, found.returned),
            chosen=_chosen(council, plan, quarter),
            requests=(*found.requests, *gone_requests(council, plan, quarter, found.requests)),
        )
        yield _with_course(day, found, mine, messages.get(plan.code, []))


def by_service(items: Iterable[OfService]) -> Mapping[str, list[OfService]]:
    """Return what is of each service, in the order it came in."""
    found: dict[str, list[OfService]] = {}
    for each in items:
        found.setdefault(each.service, []).append(each)
    return found


def _found(
    council: Council, plan: Plan, quarter: Quarter, settled: Settled | None
) -> tuple[Problem, ...]:
    """Return what reading a service's return found, and what is to be said of its versions."""
    stands = standing_of(council.ledger, plan.code, quarter)
    if not stands.rivals:
        return ()
    read = stands.rivals[0].problems
    if len(stands.rivals) == 1 and not stands.replaced:
        return read
    versions = versions_of(council.ledger, stands)
    given = settled.given if settled else ()
    return (*read, *version_problems(versions, naming_of(council, plan, quarter), given))


def _chosen(council: Council, plan: Plan, quarter: Quarter) -> tuple[Decision, ...]:
    decisions = council.ledger.decisions(quarter, plan.code)
    return tuple(each for each in decisions if each.sheet == WHOLE_FILE)


def _refused(records: Sequence[ReturnRecord], returned: Return | None) -> tuple[Problem, ...]:
    """Return why files of a service were rejected, each in its file.

    Of one that came before the return that counts nothing is to be asked any more.
    """
    own = (each.arrival for each in records if returned and each.sha256 == returned.sha256)
    counts = max(own, default=0)
    since = (each for each in records if each.arrival > counts)
    return tuple(problem for record in since for problem in _refusals(record))


def _refusals(record: ReturnRecord) -> tuple[Problem, ...]:
    """Return why a file was rejected as a return, in its file; a mere letter never was one."""
    if record.status is not Status.REJECTED or not record.is_return:
        return ()
    return tuple(problem.in_file(record.file) for problem in record.problems)


def service_quarter(
    day: Day, plan: Plan, settled: Settled | None, found: Sequence[Problem] = ()
) -> ServiceQuarter:
    """Return a service's quarter by its return as decided; `found` is what reading it found.

    What the checks find follows. `found` names the sheets as they were issued, the problems that
    come back as they are called in the file.
    """
    council, quarter = day.council, day.quarter
    returned = settled.returned if settled else None
    earlier = returns_of_plan(council, plan, quarter)
    before = history_of(council, plan, quarter)
    history = with_return(council, plan, before, returned) if returned else before
    others = supplied(council, plan, quarter)
    own = compared(day, plan, history)
    open_plan, finished = _without_closed(plan, earlier), _finished(earlier)
    service = ServiceQuarter(
        plan=plan,
        state=PLANNED,
        due=council.due(plan.code, quarter),
        extension=council.extension(plan.code, quarter),
        returned=returned if returned and returned.came_back else None,
        results=tuple(_counted(council, quarter, result) for result in own),
        risks=reconcile_risks(open_plan, returned, _risks_before(plan, earlier)),
        milestones=reconcile_milestones(plan, quarter, returned, finished),
        contracts=reconcile_contracts(plan, quarter, returned),
        figures={**history, **{ref: figures for (_, ref), figures in others.items()}},
    )
    if settled is None or not settled.returned.came_back:
        return service
    case = Case(
        plan=open_plan,
        returned=settled.returned,
        results=(*own, *_guest_results(day, plan, history)),
        today=day.today,
        history=history,
        before=before,
        found=settled.left_of(found),
        settled=frozenset(f"{MILESTONES}:{ref}" for ref in finished),
        returned_before=frozenset(each.quarter for each in earlier),
        separate_checker=council.settings.collection.separate_checker,
        risks=service.risks,
    )
    checked = _checked(day, service, case)
    problems = settled.without_accepted(checked.problems)
    decided = (each for each in settled.holding.values() if each.column != PUBLICATION)
    return replace(checked, problems=placed(problems, case.returned), decided=tuple(decided))


def _guest_results(day: Day, plan: Plan, history: History) -> tuple[Result, ...]:
    """Return what a service supplies for others only: checked in its return, counted elsewhere."""
    council, quarter = day.council, day.quarter
    guests = replace(plan, indicators=guests_of(council, plan, quarter), changes=())
    comparing = Comparing(quarter, day.today, council.settings.tolerance_for)
    return reconcile_service(guests, comparing, history)


def _checked(day: Day, service: ServiceQuarter, case: Case) -> ServiceQuarter:
    """Return a service's quarter with what its return asks for, changes, lacks and gets wrong."""
    asking = asking_of(day.council, service.plan, day.quarter)
    requests = requests_of(case.returned, asking)
    said = (*case.found, *check_return(case), *request_problems(requests, case, asking))
    return replace(
        service,
        problems=said,
        restatements=tuple(refigurings(day, service.plan, case)),
        requests=requests,
    )


def placed(found: Sequence[Problem], returned: Return) -> tuple[Problem, ...]:
    """Return problems in their file, on the sheets as they are called there."""
    sheets = returned.sheets
    return tuple(
        replace(
            each, place=replace(each.place, sheet=sheets.get(each.place.sheet, each.place.sheet))
        ).in_file(returned.file)
        for each in found
    )


def _with_course(
    day: Day,
    service: ServiceQuarter,
    records: Sequence[ReturnRecord],
    messages: Sequence[Message],
) -> ServiceQuarter:
    """Return a service's quarter with when it was issued, sent and received, and its state."""
    issues = day.council.ledger.issues(day.quarter, service.plan.code)
    newest = issues[-1] if issues else None
    carrying = [each for each in messages if each.kind is Kind.ISSUE]
    sent = [each.sent_at for each in carrying if each.sent_at is not None]
    known = {each.issue_id for each in issues}
    usable = [each for each in records if each.issue_id in known and each.status in _USABLE]
    received = min((each.received_at.date() for each in usable), default=None)
    late = ((received or day.today) - service.due).days
    is_late = day.today > service.due
    return replace(
        service,
        state=_returned_state(service, messages, records)
        or _sent_state(newest, carrying, is_late=is_late),
        issue=newest.number if newest else 0,
        issued=newest.made.date() if newest else None,
        emailed=min(sent).date() if sent else None,
        received=received,
        days_late=max(late, 0) if newest else 0,
    )


_USABLE = frozenset({"accepted", "held"})


def _returned_state(
    service: ServiceQuarter, messages: Sequence[Message], records: Sequence[ReturnRecord]
) -> str:
    """Return how complete a return is, in the word of `status`; "" where there is none."""
    if service.returned is None:
        return ""
    wanting = any(each.level is Level.FIX for each in service.problems)
    if not wanting and not service.returned.held:
        return COMPLETE
    return QUERIED if is_queried(messages, records) else RECEIVED


def _sent_state(newest: Issue | None, messages: Sequence[Message], *, is_late: bool) -> str:
    """Return how far a workbook that has not come back has got, in the word of `status`."""
    if newest is None:
        return PLANNED
    if is_late:
        return OVERDUE
    if any(each.sent_at for each in messages):
        return EMAILED
    is_written = any(each.delivery in _WRITTEN for each in messages)
    return DRAFTED if is_written else ISSUED


# What lies ready to be sent, or may have arrived; what a server did not take is neither.
_WRITTEN = frozenset({Delivery.DRAFTED, Delivery.UNCERTAIN})


def _counted(council: Council, quarter: Quarter, result: Result) -> Result:
    """Return a result counted in one plan only: its supplier's, else the first that lists it."""
    if result.counted:
        return result
    supplier = result.indicator.supplied_by
    listing = [
        plan.code
        for plan in council.plans(quarter)
        if any(_is_of(each, supplier, result.indicator.ref, plan) for each in plan.indicators)
    ]
    return replace(result, counted=supplier not in listing and result.service == listing[0])


def _is_of(indicator: Indicator, supplier: str, ref: str, plan: Plan) -> bool:
    return indicator.ref == ref and (indicator.supplied_by or plan.code) == supplier


def _risks_before(plan: Plan, earlier: Sequence[Return]) -> Mapping[str, Mapping[str, str]]:
    """Return each risk's inputs as the earlier returns of the year left them."""
    before: dict[str, Mapping[str, str]] = {}
    for returned in earlier:
        for result in reconcile_risks(plan, returned, before):
            before[result.risk.ref] = result.inputs
    return before


def _without_closed(plan: Plan, earlier: Sequence[Return]) -> Plan:
    closed = {
        ref
        for returned in earlier
        for ref, answers in returned.rows(RISKS).items()
        if text_of(answers, "changed") == CLOSED
    }
    return replace(plan, risks=tuple(risk for risk in plan.risks if risk.ref not in closed))


def _finished(earlier: Sequence[Return]) -> frozenset[str]:
    return frozenset(
        ref
        for returned in earlier
        for ref, answers in returned.rows(MILESTONES).items()
        if text_of(answers, "status") in FINISHED_STATUSES
    )
