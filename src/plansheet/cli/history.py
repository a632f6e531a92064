"""The commands of `plansheet history`: what was before plansheet."""

from __future__ import annotations

from pathlib import Path

import click

from plansheet.cli.options import dry_run, folder_of
from plansheet.cli.root import cli
from plansheet.cli.shell import finish, working


@cli.group(epilog="Example: plansheet history import 'last years.xlsx'")
def history() -> None:
    """Look after the figures of the years before."""


@history.command("import", epilog="Example: plansheet history import 'last years.xlsx'")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@dry_run
@folder_of
def import_(folder: Path, file: Path, *, dry_run: bool) -> None:
    """Take in last years' figures from a spreadsheet or CSV file.

    Its columns are Service, Ref and one a quarter, 2016/17 Q3, or a year, 2016/17 Actual. Of a
    ratio give both numbers: 216 of 240, or 2016/17 Q3 numerator and 2016/17 Q3 denominator.
    """
    from plansheet.jobs.past_figures import import_history

    with working(folder, dry_run=dry_run) as (council, world):
        finish(import_history(council, file, world))
