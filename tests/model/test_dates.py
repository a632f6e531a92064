"""British dates, day first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.dates import DateReading, month_number, parse_british_date, spoken_date

APRIL_FIRST = date(2018, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/6/17", date(2017, 6, 30)),
        ("21/02/18", date(2018, 2, 21)),
        ("1/1/21", date(2021, 1, 1)),
        ("12/12/2017", date(2017, 12, 12)),
        ("07/10/20", date(2020, 10, 7)),
        ("1/4/18", APRIL_FIRST),
        ("1.4.18", APRIL_FIRST),
        ("1 / 4 / 18", APRIL_FIRST),
        ("1-4-2018", APRIL_FIRST),
        ("01/04/2018 00:00:00", APRIL_FIRST),
        ("1-Apr-2018", APRIL_FIRST),
        ("1/Apr/18", APRIL_FIRST),
        ("1 April 2018", APRIL_FIRST),
        ("1st April 2018", APRIL_FIRST),
        ("1st of April, 2018", APRIL_FIRST),
        ("1Apr18", APRIL_FIRST),
        ("1 st May 09", date(2009, 5, 1)),
        ("Monday 9th November 2015", date(2015, 11, 9)),
        ("Sun, 1 April 2018.", APRIL_FIRST),
        ("April 1, 2018", APRIL_FIRST),
        ("2018-04-01", APRIL_FIRST),
        ("2018/4/1", APRIL_FIRST),
        ("2018-04-01T09:30:00.5Z", APRIL_FIRST),
        ("\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}April 2018 ", APRIL_FIRST),
        ("1\N{EN DASH}Apr\N{EN DASH}2018", APRIL_FIRST),
        ("29/02/2020", date(2020, 2, 29)),
        ("1/1/00", date(2000, 1, 1)),
        ("31/12/79", date(2079, 12, 31)),
    ],
)
def test_days_are_read_day_first(text: str, day: date) -> None:
    found = parse_british_date(text)

    assert found == DateReading(day, day)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("July 09", date(2009, 7, 1), date(2009, 7, 31)),
        ("Apr-18", APRIL_FIRST, date(2018, 4, 30)),
        ("March 2010", date(2010, 3, 1), date(2010, 3, 31)),
        ("Mar '09", date(2009, 3, 1), date(2009, 3, 31)),
        ("Sept. 09", date(2009, 9, 1), date(2009, 9, 30)),
        ("Feb 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("Jan-Feb 09", date(2009, 1, 1), date(2009, 2, 28)),
        ("March \N{EN DASH} April 09", date(2009, 3, 1), date(2009, 4, 30)),
        ("Nov to Jan 09", date(2008, 11, 1), date(2009, 1, 31)),
        ("Dec 08 - Jan 09", date(2008, 12, 1), date(2009, 1, 31)),
    ],
)
def test_months_are_spans(text: str, first: date, last: date) -> None:
    found = parse_british_date(text)

    assert found == DateReading(first, last)
    assert found is not None
    assert found.day is None


@pytest.mark.parametrize("text", ["04/13/2018", "4/13/18", "4.13.18"])
def test_the_american_order_is_unclear(text: str) -> None:
    day = date(2018, 4, 13)
    found = parse_british_date(text)

    assert found == DateReading(day, day, unclear=True)
    assert found is not None
    assert found.day is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ongoing",
        "31/02/18",
        "02/31/18",
        "29/02/2019",
        "13/13/2018",
        "2018-13-04",
        "0/1/18",
        "1/4/80",
        "1/4/0018",
        "1/4/9999",
        "1/4/180",
        "1/4",
        "1 Junk 2018",
        "Junk 2018",
        "Junk-Feb 2018",
        "Jan-Febs 2018",
        "May 80",
        "Jan 80 - Feb 09",
        "Feb 09 - Jan 09",
        "1 April",
        "April",
        "2018",
        "2018/19",
        "43191",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_british_date(text) is None


@pytest.mark.parametrize(
    ("name", "number"),
    [("January", 1), ("SEPT", 9), ("sep.", 9), ("Ma", None), ("", None), ("Junk", None)],
)
def test_month_names_may_be_shortened(name: str, number: int | None) -> None:
    assert month_number(name) == number


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    parse_british_date(text)


@given(st.dates(date(2000, 1, 1), date(2079, 12, 31)))
def test_a_written_date_is_read_back(day: date) -> None:
    for text in (spoken_date(day), day.isoformat(), f"{day:%d/%m/%y}", f"{day:%d.%m.%Y}"):
        assert parse_british_date(text) == DateReading(day, day)
