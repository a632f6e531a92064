"""British dates as people type them, day first: a day, a month, or a run of months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from plansheet.model.typed import clean

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

_LAST_SHORT_YEAR = 79
_SHORT_YEARS_BEGIN = 2000
_EARLIEST_YEAR = 1900
_LATEST_YEAR = 2199
_MONTHS_A_YEAR = 12

_MONTH = r"(?:{})[a-z]*\.?".format("|".join(name[:3] for name in MONTHS))
_YEAR = r"'?(?:[0-9]{4}|[0-9]{2})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_TIME = r"(?:[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?)?"
_NTH = r"(?: ?(?:st|nd|rd|th))?"

_NUMERIC = re.compile(
    rf"([0-9]{{1,2}}) ?([/.-]) ?([0-9]{{1,2}}) ?\2 ?({_YEAR}){_TIME}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}}){_NTH}(?: of)?[ /.-]?({_MONTH})[ ,/-]*({_YEAR})", re.IGNORECASE
)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}({_MONTH}) ([0-9]{{1,2}}){_NTH},? ([0-9]{{4}})", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"({_MONTH})[ ,/-]*({_YEAR})", re.IGNORECASE)
_MONTHS_YEAR = re.compile(
    rf"({_MONTH}) ?({_YEAR})? ?(?:-|/|to|and|&) ?({_MONTH})[ ,/-]*({_YEAR})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a typed date covers: its first and last day, the same where it names one day.

    `unclear` is true where day and month can only be read the American way round (`04/13/2018`):
    the day given is then the likely one, and a person must confirm it.
    """

    first: date
    last: date
    unclear: bool = False

    @property
    def day(self) -> date | None:
        """Return the one day that is meant, or None where a month or an unclear date was typed."""
        return self.first if self.first == self.last and not self.unclear else None


def parse_british_date(text: str) -> DateReading | None:
    """Read a date, a month or a run of months; None where it is none, or no such day exists.

    Read are `30/6/17`, `1.4.18`, `1-Apr-2018`, `1st April 2018`, `April 1, 2018`, `2018-04-01`
    (a time behind it is left off), `Apr-18`, `July 09`, `Jan-Feb 09`. Two-digit years are 2000 to
    2079 (assumed; the source plans run from 2006 to 2024).
    """
    said = clean(text).rstrip(".")
    for pattern, read in _READERS:
        if match := pattern.fullmatch(said):
            return read(match)
    return None


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a month's name or a shortening of three letters or more, else None.

    `Sept` and `Sep.` are September; `Ma` and `Junk` are no month.
    """
    name = name.rstrip(".").casefold()
    shortest = 3
    if len(name) < shortest:
        return None
    return next((place for place, month in enumerate(MONTHS, 1) if month.startswith(name)), None)


def spoken_date(day: date) -> str:
    """Return `day` as people write it: `1 April 2018`."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def _numeric(match: re.Match[str]) -> DateReading | None:
    day, month, year = int(match[1]), int(match[3]), _full_year(match[4])
    if month > _MONTHS_A_YEAR:
        # Nobody has a thirteenth month: the American order is the only one left.
        return _one_day(month, day, year, unclear=True)
    return _one_day(day, month, year)


def _year_first(match: re.Match[str]) -> DateReading | None:
    return _one_day(int(match[4]), int(match[3]), _full_year(match[1]))


def _day_month(match: re.Match[str]) -> DateReading | None:
    return _one_day(int(match[1]), month_number(match[2]), _full_year(match[3]))


def _month_day(match: re.Match[str]) -> DateReading | None:
    return _one_day(int(match[2]), month_number(match[1]), _full_year(match[3]))


def _month_year(match: re.Match[str]) -> DateReading | None:
    return _months(match[1], match[2], match[1], match[2])


def _months_year(match: re.Match[str]) -> DateReading | None:
    return _months(match[1], match[2], match[3], match[4])


_READERS = (
    (_YEAR_FIRST, _year_first),
    (_NUMERIC, _numeric),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
    (_MONTH_YEAR, _month_year),
    (_MONTHS_YEAR, _months_year),
)


def _one_day(
    day: int, month: int | None, year: int | None, *, unclear: bool = False
) -> DateReading | None:
    if month is None or year is None:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return DateReading(found, found, unclear)


def _months(
    name: str, typed_year: str | None, last_name: str, last_year: str
) -> DateReading | None:
    """Return the span of months; a first month without a year is the one next before the last."""
    first, last, year = month_number(name), month_number(last_name), _full_year(last_year)
    if first is None or last is None or year is None:
        return None
    begins = _full_year(typed_year) if typed_year else year - (first > last)
    if begins is None or (begins, first) > (year, last):
        return None
    return DateReading(date(begins, first, 1), date(year, last, monthrange(year, last)[1]))


def _full_year(typed: str) -> int | None:
    digits = typed.lstrip("'")
    year = int(digits)
    if len(digits) == len("09"):
        return _SHORT_YEARS_BEGIN + year if year <= _LAST_SHORT_YEAR else None
    return year if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None
