"""The reference that messages carry and replies keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter


@dataclass(frozen=True, slots=True)
class Reference:
    """What a message is about: the quarter and the code of the service."""

    period: Quarter
    service: str

    def __str__(self) -> str:
        """Return it as subjects carry it: `[2018-19-Q2 corporate-services]`."""
        return f"[{self.period.label} {self.service}]"
