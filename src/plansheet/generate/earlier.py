"""The Earlier figures page: figures of earlier quarters that can still come, or still change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.generate.asked import is_ratio, is_supplied, known_figure, reported
from plansheet.generate.cells import open_cell, page_of
from plansheet.layout.collection import EARLIER_FIGURES
from plansheet.layout.columns import Reads
from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import RATIO_EXAMPLE
from plansheet.model.units import Unit
from plansheet.pages import Cell, Row, figure_cell
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.totals import has_figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.generate.context import Context
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Figure
    from plansheet.pages import Page
    from plansheet.reconcile.totals import Figures

_ADDED_UP = frozenset({CountsAs.SUM, CountsAs.RATIO})
_HELD = "To be confirmed"
_AWAITED = "Awaited"
_NOTHING = "No figure yet"
_RATIO_HELP = "Both numbers of the final figure: how many met the measure, and of how many."


def earlier_page(plan: Plan, context: Context) -> Page:
    """Return the earlier figures that are asked for: provisional, awaited, or lacking in a sum.

    Lacking is what this year's returns left out; a quarter that nobody was asked for is not.
    """
    sheet = EARLIER_FIGURES
    rows = [
        Row(
            row_label(indicator, quarter),
            {
                "ref": Cell(indicator.ref),
                "title": Cell(indicator.title),
                "quarter": Cell(quarter.label),
                "held": held,
                "final": _final_cell(indicator, context.quarter),
                "reason": open_cell(sheet.column("reason"), context.quarter),
            },
        )
        for indicator, quarter, held in _rows(plan, context)
    ]
    return page_of(sheet, context, rows, freeze="title")


def row_label(indicator: Indicator, quarter: Quarter) -> str:
    """Return what names the row of an earlier figure."""
    return f"{indicator.ref} {quarter.label}"


def places_of(plan: Plan, context: Context) -> dict[str, int]:
    """Return which row of the page, from 1, each earlier figure stands in, by the row's label."""
    rows = enumerate(_rows(plan, context), start=1)
    return {row_label(indicator, quarter): place for place, (indicator, quarter, _) in rows}


def _rows(plan: Plan, context: Context) -> Iterator[tuple[Indicator, Quarter, Cell]]:
    """Yield each earlier figure that is asked for, with what is held of it."""
    for indicator in reported(plan, context):
        if is_supplied(indicator, plan):
            for quarter, held in _asked(indicator, context):
                yield indicator, quarter, held


def _final_cell(indicator: Indicator, quarter: Quarter) -> Cell:
    """Return the cell of the final figure: of a ratio one of text, for both numbers in it."""
    column = EARLIER_FIGURES.column("final")
    if not is_ratio(indicator):
        return open_cell(column, quarter, indicator.unit)
    both = replace(column, reads=Reads.TEXT, help=_RATIO_HELP, example=RATIO_EXAMPLE, style="text")
    return open_cell(both, quarter)


def _asked(indicator: Indicator, context: Context) -> Iterator[tuple[Quarter, Cell]]:
    """Yield the quarters whose figure is asked for, oldest first, with what is held of it."""
    known = context.figures.get(indicator.ref, {})
    returned = {earlier.quarter for earlier in context.earlier}
    this_year = returned.intersection(context.quarter.so_far)
    for quarter in sorted(this_year.union(known)):
        figure = known.get(quarter)
        is_added = quarter in indicator.to_date(context.quarter)
        is_lacking = quarter in this_year and _is_lacking(
            indicator, quarter, known, is_added=is_added
        )
        if quarter < context.quarter and (is_lacking or _may_change(indicator, figure)):
            yield quarter, _what_is_held(indicator, figure)


def _is_lacking(indicator: Indicator, quarter: Quarter, known: Figures, *, is_added: bool) -> bool:
    """Return whether a figure was due and is not there: one of a year to date, or one to come."""
    figure = known.get(quarter)
    if has_figure(indicator, figure) or not indicator.is_due(quarter):
        return False
    adds_up = indicator.counts_as in _ADDED_UP and indicator.unit.numeric
    return (adds_up and is_added) or _comes_later(indicator, figure)


def _comes_later(indicator: Indicator, figure: Figure | None) -> bool:
    """Return whether the plan says that the figure comes late, and nobody said why it does not."""
    is_open = figure is None or not (figure.held or figure.reason)
    return bool(indicator.available_weeks) and is_open and indicator.unit is not Unit.DATE


def _may_change(indicator: Indicator, figure: Figure | None) -> bool:
    """Return whether a figure is provisional, or awaited; a date is asked for until it is given."""
    if figure is None:
        return False
    return figure.provisional or _is_awaited(indicator, figure)


def _is_awaited(indicator: Indicator, figure: Figure) -> bool:
    is_to_come = figure.expected_by is not None and not figure.supplied
    return is_to_come and indicator.unit is not Unit.DATE


def _what_is_held(indicator: Indicator, figure: Figure | None) -> Cell:
    if figure is not None and is_ratio(indicator) and has_figure(indicator, figure):
        return Cell(spoken_entry(indicator, figure))
    value = known_figure(indicator, figure)
    if value is not None:
        return figure_cell(value, indicator.unit)
    if figure is not None and figure.held:
        return Cell(f"{_HELD}: {figure.entered}")
    is_awaited = figure is not None and _is_awaited(indicator, figure)
    return Cell(_AWAITED if is_awaited or _comes_later(indicator, figure) else _NOTHING)
