"""A stored number as people see it in its cell: `79%`, `£1,234.50`, `31/03/2019`, `July 2018`.

Owns how number formats are obeyed. Dates are always written day first, whatever the format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from plansheet.collect.dates import day_of_serial
from plansheet.collect.formats import is_date_format, shows_a_day
from plansheet.model.units import EXACT, HUNDRED, plain, stored_number

_MINUTES = Decimal(24 * 60)
_MOST_DIGITS = 30
_MOST_PLACES = 15  # as many digits as Excel keeps
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|[_*]."  # a space as wide as a character; a character repeated to fill the cell
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]?"
    r"|\[[^\]]*\]?"
    r"|(?P<digits>[#0?.][#0?,.]*)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"\[[<>=]")
_YEAR = re.compile(r"y", re.IGNORECASE)
_MONTH = re.compile(r"mmm|m.*y|y.*m", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as its cell shows it; `stored` is the exact figure where that is another."""

    text: str
    stored: str = ""


def shown(stored: str, number_format: str, *, date_1904: bool = False) -> Shown:
    """Return the number `stored` as the format shows it; as it is stored where it is no number.

    Zero is never a dash, and nothing is hidden by its format.
    """
    try:
        figure = stored_number(stored)
    except InvalidOperation:
        return Shown(stored)
    if not figure.is_finite() or abs(figure.adjusted()) > _MOST_DIGITS:
        return Shown(stored)
    if is_date_format(number_format):
        return Shown(_date_or_time(figure, number_format, date_1904=date_1904))
    return _number(figure, number_format)


def _date_or_time(figure: Decimal, code: str, *, date_1904: bool) -> str:
    has_day, has_month = shows_a_day(code), _MONTH.search(code)
    if figure >= 0 and not (has_day or has_month or _YEAR.search(code)):
        minutes = int((figure * _MINUTES).to_integral_value(ROUND_HALF_UP))
        return f"{minutes // 60}:{minutes % 60:02}"
    day = day_of_serial(figure, date_1904=date_1904)
    if day is None:
        return plain(figure)
    if has_day:
        return f"{day:%d/%m/%Y}"
    # A month typed by itself is stored as its first day, and a deadline in July is not 1 July.
    return f"{day:%B %Y}" if has_month else f"{day.year}"


def _number(figure: Decimal, code: str) -> Shown:
    """Show a number by the first section of its format: the one for positive numbers."""
    section = _section(code)
    parts = [*_PART.finditer(section)]
    digits = [part["digits"] for part in parts if part["digits"]]
    odd = {part["other"] for part in parts if part["other"]} & set("/Ee@")
    percents = sum(part["other"] == "%" for part in parts)
    if len(digits) != 1 or percents > 1 or odd or _CONDITION.search(code):
        return Shown(_exact(figure, percent=percents > 0))
    scaled = EXACT.multiply(abs(figure), HUNDRED if percents else Decimal(1))
    amount, exact = _amount(scaled, digits[0])
    text = "".join(amount if part["digits"] else _literal(part) for part in parts).strip()
    sign = "-" if figure < 0 and amount.strip("0.") else ""
    return Shown(sign + text, "" if exact else _exact(figure, percent=percents > 0))


def _section(code: str) -> str:
    """Return what stands before the first `;` that is not quoted."""
    section = ""
    for part in _PART.finditer(code):
        if part["other"] == ";":
            break
        section += part[0]
    return section


def _literal(part: re.Match[str]) -> str:
    return part["quoted"] or part["escaped"] or part["currency"] or part["other"] or ""


def _amount(figure: Decimal, digits: str) -> tuple[str, bool]:
    """Return a figure in the digits of a format such as `#,##0.00`, and whether that is exact."""
    whole, _, decimals = digits.partition(".")
    thousands = len(whole) - len(whole.rstrip(",")) + len(decimals) - len(decimals.rstrip(","))
    places = min(sum(character in "#0?" for character in decimals), _MOST_PLACES)
    least = decimals.count("0")
    scaled = figure.scaleb(-3 * thousands, EXACT)
    rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)
    text = f"{rounded:,f}" if "," in whole.strip(",") else f"{rounded:f}"
    while places > least and text.endswith("0"):
        text, places = text[:-1], places - 1
    return text.rstrip("."), rounded == scaled


def _exact(figure: Decimal, *, percent: bool) -> str:
    return f"{plain(EXACT.multiply(figure, HUNDRED))}%" if percent else plain(figure)
