"""The appendix: every indicator and every action, with its ratings by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.ratings import State
from plansheet.model.units import Unit
from plansheet.reconcile.dates import done_on
from plansheet.reconcile.quarter import counted_results
from plansheet.reconcile.results import own_history
from plansheet.report.actions import action_lines
from plansheet.report.blocks import Cell, Column, Heading, Paragraph, Tone, table
from plansheet.report.issues import STATUS_TONES, TONES
from plansheet.report.over_time import OverTime
from plansheet.report.said import NOT_DONE, actual_said, goal_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import ServiceQuarter
    from plansheet.report.actions import Line
    from plansheet.report.asked import Asked
    from plansheet.report.blocks import Block
    from plansheet.report.over_time import Ratings

NOT_COLLECTED, NO_FIGURE = "Not collected", "No figure"
_WITHOUT_TARGET = frozenset({State.NOT_DUE, State.WITHDRAWN})


def indicators_appendix(asked: Asked) -> Iterator[Block]:
    """Yield a table a service: each indicator it counts, and how it stood in each quarter."""
    if not any(counted_results(asked.council)):
        yield Paragraph("No indicator is reported here.")
    over_time = OverTime.of(asked.everywhere or asked.quarters)
    columns = (
        Column("Indicator", 11),
        Column("Target", 5),
        Column("Actual", 5),
        *(Column(f"Q{each.quarter.number} rating", 4) for each in asked.quarters),
    )
    for service in asked.council.services:
        results = [each for each in service.results if each.counted]
        if results:
            name = service.plan.service.name
            yield Heading(name)
            yield table(
                f"{name}: indicators, {asked.quarter}",
                columns,
                [
                    [*_indicator(each, service, asked.quarter), *_course(over_time.of_each(each))]
                    for each in results
                ],
            )


def actions_appendix(asked: Asked) -> Iterator[Block]:
    """Yield a table a service: each action with its progress, and its rating in each quarter."""
    lines = action_lines(asked.quarters)
    if not lines:
        yield Paragraph("No action is reported here.")
    columns = (
        Column("Action and progress", 13),
        Column("Outcome", 9),
        *(Column(f"Q{each.quarter.number} rating", 5) for each in asked.quarters),
    )
    for name in dict.fromkeys(line.service for line in lines):
        yield Heading(name)
        yield table(
            f"{name}: actions, {asked.quarter}",
            columns,
            [_action(line) for line in lines if line.service == name],
        )


def _indicator(result: Result, service: ServiceQuarter, quarter: Quarter) -> list[Cell | str]:
    indicator, goal = result.indicator, result.goal
    # What the plan says of the year stands there where the quarter has no target of its own.
    target = "" if result.state in _WITHOUT_TARGET else goal_said(result)
    return [
        f"{indicator.ref} {indicator.title}",
        target or goal.text or "None set",
        actual_said(result) or _without_figure(result, service, quarter),
    ]


def _without_figure(result: Result, service: ServiceQuarter, quarter: Quarter) -> str:
    """Return what stands in the place of a figure: of a step when it was done, or that it is not.

    A step that is done is no longer asked about, so the quarters after it have no date.
    """
    indicator = result.indicator
    if indicator.unit is Unit.DATE and result.rating:
        return NOT_DONE
    day = done_on(indicator, quarter, own_history(indicator, service.figures))
    return f"Done {spoken_date(day)}" if day and result.state is State.NOT_DUE else NO_FIGURE


def _course(found: Iterable[tuple[Result | None, Ratings | None]]) -> Iterator[Cell]:
    """Yield the rating of each quarter, the state in its place where it is not rated.

    Where it was restated since, both ratings stand there.
    """
    for result, restated in found:
        if result is None:
            yield Cell(NOT_COLLECTED)
            continue
        said = str(result.rating or result.state)
        tone = TONES[result.rating] if result.rating else Tone.PLAIN
        yield Cell(f"{said.capitalize()}{_restated(said, restated)}", tone)


def _restated(said: str, ratings: Ratings | None) -> str:
    """Return, below a rating, the other one where it was restated; "" where it was not."""
    if ratings is None:
        return ""
    was, now = ratings
    return f"\nRestated, was {was}" if said == now else f"\nRestated: {now}"


def _action(line: Line) -> list[Cell | str]:
    ratings = (Cell(each, STATUS_TONES.get(each, Tone.PLAIN)) for each in line.ratings)
    progress = f"{line.title}\n{line.progress}" if line.progress else line.title
    return [progress, line.outcome, *ratings]
