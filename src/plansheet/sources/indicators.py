"""Rows of indicators made into indicators: their words parsed, what is missing inferred."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.targets import TargetKind, parse_actual, parse_target
from plansheet.model.typed import phrase
from plansheet.model.units import Unit
from plansheet.model.words import parse_tolerance
from plansheet.sources import infer
from plansheet.sources.known import is_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from plansheet.sources.known import Line

_T = TypeVar("_T")

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
_WAYS = {str(way): GoodIs(way) for way in (Way.HIGHER, Way.LOWER, Way.NONE)}
_WITHIN = re.compile(r"(?:within|between) (?P<low>.+?) (?:to|and|-) (?P<high>.+)")
_AVAILABLE = re.compile(r"(?P<count>[0-9]{1,3}) ?(?P<word>weeks?|working days?|days?)?(?: .*)?")
_PUBLISH = {"": True, "public": True, "yes": True, "internal": False, "no": False}
_TIER_TAG = re.compile(r"\((KPI|PI)\)")
_KEY = re.compile(r"\bkey performance\b|\bkpis?\b", re.IGNORECASE)
_CODE_MARKS = re.compile(r"[^a-z0-9]+")
_LIST = re.compile(r"[,;\n]")
_DAYS_A_WEEK = 7
_GOOD_IS_WORDS = "higher, lower, within 80 to 120, none"
_MAY_BE_INFERRED = ("unit", "good_is", "how_often", "counts_as")


def read_indicator(line: Line, code: str) -> Indicator:
    """Return the indicator of one row of the plan of service `code`.

    `Indicator.inferred` holds the headings that the row leaves blank; a word that is not known
    is told once, as that, and what stands in for it is inferred too.
    """
    title = line.text("title")
    actual_texts, target_texts = _texts(line, "actual"), _texts(line, "target")
    unit = _word(line, "unit", UNITS, infer.suggest_unit(title, actual_texts | target_texts))
    targets = {year: parse_target(text, unit, year) for year, text in target_texts.items()}
    suggested = infer.suggest_how_often(title, unit, targets.values())
    how_often = _word(line, "how_often", HOW_OFTEN, suggested)
    counted = infer.suggest_counts_as(title, unit, how_often, targets.values())
    return Indicator(
        ref=line.text("ref"),
        title=title,
        tier=_tier(line, title),
        unit=unit,
        good_is=_good_is(line, unit, infer.suggest_good_is(title, unit, targets.values())),
        how_often=how_often,
        counts_as=_word(line, "counts_as", COUNTS_AS, counted),
        tolerance=_tolerance(line, unit),
        objective=line.text("objective"),
        definition=line.text("definition"),
        source_system=line.text("source_system"),
        available_weeks=_weeks(line),
        supplied_by=next(iter(_codes(line.text("supplied_by"), code)), ""),
        also_reported_by=_codes(line.lines("also_reported_by"), code),
        public=_public(line),
        formerly=line.said("formerly"),
        actuals={year: parse_actual(text, unit, year) for year, text in actual_texts.items()},
        targets=targets,
        inferred=tuple(
            line.table.kind.heading(name) for name in _MAY_BE_INFERRED if not _stated(line, name)
        ),
    )


def code_of(text: str) -> str:
    """Return the code of a service written as its code or its name: `Corporate Services`."""
    return _CODE_MARKS.sub("-", text.casefold()).strip("-")


def _texts(line: Line, holds: str) -> dict[FinancialYear, str]:
    """Return the row's actuals or targets by year, as they are written."""
    return {
        column.period: line.cell(column.index)
        for column in line.table.periods
        if column.holds == holds and isinstance(column.period, FinancialYear)
    }


def _stated(line: Line, name: str) -> str:
    """Return the word under a field as it is compared, "" where there is none."""
    return phrase(line.text(name)).strip("- ")


def _word(line: Line, name: str, words: Mapping[str, _T], suggested: _T) -> _T:
    """Return what the word under a field means; a blank or an unknown one as suggested."""
    said = _stated(line, name)
    if said and said not in words:
        known = ", ".join(dict.fromkeys(str(meaning) for meaning in words.values()))
        line.tell_word(name, line.text(name), str(suggested), known)
    return words.get(said, suggested)


def _good_is(line: Line, unit: Unit, suggested: GoodIs) -> GoodIs:
    said = _stated(line, "good_is").removesuffix(" is better").removesuffix(" is good")
    if not said:
        return suggested
    found = _WAYS.get(said) or _within(said, unit)
    if found is None:
        line.tell_word("good_is", line.text("good_is"), str(suggested), _GOOD_IS_WORDS)
    return found or suggested


def _within(said: str, unit: Unit) -> GoodIs | None:
    """Read `within 80 to 120`; the edges are read as targets are, so 80 of a % is 80%."""
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


def _tier(line: Line, title: str) -> str:
    """Return the tier: the row's own, else the title's `(KPI)`, else by the heading, else PI."""
    stated = line.said("tier")
    if stated:
        return stated.upper() if stated.upper() in {"KPI", "PI"} else stated
    if tag := _TIER_TAG.search(title):
        return tag[1]
    return "KPI" if _KEY.search(line.table.source.heading) else "PI"


def _tolerance(line: Line, unit: Unit) -> Tolerance | None:
    said = line.said("tolerance")
    found = parse_tolerance(said, unit) if said else None
    if said and found is None:
        words = "10 days" if unit is Unit.DATE else "5%, 5 points, 10 days (for days and dates)"
        line.tell_word("tolerance", said, "the council's own", words)
    return found


def _weeks(line: Line) -> int:
    """Return the whole weeks after the quarter's end in which the figure comes; 0 where unsaid."""
    said = line.said("available")
    match = _AVAILABLE.fullmatch(phrase(said))
    if match is None:
        if said:
            line.tell_word("available", said, "0 weeks", "6 weeks, 10 days")
        return 0
    count = int(match["count"])
    in_days = (match["word"] or "").endswith(("day", "days"))
    return -(-count // _DAYS_A_WEEK) if in_days else count


def _codes(text: str, own: str) -> tuple[str, ...]:
    """Return the codes of other services in a list parted by commas, semicolons or lines."""
    codes = (code_of(part) for part in _LIST.split(text) if not is_nothing(part))
    return tuple(code for code in dict.fromkeys(codes) if code not in {"", own})


def _public(line: Line) -> bool:
    said = _stated(line, "publish")
    if said not in _PUBLISH:
        line.tell_word("publish", line.text("publish"), "public", "public, internal")
    return _PUBLISH.get(said, True)
