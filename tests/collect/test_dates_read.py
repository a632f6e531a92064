"""How a date is read from a returned cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.collect.dates import DateCellReading, day_of_serial, read_date
from plansheet.collect.figures import Remark
from plansheet.pages import CellKind, FoundCell

APRIL_FIRST = date(2018, 4, 1)


def stored(text: str, number_format: str = "dd/mm/yyyy", formula: str = "") -> FoundCell:
    return FoundCell(CellKind.NUMBER, text, number_format, formula)


def typed(text: str) -> FoundCell:
    return FoundCell(CellKind.TEXT, text)


def used(value: date, entered: str, *remarks: Remark) -> DateCellReading:
    return DateCellReading(value=value, entered=entered, remarks=remarks)


def held(entered: str, detail: str, *candidates: date) -> DateCellReading:
    return DateCellReading(
        held=True,
        entered=entered,
        remarks=(Remark("date-unclear", detail),),
        candidates=candidates,
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (stored("43191"), used(APRIL_FIRST, "2018-04-01")),
        (stored("43191.75"), used(APRIL_FIRST, "2018-04-01")),
        (stored("43191", "[$-809]d mmmm yyyy"), used(APRIL_FIRST, "2018-04-01")),
        (
            stored("43191", formula="=TODAY()"),
            used(APRIL_FIRST, "2018-04-01", Remark("formula", "=TODAY()")),
        ),
        (
            stored("43191", "mmm-yy"),
            used(APRIL_FIRST, "2018-04-01", Remark("read-as", "1 April 2018")),
        ),
        (stored("43191", "General"), held("43191", "1 April 2018", APRIL_FIRST)),
        (stored("2018", "General"), held("2018", "2018")),
        (stored("60001", "0"), held("60001", "60001")),
        (stored("60"), held("60", "60")),
        (stored("-1"), held("-1", "-1")),
        (stored("NaN"), held("NaN", "NaN")),
        (
            typed("1/4/18"),
            used(APRIL_FIRST, "1/4/18", Remark("read-as", "1 April 2018")),
        ),
        (
            typed("'1st April 2018 "),
            used(APRIL_FIRST, "'1st April 2018 ", Remark("read-as", "1 April 2018")),
        ),
        (typed("04/13/2018"), held("04/13/2018", "13 April 2018", date(2018, 4, 13))),
        (
            typed("July 2009"),
            held("July 2009", "1 July 2009 or 31 July 2009", date(2009, 7, 1), date(2009, 7, 31)),
        ),
        (typed("31/02/18"), held("31/02/18", "31/02/18")),
        (typed("next week"), held("next week", "next week")),
        (typed("43191"), held("43191", "43191")),
        (typed("TBC"), DateCellReading(no_date=True, entered="TBC")),
        (typed("-"), DateCellReading(no_date=True, entered="-")),
        (FoundCell(CellKind.BOOLEAN, "TRUE"), held("TRUE", "TRUE")),
        (
            FoundCell(CellKind.ERROR, "#REF!", formula="=A1"),
            DateCellReading(
                entered="#REF!", remarks=(Remark("error-value", "#REF!", blocks=True),)
            ),
        ),
        (
            typed("#REF!"),
            DateCellReading(
                entered="#REF!", remarks=(Remark("error-value", "#REF!", blocks=True),)
            ),
        ),
        (
            FoundCell(CellKind.BLANK, "", formula="=TODAY()"),
            DateCellReading(remarks=(Remark("formula-uncalculated", "=TODAY()", blocks=True),)),
        ),
    ],
)
def test_cells_of_dates(cell: FoundCell, expected: DateCellReading) -> None:
    reading = read_date(cell)

    assert reading == expected
    assert not reading.blank


@pytest.mark.parametrize("cell", [None, FoundCell(CellKind.BLANK, ""), typed(" \n")])
def test_blank_cells_are_blank(cell: FoundCell | None) -> None:
    reading = read_date(cell)

    assert reading == DateCellReading()
    assert reading.blank


def test_a_workbook_from_an_old_mac_counts_from_1904() -> None:
    assert read_date(stored("41729"), date_1904=True) == used(APRIL_FIRST, "2018-04-01")


@pytest.mark.parametrize(
    ("serial", "date_1904", "day"),
    [
        ("0", False, None),
        ("0.5", False, None),
        ("1", False, date(1900, 1, 1)),
        ("59", False, date(1900, 2, 28)),
        ("60", False, None),
        ("61", False, date(1900, 3, 1)),
        ("2958465.9", False, date(9999, 12, 31)),
        ("2958466", False, None),
        ("0", True, date(1904, 1, 1)),
        ("2957003", True, date(9999, 12, 31)),
        ("2957004", True, None),
        ("-1", True, None),
    ],
)
def test_serial_numbers(serial: str, date_1904: bool, day: date | None) -> None:  # noqa: FBT001 - a table
    assert day_of_serial(Decimal(serial), date_1904=date_1904) == day


@given(
    st.builds(
        FoundCell,
        st.sampled_from(CellKind),
        st.text() | st.floats().map(repr) | st.text("0123456789/.- April", max_size=12),
        st.sampled_from(["General", "dd/mm/yyyy", "mmm-yy"]) | st.text(),
        st.sampled_from(["", "=A1"]),
    ),
    st.booleans(),
)
def test_any_cell_is_read_in_one_way(cell: FoundCell, date_1904: bool) -> None:  # noqa: FBT001 - drawn
    reading = read_date(cell, date_1904=date_1904)

    blocked = any(remark.blocks for remark in reading.remarks)
    outcomes = (reading.value is not None, reading.held, reading.no_date, blocked, reading.blank)
    assert sum(outcomes) == 1


@given(st.dates(date(1900, 3, 1)))
def test_a_true_date_is_the_day_it_shows(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days

    assert read_date(stored(str(serial))).value == day
