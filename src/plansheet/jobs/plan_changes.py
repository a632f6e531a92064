"""`plan change` and `plan move`: a dated change written into the plan's own table of changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.errors import PlanError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.plan_files import changed_bytes, kept_plan, write_plan
from plansheet.model.periods import quarter_of
from plansheet.model.plans import Change
from plansheet.model.tables import Table
from plansheet.reconcile.change_fields import (
    field_and_year,
    field_named,
)
from plansheet.reconcile.changes import (
    MOVED_TO,
    SERVICE,
    as_of,
    is_move,
    is_new,
    is_of_service,
)
from plansheet.reconcile.moves import with_moves
from plansheet.reconcile.restatements import approved_in
from plansheet.reconcile.worded import indicator_named, says_already, why_unusable, worded
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan

_INDICATORS = Table.INDICATORS.prefix


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks to be changed: the ref with or without its sheet, from when, and why."""

    ref: str
    field: str
    value: str
    starts: Quarter
    reason: str
    approved_by: str = ""


def change_plan(council: Council, service: str, asked: Asked, world: World) -> Outcome:
    """Write a dated change into the plan of `service` for the quarter it starts from.

    Raises ServiceError or PeriodError where there is no such plan, PlanError where the ref, the
    field or the value cannot be used, or the file cannot be changed.
    """
    file = _file(council, service, asked.starts)
    plan = _settled(council, file.code, asked.starts)
    change = worded(_change(plan, asked), plan)
    if says_already(plan, change):
        line = f"{change.ref}: {change.what} is '{change.new}' from {asked.starts} already."
        return Outcome(lines=(f"{line} Nothing was changed.",))
    _must_be_made(council, plan, change)
    return _written(council, file, change, world)


def move_indicator(council: Council, asked: Asked, world: World, service: str = "") -> Outcome:
    """Write into the plan that has it that an indicator goes to another service, `asked.value`.

    `service` says whose it is where several have an indicator of that ref. Raises ServiceError or
    PeriodError where there is no such plan, PlanError where the indicator cannot go there.
    """
    receiver, ref = _file(council, asked.value, asked.starts).code, _bare(asked.ref)
    gone = [
        move
        for move in council.written(asked.starts).made
        if (move.ref.casefold(), move.receiver) == (ref.casefold(), receiver)
    ]
    owner, indicator = _owner(council, ref, asked.starts, "" if gone else service)
    if owner == receiver:
        line = f"{indicator.ref} is with {receiver} from {asked.starts} already."
        return Outcome(lines=(f"{line} Nothing was changed.",))
    change = Change(
        indicator.ref, MOVED_TO, owner, receiver, asked.starts, asked.reason, asked.approved_by
    )
    plans = (each.plan for each in council.of_quarter(asked.starts) if each.plan)
    tried = [
        replace(each, changes=(*each.changes, change)) if each.code == owner else each
        for each in plans
    ]
    if any(move.change is change for move, _ in with_moves(tried, asked.starts).barred):
        message = (
            f"{receiver} has an indicator of its own called {indicator.ref}, so another cannot go "
            "there under that ref. Give one of the two another ref first."
        )
        raise PlanError(message)
    return _written(council, _file(council, owner, asked.starts), change, world)


def _file(council: Council, service: str, quarter: Quarter) -> PlanFile:
    """Return the one plan file of a service for a quarter."""
    covering = council.required(quarter)
    code = next(iter(council.wanted([service], quarter)))
    file = next((each for each in covering if each.code == code), None)
    if file is None:
        problems = council.unusable(quarter, {code})
        message = f"The plan of {code} for {quarter} cannot be changed. {problems[0].message}"
        raise PlanError(message)
    return file


def _settled(council: Council, code: str, quarter: Quarter) -> Plan:
    """Return the plan of a service as it is in a quarter, before the change."""
    return next(plan for plan in council.plans(quarter) if plan.code == code)


def _change(plan: Plan, asked: Asked) -> Change:
    """Return what is asked as a change with the ref and the words of the plan, its old value open.

    Raises PlanError for a ref or a field that the plan does not have.
    """
    change = Change(
        SERVICE if asked.ref.strip().casefold() == SERVICE.casefold() else _bare(asked.ref),
        asked.field.strip(),
        "",
        asked.value.strip(),
        asked.starts,
        asked.reason,
        asked.approved_by,
    )
    if is_move(change):
        message = (
            "An indicator goes to another service with 'plansheet plan move', for example "
            f"'plansheet plan move {change.ref} --to CODE --from {asked.starts.label}'."
        )
        raise PlanError(message)
    if is_of_service(change) or is_new(change):
        return change
    return replace(change, ref=_row(plan, change.ref, is_sure=":" in asked.ref).ref)


def _bare(ref: str) -> str:
    """Return the ref of an indicator without its sheet; PlanError for that of another table."""
    sheet, colon, bare = ref.strip().partition(":")
    if not colon:
        return ref.strip()
    if sheet.strip().casefold() != _INDICATORS.casefold():
        message = (
            f"Dated changes are made to indicators and to the service itself, and '{ref}' is "
            f"neither. Change the plan's own table, or write {_INDICATORS}:CP05 or {SERVICE}."
        )
        raise PlanError(message)
    return bare.strip()


def _row(plan: Plan, ref: str, *, is_sure: bool) -> Indicator:
    """Return the indicator of that ref; PlanError where there is none or it may be another row."""
    found = indicator_named(plan, ref)
    others = [
        f"{table.prefix}:{row.ref}"
        for table, rows in (
            (Table.PROJECTS, plan.projects),
            (Table.RISKS, plan.risks),
            (Table.CONTRACTS, plan.contracts),
        )
        for row in rows
        if row.ref.casefold() == ref.casefold()
    ]
    if found is None and others:
        _bare(others[0])
    if found is None:
        refs = ", ".join(each.ref for each in plan.indicators)
        message = f"{plan.service.name} has no indicator '{ref}'. Write one of: {refs}."
        raise PlanError(message)
    if others and not is_sure:
        both = " or ".join((f"{_INDICATORS}:{found.ref}", *others))
        message = f"'{ref}' stands in more than one table of {plan.service.name}. Write {both}."
        raise PlanError(message)
    return found


def _must_be_made(council: Council, plan: Plan, change: Change) -> None:
    """Raise PlanError where the change cannot be made, or its value cannot be read."""
    if why := why_unusable(plan, change):
        raise PlanError(why)
    what, _ = field_and_year(change)
    field = field_named(what)
    indicator = indicator_named(as_of(replace(plan, changes=(change,)), change.starts), change.ref)
    if field is None or indicator is None or is_of_service(change):
        return
    services = council.services(change.starts)
    if field.name == "Supplied by" and indicator.supplied_by not in {"", *services}:
        message = (
            f"'{change.new}' is not the code of a service with a plan for {change.starts}. "
            f"Write one of: {', '.join(sorted(services))}."
        )
        raise PlanError(message)


def _owner(council: Council, ref: str, quarter: Quarter, service: str) -> tuple[str, Indicator]:
    """Return whose own an indicator is; PlanError where it is nobody's, or that of several."""
    asked = council.wanted([service] if service else [], quarter)
    found = {
        plan.code: row
        for plan in council.plans(quarter)
        if plan.code in asked and (row := indicator_named(plan, ref))
    }
    own = {code: row for code, row in found.items() if row.supplied_by in {"", code}} or found
    if len(own) == 1:
        return next(iter(own.items()))
    if not own:
        message = f"No service has an indicator '{ref}' in {quarter}. Check the ref in the plans."
    else:
        message = (
            f"{joined(sorted(own))} each have an indicator '{ref}'. Say whose it is with "
            f"--service, for example --service {min(own)}."
        )
    raise PlanError(message)


def _written(council: Council, file: PlanFile, change: Change, world: World) -> Outcome:
    """Write a change into its plan file and tell what it does."""
    kept = kept_plan(council, file)
    dated = replace(change, approved_by=_approved_by(council, change, world))
    after = replace(kept.plan, changes=(*kept.plan.changes, dated))
    write_plan(council, kept, changed_bytes(council, kept, after), world)
    was = f" (it was '{change.old}')" if change.old else ""
    line = f"{file.name}: {change.ref}: {change.what} '{change.new}' from {change.starts}{was}"
    late = (
        f"Quarters from {change.starts} on have been compiled, so the change is dated today and "
        "their ratings are told as restatements."
    )
    notes = () if dated.approved_by == change.approved_by else (late,)
    return Outcome(lines=(line,), notes=notes)


def _approved_by(council: Council, change: Change, world: World) -> str:
    """Return who approved a change, with today's date where it reaches back to a compiled quarter.

    The date is what makes it a late one: the ratings that were given out are told beside the new.
    """
    today, quarter = world.now.date(), change.starts
    while quarter < quarter_of(today) and not council.ledger.compiled(quarter):
        quarter = quarter.plus(1)
    if quarter >= quarter_of(today) or is_move(change) or approved_in(change):
        return change.approved_by
    return f"{change.approved_by}, {today:%d/%m/%Y}".removeprefix(", ")
