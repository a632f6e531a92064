"""Each indicator in every quarter of the year so far, under the service and the ref it had then.

A quarter's rating stays what it was when it was reported; what was told anew since stands beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from plansheet.reconcile.moves import moves_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.reconcile.moves import Move
    from plansheet.reconcile.quarter import CouncilQuarter


# How an indicator was rated in a quarter before that was told anew, and is since.
Ratings: TypeAlias = "tuple[str, str]"


@dataclass(frozen=True, slots=True)
class OverTime:
    """The results of each quarter by service and ref; `moves` are those known in the last one.

    `restated` are the ratings that were told anew in any of them, by quarter, service and ref.
    """

    results: Mapping[Quarter, Mapping[tuple[str, str], Result]]
    moves: tuple[Move, ...]
    restated: Mapping[tuple[Quarter, str, str], Ratings]

    @classmethod
    def of(cls, quarters: Sequence[CouncilQuarter]) -> OverTime:
        """Return the results of `quarters`, the first one first."""
        plans = [each.plan for each in quarters[-1].services]
        results = {each.quarter: _by_ref(each) for each in quarters}
        return cls(results, tuple(moves_of(plans)), _restated(quarters))

    def of_each(self, result: Result) -> Iterator[tuple[Result | None, Ratings | None]]:
        """Yield an indicator's result in each quarter, and both ratings where it was restated.

        The result is None where it was not collected.
        """
        for quarter, results in self.results.items():
            keys = list(self._keys(result, quarter))
            found = next((results[key] for key in keys if key in results), None)
            # Who supplies a figure of another service tells it anew.
            told = [*keys, (result.indicator.supplied_by, result.indicator.ref)]
            anew = (self.restated.get((quarter, by, ref.casefold())) for by, ref in told)
            yield found, next((each for each in anew if each), None)

    def _keys(self, result: Result, quarter: Quarter) -> Iterator[tuple[str, str]]:
        """Yield where an indicator may have stood in a quarter: here, or with who gave it away."""
        refs = [ref for ref in (result.indicator.ref, result.indicator.formerly) if ref]
        service = result.service
        yield from ((service, ref) for ref in refs)
        known = {ref.casefold() for ref in refs}
        for move in reversed(self.moves):
            is_of = move.ref.casefold() in known and move.receiver == service
            if is_of and quarter < move.starts:
                service = move.giver
                yield from ((service, ref) for ref in refs)


def _restated(quarters: Sequence[CouncilQuarter]) -> Mapping[tuple[Quarter, str, str], Ratings]:
    """Return the ratings that were told anew: where that was more than once, the first and last."""
    found: dict[tuple[Quarter, str, str], Ratings] = {}
    for council in quarters:
        for each in (each for service in council.services for each in service.restatements):
            key = (each.quarter, each.service, each.ref.casefold())
            was, now = each.ratings
            found[key] = (found[key][0] if key in found else was, now)
    return {key: (was, now) for key, (was, now) in found.items() if was and now and was != now}


def _by_ref(council: CouncilQuarter) -> Mapping[tuple[str, str], Result]:
    return {
        (each.service, each.indicator.ref): each
        for service in council.services
        for each in service.results
    }
