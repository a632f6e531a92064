"""What a service said in a return, each answer traceable to the cell it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from plansheet.model.periods import Quarter

AnswerValue: TypeAlias = "Decimal | date | str | None"


@dataclass(frozen=True, slots=True)
class Answer:
    """One filled-in cell: the value that is used, what was entered, where, and whether it is held.

    `value` is None while the answer is held or could not be used; `entered` is never lost. `source`
    says where an answer comes from that stands in no one cell: a telephone call, a mail, returns
    that differ. `decided` says what a person decided about it.
    """

    value: AnswerValue
    entered: str
    cell: str
    held: bool = False
    source: str = ""
    decided: str = ""


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One locked cell that came back changed: its row, its heading, and both its texts, whole."""

    sheet: str
    label: str
    heading: str
    cell: str
    old: str
    new: str


Answers: TypeAlias = "Mapping[str, Answer]"


@dataclass(frozen=True, slots=True)
class Return:
    """One return as read: sheet name -> row label -> column key -> answer (filled-in cells only).

    `sheets` gives the name that each sheet had in the file, by its own name; `changed` are the
    locked cells that came back changed. `published` is the commentary that is published in the
    place of the supplied one, by ref. A service that has only told figures has a return without a
    file: `came_back` is false.
    """

    service: str
    quarter: Quarter
    issue_id: str
    file: str
    sha256: str
    answers: Mapping[str, Mapping[str, Answers]] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[ChangedCell, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict)

    @property
    def came_back(self) -> bool:
        """Return whether a workbook came back at all."""
        return bool(self.sha256)

    def rows(self, sheet: str) -> Mapping[str, Answers]:
        """Return the answered rows of `sheet` by label; none where nothing was filled in."""
        return self.answers.get(sheet, {})

    @property
    def values(self) -> int:
        """Return how many answers of the file are used; what was told stands in no cell of it."""
        return sum(1 for each in self._all() if each.value is not None and each.cell)

    @property
    def held(self) -> int:
        """Return how many answers wait for a person."""
        return sum(1 for answer in self._all() if answer.held)

    def _all(self) -> list[Answer]:
        return [
            answer
            for rows in self.answers.values()
            for row in rows.values()
            for answer in row.values()
        ]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is known of one indicator in one quarter, from the return that counts.

    Number, date and text answers are as read; `held` says that the figure itself waits for a
    person. `published` is the commentary for publication where it differs from the supplied one.
    `cell`, `sheet`, `file` and `sha256` trace it, `decided` says what a person decided about it.
    """

    quarter: Quarter
    actual: Decimal | date | str | None = None
    entered: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False
    held: bool = False
    commentary: str = ""
    published: str = ""
    action: str = ""
    owner: str = ""
    by_when: date | None = None
    reason: str = ""
    expected_by: date | None = None
    forecast: Decimal | None = None
    service: str = ""
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    decided: str = ""

    @property
    def public_commentary(self) -> str:
        """Return the commentary as it is published."""
        return self.published or self.commentary

    @property
    def supplied(self) -> bool:
        """Return whether there is a figure to compare."""
        return self.actual is not None or (
            self.numerator is not None and self.denominator is not None
        )
