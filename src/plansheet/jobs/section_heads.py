"""Simulated section heads: a workbook filled in as a careful one sends it back.

Figures lie near their targets, so that all ratings come about, and near what is usual for the unit
where there is no target. Everything comes from the chance that is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.layout.collection import FINAL, REASONS
from plansheet.model.indicators import CountsAs, Way
from plansheet.model.ratings import Rating, State
from plansheet.model.units import EXACT, Unit, normal
from plansheet.reconcile.goals import COUNTING_UP, goal_for
from plansheet.reconcile.rating import rate
from plansheet.reconcile.words import (
    CHECKED,
    CONTRACTS,
    DATA_ENTRY,
    DATA_QUALITY,
    INDICATORS,
    MILESTONES,
    NO_CHANGE,
    RISKS,
    SIGN_OFF,
    SOURCE_DATA,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from plansheet.model.indicators import Indicator, Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal
    from plansheet.pages import Book, Page, Row, Value

_HUNDREDTHS, _TENTHS = Decimal("0.01"), Decimal("0.1")
_RATE = re.compile(r"\b(?:rate|average|for each|per)\b", re.IGNORECASE)
# Where there is no target: what a quarter of an ordinary district's figure might be.
_USUAL = {
    Unit.PERCENT: Decimal("0.8"),
    Unit.MONEY: Decimal(10_000),
    Unit.DAYS: Decimal(12),
    Unit.LEVEL: Decimal(2),
}
_USUAL_NUMBER, _USUAL_RATE, _USUAL_SHARE = Decimal(60), Decimal(2), Decimal("0.2")
_OFTEN, _NEARLY_ALWAYS = 0.6, 0.85
_IN_WORDS = "Under way as planned; the next step is agreed with partners."
_CAUSES = (
    "A post was vacant for part of the quarter.",
    "Demand was not what was expected when the target was set.",
    "Work planned for this quarter has moved into the next one.",
)
_ACTIONS = (
    "Cover is arranged, and the figure is looked at each month.",
    "The work plan is reviewed with the team.",
    "The work is put first, and progress is reported each month.",
)
_SIGNERS = {
    SOURCE_DATA: ("A. Officer", "Data Officer"),
    DATA_ENTRY: ("A. Officer", "Data Officer"),
    CHECKED: ("B. Manager", "Head of Service"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """A simulated section head: what they know, and the chance they decide by."""

    indicators: Mapping[str, Indicator]
    quarter: Quarter
    chance: Random
    tolerance_for: Callable[[Unit], Tolerance]

    def goal(self, indicator: Indicator) -> Goal:
        """Return what an indicator is to reach this quarter."""
        return goal_for(indicator, self.quarter, self.tolerance_for(indicator.unit))

    def share(self, low: str, high: str) -> Decimal:
        """Return a share between two, in whole hundredths: no binary figure comes near."""
        first, last = (int(Decimal(edge) / _HUNDREDTHS) for edge in (low, high))
        return Decimal(self.chance.randint(first, last)) * _HUNDREDTHS


def filled_in(book: Book, head: Head) -> Book:
    """Return the workbook as a careful section head sends it back."""
    fillers: dict[str, Callable[[Row], Mapping[str, Value]]] = {
        INDICATORS: lambda row: _indicator_answers(head.indicators[row.label], head),
        MILESTONES: lambda row: _milestone_answers(row, head),
        RISKS: lambda _: {"changed": NO_CHANGE},
        CONTRACTS: lambda _: {"next_step": "Not decided"},
        DATA_QUALITY: lambda _: {"met": "Yes"},
        SIGN_OFF: lambda row: _signature(row, head),
    }
    return replace(
        book,
        pages=tuple(
            _filled(page, fillers[page.name]) if page.name in fillers else page
            for page in book.pages
        ),
    )


def _filled(page: Page, answers: Callable[[Row], Mapping[str, Value]]) -> Page:
    rows = []
    for row in page.rows:
        said = {
            key: replace(row.cells[key], value=value)
            for key, value in answers(row).items()
            if row.cells[key].is_open
        }
        rows.append(replace(row, cells={**row.cells, **said}))
    return replace(page, rows=tuple(rows))


def _indicator_answers(indicator: Indicator, head: Head) -> dict[str, Value]:
    """Return what is said of one indicator; of one that is not due every cell is locked anyway."""
    if indicator.unit is Unit.DATE:
        return _step_answers(indicator, head) if indicator.is_due(head.quarter) else {}
    if indicator.unit is Unit.TEXT:
        return {"actual": _IN_WORDS, "provisional": FINAL}
    if indicator.counts_as is CountsAs.RATIO:
        whole = Decimal(head.chance.randint(150, 250))
        part = min(whole, _near(whole * _aim(indicator, head), head, "0.95", "1.06"))
        figures: dict[str, Value] = {"numerator": part, "denominator": whole}
        actual = EXACT.divide(part, whole)
    else:
        actual = _figure(indicator, head)
        figures = {"actual": actual}
    said = figures | {"provisional": FINAL}
    return said | _explained(indicator, head) if _is_short(indicator, head, actual) else said


def _is_short(indicator: Indicator, head: Head, actual: Decimal) -> bool:
    """Return whether a figure has to be explained; of quarters that add up any may have to be."""
    goal, way = head.goal(indicator), indicator.good_is.way
    if goal.state is not State.RATED or way is Way.NONE:
        return False
    adds_up = indicator.counts_as in {CountsAs.SUM, CountsAs.RATIO}
    return adds_up or rate(way, goal, actual).rating is not Rating.GREEN


def _explained(indicator: Indicator, head: Head) -> dict[str, Value]:
    number = head.chance.randrange(len(_CAUSES))
    return {
        "commentary": _CAUSES[number],
        "action": _ACTIONS[number],
        "owner": indicator.owner or "Service manager",
        "by_when": head.quarter.plus(1).last_day,
    }


def _step_answers(indicator: Indicator, head: Head) -> dict[str, Value]:
    """Return when a step was done: in time, some days late, or not yet, with a reason."""
    goal, luck = head.goal(indicator), head.chance.random()
    by = goal.by or head.quarter.last_day
    if by >= head.quarter.first_day and luck > _NEARLY_ALWAYS:
        return _explained(indicator, head) | {"reason": REASONS[-1]}
    done = _done_on(by, head, in_time=luck < _OFTEN)
    return {"actual": done} | (_explained(indicator, head) if done > by else {})


def _done_on(by: date, head: Head, *, in_time: bool) -> date:
    """Return a day of the quarter about `by`; what was overdue when it began is late anyway."""
    first, last = head.quarter.first_day, head.quarter.last_day
    if by < first:
        return first + timedelta(days=head.chance.randint(10, 60))
    days = timedelta(days=head.chance.randint(3, 12))
    return max(by - days, first) if in_time else min(by + days, last)


def _figure(indicator: Indicator, head: Head) -> Decimal:
    aim = _aim(indicator, head)
    if indicator.unit is Unit.LEVEL:
        return aim if head.chance.random() < _OFTEN else max(aim - 1, Decimal(0))
    low, high = ("0.93", "1.08") if indicator.good_is.way is not Way.LOWER else ("0.92", "1.07")
    if indicator.counts_as is CountsAs.SUM:
        aim = EXACT.divide(aim, Decimal(head.quarter.number))
    if indicator.unit is Unit.PERCENT:
        share = EXACT.multiply(aim, head.share(low, high))
        return normal(min(share, Decimal(1)).quantize(Decimal("0.0001")))
    if head.goal(indicator).value is None and _is_rate(indicator):
        return normal(EXACT.multiply(aim, head.share(low, high)).quantize(_TENTHS))
    return _near(aim, head, low, high)


def _aim(indicator: Indicator, head: Head) -> Decimal:
    """Return what a figure lies near: its target, the middle of its range, or what is usual."""
    goal = head.goal(indicator)
    if goal.span is not None:
        return EXACT.divide(EXACT.add(goal.span.low, goal.span.high), Decimal(2))
    if goal.value is not None:
        return goal.value
    if indicator.counts_as not in COUNTING_UP:
        return _usual(indicator)
    usual = _USUAL_SHARE if indicator.unit is Unit.PERCENT else _usual(indicator)
    return usual * head.quarter.number


def _usual(indicator: Indicator) -> Decimal:
    return _USUAL.get(indicator.unit, _USUAL_RATE if _is_rate(indicator) else _USUAL_NUMBER)


def _is_rate(indicator: Indicator) -> bool:
    """Return whether an indicator counts one thing for each of another, by its words."""
    return bool(_RATE.search(f"{indicator.title} {indicator.definition}"))


def _near(aim: Decimal, head: Head, low: str, high: str) -> Decimal:
    return normal(EXACT.multiply(aim, head.share(low, high)).quantize(Decimal(1)))


def _milestone_answers(row: Row, head: Head) -> dict[str, Value]:
    """Return how a milestone stands: done when it is due, on its way before, or held up."""
    goes_well = head.chance.random() < _OFTEN
    if not goes_well:
        return {
            "status": "Needs attention",
            "expected": head.quarter.plus(1).last_day,
            "commentary": "It waits for a partner's decision.",
        }
    due = row.cells["due"].value
    if isinstance(due, date) and due > head.quarter.last_day:
        return {"status": "On target"}
    return {"status": "Completed", "done_on": head.quarter.last_day - timedelta(days=20)}


def _signature(row: Row, head: Head) -> dict[str, Value]:
    name, job_title = _SIGNERS[row.label]
    return {
        "name": name,
        "job_title": job_title,
        "date": head.quarter.last_day + timedelta(days=8),
    }
