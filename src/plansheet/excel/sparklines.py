"""The small bars that are drawn inside cells: how they look.

Bars and not a line: LibreOffice leaves the line out of what it prints. The figures stand beside
them, so that nothing is said by the bars alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.excel.look import Look


def sparkline_options(
    places: Sequence[str], areas: Sequence[str], look: Look, *, from_zero: bool
) -> dict[str, object]:
    """Return how bars are drawn in cells, each of its area; a gap stays where there is no figure.

    They rise from zero, so that their heights compare as the figures do; where figures fall below
    it, the program finds where they begin, and zero is marked.
    """
    start: dict[str, object] = {"min": 0} if from_zero else {"axis": True}
    return {
        "location": list(places),
        "range": list(areas),
        "type": "column",
        "last_point": True,
        "empty_cells": "gaps",
        "series_color": look.colours.title_ink,
        "last_color": look.colours.link_ink,
        "negative_points": True,
        "negative_color": look.colours.ink,
        **start,
    }
