"""What is wrong with the dated changes of a council's plans: each that is not made, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from plansheet.model.tables import Table, place_of
from plansheet.problems import Problem, problem
from plansheet.reconcile.change_fields import (
    FIELD_NAMES,
    SERVICE_FIELD_NAMES,
    field_and_year,
    field_named,
    service_field_named,
)
from plansheet.reconcile.changes import (
    MOVED_TO,
    NEW_INDICATOR,
    WITHDRAW,
    Unmade,
    as_of,
    indicator_ref,
    is_defining,
    is_of_service,
    unmade_changes,
)
from plansheet.reconcile.goals import is_set_before
from plansheet.reconcile.moves import Barred, with_moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change, Plan
    from plansheet.model.tables import RowPlaces
    from plansheet.reconcile.moves import Move

Said = TypeVar("Said")

_WHAT = ", ".join((*FIELD_NAMES, WITHDRAW, NEW_INDICATOR, MOVED_TO))


def check_changes(
    plans: Sequence[Plan], places: Mapping[str, RowPlaces] | None = None
) -> tuple[Problem, ...]:
    """Return a problem for every change of the plans that is not made, and for what is unsaid.

    Plans are taken together with those of the same quarter, since indicators move between them;
    `places` are those of each plan's file.
    """
    at_their_end: dict[Quarter, _Together] = {}
    found: list[Problem] = []
    for plan in plans:
        last = _last(plan)
        if last not in at_their_end:
            at_their_end[last] = _together([each for each in plans if each.covers(last)], last)
        together = at_their_end[last]
        if together.written[plan.code] is not plan:
            # Another plan of the same service covers that quarter too: this one is looked at alone.
            fitting = {**together.written, plan.code: plan}
            together = _together([*fitting.values()], last)
        found += _check(plan, together, (places or {}).get(plan.file, {}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Together:
    """The plans of one quarter by code, as written and with what moves between them moved.

    `unmade` and `barred` are the changes that are not made, by their identity, each with its place
    in the order in which they are told.
    """

    written: Mapping[str, Plan]
    moved: Mapping[str, Plan]
    unmade: Mapping[int, Sequence[tuple[int, Unmade]]]
    barred: Mapping[int, Sequence[tuple[int, tuple[Move, Barred]]]]


def _together(plans: Sequence[Plan], quarter: Quarter) -> _Together:
    written = {plan.code: plan for plan in plans}
    moved = with_moves([*written.values()], quarter)
    unmade = (found for each in moved.plans for found in unmade_changes(each))
    return _Together(
        written,
        {plan.code: plan for plan in moved.plans},
        _told((change, why) for change, why in unmade),
        _told((move.change, (move, bar)) for move, bar in moved.barred),
    )


def _told(found: Iterable[tuple[Change, Said]]) -> dict[int, list[tuple[int, Said]]]:
    by_change: dict[int, list[tuple[int, Said]]] = {}
    for order, (change, said) in enumerate(found):
        by_change.setdefault(id(change), []).append((order, said))
    return by_change


def _of_rows(
    plan: Plan, told: Mapping[int, Sequence[tuple[int, Said]]]
) -> Iterator[tuple[int, Said]]:
    """Yield what is told of a plan's own changes: the row of each, in the order it is told."""
    rows = {id(change): index for index, change in enumerate(plan.changes)}
    found = [(order, row, said) for key, row in rows.items() for order, said in told.get(key, ())]
    for _, row, said in sorted(found, key=lambda each: each[0]):
        yield row, said


def _check(plan: Plan, together: _Together, where: RowPlaces) -> Iterator[Problem]:
    for row, why in _of_rows(plan, together.unmade):
        yield _unmade(plan, where, row, why)
    for row, (move, bar) in _of_rows(plan, together.barred):
        yield _barred(plan, where, row, move, bar)
    yield from _outside(plan, where)
    yield from _unsaid(plan, as_of(together.moved[plan.code], _last(plan)), where)
    yield from _unaimed(plan, where)


def _unmade(plan: Plan, where: RowPlaces, index: int, why: Unmade) -> Problem:
    change = plan.changes[index]
    place = place_of(where, Table.CHANGES, index, plan.file, change.ref)
    if why is Unmade.ELSEWHERE:
        return problem("change-recorded", place, ref=change.ref)
    return problem("change-unmade", place, why=why_unmade(change, why))


def why_unmade(change: Change, why: Unmade) -> str:
    """Return why a change is not made and the one thing to do, without the last full stop."""
    ref = indicator_ref(change)
    if why is Unmade.NO_REF:
        return f"'{ref}' is no indicator of this plan. Write the ref as in its table, or 'Service'"
    if why is Unmade.TAKEN:
        return f"there is an indicator {ref} already. Give the new one another ref"
    if why is Unmade.NO_FIELD:
        words = ", ".join(SERVICE_FIELD_NAMES) if is_of_service(change) else _WHAT
        return f"'{change.what}' is nothing that can change. Write one of: {words}"
    what = field_and_year(change)[0]
    field = service_field_named(what) if is_of_service(change) else field_named(what)
    if field is None:
        return "a new indicator needs a ref and, under New, its title. Write for example CP50"
    return f"'{change.new}' cannot be read as {field.name}. Write for example {field.example}"


def _barred(plan: Plan, where: RowPlaces, index: int, move: Move, bar: Barred) -> Problem:
    place = place_of(where, Table.CHANGES, index, plan.file, move.change.ref)
    if bar is Barred.NO_REF:
        why = why_unmade(move.change, Unmade.NO_REF)
    elif bar is Barred.TAKEN:
        why = (
            f"{move.receiver} has an indicator of its own called {move.ref}. "
            "Give one of the two another ref"
        )
    else:
        why = (
            f"'{move.change.new}' is no other service with a plan for {move.starts}. "
            "Write its code, for example corporate-services"
        )
    return problem("change-unmade", place, why=why)


def _outside(plan: Plan, where: RowPlaces) -> Iterator[Problem]:
    """Yield the changes that begin when the plan is over."""
    for index, change in enumerate(plan.changes):
        if change.starts > _last(plan):
            place = place_of(where, Table.CHANGES, index, plan.file, change.ref)
            why = f"{change.starts} is after the plan's years. Write it into the next plan"
            yield problem("change-unmade", place, why=why)


def _unsaid(plan: Plan, settled: Plan, where: RowPlaces) -> Iterator[Problem]:
    """Yield the new indicators of which no change says what their figures are."""
    own = {each.ref for each in plan.indicators}
    for indicator in settled.indicators:
        index = next(
            (
                index
                for index, change in enumerate(plan.changes)
                if indicator_ref(change) == indicator.ref
            ),
            None,
        )
        missing = [each for each in indicator.inferred if each in _NEEDED]
        if index is not None and missing and indicator.ref not in own:
            place = place_of(where, Table.CHANGES, index, plan.file, indicator.ref)
            named = ", ".join(missing)
            yield problem("change-unsaid", place, missing=named)


def _unaimed(plan: Plan, where: RowPlaces) -> Iterator[Problem]:
    """Yield the sums defined anew within a year whose target was set for the whole of it."""
    for index, change in enumerate(plan.changes):
        ref, last = indicator_ref(change), change.starts.year.quarters[-1]
        found = [each for each in as_of(plan, last).indicators if each.ref == ref]
        for indicator in found if is_defining(change) else ():
            if indicator.since == change.starts and is_set_before(indicator, last):
                place = place_of(where, Table.CHANGES, index, plan.file, change.ref)
                target = f"{last.year} Target"
                yield problem("change-unaimed", place, starts=change.starts, target=target)


_NEEDED = ("Unit", "Good is", "How often", "Counts as")


def _last(plan: Plan) -> Quarter:
    return plan.years[-1].quarters[-1]
