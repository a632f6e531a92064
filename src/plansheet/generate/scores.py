"""Terms of a risk's live score: the ranks of what is chosen, and the words of the scheme."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from plansheet.generate.conditions import blank
from plansheet.generate.formulas import listed, text_in, trimmed

if TYPE_CHECKING:
    from plansheet.generate.formulas import Cells, Number
    from plansheet.model.risks import RiskScheme, Scale


@dataclass(frozen=True, slots=True)
class Rank:
    """The rank of what holds in a scale: as entered, else `before`; 0 where it is no step.

    The list shows `III Significant`; a bare `III`, or a 3 that became a number, ranks the same.
    """

    scale: Scale
    before: int

    def formula(self) -> str:
        """Return the place of the first word in the list of codes.

        MATCH would take what is typed for a pattern: `*` would be the mildest step.
        """
        said = f"TRIM([{self.scale.key}])"
        word = f'LEFT({said},FIND(" ",{said}&" ")-1)'
        codes = listed(step.code for step in self.scale.steps)
        ranks = ",".join(str(step.rank) for step in self.scale.steps)
        typed = f"SUMPRODUCT(({word}={codes})*{{{ranks}}})"
        return f"IF({blank(self.scale.key).formula()},{self.before},{typed})"

    def of(self, cells: Cells) -> Decimal:
        """Return the rank."""
        if blank(self.scale.key).holds(cells):
            return Decimal(self.before)
        word = trimmed(text_in(cells[self.scale.key])).partition(" ")[0]
        ranks = {step.code.casefold(): step.rank for step in self.scale.steps}
        return Decimal(ranks.get(word.casefold(), 0))


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of some numbers."""

    numbers: tuple[Number, ...]

    def formula(self) -> str:
        """Return MAX of them."""
        return f"MAX({','.join(number.formula() for number in self.numbers)})"

    def of(self, cells: Cells) -> Decimal:
        """Return the largest."""
        return max(number.of(cells) for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Product:
    """Two numbers multiplied."""

    left: Number
    right: Number

    def formula(self) -> str:
        """Return the product."""
        return f"{self.left.formula()}*{self.right.formula()}"

    def of(self, cells: Cells) -> Decimal:
        """Return the product."""
        return self.left.of(cells) * self.right.of(cells)


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a scale's step by its rank, which is one of the scale's."""

    scale: Scale
    rank: Number

    def formula(self) -> str:
        """Return the code in its place in the list."""
        return f"INDEX({listed(step.code for step in self.scale.steps)},{self.rank.formula()})"

    def of(self, cells: Cells) -> str:
        """Return the code."""
        return self.scale.steps[int(self.rank.of(cells)) - 1].code


@dataclass(frozen=True, slots=True)
class BandName:
    """The band of a score, which is at least 1."""

    scheme: RiskScheme
    score: Number

    def formula(self) -> str:
        """Return the last band whose lowest score is not above it."""
        lowest = ["1", *(str(band.up_to + 1) for band, _ in pairwise(self.scheme.bands))]
        names = listed(band.name for band in self.scheme.bands)
        return f"LOOKUP({self.score.formula()},{{{','.join(lowest)}}},{names})"

    def of(self, cells: Cells) -> str:
        """Return the band's name."""
        return self.scheme.band_of(int(self.score.of(cells)))
