"""The council's own workbooks changed in place: formats, notes, extra columns and sheets stay.

Owns how a table is found in one (by its headings, as when it is read) and what is put in a cell.
What openpyxl would lose, and how it is kept or refused, is for `plansheet.excel.kept`.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.cell import (
    coordinate_from_string,
    get_column_letter,
    range_boundaries,
)

from plansheet.errors import EditError
from plansheet.excel.kept import open_safely, saved_whole
from plansheet.layout.headings import KINDS, field_of, kind_of, name_field, plain
from plansheet.model.typed import clean
from plansheet.refs import read_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.layout.headings import TableKind
    from plansheet.pages import FoundBook, FoundSheet, Value

_DAY_FORMAT = "d mmm yyyy"
_FORMULA_STARTS = ("=", "+", "-", "@")
_WORDS = re.compile(r"[a-z]+|[0-9]+|%|£")
_BRACKETS = re.compile(r"\([^()]*\)")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell to change: the plan's table, the row by its ref or else its name, the heading.

    `cell` is the address of any cell of the row, where reading told it (`Place.cell`): rows that
    are called alike are told apart by it, and a row without a ref of its own is known by it.
    """

    table: str
    row: str
    heading: str
    value: Value
    cell: str = ""


def edit_cells(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return the workbook in `data` with cells changed; the same bytes where nothing changes.

    Raises EditError, with nothing done, where a table, row or heading is not there, the cell holds
    a formula or is part of a merged one, or something in the workbook would be lost.
    """
    found, workbook = open_safely(data)
    book = _Workbook(found, workbook)
    for edit in edits:
        book.change(edit)
    return saved_whole(found, workbook, book.touched) if book.touched else data


def fill_refs(data: bytes, given: Sequence[Edit]) -> bytes:
    """Return the workbook in `data` with the refs given to rows written into those that have none.

    A table without a column for refs stays as it is. Raises EditError as `edit_cells` does.
    """
    found, workbook = open_safely(data)
    book = _Workbook(found, workbook)
    for edit in given:
        book.fill(edit)
    return saved_whole(found, workbook, book.touched) if book.touched else data


def append_row(data: bytes, table: str, values: Mapping[str, Value]) -> bytes:
    """Return the workbook in `data` with a row below a table, its values given by heading.

    It looks like the row above it. A table that is not there yet is made on a sheet of its own.
    Raises EditError as `edit_cells` does, and where there is no room below the table.
    """
    found, workbook = open_safely(data)
    book = _Workbook(found, workbook)
    book.append(table, values)
    return saved_whole(found, workbook, book.touched)


@dataclass(slots=True)
class _Table:
    """A table where it stands: its headings by column, and its rows of text by row number."""

    sheet: FoundSheet
    kind: TableKind
    header: int
    headings: dict[int, str]
    rows: dict[int, dict[int, str]] = field(default_factory=dict)

    def column(self, heading: str) -> int | None:
        """Return the column of a heading however it is written, None where there is none."""
        name = field_of(self.kind, heading)
        for number, said in self.headings.items():
            if _same(said, heading) or (name and field_of(self.kind, said) == name):
                return number
        return None

    def is_called(self, row: int, label: str) -> bool:
        """Return whether a row has the ref `label`, or that name where it has no ref."""
        ref, name = self.ref(row), self.text(row, name_field(self.kind))
        if ref:
            return ref.casefold() == read_ref(label).casefold()
        return " ".join(name.split()).casefold() == " ".join(label.split()).casefold()

    def ref(self, row: int) -> str:
        """Return the ref that stands in a row, "" where none does."""
        return read_ref(self.text(row, "ref"))

    def text(self, row: int, name: str) -> str:
        """Return what stands under a field in a row."""
        texts = {field_of(self.kind, self.headings[at]): text for at, text in self.of(row).items()}
        return texts.get(name, "")

    def of(self, row: int) -> dict[int, str]:
        """Return the texts of a row under the table's headings."""
        return {at: text for at, text in self.rows[row].items() if at in self.headings}

    @property
    def last(self) -> int:
        """Return the last row in which something stands, the headings' own where none."""
        return max((row for row in self.rows if self.of(row)), default=self.header)


class _Workbook:
    """One workbook as it was read and as it is being changed; `touched` are the cells changed."""

    def __init__(self, found: FoundBook, workbook: Workbook) -> None:
        self.found, self.workbook = found, workbook
        self.touched: set[tuple[str, int, int]] = set()

    def change(self, edit: Edit) -> None:
        """Make one change."""
        table, row = self._row(edit)
        column = table.column(edit.heading)
        if column is None:
            raise _without(edit.heading, edit.table, table.sheet.name)
        self._put(table.sheet.name, row, column, edit.value)

    def fill(self, edit: Edit) -> None:
        """Make one change unless a ref stands there already."""
        table, row = self._row(edit)
        column = table.column(edit.heading)
        if column is not None and not table.ref(row):
            self._put(table.sheet.name, row, column, edit.value)

    def append(self, name: str, values: Mapping[str, Value]) -> None:
        """Add a row to the table, or make the table with it."""
        tables = self._tables(name)
        if not tables:
            self._make(name, values)
            return
        table = tables[-1]
        columns = {heading: table.column(heading) for heading in values}
        for heading, column in columns.items():
            if column is None and values[heading] not in (None, ""):
                raise _without(heading, name, table.sheet.name)
        row = self._room_below(table)
        sheet = self._sheet(table.sheet.name)
        for at in table.headings:
            if table.last > table.header:
                _look_alike(sheet.cell(row, at), sheet.cell(table.last, at))
        for heading, column in columns.items():
            if column is not None:
                self._put(table.sheet.name, row, column, values[heading])
        _grow(sheet, table, row)

    def _row(self, edit: Edit) -> tuple[_Table, int]:
        tables = self._tables(edit.table)
        if not tables:
            message = f"The workbook has no table '{edit.table}', so {edit.row} cannot be changed."
            raise EditError(message)
        at = coordinate_from_string(edit.cell)[1] if edit.cell else 0
        found = [
            (table, row)
            for table in tables
            for row in table.rows
            if at in (0, row) and (table.is_called(row, edit.row) or (at and not table.ref(row)))
        ]
        if len(found) == 1:
            return found[0]
        said = f"{len(found)} rows called" if found else "no row"
        message = (
            f"The table '{edit.table}' has {said} '{edit.row}'. Check the ref in the plan, and "
            "give every row a ref of its own."
        )
        raise EditError(message)

    def _tables(self, name: str) -> list[_Table]:
        kind = next((kind for kind in KINDS if str(kind.table).casefold() == name.casefold()), None)
        every = (table for sheet in self.found.sheets for table in _tables_on(sheet))
        return [table for table in every if table.kind is kind]

    def _put(self, name: str, row: int, column: int, value: Value) -> None:
        cell = self._sheet(name).cell(row, column)
        place = f"{get_column_letter(column)}{row} on the sheet '{name}'"
        if not isinstance(cell, Cell):
            message = f"The cell {place} is part of a merged one. Unmerge it and run this again."
            raise EditError(message)
        if cell.data_type == "f":
            message = (
                f"The cell {place} holds a formula, which would be lost. Change it there yourself."
            )
            raise EditError(message)
        _set(cell, value)
        self.touched.add((name, row, column))

    def _sheet(self, name: str) -> Worksheet:
        found: Worksheet = self.workbook[name]
        return found

    def _room_below(self, table: _Table) -> int:
        """Return the row behind the last; two must be empty, or the new one joins what follows."""
        row = table.last + 1
        if any(place[0] in (row, row + 1) for place in table.sheet.cells):
            message = (
                f"There is no room below row {table.last} on the sheet '{table.sheet.name}'. "
                "Leave three empty rows there and run this again."
            )
            raise EditError(message)
        return row

    def _make(self, name: str, values: Mapping[str, Value]) -> None:
        taken = {title.casefold() for title in self.workbook.sheetnames}
        title = name if name.casefold() not in taken else f"{name} (plansheet)"
        sheet = self.workbook.create_sheet(title)
        for column, (heading, value) in enumerate(values.items(), start=1):
            top = sheet.cell(1, column, heading)
            top.font, top.alignment = Font(bold=True), Alignment(wrap_text=True)
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
            self._put(title, 2, column, value)
            self.touched.add((title, 1, column))


def _tables_on(sheet: FoundSheet) -> Iterator[_Table]:
    """Yield the plan's tables on a sheet: headings begin a block of rows, below titles if any.

    A block without headings goes on with the table above it, as when a plan is read.
    """
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.text.strip():
            rows.setdefault(row, {})[column] = cell.text
    table, titled = None, False
    for row, texts in rows.items():
        starts = titled or row - 1 not in rows
        titled = starts and len(texts) == 1
        kind = kind_of(texts.values()) if starts and not titled else None
        if kind:
            if table:
                yield table
            table = _Table(sheet, kind, row, texts)
        elif table and not titled:
            table.rows[row] = texts
    if table:
        yield table


def _same(said: str, heading: str) -> bool:
    """Return whether two headings are the same: `Target 2018-19 (new)` is `2018/19 Target`."""
    words = [
        sorted(_WORDS.findall(_BRACKETS.sub(" ", clean(each)).casefold()))
        for each in (said, heading)
    ]
    return plain(said) == plain(heading) or words[0] == words[1]


def _set(cell: Cell, value: Value) -> None:
    """Put a value in a cell in the cell's own format; text never becomes a formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", _ESCAPED.sub("_x005F_", value)) or None
        if cell.value is not None:
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(_FORMULA_STARTS)
        return
    shown = cell.number_format
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = shown
    elif isinstance(value, date):
        cell.number_format = shown if is_date_format(shown) else _DAY_FORMAT


def _look_alike(cell: Cell | MergedCell, above: Cell | MergedCell) -> None:
    for look in ("font", "fill", "border", "alignment", "protection", "number_format"):
        setattr(cell, look, copy(getattr(above, look)))


def _grow(sheet: Worksheet, table: _Table, row: int) -> None:
    """Make the marked-up table, if there is one, reach down to `row`."""
    for marked in sheet.tables.values():
        first, top, last, bottom = (edge or 0 for edge in range_boundaries(marked.ref))
        if top != table.header or first not in table.headings:
            continue
        if marked.totalsRowCount:
            message = (
                f"The table on the sheet '{sheet.title}' ends in a row of totals. "
                "Turn the totals off in Excel and run this again."
            )
            raise EditError(message)
        reach = f"{get_column_letter(first)}{top}:{get_column_letter(last)}{max(bottom, row)}"
        marked.ref = reach
        if marked.autoFilter is not None:
            marked.autoFilter.ref = reach


def _without(heading: str, table: str, sheet: str) -> EditError:
    return EditError(
        f"The table '{table}' on the sheet '{sheet}' has no column '{heading}'. "
        "Add the column and run this again."
    )
