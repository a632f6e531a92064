"""Dated changes to a plan: what the plan says in one quarter, and where a definition breaks.

Source: domain, "Changes have a date". The plan's tables are as they were approved first; a row of
`Changes` holds from its quarter on, the later one where two change the same thing. What moves
between plans is in `plansheet.reconcile.moves`.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.reconcile.change_fields import (
    changed_service,
    field_and_year,
    field_named,
    new_indicator,
    service_field_named,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change, Plan

WITHDRAW, NEW_INDICATOR, MOVED_TO = "Withdraw", "New indicator", "Moved to"
SERVICE = "Service"
_WITHDRAWN = frozenset({"withdraw", "withdrawn", "withdrawal"})
_NEW = frozenset({"new indicator", "new"})
_MOVED = frozenset({"moved to", "move to", "moved"})
_SHEET = "indicators:"
_DEFINING = frozenset({"definition", "unit", "counts as"})
_AIMS = frozenset({"target", "good is"})


class Unmade(StrEnum):
    """Why a change is not made."""

    NO_REF = "no ref"
    NO_FIELD = "no field"
    NO_VALUE = "no value"
    TAKEN = "taken"
    ELSEWHERE = "elsewhere"


def as_of(plan: Plan, quarter: Quarter) -> Plan:
    """Return the plan with the changes to its service and its indicators that hold in `quarter`.

    Withdrawals and moves (see `withdrawn_refs` and `moves`) leave it as it is, and so does what
    cannot be made (see `unmade_changes`); doing this twice changes nothing more.
    """
    standing = _Standing(plan)
    made = [change for change in in_force(plan, quarter) if standing.make(change) is None]
    return _measured_since(standing.plan(), made)


def unmade_changes(plan: Plan) -> tuple[tuple[Change, Unmade], ...]:
    """Return the changes that cannot be made, each with why, in the order in which they hold."""
    standing = _Standing(plan)
    told = ((change, standing.make(change)) for change in _ordered(plan.changes))
    return tuple((change, why) for change, why in told if why is not None)


def withdrawn_refs(plan: Plan, quarter: Quarter) -> frozenset[str]:
    """Return the refs of the indicators that are withdrawn in `quarter`."""
    return frozenset(
        _spelled(plan, change)
        for change in in_force(plan, quarter)
        if what_of(change) in _WITHDRAWN
    )


def redefined_since(plan: Plan, quarter: Quarter) -> dict[str, Quarter]:
    """Return, by ref, the quarter from which the definition that holds in `quarter` is in use.

    Only indicators whose definition, unit or way of counting has changed are named; what a new
    indicator is said to be from its start is no change.
    """
    return _redefined(plan, in_force(plan, quarter), _begun(plan, plan.changes))


def _begun(plan: Plan, changes: Iterable[Change]) -> dict[str, Quarter]:
    """Return since when there are the indicators that `changes` bring in."""
    return {_spelled(plan, each): each.starts for each in changes if is_new(each)}


def _redefined(
    plan: Plan, changes: Iterable[Change], begun: Mapping[str, Quarter]
) -> dict[str, Quarter]:
    return {
        ref: change.starts
        for change in changes
        if is_defining(change)
        for ref in (_spelled(plan, change),)
        if begun.get(ref) != change.starts
    }


def _measured_since(plan: Plan, made: Sequence[Change]) -> Plan:
    """Return a plan whose indicators know since when they are measured as they are now.

    `made` are the changes that made it so, in their order.
    """
    begun = _begun(plan, made)
    since = begun | _redefined(plan, made, begun)
    aimed = {
        _spelled(plan, each)
        for each in made
        if what_of(each) in _AIMS
        for start in (since.get(_spelled(plan, each)),)
        if start and each.starts >= start and field_and_year(each)[1] == start.year
    }
    indicators = tuple(
        replace(each, since=since[each.ref], aims_anew=each.ref in aimed)
        if each.ref in since
        else each
        for each in plan.indicators
    )
    return replace(plan, indicators=indicators)


def redefined_by(plan: Plan, earlier: Plan) -> dict[str, Quarter]:
    """Return, by ref, since when `plan` measures otherwise than the plan before it did.

    What the earlier plan changed while it held is named too. Compared are unit, way of counting,
    polarity and, where both plans give one, the definition, of indicators that have the same ref
    or are `Formerly` the earlier one.
    """
    before = {indicator.ref: indicator for indicator in earlier.indicators}
    start = plan.years[0].quarters[0]
    changed = redefined_since(earlier, start.previous)
    pairs = [(now, before.get(now.formerly or now.ref)) for now in plan.indicators]
    since = {now.ref: changed[was.ref] for now, was in pairs if was and was.ref in changed}
    return since | {now.ref: start for now, was in pairs if was and not _same_measure(now, was)}


def indicator_ref(change: Change) -> str:
    """Return the bare ref of a change to an indicator: `CP05` of `Indicators:CP05`."""
    ref = change.ref.strip()
    return ref[len(_SHEET) :] if ref.casefold().startswith(_SHEET) else ref


def in_force(plan: Plan, quarter: Quarter) -> list[Change]:
    """Return the changes that hold in `quarter`, in the order in which they are made."""
    return _ordered(change for change in plan.changes if change.starts <= quarter)


def what_of(change: Change) -> str:
    """Return what a change is of, plainly written and without a year: `target`, `moved to`."""
    return field_and_year(change)[0]


def is_new(change: Change) -> bool:
    """Return whether a change brings in a new indicator."""
    return what_of(change) in _NEW


def is_defining(change: Change) -> bool:
    """Return whether a change has something measured otherwise than before."""
    return what_of(change) in _DEFINING


def is_move(change: Change) -> bool:
    """Return whether a change moves an indicator to another service."""
    return what_of(change) in _MOVED


def is_withdrawal(change: Change) -> bool:
    """Return whether a change withdraws an indicator."""
    return what_of(change) in _WITHDRAWN


def is_of_service(change: Change) -> bool:
    """Return whether a change is of the service itself."""
    return change.ref.strip().casefold() == SERVICE.casefold()


class _Standing:
    """A plan in the making: changes are made to it one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.origin, self.service = plan, plan.service
        self.indicators = {each.ref.casefold(): each for each in plan.indicators}

    def plan(self) -> Plan:
        indicators = tuple(self.indicators.values())
        return replace(self.origin, service=self.service, indicators=indicators)

    def make(self, change: Change) -> Unmade | None:
        """Make one change; return why it cannot be made, None where it was."""
        if is_of_service(change):
            return self._change_service(change)
        if ":" in indicator_ref(change):
            return Unmade.ELSEWHERE
        if is_new(change):
            return self._bring_in(change)
        return None if is_move(change) else self._change_indicator(change)

    def _change_indicator(self, change: Change) -> Unmade | None:
        ref = indicator_ref(change).casefold()
        if ref not in self.indicators:
            return Unmade.NO_REF
        if is_withdrawal(change):
            return None
        what, year = field_and_year(change)
        field = field_named(what)
        if field is None:
            return Unmade.NO_FIELD
        made = field.make(self.indicators[ref], change.new.strip(), year)
        if made is None:
            return Unmade.NO_VALUE
        self.indicators[ref] = made
        return None

    def _change_service(self, change: Change) -> Unmade | None:
        field = service_field_named(what_of(change))
        if field is None:
            return Unmade.NO_FIELD
        made = changed_service(self.service, field, change.new.strip())
        if made is None:
            return Unmade.NO_VALUE
        self.service = made
        return None

    def _bring_in(self, change: Change) -> Unmade | None:
        """Add a new indicator; what is said of it besides stands in further rows."""
        ref, title = indicator_ref(change), change.new.strip()
        if not ref or not title:
            return Unmade.NO_VALUE
        if ref.casefold() in self.indicators:
            return Unmade.TAKEN
        self.indicators[ref.casefold()] = new_indicator(ref, title)
        return None


def _ordered(changes: Iterable[Change]) -> list[Change]:
    """Return changes by their quarter; in it what begins first, then units, which others need."""
    return sorted(changes, key=lambda each: (each.starts, not is_new(each), _rank(each)))


def _rank(change: Change) -> int:
    return 0 if what_of(change) == "unit" else 1


def _spelled(plan: Plan, change: Change) -> str:
    """Return the ref of a change as the plan's table of indicators writes it."""
    ref = indicator_ref(change)
    return next(
        (each.ref for each in plan.indicators if each.ref.casefold() == ref.casefold()), ref
    )


def _same_measure(now: Indicator, was: Indicator) -> bool:
    stated = (now.definition.casefold().strip(), was.definition.casefold().strip())
    same_words = not all(stated) or stated[0] == stated[1]
    same_kind = (now.unit, now.counts_as, now.good_is.way) == (
        was.unit,
        was.counts_as,
        was.good_is.way,
    )
    return same_words and same_kind
