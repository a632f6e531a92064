"""The words in which plans describe an indicator: units, polarity, how often, how quarters count.

Owns how such a word is read, so that a plan's table and a later change to it never differ.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.targets import TargetKind, parse_target
from plansheet.model.typed import phrase
from plansheet.model.units import Unit
from plansheet.model.words import KPI, PI

if TYPE_CHECKING:
    from decimal import Decimal

UNITS: dict[str, Unit] = {
    **{str(unit): unit for unit in Unit},
    **dict.fromkeys(("percent", "per cent", "percentage"), Unit.PERCENT),
    **dict.fromkeys(("no", "numbers", "count", "#"), Unit.NUMBER),
    **dict.fromkeys(("pounds", "gbp", "money"), Unit.MONEY),
    **dict.fromkeys(("day", "working days"), Unit.DAYS),
}
HOW_OFTEN: dict[str, HowOften] = {
    **{str(often): often for often in HowOften},
    **dict.fromkeys(("every month",), HowOften.MONTHLY),
    **dict.fromkeys(("every quarter",), HowOften.QUARTERLY),
    **dict.fromkeys(("half yearly", "twice a year", "six-monthly"), HowOften.HALF_YEARLY),
    **dict.fromkeys(("annually", "yearly", "every year"), HowOften.ANNUAL),
    **dict.fromkeys(("biennial", "every 2 years", "two-yearly"), HowOften.EVERY_TWO_YEARS),
    **dict.fromkeys(("ad-hoc", "as needed"), HowOften.AD_HOC),
}
COUNTS_AS: dict[str, CountsAs] = {str(way): way for way in CountsAs}
PUBLISH = {"": True, "public": True, "yes": True, "internal": False, "no": False}
GOOD_IS_WORDS = "higher, lower, within 80 to 120, none"

_WAYS = {str(way): GoodIs(way) for way in (Way.HIGHER, Way.LOWER, Way.NONE)}
_WITHIN = re.compile(r"(?:within|between) (?P<low>.+?) (?:to|and|-) (?P<high>.+)")
_AVAILABLE = re.compile(r"(?P<count>[0-9]{1,3}) ?(?P<word>weeks?|working days?|days?)?(?: .*)?")
_CODE_MARKS = re.compile(r"[^a-z0-9]+")
_LIST = re.compile(r"[,;\n]")
_NO_CODE = frozenset({"", "n-a", "na", "none", "nil", "not-applicable"})
_DAYS_A_WEEK = 7


def word(text: str) -> str:
    """Return a word of a plan as it is compared, "" where it is blank or only a dash."""
    return phrase(text).strip("- ")


def parse_good_is(text: str, unit: Unit) -> GoodIs | None:
    """Read `higher`, `lower is better`, `within 80 to 120` or `none`; None where it is none.

    The edges of a range are read as targets are, so 80 of a % is 80%.
    """
    said = word(text).removesuffix(" is better").removesuffix(" is good")
    return _WAYS.get(said) or _within(said, unit)


def parse_available(text: str) -> int | None:
    """Read `6 weeks` or `10 days` after the quarter's end as whole weeks; None where it is none."""
    match = _AVAILABLE.fullmatch(phrase(text))
    if match is None:
        return None
    count = int(match["count"])
    in_days = (match["word"] or "").endswith(("day", "days"))
    return -(-count // _DAYS_A_WEEK) if in_days else count


def tier_word(text: str) -> str:
    """Return a tier as the council writes it, `KPI` and `PI` in capitals."""
    return text.upper() if text.upper() in {KPI, PI} else text


def code_of(text: str) -> str:
    """Return the code of a service written as its code or its name: `Corporate Services`."""
    return _CODE_MARKS.sub("-", text.casefold()).strip("-")


def codes_in(text: str, own: str) -> tuple[str, ...]:
    """Return the codes of services other than `own` in a list by commas, semicolons or lines."""
    codes = (code_of(part) for part in _LIST.split(text))
    return tuple(code for code in dict.fromkeys(codes) if code not in _NO_CODE | {own})


def _within(said: str, unit: Unit) -> GoodIs | None:
    match = _WITHIN.fullmatch(said)
    if match is None:
        return None
    low, high = _edge(match["low"], unit), _edge(match["high"], unit)
    if low is None or high is None or low > high:
        return None
    return GoodIs(Way.WITHIN, low, high, f"within {match['low']} to {match['high']}")


def _edge(said: str, unit: Unit) -> Decimal | None:
    any_year = FinancialYear(2000)
    target = parse_target(said, unit, any_year)
    return target.value if target.kind is TargetKind.NUMBER else None
