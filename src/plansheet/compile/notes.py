"""What the sheet Notes says: how every figure of the workbook was worked out.

Source: contract, "Ratings, worked"; domain, "Rules". Gaps in braces are filled in for the quarter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from plansheet.compile.cells import cells, page
from plansheet.layout.council import NOTES
from plansheet.model.dates import spoken_date
from plansheet.model.ratings import State
from plansheet.reconcile.moved import tolerance_of
from plansheet.reconcile.quarter import counted_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from plansheet.model.ratings import Result
    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter

# A topic and its note.
_Noted: TypeAlias = "tuple[str, str]"
_NOT_COMPARED = frozenset({State.WITHDRAWN, State.DATA_ONLY})
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
        "Dates have no tolerance unless the plan gives one. Every other tolerance in force stands "
        "at the end of this sheet with its indicators."
    ),
    "Gap": (
        "The actual figure less the target, in the unit of the indicator: percentage points for a "
        "percentage, days for a date. For a range it is the distance from the nearer edge."
    ),
    "Targets in the year": (
        "Figures that build up over the year are compared with the target for the year so far. "
        "Where the plan gives no figures for the quarters, a straight line to the year's target is "
        "used, and 'About the target' says that it is assumed. Which they are stands at the end of "
        "this sheet, as does what plans leave unsaid and plansheet took from their words."
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
    "Year to date": (
        "For what adds up over the year: counted from April, summed, or a percentage of two "
        "numbers. It is empty for the rest."
    ),
    "Trend over two years": (
        "Eight quarters, each by itself so that they can be compared: what is counted from April "
        "loses the total of the quarter before. The bars are drawn of the figures that stand "
        "beside them; a quarter without a figure leaves a gap."
    ),
    "Markers": (
        "The shorthand of the government's guidance on spreadsheets. [p] the figure is "
        "provisional. [r] a figure of the quarter that is named was revised this quarter; the "
        "sheet Changes says from what and why. [x] the figure is not available. [b] break in the "
        "series: from the quarter that is named on it is measured otherwise."
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
        "Better, same or worse, by which way is good, against the newest figure that is known of "
        "that quarter. Empty where there is nothing to compare with or the definition changed in "
        "between."
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
    "What moved": (
        "An indicator got worse or better where its rating did, from the quarter before as that "
        "was last compiled to this one. For how many quarters in a row something has been so is "
        "counted back from this quarter: quarters in which an indicator was not due neither count "
        "nor end it, and what is not known ends it. A rating that was restated since counts as it "
        "was compiled: the sheet Changes shows both."
    ),
    "Last quarter": (
        "The counts of the quarter before as they were last compiled; where they never were, as "
        "they stand now."
    ),
    "Themes": (
        "An indicator, a project or a risk serves the objective that its plan names beside it; an "
        "indicator of which the plan says nothing serves the objective among whose measures it is "
        "listed. Each is counted once. Targets are those that the plans give the measures of an "
        "objective, in their own words."
    ),
    "Live figures": (
        "The counts on Summary and Services are formulas over the sheet Data, and those of "
        "milestones, risks and contracts over their own sheets: change a row there and they "
        "follow. Whose they are, in words, is as it was when this workbook was compiled."
    ),
}


def notes_page(council: CouncilQuarter, words: Mapping[str, str] = NOTE_WORDS) -> Page:
    """Return how everything was worked out, then what is in force and assumed for which.

    `words` are by topic, with gaps for what is said of the quarter.
    """
    said = {
        "council": council.council,
        "quarter": council.quarter,
        "period": council.quarter.label,
        "version": council.version,
        "due": spoken_date(council.due),
        "tolerance": council.tolerance,
    }
    told = [(topic, note.format_map(said)) for topic, note in words.items()]
    rows = [
        cells(NOTES, {"topic": topic, "note": note})
        for topic, note in (*told, *_tolerances(council), *_assumed(council), *_inferred(council))
    ]
    return page(NOTES, f"Notes: {council.quarter}", rows)


def _tolerances(council: CouncilQuarter) -> Iterator[_Noted]:
    """Yield each tolerance that is not the council's own, with the indicators it holds for."""

    def of(result: Result) -> Iterable[str]:
        tolerance = tolerance_of(result, council)
        is_its_own = tolerance != str(council.tolerance) and result.state not in _NOT_COMPARED
        return [f"Tolerance of {tolerance}"] if is_its_own else []

    return _by_topic(council, of)


def _assumed(council: CouncilQuarter) -> Iterator[_Noted]:
    def of(result: Result) -> Iterable[str]:
        is_compared = result.goal.assumed and result.state is State.RATED
        return ["Straight line assumed"] if is_compared else []

    return _by_topic(council, of)


def _inferred(council: CouncilQuarter) -> Iterator[_Noted]:
    """Yield what the plans do not state, and nobody has confirmed yet."""
    return _by_topic(
        council, lambda result: [f"Not stated: {each}" for each in result.indicator.inferred]
    )


def _by_topic(
    council: CouncilQuarter, topics_of: Callable[[Result], Iterable[str]]
) -> Iterator[_Noted]:
    """Yield each topic and service with the refs of which it is true: `Waste: W1, W2`."""
    found: dict[tuple[str, str], list[str]] = {}
    for service, result in counted_results(council):
        for topic in topics_of(result):
            key = topic, service.plan.service.name
            found.setdefault(key, []).append(result.indicator.ref)
    for (topic, name), refs in sorted(found.items(), key=lambda each: each[0][0]):
        yield topic, f"{name}: {', '.join(refs)}"
