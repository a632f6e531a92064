"""What a row of a register asks for, once something is chosen in it: declared once, read twice.

A row's live Check shows the words while it is filled in; the checks of a return ask for the same
when it comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.reconcile.words import (
    CHANGED,
    CLOSED,
    COMPLETED,
    CONTRACTS,
    EXTEND,
    MILESTONES,
    NEEDS_AMENDMENT,
    NEEDS_ATTENTION,
    NO_CHANGE,
    RENEWED,
    RISKS,
)

if TYPE_CHECKING:
    from plansheet.model.risks import RiskScheme


@dataclass(frozen=True, slots=True)
class Want:
    """What a row still wants where one of `said` is chosen: one of the cells `keys` filled in.

    `check` is what the row's Check says until then, `code` the problem of a return without it.
    """

    said: tuple[str, ...]
    keys: tuple[str, ...]
    check: str
    code: str


@dataclass(frozen=True, slots=True)
class Chooser:
    """The cell in which a row of a sheet says how things stand, and what follows from each answer.

    `check` is what the row's Check says until something is chosen.
    """

    sheet: str
    key: str
    check: str
    wants: tuple[Want, ...]


MILESTONE_STATUS = Chooser(
    MILESTONES,
    "status",
    "Choose a status",
    (
        Want((COMPLETED,), ("done_on",), "Add the date it was done", "done-on-missing"),
        Want(
            (NEEDS_ATTENTION, NEEDS_AMENDMENT),
            ("commentary",),
            "Say what holds it up",
            "status-unexplained",
        ),
    ),
)
CONTRACT_STEP = Chooser(
    CONTRACTS,
    "next_step",
    "Choose what happens next",
    (Want((EXTEND, RENEWED), ("new_end",), "Add the new end date", "new-end-missing"),),
)
_REASONS = (
    Want((CLOSED,), ("reason",), "Add a reason for closing", "closing-unexplained"),
    Want((CHANGED,), ("reason",), "Add a reason for change", "change-unexplained"),
)
# What follows from the scores themselves, and not from which cells are empty.
UNSCORED = Want((CHANGED,), (), "Fill in likelihood and impact", "score-missing")
UNUSED = Want(
    (NO_CHANGE,), (), "No change, but a score differs: choose Changed, or clear it", "score-unused"
)


@lru_cache(maxsize=16)
def risk_answer(scheme: RiskScheme) -> Chooser:
    """Return what a risk is asked under `Changed?`, and what follows, by the inputs of a scheme."""
    inputs = tuple(scale.key for scale in scheme.inputs)
    change = Want((CHANGED,), inputs, "Fill in what has changed", "change-missing")
    check = f"Choose {NO_CHANGE}, {CHANGED} or {CLOSED}"
    return Chooser(RISKS, "changed", check, (change, *_REASONS))


# The one cell that is wanted for each problem; which of its scores changed only the council knows.
WANTED_CELLS = {
    want.code: want.keys for want in (*MILESTONE_STATUS.wants, *CONTRACT_STEP.wants, *_REASONS)
}
