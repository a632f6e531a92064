"""A quarter's own figure in words: what was entered for it, both numbers of a ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import spoken_ratio
from plansheet.reconcile.totals import own_figure
from plansheet.reconcile.wording import spoken_figure

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.returns import Figure


def spoken_entry(indicator: Indicator, figure: Figure) -> str:
    """Return what was entered for a quarter: `79%`, `90% (216 of 240)`, `31 July 2009`."""
    if not indicator.unit.numeric:
        return spoken_figure(figure.actual, indicator.unit)
    shown = spoken_figure(own_figure(indicator, figure), indicator.unit)
    top, bottom = figure.numerator, figure.denominator
    if indicator.counts_as is not CountsAs.RATIO or top is None or bottom is None:
        return shown
    return f"{shown or 'no figure'} ({spoken_ratio(top, bottom)})"
