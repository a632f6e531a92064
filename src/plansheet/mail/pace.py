"""How fast messages go: never more in a minute than the server takes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MINUTE = 60.0


class Pace:
    """Lets at most `most` messages go in any 60 seconds."""

    def __init__(
        self,
        most: int,
        clock: Callable[[], float],
        pause: Callable[[float], None],
        ages: Iterable[float] = (),
    ) -> None:
        """Take how many, a clock that only goes forward, and what waits; both in seconds.

        `ages` are how long ago those went that had gone before, the oldest first.
        """
        self._clock, self._pause = clock, pause
        now = clock()
        self._gone: deque[float] = deque((now - age for age in ages), maxlen=most)

    def wait(self) -> None:
        """Return once another message may go, which then counts as gone."""
        if len(self._gone) == self._gone.maxlen:
            left = self._gone[0] + _MINUTE - self._clock()
            if left > 0:
                self._pause(left)
        self._gone.append(self._clock())
