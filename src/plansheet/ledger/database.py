"""The database under the ledger: opened, brought up to date, and every fault of it a sentence.

The journal is the ordinary one, because the newer kind (WAL) is not safe on a shared drive.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self, TypeAlias

from plansheet.errors import LedgerError
from plansheet.ledger.schema import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Cell: TypeAlias = "str | int | None"

PATIENCE = 5.0
_IN_USE = "is being used by another plansheet. Wait until that has finished and try again."
_DAMAGED = "is damaged, or is not a ledger. Bring it back from a backup and run this again."
_SENTENCES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_READONLY: "may not be changed. Check that you may write in its folder.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that its folder is there.",
    sqlite3.SQLITE_FULL: "could not be written: the disk is full. Make room and run this again.",
}


class Database:
    """An open database with the tables of the ledger; LedgerError where it cannot be used."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        """Take over a connection whose tables are up to date; `name` is for messages."""
        self._connection = connection
        self.name = name

    @classmethod
    def open(cls, path: Path, patience: float) -> Self:
        """Open the database at `path`, made where it is missing."""
        with _told(path.name):
            return cls(_up_to_date(_connect(path, patience), path.name), path.name)

    @classmethod
    def open_to_read(cls, path: Path, patience: float) -> Self:
        """Open the database at `path` so that nothing can change it; empty where it is missing."""
        with _told(path.name):
            connection = _to_read(path, patience)
            connection.execute("PRAGMA query_only = ON")
            return cls(connection, path.name)

    @classmethod
    def in_memory(cls) -> Self:
        """Return an empty database that is gone when it is closed."""
        return cls(_up_to_date(_connect(":memory:", PATIENCE), ""), "in memory")

    def copied(self) -> Self:
        """Return a copy of it in memory, which may be changed."""
        copy = _connect(":memory:", PATIENCE)
        with _told(self.name):
            self._connection.backup(copy)
        return type(self)(copy, self.name)

    def close(self) -> None:
        """Close the connection; a transaction that has not ended is undone."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make one whole of the writes in a `with` block; inside another, they are part of that."""
        if self._connection.in_transaction:
            yield
            return
        self.read("BEGIN IMMEDIATE")
        try:
            yield
            self.read("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()

    def read(self, sql: str, *given: Cell) -> list[sqlite3.Row]:
        """Return the rows of a question."""
        with _told(self.name):
            return self._connection.execute(sql, given).fetchall()

    def write(self, sql: str, *given: Cell) -> None:
        """Write one row."""
        self.write_all(sql, (given,))

    def write_all(self, sql: str, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Write rows, all or none of them."""
        with self.transaction(), _told(self.name):
            self._connection.executemany(sql, rows)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what the database says is wrong into a sentence about the ledger `name`."""
    try:
        yield
    except sqlite3.Error as error:
        # The lowest byte is the kind of fault, those above it its finer shade.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        sentence = _SENTENCES.get(code, f"cannot be used: {error}.")
        message = f"The ledger {name} {sentence}"
        raise LedgerError(message) from error


def _connect(place: Path | str, patience: float) -> sqlite3.Connection:
    # Transactions are begun and ended here, never by the module on its own.
    connection = sqlite3.connect(place, timeout=patience, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _to_read(path: Path, patience: float) -> sqlite3.Connection:
    """Return a connection to a ledger that is up to date, else to a copy made so in memory."""
    if not (path.is_file() and path.stat().st_size):
        return _up_to_date(_connect(":memory:", patience), path.name)
    connection = _connect(path, patience)
    with ExitStack() as stack:
        stack.callback(connection.close)
        if _version(connection, path.name) == len(MIGRATIONS):
            stack.pop_all()
            return connection
        copy = _connect(":memory:", patience)
        connection.backup(copy)
        return _up_to_date(copy, path.name)


def _up_to_date(connection: sqlite3.Connection, name: str) -> sqlite3.Connection:
    """Return the database with every step of the schema made; it is closed where that fails."""
    with ExitStack() as stack:
        stack.callback(connection.close)
        if _version(connection, name) < len(MIGRATIONS):
            connection.execute("BEGIN IMMEDIATE")
            # Read once more: another plansheet may have made the steps in the meantime.
            for step in MIGRATIONS[_version(connection, name) :]:
                for statement in step:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            connection.execute("COMMIT")
        stack.pop_all()
    return connection


def _version(connection: sqlite3.Connection, name: str) -> int:
    """Return how many steps of the schema were made; LedgerError where they are not ours."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        message = (
            f"The ledger {name} was written by a newer plansheet. Install that version (pip "
            "install --upgrade plansheet) and run this again."
        )
        raise LedgerError(message)
    if not version and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        message = (
            f"The database {name} is not plansheet's ledger. Move it out of the council's folder "
            "and run this again."
        )
        raise LedgerError(message)
    return version
