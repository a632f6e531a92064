"""What the sheet Notes says: how every figure of the workbook was worked out.

Source: contract, "Ratings, worked"; domain, "Rules". Gaps in braces are filled in for the quarter.
"""

from __future__ import annotations

NOTE_WORDS = {
    "Council": "{council}",
    "Quarter": "{quarter}, version {version} of this workbook.",
    "Due": "Returns were due by {due}.",
    "Ratings": (
        "Green is on target or better. Amber is off target and within the tolerance. Red is beyond "
        "the tolerance. A figure exactly on an edge counts as the better of the two. Nothing is "
        "rounded before it is compared."
    ),
    "Tolerance": (
        "{tolerance} where a plan gives none of its own; a percentage is a share of the target. "
        "Dates have no tolerance unless the plan gives one."
    ),
    "Gap": (
        "The actual figure less the target, in the unit of the indicator: percentage points for a "
        "percentage, days for a date. For a range it is the distance from the nearer edge."
    ),
    "Targets in the year": (
        "Figures that build up over the year are compared with the target for the year so far. "
        "Where the plan gives no figures for the quarters, a straight line to the year's target is "
        "used, and 'About the target' says that it is assumed."
    ),
    "Actual": (
        "The figure that is compared with the target. Where quarters add up, it is the year to "
        "date. A percentage made of two numbers adds both up over the year and then divides. "
        "Averages are never averaged."
    ),
    "Q1 to Q4": (
        "Each quarter as it was entered: the total since April for what is counted from April, the "
        "quarter's own figure for the rest."
    ),
    "What is not rated": (
        "Indicators without a target, in their baseline year, not due this quarter, awaited, not "
        "supplied, held, for information only or withdrawn are counted as that and never enter a "
        "percentage. A figure is never carried forward."
    ),
    "Shared indicators": (
        "An indicator that several services report stands once, with the service that supplies it."
    ),
    "Since last quarter, since last year": (
        "Better, same or worse, by which way is good. Empty where there is nothing to compare with "
        "or the definition changed in between."
    ),
    "Risks": (
        "Each risk is scored by the scheme of its own register; one scheme is never turned into "
        "another. A risk that was not reviewed this quarter has no score now and stands on no heat "
        "map."
    ),
    "Days late": (
        "For a milestone: from the day it was due to the day it was done, or is now expected; a "
        "minus means early. For a return: from the day it was due to the day it was received."
    ),
    "Where figures come from": (
        "The sheet Data names the file, sheet and cell of each figure, and the sha256 of the file "
        "as the council's archive keeps it."
    ),
    "Columns of Data": (
        "What each column of the sheet Data means, its type, its unit and the words that can stand "
        "in it: 'plansheet data {period} --dictionary' prints it."
    ),
    "Money and decimals": (
        "Figures are stored to 15 digits. One that never ends, such as two thirds, is shown to two "
        "decimal places."
    ),
    "Live figures": (
        "The counts on Summary and Services are formulas over the sheet Data, and those of "
        "milestones, risks and contracts over their own sheets: change a row there and they follow."
    ),
}
