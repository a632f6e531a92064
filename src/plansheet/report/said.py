"""Figures, targets and gaps as a report says them, every one with the same minus sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plansheet.reconcile.wording import spoken_difference, spoken_figure, spoken_goal

if TYPE_CHECKING:
    from plansheet.model.ratings import Result

# A true minus sign stays on the line of its figure; a hyphen may not.
MINUS = "\N{MINUS SIGN}"
# What stands in the place of the date of a step that was to be done and is not.
NOT_DONE = "Not done"
_NEGATIVE = re.compile(r"(?<!\S)-(?=£?\d)")


def with_minus(text: str) -> str:
    """Return what plansheet says of figures with a true minus before those below nothing."""
    return _NEGATIVE.sub(MINUS, text)


def actual_said(result: Result) -> str:
    """Return what an indicator stands at, "" where there is no figure."""
    return with_minus(spoken_figure(result.actual, result.indicator.unit))


def goal_said(result: Result) -> str:
    """Return what it is compared with, and that it is assumed where that is so."""
    said = with_minus(spoken_goal(result.goal, result.indicator.unit))
    return f"{said} (assumed)" if said and result.goal.assumed else said


def gap_said(result: Result) -> str:
    """Return the variance: a date's in days, a percentage's in points, "" where there is none."""
    if result.variance is None:
        return ""
    return with_minus(spoken_difference(result.variance, result.indicator.unit))
