"""The target language: every literal of the source plans, and what must not be guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.deadlines import Deadline
from plansheet.model.periods import FinancialYear
from plansheet.model.target_words import Comparator, Direction
from plansheet.model.targets import (
    Actual,
    BaselineChange,
    MilestoneMeasure,
    Target,
    TargetKind,
    TitleBaseline,
    baselines_in_title,
    milestone_measures,
    parse_actual,
    parse_target,
)
from plansheet.model.units import Unit, spoken

YEAR = FinancialYear(2009)
PERCENT, NUMBER, MONEY, DAYS, DATE, TEXT = (
    Unit.PERCENT,
    Unit.NUMBER,
    Unit.MONEY,
    Unit.DAYS,
    Unit.DATE,
    Unit.TEXT,
)
BELOW, AT_MOST, ABOVE, AT_LEAST = Comparator


def number(value: str, note: str = "", *, provisional: bool = False) -> Target:
    """Return the plain target of that value, its text left out."""
    return Target("", TargetKind.NUMBER, value=Decimal(value), note=note, provisional=provisional)


def compared(comparator: Comparator, value: str, note: str = "") -> Target:
    """Return the target with a comparator, its text left out."""
    kind = TargetKind.COMPARATOR
    return Target("", kind, value=Decimal(value), comparator=comparator, note=note)


def profile(*quarters: str, note: str = "", provisional: bool = False) -> Target:
    """Return the quarterly profile, its text left out."""
    values = tuple(Decimal(quarter) for quarter in quarters)
    return Target("", TargetKind.PROFILE, quarters=values, note=note, provisional=provisional)


def change(
    amount: str,
    direction: Direction,
    note: str = "",
    *,
    in_percent: bool = True,
    comparator: Comparator | None = None,
) -> Target:
    """Return the target relative to a baseline, its text left out."""
    moved = BaselineChange(Decimal(amount), in_percent, direction)
    return Target("", TargetKind.BASELINE, change=moved, note=note, comparator=comparator)


def due(first: date, last: date, note: str = "", *, provisional: bool = False) -> Target:
    """Return the deadline, its text left out."""
    kind, when = TargetKind.DEADLINE, Deadline(first, last)
    return Target("", kind, deadline=when, note=note, provisional=provisional)


def not_set(reason: str, note: str = "") -> Target:
    """Return the target that is not set, its text left out."""
    return Target("", TargetKind.NOT_SET, reason=reason, note=note)


def set_baseline(note: str = "") -> Target:
    """Return the baseline year, its text left out."""
    return Target("", TargetKind.SET_BASELINE, note=note)


UNPARSED = Target("", TargetKind.UNPARSED)
ONGOING = Target("", TargetKind.DEADLINE, note="Ongoing")
DECEMBER_2009 = date(2009, 12, 31)


# Every literal below stands in a target column of one of the five source plans.
SEEDS = [
    ("78.00%", None, number("0.78")),
    ("79.00%", None, number("0.79")),
    ("79.00%", PERCENT, number("0.79")),
    ("89%", PERCENT, number("0.89")),
    ("85.1%", PERCENT, number("0.851")),
    ("82.5%", PERCENT, number("0.825")),
    ("8.00%", PERCENT, number("0.08")),
    ("100%", PERCENT, number("1")),
    ("0%", PERCENT, number("0")),
    ("20%", PERCENT, number("0.2")),
    ("37", PERCENT, number("0.37")),
    ("100", PERCENT, number("1")),
    ("37", None, number("37")),
    ("2,200", NUMBER, number("2200")),
    ("7500", NUMBER, number("7500")),
    ("7500 ", None, number("7500")),
    ("83", NUMBER, number("83")),
    ("2", Unit.LEVEL, number("2")),
    ("90 cases", NUMBER, number("90", "cases")),
    ("£91,130", MONEY, number("91130")),
    ("£50,000", None, number("50000")),
    ("£2495", MONEY, number("2495")),
    ("74% - to be reviewed", PERCENT, number("0.74", "to be reviewed", provisional=True)),
    ("3 (?)", Unit.LEVEL, number("3", "?", provisional=True)),
    ("Q1 60\nQ2 140\nQ3 200\nQ4 240", NUMBER, profile("60", "140", "200", "240")),
    ("Q1 60 Q2 140 Q3 200 Q4 240", NUMBER, profile("60", "140", "200", "240")),
    ("Q1 - 76 Q2 - 76 Q3 - 76 Q4 - 76", NUMBER, profile("76", "76", "76", "76")),
    (
        "<752 recorded incidents in 2018/19",
        NUMBER,
        compared(BELOW, "752", "recorded incidents in 2018/19"),
    ),
    (
        "Less than 5% increase on YTD \N{EN DASH} 172",
        NUMBER,
        compared(BELOW, "172", "5% increase on YTD"),
    ),
    ("below 2007/8 level of 976", NUMBER, compared(BELOW, "976")),
    ("below 2007/08 level of 384", NUMBER, compared(BELOW, "384")),
    (
        "20% improvement in hotspot areas",
        None,
        change("0.2", Direction.BETTER, "in hotspot areas"),
    ),
    ("Baseline +2.5%", PERCENT, change("0.025", Direction.PLUS)),
    ("Baseline + 5%", PERCENT, change("0.05", Direction.PLUS)),
    ("July 09", DATE, due(date(2009, 7, 1), date(2009, 7, 31))),
    ("July 11", DATE, due(date(2011, 7, 1), date(2011, 7, 31))),
    ("Sept 09", None, due(date(2009, 9, 1), date(2009, 9, 30))),
    ("Oct 09", None, due(date(2009, 10, 1), date(2009, 10, 31))),
    ("Mar 09", None, due(date(2009, 3, 1), date(2009, 3, 31))),
    ("1 st May 09", DATE, due(date(2009, 5, 1), date(2009, 5, 1))),
    ("By end Q3", None, due(date(2009, 10, 1), DECEMBER_2009)),
    ("January 2021", NUMBER, due(date(2021, 1, 1), date(2021, 1, 31))),
    ("July 2009", DATE, due(date(2009, 7, 1), date(2009, 7, 31))),
    (
        "March 2010 (at least partly in operation)",
        None,
        due(date(2010, 3, 1), date(2010, 3, 31), "at least partly in operation"),
    ),
    ("Jan-Feb 09", None, due(date(2009, 1, 1), date(2009, 2, 28))),
    ("March \N{EN DASH} April 09", None, due(date(2009, 3, 1), date(2009, 4, 30))),
    ("Ongoing", None, ONGOING),
    ("", NUMBER, not_set("not set")),
    ("-", PERCENT, not_set("not set")),
    ("--", None, not_set("not set")),
    ("TBC", NUMBER, not_set("to be confirmed")),
    (
        "TBC, once baseline year completed",
        PERCENT,
        not_set("to be confirmed", "once baseline year completed"),
    ),
    ("To be reviewed", PERCENT, not_set("to be reviewed")),
    ("First judgement available", None, not_set("first judgement available")),
    ("Disaggregated targets being developed", None, not_set("being developed")),
    ("N/A", NUMBER, not_set("not applicable")),
    ("N/A \N{EN DASH} new target", NUMBER, not_set("new target", "new target")),
    ("Set baseline", PERCENT, set_baseline()),
    ("Set Baseline based on Place Survey", None, set_baseline("based on Place Survey")),
    (
        "Set Baseline based on Place Survey and following approval of Gypsy and Traveller Strategy",
        None,
        set_baseline(
            "based on Place Survey and following approval of Gypsy and Traveller Strategy"
        ),
    ),
    ("New in 2017/18", NUMBER, not_set("new indicator", "2017/18")),
    ("New PI", PERCENT, not_set("new indicator")),
    (
        "PI has changed from previous year. ",
        NUMBER,
        not_set("definition changed", "from previous year"),
    ),
]

VARIANTS = [
    ("\N{FULLWIDTH DIGIT SEVEN}9\N{FULLWIDTH PERCENT SIGN}", PERCENT, number("0.79")),
    ("7\N{NO-BREAK SPACE}500", NUMBER, number("7500")),
    ("79 per cent", None, number("0.79")),
    ("-28", NUMBER, number("-28")),
    ("\N{MINUS SIGN}28", NUMBER, number("-28")),
    ("(12)", NUMBER, number("-12")),
    ("£(1,200)", MONEY, number("-1200")),
    ("£50k", MONEY, number("50000")),
    ("£1.6m", MONEY, number("1600000")),
    ("2 million", NUMBER, number("2000000")),
    ("10 days", DAYS, number("10", "days")),
    ("85.6%", NUMBER, number("0.856")),
    ("90 in 2018/19", NUMBER, number("90", "in 2018/19")),
    ("0.79", None, number("0.79")),
    ("0", PERCENT, number("0")),
    ("80 TBC", NUMBER, number("80", "TBC", provisional=True)),
    ("74% to be reviewed", PERCENT, number("0.74", "to be reviewed", provisional=True)),
    ("80 under review", None, number("80", "under review", provisional=True)),
    ("37 (provisional)", PERCENT, number("0.37", "provisional", provisional=True)),
    ("Q1 - 76, Q2 - 76, Q3 - 76, Q4 - 76", NUMBER, profile("76", "76", "76", "76")),
    (
        "Q1 1,060<br>Q2 2,140<br/>Q3: 3,200<BR />Q4=4,240",
        None,
        profile("1060", "2140", "3200", "4240"),
    ),
    ("Q1 20% Q2 40% Q3 60% Q4 80%", None, profile("0.2", "0.4", "0.6", "0.8")),
    ("Q1 20 Q2 40 Q3 60 Q4 80%", PERCENT, profile("0.2", "0.4", "0.6", "0.8")),
    ("Quarter 1: -5; Quarter 2: 0; Quarter 3: 5; Quarter 4: 9", None, profile("-5", "0", "5", "9")),
    (
        "Q1 6 cases Q2 7 cases Q3 8 cases Q4 9 cases",
        None,
        profile("6", "7", "8", "9", note="cases"),
    ),
    ("at least 80%", PERCENT, compared(AT_LEAST, "0.8")),
    ("80 or more", NUMBER, compared(AT_LEAST, "80")),
    ("80+", NUMBER, compared(AT_LEAST, "80")),
    ("no more than 10 days", DAYS, compared(AT_MOST, "10", "days")),
    ("within 10 days", DAYS, compared(AT_MOST, "10", "days")),
    ("\N{LESS-THAN OR EQUAL TO} 5%", PERCENT, compared(AT_MOST, "0.05")),
    ("35 or fewer", NUMBER, compared(AT_MOST, "35")),
    ("max. 35", NUMBER, compared(AT_MOST, "35")),
    ("minimum of 35", NUMBER, compared(AT_LEAST, "35")),
    ("over £5,000", MONEY, compared(ABOVE, "5000")),
    (
        "Less than 5% increase on last year (172)",
        NUMBER,
        compared(BELOW, "172", "5% increase on last year"),
    ),
    (
        "Less than 5% increase on YTD",
        NUMBER,
        change("0.05", Direction.PLUS, "on YTD", comparator=BELOW),
    ),
    (
        "Less than 5% increase on 2009 (2009)",
        NUMBER,
        change("0.05", Direction.PLUS, "on 2009 (2009)", comparator=BELOW),
    ),
    ("Baseline minus 10 cases", NUMBER, change("10", Direction.MINUS, "cases", in_percent=False)),
    ("baseline + 5", PERCENT, change("0.05", Direction.PLUS, in_percent=False)),
    ("5% below 2016/17 baseline", NUMBER, change("0.05", Direction.MINUS, "2016/17 baseline")),
    (
        "10 fewer than last year",
        NUMBER,
        change("10", Direction.MINUS, "last year", in_percent=False),
    ),
    ("Reduce incidents by 5%", NUMBER, change("0.05", Direction.MINUS, "incidents")),
    ("improve by 5% a year", NUMBER, UNPARSED),
    ("By end of March", None, due(date(2010, 3, 1), date(2010, 3, 31))),
    ("May", None, due(date(2009, 5, 1), date(2009, 5, 31))),
    ("Q2 2010/11", None, due(date(2010, 7, 1), date(2010, 9, 30))),
    ("by 2018/19", None, due(date(2018, 4, 1), date(2019, 3, 31))),
    ("By year end", None, due(date(2009, 4, 1), date(2010, 3, 31))),
    ("1/4/18", DATE, due(date(2018, 4, 1), date(2018, 4, 1))),
    ("July 09 - draft", None, due(date(2009, 7, 1), date(2009, 7, 31), "draft", provisional=True)),
    ("on-going", None, Target("", TargetKind.DEADLINE, note="on-going")),
    ("establish a new baseline", None, set_baseline()),
    (
        "baseline being developed during 2008/09",
        None,
        set_baseline("being developed during 2008/09"),
    ),
    ("Baseline", None, set_baseline()),
    ("PI/s to be developed", None, not_set("being developed")),
    ("t.b.c.", None, not_set("to be confirmed")),
    ("No target - data only", None, not_set("data only", "data only")),
    ("N/A until 2018/19", None, not_set("not applicable", "until 2018/19")),
]

KEPT_UNPARSED = [
    ("80 to 120", NUMBER),
    ("80-120", NUMBER),
    ("80 - 120", NUMBER),
    ("within 80 to 120", NUMBER),
    ("Q1 60 Q2 140", NUMBER),
    ("Q1 - 76", NUMBER),
    ("Q1 6 Q2 7 Q3 8 Q5 9", NUMBER),
    ("Q1 6 Q3 7 Q2 8 Q4 9", NUMBER),
    ("Q1 6 Q2 seven Q3 8 Q4 9", NUMBER),
    ("Q1 6 cases Q2 7 days Q3 8 Q4 9", NUMBER),
    ("Q1 6 Q2 7 Q3 8 Q4 9 to 10", NUMBER),
    ("Q1 6 to 7 Q2 6 to 7 Q3 6 to 7 Q4 6 to 7", NUMBER),
    ("Q1 20 Q2 40 Q3 60 Q4 80%", None),
    ("0.79", PERCENT),
    ("1", PERCENT),
    ("£50", PERCENT),
    ("5k", PERCENT),
    ("90 cases", PERCENT),
    ("£5%", None),
    ("1.234", NUMBER),
    ("1.234,5", NUMBER),
    ("1,23", NUMBER),
    ("1,234,5", NUMBER),
    ("12,34,567", NUMBER),
    ("1.234.567", NUMBER),
    ("2 weeks", DAYS),
    ("12 May", NUMBER),
    ("12 per quarter", NUMBER),
    ("2 by 2010", NUMBER),
    ("TBC (74%)", PERCENT),
    ("+5%", PERCENT),
    ("5% increase to 500", NUMBER),
    ("Baseline + some", NUMBER),
    ("baseline plus -5", NUMBER),
    ("baseline less than before", NUMBER),
    ("Cut costs by half", NUMBER),
    ("Move by 5%", NUMBER),
    ("less than planned", NUMBER),
    ("less than last year's", NUMBER),
    ("Less than 5% increase to 0.5 - 0.5", PERCENT),
    ("less than 5% more or 3", NUMBER),
    ("04/13/2018", DATE),
    ("31/02/18", DATE),
    ("2009", DATE),
    ("5", TEXT),
    ("300\n350", NUMBER),
    ("none", NUMBER),
    ("nil", NUMBER),
    ("(-12)", NUMBER),
    ("As soon as possible", None),
    ("9" * 31, NUMBER),
    ("word " * 100, None),
]


@pytest.mark.parametrize(("text", "unit", "expected"), SEEDS + VARIANTS)
def test_targets_are_parsed(text: str, unit: Unit | None, expected: Target) -> None:
    found = parse_target(text, unit, YEAR)

    assert found.text == text
    assert found == _with_text(expected, text)


def _with_text(target: Target, text: str) -> Target:
    fields = {name: getattr(target, name) for name in Target.__slots__}
    return Target(**(fields | {"text": text}))


@pytest.mark.parametrize(("text", "unit"), KEPT_UNPARSED)
def test_what_is_unclear_is_kept_and_not_guessed(text: str, unit: Unit | None) -> None:
    assert parse_target(text, unit, YEAR) == Target(text, TargetKind.UNPARSED)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("78.00%", PERCENT, Actual("", Decimal("0.78"))),
        ("90.25%", None, Actual("", Decimal("0.9025"))),
        ("90 cases", NUMBER, Actual("", Decimal(90), note="cases")),
        ("£91,130", MONEY, Actual("", Decimal(91130))),
        ("7,321", NUMBER, Actual("", Decimal(7321))),
        ("New in 2017/18", NUMBER, Actual("", note="new indicator")),
        ("New PI", PERCENT, Actual("", note="new indicator")),
        ("PI has changed from previous year. ", NUMBER, Actual("", note="definition changed")),
        ("N/A", NUMBER, Actual("", note="not applicable")),
        ("", NUMBER, Actual("")),
        ("\N{NO-BREAK SPACE}", NUMBER, Actual("")),
        ("-", NUMBER, Actual("", note="not set")),
        ("July 09", DATE, Actual("", deadline=Deadline(date(2009, 7, 1), date(2009, 7, 31)))),
        ("<5", NUMBER, Actual("", note="<5")),
        ("see  report", NUMBER, Actual("", note="see report")),
    ],
)
def test_actuals_are_parsed(text: str, unit: Unit | None, expected: Actual) -> None:
    found = parse_actual(text, unit, YEAR)

    assert found == Actual(text, expected.value, expected.deadline, expected.note)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "People who feel (2006 = 37%)",
            [TitleBaseline("2006 = 37%", "2006", Decimal("0.37"), "")],
        ),
        ("Kiosks (2007/08 = none)", [TitleBaseline("2007/08 = none", "2007/08", None, "none")]),
        (
            "Parish plans (2007/08 = 19 accumulative)",
            [TitleBaseline("2007/08 = 19 accumulative", "2007/08", Decimal(19), "accumulative")],
        ),
        (
            "that are 2 or less (01/04/08 = 5.28%)",
            [TitleBaseline("01/04/08 = 5.28%", "01/04/08", Decimal("0.0528"), "")],
        ),
        (
            "after dark (2006 Quality of Life Survey = 64%)",
            [
                TitleBaseline(
                    "2006 Quality of Life Survey = 64%",
                    "2006 Quality of Life Survey",
                    Decimal("0.64"),
                    "",
                )
            ],
        ),
        (
            "Points (2008/09 = 13) (2009/10=14)",
            [
                TitleBaseline("2008/09 = 13", "2008/09", Decimal(13), ""),
                TitleBaseline("2009/10=14", "2009/10", Decimal(14), ""),
            ],
        ),
        ("Survey (n = 300)", []),
        ("Crime rate (baseline being developed during 2008/09)", []),
    ],
)
def test_baselines_stand_in_titles(title: str, expected: list[TitleBaseline]) -> None:
    assert baselines_in_title(title) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "45 active cases 60 clients supported (rolling total)",
            [(45, "active cases", False), (60, "clients supported", True)],
        ),
        ("40 clients supported", [(40, "clients supported", False)]),
        (
            "1,200 visits\n80 clients supported (rolling total)",
            [(1200, "visits", False), (80, "clients supported", True)],
        ),
        (
            "Healthy hub and pop up sites promoted.  5 frontline staff/volunteers trained.",
            [(5, "frontline staff/volunteers trained", False)],
        ),
        (
            "60 residents to have received advice. 30 clients to have received more",
            [
                (60, "residents to have received advice", False),
                (30, "clients to have received more", False),
            ],
        ),
        ("Reach level 2 of the standard by 30 June, in 2021 at the latest", []),
        ("Implement new casework management system", []),
        ("N/A", []),
    ],
)
def test_milestones_hold_counts(text: str, expected: list[tuple[int, str, bool]]) -> None:
    measures = (MilestoneMeasure(Decimal(value), said, roll) for value, said, roll in expected)

    assert milestone_measures(text) == tuple(measures)


@given(st.text(), st.sampled_from([None, *Unit]))
def test_any_text_is_read_and_kept(text: str, unit: Unit | None) -> None:
    assert parse_target(text, unit, YEAR).text == text
    assert parse_actual(text, unit, YEAR).text == text
    baselines_in_title(text)
    milestone_measures(text)


@given(
    st.text(alphabet="0123456789.,%£kmQ1234-+<>() /\nbaselineQuarter TBCJuly", max_size=40),
    st.sampled_from([None, *Unit]),
)
def test_any_mixture_of_target_words_is_read(text: str, unit: Unit | None) -> None:
    assert parse_target(text, unit, YEAR).text == text


@given(
    st.decimals(-9_999_999, 9_999_999, places=2), st.sampled_from([PERCENT, NUMBER, MONEY, DAYS])
)
def test_a_spoken_figure_is_read_back(figure: Decimal, unit: Unit) -> None:
    found = parse_target(spoken(figure, unit), unit, YEAR)

    assert (found.kind, found.value) == (TargetKind.NUMBER, figure)
