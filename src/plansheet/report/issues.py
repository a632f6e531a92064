"""Key issues: the counts and shares of every rating with their denominators, and their course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.ratings import Rating
from plansheet.reconcile.words import STATUSES, joined
from plansheet.report.actions import action_lines
from plansheet.report.blocks import (
    Cell,
    Chart,
    Column,
    Heading,
    Paragraph,
    Points,
    Series,
    Tone,
    table,
)
from plansheet.report.counts import (
    UNRATED,
    action_counts,
    are,
    council_counts,
    indicator_counts,
    share,
)
from plansheet.report.said import with_minus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.report.actions import Line
    from plansheet.report.asked import Asked
    from plansheet.report.blocks import Block, Table
    from plansheet.report.counts import ActionCounts, IndicatorCounts

TONES = {Rating.GREEN: Tone.GOOD, Rating.AMBER: Tone.FAIR, Rating.RED: Tone.POOR}
_COMPLETED, _ON_TARGET, _ATTENTION, _AMENDMENT, _CLOSED = STATUSES
STATUS_TONES = {
    _COMPLETED: Tone.GOOD,
    _ON_TARGET: Tone.GOOD,
    _ATTENTION: Tone.FAIR,
    _AMENDMENT: Tone.POOR,
    _CLOSED: Tone.PLAIN,
}
_MEANINGS = {
    Rating.GREEN: "on target",
    Rating.AMBER: "within tolerance",
    Rating.RED: "off target",
}
_NOT_RATED = "Not rated"


def key_issues(asked: Asked) -> Iterator[Block]:
    """Yield what stands out: indicators first, then actions, then what has not come back."""
    yield Heading("Indicators")
    yield from _indicators(asked)
    lines = action_lines(asked.quarters)
    if lines:
        yield Heading("Actions")
        counts = action_counts(lines)
        yield Paragraph(_actions_said(counts))
        yield _status_table(asked, counts)
        yield from _course_of_actions(asked, lines)
    yield from _restated(asked)
    missing = [each.plan.service.name for each in asked.council.services if each.returned is None]
    if missing:
        yield Heading("Returns")
        whole = len(asked.council.services)
        yield Paragraph(
            f"{whole - len(missing)} of {whole} services have sent a return. Nothing has come "
            f"back from {joined(missing)}."
        )


def _indicators(asked: Asked) -> Iterator[Block]:
    counts = council_counts(asked.council)
    yield Paragraph(_rated_said(counts))
    if counts.rated:
        yield Points(tuple(_rating_said(rating, counts) for rating in Rating))
    yield _rating_table(asked, counts)
    if counts.all > counts.rated:
        yield _state_table(asked, counts)
    by_quarter = [(str(each.quarter), council_counts(each)) for each in asked.quarters]
    services = asked.council.services
    by_service = [(each.plan.service.name, indicator_counts(each.results)) for each in services]
    for caption, what, rows in (
        (f"Ratings by quarter, {asked.quarter.year}", "Quarter", by_quarter),
        (f"Ratings by service, {asked.quarter}", "Service", by_service),
    ):
        if len(rows) > 1 and any(each.rated for _, each in rows):
            yield from _course(caption, what, rows)


def _restated(asked: Asked) -> Iterator[Block]:
    """Yield what was told anew of earlier quarters: their own ratings stay, and are counted."""
    rows: list[list[Cell | str]] = [
        [
            f"{late.ref} ({service.plan.service.name})",
            str(late.quarter),
            f"{late.what}: {with_minus(late.old)}",
            f"{late.what}: {with_minus(late.new)}",
            "; ".join(
                filter(None, (late.reason.rstrip("."), late.approved_by if asked.internal else ""))
            ),
        ]
        for service in asked.council.services
        for late in service.restatements
        if late.ref in {each.indicator.ref for each in service.results}
    ]
    if rows:
        yield Heading("Restated since they were first reported")
        columns = (
            Column("Indicator", 6),
            Column("Quarter", 3),
            Column("Was", 5),
            Column("Is now", 5),
            Column("Why", 6),
        )
        yield Paragraph(
            "Earlier quarters are counted above as they were last compiled. Appendix 1 shows both "
            "ratings where one was restated."
        )
        yield table(f"Restated, {asked.quarter}", columns, rows)


def _rated_said(counts: IndicatorCounts) -> str:
    rated = f"{counts.rated} of {counts.all} indicators {are(counts.rated)} rated."
    if counts.rated == counts.all:
        return rated
    states = [f"{counts.of_state(state)} {state}" for state in UNRATED if counts.of_state(state)]
    return f"{rated} Not rated: {joined(states)}."


def _rating_said(rating: Rating, counts: IndicatorCounts) -> str:
    number = counts.of_rating(rating)
    part = share(number, counts.rated)
    return f"{rating}, {_MEANINGS[rating]}: {number} of {counts.rated} rated ({part})"


def _rating_table(asked: Asked, counts: IndicatorCounts) -> Table:
    rows: list[list[Cell | str]] = [
        [
            Cell(f"{rating}: {_MEANINGS[rating]}", TONES[rating]),
            str(counts.of_rating(rating)),
            str(counts.rated),
            share(counts.of_rating(rating), counts.rated),
        ]
        for rating in Rating
    ]
    columns = (
        Column("Rating", 6),
        Column("Number", 3),
        Column("Out of rated", 4),
        Column("Share", 3),
    )
    return table(f"Indicators by rating, {asked.quarter}", columns, rows)


def _state_table(asked: Asked, counts: IndicatorCounts) -> Table:
    rows: list[list[Cell | str]] = [
        [state.capitalize(), str(counts.of_state(state)), str(counts.all)]
        for state in UNRATED
        if counts.of_state(state)
    ]
    columns = Column("Why not rated", 8), Column("Number", 4), Column("Out of all", 4)
    return table(f"Indicators that are not rated, {asked.quarter}", columns, rows)


def _course(
    caption: str, what: str, rows: Sequence[tuple[str, IndicatorCounts]]
) -> Iterator[Block]:
    """Yield a chart of ratings, a bar a row, and the same numbers as a table beside it."""
    series = (
        *(
            Series(str(rating), TONES[rating], tuple(each.of_rating(rating) for _, each in rows))
            for rating in Rating
        ),
        Series(_NOT_RATED, Tone.PLAIN, tuple(each.all - each.rated for _, each in rows)),
    )
    rated = [f"{each.rated} of {each.all}" for _, each in rows]
    yield from _chart(caption, what, [name for name, _ in rows], series, rated)


def _course_of_actions(asked: Asked, lines: Sequence[Line]) -> Iterator[Block]:
    """Yield how actions stood in each quarter, where there was more than one."""
    if len(asked.quarters) == 1:
        return
    counts = [action_counts(lines, at) for at in range(len(asked.quarters))]
    series = (
        Series("On course", Tone.GOOD, tuple(each.on_course for each in counts)),
        *(
            Series(status, STATUS_TONES[status], tuple(each.by_status[status] for each in counts))
            for status in (_ATTENTION, _AMENDMENT, _CLOSED)
        ),
        Series(_NOT_RATED, Tone.PLAIN, tuple(each.all - each.rated for each in counts)),
    )
    rated = [f"{each.rated} of {each.all}" for each in counts]
    bars = [str(each.quarter) for each in asked.quarters]
    yield from _chart(f"Actions by quarter, {asked.quarter.year}", "Quarter", bars, series, rated)


def _chart(
    caption: str,
    what: str,
    bars: Sequence[str],
    series: tuple[Series, ...],
    rated: Sequence[str],
) -> Iterator[Block]:
    yield Chart(caption, _alt(caption, bars, series), tuple(bars), series)
    parts = (Column(each.name, 3) for each in series)
    columns = (Column(what, 5), *parts, Column("Rated", 3))
    yield table(
        caption,
        columns,
        [
            [bar, *(str(each.numbers[at]) for each in series), rated[at]]
            for at, bar in enumerate(bars)
        ],
    )


def _alt(caption: str, bars: Sequence[str], series: Sequence[Series]) -> str:
    said = (
        f"{bar}: {', '.join(f'{each.numbers[at]} {each.name.lower()}' for each in series)}"
        for at, bar in enumerate(bars)
    )
    return f"Bar chart. {caption}. {'; '.join(said)}."


def _actions_said(counts: ActionCounts) -> str:
    rated = f"{counts.rated} of {counts.all} actions {are(counts.rated)} rated"
    if not counts.rated:
        return f"{rated}."
    part = share(counts.on_course, counts.rated)
    return f"{rated}; {counts.on_course} of {counts.rated} ({part}) completed or on target."


def _status_table(asked: Asked, counts: ActionCounts) -> Table:
    rows: list[list[Cell | str]] = [
        [
            Cell(status, STATUS_TONES[status]),
            str(number),
            str(counts.rated),
            share(number, counts.rated),
        ]
        for status, number in counts.by_status.items()
    ]
    others = ("Not reported", counts.not_reported), ("Not due", counts.not_due)
    rows += [[word, str(number), "", ""] for word, number in others if number]
    columns = (
        Column("Rating", 6),
        Column("Number", 3),
        Column("Out of rated", 4),
        Column("Share", 3),
    )
    return table(f"Actions by rating, {asked.quarter}", columns, rows)
