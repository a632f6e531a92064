"""Contract sums and options to extend, as contract registers write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.target_words import tidy
from plansheet.model.typed import Typed, clean, figure_at_start, phrase
from plansheet.model.units import normal

if TYPE_CHECKING:
    from decimal import Decimal

_LEAD = re.compile(r"(?P<words>[a-z][a-z. ]*?):? ?(?=[£0-9])", re.IGNORECASE)
_SECOND_SUM = re.compile(r"£|^(?:-|to |or |and ) ?[0-9]|%")
_LENGTH = re.compile(r"(?:up to )?([0-9]{1,3}) ?(month|year|yr)s?", re.IGNORECASE)
_REVIEW = re.compile(r"(?:annual(?:ly)?|yearly) review(?:ed)?|reviewed (?:annually|yearly)")
_NO_EXTENSION = frozenset({"n/a", "na", "n.a", "none", "no", "nil", "not applicable"})
_NOT_SAID = frozenset({"", "-", "--", "tbc", "to be confirmed"})
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """A contract's sum: its text, the pounds it names, and what they are.

    `amount` is None where the text names no one sum; `qualifier` is `per year`, `min annual
    spend`, `includes partner agency contributions`.
    """

    text: str
    amount: Decimal | None
    qualifier: str


class ExtensionKind(StrEnum):
    """What a contract says about being extended."""

    LENGTH = "length"
    ANNUAL_REVIEW = "annual review"
    NONE = "none"
    NOT_SAID = "not said"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Extension:
    """A contract's option to extend: its text, its whole length in months where it has one."""

    text: str
    months: int | None
    kind: ExtensionKind


def parse_sum(text: str) -> Sum:
    """Read a contract sum; never fails. A range or two sums leave the amount None."""
    said = clean(text).replace("\n", " ")
    lead = _LEAD.match(said)
    figure = figure_at_start(said[lead.end() :] if lead else said)
    if figure is None or figure.value is None or not _is_one_sum(figure):
        return Sum(text, None, "")
    qualifier = f"{lead['words'] if lead else ''} {tidy(figure.rest)}".strip()
    return Sum(text, normal(figure.value), qualifier)


def parse_extension(text: str) -> Extension:
    """Read an option to extend (`18 months`, `2 years`, `Annual Review`, `N/A`); never fails."""
    said = phrase(text)
    if match := _LENGTH.fullmatch(said):
        months = int(match[1]) * (1 if match[2] == "month" else _MONTHS_A_YEAR)
        return Extension(text, months, ExtensionKind.LENGTH)
    if _REVIEW.fullmatch(said):
        return Extension(text, None, ExtensionKind.ANNUAL_REVIEW)
    if said in _NO_EXTENSION:
        return Extension(text, None, ExtensionKind.NONE)
    return Extension(
        text, None, ExtensionKind.NOT_SAID if said in _NOT_SAID else ExtensionKind.WORDS
    )


def _is_one_sum(figure: Typed) -> bool:
    return not figure.percent and _SECOND_SUM.search(figure.rest) is None
