"""What a check looks at, what every check yields, and the words the messages share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.indicators import Indicator, Tolerance
from plansheet.model.tables import RowPlaces, Table, place_of
from plansheet.model.typed import phrase
from plansheet.problems import Place, Problem

if TYPE_CHECKING:
    from datetime import date

    from plansheet.model.plans import Plan

FIVE_PERCENT = Tolerance(Decimal("0.05"), relative=True, text="5%")
_TAG = re.compile(r"\((?:kpi|pi)\)")
_WORD = re.compile(r"[a-z0-9%£]+")
_COUNTING = {"no": "number", "nos": "number", "num": "number", "%": "percentage"}
_SMALL_WORDS = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at: a plan, the places of its rows, and the council's own tolerance."""

    plan: Plan
    places: RowPlaces = field(default_factory=dict)
    tolerance: Tolerance = FIVE_PERCENT

    def place(self, table: Table, index: int = 0, label: str = "") -> Place:
        """Return where row `index` of `table` stands."""
        return place_of(self.places, table, index, self.plan.file, label)

    def indicators(self) -> Iterator[tuple[Place, Indicator]]:
        """Yield the indicators, each with the place of its row."""
        for index, indicator in enumerate(self.plan.indicators):
            yield self.place(Table.INDICATORS, index, indicator.ref), indicator


Check: TypeAlias = Callable[[Case], Iterator[Problem]]
CouncilCheck: TypeAlias = Callable[[Sequence[Case]], Iterator[Problem]]


def listed(names: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def numeric_date(day: date) -> str:
    """Return `day` as plans write dates: `31/03/2019`."""
    return f"{day:%d/%m/%Y}"


def in_words(differences: Iterable[tuple[str, str, str]]) -> str:
    """Return what differs in words: `Unit: number there, % here; Counts as: ...`."""
    return "; ".join(f"{what}: {there} there, {here} here" for what, there, here in differences)


@lru_cache(maxsize=4_096)
def plain_title(title: str) -> str:
    """Return a title as titles are compared: without tags, marks, articles; `No.` is a number."""
    words = _WORD.findall(_TAG.sub(" ", phrase(title)))
    return " ".join(_COUNTING.get(word, word) for word in words if word not in _SMALL_WORDS)
