"""What a problem is: its level, its place, its message, and an entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """How much a problem matters, worst first (domain: messages a section head can act on)."""

    REJECTED = "rejected"
    FIX = "fix"
    CONFIRM = "confirm"
    NOTE = "note"


# What can be read in two ways: only these hold a value until a person decides (contract: JSON).
HOLDING = frozenset({"percent-unclear", "date-unclear", "number-unclear"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, sheet, cell address and the row's label; "" where unknown."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    label: str = ""

    def __str__(self) -> str:
        """Return the place as a person would say it: `file, sheet Indicators, cell F12, CP05`."""
        parts = (
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            self._at(),
            self.label,
        )
        return ", ".join(part for part in parts if part)

    def _at(self) -> str:
        """Return the cell in words; places in a text name their line or table themselves."""
        is_worded = not self.cell or self.cell.startswith(("line ", "table "))
        return self.cell if is_worded else f"cell {self.cell}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its code and level, its place, and a message that says what to do.

    `said` is what fills the gaps of the wording, by name: what a table of problems is made from.
    """

    code: str
    level: Level
    place: Place
    message: str
    said: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def in_file(self, file: str) -> Problem:
        """Return the same problem placed in `file`."""
        return replace(self, place=replace(self.place, file=file))

    def as_json(self) -> dict[str, str]:
        """Return the contract's PROBLEM object: strings only, "" where one does not apply."""
        return {
            "level": str(self.level),
            "code": self.code,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "label": self.place.label,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry of the catalogue: the level of a code and its wording, with named gaps to fill."""

    level: Level
    wording: str
