"""Checks between the plans of one council that hold in the same years.

An indicator that several services report stands in several plans under one ref; one service
supplies it (domain: One supplier). Refs that plansheet gave to rows without one name nothing
outside their plan.
"""

from __future__ import annotations

from bisect import bisect
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from plansheet.check.agreement import agree, measured_otherwise, shown, strategic_targets
from plansheet.check.case import in_words, listed, plain_title
from plansheet.model.tables import Table
from plansheet.problems import Place, Problem, problem
from plansheet.refs import is_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plansheet.check.agreement import Strategic
    from plansheet.check.case import Case
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import FinancialYear
    from plansheet.model.targets import Target


def two_plans(cases: Sequence[Case]) -> Iterator[Problem]:
    """Two plans of one service that hold the same year."""
    plans = [case.plan for case in cases]
    of_one_service = _holders((plan.code,) for plan in plans).values()
    pairs = sorted(pair for numbers in of_one_service for pair in combinations(numbers, 2))
    for first, second in ((plans[one], plans[other]) for one, other in pairs):
        shared = sorted(set(first.years) & set(second.years))
        if shared:
            years = listed([str(year) for year in shared])
            place = Place(second.file, label=second.code)
            yield problem("two-plans", place, first=first.file, second=second.file, years=years)


def unknown_suppliers(cases: Sequence[Case]) -> Iterator[Problem]:
    """A supplier, or a service that reports an indicator too, without a plan of its own."""
    codes = sorted({case.plan.code for case in cases})
    known = frozenset(codes)
    for case in cases:
        for place, indicator in case.indicators():
            named = [("Supplied by", indicator.supplied_by)] if indicator.supplied_by else []
            named += [("Also reported by", code) for code in indicator.also_reported_by]
            for heading, code in named:
                if code not in known:
                    words = _codes_like(code, codes)
                    yield problem(
                        "supplier-unknown", place, read=code, heading=heading, words=words
                    )


def _codes_like(code: str, codes: Sequence[str]) -> str:
    """Return the codes that may have been meant: all of them, of very many those next to it."""
    if len(codes) <= _MOST_CODES:
        return ", ".join(codes)
    at = max(bisect(codes, code) - _MOST_CODES // 2, 0)
    return f"{', '.join(codes[at : at + _MOST_CODES])} or another of the {len(codes):,}"


def two_suppliers(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator of two plans that do not name the same service as its supplier."""
    for first, second, refs in _with_one_ref(cases):
        for place, indicator, other in _shared(first, second, refs):
            suppliers = [
                other.supplied_by or first.plan.code,
                indicator.supplied_by or second.plan.code,
            ]
            if suppliers[0] != suppliers[1]:
                yield problem(
                    "suppliers-differ",
                    place,
                    other=first.plan.file,
                    first=suppliers[0],
                    second=suppliers[1],
                )


def shared_differences(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator of two plans that do not say the same of it."""
    for first, second, refs in _with_one_ref(cases):
        years = sorted(first.years & second.years)
        for place, indicator, other in _shared(first, second, refs):
            said = [*_differences(other, indicator), *_other_targets(other, indicator, years)]
            if said:
                differences = in_words(said)
                yield problem(
                    "shared-differs", place, other=first.plan.file, differences=differences
                )


def strategic_targets_of_others(cases: Sequence[Case]) -> Iterator[Problem]:
    """A target in Objectives for an indicator of another service's plan, which says otherwise."""
    for first, second in _telling_of_another(cases):
        for side, owner in ((first, second), (second, first)):
            for said in side.targets_of_others:
                yield from _against(owner, side, said)


_MOST_CODES = 30


class _Side:
    """A plan as it is compared with every other: what each comparison asks of it, found once."""

    def __init__(self, case: Case) -> None:
        self.case, self.plan, self.years = case, case.plan, frozenset(case.plan.years)
        self.rows: dict[str, list[int]] = {}
        for index, indicator in enumerate(self.plan.indicators):
            self.rows.setdefault(indicator.ref.casefold(), []).append(index)

    def is_beside(self, other: _Side) -> bool:
        """Return whether the two plans are of two services and share a year."""
        return self.plan.code != other.plan.code and bool(self.years & other.years)

    @cached_property
    def targets(self) -> tuple[Strategic, ...]:
        """Return the targets in Objectives."""
        return tuple(strategic_targets(self.plan))

    @cached_property
    def targets_of_others(self) -> tuple[Strategic, ...]:
        """Return those of indicators that the plan does not have itself."""
        return tuple(
            said for said in self.targets if said.ref and said.ref.casefold() not in self.rows
        )


def _against(owner: _Side, side: _Side, said: Strategic) -> Iterator[Problem]:
    for index in owner.rows.get(said.ref.casefold(), ()):
        indicator = owner.plan.indicators[index]
        kept = _stated(owner, indicator, said.year)
        if not agree(said.target(indicator), kept, indicator):
            yield problem(
                "strategic-target-elsewhere",
                side.case.place(Table.OBJECTIVES, said.index, indicator.ref),
                read=said.row.target,
                year=said.year,
                other=owner.plan.file,
                kept=shown(kept),
            )


def _stated(owner: _Side, indicator: Indicator, year: FinancialYear) -> Target | None:
    """Return the owner's target: of its indicators, where that is blank of its Objectives."""
    kept = indicator.target_for(year)
    if kept and kept.text.strip():
        return kept
    rows = (row for row in owner.targets if row.year == year)
    return next((row.target(indicator) for row in rows if row.is_of(indicator)), kept)


def _with_one_ref(cases: Sequence[Case]) -> Iterator[tuple[_Side, _Side, frozenset[str]]]:
    """Yield plans with the first one at that time that has some of their refs too, and those refs.

    Every plan is held against the first, and not every one against every other: what is to be put
    right is the same, and told once.
    """
    sides = [*map(_Side, cases)]
    shared: dict[tuple[int, int], set[str]] = {}
    for ref, holders in _holders(side.rows for side in sides).items():
        for at, second in enumerate(holders):
            earlier = (first for first in holders[:at] if sides[first].is_beside(sides[second]))
            first = next(earlier, None)
            if first is not None:
                shared.setdefault((first, second), set()).add(ref)
    for (first, second), refs in sorted(shared.items()):
        yield sides[first], sides[second], frozenset(refs)


def _telling_of_another(cases: Sequence[Case]) -> Iterator[tuple[_Side, _Side]]:
    """Yield the pairs of plans at one time of which one has a target for a ref of the other."""
    sides = [*map(_Side, cases)]
    owners = _holders(side.rows for side in sides)
    pairs = {
        (min(teller, owner), max(teller, owner))
        for teller, side in enumerate(sides)
        for said in side.targets_of_others
        for owner in owners.get(said.ref.casefold(), ())
    }
    for first, second in sorted(pairs):
        if sides[first].is_beside(sides[second]):
            yield sides[first], sides[second]


def _holders(keys: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return which have each key, by their numbers.

    Every plan is never held against every other: there may be thousands of them.
    """
    having: dict[str, list[int]] = {}
    for number, own in enumerate(keys):
        for key in own:
            having.setdefault(key, []).append(number)
    return having


def _shared(
    first: _Side, second: _Side, refs: Iterable[str]
) -> Iterator[tuple[Place, Indicator, Indicator]]:
    """Yield the indicators of the second plan with some refs, each with the first's of that ref."""
    for index in sorted(index for ref in refs for index in second.rows[ref]):
        indicator = second.plan.indicators[index]
        if not is_given(indicator.ref):
            place = second.case.place(Table.INDICATORS, index, indicator.ref)
            yield place, indicator, first.plan.indicators[first.rows[indicator.ref.casefold()][-1]]


def _differences(was: Indicator, now: Indicator) -> Iterator[tuple[str, str, str]]:
    if plain_title(was.title) != plain_title(now.title):
        yield "Description", f"'{was.title}'", f"'{now.title}'"
    yield from measured_otherwise(was, now)


def _other_targets(
    was: Indicator, now: Indicator, years: Sequence[FinancialYear]
) -> Iterator[tuple[str, str, str]]:
    for year in years:
        before, after = was.target_for(year), now.target_for(year)
        if before and after and not agree(before, after, now):
            yield f"{year} Target", shown(before), shown(after)
