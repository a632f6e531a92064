"""The live `Check` of an indicator: in words, the one thing a row still needs.

First what is missing or cannot be used, then what an off-target figure needs, then what may be
right and wants a word of explanation. It asks for what the checks of a return ask for.
Comparisons are rounded to ten places, since the office program adds in binary; what counts is
worked out exactly when the return is read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.generate.compared import DENOMINATOR, NUMERATOR, ZERO
from plansheet.generate.conditions import (
    All,
    Compare,
    HasError,
    IsNumber,
    Not,
    Says,
    blank,
    first,
    given,
    known,
)
from plansheet.generate.entries import ACTUAL, entry_rules, no_errors
from plansheet.generate.formulas import COMPLETE, Constant, Figure, Quotient, Sum
from plansheet.generate.second_look import forecast_looks, second_looks
from plansheet.model.indicators import Way
from plansheet.model.units import Unit
from plansheet.reconcile.words import OTHER_REASON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.generate.compared import FigureCase
    from plansheet.generate.conditions import Condition, First
    from plansheet.generate.entries import Rule

NO_FIGURE = "Complete: no figure"
NOT_DUE = "Not due"
NOT_DUE_YET = "Not due yet"
EARLY = "Early date entered"
NOTHING_TO_ENTER = "Nothing to enter"

_OFF_TARGET_NEEDS = (
    (known(blank("commentary")), "Off target: add commentary"),
    (known(blank("action")), "Off target: add an action"),
    (known(blank("owner")), "Off target: add an owner"),
    (known(blank("by_when")), "Off target: add a date"),
)
_UNEXPLAINED = known(blank("reason", "expected_by"))
_EMPTY = known(blank(ACTUAL))
_NOTHING_ENTERED = known(blank("numerator", "denominator"))
_DENOMINATOR_0 = known(Compare(DENOMINATOR, "=", ZERO))
_TOLD = (known(given("commentary")), COMPLETE)
_OTHER = known(Says("reason", (OTHER_REASON,)))


def figure_check(case: FigureCase) -> First:
    """Return the check of a row whose figure is due."""
    if case.indicator.unit is Unit.DATE:
        rules = _date_rules(case)
    elif case.indicator.unit is Unit.TEXT:
        rules = _text_rules(case)
    else:
        rules = _ratio_rules(case) if case.is_ratio else _plain_rules(case)
    return first(no_errors(case.columns), *rules, otherwise=COMPLETE)


def _plain_rules(case: FigureCase) -> Iterator[Rule]:
    yield All((_EMPTY, _UNEXPLAINED)), "Enter the figure, or a reason"
    yield from _entries(case)
    yield from _no_figure(_EMPTY)
    yield given("reason"), "Clear the reason: there is a figure"
    yield from _off_target(case)
    yield _TOLD
    yield from second_looks(case)


def _ratio_rules(case: FigureCase) -> Iterator[Rule]:
    yield All((_NOTHING_ENTERED, _UNEXPLAINED)), "Enter both numbers, or a reason"
    yield from _entries(case)
    yield from _no_figure(_NOTHING_ENTERED)
    yield blank("numerator"), "Enter the numerator"
    yield blank("denominator"), "Enter the denominator"
    yield Compare(DENOMINATOR, "<", ZERO), "The denominator is below 0: check it"
    something = Not(Compare(NUMERATOR, "=", ZERO))
    yield All((_DENOMINATOR_0, something)), "The denominator is 0: check it"
    yield All((_DENOMINATOR_0, blank("reason"))), "Nothing in nothing: choose a reason"
    yield All((Not(_DENOMINATOR_0), given("reason"))), "Clear the reason: there is a figure"
    yield from _off_target(case)
    yield _DENOMINATOR_0, NO_FIGURE
    yield _TOLD
    yield from second_looks(case)


def ratio_actual() -> First:
    """Return the locked Actual of a ratio: the quarter's numerator over its denominator."""
    return first(
        (HasError(("numerator", "denominator")), ""),
        (Not(All((IsNumber("numerator"), IsNumber("denominator")))), ""),
        (_DENOMINATOR_0, ""),
        otherwise=Quotient(NUMERATOR, DENOMINATOR),
    )


def _date_rules(case: FigureCase) -> Iterator[Rule]:
    """Yield the rules of a step that is due: the day it was done, or why it was not."""
    is_rated = case.indicator.good_is.way is not Way.NONE and case.goal.amber_by is not None
    yield All((_EMPTY, _UNEXPLAINED)), "Enter the date it was done, or a reason"
    yield from _entries(case)
    if is_rated:
        needs = first(*_OFF_TARGET_NEEDS, otherwise=NO_FIGURE)
        yield All((_EMPTY, given("reason"))), needs
    yield from _no_figure(_EMPTY)
    yield given("reason"), "Clear the reason: there is a date"
    if is_rated:
        # A time of day is still that day.
        day_after = Sum((Figure("amber_to"), Constant(Decimal(1))))
        late = Compare(Figure(ACTUAL), ">=", day_after)
        yield late, first(*_OFF_TARGET_NEEDS, otherwise=COMPLETE)


def early_check(case: FigureCase) -> First:
    """Return the check of a step that is not due: an early date may be entered."""
    return first(no_errors(case.columns), (_EMPTY, NOT_DUE_YET), *_entries(case), otherwise=EARLY)


def _text_rules(case: FigureCase) -> Iterator[Rule]:
    yield All((_EMPTY, _UNEXPLAINED)), "Enter the answer, or a reason"
    yield from _entries(case)
    yield from _no_figure(_EMPTY)
    yield given("reason"), "Clear the reason: there is an answer"


def _entries(case: FigureCase) -> Iterator[Rule]:
    yield from entry_rules(case.columns, case.quarter, case.indicator.unit)
    yield from forecast_looks(case)


def _no_figure(empty: Condition) -> Iterator[Rule]:
    """Yield the rules of a row where a reason, or a date, stands in the place of a figure."""
    yield All((empty, _OTHER, blank("commentary"))), "Say the reason in Commentary"
    yield empty, NO_FIGURE


def _off_target(case: FigureCase) -> Iterator[Rule]:
    off = case.off_target()
    if off is not None:
        yield off, first(*_OFF_TARGET_NEEDS, otherwise=COMPLETE)
