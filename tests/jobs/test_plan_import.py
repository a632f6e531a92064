"""`plan import`: a document becomes the plan workbook, and nothing that is there is lost."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from town import HOUSING, PARKS, Town, codes_of, new_town, rows_of

from plansheet.cli import cli
from plansheet.errors import StoreError
from plansheet.jobs.council import opened
from plansheet.jobs.plan_import import import_plans
from plansheet.jobs.plan_refs import write_refs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

MUSEUMS = PARKS.replace("Parks", "Museums").replace("| KPI | %", "| KPI |").replace("PK", "MU")
RISKS = """
## Risks

| Risk | Likelihood | Impact |
| --- | --- | --- |
| Fire | 1 | 4 |

## Bats

| Wood | Bats |
| --- | --- |
| Oak | 7 |
"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path / "council")


def imported(town: Town, *files: Path, name: str = "", dry_run: bool = False) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: import_plans(council, world, files, name), read_only=dry_run)


def document(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def plans_in(town: Town) -> list[str]:
    return sorted(path.name for path in (town.root / "templates" / "plans").iterdir())


def refusal(job: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as stopped:
        job()
    return str(stopped.value)


def test_a_document_becomes_a_workbook(town: Town, tmp_path: Path) -> None:
    path = document(tmp_path, "museums 2018-21.md", MUSEUMS.replace("| higher |", "| |") + RISKS)
    outcome = imported(town, path)
    assert outcome.status == 0
    (entry,) = rows_of(outcome, "imported")
    assert {key: value for key, value in entry.items() if key != "problems"} == {
        "service": "museums",
        "file": "templates/plans/museums 2018-21.xlsx",
        "indicators": 2,
        "projects": 0,
        "risks": 1,
        "contracts": 0,
        "objectives": 0,
        "budgets": 0,
        "posts": 0,
        "skills": 0,
        "actions": 0,
        "ratings": 0,
        "versions": 0,
        "changes": 0,
        "notes": 1,
    }
    assert {each["file"] for each in entry["problems"]} == {"museums 2018-21.md"}
    assert outcome.lines == (
        "museums 2018-21.md -> templates/plans/museums 2018-21.xlsx",
        "  Service                 1",
        "  Performance indicators  2",
        "  Risks                   1",
        "  Tables kept as notes    1",
        "  To confirm              3",
    )
    assert outcome.notes == (
        "Open the plan, answer its sheet 'To confirm' if it has one, and run plansheet plan check.",
    )
    assert "museums 2018-21.xlsx" in plans_in(town)
    archived = [each.read_bytes() for each in (town.root / "archive").rglob("*.md")]
    assert path.read_bytes() in archived


def test_the_imported_plan_is_the_one_in_use(town: Town, tmp_path: Path) -> None:
    path = document(tmp_path, "old.md", MUSEUMS)
    imported(town, path, name="Museums 2018-21")
    (entry,) = [each for each in rows_of(town.check(), "plans") if each["service"] == "museums"]
    assert (entry["title"], entry["indicators"]) == ("Museums service plan 2018-21", 2)
    with opened(town.root) as council:
        assert {file.name for file in council.files if file.code == "museums"} == {
            "museums 2018-21.xlsx"
        }


def test_doing_it_again_changes_nothing(town: Town, tmp_path: Path) -> None:
    path = document(tmp_path, "museums 2018-21.md", MUSEUMS)
    imported(town, path)
    there = town.root / "templates" / "plans" / "museums 2018-21.xlsx"
    before = there.read_bytes()
    outcome = imported(town, path)
    assert outcome.lines[0] == (
        "museums 2018-21.md -> templates/plans/museums 2018-21.xlsx (there already)"
    )
    assert (outcome.notes, there.read_bytes()) == ((), before)


def test_another_plan_of_that_name_is_never_written_over(town: Town, tmp_path: Path) -> None:
    imported(town, document(tmp_path, "museums 2018-21.md", MUSEUMS))
    other = document(tmp_path, "museums 2018-21.md", MUSEUMS.replace("80%", "90%"))
    message = refusal(lambda: imported(town, other))
    assert message == (
        "There is a plan 'museums 2018-21.xlsx' already, and it does not say what "
        "'museums 2018-21.md' says, so nothing was imported. Move it out of templates/plans "
        "first, or give the new one other years with --as."
    )


def test_a_plan_of_the_same_years_in_another_form_stays(town: Town) -> None:
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    outcome = imported(town, path)
    assert outcome.status == 1
    assert codes_of(outcome) == ["two-plans"]
    (clash,) = outcome.problems
    assert clash.message == (
        "'parks 2018-21.md' and 'parks 2018-21.xlsx' both hold 2018/19, 2019/20 and 2020/21, and a "
        "quarter uses one plan of a service. Move one of them out of templates/plans, or correct "
        "its years."
    )
    assert plans_in(town) == ["housing 2018-21.md", "parks 2018-21.md", "parks 2018-21.xlsx"]


def test_a_dry_run_writes_nothing(town: Town, tmp_path: Path) -> None:
    before = sorted(town.root.rglob("*"))
    outcome = imported(town, document(tmp_path, "museums 2018-21.md", MUSEUMS), dry_run=True)
    assert outcome.lines[0].endswith("-> templates/plans/museums 2018-21.xlsx")
    assert outcome.notes == ("Nothing was written.",)
    assert sorted(town.root.rglob("*")) == before


def test_what_is_no_plan_stops_nothing_else(town: Town, tmp_path: Path) -> None:
    long = MUSEUMS.replace("| MU01 | Museums that are clean", "| MU01 | " + "x" * 32_768)
    outcome = imported(
        town,
        document(tmp_path, "empty 2018-21.md", ""),
        document(tmp_path, "broken 2018-21.odt", "no"),
        document(tmp_path, "long 2018-21.md", long),
        document(tmp_path, "museums 2018-21.md", MUSEUMS),
    )
    assert outcome.status == 1
    assert [each["code"] for each in rows_of(outcome, "problems")] == [
        "plan-nothing",
        "plan-unreadable",
        "inferred",
        "plan-cell-long",
    ]
    assert [each["service"] for each in rows_of(outcome, "imported")] == ["museums"]
    assert plans_in(town)[1:2] == ["museums 2018-21.xlsx"]
    assert "long 2018-21.xlsx" not in plans_in(town)
    assert codes_of(outcome)[-1] == "inferred"


@pytest.mark.parametrize(
    ("names", "given", "message"),
    [
        (["Our plan.md"], "", "'Our plan.md' does not say which service and years the plan is for"),
        (["a.md"], "parks", "'parks' does not say which service"),
        (["a.md", "b.md"], "parks 2018-21", "--as names one plan, and several files are given"),
        (["parks 2018-21.md", "Parks 2018-21.txt"], "", "Two of the files are of the plan"),
        (["parks 2018-21.gone"], "", "parks 2018-21.gone' to import. Check its name"),
    ],
)
def test_what_cannot_be_named_or_opened(
    town: Town, tmp_path: Path, names: list[str], given: str, message: str
) -> None:
    paths = [tmp_path / name for name in names]
    for path in paths:
        if path.suffix != ".gone":
            path.write_text(HOUSING, encoding="utf-8")
    assert message in refusal(lambda: imported(town, *paths, name=given))
    assert plans_in(town) == ["housing 2018-21.md", "parks 2018-21.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes of that kind here")
def test_a_pipe_does_not_hang_the_run(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "parks 2018-21.md"
    os.mkfifo(path)
    assert "it is a pipe, not a file" in refusal(lambda: imported(town, path))


def test_given_refs_are_kept_and_written(town: Town, tmp_path: Path) -> None:
    text = MUSEUMS.replace("| MU01 |", "| New PI |")
    imported(town, document(tmp_path, "museums 2018-21.md", text))
    with opened(town.root) as council:
        assert list(council.ledger.kept_refs("museums").values()) == ["NEW-1"]
        (plan,) = [file.plan for file in council.files if file.code == "museums"]
        assert plan is not None
        assert [each.ref for each in plan.indicators] == ["NEW-1", "MU02"]


def own_workbook(town: Town, *, chart: bool = False) -> Path:
    """Return a plan workbook of the manager's own, with rows that have no refs."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (
        ("Ref", "Description", "Unit", "2018/19 Target"),
        ("MU01", "Visits", "number", "7"),
        (None, "Visits too", "number", "8"),
        (),
        ("Ref", "Project", "Outcome"),
        ("P1", "Roof", "Dry"),
        (None, "Door", "Warm"),
    ):
        sheet.append(row)
    if chart:
        sheet.add_chart(BarChart(), "H2")
    path = town.root / "templates" / "plans" / "museums 2018-21.xlsx"
    workbook.save(path)
    return path


def test_given_refs_are_written_into_a_workbook_of_the_managers_own(town: Town) -> None:
    path = own_workbook(town)
    outcome = town.check()
    assert outcome.notes == ("Wrote the refs given to rows without one into museums 2018-21.xlsx.",)
    sheet = load_workbook(path).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3, 6, 7)] == ["MU01", "NEW-1", "P1", "P2"]
    assert town.check().notes == ()


def test_refs_stay_unwritten_where_something_would_be_lost(town: Town) -> None:
    path = own_workbook(town, chart=True)
    before = path.read_bytes()
    (note,) = town.check().notes
    assert note.startswith(
        "The refs given to rows of museums 2018-21.xlsx stay unwritten. The workbook holds charts,"
    )
    assert path.read_bytes() == before


def test_a_table_without_refs_stays_as_it_is(town: Town) -> None:
    path = own_workbook(town)
    workbook = load_workbook(path)
    workbook.worksheets[0]["A1"] = workbook.worksheets[0]["A5"] = "Mark"
    workbook.save(path)
    assert town.check().notes == ()


def test_a_plan_whose_milestones_alone_are_given_refs(town: Town, tmp_path: Path) -> None:
    steps = (
        "\n## Projects\n\n| Ref | Project | 2018/19 |\n| --- | --- | --- |\n| P1 | Roof | Dry |\n"
    )
    imported(town, document(tmp_path, "museums 2018-21.md", MUSEUMS + steps))
    with opened(town.root) as council:
        (file,) = [file for file in council.files if file.code == "museums"]
        assert write_refs(council, town.world()) == ()
        assert file.plan is not None


def test_the_command_imports_and_prints_json(town: Town, tmp_path: Path) -> None:
    path = document(tmp_path, "anything.md", MUSEUMS)
    arguments = ["-C", str(town.root), "plan", "import", str(path), "--as", "museums 2018-21"]
    result = CliRunner().invoke(cli, [*arguments, "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["imported"][0]["service"] == "museums"
    path.write_text(MUSEUMS.replace("80%", "90%"), encoding="utf-8")
    assert CliRunner().invoke(cli, arguments).exit_code == 2
