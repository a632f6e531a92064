"""Notes on cells: who says them, and a box that is large enough for all of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.excel.heights import line_height
from plansheet.excel.measure import PADDING, lines_of

if TYPE_CHECKING:
    from plansheet.excel.look import Look

_WIDTH = 380
# Of a box's height and width, what is taken by its edges; programs wrap a little differently.
_EDGES, _SPARE_LINES = 16, 1
_DOTS_TO_THE_POINT = 96 / 72


def note_options(text: str, author: str, look: Look) -> dict[str, object]:
    """Return the options of `write_comment` for a note of `text` that `author` makes."""
    lines = lines_of(text, _WIDTH - 2 * PADDING - _EDGES, look.font.scale) + _SPARE_LINES
    return {
        "author": author,
        "width": _WIDTH,
        "height": lines * line_height(look) * _DOTS_TO_THE_POINT + _EDGES,
        "font_name": look.font.name,
        "font_size": look.font.size,
        "color": look.colours.query_fill,
    }
