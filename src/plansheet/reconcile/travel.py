"""Direction of travel: better, same or worse than last quarter and the same quarter last year.

Source: contract, "Ratings, worked". Against last quarter what counts up compares the quarter's own
part of the total; against last year the totals that stand against the targets are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs, Way
from plansheet.model.ratings import Travel
from plansheet.model.units import EXACT
from plansheet.reconcile.goals import COUNTING_UP, covered, range_after
from plansheet.reconcile.totals import own_figure, total

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.reconcile.totals import Figures

_WHOLE = (4, 4)


@dataclass(frozen=True, slots=True)
class Track:
    """An indicator's figures over time; none before `redefined` is compared with one since."""

    indicator: Indicator
    figures: Figures
    redefined: Quarter | None = None

    def broken(self, earlier: Quarter, later: Quarter) -> bool:
        """Return whether the definition changed between the two quarters."""
        return self.redefined is not None and earlier < self.redefined <= later


def against_last_quarter(track: Track, quarter: Quarter) -> Travel | None:
    """Return the direction since the quarter before, across the year's start too, or None."""
    before, now = own_part(track, quarter.previous), own_part(track, quarter)
    if track.broken(quarter.previous, quarter):
        return None
    counts_up = track.indicator.counts_as in COUNTING_UP
    share = (1, covered(track.indicator, quarter)[1]) if counts_up else _WHOLE
    return _compare(track.indicator, before, now, share)


def against_last_year(track: Track, quarter: Quarter) -> Travel | None:
    """Return the direction since the same quarter of the year before, or None.

    A sum over a part of the year says nothing beside one over more of it.
    """
    indicator, last = track.indicator, quarter.same_last_year
    spans = [len(indicator.to_date(when)) for when in (last, quarter)]
    sums_differ = indicator.counts_as is CountsAs.SUM and spans[0] != spans[1]
    if track.broken(last, quarter) or sums_differ:
        return None
    before, now = (total(indicator, when, track.figures).actual for when in (last, quarter))
    counts_up = indicator.counts_as in COUNTING_UP
    return _compare(indicator, before, now, covered(indicator, quarter) if counts_up else _WHOLE)


def own_part(track: Track, quarter: Quarter) -> Decimal | None:
    """Return the quarter's own part: a running total less last quarter's, a sum's own figure.

    For everything else it is the figure that stands against the target.
    """
    indicator = track.indicator
    if indicator.counts_as is CountsAs.SUM:
        return own_figure(indicator, track.figures.get(quarter))
    if indicator.counts_as is not CountsAs.CUMULATIVE:
        actual = total(indicator, quarter, track.figures).actual
        return actual if isinstance(actual, Decimal) else None
    now = own_figure(indicator, track.figures.get(quarter))
    if now is None or quarter.number == 1:
        return now
    before = own_figure(indicator, track.figures.get(quarter.previous))
    if before is None or track.broken(quarter.previous, quarter):
        return None
    return EXACT.subtract(now, before)


def _compare(
    indicator: Indicator, before: object, now: object, share: tuple[int, int]
) -> Travel | None:
    """Return the direction from `before` to `now` by polarity; None where either is no number.

    `share` is how many quarters of how many the two cover, to which a range is spread.
    """
    if not isinstance(before, Decimal) or not isinstance(now, Decimal):
        return None
    match indicator.good_is.way:
        case Way.HIGHER:
            gain = EXACT.subtract(now, before)
        case Way.LOWER:
            gain = EXACT.subtract(before, now)
        case Way.WITHIN if span := range_after(indicator.good_is, *share):
            gain = EXACT.subtract(_outside(before, *span), _outside(now, *span))
        case _:
            return None
    if not gain:
        return Travel.SAME
    return Travel.BETTER if gain > 0 else Travel.WORSE


def _outside(figure: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Return how far `figure` lies outside the range, 0 inside."""
    return max(EXACT.subtract(low, figure), EXACT.subtract(figure, high), Decimal(0))
