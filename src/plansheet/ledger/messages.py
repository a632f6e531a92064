"""Messages: what was drafted, what is on its way, and what was sent to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.ledger import rows as made
from plansheet.model.messages import Delivery

if TYPE_CHECKING:
    from datetime import datetime

    from plansheet.ledger.database import Database
    from plansheet.model.messages import Message
    from plansheet.model.periods import Quarter

# What may still go: a message that was sent, or may have arrived, is never written over.
_IDLE = (Delivery.DRAFTED, Delivery.DEFERRED, Delivery.REFUSED)


class Messages:
    """What the ledger holds of messages. Any method raises LedgerError as the ledger does."""

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def of(self, quarter: Quarter) -> tuple[Message, ...]:
        """Return the messages of a quarter in the order in which they were drafted."""
        rows = self._database.read(
            "SELECT * FROM messages WHERE period = ? ORDER BY number", quarter.label
        )
        return tuple(made.message(row) for row in rows)

    def add(self, message: Message) -> int:
        """Keep a message and return its number.

        It takes the place of one of its service and kind that has not gone and is not uncertain,
        and of the one whose number it carries.
        """
        with self._database.transaction():
            self._database.write(
                "DELETE FROM messages WHERE number = ? OR (period = ? AND service = ? AND kind = ?"
                " AND delivery IN (?, ?, ?))",
                message.number,
                message.quarter.label,
                message.service,
                message.kind,
                *_IDLE,
            )
            self._database.write(
                "INSERT INTO messages (period, service, kind, drafted_at, sent_at, about,"
                " recipients, message_id, delivery, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                message.quarter.label,
                message.service,
                message.kind,
                message.drafted_at.isoformat(),
                message.sent_at.isoformat() if message.sent_at else None,
                message.about,
                " ".join(message.to),
                message.message_id,
                message.delivery,
                message.said,
            )
            # Nobody else writes meanwhile, so the highest number is that of the row just written.
            return int(self._database.read("SELECT max(number) FROM messages")[0][0])

    def settle(
        self, number: int, delivery: Delivery, said: str = "", sent_at: datetime | None = None
    ) -> None:
        """Keep how far the message of that number has got, and what the server said."""
        self._database.write(
            "UPDATE messages SET delivery = ?, said = ?, sent_at = ? WHERE number = ?",
            delivery,
            said,
            sent_at.isoformat() if sent_at else None,
            number,
        )
