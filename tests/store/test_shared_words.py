"""Words that plans, settings and folders share: tolerances, codes, addresses, legal names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.indicators import Tolerance
from plansheet.model.units import Unit
from plansheet.model.words import (
    is_address,
    is_device_name,
    is_service_code,
    legal_name,
    parse_tolerance,
)


@pytest.mark.parametrize(
    ("text", "unit", "amount", "relative"),
    [
        ("5%", Unit.PERCENT, "0.05", True),
        ("5 %", Unit.NUMBER, "0.05", True),
        ("2.5 per cent", Unit.MONEY, "0.025", True),
        ("5 percent", Unit.LEVEL, "0.05", True),
        ("5 points", Unit.PERCENT, "0.05", False),
        ("5 percentage points", Unit.PERCENT, "0.05", False),
        ("1 point", Unit.PERCENT, "0.01", False),
        ("5 Points", Unit.NUMBER, "5", False),
        ("2 points", Unit.DAYS, "2", False),
        ("10 days", Unit.DATE, "10", False),
        (" 1 day ", Unit.DAYS, "1", False),
        ("0%", Unit.NUMBER, "0", True),
    ],
)
def test_a_tolerance_is_a_share_of_the_target_or_points_in_the_unit(
    text: str, unit: Unit, amount: str, *, relative: bool
) -> None:
    assert parse_tolerance(text, unit) == Tolerance(Decimal(amount), relative, text.strip())


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", Unit.PERCENT),
        ("5", Unit.PERCENT),
        ("-5%", Unit.PERCENT),
        ("about 5%", Unit.NUMBER),
        ("10 days", Unit.NUMBER),
        ("10 days", Unit.PERCENT),
        ("5%", Unit.DATE),
        ("5 points", Unit.DATE),
        ("\u0665%", Unit.NUMBER),
    ],
)
def test_what_is_no_tolerance_of_that_unit(text: str, unit: Unit) -> None:
    assert parse_tolerance(text, unit) is None


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("community-partnerships", True),
        ("it", True),
        ("4th-floor2", True),
        ("Community-Partnerships", False),
        ("community partnerships", False),
        ("-parks", False),
        ("parks-", False),
        ("", False),
        ("parks\n", False),
        ("caf\u00e9", False),
        ("con", False),
        ("lpt1", False),
        ("console", True),
    ],
)
def test_service_codes(text: str, *, is_code: bool) -> None:
    assert is_service_code(text) is is_code


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("head.of.parks@three-rivers.example", True),
        ("o'neil+data@a.b.example", True),
        ("head of parks@council.example", False),
        ("parks@council", False),
        ("parks", False),
        ("a@b@council.example", False),
        ("a@council.example\nBcc: b@council.example", False),
        ("a@council..example", False),
        ("<a@council.example>", False),
        ("", False),
    ],
)
def test_addresses(text: str, *, right: bool) -> None:
    assert is_address(text) is right


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Policy and Resources", "Policy and Resources"),
        ("Policy/Resources: 50% of <all>?", "Policy-Resources- 50% of -all--"),
        ("  two\u00a0 spaces\tand a tab ", "two spaces and a tab"),
        ("ends in dots...", "ends in dots"),
        ("con", "con_"),
        ("NUL.txt", "NUL_.txt"),
        ("aux .md", "aux_.md"),
        ("a\x07b\ud800c\u200bd", "a-b-c-d"),
        ("cafe\u0301", "caf\u00e9"),
        ("...", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_names_that_windows_allows(text: str, name: str) -> None:
    assert legal_name(text) == name


@given(st.text(), st.integers(min_value=8, max_value=60))
def test_a_legal_name_is_legal_and_stays_as_it_is(text: str, longest: int) -> None:
    name = legal_name(text, longest)
    assert 0 < len(name) <= longest
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip(" .")
    assert not is_device_name(name)
    assert legal_name(name, longest) == name
