"""What a plan does not state of an indicator, suggested from its figures and its title.

A suggestion is used until a person confirms it, and every one is listed (domain: polarity "is only
ever a suggestion for a person to confirm"). What the figures show goes before what the title says.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from plansheet.model.dates import parse_british_date
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Way
from plansheet.model.periods import FinancialYear, parse_year, quarter_of
from plansheet.model.tables import RowPlaces, Table, place_of
from plansheet.model.target_words import Comparator
from plansheet.model.targets import (
    Actual,
    Target,
    TargetKind,
    baselines_in_title,
    parse_actual,
    parse_target,
)
from plansheet.model.typed import clean, figure_at_start
from plansheet.model.units import Unit
from plansheet.model.words import KPI, PI, tier_tag
from plansheet.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Plan

_SHARE = re.compile(r"%|\bper ?cent(?:age)?\b", re.IGNORECASE)
_CHANGE = re.compile(r"improve|increase|reduc|decrease|rise|fall|growth", re.IGNORECASE)
_LEVEL = re.compile(r"level [0-9]", re.IGNORECASE)
_IN_DAYS = re.compile(r"\bdays\b", re.IGNORECASE)
_IS_TO_FALL = re.compile(r"(?:^|, )(?:reduc|fewer|lower|minimi[sz]e|cut )", re.IGNORECASE)
# What is thought of crime or done about complaints is good where there is more of it.
_MORE_IS_BETTER = re.compile(
    r"\bsatisf|\bagree|\bdeal(?:ing|t) with|\bunderstanding of|\brespon(?:d|s)|\bresolved\b",
    re.IGNORECASE,
)
_LESS_IS_BETTER = re.compile(
    r"incident|complaint|fly[ -]?tip|\bcrimes?\b|offence"
    r"|arrears|sickness|absen|days lost|homeless|\bstill\b|overdue|time taken|days taken"
    r"|vacanc|vacant|\bvoids?\b|missed|as a problem|avoidable|\bfear\b|residual waste|emission"
    r"|perceptions? of (?:anti-social|asb)",
    re.IGNORECASE,
)
_EACH = r"\b(?:per|each|every) "
# The rarer are looked for first: `half-yearly survey` names two.
_OFTEN: tuple[tuple[re.Pattern[str], HowOften], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), often)
    for pattern, often in (
        (
            r"\bbiennial|\bevery (?:two|2|other|second) years?\b|\b(?:two|2)[ -]yearly\b",
            HowOften.EVERY_TWO_YEARS,
        ),
        (
            r"\bhalf[ -]year|\b(?:six|6)[ -]monthly\b|\b(?:twice a year|every (?:six|6) months)\b",
            HowOften.HALF_YEARLY,
        ),
        (rf"\bquarterly\b|{_EACH}quarter\b", HowOften.QUARTERLY),
        (rf"\bmonthly\b|{_EACH}month\b", HowOften.MONTHLY),
        (r"\bsurvey|\bannual|\byearly\b|\b(?:each|every) year\b", HowOften.ANNUAL),
    )
)
_OVER_A_YEAR = re.compile(
    r"\b12[ -]months?\b|\btwelve months|\brolling (?:year|average)\b", re.IGNORECASE
)
_COUNTS_UP = re.compile(
    r"cumulativ|\baccumulat|\b(?:running|rolling) total|\byear[ -]to[ -]date\b|\bYTD\b",
    re.IGNORECASE,
)
_AT_ONE_TIME = re.compile(
    r"\bstill\b|\bcurrent|\bat (?:the )?end\b|\bon the last day\b"
    r"|\bactive\b|\blive\b|\boutstanding\b|\boverdue\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\baverage\b|\bmean\b", re.IGNORECASE)
_KEY_TABLE = re.compile(r"\bkey performance\b|\bkey indicators?\b|\bkpis?\b", re.IGNORECASE)
_SERVICE_TABLE = re.compile(
    r"\bservice (?:performance )?indicators?\b|\bservice pis?\b", re.IGNORECASE
)
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})")
_YEAR_SPAN = re.compile(r"\b(?:19|20)[0-9]{2}[-/](?:[0-9]{4}|[0-9]{2})\b")
_BARE_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
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
    if unit is Unit.DATE or _IS_TO_FALL.search(title):
        return GoodIs(Way.LOWER)
    falls = _LESS_IS_BETTER.search(title) and not _MORE_IS_BETTER.search(title)
    return GoodIs(Way.LOWER if falls else Way.HIGHER)


def suggest_how_often(words: str, unit: Unit, targets: Iterable[Target]) -> HowOften:
    """Return how often it is reported: quarterly, unless its words or its targets say otherwise.

    `words` are the title and the definition.
    """
    given = tuple(targets)
    if any(target.kind is TargetKind.PROFILE for target in given):
        return HowOften.QUARTERLY
    if unit is Unit.DATE:
        return HowOften.AD_HOC
    said = _said(words, given)
    return next((often for said_so, often in _OFTEN if said_so.search(said)), HowOften.QUARTERLY)


def suggest_counts_as(
    words: str, unit: Unit, how_often: HowOften, targets: Iterable[Target]
) -> CountsAs:
    """Return how quarters make a year: by a quarterly profile, then the unit, then the words.

    `words` are the title and the definition. A percentage is never taken to count up: its target
    would be spread over the year.
    """
    given = tuple(targets)
    if unit in {Unit.DATE, Unit.LEVEL, Unit.TEXT} or how_often in _RARE:
        return CountsAs.LATEST
    if unit is Unit.PERCENT:
        return CountsAs.SNAPSHOT
    profile = next((target for target in given if target.kind is TargetKind.PROFILE), None)
    return _profile_counts_as(profile) if profile else _counted_by(_said(words, given), unit)


def _counted_by(said: str, unit: Unit) -> CountsAs:
    counts_up, averaged = _COUNTS_UP.search(said), _AVERAGE.search(said)
    if _OVER_A_YEAR.search(said) or (counts_up and averaged):
        return CountsAs.SNAPSHOT
    if counts_up:
        return CountsAs.CUMULATIVE
    if unit is Unit.DAYS or averaged:
        return CountsAs.AVERAGE
    return CountsAs.SNAPSHOT if _AT_ONE_TIME.search(said) else CountsAs.CUMULATIVE


def suggest_tier(title: str, headings: Sequence[str]) -> str:
    """Return the tier by the nearest heading that names one, then by a tag in the title, else PI.

    A heading of key indicators and service indicators together names neither.
    """
    for heading in reversed(headings):
        key, of_service = _KEY_TABLE.search(heading), _SERVICE_TABLE.search(heading)
        if bool(key) != bool(of_service):
            return KPI if key else PI
    return tier_tag(title) or PI


def suggest_actuals(
    title: str, unit: Unit, actuals: Iterable[Actual], targets: Iterable[Target]
) -> dict[FinancialYear, Actual]:
    """Return the baselines in a title, `(2006 = 37%)`, as actuals of their years.

    Only where a target is given as a change from a baseline and `actuals` hold no figure. A
    calendar year is taken to be the financial year that begins in it (assumed).
    """
    wanted = any(target.kind is TargetKind.BASELINE for target in targets)
    if not wanted or any(actual.value is not None for actual in actuals):
        return {}
    found = {}
    for baseline in baselines_in_title(title):
        year = _year_named(baseline.when)
        said = baseline.text.partition("=")[2].strip(" )")
        actual = parse_actual(said, unit, year) if year else None
        if year and actual and actual.value is not None:
            found[year] = actual
    return found


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
        for heading in indicator.inferred
        if (used := _used(indicator, heading))
    )


def _used(indicator: Indicator, heading: str) -> str:
    """Return what is taken to stand under a heading: a word, or the text of a year's actual.

    "" for a heading of which nothing is inferred.
    """
    words = {
        "Tier": indicator.tier,
        "Unit": indicator.unit,
        "Good is": indicator.good_is,
        "How often": indicator.how_often,
        "Counts as": indicator.counts_as,
    }
    actuals = {f"{year} Actual": actual.text for year, actual in indicator.actuals.items()}
    return str((actuals | words).get(heading, ""))


def _said(words: str, targets: Iterable[Target]) -> str:
    return "\n".join((words, *(target.text for target in targets)))


def _year_named(when: str) -> FinancialYear | None:
    """Return the year of a baseline: of `01/04/08`, `2007/08` or `2006`; None where none is so."""
    if match := _DATE.search(when):
        read = parse_british_date(match[0])
        return quarter_of(read.first).year if read else None
    if match := _YEAR_SPAN.search(when):
        return parse_year(match[0])
    return FinancialYear(int(match[0])) if (match := _BARE_YEAR.search(when)) else None


def _is_deadline(text: str, year: FinancialYear) -> bool:
    return parse_target(text, Unit.DATE, year).kind is TargetKind.DEADLINE


def _profile_counts_as(target: Target) -> CountsAs:
    figures = target.quarters
    if len(set(figures)) == 1:
        return CountsAs.SUM
    rises = all(before <= after for before, after in pairwise(figures))
    return CountsAs.CUMULATIVE if rises else CountsAs.SNAPSHOT
