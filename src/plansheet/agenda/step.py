"""One thing to do: how urgent it is, what it is in words, and what to type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto

# Stands in the words of a step for what plansheet is called by there.
PROGRAM = "{program}"


class Urgency(IntEnum):
    """What comes first: what stands in the way of others, then what is late, then what is due."""

    BEGIN = auto()
    CORRECT = auto()
    READ = auto()
    CHOOSE = auto()
    DECIDE = auto()
    GENERATE = auto()
    SEND = auto()
    CHASE = auto()
    ASK = auto()
    AWAITED = auto()
    CONFIRM = auto()
    TELL = auto()
    COMPILE = auto()
    REPORT = auto()
    ROLL = auto()
    RETENTION = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `command` is what is typed after `plansheet`, "" where words must do.

    A command can be copied and finishes the step, after what `what` says is to be done before.
    """

    urgency: Urgency
    what: str
    command: str
    period: str = ""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 draft`, `2 drafts`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
