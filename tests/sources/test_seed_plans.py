"""Real service plans, every table of them counted and compared with the examples.

`seeds.py` says where they are looked for. The examples are the same plans with posts for people, so
their tables are equal.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from seeds import NAMES, SEEDS, need_seeds
from sources.build_word import word_of

from plansheet.excel.write import write_book
from plansheet.model.tables import Table
from plansheet.model.units import Unit
from plansheet.planbook import plan_book
from plansheet.sources.load import load_plan
from plansheet.sources.text import read_text

if TYPE_CHECKING:
    from plansheet.model.plans import Plan
    from plansheet.sources.loaded import Loaded

EXAMPLES = Path(__file__).parents[2] / "templates/examples/three-rivers/templates/plans"
# 003: the four operational plans have 50 rows, and one of them is an objective with no measure; its
# actions are 8, 4 and 18, of which one only heads those below it and two have lost their tabs.
COUNTS = {
    "000": {"indicators": 23, "objectives": 21, "projects": 5, "risks": 14, "versions": 2},
    "001": {"indicators": 2, "objectives": 4, "risks": 9, "budgets": 1, "versions": 1, "notes": 1},
    "002": {
        "indicators": 19,
        "objectives": 30,
        "projects": 8,
        "risks": 16,
        "contracts": 10,
        "budgets": 1,
        "posts": 7,
        "skills": 7,
        "versions": 4,
        "notes": 3,
    },
    "003": {"indicators": 49, "actions": 30, "notes": 2},
    "004": {"indicators": 2, "actions": 2, "ratings": 2, "notes": 1},
}
LISTS = (
    *("indicators", "objectives", "projects", "risks", "contracts", "budgets", "posts"),
    *("skills", "actions", "ratings", "versions", "changes", "notes"),
)
AGAIN = ("000", "001", "002")

pytestmark = need_seeds


@cache
def loaded(number: str) -> Loaded:
    return load_plan(f"{NAMES[number]}.txt", SEEDS[number].read_bytes())


def plan(number: str) -> Plan:
    found = loaded(number).plan
    assert found is not None
    return found


@cache
def example(number: str) -> Plan:
    name = f"{NAMES[number]}.md"
    found = load_plan(name, (EXAMPLES / name).read_bytes()).plan
    assert found is not None
    return found


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("number", COUNTS)
def test_every_table_is_counted(number: str) -> None:
    found = plan(number)
    counts = {name: len(getattr(found, name)) for name in LISTS}
    assert {name: count for name, count in counts.items() if count} == COUNTS[number]


@pytest.mark.parametrize("number", COUNTS)
def test_tables_that_are_not_known_are_listed_and_kept(number: str) -> None:
    codes = [item.code for item in loaded(number).problems]
    assert codes.count("table-unknown") == len(plan(number).notes)
    assert not {"column-unknown", "unknown-word", "date-unread", "amount-unread"} & set(codes)


def test_what_is_left_out_of_the_oldest_plan() -> None:
    nameless = [item for item in loaded("003").problems if item.code == "row-nameless"]
    assert [item.place.cell for item in nameless] == ["line 283"]


@pytest.mark.parametrize("number", AGAIN)
def test_indicators_are_those_of_the_example(number: str) -> None:
    found, same = plan(number).indicators, example(number).indicators
    assert [(row.ref, spaced(row.title)) for row in found] == [
        (row.ref, spaced(row.title)) for row in same
    ]
    assert [row.targets for row in found] == [row.targets for row in same]
    assert [row.actuals for row in found] == [row.actuals for row in same]


@pytest.mark.parametrize("number", AGAIN)
def test_risks_are_those_of_the_example(number: str) -> None:
    found, same = plan(number), example(number)
    assert found.scheme == same.scheme
    assert found.heat_map == same.heat_map
    for one, other in zip(found.risks, same.risks, strict=True):
        assert one.ref == other.ref
        # The example mends one word of a title: a principle risk is a principal one.
        title = spaced(one.title).casefold().replace("principle", "principal")
        assert title == spaced(other.title).casefold()
        assert (one.inputs, one.reason) == (other.inputs, other.reason)
        assert (one.strategic, one.printed_score) == (other.strategic, other.printed_score)
        assert one.printed_treatment == other.printed_treatment
        dates = [
            (row.last_review, row.next_milestone, row.next_review, row.closed)
            for row in (one, other)
        ]
        assert dates[0] == dates[1]


def test_risks_stand_in_their_groups() -> None:
    groups = [row.group for row in plan("000").risks]
    assert groups == [row.group for row in example("000").risks]


@pytest.mark.parametrize("number", AGAIN)
def test_objectives_are_those_of_the_example(number: str) -> None:
    rows = [
        [
            (row.theme, spaced(row.objective), spaced(row.measure), row.target, row.lead_service)
            for row in each.objectives
        ]
        for each in (plan(number), example(number))
    ]
    for one, other in zip(*rows, strict=True):
        # The example closes a bracket that the plan leaves open.
        assert one[2].rstrip(")") == other[2].rstrip(")")
        assert (*one[:2], *one[3:]) == (*other[:2], *other[3:])


@pytest.mark.parametrize("number", ["000", "002"])
def test_projects_are_those_of_the_example(number: str) -> None:
    found, same = plan(number).projects, example(number).projects
    for one, other in zip(found, same, strict=True):
        assert (one.ref, one.title, one.manager) == (other.ref, other.title, other.manager)
        # The example moves what a fund pays from the outcome to the funding.
        assert spaced(one.outcome).startswith(spaced(other.outcome))
        assert [(step.ref, spaced(step.text), step.period) for step in one.milestones] == [
            (step.ref, spaced(step.text), step.period) for step in other.milestones
        ]
    funded = [row.title for row in found if row.funding]
    assert funded == [row.title for row in same if row.funding]


def test_contracts_are_those_of_the_example() -> None:
    found, same = plan("002").contracts, example("002").contracts
    for one, other in zip(found, same, strict=True):
        assert (one.ref, one.agreement, one.total) == (other.ref, other.agreement, other.total)
        assert (one.start, one.end, one.review) == (other.start, other.end, other.review)
        assert (one.extension, one.supplier) == (other.extension, other.supplier)
        assert one.contact in {"", other.contact}


def test_budgets_posts_and_skills_are_those_of_the_example() -> None:
    found, same = plan("002"), example("002")
    assert found.budgets == same.budgets
    assert [row.job_title for row in found.posts] == [row.job_title for row in same.posts]
    assert [
        (row.job_title, spaced(row.qualification), row.cpd_required) for row in found.skills
    ] == [(row.job_title, spaced(row.qualification), row.cpd_required) for row in same.skills]


def test_the_oldest_plan_has_objectives_refs_and_deadlines() -> None:
    rows = plan("003").indicators
    assert all(row.objective for row in rows)
    written = [row.ref for row in rows if not row.ref.startswith("NEW-")]
    assert written == [
        *("SX52", "SX53", "SX18", "NI14", "NI140", "NI1", "NI5", "NI4", "NI7"),
        *("NI17", "NI21", "NI24", "NI25", "NI27", "NI16"),
    ]
    assert sum(row.unit is Unit.DATE for row in rows) == 8
    assert all(len(row.targets) == 3 for row in rows)


def test_actions_have_steps_a_month_and_ratings() -> None:
    rows = plan("003").actions
    assert sum(bool(row.steps) for row in rows) == 29
    assert sum(bool(row.by_when) for row in rows) == 29
    rated = [row.supporting.splitlines()[-2:] for row in plan("004").actions]
    assert [[line.partition(":")[0] for line in lines] for lines in rated] == [
        ["Q1 Rating", "Q2 Rating"],
        ["Q1 Rating", "Q2 Rating"],
    ]


@pytest.mark.parametrize(
    ("number", "count"), [("000", 2), ("001", 1), ("002", 16), ("003", 44), ("004", 1)]
)
def test_names_of_people_are_left_out_and_listed(number: str, count: int) -> None:
    told = [item for item in loaded(number).problems if item.code == "name-left-out"]
    assert len(told) == count


def test_a_post_beside_a_name_is_kept() -> None:
    owners = {row.owner for row in plan("003").indicators}
    assert owners == {
        *("", "CSPO", "E&DO", "Partnerships Manager", "Partnerships Officer"),
        *("Community Liaison Officer", "Community Safety Officer"),
    }


@pytest.mark.parametrize("number", COUNTS)
def test_places_are_kept_for_every_row(number: str) -> None:
    found = loaded(number)
    for table, name in ((Table.INDICATORS, "indicators"), (Table.RISKS, "risks")):
        places = found.places[table]
        assert len(places) == len(getattr(plan(number), name))
        assert all(place.cell.startswith("line ") for place in places)


@pytest.mark.parametrize("number", COUNTS)
def test_a_plan_is_the_same_when_its_workbook_is_read(number: str) -> None:
    found = plan(number)
    name = f"{NAMES[number]}.xlsx"
    made = write_book(plan_book(found), datetime(2026, 1, 1, tzinfo=UTC))
    assert load_plan(name, made).plan == replace(found, file=name)


@pytest.mark.parametrize("merged", [False, True], ids=["apart", "merged"])
@pytest.mark.parametrize("number", sorted(NAMES))
def test_a_word_version_makes_the_same_plan(number: str, *, merged: bool) -> None:
    document, _ = read_text(SEEDS[number].read_text(encoding="utf-8"), "plan.txt")
    data = word_of(document, merged=merged, split_at=7)
    found = load_plan(f"{NAMES[number]}.docx", data).plan
    assert found is not None
    for name in LISTS:
        assert getattr(found, name) == getattr(plan(number), name), name
