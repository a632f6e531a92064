"""Returned files that were removed: what was in them goes, that they were there stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.ledger import rows as made

if TYPE_CHECKING:
    from plansheet.ledger.database import Database
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Removal


class Removals:
    """What the ledger holds of removed files. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def add(self, removal: Removal) -> None:
        """Keep that a file was removed, and forget all that was read in it.

        Where its figures are kept, that is for whoever keeps them to write anew. What is forgotten
        is overwritten in a ledger's own file too.
        """
        self._database.overwrite_what_goes()
        with self._database.transaction():
            self._database.write(
                "INSERT INTO removals (period, sha256, file, service, received, removed, reason,"
                " removed_by, figures_kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (period, sha256) DO UPDATE SET removed = excluded.removed,"
                " reason = excluded.reason, removed_by = excluded.removed_by,"
                " figures_kept = excluded.figures_kept",
                removal.quarter.label,
                removal.sha256,
                removal.file,
                removal.service,
                removal.received.isoformat(),
                removal.removed.isoformat(),
                removal.reason,
                removal.by,
                int(removal.figures_kept),
            )
            if not removal.figures_kept:
                self._database.write(
                    "DELETE FROM returns WHERE period = ? AND sha256 = ?",
                    removal.quarter.label,
                    removal.sha256,
                )

    def of(self, quarter: Quarter, sha256: str) -> Removal | None:
        """Return that those bytes were removed from a quarter, or None where they were not."""
        return next((each for each in self.all(quarter) if each.sha256 == sha256), None)

    def all(self, quarter: Quarter) -> tuple[Removal, ...]:
        """Return what was removed from a quarter, in the order in which it had been received."""
        rows = self._database.read(
            "SELECT * FROM removals WHERE period = ? ORDER BY received, file", quarter.label
        )
        return tuple(made.removal(row) for row in rows)

    def quarters(self) -> tuple[Quarter, ...]:
        """Return the quarters of which anything was returned, the oldest first."""
        rows = self._database.read("SELECT DISTINCT period FROM returns ORDER BY period")
        return tuple(made.quarter_of(row["period"]) for row in rows)

    def also_in(self, sha256: str) -> tuple[Quarter, ...]:
        """Return the quarters whose returns still hold what was read in those bytes."""
        rows = self._database.read(
            "SELECT period FROM returns WHERE sha256 = ? AND NOT EXISTS (SELECT 1 FROM removals"
            " WHERE removals.sha256 = returns.sha256 AND removals.period = returns.period)"
            " ORDER BY period",
            sha256,
        )
        return tuple(made.quarter_of(row["period"]) for row in rows)
