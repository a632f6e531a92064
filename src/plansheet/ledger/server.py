"""Where a ledger on a PostgreSQL server is, and the words of its faults."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server and the schema in it that holds the ledger of one council.

    The address carries no password: that comes apart, and is "" where the system finds it itself
    (signing in with Windows, a .pgpass file, or none needed).
    """

    url: str
    schema: str
    council: str
    password: str = field(default="", repr=False)
