"""Which reading of a held cell a person is offered to accept, by what was entered and the unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plansheet.collect.answers import Question, Ratio
from plansheet.collect.reread import in_words, readings, reread, suggested
from plansheet.layout.collection import indicators_sheet
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.units import Unit
from plansheet.problems import Place

Q2 = Quarter(FinancialYear(2018), 2)
SHEET = indicators_sheet(Q2)


def asked(key: str, unit: Unit = Unit.NUMBER, ratio: Ratio | None = None) -> Question:
    return Question(SHEET.column(key), unit, Place(), Q2, ratio=ratio)


@pytest.mark.parametrize(
    ("entered", "unit", "offered", "likely"),
    [
        ("0.79", Unit.PERCENT, ("0.79%", "79%"), "79%"),
        ("-0.5", Unit.PERCENT, ("-0.5%", "-50%"), "-50%"),
        ("1", Unit.PERCENT, ("1%", "100%"), ""),
        ("about 79", Unit.PERCENT, ("79%",), "79%"),
        ("nil", Unit.NUMBER, ("0", "no figure"), "0"),
        ("nil", Unit.PERCENT, ("0%", "no figure"), "0%"),
        ("1.234,5", Unit.NUMBER, ("1,234.5", "1.2345"), "1,234.5"),
        ("1.234", Unit.NUMBER, ("1.234", "1,234"), ""),
        ("1,23", Unit.NUMBER, ("1.23", "123"), ""),
        ("12 or 13", Unit.NUMBER, ("12", "13"), ""),
        ("3/4", Unit.NUMBER, (), ""),
        ("12 weeks", Unit.DAYS, (), ""),
        ("about £50k", Unit.MONEY, ("£50,000",), "£50,000"),
        ("about 3", Unit.LEVEL, ("3",), "3"),
        ("about 12", Unit.DAYS, ("12 days",), "12 days"),
        ("04/13/2018", Unit.DATE, ("13 April 2018",), "13 April 2018"),
        ("Apr-18", Unit.DATE, ("1 April 2018", "30 April 2018"), ""),
        ("04/13/1918", Unit.DATE, ("13 April 1918",), ""),
        ("43190", Unit.DATE, ("31 March 2018",), "31 March 2018"),
        ("soon", Unit.DATE, (), ""),
    ],
)
def test_a_reading_is_offered_where_one_is_likely(
    entered: str, unit: Unit, offered: tuple[str, ...], likely: str
) -> None:
    question = asked("actual", unit)
    assert (readings(entered, question), suggested(entered, question)) == (offered, likely)


def test_what_is_offered_is_read_back_as_itself() -> None:
    question = asked("actual", Unit.PERCENT)
    answer, _ = reread("79%", question)
    assert answer is not None
    assert answer.value == Decimal("0.79")
    assert in_words(answer.value, question) == "79%"
    assert in_words("So it is", asked("commentary")) == "So it is"
    assert in_words(None, question) == ""


def test_a_number_of_a_ratio_is_offered_as_a_number() -> None:
    assert suggested("nil", asked("numerator", Unit.PERCENT)) == "0"


def test_a_cell_that_asks_for_both_numbers_of_a_ratio_offers_none() -> None:
    assert readings("0.9", asked("actual", Unit.PERCENT, Ratio(Decimal("0.9")))) == ()
