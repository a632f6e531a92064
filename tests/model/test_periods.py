"""Financial years and quarters, and how people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.periods import (
    FinancialYear,
    Quarter,
    parse_quarter,
    parse_year,
    parse_years,
    quarter_of,
    working_days_after,
)

YEAR = FinancialYear(2018)
Q2 = Quarter(YEAR, 2)
QUARTERS = st.builds(Quarter, st.builds(FinancialYear, st.integers(1990, 2080)), st.integers(1, 4))


@pytest.mark.parametrize(
    "text",
    ["2018-19-Q2", "2018/19 Q2", "Q2 2018/19", "2018-19Q2", " q2 2018-19 ", "2018-2019 Q2"],
)
def test_a_quarter_however_it_is_written(text: str) -> None:
    assert parse_quarter(text) == Q2


@pytest.mark.parametrize("text", ["2018-20-Q2", "2018-19", "2018-19-Q5", "Q2", "second", ""])
def test_what_is_no_quarter(text: str) -> None:
    assert parse_quarter(text) is None


def test_a_year_however_it_is_written() -> None:
    assert [parse_year(text) for text in ("2018/19", "2018-19", "FY 2018/2019", "1999/00")] == [
        YEAR,
        YEAR,
        YEAR,
        FinancialYear(1999),
    ]
    assert [parse_year(text) for text in ("2018", "2018/20", "18/19")] == [None] * 3


def test_the_years_of_a_plan_end_where_its_name_says() -> None:
    assert parse_years("2018-21") == tuple(FinancialYear(start) for start in (2018, 2019, 2020))
    assert parse_years("2018-19") == (YEAR,)
    assert parse_years("2018-2021") == parse_years("2018-21")
    assert [parse_years(text) for text in ("2018", "2021-2018", "2018-40", "plan")] == [None] * 4


def test_a_quarter_knows_its_days_and_neighbours() -> None:
    assert (str(Q2), Q2.label, str(YEAR)) == ("Q2 2018/19", "2018-19-Q2", "2018/19")
    assert (Q2.first_day, Q2.last_day) == (date(2018, 7, 1), date(2018, 9, 30))
    last = Quarter(YEAR, 4)
    assert (last.first_day, last.last_day) == (date(2019, 1, 1), date(2019, 3, 31))
    assert (YEAR.first_day, YEAR.last_day) == (date(2018, 4, 1), date(2019, 3, 31))
    assert Quarter(YEAR, 1).previous == Quarter(FinancialYear(2017), 4)
    assert Q2.same_last_year == Quarter(FinancialYear(2017), 2)
    assert Q2.so_far == (Quarter(YEAR, 1), Q2)


@given(QUARTERS)
def test_a_quarter_is_read_as_it_is_written_and_holds_its_days(quarter: Quarter) -> None:
    assert parse_quarter(quarter.label) == parse_quarter(str(quarter)) == quarter
    assert quarter_of(quarter.first_day) == quarter_of(quarter.last_day) == quarter
    assert quarter.plus(1).previous == quarter
    assert (quarter.plus(1).first_day - quarter.last_day).days == 1


def test_working_days_pass_over_weekends_and_holidays() -> None:
    assert working_days_after(date(2018, 9, 30), 10) == date(2018, 10, 12)
    assert working_days_after(date(2018, 9, 30), 0) == date(2018, 9, 30)
    holiday = frozenset({date(2018, 10, 1)})
    assert working_days_after(date(2018, 9, 30), 10, holiday) == date(2018, 10, 15)
