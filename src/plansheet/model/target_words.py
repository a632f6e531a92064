"""The words that stand in and beside targets, and what they mean: tables, and little else."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypeAlias, TypeVar

from plansheet.model.dates import MONTHS

_Meaning = TypeVar("_Meaning", bound=StrEnum)


class Comparator(StrEnum):
    """How a figure must stand to its target where the target itself says so."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


class Direction(StrEnum):
    """Which way a target moves from its baseline; an improvement is better by the polarity."""

    BETTER = "better"
    PLUS = "plus"
    MINUS = "minus"


COMPARATOR_BEFORE: tuple[tuple[str, Comparator], ...] = (
    (r"<=|=<|(?:at most|(?:no|not) (?:more|greater|higher) than)\b", Comparator.AT_MOST),
    (r"(?:up to|within|(?:a )?max(?:imum)?\.?(?: of)?)(?= |:)", Comparator.AT_MOST),
    (r">=|=>|(?:at least|(?:no|not) (?:less|fewer|lower) than)\b", Comparator.AT_LEAST),
    (r"(?:a )?min(?:imum)?\.?(?: of)?(?= |:)", Comparator.AT_LEAST),
    (r"<|(?:(?:less|fewer|lower) than|below|under)\b", Comparator.BELOW),
    (r">|(?:(?:more|greater|higher) than|above|over|exceeds?)\b", Comparator.ABOVE),
)
COMPARATOR_BEHIND: tuple[tuple[str, Comparator], ...] = (
    (r"(?:or|and) (?:less|fewer|below|under|lower)\b|max(?:imum)?\b", Comparator.AT_MOST),
    (r"\+|(?:or|and) (?:more|above|over|higher|greater)\b|min(?:imum)?\b", Comparator.AT_LEAST),
)

Meanings: TypeAlias = "tuple[tuple[str, Direction], ...]"
BASELINE_SIGNS: Meanings = (
    (r"\+|plus\b", Direction.PLUS),
    (r"-|(?:minus|less)\b", Direction.MINUS),
)
_FROM = r"(?= (?:the )?(?:baseline|last year|previous year|[0-9]{4}[-/][0-9]))"
CHANGE_WORDS: Meanings = (
    (r"(?:improve(?:s|d|ment)?|better)\b", Direction.BETTER),
    (r"(?:increased?|rise|growth|grow|raise|(?:more|higher)(?: than)?)\b", Direction.PLUS),
    (rf"(?:above|over){_FROM}", Direction.PLUS),
    (
        r"(?:reduc(?:e|ed|tion)|decreased?|drop|fall|cut|(?:fewer|less|lower)(?: than)?)\b",
        Direction.MINUS,
    ),
    (rf"(?:below|under){_FROM}", Direction.MINUS),
)

NEW_INDICATOR = "new indicator"
DEFINITION_CHANGED = "definition changed"
NOT_SET: tuple[tuple[str, str], ...] = (
    (r"[-.?*]*$|no target(?: set)?|not (?:yet )?set", "not set"),
    (r"t\.?b\.?c\b|to be confirmed", "to be confirmed"),
    (r"t\.?b\.?a\b|to be (?:agreed|advised|announced)", "to be agreed"),
    (r"t\.?b\.?d\b|to be (?:decided|determined)", "to be decided"),
    (r"t\.?b\.?r\b|to be reviewed|under review", "to be reviewed"),
    (r"to be set", "to be set"),
    (r"n/?\.?a\b|not applicable", "not applicable"),
    (r"new target", "new target"),
    (r"new (?:k?pi|indicator|measure|in|for|from)\b|new$", NEW_INDICATOR),
    (r"(?:k?pi|indicator|measure|definition) (?:has )?changed", DEFINITION_CHANGED),
    (r"first judgement available", "first judgement available"),
    (
        r"(?:[a-z]+ )?(?:(?:targets?|pis?|pi/s|measures?|indicators?) )?(?:to be|being) developed",
        "being developed",
    ),
    (r"(?:data|monitor|monitoring|information) only|contextual", "data only"),
    (r"withdrawn|deleted|discontinued", "withdrawn"),
)
SET_BASELINE = re.compile(
    r"(?:to )?(?:set|establish|agree|develop|determine)(?:ing)? (?:an? |the |new )*baseline"
    r"|baseline(?=$| (?:year|is being|being|to be|not yet|tbc)\b)",
    re.IGNORECASE,
)

PROVISIONAL = re.compile(
    r"\?|\bto be (?:reviewed|confirmed|agreed|set)\b|\bt\.?b\.?[cra]\b|\bunder review\b|\bdraft\b"
    r"|\bprovisional|\bindicative\b|\bestimate|\best\b|\binterim\b|\bsubject to\b",
    re.IGNORECASE,
)
OTHER_TIME = re.compile(r"(?:hour|week|month|year)s?\b", re.IGNORECASE)
# A figure followed by one of these is no plain figure: a range, a part, another scale, a date.
_NOT_UNITS = """
    to or and plus minus up x by from until st nd rd th of hundred thousand million billion bn
    dozen p pence euro euros dollars percentage approx about around nearly almost half not except
    excluding over under above below more less fewer higher lower than per a each every
"""
NOT_A_UNIT = frozenset((*_NOT_UNITS.split(), *MONTHS, *(name[:3] for name in MONTHS)))

_YEARS = re.compile(
    r"\b(?:19|20)[0-9]{2}(?:[-/](?:[0-9]{4}|[0-9]{1,2}))?\b|\bQ[1-4]\b", re.IGNORECASE
)
_FIRST_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")


def tidy(rest: str) -> str:
    """Return the words beside a figure without the brackets, dashes, commas that set them off."""
    rest = rest.replace("\n", " ").strip(" ,;:.")
    rest = rest.lstrip("- ") if rest.startswith(("- ", "-(")) else rest
    inner = rest[1:-1]
    bracketed = rest.startswith("(") and rest.endswith(")") and "(" not in inner
    return inner.strip() if bracketed else rest


def has_figure(text: str) -> bool:
    """Return whether `text` holds a figure, years (`2018/19`) and quarters (`Q4`) not counted."""
    return bool(_DIGIT.search(_YEARS.sub("", text)))


def is_remark(rest: str) -> bool:
    """Return whether `rest` only says something beside a figure and does not make it another one.

    `recorded incidents in 2018/19` and `(?)` pass; `to 120`, `or 81`, `per week`, `May` do not.
    """
    word = _FIRST_WORD.match(rest)
    plain = word is None or word[0].casefold() not in NOT_A_UNIT or PROVISIONAL.match(rest)
    return bool(plain) and not has_figure(rest)


def meaning_at_start(
    text: str, meanings: tuple[tuple[str, _Meaning], ...]
) -> tuple[_Meaning, str] | None:
    """Return what the words that `text` begins with mean, and the text behind them, or None."""
    for pattern, meaning in meanings:
        if match := re.match(pattern, text, re.IGNORECASE):
            return meaning, text[match.end() :].strip(" :")
    return None
