"""Rows of indicators made into indicators: their words parsed, what is missing inferred."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from plansheet.model.indicator_words import (
    COUNTS_AS,
    GOOD_IS_WORDS,
    HOW_OFTEN,
    PUBLISH,
    UNITS,
    codes_in,
    parse_available,
    parse_good_is,
    tier_word,
    word,
)
from plansheet.model.indicators import GoodIs, Indicator, Tolerance
from plansheet.model.periods import FinancialYear
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.model.words import parse_tolerance
from plansheet.sources import infer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.sources.known import Line

_T = TypeVar("_T")

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
    words = f"{title}\n{line.text('definition')}"
    suggested = infer.suggest_how_often(words, unit, targets.values())
    how_often = _word(line, "how_often", HOW_OFTEN, suggested)
    counted = infer.suggest_counts_as(words, unit, how_often, targets.values())
    actuals = {year: parse_actual(text, unit, year) for year, text in actual_texts.items()}
    baselines = infer.suggest_actuals(title, unit, actuals.values(), targets.values())
    return Indicator(
        ref=line.text("ref"),
        title=title,
        tier=_tier(line, title),
        unit=unit,
        good_is=_good_is(line, unit, infer.suggest_good_is(title, unit, targets.values())),
        how_often=how_often,
        counts_as=_word(line, "counts_as", COUNTS_AS, counted),
        tolerance=_tolerance(line, unit),
        owner=line.said("owner"),
        objective=line.text("objective"),
        definition=line.text("definition"),
        source_system=line.text("source_system"),
        available_weeks=_weeks(line),
        supplied_by=next(iter(codes_in(line.text("supplied_by"), code)), ""),
        also_reported_by=codes_in(line.lines("also_reported_by"), code),
        public=_public(line),
        formerly=line.said("formerly"),
        actuals=actuals | baselines,
        targets=targets,
        inferred=(*_inferred(line), *(f"{year} Actual" for year in baselines)),
    )


def _texts(line: Line, holds: str) -> dict[FinancialYear, str]:
    """Return the row's actuals or targets by year, as they are written."""
    return {
        column.period: line.cell(column.index)
        for column in line.table.periods
        if column.holds == holds and isinstance(column.period, FinancialYear)
    }


def _stated(line: Line, name: str) -> str:
    """Return the word under a field as it is compared, "" where there is none."""
    return word(line.text(name))


def _inferred(line: Line) -> Iterator[str]:
    """Yield the headings of the words that the row does not state."""
    if not line.said("tier"):
        yield line.table.kind.heading("tier")
    for name in _MAY_BE_INFERRED:
        if not _stated(line, name):
            yield line.table.kind.heading(name)


def _word(line: Line, name: str, words: Mapping[str, _T], suggested: _T) -> _T:
    """Return what the word under a field means; a blank or an unknown one as suggested."""
    said = _stated(line, name)
    if said and said not in words:
        known = ", ".join(dict.fromkeys(str(meaning) for meaning in words.values()))
        line.tell_word(name, line.text(name), str(suggested), known)
    return words.get(said, suggested)


def _good_is(line: Line, unit: Unit, suggested: GoodIs) -> GoodIs:
    if not _stated(line, "good_is"):
        return suggested
    found = parse_good_is(line.text("good_is"), unit)
    if found is None:
        line.tell_word("good_is", line.text("good_is"), str(suggested), GOOD_IS_WORDS)
    return found or suggested


def _tier(line: Line, title: str) -> str:
    """Return the tier: the row's own, else by the heading and the title's tag."""
    stated = line.said("tier")
    if stated:
        return tier_word(stated)
    return infer.suggest_tier(title, line.table.source.headings)


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
    weeks = parse_available(said)
    if said and weeks is None:
        line.tell_word("available", said, "0 weeks", "6 weeks, 10 days")
    return weeks or 0


def _public(line: Line) -> bool:
    said = _stated(line, "publish")
    if said not in PUBLISH:
        line.tell_word("publish", line.text("publish"), "public", "public, internal")
    return PUBLISH.get(said, True)
