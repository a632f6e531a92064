"""The live `Check` of an indicator: in words, what a row still needs while it is filled in.

It asks for what the checks of a return ask for. Comparisons are rounded to ten places, since the
office program adds in binary; what counts is worked out exactly when the return is read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.generate.formulas import COMPLETE, blank, first_missing, quoted
from plansheet.model.indicators import CountsAs, Way
from plansheet.model.units import plain, stored_number
from plansheet.pages import Formula
from plansheet.reconcile.totals import has_figure

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal
    from plansheet.reconcile.totals import Figures

NO_FIGURE = "Complete: no figure"
NOT_DUE = "Not due"
NOT_DUE_YET = "Not due yet"
EARLY = "Early date entered"
NOTHING_TO_ENTER = "Nothing to enter"

_OFF_TARGET_NEEDS = (
    ("commentary", "Off target: add commentary"),
    ("action", "Off target: add an action"),
    ("owner", "Off target: add an owner"),
    ("by_when", "Off target: add a date"),
)
_OFF_TARGET = first_missing(_OFF_TARGET_NEEDS, COMPLETE)
_UNEXPLAINED = blank("reason", "expected_by")
_NONE = Decimal(0)


def figure_check(indicator: Indicator, goal: Goal, quarter: Quarter, known: Figures) -> Formula:
    """Return the check of a numeric figure; `known` are the figures of earlier quarters."""
    off = _off_target(indicator, goal, quarter, known)
    done = f"IF({off},{_OFF_TARGET},{quoted(COMPLETE)})" if off else quoted(COMPLETE)
    if indicator.counts_as is CountsAs.RATIO:
        return _ratio_check(done)
    start = "Enter the figure, or a reason"
    return Formula(
        f"=IF({blank('actual')},IF({_UNEXPLAINED},{quoted(start)},{quoted(NO_FIGURE)}),"
        f'IF(ISNUMBER([actual]),{done},"Type a number"))',
        start,
    )


def _ratio_check(done: str) -> Formula:
    start = "Enter both numbers, or a reason"
    nothing_to_measure = f"AND([numerator]=0,NOT({blank('reason')}))"
    return Formula(
        f"=IF({blank('numerator', 'denominator')},"
        f"IF({_UNEXPLAINED},{quoted(start)},{quoted(NO_FIGURE)}),"
        f'IF({blank("numerator")},"Enter the numerator",'
        f'IF({blank("denominator")},"Enter the denominator",'
        "IF(AND(ISNUMBER([numerator]),ISNUMBER([denominator])),"
        f'IF([denominator]=0,IF({nothing_to_measure},{quoted(NO_FIGURE)},"The denominator is 0"),'
        f'{done}),"Type numbers"))))',
        start,
    )


def ratio_formula() -> Formula:
    """Return the locked Actual of a ratio: the quarter's numerator over its denominator."""
    return Formula(
        "=IF(AND(ISNUMBER([numerator]),ISNUMBER([denominator])),"
        'IF([denominator]=0,"",[numerator]/[denominator]),"")',
        "",
    )


def date_check(indicator: Indicator) -> Formula:
    """Return the check of a step that is due: the day it was done, or why it was not."""
    start = "Enter the date it was done, or a reason"
    done, not_done = quoted(COMPLETE), quoted(NO_FIGURE)
    if indicator.good_is.way is not Way.NONE:
        done = f"IF([actual]>[amber_to],{_OFF_TARGET},{done})"
        not_done = first_missing(_OFF_TARGET_NEEDS, NO_FIGURE)
    return Formula(
        f"=IF({blank('actual')},IF({blank('reason')},"
        f"IF({blank('expected_by')},{quoted(start)},{quoted(NO_FIGURE)}),{not_done}),"
        f'IF(ISNUMBER([actual]),{done},"Type a date"))',
        start,
    )


def early_check() -> Formula:
    """Return the check of a step that is not due: an early date may be entered."""
    return Formula(f"=IF({blank('actual')},{quoted(NOT_DUE_YET)},{quoted(EARLY)})", NOT_DUE_YET)


def text_check() -> Formula:
    """Return the check of an answer in words."""
    start = "Enter the answer, or a reason"
    return Formula(
        f"=IF({blank('actual')},IF({_UNEXPLAINED},{quoted(start)},{quoted(NO_FIGURE)}),"
        f"{quoted(COMPLETE)})",
        start,
    )


def _off_target(indicator: Indicator, goal: Goal, quarter: Quarter, known: Figures) -> str:
    """Return the condition that what is compared is off target; "" where nothing is."""
    compared = _compared(indicator, quarter, known)
    if not compared or (goal.span is None and goal.edge is None):
        return ""
    if goal.span is not None:
        low, high = _constant(goal.span.low_edge), _constant(goal.span.high_edge)
        return f"OR(ROUND({compared},10)<{low},ROUND({compared},10)>{high})"
    sign = "<" if indicator.good_is.way is Way.HIGHER else ">"
    return f"ROUND({compared},10){sign}ROUND([amber_to],10)"


def _compared(indicator: Indicator, quarter: Quarter, known: Figures) -> str:
    """Return what is compared with the target, the year to date where quarters add up.

    "" where an earlier quarter is missing: the year to date is not known then.
    """
    if indicator.counts_as not in {CountsAs.SUM, CountsAs.RATIO}:
        return "[actual]"
    earlier = [past for past in quarter.so_far[:-1] if has_figure(indicator, known.get(past))]
    if any(indicator.is_due(past) and past not in earlier for past in quarter.so_far[:-1]):
        return ""
    if indicator.counts_as is CountsAs.SUM:
        return "+".join(("[actual]", *(f"N([q{past.number}])" for past in earlier)))
    numerators = (plain(known[past].numerator or _NONE) for past in earlier)
    denominators = (plain(known[past].denominator or _NONE) for past in earlier)
    above, below = (
        "+".join((f"[{key}]", *parts))
        for key, parts in (("numerator", numerators), ("denominator", denominators))
    )
    return f"({above})/({below})"


def _constant(figure: Decimal) -> str:
    """Return a figure as a formula holds it: 15 digits, as many as the office program keeps."""
    return plain(stored_number(str(figure)))
