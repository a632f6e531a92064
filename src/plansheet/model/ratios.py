"""A ratio said in one cell: its two numbers, `216 of 240`, or a percentage that confirms them.

Percentages are only ever combined from numerators and denominators (domain: Aggregation), so a
percentage by itself can say that two numbers still hold, and never takes their place.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from plansheet.model.typed import clean, figure_at_start
from plansheet.model.units import EXACT, Unit, normal, plain

RATIO_EXAMPLE = "216 of 240"
_BETWEEN = re.compile(r" ?/ ?| out of | of ", re.IGNORECASE)
_WHOLE_PERCENT = 2


def parse_ratio(text: str) -> tuple[Decimal, Decimal] | None:
    """Read `216 of 240`, `1,216 out of 2,400` or `216/240`; None where it is not two numbers."""
    parts = _BETWEEN.split(clean(text))
    numbers = [number for number in map(_number, parts) if number is not None]
    both = 2
    if len(parts) != both or len(numbers) != both:
        return None
    return numbers[0], numbers[1]


def spoken_ratio(numerator: Decimal, denominator: Decimal) -> str:
    """Return a ratio as `parse_ratio` reads it: `216 of 240`."""
    return f"{plain(numerator)} of {plain(denominator)}"


def ratio_shown(text: str) -> Decimal | None:
    """Return the ratio of the two numbers in brackets, `90% (216 of 240)`; None without them."""
    numbers = parse_ratio(text.rpartition("(")[2].rstrip(")"))
    if numbers is None or not numbers[1]:
        return None
    return EXACT.divide(*numbers)


def confirms(typed: Decimal, ratio: Decimal, unit: Unit) -> bool:
    """Return whether a typed figure is the ratio, rounded to the decimals that were typed.

    A percentage is never taken to less than a whole one: 70% does not confirm two in three.
    """
    exponent = normal(typed).as_tuple().exponent
    typed_places = -exponent if isinstance(exponent, int) else 0
    places = max(typed_places, _WHOLE_PERCENT if unit is Unit.PERCENT else 0)
    step = Decimal(1).scaleb(-places)
    return ratio.quantize(step, ROUND_HALF_UP, EXACT) == typed


def _number(text: str) -> Decimal | None:
    figure = figure_at_start(text)
    if figure is None or figure.value is None or figure.rest:
        return None
    return None if figure.percent or figure.pounds or figure.value < 0 else normal(figure.value)
