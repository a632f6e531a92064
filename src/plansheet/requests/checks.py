"""What is to be said of requests: what they lack, what is not clear, and that they wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.model.records import Choice
from plansheet.model.requests import Wish
from plansheet.problems import problem
from plansheet.reconcile.words import REQUESTS, listed
from plansheet.requests.about import refs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plansheet.model.requests import Request
    from plansheet.problems import Problem
    from plansheet.reconcile.case import Case
    from plansheet.requests.reading import Asking

_HEADINGS = {
    "about": "About",
    "change": "Change",
    "proposed": "Proposed",
    "starts": "From",
    "reason": "Reason",
}
_NOT_ASKED: Mapping[Wish | None, str] = {
    Wish.WITHDRAW: "proposed",
    Wish.NEW_INDICATOR: "about",
    Wish.OTHER: "about",
}


def request_problems(
    requests: Iterable[Request], case: Case, asking: Asking
) -> tuple[Problem, ...]:
    """Return what each request lacks, else what is not clear, else that it waits for a decision.

    Nothing is said of one that was accepted or declined.
    """
    waiting = (each for each in requests if not each.is_settled)
    return tuple(found for each in waiting for found in _said_of(each, case, asking))


def missing_in(request: Request, case: Case) -> list[str]:
    """Return the headings of what is not filled in and is needed."""
    not_asked = _NOT_ASKED.get(request.wish, "")
    return [
        heading
        for key, heading in _HEADINGS.items()
        if key != not_asked and case.is_open(REQUESTS, request.number, key)
    ]


def _said_of(request: Request, case: Case, asking: Asking) -> Iterator[Problem]:
    number, place = request.number, case.place(REQUESTS, request.number)
    if missing := missing_in(request, case):
        yield problem("request-incomplete", place, number=number, missing=listed(missing))
        return
    questions = [*_unclear(request, case, asking)]
    yield from questions
    if request.wish is None or questions:
        return
    place = replace(place, cell=request.cell)
    if request.decision is not None and request.decision.choice is Choice.ASK_AGAIN:
        why = request.decision.reason.rstrip(". ") or "it is not clear why"
        what = what_is_asked(request)
        yield problem("request-asked", place, number=number, what=what, why=why)
        return
    if request.is_so:
        yield problem("request-same", place, number=number, what=what_is_asked(request))
        return
    yield problem(
        "request",
        place,
        number=number,
        what=what_is_asked(request),
        reason=request.reason.rstrip(". "),
        hand=f" {request.by_hand}, and record it." if request.by_hand else "",
        command=f"{request.quarter.label} {request.service} {REQUESTS}:{number}",
    )


def _unclear(request: Request, case: Case, asking: Asking) -> Iterator[Problem]:
    number = request.number
    needs_subject = request.wish not in {Wish.NEW_INDICATOR, Wish.OTHER, None}
    if needs_subject and request.subject is None and request.about:
        found = request.subjects
        yield problem(
            "request-about",
            case.place(REQUESTS, number, "about"),
            number=number,
            read=request.about,
            why="stands for more than one row" if found else "is no row of this plan",
            words=" or ".join(map(str, found)) if found else refs_of(asking.plan, asking.guests),
        )
    if request.when and request.starts is None:
        yield problem(
            "request-from",
            case.place(REQUESTS, number, "starts"),
            number=number,
            read=request.when,
            example=request.quarter.plus(1),
            year=request.quarter.year.plus(1),
        )
    if request.unusable:
        place = case.place(REQUESTS, number, "proposed")
        yield problem("request-value", place, number=number, why=request.unusable)


def what_is_asked(request: Request) -> str:
    """Return what a request asks for, as the end of a sentence that begins with `that` or `for`."""
    when = request.starts or request.when
    starts = f" from {when}" if when else ""
    subject = str(request.subject or request.about)
    if request.wish is Wish.NEW_INDICATOR:
        return f"a new indicator, '{request.proposed}'" + (f",{starts}" if starts else "")
    if request.wish is Wish.WITHDRAW:
        return f"{subject} to be withdrawn{starts}"
    if request.wish is Wish.OTHER:
        return f"'{request.proposed}'{starts}" + (f" ({subject})" if subject else "")
    old = request.change.old if request.change and not request.is_so else ""
    instead = f" instead of '{old}'" if old else ""
    name = str(request.wish).lower()
    return f"the {name} of {subject} to be '{request.proposed}'{instead}{starts}"
