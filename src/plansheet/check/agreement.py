"""Whether two targets say the same, and what a plan says of an indicator in its Objectives.

Source: domain, "a target in the strategic table that disagrees with the indicator table".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.check.case import plain_title
from plansheet.model.indicators import CountsAs, Indicator, Way
from plansheet.model.periods import FinancialYear, parse_year
from plansheet.model.target_words import Comparator
from plansheet.model.targets import Target, TargetKind, parse_target
from plansheet.model.typed import clean
from plansheet.model.units import EXACT
from plansheet.refs import read_ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from plansheet.model.plans import Objective, Plan

_YEAR = re.compile(r"\b20[0-9]{2}[-/](?:20)?[0-9]{2}\b")
_PARTING = re.compile(r" - | ?: ")
_LIKE_A_REF = re.compile(r"[A-Za-z]{1,6} ?[0-9]{1,4}[a-z]?\b")
_NO_TARGET = frozenset({"not set", "not applicable"})
_UNSET = frozenset({TargetKind.NOT_SET, TargetKind.SET_BASELINE})
_WAYS = {
    Comparator.BELOW: Way.LOWER,
    Comparator.AT_MOST: Way.LOWER,
    Comparator.ABOVE: Way.HIGHER,
    Comparator.AT_LEAST: Way.HIGHER,
}


@dataclass(frozen=True, slots=True)
class Strategic:
    """A target that the Objectives give: its row, and the ref that its measure begins with."""

    index: int
    ref: str
    row: Objective
    year: FinancialYear

    def target(self, indicator: Indicator) -> Target:
        """Return the target read as one of `indicator`'s."""
        return parse_target(self.row.target, indicator.unit, self.year)

    def is_of(self, indicator: Indicator) -> bool:
        """Return whether the row is about `indicator`: by its ref, where it has none by title."""
        if self.ref:
            return self.ref.casefold() == indicator.ref.casefold()
        return plain_title(self.row.measure) == plain_title(indicator.title)


def strategic_targets(plan: Plan) -> Iterator[Strategic]:
    """Yield the rows of Objectives in which a target stands; `-` and `N/A` are none.

    It is the target of the year it names, else of the plan's first.
    """
    for index, row in enumerate(plan.objectives):
        named = _YEAR.search(row.target)
        year = (parse_year(named[0]) if named else None) or plan.years[0]
        if parse_target(row.target, None, year).reason not in _NO_TARGET:
            yield Strategic(index, leading_ref(row.measure), row, year)


def is_set(target: Target | None) -> bool:
    """Return whether a target gives something to reach."""
    return target is not None and target.kind not in _UNSET


def shown(target: Target | None) -> str:
    """Return a target's text in quotation marks, or that there is none."""
    said = " ".join(target.text.split()) if target else ""
    return f"'{said}'" if said else "no target"


def agree(first: Target | None, second: Target | None, indicator: Indicator) -> bool:
    """Return whether two targets of `indicator` for one year say the same, as far as can be told.

    `<752` and `752` are the same where lower is better: a year's figure stands for "no worse
    than". A target that cannot be read, or a change beside a figure, is no contradiction.
    """
    if first is None or second is None or not (is_set(first) and is_set(second)):
        return is_set(first) == is_set(second)
    if not all(_fits(target, indicator.good_is.way) for target in (first, second)):
        return False
    if first.deadline and second.deadline:
        return max(first.deadline.first, second.deadline.first) <= min(
            first.deadline.last, second.deadline.last
        )
    if first.change and second.change:
        return first.change == second.change
    figures = [_figures(target, indicator.counts_as) for target in (first, second)]
    return not all(figures) or bool(figures[0] & figures[1])


def measured_otherwise(was: Indicator, now: Indicator) -> Iterator[tuple[str, str, str]]:
    """Yield what is measured otherwise: the heading, the words before and the words now.

    The same as what breaks an indicator's history (`plansheet.reconcile.changes.redefined_by`).
    """
    words = (
        ("Unit", str(was.unit), str(now.unit)),
        ("Good is", str(was.good_is.way), str(now.good_is.way)),
        ("Counts as", str(was.counts_as), str(now.counts_as)),
    )
    yield from (each for each in words if each[1] != each[2])
    definitions = (was.definition.strip(), now.definition.strip())
    if all(definitions) and definitions[0].casefold() != definitions[1].casefold():
        yield "Definition", f"'{definitions[0]}'", f"'{definitions[1]}'"


def _fits(target: Target, way: Way) -> bool:
    """Return whether a comparator in the target points the way that is good."""
    meant = _WAYS.get(target.comparator, way) if target.comparator else way
    return way not in {Way.HIGHER, Way.LOWER} or meant is way


def _figures(target: Target, counts_as: CountsAs) -> frozenset[Decimal]:
    """Return the figure of a target for its year; a profile of running totals ends in its last."""
    if target.value is not None:
        return frozenset({target.value})
    if target.quarters and counts_as is CountsAs.SUM:
        first, *others = target.quarters
        for quarter in others:
            first = EXACT.add(first, quarter)
        return frozenset({first})
    return frozenset(target.quarters[-1:])


def leading_ref(measure: str) -> str:
    """Return the ref a measure begins with, `CP01` of `CP01 - Satisfaction`; "" where none."""
    said = clean(measure).replace("\n", " ")
    head = _PARTING.split(said, maxsplit=1)[0] if _PARTING.search(said) else ""
    ref = read_ref(head)
    if ref and " " not in ref:
        return ref
    match = _LIKE_A_REF.match(said)
    return read_ref(match[0]) if match else ""
