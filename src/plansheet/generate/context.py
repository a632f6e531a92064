"""What a workbook needs besides its plan: the council, the quarter, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.model.indicators import Indicator, Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Figure, Return
    from plansheet.model.units import Unit

# So many letters of the workbook's font fit a screen of 1,366 pixels with room to spare.
_LONGEST_LINE = 130


@dataclass(frozen=True, slots=True)
class Context:
    """What the shell knows when a workbook is generated.

    `figures` holds what is known of each indicator (by ref) in each earlier quarter; `earlier` the
    returns that count of the quarters before, oldest first; `guests` the indicators of other plans
    that this service supplies; `services` the names of those who supply any of them, by code;
    `withdrawn` the refs that are no longer collected; `tolerance_for` the council's tolerance in a
    unit; `wording` the lines above the table of each sheet, of which the first says what to do
    there. `number` and `issue_id` say which issue of the workbook this is.
    """

    council: str
    quarter: Quarter
    tolerance_for: Callable[[Unit], Tolerance]
    figures: Mapping[str, Mapping[Quarter, Figure]] = field(default_factory=dict)
    earlier: tuple[Return, ...] = ()
    guests: tuple[Indicator, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    wording: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    number: int = 1
    issue_id: str = ""

    def lines_of(self, sheet: str) -> tuple[str, ...]:
        """Return the lines above the table of a sheet, each short enough for a small screen."""
        said = self.wording.get(sheet, ())
        return tuple(part for line in said for part in wrap(line, _LONGEST_LINE))
