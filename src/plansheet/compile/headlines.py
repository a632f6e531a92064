"""What Summary opens with: what got worse, what got better, what is red longest, what is awaited.

The numbers are live; whose they are stands beside them in words, as it was when this was compiled.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from plansheet.compile.cells import count
from plansheet.compile.counts import live_count
from plansheet.model.dates import spoken_date
from plansheet.model.ratings import Rating, State
from plansheet.pages import Cell, Formula
from plansheet.reconcile.past import (
    got_better,
    got_worse,
    last_quarter,
    rating_before,
    run_of,
)
from plansheet.reconcile.quarter import counted_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

HEADLINES = "What moved"
_MOST, _TITLE = 5, 60
_RED = frozenset({Rating.RED})
_RED_LONGEST = '=SUMPRODUCT(MAX(([Data!rating]="Red")*[Data!quarters_red]))'


def headline_rows(council: CouncilQuarter) -> Iterator[dict[str, Cell]]:
    """Yield the rows, the worst news first."""
    yield _moved("Got worse", got_worse, council)
    yield _moved("Got better", got_better, council)
    yield _red_longest(council)
    yield _awaited(council)


def _row(measure: str, number: Formula, words: str) -> dict[str, Cell]:
    return {
        "part": Cell(HEADLINES),
        "measure": Cell(measure),
        "number": Cell(number, "number"),
        "words": Cell(words),
    }


def _moved(
    measure: str, moved: Callable[[Rating | None, Rating | None], bool], council: CouncilQuarter
) -> dict[str, Cell]:
    """Return the row of the ratings that fell, or that rose, since last quarter."""
    found = [
        (result.rating, f"{_named(service, result)}: {before} to {result.rating}")
        for service, result in counted_results(council)
        if moved(before := rating_before(result, council.quarter, council.earlier), result.rating)
    ]
    steps = [(before, now) for before in Rating for now in Rating if moved(before, now)]
    live = "+".join(
        f'COUNTIFS([Data!rating_before],"{before}",[Data!rating],"{now}")' for before, now in steps
    )
    worst_first = sorted(found, key=lambda each: each[0] is not Rating.RED)
    nothing = f"Nothing {measure.lower()} since {council.quarter.previous}"
    if last_quarter(council.quarter, council.earlier) is None:
        nothing = f"Nothing is known of {council.quarter.previous} to compare with"
    words = _some([each for _, each in worst_first]) or nothing
    return _row(measure, Formula(f"={live}", count(len(found))), words)


def _red_longest(council: CouncilQuarter) -> dict[str, Cell]:
    """Return the row of what has been red for more than this quarter, the longest first."""
    red = [
        (run, f"{_named(service, result)}: {run.quarters} quarters, since {run.since}")
        for service, result in counted_results(council)
        if (run := run_of(result, council.quarter, council.earlier, _RED))
    ]
    longest = max((run.quarters for run, _ in red), default=0)
    lasting = sorted(red, key=lambda each: -each[0].quarters)
    nothing = "Nothing was red before this quarter" if red else "Nothing is red"
    words = _some([each for run, each in lasting if run.quarters > 1]) or nothing
    return _row("Red longest, in quarters", Formula(_RED_LONGEST, count(longest)), words)


def _awaited(council: CouncilQuarter) -> dict[str, Cell]:
    awaited = [
        f"{_named(service, result)}{_expected(result)}"
        for service, result in counted_results(council)
        if result.state is State.AWAITED
    ]
    words = _some(awaited) or "Nothing is awaited"
    return _row("Awaited", live_count("state", State.AWAITED, len(awaited)), words)


def _expected(result: Result) -> str:
    expected = result.figure.expected_by if result.figure else None
    return f": expected by {spoken_date(expected)}" if expected else ""


def _named(service: ServiceQuarter, result: Result) -> str:
    title = shorten(result.indicator.title, _TITLE, placeholder="...")
    return f"{result.indicator.ref} {title} ({service.plan.service.name})"


def _some(lines: Sequence[str]) -> str:
    """Return lines one below the other, where there are many the first of them and how many more.

    All of them stand on the sheets behind: Summary is read in a minute.
    """
    more = len(lines) - _MOST
    return "\n".join([*lines[:_MOST], f"and {more} more"] if more > 0 else lines)
