"""Workbooks of other formats as values: kinds of cells, dates as numbers, and limits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from ole2 import compound
from strangers import locked_xls, xlsb

from plansheet.excel import foreign
from plansheet.excel.foreign import read_foreign
from plansheet.excel.limits import MOST_TEXT, Limits, Refused
from plansheet.excel.unlock import unlocked
from plansheet.pages import CellKind, FoundBook, FoundCell, FoundSheet

NUMBER, TEXT = CellKind.NUMBER, CellKind.TEXT
DAYS = "yyyy-mm-dd"
CELLS = {
    (2, 2): FoundCell(TEXT, "PK01"),
    (2, 3): FoundCell(NUMBER, "0.79"),
    (3, 2): FoundCell(CellKind.BOOLEAN, "TRUE"),
    (3, 4): FoundCell(NUMBER, "43281", DAYS),
    (4, 2): FoundCell(NUMBER, "79"),
}
BOOK = FoundBook((FoundSheet("Data", CELLS),), {})


def read(book: FoundBook, limits: Limits | None = None) -> FoundBook:
    return read_foreign(xlsb(book), "a binary workbook", limits or Limits())


def with_cell(cell: FoundCell, place: tuple[int, int] = (2, 2)) -> FoundBook:
    return FoundBook((FoundSheet("Data", {**CELLS, place: cell}),), {})


def test_cells_stand_where_they_stood() -> None:
    assert read(BOOK) == FoundBook(BOOK.sheets, {}, saved_as="a binary workbook")


def test_an_error_is_not_told_and_so_is_an_empty_cell() -> None:
    found = read(with_cell(FoundCell(CellKind.ERROR, "#REF!")))
    assert (2, 2) not in found.sheets[0].cells


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (date(2018, 6, 30), FoundCell(NUMBER, "43281", DAYS)),
        (datetime(2018, 6, 30, 18), FoundCell(NUMBER, "43281.75", "yyyy-mm-dd hh:mm:ss")),  # noqa: DTZ001
        (time(6), FoundCell(NUMBER, "0.25", "yyyy-mm-dd hh:mm:ss")),
        (timedelta(hours=36), FoundCell(NUMBER, "1.5", "[h]:mm:ss")),
        (79.0, FoundCell(NUMBER, "79")),
        (0.57999999999999996, FoundCell(NUMBER, "0.58")),
    ],
)
def test_a_moment_is_the_number_that_a_workbook_stores(
    value: float | date | time | timedelta, cell: FoundCell
) -> None:
    assert foreign._cell(value) == cell  # noqa: SLF001 - no file at hand holds each of these


def test_cells_out_of_bounds_are_counted_and_not_kept() -> None:
    found = read(with_cell(FoundCell(TEXT, "far"), (9, 9)), Limits(rows=8, columns=8))
    assert (found.sheets[0].strays, len(found.sheets[0].cells)) == (1, 5)


@pytest.mark.parametrize(
    ("book", "limits", "code"),
    [
        (BOOK, Limits(cells=4), "limits"),
        (with_cell(FoundCell(TEXT, "x" * (MOST_TEXT + 1))), Limits(), "limits"),
        (FoundBook((), {}), Limits(), "unreadable"),
    ],
)
def test_what_goes_over_a_limit_is_refused(book: FoundBook, limits: Limits, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read(book, limits)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04", "unreadable"),
        (locked_xls(), "unreadable"),
    ],
)
def test_what_the_library_does_not_open_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_foreign(data, "a binary workbook", Limits())
    assert caught.value.code == code


def test_what_is_locked_in_a_way_of_its_own_is_damaged() -> None:
    odd = BytesIO(b"\x03\0\x03\0" + bytes(40)).getvalue()
    data = compound({"EncryptionInfo": odd, "EncryptedPackage": bytes(100)})
    with pytest.raises(Refused) as caught:
        unlocked(data, ("x",))
    assert caught.value.code == "unreadable"
