"""What is asked of an indicator in a quarter: whether a figure is due, and what it covers."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from plansheet.model.dates import MONTHS
from plansheet.model.indicators import CountsAs, HowOften
from plansheet.model.units import Unit
from plansheet.reconcile.dates import is_done
from plansheet.reconcile.totals import has_figure, own_figure

if TYPE_CHECKING:
    from datetime import date

    from plansheet.generate.context import Context
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Figure
    from plansheet.pages import Value


class Asked(IntEnum):
    """What is asked of an indicator in a quarter, in the order in which its rows stand."""

    DUE = 0
    EARLY = 1
    NOTHING = 2


def reported(plan: Plan, context: Context) -> tuple[Indicator, ...]:
    """Return the indicators that stand in the workbook: the plan's, and those it supplies.

    What several other services report is asked for once.
    """
    guests = {each.ref: each for each in reversed(context.guests)}
    mine = (*plan.indicators, *reversed(guests.values()))
    return tuple(each for each in mine if each.ref not in context.withdrawn)


def is_supplied(indicator: Indicator, plan: Plan) -> bool:
    """Return whether the plan's own service supplies the figure."""
    return indicator.supplied_by in {"", plan.code}


def asked_of(indicator: Indicator, plan: Plan, context: Context) -> Asked:
    """Return whether this service is to give a figure this quarter, may give one, or neither.

    The date of a step that is not due may be entered early; once done it is not asked again.
    """
    done = is_done(indicator, context.quarter, context.figures.get(indicator.ref, {}))
    if not is_supplied(indicator, plan) or done:
        return Asked.NOTHING
    if indicator.is_due(context.quarter):
        return Asked.DUE
    return Asked.EARLY if indicator.unit is Unit.DATE else Asked.NOTHING


def is_ratio(indicator: Indicator) -> bool:
    """Return whether a numerator and a denominator are asked for."""
    return indicator.counts_as is CountsAs.RATIO and indicator.unit.numeric


def known_figure(indicator: Indicator, figure: Figure | None) -> Value:
    """Return what an earlier quarter's figure says: of a ratio its percentage, else as given."""
    if figure is None or not has_figure(indicator, figure):
        return None
    return own_figure(indicator, figure) if indicator.unit.numeric else figure.actual


def what_to_enter(indicator: Indicator, quarter: Quarter) -> str:
    """Return exactly what the figure of `quarter` covers, for example `July to September only`."""
    first, last = _span(indicator, quarter)
    day = f"{last.day} {_month(last)}"
    months = f"{_month(first)} to {_month(last)}"
    if indicator.unit is Unit.DATE:
        return "The date it was done"
    if indicator.unit is Unit.TEXT:
        return f"Position on {day}, in words"
    return {
        CountsAs.CUMULATIVE: f"Total from 1 April to {day}",
        CountsAs.SUM: f"{months} only",
        CountsAs.SNAPSHOT: f"Position on {day}",
        CountsAs.AVERAGE: f"Average for {months}",
        CountsAs.RATIO: f"Numerator and denominator for {months} only",
        CountsAs.LATEST: f"Latest figure known on {day}",
    }[indicator.counts_as]


def _span(indicator: Indicator, quarter: Quarter) -> tuple[date, date]:
    quarters = {
        HowOften.ANNUAL: 4,
        HowOften.EVERY_TWO_YEARS: 4,
        HowOften.HALF_YEARLY: 2,
    }.get(indicator.how_often, 1)
    return quarter.plus(1 - quarters).first_day, quarter.last_day


def _month(day: date) -> str:
    return MONTHS[day.month - 1].capitalize()
