"""Columns as wide and rows as high as what they show needs, by the widths of its letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.excel.heights import header_height, row_height, title_height
from plansheet.excel.look import SHIPPED, Font, Look
from plansheet.excel.measure import lines_of, longest_word, pixels_of, text_pixels
from plansheet.excel.styles_out import shown, widest
from plansheet.excel.widths import column_widths, texts_of, words_in
from plansheet.layout.columns import Column, Reads, Rule
from plansheet.pages import Cell, Formula, Page, Row

if TYPE_CHECKING:
    from plansheet.pages import Value

LONG = "A text that is longer than its column is declared to be wide, and so wraps"
LARGER = Look(font=Font(size=14))
VERDANA = Look(font=Font(name="Verdana"))


def page_of(
    *cells: Cell, heading: str = "Note", width: int = 20, reads: Reads | None = None
) -> Page:
    column = Column("note", heading, width, reads)
    return Page("Notes", "Notes", (column,), tuple(Row("1", {"note": cell}) for cell in cells))


def width_of(page: Page, look: Look = SHIPPED) -> int:
    return column_widths(page, look)[0]


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 100, 1),
        ("a few words", 100, 1),
        ("a few words that go on", 100, 2),
        ("one\ntwo\n\nfour", 100, 4),
        ("pneumonoultramicroscopicsilicovolcanoconiosis", 100, 4),
        ("so pneumonoultramicroscopicsilicovolcanoconiosis", 100, 5),
        ("   ", 2, 1),
    ],
)
def test_text_wraps_between_words_and_within_those_too_long_for_a_line(
    text: str, room: int, lines: int
) -> None:
    assert lines_of(text, room, 1) == lines


def test_what_is_said_to_need_some_room_fits_it_in_one_line() -> None:
    for text in (LONG, "WWW", "illi", "£24,250.00", "a-b c/d"):
        for scale in (1, 1.06, 1.35):
            assert lines_of(text, text_pixels(text, scale), scale) == 1
            assert longest_word(text, scale) <= text_pixels(text, scale)
    assert longest_word("", 1) == 0


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (None, 1),
        ("", 1),
        ("a few words", 1),
        (LONG, 4),
        ("one\ntwo\n\nfour", 4),
        (Formula("=1", LONG), 4),
        (Formula(f'=IF(A1="","{LONG}","")', ""), 4),
        (Formula(f'=IF(A1="{LONG}",1,0)', Decimal(1)), 1),
        (Decimal(123456789012345), 1),
    ],
)
def test_a_row_is_as_high_as_the_longest_text_it_may_show(
    value: Value | Formula, lines: int
) -> None:
    page = page_of(Cell(value))
    assert row_height(page, page.rows[0], (145,), SHIPPED) == 15 * lines + 3


def test_a_row_is_no_higher_than_a_workbook_allows() -> None:
    page = page_of(Cell(LONG * 50))
    assert row_height(page, page.rows[0], (145,), SHIPPED) == 409


def test_a_row_without_a_cell_has_one_line() -> None:
    assert row_height(page_of(), Row("1", {}), (145,), SHIPPED) == 18


def test_bold_type_and_larger_letters_take_more_lines() -> None:
    text = "A text of nearly a line"
    heights = [
        row_height(page, page.rows[0], (145,), look)
        for page, look in (
            (page_of(Cell(text)), SHIPPED),
            (page_of(Cell(text, "word")), SHIPPED),
            (page_of(Cell(text)), VERDANA),
            (page_of(Cell(text)), LARGER),
        )
    ]
    assert heights == [18, 33, 33, pytest.approx(2 * 15 * 14 / 11 + 3)]
    assert title_height(LARGER) > title_height(SHIPPED)


def test_a_column_is_as_wide_as_its_texts_up_to_what_is_declared() -> None:
    most = pixels_of(20)
    short = text_pixels("a few words", 1) + 7
    assert width_of(page_of(Cell("a few words"), Cell("less"))) == short
    assert width_of(page_of(Cell(LONG))) == most
    assert width_of(page_of(Cell(Formula(f'="{LONG}"', "")))) == most


def test_a_column_to_fill_in_keeps_its_room_to_type() -> None:
    open_page = page_of(Cell(is_open=True), reads=Reads.TEXT)
    assert width_of(open_page) == pixels_of(20)
    assert width_of(replace(page_of(Cell("a")), spare=1)) == pixels_of(20)


@pytest.mark.parametrize(
    ("cell", "widest_text", "indent"),
    [
        (Cell(Decimal(123456789012), "pounds"), "£123,456,789,012", 14),
        (Cell(Decimal("0.5"), "percent"), "50.00%", 14),
        (Cell(Decimal("3562.5"), "figure_assumed"), "3562.5 (assumed)", 14),
        (Cell(date(2018, 9, 30), "date"), "30 Sep 2018", 14),
        (Cell(Formula("=1", Decimal(14)), "number"), "140", 14),
        (Cell(None, "date", is_open=True), "28 Nov 2028", 14),
        (Cell(None, "money", is_open=True), "£-99,999,999.99", 14),
        (
            Cell(None, is_open=True, rule=Rule("", "", "", choices=("Yes", "Nothing to measure"))),
            "Nothing to measure",
            0,
        ),
    ],
)
def test_what_cannot_wrap_always_fits(cell: Cell, widest_text: str, indent: int) -> None:
    assert width_of(page_of(cell, heading="N", width=1)) == max(
        text_pixels(widest_text, 1) + indent + 7, longest_word("N", 1.06) + 27
    )


def test_a_choice_of_all_cells_of_a_column_fits() -> None:
    page = replace(page_of(width=1), rules={"note": Rule("", "", "", choices=("On target",))})
    assert width_of(page) == text_pixels("On target", 1) + 7


def test_the_longest_word_of_a_heading_fits_beside_its_button() -> None:
    assert width_of(page_of(heading="Our Responsibilities", width=1)) == (
        longest_word("Responsibilities", 1.06) + 20 + 7
    )


def test_no_word_of_a_live_check_is_broken() -> None:
    column = Column("check", "C", 2, style="word")
    said = Formula('=IF(A1="","Denominator is missing","")', "")
    page = Page("Notes", "Notes", (column,), (Row("1", {"check": Cell(said, "word")}),))
    assert width_of(page) == longest_word("Denominator", 1.06) + 7


def test_numbered_columns_are_alike_wide() -> None:
    columns = tuple(Column(f"q{number}", f"Q{number}", 16) for number in (1, 2))
    row = Row("1", {"q1": Cell("a long figure")})
    first, second = column_widths(Page("Notes", "Notes", columns, (row,)), SHIPPED)
    assert first == second == text_pixels("a long figure", 1) + 7


def test_a_wider_font_has_wider_columns() -> None:
    page = page_of(Cell("a few words"))
    widths = [
        width_of(page, Look(font=Font(name=name))) for name in ("Calibri", "Arial", "Papyrus")
    ]
    assert widths == sorted(set(widths))


def test_headings_leave_room_for_their_buttons() -> None:
    def height(heading: str, width: int) -> float:
        page = page_of(heading=heading)
        return header_height(page, (width,), SHIPPED)

    assert (height("Note", 75), height("Provisional or final", 105), height("", 30)) == (23, 38, 23)
    # In two lines the last is short enough; where it is not, the button has a line of its own.
    assert (height("Rows to fill in", 80), height("Rows to fill them", 80)) == (38, 53)


def test_a_cell_may_show_what_its_formula_says_in_words() -> None:
    formula = '=IF([a]="","Say ""why""","")&" left"'
    assert words_in(formula) == ('Say "why"', " left")
    assert texts_of(Cell(Formula(formula, "now"))) == ("now", 'Say "why"', " left")
    assert texts_of(Cell(Formula(formula, None))) == ()
    assert texts_of(Cell(Decimal(1))) == texts_of(Cell("")) == ()


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (Decimal("1234.5"), "number", "1,234"),
        (Decimal("1234.50"), "figure", "1234.5"),
        (Decimal(1) / 3, "figure", "0.3333333333"),
        (Decimal("1234.5"), "decimal", "1,234.50"),
        (Decimal("0.795"), "percent", "79.50%"),
        (Decimal("-12.5"), "money", "£-12.50"),
        (Decimal("1234.5"), "pounds_assumed", "£1,234 (assumed)"),
        (Decimal("1234.5"), "text", "1234.5"),
        (date(2018, 8, 1), "date", "1 Aug 2018"),
    ],
)
def test_figures_are_measured_as_they_are_shown(
    value: Decimal | date, style: str, text: str
) -> None:
    assert shown(value, style) == text


def test_a_style_of_text_has_no_widest_figure() -> None:
    assert (widest("word"), widest("date_assumed")) == ("", "28 Nov 2028 (assumed)")
