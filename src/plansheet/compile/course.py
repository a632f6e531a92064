"""The pages about the quarter's course: what came back, what is asked, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.compile.cells import cells, count, page
from plansheet.layout.council import CHANGES, QUERIES, returns_sheet
from plansheet.model.dates import spoken_date
from plansheet.model.records import Choice
from plansheet.model.returns import ChangedCell
from plansheet.problems import ASKED, Level, Place, grouped, is_asked
from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.restatements import GIVEN_LATE
from plansheet.reconcile.versions import WHOLE_FILE
from plansheet.reconcile.words import (
    CHECKED,
    DATA_ENTRY,
    DATA_QUALITY,
    DIMENSIONS,
    SIGN_OFF,
    SOURCE_DATA,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.model.records import Decision
    from plansheet.model.requests import Request
    from plansheet.model.returns import Answers, Return
    from plansheet.pages import Page, Value
    from plansheet.problems import Problem
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

_NOT_YET = frozenset({"request-incomplete", "request-about", "request-from", "request-value"})
# What changed in the cells of returns, by the codes that tell of it, and what became of it.
_LATER = {"changed-since": "The later one counts", "gone-since": "Nothing is used"}
_OF_VALUES = frozenset({Choice.ACCEPT, Choice.USE_INSTEAD, Choice.ASK_AGAIN, Choice.ENTER})
_SIGNED_BY = frozenset({"name", "job_title"})
_LAST_QUARTER = 4
_STEPS = {"source_data": SOURCE_DATA, "data_entry": DATA_ENTRY, "checked": CHECKED}


def returns_page(council: CouncilQuarter) -> Page:
    """Return which services were asked, what came back, who signed for it, and how good it is.

    Data quality is asked once a year, in the fourth quarter.
    """
    asked = DIMENSIONS if council.quarter.number == _LAST_QUARTER else ()
    has_extensions = any(service.extension for service in council.services)
    sheet = returns_sheet(asked, has_extensions=has_extensions)
    rows = [
        cells(sheet, {**_returned(service), **_quality(service.returned, asked)})
        for service in council.services
    ]
    return page(sheet, f"Returns: {council.quarter}", rows)


def _quality(returned: Return | None, asked: Sequence[str]) -> dict[str, Value]:
    """Return the answer to each dimension of data quality, with what was said of it."""
    if returned is None:
        return {}
    rows = returned.rows(DATA_QUALITY)
    return {each.lower(): _met(rows.get(each, {})) for each in asked}


def _met(answers: Answers) -> str:
    words = text_of(answers, "met") or "Not answered", text_of(answers, "note")
    return ": ".join(each for each in words if each)


def _returned(service: ServiceQuarter) -> dict[str, Value]:
    asked: dict[str, Value] = {
        "name": service.plan.service.name,
        "asked": count(len(_asked_of(service))),
        "state": service.state,
        "issue": count(service.issue) if service.issue else None,
        "issued": service.issued,
        "emailed": service.emailed,
        "due": service.due if service.issue else None,
        **({"extension": service.extension.reason} if service.extension else {}),
    }
    if service.returned is None:
        # How late it is by now is left out: it changes every day, and `overdue` says it.
        return asked
    to_fix = sum(problem.level is Level.FIX for problem in service.problems)
    return {
        **asked,
        "received": service.received,
        "days_late": count(service.days_late),
        "file": service.returned.file,
        "held": count(service.returned.held),
        "to_fix": count(to_fix),
        **_signed(service, service.returned),
    }


def _signed(service: ServiceQuarter, returned: Return) -> dict[str, Value]:
    """Return who signed each step and when: the job title, since the workbook is passed round."""
    rows = returned.rows(SIGN_OFF)
    signed = {key: _signature(rows.get(step, {})) for key, step in _STEPS.items()}
    if any(each.code == "same-checker" for each in service.problems):
        signed["checked"] += ", who also entered the data"
    return {**signed}


def _signature(answers: Answers) -> str:
    """Return who signed, when, and for whom: `Officer, 5 October 2018, on behalf of Head`."""
    if not answers:
        return "Not signed"
    if any(answer.held for key, answer in answers.items() if key in _SIGNED_BY):
        return "Signed, but held: see Queries"
    day, whose = day_of(answers, "date"), text_of(answers, "on_behalf_of")
    return ", ".join(
        part
        for part in (
            text_of(answers, "job_title") or "Signed without a job title",
            spoken_date(day) if day else "",
            f"on behalf of {whose}" if whose else "",
        )
        if part
    )


def queries_page(council: CouncilQuarter) -> Page:
    """Return what is asked of the services, the same thing once, with all its rows and cells.

    Notes of how a value was read are no questions and are left out; so are requests that wait for
    the council's decision, which stand on the sheet Changes.
    """
    rows = [
        cells(QUERIES, _query(service, group))
        for service in council.services
        for group in _asked_of(service)
    ]
    return page(QUERIES, f"Queries: {council.quarter}", rows)


def _asked_of(service: ServiceQuarter) -> list[list[Problem]]:
    """Return what is asked of a service, the same thing once."""
    groups = grouped((*service.refused, *service.problems))
    return [group for group in groups if is_asked(group[0])]


def _query(service: ServiceQuarter, group: list[Problem]) -> dict[str, Value]:
    first = group[0]
    return {
        "service": service.plan.service.name,
        "level": ASKED[first.level],
        "message": first.message,
        "refs": _listed(each.place.label for each in group),
        "sheet": first.place.sheet,
        "cells": _listed(each.place.cell for each in group),
        "file": first.place.file,
    }


def _listed(words: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def changes_page(council: CouncilQuarter) -> Page:
    """Return what moved since the version before, then each service's changes of every kind."""
    rows = [
        *(cells(CHANGES, row) for row in _since(council)),
        *(
            cells(CHANGES, {"service": service.plan.service.name, **row})
            for service in council.services
            for row in _changes_of(service, council)
        ),
    ]
    return page(CHANGES, f"Changes: {council.quarter}", rows)


def _changes_of(service: ServiceQuarter, council: CouncilQuarter) -> Iterator[dict[str, Value]]:
    """Yield changes to the plan, requests, restated figures, later returns, edited locked cells."""
    yield from _plan_changes(service, council)
    yield from _requests(service)
    yield from _restated(service)
    yield from _chosen(service)
    yield from _edits(service)
    yield from _decided_of_cells(service)
    yield from _locked(service)


def _since(council: CouncilQuarter) -> Iterator[dict[str, Value]]:
    """Yield what moved since the version before: the ratings as a whole, then row by row."""
    since = council.since
    if since is None:
        return
    what = f"Since version {since.version}"
    old, new = since.ratings
    if old != new:
        yield {"service": council.council, "what": what, "ref": "Ratings", "old": old, "new": new}
    names = {service.plan.code: service.plan.service.name for service in council.services}
    for moved in since.moved:
        yield {
            "service": names.get(moved.service, moved.service),
            "ref": moved.ref,
            "what": f"{what}: {moved.kind.lower()}",
            "old": moved.old,
            "new": moved.new,
            "source": moved.source,
        }


def _chosen(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    """Yield which file a person chose of several versions."""
    for decision in service.chosen:
        by = f" by {decision.by}" if decision.by else ""
        yield {
            "ref": WHOLE_FILE,
            "what": "Version chosen",
            "new": decision.row,
            "reason": decision.reason,
            "decision": f"Chosen on {spoken_date(decision.made.date())}{by}",
        }


def _edits(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    """Yield cells that say something else in a later return than in the first."""
    for each in service.problems:
        if each.code in _LATER:
            yield {
                "ref": each.place.label or each.place.sheet,
                "what": f"Later return: {each.said['heading']}",
                "old": each.said["old"],
                "new": each.said["new"],
                "decision": _LATER[each.code],
                "source": str(each.place),
            }


def _decided_of_cells(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    """Yield what a person decided of values: what was read, and what is used in its place."""
    changed = {_place(each) for each in _changed(service)}
    for each in service.decided:
        if each.column and each.choice in _OF_VALUES and _place(each) not in changed:
            yield {
                "ref": each.row,
                "what": f"Decided: {each.column}",
                "old": each.said,
                "new": each.used,
                "reason": each.reason,
                "decision": each.when,
                "source": each.sheet,
            }


def _locked(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    """Yield locked cells that came back changed, and what was decided of each."""
    decided = {_place(each): each for each in service.decided}
    for each in _changed(service):
        decision = decided.get(_place(each))
        sheets = service.returned.sheets if service.returned else {}
        file = service.returned.file if service.returned else ""
        place = Place(file, sheets.get(each.sheet, each.sheet), each.cell, each.label)
        yield {
            "ref": each.label or each.sheet,
            "what": f"Locked cell: {each.heading}",
            "old": each.old,
            "new": each.new,
            "reason": decision.reason if decision else "",
            "decision": _ruled(decision) if decision else "Ignored",
            "source": str(place),
        }


def _ruled(decision: Decision) -> str:
    return ". ".join(each for each in (decision.when, decision.outcome) if each)


def _changed(service: ServiceQuarter) -> tuple[ChangedCell, ...]:
    return service.returned.changed if service.returned else ()


def _place(of: Decision | ChangedCell) -> tuple[str, str, str]:
    """Return the cell that a decision or a changed locked cell is about."""
    if isinstance(of, ChangedCell):
        return of.sheet, of.label, of.heading
    return of.sheet, of.row, of.column


def _plan_changes(service: ServiceQuarter, council: CouncilQuarter) -> Iterator[dict[str, Value]]:
    for change in service.plan.changes:
        if change.starts == council.quarter:
            yield {
                "ref": change.ref,
                "what": change.what,
                "old": change.old,
                "new": change.new,
                "starts": str(change.starts),
                "reason": change.reason,
                "decision": _approved(change.approved_by),
                "source": service.plan.file,
            }


def _approved(by: str) -> str:
    return f"Approved by {by}" if by else ""


def _requests(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    for request in service.requests:
        change, starts = request.change, request.starts
        yield {
            "ref": str(request.subject or request.about),
            "what": f"Request: {request.wish or 'not said'}",
            "old": change.old if change and not request.is_accepted else "",
            "new": request.proposed,
            "starts": str(starts) if starts else request.when,
            "reason": request.reason,
            "decision": _decided(request, service),
            "source": str(Place(request.file, request.sheet, request.cell, f"No {request.number}")),
        }


def _decided(request: Request, service: ServiceQuarter) -> str:
    """Return what was decided of a request, when, why and by whom, or why it was not decided."""
    decision = request.decision
    if decision is None or not request.is_settled:
        asked = {each.place.label for each in service.problems if each.code in _NOT_YET}
        waits = request.wish is None or request.number in asked
        if request.is_so:
            return "The plan says so already"
        return "Waits for the service" if waits else "To be decided"
    by = f" by {decision.by}" if decision.by else ""
    word = "Accepted" if request.is_accepted else "Declined"
    instead = f"Used instead: {decision.value}" if decision.value else ""
    gone = "It is not in the newest return" if request.is_gone else ""
    first = f"{word} on {spoken_date(decision.made.date())}{by}: {decision.reason.rstrip('. ')}"
    sentences = (first, instead, decision.outcome, gone)
    return " ".join(f"{each}." for each in sentences if each)


def _restated(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    for late in service.restatements:
        yield {
            "ref": late.ref,
            "what": late.what if late.what == GIVEN_LATE else f"Restated: {late.what.lower()}",
            "old": late.old,
            "new": late.new,
            "starts": str(late.quarter),
            "reason": late.reason,
            "decision": _approved(late.approved_by),
            "source": late.source,
        }
