"""Messages about a quarter: what kinds there are, and how far each has got."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from plansheet.model.periods import Quarter


class Kind(StrEnum):
    """Why a service is written to, in the words of `plansheet email --kind`."""

    ISSUE = "issue"
    REMINDER = "reminder"
    CHASE = "chase"
    QUERIES = "queries"
    RECEIPTS = "receipts"
    THANKS = "thanks"

    @property
    def plural(self) -> str:
        """Return what messages of the kind are called: `reminders`."""
        return _PLURALS[self]

    @property
    def option(self) -> str:
        """Return the option of `plansheet email` that names the kind, "" where none is needed."""
        return "" if self is Kind.ISSUE else f" --kind {self}"


_PLURALS = {
    Kind.ISSUE: "workbooks",
    Kind.REMINDER: "reminders",
    Kind.CHASE: "chasers",
    Kind.QUERIES: "queries",
    Kind.RECEIPTS: "receipts",
    Kind.THANKS: "thanks",
}


class Delivery(StrEnum):
    """How far a message has got.

    `UNCERTAIN` was handed to the server, and no answer to that has come: it may have arrived.
    `DEFERRED` is to be tried again, `REFUSED` will not be taken as it is.
    """

    DRAFTED = "drafted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SENT = "sent"


# What a mail server did not take has gone nowhere.
NOT_TAKEN = frozenset({Delivery.DEFERRED, Delivery.REFUSED})


@dataclass(frozen=True, slots=True)
class Message:
    """One message about a quarter to the people of one service.

    `about` says what exactly it is about, so that this is told once: the sha256 of the workbook
    that it carries, of the queries, or of the return that came. `to` is whom it went to, first the
    person it is for; `said` what the server said last. `sent_at` is None until it has been sent, by
    plansheet or by hand.
    """

    service: str
    quarter: Quarter
    kind: Kind
    drafted_at: datetime
    sent_at: datetime | None = None
    about: str = ""
    to: tuple[str, ...] = ()
    message_id: str = ""
    delivery: Delivery = Delivery.DRAFTED
    said: str = ""
    number: int = 0
