"""A plan of Parks for the tests of the annual cycle, as it is read from Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from plansheet.model.plans import Plan


class PlanOf(Protocol):
    """Makes a plan of the text of a file."""

    def __call__(self, text: str, name: str = "parks 2018-21.md") -> Plan:
        """Return the plan."""
        ...


@pytest.fixture(scope="session")
def plan_of() -> PlanOf:
    def read(text: str, name: str = "parks 2018-21.md") -> Plan:
        plan = load_plan(name, text.encode()).plan
        assert plan is not None
        return plan

    return read
