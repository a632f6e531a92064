"""Financial years and quarters (April to March, written 2018/19), and how people write them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_FIRST_MONTH = 4
_MONTHS_A_QUARTER = 3
_CENTURY = 100
_YEAR = re.compile(r"(?:FY\s*)?(\d{4})\s*[-/\u2013]\s*(\d{2}|\d{4})")
_YEAR_QUARTER = re.compile(rf"{_YEAR.pattern}\s*[-/ ]?\s*Q\s*([1-4])", re.IGNORECASE)
_QUARTER_YEAR = re.compile(rf"Q\s*([1-4])\s*[-/ ,]?\s*{_YEAR.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """A financial year by the calendar year it starts in: 2018 is April 2018 to March 2019."""

    starts: int

    @property
    def label(self) -> str:
        """Return the year as file names write it: `2018-19`."""
        return f"{self.starts}-{(self.starts + 1) % _CENTURY:02d}"

    @property
    def first_day(self) -> date:
        """Return 1 April."""
        return date(self.starts, _FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        """Return 31 March of the following calendar year."""
        return date(self.starts + 1, 3, 31)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Return its four quarters in order."""
        return tuple(Quarter(self, number) for number in range(1, 5))

    def __str__(self) -> str:
        """Return the year as people write it: `2018/19`."""
        return self.label.replace("-", "/")

    def plus(self, years: int) -> FinancialYear:
        """Return the year `years` later (earlier where negative)."""
        return FinancialYear(self.starts + years)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a financial year: Q1 April to June ... Q4 January to March."""

    year: FinancialYear
    number: int

    @property
    def label(self) -> str:
        """Return the PERIOD of the contract: `2018-19-Q2`."""
        return f"{self.year.label}-Q{self.number}"

    @property
    def first_day(self) -> date:
        """Return the quarter's first day."""
        months = _FIRST_MONTH - 1 + _MONTHS_A_QUARTER * (self.number - 1)
        return date(self.year.starts + months // 12, months % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        """Return the quarter's last day."""
        first = self.first_day
        month = first.month + _MONTHS_A_QUARTER - 1
        return date(first.year, month, monthrange(first.year, month)[1])

    @property
    def previous(self) -> Quarter:
        """Return the quarter before, across the year's start."""
        return self.plus(-1)

    @property
    def same_last_year(self) -> Quarter:
        """Return the same quarter of the year before."""
        return Quarter(self.year.plus(-1), self.number)

    @property
    def so_far(self) -> tuple[Quarter, ...]:
        """Return the quarters of the year up to and with this one."""
        return tuple(Quarter(self.year, number) for number in range(1, self.number + 1))

    def __str__(self) -> str:
        """Return the quarter as people say it: `Q2 2018/19`."""
        return f"Q{self.number} {self.year}"

    def plus(self, quarters: int) -> Quarter:
        """Return the quarter that many quarters later (earlier where negative)."""
        years, number = divmod(self.number - 1 + quarters, 4)
        return Quarter(self.year.plus(years), number + 1)


def parse_year(text: str) -> FinancialYear | None:
    """Read `2018/19`, `2018-19`, `2018-2019` or `2018/2019`; None where it is no financial year."""
    match = _YEAR.fullmatch(text.strip())
    return _year(match[1], match[2]) if match else None


def parse_quarter(text: str) -> Quarter | None:
    """Read `2018-19-Q2`, `2018/19 Q2`, `Q2 2018/19` or `2018-19Q2`; None where it is no quarter."""
    text = text.strip()
    if match := _YEAR_QUARTER.fullmatch(text):
        year, number = _year(match[1], match[2]), match[3]
    elif match := _QUARTER_YEAR.fullmatch(text):
        year, number = _year(match[2], match[3]), match[1]
    else:
        return None
    return Quarter(year, int(number)) if year else None


def parse_years(text: str) -> tuple[FinancialYear, ...] | None:
    """Read the years of a plan, `2018-21` being 2018/19 to 2020/21; None where it is no such span.

    `2018-19` is the one year 2018/19: a span of plan years ends in the calendar year in which its
    last financial year ends.
    """
    match = _YEAR.fullmatch(text.strip())
    if match is None:
        return None
    start = int(match[1])
    end = _full_year(start, match[2])
    longest_plan = 10
    if not start < end <= start + longest_plan:
        return None
    return tuple(FinancialYear(year) for year in range(start, end))


def quarter_of(day: date) -> Quarter:
    """Return the quarter that holds `day`."""
    months = (day.year * 12 + day.month - 1) - (_FIRST_MONTH - 1)
    return Quarter(FinancialYear(months // 12), months % 12 // _MONTHS_A_QUARTER + 1)


def working_days_after(day: date, count: int, holidays: frozenset[date] = frozenset()) -> date:
    """Return the `count`-th working day after `day`: no Saturday, Sunday or day in `holidays`."""
    friday = 4
    while count:
        day += timedelta(days=1)
        if day.weekday() <= friday and day not in holidays:
            count -= 1
    return day


def _year(start: str, end: str) -> FinancialYear | None:
    starts = int(start)
    return FinancialYear(starts) if _full_year(starts, end) == starts + 1 else None


def _full_year(start: int, end: str) -> int:
    if len(end) == len("2019"):
        return int(end)
    century = start // _CENTURY * _CENTURY
    full = century + int(end)
    return full if full > start else full + _CENTURY
