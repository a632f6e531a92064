"""From when a request should hold: what is understood, and what is a question."""

from __future__ import annotations

import pytest

from plansheet.model.periods import parse_quarter
from plansheet.requests.starts import parse_starts

# What is typed, the quarter of the workbook it is typed in, and the quarter that is meant.
SAID = [
    ("2018-19-Q3", "2018-19-Q2", "2018-19-Q3"),
    ("Q3 2018/19", "2018-19-Q2", "2018-19-Q3"),
    ("from Q3 of 2018/19", "2018-19-Q2", "2018-19-Q3"),
    ("Quarter 3, 2018/19", "2018-19-Q2", "2018-19-Q3"),
    ("the start of quarter 1 2019/20", "2018-19-Q2", "2019-20-Q1"),
    ("this quarter", "2018-19-Q2", "2018-19-Q2"),
    ("Next quarter.", "2018-19-Q2", "2018-19-Q3"),
    ("from the next quarter", "2018-19-Q4", "2019-20-Q1"),
    ("2019/20", "2018-19-Q2", "2019-20-Q1"),
    ("2019-20", "2018-19-Q2", "2019-20-Q1"),
    ("next year", "2018-19-Q2", "2019-20-Q1"),
    ("next financial year", "2018-19-Q4", "2019-20-Q1"),
    ("April next year", "2018-19-Q1", "2019-20-Q1"),
    ("from 1 April next year", "2018-19-Q2", "2019-20-Q1"),
    ("July next year", "2018-19-Q2", "2019-20-Q2"),
    ("December of next year", "2018-19-Q2", "2019-20-Q3"),
    ("April next financial year", "2018-19-Q4", "2019-20-Q1"),
    ("January next financial year", "2018-19-Q2", "2019-20-Q4"),
    ("1 October 2018", "2018-19-Q2", "2018-19-Q3"),
    ("01/04/2019", "2018-19-Q2", "2019-20-Q1"),
    ("15 November 2018", "2018-19-Q2", "2018-19-Q3"),
    ("Apr-19", "2018-19-Q2", "2019-20-Q1"),
    ("January to March 2019", "2018-19-Q2", "2018-19-Q4"),
    ("1 April 2018", "2018-19-Q2", "2018-19-Q1"),
    # By the calendar or by the financial year: these may mean two different years.
    ("April next year", "2018-19-Q3", None),
    ("April next year", "2018-19-Q4", None),
    ("January next year", "2018-19-Q2", None),
    ("04/13/2019", "2018-19-Q2", None),
    ("March to May 2019", "2018-19-Q2", None),
    ("2019", "2018-19-Q2", None),
    ("Q3", "2018-19-Q2", None),
    ("this year", "2018-19-Q2", None),
    ("April", "2018-19-Q2", None),
    ("now", "2018-19-Q2", None),
    ("as soon as possible", "2018-19-Q2", None),
    ("2018/21", "2018-19-Q2", None),
    ("", "2018-19-Q2", None),
]


@pytest.mark.parametrize(("said", "typed_in", "meant"), SAID)
def test_from_when(said: str, typed_in: str, meant: str | None) -> None:
    quarter = parse_quarter(typed_in)
    assert quarter is not None
    found = parse_starts(said, quarter)
    assert (found.label if found else None) == meant
