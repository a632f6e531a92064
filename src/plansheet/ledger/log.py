"""The log: each command with who, what and when, and what came of it; nothing in it ever changes.

A command is entered when it begins and once more when it ends, so that one that was killed shows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from plansheet.ledger import rows as made
from plansheet.model.log import Begun, Ended, Entry

if TYPE_CHECKING:
    from plansheet.ledger.database import Database, Row
    from plansheet.model.records import FileRecord


class Log:
    """What the ledger holds of commands. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def begin(self, begun: Begun) -> int:
        """Enter a command that begins, and return its number."""
        with self._database.transaction():
            number = int(self._database.read("SELECT max(number) FROM log")[0][0] or 0) + 1
            self._database.write(
                "INSERT INTO log (number, who, what, version, began, period, services)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                begun.who,
                begun.what,
                begun.version,
                begun.at.isoformat(),
                begun.period,
                " ".join(begun.services),
            )
        return number

    def end(self, number: int, ended: Ended) -> None:
        """Enter what came of the command of that number."""
        with self._database.transaction():
            self._database.write(
                "INSERT INTO log_ends (number, ended, status, said) VALUES (?, ?, ?, ?)",
                number,
                ended.at.isoformat(),
                ended.status,
                ended.said,
            )
            self._database.write_all(
                "INSERT INTO log_files (number, position, kind, name, sha256, size, first_seen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        number,
                        position,
                        each.kind,
                        each.name,
                        each.sha256,
                        each.size,
                        each.first_seen.isoformat(),
                    )
                    for position, each in enumerate(ended.files)
                ),
            )

    def last(self) -> tuple[int, Begun] | None:
        """Return the number of the newest entry and how it began, None where there is none."""
        rows = self._database.read("SELECT * FROM log ORDER BY number DESC LIMIT 1")
        return next(((row["number"], _begun(row)) for row in rows), None)

    def continues(self, other: Log) -> bool:
        """Return whether all that is in another log is in this one too, as far as it began.

        Nothing in a log is ever changed, so its newest entry tells.
        """
        newest = other.last()
        if newest is None:
            return True
        rows = self._database.read("SELECT * FROM log WHERE number = ?", newest[0])
        return any(_begun(row) == newest[1] for row in rows)

    def entries(self) -> tuple[Entry, ...]:
        """Return every entry, the newest last."""
        files: defaultdict[int, list[FileRecord]] = defaultdict(list)
        for row in self._database.read("SELECT * FROM log_files ORDER BY number, position"):
            files[row["number"]].append(made.file_record(row))
        ends = {
            row["number"]: Ended(
                datetime.fromisoformat(row["ended"]),
                row["status"],
                row["said"],
                tuple(files[row["number"]]),
            )
            for row in self._database.read("SELECT * FROM log_ends")
        }
        return tuple(
            Entry(
                row["number"],
                _begun(row),
                ends.get(row["number"]),
            )
            for row in self._database.read("SELECT * FROM log ORDER BY number")
        )


def _begun(row: Row) -> Begun:
    return Begun(
        row["who"],
        row["what"],
        row["version"],
        datetime.fromisoformat(row["began"]),
        row["period"],
        tuple(row["services"].split()),
    )
