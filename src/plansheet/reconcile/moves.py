"""Indicators that move from one service to another, from a quarter on.

Source: domain, "Changes have a date" and "One supplier". A row `Moved to` of the giving plan moves
the indicator with everything said of it into the receiving plan, where it keeps its ref; its
figures up to then stay where they were reported and follow it (`Move.starts`). Whoever had it
supplied by the giving service has it supplied by the receiving one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.indicator_words import code_of
from plansheet.model.plans import Change
from plansheet.reconcile.changes import as_of, indicator_ref, is_move

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan


class Barred(StrEnum):
    """Why an indicator stays where it is."""

    NO_SERVICE = "no service"
    NO_REF = "no ref"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Move:
    """One indicator that goes from the plan of one service to another's, from a quarter on.

    `ref` is as the change writes it, and of one that was made as the giving plan does.
    """

    ref: str
    giver: str
    receiver: str
    starts: Quarter
    change: Change


@dataclass(frozen=True, slots=True)
class Moved:
    """Plans with their moves made, those that were made, and those that were not with why."""

    plans: tuple[Plan, ...]
    made: tuple[Move, ...] = ()
    barred: tuple[tuple[Move, Barred], ...] = ()


def moves_of(plans: Iterable[Plan]) -> list[Move]:
    """Return the moves that the plans' changes ask for, the earliest first."""
    found = [
        Move(indicator_ref(change), plan.code, code_of(change.new), change.starts, change)
        for plan in plans
        for change in plan.changes
        if is_move(change)
    ]
    return sorted(found, key=lambda move: move.starts)


def with_moves(plans: Sequence[Plan], quarter: Quarter) -> Moved:
    """Return `plans`, one a service, with the moves that hold in `quarter`; no other change made.

    An indicator whose move cannot be made stays where it is, so that it is never lost.
    """
    by_code = {plan.code: plan for plan in plans}
    made, barred = [], []
    for move in moves_of(plans):
        if move.starts > quarter:
            continue
        given = _row(as_of(by_code[move.giver], move.starts), move.ref)
        why = _bar(move, given, by_code)
        if given is None or why is not None:
            barred.append((move, why or Barred.NO_REF))
        else:
            spelled = replace(move, ref=given.ref)
            by_code = _moved(spelled, by_code)
            made.append(spelled)
    return Moved(tuple(by_code[plan.code] for plan in plans), tuple(made), tuple(barred))


def _bar(move: Move, given: Indicator | None, plans: Mapping[str, Plan]) -> Barred | None:
    receiver = plans.get(move.receiver)
    if receiver is None or move.receiver == move.giver:
        return Barred.NO_SERVICE
    there = _row(as_of(receiver, move.starts), move.ref)
    if given is None or there is None or given.supplied_by == move.receiver:
        return None
    return None if there.supplied_by == move.giver else Barred.TAKEN


def _moved(move: Move, plans: Mapping[str, Plan]) -> dict[str, Plan]:
    giver, receiver = plans[move.giver], plans[move.receiver]
    row, about = _row(giver, move.ref), [each for each in giver.changes if _is_about(each, move)]
    there = _row(as_of(receiver, move.starts), move.ref)
    if there is None:
        receiver = replace(
            receiver,
            indicators=(*receiver.indicators, *([_received(row, move)] if row else [])),
            changes=(*about, *receiver.changes),
        )
    elif there.supplied_by == move.giver:
        receiver = _supplied_from(receiver, move, "")
    changed = {
        move.giver: replace(
            giver,
            indicators=tuple(each for each in giver.indicators if each is not row),
            changes=tuple(each for each in giver.changes if each not in about),
        ),
        move.receiver: receiver,
    }
    return {code: changed.get(code) or _resupplied(plan, move) for code, plan in plans.items()}


def _received(indicator: Indicator, move: Move) -> Indicator:
    """Return an indicator as it stands in the plan that receives it: its own, unless a third's."""
    own = indicator.supplied_by in {move.giver, move.receiver}
    others = tuple(code for code in indicator.also_reported_by if code != move.receiver)
    return replace(
        indicator,
        supplied_by="" if own else indicator.supplied_by,
        also_reported_by=others,
    )


def _resupplied(plan: Plan, move: Move) -> Plan:
    """Return another service's plan, with the receiver as supplier where the giver was."""
    row = _row(as_of(plan, move.starts), move.ref)
    is_supplied = row is not None and row.supplied_by == move.giver
    return _supplied_from(plan, move, move.receiver) if is_supplied else plan


def _supplied_from(plan: Plan, move: Move, supplier: str) -> Plan:
    change = Change(move.ref, "Supplied by", move.giver, supplier, move.starts, move.change.reason)
    return replace(plan, changes=(*plan.changes, change))


def _is_about(change: Change, move: Move) -> bool:
    return not is_move(change) and indicator_ref(change).casefold() == move.ref.casefold()


def _row(plan: Plan, ref: str) -> Indicator | None:
    return next((each for each in plan.indicators if each.ref.casefold() == ref.casefold()), None)
