"""Figures and goals as people read them, and as the data file writes them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.units import EXACT, Unit, normal, plain, spoken, stored_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.model.ratings import Goal

# A figure that a person typed ends sooner; one that was divided may never end.
_LONGEST_TYPED = 8
# Beyond these no two figures are told apart by what a person reads.
_MORE_PLACES = range(3, 16)


def spoken_figure(figure: Decimal | date | str | None, unit: Unit) -> str:
    """Return a figure as a person reads it: `79%`, `66.67%` of two in three, `31 July 2009`."""
    if figure is None:
        return ""
    if isinstance(figure, date):
        return spoken_date(figure)
    return figure if isinstance(figure, str) else spoken(_short(figure, unit), unit)


def spoken_apart(figure: Decimal, others: Iterable[Decimal], unit: Unit) -> str:
    """Return a figure as `spoken_figure` does, to as many places as tell it from `others`.

    £2.6251 beside £2.63 is `£2.625`: a sentence that compares the two must not show them as one.
    """
    apart = [each for each in others if each != figure]
    text = spoken_figure(figure, unit)
    if text not in {spoken_figure(each, unit) for each in apart}:
        return text
    longer = (
        shown
        for places in _MORE_PLACES
        for shown in (_to_places(figure, unit, places),)
        if shown not in {_to_places(each, unit, places) for each in apart}
    )
    return next(longer, text)


def _to_places(figure: Decimal, unit: Unit, places: int) -> str:
    """Return a figure in its unit to so many decimal places, pounds as well."""
    step = Decimal(1).scaleb(-places - (2 if unit is Unit.PERCENT else 0))
    rounded = normal(figure.quantize(step, ROUND_HALF_UP, EXACT))
    if unit is Unit.MONEY:
        return f"{'-' if rounded < 0 else ''}£{abs(rounded):,f}"
    return spoken(rounded, unit)


def is_shown_whole(figure: Decimal, unit: Unit) -> bool:
    """Return whether `spoken_figure` shows every digit of a figure, and nothing shortened."""
    pennies = unit is not Unit.MONEY or figure == figure.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return pennies and _short(figure, unit) == figure


def spoken_difference(figure: Decimal, unit: Unit) -> str:
    """Return a difference as a person reads it: `3.95 percentage points`, `37.6`, `10 days`."""
    if unit is not Unit.PERCENT:
        return spoken_figure(figure, Unit.DAYS if unit is Unit.DATE else unit)
    shown = spoken_figure(figure, unit).removesuffix("%")
    return f"{shown} percentage {'point' if shown in {'1', '-1'} else 'points'}"


def spoken_goal(goal: Goal, unit: Unit) -> str:
    """Return a goal as a person reads it: `79%`, `less than 752`, `80 to 120`, `31 July 2009`.

    "" where there is nothing to compare with. An assumed straight line is not labelled here: the
    caller knows where the label fits.
    """
    if goal.span is not None:
        return f"{spoken_figure(goal.span.low, unit)} to {spoken_figure(goal.span.high, unit)}"
    if goal.by is not None:
        return spoken_date(goal.by)
    if goal.value is None:
        return ""
    shown = spoken_figure(goal.value, unit)
    if not goal.strict:
        return shown
    below = goal.edge is not None and goal.edge >= goal.value
    return f"{'less' if below else 'more'} than {shown}"


def data_text(figure: Decimal | date | str | None) -> str:
    """Return a figure as `data` writes it: plain decimals of 15 digits at most, ISO dates."""
    if isinstance(figure, Decimal):
        return plain(stored_number(str(figure)))
    return figure.isoformat() if isinstance(figure, date) else figure or ""


def _short(figure: Decimal, unit: Unit) -> Decimal:
    figure = stored_number(str(figure))
    exponent = figure.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _LONGEST_TYPED:
        step = Decimal("0.0001") if unit is Unit.PERCENT else Decimal("0.01")
        return normal(figure.quantize(step, ROUND_HALF_UP, EXACT))
    return figure
