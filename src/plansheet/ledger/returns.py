"""The part of the ledger that keeps how returned files were read: answers, problems, versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from plansheet.errors import LedgerError
from plansheet.ledger import rows as made
from plansheet.model.records import ReturnRecord, Status
from plansheet.model.returns import Return

if TYPE_CHECKING:
    from plansheet.ledger.database import Database, Row
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Answer

_OPEN_READING = "SELECT number FROM readings WHERE period = ? AND is_over = 0"


class KeptReturns:
    """The returned files of each quarter, and what was read in them."""

    _database: Database

    def add_return(self, record: ReturnRecord, returned: Return | None = None) -> ReturnRecord:
        """Keep how a returned file was read and give it back with its arrival and number.

        The same bytes of the same quarter keep the arrival, number and time of their first
        reading; all else is as it was read now. Only filled-in cells of `returned` are kept, so a
        row or sheet without any is as if it were not there.
        """
        with self._database.transaction():
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
