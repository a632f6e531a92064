"""The pages about indicators: Exceptions, KPIs, Service PIs, and Data."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from plansheet.compile.cells import cells, count, figure, page, rating_cell
from plansheet.compile.markers import markers
from plansheet.layout.council import DATA, EXCEPTIONS, kpis_sheet, service_pis_sheet, trend_keys
from plansheet.model.dates import spoken_date
from plansheet.model.indicators import CountsAs
from plansheet.model.ratings import Rating, Result, State
from plansheet.model.units import Unit
from plansheet.pages import Cell
from plansheet.problems import Place
from plansheet.reconcile.data import DataRow, sheet_row
from plansheet.reconcile.past import NOT_GREEN, rating_before, run_of
from plansheet.reconcile.quarter import counted_results
from plansheet.reconcile.themes import served, themes_of
from plansheet.reconcile.totals import own_figure, total
from plansheet.reconcile.trend import by_itself, quarters_shown
from plansheet.reconcile.wording import spoken_goal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.layout.columns import Sheet
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure
    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
    from plansheet.reconcile.totals import Figures

    Aims: TypeAlias = "Mapping[tuple[str, str], tuple[str, str]]"

_KPI = "kpi"
_RED = frozenset({Rating.RED})
_WORST_FIRST = (Rating.RED, Rating.AMBER)
_WITHOUT_TARGET = frozenset({State.NOT_DUE, State.WITHDRAWN})
_OVER_THE_YEAR = frozenset({CountsAs.CUMULATIVE, CountsAs.SUM, CountsAs.RATIO})
# A single figure makes no trend.
_LEAST_DRAWN = 2
_NUMBERS = frozenset({"numerator", "denominator", "variance", "quarters_red"})
_FIGURES = frozenset({"actual", "target"})


def exceptions_page(council: CouncilQuarter) -> Page:
    """Return what is off target, then what is only within tolerance."""
    rows = [
        _exception(council, service, result)
        for rating in _WORST_FIRST
        for service, result in counted_results(council)
        if result.rating is rating
    ]
    return page(EXCEPTIONS, f"Exceptions: {council.quarter}", rows)


def _exception(council: CouncilQuarter, service: ServiceQuarter, result: Result) -> dict[str, Cell]:
    said = result.figure
    off = run_of(result, council.quarter, council.earlier, NOT_GREEN)
    values = cells(
        EXCEPTIONS,
        {
            "service": service.plan.service.name,
            "ref": result.indicator.ref,
            "title": result.indicator.title,
            "direction_quarter": result.direction_quarter or "",
            "quarters_off": count(off.quarters) if off else None,
            "cause": _cause(result),
            "action": said.action if said else "",
            "owner": said.owner if said else "",
            "by_when": said.by_when if said else None,
        },
    )
    return values | _compared(result) | _forecast(result)


def _cause(result: Result) -> str:
    said = result.figure
    cause = (said.public_commentary or said.reason) if said else ""
    # Only what is off target has to be explained.
    return cause or ("Not given" if result.rating is Rating.RED else "")


def kpis_page(council: CouncilQuarter) -> Page:
    """Return the key performance indicators."""
    sheet = kpis_sheet(quarters_shown(council.quarter))
    rows = [
        _indicator(sheet, council.quarter, service, result)
        for service, result in counted_results(council)
        if is_kpi(result)
    ]
    return page(sheet, f"Key performance indicators: {council.quarter}", rows)


def service_pis_page(council: CouncilQuarter) -> Page:
    """Return all the other performance indicators."""
    sheet = service_pis_sheet(quarters_shown(council.quarter))
    rows = [
        _indicator(sheet, council.quarter, service, result)
        for service, result in counted_results(council)
        if not is_kpi(result)
    ]
    return page(sheet, f"Service performance indicators: {council.quarter}", rows)


def is_kpi(result: Result) -> bool:
    """Return whether an indicator is a key one by its tier."""
    return result.indicator.tier.strip().casefold() == _KPI


def _indicator(
    sheet: Sheet, quarter: Quarter, service: ServiceQuarter, result: Result
) -> dict[str, Cell]:
    said = result.figure
    values = cells(
        sheet,
        {
            "service": service.plan.service.name,
            "ref": result.indicator.ref,
            "title": result.indicator.title,
            "state": str(result.state),
            "direction_quarter": result.direction_quarter or "",
            "direction_year": result.direction_year or "",
            "target_year": result.goal.text,
            "how_final": _how_final(result),
            "markers": markers(quarter, service, result),
            "commentary": said.public_commentary if said else "",
            "reason": _why_none(service, result),
            "source": _source(said) if said else "",
        },
    )
    known = {
        **service.figures.get(result.indicator.formerly, {}),
        **service.figures.get(result.indicator.ref, {}),
    }
    return {
        **values,
        **_compared(result),
        **_year_so_far(quarter, result, known),
        **_trend(quarter, result, known),
        **_forecast(result),
    }


def _source(said: Figure) -> str:
    """Return where a figure stands, and what a person decided about it."""
    place = str(Place(said.file, said.sheet, said.cell))
    return f"{place}. {said.decided}" if said.decided else place


def _year_so_far(quarter: Quarter, result: Result, known: Figures) -> dict[str, Cell]:
    """Return each quarter up to this one as it was entered, a ratio's as its percentage.

    The year to date is that of what adds up over the year.
    """
    indicator = result.indicator
    entered = {
        f"q{each.number}": figure(
            own_figure(indicator, known.get(each))
            if indicator.unit.numeric
            else total(indicator, each, known).actual,
            indicator.unit,
        )
        for each in quarter.so_far
    }
    to_date = result.actual if indicator.counts_as in _OVER_THE_YEAR else None
    return entered | {"year_to_date": figure(to_date, indicator.unit)}


def _trend(quarter: Quarter, result: Result, known: Figures) -> dict[str, Cell]:
    """Return the quarters of two years, each by itself, and the bars that are drawn of them."""
    quarters, indicator = quarters_shown(quarter), result.indicator
    keys = trend_keys(quarters)
    values = [by_itself(indicator, each, known) for each in quarters]
    shown = {key: figure(value, indicator.unit) for key, value in zip(keys, values, strict=True)}
    numbers = sum(isinstance(value, Decimal) for value in values)
    is_drawn = numbers >= _LEAST_DRAWN
    return shown | {"trend": Cell(sparkline=(keys[0], keys[-1]) if is_drawn else None)}


def _how_final(result: Result) -> str:
    if result.actual is None or result.figure is None:
        return ""
    return "Provisional" if result.figure.provisional else "Final"


def _why_none(service: ServiceQuarter, result: Result) -> str:
    """Return why there is nothing to compare, as far as anybody said."""
    if result.actual is not None:
        return ""
    why = []
    if service.returned is None and result.state is State.NOT_SUPPLIED:
        why.append("No return has been received")
    if result.missing:
        quarters = ", ".join(str(quarter) for quarter in result.missing)
        why.append(f"The year to date is not known without {quarters}")
    said = result.figure
    if said is not None and said.held:
        why.append(f"'{said.entered}' can be read in two ways and waits for an answer")
    if said is not None and said.reason:
        why.append(said.reason)
    if said is not None and said.expected_by is not None:
        why.append(f"Expected by {spoken_date(said.expected_by)}")
    elif result.state is State.AWAITED and result.indicator.available_weeks:
        weeks = result.indicator.available_weeks
        why.append(f"Available {weeks} {'week' if weeks == 1 else 'weeks'} after the quarter")
    return "; ".join(why)


def _compared(result: Result) -> dict[str, Cell]:
    """Return rating, figure, target and gap; a date's gap is in days."""
    unit = result.indicator.unit
    assumed = result.goal.assumed and result.state not in _WITHOUT_TARGET
    return {
        "rating": rating_cell(result.rating),
        "actual": figure(result.actual, unit),
        "target": _target(result),
        "target_note": Cell("; ".join(_target_notes(result, assumed=assumed))),
        "gap": figure(result.variance, Unit.DAYS if unit is Unit.DATE else unit),
    }


def _target_notes(result: Result, *, assumed: bool) -> Iterator[str]:
    """Yield what is to be known of the comparison: how much of the year it is, what is assumed."""
    if result.part_since and result.state not in _WITHOUT_TARGET:
        yield f"Counted from {result.part_since} on, since when it is measured so"
        if result.goal.state is State.NO_TARGET and result.goal.text:
            yield "the year's target was set before that"
    if assumed:
        yield "Assumed: a straight line to the year's target"


def _target(result: Result) -> Cell:
    """Return what the figure is compared with, in words where it is more than a figure."""
    goal, unit = result.goal, result.indicator.unit
    if result.state in _WITHOUT_TARGET:
        return Cell()
    value = goal.by if goal.value is None else goal.value
    if value is None or goal.strict:
        return Cell(spoken_goal(goal, unit))
    return figure(value, unit)


def _forecast(result: Result) -> dict[str, Cell]:
    forecast = result.figure.forecast if result.figure else None
    return {"forecast": figure(forecast, result.indicator.unit)}


def data_page(council: CouncilQuarter) -> Page:
    """Return the tidy sheet: a row an indicator, in the columns of `plansheet data`."""
    aims = served(themes_of(council))
    rows = [_data(council, result, aims) for _, result in counted_results(council)]
    return page(DATA, f"Data: {council.quarter}", rows)


def _data(council: CouncilQuarter, result: Result, aims: Aims) -> dict[str, Cell]:
    red = run_of(result, council.quarter, council.earlier, _RED)
    row = DataRow(
        council.council,
        council.quarter,
        result,
        aims.get((result.service, result.indicator.ref), ("", "")),
        rating_before(result, council.quarter, council.earlier) or "",
        red.quarters if red else 0,
    )
    numbers = _NUMBERS | _FIGURES if result.indicator.unit.numeric else _NUMBERS
    return {
        name: Cell(Decimal(text), "figure") if text and name in numbers else Cell(text)
        for name, text in sheet_row(row).items()
    }
