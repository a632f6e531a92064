"""What a service asks to have changed: one row of the sheet Requests, as it came back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.records import Choice
from plansheet.model.tables import Table
from plansheet.model.typed import clean

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change
    from plansheet.model.records import Decision


class Wish(StrEnum):
    """What kind of change is asked for (contract: Collection workbook, `Requests`)."""

    TITLE = "Title"
    TARGET = "Target"
    DEFINITION = "Definition"
    OWNER = "Owner"
    WITHDRAW = "Withdraw"
    NEW_INDICATOR = "New indicator"
    OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Subject:
    """The row that a request is about: its table, its ref, and what it is called.

    `is_guest` says that the row stands in the plan of another service, for which this one only
    supplies the figure.
    """

    table: Table
    ref: str
    title: str = ""
    is_guest: bool = False

    def __str__(self) -> str:
        """Return the ref as it is written outside its table: `Indicators:CP05`, `Service`."""
        return self.ref if self.table is Table.SERVICE else f"{self.table.prefix}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the words of its row, where they stand, and what they were understood to mean.

    `subjects` are the rows of the plan it can be about: one where that is clear. `starts` is the
    quarter that `when` means, None where that is not clear; `quarter` the return's own. `change` is
    the dated change that the request comes to, with what the plan says now, where it is clear and
    can be written into the plan; `is_so` says that the plan says it already.
    """

    quarter: Quarter
    service: str
    number: str
    about: str = ""
    wish: Wish | None = None
    proposed: str = ""
    when: str = ""
    reason: str = ""
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    subjects: tuple[Subject, ...] = ()
    starts: Quarter | None = None
    change: Change | None = None
    is_so: bool = False
    unusable: str = ""
    by_hand: str = ""
    decision: Decision | None = None
    is_gone: bool = False

    @property
    def subject(self) -> Subject | None:
        """Return the one row that it is about, or None where that is not clear."""
        return self.subjects[0] if len(self.subjects) == 1 else None

    @property
    def said(self) -> str:
        """Return all that the row says, on one line: what a decision about it is bound to."""
        words = (self.about, self.wish or "", self.proposed, self.when, self.reason)
        return " | ".join(clean(each).replace("\n", " ") for each in words)

    @property
    def is_settled(self) -> bool:
        """Return whether a person has accepted or declined it."""
        return self.decision is not None and self.decision.choice is not Choice.ASK_AGAIN

    @property
    def is_accepted(self) -> bool:
        """Return whether a person has accepted it, as it was or with other words."""
        return (
            self.is_settled
            and self.decision is not None
            and (self.decision.choice is not Choice.DECLINE)
        )
