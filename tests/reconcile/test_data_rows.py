"""The rows of `data`: the contract's columns, in plain text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.ratings import Goal, Span
from plansheet.model.units import Unit
from plansheet.reconcile.data import data_row, data_rows
from plansheet.reconcile.results import summary
from plansheet.reconcile.wording import spoken_figure, spoken_goal

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.reconcile.results import Supplied


Q1, Q2, _, _ = FinancialYear(2018).quarters
COLUMNS = (
    "council,service,period,ref,title,tier,unit,polarity,counts_as,entered,numerator,denominator,"
    "actual,target,target_text,variance,rating,state,direction_quarter,direction_year,provisional,"
    "commentary,supplied_by,source_file,source_sheet,source_cell"
)


def test_a_whole_row(make: Make) -> None:
    plan = make.plan(make.indicator("CP39", unit="%", target="90.00%", title="Satisfaction"))
    figures = {
        Q1: make.figure("2018-19-Q1", "90%"),
        Q2.same_last_year: make.figure("2017-18-Q2", "80%"),
        Q2: make.figure("2018-19-Q2", "88%", provisional=True, commentary="Two posts empty."),
    }
    results = make.results(plan, Q2, {"CP39": figures})
    assert data_rows(results, "Three Rivers", Q2) == [
        dict(
            zip(
                COLUMNS.split(","),
                (
                    "Three Rivers",
                    "community-partnerships",
                    "2018-19-Q2",
                    "CP39",
                    "Satisfaction",
                    "KPI",
                    "%",
                    "higher",
                    "snapshot",
                    "88%",
                    "",
                    "",
                    "0.88",
                    "0.9",
                    "90.00%",
                    "-0.02",
                    "Amber",
                    "rated",
                    "worse",
                    "better",
                    "yes",
                    "Two posts empty.",
                    "community-partnerships",
                    "cp.xlsx",
                    "Indicators",
                    "F12",
                ),
                strict=True,
            )
        )
    ]


CELLS = [
    (
        {"unit": "%", "counts_as": "ratio", "target": "90%"},
        "2/3",
        {
            "numerator": "2",
            "denominator": "3",
            "actual": "0.666666666666667",
            "variance": "-0.233333333333333",
            "provisional": "no",
            "rating": "Red",
        },
    ),
    (
        {"unit": "£", "target": "£91,130", "counts_as": "cumulative"},
        "50,000",
        {"actual": "50000", "target": "45565", "target_text": "£91,130", "variance": "4435"},
    ),
    (
        {"good_is": "within 80 to 120"},
        "70",
        {
            "target": "",
            "target_text": "within 80 to 120",
            "polarity": "within 80 to 120",
            "variance": "-10",
        },
    ),
    (
        {"unit": "date", "good_is": "lower", "target": "July 2018"},
        "2018-08-01",
        {"actual": "2018-08-01", "target": "2018-07-31", "variance": "1", "rating": "Red"},
    ),
    (
        {"how_often": "annual", "target": "79"},
        "",
        {"actual": "", "target": "", "target_text": "79", "state": "not due", "rating": ""},
    ),
    ({"target": "79"}, "", {"target": "79", "state": "not supplied", "direction_year": ""}),
    (
        {"good_is": "none", "target": "100"},
        "7",
        {"actual": "7", "target": "100", "variance": "", "state": "data only"},
    ),
]


@pytest.mark.parametrize(("words", "said", "expected"), CELLS)
def test_texts(words: dict[str, str], said: str, expected: dict[str, str], make: Make) -> None:
    figures = {when: make.figure(when.label, said) for when in (Q2,)}
    if words.get("counts_as") == "ratio":
        figures[Q1] = make.figure("2018-19-Q1", "0/0")
    plan = make.plan(make.indicator(**words))
    (result,) = make.results(plan, Q2, {"CP01": figures})
    row = data_row(result, "Three Rivers", Q2)
    assert {key: row[key] for key in expected} == expected


def test_words_are_data_only_and_no_figure_leaves_its_cells_empty(make: Make) -> None:
    plan = make.plan(make.indicator("CP01", unit="text"), make.indicator("CP02"))
    figure = replace(make.figure("2018-19-Q2"), actual="Good", entered="Good")
    results = make.results(plan, Q2, {"CP01": {Q2: figure}})
    rows = data_rows(results, "Three Rivers", Q2)
    assert [(row["entered"], row["actual"], row["source_cell"]) for row in rows] == [
        ("Good", "Good", "F12"),
        ("", "", ""),
    ]


def test_an_indicator_stands_once(make: Make) -> None:
    supplier = make.plan(make.indicator("CP05"))
    shared = make.indicator("CP05", supplied_by=supplier.code)
    other = replace(make.plan(shared), service=replace(supplier.service, code="corporate-services"))
    supplied: Supplied = {(supplier.code, "CP05"): {}}
    results = [
        result
        for plan in (supplier, other)
        for result in make.results(plan, Q2, {}, supplied=supplied)
    ]
    rows = data_rows(results, "Three Rivers", Q2)
    assert [(row["service"], row["supplied_by"]) for row in rows] == [
        ("community-partnerships", "community-partnerships")
    ]
    assert summary(results)["not_supplied"] == 1


SPOKEN = [
    (None, Unit.NUMBER, ""),
    (Decimal("0.79"), Unit.PERCENT, "79%"),
    (Decimal(2) / 3, Unit.PERCENT, "66.67%"),
    (Decimal("0.75045"), Unit.PERCENT, "75.045%"),
    (Decimal(100) / 3, Unit.NUMBER, "33.33"),
    (date(2009, 7, 31), Unit.DATE, "31 July 2009"),
    ("Good", Unit.TEXT, "Good"),
]


@pytest.mark.parametrize(("figure", "unit", "words"), SPOKEN)
def test_spoken_figures(figure: Decimal | date | str | None, unit: Unit, words: str) -> None:
    assert spoken_figure(figure, unit) == words


SPAN = Span(Decimal(80), Decimal(120), Decimal(76), Decimal(126))
GOALS = [
    (Goal("TBC"), ""),
    (Goal("7,500", value=Decimal(7500)), "7,500"),
    (Goal("<752", value=Decimal(752), edge=Decimal(760), strict=True), "less than 752"),
    (Goal(">752", value=Decimal(752), edge=Decimal(740), strict=True), "more than 752"),
    (Goal("within", span=SPAN), "80 to 120"),
    (Goal("July 09", by=date(2009, 7, 31)), "31 July 2009"),
]


@pytest.mark.parametrize(("goal", "words"), GOALS)
def test_spoken_goals(goal: Goal, words: str) -> None:
    assert spoken_goal(goal, Unit.NUMBER) == words
