"""`accept` and `decline`: what a person decides about a request, kept, and made where accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.errors import DecisionError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.plan_changes import Asked, change_plan
from plansheet.jobs.requested import asking_of
from plansheet.model.dates import spoken_date
from plansheet.model.records import Choice, Decision
from plansheet.model.requests import Wish
from plansheet.reconcile.changes import SERVICE, is_of_service
from plansheet.reconcile.words import REQUESTS, listed
from plansheet.requests import requests_of, understood
from plansheet.requests.about import refs_of

if TYPE_CHECKING:
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change
    from plansheet.model.requests import Request
    from plansheet.requests import Asking


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decides: of which row, why, and what is used in the place of its words.

    `about`, `value` and `starts` stand for what the request says under About, Proposed and From;
    `by` says who approved it, and when.
    """

    quarter: Quarter
    service: str
    row: str
    reason: str
    column: str = ""
    about: str = ""
    value: str = ""
    starts: str = ""
    by: str = ""


def accept_request(council: Council, decided: Decided, world: World) -> Outcome:
    """Accept a request: its change is written into the plan, and the decision kept.

    One that is no change of a plan is recorded, and what to do by hand is said. Raises PeriodError
    or ServiceError where there is no such service, DecisionError where there is no such request, it
    is not clear, or it was decided otherwise; PlanError where the plan cannot be changed so.
    """
    asking, request = _request(council, decided)
    name = _name(council, request)
    if request.is_accepted:
        if _answers(decided) not in {"", request.decision.value if request.decision else ""}:
            raise DecisionError(_accepted_words(request))
        return Outcome(lines=(f"{name} is accepted already. Nothing was changed.",))
    wanted = understood(_with_answers(request, decided), asking)
    _must_be_clear(wanted, asking)
    if wanted.change is None:
        made, outcome = Outcome(notes=(f"{wanted.by_hand}.",)), f"By hand: {wanted.by_hand}"
    else:
        asked = _asked(wanted, wanted.change, decided)
        made = change_plan(council, request.service, asked, world)
        old = _old(council, request.service, asked, wanted.change.old)
        instead = f" instead of '{old}'" if old else ""
        outcome = (
            f"In the plan: {asked.ref}: {asked.field} '{asked.value}'{instead} from {asked.starts}"
        )
    choice = Choice.USE_INSTEAD if _answers(decided) else Choice.ACCEPT
    _keep(council, _decision(request, decided, choice, world), outcome, world)
    return replace(made, lines=(*made.lines, f"{name} is accepted."))


def _old(council: Council, service: str, asked: Asked, now: str) -> str:
    """Return what a change takes the place of: what the plan says of it, where it stands there.

    A run that was broken off may have written the change into the plan and not kept the decision.
    """
    plans = (file.plan for file in council.files if file.code == service and file.plan)
    wanted = (asked.ref.rpartition(":")[2], asked.field, asked.value, asked.starts)
    made = (change for plan in plans for change in plan.changes)
    told = (each.old for each in made if (each.ref, each.what, each.new, each.starts) == wanted)
    return next(told, now)


def decline_request(council: Council, decided: Decided, world: World) -> Outcome:
    """Decline a request: the plan stays as it is, and the decision is kept with its reason.

    Raises what `accept_request` does.
    """
    _, request = _request(council, decided)
    name = _name(council, request)
    if request.is_accepted:
        raise DecisionError(_accepted_words(request))
    if request.is_settled:
        return Outcome(lines=(f"{name} is declined already. Nothing was changed.",))
    _keep(council, _decision(request, decided, Choice.DECLINE, world), "", world)
    return Outcome(lines=(f"{name} is declined.",))


def _request(council: Council, decided: Decided) -> tuple[Asking, Request]:
    """Return the request that is meant, DecisionError where the return that counts has none."""
    council.required(decided.quarter)
    code = next(iter(council.wanted([decided.service], decided.quarter)))
    plan = council.plan_for(code, decided.quarter)
    returned = council.counting_return(code, decided.quarter)
    if plan is None or returned is None:
        message = (
            f"Nothing of {code} has been read for {decided.quarter}, so there is nothing to decide."
            f" Run 'plansheet read {decided.quarter.label}' when its workbook has come back."
        )
        raise DecisionError(message)
    asking = asking_of(council, plan, decided.quarter)
    found = requests_of(returned, asking)
    number = _number(decided.row)
    request = next((each for each in found if each.number == number), None)
    if request is None:
        numbers = ", ".join(f"{REQUESTS}:{each.number}" for each in found) or "none"
        message = (
            f"The return of {code} for {decided.quarter} has no request {number}. "
            f"Its requests are: {numbers}."
        )
        raise DecisionError(message)
    return asking, request


def _number(row: str) -> str:
    """Return the No of a request, `3` of `Requests:3`; DecisionError for another sheet's row."""
    sheet, colon, number = row.strip().rpartition(":")
    if colon and sheet.strip().casefold() != REQUESTS.casefold():
        message = (
            f"'{row}' is not a request, and only requests are decided so. Write for example "
            f"{REQUESTS}:3. A value that is held is settled by a corrected return."
        )
        raise DecisionError(message)
    return number.strip()


def _with_answers(request: Request, decided: Decided) -> Request:
    return replace(
        request,
        about=decided.about or request.about,
        proposed=decided.value or request.proposed,
        when=decided.starts or request.when,
    )


def _answers(decided: Decided) -> str:
    given = {"About": decided.about, "Proposed": decided.value, "From": decided.starts}
    return "; ".join(f"{heading}: {said}" for heading, said in given.items() if said)


def _must_be_clear(wanted: Request, asking: Asking) -> None:
    """Raise DecisionError where it is not clear what would be changed, or to what, or when."""
    name = f"{REQUESTS}:{wanted.number}"
    said = {"Change": wanted.wish or "", "Proposed": wanted.proposed, "From": wanted.when}
    if wanted.wish is Wish.WITHDRAW:
        del said["Proposed"]
    if missing := [heading for heading, words in said.items() if not words]:
        message = (
            f"{name} cannot be accepted: {listed(missing)} not filled in. Give what is missing "
            f"with 'plansheet accept {wanted.quarter.label} {wanted.service} {name} --value TEXT "
            "--from PERIOD --reason TEXT', or ask for the row to be filled in."
        )
        raise DecisionError(message)
    if wanted.starts is None:
        message = (
            f"'{wanted.when}' is not clear as a quarter. Say from when {name} holds, for example "
            f"--from {wanted.quarter.plus(1).label}."
        )
        raise DecisionError(message)
    if wanted.unusable:
        message = f"{name} cannot be accepted as it is proposed. {wanted.unusable}"
        raise DecisionError(message)
    if not wanted.by_hand and wanted.change is None:
        found = ", ".join(map(str, wanted.subjects)) or refs_of(asking.plan, asking.guests)
        message = (
            f"It is not clear which row '{wanted.about}' is. Say which one {name} is about with "
            f"--about: {found}."
        )
        raise DecisionError(message)


def _asked(wanted: Request, change: Change, decided: Decided) -> Asked:
    """Return the change as `plan change` takes it; the plan says which request it came from."""
    ref = SERVICE if is_of_service(change) else f"Indicators:{change.ref}"
    source = f"{wanted.number} of {wanted.quarter}"
    reason = f"{decided.reason} (request {source})" if decided.reason else f"Request {source}"
    return Asked(ref, change.what, change.new, change.starts, reason, decided.by)


def _decision(request: Request, decided: Decided, choice: Choice, world: World) -> Decision:
    return Decision(
        quarter=request.quarter,
        service=request.service,
        sheet=REQUESTS,
        row=request.number,
        column="",
        said=request.said,
        choice=choice,
        value=_answers(decided),
        outcome="",
        reason=decided.reason,
        by=decided.by,
        sha256=request.sha256,
        made=world.now,
    )


def _keep(council: Council, decision: Decision, outcome: str, world: World) -> None:
    if not world.dry_run:
        council.ledger.add_decision(replace(decision, outcome=outcome))


def _name(council: Council, request: Request) -> str:
    service = council.services(request.quarter)[request.service]
    return f"{REQUESTS}:{request.number} of {service}"


def _accepted_words(request: Request) -> str:
    decision = request.decision
    when = f" on {spoken_date(decision.made.date())}" if decision else ""
    what = f" {decision.outcome}." if decision and decision.outcome else ""
    return (
        f"{REQUESTS}:{request.number} was accepted{when}.{what} To change that, use "
        "'plansheet plan change', or edit the plan's table Changes."
    )
