"""The words that answers are chosen from, where comparing or checking depends on them.

They stand below the layout, which offers the same words in its lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INDICATORS = "Indicators"
EARLIER_FIGURES = "Earlier figures"
MILESTONES = "Milestones"
RISKS = "Risks"
CONTRACTS = "Contracts"
REQUESTS = "Requests"
DATA_QUALITY = "Data quality"
SIGN_OFF = "Sign-off"

PROVISIONAL = "Provisional"
OTHER_REASON = "Other (say in commentary)"
COMPLETED, ON_TARGET = "Completed", "On target"
NEEDS_ATTENTION, NEEDS_AMENDMENT = "Needs attention", "Needs amendment"
STATUSES = (COMPLETED, ON_TARGET, NEEDS_ATTENTION, NEEDS_AMENDMENT, "Closed")
FINISHED_STATUSES = (COMPLETED, "Closed")
NO_CHANGE, CHANGED, CLOSED = "No change", "Changed", "Closed"
EXTEND, RENEWED = "Extend", "Renewed"
NEXT_STEPS = (EXTEND, "Retender", RENEWED, "Ends", "Not decided")
DIMENSIONS = ("Accuracy", "Validity", "Reliability", "Timeliness", "Relevance", "Completeness")
YES, PARTLY, NO = "Yes", "Partly", "No"
MET = (YES, PARTLY, NO)
SOURCE_DATA, DATA_ENTRY, CHECKED = "Source data", "Data entry", "Checked"
SIGN_OFF_STEPS = (SOURCE_DATA, DATA_ENTRY, CHECKED)


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence says them: `Owner`, `Action, Owner and By when`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def listed(headings: Sequence[str]) -> str:
    """Return headings with their verb: `Owner is`, `Action, Owner and By when are`."""
    return f"{joined(headings)} {'is' if len(headings) == 1 else 'are'}"
