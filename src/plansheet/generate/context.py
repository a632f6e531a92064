"""What a workbook needs besides its plan: the council, the quarter, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.model.words import SeparateChecker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from plansheet.model.indicators import Indicator, Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure, Return
    from plansheet.model.units import Unit


@dataclass(frozen=True, slots=True)
class Context:
    """What the shell knows when a workbook is generated.

    `figures` holds what is known of each indicator (by ref) in each earlier quarter; `earlier` the
    returns that count of the quarters before, oldest first; `guests` the indicators of other plans
    that this service supplies; `services` the names of all services by code; `withdrawn` the refs
    that are no longer collected; `ask` who answers questions; `tolerance_for` the council's
    tolerance in a unit. `number` and `issue_id` say which issue of the workbook this is.
    """

    council: str
    ask: str
    due: date
    quarter: Quarter
    tolerance_for: Callable[[Unit], Tolerance]
    figures: Mapping[str, Mapping[Quarter, Figure]] = field(default_factory=dict)
    earlier: tuple[Return, ...] = ()
    guests: tuple[Indicator, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    separate_checker: SeparateChecker = SeparateChecker.PREFERRED
    number: int = 1
    issue_id: str = ""
