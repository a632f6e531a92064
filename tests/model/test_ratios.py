"""A ratio said in one cell, and what a percentage by itself can confirm."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plansheet.model.ratios import confirms, parse_ratio, ratio_shown, spoken_ratio
from plansheet.model.units import Unit

SAID = [
    ("216 of 240", ("216", "240")),
    ("216/240", ("216", "240")),
    (" 216 / 240 ", ("216", "240")),
    ("1,216 out of 2,400", ("1216", "2400")),
    ("1 216 OF 2 400", ("1216", "2400")),
    ("12.5 of 20", ("12.5", "20")),
    ("0 of 0", ("0", "0")),
    ("9 of 10", ("9", "10")),
    ("216", None),
    ("90%", None),
    ("90% of 240", None),
    ("£216 of 240", None),
    ("-2 of 240", None),
    ("216 cases of 240", None),
    ("1/4/18", None),
    ("1.234,5 of 2", None),
    ("most of them", None),
    ("216 of", None),
    ("", None),
]


@pytest.mark.parametrize(("said", "numbers"), SAID)
def test_two_numbers_in_a_cell(said: str, numbers: tuple[str, str] | None) -> None:
    found = parse_ratio(said)
    assert found == (tuple(Decimal(each) for each in numbers) if numbers else None)
    if found:
        assert parse_ratio(spoken_ratio(*found)) == found


SHOWN = [("90% (216 of 240)", "0.9"), ("Awaited", None), ("no figure (0 of 0)", None), ("", None)]


@pytest.mark.parametrize(("said", "ratio"), SHOWN)
def test_the_ratio_that_a_locked_cell_shows(said: str, ratio: str | None) -> None:
    assert ratio_shown(said) == (None if ratio is None else Decimal(ratio))


TWO_THIRDS = Decimal(2) / Decimal(3)
CONFIRMS = [
    ("0.9", "0.9", Unit.PERCENT, True),
    ("0.67", str(TWO_THIRDS), Unit.PERCENT, True),
    ("0.6667", str(TWO_THIRDS), Unit.PERCENT, True),
    ("0.666666666666667", str(TWO_THIRDS), Unit.PERCENT, True),
    ("0.7", str(TWO_THIRDS), Unit.PERCENT, False),
    ("0.66", str(TWO_THIRDS), Unit.PERCENT, False),
    ("0.6666", str(TWO_THIRDS), Unit.PERCENT, False),
    ("1", "0.996", Unit.PERCENT, True),
    ("1", "0.994", Unit.PERCENT, False),
    ("2.5", "2.49", Unit.NUMBER, True),
    ("2", "2.49", Unit.NUMBER, True),
    ("2.4", "2.49", Unit.NUMBER, False),
    ("20", "20", Unit.NUMBER, True),
]


@pytest.mark.parametrize(("typed", "ratio", "unit", "is_same"), CONFIRMS)
def test_what_confirms_a_ratio(typed: str, ratio: str, unit: Unit, *, is_same: bool) -> None:
    assert confirms(Decimal(typed), Decimal(ratio), unit) is is_same
