"""What the two readers of text copies yield before tables are put together: parts of tables.

A part is what stands between two empty lines or pages: rows of cells, as many as its width.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from plansheet.sources.document import SourceCell, SourceRow
from plansheet.sources.text_marks import cell_text, is_bold
from plansheet.sources.text_outline import Said


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell of a part: its text without marks, its line, whether all of it is bold."""

    text: str
    number: int
    bold: bool = False

    @property
    def line(self) -> str:
        """Return its text in one line."""
        return " ".join(self.text.split())


TextRow: TypeAlias = "tuple[TextCell, ...]"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one width that stand together, and the words among them that fit no column."""

    rows: tuple[TextRow, ...]
    width: int
    over: tuple[Said, ...] = ()

    @property
    def number(self) -> int:
        """Return the line on which it begins."""
        return self.rows[0][0].number


Piece: TypeAlias = "Said | Part"


def make_cell(raw: str, number: int) -> TextCell:
    """Return the cell that `raw` stands for."""
    return TextCell(cell_text(raw), number, is_bold(raw))


def make_part(rows: list[TextRow], width: int, over: list[Said] | None = None) -> Part:
    """Return rows as a part: filled up to its width, what stands over its width taken off."""
    over = list(over or ())
    for row in rows:
        over.extend(Said(cell.number, cell.text) for cell in row[width:] if cell.text)
    blank = [tuple(TextCell("", row[-1].number) for _ in range(width - len(row))) for row in rows]
    filled = (row[:width] + end for row, end in zip(rows, blank, strict=True))
    return Part(tuple(filled), width, tuple(over))


def usual_width(widths: list[int]) -> int:
    """Return the width that most rows have, the larger where two are as frequent."""
    counted = Counter(widths)
    return max(counted, key=lambda width: (counted[width], width))


def filled(row: TextRow) -> int:
    """Return how many cells of a row hold something."""
    return sum(bool(cell.text) for cell in row)


def texts(row: TextRow) -> tuple[str, ...]:
    """Return a row as its cells are compared: case and line breaks never count."""
    return tuple(cell.line.casefold() for cell in row)


def source_row(row: TextRow) -> SourceRow:
    """Return a row of a document."""
    cells = tuple(SourceCell(cell.text, f"line {cell.number}") for cell in row)
    return SourceRow(cells, cells[0].at)
