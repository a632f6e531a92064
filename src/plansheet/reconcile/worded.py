"""A dated change in the plan's own words: what it is of, what holds before it, and if it is so.

Both a change that somebody asks for and one that is written into a plan go through here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.reconcile.change_checks import why_unmade
from plansheet.reconcile.change_fields import (
    BY_YEAR,
    field_and_year,
    field_named,
    is_unclear,
    service_field_named,
)
from plansheet.reconcile.changes import (
    NEW_INDICATOR,
    WITHDRAW,
    as_of,
    is_new,
    is_of_service,
    is_withdrawal,
    unmade_changes,
    withdrawn_refs,
)

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Change, Plan


def indicator_named(plan: Plan, ref: str) -> Indicator | None:
    """Return the indicator of that ref, in whatever case it is written, or None."""
    return next((each for each in plan.indicators if each.ref.casefold() == ref.casefold()), None)


def worded(change: Change, plan: Plan) -> Change:
    """Return the change with its field as the plan calls it, and with what holds before it."""
    what, year = field_and_year(change)
    if is_new(change):
        return replace(change, what=NEW_INDICATOR)
    if is_of_service(change):
        found = service_field_named(what)
        old = getattr(plan.service, found.field) if found else ""
        return replace(change, what=found.name if found else change.what, old=old)
    if is_withdrawal(change):
        return replace(change, what=WITHDRAW)
    field, indicator = field_named(what), indicator_named(plan, change.ref)
    if field is None or indicator is None:
        return change
    of_year = field.name in BY_YEAR and year != change.starts.year
    name = f"{year} {field.name}" if of_year else field.name
    return replace(change, what=name, old=field.show(indicator, year))


def says_already(plan: Plan, change: Change) -> bool:
    """Return whether the plan says so already."""
    if is_withdrawal(change):
        return change.ref in withdrawn_refs(plan, change.starts)
    if is_new(change):
        return any(_same(each, change) for each in plan.changes)
    return change.new == change.old and bool(change.new)


def why_unusable(plan: Plan, change: Change) -> str:
    """Return why a change cannot be made to the plan as it is, a sentence; "" where it can be."""
    tried = replace(plan, changes=(change,))
    for _, why in unmade_changes(tried):
        return f"The change to {change.ref} cannot be made: {why_unmade(change, why)}."
    what, year = field_and_year(change)
    field, indicator = field_named(what), indicator_named(as_of(tried, change.starts), change.ref)
    if field is None or indicator is None or is_of_service(change):
        return ""
    if is_unclear(indicator, field, year):
        return (
            f"'{change.new}' cannot be read as a target of {change.ref} ({indicator.unit}). "
            "Write a figure, a date or a reason for having none, for example TBC."
        )
    if field.name in BY_YEAR and year not in plan.years:
        return f"The plan of {plan.code} has no target for {year}. Write one of its own years."
    return ""


def _same(one: Change, other: Change) -> bool:
    return (one.ref, one.new, one.starts, is_new(one)) == (
        other.ref,
        other.new,
        other.starts,
        is_new(other),
    )
