"""A ledger as a whole: whether anything is in it, and all of it copied to another place."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from plansheet.errors import LedgerError
from plansheet.ledger.copying import copy_rows, rows_of
from plansheet.ledger.log import Log
from plansheet.ledger.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from plansheet.ledger.database import Database

# What no command ever takes out of a ledger.
_FOR_GOOD = ("SELECT issue_id, sha256 FROM issues", "SELECT sha256, kind FROM files")


class Whole:
    """All that the ledger holds. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    @property
    def is_begun(self) -> bool:
        """Return whether anything is in it."""
        return self._holds("log", "files", "refs", "issues", "returns", "decisions")

    @property
    def has_work(self) -> bool:
        """Return whether anything is in it that came of more than setting the folder up."""
        return self._holds("files", "issues", "returns", "decisions")

    def _holds(self, *tables: str) -> bool:
        return any(
            self._database.read(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - a name of our own
            for table in tables
        )

    def fill(self, source: Whole) -> dict[str, int]:
        """Write all that another ledger holds into this one, which is empty.

        Whole or not at all, and looked at again; returns how many rows of each table there are.
        """
        with self._database.transaction():
            if self.is_begun:
                message = (
                    f"The ledger {self._database.name} is not empty: another plansheet has begun "
                    "it meanwhile. Run this again."
                )
                raise LedgerError(message)
            return copy_rows(source._database, self._database, _tables())

    def continues(self, other: Whole) -> bool:
        """Return whether this is that ledger gone on with: all that stays for good is in it too."""
        return Log(self._database).continues(Log(other._database)) and all(
            self._keys(sql) >= other._keys(sql) for sql in _FOR_GOOD
        )

    def says_as(self, other: Whole) -> bool:
        """Return whether each row is the same in both."""
        tables = _tables().items()
        return all(
            rows_of(self._database, *each) == rows_of(other._database, *each) for each in tables
        )

    def _keys(self, sql: str) -> set[tuple[str, str]]:
        return {(row[0], row[1]) for row in self._database.read(sql)}

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {
            table: int(self._database.read(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a name of our own
            for table in _tables()
        }

    def as_file(self) -> bytes:
        """Return all of it as the bytes of a file that can be opened as a ledger."""
        with TemporaryDirectory(prefix="plansheet-") as folder:
            path = Path(folder) / "ledger.db"
            self._database.saved_to(path)
            return path.read_bytes()


def _tables() -> dict[str, tuple[str, ...]]:
    """Return the columns of each table, by the steps that make them."""
    with closing(SqliteDatabase.in_memory()) as empty:
        return empty.columns()
