"""Indicators of unit `date`: when one is done, its deadline as a goal, and its rating.

Source: contract, "Ratings, worked": a deadline is asked about from the quarter it falls in until
it is done; a date is on target up to the deadline's last day, and its tolerance is 0 days unless
the indicator gives one in days.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.ratings import Goal, Rating, State
from plansheet.reconcile.rating import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.model.returns import Figure
    from plansheet.model.targets import Target


def is_done(indicator: Indicator, quarter: Quarter, figures: Mapping[Quarter, Figure]) -> bool:
    """Return whether a quarter before `quarter` gave the date on which it was done."""
    return done_on(indicator, quarter, figures) is not None


def done_on(
    indicator: Indicator, quarter: Quarter, figures: Mapping[Quarter, Figure]
) -> date | None:
    """Return the date that a quarter before `quarter` gave, the last one given; None where none.

    Where the plan sets a new deadline in a later year, a date given before that year answered
    the earlier one.
    """
    years = [year for year in _deadline_years(indicator) if year <= quarter.year]
    since = years[-1] if len(years) > 1 else None
    given = {
        asked: figure.actual
        for asked, figure in figures.items()
        if isinstance(figure.actual, date)
        and asked < quarter
        and (since is None or asked.year >= since)
    }
    return given[max(given)] if given else None


def date_goal(indicator: Indicator, quarter: Quarter) -> Goal:
    """Return the deadline in force: this year's or an earlier one, else the next (done early)."""
    target = _deadline_in_force(indicator, quarter)
    if target is None or target.deadline is None:
        words = indicator.target_for(quarter.year)
        return Goal(words.text if words else "")
    tolerance = indicator.tolerance
    days = 0 if tolerance is None or tolerance.relative else int(tolerance.amount)
    last = target.deadline.last
    return Goal(target.text, State.RATED, by=last, amber_by=last + timedelta(days=days))


def rate_date(by: date, amber_by: date, done: date | None) -> Verdict:
    """Return the rating of a step done on `done`, None being not done at all.

    The variance is in days after the deadline, negative for an early date; a step that is not
    done has none.
    """
    if done is None:
        return Verdict(Rating.RED)
    variance = Decimal((done - by).days)
    if done <= by:
        return Verdict(Rating.GREEN, variance)
    return Verdict(Rating.AMBER if done <= amber_by else Rating.RED, variance)


def _deadline_in_force(indicator: Indicator, quarter: Quarter) -> Target | None:
    if target := indicator.deadline_target(quarter):
        return target
    years = _deadline_years(indicator)
    return indicator.targets[years[0]] if years else None


def _deadline_years(indicator: Indicator) -> list[FinancialYear]:
    return sorted(year for year, target in indicator.targets.items() if target.deadline)
