"""A plan file as it was read: what its name says, and what was found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.model.periods import FinancialYear, parse_years
from plansheet.model.words import is_service_code

if TYPE_CHECKING:
    from plansheet.model.plans import Plan
    from plansheet.model.tables import RowPlaces
    from plansheet.problems import Problem
    from plansheet.refs import GivenRefs

_NAME = re.compile(r"(?P<code>\S+) (?P<years>[0-9]{4}-[0-9]{2})(?P<ending>\.[A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class PlanName:
    """What the name of a plan file says: the service's code, the plan's years, the ending."""

    code: str
    years: tuple[FinancialYear, ...]
    ending: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """One plan file as read: None where there is no plan to be had of it.

    `given` are the refs given only now, to be kept; `places` say where the plan's rows stand.
    """

    plan: Plan | None
    places: RowPlaces = field(default_factory=dict)
    given: GivenRefs = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


# Every command asks again and again which plans are of a quarter, in a county of thousands.
@lru_cache(maxsize=16_384)
def parse_plan_name(name: str) -> PlanName | None:
    """Read `community-partnerships 2018-21.md`; None where it is not a code, years and an ending.

    Codes are compared without case, so capitals in the name are read as small letters.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    code, years = match["code"].lower(), parse_years(match["years"])
    if years is None or not is_service_code(code):
        return None
    return PlanName(code, years, match["ending"].lower())
