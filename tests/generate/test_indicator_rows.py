"""The Indicators page: which rows stand there, what each asks, and which of its cells are open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import CODE, Q1, Q2, Q3, Q4, YEAR, cells, context, figure, indicator, page, plan

from plansheet.generate import generate
from plansheet.pages import Book, Cell, Formula, canonical
from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure
    from plansheet.pages import Value

SAID = frozenset(
    ("provisional", "commentary", "action", "owner", "by_when", "reason", "expected_by")
)
FIGURE = SAID | {"actual", "forecast"}


def one(asked: Indicator, quarter: Quarter = Q2, *known: Figure) -> Book:
    figures = {asked.ref: {each.quarter: each for each in known}}
    return generate(plan(asked), context(quarter, figures=figures))


def shown(book: Book, ref: str, *keys: str) -> list[Value]:
    row = cells(book, INDICATORS, ref)
    values = [row[key].value for key in keys]
    return [value.value if isinstance(value, Formula) else value for value in values]


def open_keys(book: Book, ref: str) -> frozenset[str]:
    row = cells(book, INDICATORS, ref)
    return frozenset(key for key, cell in row.items() if cell.is_open)


@pytest.mark.parametrize(
    ("words", "quarter", "asks"),
    [
        ("cumulative quarterly", Q2, "Total from 1 April to 30 September"),
        ("cumulative quarterly", Q4, "Total from 1 April to 31 March"),
        ("cumulative annual", Q4, "Total from 1 April to 31 March"),
        ("sum quarterly", Q2, "July to September only"),
        ("sum monthly", Q1, "April to June only"),
        ("sum half-yearly", Q2, "April to September only"),
        ("sum half-yearly", Q4, "October to March only"),
        ("sum annual", Q4, "April to March only"),
        ("snapshot quarterly", Q2, "Position on 30 September"),
        ("snapshot quarterly", Q3, "Position on 31 December"),
        ("average quarterly", Q3, "Average for October to December"),
        ("ratio quarterly", Q2, "Numerator and denominator for July to September only"),
        ("latest annual", Q4, "Latest figure known on 31 March"),
        ("latest annual", Q2, "Nothing this quarter (annual)"),
        ("sum half-yearly", Q3, "Nothing this quarter (half-yearly)"),
        ("latest every two years", Q4, "Nothing this quarter (every two years)"),
    ],
)
def test_what_to_enter_is_spelt_out(words: str, quarter: Quarter, asks: str) -> None:
    counts_as, _, how_often = words.partition(" ")
    asked = indicator("CP14", counts_as=counts_as, how_often=how_often)
    assert shown(one(asked, quarter), "CP14", "ask") == [asks]


@pytest.mark.parametrize(
    ("asked", "quarter", "keys", "check"),
    [
        (indicator("A", target="7"), Q2, FIGURE, "Enter the figure, or a reason"),
        (
            indicator("A", unit="%", counts_as="ratio"),
            Q2,
            SAID | {"forecast", "numerator", "denominator"},
            "Enter both numbers, or a reason",
        ),
        (indicator("A", unit="text"), Q2, SAID | {"actual"}, "Enter the answer, or a reason"),
        (
            indicator("A", unit="text", counts_as="ratio"),
            Q2,
            SAID | {"actual"},
            "Enter the answer, or a reason",
        ),
        (
            indicator("A", unit="date", how_often="ad hoc", target="August 2018"),
            Q2,
            SAID | {"actual"},
            "Enter the date it was done, or a reason",
        ),
        (
            indicator("A", unit="date", how_often="ad hoc", target="January 2019"),
            Q2,
            frozenset({"actual"}),
            "Not due yet",
        ),
        (indicator("A", how_often="annual"), Q2, frozenset(), "Not due"),
        (indicator("A", counts_as="ratio", how_often="annual"), Q2, frozenset(), "Not due"),
        (indicator("A", supplied_by="waste"), Q2, frozenset(), "Nothing to enter"),
        (indicator("A", supplied_by=CODE), Q2, FIGURE, "Enter the figure, or a reason"),
    ],
)
def test_only_what_is_asked_is_open(
    asked: Indicator, quarter: Quarter, keys: frozenset[str], check: str
) -> None:
    book = one(asked, quarter)
    assert (open_keys(book, "A"), shown(book, "A", "check")) == (keys, [check])


def test_the_actual_of_a_ratio_is_a_locked_formula_in_its_unit() -> None:
    cell = cells(one(indicator("A", unit="%", counts_as="ratio")), INDICATORS, "A")["actual"]
    assert isinstance(cell.value, Formula)
    assert (cell.is_open, cell.style, cell.value.value) == (False, "percent", "")


def test_a_step_that_is_done_is_not_asked_again() -> None:
    step = indicator("A", unit="date", how_often="ad hoc", target="August 2018")
    book = one(step, Q3, figure(Q2, actual=date(2018, 8, 31)))
    assert open_keys(book, "A") == frozenset()
    assert shown(book, "A", "ask", "check", "q2") == [
        "Nothing: the date it was done is known",
        "Nothing to enter",
        date(2018, 8, 31),
    ]


def test_due_rows_stand_first_and_early_ones_next_each_in_the_plan_s_order() -> None:
    book = generate(
        plan(
            indicator("A", how_often="annual"),
            indicator("B", unit="date", how_often="ad hoc", target="January 2019"),
            indicator("C"),
            indicator("D", supplied_by="waste"),
            indicator("E"),
        ),
        context(services={"waste": "Waste"}),
    )
    assert [row.label for row in page(book, INDICATORS).rows] == ["C", "E", "B", "A", "D"]
    assert shown(book, "D", "ask") == ["Nothing: Waste supplies this figure"]


def test_a_supplier_without_a_plan_goes_by_its_code() -> None:
    book = one(indicator("A", supplied_by="elsewhere"))
    assert shown(book, "A", "ask") == ["Nothing: elsewhere supplies this figure"]


def test_guests_stand_below_and_are_asked_for_once_and_what_is_withdrawn_is_left_out() -> None:
    guests = (
        indicator("CO02", supplied_by=CODE, title="As waste words it"),
        indicator("CO02", supplied_by=CODE, title="As housing words it"),
        indicator("CO03", supplied_by=CODE),
    )
    book = generate(
        plan(indicator("A"), indicator("B")),
        context(guests=guests, withdrawn=frozenset({"B", "CO03"})),
    )
    assert [(row.label, row.cells["title"].value) for row in page(book, INDICATORS).rows] == [
        ("A", "Measure A"),
        ("CO02", "As waste words it"),
    ]


@pytest.mark.parametrize(
    ("asked", "target", "amber"),
    [
        (indicator("A", unit="%", target="79%"), Cell(Decimal("0.79"), "percent"), "0.7505"),
        (
            indicator("A", unit="%", target="79%", tolerance="5 points"),
            Cell(Decimal("0.79"), "percent"),
            "0.74",
        ),
        (
            indicator("A", counts_as="cumulative", target="7,500"),
            Cell(Decimal(3750), "number_assumed"),
            "3562.5",
        ),
        (
            indicator("A", unit="£", counts_as="cumulative", target="£91,131"),
            Cell(Decimal("45565.5"), "money_assumed"),
            "43287.225",
        ),
        (
            indicator("A", counts_as="cumulative", target="Q1 60 Q2 140 Q3 200 Q4 240"),
            Cell(Decimal(140), "number"),
            "133",
        ),
        (
            indicator("A", counts_as="sum", target="Q1 76 Q2 76 Q3 76 Q4 76"),
            Cell(Decimal(152), "number"),
            "144.4",
        ),
        (
            indicator("A", good_is="lower", counts_as="cumulative", target="<752"),
            Cell("less than 376 (assumed)"),
            "394.8",
        ),
        (indicator("A", good_is="lower", target="<752"), Cell("less than 752"), "789.6"),
        (indicator("A", good_is="within 80 to 120"), Cell("80 to 120"), "76 to 126"),
        (
            indicator("A", good_is="within 80 to 120", counts_as="sum"),
            Cell("40 to 60 (assumed)"),
            "38 to 63",
        ),
        (indicator("A", good_is="none", target="100"), Cell(Decimal(100), "number"), ""),
        (indicator("A", target="TBC"), Cell("No target"), ""),
        (indicator("A", target="Set baseline"), Cell("Baseline year"), ""),
        (
            indicator("A", unit="date", target="August 2018", tolerance="10 days"),
            Cell(date(2018, 8, 31), "date"),
            "2018-09-10",
        ),
    ],
)
def test_the_target_of_the_quarter_and_where_amber_ends(
    asked: Indicator, target: Cell, amber: str
) -> None:
    row = cells(one(asked), INDICATORS, "A")
    edge = row["amber_to"].value
    assert row["target"] == target
    assert canonical(None if isinstance(edge, Formula) else edge) == amber


def test_the_row_says_what_the_plan_says_and_what_was_said_before() -> None:
    asked = indicator(
        "A", unit="%", target="79%", actual="78%", definition="Share of those asked", title="=Clean"
    )
    known = (
        figure(Q1, actual=Decimal("0.8"), commentary="A good start"),
        figure(Q2, actual=Decimal("0.5")),
        figure(YEAR.plus(-1).quarters[3], actual=Decimal("0.7")),
    )
    book = one(asked, Q2, *known)
    assert shown(
        book, "A", "ref", "title", "unit", "good_is", "how_often", "counts_as", "target_year"
    ) == ["A", "=Clean", "%", "higher", "quarterly", "snapshot", "79%"]
    assert shown(
        book, "A", "q1", "q2", "q3", "q4", "last_actual", "last_commentary", "definition"
    ) == [Decimal("0.8"), None, None, None, "78%", "A good start", "Share of those asked"]


def test_a_plan_without_columns_for_the_year_leaves_them_empty() -> None:
    asked = indicator("A")
    book = generate(plan(asked), context(YEAR.plus(3).quarters[0]))
    assert shown(book, "A", "target", "target_year", "last_actual") == ["No target", "", ""]


@pytest.mark.parametrize(
    ("asked", "known", "said"),
    [
        (
            indicator("A", unit="%", counts_as="ratio"),
            figure(Q1, numerator=Decimal(45), denominator=Decimal(50)),
            Decimal("0.9"),
        ),
        (
            indicator("A", unit="%", counts_as="ratio"),
            figure(Q1, numerator=Decimal(0), denominator=Decimal(0)),
            None,
        ),
        (indicator("A"), figure(Q1, actual=Decimal(7), held=True), None),
        (indicator("A", unit="text"), figure(Q1, actual="Level 2"), "Level 2"),
        (indicator("A", unit="text"), figure(Q1, reason="Not available yet"), None),
    ],
)
def test_an_earlier_quarter_shows_the_figure_that_is_used(
    asked: Indicator, known: Figure, said: Value
) -> None:
    assert shown(one(asked, Q2, known), "A", "q1") == [said]
