"""The tables of a plan by name, and where the rows of each stand in the plan's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeAlias

from plansheet.problems import Place


class Table(StrEnum):
    """A table of a service plan, by its canonical heading (contract: Plan tables)."""

    SERVICE = "Service"
    INDICATORS = "Performance indicators"
    OBJECTIVES = "Objectives"
    PROJECTS = "Projects"
    RISKS = "Risks"
    HEAT_MAP = "Heat map"
    CONTRACTS = "Contracts"
    BUDGETS = "Budgets"
    POSTS = "Posts"
    SKILLS = "Skills"
    ACTIONS = "Actions"
    RATINGS = "Ratings"
    VERSIONS = "Version control"
    CHANGES = "Changes"

    @property
    def prefix(self) -> str:
        """Return what stands before a ref outside its table: `Indicators` in `Indicators:CP05`."""
        return "Indicators" if self is Table.INDICATORS else str(self)


RowPlaces: TypeAlias = Mapping[Table, tuple[Place, ...]]
"""Places of a plan's rows by table, in the order of the rows; none where a plan has no file."""


def place_of(places: RowPlaces, table: Table, index: int, file: str, label: str = "") -> Place:
    """Return where row `index` of `table` stands, labelled; file and table where no more is known.

    A table may be missing from `places` or shorter there, as for a plan that was made, not read.
    """
    known = places.get(table, ())
    found = known[index] if index < len(known) else Place(file, str(table))
    return replace(found, label=label)
