"""The part of the ledger that keeps the versions of the council-wide workbook, and what each said.

What a version said is kept as it was then: target, tolerance, definition, figure and rating stay
as they were compiled, whatever becomes of the plan and the returns.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from plansheet.ledger import rows as made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.ledger.database import Database
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Compiled, CompiledRow


class CompiledVersions:
    """The versions of each quarter's council-wide workbook."""

    _VERSIONS, _ROWS = "compiled", "compiled_rows"

    def __init__(self, database: Database) -> None:
        """Take over an open database."""
        self._database = database

    def add_compiled(self, compiled: Compiled, rows: Iterable[CompiledRow] = ()) -> None:
        """Keep one version and what it said; LedgerError where it is taken."""
        period, version = compiled.quarter.label, compiled.version
        with self._database.transaction():
            self._database.write(
                self._sql(
                    "INSERT INTO {versions} (period, version, sha256, content_sha256, made)"
                    " VALUES (?, ?, ?, ?, ?)"
                ),
                period,
                version,
                compiled.sha256,
                compiled.content_sha256,
                compiled.made.isoformat(),
            )
            self._database.write_all(
                self._sql(
                    "INSERT INTO {rows} (period, version, position, kind, service, ref, said)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)"
                ),
                (
                    (period, version, position, row.kind, row.service, row.ref, _json(row))
                    for position, row in enumerate(rows)
                ),
            )

    def compiled(self, quarter: Quarter) -> tuple[Compiled, ...]:
        """Return the versions of a quarter's workbook, the first one first."""
        rows = self._database.read(
            self._sql("SELECT * FROM {versions} WHERE period = ? ORDER BY version"), quarter.label
        )
        return tuple(made.compiled(row) for row in rows)

    def compiled_rows(self, compiled: Compiled) -> tuple[CompiledRow, ...]:
        """Return what a version said, in its order; nothing of one from before that was kept."""
        rows = self._database.read(
            self._sql("SELECT * FROM {rows} WHERE period = ? AND version = ? ORDER BY position"),
            compiled.quarter.label,
            compiled.version,
        )
        return tuple(made.compiled_row(row) for row in rows)

    def _sql(self, text: str) -> str:
        """Return a statement about the tables of these versions."""
        return text.replace("{versions}", self._VERSIONS).replace("{rows}", self._ROWS)


class PublicCopies(CompiledVersions):
    """The versions of each quarter's public copy: kept as the others are, and counted apart."""

    _VERSIONS, _ROWS = "public_copies", "public_rows"


def _json(row: CompiledRow) -> str:
    return json.dumps(dict(row.said))
