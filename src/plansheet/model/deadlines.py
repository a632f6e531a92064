"""Deadlines as plans write them: `July 09`, `By end Q3`, `March`, `2018/19`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from plansheet.model.dates import month_number, parse_british_date
from plansheet.model.periods import (
    FinancialYear,
    Quarter,
    parse_quarter,
    parse_year,
    quarter_of,
)

_LEAD = re.compile(
    r"(?:complet(?:ed?|ion) |achieved? |due )?(?:by |in |during |until |up to )?"
    r"(?:the )?(?:end (?:of )?)?(?:the )?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"q(?:uarter|tr)? ?([1-4])", re.IGNORECASE)
_YEAR_END = re.compile(r"(?:financial )?year(?:[ -]end)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The days in which something falls due; it is late after `last`."""

    first: date
    last: date


def read_deadline(said: str, year: FinancialYear) -> Deadline | None:
    """Read a deadline in cleaned text; None where it is none, or month and day are unclear.

    A quarter, a month without a year and `year end` are those of `year`, the financial year of
    the column the text stands in.
    """
    when = _LEAD.sub("", said, count=1)
    if match := _QUARTER.fullmatch(when):
        return _span(Quarter(year, int(match[1])))
    if _YEAR_END.fullmatch(when):
        return _span(year)
    if span := parse_quarter(when) or parse_year(when):
        return _span(span)
    if month := month_number(when):
        return _month_of(year, month)
    found = parse_british_date(when)
    return Deadline(found.first, found.last) if found and not found.unclear else None


def _span(period: FinancialYear | Quarter) -> Deadline:
    return Deadline(period.first_day, period.last_day)


def _month_of(year: FinancialYear, month: int) -> Deadline:
    first = date(year.starts, month, 1)
    if quarter_of(first).year != year:
        first = date(year.starts + 1, month, 1)
    return Deadline(first, date(first.year, month, monthrange(first.year, month)[1]))
