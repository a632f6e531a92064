"""A return as a person can damage it: rows, columns and sheets that keep what they really are.

A row keeps the label and a column the key that it was issued with, wherever it goes and whatever is
typed over it, so that it is known of each value to which row and column it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Protocol, TypeVar

from forms import Q2, form

from plansheet.collect.book import collect
from plansheet.collect.dates import day_of_serial
from plansheet.collect.issued import layouts_of, table_of, units_of
from plansheet.collect.tables import canonical
from plansheet.excel.read import read_book
from plansheet.layout.columns import Reads, accepted
from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.model.units import Unit
from plansheet.pages import Area, CellKind, FoundBook, FoundCell, FoundSheet, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plansheet.collect.book import Collected
    from plansheet.collect.tables import Table
    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Answer, AnswerValue

T = TypeVar("T")

# On these sheets a row is nothing but its label: what is typed over it is another row.
ONLY_LABELS = frozenset({"Requests", "Sign-off", "Data quality"})
ODD = (
    "0.79",
    "1.234,5",
    "a few",
    "TBC",
    "nil",
    "04/13/2018",
    "3/4",
    "  ",
    "=1+1",
    "12 days",
    "#REF!",
)
FORMATS = ("General", "0.00%", "d mmm yyyy", "@", "#,##0")
_FIRST_DAY = 43282  # 1 July 2018
_DAYS = 90


@dataclass(frozen=True, repr=False)
class Sent:
    """A workbook as it was issued: its sheets, tables and units, which say what was left open."""

    book: FoundBook
    quarter: Quarter

    @cached_property
    def layouts(self) -> dict[str, Sheet]:
        """Return the layouts of its sheets by name."""
        found = layouts_of(self.book, self.quarter, SHIPPED_SCHEMES)
        return {layout.name: layout for layout in found}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Return its tables by the names of their sheets."""
        found = {name: table_of(self.book, layout) for name, layout in self.layouts.items()}
        return {name: table for name, table in found.items() if table}

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Return the units of its indicators by ref."""
        return units_of(self.book, self.quarter)

    def reads(self, row: Line, asked: Column) -> Reads | None:
        """Return how what stands in a cell is read."""
        return accepted(asked, self.unit(row))

    def unit(self, row: Line) -> Unit:
        """Return the unit of a row's indicator; of other rows, number."""
        return self.units.get(row.was, Unit.NUMBER)

    def read(self, found: FoundBook) -> Collected:
        """Return what is read of it come back."""
        return collect(found, self.book, self.quarter, SHIPPED_SCHEMES)


EVERYTHING = Sent(read_book(form().data, open_blanks=True), Q2)


class Pick(Protocol):
    """Picks one of several things; at random, or as a test that is shrunk goes on."""

    def __call__(self, options: Sequence[T], /) -> T: ...


class Line:
    """A row or a column: `was` is the label or key it was issued with, "" for one that was not."""

    def __init__(self, was: str = "") -> None:
        self.was = was

    def __repr__(self) -> str:
        return self.was or "-"


@dataclass(repr=False)
class Grid:
    """One sheet: its lines in order, what stands where they meet, and what was typed there.

    `typed` holds what a person meant in an open cell; None where even a person could not say.
    """

    sent: Sent
    layout: Sheet | None
    name: str
    rows: list[Line]
    columns: list[Line]
    header: Line
    cells: dict[tuple[Line, Line], FoundCell]
    typed: dict[tuple[Line, Line], AnswerValue] = field(default_factory=dict)
    merged: list[tuple[Line, Line, Line, Line]] = field(default_factory=list)
    hidden: bool = False
    is_copy: bool = False

    def found(self) -> FoundSheet:
        """Return the sheet as it comes back."""
        rows = {line: number for number, line in enumerate(self.rows, start=1)}
        columns = {line: number for number, line in enumerate(self.columns, start=1)}
        cells = {
            (rows[row], columns[column]): cell
            for (row, column), cell in self.cells.items()
            if row in rows and column in columns
        }
        merged = [
            Area(rows[top], columns[left], rows[bottom], columns[right])
            for top, left, bottom, right in self.merged
            if {top, bottom} <= rows.keys() and {left, right} <= columns.keys()
        ]
        kept = tuple(area for area in merged if area.top <= area.bottom and area.left <= area.right)
        return FoundSheet(self.name, cells, self.hidden, merged=kept)

    def open_cells(self) -> list[tuple[Line, Line, Column]]:
        """Return the cells that the issue left open, wherever they stand now."""
        if self.layout is None:
            return []
        sent = self.sent.tables[self.layout.name].rows
        return [
            (row, column, self.layout.column(column.was))
            for row in self.rows
            if row.was in sent
            for column in self.columns
            if (cell := sent[row.was].cells.get(column.was)) is not None and not cell.locked
        ]

    def labelled(self) -> list[Line]:
        """Return the rows of the table that were issued."""
        return [row for row in self.rows if row.was]

    def known(self) -> list[Line]:
        """Return the columns that were issued."""
        return [column for column in self.columns if column.was]


@dataclass(repr=False)
class Damaged:
    """A whole return."""

    sent: Sent
    grids: list[Grid]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def found(self) -> FoundBook:
        """Return the workbook as it comes back."""
        return FoundBook(tuple(grid.found() for grid in self.grids), self.sent.book.properties)

    def tables(self) -> list[Grid]:
        """Return the sheets on which something is filled in, and copies of them."""
        return [grid for grid in self.grids if grid.layout is not None]


def untouched(sent: Sent = EVERYTHING) -> Damaged:
    """Return a workbook as it was issued."""
    return Damaged(sent, [_grid(sent, sheet) for sheet in sent.book.sheets])


def _grid(sent: Sent, sheet: FoundSheet) -> Grid:
    table = sent.tables.get(sheet.name)
    last_row = max(row for row, _ in sheet.cells) + 2
    last_column = max(column for _, column in sheet.cells) + 2
    labels = {row.number: label for label, row in table.rows.items()} if table else {}
    keys = {place: key for key, place in table.columns.items()} if table else {}
    rows = [Line(labels.get(number, "")) for number in range(1, last_row)]
    columns = [Line(keys.get(number, "")) for number in range(1, last_column)]
    cells = {
        (rows[row - 1], columns[column - 1]): cell for (row, column), cell in sheet.cells.items()
    }
    header = rows[table.header_row - 1 if table else 0]
    return Grid(sent, sent.layouts.get(sheet.name), sheet.name, rows, columns, header, cells)


# --- what a person types


def type_clearly(book: Damaged, pick: Pick) -> None:
    """Type something plain into an open cell."""
    place = _open_cell(book, pick)
    if place is None:
        return
    grid, row, column, asked = place
    sent = grid.sent.tables[asked_sheet(grid)].rows[row.was].cells[column.was]
    cell, meant = _plain(asked, grid.sent.unit(row), sent, next(book.numbers), pick)
    grid.cells[row, column] = cell
    grid.typed[row, column] = meant


def _plain(
    asked: Column, unit: Unit, sent: FoundCell, number: int, pick: Pick
) -> tuple[FoundCell, AnswerValue]:
    match accepted(asked, unit):
        case Reads.FIGURE if unit is Unit.PERCENT:
            figure = Decimal(number % 900 + 100) / 1000
            return sent._replace(kind=CellKind.NUMBER, text=str(figure)), figure
        case Reads.FIGURE | Reads.NUMBER:
            return sent._replace(kind=CellKind.NUMBER, text=str(number)), Decimal(number)
        case Reads.DATE:
            serial = _FIRST_DAY + number % _DAYS
            shown = sent._replace(
                kind=CellKind.NUMBER, text=str(serial), number_format="d mmm yyyy"
            )
            return shown, day_of_serial(Decimal(serial))
        case Reads.CHOICE:
            choice = pick(asked.choices)
            return sent._replace(kind=CellKind.TEXT, text=choice), choice
        case _:
            return sent._replace(kind=CellKind.TEXT, text=f"Words {number}"), f"Words {number}"


def type_oddly(book: Damaged, pick: Pick) -> None:
    """Type something into an open cell that may be no answer to it."""
    place = _open_cell(book, pick)
    if place is not None:
        grid, row, column, asked = place
        text = pick(ODD)
        grid.cells[row, column] = FoundCell(CellKind.TEXT, text, locked=False)
        is_text = grid.sent.reads(row, asked) is Reads.TEXT
        grid.typed[row, column] = text.strip() if is_text else None


def put_a_formula(book: Damaged, pick: Pick) -> None:
    """Put a formula in the place of a figure, worked out or not, or in error."""
    place = _typed_cell(book, pick)
    if place is None:
        return
    grid, row, column = place
    was = grid.cells[row, column]
    formula = pick(("SUM(A1:A3)", "[1]Sheet1!B4", "Milestones!F6"))
    now = pick(
        (
            was._replace(formula=formula),
            FoundCell(CellKind.BLANK, "", was.number_format, formula),
            FoundCell(CellKind.ERROR, "#REF!", was.number_format, formula),
        )
    )
    grid.cells[row, column] = now
    if now.kind is not was.kind:
        grid.typed[row, column] = None


def clear(book: Damaged, pick: Pick) -> None:
    """Empty a cell."""
    place = _typed_cell(book, pick)
    if place is not None:
        grid, row, column = place
        del grid.cells[row, column], grid.typed[row, column]


def paste_a_format(book: Damaged, pick: Pick) -> None:
    """Give a figure another format, which can make another figure of it."""
    place = _typed_cell(book, pick)
    if place is not None:
        grid, row, column = place
        was = grid.cells[row, column]
        grid.cells[row, column] = was._replace(number_format=pick(FORMATS))


def paste_over_a_locked_cell(book: Damaged, pick: Pick) -> None:
    """Type over what was locked."""
    grid = pick(book.tables() or book.grids)
    if grid.labelled() and grid.known():
        row, column = pick(grid.labelled()), pick(grid.known())
        if (row, column) not in {(one, other) for one, other, _ in grid.open_cells()}:
            grid.cells[row, column] = FoundCell(CellKind.TEXT, pick(ODD))


def paste_a_row(book: Damaged, pick: Pick) -> None:
    """Copy one row over another, with its label and all."""
    grid = pick(book.tables() or book.grids)
    if len(grid.labelled()) > 1:
        one = pick(grid.labelled())
        other = pick([row for row in grid.labelled() if row is not one])
        for column in grid.columns:
            cell = grid.cells.get((one, column))
            grid.cells.pop((other, column), None)
            grid.typed.pop((other, column), None)
            if cell is not None:
                grid.cells[other, column] = cell
            if (one, column) in grid.typed:
                grid.typed[other, column] = None


def unlock(book: Damaged, pick: Pick) -> None:
    """Take all locks off a sheet."""
    grid = pick(book.grids)
    grid.cells = {place: cell._replace(locked=False) for place, cell in grid.cells.items()}


# --- what happens to lines


def insert_a_row(book: Damaged, pick: Pick) -> None:
    """Insert a row, with a label on it or without."""
    grid = pick(book.grids)
    row = Line()
    grid.rows.insert(pick(range(len(grid.rows))), row)
    text = pick(("", "", "Total", *(line.was for line in grid.labelled()[:2])))
    if text:
        grid.cells[row, grid.columns[0]] = FoundCell(CellKind.TEXT, text)


def insert_a_column(book: Damaged, pick: Pick) -> None:
    """Insert a column, with a heading or without."""
    grid = pick(book.grids)
    column = Line()
    grid.columns.insert(pick(range(len(grid.columns))), column)
    headings = [_text(grid, grid.header, line) for line in grid.known()]
    text = pick(("", "Mine", *headings))
    if text:
        grid.cells[grid.header, column] = FoundCell(CellKind.TEXT, text)
        grid.cells[grid.rows[-1], column] = FoundCell(CellKind.NUMBER, "7")


def delete_a_row(book: Damaged, pick: Pick) -> None:
    """Delete a row of the table."""
    grid = pick(book.tables() or book.grids)
    if grid.labelled():
        grid.rows.remove(pick(grid.labelled()))


def delete_a_column(book: Damaged, pick: Pick) -> None:
    """Delete a column of the table."""
    grid = pick(book.tables() or book.grids)
    if grid.known():
        grid.columns.remove(pick(grid.known()))


def sort_rows(book: Damaged, pick: Pick) -> None:
    """Put one row of the table in the place of another, and that in its."""
    grid = pick(book.tables() or book.grids)
    if grid.labelled():
        _exchange(grid.rows, pick(grid.labelled()), pick(grid.labelled()))


def move_a_column(book: Damaged, pick: Pick) -> None:
    """Put one column of the table in the place of another, and that in its."""
    grid = pick(book.tables() or book.grids)
    if grid.known():
        _exchange(grid.columns, pick(grid.known()), pick(grid.known()))


def retype_a_label(book: Damaged, pick: Pick) -> None:
    """Type over a label: with blanks, with nothing, with something else, with another's."""
    grid = pick(book.tables() or book.grids)
    if grid.labelled():
        row = pick(grid.labelled())
        others = [f" \N{ZERO WIDTH SPACE}{row.was}\N{NO-BREAK SPACE}", "", "X1"]
        text = pick([*others, *(line.was for line in grid.labelled())])
        grid.cells[row, grid.columns[0]] = FoundCell(CellKind.TEXT, text)


def exchange_labels_or_titles(book: Damaged, pick: Pick) -> None:
    """Sort labels, or titles, by themselves."""
    grid = pick(book.tables() or book.grids)
    if grid.labelled() and len(grid.columns) > 1:
        one, other, column = pick(grid.labelled()), pick(grid.labelled()), pick(grid.columns[:2])
        if not any(line is column for _, line, _ in grid.open_cells()):
            _exchange_cells(grid, (one, column), (other, column))


def retype_a_heading(book: Damaged, pick: Pick) -> None:
    """Type over a heading: with blanks, with nothing, with something else, with another's."""
    grid = pick(book.tables() or book.grids)
    if grid.known():
        column = pick(grid.known())
        said = _text(grid, grid.header, column)
        others = [_text(grid, grid.header, line) for line in grid.known()]
        text = pick([f"\N{NO-BREAK SPACE}{said.upper()}", "", "Figures", *others])
        grid.cells[grid.header, column] = FoundCell(CellKind.TEXT, text)


def exchange_headings(book: Damaged, pick: Pick) -> None:
    """Exchange two headings and nothing under them."""
    grid = pick(book.tables() or book.grids)
    if grid.known():
        one, other = pick(grid.known()), pick(grid.known())
        _exchange_cells(grid, (grid.header, one), (grid.header, other))


def merge_cells(book: Damaged, pick: Pick) -> None:
    """Merge cells to one, which shows the first of them and drops the others or hides them."""
    place = _open_cell(book, pick)
    if place is None:
        return
    grid, row, column, asked = place
    top, left = grid.rows.index(row), grid.columns.index(column)
    bottom, right = top + pick((0, 1, 2)), left + pick((0, 1, 2))
    rows, columns = grid.rows[top : bottom + 1], grid.columns[left : right + 1]
    if len(rows) * len(columns) == 1:
        return
    grid.merged.append((rows[0], columns[0], rows[-1], columns[-1]))
    others = [each for one, other, each in grid.open_cells() if one in rows and other in columns]
    if len(others) > 1 and grid.sent.reads(row, asked) is not Reads.TEXT:
        grid.typed[row, column] = None
    if pick((True, False)):
        for each in (
            (one, other) for one in rows for other in columns if (one, other) != (row, column)
        ):
            grid.cells.pop(each, None)
            grid.typed.pop(each, None)


# --- what happens to sheets


def rename_a_sheet(book: Damaged, pick: Pick) -> None:
    """Call a sheet something else; not what another is called."""
    grid = pick(book.grids)
    _name(book, grid, pick(("Our figures", f"{grid.name} ", grid.name.upper(), "Sheet1")))


def exchange_names(book: Damaged, pick: Pick) -> None:
    """Exchange the names of two sheets."""
    one, other = pick(book.grids), pick(book.grids)
    one.name, other.name = other.name, one.name


def move_a_sheet(book: Damaged, pick: Pick) -> None:
    """Put a sheet last, and hide it or show it."""
    grid = pick(book.grids)
    book.grids.remove(grid)
    book.grids.append(grid)
    grid.hidden = not grid.hidden


def copy_a_sheet(book: Damaged, pick: Pick) -> None:
    """Copy a sheet, with all that stands on it."""
    grid = pick(book.grids)
    copied = replace(
        grid,
        rows=[*grid.rows],
        columns=[*grid.columns],
        cells={**grid.cells},
        typed={**grid.typed},
        merged=[*grid.merged],
        is_copy=True,
    )
    book.grids.append(copied)
    _name(book, copied, f"{grid.name} (2)")


def delete_a_sheet(book: Damaged, pick: Pick) -> None:
    """Delete a sheet; the last one stays."""
    if len(book.grids) > 1:
        book.grids.remove(pick(book.grids))


def _name(book: Damaged, grid: Grid, name: str) -> None:
    others = {each.name.casefold() for each in book.grids if each is not grid}
    while name.casefold() in others:
        name += "'"
    grid.name = name


def _exchange(lines: list[Line], one: Line, other: Line) -> None:
    first, second = lines.index(one), lines.index(other)
    lines[first], lines[second] = other, one


def _exchange_cells(grid: Grid, one: tuple[Line, Line], other: tuple[Line, Line]) -> None:
    first, second = grid.cells.pop(one, None), grid.cells.pop(other, None)
    if one == other:
        second = first
    for place, cell in ((one, second), (other, first)):
        if cell is not None:
            grid.cells[place] = cell


def _text(grid: Grid, row: Line, column: Line) -> str:
    cell = grid.cells.get((row, column))
    return cell.text if cell else ""


def _open_cell(book: Damaged, pick: Pick) -> tuple[Grid, Line, Line, Column] | None:
    grids = [grid for grid in book.tables() if grid.open_cells()]
    if not grids:
        return None
    grid = pick(grids)
    return (grid, *pick(grid.open_cells()))


def _typed_cell(book: Damaged, pick: Pick) -> tuple[Grid, Line, Line] | None:
    typed = [
        (grid, row, column)
        for grid in book.tables()
        for row, column in grid.typed
        if row in grid.rows and column in grid.columns and (row, column) in grid.cells
    ]
    return pick(typed) if typed else None


def asked_sheet(grid: Grid) -> str:
    """Return the name that a sheet was issued with."""
    return grid.layout.name if grid.layout else ""


DAMAGES = (
    type_clearly,
    type_oddly,
    put_a_formula,
    clear,
    paste_a_format,
    paste_over_a_locked_cell,
    paste_a_row,
    unlock,
    insert_a_row,
    insert_a_column,
    delete_a_row,
    delete_a_column,
    sort_rows,
    move_a_column,
    retype_a_label,
    exchange_labels_or_titles,
    retype_a_heading,
    exchange_headings,
    merge_cells,
    rename_a_sheet,
    exchange_names,
    move_a_sheet,
    copy_a_sheet,
    delete_a_sheet,
)


# --- what must hold


def read(book: Damaged) -> Collected:
    """Return what is read of a return."""
    return book.sent.read(book.found())


def wrongly_accepted(book: Damaged, collected: Collected) -> list[str]:
    """Return the answers that are used and not asked about, and are not what was typed there."""
    grids = {grid.name: grid for grid in book.grids}
    return [
        f"{name} {label} {key} ({answer.cell}): {answer.value!r}"
        for name, rows in collected.answers.items()
        for label, row in rows.items()
        for key, answer in row.items()
        if answer.value is not None
        and not _is_right(grids[collected.sheets[name]], name, label, key, answer)
        and not _is_asked_about(collected, name, label, answer)
    ]


def _is_right(grid: Grid, name: str, label: str, key: str, answer: Answer) -> bool:
    row, column = _lines(grid, answer.cell)
    if grid.is_copy or asked_sheet(grid) != name or column.was != key:
        return False
    if row.was != label and name not in ONLY_LABELS:
        return False
    return name in ONLY_LABELS or grid.typed.get((row, column)) == answer.value


def _lines(grid: Grid, cell: str) -> tuple[Line, Line]:
    letters = cell.rstrip("0123456789")
    place = next(
        number for number in range(len(grid.columns)) if column_letters(number + 1) == letters
    )
    return grid.rows[int(cell[len(letters) :]) - 1], grid.columns[place]


def _is_asked_about(collected: Collected, name: str, label: str, answer: Answer) -> bool:
    of_columns = {"columns-moved", "column-missing", "column-twice"}
    letters = answer.cell.rstrip("0123456789")
    return any(
        each.place.cell == answer.cell
        or (each.place.label == label and each.code != "locked-changed")
        or each.code in of_columns
        or each.code in {"sheet-renamed", "sheet-copied"}
        or (each.place.cell.rstrip("0123456789") == letters and not each.place.label)
        for each in collected.problems
        if each.place.sheet in {name, collected.sheets[name]}
    )


def lost(book: Damaged, collected: Collected) -> list[str]:
    """Return the values that were typed, are still there, and are neither kept nor asked about."""
    told = {each.place.sheet for each in collected.problems}
    return [
        f"{grid.name} {row.was} {column.was}: {value!r}"
        for grid in book.tables()
        if grid.name not in told and asked_sheet(grid) not in told | ONLY_LABELS
        if not grid.is_copy
        for (row, column), value in grid.typed.items()
        if value is not None and row in grid.rows and column in grid.columns
        if canonical(grid.cells.get((row, column)))
        and column.was not in collected.answers.get(asked_sheet(grid), {}).get(row.was, {})
    ]
