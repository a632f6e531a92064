"""The rows of the sheet Requests as values: about what, what is asked, from when, and decided how.

Nothing is guessed: what is not clear stays open (`Request.subjects`, `Request.starts`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.model.plans import Change
from plansheet.model.requests import Request, Wish
from plansheet.model.tables import Table
from plansheet.model.typed import clean
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.changes import NEW_INDICATOR, WITHDRAW
from plansheet.reconcile.worded import says_already, why_unusable, worded
from plansheet.reconcile.words import REQUESTS
from plansheet.refs import read_ref
from plansheet.requests.about import subjects_of
from plansheet.requests.starts import parse_starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.records import Decision
    from plansheet.model.returns import Answers, Return

_FIELDS = {
    Wish.TITLE: "Title",
    Wish.TARGET: "Target",
    Wish.DEFINITION: "Definition",
    Wish.OWNER: "Owner",
    Wish.WITHDRAW: WITHDRAW,
}
_SERVICE_FIELDS = {Wish.TITLE: "Name", Wish.OWNER: "Head of service"}
_NEW_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,11}")
_YES = "yes"


@dataclass(frozen=True, slots=True)
class Asking:
    """What requests are understood by: the plan they were made of, and what was decided so far.

    `plan_in` gives the plan that holds in a quarter, None where there is none; `guests` are the
    indicators of other plans that stand in the workbook.
    """

    plan: Plan
    plan_in: Callable[[Quarter], Plan | None]
    guests: tuple[Indicator, ...] = ()
    decisions: tuple[Decision, ...] = ()


def requests_of(returned: Return, asking: Asking) -> tuple[Request, ...]:
    """Return the requests of a return in the order of its rows, each with its decision."""
    rows = returned.rows(REQUESTS).items()
    found = (_request(returned, number, answers) for number, answers in rows)
    return tuple(understood(each, asking) for each in found)


def understood(request: Request, asking: Asking) -> Request:
    """Return a request with what its words mean, and with what was decided about them last."""
    subjects = subjects_of(request.about, request.wish, asking.plan, asking.guests)
    decided = (each for each in reversed(asking.decisions) if each.sheet == REQUESTS)
    request = replace(
        request,
        subjects=subjects if clean(request.about) else (),
        starts=parse_starts(request.when, request.quarter) if clean(request.when) else None,
        decision=next((each for each in decided if each.said == request.said), None),
    )
    return _with_change(request, asking)


def _request(returned: Return, number: str, answers: Answers) -> Request:
    wish = text_of(answers, "change")
    first = min((answer.cell for answer in answers.values()), default="")
    return Request(
        quarter=returned.quarter,
        service=returned.service,
        number=number,
        about=text_of(answers, "about"),
        wish=Wish(wish) if wish else None,
        proposed=text_of(answers, "proposed"),
        when=text_of(answers, "starts"),
        reason=text_of(answers, "reason"),
        file=returned.file,
        sha256=returned.sha256,
        sheet=returned.sheets.get(REQUESTS, REQUESTS),
        cell=first,
    )


def _with_change(request: Request, asking: Asking) -> Request:
    """Return a request with the change it comes to, or why there is none."""
    if request.wish is None or request.starts is None:
        return request
    if by_hand := _by_hand(request):
        return replace(request, by_hand=by_hand)
    plan = asking.plan_in(request.starts)
    if plan is None:
        why = f"No plan of {request.service} covers {request.starts}."
        return replace(request, unusable=why)
    asked = _asked(request, request.starts)
    if asked is None:
        return request
    change = worded(asked, plan)
    is_so = says_already(plan, change)
    why = "" if is_so else why_unusable(plan, change)
    return replace(request, change=None if why else change, is_so=is_so, unusable=why)


def _asked(request: Request, starts: Quarter) -> Change | None:
    """Return the change in the words of the request, None where it is not clear about what."""
    subject, proposed = request.subject, clean(request.proposed)
    if request.wish is Wish.NEW_INDICATOR:
        return Change(new_ref(request.about), NEW_INDICATOR, "", proposed, starts, request.reason)
    if subject is None or request.wish is None:
        return None
    fields = _SERVICE_FIELDS if subject.table is Table.SERVICE else _FIELDS
    new = _YES if request.wish is Wish.WITHDRAW else proposed
    return Change(subject.ref, fields[request.wish], "", new, starts, request.reason)


def _by_hand(request: Request) -> str:
    """Return what to do by hand for a request that is no change of a plan, "" where it is one."""
    subject, wish = request.subject, request.wish
    if wish is Wish.OTHER:
        return "Do what it asks by hand, in the plan or outside it"
    if wish is Wish.NEW_INDICATOR:
        return _new_by_hand(request)
    if subject is None:
        return ""
    if subject.is_guest:
        return (
            f"{subject.ref} stands in the plan of another service: change it there with "
            "'plansheet plan change'"
        )
    is_dated = subject.table is Table.INDICATORS
    if is_dated or (subject.table is Table.SERVICE and wish in _SERVICE_FIELDS):
        return ""
    return f"Change the plan's own table {subject.table}: this is no dated change"


def _new_by_hand(request: Request) -> str:
    if new_ref(request.about) and not request.subjects:
        return ""
    starts = request.starts.label if request.starts else request.when
    return (
        "Give the indicator a ref of its own and write it in with 'plansheet plan change "
        f'{request.service} REF "{NEW_INDICATOR}" TITLE --from {starts} --reason TEXT\''
    )


def new_ref(about: str) -> str:
    """Return the ref that a new indicator is asked for by, "" where `about` holds none."""
    ref = read_ref(about)
    is_one = _NEW_REF.fullmatch(ref) and any(sign.isdigit() for sign in ref)
    return ref if is_one else ""
