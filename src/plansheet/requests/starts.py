"""From which quarter a request should hold, as people say it in a workbook of a known quarter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plansheet.model.dates import MONTHS, parse_british_date
from plansheet.model.periods import parse_quarter, parse_year, quarter_of
from plansheet.model.typed import phrase

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter

_LEAD = re.compile(
    r"(?:(?:from|as from|with effect from|starting|beginning|the|(?:start|beginning) of"
    r"|(?:1|1st|first)(?: of)?(?= (?:april|july|october|january))) )+"
)
_NEXT_QUARTER = frozenset({"next quarter", "next return", "next workbook"})
_THIS_QUARTER = frozenset({"this quarter", "current quarter"})
_NEXT_YEAR = frozenset({"next year", "next financial year", "next plan year", "new year's plan"})
_MONTH_NEXT_YEAR = re.compile(rf"({'|'.join(MONTHS)})(?: of)?,? next (financial )?year")
_QUARTER_WORD = re.compile(r"\bquarter ([1-4])(?: of)?\b")
_QUARTER_OF = re.compile(r"\b(q[1-4]) of\b")
_FIRST_MONTH, _LAST_SURE_QUARTER = 4, 2


def parse_starts(text: str, quarter: Quarter) -> Quarter | None:
    """Return the quarter that a person means in the workbook of `quarter`, None where unclear.

    Read are quarters and years (`2018-19-Q3`, `Q3 2018/19`, `2019/20`: its first quarter), dates
    and months (the quarter that holds them), `this quarter`, `next quarter`, `next year`, `April
    next year`. Next is seen from the workbook's quarter. A month of next year is unclear after
    December: people then write in the calendar year that the financial year ends in.
    """
    said = _QUARTER_OF.sub(r"\1", _QUARTER_WORD.sub(r"q\1", phrase(text)))
    said = _LEAD.sub("", said, count=1)
    if match := _MONTH_NEXT_YEAR.fullmatch(said):
        return _month_next_year(match[1], quarter, is_financial=bool(match[2]))
    if said in _NEXT_YEAR:
        return quarter.year.plus(1).quarters[0]
    if year := parse_year(said):
        return year.quarters[0]
    return _next(said, quarter) or _dated(said) or parse_quarter(said)


def _next(said: str, quarter: Quarter) -> Quarter | None:
    if said in _NEXT_QUARTER:
        return quarter.plus(1)
    return quarter if said in _THIS_QUARTER else None


def _dated(said: str) -> Quarter | None:
    """Return the quarter that holds a date or the months that were typed."""
    found = parse_british_date(said)
    if found is None or found.unclear:
        return None
    first, last = quarter_of(found.first), quarter_of(found.last)
    return first if first == last else None


def _month_next_year(month: str, quarter: Quarter, *, is_financial: bool) -> Quarter | None:
    """Return the quarter of a month of next year, None where two years can be meant."""
    number = MONTHS.index(month) + 1
    year = quarter.year.plus(1)
    if is_financial:
        return year.quarters[(number - _FIRST_MONTH) % 12 // 3]
    # April 2019 is next year by either reckoning; February 2019 by the calendar only.
    is_sure = quarter.number <= _LAST_SURE_QUARTER and number >= _FIRST_MONTH
    return year.quarters[(number - _FIRST_MONTH) // 3] if is_sure else None
