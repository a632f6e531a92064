"""Tables are found by their headings and rows by their labels, wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from forms import edited, form, opened

from plansheet.collect.identity import Identity, identity_of
from plansheet.collect.tables import (
    Table,
    canonical,
    find_sheet,
    find_table,
    fits,
)
from plansheet.excel.read import read_book
from plansheet.layout.collection import CONTRACTS, DATA_QUALITY, IDENTITY_SHEET, SIGN_OFF
from plansheet.layout.columns import Column, Sheet
from plansheet.pages import CellKind, FoundBook, FoundCell, FoundSheet, column_letters

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

PAIRS = Sheet(
    "Pairs",
    (Column("ref", "Ref", 9), Column("quarter", "Quarter", 9), Column("note", "Note", 9)),
    keys=("ref", "quarter"),
)


def sheet(text: str, name: str = "Sheet1") -> FoundSheet:
    """Return a sheet drawn as lines of cells between bars; a dot is an empty cell."""
    return FoundSheet(
        name,
        {
            (row, column): FoundCell(CellKind.TEXT, cell.strip())
            for row, line in enumerate(text.strip().splitlines(), start=1)
            for column, cell in enumerate(line.strip().strip("|").split("|"), start=1)
            if cell.strip() != "."
        },
    )


def found(text: str, layout: Sheet = PAIRS) -> Table:
    table = find_table(sheet(text), layout)
    assert table is not None
    return table


def test_a_table_with_everything_that_can_happen_to_its_rows() -> None:
    table = found(
        """
        | A title | . | . |
        | . | Some text | . |
        | Ref | Quarter* | Note | Mine |
        | A | Q1 | one | . |
        | A | Q2 | two | extra |
        | . | . | . | . |
        | B | . | three | . |
        | A | Q1 | again | . |
        | . | Q2 | whose? | . |
        """
    )
    assert (table.header_row, dict(table.columns)) == (3, {"ref": 1, "quarter": 2, "note": 3})
    assert {label: row.number for label, row in table.rows.items()} == {"A Q2": 5, "B": 7}
    assert (table.twice, table.added) == ({"A Q1": (4, 8)}, {4: "Mine"})
    assert [row.number for row in table.nameless] == [9]
    assert table.above() == ("A title", "Some text")
    assert table.address("note", 5) == "C5"


def test_a_missing_column_is_named_and_without_a_key_no_row_is_told_apart() -> None:
    table = found("| Ref | Quarter |\n| A | Q1 |")
    assert ([column.key for column in table.missing], list(table.rows)) == (["note"], ["A Q1"])
    table = found("| Ref | When | Note |\n| A | Q1 | x |")
    assert ([column.key for column in table.missing], table.rows) == (["quarter"], {})
    assert table.added == {2: "When"}


@pytest.mark.parametrize(
    ("text", "columns", "retyped"),
    [
        ("| Ref | When | Note |\n| A | Q1 | x |", {"ref", "note", "quarter"}, {"quarter": "When"}),
        ("| Code | Quarter | Note |\n| A | Q1 | x |", {"ref", "note", "quarter"}, {"ref": "Code"}),
        ("| Ref | Quarter | . |\n| A | Q1 | x |", {"ref", "note", "quarter"}, {"note": ""}),
        # A column that was deleted, and one that was put in, leave nothing to know it by.
        ("| Ref | Note |\n| A | x |", {"ref", "note"}, {}),
        ("| Ref | When | Why | Note |\n| A | Q1 | so | x |", {"ref", "note"}, {}),
    ],
)
def test_a_heading_typed_over_is_known_by_its_place(
    text: str, columns: set[str], retyped: dict[str, str]
) -> None:
    table = find_table(sheet(text), PAIRS, by_place=True)
    assert table is not None
    assert (set(table.columns), table.retyped) == (columns, retyped)


def test_a_row_of_blanks_is_no_row() -> None:
    whole = sheet("| Ref | Quarter | Note |\n| A | Q1 | x |")
    blanks = {(3, column): FoundCell(CellKind.TEXT, "  \n ") for column in (1, 2, 3)}
    table = find_table(FoundSheet("Sheet1", {**whole.cells, **blanks}), PAIRS)
    assert table is not None
    assert (list(table.rows), table.nameless) == (["A Q1"], ())


def test_the_first_of_two_columns_of_one_heading_and_of_two_header_rows_counts() -> None:
    table = found("| Ref | Note | Quarter | Note |\n| Ref | Note | Quarter | Note |")
    assert (table.header_row, table.columns["note"]) == (1, 2)


@pytest.mark.parametrize("text", ["| Ref | Other |", "| Anything | at all |", "| . | . |"])
def test_a_sheet_without_two_headings_has_no_table(text: str) -> None:
    assert find_table(sheet(text), PAIRS) is None
    assert not fits(sheet(text), PAIRS)


HEADED = "| Ref | Quarter | Note |\n| A | Q1 | x |"


@pytest.mark.parametrize(
    ("sheets", "others", "name"),
    [
        ([sheet(HEADED, " PAIRS "), sheet(HEADED, "Other")], (), " PAIRS "),
        ([sheet("| x |", "Pairs"), sheet(HEADED, "Other")], (), "Other"),
        ([sheet(HEADED, "Contracts")], (CONTRACTS,), "Contracts"),
        ([sheet("| Ref | Note |", "Pairs")], (), "Pairs"),
        ([sheet(HEADED, "One"), sheet(HEADED, "Two")], (), None),
        ([sheet("| Quarter | Note |", "Other")], (), "Other"),
        ([sheet("| Note | x |", "Other")], (), None),
    ],
)
def test_a_sheet_is_found_by_its_name_or_else_by_its_headings(
    sheets: list[FoundSheet], others: tuple[Sheet, ...], name: str | None
) -> None:
    sheet_found = find_sheet(FoundBook(tuple(sheets), {}), PAIRS, others)
    assert (sheet_found.name if sheet_found else None) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("| Ref | Agreement |", True),
        ("| Ref | Anything |", False),
        ("| Step | Name | Job title | Date | Ref | Agreement |", False),
    ],
)
def test_a_sheet_with_few_headings_is_known_by_its_name_unless_it_is_another(
    text: str, *, found: bool
) -> None:
    named = sheet(text, "Contracts")
    book = FoundBook((named,), {})
    assert find_sheet(book, CONTRACTS, (CONTRACTS, SIGN_OFF)) == (named if found else None)


def test_sheets_of_this_program_are_not_taken_for_each_other() -> None:
    text = "| " + " | ".join(column.shown for column in SIGN_OFF.columns) + " |"
    assert [fits(sheet(text), each) for each in (SIGN_OFF, DATA_QUALITY, CONTRACTS)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (FoundCell(CellKind.NUMBER, "0.57999999999999996"), "0.58"),
        (FoundCell(CellKind.NUMBER, "5.8E-1"), "0.58"),
        (FoundCell(CellKind.NUMBER, "1E-999"), "0." + "0" * 998 + "1"),
        (FoundCell(CellKind.NUMBER, "1E-9999999"), "1E-9999999"),
        (FoundCell(CellKind.NUMBER, "NaN"), "NaN"),
        (FoundCell(CellKind.TEXT, " two\n  words "), "two words"),
        (FoundCell(CellKind.BOOLEAN, "TRUE"), "TRUE"),
    ],
)
def test_a_value_has_one_text(cell: FoundCell | None, text: str) -> None:
    assert canonical(cell) == text


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_have_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters


SENT = form()
IDENTITY = Identity(
    "Three Rivers District Council",
    "community-partnerships",
    "2018-19-Q2",
    "1",
    "4f1c2a90",
    "1",
    SENT.book.properties["plansheet_content_sha256"],
    "5x6",
)


def test_the_identity_is_read_from_the_sheet_or_else_from_the_properties() -> None:
    whole = read_book(SENT.data)
    in_properties = FoundBook(whole.sheets[:-1], whole.properties)
    in_sheet = FoundBook(whole.sheets, {})
    assert [identity_of(book) for book in (whole, in_properties, in_sheet)] == [IDENTITY] * 3


def test_what_the_sheet_has_lost_the_properties_give() -> None:
    def emptied(workbook: Workbook) -> None:
        table = workbook[IDENTITY_SHEET.name]
        table["B6"].value = None

    assert opened(SENT.data)[IDENTITY_SHEET.name]["A6"].value == "service"
    assert identity_of(read_book(edited(SENT.data, emptied))) == IDENTITY


def test_a_workbook_of_somebody_else_has_no_identity() -> None:
    assert identity_of(FoundBook((sheet(HEADED),), {})) is None
    assert identity_of(FoundBook((sheet(HEADED),), {"plansheet_council": "Three Rivers"})) is None
