"""Simulated section heads: what they enter is what such an indicator might be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest
from forms import MADE, Q2, Q3, cells, context, five_percent, form, indicator, plan, whole_plan

from plansheet.excel.write import write_book
from plansheet.generate import generate
from plansheet.jobs.section_heads import Head, filled_in
from plansheet.problems import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.pages import Book, Value

HEADS = range(60)


def returned_by(number: int, book: Book, of: Plan, quarter: Quarter) -> Book:
    """Return the workbook of a plan as one of many section heads sends it back."""
    known = {each.ref: each for each in of.indicators}
    return filled_in(book, Head(known, quarter, Random(number), five_percent))  # noqa: S311


def said(sheet: str, label: str, of: Plan, quarter: Quarter = Q2) -> list[Mapping[str, Value]]:
    """Return what stands in a row's open cells, for each of the section heads."""
    book = generate(of, context(quarter))
    book = replace(book, pages=tuple(page for page in book.pages if page.name == sheet))
    rows = [cells(returned_by(number, book, of, quarter), sheet, label) for number in HEADS]
    return [
        {key: cell.value for key, cell in row.items() if cell.is_open and cell.value is not None}  # type: ignore[misc]
        for row in rows
    ]


def of_indicator(each: Indicator, quarter: Quarter = Q2) -> list[Mapping[str, Value]]:
    return said("Indicators", each.ref, plan(each), quarter)


def figures(each: Indicator, key: str = "actual") -> list[Decimal]:
    found = [row[key] for row in of_indicator(each)]
    assert all(isinstance(figure, Decimal) for figure in found)
    return [figure for figure in found if isinstance(figure, Decimal)]


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ({"unit": "%", "target": "80%"}, "0.744", "0.864"),
        ({"unit": "%", "target": "98%"}, "0.9114", "1"),
        ({"unit": "%", "target": "0%", "good_is": "lower"}, "0", "0"),
        ({"target": "200"}, "186", "216"),
        ({"target": "200", "good_is": "lower"}, "184", "214"),
        ({"target": "200", "counts_as": "cumulative"}, "93", "108"),
        ({"target": "200", "counts_as": "sum"}, "46", "54"),
        ({"target": "<752", "good_is": "lower", "counts_as": "cumulative"}, "346", "402"),
        ({"good_is": "within 80 to 120"}, "93", "108"),
        ({"unit": "level", "target": "3"}, "2", "3"),
        ({"unit": "%", "target": "TBC"}, "0.744", "0.864"),
        ({"unit": "%", "counts_as": "cumulative"}, "0.372", "0.432"),
        ({"unit": "£"}, "9300", "10800"),
        ({"unit": "days", "good_is": "lower"}, "11", "13"),
        ({"unit": "level"}, "1", "2"),
        ({}, "56", "65"),
        ({"counts_as": "cumulative"}, "112", "130"),
        ({"title": "Average number of calls", "counts_as": "average"}, "1.8", "2.2"),
        ({"definition": "Crimes for each 1,000 residents"}, "1.8", "2.2"),
    ],
)
def test_figures_lie_near_the_target_or_what_is_usual(
    words: dict[str, str], low: str, high: str
) -> None:
    found = figures(indicator("CP01", **words))
    assert Decimal(low) <= min(found) <= max(found) <= Decimal(high)
    assert len(set(found)) > 1 or low == high


def test_the_two_numbers_of_a_ratio_make_a_share_near_the_target() -> None:
    each = indicator("CP01", unit="%", counts_as="ratio", target="60%")
    parts, wholes = figures(each, "numerator"), figures(each, "denominator")
    shares = [part / whole for part, whole in zip(parts, wholes, strict=True)]
    assert Decimal("0.55") < min(shares) < Decimal("0.6") < max(shares) < Decimal("0.65")


def test_only_what_is_off_target_is_explained() -> None:
    rows = of_indicator(indicator("CP01", target="200"))
    explained = [row for row in rows if "commentary" in row]
    assert {row["actual"] < Decimal(200) for row in explained} == {True}  # type: ignore[operator]
    assert {row["actual"] < Decimal(200) for row in rows if row not in explained} == {False}  # type: ignore[operator]
    assert {*explained[0]} == {
        *("actual", "provisional", "commentary", "action", "owner", "by_when"),
    }
    assert {row["owner"] for row in explained} == {"Service manager"}


@pytest.mark.parametrize("words", [{}, {"target": "200", "good_is": "none"}])
def test_what_is_not_rated_is_not_explained(words: dict[str, str]) -> None:
    rows = of_indicator(indicator("CP01", **words))
    assert {frozenset(row) for row in rows} == {frozenset({"actual", "provisional"})}


def test_words_are_words() -> None:
    rows = of_indicator(indicator("CP01", unit="text", good_is="none"))
    assert {row["actual"] for row in rows} == {
        "Under way as planned; the next step is agreed with partners."
    }


def a_step(target: str) -> Indicator:
    return indicator("CP01", unit="date", good_is="lower", how_often="ad hoc", target=target)


def test_a_step_is_done_in_time_or_late_or_not_yet() -> None:
    rows = of_indicator(a_step("August 2018"))
    dates = [row["actual"] for row in rows if "actual" in row]
    in_time = [day for day in dates if isinstance(day, date) and day <= date(2018, 8, 31)]
    late = [day for day in dates if day not in in_time]
    assert 0 < len(late) < len(in_time) < len(rows)
    assert all(isinstance(day, date) and day <= Q2.last_day for day in late)
    assert {row["reason"] for row in rows if "actual" not in row} == {"Other (say in commentary)"}
    assert all("commentary" in row for row in rows if row.get("actual") not in in_time)


def test_a_step_that_was_overdue_is_done_late_in_the_quarter() -> None:
    rows = of_indicator(a_step("May 2018"))
    assert all(
        isinstance(row["actual"], date) and Q2.first_day < row["actual"] < Q2.last_day
        for row in rows
    )
    assert all("commentary" in row for row in rows)


@pytest.mark.parametrize("target", ["January 2019", "TBC"])
def test_a_step_that_is_not_due_is_left_alone(target: str) -> None:
    assert of_indicator(a_step(target)) == [{} for _ in HEADS]


def test_milestones_are_done_when_they_are_due_and_on_target_before() -> None:
    of = whole_plan()
    due, later = said("Milestones", "P1-M2", of), said("Milestones", "P1-M1", of)
    assert {row["status"] for row in due} == {"Completed", "Needs attention"}
    assert {row["status"] for row in later} == {"On target", "Needs attention"}
    assert {frozenset(row) for row in (*due, *later)} == {
        frozenset({"status", "done_on"}),
        frozenset({"status"}),
        frozenset({"status", "expected", "commentary"}),
    }


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("quarter", [Q2, Q3, Q3.plus(1)])
def test_a_return_needs_no_correcting(number: int, quarter: Quarter) -> None:
    of = whole_plan()
    sent = form(of, quarter)
    collected = sent.read(write_book(returned_by(number, sent.book, of, quarter), MADE))
    assert [each for each in collected.problems if each.level is not Level.NOTE] == []
