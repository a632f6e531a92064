"""What is said beside a cell while it is filled in, so that nobody has to look anything up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.generate.asked import known_figure, what_to_enter
from plansheet.layout.columns import RowHelp
from plansheet.model.indicators import Way
from plansheet.model.units import Unit
from plansheet.reconcile.wording import spoken_figure, spoken_goal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal
    from plansheet.reconcile.totals import Figures


def row_help(
    indicator: Indicator, quarter: Quarter, goal: Goal, known: Figures
) -> Mapping[str, RowHelp]:
    """Return what the messages of an indicator's cells say of the row, by column key.

    The figure's says what it covers, the target, where amber ends and what last quarter was; the
    commentary's what was written last quarter; the forecast's the target of the year.
    """
    before = known.get(quarter.previous)
    last = spoken_figure(known_figure(indicator, before), indicator.unit)
    compared = _said(_aim(goal, indicator), f"Last quarter: {last}." if last else "")
    year = indicator.target_for(quarter.year)
    return {
        "actual": RowHelp(f"{what_to_enter(indicator, quarter)}.", compared),
        "numerator": RowHelp(beside=compared),
        "denominator": RowHelp(beside=compared),
        "commentary": RowHelp(
            beside=f"Last quarter: {before.commentary}" if before and before.commentary else ""
        ),
        "forecast": RowHelp(beside=f"Target this year: {year.text}." if year and year.text else ""),
    }


def _aim(goal: Goal, indicator: Indicator) -> str:
    """Return the target and where amber ends: `Target: 79%, amber down to 75.05%`."""
    unit = indicator.unit
    aim = spoken_goal(goal, unit)
    if not aim:
        return ""
    assumed = " (assumed)" if goal.assumed else ""
    return f"{'Due by' if goal.by else 'Target:'} {aim}{assumed}{_amber(goal, indicator)}."


def _amber(goal: Goal, indicator: Indicator) -> str:
    unit = indicator.unit
    if goal.span is not None:
        low, high = goal.span.low_edge, goal.span.high_edge
        return f", amber {spoken_figure(low, unit)} to {spoken_figure(high, unit)}"
    if unit is Unit.DATE:
        is_later = goal.amber_by is not None and goal.amber_by != goal.by
        return f", amber to {spoken_figure(goal.amber_by, unit)}" if is_later else ""
    if goal.edge is None:
        return ""
    way = "down" if indicator.good_is.way is Way.HIGHER else "up"
    return f", amber {way} to {spoken_figure(goal.edge, unit)}"


def _said(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
