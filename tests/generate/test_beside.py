"""What the message of a cell says of its row, so that nobody has to look anything up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import Q1, Q2, YEAR, cells, context, figure, indicator, plan

from plansheet.generate import generate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.returns import Figure

TEN_DAYS = {"unit": "date", "how_often": "ad hoc", "tolerance": "10 days", "good_is": "lower"}
CASES: dict[str, tuple[Mapping[str, str], Figure | None, str]] = {
    "higher": (
        {"unit": "%", "target": "79%"},
        figure(Q1, actual=Decimal("0.765")),
        (
            "Position on 30 September.\nFor example: 79%\n"
            "Target: 79%, amber down to 75.05%.\nLast quarter: 76.5%."
        ),
    ),
    "lower, and nothing known": (
        {"good_is": "lower", "target": "752"},
        None,
        "Position on 30 September.\nFor example: 147\nTarget: 752, amber up to 789.6.",
    ),
    "less than": (
        {"good_is": "lower", "target": "<752"},
        None,
        "Position on 30 September.\nFor example: 147\nTarget: less than 752, amber up to 789.6.",
    ),
    "a straight line": (
        {"counts_as": "cumulative", "unit": "£", "target": "£50,000"},
        figure(Q1, actual=Decimal(11_000)),
        (
            "Total from 1 April to 30 September.\nFor example: 50,000\n"
            "Target: £25,000 (assumed), amber down to £23,750.\nLast quarter: £11,000."
        ),
    ),
    "a range": (
        {"good_is": "within 80 to 120"},
        None,
        "Position on 30 September.\nFor example: 147\nTarget: 80 to 120, amber 76 to 126.",
    ),
    "no target": (
        {"target": "TBC"},
        figure(Q1, actual=Decimal(5)),
        "Position on 30 September.\nFor example: 147\nLast quarter: 5.",
    ),
    "a deadline": (
        {**TEN_DAYS, "target": "August 2018"},
        None,
        (
            "The date it was done.\nFor example: 30/09/2018\n"
            "Due by 31 August 2018, amber to 10 September 2018."
        ),
    ),
    "a deadline to the day": (
        {**TEN_DAYS, "tolerance": "0 days", "target": "August 2018"},
        None,
        "The date it was done.\nFor example: 30/09/2018\nDue by 31 August 2018.",
    ),
    "none is good": (
        {"good_is": "none", "target": "100"},
        None,
        "Position on 30 September.\nFor example: 147\nTarget: 100.",
    ),
}


def message(words: Mapping[str, str], before: Figure | None, key: str) -> str:
    figures = {"A": {Q1: before}} if before else {}
    book = generate(plan(indicator("A", **words)), context(Q2, figures=figures))
    rule = cells(book, "Indicators", "A")[key].rule
    assert rule is not None
    return rule.message


@pytest.mark.parametrize("case", CASES)
def test_a_figure_is_asked_for_beside_its_target_and_last_quarter_s(case: str) -> None:
    words, before, said = CASES[case]
    assert message(words, before, "actual") == said


def test_both_numbers_of_a_ratio_are_asked_for_beside_the_target() -> None:
    words = {"unit": "%", "counts_as": "ratio", "target": "90%"}
    before = figure(Q1, numerator=Decimal(45), denominator=Decimal(50))
    beside = "Target: 90%, amber down to 85.5%.\nLast quarter: 90%."
    assert [message(words, before, key) for key in ("numerator", "denominator")] == [
        f"How many met the measure in the quarter.\nFor example: 171\n{beside}",
        f"How many there were altogether in the quarter.\nFor example: 190\n{beside}",
    ]


def test_a_commentary_is_asked_for_beside_last_quarter_s() -> None:
    usual = (
        "What lies behind the figure; needed when it is off target.\n"
        "For example: Two caseworkers left in July."
    )
    before = figure(Q1, actual=Decimal(5), commentary="A quiet start.")
    assert message({}, before, "commentary") == f"{usual}\nLast quarter: A quiet start."
    assert message({}, figure(Q1, actual=Decimal(5)), "commentary") == usual


def test_a_forecast_is_asked_for_beside_the_year_s_target() -> None:
    profile = "Q1 60 Q2 140 Q3 200 Q4 240"
    words = {"counts_as": "cumulative", "target": profile}
    usual = "Where you expect the year to end, if you know.\nFor example: 147"
    assert message(words, None, "forecast") == f"{usual}\nTarget this year: {profile}."
    assert message({}, None, "forecast") == usual
    assert indicator("A", **words).target_for(YEAR) is not None
