"""Who is written to about a service, and when the person is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Absence:
    """The days in which a person is away, the first and the last of them among these."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return it as settings write it: `2018-10-01 to 2018-10-12`."""
        return f"{self.first.isoformat()} to {self.last.isoformat()}"

    def covers(self, day: date) -> bool:
        """Return whether the person is away on `day`."""
        return self.first <= day <= self.last
