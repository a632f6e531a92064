"""What about a figure needs a second look: it may be right, and Commentary is to say why.

The checks of a return ask about the same figures, and use them all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.generate.compared import DENOMINATOR, NUMERATOR, ZERO
from plansheet.generate.conditions import All, Compare, blank
from plansheet.generate.formulas import Constant, Figure, Size
from plansheet.model.units import EXACT, PERCENT_HIGHEST, PERCENT_LOWEST, Unit, spoken
from plansheet.reconcile.plausible import TIMES, last_figure, targets_of, total_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from plansheet.generate.compared import FigureCase
    from plansheet.generate.conditions import Condition
    from plansheet.generate.entries import Rule
    from plansheet.generate.formulas import Number

_ASK = "Is it right? Say why in Commentary"


def second_looks(case: FigureCase) -> Iterator[Rule]:
    """Yield what to ask of a figure that is there and is a number.

    Last quarter's is the one that was known when the workbook was made.
    """
    indicator, quarter, known = case.indicator, case.quarter, case.known
    own, wanting = case.own, case.wanting
    yield from _about_own(case)
    before = total_before(indicator, quarter, known)
    if before is not None:
        yield Compare(own, "<", Constant(before)), f"Below last quarter's total. {_ASK}"
    if wanting is not None:
        for far, words in _about_size(case.compared, targets_of(case.goal), "the target"):
            yield All((*wanting, far)) if wanting else far, words
    last = last_figure(indicator, quarter, known)
    if last is not None:
        yield from _about_size(own, (last,), "last quarter's")


def forecast_looks(case: FigureCase) -> Iterator[Rule]:
    """Yield what to ask of a forecast, whether or not there is a figure."""
    if case.indicator.unit is Unit.PERCENT:
        for unusual, words in _about_percent(
            Figure("forecast"), "Forecast above", "Forecast below"
        ):
            yield All((unusual, blank("commentary"))), words


def _about_own(case: FigureCase) -> Iterator[Rule]:
    if case.indicator.unit is not Unit.PERCENT:
        return
    if case.is_ratio:
        above = Compare(NUMERATOR, ">", DENOMINATOR)
        yield above, f"Numerator above denominator. {_ASK}"
    else:
        yield from _about_percent(case.own, "Above", "Below")


def _about_percent(number: Number, above: str, below: str) -> Iterator[tuple[Condition, str]]:
    highest, lowest = spoken(PERCENT_HIGHEST, Unit.PERCENT), spoken(PERCENT_LOWEST, Unit.PERCENT)
    yield Compare(number, ">", Constant(PERCENT_HIGHEST)), f"{above} {highest}. {_ASK}"
    yield Compare(number, "<", Constant(PERCENT_LOWEST)), f"{below} {lowest}. {_ASK}"


def _about_size(
    number: Number, others: Collection[Decimal], what: str
) -> Iterator[tuple[Condition, str]]:
    """Yield the rules of a figure that is far from each of `others`, either way; none is zero."""
    if not others or not all(others):
        return
    sizes = [abs(other) for other in others]
    most = Constant(EXACT.multiply(TIMES, max(sizes)))
    least = Constant(EXACT.divide(min(sizes), TIMES))
    yield Compare(Size(number), ">=", most), f"5 times {what}, or more. {_ASK}"
    small = All((Compare(Size(number), ">", ZERO), Compare(Size(number), "<=", least)))
    yield small, f"A fifth of {what}, or less. {_ASK}"
