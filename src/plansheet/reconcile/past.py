"""Where indicators stood in the quarters before, as those were compiled: for how long, and since.

A rating stays what it was when its quarter was compiled (domain, "Freeze"), so what came before is
never worked out anew where a version of it is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.model.ratings import Rating, State
from plansheet.reconcile.moved import INDICATOR
from plansheet.reconcile.results import SUMMARY_KEYS, key_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.model.records import CompiledRow
    from plansheet.reconcile.quarter import CouncilQuarter

NOT_GREEN = frozenset({Rating.AMBER, Rating.RED})
_WORST_LAST = (Rating.GREEN, Rating.AMBER, Rating.RED)


@dataclass(frozen=True, slots=True)
class Stood:
    """Where one indicator stood in an earlier quarter."""

    state: State
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier quarter: where each indicator stood by then, by service and ref."""

    quarter: Quarter
    stood: Mapping[tuple[str, str], Stood]

    def of(self, result: Result) -> Stood | None:
        """Return where an indicator stood, under the ref that it had; None where it had none."""
        indicator = result.indicator
        own = self.stood.get((result.service, indicator.ref))
        return own or self.stood.get((result.service, indicator.formerly))

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many indicators stood where, by the keys of `reconcile`'s summary."""
        words = [word for each in self.stood.values() for word in (each.state, each.rating) if word]
        keys = [key_of(word) for word in words]
        return {key: keys.count(key) for key in SUMMARY_KEYS}


@dataclass(frozen=True, slots=True)
class Run:
    """How many quarters in a row something has been so, this one among them, and since which."""

    quarters: int
    since: Quarter


def earlier_of(quarter: Quarter, rows: Iterable[CompiledRow]) -> Earlier:
    """Return where indicators stood in a quarter, from what a version of it said."""
    stood = {
        (row.service, row.ref): Stood(State(row.said["state"]), _rating(row.said["rating"]))
        for row in rows
        if row.kind == INDICATOR
    }
    return Earlier(quarter, stood)


def as_stood(council: CouncilQuarter, then: Earlier) -> CouncilQuarter:
    """Return a quarter with its indicators rated as a version of it said; others stay as they are.

    What was told anew since does not rate them again: it stands beside, as a restatement.
    """
    services = (
        replace(service, results=tuple(_as_stood(each, then) for each in service.results))
        for service in council.services
    )
    return replace(council, services=tuple(services))


def _as_stood(result: Result, then: Earlier) -> Result:
    stood = then.of(result)
    return replace(result, state=stood.state, rating=stood.rating) if stood else result


def _rating(word: str) -> Rating | None:
    return Rating(word) if word else None


def run_of(
    result: Result, quarter: Quarter, earlier: Sequence[Earlier], ratings: Container[Rating]
) -> Run | None:
    """Return for how long an indicator has been rated one of `ratings`; None where it is not now.

    Quarters in which it is not due neither count nor end it; what is not known ends it.
    `earlier` are the quarters before, the last one first.
    """
    if result.rating is None or result.rating not in ratings:
        return None
    run = Run(1, quarter)
    expected = quarter.previous
    for each in earlier:
        stood = each.of(result)
        if each.quarter != expected or stood is None:
            break
        expected = expected.previous
        if stood.state is State.NOT_DUE:
            continue
        if stood.rating is None or stood.rating not in ratings:
            break
        run = Run(run.quarters + 1, each.quarter)
    return run


def rating_before(result: Result, quarter: Quarter, earlier: Sequence[Earlier]) -> Rating | None:
    """Return how an indicator was rated in the quarter before this one, or None."""
    before = last_quarter(quarter, earlier)
    stood = before.of(result) if before else None
    return stood.rating if stood else None


def last_quarter(quarter: Quarter, earlier: Sequence[Earlier]) -> Earlier | None:
    """Return the quarter right before, None where nothing is known of it."""
    return next((each for each in earlier if each.quarter == quarter.previous), None)


def got_worse(before: Rating | None, now: Rating | None) -> bool:
    """Return whether a rating fell; what is not rated in both neither fell nor rose."""
    return _step(before, now) > 0


def got_better(before: Rating | None, now: Rating | None) -> bool:
    """Return whether a rating rose."""
    return _step(before, now) < 0


def _step(before: Rating | None, now: Rating | None) -> int:
    if before is None or now is None:
        return 0
    return _WORST_LAST.index(now) - _WORST_LAST.index(before)
