"""Locked cells that came back changed: which of them stand for something a plan can say otherwise.

Such a change holds from the next quarter on: a figure is rated against the target that was set
before it was known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.periods import Quarter
    from plansheet.model.returns import ChangedCell
    from plansheet.reconcile.quarter import ServiceQuarter

# The columns of Indicators by what a dated change calls what they show.
_FIELDS: Mapping[str, str] = {
    "Indicator": "Title",
    "Target this year": "Target",
    "Definition": "Definition",
    "Good is": "Good is",
    "How often": "How often",
    "Counts as": "Counts as",
}
_NOTHING = "(empty)"


def field_of_locked(changed: ChangedCell) -> str:
    """Return the field of an indicator that a locked cell shows, "" where it shows none."""
    is_known = changed.sheet == INDICATORS and changed.label and changed.new != _NOTHING
    return _FIELDS.get(changed.heading, "") if is_known else ""


def by_hand(changed: ChangedCell, service: str, quarter: Quarter) -> str:
    """Return why a changed cell cannot be accepted, and what to do instead, as a sentence."""
    if changed.sheet == INDICATORS and changed.heading == "Target this quarter":
        return (
            "The target of one quarter is part of the year's: if it is right, change that with "
            f"'plansheet plan change {service} {changed.label} Target VALUE --from "
            f"{quarter.label} --reason TEXT'."
        )
    return "It stands for nothing that can be changed here: if it matters, ask what was meant."


def holds_from(service: ServiceQuarter, quarter: Quarter) -> Quarter | None:
    """Return the quarter from which an accepted change holds, None where the plan ends before."""
    starts = quarter.plus(1)
    return starts if service.plan.covers(starts) else None


def what_accepting_does(changed: ChangedCell, service: ServiceQuarter) -> str:
    """Return what accepting a changed cell comes to, "" where it cannot be accepted.

    The target of a year that is over, and whatever stands in the plan of another service, is
    changed by hand.
    """
    field = field_of_locked(changed)
    returned = service.returned
    starts = holds_from(service, returned.quarter) if returned else None
    own = {each.ref for each in service.plan.indicators}
    if not field or starts is None or returned is None or changed.label not in own:
        return ""
    if field == "Target" and starts.year != returned.quarter.year:
        return ""
    return f"In the plan: {changed.label}: {field} '{changed.new}' from {starts}"
