"""The final figure of a ratio in one cell: its two numbers, a confirmation, or a question."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import Q2

from plansheet.collect.answers import Question, Ratio, read_answer
from plansheet.layout.collection import EARLIER_FIGURES
from plansheet.model.units import Unit
from plansheet.pages import CellKind, FoundCell
from plansheet.problems import Place

if TYPE_CHECKING:
    from plansheet.model.returns import AnswerValue

NINE_TENTHS = Decimal("0.9")
# What is typed, the unit, what is known; then the value, whether it is held, and what is said.
TYPED: list[tuple[str, Unit, Decimal | None, AnswerValue, bool, list[str]]] = [
    ("216/240", Unit.PERCENT, None, "216 of 240", False, []),
    ("0 of 0", Unit.PERCENT, None, "0 of 0", False, []),
    ("500 of 4", Unit.NUMBER, None, "500 of 4", False, []),
    ("9 of 0", Unit.PERCENT, None, None, False, ["denominator-zero"]),
    ("9 of 3", Unit.PERCENT, None, "9 of 3", False, ["implausible"]),
    ("90 of 3", Unit.PERCENT, None, None, False, ["implausible"]),
    ("90%", Unit.PERCENT, NINE_TENTHS, NINE_TENTHS, False, ["read-as"]),
    ("91%", Unit.PERCENT, NINE_TENTHS, None, True, ["number-unclear"]),
    ("90%", Unit.PERCENT, None, None, True, ["number-unclear"]),
    ("2.5", Unit.NUMBER, Decimal("2.5"), Decimal("2.5"), False, ["read-as"]),
    ("a few", Unit.PERCENT, None, None, False, ["not-a-number"]),
]


@pytest.mark.parametrize(("typed", "unit", "known", "value", "held", "codes"), TYPED)
def test_a_ratio_in_one_cell(  # noqa: PLR0913, PLR0917 - a column each
    typed: str,
    unit: Unit,
    known: Decimal | None,
    value: AnswerValue,
    held: bool,  # noqa: FBT001 - a column of the table
    codes: list[str],
) -> None:
    place = Place("cp.xlsx", "Earlier figures", "E5", "CP15 2018-19-Q1")
    asked = Question(EARLIER_FIGURES.column("final"), unit, place, Q2, ratio=Ratio(known))
    answer, said = read_answer(FoundCell(CellKind.TEXT, typed), asked)
    assert answer is not None
    assert (answer.value, answer.held, answer.entered, answer.cell) == (value, held, typed, "E5")
    assert [each.code for each in said] == codes


def test_an_empty_cell_and_a_number_without_its_sign() -> None:
    place = Place("cp.xlsx", "Earlier figures", "E5")
    column = EARLIER_FIGURES.column("final")
    asked = Question(column, Unit.PERCENT, place, Q2, ratio=Ratio(NINE_TENTHS))
    assert read_answer(None, asked) == (None, [])
    answer, (said,) = read_answer(FoundCell(CellKind.NUMBER, "0.8", "0%"), asked)
    assert answer is not None
    assert (answer.held, said.message) == (
        True,
        (
            "'0.8' could be 80% of a number that is not given, so it is held. "
            "Type the number by itself, for example 216 of 240."
        ),
    )
