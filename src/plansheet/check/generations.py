"""Checks from one plan of a service to its next: what was renamed, redefined, eased, dropped.

An indicator is followed by its ref, or by the earlier ref that stands under `Formerly`; one that
has neither but the same title is taken for the same, and asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from plansheet.check.agreement import measured_otherwise
from plansheet.check.case import in_words, plain_title
from plansheet.check.contradictions import is_worse, target_figure
from plansheet.model.units import spoken
from plansheet.problems import Problem, problem
from plansheet.reconcile.changes import as_of, indicator_ref, is_move, is_withdrawal
from plansheet.refs import read_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from plansheet.check.case import Case
    from plansheet.model.indicators import Indicator, Tolerance
    from plansheet.model.periods import FinancialYear
    from plansheet.model.plans import Plan
    from plansheet.problems import Place


@dataclass(frozen=True, slots=True)
class Kin:
    """An indicator of a plan and what it was in the plan before, None where it is new."""

    place: Place
    now: Indicator
    was: Indicator | None


@dataclass(frozen=True, slots=True)
class Generation:
    """A plan of a service and the one before it, their indicators paired."""

    earlier: Case
    later: Case
    kin: tuple[Kin, ...]

    def pairs(self) -> Iterator[tuple[Place, Indicator, Indicator]]:
        """Yield the indicators that both plans have: place and indicator now, and what it was."""
        for each in self.kin:
            if each.was:
                yield each.place, each.now, each.was


def renamed(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator that has another ref than in the plan before, as `Formerly` says."""
    for generation in _generations(cases):
        for place, now, was in generation.pairs():
            if read_ref(now.formerly) and not _same_ref(now.ref, was.ref):
                file = generation.earlier.plan.file
                yield problem("ref-renamed", place, ref=now.ref, old=was.ref, earlier=file)


def renamed_unsaid(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator with the title of one of the plan before, under another ref, without a word."""
    for generation in _generations(cases):
        for place, now, was in generation.pairs():
            if not read_ref(now.formerly) and not _same_ref(now.ref, was.ref):
                file = generation.earlier.plan.file
                yield problem("formerly-missing", place, old=was.ref, earlier=file)


def unknown_earlier_refs(cases: Sequence[Case]) -> Iterator[Problem]:
    """A ref under `Formerly` that the plan before does not have."""
    for generation in _generations(cases):
        refs = {indicator.ref.casefold() for indicator in generation.earlier.plan.indicators}
        for each in generation.kin:
            old = read_ref(each.now.formerly)
            if old and old.casefold() not in refs:
                file = generation.earlier.plan.file
                yield problem("formerly-unknown", each.place, old=old, earlier=file)


def redefined(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator that is measured otherwise than in the plan before."""
    for generation in _generations(cases):
        for place, now, was in generation.pairs():
            differences = [*measured_otherwise(was, now)]
            if differences:
                yield problem(
                    "redefined",
                    place,
                    earlier=generation.earlier.plan.file,
                    differences=in_words(differences),
                )


def retitled(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator that is measured as before and called something else."""
    for generation in _generations(cases):
        for place, now, was in generation.pairs():
            same = plain_title(now.title) == plain_title(was.title)
            if not same and not any(measured_otherwise(was, now)):
                file = generation.earlier.plan.file
                yield problem("retitled", place, old=was.title, new=now.title, earlier=file)


def weakened_targets(cases: Sequence[Case]) -> Iterator[Problem]:
    """A target that is easier to reach than the plan before had it.

    Compared is the first year for which both plans have a figure and this one's is easier; where
    no year has both, the earlier plan's last figure with this one's first. Not compared is what is
    measured in another unit, counted otherwise or good the other way.
    """
    for generation in _generations(cases):
        tolerance = generation.later.tolerance
        for place, now, was in generation.pairs():
            found = _weakened(was, now, tolerance)
            if found:
                (past, before), (year, after) = found
                yield problem(
                    "target-weakened",
                    place,
                    earlier=generation.earlier.plan.file,
                    past=past,
                    before=spoken(before, was.unit),
                    year=year,
                    after=spoken(after, now.unit),
                )


def new_indicators(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator that the plan before does not have."""
    for generation in _generations(cases):
        for each in generation.kin:
            if each.was is None:
                yield problem("indicator-new", each.place, earlier=generation.earlier.plan.file)


def dropped_indicators(cases: Sequence[Case]) -> Iterator[Problem]:
    """An indicator of the plan before that this one does not have, nor was withdrawn or moved."""
    for generation in _generations(cases):
        kept = {was.ref.casefold() for _, _, was in generation.pairs()}
        kept |= {ref.casefold() for ref in _given_up(generation.earlier.plan)}
        for place, indicator in generation.earlier.indicators():
            if indicator.ref.casefold() not in kept:
                yield problem("indicator-dropped", place, later=generation.later.plan.file)


def _generations(cases: Sequence[Case]) -> Iterator[Generation]:
    """Yield each plan of a service with the one before it, by the year in which they begin.

    The earlier plan is taken as its dated changes left it.
    """
    plans: dict[str, list[Case]] = {}
    for case in cases:
        plans.setdefault(case.plan.code, []).append(case)
    for own in plans.values():
        for earlier, later in pairwise(sorted(own, key=lambda case: case.plan.years)):
            if earlier.plan.years[0] != later.plan.years[0]:
                last = earlier.plan.years[-1].quarters[-1]
                ended = replace(earlier, plan=as_of(earlier.plan, last))
                yield Generation(ended, later, tuple(_kin(ended, later)))


def _kin(earlier: Case, later: Case) -> Iterator[Kin]:
    before = {indicator.ref.casefold(): indicator for indicator in earlier.plan.indicators}
    olds = (read_ref(now.formerly) or now.ref for now in later.plan.indicators)
    taken = {old.casefold() for old in olds}
    titles = {plain_title(was.title): was for ref, was in before.items() if ref not in taken}
    for place, now in later.indicators():
        said = read_ref(now.formerly)
        alike = None if said else titles.get(plain_title(now.title))
        yield Kin(place, now, before.get((said or now.ref).casefold(), alike))


def _given_up(plan: Plan) -> Iterator[str]:
    """Yield the refs of the indicators that a plan's own changes withdraw or move away."""
    for change in plan.changes:
        if is_withdrawal(change) or is_move(change):
            yield indicator_ref(change)


def _same_ref(first: str, second: str) -> bool:
    return first.casefold() == second.casefold()


def _weakened(
    was: Indicator, now: Indicator, tolerance: Tolerance
) -> tuple[tuple[FinancialYear, Decimal], tuple[FinancialYear, Decimal]] | None:
    """Return the earlier year and figure and the later ones of a target made easier, or None."""
    way = now.good_is.way
    if (was.unit, was.counts_as, was.good_is.way) != (now.unit, now.counts_as, way):
        return None
    before, after = _figures(was, tolerance), _figures(now, tolerance)
    if not before or not after:
        return None
    both = sorted(before.keys() & after.keys())
    compared = [(year, year) for year in both] or [(max(before), min(after))]
    found = (
        ((past, before[past]), (year, after[year]))
        for past, year in compared
        if is_worse(after[year], before[past], way)
    )
    return next(found, None)


def _figures(indicator: Indicator, tolerance: Tolerance) -> dict[FinancialYear, Decimal]:
    found = ((year, target_figure(indicator, year, tolerance)) for year in indicator.targets)
    return {year: figure for year, figure in found if figure is not None}
