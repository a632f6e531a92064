"""Conditions of live formulas, and `First`: the first of them that holds decides what is shown.

Like numbers and words they are declared once and read twice; see `formulas`. An office program
works out every part of an AND or an OR, so no part of one may fail, whatever stands in its cells;
of a `First` it works out no more than it needs.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from plansheet.generate.formulas import (
    Constant,
    Fault,
    Said,
    listed,
    number_in,
    quoted,
    rounded,
    text_in,
    trimmed,
)
from plansheet.model.units import TOO_LARGE, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from plansheet.generate.formulas import Cells, Number, Words
    from plansheet.pages import Value

_NO_BREAK = "\N{NO-BREAK SPACE}"
_CONTROLS = re.compile(r"[\x00-\x1f]")
_SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
}


class Condition(Protocol):
    """What holds or does not, by the cells of a row."""

    def formula(self) -> str:
        """Return the condition as a formula."""

    def holds(self, cells: Cells) -> bool:
        """Return whether it holds for `cells`."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Cells are all empty; one of spaces, no-break spaces or empty lines is empty too."""

    keys: tuple[str, ...]

    def formula(self) -> str:
        """Return that nothing is left of what the cells hold."""
        joined = "&".join(f"[{key}]" for key in self.keys)
        return f'LEN(TRIM(CLEAN(SUBSTITUTE({joined},"{_NO_BREAK}"," "))))=0'

    def holds(self, cells: Cells) -> bool:
        """Return whether nothing is left."""
        joined = "".join(text_in(cells.get(key)) for key in self.keys)
        return not trimmed(_CONTROLS.sub("", joined.replace(_NO_BREAK, " ")))


@dataclass(frozen=True, slots=True)
class IsNumber:
    """A cell holds a number, or a date, of a size that is read as one."""

    key: str

    def formula(self) -> str:
        """Return that it is a number, and not too large."""
        return f"AND(ISNUMBER([{self.key}]),ABS(N([{self.key}]))<{plain(TOO_LARGE)})"

    def holds(self, cells: Cells) -> bool:
        """Return whether it is one."""
        number = number_in(cells.get(self.key))
        return number is not None and abs(number) < TOO_LARGE


@dataclass(frozen=True, slots=True)
class NotNumber:
    """Something stands in a cell, and it is no number that is read as one."""

    key: str

    def formula(self) -> str:
        """Return that a number is too large, or anything else more than spaces."""
        cell = f"[{self.key}]"
        return f"IF(ISNUMBER({cell}),ABS({cell})>={plain(TOO_LARGE)},LEN(TRIM({cell}))>0)"

    def holds(self, cells: Cells) -> bool:
        """Return whether it is none."""
        number = number_in(cells.get(self.key))
        if number is not None:
            return abs(number) >= TOO_LARGE
        return bool(trimmed(text_in(cells.get(self.key))))


@dataclass(frozen=True, slots=True)
class Says:
    """A cell says one of some words, in capitals or not."""

    key: str
    words: tuple[str, ...]

    def formula(self) -> str:
        """Return the comparison; SUMPRODUCT compares with a list in every office program."""
        if len(self.words) == 1:
            return f"TRIM([{self.key}])={quoted(self.words[0])}"
        return f"SUMPRODUCT(--(TRIM([{self.key}])={listed(self.words)}))>0"

    def holds(self, cells: Cells) -> bool:
        """Return whether it says one of them."""
        said = trimmed(text_in(cells.get(self.key))).casefold()
        return said in {word.casefold() for word in self.words}


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers compared, both rounded to ten places."""

    left: Number
    sign: str
    right: Number

    def formula(self) -> str:
        """Return the comparison."""
        return f"{_to_places(self.left)}{self.sign}{_to_places(self.right)}"

    def holds(self, cells: Cells) -> bool:
        """Return whether it is so."""
        return _SIGNS[self.sign](rounded(self.left.of(cells)), rounded(self.right.of(cells)))


def _to_places(number: Number) -> str:
    if isinstance(number, Constant):
        return plain(rounded(number.of({})))
    return f"ROUND({number.formula()},10)"


@dataclass(frozen=True, slots=True)
class HasError:
    """One of some cells shows an error."""

    keys: tuple[str, ...]

    def formula(self) -> str:
        """Return that they do not join to a text."""
        return f"ISERROR({'&'.join(f'[{key}]' for key in self.keys)})"

    def holds(self, cells: Cells) -> bool:
        """Return whether any of them does."""
        return any(cells.get(key) is Fault.ERROR for key in self.keys)


@dataclass(frozen=True, slots=True)
class Not:
    """A condition does not hold."""

    condition: Condition

    def formula(self) -> str:
        """Return NOT of it."""
        return f"NOT({self.condition.formula()})"

    def holds(self, cells: Cells) -> bool:
        """Return whether it does not."""
        return not self.condition.holds(cells)


@dataclass(frozen=True, slots=True)
class All:
    """Several conditions all hold."""

    conditions: tuple[Condition, ...]

    def formula(self) -> str:
        """Return AND of them."""
        return f"AND({','.join(each.formula() for each in self.conditions)})"

    def holds(self, cells: Cells) -> bool:
        """Return whether all do."""
        return all(each.holds(cells) for each in self.conditions)


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of several conditions holds."""

    conditions: tuple[Condition, ...]

    def formula(self) -> str:
        """Return OR of them."""
        return f"OR({','.join(each.formula() for each in self.conditions)})"

    def holds(self, cells: Cells) -> bool:
        """Return whether one does."""
        return any(each.holds(cells) for each in self.conditions)


@dataclass(frozen=True, slots=True)
class Known:
    """A condition that many rows share: its formula is put together once."""

    condition: Condition
    said: str

    def formula(self) -> str:
        """Return the condition's formula."""
        return self.said

    def holds(self, cells: Cells) -> bool:
        """Return whether the condition holds."""
        return self.condition.holds(cells)


@dataclass(frozen=True, slots=True)
class First:
    """What the first condition that holds shows, else `otherwise`."""

    rules: tuple[tuple[Condition, Words], ...]
    otherwise: Words

    def formula(self) -> str:
        """Return the rules as one IF inside the other."""
        said = self.otherwise.formula()
        for condition, words in reversed(self.rules):
            said = f"IF({condition.formula()},{words.formula()},{said})"
        return said

    def of(self, cells: Cells) -> Value:
        """Return what is shown."""
        for condition, words in self.rules:
            if condition.holds(cells):
                return words.of(cells)
        return self.otherwise.of(cells)


def blank(*keys: str) -> Blank:
    """Return the condition that the cells are all empty."""
    return Blank(keys)


def given(*keys: str) -> Not:
    """Return the condition that something stands in one of the cells."""
    return Not(Blank(keys))


def known(condition: Condition) -> Known:
    """Return a condition that is used again and again."""
    return Known(condition, condition.formula())


def first(*rules: tuple[Condition, str | Words], otherwise: str | Words) -> First:
    """Return the decision of `rules`, in which plain text stands for itself."""
    return First(
        tuple((condition, words_of(words)) for condition, words in rules), words_of(otherwise)
    )


def words_of(words: str | Words) -> Words:
    """Return words, plain text as what is always the same."""
    return Said(words) if isinstance(words, str) else words
