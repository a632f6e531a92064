"""What was told anew of quarters that were over: ratings by a late change, and changed figures.

Source: contract, "Ratings, worked": a target approved late re-rates earlier quarters as a
restatement that shows both ratings. When a change was approved is the date in its `Approved by`;
without one it is taken to have been approved in time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.model.dates import parse_british_date
from plansheet.model.periods import quarter_of
from plansheet.model.ratings import State
from plansheet.problems import Place
from plansheet.reconcile.changes import indicator_ref
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.wording import spoken_figure, spoken_goal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change, Plan
    from plansheet.model.ratings import Result
    from plansheet.model.returns import Figure
    from plansheet.reconcile.figures import Changed


# What is told of an earlier figure that was not known before: nothing was restated.
GIVEN_LATE = "Given late"


@dataclass(frozen=True, slots=True)
class Restatement:
    """What became of one indicator in an earlier quarter: old and new, in words.

    `source` is where it was said; `ratings` are how it was rated before and is since, or its states
    where it was not, "" where no plan covers the quarter.
    """

    service: str
    ref: str
    quarter: Quarter
    what: str
    old: str
    new: str
    reason: str = ""
    approved_by: str = ""
    source: str = ""
    ratings: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Late:
    """An earlier quarter that is rated again: what was known of the plan before, and since."""

    quarter: Quarter
    before: Quarter
    since: Quarter


def approved_in(change: Change) -> Quarter | None:
    """Return the quarter in which a change was approved: of the date in `Approved by`, or None.

    `Management Board, 17/07/2018` and `Leadership Team 17 July 2018` both hold one.
    """
    words = change.approved_by.replace(",", " ").replace("(", " ").replace(")", " ").split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            found = parse_british_date(" ".join(words[start:end]))
            if found and not found.unclear:
                return quarter_of(found.last)
    return None


def known_in(plan: Plan, quarter: Quarter) -> Plan:
    """Return the plan without the changes that were approved only after `quarter`."""
    kept = (each for each in plan.changes if (approved_in(each) or quarter) <= quarter)
    return replace(plan, changes=tuple(kept))


def late_quarters(plan: Plan, quarter: Quarter) -> tuple[Late, ...]:
    """Return the quarters whose ratings `quarter` tells anew, the earliest first.

    They are those that a change approved in `quarter` reaches back to, and `quarter` itself where
    a change approved later does.
    """
    found: dict[Quarter, Late] = {}
    for change in plan.changes:
        approved = approved_in(change)
        if approved is None or approved <= change.starts:
            continue
        if approved == quarter:
            found |= {
                each: Late(each, quarter.previous, quarter) for each in _reached(plan, change)
            }
        elif quarter in _reached(plan, change):
            newest = max(approved, found[quarter].since) if quarter in found else approved
            found[quarter] = Late(quarter, quarter, newest)
    return tuple(found[each] for each in sorted(found))


def restated(
    plan: Plan, late: Late, was: Iterable[Result], now: Iterable[Result]
) -> Iterator[Restatement]:
    """Yield what a late quarter's results were and are, for the indicators that were changed."""
    before = {each.indicator.ref: each for each in was}
    for result in now:
        ref = result.indicator.ref
        known = before.get(ref)
        because = [each for each in plan.changes if _is_why(each, ref, late)]
        old, new = told(known), told(result)
        if because and old != new:
            yield Restatement(
                service=plan.code,
                ref=ref,
                quarter=late.quarter,
                what="Rating",
                old=old,
                new=new,
                reason="; ".join(dict.fromkeys(each.reason for each in because if each.reason)),
                approved_by="; ".join(dict.fromkeys(each.approved_by for each in because)),
                source=plan.file,
                ratings=(_rated(known), _rated(result)),
            )


def refigured(
    changed: Changed, indicator: Indicator, was: Result | None, now: Result | None, reason: str
) -> Restatement:
    """Return an earlier figure that was changed or given late, with how it was rated before and is.

    `was` and `now` are the quarter's results without and with the change, None where no plan covers
    it.
    """
    place = Place(changed.now.file, changed.now.sheet, changed.now.cell, changed.label)
    return Restatement(
        service=changed.now.service,
        ref=changed.ref,
        quarter=changed.now.quarter,
        what="Figure" if changed.was.supplied else GIVEN_LATE,
        old=_entered(indicator, changed.was, was),
        new=_entered(indicator, changed.now, now),
        reason=reason,
        source=str(place),
        ratings=(_rated(was), _rated(now)),
    )


def _entered(indicator: Indicator, figure: Figure, result: Result | None) -> str:
    """Return what was entered and how it was rated: `70%: Red`, `awaited` where nothing was."""
    words = (spoken_entry(indicator, figure) if figure.supplied else "", _rated(result))
    return ": ".join(word for word in words if word) or "no figure"


def _rated(result: Result | None) -> str:
    return str(result.rating or result.state) if result else ""


def _reached(plan: Plan, change: Change) -> Iterator[Quarter]:
    """Yield the quarters of the plan from which a change holds to before it was approved."""
    approved = approved_in(change) or change.starts
    for year in plan.years:
        for quarter in year.quarters:
            if change.starts <= quarter < approved:
                yield quarter


def _is_why(change: Change, ref: str, late: Late) -> bool:
    approved = approved_in(change)
    return (
        indicator_ref(change).casefold() == ref.casefold()
        and approved is not None
        and change.starts <= late.quarter
        and late.before < approved <= late.since
    )


def told(result: Result | None) -> str:
    """Return a result in words: `Amber (76% against 79%)`, `no target (76%)`, `not reported`."""
    if result is None:
        return "not reported"
    unit = result.indicator.unit
    actual = spoken_figure(result.actual, unit)
    if result.state is not State.RATED:
        return f"{result.state} ({actual})" if actual else str(result.state)
    return f"{result.rating} ({actual or 'not done'} against {spoken_goal(result.goal, unit)})"
