"""What a plan does not state of an indicator, suggested from its figures and its title.

A suggestion is used until a person confirms it, and every one is listed (domain: polarity "is only
ever a suggestion for a person to confirm"). What the figures show goes before what the title says.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Way
from plansheet.model.tables import RowPlaces, Table, place_of
from plansheet.model.target_words import Comparator
from plansheet.model.targets import Target, TargetKind, parse_target
from plansheet.model.typed import clean, figure_at_start
from plansheet.model.units import Unit
from plansheet.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plansheet.model.periods import FinancialYear
    from plansheet.model.plans import Plan

_SHARE = re.compile(r"%|\bper ?cent(?:age)?\b", re.IGNORECASE)
_CHANGE = re.compile(r"improve|increase|reduc|decrease|rise|fall|growth", re.IGNORECASE)
_LEVEL = re.compile(r"level [0-9]", re.IGNORECASE)
_IN_DAYS = re.compile(r"\bdays\b", re.IGNORECASE)
_LESS_IS_BETTER = re.compile(
    r"^(?:reduc|fewer|lower|minimi[sz]e|cut )|incident|complaint|fly[ -]?tip|\bcrimes?\b|offence"
    r"|arrears|sickness|absen|days lost|homeless|\bstill\b|overdue|time taken|days taken"
    r"|vacanc|vacant|\bvoids?\b|missed|as a problem|\bfear\b|residual waste|emission",
    re.IGNORECASE,
)
_ONCE_A_YEAR = re.compile(r"\bsurvey|\bannual", re.IGNORECASE)
_EVERY_MONTH = re.compile(r"\bmonthly\b", re.IGNORECASE)
_AT_ONE_TIME = re.compile(
    r"\bstill\b|\bcurrent|\bat (?:the )?end\b|\bon the last day\b|\b12[ -]months?\b|\btwelve months"
    r"|\bactive\b|\blive\b|\boutstanding\b|\boverdue\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\baverage\b|\bmean\b", re.IGNORECASE)
_RARE = frozenset({HowOften.ANNUAL, HowOften.EVERY_TWO_YEARS, HowOften.AD_HOC})
_LOW = frozenset({Comparator.BELOW, Comparator.AT_MOST})
_HIGH = frozenset({Comparator.ABOVE, Comparator.AT_LEAST})


def suggest_unit(title: str, texts: Mapping[FinancialYear, str]) -> Unit:
    """Return the unit that an indicator's actuals and targets, by year, are written in."""
    for text in texts.values():
        figure = figure_at_start(clean(text))
        if figure and figure.percent and not _CHANGE.match(figure.rest):
            return Unit.PERCENT
        if figure and figure.pounds:
            return Unit.MONEY
        if _LEVEL.match(clean(text)):
            return Unit.LEVEL
    if any(_is_deadline(text, year) for year, text in texts.items()):
        return Unit.DATE
    if _SHARE.search(title):
        return Unit.PERCENT
    return Unit.DAYS if _IN_DAYS.search(title) else Unit.NUMBER


def suggest_good_is(title: str, unit: Unit, targets: Iterable[Target]) -> GoodIs:
    """Return which way is good: by `<752` in a target, then by words of the title, else higher."""
    if unit is Unit.TEXT:
        return GoodIs(Way.NONE)
    comparators = {target.comparator for target in targets}
    if comparators & _LOW:
        return GoodIs(Way.LOWER)
    if comparators & _HIGH:
        return GoodIs(Way.HIGHER)
    sooner = unit is Unit.DATE
    return GoodIs(Way.LOWER if sooner or _LESS_IS_BETTER.search(title) else Way.HIGHER)


def suggest_how_often(title: str, unit: Unit, targets: Iterable[Target]) -> HowOften:
    """Return how often it is reported: quarterly, unless the title or the unit says otherwise."""
    if any(target.kind is TargetKind.PROFILE for target in targets):
        return HowOften.QUARTERLY
    if unit is Unit.DATE:
        return HowOften.AD_HOC
    if _ONCE_A_YEAR.search(title):
        return HowOften.ANNUAL
    return HowOften.MONTHLY if _EVERY_MONTH.search(title) else HowOften.QUARTERLY


def suggest_counts_as(
    title: str, unit: Unit, how_often: HowOften, targets: Iterable[Target]
) -> CountsAs:
    """Return how quarters make a year: by a quarterly profile, then the unit, then the title."""
    if unit in {Unit.DATE, Unit.LEVEL, Unit.TEXT} or how_often in _RARE:
        return CountsAs.LATEST
    if unit is Unit.PERCENT:
        return CountsAs.SNAPSHOT
    for target in targets:
        if target.kind is TargetKind.PROFILE:
            return _profile_counts_as(target)
    if unit is Unit.DAYS or _AVERAGE.search(title):
        return CountsAs.AVERAGE
    return CountsAs.SNAPSHOT if _AT_ONE_TIME.search(title) else CountsAs.CUMULATIVE


def to_confirm(plan: Plan, places: RowPlaces) -> tuple[Problem, ...]:
    """Return a problem for every field of an indicator that was inferred and not stated."""
    return tuple(
        problem(
            "inferred",
            place_of(places, Table.INDICATORS, index, plan.file, indicator.ref),
            heading=heading,
            used=used,
        )
        for index, indicator in enumerate(plan.indicators)
        for heading, used in (
            ("Unit", str(indicator.unit)),
            ("Good is", str(indicator.good_is)),
            ("How often", str(indicator.how_often)),
            ("Counts as", str(indicator.counts_as)),
        )
        if heading in indicator.inferred
    )


def _is_deadline(text: str, year: FinancialYear) -> bool:
    return parse_target(text, Unit.DATE, year).kind is TargetKind.DEADLINE


def _profile_counts_as(target: Target) -> CountsAs:
    figures = target.quarters
    if len(set(figures)) == 1:
        return CountsAs.SUM
    rises = all(before <= after for before, after in pairwise(figures))
    return CountsAs.CUMULATIVE if rises else CountsAs.SNAPSHOT
