"""What a person gives in the place of what stands in a cell, read by the cell's own reader.

Owns which of several readings is offered; how each is read is for `answers`, `figures` and `dates`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.collect.answers import read_answer
from plansheet.collect.dates import read_date
from plansheet.collect.figures import (
    NO_FIGURE,
    is_no_figure,
    may_be_nothing,
    number_in,
    read_figure,
)
from plansheet.layout.columns import Reads, accepted
from plansheet.model.dates import spoken_date
from plansheet.model.records import READ_AS
from plansheet.model.units import Unit, spoken
from plansheet.pages import CellKind, FoundCell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plansheet.collect.answers import Question
    from plansheet.model.returns import Answer, AnswerValue
    from plansheet.problems import Problem


def reread(text: str, asked: Question) -> tuple[Answer | None, list[Problem]]:
    """Read `text` as if it had been typed into the cell that is asked about."""
    return read_answer(FoundCell(CellKind.TEXT, text), asked)


def in_words(value: AnswerValue, asked: Question) -> str:
    """Return a value of the cell as a person writes it, and as `reread` reads it back."""
    if isinstance(value, Decimal):
        figure = accepted(asked.column, asked.unit) is Reads.FIGURE
        return spoken(value, asked.unit if figure else Unit.NUMBER)
    return spoken_date(value) if isinstance(value, date) else value or ""


def as_said(answer: Answer, asked: Question) -> str:
    """Return what stands in a cell and how it was read: what a decision about the cell is about.

    The same digits can be held in one return and clear in the next: `0.79` as text, `0.79` as 79%.
    """
    if answer.value is None or isinstance(answer.value, str):
        return answer.entered
    return f"{answer.entered}{READ_AS}{in_words(answer.value, asked)}"


def no_figure(answer: Answer) -> bool:
    """Return whether a cell says that there is no figure, or no date: `n/a`."""
    return answer.value is None and not answer.held and is_no_figure(answer.entered)


def readings(entered: str, asked: Question) -> tuple[str, ...]:
    """Return what a held cell may mean, in words; none where its text offers nothing."""
    found = tuple(in_words(value, asked) for value in _candidates(entered, asked))
    return (*found, NO_FIGURE) if found and may_be_nothing(entered) else found


def suggested(entered: str, asked: Question) -> str:
    """Return the reading of a held cell that a person can accept, in words, or "" for none.

    Likely are the only one there is; `0.79` of a percentage as 79%; and `1.234,5`, whose two signs
    leave one order of thousands and decimals.
    """
    found = _candidates(entered, asked)
    likely: Decimal | date | None = None
    if len(found) == 1:
        likely = found[0]
    elif found and asked.unit is Unit.PERCENT and _is_a_fraction(entered):
        likely = found[-1]
    elif found and "." in entered and "," in entered:
        likely = found[0]
    words = "" if likely is None else in_words(likely, asked)
    answer = reread(words, asked)[0] if words else None
    return words if answer is not None and answer.value is not None else ""


def _candidates(entered: str, asked: Question) -> Sequence[Decimal] | Sequence[date]:
    """Return the readings of what was entered, as far as its text alone leaves several.

    Whether it was stored as a number is not kept: `1.234` is clear as one, so where it was held it
    was text. Both numbers of a ratio are wanted in a cell that asks for them: none is offered.
    """
    if asked.ratio is not None:
        return ()
    text, number = FoundCell(CellKind.TEXT, entered), FoundCell(CellKind.NUMBER, entered)
    read = _reader(asked)
    return (read(number) if number_in(number) is not None else ()) or read(text)


def _reader(asked: Question) -> Callable[[FoundCell], Sequence[Decimal] | Sequence[date]]:
    match accepted(asked.column, asked.unit):
        case Reads.FIGURE:
            return lambda cell: read_figure(cell, asked.unit).candidates
        case Reads.NUMBER:
            return lambda cell: read_figure(cell, Unit.NUMBER).candidates
        case _:
            return lambda cell: read_date(cell).candidates


def _is_a_fraction(entered: str) -> bool:
    stored = number_in(FoundCell(CellKind.NUMBER, entered))
    return stored is not None and abs(stored) < 1
