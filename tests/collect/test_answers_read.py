"""How one open cell is read: by its column's kind and its row's unit, and what is said of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import Q2

from plansheet.collect.answers import Question, read_answer
from plansheet.layout.collection import SIGN_OFF, indicators_sheet, risks_sheet
from plansheet.layout.columns import Column, Reads
from plansheet.model.returns import Answer
from plansheet.model.risks import FIVE_BY_SIX
from plansheet.model.units import Unit
from plansheet.pages import CellKind, FoundCell
from plansheet.problems import Place

if TYPE_CHECKING:
    from plansheet.model.returns import AnswerValue

INDICATORS = indicators_sheet(Q2)
ACTUAL, BY_WHEN = INDICATORS.column("actual"), INDICATORS.column("by_when")
REASON, COMMENTARY = INDICATORS.column("reason"), INDICATORS.column("commentary")
PROVISIONAL, NUMERATOR = INDICATORS.column("provisional"), INDICATORS.column("numerator")
CHANGED = risks_sheet(FIVE_BY_SIX).column("changed")
PEOPLE = risks_sheet(FIVE_BY_SIX).column("people")
DATE = "d mmm yyyy"


def number(text: str, number_format: str = "General", formula: str = "") -> FoundCell:
    return FoundCell(CellKind.NUMBER, text, number_format, formula)


def text(words: str, formula: str = "") -> FoundCell:
    return FoundCell(CellKind.TEXT, words, formula=formula)


def read(
    cell: FoundCell | None, column: Column, unit: Unit = Unit.NUMBER, *, date_1904: bool = False
) -> tuple[Answer | None, list[str]]:
    asked = Question(column, unit, Place("cp.xlsx", "Indicators", "F6", "CP14"), Q2, date_1904)
    answer, problems = read_answer(cell, asked)
    assert all(each.place == asked.place for each in problems)
    return answer, [f"{each.level} {each.code}: {each.message}" for each in problems]


@pytest.mark.parametrize(
    "cell",
    [
        None,
        FoundCell(CellKind.BLANK, ""),
        text(""),
        text("  \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\n"),
        text("", 'IF(A1>1,"x","")'),
    ],
)
@pytest.mark.parametrize("column", [ACTUAL, BY_WHEN, REASON, COMMENTARY, NUMERATOR])
def test_an_empty_cell_is_no_answer(cell: FoundCell | None, column: Column) -> None:
    assert read(cell, column) == (None, [])


@pytest.mark.parametrize(
    ("cell", "column", "unit", "value"),
    [
        (number("390"), ACTUAL, Unit.NUMBER, Decimal(390)),
        (number("0.57999999999999996", "0.00%"), ACTUAL, Unit.PERCENT, Decimal("0.58")),
        (number("43343", DATE), ACTUAL, Unit.DATE, date(2018, 8, 31)),
        (text("Level 2 achieved"), ACTUAL, Unit.TEXT, "Level 2 achieved"),
        (number("0.57999999999999996"), ACTUAL, Unit.TEXT, "0.58"),
        (number("171"), NUMERATOR, Unit.PERCENT, Decimal(171)),
        (number("43465", DATE), BY_WHEN, Unit.NUMBER, date(2018, 12, 31)),
        (text(" two\nlines "), COMMENTARY, Unit.NUMBER, "two\nlines"),
        (text("=1+1"), COMMENTARY, Unit.NUMBER, "=1+1"),
        (number("43343", DATE), COMMENTARY, Unit.NUMBER, "31 August 2018"),
        (number("99999999", DATE), COMMENTARY, Unit.NUMBER, "99999999"),
        (number("0.58", "0.00%"), COMMENTARY, Unit.NUMBER, "58%"),
        (number("1E+400"), COMMENTARY, Unit.NUMBER, "1E+400"),
        (FoundCell(CellKind.BOOLEAN, "TRUE"), COMMENTARY, Unit.NUMBER, "TRUE"),
        (text("Provisional"), PROVISIONAL, Unit.NUMBER, "Provisional"),
        (text("  provisional. "), PROVISIONAL, Unit.NUMBER, "Provisional"),
        (text("III significant"), PEOPLE, Unit.NUMBER, "III Significant"),
        (text("\N{EN DASH}"), PEOPLE, Unit.NUMBER, "-"),
    ],
)
def test_what_is_plain_is_taken_without_a_word(
    cell: FoundCell, column: Column, unit: Unit, value: AnswerValue
) -> None:
    answer, said = read(cell, column, unit)
    assert said == []
    assert answer is not None
    assert (answer.value, answer.cell, answer.held) == (value, "F6", False)


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        (
            text("no"),
            CHANGED,
            "No change",
            "note read-as: 'no' is read as No change. Nothing needs doing if that is right.",
        ),
        (
            text("iii"),
            PEOPLE,
            "III Significant",
            "note read-as: 'iii' is read as III Significant. Nothing needs doing if that is right.",
        ),
        (
            text("Two posts", 'A1&" posts"'),
            COMMENTARY,
            "Two posts",
            (
                "note formula: The cell holds a formula; its value Two posts is used. Type the "
                "figure itself if it should not change."
            ),
        ),
        (
            text("Final", "B1"),
            PROVISIONAL,
            "Final",
            (
                "note formula: The cell holds a formula; its value Final is used. Type the "
                "figure itself if it should not change."
            ),
        ),
        (
            text("perhaps"),
            PROVISIONAL,
            None,
            (
                "fix not-in-list: 'perhaps' is not one of the answers for Provisional or final, so "
                "it is not used. Choose one of: Provisional, Final."
            ),
        ),
        (
            FoundCell(CellKind.ERROR, "#REF!"),
            COMMENTARY,
            None,
            (
                "fix error-value: The cell shows the error #REF!, so there is nothing to use. Type "
                "Commentary over it, for example Two caseworkers left in July."
            ),
        ),
        (
            FoundCell(CellKind.BLANK, "", formula="A1"),
            PROVISIONAL,
            None,
            (
                "fix formula-uncalculated: The cell holds a formula that was never worked out, so "
                "there is no figure. Type the figure itself, for example Provisional."
            ),
        ),
        (
            text("w" * 2001),
            COMMENTARY,
            "w" * 2001,
            (
                "note text-long: This text has 2001 characters; the report has room for 2000. All "
                "of it is kept."
            ),
        ),
        (
            number("40543", DATE),
            SIGN_OFF.column("date"),
            None,
            (
                "fix date-outside: 31 December 2010 is outside the dates that make sense here "
                "(30 June 2016 to 1 April 2019), so it is not used. Check the year and type it "
                "again, for example 08/10/2018."
            ),
        ),
    ],
)
def test_what_is_not_plain_is_taken_or_refused_with_a_word(
    cell: FoundCell, column: Column, value: AnswerValue, said: str
) -> None:
    answer, problems = read(cell, column)
    assert answer is not None
    assert (answer.value, answer.held, problems) == (value, False, [said])


def test_two_things_may_be_said_of_one_cell() -> None:
    answer, said = read(text("1/4/2010"), BY_WHEN)
    assert answer == Answer(None, "1/4/2010", "F6")
    assert [each.partition(":")[0] for each in said] == ["note read-as", "fix date-outside"]


def test_a_date_is_counted_from_where_the_workbook_counts() -> None:
    answer, said = read(number("41881", DATE), ACTUAL, Unit.DATE, date_1904=True)
    assert (answer and answer.value, said) == (date(2018, 8, 31), [])


@pytest.mark.parametrize(
    ("cell", "unit", "value", "held", "said"),
    [
        (
            text("79"),
            Unit.PERCENT,
            Decimal("0.79"),
            False,
            "note read-as: '79' is read as 79%. Nothing needs doing if that is right.",
        ),
        (
            number("0.79"),
            Unit.PERCENT,
            None,
            True,
            (
                "confirm percent-unclear: '0.79' could be 0.79% or 79%, so it is held. Type the "
                "percentage with its sign, for example 79%."
            ),
        ),
        (
            text("a few"),
            Unit.MONEY,
            None,
            False,
            (
                "fix not-a-number: 'a few' is not a number, so it is not used. Type Actual as a "
                "number, for example 50,000."
            ),
        ),
        (
            FoundCell(CellKind.BLANK, "", formula="SUM(A1:A9)"),
            Unit.NUMBER,
            None,
            False,
            (
                "fix formula-uncalculated: The cell holds a formula that was never worked out, so "
                "there is no figure. Type the figure itself, for example 147."
            ),
        ),
        (
            number("2.5", "0%"),
            Unit.PERCENT,
            Decimal("2.5"),
            False,
            (
                "confirm implausible: 250% lies outside -100% to 200%; it is used. Check it, and "
                "correct it if it is wrong."
            ),
        ),
        (
            number("79", "0%"),
            Unit.PERCENT,
            None,
            False,
            (
                "fix implausible: 7,900% is 1,000% or more, so it is not used. Check it, and "
                "correct it if it is wrong."
            ),
        ),
        (
            text("04/13/2018"),
            Unit.DATE,
            None,
            True,
            (
                "confirm date-unclear: '04/13/2018' is not clear as a date, so it is held. Type it "
                "as day, month and year, for example 30/09/2018."
            ),
        ),
    ],
)
def test_a_figure_is_said_to_be_read_as_the_contract_has_it(
    cell: FoundCell, unit: Unit, value: AnswerValue, *, held: bool, said: str
) -> None:
    answer, problems = read(cell, ACTUAL, unit)
    assert answer is not None
    assert (answer.value, answer.held, problems) == (value, held, [said])


def test_an_ambiguous_code_is_not_guessed() -> None:
    column = Column("status", "Status", 9, Reads.CHOICE, choices=("Needs time", "Needs money"))
    assert read(text("needs"), column)[1][0].startswith("fix not-in-list")
