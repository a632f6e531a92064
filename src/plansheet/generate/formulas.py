"""Numbers and words of live formulas: each is declared once and read twice.

`formula` gives what the office program works out, `of` what comes out of the same cells here.
Formulas use A1 references, nothing volatile and no dynamic arrays, so that they work alike in
Excel 2013 and later, LibreOffice and Google Sheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

from plansheet.model.units import EXACT, normal, plain, stored_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plansheet.pages import Value

COMPLETE = "Complete"


class Fault(Enum):
    """What a cell may hold that is no value: an error such as `#N/A`."""

    ERROR = "#N/A"


Entered: TypeAlias = "Value | bool | Fault"
Cells: TypeAlias = "Mapping[str, Entered]"

# An office program adds in binary: 0.1 and 0.2 make a little more than 0.3.
_PLACES = Decimal(1).scaleb(-10)
_DAY_0 = date(1899, 12, 30)


class Number(Protocol):
    """A number that is worked out from the cells of a row."""

    def formula(self) -> str:
        """Return the number as a formula."""

    def of(self, cells: Cells) -> Decimal:
        """Return the number that the formula gives for `cells`."""


class Words(Protocol):
    """What a live cell shows."""

    def formula(self) -> str:
        """Return the words as a formula."""

    def of(self, cells: Cells) -> Value:
        """Return what the formula shows for `cells`."""


def quoted(text: str) -> str:
    """Return `text` as a formula holds it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def listed(texts: Iterable[str]) -> str:
    """Return texts as a formula's list of constants."""
    return _listed(tuple(texts))


# Each row of a sheet lists the same few choices.
@lru_cache(maxsize=1024)
def _listed(texts: tuple[str, ...]) -> str:
    return f"{{{','.join(map(quoted, texts))}}}"


def number_in(entered: Entered) -> Decimal | None:
    """Return the number that a cell holds, a date as its day's; None for anything else."""
    if isinstance(entered, date):
        return Decimal((entered - _DAY_0).days)
    return entered if isinstance(entered, Decimal) else None


def text_in(entered: Entered) -> str:
    """Return what a cell holds as a formula joins it to a text."""
    number = number_in(entered)
    if number is not None:
        return plain(number)
    if isinstance(entered, bool):
        return str(entered).upper()
    return entered if isinstance(entered, str) else ""


def trimmed(text: str) -> str:
    """Return `text` as TRIM leaves it: it knows spaces, and no other blanks."""
    return " ".join(part for part in text.split(" ") if part)


def rounded(number: Decimal) -> Decimal:
    """Return a number as comparisons take it."""
    return normal(number.quantize(_PLACES, ROUND_HALF_UP, EXACT))


@dataclass(frozen=True, slots=True)
class Figure:
    """The number in a cell, 0 where there is none."""

    key: str

    def formula(self) -> str:
        """Return the cell; N makes 0 of a text."""
        return f"N([{self.key}])"

    def of(self, cells: Cells) -> Decimal:
        """Return the number."""
        return number_in(cells.get(self.key)) or Decimal(0)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that the plan or an earlier quarter gives."""

    value: Decimal

    def formula(self) -> str:
        """Return its 15 digits, as many as the office program keeps."""
        return plain(stored_number(str(self.value)))

    def of(self, cells: Cells) -> Decimal:  # noqa: ARG002 - the same whatever is entered
        """Return the same 15 digits."""
        return stored_number(str(self.value))


@dataclass(frozen=True, slots=True)
class Sum:
    """Numbers added up."""

    parts: tuple[Number, ...]

    def formula(self) -> str:
        """Return the parts with plus signs between them."""
        return f"({'+'.join(part.formula() for part in self.parts)})"

    def of(self, cells: Cells) -> Decimal:
        """Return the sum."""
        total = Decimal(0)
        for part in self.parts:
            total = EXACT.add(total, part.of(cells))
        return total


@dataclass(frozen=True, slots=True)
class Quotient:
    """One number over another, 0 where the other is 0."""

    top: Number
    bottom: Number

    def formula(self) -> str:
        """Return the division, kept from 0."""
        top, bottom = self.top.formula(), self.bottom.formula()
        return f"IF({bottom}=0,0,{top}/{bottom})"

    def of(self, cells: Cells) -> Decimal:
        """Return the quotient."""
        bottom = self.bottom.of(cells)
        # The library knows a negative zero, which a cell does not.
        return normal(EXACT.divide(self.top.of(cells), bottom)) if bottom else Decimal(0)


@dataclass(frozen=True, slots=True)
class Size:
    """A number without its sign."""

    number: Number

    def formula(self) -> str:
        """Return ABS of it."""
        return f"ABS({self.number.formula()})"

    def of(self, cells: Cells) -> Decimal:
        """Return the size."""
        return abs(self.number.of(cells))


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A number that is used again and again in a row: its formula is put together once."""

    number: Number
    said: str

    def formula(self) -> str:
        """Return the number's formula."""
        return self.said

    def of(self, cells: Cells) -> Decimal:
        """Return the number."""
        return self.number.of(cells)


def known_number(number: Number) -> KnownNumber:
    """Return a number that is used again and again."""
    return KnownNumber(number, number.formula())


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts and numbers one after the other, a locked cell's words among them."""

    parts: tuple[Words, ...]

    def formula(self) -> str:
        """Return the parts joined; the empty text at the end makes a text of a lone number."""
        return "&".join((*(part.formula() for part in self.parts), '""'))

    def of(self, cells: Cells) -> str:
        """Return the text."""
        return "".join(text_in(part.of(cells)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a locked cell of the row shows."""

    key: str

    def formula(self) -> str:
        """Return the cell."""
        return f"[{self.key}]"

    def of(self, cells: Cells) -> str:
        """Return its text."""
        return text_in(cells.get(self.key))


@dataclass(frozen=True, slots=True)
class Said:
    """Words that are always the same."""

    text: str

    def formula(self) -> str:
        """Return the text in quotes."""
        return quoted(self.text)

    def of(self, cells: Cells) -> str:  # noqa: ARG002 - the same whatever is entered
        """Return the text."""
        return self.text
