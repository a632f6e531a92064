"""What any cell to fill in wants of what is typed, as rules of its row's Check.

Validation refuses most of it while it is typed; what is pasted is not validated. The rules follow
how a return is read: a row that they let pass has no cell that reading refuses.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from plansheet.generate.conditions import (
    All,
    Any,
    Compare,
    HasError,
    IsNumber,
    Not,
    NotNumber,
    Says,
    blank,
    known,
)
from plansheet.generate.formulas import Constant, Figure, Size, number_in
from plansheet.layout.columns import FIGURE_EXAMPLES, Reads, accepted
from plansheet.model.units import PERCENT_TOO_MUCH, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.generate.conditions import Condition
    from plansheet.generate.formulas import Words
    from plansheet.layout.columns import Column
    from plansheet.model.periods import Quarter
    from plansheet.reconcile.wants import Chooser

Rule: TypeAlias = "tuple[Condition, str | Words]"

ACTUAL = "actual"
_ERROR = "Type over the cell that shows an error"
# Sheets have few kinds of rows, and each kind has the same rules.
_MOST_KINDS = 256


@lru_cache(maxsize=_MOST_KINDS)
def no_errors(columns: tuple[Column, ...]) -> Rule:
    """Return the rule that comes first: where a cell shows an error nothing else can be said."""
    return known(HasError(tuple(column.key for column in columns))), _ERROR


@lru_cache(maxsize=_MOST_KINDS)
def entry_rules(
    columns: tuple[Column, ...],
    quarter: Quarter,
    unit: Unit = Unit.NUMBER,
    codes: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> tuple[Rule, ...]:
    """Return what is wrong with what stands in each of `columns`, in their order; nothing is right.

    `codes`, each a key and its answers, are those that a list does not show and that are
    understood all the same.
    """
    understood = dict(codes)
    return tuple(
        (known(condition), _named(column, words))
        for column in columns
        for condition, words in _wrong(column, quarter, unit, understood.get(column.key, ()))
    )


@lru_cache(maxsize=_MOST_KINDS)
def choice_rules(
    columns: tuple[Column, ...],
    quarter: Quarter,
    chooser: Chooser,
    codes: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> tuple[Rule, ...]:
    """Return the rules of a row that says in one cell how things stand, and what follows."""
    return (
        no_errors(columns),
        (known(blank(chooser.key)), chooser.check),
        *entry_rules(columns, quarter, codes=codes),
        *(
            (known(All((Says(chooser.key, want.said), blank(*want.keys)))), want.check)
            for want in chooser.wants
        ),
    )


def _wrong(
    column: Column, quarter: Quarter, unit: Unit, codes: tuple[str, ...]
) -> Iterator[tuple[Condition, str]]:
    match accepted(column, unit):
        case Reads.CHOICE:
            yield Not(Says(column.key, ("", *column.choices, *codes))), "choose from the list"
        case Reads.DATE:
            yield NotNumber(column.key), "type a date"
            yield _is_outside(column, quarter), "check the year of the date"
        case Reads.FIGURE | Reads.NUMBER as reads:
            yield NotNumber(column.key), "type a number"
            if reads is Reads.FIGURE and unit is Unit.PERCENT:
                example = FIGURE_EXAMPLES[unit]
                too_much = Compare(Size(Figure(column.key)), ">=", Constant(PERCENT_TOO_MUCH))
                yield too_much, f"type {example} for {example.rstrip('%')} per cent"


def _is_outside(column: Column, quarter: Quarter) -> Condition:
    """Return the condition that a date lies outside the bounds; a time of day is passed over."""
    first, last = (Constant(number_in(day) or Decimal(0)) for day in column.bounds.of(quarter))
    day = Figure(column.key)
    after = Constant(last.value + 1)
    outside = Any((Compare(day, "<", first), Compare(day, ">=", after)))
    return All((IsNumber(column.key), outside))


def _named(column: Column, words: str) -> str:
    """Return the words with the column they are about; the figure itself needs no name."""
    if column.key == ACTUAL:
        return words[0].upper() + words[1:]
    return f"{column.heading.rstrip('?')}: {words}"
