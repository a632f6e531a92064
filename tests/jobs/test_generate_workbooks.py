"""`generate`: workbooks issued once, again where a plan changed, and no byte ever lost."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import HOUSING, PARKS, PARKS_ANSWERS, Q1, Q2, Town, codes_of, new_town, rows_of

from plansheet.errors import PeriodError, ServiceError
from plansheet.jobs.council import opened, quarter_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def archived(town: Town, sha256: str) -> bytes:
    return (town.root / "archive" / sha256[:2] / f"{sha256}.xlsx").read_bytes()


def new_target(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("| 80% |", "| 82% |"))


def test_each_service_of_the_quarter_gets_its_workbook(town: Town) -> None:
    outcome = town.generate()
    assert (outcome.status, outcome.problems) == (0, ())
    assert outcome.document == {
        "period": Q1,
        "issued": [
            {
                "service": service,
                "file": f"workbooks/{Q1}/issued/{service} {Q1}.xlsx",
                "issue": 1,
                "sha256": sha256_of(town.issued(service)),
                "changed": True,
            }
            for service in ("housing", "parks")
        ],
        "problems": [],
    }
    assert town.returned().is_dir()


def test_what_a_plan_does_not_state_is_in_use_and_said(town: Town) -> None:
    unsaid = PARKS.replace("| Counts as |", "| Source system |").replace(
        "| Good is |", "| Publish |"
    )
    town.plan("parks 2018-21.md", unsaid.replace("| higher |", "| public |"))
    outcome = town.generate()
    assert (outcome.status, codes_of(outcome)) == (0, ["inferred-in-use"])
    (said,) = outcome.problems
    assert (said.level, said.place.file) == ("confirm", "parks 2018-21.md")
    assert said.message == (
        "This plan does not state everything, so what plansheet takes from its words is in use: "
        "Good is of 2 indicators, Counts as of 2 indicators. Confirm it on the plan's sheet To "
        "confirm or write it into those columns; 'plansheet plan check parks' lists it row by row."
    )


def test_what_is_issued_is_archived_and_in_the_ledger(town: Town) -> None:
    town.generate()
    data = town.issued().read_bytes()
    sha256 = sha256_of(town.issued())
    assert archived(town, sha256) == data
    with opened(town.root, read_only=True) as council:
        issue = council.ledger.newest_issue(quarter_of(Q1), "parks")
        files = {record.sha256: record.name for record in council.ledger.files()}
    assert issue is not None
    assert (issue.sha256, issue.number, issue.plan_file) == (sha256, 1, "parks 2018-21.md")
    assert files[sha256] == f"parks {Q1}.xlsx"


def test_issuing_again_changes_nothing(town: Town) -> None:
    first = town.generate()
    before = town.snapshot()
    town.later(3)
    again = town.generate()
    assert town.snapshot() == before
    assert [each["changed"] for each in rows_of(again, "issued")] == [False, False]
    assert [each["sha256"] for each in rows_of(again, "issued")] == [
        each["sha256"] for each in rows_of(first, "issued")
    ]


def test_a_workbook_that_was_deleted_is_put_back_as_it_was_issued(town: Town) -> None:
    town.generate()
    data = town.issued().read_bytes()
    town.issued().unlink()
    town.later(1)
    town.generate()
    assert town.issued().read_bytes() == data


def test_a_workbook_that_was_mailed_and_became_another_is_told_with_what_changed(
    town: Town,
) -> None:
    town.generate()
    town.email()
    town.sent()
    town.plan("parks 2018-21.md", PARKS.replace("| 80% |", "| 82% |"))
    rehearsed = town.generate(dry_run=True).notes
    assert town.generate().notes == rehearsed
    assert rehearsed == (
        (
            "Parks was mailed its workbook on 2 July 2018, and now there is issue 2, which asks "
            "otherwise about PK01. To send it, run 'plansheet email 2018-19-Q1 --service parks'. "
            "A return of issue 1 is still read, and asked about what has changed."
        ),
    )
    assert town.generate().notes == ()


def test_of_many_rows_that_ask_otherwise_the_first_are_named(town: Town) -> None:
    more = "".join(
        f"| PK{ref} | More | PI | number | higher | quarterly | snapshot | 5 |\n"
        for ref in range(10, 17)
    )
    town.plan("parks 2018-21.md", PARKS + more)
    town.generate(Q1, "parks")
    town.email()
    town.sent()
    town.plan("parks 2018-21.md", PARKS + more.replace("| 5 |", "| 6 |"))
    (note,) = town.generate(Q1, "parks").notes
    assert "issue 2, which asks otherwise about PK10, PK11, PK12, PK13, PK14 and 2 more." in note
    town.email()
    town.sent()
    town.plan("parks 2018-21.md", PARKS)
    (note,) = town.generate(Q1, "parks").notes
    assert "and now there is issue 3. To send it" in note, "rows only went"


def test_a_changed_plan_makes_issue_2_under_the_same_name(town: Town) -> None:
    town.generate()
    first = town.issued().read_bytes()
    new_target(town)
    issued = {each["service"]: each for each in rows_of(town.generate(), "issued")}
    assert (issued["parks"]["issue"], issued["parks"]["changed"]) == (2, True)
    assert (issued["housing"]["issue"], issued["housing"]["changed"]) == (1, False)
    assert town.issued().read_bytes() != first
    assert archived(town, hashlib.sha256(first).hexdigest()) == first


def test_a_workbook_filled_in_where_it_lay_is_archived_before_it_is_replaced(town: Town) -> None:
    town.generate()
    filled = town.answer(PARKS_ANSWERS, name="filled.xlsx").read_bytes()
    town.returned("filled.xlsx").unlink()
    town.issued().write_bytes(filled)
    town.generate()
    assert town.issued().read_bytes() == filled, "what is unchanged is left alone"
    new_target(town)
    town.generate()
    sha256 = hashlib.sha256(filled).hexdigest()
    assert archived(town, sha256) == filled
    with opened(town.root, read_only=True) as council:
        assert sha256 in {record.sha256 for record in council.ledger.files()}


def test_only_the_named_services_are_issued_whatever_their_capitals(town: Town) -> None:
    assert [each["service"] for each in rows_of(town.generate(Q1, "Parks"), "issued")] == ["parks"]
    assert not town.issued("housing").exists()


def test_a_rehearsal_writes_nothing_at_all(town: Town) -> None:
    before = town.snapshot()
    outcome = town.generate(dry_run=True)
    assert [each["changed"] for each in rows_of(outcome, "issued")] == [True, True]
    assert town.snapshot() == before
    assert not (town.root / "plansheet.db").exists()
    assert not list((town.root / "workbooks").iterdir())


def test_a_service_without_a_plan_for_the_quarter_is_named(town: Town) -> None:
    with pytest.raises(ServiceError) as stopped:
        town.generate(Q1, "parks", "leisure")
    assert str(stopped.value) == (
        "No plan of Q1 2018/19 is of a service with the code 'leisure'. "
        "Write one of: housing, parks."
    )


@pytest.mark.parametrize(
    ("period", "message"),
    [
        (
            "2009-10-Q2",
            (
                "No plan in templates/plans covers Q2 2009/10. The plans there cover 2018/19 to "
                "2020/21. Check the period, or add the service plans for 2009/10."
            ),
        ),
        ("2018-19", "'2018-19' is not a quarter. Write it for example as 2018-19-Q2."),
        ("next quarter", "'next quarter' is not a quarter. Write it for example as 2018-19-Q2."),
    ],
)
def test_a_period_that_will_not_do_is_told(town: Town, period: str, message: str) -> None:
    with pytest.raises(PeriodError) as stopped:
        town.generate(period)
    assert str(stopped.value) == message


def test_a_council_without_plans_covers_nothing(town: Town) -> None:
    for path in (town.root / "templates" / "plans").iterdir():
        path.unlink()
    with pytest.raises(PeriodError, match=r"covers Q1 2018/19\. Check the period, or add"):
        town.generate()


def test_a_plan_with_a_ref_twice_is_told_and_the_others_are_issued(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("| PK02 |", "| PK01 |"))
    outcome = town.generate()
    assert outcome.status == 1
    assert codes_of(outcome) == ["duplicate-ref"]
    assert rows_of(outcome, "problems")[0]["message"] == (
        "The ref PK01 stands 2 times in Performance indicators (line 13, line 14), so a "
        "returned figure could not be told apart. Give each row a ref of its own, for example "
        "PK01a."
    )
    assert [each["service"] for each in rows_of(outcome, "issued")] == ["housing"]
    assert town.states() == {"housing": "issued", "parks": "planned"}


def test_two_plans_of_a_service_for_one_year_are_named_and_the_others_are_issued(
    town: Town,
) -> None:
    town.plan("parks 2018-19.md", PARKS)
    outcome = town.generate()
    assert (outcome.status, codes_of(outcome)) == (1, ["two-plans"])
    assert "'parks 2018-19.md' and 'parks 2018-21.md' both hold 2018/19" in (
        outcome.problems[0].message
    )
    assert [each["service"] for each in rows_of(outcome, "issued")] == ["housing"]
    assert [codes_of(job()) for job in (town.status, town.reconcile, town.read)] == [
        ["two-plans"] for _ in range(3)
    ]
    assert town.email().status == 1
    assert town.generate(Q1, "housing").status == 0, "another service's clash is not its business"
    assert town.generate("2019-20-Q1").status == 0, "the plans share no other year"


def test_plans_that_cannot_be_read_are_told_and_the_others_are_issued(town: Town) -> None:
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    path.write_bytes(PARKS.encode("utf-16"))
    town.plan("notes of a meeting.md", "Nothing here.")
    outcome = town.generate()
    assert (outcome.status, codes_of(outcome)) == (1, ["plan-name", "plan-unreadable"])
    assert [each["service"] for each in rows_of(outcome, "issued")] == ["housing"]


def test_why_a_service_gets_no_workbook_stands_among_the_results(town: Town) -> None:
    town.plan("leisure 2018-21.md", "lorem ipsum")
    town.plan("parks 2018-21.md", PARKS.replace("PK02", "PK01"))
    town.plan("housing 2018-19.md", HOUSING)
    assert town.generate().lines == (
        (
            "Leisure: no workbook made. No indicators, projects, risks or contracts were "
            "recognised in this plan, so there is nothing to collect. A table is known by the "
            "headings of its columns: give for example the indicators the headings Ref, "
            "Description, Unit, Good is, 2018/19 Target."
        ),
        (
            "Parks: no workbook made. The ref PK01 stands 2 times in Performance indicators (line "
            "13, line 14), so a returned figure could not be told apart. Give each row a ref of "
            "its own, for example PK01a."
        ),
        (
            "Housing: no workbook made. 'housing 2018-19.md' and 'housing 2018-21.md' both hold "
            "2018/19, and a quarter uses one plan of a service. Move one of them out of "
            "templates/plans, or correct its years."
        ),
    )
    assert len(town.generate(Q1, "parks").lines) == 1


def test_a_plan_without_rows_gets_a_workbook_all_the_same(town: Town) -> None:
    head, _, _ = HOUSING.partition("## Performance indicators")
    town.plan("housing 2018-21.md", head)
    town.generate(Q1, "housing")
    book = load_workbook(town.issued("housing"))
    assert book.sheetnames == ["Start here", "Requests", "Sign-off", "Help", "_plansheet"]


def test_the_next_quarter_shows_what_came_back_in_the_last(town: Town) -> None:
    town.generate()
    town.answer(PARKS_ANSWERS)
    town.read()
    town.generate(Q2)
    sheet = load_workbook(town.issued(period=Q2))["Indicators"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "210" in cells
