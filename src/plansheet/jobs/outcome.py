"""What a command came to, and what comes in to it from outside: the clock, ids, progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TYPE_CHECKING, Protocol, TypeVar

from plansheet.problems import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from plansheet.problems import Problem

Item = TypeVar("Item")
_GRAVE = frozenset({Level.REJECTED, Level.FIX})


class Progress(Protocol):
    """Something that shows how far a command is while it goes through `items`."""

    def __call__(self, items: Sequence[Item], doing: str) -> Iterable[Item]:
        """Yield `items`, showing what is being done."""
        ...


def no_progress(items: Sequence[Item], doing: str) -> Iterable[Item]:  # noqa: ARG001 - the shape
    """Yield `items` and show nothing."""
    return items


@dataclass(frozen=True, slots=True)
class World:
    """What a command takes from outside: the time, new ids, how progress shows, a rehearsal.

    With `dry_run` nothing is written, and the outcome says what would be. `pause` lets that many
    seconds pass, and `seconds` counts them, from no moment in particular. `who` is the login name
    of whoever runs it, "" where the system does not tell. `workers` is how many processes may work
    at once, None for as many as there are cores; `scheduler` is the address of a cluster that works
    instead of them, "" for none.
    """

    now: datetime
    new_id: Callable[[], str]
    progress: Progress = no_progress
    dry_run: bool = False
    pause: Callable[[float], None] = sleep
    seconds: Callable[[], float] = monotonic
    who: str = ""
    workers: int | None = None
    scheduler: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command came to: its results, what is to be said, and the faults it found.

    `document` is the JSON document, `lines` the results for people, `notes` what was done.
    `held` says that a value waits for a person.
    """

    document: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    held: bool = False

    @property
    def status(self) -> int:
        """Return the exit status: 1 where a file was rejected, a fix raised or a value held."""
        grave = any(problem.level in _GRAVE for problem in self.problems)
        return 1 if grave or self.held else 0


def as_json(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems as the contract's PROBLEM objects."""
    return [problem.as_json() for problem in problems]
