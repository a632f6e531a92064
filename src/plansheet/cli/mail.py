"""The commands of e-mail: what goes out to section heads, and the account it goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from plansheet.cli.options import dry_run, folder_of, period, services
from plansheet.cli.root import cli
from plansheet.cli.shell import asked_secret, finish, the_world, viewing, working
from plansheet.model.messages import Kind

if TYPE_CHECKING:
    from pathlib import Path


@cli.command(epilog="Example: plansheet email 2018-19-Q2 --kind chase --send")
@period
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in Kind]),
    default=str(Kind.ISSUE),
    show_default=True,
    help="What is written: the workbook itself, a reminder before it is due, a chaser to those who "
    "owe something after that, what is asked about a return, a receipt of what came, or thanks.",
)
@services
@click.option("--send", "sends", is_flag=True, help="Send the messages now, by the mail server.")
@click.option("--mark-sent", "is_sent", is_flag=True, help="Record that the drafts were sent.")
@click.option(
    "--to",
    "rehearse_to",
    metavar="ADDRESS",
    default="",
    help="Rehearse: all messages go to this address, and nothing is recorded.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Write to the services named although it went before, or may have.",
)
@dry_run
@folder_of
def email(  # noqa: PLR0913 - an option each
    folder: Path,
    period: str,
    kind: str,
    codes: tuple[str, ...],
    *,
    sends: bool,
    is_sent: bool,
    rehearse_to: str,
    again: bool,
    dry_run: bool,
) -> None:
    """Write to section heads: as drafts in the quarter's outbox, or sent at once with --send.

    A draft is opened in a mail program and sent from there; --mark-sent then records that it went.
    Each message goes once: run the command again after anything went wrong, and only what has not
    gone is sent. Only those who need a message get one; who does not, and why, is said.
    """
    from plansheet.jobs.council import quarter_of
    from plansheet.jobs.drafts import draft_messages, mark_sent
    from plansheet.jobs.writing_to import WantedMessages

    _refuse_contradictions(codes, sends=sends, is_sent=is_sent, again=again, to=rehearse_to)
    wanted = WantedMessages(Kind(kind), codes, again, rehearse_to, is_sent=sends)
    with working(folder, dry_run=dry_run) as (council, world):
        quarter = quarter_of(period)
        if is_sent:
            finish(mark_sent(council, quarter, world, wanted.kind, codes))
        if sends:
            from plansheet.jobs.sending import send_messages

            finish(send_messages(council, quarter, world, wanted))
        finish(draft_messages(council, quarter, world, wanted))


def _refuse_contradictions(
    codes: tuple[str, ...], *, sends: bool, is_sent: bool, again: bool, to: str
) -> None:
    if is_sent and (sends or again or to):
        message = "--mark-sent only records what went; leave --send, --again and --to out."
        raise click.UsageError(message)
    if again and not codes:
        message = "With --again say whom: --service CODE. It writes although it went before."
        raise click.UsageError(message)


@cli.group(epilog="Example: plansheet mail check")
def mail() -> None:
    """Set up the account that messages are sent by and returns are read from."""


@mail.command("check", epilog="Example: plansheet mail check")
@folder_of
def check(folder: Path) -> None:
    """Sign in to the mail server and to the mailbox, and say what works; nothing is sent."""
    from plansheet.jobs.accounts import check_accounts

    with viewing(folder) as council:
        finish(check_accounts(council))


@mail.command("remember", epilog="Example: plansheet mail remember")
@click.option("--mailbox", "of_mailbox", is_flag=True, help="That of the mailbox, if it differs.")
@dry_run
@folder_of
def remember(folder: Path, *, of_mailbox: bool, dry_run: bool) -> None:
    """Keep the password in the system's keyring, as in Windows Credential Manager.

    It is asked for, and not shown; where nobody can be asked it is read from standard input. It
    stands in no file of the council's folder.
    """
    from plansheet.jobs.accounts import remember_secret

    with viewing(folder) as council:
        world = the_world(dry_run=dry_run)
        finish(remember_secret(council, world, asked_secret(), of_mailbox=of_mailbox))
