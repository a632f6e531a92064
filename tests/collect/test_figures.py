"""How a number is read from a returned cell: what is stored x its format x the unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.collect.figures import Reading, Remark, is_no_figure, read_figure
from plansheet.collect.formats import is_date_format, is_percent_format, shows_a_day
from plansheet.model.units import Unit, plain
from plansheet.pages import CellKind, FoundCell

PERCENT, NUMBER, MONEY, DAYS, LEVEL = (
    Unit.PERCENT,
    Unit.NUMBER,
    Unit.MONEY,
    Unit.DAYS,
    Unit.LEVEL,
)
NUMERIC = [unit for unit in Unit if unit.numeric]


def stored(text: str, number_format: str = "General", formula: str = "") -> FoundCell:
    return FoundCell(CellKind.NUMBER, text, number_format, formula)


def typed(text: str, formula: str = "") -> FoundCell:
    return FoundCell(CellKind.TEXT, text, formula=formula)


def used(value: str, entered: str, *remarks: Remark) -> Reading:
    return Reading(value=Decimal(value), entered=entered, remarks=remarks)


def noted(value: str, entered: str, read_as: str) -> Reading:
    return used(value, entered, Remark("read-as", read_as))


def held(code: str, entered: str, detail: str, *candidates: str) -> Reading:
    return Reading(
        held=True,
        entered=entered,
        remarks=(Remark(code, detail),),
        candidates=tuple(Decimal(candidate) for candidate in candidates),
    )


def refused(code: str, entered: str, detail: str, *candidates: str) -> Reading:
    return Reading(
        entered=entered,
        remarks=(Remark(code, detail, blocks=True),),
        candidates=tuple(Decimal(candidate) for candidate in candidates),
    )


@pytest.mark.parametrize(
    ("number", "number_format", "unit", "expected"),
    [
        # A percentage in a % format is as stored.
        ("0.79", "0%", PERCENT, used("0.79", "0.79")),
        ("0.79", "0.00%", PERCENT, used("0.79", "0.79")),
        ("0.57999999999999996", "0%", PERCENT, used("0.58", "0.58")),
        ("0.28999999999999998", "0%", PERCENT, used("0.29", "0.29")),
        ("7.9000000000000001E-1", "0%", PERCENT, used("0.79", "0.79")),
        ("0", "0%", PERCENT, used("0", "0")),
        ("-0.28", "0%", PERCENT, used("-0.28", "-0.28")),
        ("-1", "0%", PERCENT, used("-1", "-1")),
        ("2", "0%", PERCENT, used("2", "2")),
        ("2.01", "0%", PERCENT, used("2.01", "2.01", Remark("implausible", "201%"))),
        ("-1.01", "0%", PERCENT, used("-1.01", "-1.01", Remark("implausible", "-101%"))),
        ("9.99", "0%", PERCENT, used("9.99", "9.99", Remark("implausible", "999%"))),
        ("10", "0%", PERCENT, refused("implausible", "10", "1,000%", "0.1", "10")),
        ("79", "0%", PERCENT, refused("implausible", "79", "7,900%", "0.79", "79")),
        ("-79", "0%", PERCENT, refused("implausible", "-79", "-7,900%", "-0.79", "-79")),
        # In another format the sign is missing.
        ("79", "General", PERCENT, noted("0.79", "79", "79%")),
        ("79", '0"%"', PERCENT, noted("0.79", "79", "79%")),
        ("79.5", "0.00", PERCENT, noted("0.795", "79.5", "79.5%")),
        ("1.5", "General", PERCENT, noted("0.015", "1.5", "1.5%")),
        ("105", "General", PERCENT, noted("1.05", "105", "105%")),
        ("-28", "General", PERCENT, noted("-0.28", "-28", "-28%")),
        ("0", "General", PERCENT, used("0", "0")),
        (
            "250",
            "General",
            PERCENT,
            used("2.5", "250", Remark("read-as", "250%"), Remark("implausible", "250%")),
        ),
        ("7900", "General", PERCENT, refused("implausible", "7900", "7,900%", "0.79", "79")),
        (
            "0.79",
            "General",
            PERCENT,
            held("percent-unclear", "0.79", "0.79% or 79%", "0.0079", "0.79"),
        ),
        (
            "0.79",
            '0"%"',
            PERCENT,
            held("percent-unclear", "0.79", "0.79% or 79%", "0.0079", "0.79"),
        ),
        ("1", "General", PERCENT, held("percent-unclear", "1", "1% or 100%", "0.01", "1")),
        (
            "-0.5",
            "General",
            PERCENT,
            held("percent-unclear", "-0.5", "-0.5% or -50%", "-0.005", "-0.5"),
        ),
        # Other units are as stored, unless the cell shows something else.
        ("752", "General", NUMBER, used("752", "752")),
        ("752", "#,##0;[Red]-#,##0", NUMBER, used("752", "752")),
        ("50000", '"£"#,##0.00', MONEY, used("50000", "50000")),
        ("10", '0 "days"', DAYS, used("10", "10")),
        ("-28", "General", NUMBER, used("-28", "-28")),
        ("789.60000000000002", "General", NUMBER, used("789.6", "789.6")),
        ("1E+5", "General", NUMBER, used("100000", "100000")),
        ("0", "0%", NUMBER, used("0", "0")),
        ("0.12", "0%", NUMBER, held("number-unclear", "0.12", "0.12 or 12", "0.12", "12")),
        (
            "43191",
            "dd/mm/yyyy",
            NUMBER,
            held("number-unclear", "43191", "43,191 or a date", "43191"),
        ),
        ("43191", "dd/mm/yyyy", PERCENT, held("number-unclear", "43191", "a date")),
        # What other readers take for numbers.
        ("1e309", "General", NUMBER, refused("not-a-number", "1e309", "1e309")),
        ("1e60", "General", NUMBER, refused("not-a-number", "1e60", "1e60")),
        ("1e15", "General", NUMBER, refused("not-a-number", "1e15", "1e15")),
        ("NaN", "General", NUMBER, refused("not-a-number", "NaN", "NaN")),
        ("INF", "General", PERCENT, refused("not-a-number", "INF", "INF")),
        ("1_000", "General", NUMBER, refused("not-a-number", "1_000", "1_000")),
    ],
)
def test_stored_numbers(number: str, number_format: str, unit: Unit, expected: Reading) -> None:
    assert read_figure(stored(number, number_format), unit) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("79", PERCENT, noted("0.79", "79", "79%")),
        ("79%", PERCENT, noted("0.79", "79%", "79%")),
        (" 79 %\N{NO-BREAK SPACE}", PERCENT, noted("0.79", " 79 %\N{NO-BREAK SPACE}", "79%")),
        ("79.00%", PERCENT, noted("0.79", "79.00%", "79%")),
        ("79 per cent", PERCENT, noted("0.79", "79 per cent", "79%")),
        ("79 percent", PERCENT, noted("0.79", "79 percent", "79%")),
        ("79% satisfied", PERCENT, noted("0.79", "79% satisfied", "79%")),
        ("0.79%", PERCENT, noted("0.0079", "0.79%", "0.79%")),
        ("85.125", PERCENT, noted("0.85125", "85.125", "85.125%")),
        ("1.5", PERCENT, noted("0.015", "1.5", "1.5%")),
        ("0", PERCENT, noted("0", "0", "0%")),
        ("0%", PERCENT, noted("0", "0%", "0%")),
        ("zero", PERCENT, noted("0", "zero", "0%")),
        ("-5%", PERCENT, noted("-0.05", "-5%", "-5%")),
        ("(5%)", PERCENT, noted("-0.05", "(5%)", "-5%")),
        ("(5)%", PERCENT, noted("-0.05", "(5)%", "-5%")),
        ("0.79", PERCENT, held("percent-unclear", "0.79", "0.79% or 79%", "0.0079", "0.79")),
        (".79", PERCENT, held("percent-unclear", ".79", "0.79% or 79%", "0.0079", "0.79")),
        ("1", PERCENT, held("percent-unclear", "1", "1% or 100%", "0.01", "1")),
        (
            "250%",
            PERCENT,
            used("2.5", "250%", Remark("read-as", "250%"), Remark("implausible", "250%")),
        ),
        ("7900%", PERCENT, refused("implausible", "7900%", "7,900%", "0.79", "79")),
        ("0,79", PERCENT, held("number-unclear", "0,79", "0.79% or 79%", "0.0079", "0.79")),
        ("1.234,5", PERCENT, held("number-unclear", "1.234,5", "1.2345%", "0.012345")),
        ("79 cases", PERCENT, held("number-unclear", "79 cases", "79%", "0.79")),
        ("£50k", PERCENT, held("number-unclear", "£50k", "£50k")),
        ("79-81%", PERCENT, held("number-unclear", "79-81%", "79% or 81%", "0.79", "0.81")),
        ("nil", PERCENT, held("number-unclear", "nil", "0%, or no figure", "0")),
        ("1,234", NUMBER, noted("1234", "1,234", "1,234")),
        ("1,234.5", NUMBER, noted("1234.5", "1,234.5", "1,234.5")),
        ("1234", NUMBER, noted("1234", "1234", "1,234")),
        ("7 500", NUMBER, noted("7500", "7 500", "7,500")),
        ("7\N{NO-BREAK SPACE}500", NUMBER, noted("7500", "7\N{NO-BREAK SPACE}500", "7,500")),
        ("7\N{THIN SPACE}500", NUMBER, noted("7500", "7\N{THIN SPACE}500", "7,500")),
        (
            "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}",
            NUMBER,
            noted("12", "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", "12"),
        ),
        ("\N{ZERO WIDTH SPACE}12", NUMBER, noted("12", "\N{ZERO WIDTH SPACE}12", "12")),
        ("'12", NUMBER, noted("12", "'12", "12")),
        ("12.", NUMBER, noted("12", "12.", "12")),
        ("0.125", NUMBER, noted("0.125", "0.125", "0.125")),
        ("(12)", NUMBER, noted("-12", "(12)", "-12")),
        ("-28", NUMBER, noted("-28", "-28", "-28")),
        ("\N{MINUS SIGN}28", NUMBER, noted("-28", "\N{MINUS SIGN}28", "-28")),
        ("+5", NUMBER, noted("5", "+5", "5")),
        ("12 days", NUMBER, noted("12", "12 days", "12")),
        ("12 cases.", NUMBER, noted("12", "12 cases.", "12")),
        ("3 clients", NUMBER, noted("3", "3 clients", "3")),
        ("12clients", NUMBER, noted("12", "12clients", "12")),
        ("12 clients supported", NUMBER, noted("12", "12 clients supported", "12")),
        ("£50k", NUMBER, noted("50000", "£50k", "50,000")),
        ("zero", NUMBER, noted("0", "zero", "0")),
        ("£50k", MONEY, noted("50000", "£50k", "£50,000")),
        ("£1.6m", MONEY, noted("1600000", "£1.6m", "£1,600,000")),
        ("£1.234m", MONEY, noted("1234000", "£1.234m", "£1,234,000")),
        ("1.5 million", MONEY, noted("1500000", "1.5 million", "£1,500,000")),
        ("£12.50", MONEY, noted("12.5", "£12.50", "£12.50")),
        ("-£50", MONEY, noted("-50", "-£50", "-£50")),
        ("£-50", MONEY, noted("-50", "£-50", "-£50")),
        ("£(1,200)", MONEY, noted("-1200", "£(1,200)", "-£1,200")),
        ("(£1,200)", MONEY, noted("-1200", "(£1,200)", "-£1,200")),
        ("12 days", DAYS, noted("12", "12 days", "12 days")),
        ("1 day", DAYS, noted("1", "1 day", "1 day")),
        ("12 working days", DAYS, noted("12", "12 working days", "12 days")),
        ("12", DAYS, noted("12", "12", "12 days")),
        ("2", LEVEL, noted("2", "2", "2")),
        ("Level 2", LEVEL, noted("2", "Level 2", "2")),
        (
            "1.234,5",
            NUMBER,
            held("number-unclear", "1.234,5", "1,234.5 or 1.2345", "1234.5", "1.2345"),
        ),
        ("1.234", NUMBER, held("number-unclear", "1.234", "1.234 or 1,234", "1.234", "1234")),
        ("1.234.567", NUMBER, held("number-unclear", "1.234.567", "1,234,567", "1234567")),
        ("1,23", NUMBER, held("number-unclear", "1,23", "1.23 or 123", "1.23", "123")),
        ("1,234,5", NUMBER, held("number-unclear", "1,234,5", "12,345", "12345")),
        ("7 50", NUMBER, held("number-unclear", "7 50", "7 or 50", "7", "50")),
        ("1.2.3", NUMBER, held("number-unclear", "1.2.3", "1.2.3")),
        ("3/4", NUMBER, held("number-unclear", "3/4", "3/4")),
        ("1/2", NUMBER, held("number-unclear", "1/2", "1/2")),
        ("30/6/17", NUMBER, held("number-unclear", "30/6/17", "30/6/17")),
        ("1 April 2018", NUMBER, held("number-unclear", "1 April 2018", "1 April 2018")),
        ("12 May", NUMBER, held("number-unclear", "12 May", "12", "12")),
        ("80-120", NUMBER, held("number-unclear", "80-120", "80 or 120", "80", "120")),
        ("12 or 13", NUMBER, held("number-unclear", "12 or 13", "12 or 13", "12", "13")),
        ("12\n13", NUMBER, held("number-unclear", "12\n13", "12 or 13", "12", "13")),
        ("12, 13, 14", NUMBER, held("number-unclear", "12, 13, 14", "12, 13, 14")),
        ("171 of 190", NUMBER, held("number-unclear", "171 of 190", "171 or 190", "171", "190")),
        ("12%", NUMBER, held("number-unclear", "12%", "12 or 0.12", "12", "0.12")),
        ("<5", NUMBER, held("number-unclear", "<5", "5", "5")),
        ("about 12", NUMBER, held("number-unclear", "about 12", "12", "12")),
        ("c. 12", NUMBER, held("number-unclear", "c. 12", "12", "12")),
        ("12?", NUMBER, held("number-unclear", "12?", "12", "12")),
        ("12 TBC", NUMBER, held("number-unclear", "12 TBC", "12", "12")),
        ("12 estimated", NUMBER, held("number-unclear", "12 estimated", "12", "12")),
        ("1st", NUMBER, held("number-unclear", "1st", "1", "1")),
        ("12 of the new cases", NUMBER, held("number-unclear", "12 of the new cases", "12", "12")),
        ("- 5", NUMBER, held("number-unclear", "- 5", "5", "5")),
        ("(12", NUMBER, held("number-unclear", "(12", "12", "12")),
        ("(-12)", NUMBER, held("number-unclear", "(-12)", "-12", "-12")),
        ("5p", MONEY, held("number-unclear", "5p", "£5", "5")),
        ("£12", DAYS, held("number-unclear", "£12", "12 days", "12")),
        ("12 months", DAYS, held("number-unclear", "12 months", "12 months")),
        ("£2k", LEVEL, held("number-unclear", "£2k", "2,000", "2000")),
        ("nil", NUMBER, held("number-unclear", "nil", "0, or no figure", "0")),
        ("None", NUMBER, held("number-unclear", "None", "0, or no figure", "0")),
        ("nil return", MONEY, held("number-unclear", "nil return", "£0, or no figure", "0")),
        (
            "12 " + "very " * 20 + "long",
            NUMBER,
            held(
                "number-unclear",
                "12 " + "very " * 20 + "long",
                "12 very very very very very very very very very very very ve...",
            ),
        ),
        ("abc", NUMBER, refused("not-a-number", "abc", "abc")),
        ("five", NUMBER, refused("not-a-number", "five", "five")),
        ("none of the 12", NUMBER, refused("not-a-number", "none of the 12", "none of the 12")),
        ("TBC 79", PERCENT, refused("not-a-number", "TBC 79", "TBC 79")),
        ("1e309", NUMBER, refused("not-a-number", "1e309", "1e309")),
        ("NaN", NUMBER, refused("not-a-number", "NaN", "NaN")),
        ("Level 2", NUMBER, refused("not-a-number", "Level 2", "Level 2")),
        ("1" + "0" * 15, NUMBER, refused("not-a-number", "1" + "0" * 15, "1" + "0" * 15)),
        ("#REF!", NUMBER, refused("error-value", "#REF!", "#REF!")),
        ("#N/A", PERCENT, refused("error-value", "#N/A", "#N/A")),
    ],
)
def test_text_in_a_cell_for_a_figure(text: str, unit: Unit, expected: Reading) -> None:
    assert read_figure(typed(text), unit) == expected


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N/A",
        "na",
        "n.a.",
        "TBC",
        "tbc",
        "T.B.C.",
        "TBA",
        "To be confirmed",
        "-",
        "--",
        "\N{EM DASH}",
        "...",
        "?",
        "none available",
        "not available",
        "Not yet collected",
        "awaited",
        "awaiting police data",
        "pending",
        "no data",
        "No figures available",
        "TBC, once the survey is back",
        "N/A (new indicator)",
        "\N{NO-BREAK SPACE}TBC ",
    ],
)
@pytest.mark.parametrize("unit", [PERCENT, NUMBER])
def test_words_for_no_figure(text: str, unit: Unit) -> None:
    assert read_figure(typed(text), unit) == Reading(no_figure=True, entered=text)


@pytest.mark.parametrize("text", ["nationwide", "12", "TBC 12", "nil", "none", "zero", "", "#N/A"])
def test_other_words_are_not_no_figure(text: str) -> None:
    assert not is_no_figure(text)


@pytest.mark.parametrize(
    "cell",
    [
        None,
        FoundCell(CellKind.BLANK, ""),
        typed(""),
        typed(" \N{NO-BREAK SPACE}\n"),
        typed("'"),
        typed("", formula='=IF(A1="","",A1)'),
    ],
)
def test_blank_cells_are_blank_and_not_zero(cell: FoundCell | None) -> None:
    reading = read_figure(cell, NUMBER)

    assert reading == Reading()
    assert reading.blank


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (FoundCell(CellKind.BOOLEAN, "TRUE"), refused("not-a-number", "TRUE", "TRUE")),
        (FoundCell(CellKind.ERROR, "#DIV/0!"), refused("error-value", "#DIV/0!", "#DIV/0!")),
        (
            FoundCell(CellKind.ERROR, "#REF!", formula="=A1"),
            refused("error-value", "#REF!", "#REF!"),
        ),
        (
            FoundCell(CellKind.BLANK, "", formula="=A1+B1"),
            refused("formula-uncalculated", "", "=A1+B1"),
        ),
        (stored("12", formula="=5+7"), used("12", "12", Remark("formula", "=5+7"))),
        (
            typed("TBC", formula="=A1"),
            Reading(no_figure=True, entered="TBC", remarks=(Remark("formula", "=A1"),)),
        ),
    ],
)
def test_formulas_errors_and_booleans(cell: FoundCell, expected: Reading) -> None:
    reading = read_figure(cell, NUMBER)

    assert reading == expected
    assert not reading.blank


def test_a_formula_may_be_unclear_as_well() -> None:
    reading = read_figure(stored("0.79", formula="=A1/B1"), PERCENT)

    assert reading.held
    assert [remark.code for remark in reading.remarks] == ["formula", "percent-unclear"]


@pytest.mark.parametrize(
    ("code", "percent", "dated", "day"),
    [
        ("General", False, False, False),
        ("0%", True, False, False),
        ("0.00%;[Red]-0.00%", True, False, False),
        ('0"%"', False, False, False),
        (r"0\%", False, False, False),
        ('#,##0 "days"', False, False, True),
        ("[Red]0", False, False, False),
        ("@", False, False, False),
        ("0.00E+00", False, False, False),
        ("dd/mm/yyyy", False, True, True),
        ("[$-809]d mmmm yyyy", False, True, True),
        ("mmm-yy", False, True, False),
        ("h:mm AM/PM", False, True, False),
        ("[h]:mm", False, True, False),
        ("[ss]", False, True, False),
        ('"unclosed d', False, False, False),
    ],
)
def test_formats(code: str, percent: bool, dated: bool, day: bool) -> None:  # noqa: FBT001 - a table
    assert is_percent_format(code) == percent
    assert is_date_format(code) == dated
    assert shows_a_day(code) == (dated and day)


CELLS = st.builds(
    FoundCell,
    st.sampled_from(CellKind),
    st.text() | st.floats().map(repr) | st.text("0123456789.,%£km-() /eE", max_size=20),
    st.sampled_from(["General", "0%", "dd/mm/yyyy", "@"]) | st.text(),
    st.sampled_from(["", "=A1"]),
)


@given(CELLS, st.sampled_from(NUMERIC))
def test_any_cell_is_read_in_one_way(cell: FoundCell, unit: Unit) -> None:
    reading = read_figure(cell, unit)

    blocked = any(remark.blocks for remark in reading.remarks)
    outcomes = (reading.value is not None, reading.held, reading.no_figure, blocked, reading.blank)
    assert sum(outcomes) == 1


@given(st.decimals(-9_999_999, 9_999_999, places=3))
def test_a_stored_number_is_used_as_it_is(figure: Decimal) -> None:
    assert read_figure(stored(plain(figure)), NUMBER) == used(plain(figure), plain(figure))


@given(st.decimals(-9_999_999, 9_999_999, places=2))
def test_a_figure_with_commas_and_pounds_is_read_back(figure: Decimal) -> None:
    for text in (f"{figure:,}", f"{figure}", f"£{figure:,}", f"{figure:,} pounds"):
        assert read_figure(typed(text), MONEY).value == figure
    assert read_figure(typed(f"{figure:,} cases"), NUMBER).value == figure


@given(st.decimals(-9, 9, places=4))
def test_a_percentage_with_its_sign_is_read_back(figure: Decimal) -> None:
    assert read_figure(typed(f"{figure * 100}%"), PERCENT).value == figure
