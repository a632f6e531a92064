"""What the rows of a Word table are: titles above it, headings, then rows.

Headings may take two or three rows: where a cell stands over several lower ones, or is merged
downwards beside others that are not. Where nothing is merged, words tell as in a text copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.sources.blocks import joined_headings, reads_as_headings
from plansheet.sources.document import SourceCell, SourceRow
from plansheet.sources.text_header import header_of
from plansheet.sources.word_forms import text_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.sources.word_forms import PlacedGrid
    from plansheet.sources.word_grid import Cell, Grid, GridRow

_MOST_HEADING_ROWS = 3


@dataclass(slots=True)
class Shape:
    """A table taken apart: the titles in its first rows, its columns, its rows, where it stands.

    `top` are its rows of headings as they stand; `over` are headings that only group others and
    are part of no column.
    """

    titles: tuple[str, ...]
    columns: tuple[str, ...]
    rows: list[SourceRow]
    at: str
    top: tuple[tuple[str, ...], ...] = ()
    is_form: bool = False
    over: tuple[SourceCell, ...] = ()


def shape_of(table: PlacedGrid, last: Shape | None = None) -> Shape:
    """Return the shape of a table that holds some text.

    Where it begins with the headings of `last`, the table straight above, those are its own.
    """
    titles, rest = _titles(table.grid)
    depth, columns = _headings(table.grid, rest)
    if last and last.top and last.top == tuple(row.texts for row in rest[: len(last.top)]):
        depth, columns = len(last.top), last.columns
    top = rest[:depth]
    repeated = {row.texts for row in top}
    rows = [row for row in rest[depth:] if row.texts not in repeated]
    return Shape(
        titles=titles,
        columns=columns,
        rows=[*source_rows(table, rows)],
        at=table.at,
        top=tuple(row.texts for row in top),
        over=tuple(_left_over(table, top[:-1], columns)),
    )


def _titles(grid: Grid) -> tuple[tuple[str, ...], list[GridRow]]:
    """Return the titles in the first rows of a table, and the rows behind those."""
    titles: list[str] = []
    rest = grid.rows
    while len(rest) > 1 and (rest[0].is_whole or not any(rest[0].texts)):
        titles.extend(" ".join(text.split()) for text in rest[0].texts if text)
        rest = rest[1:]
    return tuple(titles), rest


def _headings(grid: Grid, rows: Sequence[GridRow]) -> tuple[int, tuple[str, ...]]:
    """Return how many rows of headings a table begins with, and its columns."""
    depth = _depth(grid, rows)
    if depth == 1:
        said = header_of(text_rows(rows))
        return len(said.rows), said.columns
    top = enumerate(rows[:depth])
    return depth, joined_headings([_over(grid, row, depth - above) for above, row in top])


def source_rows(table: PlacedGrid, rows: Sequence[GridRow]) -> Iterator[SourceRow]:
    """Yield rows of a table with their places."""
    for row in rows:
        at = table.row_at(row)
        cells = (SourceCell(text, f"{at}, column {each}") for each, text in enumerate(row.texts, 1))
        yield SourceRow(tuple(cells), at)


def _left_over(
    table: PlacedGrid, rows: Sequence[GridRow], columns: tuple[str, ...]
) -> Iterator[SourceCell]:
    """Yield the upper headings that are part of no column."""
    for row in source_rows(table, rows):
        for each in row.cells:
            said = " ".join(each.text.split())
            if said and not any(column.startswith(said) for column in columns):
                yield each


def _depth(grid: Grid, rows: Sequence[GridRow]) -> int:
    """Return how many rows of headings a table begins with, as its merged cells tell."""
    first = rows[0]
    deepest = max((cell.rows for cell in first.cells.values() if cell.text), default=1)
    if 1 < deepest <= min(_MOST_HEADING_ROWS, len(rows)):
        return deepest
    return 2 if len(rows) > 1 and _stands_over(grid, first, rows[1]) else 1


def _stands_over(grid: Grid, upper: GridRow, lower: GridRow) -> bool:
    """Return whether one row holds headings over several of those in the next.

    Whatever else is in it must have nothing below.
    """
    filled = [cell for cell in upper.cells.values() if cell.text]
    below = [_below(grid, cell, lower) for cell in filled]
    wide = [found for cell, found in zip(filled, below, strict=True) if len(grid.span(cell)) > 1]
    narrow = [found for cell, found in zip(filled, below, strict=True) if len(grid.span(cell)) == 1]
    return (
        bool(wide)
        and all(reads_as_headings(found) for found in wide)
        and not any(any(found) for found in narrow)
    )


def _below(grid: Grid, cell: Cell, lower: GridRow) -> list[str]:
    """Return the texts of the cells that begin below a cell."""
    return [lower.cells[column].text for column in grid.span(cell) if column in lower.cells]


def _over(grid: Grid, row: GridRow, depth: int) -> list[str]:
    """Return a row of headings, a wide one over each of its columns where others stand below it.

    `depth` is the number of rows of headings from this one down.
    """
    texts = [*row.texts]
    for cell in row.cells.values():
        for column in grid.span(cell) if cell.rows < depth else ():
            texts[column] = cell.text
    return texts
