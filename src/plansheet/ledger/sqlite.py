"""The ledger in a file: SQLite opened, brought up to date, and every fault of it a sentence.

The journal is the ordinary one, because the newer kind (WAL) is not safe on a shared drive.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Self

from plansheet.errors import LedgerError
from plansheet.ledger import schema
from plansheet.ledger.database import IN_USE, PATIENCE, Database, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from plansheet.ledger.database import Cell, Row

_DAMAGED = "is damaged, or is not a ledger. Bring it back from a backup and run this again."
_SENTENCES = {
    sqlite3.SQLITE_BUSY: IN_USE,
    sqlite3.SQLITE_LOCKED: IN_USE,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_READONLY: "may not be changed. Check that you may write in its folder.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that its folder is there.",
    sqlite3.SQLITE_FULL: "could not be written: the disk is full. Make room and run this again.",
}


class SqliteDatabase(Database):
    """A ledger in a file, or in memory."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        """Take over a connection whose tables are up to date."""
        super().__init__(name)
        self._connection = connection

    @classmethod
    def open(cls, path: Path, patience: float, name: str = "") -> Self:
        """Open the database at `path`, made where it is missing."""
        name = name or path.name
        with _told(name):
            return cls(_up_to_date(_connect(path, patience), name), name)

    @classmethod
    def open_to_read(cls, path: Path, patience: float, name: str = "") -> Self:
        """Open the database at `path` so that nothing can change it; empty where it is missing."""
        name = name or path.name
        with _told(name):
            connection = _to_read(path, patience, name)
            connection.execute("PRAGMA query_only = ON")
            return cls(connection, name)

    @classmethod
    def in_memory(cls, name: str = "in memory", steps: int | None = None) -> Self:
        """Return an empty database that is gone when it is closed, of so many steps, or of all."""
        return cls(_up_to_date(_connect(":memory:", PATIENCE), name, steps), name)

    def renewed(self) -> Self:
        """Bring a database of fewer steps up to date, and return it as one to read only."""
        _up_to_date(self._connection, self.name)
        self._connection.execute("PRAGMA query_only = ON")
        return self

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns of each table, in the order in which tables can be filled."""
        tables = self.read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        return {
            table["name"]: tuple(
                column["name"] for column in self.read(f"PRAGMA table_info({table['name']})")
            )
            for table in tables
        }

    def copied(self) -> Self:
        """Return a copy of it in memory, which may be changed."""
        copy = _connect(":memory:", PATIENCE)
        with _told(self.name):
            self._connection.backup(copy)
        return type(self)(copy, self.name)

    def saved_to(self, path: Path) -> None:
        """Write a copy of it into a new file."""
        with closing(sqlite3.connect(path)) as copy, _told(self.name):
            self._connection.backup(copy)

    def close(self) -> None:
        """Close the connection; a transaction that has not ended is undone."""
        self._connection.close()

    @property
    def is_writing(self) -> bool:
        """Return whether a transaction is under way."""
        return self._connection.in_transaction

    def begin(self) -> None:
        """Begin a transaction: nobody else writes until it ends."""
        self.read("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what was written since it began."""
        self.read("COMMIT")

    def undo(self) -> None:
        """Undo what was written since it began; nothing where it has ended."""
        if self._connection.in_transaction:
            self._connection.rollback()

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """Let all that is read in a `with` block be of one moment."""
        if self.is_writing:
            yield
            return
        self.read("BEGIN")
        try:
            yield
        finally:
            self.undo()

    def read(self, sql: str, *given: Cell) -> list[Row]:
        """Return the rows of a question."""
        with _told(self.name):
            return list(self._connection.execute(sql, given))

    def write_rows(self, sql: str, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Write rows in the transaction that is under way."""
        with _told(self.name):
            self._connection.executemany(sql, rows)

    def faults(self) -> tuple[str, ...]:
        """Return what the database finds wrong with itself; none where it is whole."""
        said = [str(row[0]) for row in self.read("PRAGMA integrity_check")]
        hanging = [
            f"a row of {row['table']} is about a row of {row['parent']} that is gone"
            for row in self.read("PRAGMA foreign_key_check")
        ]
        return tuple(dict.fromkeys((*(each for each in said if each != "ok"), *hanging)))

    def overwrite_what_goes(self) -> None:
        """Have what is deleted from now on overwritten in the file too."""
        self.read("PRAGMA secure_delete = ON")

    def number_on(self, tables: Iterable[str]) -> None:
        """Do nothing: SQLite gives every new row the number after the highest."""


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


def _to_read(path: Path, patience: float, name: str) -> sqlite3.Connection:
    """Return a connection to a ledger that is up to date, else to a copy made so in memory."""
    if not (path.is_file() and path.stat().st_size):
        return _up_to_date(_connect(":memory:", patience), name)
    connection = _connect(path, patience)
    with ExitStack() as stack:
        stack.callback(connection.close)
        if _version(connection, name) == len(schema.MIGRATIONS):
            stack.pop_all()
            return connection
        copy = _connect(":memory:", patience)
        connection.backup(copy)
        return _up_to_date(copy, name)


def _up_to_date(
    connection: sqlite3.Connection, name: str, steps: int | None = None
) -> sqlite3.Connection:
    """Return the database with every step of the schema made; it is closed where that fails."""
    wanted = len(schema.MIGRATIONS) if steps is None else steps
    with ExitStack() as stack:
        stack.callback(connection.close)
        if _version(connection, name) < wanted:
            connection.execute("BEGIN IMMEDIATE")
            # Read once more: another plansheet may have made the steps in the meantime.
            for step in schema.MIGRATIONS[_version(connection, name) : wanted]:
                for statement in step:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {wanted}")
            connection.execute("COMMIT")
        stack.pop_all()
    return connection


def _version(connection: sqlite3.Connection, name: str) -> int:
    """Return how many steps of the schema were made; LedgerError where they are not ours."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not version and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        message = (
            f"The database {name} is not plansheet's ledger. Move it out of the council's folder "
            "and run this again."
        )
        raise LedgerError(message)
    return known(version, name)
