"""The example plans: what stands in them, and the whole list of what is told on reading one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import Quarter
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from plansheet.model.plans import Plan
    from plansheet.sources.loaded import Loaded

PLANS = Path(__file__).parents[2] / "templates/examples/three-rivers/templates/plans"
TR18 = "community-partnerships 2018-21.md"
CS18 = "corporate-services 2018-21.md"
TR21 = "community-partnerships 2021-24.md"
FOUR_FIELDS = ("Unit", "Good is", "How often", "Counts as")


@cache
def loaded(name: str) -> Loaded:
    return load_plan(name, (PLANS / name).read_bytes())


def plan(name: str) -> Plan:
    found = loaded(name).plan
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "counts", "scheme"),
    [
        (TR18, {"indicators": 23, "projects": 5, "risks": 14, "contracts": 0}, "5x6"),
        (CS18, {"indicators": 2, "projects": 0, "risks": 9, "contracts": 0}, "5x6"),
        (TR21, {"indicators": 19, "projects": 8, "risks": 16, "contracts": 10}, "4x4"),
    ],
)
def test_counts(name: str, counts: dict[str, int], scheme: str) -> None:
    found = plan(name)
    assert {table: len(getattr(found, table)) for table in counts} == counts
    assert found.scheme is not None
    assert found.scheme.name == scheme
    assert found.notes == ()
    assert sorted(ref for refs in found.heat_map.values() for ref in refs) == (
        sorted(row.ref for row in found.risks) if name != TR21 else []
    )


def test_tiers_of_the_later_plan() -> None:
    tiers = [row.tier for row in plan(TR21).indicators]
    assert (tiers.count("KPI"), tiers.count("PI")) == (5, 14)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            TR18,
            [("confirm", "inferred", ref) for ref in ("CP26", "CP45", "CP21") for _ in FOUR_FIELDS],
        ),
        (CS18, []),
        (
            TR21,
            [
                ("note", "missing-ref", "NEW-1"),
                ("note", "missing-ref", "NEW-2"),
                ("note", "missing-ref", "NEW-3"),
                ("note", "ref-written", "CP08"),
                *(("confirm", "inferred", ref) for ref in ("CP19", "CP21") for _ in FOUR_FIELDS),
            ],
        ),
    ],
)
def test_everything_told_on_reading_a_plan(name: str, expected: list[tuple[str, str, str]]) -> None:
    found = [(str(item.level), item.code, item.place.label) for item in loaded(name).problems]
    assert found == expected


def test_what_is_inferred() -> None:
    said = {
        row.ref: (str(row.unit), str(row.good_is), str(row.how_often), str(row.counts_as))
        for name in (TR18, TR21)
        for row in plan(name).indicators
        if row.inferred == FOUR_FIELDS
    }
    assert said == {
        "CP26": ("£", "higher", "quarterly", "cumulative"),
        "CP45": ("%", "higher", "quarterly", "snapshot"),
        "CP21": ("number", "higher", "quarterly", "cumulative"),
        "CP19": ("number", "higher", "quarterly", "cumulative"),
    }


def test_refs_of_projects_and_their_milestones() -> None:
    projects = plan(TR21).projects
    assert [row.ref for row in projects] == [f"P{number}" for number in range(1, 9)]
    hub = projects[0]
    year = plan(TR21).years[0]
    assert [(step.ref, step.period) for step in hub.milestones] == [
        ("P1-M1", Quarter(year, 1)),
        ("P1-M2", Quarter(year, 2)),
        ("P1-M3", Quarter(year, 4)),
    ]
    assert [row.ref for row in plan(TR21).contracts] == [f"C{number}" for number in range(1, 11)]


def test_a_second_service_plan_of_the_council_shares_no_refs() -> None:
    kept = loaded(TR18).given
    again = load_plan(TR21, (PLANS / TR21).read_bytes(), kept_refs=kept)
    assert again.plan == plan(TR21)
