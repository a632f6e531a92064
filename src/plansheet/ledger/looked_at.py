"""Which messages of a mailbox have been looked at for a quarter, and when that was done last."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.ledger.database import Database
    from plansheet.model.periods import Quarter


class LookedAt:
    """What the ledger holds of mailboxes. Any method raises LedgerError as the ledger does.

    A mailbox is told by `folder`, which names the account too, and by the numbering of its messages
    that holds, `validity`.
    """

    def __init__(self, database: Database) -> None:
        """Take the ledger's own database."""
        self._database = database

    def of(self, quarter: Quarter, folder: str, validity: int) -> Mapping[str, bool]:
        """Return the numbers of the messages that need no second look, and which were read."""
        rows = self._database.read(
            "SELECT uid, is_taken FROM looked_at WHERE period = ? AND folder = ? AND validity = ?",
            quarter.label,
            folder,
            validity,
        )
        return {row["uid"]: bool(row["is_taken"]) for row in rows}

    def add(
        self, quarter: Quarter, folder: str, validity: int, uid: str, *, is_taken: bool
    ) -> None:
        """Keep that a message was looked at, and whether it was read: it may be put away then."""
        self._database.write(
            "INSERT INTO looked_at (period, folder, validity, uid, is_taken)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            quarter.label,
            folder,
            validity,
            uid,
            int(is_taken),
        )

    def end(self, quarter: Quarter, at: datetime) -> None:
        """Keep that the whole mailbox was looked through for a quarter."""
        self._database.write(
            "INSERT INTO looks (period, made) VALUES (?, ?)", quarter.label, at.isoformat()
        )

    def last(self, quarter: Quarter) -> datetime | None:
        """Return when the mailbox was looked through for a quarter, None where it never was."""
        rows = self._database.read(
            "SELECT max(made) AS made FROM looks WHERE period = ?", quarter.label
        )
        made = rows[0]["made"]
        return datetime.fromisoformat(made) if made else None
