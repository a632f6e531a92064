"""How high a row must be to show its wrapped text; Excel fits rows itself, others do not."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from plansheet.pages import Cell, Formula

if TYPE_CHECKING:
    from plansheet.layout.columns import Column
    from plansheet.pages import Page, Row

LINE_HEIGHT = 15
TITLE_HEIGHT = 24
HEADLINE_HEIGHT = 21
_AROUND = 6
_EMPTY = Cell()
_LETTERS_A_DIGIT = 1.1
# Excel lets no row be higher than 409 points.
_MOST_LINES = 27


def row_height(page: Page, row: Row) -> int | None:
    """Return the height of a row in points; None where every text fits one line.

    A column's width counts digits, and letters are narrower; figures never wrap.
    """
    lines = max(_lines(row.cells.get(column.key, _EMPTY), column) for column in page.columns)
    return min(lines, _MOST_LINES) * LINE_HEIGHT if lines > 1 else None


def _lines(cell: Cell, column: Column) -> int:
    value = cell.value.value if isinstance(cell.value, Formula) else cell.value
    if not isinstance(value, str):
        return 1
    return sum(
        len(wrap(part, int(column.width * _LETTERS_A_DIGIT))) or 1 for part in value.split("\n")
    )


def header_height(page: Page) -> int:
    """Return the height of the headings in points; each leaves room for its filter button."""
    room = len("[v]")
    lines = (len(wrap(column.shown, column.width - room)) for column in page.columns)
    return max(*lines, 1) * LINE_HEIGHT + _AROUND
