"""Checks between the plans of one council that hold in the same years.

An indicator that several services report stands in several plans under one ref; one service
supplies it (domain: One supplier). Refs that plansheet gave to rows without one name nothing
outside their plan.
"""

from __future__ import annotations

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
    for one, other in _pairs((plan.code,) for plan in plans):
        first, second = plans[one], plans[other]
        shared = sorted(set(first.years) & set(second.years))
        if shared:
            years = listed([str(year) for year in shared])
            place = Place(second.file, label=second.code)
            yield problem("two-plans", place, first=first.file, second=second.file, years=years)


def unknown_suppliers(cases: Sequence[Case]) -> Iterator[Problem]:
    """A supplier, or a service that reports an indicator too, without a plan of its own."""
    codes = {case.plan.code for case in cases}
    for case in cases:
        for place, indicator in case.indicators():
            named = [("Supplied by", indicator.supplied_by)] if indicator.supplied_by else []
            named += [("Also reported by", code) for code in indicator.also_reported_by]
            for heading, code in named:
                if code not in codes:
                    words = ", ".join(sorted(codes))
                    yield problem(
                        "supplier-unknown", place, read=code, heading=heading, words=words
                    )


def two_suppliers(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator of two plans that do not name the same service as its supplier."""
    for first, second in _with_one_ref(cases):
        for place, indicator, other in _shared(first, second):
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
    for first, second in _with_one_ref(cases):
        years = sorted(first.years & second.years)
        for place, indicator, other in _shared(first, second):
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


class _Side:
    """A plan as it is compared with every other: what each comparison asks of it, found once."""

    def __init__(self, case: Case) -> None:
        self.case, self.plan, self.years = case, case.plan, frozenset(case.plan.years)
        self.rows: dict[str, list[int]] = {}
        for index, indicator in enumerate(self.plan.indicators):
            self.rows.setdefault(indicator.ref.casefold(), []).append(index)

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


def _with_one_ref(cases: Sequence[Case]) -> Iterator[tuple[_Side, _Side]]:
    """Yield the pairs of plans at one time that have a ref in common."""
    sides = [*map(_Side, cases)]
    yield from _at_one_time(sides, _pairs(side.rows for side in sides))


def _telling_of_another(cases: Sequence[Case]) -> Iterator[tuple[_Side, _Side]]:
    """Yield the pairs of plans at one time of which one has a target for a ref of the other."""
    sides = [*map(_Side, cases)]
    owners: dict[str, list[int]] = {}
    for index, side in enumerate(sides):
        for ref in side.rows:
            owners.setdefault(ref, []).append(index)
    pairs = {
        (min(teller, owner), max(teller, owner))
        for teller, side in enumerate(sides)
        for said in side.targets_of_others
        for owner in owners.get(said.ref.casefold(), ())
    }
    yield from _at_one_time(sides, sorted(pairs))


def _at_one_time(
    sides: Sequence[_Side], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[_Side, _Side]]:
    """Yield those of the pairs of plans that are of two services and share a year."""
    for one, other in pairs:
        first, second = sides[one], sides[other]
        if first.plan.code != second.plan.code and first.years & second.years:
            yield first, second


def _pairs(keys: Iterable[Iterable[str]]) -> list[tuple[int, int]]:
    """Return which two of many have a key in common, by their numbers, in order.

    Every one is never held against every other: there may be thousands of plans.
    """
    having: dict[str, list[int]] = {}
    for number, own in enumerate(keys):
        for key in own:
            having.setdefault(key, []).append(number)
    return sorted({pair for numbers in having.values() for pair in combinations(numbers, 2)})


def _shared(first: _Side, second: _Side) -> Iterator[tuple[Place, Indicator, Indicator]]:
    """Yield the indicators of the second plan that the first has too, with the first's."""
    both = first.rows.keys() & second.rows.keys()
    for index in sorted(index for ref in both for index in second.rows[ref]):
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
