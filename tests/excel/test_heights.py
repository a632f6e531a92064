"""Rows are high enough for their wrapped text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plansheet.excel.heights import row_height
from plansheet.layout.columns import Column
from plansheet.pages import Cell, Formula, Page, Row

COLUMNS = (Column("note", "Note", 10), Column("number", "Number", 5))


@pytest.mark.parametrize(
    ("value", "height"),
    [
        (None, None),
        ("", None),
        ("a few words", None),
        ("a few words more", 30),
        ("one\ntwo\n\nfour", 60),
        (Formula("=1", "a few words more"), 30),
        (Decimal(123456789012345), None),
        ("word " * 500, 27 * 15),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(
    value: Decimal | str | Formula | None, height: int | None
) -> None:
    row = Row("1", {"note": Cell(value)})
    assert row_height(Page("Notes", "Notes", COLUMNS, (row,)), row) == height
