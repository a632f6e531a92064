from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from plansheet.sources import blocks
from plansheet.sources.blocks import tidy
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.shown import Shown, shown
from plansheet.sources.spreadsheet import read_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from plansheet.sources.document import Document, SourceTable

FILE = "parks 2018-21.xlsx"
Rows: TypeAlias = "Sequence[Sequence[str]]"


def book(
    sheets: Mapping[str, Rows], change: Callable[[xlsxwriter.Workbook], None] | None = None
) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        sheet.write(row, column, cell)
        if change:
            change(made)
    return stream.getvalue()


def read(rows: Rows) -> Document:
    document, problems = read_spreadsheet(book({"Plan": rows}), FILE)
    assert problems == ()
    return document


def texts(table: SourceTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_tables_on_a_sheet_are_parted_by_blank_rows_and_named_by_the_line_above() -> None:
    document = read(
        [
            ["Parks service plan"],
            [],
            ["", "Performance indicators"],
            ["", "Ref", "Indicator"],
            ["", "CP01", "Litter\n and bins "],
            [],
            ["", "Projects"],
            [],
            ["", "Project", "Outcome"],
            ["", "Hub", "Built"],
            ["", "Wood", ""],
        ]
    )
    assert document.title == "Parks service plan"
    first, second = document.tables
    assert (first.headings, first.sheet, first.at) == (
        ("Plan", "Parks service plan", "Performance indicators"),
        "Plan",
        "B4",
    )
    assert first.columns == ("Ref", "Indicator")
    assert texts(first) == [["CP01", "Litter\nand bins"]]
    assert [cell.at for cell in first.rows[0].cells] == ["B5", "C5"]
    assert second.headings == ("Plan", "Projects")
    assert texts(second) == [["Hub", "Built"], ["Wood", ""]]


def test_columns_left_blank_all_the_way_down_are_no_columns() -> None:
    (table,) = read([["Ref", "", "Indicator"], ["CP01", "", "Litter"]]).tables
    assert table.columns == ("Ref", "Indicator")
    assert [cell.at for cell in table.rows[0].cells] == ["A2", "C2"]


def test_what_stands_under_no_heading_is_kept_under_none() -> None:
    (table,) = read([["Ref", "Indicator"], ["CP01", "Litter", "ask again"]]).tables
    assert table.columns == ("Ref", "Indicator", "")
    assert texts(table) == [["CP01", "Litter", "ask again"]]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (
            [["Ref", "Milestones 2021/22", "", "2022/23"], ["", "Quarter 1", "Quarter 2", ""]],
            (
                "Ref",
                "Milestones 2021/22 Quarter 1",
                "Milestones 2021/22 Quarter 2",
                "2022/23",
            ),
        ),
        (
            [["Details", "", "Target", ""], ["Title", "Outcome", "2018/19", "2019/20"]],
            ("Title", "Outcome", "Target 2018/19", "Target 2019/20"),
        ),
        (
            [["", "Inherent", "", "Residual", ""], ["Risk", "Now", "Next", "Now", "Next"]],
            ("Risk", "Inherent Now", "Inherent Next", "Residual Now", "Residual Next"),
        ),
    ],
)
def test_headings_in_two_rows_are_joined(rows: Rows, columns: tuple[str, ...]) -> None:
    values = [str(number) for number in range(len(columns))]
    (table,) = read([*rows, values]).tables
    assert table.columns == columns
    assert texts(table) == [values]


@pytest.mark.parametrize(
    "rows",
    [
        [["Ref", "Indicator", ""], ["CP01", "Litter", "79%"]],
        [["", "2021/22", "2022/23"], ["Net cost", "12", "13"]],
        [["Ref", "Indicator"], ["CP01", "Litter"]],
    ],
)
def test_one_row_of_headings_stays_one(rows: Rows) -> None:
    (table,) = read(rows).tables
    assert texts(table) == [rows[1]]


@pytest.mark.parametrize(
    "rows",
    [
        # A blank row between two groups of rows.
        [["Ref", "2018/19"], ["CP01", "79%"], [], ["CP02", "80%"]],
        # The headings again.
        [["Ref", "2018/19"], ["CP01", "79%"], [], ["Ref", "2018/19"], ["CP02", "80%"]],
        [["Ref", "2018/19"], ["CP01", "79%"], ["Ref", "2018/19"], ["CP02", "80%"]],
    ],
)
def test_a_table_goes_on_below_a_blank_row(rows: Rows) -> None:
    (table,) = read(rows).tables
    assert texts(table) == [["CP01", "79%"], ["CP02", "80%"]]


def test_rows_under_a_title_of_their_own_have_the_headings_above() -> None:
    first, second = read(
        [
            ["Indicators"],
            ["Ref", "Title", "2018/19"],
            ["CP01", "Litter", "79%"],
            [],
            ["Shared indicators"],
            ["CP05", "Satisfaction", "73%"],
        ]
    ).tables
    assert first.columns == second.columns
    assert (second.heading, second.at) == ("Shared indicators", "A6")
    assert texts(second) == [["CP05", "Satisfaction", "73%"]]


@pytest.mark.parametrize(
    "second",
    [
        [["Ref", "Risk", "Score"], ["1", "Staff", "4"]],
        [["", "2018/19", "2019/20"], ["Net cost", "1", "2"]],
        [["Ref", "Risk", "Score", "Reason"], ["1", "Staff", "4", "Said so"]],
        [["Other"], ["Ref", "Title", "2018/19"], ["CP05", "Satisfaction", "73%"]],
    ],
)
def test_headings_begin_another_table(second: Rows) -> None:
    first = [["Ref", "Title", "2018/19"], ["CP01", "Litter", "79%"], []]
    assert len(read([*first, *second]).tables) == 2


def test_a_stray_cell_far_away_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_CELLS", 5)
    with pytest.raises(UnreadableError, match="more than 5 cells"):
        read([["A", "B"], ["1", "2"], ["3", "4"], ["5", "6"]])


def test_one_line_above_the_first_table_is_the_table_s_title() -> None:
    assert read([["Indicators"], ["Ref", "Title"], ["CP01", "Litter"]]).title == ""


def test_a_hidden_sheet_is_read_with_a_note_and_names_no_plan() -> None:
    rows = [["Old plan"], ["Indicators"], ["Ref", "Title"], ["CP01", "Litter"]]

    def hide(made: xlsxwriter.Workbook) -> None:
        made.get_worksheet_by_name("Old").hide()
        made.get_worksheet_by_name("Notes").hide()
        made.get_worksheet_by_name("Plan").activate()

    data = book({"Old": rows, "Notes": [["None"]], "Plan": [["Ref", "Risk"], ["1", "Staff"]]}, hide)
    document, problems = read_spreadsheet(data, FILE)
    assert [table.sheet for table in document.tables] == ["Old", "Plan"]
    assert document.title == ""
    assert [(item.code, item.place.sheet) for item in problems] == [("plan-sheet-hidden", "Old")]


def test_what_cannot_be_relied_on_is_told() -> None:
    def change(made: xlsxwriter.Workbook) -> None:
        sheet = made.get_worksheet_by_name("Plan")
        sheet.write_formula("B2", "=1+1", None, "")
        sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
        sheet.write_number("B4", 0.785, made.add_format({"num_format": "0%"}))
        sheet.write_number("B6", 7500, made.add_format({"num_format": "#,##0"}))
        sheet.write_boolean("B5", True)  # noqa: FBT003 - the library's own way
        sheet.write_string("A30000", "far away")

    rows: Rows = [["Ref", "2018/19"], ["CP01"], ["CP02"], ["CP03"], ["CP04"], ["CP05"]]
    document, problems = read_spreadsheet(book({"Plan": rows}, change), "parks 2018-21.XLSM")
    assert texts(document.tables[0]) == [
        ["CP01", ""],
        ["CP02", "#DIV/0!"],
        ["CP03", "79%"],
        ["CP04", "TRUE"],
        ["CP05", "7,500"],
    ]
    assert [(item.code, item.place.sheet, item.place.cell) for item in problems] == [
        ("plan-macros", "", ""),
        ("plan-formula", "Plan", "B2"),
        ("plan-rounded", "Plan", "B4"),
        ("plan-strays", "Plan", ""),
    ]
    assert "shows 79% and holds 78.5%" in problems[2].message


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b"Ref,Title", "it is not an Excel workbook"),
        (book({"Plan": []}), "there is no table in it"),
        (book({"Plan": [["Only words"]]}), "there is no table in it"),
        (book({"Plan": [["x" * 30_000] * 5]})[:-30], "the file is damaged or did not arrive whole"),
    ],
)
def test_what_is_no_plan_is_turned_away(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_spreadsheet(data, FILE)
    assert caught.value.why == why
    assert "Excel" in caught.value.remedy


def test_a_workbook_over_the_limits_is_turned_away() -> None:
    rows: Rows = [["x" * 32_767, "y"], ["z" * 32_767]]
    assert len(read(rows).tables) == 1
    many = {f"S{number}": [["A", "B"]] for number in range(2_001)}
    with pytest.raises(UnreadableError, match="larger than a plan can be"):
        read_spreadsheet(book(many), FILE)


@pytest.mark.parametrize(
    ("stored", "number_format", "text"),
    [
        ("7500", "General", "7500"),
        ("1E-05", "General", "0.00001"),
        ("0.57999999999999996", "General", "0.58"),
        ("0.79", "0%", "79%"),
        ("0.79", "0.00%", "79.00%"),
        ("7", "@", "7"),
        ("7500", "#,##0", "7,500"),
        ("50000", '"£"#,##0', "£50,000"),
        ("50000", '"£"#,##0,"k"', "£50k"),
        ("-1234.5", "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", "-£1,234.50"),
        ("-5", "0;(0)", "-5"),
        ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "0"),
        ("1250", '_-"£"* #,##0.00_-;-"£"* #,##0.00_-', "£1,250.00"),
        ("90", '0" cases"', "90 cases"),
        ("90", r"0\;0", "90"),
        ("90", r"0\x", "90x"),
        ("12.5", "0.##", "12.5"),
        ("12", "0.##", "12"),
        ("0.5", "[<1]0%;0", "50%"),
        ("0.01", "0%%", "1%"),
        ("12345678", "0.00E+00", "12345678"),
        ("0.5", "# ?/?", "0.5"),
        ("3", ";;;", "3"),
        ("43555", "dd/mm/yyyy", "31/03/2019"),
        ("43555.75", "mm-dd-yy", "31/03/2019"),
        ("43282", "mmm-yy", "July 2018"),
        ("43282", "mm/yyyy", "July 2018"),
        ("43282", "yyyy", "2018"),
        ("0.604", "h:mm", "14:30"),
        ("1.5", "[h]:mm", "36:00"),
        ("-1", "dd/mm/yyyy", "-1"),
        ("-1", "h:mm", "-1"),
        ("1e300", "0", "1e300"),
        ("NaN", "0", "NaN"),
        ("lots", "0", "lots"),
    ],
)
def test_numbers_are_shown_as_people_see_them(stored: str, number_format: str, text: str) -> None:
    assert shown(stored, number_format) == Shown(text)


@pytest.mark.parametrize(
    ("stored", "number_format", "found"),
    [
        ("0.785", "0%", Shown("79%", "78.5%")),
        ("0.333333333333333", "0.0", Shown("0.3", "0.333333333333333")),
        ("-0.0001", "0.00", Shown("0.00", "-0.0001")),
        ("7687.5", "#,##0", Shown("7,688", "7687.5")),
    ],
)
def test_what_a_format_hides_is_said(stored: str, number_format: str, found: Shown) -> None:
    assert shown(stored, number_format) == found


def test_dates_may_count_from_1904() -> None:
    assert shown("42093", "dd/mm/yyyy", date_1904=True) == Shown("31/03/2019")


@given(st.text(), st.text(alphabet='0#?,.%;[]"\\_*£dmyhs-/Ee@$<>ax '))
def test_no_number_or_format_is_too_odd(stored: str, number_format: str) -> None:
    shown(stored, number_format)
    shown("1234.5", number_format)
    shown("-0.5", number_format)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9)
CELLS = st.lists(st.lists(WORDS, max_size=3).map(" ".join), max_size=3).map("\n".join).map(tidy)
HEADINGS = st.lists(
    st.from_regex("[A-Z][a-z]{1,8}( [a-z]{1,8})?", fullmatch=True),
    min_size=2,
    max_size=5,
    unique_by=str.casefold,
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[str], list[list[str]]]:
    """Draw a title, headings, and rows of which none is blank."""
    columns = draw(HEADINGS)
    cells = st.lists(CELLS, min_size=len(columns), max_size=len(columns))
    rows = draw(st.lists(cells.filter(lambda row: any(row) and row != columns), max_size=5))
    return draw(st.from_regex("[A-Z][a-z]{1,8}", fullmatch=True)), columns, rows


@given(st.lists(tables(), min_size=1, max_size=3))
def test_tables_come_back_as_they_went(
    drawn: list[tuple[str, list[str], list[list[str]]]],
) -> None:
    lines = [
        line
        for title, columns, rows in drawn
        for line in ([title, *[""] * 4], columns, *rows, [""])
    ]
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Plan")
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    document, problems = read_spreadsheet(stream.getvalue(), FILE)
    assert problems == ()
    assert [(table.heading, [*table.columns], texts(table)) for table in document.tables] == drawn


WHOLE = book({"Plan": [["Ref", "Title"], ["CP01", "Litter"]]})


@given(st.data())
def test_broken_bytes_are_turned_away_and_nothing_else(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, len(WHOLE)))
    broken = WHOLE[:start] + data.draw(st.binary(max_size=40)) + WHOLE[end:]
    with suppress(UnreadableError):
        document, _ = read_spreadsheet(broken, FILE)
        assert document.tables
