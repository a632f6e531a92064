"""The command line: options, printing, exit statuses. The only click; only this prints.

Nothing but click is loaded until a command runs, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from plansheet import __version__
from plansheet.errors import PlansheetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plansheet.jobs.outcome import Outcome, World
    from plansheet.problems import Problem

Item = TypeVar("Item")


def main() -> None:
    """Run the command line on the streams of a terminal or a pipe."""
    for stream in (sys.stdout, sys.stderr):
        _prepare(stream)
    cli(prog_name="plansheet")


def _prepare(stream: object) -> None:
    """Keep a console that cannot print a character from ending the run."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if getattr(stream, "isatty", bool)():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


class _Stopped(click.ClickException):
    """What stopped the work, told in one sentence."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - the shape that click calls
        """Tell it where messages go."""
        click.echo(f"plansheet: {_visible(self.message)}", err=True)


class _Commands(click.Group):
    """The commands, and the one place that turns what stops the work into a sentence."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except PlansheetError as error:
            raise _Stopped(str(error)) from error
        except BrokenPipeError:
            # Whoever read the results has seen enough; what is left goes nowhere, quietly.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt as error:
            message = "stopped. What was done so far is kept; run the command again to go on."
            raise _Stopped(message) from error
        except OSError as error:
            place = f" at '{error.filename}'" if error.filename else ""
            message = f"the computer could not go on{place}: {error.strerror or error}."
            raise _Stopped(message) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: plansheet -C three-rivers generate 2018-19-Q2",
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path),
    help="The council's folder (default: here).",
)
@click.version_option(__version__, prog_name="plansheet")
@click.pass_context
def cli(context: click.Context, folder: Path) -> None:
    """Collect a council's performance data each quarter.

    From service plans, plansheet makes locked workbooks for section heads, reads what they send
    back, compares it with the targets and compiles the council-wide spreadsheet.
    """
    context.obj = folder


period = click.argument("period", metavar="PERIOD")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
as_json = click.option("--json", "is_json", is_flag=True, help="Print one JSON document.")
services = click.option(
    "--service", "codes", metavar="CODE", multiple=True, help="Only this service; may be repeated."
)
starts = click.option(
    "--from", "starts", metavar="PERIOD", required=True, help="The quarter from which it holds."
)
reason = click.option("--reason", metavar="TEXT", required=True, help="Why.")
approved_by = click.option(
    "--approved-by", metavar="TEXT", default="", help="Who approved it, and when."
)
folder_of = click.pass_obj


@cli.command(epilog="Example: plansheet init three-rivers --example three-rivers")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--example", metavar="NAME", default="", help="Start with an example council.")
@dry_run
def init(directory: Path, example: str, *, dry_run: bool) -> None:
    """Start a council's folder; what is there already stays as it is."""
    from plansheet.jobs.start import start_council  # noqa: PLC0415

    _finish(start_council(directory, _world(dry_run=dry_run), example))


@cli.command(epilog="Example: plansheet demo")
@click.argument(
    "directory", metavar="[DIR]", default="plansheet-demo", type=click.Path(path_type=Path)
)
@click.option(
    "--example", metavar="NAME", default="three-rivers", show_default=True, help="Which council."
)
@dry_run
def demo(directory: Path, example: str, *, dry_run: bool) -> None:
    """Run two quarters of each plan's period of an example council, with simulated returns.

    DIR becomes that council's folder; without it, plansheet-demo is made here.
    """
    from plansheet.jobs.demo import run_demo  # noqa: PLC0415

    _finish(run_demo(directory, _world(dry_run=dry_run), example))


@cli.group(epilog="Example: plansheet plan check")
def plan() -> None:
    """Look after the service plans."""


@plan.command(epilog="Example: plansheet plan check community-partnerships")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@as_json
@dry_run
@folder_of
def check(folder: Path, codes: tuple[str, ...], *, is_json: bool, dry_run: bool) -> None:
    """List what each plan holds and everything in it that contradicts itself."""
    from plansheet.jobs.council import opened  # noqa: PLC0415
    from plansheet.jobs.plans import check_plans  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        _finish(check_plans(council, _world(dry_run=dry_run), codes), is_json=is_json)


@plan.command("import", epilog="Example: plansheet plan import 'parks 2018-21.docx'")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--as", "name", metavar="NAME", default="", help="Its service and years: parks 2018-21."
)
@as_json
@dry_run
@folder_of
def import_(
    folder: Path, files: tuple[Path, ...], name: str, *, is_json: bool, dry_run: bool
) -> None:
    """Make a plan workbook of a service plan in any form, and list what needs confirming."""
    from plansheet.jobs.council import opened  # noqa: PLC0415
    from plansheet.jobs.plan_import import import_plans  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        world = _world(dry_run=dry_run, quiet=is_json)
        _finish(import_plans(council, world, files, name), is_json=is_json)


@plan.command(
    "change",
    epilog='Example: plansheet plan change parks PK01 Target 82% --from 2018-19-Q3 --reason "New"',
)
@click.argument("code", metavar="CODE")
@click.argument("ref", metavar="[SHEET:]REF")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@starts
@reason
@approved_by
@dry_run
@folder_of
def change(folder: Path, /, code: str, ref: str, *, dry_run: bool, **said: str) -> None:
    """Write a dated change into a plan: FIELD of REF is VALUE from a quarter on.

    REF is an indicator's, or Service for the service itself. FIELD is a heading of the plan's
    table, Title, 2019/20 Target and so on, or Withdraw or New indicator.
    """
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.plan_changes import Asked, change_plan  # noqa: PLC0415

    quarter = quarter_of(said["starts"])
    asked = Asked(ref, said["field"], said["value"], quarter, said["reason"], said["approved_by"])
    with opened(folder, read_only=dry_run) as council:
        _finish(change_plan(council, code, asked, _world(dry_run=dry_run)))


@plan.command(
    epilog="Example: plansheet plan move PK01 --to housing --from 2018-19-Q4",
)
@click.argument("ref", metavar="REF")
@click.option("--to", "receiver", metavar="CODE", required=True, help="The service it goes to.")
@starts
@click.option(
    "--service", "giver", metavar="CODE", default="", help="Whose it is, where several have it."
)
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@approved_by
@dry_run
@folder_of
def move(folder: Path, /, ref: str, *, dry_run: bool, **said: str) -> None:
    """Move an indicator to another service from a quarter on; its history follows it."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.plan_changes import Asked, move_indicator  # noqa: PLC0415

    quarter = quarter_of(said["starts"])
    asked = Asked(ref, "", said["receiver"], quarter, said["reason"], said["approved_by"])
    with opened(folder, read_only=dry_run) as council:
        _finish(move_indicator(council, asked, _world(dry_run=dry_run), said["giver"]))


@plan.command(epilog="Example: plansheet plan roll 2019-20")
@click.argument("year", metavar="YEAR")
@services
@click.option("--approve", "is_approved", is_flag=True, help="Put the drafts in use.")
@click.option("--by", metavar="TEXT", default="", help="Who approved them.")
@dry_run
@folder_of
def roll(  # noqa: PLR0913 - an option each
    folder: Path, year: str, codes: tuple[str, ...], by: str, *, is_approved: bool, dry_run: bool
) -> None:
    """Draft the plans that begin with YEAR, or renew the drafts without losing what was edited.

    Drafts stand in templates/plans/drafts until they are approved.
    """
    from plansheet.jobs.annual import approve_plans, roll_plans, year_of  # noqa: PLC0415
    from plansheet.jobs.council import opened  # noqa: PLC0415

    first, world = year_of(year), _world(dry_run=dry_run)
    with opened(folder, read_only=dry_run) as council:
        if is_approved:
            outcome = approve_plans(council, first, world, codes, by)
        else:
            outcome = roll_plans(council, first, world, codes)
        _finish(outcome)


@plan.command(epilog="Example: plansheet plan outturn 2018-19")
@click.argument("year", metavar="YEAR")
@services
@dry_run
@folder_of
def outturn(folder: Path, year: str, codes: tuple[str, ...], *, dry_run: bool) -> None:
    """Fill the actuals of a finished YEAR into the plans for the year after it."""
    from plansheet.jobs.annual import outturn_plans, year_of  # noqa: PLC0415
    from plansheet.jobs.council import opened  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        _finish(outturn_plans(council, year_of(year), _world(dry_run=dry_run), codes))


@plan.command(epilog="Example: plansheet plan budgets budgets.xlsx")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@dry_run
@folder_of
def budgets(folder: Path, file: Path, *, dry_run: bool) -> None:
    """Fill in the budgets of all services from Finance's sheet.

    Its columns are Service, Heading and one a year.
    """
    from plansheet.jobs.annual import budget_plans  # noqa: PLC0415
    from plansheet.jobs.council import opened  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        _finish(budget_plans(council, file, _world(dry_run=dry_run)))


@cli.command(epilog="Example: plansheet generate 2018-19-Q2")
@period
@services
@as_json
@dry_run
@folder_of
def generate(
    folder: Path, period: str, codes: tuple[str, ...], *, is_json: bool, dry_run: bool
) -> None:
    """Make the collection workbooks of a quarter, one for each service."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.issue import generate_workbooks  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        world = _world(dry_run=dry_run, quiet=is_json)
        _finish(generate_workbooks(council, quarter_of(period), world, codes), is_json=is_json)


@cli.command(epilog="Example: plansheet email 2018-19-Q2 --kind chase")
@period
@click.option(
    "--kind",
    type=click.Choice(["issue", "chase"]),
    default="issue",
    show_default=True,
    help="The workbook itself, or a reminder to those who owe something.",
)
@services
@click.option("--mark-sent", "is_sent", is_flag=True, help="Record that the drafts were sent.")
@dry_run
@folder_of
def email(  # noqa: PLR0913 - an option each
    folder: Path, period: str, kind: str, codes: tuple[str, ...], *, is_sent: bool, dry_run: bool
) -> None:
    """Write a draft message to each section head, with the workbook attached."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.drafts import draft_messages, mark_sent  # noqa: PLC0415

    job = mark_sent if is_sent else draft_messages
    with opened(folder, read_only=dry_run) as council:
        _finish(job(council, quarter_of(period), _world(dry_run=dry_run), kind, codes))


@cli.command(epilog="Example: plansheet read 2018-19-Q2")
@period
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@as_json
@dry_run
@folder_of
def read(
    folder: Path, period: str, paths: tuple[Path, ...], *, is_json: bool, dry_run: bool
) -> None:
    """Read the workbooks that came back, from the quarter's folder 'returned' or from PATHs."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.receive import read_returns  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        world = _world(dry_run=dry_run, quiet=is_json)
        _finish(read_returns(council, quarter_of(period), world, paths), is_json=is_json)


@cli.command(epilog="Example: plansheet status 2018-19-Q2")
@period
@as_json
@folder_of
def status(folder: Path, period: str, *, is_json: bool) -> None:
    """Show how far each service has come."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.results import quarter_status  # noqa: PLC0415

    with opened(folder, read_only=True) as council:
        _finish(quarter_status(council, quarter_of(period), _world().now.date()), is_json=is_json)


@cli.command(epilog="Example: plansheet reconcile 2018-19-Q2")
@period
@as_json
@folder_of
def reconcile(folder: Path, period: str, *, is_json: bool) -> None:
    """Compare the quarter's figures with their targets."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.results import reconcile_quarter  # noqa: PLC0415

    with opened(folder, read_only=True) as council:
        today = _world().now.date()
        _finish(reconcile_quarter(council, quarter_of(period), today), is_json=is_json)


@cli.command("compile", epilog="Example: plansheet compile 2018-19-Q2")
@period
@dry_run
@folder_of
def compile_(folder: Path, period: str, *, dry_run: bool) -> None:
    """Compile the council-wide Performance Data Collection workbook of a quarter."""
    from plansheet.jobs.board import compile_quarter  # noqa: PLC0415
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415

    with opened(folder, read_only=dry_run) as council:
        _finish(compile_quarter(council, quarter_of(period), _world(dry_run=dry_run)))


@cli.command(epilog="Example: plansheet data 2018-19-Q2 --format csv > figures.csv")
@period
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="How the rows are written.",
)
@folder_of
def data(folder: Path, period: str, form: str) -> None:
    """Print the quarter's figures, a row an indicator."""
    from plansheet.jobs.council import opened, quarter_of  # noqa: PLC0415
    from plansheet.jobs.results import quarter_data  # noqa: PLC0415

    with opened(folder, read_only=True) as council:
        text = quarter_data(council, quarter_of(period), _world().now.date(), form)
    click.echo(text, nl=False)


def _world(*, dry_run: bool = False, quiet: bool = False) -> World:
    """Return what comes in from outside: here and nowhere else the clock is read."""
    from datetime import datetime  # noqa: PLC0415
    from uuid import uuid4  # noqa: PLC0415

    from plansheet.jobs.outcome import World, no_progress  # noqa: PLC0415

    shows = sys.stderr.isatty() and not quiet
    return World(
        # Local time, as the manager's own calendar has it; days are what counts.
        now=datetime.now().replace(microsecond=0),  # noqa: DTZ005
        new_id=lambda: uuid4().hex,
        progress=_bar if shows else no_progress,
        dry_run=dry_run,
    )


def _bar(items: Sequence[Item], doing: str) -> Iterator[Item]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    yield from track(items, doing, console=Console(stderr=True), transient=True)


def _finish(outcome: Outcome, *, is_json: bool = False) -> None:
    """Print what a command came to and end with its exit status."""
    if is_json:
        # Plain ASCII gets through every console and every pipe.
        click.echo(json.dumps(outcome.document, indent=2))
    else:
        for line in outcome.lines:
            click.echo(_visible(line))
        for line in (*_told(outcome.problems), *outcome.notes):
            click.echo(_visible(line), err=True)
    click.get_current_context().exit(outcome.status)


def _told(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems for people, worst first, what is the same at several cells said once."""
    from plansheet.problems import Level, merged  # noqa: PLC0415

    found = merged(problems)
    for level in Level:
        for places, problem in found:
            if problem.level is level:
                yield f"{level}: {places}\n    {problem.message}"


def _visible(text: str) -> str:
    """Return text without what a terminal would obey: a workbook may hold anything."""
    return "".join(
        "\ufffd" if unicodedata.category(sign) == "Cc" and sign != "\n" else sign for sign in text
    )
