"""Exceptions: what is off target or only within tolerance, why, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.ratings import Rating, State
from plansheet.reconcile.quarter import counted_results
from plansheet.reconcile.words import COMPLETED, ON_TARGET, STATUSES, joined
from plansheet.report.actions import NOT_REPORTED, action_lines
from plansheet.report.blocks import Cell, Column, Heading, Paragraph, table
from plansheet.report.counts import action_counts, are, council_counts
from plansheet.report.issues import STATUS_TONES, TONES
from plansheet.report.said import NOT_DONE, actual_said, gap_said, goal_said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import ServiceQuarter
    from plansheet.report.actions import Line
    from plansheet.report.asked import Asked
    from plansheet.report.blocks import Block

NOT_GIVEN, NOT_ASKED_FOR = "Not given", "Not asked for"
HEADINGS = {Rating.RED: "Off target", Rating.AMBER: "Within tolerance"}
# What should have been reported, and may yet turn out to be an exception.
_MISSING = (State.NOT_SUPPLIED, State.AWAITED, State.HELD)
_COLUMNS = (
    Column("Indicator", 8),
    Column("Rating", 4),
    Column("Actual", 5),
    Column("Target", 5),
    Column("Cause", 8),
    Column("What is done", 11),
)
_ACTION_COLUMNS = (
    Column("Action", 9),
    Column("Rating", 5),
    Column("Due", 6),
    Column("Now expected", 6),
    Column("Commentary", 10),
)


def exceptions(asked: Asked) -> Iterator[Block]:
    """Yield the indicators off target, those within tolerance, and actions that need attention."""
    found = list(counted_results(asked.council))
    actions = [line for line in action_lines(asked.quarters) if _is_exception(line)]
    for rating, heading in HEADINGS.items():
        rows = [_row(*each, asked) for each in found if each[1].rating is rating]
        if rows:
            yield Heading(heading)
            yield table(f"Indicators rated {rating}, {asked.quarter}", _COLUMNS, rows)
    if actions:
        yield Heading("Actions that need attention")
        yield table(
            f"Actions that need attention or amendment or were closed, {asked.quarter}",
            _ACTION_COLUMNS,
            [_action_row(line) for line in actions],
        )
    if not actions and not any(result.rating in HEADINGS for _, result in found):
        yield Paragraph(_none_said(asked))


def _none_said(asked: Asked) -> str:
    """Return that there is no exception, as far as anything was reported."""
    none = "o indicator is off target or within tolerance, and no action is off course."
    indicators = council_counts(asked.council)
    actions = action_counts(action_lines(asked.quarters)).not_reported
    missing = [
        f"{number} {what if number == 1 else f'{what}s'} {are(number)} {state}"
        for number, what, state in (
            *((indicators.of_state(state), "indicator", state) for state in _MISSING),
            (actions, "action", NOT_REPORTED.lower()),
        )
        if number
    ]
    return f"Of those reported, n{none} {joined(missing)}." if missing else f"N{none}"


def _row(service: ServiceQuarter, result: Result, asked: Asked) -> list[Cell | str]:
    indicator, rating = result.indicator, result.rating
    tone = TONES[rating] if rating else Cell("").tone
    gap = gap_said(result)
    return [
        f"{indicator.ref} {indicator.title} ({service.plan.service.name})",
        Cell(str(rating), tone),
        actual_said(result) or NOT_DONE,
        "\n".join(filter(None, (goal_said(result), f"Gap {gap}" if gap else ""))),
        _cause(result),
        _done(result, asked),
    ]


def _cause(result: Result) -> str:
    said = result.figure
    cause = (said.public_commentary or said.reason) if said else ""
    return cause or _nothing_said(result)


def _nothing_said(result: Result) -> str:
    """Return what stands in the place of words: only what is off target has to be explained."""
    return NOT_GIVEN if result.rating is Rating.RED else NOT_ASKED_FOR


def _done(result: Result, asked: Asked) -> str:
    """Return action, owner and date, each said to be missing where it is owed.

    Who owns an action is the council's own business, and may be a person's name.
    """
    said = result.figure
    given = {
        "Action": said.action if said else "",
        **({"Owner": said.owner if said else ""} if asked.internal else {}),
        "By when": spoken_date(said.by_when) if said and said.by_when else "",
    }
    owed = NOT_GIVEN if result.rating is Rating.RED else ""
    lines = (f"{name}: {text or owed.lower()}" for name, text in given.items() if text or owed)
    return "\n".join(lines) or NOT_ASKED_FOR


def _is_exception(line: Line) -> bool:
    return line.rating in STATUSES and line.rating not in {COMPLETED, ON_TARGET}


def _action_row(line: Line) -> list[Cell | str]:
    slippage = f"\n{_days(line.slippage)}" if line.slippage else ""
    expected = f"{spoken_date(line.expected)}{slippage}" if line.expected else ""
    return [
        f"{line.title} ({line.service})",
        Cell(line.rating, STATUS_TONES[line.rating]),
        spoken_date(line.due) if line.due else "",
        expected,
        line.progress or NOT_GIVEN,
    ]


def _days(slippage: int) -> str:
    number = abs(slippage)
    return f"{number} {'day' if number == 1 else 'days'} {'late' if slippage > 0 else 'early'}"
