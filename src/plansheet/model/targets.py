"""Targets as plans write them, parsed to one of a few kinds; the original text is always kept.

Source of the kinds: domain.md, "Target values are a small language". Nothing is thrown away and
nothing is guessed: what does not fit a kind whole is `UNPARSED`, and `plan check` asks about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.model import target_words as words
from plansheet.model.dates import month_number
from plansheet.model.deadlines import Deadline, read_deadline
from plansheet.model.target_words import (
    Comparator,
    Direction,
    is_remark,
    meaning_at_start,
    tidy,
)
from plansheet.model.typed import Typed, clean, figure_at_start, phrase
from plansheet.model.units import EXACT, HUNDRED, Unit, normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.periods import FinancialYear

# No target in the source plans is longer than 100 characters; prose is no target.
_LONGEST = 300
_QUARTERS_A_YEAR = 4

_QUARTER = re.compile(r"\bq(?:uarter|tr)? ?([1-9])\b", re.IGNORECASE)
_QUARTER_LEAD = re.compile(r"\s*[-:=]?\s*")
_BESIDE = re.compile(r"\s*\n|\s*[,;(]|\s+-\s|:\s")
_BASELINE = re.compile(r"(?:the )?baseline\s*(?=[-+]|plus |minus |less )", re.IGNORECASE)
_CHANGE_BY = re.compile(
    r"(?:to )?(?P<change>[a-z]+) (?P<what>[a-z' -]*?)by (?=[£0-9])", re.IGNORECASE
)
_LEVEL_OF = re.compile(
    r"(?:the )?[0-9]{4}[-/][0-9]{1,4} (?:level|figure|total|outturn|actual|baseline)(?: of)? ",
    re.IGNORECASE,
)
_LAST_FIGURE = re.compile(r"\s*[-=:(]\s*(?P<figure>(?!(?:19|20)[0-9]{2}\)?$)£?[0-9][0-9.,%]*)\)?$")
_ONGOING = re.compile(r"(?:on-? ?going|continuous|throughout the year)\b", re.IGNORECASE)
_TITLE_BASELINE = re.compile(r"\((?P<text>(?P<when>[^()=]*[^()= ]) ?= ?(?P<said>[^()=]+))\)")
_WHEN = re.compile(r"\b(?:19|20)[0-9]{2}\b|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}")
_COUNT = re.compile(r"(?<!\S)(?P<figure>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?= [a-z])", re.IGNORECASE)
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NAMING_WORD = re.compile(
    r"\b(?:level|phase|stage|part|step|tier|type|prince|quarter|no|number)\.? $", re.IGNORECASE
)
_LONGEST_NAMING_WORD = 12
_ROLLING = re.compile(r" ?\(?\b(?:rolling total|cumulative(?: total)?)\b\)?", re.IGNORECASE)


class TargetKind(StrEnum):
    """What sort of thing a target is (domain: target values are a small language)."""

    NUMBER = "number"
    PROFILE = "profile"
    COMPARATOR = "comparator"
    BASELINE = "baseline"
    DEADLINE = "deadline"
    NOT_SET = "not set"
    SET_BASELINE = "set baseline"
    UNPARSED = "unparsed"


_WORDS_ONLY = frozenset({TargetKind.NOT_SET, TargetKind.SET_BASELINE})


@dataclass(frozen=True, slots=True)
class BaselineChange:
    """A target given as a change from a baseline.

    `amount` is never negative; with `in_percent` it is a fraction (0.025 for 2.5%) of which the
    unit decides whether it means points or a share (contract: Ratings, worked); without, it is in
    the unit's own terms.
    """

    amount: Decimal
    in_percent: bool
    direction: Direction


@dataclass(frozen=True, slots=True)
class Target:
    """One target: its text as it stands in the plan, and what it says.

    `value` and `quarters` (four, for a profile) are in the unit's own terms: 0.79 for 79%. `note`
    is what stands beside the figure; `reason` says why a target is not set. A deadline
    without dates is `Ongoing`.
    """

    text: str
    kind: TargetKind
    value: Decimal | None = None
    quarters: tuple[Decimal, ...] = ()
    comparator: Comparator | None = None
    change: BaselineChange | None = None
    deadline: Deadline | None = None
    provisional: bool = False
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Actual:
    """A figure of an earlier year as a plan prints it: text, value in the unit's terms, remark.

    Without a value, `note` says why: `new indicator`, `definition changed`, `not applicable`, or
    the text itself where it is none of those. `deadline` is when a dated step was done.
    """

    text: str
    value: Decimal | None = None
    deadline: Deadline | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TitleBaseline:
    """A baseline that stands in an indicator's title: `(2006 = 37%)`.

    `when` is the year, date or survey as written; `value` is in the unit's own terms where a `%`
    shows it, or None (`2007/08 = none`); `note` is what stands beside it (`accumulative`).
    """

    text: str
    when: str
    value: Decimal | None
    note: str


@dataclass(frozen=True, slots=True)
class MilestoneMeasure:
    """One count inside a milestone's text: 60, `clients supported`, and whether it is rolling."""

    value: Decimal
    text: str
    rolling: bool


# A council's plans say the same few targets over and over, and checks read them again.
@lru_cache(maxsize=4_096)
def parse_target(text: str, unit: Unit | None, year: FinancialYear) -> Target:
    """Read one target cell of the column for `year`; never fails.

    `unit` None is an unknown unit: a `%` in the text still makes a fraction. In a percentage
    measure a bare 37 is 37%, but a bare 0.79 stays unparsed, for it may be 0.79% or 79%.
    """
    said = clean(text)
    if len(said) <= _LONGEST:
        for parser in _PARSERS:
            if found := parser(said, unit, year):
                doubt = found.kind not in _WORDS_ONLY and words.PROVISIONAL.search(found.note)
                return replace(found, text=text, provisional=bool(doubt))
    return Target(text, TargetKind.UNPARSED)


def parse_actual(text: str, unit: Unit | None, year: FinancialYear) -> Actual:
    """Read one cell of a column of actuals for `year`; never fails."""
    target = parse_target(text, unit, year)
    if target.kind is TargetKind.NUMBER:
        return Actual(text, target.value, note=target.note)
    if target.kind is TargetKind.DEADLINE:
        return Actual(text, deadline=target.deadline, note=target.note)
    if target.kind is TargetKind.NOT_SET:
        return Actual(text, note=target.reason if clean(text) else "")
    return Actual(text, note=clean(text))


def baselines_in_title(title: str) -> tuple[TitleBaseline, ...]:
    """Return the baselines in a title, in order; a bracket without a year or date is none."""
    found = []
    for match in _TITLE_BASELINE.finditer(clean(title).replace("\n", " ")):
        if _WHEN.search(match["when"]):
            figure = figure_at_start(match["said"])
            value = _in_unit(figure, None) if figure else None
            note = tidy(figure.rest) if figure else match["said"]
            found.append(TitleBaseline(match["text"].strip(), match["when"], value, note))
    return tuple(found)


def milestone_measures(text: str) -> tuple[MilestoneMeasure, ...]:
    """Return the counts in a milestone: `45 active cases 60 clients supported` holds two.

    A year, a day of a month, and a number that names something (`level 2`, `phase 1`) count
    nothing.
    """
    said = clean(text).replace("\n", " ")
    starts = [match for match in _COUNT.finditer(said) if not _names_something(match, said)]
    bounds = [*(match.start() for match in starts), len(said)]
    return tuple(
        _measure(match["figure"], said[match.end() : end])
        for match, end in zip(starts, bounds[1:], strict=True)
    )


def _names_something(match: re.Match[str], said: str) -> bool:
    word_behind = said[match.end() :].split(maxsplit=1)[0]
    before = said[max(0, match.start() - _LONGEST_NAMING_WORD) : match.start()]
    is_year = _BARE_YEAR.fullmatch(match["figure"]) is not None
    is_day = month_number(word_behind.strip(",.")) is not None
    return is_year or is_day or _NAMING_WORD.search(before) is not None


def _measure(figure: str, rest: str) -> MilestoneMeasure:
    counted = _ROLLING.sub("", rest)
    return MilestoneMeasure(
        Decimal(figure.replace(",", "")), counted.strip(" ,;."), rolling=counted != rest
    )


def _not_set(said: str, _unit: Unit | None, _year: FinancialYear) -> Target | None:
    why = _why_not_set(phrase(said))
    if why is None:
        return None
    reason, rest = why
    # `N/A - new target`: the words behind say more than the ones before.
    particular = _why_not_set(rest) if rest else None
    return Target(
        said, TargetKind.NOT_SET, reason=particular[0] if particular else reason, note=rest
    )


def _why_not_set(said: str) -> tuple[str, str] | None:
    for pattern, reason in words.NOT_SET:
        match = re.match(rf"(?:{pattern})(?![a-z0-9])", said)
        if match and not words.has_figure(said[match.end() :]):
            return reason, tidy(said[match.end() :])
    return None


def _set_baseline(said: str, _unit: Unit | None, _year: FinancialYear) -> Target | None:
    match = words.SET_BASELINE.match(said)
    if match is None:
        return None
    return Target(said, TargetKind.SET_BASELINE, note=tidy(said[match.end() :]))


def _relative(said: str, unit: Unit | None, _year: FinancialYear) -> Target | None:
    """Read `Baseline + 5%`, `20% improvement in hotspot areas`, `Reduce by 5%`."""
    if match := _BASELINE.match(said):
        change = meaning_at_start(said[match.end() :], words.BASELINE_SIGNS)
        return _change(change[0], figure_at_start(change[1]), unit) if change else None
    if match := _CHANGE_BY.match(said):
        change = meaning_at_start(match["change"], words.CHANGE_WORDS)
        figure = figure_at_start(said[match.end() :])
        found = _change(change[0], figure, unit) if change else None
        return replace(found, note=tidy(f"{match['what']}{found.note}")) if found else None
    figure = figure_at_start(said)
    change = meaning_at_start(figure.rest, words.CHANGE_WORDS) if figure else None
    if figure is None or change is None:
        return None
    return _change(change[0], replace(figure, rest=change[1]), unit)


def _change(direction: Direction, figure: Typed | None, unit: Unit | None) -> Target | None:
    if figure is None or not is_remark(figure.rest):
        return None
    amount = _in_unit(figure, unit)
    if amount is None or amount < 0:
        return None
    change = BaselineChange(amount, figure.percent, direction)
    return Target("", TargetKind.BASELINE, change=change, note=tidy(figure.rest))


def _profile(said: str, unit: Unit | None, _year: FinancialYear) -> Target | None:
    """Read four quarters in order; the hyphen of `Q1 - 76` parts, it is no minus sign."""
    lead, *parts = _QUARTER.split(said)
    if lead or parts[::2] != [str(number + 1) for number in range(_QUARTERS_A_YEAR)]:
        return None
    figures = [figure_at_start(_QUARTER_LEAD.sub("", part, count=1)) for part in parts[1::2]]
    sure = [figure for figure in figures if figure]
    values = [value for figure in sure if (value := _in_unit(figure, unit)) is not None]
    notes = {tidy(figure.rest) for figure in sure}
    mixed = unit is not Unit.PERCENT and len({figure.percent for figure in sure}) > 1
    if len(values) < _QUARTERS_A_YEAR or len(notes) > 1 or mixed:
        return None
    note = notes.pop()
    if not is_remark(note):
        return None
    return Target(said, TargetKind.PROFILE, quarters=tuple(values), note=note)


def _comparator(said: str, unit: Unit | None, year: FinancialYear) -> Target | None:
    """Read `<752 incidents in 2018/19`, `below 2007/8 level of 976`, `80 or more`."""
    if before := meaning_at_start(said, words.COMPARATOR_BEFORE):
        comparator, tail = before
        figure = figure_at_start(_LEVEL_OF.sub("", tail, count=1))
        if figure and meaning_at_start(figure.rest, words.CHANGE_WORDS):
            return _compared_change(comparator, tail, unit, year)
        return _compared(comparator, figure, unit)
    figure = figure_at_start(said)
    behind = meaning_at_start(figure.rest, words.COMPARATOR_BEHIND) if figure else None
    if figure is None or behind is None:
        return None
    return _compared(behind[0], replace(figure, rest=behind[1]), unit)


def _compared_change(
    comparator: Comparator, tail: str, unit: Unit | None, year: FinancialYear
) -> Target | None:
    """Read `Less than 5% increase on YTD - 172` as below 172: the 5% only says how 172 arose."""
    if match := _LAST_FIGURE.search(tail):
        found = _compared(comparator, figure_at_start(match["figure"]), unit)
        return replace(found, note=tidy(tail[: match.start()])) if found else None
    change = _relative(tail, unit, year)
    return replace(change, comparator=comparator) if change else None


def _compared(comparator: Comparator, figure: Typed | None, unit: Unit | None) -> Target | None:
    number = _plain_number(figure, unit) if figure else None
    return replace(number, kind=TargetKind.COMPARATOR, comparator=comparator) if number else None


def _deadline(said: str, _unit: Unit | None, year: FinancialYear) -> Target | None:
    if _ONGOING.match(said):
        return Target(said, TargetKind.DEADLINE, note=said)
    for when, rest in _beside(said):
        found = read_deadline(when, year)
        if found and not words.has_figure(rest):
            return Target(said, TargetKind.DEADLINE, deadline=found, note=tidy(rest))
    return None


def _beside(said: str) -> Iterator[tuple[str, str]]:
    """Yield the whole text, then its first part and the remark set off from it."""
    yield said, ""
    if match := _BESIDE.search(said):
        yield said[: match.start()], said[match.start() :]


def _number(said: str, unit: Unit | None, _year: FinancialYear) -> Target | None:
    # `+5%` is a change from something that is not named.
    figure = None if said.startswith("+") else figure_at_start(said)
    if figure is None or unit in {Unit.DATE, Unit.TEXT}:
        return None
    return _plain_number(figure, unit)


def _plain_number(figure: Typed, unit: Unit | None) -> Target | None:
    """Return the target that is `figure` with a remark beside it, or None where it is not plain."""
    value = _in_unit(figure, unit)
    counted = figure.rest[:1].isalpha() and not words.PROVISIONAL.match(figure.rest)
    if unit is Unit.PERCENT and counted and not figure.percent:
        return None
    if unit is Unit.DAYS and words.OTHER_TIME.match(figure.rest):
        return None
    if value is None or not is_remark(figure.rest):
        return None
    return Target("", TargetKind.NUMBER, value=value, note=tidy(figure.rest))


def _in_unit(figure: Typed, unit: Unit | None) -> Decimal | None:
    """Return the figure in the unit's own terms, or None where it can be read in two ways."""
    value = figure.value
    if value is None or (figure.percent and figure.pounds):
        return None
    if figure.percent:
        return normal(EXACT.divide(value, HUNDRED))
    if unit is not Unit.PERCENT:
        return normal(value)
    unclear = 0 < abs(value) <= 1
    return (
        None if unclear or figure.pounds or figure.scaled else normal(EXACT.divide(value, HUNDRED))
    )


_PARSERS = (_set_baseline, _not_set, _relative, _profile, _comparator, _deadline, _number)
