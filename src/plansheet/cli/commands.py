"""The commands of a quarter, from a new folder to the compiled workbook."""

from __future__ import annotations

from pathlib import Path

import click

from plansheet.cli.options import (
    as_json,
    dry_run,
    folder_of,
    period,
    reason,
    scheduler,
    services,
)
from plansheet.cli.root import cli
from plansheet.cli.shell import finish, finish_deciding, finish_new, the_world, viewing, working

_EXAMPLES = "cannock-chase, south-cambridgeshire, three-rivers"


@cli.command(epilog="Example: plansheet init three-rivers --example three-rivers")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--example", metavar="NAME", default="", help=f"Start with one of {_EXAMPLES}.")
@dry_run
def init(directory: Path, example: str, *, dry_run: bool) -> None:
    """Start a council's folder; what is there already stays as it is."""
    from plansheet.jobs.start import start_council

    world = the_world(dry_run=dry_run)
    finish_new(directory, world, start_council(directory, world, example))


@cli.command(epilog="Example: plansheet demo")
@click.argument(
    "directory", metavar="[DIR]", default="plansheet-demo", type=click.Path(path_type=Path)
)
@click.option(
    "--example",
    metavar="NAME",
    default="three-rivers",
    show_default=True,
    help=f"Which council: {_EXAMPLES}.",
)
@dry_run
def demo(directory: Path, example: str, *, dry_run: bool) -> None:
    """Run two quarters of each plan's period of an example council, with simulated returns.

    DIR becomes that council's folder; without it, plansheet-demo is made here. It is made by the
    demo alone: a folder that holds a council already is refused, since the returns are made up.
    """
    from plansheet.jobs.demo import run_demo

    world = the_world(dry_run=dry_run)
    finish_new(directory, world, run_demo(directory, world, example))


@cli.command(epilog="Example: plansheet generate 2018-19-Q2")
@period
@services
@scheduler
@as_json
@dry_run
@folder_of
def generate(  # noqa: PLR0913 - an option each
    folder: Path,
    period: str,
    codes: tuple[str, ...],
    scheduler: str,
    *,
    is_json: bool,
    dry_run: bool,
) -> None:
    """Make the collection workbooks of a quarter, one for each service."""
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.issue import generate_workbooks

    with working(folder, dry_run=dry_run, quiet=is_json, scheduler=scheduler) as (council, world):
        finish(generate_workbooks(council, quarter_of(period), world, codes), is_json=is_json)


@cli.command(epilog="Example: plansheet read 2018-19-Q2")
@period
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--mailbox", "of_mailbox", is_flag=True, help="Read what came by e-mail, from the mailbox."
)
@click.option(
    "--password", metavar="TEXT", default="", help="What protected files are opened with."
)
@scheduler
@as_json
@dry_run
@folder_of
def read(  # noqa: PLR0913 - an option each
    folder: Path,
    period: str,
    paths: tuple[Path, ...],
    password: str,
    scheduler: str,
    *,
    of_mailbox: bool,
    is_json: bool,
    dry_run: bool,
) -> None:
    """Read the workbooks that came back, from the quarter's folder 'returned' or from PATHs.

    Files are known by what they hold, never by their names: workbooks of every kind, also inside
    zip files and saved e-mails (.eml, .msg).
    With --mailbox they are read from the mailbox that plansheet.toml names: what is not about the
    quarter is left alone, and nothing there changes unless plansheet.toml names a folder for it.
    What is asked of a service about its own is written to the quarter's folder 'queries'.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.receive import read_returns

    if of_mailbox and paths:
        message = "Give PATHs or --mailbox, not both: each is read by a command of its own."
        raise click.UsageError(message)
    if of_mailbox and scheduler:
        message = "What comes by e-mail is read as it is fetched: give --scheduler for files only."
        raise click.UsageError(message)
    with working(folder, dry_run=dry_run, quiet=is_json, scheduler=scheduler) as (council, world):
        quarter = quarter_of(period)
        if of_mailbox:
            from plansheet.jobs.mailbox import read_mailbox

            finish(read_mailbox(council, quarter, world, password), is_json=is_json)
        finish(read_returns(council, quarter, world, paths, password), is_json=is_json)


@cli.command(epilog="Example: plansheet status 2018-19-Q2")
@period
@as_json
@folder_of
def status(folder: Path, period: str, *, is_json: bool) -> None:
    """Show how far each service has come."""
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.results import quarter_status

    with viewing(folder) as council:
        finish(quarter_status(council, quarter_of(period), the_world().now.date()), is_json=is_json)


@cli.command(epilog="Example: plansheet reconcile 2018-19-Q2")
@period
@as_json
@folder_of
def reconcile(folder: Path, period: str, *, is_json: bool) -> None:
    """Compare the quarter's figures with their targets."""
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.results import reconcile_quarter

    with viewing(folder) as council:
        today = the_world().now.date()
        finish(reconcile_quarter(council, quarter_of(period), today), is_json=is_json)


@cli.command(
    epilog='Example: plansheet remove 2018-19-Q2 "wrong file.xlsx" --reason "Sent by mistake"'
)
@period
@click.argument("file", metavar="FILE|SHA256")
@reason
@click.option("--by", metavar="TEXT", default="", help="Who decided it.")
@dry_run
@folder_of
def remove(  # noqa: PLR0913 - an option each
    folder: Path, period: str, file: str, reason: str, by: str, *, dry_run: bool
) -> None:
    """Remove a returned file that was misfiled or is withdrawn, from archive and ledger.

    FILE is its name as 'read' tells it, SHA256 the first 8 or more digits of that. That it was
    there is kept, with the reason. Files in 'returned' are never deleted: what to delete is said,
    and a copy that is read again is passed over.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.removal import Wish, remove_return

    wish = Wish(quarter_of(period), file, reason, by)
    finish_deciding(folder, remove_return, wish, dry_run=dry_run)


@cli.command(epilog="Example: plansheet retention --remove")
@click.option("--remove", "removes", is_flag=True, help="Remove them; without it they are listed.")
@click.option(
    "--with-figures", is_flag=True, help="The figures of returns that count too, which else stay."
)
@dry_run
@folder_of
def retention(folder: Path, *, removes: bool, with_figures: bool, dry_run: bool) -> None:
    """List the returned files that are older than keep_years in plansheet.toml, or remove them.

    The workbooks go, and the names in what was read from them; figures, commentary and compiled
    workbooks stay.
    """
    from plansheet.jobs.removal import retention as kept

    with working(folder, dry_run=dry_run, writes=removes) as (council, world):
        finish(kept(council, world, remove=removes, with_figures=with_figures))


@cli.command("compile", epilog="Example: plansheet compile 2018-19-Q2")
@period
@click.option(
    "--public", is_flag=True, help="Compile the copy for anybody to see, in a file of its own."
)
@dry_run
@folder_of
def compile_(folder: Path, period: str, *, public: bool, dry_run: bool) -> None:
    """Compile the council-wide Performance Data Collection workbook of a quarter.

    The public copy leaves out what is not to be published, and says what that is.
    """
    from plansheet.jobs.board import compile_quarter
    from plansheet.jobs.council import quarter_of

    with working(folder, dry_run=dry_run) as (council, world):
        finish(compile_quarter(council, quarter_of(period), world, public=public))


@cli.command(epilog="Example: plansheet data 2018-19-Q2 --format csv > figures.csv")
@click.argument("period", metavar="PERIOD", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="How the rows are written.",
)
@click.option(
    "--dictionary",
    "explains",
    is_flag=True,
    help="Print what each column means instead: its type, its unit, the words it can hold.",
)
@folder_of
def data(folder: Path, period: str | None, form: str, *, explains: bool) -> None:
    """Print the quarter's figures, a row an indicator.

    PERIOD is wanted unless the columns are explained, which are the same in every quarter.

    The names of the columns stay the same from quarter to quarter; docs/data.md explains them.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.results import dictionary, quarter_data

    if explains:
        if period is not None:
            quarter_of(period)
        click.echo(dictionary(form), nl=False)
        return
    if period is None:
        message = "Say which quarter, for example: plansheet data 2018-19-Q2."
        raise click.UsageError(message)
    with viewing(folder) as council:
        text = quarter_data(council, quarter_of(period), the_world().now.date(), form)
    click.echo(text, nl=False)


@cli.command(epilog="Example: plansheet report 2018-19-Q2 --for board")
@period
@click.option(
    "--for",
    "audience",
    metavar="board|COMMITTEE",
    default="board",
    show_default=True,
    help="Whom it is for: a committee by its short name in plansheet.toml.",
)
@click.option("--internal", is_flag=True, help="With what is not public.")
@dry_run
@folder_of
def report(folder: Path, period: str, audience: str, *, internal: bool, dry_run: bool) -> None:
    """Write the report of a quarter: a Word document, a web page, and a PDF with LibreOffice.

    It is about the year so far. What is not public is left out unless it is asked for. A document
    that was changed by hand is left as it is, and the next version is written.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.reports import Wanted, write_report

    with working(folder, dry_run=dry_run) as (council, world):
        wanted = Wanted(quarter_of(period), audience, internal)
        finish(write_report(council, wanted, world))
