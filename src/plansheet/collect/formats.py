"""What a cell's number format says about the number in it: a percentage, a date, a day."""

from __future__ import annotations

import re

# Quoted words, escaped, padding and filling characters, and `[Red]`, `[$-809]`, `[>100]`: shown or
# obeyed, but no part of what the number is. Elapsed time (`[h]`) stays.
_NOT_CODE = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
_DATE_CODE = re.compile(r"[dmyhs]", re.IGNORECASE)
_DAY_CODE = re.compile(r"d", re.IGNORECASE)


def is_percent_format(code: str) -> bool:
    """Return whether the format shows a number a hundredfold with `%` (`0"%"` does not)."""
    return "%" in _NOT_CODE.sub("", code)


def is_date_format(code: str) -> bool:
    """Return whether the format shows a number as a date or time."""
    bare = _NOT_CODE.sub("", code)
    return bare.casefold() != "general" and _DATE_CODE.search(bare) is not None


def shows_a_day(code: str) -> bool:
    """Return whether a date format shows the day (`mmm-yy` does not)."""
    return _DAY_CODE.search(_NOT_CODE.sub("", code)) is not None
