"""Which files the ledger names, wherever it does, and whether the database itself is whole."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from plansheet.ledger import rows as made
from plansheet.model.records import FileKind, Mention

if TYPE_CHECKING:
    from plansheet.ledger.database import Database
    from plansheet.model.periods import Quarter
    from plansheet.model.records import ImportedFigure, Removal

# A decision names the returned file that it is about, or what was archived as its evidence.
# The parts are in the order in which what they say of a file is to be believed.
_MENTIONS = """
    SELECT 1 AS part, rowid AS written, sha256, kind, name, first_seen AS at FROM files
    UNION ALL
    SELECT 2, rowid, sha256, 'issued', service || ' ' || period || '.xlsx', made FROM issues
    UNION ALL
    SELECT 3, rowid, plan_sha256, 'plan', plan_file, made FROM issues
    UNION ALL
    SELECT 4, rowid, sha256, 'returned', file, read_at FROM returns
    UNION ALL
    SELECT 5, rowid, sha256, 'returned', '', made FROM decisions WHERE sha256 <> ''
    UNION ALL
    SELECT 6, rowid, sha256, 'compiled', period || ' version ' || version, made FROM compiled
    UNION ALL
    SELECT 7, rowid, sha256, 'public copy', period || ' version ' || version, made
        FROM public_copies
    UNION ALL
    SELECT 8, min(rowid), sha256, 'history', file, min(made)
        FROM imported_figures GROUP BY sha256, file
    ORDER BY part, written
"""


class Kept:
    """What the ledger has to be held against. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def faults(self) -> tuple[str, ...]:
        """Return what the database finds wrong with itself; none where it is whole."""
        return self._database.faults()

    def mentions(self) -> tuple[Mention, ...]:
        """Return every file that any row names, the first mention of each first."""
        return tuple(
            Mention(
                row["sha256"],
                FileKind(row["kind"]),
                row["name"],
                datetime.fromisoformat(row["at"]),
            )
            for row in self._database.read(_MENTIONS)
        )

    def removals(self) -> tuple[Removal, ...]:
        """Return every returned file that was removed, of all quarters."""
        rows = self._database.read("SELECT * FROM removals ORDER BY period, received, file")
        return tuple(made.removal(row) for row in rows)

    def quarters_returned(self) -> tuple[Quarter, ...]:
        """Return the quarters of which anything was returned, the oldest first."""
        rows = self._database.read("SELECT DISTINCT period FROM returns ORDER BY period")
        return tuple(made.quarter_of(row["period"]) for row in rows)

    def imported(self) -> tuple[ImportedFigure, ...]:
        """Return every figure of an earlier quarter that was imported, also those replaced."""
        rows = self._database.read("SELECT * FROM imported_figures ORDER BY number")
        return tuple(made.imported_figure(row) for row in rows)
