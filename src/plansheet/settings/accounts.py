"""The accounts that plansheet sends by and reads a mailbox by, and where their secrets come from.

No key holds a secret: a password or token lies in the system's keyring, in an environment variable,
or is printed by a command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from plansheet.model.accounts import Kept, SignIn
from plansheet.settings.kinds import DOMAINS, TEXT, TEXTS, key, one_of, whole_number

_HIGHEST_PORT = 65535


class Security(StrEnum):
    """How a connection is made private; the server's certificate is checked either way."""

    STARTTLS = "starttls"
    TLS = "tls"


class AcceptFrom(StrEnum):
    """Whose returns are used without asking."""

    CONTACTS = "contacts"
    COUNCIL = "council"
    ANYBODY = "anybody"


_PASSWORD = SignIn.PASSWORD


@dataclass(frozen=True, slots=True)
class Account:
    """One account on a server: where it is, how to sign in, and where the secret comes from."""

    server: str = field(
        default="",
        metadata=key(
            TEXT, "The name of the server; empty is to do without.", "mail.council.example"
        ),
    )
    port: int = field(
        default=587,
        metadata=key(
            whole_number(1, _HIGHEST_PORT),
            "The server's port: for sending 587 with starttls or 465 with tls; for a mailbox 993 "
            "with tls or 143 with starttls.",
            587,
        ),
    )
    security: Security = field(
        default=Security.STARTTLS,
        metadata=key(
            one_of(Security),
            'How the connection is made private: "starttls" or "tls". The server\'s certificate is '
            "checked.",
            Security.STARTTLS,
        ),
    )
    certificates: str = field(
        default="",
        metadata=key(
            TEXT,
            "A file with the certificate (PEM) of who vouches for your own server, where Windows "
            "does not know it.",
            "our-own-authority.pem",
        ),
    )
    sign_in: SignIn = field(
        default=_PASSWORD,
        metadata=key(
            one_of(SignIn),
            'How to sign in: with a "password", with a token ("xoauth2", as Microsoft 365 wants '
            'it), or "none" where the server knows your computer.',
            _PASSWORD,
        ),
    )
    user: str = field(
        default="",
        metadata=key(
            TEXT,
            "The name to sign in with; empty is the e-mail address under [council].",
            "performance@council.example",
        ),
    )
    secret: Kept = field(
        default=Kept.KEYRING,
        metadata=key(
            one_of(Kept),
            'Where the password or token is: "keyring" is where Windows keeps passwords ('
            '\'plansheet mail remember\' puts it there), "environment" a variable, "command" a '
            "command that prints it. It never stands in this file.",
            Kept.KEYRING,
        ),
    )
    secret_variable: str = field(
        default="PLANSHEET_MAIL_SECRET",
        metadata=key(TEXT, "The name of that variable.", "PLANSHEET_MAIL_SECRET"),
    )
    secret_command: tuple[str, ...] = field(
        default=(),
        metadata=key(TEXTS, "That command and its arguments.", ("get-mail-token", "--account")),
    )


@dataclass(frozen=True, slots=True)
class Mail(Account):
    """How messages are sent, and to whom they may go."""

    per_minute: int = field(
        default=25,
        metadata=key(
            whole_number(1, 6000),
            "The most messages to send in a minute. Microsoft 365 takes 30 of one mailbox.",
            25,
        ),
    )
    largest_mb: int = field(
        default=20,
        metadata=key(
            whole_number(1, 1000),
            "The largest message to send, in megabytes, as it travels (a third more than its "
            "files). Where the server says that it takes less, that holds.",
            20,
        ),
    )
    retry_minutes: int = field(
        default=10,
        metadata=key(
            whole_number(0, 240),
            "How many minutes to try again where the server asks to come back later. What has not "
            "gone by then goes the next time.",
            10,
        ),
    )
    other_domains: tuple[str, ...] = field(
        default=(),
        metadata=key(
            DOMAINS,
            "Domains beside the council's own that messages may go to, with all that end in them. "
            "Nothing goes to any other.",
            ("partner.example",),
        ),
    )


@dataclass(frozen=True, slots=True)
class Mailbox(Account):
    """The mailbox that workbooks are sent back to."""

    port: int = field(
        default=993,
        metadata=key(
            whole_number(1, _HIGHEST_PORT),
            "The server's port: 993 with tls or 143 with starttls.",
            993,
        ),
    )
    security: Security = field(
        default=Security.TLS,
        metadata=key(
            one_of(Security),
            'How the connection is made private: "tls" or "starttls". The server\'s certificate is '
            "checked.",
            Security.TLS,
        ),
    )
    folder: str = field(
        default="INBOX",
        metadata=key(TEXT, "The folder of the mailbox that is looked into.", "INBOX"),
    )
    finished: str = field(
        default="",
        metadata=key(
            TEXT,
            "The folder that messages are moved to once they are read. Empty: nothing in the "
            "mailbox is changed, not even what has been read.",
            "plansheet finished",
        ),
    )
    accept_from: AcceptFrom = field(
        default=AcceptFrom.CONTACTS,
        metadata=key(
            one_of(AcceptFrom),
            'Whose returns are used without asking: those of the service\'s "contacts", of anybody '
            'in the "council" (its domain), or of "anybody". Those of others wait for you.',
            AcceptFrom.CONTACTS,
        ),
    )
