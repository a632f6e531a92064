"""Where the ledger lies: in the council's folder unless said otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from plansheet.settings.kinds import TEXT, TEXTS, Kind, key, one_of

# Names that PostgreSQL takes as they are, in whatever tool they are typed.
_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,62}")


class PasswordFrom(StrEnum):
    """Where the password of a server comes from."""

    SYSTEM = "system"
    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    COMMAND = "command"


def _schema(value: object) -> str | None:
    return value if isinstance(value, str) and _SCHEMA.fullmatch(value) else None


_NAME = Kind(
    _schema, "a name in lower-case letters, digits and _ that begins with a letter, in quotes"
)


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where the ledger is kept, and how plansheet is let in there."""

    path: str = field(
        default="",
        metadata=key(
            TEXT,
            "A file on a drive of this computer, where the council's folder is on a network share, "
            'for example "C:/plansheet/three-rivers.db": plansheet.db in the folder then is a '
            "copy, written after each command. Empty: plansheet.db is the ledger.",
            "",
        ),
    )
    url: str = field(
        default="",
        metadata=key(
            TEXT,
            "The address of a database on a PostgreSQL server, where several people work at once; "
            "without a password in it. 'plansheet ledger move' takes the ledger there.",
            "postgresql://plansheet@db.council.example/performance",
        ),
    )
    schema: str = field(
        default="plansheet",
        metadata=key(
            _NAME,
            "The schema in that database: one for each council, so that several can share one "
            "database.",
            "three_rivers",
        ),
    )
    secret: PasswordFrom = field(
        default=PasswordFrom.SYSTEM,
        metadata=key(
            one_of(PasswordFrom),
            'Where the password of that server is: "system" where signing in to this computer '
            'is enough or a .pgpass file has it, "keyring" where Windows keeps passwords '
            '(\'plansheet ledger remember\' puts it there), "environment" a variable, "command" a '
            "command that prints it.",
            PasswordFrom.SYSTEM,
        ),
    )
    secret_variable: str = field(
        default="PLANSHEET_LEDGER_SECRET",
        metadata=key(TEXT, "The name of that variable.", "PLANSHEET_LEDGER_SECRET"),
    )
    secret_command: tuple[str, ...] = field(
        default=(),
        metadata=key(TEXTS, "That command and its arguments.", ("get-password", "--ledger")),
    )
