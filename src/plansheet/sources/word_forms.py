"""Word tables that are no plain tables: forms, one a record, and tables told apart by a label.

What a form is, the reader of text copies knows; here its cells are given their places in Word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from plansheet.sources.document import SourceCell, SourceRow, SourceTable
from plansheet.sources.text_forms import find_forms
from plansheet.sources.text_outline import heading_of, label_of
from plansheet.sources.text_parts import Part, TextCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plansheet.sources.text_parts import TextRow
    from plansheet.sources.word_grid import Grid, GridRow


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A table and where it stands; `parted` comes between that and `row 2`."""

    grid: Grid
    at: str
    parted: str = ", "

    def row_at(self, row: GridRow) -> str:
        """Return the place of a row."""
        return f"{self.at}{self.parted}row {row.number}"

    def inner(self) -> list[PlacedGrid]:
        """Return the tables inside its cells, with the places of those."""
        return [
            PlacedGrid(table, place if number == 1 else f"{place}, table {number}", ": ")
            for row in self.grid.rows
            for column, cell in row.cells.items()
            for place in (f"{self.row_at(row)}, column {column + 1}",)
            for number, table in enumerate(cell.tables, 1)
        ]


@dataclass(frozen=True, slots=True)
class Record:
    """One form: its columns, its one row, and the words of it that fit no column."""

    columns: tuple[str, ...]
    row: SourceRow
    over: tuple[SourceCell, ...]


def records_in(tables: Iterable[PlacedGrid]) -> dict[str, Record]:
    """Return the forms among the tables of a document, by the places of the tables."""
    places: list[str] = []
    parts: dict[int, tuple[str, Part]] = {}
    for table in tables:
        first = len(places)
        rows = text_rows(table.grid.rows, first)
        for row in table.grid.rows:
            at = table.row_at(row)
            places.extend(f"{at}, column {column}" for column in range(1, row.width + 1))
        if rows:
            parts[first] = (table.at, Part(tuple(rows), len(rows[0])))
    found = {}
    for number, form in find_forms([part for _, part in parts.values()]).items():
        at, _ = parts[number]
        cells = tuple(SourceCell(cell.text, places[cell.number]) for cell in form.row)
        over = tuple(SourceCell(said.text, places[said.number]) for said in form.over)
        found[at] = Record(form.columns, SourceRow(cells, at), over)
    return found


def text_rows(rows: Sequence[GridRow], first: int = 0) -> list[TextRow]:
    """Return rows as those of a text copy, their cells numbered on from `first`."""
    made: list[TextRow] = []
    for row in rows:
        bold = [column in row.cells and row.cells[column].bold for column in range(row.width)]
        cells = zip(row.texts, bold, strict=True)
        made.append(tuple(TextCell(text, first + at, b) for at, (text, b) in enumerate(cells)))
        first += row.width
    return made


def with_labels(tables: Iterable[SourceTable]) -> tuple[SourceTable, ...]:
    """Return tables as they are, those that only a label tells apart as one.

    They stand one behind the other with the same columns, and the nearest headings over them are
    one label with several values (`Job title: ...`): the label becomes their first column.
    """
    made: list[SourceTable] = []
    for label, group in groupby(tables, key=_labelled):
        same = list(group)
        made.extend([_one(same, label[0])] if label[0] and len(same) > 1 else same)
    return tuple(made)


def _labelled(table: SourceTable) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return heading_of(table.heading).label, table.headings[:-1], table.columns


def _one(tables: Sequence[SourceTable], label: str) -> SourceTable:
    rows = tuple(
        replace(row, cells=(SourceCell(label_of(table.heading)[1], row.at), *row.cells))
        for table in tables
        for row in table.rows
    )
    first = tables[0]
    return replace(first, headings=first.headings[:-1], columns=(label, *first.columns), rows=rows)
