"""Charts of stacked bars: each part told by its place, its number, its pattern and its word.

Nothing is told by colour alone: the number stands in each part, and in black and white the
patterns still differ. The figures stand in the table above the chart, on the same sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname

from plansheet.excel.look import PAPER
from plansheet.excel.text_out import plain_text
from plansheet.pages import column_letters, position_of, row_of, rows_of

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from plansheet.excel.look import Look
    from plansheet.excel.office import OfficeWorkbook
    from plansheet.pages import Bars, Page

# In pixels: as wide as a small screen shows whole; title and legend, and a bar with its gap, which
# grows thinner where a sheet of paper with the headings above would not hold them all.
_WIDTH, _FRAME, _BAR, _THINNEST, _HIGHEST = 960, 130, 34, 16, 680
_POINTS_A_PIXEL = 0.75
# None is a plain fill.
_PATTERNS = {
    "green": None,
    "amber": "light_upward_diagonal",
    "red": "wide_downward_diagonal",
    "not_rated": "percent_10",
}
# A part of nothing has no number, which would stand on the edge of the next.
_NUMBER = "#,##0;;"


def bars_height(bars: int) -> float:
    """Return the height in points of a chart of so many bars."""
    return _pixels_high(bars) * _POINTS_A_PIXEL


def bars_of(workbook: OfficeWorkbook, page: Page, bars: Bars, look: Look) -> Chart:
    """Return the chart, to be put on the sheet of its page."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    font = {"name": look.font.name, "size": look.font.size, "color": look.colours.ink}
    for part in bars.parts:
        chart.add_series(_series(page, bars, part, look, font))
    title_font = {**font, "size": look.font.size + 2, "bold": True}
    chart.set_title({"name": plain_text(bars.title), "name_font": title_font})
    chart.set_legend({"position": "bottom", "font": font})
    # The first row of the table is the topmost bar; numbers stand in the bars, not at an axis.
    chart.set_y_axis({"reverse": True, "num_font": font, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": _WIDTH, "height": _pixels_high(len(rows_of(page, bars)))})
    return chart


def _pixels_high(bars: int) -> int:
    return _FRAME + bars * max(min(_BAR, (_HIGHEST - _FRAME) // bars), _THINNEST)


def _series(
    page: Page, bars: Bars, part: str, look: Look, font: dict[str, object]
) -> dict[str, object]:
    ink = look.colours.ink
    colour = getattr(look.colours, part, PAPER)
    pattern = _PATTERNS[part]
    filled: dict[str, object] = (
        {"pattern": {"pattern": pattern, "fg_color": ink, "bg_color": colour}}
        if pattern
        else {"fill": {"color": colour}}
    )
    label = {"font": {**font, "bold": True}, "fill": {"color": PAPER}}
    return {
        "name": _reference(page, part, page.header_row, page.header_row),
        "categories": _rows(page, bars, bars.label),
        "values": _rows(page, bars, part),
        "border": {"color": ink, "width": 0.75},
        "gap": 45,
        "data_labels": {"value": True, "num_format": _NUMBER, **label},
        **filled,
    }


def _rows(page: Page, bars: Bars, key: str) -> str:
    drawn = rows_of(page, bars)
    return _reference(page, key, row_of(page, drawn[0]), row_of(page, drawn[-1]))


def _reference(page: Page, key: str, first: int, last: int) -> str:
    letters = column_letters(position_of(page, key) + 1)
    end = f":${letters}${last}" if last != first else ""
    return f"={quote_sheetname(page.name)}!${letters}${first}{end}"
