"""The Indicators page: what is asked of each indicator this quarter, spelt out, and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.generate.asked import (
    Asked,
    asked_of,
    is_ratio,
    is_supplied,
    known_figure,
    reported,
    what_to_enter,
)
from plansheet.generate.beside import row_help
from plansheet.generate.cells import open_cell, page_of
from plansheet.generate.compared import FigureCase
from plansheet.generate.earlier import places_of
from plansheet.generate.figure_check import (
    NOT_DUE,
    NOTHING_TO_ENTER,
    early_check,
    figure_check,
    ratio_actual,
)
from plansheet.generate.formulas import Said
from plansheet.generate.live import CHECK, with_live
from plansheet.layout.collection import indicators_sheet
from plansheet.layout.columns import NO_HELP
from plansheet.model.ratings import State
from plansheet.model.units import Unit
from plansheet.pages import Cell, Row, figure_cell, figure_style
from plansheet.reconcile.goals import goal_for
from plansheet.reconcile.wording import spoken_figure, spoken_goal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.generate.context import Context
    from plansheet.generate.formulas import Words
    from plansheet.layout.columns import Sheet
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.pages import Page

_RATIO_KEYS = ("numerator", "denominator")
_NO_GOAL = {State.NO_TARGET: "No target", State.BASELINE: "Baseline year"}


def indicators_page(plan: Plan, context: Context) -> Page:
    """Return the Indicators page: due rows first, then what an early answer may be given to."""
    sheet = indicators_sheet(context.quarter)
    mine = sorted(reported(plan, context), key=lambda each: asked_of(each, plan, context))
    finals = places_of(plan, context)
    rows = (_Rower(sheet, indicator, plan, context, finals).row() for indicator in mine)
    return page_of(sheet, context, rows, freeze="title")


class _Rower:
    """One row of the Indicators page in the making."""

    def __init__(
        self,
        sheet: Sheet,
        indicator: Indicator,
        plan: Plan,
        context: Context,
        finals: Mapping[str, int],
    ) -> None:
        self.sheet = sheet
        self.indicator = indicator
        self.quarter = context.quarter
        self.finals = finals
        self.known = context.figures.get(indicator.ref, {})
        self.supplier = "" if is_supplied(indicator, plan) else indicator.supplied_by
        self.supplier_name = context.services.get(self.supplier, self.supplier)
        self.asked = asked_of(indicator, plan, context)
        self.goal = goal_for(indicator, context.quarter, context.tolerance_for(indicator.unit))

    def row(self) -> Row:
        return Row(self.indicator.ref, with_live(self._described() | self._entered(), self._live()))

    def _described(self) -> dict[str, Cell]:
        indicator, year = self.indicator, self.quarter.year
        target = indicator.target_for(year)
        last = indicator.actuals.get(year.plus(-1))
        before = self.known.get(self.quarter.previous)
        return {
            "ref": Cell(indicator.ref),
            "title": Cell(indicator.title),
            "ask": Cell(self._ask()),
            "target": self._target(),
            "unit": Cell(str(indicator.unit)),
            "good_is": Cell(str(indicator.good_is)),
            "amber_to": self._amber(),
            "how_often": Cell(str(indicator.how_often)),
            "counts_as": Cell(str(indicator.counts_as)),
            "target_year": Cell(target.text if target else ""),
            **{f"q{each.number}": self._earlier(each) for each in year.quarters},
            "last_actual": Cell(last.text if last else ""),
            "last_commentary": Cell(before.commentary if before else ""),
            "definition": Cell(indicator.definition),
        }

    def _earlier(self, quarter: Quarter) -> Cell:
        found = self.known.get(quarter) if quarter < self.quarter else None
        return figure_cell(known_figure(self.indicator, found), self.indicator.unit)

    def _target(self) -> Cell:
        goal, unit = self.goal, self.indicator.unit
        if goal.state in _NO_GOAL:
            return Cell(_NO_GOAL[goal.state])
        if goal.span is None and not goal.strict:
            value = goal.by if goal.value is None else goal.value
            return figure_cell(value, unit, is_assumed=goal.assumed)
        return Cell(spoken_goal(goal, unit) + (" (assumed)" if goal.assumed else ""))

    def _amber(self) -> Cell:
        goal, unit = self.goal, self.indicator.unit
        if goal.span is not None:
            low, high = goal.span.low_edge, goal.span.high_edge
            return Cell(f"{spoken_figure(low, unit)} to {spoken_figure(high, unit)}")
        return figure_cell(goal.amber_by if goal.edge is None else goal.edge, unit)

    def _ask(self) -> str:
        if self.supplier:
            return f"Nothing: {self.supplier_name} supplies this figure"
        if self.asked is not Asked.NOTHING:
            return what_to_enter(self.indicator, self.quarter)
        if self.indicator.unit is Unit.DATE:
            return "Nothing: the date it was done is known"
        return f"Nothing this quarter ({self.indicator.how_often})"

    def _entered(self) -> dict[str, Cell]:
        is_open = self._open_keys()
        said = row_help(self.indicator, self.quarter, self.goal, self.known)
        cells = {
            column.key: open_cell(
                column, self.quarter, self.indicator.unit, said.get(column.key, NO_HELP)
            )
            if column.key in is_open
            else Cell()
            for column in self.sheet.entries
        }
        if is_ratio(self.indicator) and is_open:
            cells["actual"] = Cell(None, figure_style(self.indicator.unit))
        return cells

    def _live(self) -> dict[str, Words]:
        """Return the check, and of a ratio that is due its percentage."""
        live: dict[str, Words] = {CHECK: self._check()}
        if is_ratio(self.indicator) and self.asked is Asked.DUE:
            live["actual"] = ratio_actual()
        return live

    def _open_keys(self) -> frozenset[str]:
        """Return the columns that are open: those of the unit where it is due, else few or none."""
        if self.asked is Asked.NOTHING:
            return frozenset()
        if self.asked is Asked.EARLY:
            return frozenset({"actual"})
        shut = {"actual"} if is_ratio(self.indicator) else set(_RATIO_KEYS)
        if not self.indicator.unit.numeric:
            shut.add("forecast")
        return frozenset(column.key for column in self.sheet.entries) - shut

    def _check(self) -> Words:
        indicator = self.indicator
        if self.asked is Asked.NOTHING:
            is_for_good = self.supplier or indicator.unit is Unit.DATE
            return Said(NOTHING_TO_ENTER if is_for_good else NOT_DUE)
        is_open = self._open_keys()
        columns = tuple(column for column in self.sheet.entries if column.key in is_open)
        case = FigureCase(indicator, self.goal, self.quarter, self.known, columns, self.finals)
        return early_check(case) if self.asked is Asked.EARLY else figure_check(case)
