"""What the ledger asks of a database, whichever kind it lies in; one text of SQL serves both kinds.

Statements are written so that SQLite and PostgreSQL understand them alike: `?` for what is given,
whole numbers for yes and no, and `rowid` for the order in which rows were written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from plansheet.errors import LedgerError
from plansheet.ledger import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

Cell: TypeAlias = "str | int | None"

PATIENCE = 5.0
IN_USE = "is being used by another plansheet. Wait until that has finished and try again."


class Row(Protocol):
    """A row, its cells by the names of their columns or by their places."""

    def __getitem__(self, key: int | str, /) -> Any:  # noqa: ANN401 - text, a number or nothing
        """Return a cell."""
        ...


class Database(ABC):
    """An open database with the tables of the ledger; LedgerError where it cannot be used."""

    def __init__(self, name: str) -> None:
        """`name` is what messages call it."""
        self.name = name

    @property
    @abstractmethod
    def is_writing(self) -> bool:
        """Return whether a transaction is under way."""

    @abstractmethod
    def begin(self) -> None:
        """Begin a transaction: nobody else writes until it ends."""

    @abstractmethod
    def commit(self) -> None:
        """Keep what was written since it began."""

    @abstractmethod
    def undo(self) -> None:
        """Undo what was written since it began; nothing where it has ended."""

    @abstractmethod
    def unchanging(self) -> AbstractContextManager[None]:
        """Let all that is read in a `with` block be of one moment."""

    @abstractmethod
    def read(self, sql: str, *given: Cell) -> list[Row]:
        """Return the rows of a question."""

    @abstractmethod
    def write_rows(self, sql: str, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Write rows in the transaction that is under way."""

    @abstractmethod
    def copied(self) -> Database:
        """Return a copy of it in memory, which may be changed."""

    def saved_to(self, path: Path) -> None:
        """Write a copy of it into a new file."""
        copy = self.copied()
        try:
            copy.saved_to(path)
        finally:
            copy.close()

    @abstractmethod
    def faults(self) -> tuple[str, ...]:
        """Return what the database finds wrong with itself; none where it is whole."""

    @abstractmethod
    def overwrite_what_goes(self) -> None:
        """Have what is deleted from now on overwritten too, where that is for us to say."""

    @abstractmethod
    def number_on(self, tables: Iterable[str]) -> None:
        """Go on after the highest `number` of each table: rows have been written with theirs."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection; a transaction that has not ended is undone."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make one whole of the writes in a `with` block; inside another, they are part of that."""
        if self.is_writing:
            yield
            return
        self.begin()
        try:
            yield
            self.commit()
        finally:
            self.undo()

    def write(self, sql: str, *given: Cell) -> None:
        """Write one row."""
        self.write_all(sql, (given,))

    def write_all(self, sql: str, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Write rows, all or none of them."""
        with self.transaction():
            self.write_rows(sql, rows)


def known(version: int, name: str) -> int:
    """Return how many steps of the schema were made; LedgerError where they are not all known."""
    if version > len(schema.MIGRATIONS):
        message = (
            f"The ledger {name} was written by a newer plansheet. Install that version (pip "
            "install --upgrade plansheet) and run this again."
        )
        raise LedgerError(message)
    return version
