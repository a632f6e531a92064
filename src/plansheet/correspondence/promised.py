"""Figures that were promised for a day: who supplies each, and which of them are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.ratings import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from plansheet.reconcile.quarter import ServiceQuarter


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure that is awaited: by whom it is supplied, and the day it was promised for."""

    supplier: str
    ref: str
    title: str
    expected: date

    def is_overdue(self, day: date) -> bool:
        """Return whether its own day has passed: before that nobody is chased for it."""
        return self.expected < day


def promises(services: Iterable[ServiceQuarter]) -> Iterator[Promise]:
    """Yield each awaited figure that has a day, once, in the order of services and rows."""
    for service in services:
        for result in service.results:
            expected = result.figure.expected_by if result.figure else None
            if result.state is State.AWAITED and result.counted and expected is not None:
                indicator = result.indicator
                supplier = indicator.supplied_by or service.plan.code
                yield Promise(supplier, indicator.ref, indicator.title, expected)
