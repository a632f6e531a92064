"""How high a row must be to show its wrapped text, measured; office programs let it grow later."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.excel.measure import BOLD, PADDING, lines_of
from plansheet.excel.pictures import logo_height
from plansheet.excel.styles_out import HEADLINE_TIMES, TITLE_TIMES, is_bold
from plansheet.excel.widths import texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.excel.look import Logo, Look
    from plansheet.pages import Cell, Page, Row

# Calibri in 11 points takes lines of 15; the rest of a row is air above and below its text.
_LINE, _POINTS = 15, 11
_AIR = 3
_HEADING_AIR = 8
# What is about as wide as the filter button of a heading.
_BUTTON = "[v]"
# Excel lets no row be higher than this, in points.
_MOST = 409
# Bars that are drawn in a cell can be told apart in the height of two lines of text.
_DRAWN = 2


def line_height(look: Look) -> float:
    """Return the height of one line of text in points."""
    return _LINE * look.font.size / _POINTS


def title_height(look: Look, logo: Logo | None = None) -> float:
    """Return the height of the title's row in points; a logo stands in it whole."""
    title = line_height(look) * TITLE_TIMES + _HEADING_AIR
    return max(title, logo_height(logo)) if logo else title


def headline_height(look: Look) -> float:
    """Return the height in points of the row of the line that stands out below the title."""
    return line_height(look) * HEADLINE_TIMES + _AIR


def row_height(page: Page, row: Row, widths: Sequence[int], look: Look) -> float:
    """Return the height of a row in points; `widths` are its columns' in pixels."""
    lines = 1
    for column, width in zip(page.columns, widths, strict=True):
        cell = row.cells.get(column.key)
        if cell is not None and (cell.value or cell.sparkline):
            lines = max(lines, _lines(cell, width, look))
    return min(lines * line_height(look) + _AIR, _MOST)


def header_height(page: Page, widths: Sequence[int], look: Look) -> float:
    """Return the height of the headings in points; behind the last word stands a filter button."""
    lines = max(
        lines_of(f"{column.shown} {_BUTTON}", width - PADDING, look.font.scale * BOLD)
        for column, width in zip(page.columns, widths, strict=True)
    )
    return lines * line_height(look) + _HEADING_AIR


def _lines(cell: Cell, width: int, look: Look) -> int:
    """Return the most lines of what a cell may show; figures never wrap."""
    if cell.sparkline:
        return _DRAWN
    texts = texts_of(cell)
    if not texts:
        return 1
    scale = look.font.scale * (BOLD if is_bold(cell.style) else 1)
    return _most_lines(texts, width - PADDING, scale)


# The live formulas of a column say much the same.
@lru_cache(maxsize=4_096)
def _most_lines(texts: tuple[str, ...], room: int, scale: float) -> int:
    return max(lines_of(text, room, scale) for text in texts)
