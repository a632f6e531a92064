"""Each indicator in every quarter of the year so far, under the service and the ref it had then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.reconcile.moves import moves_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.reconcile.moves import Move
    from plansheet.reconcile.quarter import CouncilQuarter


@dataclass(frozen=True, slots=True)
class OverTime:
    """The results of each quarter by service and ref; `moves` are those known in the last one."""

    results: Mapping[Quarter, Mapping[tuple[str, str], Result]]
    moves: tuple[Move, ...]

    @classmethod
    def of(cls, quarters: Sequence[CouncilQuarter]) -> OverTime:
        """Return the results of `quarters`, the first one first."""
        plans = [each.plan for each in quarters[-1].services]
        return cls({each.quarter: _by_ref(each) for each in quarters}, tuple(moves_of(plans)))

    def of_each(self, result: Result) -> Iterator[Result | None]:
        """Yield an indicator's result in each quarter, None where it was not collected."""
        for quarter, results in self.results.items():
            keys = self._keys(result, quarter)
            yield next((results[key] for key in keys if key in results), None)

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


def _by_ref(council: CouncilQuarter) -> Mapping[tuple[str, str], Result]:
    return {
        (each.service, each.indicator.ref): each
        for service in council.services
        for each in service.results
    }
