"""The shorthand that the government's guidance on spreadsheets gives for figures: [p] [r] [x] [b].

Source: Analysis Function, "Releasing statistics in spreadsheets", and "Symbols in tables". Every
marker stands in a column of its own, never in the cell of a figure, and is explained on Notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.ratings import State
from plansheet.reconcile.trend import quarters_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import ServiceQuarter

PROVISIONAL, REVISED, NOT_AVAILABLE, BREAK = "[p]", "[r]", "[x]", "[b]"
_WITHOUT_A_FIGURE = frozenset({State.AWAITED, State.NOT_SUPPLIED, State.HELD})
_FIGURE = "Figure"


def markers(quarter: Quarter, service: ServiceQuarter, result: Result) -> str:
    """Return the markers of an indicator; those of another quarter name it: `[r] Q1 2018/19`."""
    return ", ".join(dict.fromkeys(_found(quarter, service, result)))


def _found(quarter: Quarter, service: ServiceQuarter, result: Result) -> Iterator[str]:
    figure, since = result.figure, result.indicator.since
    if result.state in _WITHOUT_A_FIGURE:
        yield NOT_AVAILABLE
    elif figure is not None and figure.provisional:
        yield PROVISIONAL
    for late in service.restatements:
        if late.ref == result.indicator.ref and late.what == _FIGURE:
            yield f"{REVISED} {late.quarter}"
    if since is not None and quarters_shown(quarter)[0] < since <= quarter:
        yield f"{BREAK} {since}"
