"""The figure that is compared with the target: the year to date where quarters add up.

Source: domain, "Aggregation"; contract, "Ratings, worked". Nothing is carried forward: where an
earlier quarter is missing, the year to date is not known, and the quarters are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.indicators import CountsAs
from plansheet.model.units import EXACT, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure

Figures: TypeAlias = "Mapping[Quarter, Figure]"


@dataclass(frozen=True, slots=True)
class Total:
    """What is compared, or None; `missing` are earlier quarters that the year to date lacks."""

    actual: Decimal | date | str | None = None
    missing: tuple[Quarter, ...] = ()


def total(indicator: Indicator, quarter: Quarter, figures: Figures) -> Total:
    """Return what stands against the target in `quarter`.

    A sum adds up the quarters so far; a ratio adds up numerators and denominators, and an Actual
    beside them is not used: both from the last change of definition on. Everything else is the
    quarter's own figure.
    """
    figure = figures.get(quarter)
    if not indicator.unit.numeric:
        return Total(figure.actual if figure and has_figure(indicator, figure) else None)
    if indicator.counts_as not in _ADDED_UP:
        return Total(own_figure(indicator, figure))
    if _parts(indicator, figure) is None:
        return Total()
    to_date = indicator.to_date(quarter)
    missing = tuple(
        past
        for past in to_date[:-1]
        if indicator.is_due(past) and _parts(indicator, figures.get(past)) is None
    )
    if missing:
        return Total(missing=missing)
    found = (_parts(indicator, figures.get(past)) for past in to_date)
    return Total(_whole(indicator, [parts for parts in found if parts]))


def is_part_of_year(indicator: Indicator, quarter: Quarter) -> bool:
    """Return whether the year to date leaves out quarters, since they were measured otherwise."""
    return indicator.counts_as in _ADDED_UP and indicator.to_date(quarter) != quarter.so_far


def own_figure(indicator: Indicator, figure: Figure | None) -> Decimal | None:
    """Return the number entered for the quarter itself; for a ratio its own percentage.

    None where there is none, it is held, or the unit has no numbers.
    """
    parts = _parts(indicator, figure)
    return _whole(indicator, [parts]) if parts else None


def has_figure(indicator: Indicator, figure: Figure | None) -> bool:
    """Return whether the quarter has a figure to use: a number, both of a ratio, a date, words."""
    if indicator.unit.numeric:
        return _parts(indicator, figure) is not None
    return figure is not None and not figure.held and figure.actual is not None


_ADDED_UP = frozenset({CountsAs.SUM, CountsAs.RATIO})
_Parts: TypeAlias = "tuple[Decimal, Decimal]"
_ONE = Decimal(1)


def _parts(indicator: Indicator, figure: Figure | None) -> _Parts | None:
    """Return a ratio's numerator and denominator; any other number as so many in one.

    None in none is a quarter with nothing to measure and adds nothing; anything else in none is
    no figure.
    """
    if figure is None or figure.held:
        return None
    if indicator.counts_as is not CountsAs.RATIO:
        return (figure.actual, _ONE) if isinstance(figure.actual, Decimal) else None
    top, bottom = figure.numerator, figure.denominator
    if top is None or bottom is None or (top and not bottom):
        return None
    return top, bottom


def _whole(indicator: Indicator, quarters: Iterable[_Parts]) -> Decimal | None:
    """Return the quarters' numbers added up; for a ratio divided by their denominators."""
    top = bottom = Decimal(0)
    for numerator, denominator in quarters:
        top, bottom = EXACT.add(top, numerator), EXACT.add(bottom, denominator)
    if indicator.counts_as is not CountsAs.RATIO:
        return normal(top)
    return normal(EXACT.divide(top, bottom)) if bottom else None
