"""How a reader of plan files turns a file away: why, and the one thing to do about it."""

from __future__ import annotations


class UnreadableError(Exception):
    """A file that no plan can be read from; the caller makes it a `plan-unreadable` problem.

    `why` and `remedy` are for a person, neither with a full stop: "it is protected with a
    password", "Save a copy without a password".
    """

    def __init__(self, why: str, remedy: str) -> None:
        """Keep the reason and the remedy."""
        super().__init__(why)
        self.why = why
        self.remedy = remedy
