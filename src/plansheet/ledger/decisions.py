"""The part of the ledger that keeps what people decide about returns: all of it, the last holds."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from plansheet.ledger import rows as made

if TYPE_CHECKING:
    from plansheet.ledger.database import Database
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Decision


class KeptDecisions:
    """The decisions about each service's returns of each quarter."""

    _database: Database

    def add_decision(self, decision: Decision) -> None:
        """Keep a decision; those that were made before about the same thing stay as they are.

        One that says what the last one about that says is none: two who decide at once decide once.
        """
        about = attrgetter("sheet", "row", "column")
        with self._database.transaction():
            before = reversed(self.decisions(decision.quarter, decision.service))
            last = next((each for each in before if about(each) == about(decision)), None)
            if last is None or replace(last, made=decision.made) != decision:
                self._insert_decision(decision)

    def _insert_decision(self, decision: Decision) -> None:
        self._database.write(
            "INSERT INTO decisions (period, service, sheet, row_label, column_heading, said,"
            " choice, value, outcome, reason, decided_by, sha256, made)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            decision.quarter.label,
            decision.service,
            decision.sheet,
            decision.row,
            decision.column,
            decision.said,
            decision.choice,
            decision.value,
            decision.outcome,
            decision.reason,
            decision.by,
            decision.sha256,
            decision.made.isoformat(),
        )

    def decisions(self, quarter: Quarter, service: str) -> tuple[Decision, ...]:
        """Return what was decided about a service's returns, in the order of the decisions."""
        rows = self._database.read(
            "SELECT * FROM decisions WHERE period = ? AND service = ? ORDER BY number",
            quarter.label,
            service,
        )
        return tuple(made.decision(row) for row in rows)
