"""Work for processes beside the tests: plain, and such that stops or ends whoever does it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from threading import Lock

from plansheet.jobs import looking
from plansheet.jobs.far import NotSentError


def doubled(common: int, given: int) -> int:
    return common + 2 * given


def by_whom(_common: None, _given: int) -> int:
    return os.getpid()


def deadly(common: str, given: int) -> int:
    """Double a number; the first who is given 7 is killed, and leaves word of it."""
    word = Path(common)
    if given == 7 and not word.exists():
        word.touch()
        kill = getattr(signal, "SIGKILL", signal.SIGTERM)
        os.kill(os.getpid(), kill)
    return 2 * given


def always_deadly(_common: None, given: int) -> int:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return given


def odd_only(_common: None, given: int) -> int:
    if given % 2 == 0:
        message = f"{given} is even"
        raise ValueError(message)
    return given


def slow_at_seven(seconds: float, given: int) -> int:
    """Double a number; 7 takes its time."""
    if given == 7:
        time.sleep(seconds)
    return 2 * given


def deadly_at_seven(_common: None, given: int) -> int:
    """Double a number; whoever is given 7 is killed, each time."""
    return always_deadly(None, given) if given == 7 else 2 * given


def opening() -> int:
    """Return how many processes there are that open files for this one."""
    return len(looking._processes)  # noqa: SLF001 - nobody else has to know


def lacking(_common: None, given: str) -> str:
    """Say that something is lacking."""
    raise NotSentError(given)


def nothing(_common: None, _given: str) -> None:
    """Make nothing of it."""


_AT_WORK = Lock()


def alone(_common: None, _given: int) -> bool:
    """Return whether nobody else of this process is at it."""
    is_alone = _AT_WORK.acquire(blocking=False)
    time.sleep(0.005)
    if is_alone:
        _AT_WORK.release()
    return is_alone


RESTED: list[bool] = []


def rest() -> None:
    """Leave word that there was nothing to do."""
    RESTED.append(True)
