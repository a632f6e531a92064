"""The pages about indicators: Exceptions, KPIs, Service PIs, and Data."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.compile.cells import cells, figure, page, rating_cell
from plansheet.layout.council import DATA, EXCEPTIONS, KPIS, SERVICE_PIS
from plansheet.model.dates import spoken_date
from plansheet.model.ratings import Rating, Result, State
from plansheet.model.units import Unit
from plansheet.pages import Cell
from plansheet.problems import Place
from plansheet.reconcile.data import data_row
from plansheet.reconcile.totals import own_figure, total
from plansheet.reconcile.wording import spoken_goal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure
    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

_KPI = "kpi"
_WORST_FIRST = (Rating.RED, Rating.AMBER)
_WITHOUT_TARGET = frozenset({State.NOT_DUE, State.WITHDRAWN})
_NUMBERS = frozenset({"numerator", "denominator", "variance"})
_FIGURES = frozenset({"actual", "target"})


def results_of(council: CouncilQuarter) -> Iterator[tuple[ServiceQuarter, Result]]:
    """Yield each indicator once, with the service that supplies its figure."""
    for service in council.services:
        for result in service.results:
            if result.counted:
                yield service, result


def exceptions_page(council: CouncilQuarter) -> Page:
    """Return what is off target, then what is only within tolerance."""
    rows = [
        _exception(service, result)
        for rating in _WORST_FIRST
        for service, result in results_of(council)
        if result.rating is rating
    ]
    return page(EXCEPTIONS, f"Exceptions: {council.quarter}", rows)


def _exception(service: ServiceQuarter, result: Result) -> dict[str, Cell]:
    said = result.figure
    values = cells(
        EXCEPTIONS,
        {
            "service": service.plan.service.name,
            "ref": result.indicator.ref,
            "title": result.indicator.title,
            "direction_quarter": result.direction_quarter or "",
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
    rows = [
        _indicator(council.quarter, service, result)
        for service, result in results_of(council)
        if is_kpi(result)
    ]
    return page(KPIS, f"Key performance indicators: {council.quarter}", rows)


def service_pis_page(council: CouncilQuarter) -> Page:
    """Return all the other performance indicators."""
    rows = [
        _indicator(council.quarter, service, result)
        for service, result in results_of(council)
        if not is_kpi(result)
    ]
    return page(SERVICE_PIS, f"Service performance indicators: {council.quarter}", rows)


def is_kpi(result: Result) -> bool:
    """Return whether an indicator is a key one by its tier."""
    return result.indicator.tier.strip().casefold() == _KPI


def _indicator(quarter: Quarter, service: ServiceQuarter, result: Result) -> dict[str, Cell]:
    said = result.figure
    values = cells(
        KPIS,
        {
            "service": service.plan.service.name,
            "ref": result.indicator.ref,
            "title": result.indicator.title,
            "state": str(result.state),
            "direction_quarter": result.direction_quarter or "",
            "direction_year": result.direction_year or "",
            "target_year": result.goal.text,
            "how_final": _how_final(result),
            "commentary": said.public_commentary if said else "",
            "reason": _why_none(service, result),
            "source": _source(said) if said else "",
        },
    )
    quarters = _year_so_far(quarter, service, result)
    return values | _compared(result) | quarters | _forecast(result)


def _source(said: Figure) -> str:
    """Return where a figure stands, and what a person decided about it."""
    place = str(Place(said.file, said.sheet, said.cell))
    return f"{place}. {said.decided}" if said.decided else place


def _year_so_far(quarter: Quarter, service: ServiceQuarter, result: Result) -> dict[str, Cell]:
    """Return each quarter's own figure up to this one; a ratio's is its percentage."""
    indicator = result.indicator
    known = {
        **service.figures.get(indicator.formerly, {}),
        **service.figures.get(indicator.ref, {}),
    }
    return {
        f"q{each.number}": figure(
            own_figure(indicator, known.get(each))
            if indicator.unit.numeric
            else total(indicator, each, known).actual,
            indicator.unit,
        )
        for each in quarter.so_far
    }


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
    rows = [_data(council, result) for _, result in results_of(council)]
    return page(DATA, f"Data: {council.quarter}", rows)


def _data(council: CouncilQuarter, result: Result) -> dict[str, Cell]:
    said = data_row(result, council.council, council.quarter)
    numbers = _NUMBERS | _FIGURES if result.indicator.unit.numeric else _NUMBERS
    found = {
        name: Cell(Decimal(text), "figure") if text and name in numbers else Cell(text)
        for name, text in said.items()
    }
    return found | {"sha256": Cell(result.figure.sha256 if result.figure else "")}
