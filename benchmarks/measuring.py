"""What a measurement is: rounds in which ours and what stands beside it take turns, and their goal.

A busy machine slows both down alike, so what counts is the ratio of each round; seconds are told
beside it. Every ratio is the median over the rounds, with the least and the greatest.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 7
# What takes milliseconds gets so many times the rounds: they cost nothing, and much disturbs them.
SHORT = 3


class Way(Enum):
    """What a goal asks for: how it is said."""

    TIMES = "at most {:g} x"
    FASTER = "at least {:g} x faster"
    SECONDS = "under {:g} s"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a measurement is to come to."""

    way: Way
    bound: float

    def __str__(self) -> str:
        """Return it in words."""
        return self.way.value.format(self.bound)


@dataclass(frozen=True, slots=True)
class Measured:
    """How long something of plansheet's takes beside something else.

    `rounds` are pairs, ours first: seconds, or megabytes where `unit` is "MB". `why` is what is
    said where the goal is not met: in numbers why not, and what would meet it.
    """

    what: str
    beside: str
    rounds: tuple[tuple[float, float], ...]
    goal: Goal | None = None
    why: str = ""
    unit: str = "s"

    @property
    def ours(self) -> float:
        """Return the median of ours."""
        return statistics.median(ours for ours, _ in self.rounds)

    @property
    def theirs(self) -> float:
        """Return the median of what stands beside it."""
        return statistics.median(theirs for _, theirs in self.rounds)

    @property
    def ratios(self) -> tuple[float, float, float]:
        """Return the least, the median and the greatest ratio of a round, in the goal's sense."""
        faster = self.goal is not None and self.goal.way is Way.FASTER
        each = [theirs / ours if faster else ours / theirs for ours, theirs in self.rounds]
        return min(each), statistics.median(each), max(each)

    @property
    def is_met(self) -> bool | None:
        """Return whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        match self.goal.way:
            case Way.TIMES:
                return self.ratios[1] <= self.goal.bound
            case Way.FASTER:
                return self.ratios[1] >= self.goal.bound
            case Way.SECONDS:
                return self.ours < self.goal.bound


@dataclass(frozen=True, slots=True)
class Topic:
    """Measurements of one kind: what was compared, the lines of the table, and what else was seen.

    `seen` are sentences with numbers of the same rounds, such as what the time goes into.
    """

    title: str
    compared: str
    lines: tuple[Measured, ...]
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: rounds, services of a district and of a county, files of a batch.

    `quarters` are those compiled before; of `many` services in one council `few` report first.
    `peer` is the environment in which the peer is installed, "" to make one.
    """

    rounds: int = ROUNDS
    services: int = 20
    county: int = 60
    quarters: int = 12
    batch: int = 200
    many: int = 5_000
    few: int = 500
    peer: str = ""


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes; what returns a float has looked at the clock itself."""
    began = time.perf_counter()
    said = work()
    return said if isinstance(said, float) else time.perf_counter() - began


def interleaved(
    rounds: int, *works: Callable[[], object], before: Callable[[], object] = int
) -> list[tuple[float, ...]]:
    """Return how long each of `works` takes, in turn, round by round, after one round unmeasured.

    `before` is done before each round, and not counted.
    """
    measured = []
    for _ in range(rounds + 1):
        before()
        measured.append(tuple(timed(work) for work in works))
    return measured[1:]


def pairs(
    rounds: Sequence[Sequence[float]], ours: int, theirs: int
) -> tuple[tuple[float, float], ...]:
    """Return two of the things that were measured in turn, ours first."""
    return tuple((each[ours], each[theirs]) for each in rounds)


def median(rounds: Sequence[Sequence[float]], which: int) -> float:
    """Return the median of one of the things that were measured in turn."""
    return statistics.median(each[which] for each in rounds)


def shown(amount: float, unit: str = "s") -> str:
    """Return an amount as people read it: `0.82 s`, `14.9 ms`, `93 MB`."""
    if unit != "s":
        return f"{amount:.0f} {unit}"
    return f"{amount:.2f} s" if amount >= 0.1 else f"{amount * 1000:.1f} ms"  # noqa: PLR2004 - below it milliseconds read better
