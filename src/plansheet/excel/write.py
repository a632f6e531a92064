"""Books into .xlsx bytes by XlsxWriter: tables, locks, validation, live formulas with values."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from xlsxwriter.utility import xl_range

from plansheet.excel.bars import bars_height, bars_of
from plansheet.excel.heights import (
    header_height,
    headline_height,
    line_height,
    row_height,
    title_height,
)
from plansheet.excel.look import SHIPPED
from plansheet.excel.notes import note_options
from plansheet.excel.office import OfficeWorkbook
from plansheet.excel.paper import MARGINS, below, labels_for, paper_for, scale_across
from plansheet.excel.pictures import place_of, put_logo
from plansheet.excel.references import References
from plansheet.excel.rules import runs, validation
from plansheet.excel.sparklines import sparkline_options
from plansheet.excel.styles_out import SPARE, style_properties
from plansheet.excel.text_out import cut, plain_text
from plansheet.excel.widths import column_widths, title_pixels
from plansheet.pages import Formula, address, position_of, row_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from plansheet.excel.look import Look
    from plansheet.layout.columns import Rule
    from plansheet.pages import Bars, Book, Cell, Page, Row, Value

_PROPERTY_LIMIT, _FOOTER_LIMIT = 255, 150
_A4 = 9
# A chart moves with the rows above it and keeps its size.
_MOVES = 2
_NO_LINES_OF_THE_SCREEN, _LINES_OF_THE_SCREEN = 2, 1
_PROTECTION = {
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def write_book(book: Book, made: datetime, password: str = "", look: Look = SHIPPED) -> bytes:
    """Return `book` as the bytes of an .xlsx file, the same for the same book, `made` and `look`.

    `password` locks the sheets where the council wants one, `look` is its fonts, colours and logo.
    Every call to the library is checked: it answers a wrong range or a too long text with a
    number, not an exception.
    """
    workbook = OfficeWorkbook(locked=book.locked)
    said = {"title": book.title, "author": book.author, "subject": book.subject}
    properties = {name: plain_text(text, _PROPERTY_LIMIT) for name, text in said.items()}
    workbook.set_properties({**properties, "created": made})
    for name, value in book.properties.items():
        text = plain_text(value, _PROPERTY_LIMIT)
        _done(workbook.set_custom_property(name, text, "text"))
    writer = _Writer(workbook, book, look)
    for page in book.pages:
        sheet = writer.add(page)
        if book.locked:
            sheet.protect(password, _PROTECTION)
    workbook.close()
    return workbook.stream.getvalue()


class _Writer:
    """One workbook being written: formats are shared over all its sheets."""

    def __init__(self, workbook: OfficeWorkbook, book: Book, look: Look) -> None:
        self.workbook, self.book, self.look = workbook, book, look
        self.references = References(book.pages)
        self.formats: dict[tuple[str, bool, bool], Format] = {}

    def add(self, page: Page) -> Worksheet:
        """Write one page and return its sheet."""
        sheet = self.workbook.add_worksheet(page.name)
        widths = column_widths(page, self.look)
        self._write_top(sheet, page, sum(widths))
        self._write_table(sheet, page)
        self._write_rows(sheet, page)
        self._write_spare(sheet, page)
        self._write_sparklines(sheet, page)
        _write_rules(sheet, page)
        heights = self._set_heights(sheet, page, widths)
        self._set_widths(sheet, widths)
        _set_view(sheet, page)
        _set_print(sheet, page, self.book.footer)
        _set_paper(sheet, page, widths, heights, self.look)
        if page.bars is not None:
            row = row_of(page, max(len(page.rows), 1) + 1) - 1
            chart = bars_of(self.workbook, page, page.bars, self.look)
            options = {"description": plain_text(page.bars.alt), "object_position": _MOVES}
            _done(sheet.insert_chart(row, 0, chart, options))
        return sheet

    def _format(self, style: str, *, is_open: bool = False, has_note: bool = False) -> Format:
        key = (style, is_open, has_note)
        if key not in self.formats:
            properties = style_properties(
                style, self.look, is_open=is_open, is_asked_about=has_note
            )
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def _write_top(self, sheet: Worksheet, page: Page, width: int) -> None:
        """Write the title and the lines below it; the logo beside the title of the first page."""
        logo = self.look.logo if page is self.book.pages[0] else None
        _done(sheet.set_row(0, title_height(self.look, logo)))
        if logo:
            place = place_of(logo, title_pixels(page, self.look), width)
            _done(put_logo(sheet, logo, place))
            sheet.picture_row = 1
        _done(sheet.write_string(0, 0, plain_text(page.title), self._format("title")))
        if page.headline is not None:
            formula = self.references.resolved(page.headline.template, page, 0)
            look = self._format("headline")
            _done(sheet.set_row(1, headline_height(self.look)))
            _done(sheet.write_formula(1, 0, formula, look, _cached(page.headline.value)))
        first = page.header_row - 2 - len(page.lines)
        for number, line in enumerate(page.lines, start=first):
            _done(sheet.write_string(number, 0, plain_text(line), self._format("line")))

    def _write_table(self, sheet: Worksheet, page: Page) -> None:
        headings = [
            {
                "header": plain_text(column.shown),
                "header_format": self._format("entry_heading" if column.is_entry else "heading"),
            }
            for column in page.columns
        ]
        options = {"columns": headings, "name": _table_name(page.name), "style": None}
        top, bottom, last = _table_edges(page)
        _done(sheet.add_table(top, 0, bottom, last, options))
        # A ref such as 007 is text on purpose.
        texts = xl_range(top, 0, bottom + page.spare, last)
        _done(sheet.ignore_errors({"number_stored_as_text": texts}))

    def _write_rows(self, sheet: Worksheet, page: Page) -> None:
        keys = [column.key for column in page.columns]
        for number, row in enumerate(page.rows, start=page.header_row):
            for position, key in enumerate(keys):
                cell = row.cells.get(key)
                if cell is not None:
                    self._write_cell(sheet, page, (number, position), cell)

    def _write_spare(self, sheet: Worksheet, page: Page) -> None:
        """Set up the rows below a table that may grow; they join it as they are filled in."""
        _, bottom, _ = _table_edges(page)
        for row in range(page.header_row + len(page.rows), bottom + page.spare + 1):
            for position, column in enumerate(page.columns):
                if page.spare:
                    _done(
                        sheet.write_blank(
                            row, position, None, self._format(f"{column.style}{SPARE}")
                        )
                    )

    def _write_sparklines(self, sheet: Worksheet, page: Page) -> None:
        """Draw the bars inside cells, all those of a page that look alike at once."""
        drawn: dict[bool, list[tuple[str, str]]] = {}
        for index, row in enumerate(page.rows):
            for key, cell in row.cells.items():
                if cell.sparkline:
                    area = ":".join(address(page, end, index) for end in cell.sparkline)
                    place = address(page, key, index)
                    drawn.setdefault(_falls_below_zero(row, page, cell), []).append((place, area))
        for falls, found in drawn.items():
            places, areas = zip(*found, strict=True)
            options = sparkline_options(places, areas, self.look, from_zero=not falls)
            _done(sheet.add_sparkline(page.header_row, 0, options))

    def _write_cell(self, sheet: Worksheet, page: Page, place: tuple[int, int], cell: Cell) -> None:
        row, column = place
        look = self._format(cell.style, is_open=cell.is_open, has_note=bool(cell.note))
        if cell.link:
            _done(sheet.write_url(row, column, cell.link, look, plain_text(str(cell.value))))
        elif isinstance(cell.value, Formula):
            index = row - page.header_row
            formula = self.references.resolved(cell.value.template, page, index)
            _done(sheet.write_formula(row, column, formula, look, _cached(cell.value.value)))
        else:
            _write_value(sheet, (row, column), cell.value, look)
        if cell.note:
            note = plain_text(cell.note)
            options = note_options(note, self.book.author, self.look)
            _done(sheet.write_comment(row, column, note, options))

    def _set_heights(
        self, sheet: Worksheet, page: Page, widths: Sequence[int]
    ) -> tuple[float, ...]:
        """Give the table's rows the height that their texts need, and return all rows' heights."""
        rows = [row_height(page, row, widths, self.look) for row in page.rows]
        table = [header_height(page, widths, self.look), *rows]
        for number, height in enumerate(table, start=page.header_row - 1):
            _done(sheet.set_row(number, height))
        above = [line_height(self.look)] * (page.header_row - 1)
        return (*above, *table)

    def _set_widths(self, sheet: Worksheet, widths: Sequence[int]) -> None:
        # The Normal style is unlocked, so whatever no cell was written to is locked by column.
        blank = self._format("blank")
        for position, width in enumerate(widths):
            _done(sheet.set_column_pixels(position, position, width, blank))
        # The last setting holds for all the columns that follow.
        _done(sheet.set_column(len(widths), len(widths), None, blank))
        # The library counts a formatted column as used, which would mislead readers.
        sheet.dim_colmax = len(widths) - 1


def _falls_below_zero(row: Row, page: Page, cell: Cell) -> bool:
    """Return whether any figure that a cell's bars are drawn of is negative."""
    first, last = (position_of(page, end) for end in cell.sparkline or ())
    found = (row.cells[column.key].value for column in page.columns[first : last + 1])
    return any(isinstance(value, Decimal) and value < 0 for value in found)


def _table_edges(page: Page) -> tuple[int, int, int]:
    """Return the table's first and last row and last column, from 0; it has a row at the least."""
    top = page.header_row - 1
    return top, top + max(len(page.rows), 1), len(page.columns) - 1


def _write_value(sheet: Worksheet, place: tuple[int, int], value: Value, look: Format) -> None:
    match value:
        case None | "":
            _done(sheet.write_blank(*place, None, look))
        case str():
            _done(sheet.write_string(*place, plain_text(value), look))
        case Decimal():
            _done(sheet.write_number(*place, value, look))
        case date():
            _done(sheet.write_datetime(*place, datetime.combine(value, time.min), look))
        case _:
            assert_never(value)


def _cached(value: Value) -> str | float:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return plain_text(value or "")


def _write_rules(sheet: Worksheet, page: Page) -> None:
    """Write what cells accept, once for all the cells of a page that accept the same."""
    cells: dict[Rule, list[tuple[int, int]]] = {}
    for index, row in enumerate(page.rows):
        for position, column in enumerate(page.columns):
            cell = row.cells.get(column.key)
            if cell is not None and cell.rule is not None:
                place = (row_of(page, index) - 1, position)
                cells.setdefault(cell.rule, []).append(place)
    _, bottom, _ = _table_edges(page)
    for key, rule in page.rules.items():
        down = range(page.header_row, bottom + page.spare + 1)
        cells.setdefault(rule, []).extend((row, position_of(page, key)) for row in down)
    for rule, places in cells.items():
        first, *others = runs(places)
        options = validation(rule) | ({"other_cells": others} if others else {})
        _done(sheet.data_validation(*first, options))


def _set_view(sheet: Worksheet, page: Page) -> None:
    # Spare rows have no lines of their own, which would print: they show by the screen's.
    sheet.hide_gridlines(_LINES_OF_THE_SCREEN if page.spare else _NO_LINES_OF_THE_SCREEN)
    if page.freeze:
        sheet.freeze_panes(page.header_row, _up_to(page, page.freeze))
    if page.hidden:
        sheet.very_hidden()


def _up_to(page: Page, key: str) -> int:
    """Return how many columns there are up to that called `key`, it among them; 0 without one."""
    return position_of(page, key) + 1 if key else 0


def _set_print(sheet: Worksheet, page: Page, footer: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(*MARGINS)
    sheet.repeat_rows(page.header_row - 1)
    sheet.set_footer(f"&L{_on_paper(footer)}&C&A&RPage &P of &N")


def _set_paper(
    sheet: Worksheet, page: Page, widths: Sequence[int], heights: Sequence[float], look: Look
) -> None:
    named = max(_up_to(page, page.freeze), _up_to(page, page.named))
    labels = labels_for(page.columns, widths, named, title_pixels(page, look))
    paper = paper_for(page.columns, widths, labels, heights)
    if page.bars is not None:
        _keep_bars_whole(sheet, page, page.bars, widths, heights)
    elif paper.scale:
        sheet.set_print_scale(paper.scale)
    else:
        sheet.fit_to_pages(1, 0)
    if paper.breaks:
        sheet.repeat_columns(0, labels - 1)
        sheet.print_across()
        sheet.set_v_pagebreaks(list(paper.breaks))
        if not page.spare:
            _put_title_on_each_sheet(sheet, page)


def _keep_bars_whole(
    sheet: Worksheet, page: Page, bars: Bars, widths: Sequence[int], heights: Sequence[float]
) -> None:
    """Print the chart whole below its table, smaller where that saves a sheet of paper.

    Where it does not, the chart stands on a sheet of its own.
    """
    # A blank row, as high as another without text, parts them.
    rows, repeated = (*heights, heights[page.header_row - 2]), heights[page.header_row - 1]
    height = bars_height(len(rows_of(page, bars)))
    printed = below(rows, repeated, height, scale_across(widths))
    sheet.set_print_scale(printed.scale)
    if printed.apart:
        sheet.set_h_pagebreaks([row_of(page, max(len(page.rows), 1)) - 1])


def _put_title_on_each_sheet(sheet: Worksheet, page: Page) -> None:
    """Print the table alone, its title as the header: behind a break the lines would be cut off."""
    top, bottom, last = _table_edges(page)
    _done(sheet.print_area(top, 0, bottom, last))
    sheet.set_header(f'&L&"-,Bold"&14{_on_paper(page.title)}')


def _on_paper(text: str) -> str:
    """Return text as headers and footers hold it, where & is a sign of their own."""
    return cut(plain_text(text), _FOOTER_LIMIT).replace("&", "&&")


def _table_name(name: str) -> str:
    return "table_" + re.sub(r"\W+", "_", name.strip("_")).lower()


def _done(answer: int) -> None:
    # XlsxWriter returns 0 when it has done what was asked, a negative number otherwise.
    if answer < 0:
        message = "the workbook library refused a cell; this is a fault in plansheet"
        raise ValueError(message)
