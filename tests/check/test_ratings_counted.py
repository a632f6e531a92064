"""What a progress report counts under each rating, against its own sums and its own rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from plansheet.check import check_plan
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Action, Plan, RatingCount, Service

if TYPE_CHECKING:
    from plansheet.problems import Problem

SERVICE = Service("parks", "Parks", "Head of Parks", "head.parks@council.example")
PLAN = Plan(SERVICE, "Parks plan", (FinancialYear(2015),), "parks 2015-16.md")


def counted(*ratings: str, rated: str = "Actions") -> RatingCount:
    return RatingCount(rated, *ratings)


def told(row: RatingCount, *reported: str) -> list[Problem]:
    actions = tuple(Action("", f"Action {at}", supporting=said) for at, said in enumerate(reported))
    return [*check_plan(replace(PLAN, actions=actions, ratings=(row,)))]


@pytest.mark.parametrize(
    "ratings",
    [
        ("0 0%", "2 100%", "0 0%", "0 0%", "0 0%"),
        ("1 33%", "2 67%", "0", "0", "0"),
        ("1 33.3%", "2 (66.7%)", "0", "0", "0"),
        ("-", "-", "-", "-", "-"),
        ("", "2", "-", "", ""),
        ("0 0%", "0 0%", "0 0%", "0 0%", "0 0%"),
    ],
)
def test_shares_that_are_their_counts(ratings: tuple[str, ...]) -> None:
    assert told(counted(*ratings)) == []


def test_a_share_that_is_not_its_count() -> None:
    (found,) = told(counted("1 33.4%", "2 67%", "0 0%", "0 0%", "0 0%"))
    assert (found.code, found.place.sheet, found.place.label) == (
        "rating-share-wrong",
        "Ratings",
        "Actions",
    )
    assert found.message == (
        "33.4% stands beside 1 under 'Completed', and 1 of 3 is 33.3%. Correct the count or the "
        "percentage in the document."
    )


ON, LATE = (
    "Q1 Rating: Completed\nQ2 Rating: Project on target",
    "Q2 Rating: Project aborted/ closed",
)
ATTENTION = "Q2 Rating: Project scope/target date requires attention"


@pytest.mark.parametrize(
    ("row", "reported"),
    [
        (counted("0", "2", "0", "0", "0"), (ON, ON)),
        (counted("0", "1", "1", "0", "1"), (ON, ATTENTION, LATE)),
        (counted("0", "2", "0", "0", "1"), ("Q1 Rating: >", "Q1 Rating: >", "Q1 Rating: X")),
        (counted("0", "2", "0", "0", "0"), ("Outcomes alone",)),
        (counted("0", "9", "0", "0", "0", rated="Performance Indicators"), (ON, ON)),
        (counted("-", "-", "-", "-", "-"), (ON,)),
    ],
)
def test_counts_that_are_the_rows(row: RatingCount, reported: tuple[str, ...]) -> None:
    assert told(row, *reported) == []


@pytest.mark.parametrize(
    ("row", "reported", "said"),
    [
        (counted("2", "0", "0", "0", "0"), (ON, ON), "2 Completed, and its rows are rated 2 On"),
        (counted("0", "3", "0", "0", "0"), (ON, ON), "3 On target, and its rows are rated 2 On"),
        (counted("0", "0", "0", "0", "0"), (ON,), "none, and its rows are rated 1 On target"),
        (
            counted("0", "2", "0", "0", "0"),
            ("Q1 Rating: >", "Q1 Rating: X"),
            "2 On target, and its rows are rated 1 >, 1 X",
        ),
    ],
)
def test_counts_that_are_not_the_rows(
    row: RatingCount, reported: tuple[str, ...], said: str
) -> None:
    (found,) = told(row, *reported)
    assert found.code == "rating-count-wrong"
    assert f"The document counts {said}" in found.message
