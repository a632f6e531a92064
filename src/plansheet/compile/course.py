"""The pages about the quarter's course: what came back, what is asked, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.compile.cells import cells, count, page
from plansheet.layout.collection import REQUESTS_SHEET
from plansheet.layout.council import CHANGES, QUERIES, RETURNS
from plansheet.model.dates import spoken_date
from plansheet.problems import Level, grouped
from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.words import CHECKED, DATA_ENTRY, SIGN_OFF, SOURCE_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.returns import Answers, Return
    from plansheet.pages import Page, Value
    from plansheet.problems import Problem
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

_ASKED = {Level.REJECTED: "Rejected", Level.FIX: "To correct", Level.CONFIRM: "To confirm"}
_STEPS = {"source_data": SOURCE_DATA, "data_entry": DATA_ENTRY, "checked": CHECKED}


def returns_page(council: CouncilQuarter) -> Page:
    """Return which services were asked, what came back, and who signed for it."""
    rows = [cells(RETURNS, _returned(service)) for service in council.services]
    return page(RETURNS, f"Returns: {council.quarter}", rows)


def _returned(service: ServiceQuarter) -> dict[str, Value]:
    asked = {
        "name": service.plan.service.name,
        "state": service.state,
        "issue": count(service.issue) if service.issue else None,
        "issued": service.issued,
        "emailed": service.emailed,
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
        **_signed(service.returned),
    }


def _signed(returned: Return) -> dict[str, Value]:
    """Return who signed each step and when: the job title, since the workbook is passed round."""
    rows = returned.rows(SIGN_OFF)
    return {key: _signature(rows.get(step, {})) for key, step in _STEPS.items()}


def _signature(answers: Answers) -> str:
    if not answers:
        return "Not signed"
    title, day = (
        text_of(answers, "job_title") or "Signed without a job title",
        day_of(answers, "date"),
    )
    return f"{title}, {spoken_date(day)}" if day else title


def queries_page(council: CouncilQuarter) -> Page:
    """Return what is asked of the services, the same thing once, with all its rows and cells.

    Notes of how a value was read are no questions and are left out.
    """
    rows = [
        cells(QUERIES, _query(service, group))
        for service in council.services
        for group in grouped((*service.refused, *service.problems))
        if group[0].level in _ASKED
    ]
    return page(QUERIES, f"Queries: {council.quarter}", rows)


def _query(service: ServiceQuarter, group: list[Problem]) -> dict[str, Value]:
    first = group[0]
    return {
        "service": service.plan.service.name,
        "level": _ASKED[first.level],
        "message": first.message,
        "refs": _listed(each.place.label for each in group),
        "sheet": first.place.sheet,
        "cells": _listed(each.place.cell for each in group),
        "file": first.place.file,
    }


def _listed(words: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def changes_page(council: CouncilQuarter) -> Page:
    """Return the requests of the services, the changes to plans, and restated figures."""
    rows = [
        cells(CHANGES, {"service": service.plan.service.name, **row})
        for service in council.services
        for row in (*_plan_changes(service, council), *_requests(service), *_restated(service))
    ]
    return page(CHANGES, f"Changes: {council.quarter}", rows)


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
                "source": service.plan.file,
            }


def _requests(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    if service.returned is None:
        return
    sheet = REQUESTS_SHEET.name
    for number, answers in service.returned.rows(sheet).items():
        yield {
            "ref": text_of(answers, "about"),
            "what": f"Request: {text_of(answers, 'change') or 'not said'}",
            "new": text_of(answers, "proposed"),
            "starts": text_of(answers, "starts"),
            "reason": text_of(answers, "reason"),
            "source": f"{service.returned.file}, sheet {sheet}, No {number}",
        }


def _restated(service: ServiceQuarter) -> Iterator[dict[str, Value]]:
    for late in service.restatements:
        yield {
            "ref": late.ref,
            "what": f"Restated: {late.what.lower()}",
            "old": late.old,
            "new": late.new,
            "starts": str(late.quarter),
            "reason": late.reason,
            "source": service.plan.file,
        }
    for found in service.problems:
        if found.code == "restated":
            yield {
                "ref": found.place.label,
                "what": "Restated figure",
                "new": found.message,
                "source": str(found.place),
            }
