"""The commands by which a person decides about returns, or enters what was told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from plansheet.cli.options import SAID, approved_by, dry_run, folder_of, period, reason
from plansheet.cli.root import cli
from plansheet.cli.shell import finish, finish_deciding, working

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.jobs.decisions import Decided


@cli.command(
    epilog='Example: plansheet accept 2018-19-Q2 parks Requests:3 --reason "Agreed by Cabinet"'
)
@period
@click.argument("code", metavar="CODE")
@click.argument("row", metavar="[SHEET:]REF")
@reason
@click.option("--column", metavar="HEADING", default="", help="Where several cells of a row wait.")
@click.option("--about", metavar="[SHEET:]REF", default="", help="Use this row instead.")
@click.option("--value", metavar="TEXT", default="", help="Use this instead of what is proposed.")
@click.option("--from", "starts", metavar="PERIOD", default="", help="From this quarter instead.")
@approved_by
@dry_run
@folder_of
def accept(folder: Path, /, *, dry_run: bool, **said: str) -> None:
    """Accept a request, a value that is held, a changed earlier figure or a changed locked cell.

    An accepted request or locked cell is written into the plan, with its date. A request that is
    no dated change of a plan is recorded, and what to do by hand is said.
    """
    from plansheet.jobs.rulings import accept_anything

    finish_deciding(folder, accept_anything, _decided(said), dry_run=dry_run)


@cli.command(
    epilog='Example: plansheet decline 2018-19-Q2 parks Requests:3 --reason "Not this year"'
)
@period
@click.argument("code", metavar="CODE")
@click.argument("row", metavar="Requests:NO")
@reason
@approved_by
@dry_run
@folder_of
def decline(folder: Path, /, *, dry_run: bool, **said: str) -> None:
    """Decline a service's request: the plan stays as it is, and the reason is kept."""
    from plansheet.jobs.decisions import decline_request

    finish_deciding(folder, decline_request, _decided(said), dry_run=dry_run)


def _decided(said: Mapping[str, str]) -> Decided:
    """Return what a person decides, from the options of `accept` or `decline`."""
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.decisions import Decided

    return Decided(
        quarter_of(said["period"]),
        said["code"],
        said["row"],
        said["reason"],
        column=said.get("column", ""),
        about=said.get("about", ""),
        value=said.get("value", ""),
        starts=said.get("starts", ""),
        by=said["approved_by"],
    )


@cli.command(
    epilog='Example: plansheet choose 2018-19-Q2 parks "parks (2).xlsx" --reason "By telephone"'
)
@period
@click.argument("code", metavar="CODE")
@click.argument("file", metavar="FILE")
@reason
@approved_by
@dry_run
@folder_of
def choose(folder: Path, /, *, dry_run: bool, **said: str) -> None:
    """Choose which of several returns of a service counts; the others are kept.

    FILE is its path, its name as 'read' says it or, where two are called the same, how its sha256
    begins.
    A return that is read later replaces what was chosen.
    """
    from plansheet.jobs.choices import Choosing, choose_version
    from plansheet.jobs.council import quarter_of

    choosing = Choosing(
        quarter_of(said["period"]), said["code"], said["file"], said["reason"], said["approved_by"]
    )
    finish_deciding(folder, choose_version, choosing, dry_run=dry_run)


@cli.command(epilog="Example: plansheet decide 2018-19-Q2")
@period
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@dry_run
@folder_of
def decide(folder: Path, period: str, file: Path | None, *, dry_run: bool) -> None:
    """Read what was decided in the quarter's workbook 'Decisions', or in FILE, and do it."""
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.decide import decide as decide_quarter

    with working(folder, dry_run=dry_run) as (council, world):
        finish(decide_quarter(council, quarter_of(period), world, file))


@cli.command(
    epilog='Example: plansheet enter 2018-19-Q2 parks PK01 79% --source "by phone, Parks Manager"'
)
@period
@click.argument("code", metavar="CODE")
@click.argument("ref", metavar="[SHEET:]REF")
@click.argument("value", metavar="VALUE")
@click.option(
    "--source", metavar="TEXT", type=SAID, required=True, help="How it was told, and by whom."
)
@click.option("--column", metavar="HEADING", default="", help="Another column than Actual.")
@approved_by
@dry_run
@folder_of
def enter(folder: Path, /, *, dry_run: bool, **said: str) -> None:
    """Enter a figure that was given by telephone or in a mail, with its source.

    Both numbers of a ratio are given as '171 of 190'. Where the workbook comes back later with
    another figure, that one is used and both are named.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.told import Told, enter_figure

    told = Told(
        quarter_of(said["period"]),
        said["code"],
        said["ref"],
        said["value"],
        said["source"],
        said["column"],
        said["approved_by"],
    )
    finish_deciding(folder, enter_figure, told, dry_run=dry_run)


@cli.command(
    epilog='Example: plansheet signoff 2018-19-Q2 parks --by "Head of Parks" --evidence mail.eml'
)
@period
@click.argument("code", metavar="CODE")
@click.option("--by", metavar="TEXT", type=SAID, required=True, help="The job title of who signs.")
@click.option(
    "--evidence",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The mail or letter in which that is said; it is archived.",
)
@click.option(
    "--step",
    "steps",
    metavar="STEP",
    multiple=True,
    help="Only this step: 'Source data', 'Data entry' or 'Checked'; may be repeated.",
)
@dry_run
@folder_of
def signoff(
    folder: Path, /, *, evidence: Path, steps: tuple[str, ...], dry_run: bool, **said: str
) -> None:
    """Keep that somebody signed for a return elsewhere than on its sheet Sign-off."""
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.signing import Signature, sign_off

    quarter = quarter_of(said["period"])
    signature = Signature(quarter, said["code"], said["by"], evidence, steps)
    finish_deciding(folder, sign_off, signature, dry_run=dry_run)


@cli.command(
    epilog='Example: plansheet extend 2018-19-Q2 parks --until 19/10/2018 --reason "Two are ill"'
)
@period
@click.argument("code", metavar="CODE")
@click.option(
    "--until", metavar="DATE", type=SAID, required=True, help="The new day, for example 19/10/2018."
)
@reason
@click.option("--by", metavar="TEXT", default="", help="Who gave it.")
@dry_run
@folder_of
def extend(folder: Path, /, *, dry_run: bool, **said: str) -> None:
    """Give a service more time to return its workbook, and keep the reason.

    The last day that was given holds; the quarter's own takes it back. A workbook that is made
    afterwards names the new day, one that is out stays as it is.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.deadlines import Extending
    from plansheet.jobs.deadlines import extend as extend_deadline

    extending = Extending(
        quarter_of(said["period"]), said["code"], said["until"], said["reason"], said["by"]
    )
    with working(folder, dry_run=dry_run) as (council, world):
        finish(extend_deadline(council, extending, world))
