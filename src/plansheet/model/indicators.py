"""Performance indicators: what is measured, how often, which way is good, who supplies it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.targets import Target, TargetKind
from plansheet.model.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.model.targets import Actual


class Way(StrEnum):
    """Which way a good figure lies, in the words of the plan."""

    HIGHER = "higher"
    LOWER = "lower"
    WITHIN = "within"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class GoodIs:
    """Polarity: a way, and for a range its two edges in the unit's own terms."""

    way: Way
    low: Decimal | None = None
    high: Decimal | None = None
    text: str = ""

    def __str__(self) -> str:
        """Return the words of the plan: `higher`, `within 80 to 120`."""
        return self.text or str(self.way)


class HowOften(StrEnum):
    """How often a figure is reported."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    ANNUAL = "annual"
    EVERY_TWO_YEARS = "every two years"
    AD_HOC = "ad hoc"


class CountsAs(StrEnum):
    """How quarters make a year (domain: aggregation)."""

    CUMULATIVE = "cumulative"
    SUM = "sum"
    SNAPSHOT = "snapshot"
    AVERAGE = "average"
    RATIO = "ratio"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far off target is still amber: a share of the target, or points in the unit.

    `amount` is a fraction where `relative` (0.05 for 5%), else in the unit's own terms
    (0.05 for 5 percentage points of a %, 10 for 10 days).
    """

    amount: Decimal
    relative: bool
    text: str

    def __str__(self) -> str:
        """Return the words of the plan: `5%`, `5 points`, `10 days`."""
        return self.text


@dataclass(frozen=True, slots=True)
class Indicator:
    """One performance indicator of one plan.

    `owner` is the job title of who answers for it, where that is not the head of service;
    `supplied_by` is the code of the one service that supplies the figure ("" is the plan's own);
    `available_weeks` is how long after the quarter's end the figure exists; `inferred` names the
    fields that the plan does not state and a person has yet to confirm. `since` is the quarter
    from which a dated change has it measured as it is now, None where none has; `aims_anew` says
    that a target was given with that change or after it.
    """

    ref: str
    title: str
    tier: str
    unit: Unit
    good_is: GoodIs
    how_often: HowOften
    counts_as: CountsAs
    tolerance: Tolerance | None = None
    owner: str = ""
    objective: str = ""
    definition: str = ""
    source_system: str = ""
    available_weeks: int = 0
    supplied_by: str = ""
    also_reported_by: tuple[str, ...] = ()
    public: bool = True
    formerly: str = ""
    actuals: Mapping[FinancialYear, Actual] = field(default_factory=dict)
    targets: Mapping[FinancialYear, Target] = field(default_factory=dict)
    inferred: tuple[str, ...] = ()
    since: Quarter | None = None
    aims_anew: bool = False

    def target_for(self, year: FinancialYear) -> Target | None:
        """Return the plan's target for `year`, or None where the plan has no such column."""
        return self.targets.get(year)

    def is_due(self, quarter: Quarter, *, done: bool = False) -> bool:
        """Return whether a figure is asked for in `quarter` (contract: Ratings, worked).

        Annual figures are asked in Q4, half-yearly ones in Q2 and Q4; the rarer ones only where
        the plan gives the year a target. A deadline is asked from the quarter it falls in until
        it is `done`.
        """
        target = self.target_for(quarter.year)
        if self.unit is Unit.DATE:
            return not done and self._deadline_reached(quarter)
        if self.how_often in {HowOften.MONTHLY, HowOften.QUARTERLY}:
            return True
        if self.how_often is HowOften.AD_HOC:
            return _is_set(target)
        if self.how_often is HowOften.HALF_YEARLY:
            return quarter.number in {2, _LAST}
        in_last = quarter.number == _LAST
        return in_last and (self.how_often is HowOften.ANNUAL or _is_set(target))

    def to_date(self, quarter: Quarter) -> tuple[Quarter, ...]:
        """Return the quarters of the year up to `quarter` that are measured alike.

        What was counted before a change of definition is never added to what was counted since.
        """
        since = self.since
        if since is None or quarter < since:
            return quarter.so_far
        return tuple(each for each in quarter.so_far if each >= since)

    def deadline_target(self, quarter: Quarter) -> Target | None:
        """Return the deadline in force: this year's, else the nearest earlier year's."""
        years = sorted((year for year in self.targets if year <= quarter.year), reverse=True)
        found = (self.targets[year] for year in years)
        return next((target for target in found if target.deadline is not None), None)

    def _deadline_reached(self, quarter: Quarter) -> bool:
        target = self.deadline_target(quarter)
        if target is None or target.deadline is None:
            return False
        return target.deadline.last <= quarter.last_day


_LAST = 4


def _is_set(target: Target | None) -> bool:
    return target is not None and target.kind not in {TargetKind.NOT_SET, TargetKind.UNPARSED}
