"""Work for processes beside the tests: plain, and such that stops or ends whoever does it."""

from __future__ import annotations

import os
import signal
from pathlib import Path


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
