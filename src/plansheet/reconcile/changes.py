"""Dated changes to a plan: what the plan says in one quarter, and where a definition breaks.

Source: domain, "Changes have a date". The plan's tables are as they were approved first; a row of
`Changes` holds from its quarter on, the later one where two change the same thing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Way
from plansheet.model.periods import parse_year
from plansheet.model.targets import parse_target
from plansheet.model.words import parse_tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.model.plans import Change, Plan

WITHDRAWN = frozenset({"withdraw", "withdrawn"})
_SHEET = "indicators:"
_TARGET = "target"


def as_of(plan: Plan, quarter: Quarter) -> Plan:
    """Return the plan with the changes to its indicators that hold in `quarter`.

    Changes to other tables, withdrawals and what is not understood (`unread_changes`) leave it as
    it is; doing this twice changes nothing more.
    """
    indicators = {indicator.ref: indicator for indicator in plan.indicators}
    for change in _in_force(plan, quarter):
        ref = indicator_ref(change)
        if ref in indicators:
            indicators[ref] = _changed(indicators[ref], change) or indicators[ref]
    return replace(plan, indicators=tuple(indicators.values()))


def unread_changes(plan: Plan) -> tuple[Change, ...]:
    """Return the changes of a known field whose new words cannot be read, to be asked about."""
    indicators = {indicator.ref: indicator for indicator in plan.indicators}
    return tuple(
        change
        for change in plan.changes
        if (indicator := indicators.get(indicator_ref(change)))
        and _field(change)[0] in _FIELDS
        and _changed(indicator, change) is None
    )


def withdrawn_refs(plan: Plan, quarter: Quarter) -> frozenset[str]:
    """Return the refs of the indicators that are withdrawn in `quarter`."""
    return frozenset(
        indicator_ref(change)
        for change in _in_force(plan, quarter)
        if _field(change)[0] in WITHDRAWN
    )


def redefined_since(plan: Plan, quarter: Quarter) -> dict[str, Quarter]:
    """Return, by ref, the quarter from which the definition that holds in `quarter` is in use.

    Only indicators whose definition, unit or way of counting has changed are named.
    """
    return {
        indicator_ref(change): change.starts
        for change in _in_force(plan, quarter)
        if _field(change)[0] in _DEFINING
    }


def redefined_by(plan: Plan, earlier: Plan) -> dict[str, Quarter]:
    """Return, by ref, what `plan` measures otherwise than the plan before it: from its start.

    Compared are unit, way of counting, polarity and, where both plans give one, the definition,
    of indicators that have the same ref or are `Formerly` the earlier one.
    """
    before = {indicator.ref: indicator for indicator in earlier.indicators}
    start = plan.years[0].quarters[0]
    pairs = ((now, before.get(now.formerly or now.ref)) for now in plan.indicators)
    return {now.ref: start for now, was in pairs if was and not _same_measure(now, was)}


def indicator_ref(change: Change) -> str:
    """Return the bare ref of a change to an indicator: `CP05` of `Indicators:CP05`."""
    ref = change.ref.strip()
    return ref[len(_SHEET) :] if ref.casefold().startswith(_SHEET) else ref


def _in_force(plan: Plan, quarter: Quarter) -> list[Change]:
    held = (change for change in plan.changes if change.starts <= quarter)
    return sorted(held, key=lambda change: change.starts)


def _same_measure(now: Indicator, was: Indicator) -> bool:
    stated = (now.definition.casefold().strip(), was.definition.casefold().strip())
    same_words = not all(stated) or stated[0] == stated[1]
    same_kind = (now.unit, now.counts_as, now.good_is.way) == (
        was.unit,
        was.counts_as,
        was.good_is.way,
    )
    return same_words and same_kind


def _field(change: Change) -> tuple[str, FinancialYear]:
    """Return what a change changes, and for which year: `2019/20 Target`, else its own year."""
    what = " ".join(change.what.casefold().split())
    first, _, rest = what.partition(" ")
    year = parse_year(first)
    return (rest, year) if year else (what, change.starts.year)


def _changed(indicator: Indicator, change: Change) -> Indicator | None:
    """Return the indicator with one change made; None where there is nothing to make of it."""
    field, year = _field(change)
    make = _FIELDS.get(field)
    return make(indicator, change.new.strip(), year) if make else None


def _title(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    return replace(indicator, title=new) if new else None


def _definition(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    return replace(indicator, definition=new) if new else None


def _tier(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    return replace(indicator, tier=new) if new else None


def _supplier(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    return replace(indicator, supplied_by=new)


def _target(indicator: Indicator, new: str, year: FinancialYear) -> Indicator | None:
    targets = {**indicator.targets, year: parse_target(new, indicator.unit, year)}
    return replace(indicator, targets=targets)


def _tolerance(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    tolerance = parse_tolerance(new, indicator.unit)
    return replace(indicator, tolerance=tolerance) if tolerance else None


def _good_is(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    # A range needs its edges read in the unit; it is left to the plan itself.
    ways = {str(way): way for way in Way if way is not Way.WITHIN}
    way = ways.get(new.casefold())
    return replace(indicator, good_is=GoodIs(way)) if way else None


def _how_often(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    words = {str(word): word for word in HowOften}
    found = words.get(new.casefold())
    return replace(indicator, how_often=found) if found else None


def _counts_as(indicator: Indicator, new: str, _year: FinancialYear) -> Indicator | None:
    words = {str(word): word for word in CountsAs}
    found = words.get(new.casefold())
    return replace(indicator, counts_as=found) if found else None


_DEFINING = frozenset({"definition", "unit", "counts as"})
_FIELDS: Mapping[str, Callable[[Indicator, str, FinancialYear], Indicator | None]] = {
    "title": _title,
    "description": _title,
    "definition": _definition,
    "tier": _tier,
    "supplied by": _supplier,
    _TARGET: _target,
    "tolerance": _tolerance,
    "good is": _good_is,
    "how often": _how_often,
    "counts as": _counts_as,
}
