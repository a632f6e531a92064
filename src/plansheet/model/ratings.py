"""Ratings and the states that are not ratings (contract: Ratings, worked)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure


class Rating(StrEnum):
    """On target, within tolerance, off target; only these enter percentages."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"


class State(StrEnum):
    """Where an indicator stands in a quarter."""

    RATED = "rated"
    NO_TARGET = "no target"
    BASELINE = "baseline"
    NOT_DUE = "not due"
    AWAITED = "awaited"
    NOT_SUPPLIED = "not supplied"
    HELD = "held"
    DATA_ONLY = "data only"
    WITHDRAWN = "withdrawn"


class Travel(StrEnum):
    """Direction of travel, never up or down (domain: Rules)."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Span:
    """A range to stay within, and where its amber ends on either side, in the unit's own terms."""

    low: Decimal
    high: Decimal
    low_edge: Decimal
    high_edge: Decimal


@dataclass(frozen=True, slots=True)
class Goal:
    """The target in force for one quarter, profiled where the year's is spread over quarters.

    `text` is the plan's words; `state` is RATED where there is something to compare with, else
    NO_TARGET or BASELINE. Such a goal has a `value` with an `edge` where amber ends (none where
    no way is good), or a `span`, or the last green and amber days of a deadline (`by`,
    `amber_by`). `strict` says that reaching the value is not enough ("<752"), `assumed` that the
    straight line to it is an assumption.
    """

    text: str
    state: State = State.NO_TARGET
    value: Decimal | None = None
    edge: Decimal | None = None
    span: Span | None = None
    by: date | None = None
    amber_by: date | None = None
    strict: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator of one service in one quarter, compared with its target.

    `actual` is what is compared (the year to date where quarters add up), `figure` what was
    entered. `goal` is the quarter's, whether or not a figure is asked for. `missing` are the
    earlier quarters without which the year to date cannot be worked out; `part_since` is the
    quarter from which it is counted where that is only a part of the year. `counted` is false where
    another service supplies the figure and counts it.
    """

    service: str
    indicator: Indicator
    state: State
    goal: Goal
    due: bool = True
    actual: Decimal | date | str | None = None
    rating: Rating | None = None
    variance: Decimal | None = None
    direction_quarter: Travel | None = None
    direction_year: Travel | None = None
    figure: Figure | None = None
    missing: tuple[Quarter, ...] = ()
    part_since: Quarter | None = None
    counted: bool = True
