"""From the answers of a return to figures, each with what was entered and its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.returns import Answer, Figure, Return
from plansheet.reconcile.figures import earlier_figures, figures_of

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.model.returns import Answers, AnswerValue


Q1, Q2, _, _ = FinancialYear(2018).quarters


def _returned(**sheets: dict[str, Answers]) -> Return:
    answers = {name.replace("_", " "): rows for name, rows in sheets.items()}
    return Return("community-partnerships", Q2, "id", "cp.xlsx", "ab" * 32, answers)


def _row(**said: tuple[AnswerValue, str]) -> Answers:
    return {
        key: Answer(value, entered, f"{chr(ord('F') + place)}12", held=entered.startswith("?"))
        for place, (key, (value, entered)) in enumerate(said.items())
    }


BASE = Figure(
    Q2, service="community-partnerships", file="cp.xlsx", sha256="ab" * 32, sheet="Indicators"
)


def _figure(**said: object) -> Figure:
    fields: dict[str, Any] = {**said}
    return replace(BASE, **fields)


FIGURES = [
    pytest.param(
        {},
        _row(
            actual=(Decimal(147), "147"),
            provisional=("Provisional", "Provisional"),
            commentary=("Two posts empty.", "Two posts empty."),
            action=("Filled", "Filled"),
            owner=(Decimal(5), "5"),
            by_when=(date(2018, 12, 31), "31/12/18"),
            forecast=(Decimal(240), "240"),
        ),
        _figure(
            actual=Decimal(147),
            entered="147",
            provisional=True,
            commentary="Two posts empty.",
            action="Filled",
            owner="5",
            by_when=date(2018, 12, 31),
            forecast=Decimal(240),
            cell="F12",
        ),
        id="a number with everything beside it",
    ),
    pytest.param(
        {},
        _row(actual=(None, "n/a"), reason=("Waiting", "Waiting"), provisional=("Final", "Final")),
        _figure(entered="n/a", reason="Waiting", cell="F12"),
        id="none, with a reason",
    ),
    pytest.param(
        {},
        _row(expected_by=(date(2018, 11, 30), "30/11/18")),
        _figure(expected_by=date(2018, 11, 30)),
        id="none yet",
    ),
    pytest.param(
        {"unit": "%"},
        _row(actual=(None, "?0.79")),
        _figure(entered="?0.79", held=True, cell="F12"),
        id="held",
    ),
    pytest.param(
        {"unit": "%", "counts_as": "ratio"},
        _row(
            actual=(Decimal("0.9"), "90%"),
            numerator=(Decimal(171), "171"),
            denominator=(Decimal(190), "190"),
        ),
        _figure(
            entered="171",
            numerator=Decimal(171),
            denominator=Decimal(190),
            cell="G12",
        ),
        id="a ratio has no other actual",
    ),
    pytest.param(
        {"unit": "%", "counts_as": "ratio"},
        _row(denominator=(None, "?1.234,5")),
        _figure(entered="?1.234,5", held=True, cell="F12"),
        id="half a ratio, held",
    ),
    pytest.param(
        {"unit": "date"},
        _row(actual=(date(2018, 8, 10), "10 Aug")),
        _figure(actual=date(2018, 8, 10), entered="10 Aug", cell="F12"),
        id="a date",
    ),
    pytest.param(
        {"unit": "text"},
        _row(actual=("Good", "Good")),
        _figure(actual="Good", entered="Good", cell="F12"),
        id="words",
    ),
    pytest.param({"unit": "text"}, _row(owner=("PM", "PM")), _figure(owner="PM"), id="no words"),
]


@pytest.mark.parametrize(("plan_says", "answers", "expected"), FIGURES)
def test_figure_of_a_row(
    plan_says: dict[str, str], answers: Answers, expected: Figure, make: Make
) -> None:
    returned = _returned(Indicators={"CP01": answers, "CP99": answers})
    assert figures_of(returned, {"CP01": make.indicator(**plan_says)}) == {"CP01": expected}


def test_earlier_figures_become_final(make: Make) -> None:
    indicators = {
        "CP01": make.indicator("CP01"),
        "NEW 1": make.indicator("NEW 1"),
        "CP02": make.indicator("CP02", unit="%", counts_as="ratio"),
    }
    final = _row(final=(Decimal(62), "62"), reason=("Late cases", "Late cases"))
    rows = {
        "CP01 2018-19-Q1": final,
        "NEW 1 2018-19-Q1": _row(final=(None, "?6.200,1")),
        "CP02 2018-19-Q1": final,
        "CP99 2018-19-Q1": final,
        "CP01 last year": final,
        "CP01 2017-18-Q4": _row(reason=("None", "None")),
    }
    held = Figure(Q1, Decimal(60), "60", provisional=True, commentary="As told", cell="F9")
    found = earlier_figures(_returned(Earlier_figures=rows), indicators, {"CP01": {Q1: held}})
    base = replace(BASE, quarter=Q1, sheet="Earlier figures", cell="F12")
    assert list(found) == [
        ("CP01", replace(base, actual=Decimal(62), entered="62", commentary="As told")),
        ("NEW 1", replace(base, entered="?6.200,1", held=True)),
    ]
