"""What a row shows for what is entered in it, worked out without any office program."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import Q1, Q2, context, figure, indicator, page, plan, returned, whole_plan

from plansheet.generate import generate
from plansheet.generate.compared import elsewhere
from plansheet.generate.formulas import Fault
from plansheet.generate.live import check_shown, is_complete, worked_out

if TYPE_CHECKING:
    from plansheet.generate.formulas import Entered
    from plansheet.model.indicators import Indicator
    from plansheet.model.returns import Figure
    from plansheet.pages import Row

SUM = indicator("A", counts_as="sum", target="Q1 76 Q2 76 Q3 76 Q4 76")
RATIO = indicator("A", unit="%", counts_as="ratio", target="90%")
EARLY = indicator("A", unit="date", how_often="ad hoc", target="January 2019")
Q1_FINAL = elsewhere("A 2018-19-Q1")
OFF = "Off target: add commentary"


def row(asked: Indicator, *known: Figure) -> Row:
    """Return an indicator's row in Q2, after a first quarter whose return came back."""
    figures = {"A": {each.quarter: each for each in known}}
    book = generate(plan(asked), context(Q2, figures=figures, earlier=(returned(Q1, {}),)))
    (found,) = page(book, "Indicators").rows
    return found


@pytest.mark.parametrize(
    ("typed", "check"),
    [
        ({"actual": Decimal(70)}, "Complete"),
        # 60 and 70 make less than 144.4, where amber ends.
        ({"actual": Decimal(70), Q1_FINAL: Decimal(60)}, OFF),
        ({"actual": Decimal(70), Q1_FINAL: "few"}, "Complete"),
    ],
)
def test_a_year_to_date_counts_the_final_figure_of_an_earlier_quarter(
    typed: dict[str, Entered], check: str
) -> None:
    provisional = figure(Q1, actual=Decimal(80), provisional=True)
    assert check_shown(row(SUM, provisional), typed) == check


def test_a_year_to_date_is_not_known_until_the_figure_that_lacks_is_given() -> None:
    typed: dict[str, Entered] = {"actual": Decimal(70)}
    assert check_shown(row(SUM), typed) == "Complete"
    assert check_shown(row(SUM), typed | {Q1_FINAL: Decimal(60)}) == OFF
    assert check_shown(row(SUM), typed | {Q1_FINAL: Decimal(80)}) == "Complete"


def test_what_was_counted_otherwise_is_neither_added_nor_asked_for() -> None:
    anew = replace(SUM, since=Q2)
    assert check_shown(row(anew, figure(Q1, actual=Decimal(80))), {"actual": Decimal(70)}) == OFF
    asked = generate(plan(anew), context(Q2, earlier=(returned(Q1, {}),)))
    assert "Earlier figures" not in [each.name for each in asked.pages]


@pytest.mark.parametrize(
    ("typed", "actual", "check"),
    [
        ({"numerator": Decimal(171), "denominator": Decimal(190)}, Decimal("0.9"), "Complete"),
        ({"numerator": Decimal(171)}, "", "Enter the denominator"),
        ({"numerator": Decimal(171), "denominator": "190"}, "", "Denominator: type a number"),
        ({"numerator": Decimal(171), "denominator": True}, "", "Denominator: type a number"),
        (
            {"numerator": Decimal(171), "denominator": Fault.ERROR},
            "",
            "Type over the cell that shows an error",
        ),
        (
            {"numerator": Decimal(10) ** 15, "denominator": Decimal(190)},
            "",
            "Numerator: type a number",
        ),
    ],
)
def test_a_ratio_shows_its_percentage_once_both_numbers_are_there(
    typed: dict[str, Entered], actual: object, check: str
) -> None:
    assert worked_out(row(RATIO, figure(Q1)), typed) == {"actual": actual, "check": check}


def test_a_step_that_is_not_due_takes_an_early_date_and_nothing_else() -> None:
    said = [check_shown(row(EARLY), {"actual": actual}) for actual in ("", "soon", Q1.last_day)]
    assert said == ["Not due yet", "Type a date", "Early date entered"]
    assert not is_complete(row(EARLY), {"actual": Q1.last_day})


def test_a_row_without_a_check_shows_none_and_one_with_nothing_to_enter_says_so_always() -> None:
    book = generate(whole_plan(), context(Q2))
    shown = [
        check_shown(found, {"actual": Decimal(5)})
        for name in ("Indicators", "Sign-off")
        for found in page(book, name).rows
        if found.label in {"CO02", "CP01", "Checked"}
    ]
    assert shown == ["Not due", "Nothing to enter", ""]
