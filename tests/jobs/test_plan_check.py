"""`plan check`: what each plan holds, and what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from town import HOUSING, PARKS, Q1, Town, codes_of, new_town, rows_of

from plansheet.errors import ServiceError, StoreError
from plansheet.jobs.start import start_council

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def test_the_plans_of_three_rivers_are_counted(tmp_path: Path) -> None:
    town = Town(tmp_path)
    start_council(town.root, town.world(), "three-rivers")
    outcome = town.check()
    assert outcome.status == 0
    plans = rows_of(outcome, "plans")
    counted = [{key: value for key, value in plan.items() if key != "problems"} for plan in plans]
    assert counted == [
        {
            "service": "community-partnerships",
            "title": "Community Partnerships service plan 2018-21",
            "years": ["2018/19", "2019/20", "2020/21"],
            "indicators": 23,
            "projects": 5,
            "risks": 14,
            "contracts": 0,
        },
        {
            "service": "community-partnerships",
            "title": "Community Partnerships service plan 2021-24",
            "years": ["2021/22", "2022/23", "2023/24"],
            "indicators": 19,
            "projects": 8,
            "risks": 16,
            "contracts": 10,
        },
        {
            "service": "corporate-services",
            "title": "Corporate Services service plan 2018-21",
            "years": ["2018/19", "2019/20", "2020/21"],
            "indicators": 2,
            "projects": 0,
            "risks": 9,
            "contracts": 0,
        },
    ]
    keys = ["level", "code", "file", "sheet", "cell", "label", "message"]
    problems = [problem for plan in plans for problem in plan["problems"]]
    assert all(list(problem) == keys for problem in problems)
    assert all(isinstance(text, str) for problem in problems for text in problem.values())
    assert "score-wrong" in {problem["code"] for problem in plans[1]["problems"]}
    assert {each["level"] for each in rows_of(outcome, "problems")} <= {"confirm", "note"}


def test_lines_say_what_there_is_to_collect(town: Town) -> None:
    town.plan("leisure 2018-21.md", HOUSING.partition("## Performance")[0])
    assert town.check().lines == (
        "housing 2018-21.md: 1 indicator",
        "leisure 2018-21.md: nothing to collect",
        "parks 2018-21.md: 2 indicators",
    )


def test_only_the_named_plans_are_checked(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("| PK02 |", "| PK01 |"))
    town.plan("leisure 2018-21.docx", "no")
    assert codes_of(town.check("housing")) == []
    assert town.check("Parks").status == 1
    assert codes_of(town.check("leisure")) == ["plan-unreadable"]
    with pytest.raises(ServiceError) as stopped:
        town.check("museums")
    assert str(stopped.value) == (
        "No plan is of a service with the code 'museums'. Write one of: housing, leisure, parks."
    )


def test_what_no_plan_can_be_made_of_stands_beside_the_plans(town: Town) -> None:
    town.plan("parks 2018-19.md", PARKS)
    town.plan("notes.md", "")
    outcome = town.check()
    assert outcome.status == 1
    assert [each["code"] for each in rows_of(outcome, "problems")] == ["two-plans", "plan-name"]
    assert len(rows_of(outcome, "plans")) == 3


def test_a_council_without_plans_is_told_so(town: Town) -> None:
    for path in (town.root / "templates" / "plans").iterdir():
        path.unlink()
    assert town.check().lines == ("There are no plans in templates/plans.",)
    (town.root / "templates" / "plans").rmdir()
    with pytest.raises(StoreError, match="run 'plansheet init' to start one"):
        town.check()


def test_a_ref_that_was_given_stays_with_its_row(town: Town) -> None:
    unnamed = PARKS.replace("| PK01 | Parks", "| New PI | Parks")
    town.plan("parks 2018-21.md", unnamed)
    town.check()
    first, second = unnamed.splitlines()[-2:]
    head = unnamed.rpartition(first)[0]
    other = first.replace("Parks that are clean", "Trees planted")
    town.plan("parks 2018-21.md", "\n".join((head + other, second, first)) + "\n")
    town.generate()
    assert {row["title"]: row["ref"] for row in town.figures(Q1).values()} == {
        "Repairs done in time": "HS01",
        "Trees planted": "NEW-2",
        "Visits": "PK02",
        "Parks that are clean": "NEW-1",
    }


def test_a_rehearsal_gives_no_refs(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("| PK01 |", "| New PI |"))
    before = town.snapshot()
    town.check(dry_run=True)
    assert town.snapshot() == before


def test_an_address_in_the_settings_goes_before_the_plans(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("head.of.parks@council.example", ""))
    assert codes_of(town.check()) == ["contact-missing"]
    path = town.root / "plansheet.toml"
    own = '\n[contacts.parks]\nemail = "parks@council.example"\n'
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    assert codes_of(town.check()) == []
