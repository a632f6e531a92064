"""Charts as PNG pictures: bars in the council's colours, each part hatched and with its number.

Owns matplotlib. Nothing is told by colour alone, and the same chart is the same bytes.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from plansheet.papers.looks import PLAIN_BAR, fills
from plansheet.report.blocks import Tone

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from plansheet.excel.look import Colours
    from plansheet.report.blocks import Chart

# The width of a picture on A4 between margins, in inches, and its resolution in print.
WIDTH = 6.5
_DOTS = 200
_BAR, _AROUND, _TALLEST = 0.42, 1.0, 8.5
_TEXT, _LONGEST_NAME = 11, 28
_HATCHES = {Tone.GOOD: "", Tone.FAIR: "//", Tone.POOR: "xx", Tone.PLAIN: ".."}
# The second part of a bar that has no tone is told from the first.
_SECOND_HATCH = "--"
_NARROWEST_NUMBER = 0.03
_LETTERS_IN_A_ROW = 36


def chart_picture(chart: Chart, colours: Colours) -> bytes:
    """Return a chart as a PNG as wide as the text of an A4 page."""
    # matplotlib takes half a second to import, and only a report needs it.
    from matplotlib import rc_context  # noqa: PLC0415 - loaded when used: commands start at once
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - loaded when used: commands start at once
    from matplotlib.figure import Figure  # noqa: PLC0415 - loaded when used: commands start at once

    with rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": _TEXT,
            "hatch.linewidth": 0.6,
            "hatch.color": colours.ink,
        }
    ):
        height = min(_AROUND + _BAR * len(chart.bars), _TALLEST)
        figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _draw(axes, chart, colours)
        stream = BytesIO()
        figure.savefig(stream, format="png", dpi=_DOTS, metadata={"Software": None})
    return stream.getvalue()


def _draw(axes: Axes, chart: Chart, colours: Colours) -> None:
    fill = fills(colours)
    places = range(len(chart.bars))
    most = max((sum(column) for column in _columns(chart)), default=0) or 1
    left = [0] * len(chart.bars)
    tones = set()
    for series in chart.series:
        axes.barh(
            places,
            series.numbers,
            left=left,
            height=0.7,
            label=series.name,
            color=fill.get(series.tone, PLAIN_BAR),
            edgecolor=colours.ink,
            hatch=_SECOND_HATCH if series.tone in tones else _HATCHES[series.tone],
        )
        tones.add(series.tone)
        for place, number in zip(places, series.numbers, strict=True):
            if number >= most * _NARROWEST_NUMBER:
                _number(axes, left[place] + number / 2, place, number, colours)
        left = [done + number for done, number in zip(left, series.numbers, strict=True)]
    axes.set_yticks(places, [_short(bar) for bar in chart.bars], color=colours.ink)
    axes.invert_yaxis()
    axes.set_xlim(0, most)
    axes.xaxis.set_visible(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.figure.legend(loc="outside upper center", ncols=_columns_of_key(chart), frameon=False)


def _columns(chart: Chart) -> list[tuple[int, ...]]:
    return list(zip(*(series.numbers for series in chart.series), strict=True))


def _columns_of_key(chart: Chart) -> int:
    """Return in how many columns the names of the parts find room above the bars."""
    letters = sum(len(series.name) for series in chart.series)
    return len(chart.series) if letters <= _LETTERS_IN_A_ROW else 2


def _number(axes: Axes, across: float, down: int, number: int, colours: Colours) -> None:
    """Write the number of a part of a bar on it, on a box so that no hatch runs through it."""
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    axes.text(across, down, str(number), ha="center", va="center", color=colours.ink, bbox=box)


def _short(name: str) -> str:
    return (
        name
        if len(name) <= _LONGEST_NAME
        else f"{name[: _LONGEST_NAME - 1]}\N{HORIZONTAL ELLIPSIS}"
    )
