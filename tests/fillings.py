"""Workbooks filled in every way: plans with rows of every kind, and what may be typed into them.

What is typed is drawn by a seed, so that a filling that fails can be made again. Figures are drawn
near what they are held against: targets, edges, last quarter's figure, five times either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from forms import CODE, YEAR, Form, five_percent, form, indicator, plan, returned

from plansheet.collect.book import collect
from plansheet.excel.read import read_book
from plansheet.generate.compared import elsewhere
from plansheet.generate.formulas import Fault
from plansheet.layout.columns import Reads, accepted
from plansheet.model.plans import Contract, Milestone, Project
from plansheet.model.returns import Figure, Return
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk, RiskScheme, Scale, steps
from plansheet.model.units import Unit
from plansheet.pages import address
from plansheet.reconcile.case import Case
from plansheet.reconcile.checks import check_return
from plansheet.reconcile.figures import earlier_figures, figures_of
from plansheet.reconcile.results import Comparing, reconcile_service
from plansheet.reconcile.risks import reconcile_risks
from plansheet.reconcile.words import EARLIER_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.workbook import Workbook

    from plansheet.generate.formulas import Entered
    from plansheet.layout.columns import Column
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.pages import Page, Row
    from plansheet.problems import Problem

Filling: TypeAlias = "dict[tuple[str, str], dict[str, Entered]]"

OWN = RiskScheme(
    "our own",
    Scale("likelihood", "Likelihood", steps(("L", "Low"), ("H", "High"))),
    (
        Scale("money", "Money", steps(("1", "Little"), ("2", "Much")), may_be_blank=True),
        Scale("people", "People", steps(("a", "Few"), ("b", "Many")), may_be_blank=True),
    ),
    treat_impact=2,
    treat_likelihood=2,
)
SCHEMES = (FIVE_BY_SIX, FOUR_BY_FOUR, OWN)
QUARTERS = YEAR.quarters
LATE = date(2020, 3, 31)

_WAYS = ("higher", "lower", "within 80 to 120", "none")
_COUNTS = ("cumulative", "sum", "snapshot", "average", "ratio", "latest")
_NUMBER_TARGETS = ("90", "Q1 60 Q2 140 Q3 200 Q4 240", "<752", "Baseline + 5%", "Set baseline", "")
_TARGETS: Mapping[Unit, tuple[str, ...]] = {
    Unit.PERCENT: ("79%", "Q1 60% Q2 70% Q3 80% Q4 90%", "<85%", "Baseline + 2.5%", "TBC", "0%"),
    Unit.NUMBER: _NUMBER_TARGETS,
    Unit.MONEY: ("£50,000", *_NUMBER_TARGETS[1:]),
    Unit.DAYS: _NUMBER_TARGETS,
    Unit.LEVEL: ("3", *_NUMBER_TARGETS[3:]),
}
# How often a cell is left empty, where it is not three times out of ten.
_LEFT_EMPTY = {
    ("Indicators", "actual"): 0.2,
    ("Indicators", "commentary"): 0.6,
    ("Indicators", "reason"): 0.7,
    ("Indicators", "expected_by"): 0.6,
    ("Milestones", "status"): 0.1,
    ("Risks", "changed"): 0.1,
    ("Risks", "reason"): 0.1,
}
# What is typed by somebody who types the figure and nothing else.
_FIGURES = frozenset({"actual", "numerator", "denominator"})
_BLANKS = ("   ", "\N{NO-BREAK SPACE}", "\n", "\t \n")
_ODD_NUMBERS = ("79", "'79", "79%", "1,234", "n/a", "TBC", "-", "nil", "*", "few")
_TEXTS = ("Two posts are empty", "-", "=1+1", "'x", "007", True, Decimal(5))


@dataclass(frozen=True)
class Filled:
    """One workbook, and what is typed into it by sheet and row."""

    plan: Plan
    form: Form
    known: Mapping[str, Mapping[Quarter, Figure]]
    filling: Filling

    def rows(self) -> Iterator[tuple[Page, int, Row, dict[str, Entered]]]:
        """Yield page, place, row and what is typed of each row that has a Check.

        Of what is typed on the sheet Earlier figures a row is told as well.
        """
        finals = {
            elsewhere(label): typed.get("final")
            for (sheet, label), typed in self.filling.items()
            if sheet == EARLIER_FIGURES
        }
        for page, index, row, typed in self._typed():
            if page.name != EARLIER_FIGURES:
                yield page, index, row, finals | typed

    def _typed(self) -> Iterator[tuple[Page, int, Row, dict[str, Entered]]]:
        for page in self.form.book.pages:
            for index, row in enumerate(page.rows):
                if (page.name, row.label) in self.filling:
                    yield page, index, row, self.filling[page.name, row.label]

    def type_in(self, workbook: Workbook) -> None:
        """Type everything into the workbook as it was sent."""
        for page, index, _, typed in self._typed():
            for key, entered in typed.items():
                cell = workbook[page.name][address(page, key, index)]
                look = cell.number_format
                cell.value = stored(entered)
                cell.number_format = look
                if isinstance(entered, str):
                    cell.data_type = "s"

    def problems(self, data: bytes) -> tuple[Problem, ...]:
        """Return everything that is found when the workbook comes back as `data`."""
        quarter, schemes = self.form.quarter, SCHEMES
        issue = read_book(self.form.data, open_blanks=True)
        found = collect(read_book(data), issue, quarter, schemes)
        back = Return(CODE, quarter, "0a", "cp.xlsx", "0" * 64, found.answers, found.sheets)
        indicators = {each.ref: each for each in self.plan.indicators}
        history = {ref: dict(figures) for ref, figures in self.known.items()}
        for ref, figure in figures_of(back, indicators).items():
            history.setdefault(ref, {})[quarter] = figure
        for ref, figure in earlier_figures(back, indicators, self.known):
            history.setdefault(ref, {})[figure.quarter] = figure
        results = reconcile_service(self.plan, Comparing(quarter, LATE, five_percent), history)
        case = Case(
            self.plan,
            back,
            results,
            LATE,
            history,
            self.known,
            tuple(found.problems),
            risks=reconcile_risks(self.plan, back),
        )
        return (*found.problems, *check_return(case))


def stored(entered: Entered) -> str | float | bool | datetime | None:
    """Return what a person entered as openpyxl writes it."""
    if isinstance(entered, Fault):
        return str(entered.value)
    if isinstance(entered, Decimal):
        return float(entered)
    if isinstance(entered, date):
        return datetime(entered.year, entered.month, entered.day)  # noqa: DTZ001 - a day has no zone
    return entered


def filled_in(seed: int) -> Filled:
    """Return a workbook of a seed's own plan, quarter and risk scheme, with every row filled in."""
    draw = Random(seed)  # noqa: S311 - a filling has to come out the same again
    quarter, scheme = QUARTERS[seed % len(QUARTERS)], SCHEMES[seed % len(SCHEMES)]
    whole = _whole_plan(draw, scheme, quarter)
    known = {each.ref: dict(_history(draw, each, quarter)) for each in whole.indicators}
    earlier = tuple(returned(past, {}) for past in quarter.so_far[:-1])
    sent = form(whole, quarter, figures=known, earlier=earlier)
    filling: Filling = {}
    for page in sent.book.pages:
        for row in page.rows:
            if "check" in row.cells:
                filling[page.name, row.label] = dict(_typed(draw, page, row, quarter))
            elif page.name == EARLIER_FIGURES:
                final = draw.choice(
                    (*_ODD_NUMBERS[-2:], None, Decimal(0), Decimal(30), Decimal(90))
                )
                filling[page.name, row.label] = {"final": final}
    return Filled(whole, sent, known, filling)


def _whole_plan(draw: Random, scheme: RiskScheme, quarter: Quarter) -> Plan:
    numeric = [
        _indicator(f"A{number:03}", draw, unit, counts_as, way)
        for number, (unit, counts_as, way) in enumerate(
            draw.sample(list(product(_TARGETS, _COUNTS, _WAYS)), 60)
        )
    ]
    deadlines = ("May 2018", "August 2018", "November 2018", "January 2019", "TBC")
    others = [
        indicator(f"D{number:02}", unit="date", good_is=way, target=deadline, tolerance="10 days")
        for number, (deadline, way) in enumerate(product(deadlines, ("lower", "none")))
    ] + [indicator(f"T{number:02}", unit="text", good_is="none") for number in range(6)]
    refs = [str(number) for number in range(1, 31)]
    near = quarter.last_day + timedelta(days=60)
    return plan(
        *numeric,
        *others,
        projects=(
            Project(
                "P1",
                "Fly tipping",
                milestones=tuple(Milestone(f"P1-M{ref}", f"Step {ref}", quarter) for ref in refs),
            ),
        ),
        risks=tuple(Risk(ref, f"Risk {ref}", inputs=_inputs(draw, scheme)) for ref in refs),
        scheme=scheme,
        contracts=tuple(Contract(f"C{ref}", f"Contract {ref}", end=near) for ref in refs[:20]),
    )


def _indicator(ref: str, draw: Random, unit: Unit, counts_as: str, way: str) -> Indicator:
    if unit is Unit.PERCENT and way.startswith("within"):
        way = "within 0.8 to 1.2"
    often = draw.choice(("quarterly", "quarterly", "monthly", "half-yearly", "annual"))
    return indicator(
        ref,
        unit=str(unit),
        counts_as=counts_as,
        good_is=way,
        how_often=often,
        target=draw.choice(_TARGETS[unit]),
        tolerance=draw.choice(("", "5%", "2 points")) if unit is Unit.PERCENT else "",
        actual=draw.choice(("", "60%" if unit is Unit.PERCENT else "60")),
    )


def _inputs(draw: Random, scheme: RiskScheme) -> dict[str, str]:
    return {
        scale.key: draw.choice(scale.steps).code for scale in scheme.inputs if draw.random() < 0.8
    }


def _history(draw: Random, asked: Indicator, quarter: Quarter) -> Iterator[tuple[Quarter, Figure]]:
    for back in range(1, 6):
        past = quarter.plus(-back)
        if not asked.unit.numeric or draw.random() < 0.25:
            continue
        number = _near(draw, asked.unit, _scale_of(asked.unit))
        is_held, is_provisional = draw.random() < 0.05, draw.random() < 0.3
        fields = Figure(past, actual=number, held=is_held, provisional=is_provisional)
        if str(asked.counts_as) == "ratio":
            bottom = Decimal(draw.choice((0, 10, 50, 190)))
            top = Decimal(draw.randint(0, int(bottom)))
            fields = replace(fields, actual=None, numerator=top, denominator=bottom)
        yield past, fields


def _scale_of(unit: Unit) -> Decimal:
    return {Unit.PERCENT: Decimal("0.8"), Unit.LEVEL: Decimal(3)}.get(unit, Decimal(100))


def _near(draw: Random, unit: Unit, usual: Decimal) -> Decimal:
    times = Decimal(
        draw.choice(("0.2", "0.5", "0.95", "1", "1.05", "3", "3", "5", "-2", "-2", "0"))
    )
    places = Decimal("0.0001") if unit is Unit.PERCENT else Decimal("0.01")
    return (usual * times).quantize(places)


def _typed(draw: Random, page: Page, row: Row, quarter: Quarter) -> Iterator[tuple[str, Entered]]:
    unit = Unit(str(row.cells["unit"].value)) if "unit" in row.cells else Unit.NUMBER
    is_careful = draw.random() < 0.6
    is_brief = page.name == "Indicators" and draw.random() < 0.3
    for column in page.columns:
        left_empty = _LEFT_EMPTY.get((page.name, column.key), 0.3)
        if not row.cells[column.key].is_open or draw.random() < left_empty:
            continue
        if is_brief and column.key not in _FIGURES:
            continue
        if is_careful or draw.random() < 0.7:
            yield column.key, _sensible(draw, column, unit, quarter, row)
        else:
            yield column.key, _odd(draw, column, unit, quarter)


def _sensible(draw: Random, column: Column, unit: Unit, quarter: Quarter, row: Row) -> Entered:
    match accepted(column, unit):
        case Reads.CHOICE:
            said = draw.choice(column.choices)
            return draw.choice((said, said, said.upper(), f" {said} "))
        case Reads.DATE:
            low, high = column.bounds.of(quarter)
            held_against = row.cells["amber_to"].value if "amber_to" in row.cells else None
            near = [low, high, quarter.last_day]
            if isinstance(held_against, date):
                near += [held_against, held_against + timedelta(days=1)]
            return draw.choice(near)
        case Reads.TEXT:
            return draw.choice(_TEXTS[:1] + _BLANKS[:1] if draw.random() < 0.2 else _TEXTS[:1])
        case Reads.NUMBER:
            return Decimal(draw.choice((0, 1, 9, 45, 50, 171, 190)))
        case _:
            shown = [row.cells[key].value for key in ("target", "amber_to", "q1", "q2", "q3")]
            against = [value for value in shown if isinstance(value, Decimal)]
            return _near(draw, unit, draw.choice([*against, _scale_of(unit)]))


def _odd(draw: Random, column: Column, unit: Unit, quarter: Quarter) -> Entered:
    if draw.random() < 0.1:
        return Fault.ERROR
    if draw.random() < 0.2:
        return draw.choice(_BLANKS)
    match accepted(column, unit):
        case Reads.CHOICE:
            codes = [choice.partition(" ")[0] for choice in column.choices]
            # LibreOffice takes TRUE for a 1, which Excel does not.
            truth = [] if "1" in codes else [True]
            said: list[Entered] = [*codes, "perhaps", "*", "?", "III of them", Decimal(4), *truth]
        case Reads.DATE:
            low, high = column.bounds.of(quarter)
            outside = [low - timedelta(days=1), high + timedelta(days=1)]
            said = [*outside, "last week", "1/4/18", "TBC", quarter.first_day]
        case Reads.TEXT:
            said = [*_TEXTS]
        case _:
            numbers = ("79", "10", "-10", "9.99", "2.01", "-1.01", "-5", "1e12", "1e15", "0.1")
            said = [*_ODD_NUMBERS, *map(Decimal, numbers)]
    return draw.choice(said)
