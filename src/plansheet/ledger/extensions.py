"""Extensions of a service's deadline: each is kept as it was given, and the last one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.ledger import rows as made

if TYPE_CHECKING:
    from plansheet.ledger.database import Database
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Extension

_NEWEST = " ORDER BY number DESC LIMIT 1"
_OF_SERVICE = "SELECT * FROM extensions WHERE period = ? AND service = ?"


class Extensions:
    """What the ledger holds of extensions. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def add(self, extension: Extension) -> None:
        """Keep an extension, and how many workbooks its service had been issued by then."""
        period, service = extension.quarter.label, extension.service
        self._database.write(
            "INSERT INTO extensions (period, service, until, reason, given_by, made, issues)"
            " SELECT ?, ?, ?, ?, ?, ?, count(*) FROM issues WHERE period = ? AND service = ?",
            period,
            service,
            extension.until.isoformat(),
            extension.reason,
            extension.by,
            extension.made.isoformat(),
            period,
            service,
        )

    def all(self, quarter: Quarter) -> tuple[Extension, ...]:
        """Return every extension of a quarter, in the order in which they were given."""
        rows = self._database.read(
            "SELECT * FROM extensions WHERE period = ? ORDER BY number", quarter.label
        )
        return tuple(made.extension(row) for row in rows)

    def last(self, quarter: Quarter, service: str) -> Extension | None:
        """Return the last one of a service, or None where it was given none."""
        rows = self._database.read(_OF_SERVICE + _NEWEST, quarter.label, service)
        return next((made.extension(row) for row in rows), None)

    def last_before_issue(self, quarter: Quarter, service: str) -> Extension | None:
        """Return the last one that was given before the service's first workbook, or None."""
        rows = self._database.read(f"{_OF_SERVICE} AND issues = 0{_NEWEST}", quarter.label, service)
        return next((made.extension(row) for row in rows), None)
