"""The accounts of the settings as connections, what signing in to them comes to, their secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.errors import MailError, SettingsError
from plansheet.jobs.outcome import Outcome
from plansheet.mail.connection import Connection
from plansheet.mail.secret import Secret, remember
from plansheet.model.accounts import Kept, SignIn
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.settings import Account


def mail_connection(council: Council) -> Connection:
    """Return how messages are sent; SettingsError where the settings do not say it."""
    if not council.settings.mail.server:
        message = (
            "plansheet.toml, [mail]: no server is given, so plansheet cannot send. Write for "
            'example server = "smtp.office365.com", or leave --send out to have drafts that your '
            "own mail program sends."
        )
        raise SettingsError(message)
    if not council.settings.council.email:
        message = (
            "plansheet.toml, [council]: no address is given that messages come from. Write for "
            'example email = "performance@council.example".'
        )
        raise SettingsError(message)
    return _connection(council, council.settings.mail, "mail")


def mailbox_connection(council: Council) -> Connection:
    """Return how the mailbox is read; SettingsError where the settings do not say it."""
    if not council.settings.mailbox.server:
        message = (
            "plansheet.toml, [mailbox]: no server is given, so no mailbox can be read. Write for "
            'example server = "outlook.office365.com", or save the messages into the folder '
            "'returned' and leave --mailbox out."
        )
        raise SettingsError(message)
    return _connection(council, council.settings.mailbox, "mailbox")


def _connection(council: Council, account: Account, section: str) -> Connection:
    certificates = council.store.root / account.certificates if account.certificates else None
    return Connection(
        server=account.server,
        port=account.port,
        is_tls=account.security == "tls",
        certificates=certificates,
        sign_in=SignIn(account.sign_in),
        user=account.user or council.settings.council.email,
        secret=Secret(Kept(account.secret), account.secret_variable, account.secret_command),
        section=section,
    )


def remember_secret(council: Council, world: World, secret: str, *, of_mailbox: bool) -> Outcome:
    """Keep a password in the system's keyring; MailError where that cannot be done."""
    connection = (mailbox_connection if of_mailbox else mail_connection)(council)
    if not secret:
        message = "No password was given, so none is kept. Run the command again and type it."
        raise MailError(message)
    if not world.dry_run:
        remember(connection.user, secret, connection.section if of_mailbox else "")
    return Outcome(notes=(f"The password of {connection.user} is kept in the system's keyring.",))


def check_accounts(council: Council) -> Outcome:
    """Sign in to what the settings name, and tell what works and what does not.

    Raises SettingsError where they name no server at all.
    """
    tried = {"Sending": _try_sending, "Reading": _try_reading}
    accounts = {"Sending": council.settings.mail, "Reading": council.settings.mailbox}
    named = [what for what, account in accounts.items() if account.server]
    if not named:
        mail_connection(council)
    lines, problems = [], []
    for what in named:
        try:
            lines.append(f"{what} works: {tried[what](council)}")
        except (MailError, SettingsError) as error:
            problems.append(problem("account-fails", Place(label=what), said=error))
    return Outcome(lines=tuple(lines), problems=tuple(problems))


def _try_sending(council: Council) -> str:
    from plansheet.mail.smtp import Sender  # noqa: PLC0415 - only what connects needs it

    with Sender(mail_connection(council)) as sender:
        return _said(sender.largest)


def _try_reading(council: Council) -> str:
    from plansheet.mail.imap import Mailbox  # noqa: PLC0415 - only what connects needs it

    folder = council.settings.mailbox.folder
    with Mailbox(mailbox_connection(council), folder):
        return f"signed in; the folder {folder} can be opened."


def _said(largest: int | None) -> str:
    if largest is None:
        return "signed in; the server names no largest message."
    return f"signed in; the server takes messages of up to {largest / 1_000_000:.0f} megabytes."
