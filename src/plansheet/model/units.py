"""Units of council figures and exact decimal arithmetic; no binary floats come near a figure.

A figure is kept as a `Decimal` in the unit's own terms: a percentage as a fraction (0.79 for 79%),
money in pounds, days as days.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)
_EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
HUNDRED = Decimal(100)
# Beyond the 15 digits that a workbook keeps there are no exact figures, and no council's.
TOO_LARGE = Decimal(10) ** 15
# A percentage outside the first two is asked about; from the third, either way, it is not used.
PERCENT_LOWEST, PERCENT_HIGHEST, PERCENT_TOO_MUCH = Decimal(-1), Decimal(2), Decimal(10)


class Unit(StrEnum):
    """What a figure is counted in, in the words of the plan (contract: Words)."""

    PERCENT = "%"
    NUMBER = "number"
    MONEY = "£"
    DAYS = "days"
    LEVEL = "level"
    DATE = "date"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        """Return whether figures of this unit are numbers."""
        return self not in {Unit.DATE, Unit.TEXT}


def stored_number(text: str) -> Decimal:
    """Return a number as a workbook stores it, taken to 15 significant digits.

    Excel writes 0.58 as 0.57999999999999996; the 15 digits it promises are 0.58.
    Raises decimal.InvalidOperation for text that is no number.
    """
    return normal(_EXCEL_DIGITS.create_decimal(text.strip()))


def normal(figure: Decimal) -> Decimal:
    """Return `figure` without trailing zeros, exponent notation or a negative zero."""
    figure = figure.normalize(EXACT)
    if not figure:
        return Decimal(0)
    exponent = figure.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return figure.quantize(Decimal(1), context=EXACT)
    return figure


def plain(figure: Decimal) -> str:
    """Return `figure` as plain decimal text: no exponent, no trailing zeros, no commas."""
    return format(normal(figure), "f")


def spoken(figure: Decimal, unit: Unit) -> str:
    """Return `figure` as a person reads it: `79%`, `7,500`, `£50,000`, `£12.50`, `10 days`."""
    if unit is Unit.PERCENT:
        return f"{_commas(EXACT.multiply(figure, HUNDRED))}%"
    if unit is Unit.MONEY:
        sign = "-" if figure < 0 else ""
        amount = abs(figure)
        pennies = amount != amount.to_integral_value()
        shown = amount.quantize(Decimal("0.01"), ROUND_HALF_UP) if pennies else normal(amount)
        return f"{sign}£{shown:,f}"
    if unit is Unit.DAYS:
        return f"{_commas(figure)} {'day' if figure == 1 else 'days'}"
    return _commas(figure)


def _commas(figure: Decimal) -> str:
    return f"{normal(figure):,f}"
