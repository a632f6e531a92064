"""The commands that show that nothing is lost: the archive and the ledger checked, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from plansheet.cli.options import as_json, folder_of
from plansheet.cli.root import cli
from plansheet.cli.shell import finish, the_world, viewing

if TYPE_CHECKING:
    from pathlib import Path


@cli.command(epilog="Example: plansheet verify")
@as_json
@folder_of
def verify(folder: Path, *, is_json: bool) -> None:
    """Check that nothing is lost: every file of the ledger, and every figure back to its cell.

    Each file that the ledger names is in the archive with its sha256, what was removed is gone, and
    each answer of a return is read again from the archived file. Nothing is changed.
    """
    from plansheet.jobs.verify import verify_council

    with viewing(folder) as council:
        finish(verify_council(council, the_world(quiet=is_json)), is_json=is_json)


@cli.command(epilog="Example: plansheet log --period 2018-19-Q2")
@click.option("--period", metavar="PERIOD", default="", help="Only what is about this quarter.")
@click.option("--service", "code", metavar="CODE", default="", help="Only what is about it.")
@as_json
@folder_of
def log(folder: Path, period: str, code: str, *, is_json: bool) -> None:
    """Show who had plansheet do what, and what came of it, the newest last.

    Each command that writes is entered, with when, by whom, with which version and from which
    files; nothing in the log is ever changed. PERIOD may be a year.
    """
    from plansheet.jobs.log import shown_log

    with viewing(folder) as council:
        finish(shown_log(council, period, code), is_json=is_json)
