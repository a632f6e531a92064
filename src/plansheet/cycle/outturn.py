"""What a finished year came to, and what Finance gives: filled into a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.plans import Budget
from plansheet.model.targets import parse_actual
from plansheet.model.units import Unit
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.totals import is_part_of_year, total
from plansheet.reconcile.wording import spoken_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.targets import Actual
    from plansheet.reconcile.totals import Figures


def actuals_of(
    plan: Plan, year: FinancialYear, figures: Mapping[str, Figures]
) -> dict[str, Actual]:
    """Return the actuals of a whole year by ref, from the plan and the figures of that year.

    Averages of quarters make no average of the year, so such an indicator has none here; nor has
    one without a figure for the last quarter, or for a quarter that adds up, or whose sum is only
    of a part of the year since it was defined anew.
    """
    last = year.quarters[-1]
    found = {}
    for indicator in as_of(plan, last).indicators:
        known = figures.get(indicator.ref, {})
        text = _year_text(indicator, last, known)
        if text:
            found[indicator.ref] = parse_actual(text, indicator.unit, year)
    return found


def outturn(plan: Plan, year: FinancialYear, actuals: Mapping[str, Actual]) -> Plan:
    """Return the plan with the actuals of `year` filled in where it says nothing of them yet.

    `actuals` are by ref; one that an indicator had formerly will do.
    """
    return replace(
        plan,
        indicators=tuple(
            with_actual(each, year, actuals.get(each.ref) or actuals.get(each.formerly))
            for each in plan.indicators
        ),
    )


def differing(
    plan: Plan, year: FinancialYear, actuals: Mapping[str, Actual]
) -> Iterator[tuple[Indicator, Actual, Actual]]:
    """Yield the indicators whose actual of `year` in the plan is not the one in `actuals`."""
    for indicator in plan.indicators:
        stated, found = indicator.actuals.get(year), actuals.get(indicator.ref)
        if stated and found and stated.text.strip() and stated.value != found.value:
            yield indicator, stated, found


def budgets(plan: Plan, table: Mapping[str, Mapping[FinancialYear, Decimal]]) -> Plan:
    """Return the plan with the amounts of Finance's table: pounds by heading and year.

    Only the plan's own years and the one before them are taken; a heading that the plan does not
    have becomes a line of its own.
    """
    first, last = plan.years[0].plus(-1), plan.years[-1]
    wanted = {
        heading: {year: amount for year, amount in amounts.items() if first <= year <= last}
        for heading, amounts in table.items()
    }
    known = {each.heading.casefold() for each in plan.budgets}
    given = {heading.casefold(): amounts for heading, amounts in wanted.items()}
    lines = [
        replace(each, amounts={**each.amounts, **given.get(each.heading.casefold(), {})})
        for each in plan.budgets
    ]
    years = {year: None for each in lines for year in each.amounts}
    lines += [
        Budget(heading, {**years, **amounts})
        for heading, amounts in wanted.items()
        if amounts and heading.casefold() not in known
    ]
    return replace(plan, budgets=tuple(lines))


def with_actual(indicator: Indicator, year: FinancialYear, actual: Actual | None) -> Indicator:
    """Return an indicator with the actual of a year where it says nothing of it yet."""
    stated = indicator.actuals.get(year)
    if actual is None or (stated is not None and stated.text.strip()):
        return indicator
    return replace(
        indicator,
        actuals={**indicator.actuals, year: parse_actual(actual.text, indicator.unit, year)},
    )


def _year_text(indicator: Indicator, last: Quarter, known: Figures) -> str:
    """Return the figure of the year that ends with the quarter `last` as a plan writes it."""
    is_average = indicator.counts_as is CountsAs.AVERAGE and indicator.unit.numeric
    if is_average or is_part_of_year(indicator, last):
        return ""
    if indicator.unit is Unit.DATE:
        days = [each.actual for when, each in known.items() if when.year == last.year]
        done = [day for day in days if isinstance(day, date)]
        return spoken_figure(max(done), indicator.unit) if done else ""
    text = spoken_figure(total(indicator, last, known).actual, indicator.unit)
    figure = known.get(last)
    return f"{text} (provisional)" if text and figure and figure.provisional else text
