"""Plans that this computer has read before: what is known of them is what reading them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from town import HOUSING, PARKS, Q1, new_town

import plansheet.sources.load
from plansheet.jobs.council import _days_off, keep_refs, opened, quarter_of
from plansheet.jobs.working import WORTH_A_WORKER
from plansheet.settings.bank_holidays import bank_holidays
from plansheet.store.memory import Memory

if TYPE_CHECKING:
    from pathlib import Path

    from town import Town

NAMES = ("housing 2018-21.md", "parks 2018-21.md")
NAMELESS = PARKS.replace("| PK02 |", "| |")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path / "council")


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory", "this program")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the plans that were read, in the order they were."""
    names: list[str] = []
    usual = plansheet.sources.load.load_plan

    def load_plan(name: str, *given: object) -> object:
        names.append(name)
        return usual(name, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(plansheet.sources.load, "load_plan", load_plan)
    return names


def told(town: Town, memory: Memory | None) -> tuple[object, ...]:
    """Return everything that a command knows of the plans."""
    with opened(town.root, memory=memory) as council:
        return council.files, council.problems, council.plans(quarter_of(Q1))


def test_plans_are_read_once(town: Town, memory: Memory, read: list[str]) -> None:
    without = told(town, None)
    del read[:]
    assert [told(town, memory) for _ in range(3)] == [without] * 3
    assert sorted(read) == sorted(NAMES)


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("plan", {NAMES[1]}),
        ("address", {NAMES[1]}),
        ("tolerance", {*NAMES}),
        ("scheme", {*NAMES}),
        ("name", {"parks 2019-22.md"}),
    ],
)
def test_what_a_plan_is_read_by_has_it_read_again(
    town: Town, memory: Memory, read: list[str], changed: str, again: set[str]
) -> None:
    told(town, memory)
    del read[:]
    plan = town.root / "templates" / "plans" / NAMES[1]
    settings = town.root / "plansheet.toml"
    if changed == "plan":
        town.plan(NAMES[1], PARKS.replace("80%", "85%"))
    elif changed == "name":
        plan.rename(plan.with_name("parks 2019-22.md"))
    else:
        added = {
            "address": '[contacts.parks]\nemail = "parks@district.example"\n',
            "tolerance": '[collection]\ntolerance = "9%"\n',
            "scheme": SCHEME,
        }
        settings.write_text(f"[council]\nname = 'District'\n{added[changed]}", "utf-8")
    found = told(town, memory)
    assert {*read} == again
    assert found == told(town, None)


SCHEME = """
[[risk_schemes]]
name = "short"
likelihood = ["1 Unlikely", "2 Likely"]
impacts = { Impact = ["1 Minor", "2 Severe"] }
bands = [{ name = "Low", up_to = 2 }, { name = "High", up_to = 4 }]
"""


def test_a_plan_is_known_still_when_the_refs_it_was_given_are_kept(
    town: Town, memory: Memory, read: list[str]
) -> None:
    town.plan(NAMES[1], NAMELESS)
    with opened(town.root, memory=memory) as council:
        given = {file.name: file.loaded.given for file in council.files}
        keep_refs(council)
    assert {name for name, refs in given.items() if refs} == {NAMES[1]}
    del read[:]
    known = [told(town, memory) for _ in range(2)]
    assert read == []
    assert known == [told(town, None)] * 2


def test_other_refs_than_it_was_given_have_a_plan_read_again(
    town: Town, memory: Memory, read: list[str]
) -> None:
    town.plan(NAMES[1], NAMELESS)
    told(town, memory)
    with opened(town.root) as council:
        refs = {("Indicators", "2018-21: visits"): "NEW-7"}
        council.ledger.keep_refs("parks", refs)
        # Those of a plan of other years are none of this one's.
        council.ledger.keep_refs("housing", {("Indicators", "2024-27: homes"): "NEW-1"})
    del read[:]
    known = [told(town, memory) for _ in range(2)]
    assert read == [NAMES[1]]
    assert known == [told(town, None)] * 2


def test_many_new_plans_are_read_by_two_processes_as_by_one(town: Town, memory: Memory) -> None:
    for number in range(2 * WORTH_A_WORKER):
        code = f"B{number:02}"
        plan = PARKS.replace("Parks |", f"Parks {number} |").replace("PK", code)
        town.plan(f"branch-{number:02} 2018-21.md", plan)
    town.plan("torn 2018-21.docx", "no Word document")
    with opened(town.root, memory=memory, workers=2) as council:
        found = council.files, council.problems, council.plans(quarter_of(Q1))
    assert found == told(town, None)
    assert len(found[0]) == len(NAMES) + 2 * WORTH_A_WORKER + 1


def test_a_decision_that_changes_a_plan_sees_it_changed(
    town: Town, memory: Memory, read: list[str]
) -> None:
    with opened(town.root, memory=memory) as council:
        town.plan(NAMES[0], HOUSING.replace("Housing |", "Homes |"))
        with council.reopened() as fresh:
            assert fresh.services(quarter_of(Q1))["housing"] == "Homes"
    assert read == [*NAMES, NAMES[0]]


def test_bank_holidays_are_looked_up_once(
    town: Town, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(town.root) as council:
        due = council.settings.due(quarter_of(Q1))
    with opened(town.root, memory=memory) as council:
        assert council.settings.due(quarter_of(Q1)) == due

    def unknown(*_: object) -> None:
        message = "they are known"
        raise AssertionError(message)

    monkeypatch.setattr("plansheet.jobs.council.bank_holidays", unknown)
    # As a new process would begin.
    _days_off.cache_clear()
    with opened(town.root, memory=memory) as council:
        nation = council.settings.collection.bank_holidays
        assert council.settings.due(quarter_of(Q1)) == due
        assert council.settings.days_off(nation, 2018) == bank_holidays(nation, 2018)
