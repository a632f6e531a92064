"""The commands of `plansheet plan`: checking, importing, changing and renewing service plans."""

from __future__ import annotations

from pathlib import Path

import click

from plansheet.cli.options import (
    approved_by,
    as_json,
    dry_run,
    folder_of,
    reason,
    services,
    starts,
)
from plansheet.cli.root import cli
from plansheet.cli.shell import finish, working


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
    from plansheet.jobs.plans import check_plans

    with working(folder, dry_run=dry_run) as (council, world):
        finish(check_plans(council, world, codes), is_json=is_json)


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
    from plansheet.jobs.plan_import import import_plans

    with working(folder, dry_run=dry_run, quiet=is_json) as (council, world):
        finish(import_plans(council, world, files, name), is_json=is_json)


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
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.plan_changes import Asked, change_plan

    quarter = quarter_of(said["starts"])
    asked = Asked(ref, said["field"], said["value"], quarter, said["reason"], said["approved_by"])
    with working(folder, dry_run=dry_run) as (council, world):
        finish(change_plan(council, code, asked, world))


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
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.plan_changes import Asked, move_indicator

    quarter = quarter_of(said["starts"])
    asked = Asked(ref, "", said["receiver"], quarter, said["reason"], said["approved_by"])
    with working(folder, dry_run=dry_run) as (council, world):
        finish(move_indicator(council, asked, world, said["giver"]))


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

    Drafts stand in templates/plans/drafts until they are approved: workbooks where the plan before
    is a workbook or a document, text where it is text.
    """
    from plansheet.jobs.annual import approve_plans, roll_plans, year_of

    first = year_of(year)
    with working(folder, dry_run=dry_run) as (council, world):
        if is_approved:
            outcome = approve_plans(council, first, world, codes, by)
        else:
            outcome = roll_plans(council, first, world, codes)
        finish(outcome)


@plan.command(epilog="Example: plansheet plan outturn 2018-19")
@click.argument("year", metavar="YEAR")
@services
@dry_run
@folder_of
def outturn(folder: Path, year: str, codes: tuple[str, ...], *, dry_run: bool) -> None:
    """Fill the actuals of a finished YEAR into the plans for the year after it."""
    from plansheet.jobs.annual import outturn_plans, year_of

    with working(folder, dry_run=dry_run) as (council, world):
        finish(outturn_plans(council, year_of(year), world, codes))


@plan.command(epilog="Example: plansheet plan budgets budgets.xlsx")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@dry_run
@folder_of
def budgets(folder: Path, file: Path, *, dry_run: bool) -> None:
    """Fill in the budgets of all services from Finance's sheet.

    Its columns are Service, Heading and one a year.
    """
    from plansheet.jobs.annual import budget_plans

    with working(folder, dry_run=dry_run) as (council, world):
        finish(budget_plans(council, file, world))
