"""What the council's records hold, as values: issues, returned files, compiled books.

Owns no storage; the ledger keeps these and gives them back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure
    from plansheet.problems import Problem


# Stands between what was entered in a cell and how it was read, where a decision is about both.
READ_AS = ", read as "


class Status(StrEnum):
    """What became of a returned file (contract: JSON, `read`)."""

    ACCEPTED = "accepted"
    HELD = "held"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"


class Choice(StrEnum):
    """What a person decided about something that a return left to be decided.

    The first three are those of a decisions workbook; a request can also be declined for good. The
    last two are no answers to anything: a figure that was told, and who signed for a return.
    """

    ACCEPT = "Accept"
    USE_INSTEAD = "Use instead"
    ASK_AGAIN = "Ask again"
    DECLINE = "Decline"
    ENTER = "Enter"
    SIGN = "Sign"

    @property
    def done(self) -> str:
        """Return the word for a choice that was made: `Accepted`."""
        return _DONE[self]


_DONE = {
    Choice.ACCEPT: "Accepted",
    Choice.USE_INSTEAD: "Used instead",
    Choice.ASK_AGAIN: "Asked again",
    Choice.DECLINE: "Declined",
    Choice.ENTER: "Entered",
    Choice.SIGN: "Signed",
}


class FileKind(StrEnum):
    """Why a file is in the archive."""

    ISSUED = "issued"
    RETURNED = "returned"
    QUERIES = "queries"
    COMPILED = "compiled"
    PUBLIC = "public copy"
    PLAN = "plan"
    DRAFT = "draft"
    DECISIONS = "decisions"
    EVIDENCE = "evidence"
    REPORT = "report"
    HISTORY = "history"
    # Of which the ledger that knew more is lost.
    ADOPTED = "taken over"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of the archive: its bytes' sha256, the name it had, and when it was first seen."""

    sha256: str
    name: str
    size: int
    kind: FileKind
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Mention:
    """That a row of the ledger names a file: as what, by which name, and since when."""

    sha256: str
    kind: FileKind
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """One collection workbook as it was sent out.

    `sha256` is of the whole file, `content_sha256` of its locked content, `plan_sha256` of the
    plan file it was made from; `layout` is the version of the sheets' layout.
    """

    issue_id: str
    service: str
    quarter: Quarter
    number: int
    sha256: str
    content_sha256: str
    layout: str
    plan_file: str
    plan_sha256: str
    made: datetime


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """One returned file of a quarter: who it is from, what became of it, and its problems.

    `read_at` is when it was first read, `arrival` its place in the order of arrival from 1; that
    and `number`, by which its answers are loaded, are given by the ledger; so is `reading`, which
    files that were first seen together share. `sender`, `sent_at` and `message_id` are those of the
    e-mail that it came with, if it came so. One that is held whole is of no issue that is known.
    """

    quarter: Quarter
    sha256: str
    file: str
    status: Status
    read_at: datetime
    service: str = ""
    issue_id: str = ""
    problems: tuple[Problem, ...] = ()
    arrival: int = 0
    number: int = 0
    sender: str = ""
    sent_at: datetime | None = None
    reading: int = 0
    message_id: str = ""

    @property
    def is_return(self) -> bool:
        """Return whether somebody returned it: a machine's e-mail and a mere letter are none."""
        is_letter = any(each.code == "mail-text" for each in self.problems)
        return self.status is not Status.SKIPPED and not is_letter

    @property
    def received_at(self) -> datetime:
        """Return when it was received: when its e-mail was sent, else when it was first read."""
        return min(self.sent_at or self.read_at, self.read_at)


@dataclass(frozen=True, slots=True)
class Removal:
    """That a returned file of a quarter was removed, and why; not what stood in it.

    `file` is the name it had, `received` when it was first read, `by` who removed it, as far as
    anybody said. With `figures_kept` only its bytes and the names in it are gone.
    """

    quarter: Quarter
    sha256: str
    file: str
    service: str
    received: datetime
    removed: datetime
    reason: str
    by: str = ""
    figures_kept: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """That a service may return a quarter's workbook until a later day, and why.

    `by` is who gave it, as far as anybody said. One to the quarter's own day, or before it, takes
    back those that were given earlier.
    """

    quarter: Quarter
    service: str
    until: date
    reason: str
    by: str
    made: datetime

    @property
    def words(self) -> str:
        """Return it for people: `extended to 19 October 2018 (Half the team is ill)`."""
        return f"extended to {spoken_date(self.until)} ({self.reason})"

    def says_as(self, other: Extension) -> bool:
        """Return whether the other one gives the same day for the same reason, whenever it was."""
        return replace(self, made=other.made) == other


@dataclass(frozen=True, slots=True)
class Compiled:
    """One version of a quarter's council-wide workbook; `content_sha256` is of what it says."""

    quarter: Quarter
    version: int
    sha256: str
    content_sha256: str
    made: datetime


@dataclass(frozen=True, slots=True)
class CompiledRow:
    """What a version of the council-wide workbook said of one thing: kept as it was then.

    `kind` is what it is of (see `plansheet.reconcile.moved`), `said` what was said, by name.
    """

    kind: str
    service: str
    ref: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one row or cell of a return, and about exactly what.

    `sheet` is the sheet's own name, `row` the row's label, `column` a heading ("" for the whole
    row). `said` is what stood there: where something else stands in a later return, that has not
    been decided. `value` is what is used instead, `outcome` what was made of it, in words; `sha256`
    is of the returned file, `by` who decided, as far as anybody said.
    """

    quarter: Quarter
    service: str
    sheet: str
    row: str
    column: str
    said: str
    choice: Choice
    value: str
    outcome: str
    reason: str
    by: str
    sha256: str
    made: datetime

    @property
    def words(self) -> str:
        """Return what was decided, when, by whom and why: `Accepted on 2 July 2018 by X: 79%`."""
        value = f": {self.value}" if self.value else ""
        parts = (f"{self.when}{value}", self.reason, self.outcome)
        return ". ".join(part.rstrip(". ") for part in parts if part)

    @property
    def used(self) -> str:
        """Return what is used by it: the value that was decided, else what was read."""
        return self.value or self.said.rpartition(READ_AS)[2]

    @property
    def when(self) -> str:
        """Return what was chosen, when and by whom: `Accepted on 2 July 2018 by Manager`."""
        by = f" by {self.by}" if self.by else ""
        return f"{self.choice.done} on {spoken_date(self.made.date())}{by}"


@dataclass(frozen=True, slots=True)
class ImportedFigure:
    """A figure of an earlier quarter from a file of the council's own: what it was, and where.

    `made` is when it was taken in. A ratio has its two numbers where the file gives them.
    """

    service: str
    ref: str
    figure: Figure
    made: datetime

    @property
    def quarter(self) -> Quarter:
        """Return the quarter that it is of."""
        return self.figure.quarter

    def says_as(self, other: ImportedFigure) -> bool:
        """Return whether the other one says the same of the same quarter, wherever it stands."""
        mine, others = (
            (each.service, each.ref, each.quarter, each.figure.actual, each.figure.numerator,
             each.figure.denominator)
            for each in (self, other)
        )  # fmt: skip
        return mine == others
