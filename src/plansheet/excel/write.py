"""Books into .xlsx bytes by XlsxWriter: tables, locks, validation, live formulas with values."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from xlsxwriter.utility import xl_col_to_name, xl_range

from plansheet.excel.heights import HEADLINE_HEIGHT, TITLE_HEIGHT, header_height, row_height
from plansheet.excel.office import OfficeWorkbook
from plansheet.excel.rules import runs, validation
from plansheet.excel.styles_out import style_properties
from plansheet.excel.text_out import cut, plain_text
from plansheet.pages import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from plansheet.layout.columns import Rule
    from plansheet.pages import Book, Cell, Page, Value

# A text in quotes, which is left alone, or a reference to a column of this page or another.
_REFERENCE = re.compile(r'"[^"]*"|\[(?:([^\[\]!"]+)!)?([^\[\]!"]+)\]')
_PROPERTY_LIMIT, _FOOTER_LIMIT = 255, 150
_WIDEST_ON_ONE_PAGE = 250
_SCALE_ACROSS_PAGES = 70
_A4 = 9
_MARGIN = 0.4
_PROTECTION = {
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def write_book(book: Book, made: datetime, password: str = "") -> bytes:
    """Return `book` as the bytes of an .xlsx file, the same for the same book and `made`.

    `password` locks the sheets where the council wants one. Every call to the library is checked:
    it answers a wrong range or a too long text with a number, not an exception.
    """
    workbook = OfficeWorkbook(locked=book.locked)
    said = {"title": book.title, "author": book.author, "subject": book.subject}
    properties = {name: plain_text(text, _PROPERTY_LIMIT) for name, text in said.items()}
    workbook.set_properties({**properties, "created": made})
    for name, value in book.properties.items():
        text = plain_text(value, _PROPERTY_LIMIT)
        _done(workbook.set_custom_property(name, text, "text"))
    writer = _Writer(workbook, book)
    for page in book.pages:
        sheet = writer.add(page)
        if book.locked:
            sheet.protect(password, _PROTECTION)
    workbook.close()
    return workbook.stream.getvalue()


def row_of(page: Page, index: int) -> int:
    """Return the 1-based sheet row of the page's table row `index` (0-based)."""
    return page.header_row + 1 + index


def address(page: Page, key: str, index: int) -> str:
    """Return the A1 address of column `key` in table row `index` of `page`."""
    return f"{xl_col_to_name(_position(page, key))}{row_of(page, index)}"


class _Writer:
    """One workbook being written: formats are shared over all its sheets."""

    def __init__(self, workbook: OfficeWorkbook, book: Book) -> None:
        self.workbook = workbook
        self.book = book
        self.pages: Mapping[str, Page] = {page.name: page for page in book.pages}
        self.formats: dict[tuple[str, bool], Format] = {}

    def add(self, page: Page) -> Worksheet:
        """Write one page and return its sheet."""
        sheet = self.workbook.add_worksheet(page.name)
        self._write_top(sheet, page)
        self._write_table(sheet, page)
        self._write_rows(sheet, page)
        self._write_spare(sheet, page)
        _write_rules(sheet, page)
        self._lock_the_rest(sheet, page)
        _set_view(sheet, page)
        _set_print(sheet, page, self.book.footer)
        return sheet

    def _format(self, style: str, *, is_open: bool = False) -> Format:
        key = (style, is_open)
        if key not in self.formats:
            properties = style_properties(style, is_open=is_open)
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def _write_top(self, sheet: Worksheet, page: Page) -> None:
        _done(sheet.set_row(0, TITLE_HEIGHT))
        _done(sheet.write_string(0, 0, plain_text(page.title), self._format("title")))
        if page.headline is not None:
            formula = resolve(page.headline.template, page, 0, self.pages)
            look = self._format("headline")
            _done(sheet.set_row(1, HEADLINE_HEIGHT))
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
        _done(sheet.set_row(top, header_height(page)))

    def _write_rows(self, sheet: Worksheet, page: Page) -> None:
        for index, row in enumerate(page.rows):
            height = row_height(page, row)
            if height is not None:
                _done(sheet.set_row(row_of(page, index) - 1, height))
            for position, column in enumerate(page.columns):
                cell = row.cells.get(column.key)
                if cell is not None:
                    self._write_cell(sheet, page, (index, position), cell)

    def _write_spare(self, sheet: Worksheet, page: Page) -> None:
        """Set up the rows below a table that may grow; they join it as they are filled in."""
        _, bottom, _ = _table_edges(page)
        for row in range(page.header_row + len(page.rows), bottom + page.spare + 1):
            for position, column in enumerate(page.columns):
                if page.spare:
                    _done(sheet.write_blank(row, position, None, self._format(column.style)))

    def _write_cell(self, sheet: Worksheet, page: Page, place: tuple[int, int], cell: Cell) -> None:
        index, column = place
        row = row_of(page, index) - 1
        look = self._format(cell.style, is_open=cell.is_open)
        if cell.link:
            _done(sheet.write_url(row, column, cell.link, look, plain_text(str(cell.value))))
        elif isinstance(cell.value, Formula):
            formula = resolve(cell.value.template, page, index, self.pages)
            _done(sheet.write_formula(row, column, formula, look, _cached(cell.value.value)))
        else:
            _write_value(sheet, (row, column), cell.value, look)

    def _lock_the_rest(self, sheet: Worksheet, page: Page) -> None:
        # The Normal style is unlocked, so whatever no cell was written to is locked by column.
        blank = self._format("blank")
        for position, column in enumerate(page.columns):
            _done(sheet.set_column(position, position, column.width, blank))
        # The last setting holds for all the columns that follow.
        _done(sheet.set_column(len(page.columns), len(page.columns), None, blank))
        # The library counts a formatted column as used, which would mislead readers.
        sheet.dim_colmax = len(page.columns) - 1


def resolve(template: str, page: Page, index: int, pages: Mapping[str, Page]) -> str:
    """Return `template` with its references as A1: `[key]` in this row, `[Sheet!key]` a column.

    Texts in quotes stay as they are. Raises KeyError for a sheet or column that does not exist.
    """

    def reference(match: re.Match[str]) -> str:
        name, key = match[1], match[2]
        if key is None:
            return match[0]
        if name is None:
            return address(page, key, index)
        other = pages[name]
        column = xl_col_to_name(_position(other, key), col_abs=True)
        last = row_of(other, max(len(other.rows), 1) - 1)
        quoted = name.replace("'", "''")
        return f"'{quoted}'!{column}${row_of(other, 0)}:{column}${last}"

    return _REFERENCE.sub(reference, template)


def _position(page: Page, key: str) -> int:
    for position, column in enumerate(page.columns):
        if column.key == key:
            return position
    raise KeyError(key)


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
        cells.setdefault(rule, []).extend((row, _position(page, key)) for row in down)
    for rule, places in cells.items():
        first, *others = runs(places)
        options = validation(rule) | ({"other_cells": others} if others else {})
        _done(sheet.data_validation(*first, options))


def _set_view(sheet: Worksheet, page: Page) -> None:
    if page.freeze:
        sheet.freeze_panes(page.header_row, _position(page, page.freeze) + 1)
    if page.hidden:
        sheet.very_hidden()


def _set_print(sheet: Worksheet, page: Page, footer: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=_MARGIN, right=_MARGIN)
    sheet.repeat_rows(page.header_row - 1)
    if sum(column.width for column in page.columns) <= _WIDEST_ON_ONE_PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        # Shrunk to one page nothing could be read: print across pages, row labels on each.
        sheet.set_print_scale(_SCALE_ACROSS_PAGES)
        sheet.repeat_columns(0, _position(page, page.freeze) if page.freeze else 0)
        sheet.print_across()
    said = cut(plain_text(footer), _FOOTER_LIMIT).replace("&", "&&")
    sheet.set_footer(f"&L{said}&C&A&RPage &P of &N")


def _table_name(name: str) -> str:
    return "table_" + re.sub(r"\W+", "_", name.strip("_")).lower()


def _done(answer: int) -> None:
    # XlsxWriter returns 0 when it has done what was asked, a negative number otherwise.
    if answer < 0:
        message = "the workbook library refused a cell; this is a fault in plansheet"
        raise ValueError(message)
