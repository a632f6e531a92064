"""The commands that answer a question: what to do today, and where a figure comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from plansheet.cli.options import as_json, folder_of, period
from plansheet.cli.root import cli
from plansheet.cli.shell import finish, the_world, viewing

if TYPE_CHECKING:
    from pathlib import Path


@cli.command("next", epilog="Example: plansheet next")
@as_json
@folder_of
def next_(folder: Path, *, is_json: bool) -> None:
    """Say what to do today, a line a step with the command to run, the most urgent first.

    Which quarters are open follows from the calendar and from what has been made, sent, received
    and compiled.
    """
    from plansheet.jobs.agenda import next_steps

    with viewing(folder) as council:
        finish(next_steps(council, the_world(), folder), is_json=is_json)


@cli.command(epilog="Example: plansheet trace 2018-19-Q2 community-partnerships CP05")
@period
@click.argument("code", metavar="CODE")
@click.argument("row", metavar="[SHEET:]REF")
@as_json
@folder_of
def trace(folder: Path, period: str, code: str, row: str, *, is_json: bool) -> None:
    """Tell one figure from end to end, on a page for an auditor.

    The figure, its definition, target and tolerance in force that quarter, the return's file, sheet
    and cell, how it was read, who decided what, every version of it, and the rating's arithmetic.
    SHEET is Indicators unless said: Milestones:P1-M2, Risks:CP05 and Contracts:C1 are told as far
    as that applies to them.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.trace import trace_row

    with viewing(folder) as council:
        today = the_world().now.date()
        finish(trace_row(council, quarter_of(period), code, row, today), is_json=is_json)
