"""A change approved late: which quarters are rated again, and what both ratings were."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Change
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.restatements import (
    Late,
    Restatement,
    approved_in,
    known_in,
    late_quarters,
    restated,
)

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result

    Ratings = tuple[str, str]

Q1, Q2, Q3, Q4 = FinancialYear(2018).quarters
BOARD = "Management Board, 17/07/2018"

APPROVED = [
    (BOARD, Q2),
    ("Leadership Team 17 July 2018", Q2),
    ("Leadership Team (October 2018)", Q3),
    ("17/7/18, Management Board", Q2),
    ("Management Board", None),
    ("", None),
    ("07/17/2018", None),
]


@pytest.mark.parametrize(("said", "expected"), APPROVED)
def test_the_quarter_of_approval(said: str, expected: Quarter | None) -> None:
    assert approved_in(Change("CP01", "Target", "", "79", Q1, "", said)) == expected


def test_which_quarters_are_rated_again(make: Make) -> None:
    changes = (
        Change("CP01", "Target", "", "79", Q1, "Late", "Board 10 October 2018"),
        Change("CP02", "Target", "", "79", Q2, "Later", "Board 10 January 2019"),
        Change("CP03", "Target", "", "79", Q3, "In time", "Board 10 October 2018"),
        Change("CP04", "Target", "", "79", Q1, "Nobody knows"),
    )
    plan = make.plan(changes=changes)
    assert [late_quarters(plan, quarter) for quarter in (Q1, Q2, Q3, Q4)] == [
        (Late(Q1, Q1, Q3),),
        (Late(Q2, Q2, Q4),),
        (Late(Q1, Q2, Q3), Late(Q2, Q2, Q3), Late(Q3, Q3, Q4)),
        (Late(Q2, Q3, Q4), Late(Q3, Q3, Q4)),
    ]
    assert known_in(plan, Q1).changes == (changes[3],)
    assert known_in(plan, Q3).changes == (changes[0], changes[2], changes[3])


def results(make: Make, plan: Plan, known: Quarter, said: str) -> tuple[Result, ...]:
    figures = {Q1: make.figure(Q1, said)} if said else {}
    return make.results(as_of(known_in(plan, known), Q1), Q1, {"CP01": figures})


BOTH = [
    ("TBC", "80", "90", [("no target (80)", "Red (80 against 90)", ("no target", "Red"))]),
    ("80", "80", "82", [("Green (80 against 80)", "Amber (80 against 82)", ("Green", "Amber"))]),
    ("TBC", "", "90", []),
]


@pytest.mark.parametrize(("before", "figure", "target", "both"), BOTH)
def test_both_ratings_are_told(
    before: str, figure: str, target: str, both: list[tuple[str, str, Ratings]], make: Make
) -> None:
    changes = (
        Change("cp01", "Target", "", target, Q1, "Agreed late", BOARD),
        Change("CP01", "Tolerance", "", "5 points", Q1, "Agreed late", BOARD),
        Change("CP01", "Owner", "", "Parks Manager", Q2, "", BOARD),
    )
    plan = make.plan(make.indicator(target=before), make.indicator("CP02"), changes=changes)
    (late,) = late_quarters(plan, Q2)
    was, now = (results(make, plan, quarter, figure) for quarter in (late.before, late.since))
    expected = [
        Restatement(
            plan.code, "CP01", Q1, "Rating", old, new, "Agreed late", BOARD, plan.file, ratings
        )
        for old, new, ratings in both
    ]
    assert list(restated(plan, late, was, now)) == expected


def test_an_indicator_brought_in_late_and_a_step_that_is_not_done(make: Make) -> None:
    changes = (
        Change("CP09", "New indicator", "", "Hub opened", Q1, "", BOARD),
        Change("CP09", "Unit", "", "date", Q1, "", BOARD),
        Change("CP09", "Good is", "", "lower", Q1, "", BOARD),
        Change("CP09", "Target", "", "May 2018", Q1, "", BOARD),
    )
    plan = make.plan(changes=changes)
    (late,) = late_quarters(plan, Q2)
    figures = {Q1: make.figure(Q1, "", reason="The builder is late")}
    was, now = (
        make.results(as_of(known_in(plan, known), Q1), Q1, {"CP09": figures}, date(2018, 12, 24))
        for known in (late.before, late.since)
    )
    (found,) = restated(plan, late, was, now)
    assert (found.old, found.new) == ("not reported", "Red (not done against 31 May 2018)")
