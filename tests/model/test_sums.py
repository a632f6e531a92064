"""Contract sums and options to extend: every literal of the source register, and doubtful ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.sums import Extension, ExtensionKind, Sum, parse_extension, parse_sum


@pytest.mark.parametrize(
    ("text", "amount", "qualifier"),
    [
        ("£1,325 (min annual spend)", "1325", "min annual spend"),
        ("£12,800 average spend", "12800", "average spend"),
        ("£2495", "2495", ""),
        ("£305,380", "305380", ""),
        ("£59,000", "59000", ""),
        (
            "£57,511 (includes partner agency contributions)",
            "57511",
            "includes partner agency contributions",
        ),
        (
            "£70,252 (includes partner agency contributions)",
            "70252",
            "includes partner agency contributions",
        ),
        ("£20,000 per year", "20000", "per year"),
        ("£24,000", "24000", ""),
        ("£10,000", "10000", ""),
        ("2495.50", "2495.5", ""),
        ("£1.6m", "1600000", ""),
        ("up to £5,000", "5000", "up to"),
        ("Approx. £5,000 a year", "5000", "Approx. a year"),
        ("£20,000\nper year", "20000", "per year"),
        ("£12,000 - £15,000", None, ""),
        ("£12,000-15,000", None, ""),
        ("£12,000 to 15,000", None, ""),
        ("£10,000 2019/20, £12,000 2020/21", None, ""),
        ("£1.234,5", None, ""),
        ("5%", None, ""),
        ("5 plus 3%", None, ""),
        ("TBC", None, ""),
        ("", None, ""),
    ],
)
def test_sums(text: str, amount: str | None, qualifier: str) -> None:
    value = None if amount is None else Decimal(amount)

    assert parse_sum(text) == Sum(text, value, qualifier)


@pytest.mark.parametrize(
    ("text", "months", "kind"),
    [
        ("18 months", 18, ExtensionKind.LENGTH),
        ("2 years", 24, ExtensionKind.LENGTH),
        ("Up to 1 year.", 12, ExtensionKind.LENGTH),
        ("1 month", 1, ExtensionKind.LENGTH),
        ("Annual Review", None, ExtensionKind.ANNUAL_REVIEW),
        ("Annual review", None, ExtensionKind.ANNUAL_REVIEW),
        ("N/A", None, ExtensionKind.NONE),
        ("None", None, ExtensionKind.NONE),
        ("", None, ExtensionKind.NOT_SAID),
        ("TBC", None, ExtensionKind.NOT_SAID),
        ("Rolling SLA if no notice provided.", None, ExtensionKind.WORDS),
        ("Dependent on Government Grant funding to HCC", None, ExtensionKind.WORDS),
        ("1 year + 1 year", None, ExtensionKind.WORDS),
    ],
)
def test_extensions(text: str, months: int | None, kind: ExtensionKind) -> None:
    assert parse_extension(text) == Extension(text, months, kind)


@given(st.text())
def test_any_text_is_read_and_kept(text: str) -> None:
    assert parse_sum(text).text == text
    assert parse_extension(text).text == text


@given(st.integers(0, 10**9))
def test_a_written_sum_is_read_back(pounds: int) -> None:
    assert parse_sum(f"£{pounds:,} per year").amount == pounds
