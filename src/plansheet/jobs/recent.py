"""What was worked out last, and only so much of it: thousands of services fill no memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by what they are of: a new one takes the place of the oldest of so many."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self._most = most
        self._found: dict[Key, Value] = {}

    def of(self, key: Key, work: Callable[[], Value]) -> Value:
        """Return what `work` returned for `key`; it is done where that is not known any more."""
        if key not in self._found:
            value = work()
            if len(self._found) >= self._most:
                del self._found[next(iter(self._found))]
            self._found[key] = value
        return self._found[key]

    def forget(self, key: Key) -> None:
        """Have it worked out anew when it is asked for next."""
        self._found.pop(key, None)
