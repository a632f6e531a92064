"""A Word table as a grid: its merged cells taken apart, its deleted rows left out.

A merged cell's text stands once, at its first cell. Lines that a slip of the mouse has put beside
each other are one line.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.sources.blocks import MOST_CELLS
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.word_parts import REMEDY, TOO_BIG, W, children, number_of
from plansheet.sources.word_text import blocks_of, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.sources.word_parts import Element
    from plansheet.sources.word_text import Paragraph, WordText

# Half a centimetre in twentieths of a point: with its margins such a column shows nothing.
_SLIVER = 283


@dataclass(slots=True)
class Cell:
    """One cell: the grid lines it stands between, what is in it, how many rows it goes down."""

    start: int
    end: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    goes_down: bool = False
    rows: int = 1

    @property
    def text(self) -> str:
        """Return the text of the cell, a line for each paragraph that holds any."""
        return "\n".join(item.line for item in self.paragraphs if item.line)

    @property
    def bold(self) -> bool:
        """Return whether all text of the cell is bold."""
        said = [item.bold for item in self.paragraphs if item.text]
        return bool(said) and all(said)


@dataclass(slots=True)
class GridRow:
    """One row: its number in the table from 1, and its cells by the column they begin in."""

    number: int
    cells: dict[int, Cell]
    width: int

    @property
    def texts(self) -> tuple[str, ...]:
        """Return a text for each column."""
        return tuple(
            self.cells[column].text if column in self.cells else "" for column in range(self.width)
        )

    @property
    def is_whole(self) -> bool:
        """Return whether one cell takes up the whole of a row that has several columns."""
        return self.width > 1 and len(self.cells) == 1


@dataclass(slots=True)
class Grid:
    """A table: the grid lines at which its columns begin, and its rows."""

    lines: list[int]
    rows: list[GridRow]

    def span(self, cell: Cell) -> range:
        """Return the columns that a cell stands over."""
        return range(bisect_left(self.lines, cell.start), bisect_left(self.lines, cell.end))


def read_grid(table: Element, text: WordText) -> Grid:
    """Return a table with all that its cells hold, nested tables too.

    Raises UnreadableError where it is too large to be a plan's.
    """
    rows = [_row(element, text) for element in _parts_of(table, "tr", "trPr", "del")]
    _merge_down(rows)
    _straighten(table, rows)
    lines = sorted({cell.start for row in rows for cell in row})
    if len(lines) * len(rows) > MOST_CELLS:
        raise UnreadableError(TOO_BIG, REMEDY)
    columns = {line: column for column, line in enumerate(lines)}
    return Grid(
        lines,
        [
            GridRow(number, {columns[cell.start]: cell for cell in row}, len(lines))
            for number, row in enumerate(rows, 1)
        ],
    )


def _parts_of(element: Element, tag: str, properties: str, deleted: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, however wrapped, that are not deleted."""
    for child in children(element):
        if child.tag == f"{W}{tag}":
            if child.find(f"{W}{properties}/{W}{deleted}") is None:
                yield child
        else:
            for inner in within(child):
                yield from _parts_of(inner, tag, properties, deleted)


def _row(element: Element, text: WordText) -> list[Cell]:
    at = number_of(element.find(f"{W}trPr/{W}gridBefore")) or 0
    cells: list[Cell] = []
    for child in _parts_of(element, "tc", "tcPr", "cellDel"):
        end = at + max(number_of(child.find(f"{W}tcPr/{W}gridSpan")) or 1, 1)
        if cells and _continues(child.find(f"{W}tcPr/{W}hMerge")):
            cells[-1].end = end
        else:
            cells.append(_cell(child, at, end, text))
        at = end
    return cells


def _cell(element: Element, start: int, end: int, text: WordText) -> Cell:
    merge = element.find(f"{W}tcPr/{W}vMerge")
    cell = Cell(start, end, goes_down=merge is not None, rows=0 if _continues(merge) else 1)
    if cell.rows:  # What is left in a cell that is merged into the one above is not shown.
        _fill(cell, element, text)
    return cell


def _continues(merge: Element | None) -> bool:
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _fill(cell: Cell, element: Element, text: WordText) -> None:
    for block in blocks_of(element):
        if block.tag == f"{W}tbl":
            cell.tables.append(read_grid(block, text))
            continue
        paragraph = text.paragraph(block)
        cell.paragraphs.append(paragraph)
        for box in paragraph.boxes:
            _fill(cell, box, text)


def _merge_down(rows: list[list[Cell]]) -> None:
    """Give each cell the number of rows it goes down; its followers keep none."""
    above: dict[int, Cell] = {}
    for row in rows:
        going = {}
        for cell in row:
            if not cell.goes_down:
                continue
            first = above.get(cell.start) if cell.rows == 0 else None
            if first is not None:
                first.rows += 1
            going[cell.start] = first or cell
        above = going


def _straighten(table: Element, rows: list[list[Cell]]) -> None:
    """Take two lines for one where no cell stands in the sliver between them alone."""
    widths = [number_of(column, f"{W}w") or 0 for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    spans = {(cell.start, cell.end) for row in rows for cell in row}
    moved: dict[int, int] = {}
    for line, width in enumerate(widths):
        left = moved.get(line, line)
        alone = any(left <= start and end <= line + 1 for start, end in spans)
        if 0 < width < _SLIVER and not alone:
            moved[line + 1] = left
    for row in rows:
        for cell in row:
            cell.start = moved.get(cell.start, cell.start)
            cell.end = moved.get(cell.end, cell.end)
