"""How a number is read from a returned cell: by what is stored, its format and the unit.

Source of every rule: contract.md, "How a number is read". What is unambiguous is accepted and said;
what can be read in two ways is held with its readings as candidates; nothing is put right silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from plansheet.collect.formats import is_date_format, is_percent_format
from plansheet.model.dates import parse_british_date
from plansheet.model.target_words import NOT_A_UNIT, OTHER_TIME, PROVISIONAL
from plansheet.model.typed import Typed, clean, figure_at_start, phrase
from plansheet.model.units import (
    EXACT,
    HUNDRED,
    PERCENT_HIGHEST,
    PERCENT_LOWEST,
    PERCENT_TOO_MUCH,
    TOO_LARGE,
    Unit,
    normal,
    plain,
    spoken,
    stored_number,
)
from plansheet.pages import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.pages import FoundCell


_NO_FIGURE = re.compile(
    r"(?:n/?\.?a|t\.?b\.?[acdr]|not (?:applicable|available|known|supplied|provided|collected"
    r"|recorded|reported|due|yet \w+)|unavailable|unknown|to be (?:confirmed|advised|agreed"
    r"|announced|supplied|provided|reviewed|determined)|none available|await(?:ed|ing)|pending"
    r"|outstanding|missing|no (?:data|figures?|info(?:rmation)?|return)|data (?:awaited|pending))"
    r"(?![a-z0-9])"
)
_OTHER_BOOK = re.compile(r"\[[0-9]+\]|\.(?:xls|ods)[a-z]?\b", re.IGNORECASE)
_ONLY_MARKS = re.compile(r"[-.?\s]+")
_ZERO_OR_NOTHING = re.compile(r"(?:nil|none)(?![a-z0-9])")
_ERRORS = re.compile(r"#(?:ref!|n/a|div/0!|value!|name\?|null!|num!|spill!|calc!|getting_data)")
_DIGIT = re.compile(r"[0-9]")
_STORED = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_HEDGE = re.compile(
    r"(?:[<>=~*(-]+|about|around|approx(?:imately)?|circa|c|est(?:imated)?|over|under|nearly"
    r"|almost|(?:less|fewer|more) than|at (?:least|most)|up to)[. ]*(?=[-£.]*[0-9])"
)
_LEVEL = re.compile(r"level:? (?=[0-9])", re.IGNORECASE)
_UNIT_WORDS = re.compile(r"[a-z]{2,}(?: [a-z]{2,})?\.?", re.IGNORECASE)
_DAY_WORDS = re.compile(r"(?:working |calendar )?days?\.?", re.IGNORECASE)
_POUND_WORDS = re.compile(r"(?:pounds?(?: sterling)?|gbp)\.?", re.IGNORECASE)
_ONE_DOT = re.compile(r"[-+(]*[0-9]{1,3}\.[0-9]{3}(?![0-9.,])")
_NO_WORDS = re.compile("")
_OWN_WORDS = {Unit.DAYS: _DAY_WORDS, Unit.MONEY: _POUND_WORDS, Unit.LEVEL: _NO_WORDS}
_NEXT_FIGURE = re.compile(r"(?<![a-z0-9.,])[-£(.]*[0-9]", re.IGNORECASE)
_SHOWN = 60
# What stands before the place where two texts differ, so that it is known what it is about.
_BEFORE = 20
NO_FIGURE = "no figure"
_MOST_CANDIDATES = 2


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a cell: a code of the contract and what fills its wording.

    `detail` by code: `read-as` how the figure was read (`79%`); `percent-unclear`, `number-unclear`
    and `date-unclear` the readings (`0.79% or 79%`), or what stands in the cell where none offers;
    `implausible` the figure (`7,900%`); `formula` and `formula-uncalculated` the formula;
    `error-value` and `not-a-number` what stands in the cell, shortened.
    `blocks` is true where the contract says fix: the value is not used until it is corrected.
    """

    code: str
    detail: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell holds: a value in the unit's own terms, or why there is none.

    `value` is None where the cell is blank, holds no figure (`TBC`), is held or is refused.
    `held`: it can be read in more ways than one; `candidates` are those readings, in the unit's
    own terms, also given where an implausible percentage was refused.
    `entered` is the figure as it stands in the cell: plain decimal text of at most 15 digits for a
    stored number (0.79 in a % cell), the text itself for text, "" for a blank cell.
    """

    value: Decimal | None = None
    held: bool = False
    no_figure: bool = False
    remarks: tuple[Remark, ...] = ()
    entered: str = ""
    candidates: tuple[Decimal, ...] = ()

    @property
    def blank(self) -> bool:
        """Return whether nothing at all stands in the cell."""
        return not self.entered and not self.remarks


BLANK = Reading()


def read_figure(cell: FoundCell | None, unit: Unit) -> Reading:
    """Read a figure of a numeric `unit`; never fails. Dates and text are read elsewhere.

    A formula's calculated value is read like a typed one, with the remark `formula` first.
    """
    if cell is None:
        return BLANK
    reading = _read_stored(cell, unit)
    if not cell.formula or reading.blank or cell.kind in {CellKind.BLANK, CellKind.ERROR}:
        return reading
    return replace(reading, remarks=(Remark("formula", cell.formula), *reading.remarks))


def _read_stored(cell: FoundCell, unit: Unit) -> Reading:
    match cell.kind:
        case CellKind.BLANK:
            return uncalculated(cell.formula) if cell.formula else BLANK
        case CellKind.NUMBER:
            return _read_number(cell, unit)
        case CellKind.TEXT:
            return _read_text(cell.text, unit)
        case CellKind.ERROR:
            return refused("error-value", cell.text)
        case _:  # TRUE or FALSE
            return refused("not-a-number", cell.text)


def uncalculated(formula: str) -> Reading:
    """Return the reading of a formula that no program has calculated yet."""
    return Reading(remarks=(Remark("formula-uncalculated", formula, blocks=True),))


def refused(code: str, text: str) -> Reading:
    """Return the reading of a cell whose content cannot be used."""
    return Reading(entered=text, remarks=(Remark(code, shortened(text), blocks=True),))


def shortened(text: str) -> str:
    """Return `text` on one line, short enough to quote in a message."""
    said = clean(text).replace("\n", " ")
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}..."


def told_apart(one: str, other: str) -> tuple[str, str]:
    """Return two texts short enough to quote, each from a little before where they first differ.

    Those that are short, or differ near the beginning, are quoted from there.
    """
    texts = [clean(text).replace("\n", " ") for text in (one, other)]
    pairs = zip(*texts, strict=False)
    same = next((at for at, signs in enumerate(pairs) if len({*signs}) > 1), min(map(len, texts)))
    start = max(same - _BEFORE, 0) if max(map(len, texts)) > _SHOWN and same > _SHOWN / 2 else 0
    first, second = (f"{'...' if start else ''}{shortened(text[start:])}" for text in texts)
    return first, second


def looks_elsewhere(formula: str) -> bool:
    """Return whether a formula takes what another workbook says."""
    return _OTHER_BOOK.search(formula) is not None


def is_no_figure(text: str) -> bool:
    """Return whether `text` says that there is no figure: `n/a`, `TBC`, `-`, `awaiting police`."""
    said = phrase(text)
    no_figure = _NO_FIGURE.match(said) or _ONLY_MARKS.fullmatch(clean(text))
    return bool(no_figure) and _DIGIT.search(said) is None


def may_be_nothing(text: str) -> bool:
    """Return whether `text` says zero, or that there is no figure: `nil`, `none`."""
    words = phrase(text)
    return _ZERO_OR_NOTHING.match(words) is not None and _DIGIT.search(words) is None


def is_error_text(text: str) -> bool:
    """Return whether `text` is a spreadsheet's error that arrived as text."""
    return _ERRORS.fullmatch(phrase(text)) is not None


def _read_number(cell: FoundCell, unit: Unit) -> Reading:
    stored = number_in(cell)
    if stored is None:
        return refused("not-a-number", cell.text)
    entered = plain(stored)
    if is_date_format(cell.number_format):
        return _shown_as_date(stored, entered, unit)
    in_percent = is_percent_format(cell.number_format)
    if unit is not Unit.PERCENT:
        if in_percent and stored:
            hundredfold = normal(EXACT.multiply(stored, HUNDRED))
            return _held("number-unclear", entered, (stored, hundredfold), unit)
        return Reading(value=stored, entered=entered)
    if in_percent or not stored:
        return plausible(Reading(value=stored, entered=entered))
    return _bare_percentage(stored, entered)


def _shown_as_date(stored: Decimal, entered: str, unit: Unit) -> Reading:
    """Hold a figure that the cell shows as a date: a date typed by mistake, or a pasted format."""
    candidates = () if unit is Unit.PERCENT else (stored,)
    readings = " or ".join((*(spoken(stored, unit) for stored in candidates), "a date"))
    doubt = Remark("number-unclear", readings)
    return Reading(held=True, entered=entered, remarks=(doubt,), candidates=candidates)


def number_in(cell: FoundCell) -> Decimal | None:
    """Return a stored number to 15 digits, or None where what is stored is no number of ours.

    `1_000` and `NaN`, which some readers take for numbers, are none; nor is 1E+309.
    """
    if not _STORED.fullmatch(cell.text.strip()):
        return None
    try:
        stored = stored_number(cell.text)
    except InvalidOperation:
        return None
    return stored if abs(stored) < TOO_LARGE else None


def _bare_percentage(figure: Decimal, entered: str) -> Reading:
    """Read a figure without its `%` sign: 79 is 79%, 0.79 may be 0.79% or 79%."""
    fraction = normal(EXACT.divide(figure, HUNDRED))
    if 0 < abs(figure) <= 1:
        return _held("percent-unclear", entered, (fraction, figure), Unit.PERCENT)
    return _noted(fraction, entered, Unit.PERCENT)


def _noted(value: Decimal, entered: str, unit: Unit) -> Reading:
    read_as = Remark("read-as", spoken(value, unit))
    reading = Reading(value=value, entered=entered, remarks=(read_as,))
    return plausible(reading) if unit is Unit.PERCENT else reading


def plausible(reading: Reading) -> Reading:
    """Ask about a percentage outside -100% to 200%; refuse one from 1,000%, either way."""
    value = reading.value or Decimal(0)
    if PERCENT_LOWEST <= value <= PERCENT_HIGHEST:
        return reading
    shown = spoken(value, Unit.PERCENT)
    if abs(value) < PERCENT_TOO_MUCH:
        return replace(reading, remarks=(*reading.remarks, Remark("implausible", shown)))
    return Reading(
        entered=reading.entered,
        remarks=(Remark("implausible", shown, blocks=True),),
        candidates=(normal(EXACT.divide(value, HUNDRED)), value),
    )


def _held(code: str, entered: str, candidates: tuple[Decimal, ...], unit: Unit) -> Reading:
    readings = " or ".join(spoken(value, unit) for value in candidates) or shortened(entered)
    return Reading(
        held=True, entered=entered, remarks=(Remark(code, readings),), candidates=candidates
    )


def _read_text(text: str, unit: Unit) -> Reading:
    said = clean(text).strip("'\" ")
    words = phrase(said)
    if not said:
        return BLANK
    if is_error_text(said):
        return refused("error-value", text)
    if is_no_figure(said):
        return Reading(no_figure=True, entered=text)
    if words == "zero":
        return _noted(Decimal(0), text, unit)
    if may_be_nothing(said):
        doubt = Remark("number-unclear", f"{spoken(Decimal(0), unit)}, or {NO_FIGURE}")
        return Reading(held=True, entered=text, remarks=(doubt,), candidates=(Decimal(0),))
    if unit is Unit.LEVEL:
        said = _LEVEL.sub("", said, count=1)
    return _read_typed(said, text, unit)


def _read_typed(said: str, text: str, unit: Unit) -> Reading:
    figure = _settled(figure_at_start(said), said, unit)
    too_large = figure and any(abs(reading) >= TOO_LARGE for reading in figure.readings)
    if too_large or not (figure or _HEDGE.match(said.casefold())):
        return refused("not-a-number", text)
    if figure is None or figure.value is None or not _is_plain(figure, unit):
        return _held("number-unclear", text, _figures_in(said, unit), unit)
    value = normal(figure.value)
    if unit is not Unit.PERCENT:
        return _noted(value, text, unit)
    if figure.percent or not value:
        return _noted(normal(EXACT.divide(value, HUNDRED)), text, unit)
    return _bare_percentage(value, text)


def _settled(figure: Typed | None, said: str, unit: Unit) -> Typed | None:
    """Return the figure, made clear where the unit leaves one reading: 85.125 is no 85,125%."""
    if figure is None or unit is not Unit.PERCENT or not _ONE_DOT.match(said):
        return figure
    return replace(figure, value=figure.readings[0])


def _is_plain(figure: Typed, unit: Unit) -> bool:
    """Return whether what stands with a typed figure leaves it plain in a cell of this unit."""
    whole = unit in {Unit.PERCENT, Unit.DAYS, Unit.LEVEL}
    if (figure.pounds or figure.scaled) and whole:
        return False
    if figure.percent and unit is not Unit.PERCENT:
        return False
    rest = figure.rest.rstrip(". ")
    if not rest:
        return True
    # Twelve cases are neither twelve pounds, twelve days nor level 12.
    if unit in _OWN_WORDS:
        return _OWN_WORDS[unit].fullmatch(rest) is not None
    return _is_unit_word(rest) and (figure.percent or unit is not Unit.PERCENT)


def _is_unit_word(rest: str) -> bool:
    words = rest.casefold().split()
    known = _UNIT_WORDS.fullmatch(rest) is not None and PROVISIONAL.search(rest) is None
    return known and NOT_A_UNIT.isdisjoint(words)


def _figures_in(said: str, unit: Unit) -> tuple[Decimal, ...]:
    """Return the figures that a doubtful text may mean; none for `3/4`, a date or a sentence."""
    if "/" in said or len(said) > _SHOWN or parse_british_date(said):
        return ()
    found: list[Decimal] = []
    while match := _NEXT_FIGURE.search(said):
        figure = figure_at_start(said[match.start() :])
        if figure is None:
            said = said[match.start() + 1 :]
            continue
        found.extend(_meanings(figure, unit))
        said = figure.rest.lstrip("- ")
    candidates = tuple(dict.fromkeys(found))
    if unit is Unit.PERCENT:
        candidates = tuple(value for value in candidates if abs(value) < PERCENT_TOO_MUCH)
    return candidates if len(candidates) <= _MOST_CANDIDATES else ()


def _meanings(figure: Typed, unit: Unit) -> Iterator[Decimal]:
    if unit is Unit.DAYS and OTHER_TIME.match(figure.rest):
        return
    for reading in figure.readings:
        hundredth = normal(EXACT.divide(reading, HUNDRED))
        if unit is Unit.PERCENT:
            yield hundredth
            if not figure.percent and abs(reading) <= 1:
                yield normal(reading)
        else:
            yield normal(reading)
            if figure.percent:
                yield hundredth
