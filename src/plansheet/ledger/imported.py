"""Figures of earlier quarters that the council brought along: all are kept, the newest count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.ledger import rows as made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.ledger.database import Database
    from plansheet.model.records import ImportedFigure


class ImportedFigures:
    """What the ledger holds of them. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def add(self, figures: Iterable[ImportedFigure]) -> None:
        """Keep figures; each counts from now on in the place of those of its quarter before."""
        with self._database.transaction():
            self._database.write_all(
                "INSERT INTO imported_figures (service, ref, period, kind, value, numerator,"
                " denominator, entered, file, sha256, sheet, cell, made)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (made.imported_cells(each) for each in figures),
            )

    def of(self, service: str) -> tuple[ImportedFigure, ...]:
        """Return the figures of a service that count, by ref and quarter."""
        rows = self._database.read(
            "SELECT * FROM imported_figures WHERE service = ? AND number IN"
            " (SELECT max(number) FROM imported_figures GROUP BY service, ref, period)"
            " ORDER BY ref, period",
            service,
        )
        return tuple(made.imported_figure(row) for row in rows)
