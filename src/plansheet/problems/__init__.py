"""Faults in data as values: where, what was read, why it matters, one thing to do.

Owns the catalogue of codes. A code has one level and one wording everywhere, so that a person who
has met a message once knows it again; the places that find a fault fill in only what is particular.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.problems.kinds import HOLDING, Fault, Level, Place, Problem
from plansheet.problems.of_answers import ANSWER_FAULTS
from plansheet.problems.of_contradictions import CONTRADICTIONS
from plansheet.problems.of_decisions import DECISION_FAULTS
from plansheet.problems.of_history import HISTORY_FAULTS
from plansheet.problems.of_keeping import KEEPING_FAULTS
from plansheet.problems.of_letters import LETTER_FAULTS
from plansheet.problems.of_plans import PLAN_FAULTS
from plansheet.problems.of_returns import RETURN_FAULTS
from plansheet.problems.of_sending import SENDING_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ASKED",
    "CATALOGUE",
    "HOLDING",
    "Fault",
    "Level",
    "Place",
    "Problem",
    "grouped",
    "is_asked",
    "merged",
    "problem",
]

CATALOGUE: dict[str, Fault] = (
    PLAN_FAULTS
    | CONTRADICTIONS
    | RETURN_FAULTS
    | LETTER_FAULTS
    | ANSWER_FAULTS
    | DECISION_FAULTS
    | HISTORY_FAULTS
    | SENDING_FAULTS
    | KEEPING_FAULTS
)

# What a level is called where somebody is asked about it; a note asks nothing.
ASKED = {Level.REJECTED: "Rejected", Level.FIX: "To correct", Level.CONFIRM: "To confirm"}
_FOR_THE_COUNCIL = frozenset({"request"})


def is_asked(problem: Problem) -> bool:
    """Return whether a service is asked something: a request waits for the council instead."""
    return problem.level in ASKED and problem.code not in _FOR_THE_COUNCIL


def problem(code: str, place: Place, *, level: Level | None = None, **said: object) -> Problem:
    """Make the problem `code` at `place`, its wording filled in with `said`.

    `level` overrides the catalogue only where the contract lets one code stand at two levels.
    Raises KeyError for a code that the catalogue does not hold, or a gap that is not filled.
    """
    fault = CATALOGUE[code]
    words = {name: str(value) for name, value in said.items()}
    return Problem(code, level or fault.level, place, fault.wording.format_map(said), words)


def grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return the problems that say the same of one sheet together, in the order of the first."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for each in problems:
        key = (each.code, each.place.file, each.place.sheet, each.message)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def merged(problems: Iterable[Problem]) -> list[tuple[str, Problem]]:
    """Return each thing that is said once, with all the places it is said of, in words."""
    return [(_places([each.place for each in group]), group[0]) for group in grouped(problems)]


def _places(places: list[Place]) -> str:
    first = places[0]
    if len(places) == 1:
        return str(first)
    where = [" ".join(part for part in (place.cell, place.label) if part) for place in places]
    named = ", ".join(dict.fromkeys(part for part in where if part))
    return ", ".join(part for part in (str(Place(first.file, first.sheet)), named) if part)
