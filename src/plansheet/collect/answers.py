"""What a person entered in one open cell: read by the column's kind, with what is to be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.collect.dates import read_date
from plansheet.collect.figures import (
    Reading,
    Remark,
    looks_elsewhere,
    number_in,
    plausible,
    read_figure,
    shortened,
)
from plansheet.collect.formats import is_date_format, is_percent_format
from plansheet.layout.columns import Reads, accepted
from plansheet.model.dates import spoken_date
from plansheet.model.ratios import RATIO_EXAMPLE, confirms, parse_ratio, spoken_ratio
from plansheet.model.returns import Answer
from plansheet.model.typed import clean, phrase
from plansheet.model.units import EXACT, Unit, plain, spoken
from plansheet.pages import CellKind
from plansheet.problems import Level, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from plansheet.collect.dates import DateCellReading
    from plansheet.layout.columns import Column
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import AnswerValue
    from plansheet.pages import FoundCell
    from plansheet.problems import Place, Problem

_TOO_MUCH = "is 1,000% or more, so it is not used"
_ELSEWHERE = " that looks into another workbook"
_UNUSUAL = "lies outside -100% to 200%; it is used"


@dataclass(frozen=True, slots=True)
class Ratio:
    """What the row of a ratio shows of it: the figure that is known, None where none is."""

    known: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What one open cell is about: its column, its row's unit, its place, and the quarter.

    `ratio` is given where both numbers of a ratio are asked for in the one cell.
    """

    column: Column
    unit: Unit
    place: Place
    quarter: Quarter
    date_1904: bool = False
    ratio: Ratio | None = None

    @property
    def example(self) -> str:
        """Return a value that the cell accepts, as a sentence may end with it."""
        if self.ratio is not None:
            return RATIO_EXAMPLE
        return self.column.example_for(self.quarter, self.unit).rstrip(".")

    def answer(self, value: AnswerValue, entered: str, *, held: bool = False) -> Answer:
        """Return the answer that the cell gives."""
        return Answer(value, entered, self.place.cell, held=held)


def read_answer(cell: FoundCell | None, asked: Question) -> tuple[Answer | None, list[Problem]]:
    """Return the answer in `cell` and what is to be said of it; None for an empty cell.

    The value is of the column's kind: a figure in its unit's terms, a date, or text.
    """
    if asked.ratio is not None:
        return _two_numbers(cell, asked, asked.ratio)
    match accepted(asked.column, asked.unit):
        case Reads.FIGURE:
            return _answered(read_figure(cell, asked.unit), asked)
        case Reads.NUMBER:
            return _answered(read_figure(cell, Unit.NUMBER), asked)
        case Reads.DATE:
            return _in_bounds(read_date(cell, date_1904=asked.date_1904), asked)
        case Reads.CHOICE:
            return _in_words(cell, asked, _chosen)
        case _:
            return _in_words(cell, asked, _told)


def _answered(
    reading: Reading | DateCellReading, asked: Question
) -> tuple[Answer | None, list[Problem]]:
    if reading.blank:
        return None, []
    answer = asked.answer(reading.value, reading.entered, held=reading.held)
    return answer, [_problem(remark, reading.entered, asked) for remark in reading.remarks]


def _two_numbers(
    cell: FoundCell | None, asked: Question, ratio: Ratio
) -> tuple[Answer | None, list[Problem]]:
    """Read both numbers of a ratio from one cell, or a figure that confirms those that are known.

    Any other figure by itself is held: the year to date needs the numbers behind it.
    """
    is_text = cell is not None and cell.kind is CellKind.TEXT
    numbers = parse_ratio(cell.text) if cell is not None and is_text else None
    if cell is not None and numbers is not None:
        return _as_ratio(cell.text.strip(), numbers, asked)
    reading = read_figure(cell, asked.unit)
    if reading.value is None:
        return _answered(reading, asked)
    if ratio.known is not None and confirms(reading.value, ratio.known, asked.unit):
        return _answered(reading, asked)
    shown = spoken(reading.value, asked.unit)
    doubt = Remark("number-unclear", f"{shown} of a number that is not given")
    return asked.answer(None, reading.entered, held=True), [_problem(doubt, reading.entered, asked)]


def _as_ratio(
    text: str, numbers: tuple[Decimal, Decimal], asked: Question
) -> tuple[Answer, list[Problem]]:
    top, bottom = numbers
    if top and not bottom:
        return asked.answer(None, text), [problem("denominator-zero", asked.place)]
    said = spoken_ratio(top, bottom)
    if asked.unit is not Unit.PERCENT or not bottom:
        return asked.answer(said, text), []
    share = plausible(Reading(value=EXACT.divide(top, bottom), entered=text))
    remarks = [_problem(remark, text, asked) for remark in share.remarks]
    return asked.answer(None if share.value is None else said, text), remarks


def _in_bounds(reading: DateCellReading, asked: Question) -> tuple[Answer | None, list[Problem]]:
    answer, said = _answered(reading, asked)
    low, high = asked.column.bounds.of(asked.quarter)
    if reading.value is None or low <= reading.value <= high:
        return answer, said
    outside = problem(
        "date-outside",
        asked.place,
        entered=spoken_date(reading.value),
        low=spoken_date(low),
        high=spoken_date(high),
        example=asked.example,
    )
    return asked.answer(None, reading.entered), [*said, outside]


def _in_words(
    cell: FoundCell | None,
    asked: Question,
    understood: Callable[[str, Question], tuple[str | None, list[Problem]]],
) -> tuple[Answer | None, list[Problem]]:
    if cell is None:
        return None, []
    if cell.kind is CellKind.ERROR:
        return _refused("error-value", cell.text, asked)
    if cell.kind is CellKind.BLANK and cell.formula:
        return _refused("formula-uncalculated", cell.text, asked)
    text = shown_text(cell, date_1904=asked.date_1904)
    if not clean(text):
        return None, []
    value, said = understood(text, asked)
    if cell.formula:
        said = [_problem(Remark("formula", cell.formula), text, asked), *said]
    return asked.answer(value, text), said


def shown_text(cell: FoundCell, *, date_1904: bool = False) -> str:
    """Return what stands in a text cell, as it is shown where the program made a figure of it."""
    number = number_in(cell) if cell.kind is CellKind.NUMBER else None
    if number is None:
        return cell.text.strip()
    if is_percent_format(cell.number_format):
        return spoken(number, Unit.PERCENT)
    is_date = is_date_format(cell.number_format)
    day = read_date(cell, date_1904=date_1904).value if is_date else None
    return spoken_date(day) if day else plain(number)


def _told(text: str, asked: Question) -> tuple[str | None, list[Problem]]:
    limit = asked.column.limit
    if len(text) <= limit:
        return text, []
    return text, [problem("text-long", asked.place, length=len(text), limit=limit)]


def _chosen(text: str, asked: Question) -> tuple[str | None, list[Problem]]:
    """Return the choice that was meant: its words in any case, or the code it begins with."""
    choices, typed = asked.column.choices, phrase(text)
    for choice in choices:
        if typed == phrase(choice):
            return choice, []
    begun = [choice for choice in choices if typed == phrase(choice).partition(" ")[0]]
    if len(begun) == 1:
        said = f"is read as {begun[0]}"
        return begun[0], [problem("read-as", asked.place, entered=shortened(text), detail=said)]
    wrong = problem(
        "not-in-list",
        asked.place,
        entered=shortened(text),
        heading=asked.column.heading,
        words=", ".join(choices),
    )
    return None, [wrong]


def _refused(code: str, entered: str, asked: Question) -> tuple[Answer, list[Problem]]:
    heading, example = asked.column.heading, asked.example
    said = problem(code, asked.place, entered=entered, heading=heading, example=example)
    return asked.answer(None, entered), [said]


def _problem(remark: Remark, entered: str, asked: Question) -> Problem:
    code, detail = remark.code, remark.detail
    if code == "implausible":
        level, why = (Level.FIX, _TOO_MUCH) if remark.blocks else (None, _UNUSUAL)
        return problem(code, asked.place, level=level, entered=detail, why=why)
    return problem(
        code,
        asked.place,
        entered=shortened(entered) or detail,
        detail=f"is read as {detail}",
        candidates=detail,
        elsewhere=_ELSEWHERE if looks_elsewhere(detail) else "",
        heading=asked.column.heading,
        example=asked.example,
    )
