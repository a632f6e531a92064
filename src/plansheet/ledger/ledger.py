"""The ledger: what was issued, what came back, how it was read; values in, the same values out.

It has no clock and makes no ids: times and ids are handed to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from plansheet.errors import LedgerError
from plansheet.ledger import rows as made
from plansheet.ledger.compiled import CompiledVersions, PublicCopies
from plansheet.ledger.database import PATIENCE
from plansheet.ledger.decisions import KeptDecisions
from plansheet.ledger.extensions import Extensions
from plansheet.ledger.imported import ImportedFigures
from plansheet.ledger.kept import Kept
from plansheet.ledger.log import Log
from plansheet.ledger.looked_at import LookedAt
from plansheet.ledger.messages import Messages
from plansheet.ledger.removals import Removals
from plansheet.ledger.sqlite import SqliteDatabase
from plansheet.model.records import (
    FileRecord,
    Issue,
    ReturnRecord,
    Status,
)
from plansheet.model.returns import Return

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from types import TracebackType

    from plansheet.ledger.database import Database, Row
    from plansheet.ledger.server import Server
    from plansheet.ledger.whole import Whole
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Answer


_OPEN_READING = "SELECT number FROM readings WHERE period = ? AND is_over = 0"


class Ledger(CompiledVersions, KeptDecisions):
    """The council's ledger, open until its `with` block ends.

    Every write is whole or not at all; `transaction()` makes one of several. Any method raises
    LedgerError where the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        """Take over an open database; `named` are the files that are entered in it from now on."""
        super().__init__(database)
        self.named: list[FileRecord] = []

    @classmethod
    def open(
        cls,
        where: Path | Server,
        *,
        read_only: bool = False,
        patience: float = PATIENCE,
        name: str = "",
    ) -> Self:
        """Open the ledger in a file or on a server, made where it is missing.

        With `read_only` nothing is made or changed: a missing ledger is an empty one. `patience`
        is how many seconds to wait while another plansheet has it, `name` what messages call a
        file other than by its name.
        """
        if isinstance(where, Path):
            how = SqliteDatabase.open_to_read if read_only else SqliteDatabase.open
            return cls(how(where, patience, name))
        # What speaks to a server is loaded for a ledger on one, and is not always installed.
        from plansheet.ledger.postgres import PostgresDatabase  # noqa: PLC0415 - as just said

        on_server = PostgresDatabase.open_to_read if read_only else PostgresDatabase.open
        return cls(on_server(where, patience))

    @staticmethod
    def rename(where: Server) -> None:
        """Have a ledger on a server take the council's name of now, whatever it was."""
        from plansheet.ledger.postgres import PostgresDatabase  # noqa: PLC0415 - as above

        PostgresDatabase.renamed(where, PATIENCE)

    @classmethod
    def in_memory(cls) -> Self:
        """Return an empty ledger that is gone when it is closed."""
        return cls(SqliteDatabase.in_memory())

    def copied(self, until: datetime | None = None) -> Self:
        """Return a copy that is gone when it is closed: what a rehearsal writes into.

        With `until` it knows nothing of what came back, or was decided, after that moment.
        """
        copy = type(self)(self._database.copied())
        if until is not None:
            copy.forget_after(until)
        return copy

    def forget_after(self, moment: datetime) -> None:
        """Forget what came back, or was decided, after a moment: for copies only."""
        when = moment.isoformat()
        self._database.write("DELETE FROM returns WHERE read_at > ?", when)
        self._database.write("DELETE FROM decisions WHERE made > ?", when)

    def __enter__(self) -> Self:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database; a transaction that has not ended is undone."""
        self._database.close()

    @property
    def messages(self) -> Messages:
        """Return what it holds of messages."""
        return Messages(self._database)

    @property
    def looked_at(self) -> LookedAt:
        """Return what it holds of mailboxes."""
        return LookedAt(self._database)

    @property
    def kept(self) -> Kept:
        """Return what of it is held against the archive."""
        return Kept(self._database)

    @property
    def log(self) -> Log:
        """Return what it holds of commands: who had plansheet do what."""
        return Log(self._database)

    @property
    def removals(self) -> Removals:
        """Return what it holds of returned files that were removed."""
        return Removals(self._database)

    @property
    def extensions(self) -> Extensions:
        """Return what it holds of later deadlines that services were given."""
        return Extensions(self._database)

    @property
    def public_copies(self) -> PublicCopies:
        """Return what it holds of the public copies of the council-wide workbook."""
        return PublicCopies(self._database)

    @property
    def imported(self) -> ImportedFigures:
        """Return what it holds of figures from before plansheet."""
        return ImportedFigures(self._database)

    @property
    def name(self) -> str:
        """Return what messages call it."""
        return self._database.name

    @property
    def whole(self) -> Whole:
        """Return it as a whole, to be copied to another place."""
        from plansheet.ledger.whole import Whole  # noqa: PLC0415 - few commands need it

        return Whole(self._database)

    def transaction(self) -> AbstractContextManager[None]:
        """Make one whole of the writes in a `with` block; inside another, they are part of that."""
        return self._database.transaction()

    def add_issue(self, issue: Issue) -> None:
        """Keep one issue; LedgerError where its id, or its number of that quarter, is taken."""
        self._database.write(
            "INSERT INTO issues (issue_id, service, period, number, sha256, content_sha256, layout,"
            " plan_file, plan_sha256, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            issue.issue_id,
            issue.service,
            issue.quarter.label,
            issue.number,
            issue.sha256,
            issue.content_sha256,
            issue.layout,
            issue.plan_file,
            issue.plan_sha256,
            issue.made.isoformat(),
        )

    def issues(self, quarter: Quarter, service: str = "") -> tuple[Issue, ...]:
        """Return the issues of a quarter, of one service where named, by service and number."""
        rows = self._database.read(
            "SELECT * FROM issues WHERE period = ? AND ? IN ('', service) ORDER BY service, number",
            quarter.label,
            service,
        )
        return tuple(made.issue(row) for row in rows)

    def newest_issue(self, quarter: Quarter, service: str) -> Issue | None:
        """Return the last issue of a service's workbook, or None where none was made."""
        return next(reversed(self.issues(quarter, service)), None)

    def issue(self, issue_id: str) -> Issue | None:
        """Return the issue of that id, of whatever quarter, or None."""
        rows = self._database.read("SELECT * FROM issues WHERE issue_id = ?", issue_id)
        return next((made.issue(row) for row in rows), None)

    def quarters(self) -> tuple[Quarter, ...]:
        """Return the quarters of which anything was issued or returned, the oldest first."""
        rows = self._database.read(
            "SELECT period FROM issues UNION SELECT period FROM returns ORDER BY period"
        )
        return tuple(made.quarter_of(row["period"]) for row in rows)

    def add_file(self, record: FileRecord) -> None:
        """Keep that a file was seen; what is known of those bytes already stays as it is."""
        self.named.append(record)
        self._database.write(
            "INSERT INTO files (sha256, kind, name, size, first_seen) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            record.sha256,
            record.kind,
            record.name,
            record.size,
            record.first_seen.isoformat(),
        )

    def files(self) -> tuple[FileRecord, ...]:
        """Return every file of the archive in the order in which they were first seen."""
        rows = self._database.read("SELECT * FROM files ORDER BY rowid")
        return tuple(made.file_record(row) for row in rows)

    def add_return(self, record: ReturnRecord, returned: Return | None = None) -> ReturnRecord:
        """Keep how a returned file was read and give it back with its arrival and number.

        The same bytes of the same quarter keep the arrival, number and time of their first
        reading; all else is as it was read now. Only filled-in cells of `returned` are kept, so a
        row or sheet without any is as if it were not there.
        """
        with self.transaction():
            kept = self.return_of(record.quarter, record.sha256)
            if kept is None:
                placed = self._arrived(record)
            else:
                self._database.write("DELETE FROM returns WHERE number = ?", kept.number)
                placed = replace(
                    record,
                    number=kept.number,
                    arrival=kept.arrival,
                    read_at=kept.read_at,
                    reading=kept.reading,
                )
            self._insert_return(placed)
            if returned is not None:
                self._insert_answers(placed.number, returned)
        return placed

    def returns(self, quarter: Quarter) -> tuple[ReturnRecord, ...]:
        """Return every file read for a quarter, in the order of arrival."""
        rows = self._database.read(
            "SELECT * FROM returns WHERE period = ? ORDER BY arrival", quarter.label
        )
        return tuple(self._record(row) for row in rows)

    def return_of(self, quarter: Quarter, sha256: str) -> ReturnRecord | None:
        """Return what is known of those bytes in that quarter, or None where they are new."""
        rows = self._database.read(
            "SELECT * FROM returns WHERE period = ? AND sha256 = ?", quarter.label, sha256
        )
        return next((self._record(row) for row in rows), None)

    def usable_returns(self, service: str, quarter: Quarter) -> tuple[ReturnRecord, ...]:
        """Return the files of a service that could be used, in the order of arrival.

        A return of an issue that is not known waits whole: it is not among them.
        """
        rows = self._database.read(
            "SELECT * FROM returns WHERE service = ? AND period = ?"
            " AND status IN ('accepted', 'held')"
            " AND issue_id IN (SELECT issue_id FROM issues WHERE service = ? AND period = ?)"
            " ORDER BY arrival",
            service,
            quarter.label,
            service,
            quarter.label,
        )
        return tuple(self._record(row) for row in rows)

    def end_reading(self, quarter: Quarter) -> None:
        """Keep that whatever comes from now on comes later than what was read before.

        A reading that was broken off before this goes on with the next one.
        """
        period = quarter.label
        if self._database.read(_OPEN_READING, period):
            self._database.write("UPDATE readings SET is_over = 1 WHERE period = ?", period)

    def loaded_return(self, number: int) -> Return:
        """Return the answers of the return of that number; LedgerError where there is none."""
        rows = self._database.read("SELECT * FROM returns WHERE number = ?", number)
        if not rows:
            message = f"The ledger {self._database.name} holds no return of the number {number}."
            raise LedgerError(message)
        sheets = self._database.read(
            "SELECT * FROM return_sheets WHERE return_number = ? ORDER BY rowid", number
        )
        changed = self._database.read(
            "SELECT * FROM changed_cells WHERE return_number = ? ORDER BY position", number
        )
        return Return(
            service=rows[0]["service"],
            quarter=made.quarter_of(rows[0]["period"]),
            issue_id=rows[0]["issue_id"],
            file=rows[0]["file"],
            sha256=rows[0]["sha256"],
            answers=self._answers(number),
            sheets={row["sheet"]: row["name_in_file"] for row in sheets},
            changed=tuple(made.changed_cell(row) for row in changed),
        )

    def kept_refs(self, service: str) -> Mapping[tuple[str, str], str]:
        """Return the refs given to rows of a service's plans, by table and row."""
        rows = self._database.read("SELECT * FROM refs WHERE service = ? ORDER BY rowid", service)
        return {(row["plan_table"], row["plan_row"]): row["ref"] for row in rows}

    def keep_refs(self, service: str, refs: Mapping[tuple[str, str], str]) -> None:
        """Keep refs given to rows that have none; a ref is given once, so what is kept stays."""
        self._database.write_all(
            "INSERT INTO refs (service, plan_table, plan_row, ref) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            ((service, table, row, ref) for (table, row), ref in refs.items()),
        )

    def _insert_return(self, record: ReturnRecord) -> None:
        self._database.write(
            "INSERT INTO returns (number, period, sha256, arrival, file, service, issue_id, status,"
            " read_at, sender, sent_at, message_id, reading)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            record.number,
            record.quarter.label,
            record.sha256,
            record.arrival,
            record.file,
            record.service,
            record.issue_id,
            record.status,
            record.read_at.isoformat(),
            record.sender,
            record.sent_at.isoformat() if record.sent_at else None,
            record.message_id,
            record.reading,
        )
        self._database.write_all(
            "INSERT INTO problems (return_number, position, code, level, file, sheet, cell, label,"
            " message, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (record.number, position, *made.problem_cells(item))
                for position, item in enumerate(record.problems)
            ),
        )

    def _insert_answers(self, number: int, returned: Return) -> None:
        self._database.write_all(
            "INSERT INTO return_sheets (return_number, sheet, name_in_file) VALUES (?, ?, ?)",
            ((number, sheet, name) for sheet, name in returned.sheets.items()),
        )
        self._database.write_all(
            "INSERT INTO answers (return_number, sheet, ref, key, kind, value, entered, cell, held)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (number, sheet, ref, key, *made.answer_cells(answer))
                for sheet, rows in returned.answers.items()
                for ref, answers in rows.items()
                for key, answer in answers.items()
            ),
        )

        self._database.write_all(
            "INSERT INTO changed_cells (return_number, position, sheet, label, heading, cell, old,"
            " new) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (number, place, each.sheet, each.label, each.heading, each.cell, each.old, each.new)
                for place, each in enumerate(returned.changed)
            ),
        )

    def _answers(self, number: int) -> dict[str, dict[str, dict[str, Answer]]]:
        rows = self._database.read(
            "SELECT * FROM answers WHERE return_number = ? ORDER BY rowid", number
        )
        answers: dict[str, dict[str, dict[str, Answer]]] = {}
        for row in rows:
            sheet = answers.setdefault(row["sheet"], {})
            sheet.setdefault(row["ref"], {})[row["key"]] = made.answer(row)
        return answers

    def _record(self, row: Row) -> ReturnRecord:
        problems = self._database.read(
            "SELECT * FROM problems WHERE return_number = ? ORDER BY position", row["number"]
        )
        return ReturnRecord(
            quarter=made.quarter_of(row["period"]),
            sha256=row["sha256"],
            file=row["file"],
            status=Status(row["status"]),
            read_at=datetime.fromisoformat(row["read_at"]),
            service=row["service"],
            issue_id=row["issue_id"],
            problems=tuple(made.problem(item) for item in problems),
            arrival=row["arrival"],
            number=row["number"],
            sender=row["sender"],
            sent_at=datetime.fromisoformat(row["sent_at"]) if row["sent_at"] else None,
            message_id=row["message_id"],
            reading=row["reading"],
        )

    def _arrived(self, record: ReturnRecord) -> ReturnRecord:
        """Return a record of bytes that are new, with the next number and the next arrival."""
        period = record.quarter.label
        return replace(
            record,
            number=self._next("SELECT max(number) FROM returns"),
            arrival=self._next("SELECT max(arrival) FROM returns WHERE period = ?", period),
            reading=self._reading(period),
        )

    def _reading(self, period: str) -> int:
        """Return the reading that is under way, begun where there is none."""
        if found := self._database.read(_OPEN_READING, period):
            return int(found[0]["number"])
        number = self._next("SELECT max(number) FROM readings WHERE period = ?", period)
        self._database.write("INSERT INTO readings VALUES (?, ?, 0)", period, number)
        return number

    def _next(self, highest: str, *given: str) -> int:
        return int(self._database.read(highest, *given)[0][0] or 0) + 1
