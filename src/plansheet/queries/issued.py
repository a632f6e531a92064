"""The pages of a workbook as it was issued, though the plan or the wording has changed since.

They are made afresh from the plan; what the archived copy says in its locked cells and above its
tables goes before. So a return of them is compared with its own issue and found to be the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from plansheet.collect.figures import number_in
from plansheet.collect.formats import is_date_format, is_percent_format
from plansheet.layout.collection import IDENTITY, PROPERTY_PREFIX
from plansheet.pages import CellKind, Formula, Page, Row, canonical

if TYPE_CHECKING:
    from plansheet.pages import Book, Cell, FoundBook, FoundCell, FoundSheet, Value

_DAY_0 = date(1899, 12, 30)


def as_issued(book: Book, sent: FoundBook) -> Book | None:
    """Return `book` saying what its issue `sent` says; None where they do not ask the same.

    `sent` must hold its empty open cells too. Asking the same is: the same sheets, columns and
    rows, and the same cells open.
    """
    sheets = {sheet.name: sheet for sheet in sent.sheets}
    if list(sheets) != [page.name for page in book.pages]:
        return None
    found = [_page(page, sheets[page.name]) for page in book.pages]
    pages = tuple(page for page in found if page is not None)
    if len(pages) < len(found):
        return None
    identity = next(page for page in pages if page.name == IDENTITY)
    properties = {
        f"{PROPERTY_PREFIX}{row.label}": str(row.cells["value"].value or "")
        for row in identity.rows
    }
    return replace(book, pages=pages, properties=properties)


def _page(page: Page, sheet: FoundSheet) -> Page | None:
    """Return a page with the texts of its sheet above and in its table; None where they differ."""
    header = _header_row(page, sheet)
    first = 2 if page.headline is None else 3
    if header is None or header < first + 1:
        return None
    lines = tuple(_text(sheet, row, 1) for row in range(first, header - 1))
    page = replace(page, title=_text(sheet, 1, 1), lines=lines)
    headings = [_text(sheet, header, at) for at in range(1, len(page.columns) + 1)]
    below = sheet.cells.get((header + 1 + len(page.rows), 1))
    is_longer = below is not None and bool(below.text) and bool(page.rows)
    if is_longer or headings != [column.shown for column in page.columns]:
        return None
    rows = [_row(page, row, sheet, header + 1 + index) for index, row in enumerate(page.rows)]
    same = tuple(row for row in rows if row is not None)
    return replace(page, rows=same) if len(same) == len(rows) else None


def _header_row(page: Page, sheet: FoundSheet) -> int | None:
    rows = sorted(row for row, column in sheet.cells if column == 1)
    wanted = page.columns[0].shown
    return next((row for row in rows if row > 1 and _text(sheet, row, 1) == wanted), None)


def _text(sheet: FoundSheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return cell.text if cell else ""


def _row(page: Page, row: Row, sheet: FoundSheet, number: int) -> Row | None:
    cells: dict[str, Cell] = {}
    for place, column in enumerate(page.columns, start=1):
        cell, was = row.cells[column.key], sheet.cells.get((number, place))
        same = _cell(cell, was) if column.checked else cell
        if same is None or cell.is_open is not _is_open(was):
            return None
        cells[column.key] = same
    label = page.columns[0].key
    if canonical(_plain(row.cells[label])) != canonical(_plain(cells[label])):
        return None
    return replace(row, cells=cells)


def _is_open(was: FoundCell | None) -> bool:
    return was is not None and not was.locked


def _cell(cell: Cell, was: FoundCell | None) -> Cell | None:
    """Return a locked cell with what was sent in its place; None where only one is live."""
    if isinstance(cell.value, Formula):
        return cell if was is not None and was.formula else None
    if was is not None and was.formula:
        return None
    sent = _value(was)
    if cell.is_open or canonical(sent) == canonical(cell.value):
        return cell
    return replace(cell, value=sent, style=_style(cell, was, sent))


def _plain(cell: Cell) -> Value:
    return None if isinstance(cell.value, Formula) else cell.value


def _value(was: FoundCell | None) -> Value:
    if was is None or was.kind is CellKind.BLANK:
        return None
    number = number_in(was) if was.kind is CellKind.NUMBER else None
    if number is None:
        return was.text
    if is_date_format(was.number_format):
        return _DAY_0 + timedelta(days=int(number))
    return number


def _style(cell: Cell, was: FoundCell | None, sent: Value) -> str:
    """Return the style in which a cell shows what was sent: its own, unless that is of no use."""
    if was is None or isinstance(sent, str) or sent is None:
        return cell.style if cell.style in {"link", "word"} else "text"
    if isinstance(sent, date):
        return "date"
    if is_percent_format(was.number_format):
        return "percent"
    return "money" if "£" in was.number_format else "figure"
