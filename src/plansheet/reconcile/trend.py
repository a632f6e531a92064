"""An indicator's figures over two years, each quarter by itself, so that they can be compared.

What is counted from April loses what stood before: the total of the last quarter that was due.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.units import EXACT
from plansheet.reconcile.totals import own_figure, total

if TYPE_CHECKING:
    from datetime import date

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.reconcile.totals import Figures

QUARTERS_SHOWN = 8


def quarters_shown(quarter: Quarter) -> tuple[Quarter, ...]:
    """Return the quarters of two years that end with this one, the oldest first."""
    return tuple(quarter.plus(back) for back in range(1 - QUARTERS_SHOWN, 1))


def by_itself(
    indicator: Indicator, quarter: Quarter, figures: Figures
) -> Decimal | date | str | None:
    """Return a quarter's own figure; None where there is none, or it cannot be told apart."""
    if not indicator.unit.numeric:
        return total(indicator, quarter, figures).actual
    figure = figures.get(quarter)
    now = own_figure(indicator, figure)
    if now is None and indicator.counts_as is CountsAs.RATIO and figure and not figure.held:
        # Of a quarter before plansheet, the percentage may be all that is known.
        now = figure.actual if isinstance(figure.actual, Decimal) else None
    if now is None or indicator.counts_as is not CountsAs.CUMULATIVE:
        return now
    due = [each for each in quarter.so_far[:-1] if indicator.is_due(each)]
    if not due:
        return now
    before = own_figure(indicator, figures.get(due[-1]))
    is_broken = indicator.since is not None and due[-1] < indicator.since <= quarter
    return None if before is None or is_broken else EXACT.subtract(now, before)
