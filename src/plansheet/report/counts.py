"""What a report counts: indicators by `reconcile`'s own summary, actions by their statuses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from plansheet.model.ratings import Rating, State
from plansheet.model.units import EXACT, HUNDRED
from plansheet.reconcile.quarter import counted_results
from plansheet.reconcile.results import summary
from plansheet.reconcile.words import COMPLETED, ON_TARGET, STATUSES
from plansheet.report.actions import NOT_DUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import CouncilQuarter
    from plansheet.report.actions import Line

NO_SHARE = "-"
UNRATED = tuple(state for state in State if state is not State.RATED)


@dataclass(frozen=True, slots=True)
class IndicatorCounts:
    """How many indicators there are of each rating and state, by the keys of the summary."""

    by_key: Mapping[str, int]

    @property
    def rated(self) -> int:
        """Return how many are rated: the denominator of every share."""
        return self.by_key["rated"]

    @property
    def all(self) -> int:
        """Return how many there are, whatever their state."""
        return self.rated + sum(self.of_state(state) for state in UNRATED)

    def of_rating(self, rating: Rating) -> int:
        """Return how many have that rating."""
        return self.by_key[rating.lower()]

    def of_state(self, state: State) -> int:
        """Return how many are in that state."""
        return self.by_key[state.replace(" ", "_")]


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many actions there are at each status in a quarter, and in all."""

    by_status: Mapping[str, int]
    not_reported: int
    not_due: int

    @property
    def rated(self) -> int:
        """Return how many have a status: the denominator of every share."""
        return sum(self.by_status.values())

    @property
    def all(self) -> int:
        """Return how many there are."""
        return self.rated + self.not_reported + self.not_due

    @property
    def on_course(self) -> int:
        """Return how many are completed or on target."""
        return self.by_status[COMPLETED] + self.by_status[ON_TARGET]


def indicator_counts(results: Iterable[Result]) -> IndicatorCounts:
    """Return the counts of `results` as `reconcile` gives them, each indicator counted once."""
    return IndicatorCounts(summary(results))


def council_counts(council: CouncilQuarter) -> IndicatorCounts:
    """Return the counts of a whole quarter."""
    return indicator_counts(result for _, result in counted_results(council))


def action_counts(lines: Sequence[Line], at: int = -1) -> ActionCounts:
    """Return the counts of actions in one quarter of the year so far, the last one unless told.

    A rating that is none of the five, such as a sign that nobody explains, is not reported.
    """
    counts = Counter(line.ratings[at] for line in lines)
    by_status = {status: counts[status] for status in STATUSES}
    not_due = counts[NOT_DUE]
    return ActionCounts(by_status, len(lines) - sum(by_status.values()) - not_due, not_due)


def share(number: int, whole: int) -> str:
    """Return a share in whole per cent, halves upwards: `67%`; nothing is no share of nothing."""
    if not whole:
        return NO_SHARE
    part = EXACT.divide(EXACT.multiply(Decimal(number), HUNDRED), Decimal(whole))
    return f"{part.quantize(Decimal(1), ROUND_HALF_UP)}%"


def are(number: int) -> str:
    """Return the verb that goes with a number of things."""
    return "is" if number == 1 else "are"
