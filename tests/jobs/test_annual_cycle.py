"""`plan roll`, `plan outturn` and `plan budgets`: drafts beside the plans in use, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from town import HOUSING, PARKS, SIGNED, Town, codes_of, new_town

from plansheet.errors import PeriodError, PlanError, ServiceError
from plansheet.excel.write import write_book
from plansheet.jobs.adopting import adopt_files
from plansheet.jobs.annual import (
    approve_plans,
    budget_plans,
    outturn_plans,
    roll_plans,
    year_of,
)
from plansheet.jobs.council import opened
from plansheet.model.periods import FinancialYear
from plansheet.planbook import plan_book
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from pathlib import Path

    from town import Answers

    from plansheet.jobs.outcome import Outcome
    from plansheet.model.plans import Plan

LAST, THIS, NEXT = (FinancialYear(starts) for starts in (2017, 2018, 2019))
Q4 = "2018-19-Q4"
MORE = """
| Ref | Project | Outcome | 2018/19 | 2019/20 |
|---|---|---|---|---|
| P1 | Hub | Open | Roof on | Opened |

| Ref | Risk | Likelihood | Impact | Score | Last review |
|---|---|---|---|---|---|
| R1 | Storm | 2 | 3 | 6 | 01/02/2018 |
| R2 | Drought | 1 | 1 | 1 | |

| Ref | Agreement | Supplier | End |
|---|---|---|---|
| C1 | Mowing | Green Ltd | 30/06/2019 |
| C2 | Bins | Bins Ltd | 31/03/2019 |

| Heading | 2018/19 | 2019/20 |
|---|---|---|
| Net cost | £5 | |
"""
ANSWERS: Answers = {
    "Indicators": {"PK01": {"Actual": 0.81}, "PK02": {"Actual": 410}},
    "Milestones": {
        "P1-M1": {"Status": "Completed", "Done on": datetime(2019, 3, 1)},  # noqa: DTZ001
    },
    "Risks": {
        "R1": {
            "Changed?": "Changed",
            "Likelihood": "4",
            "Impact": "3",
            "Last review": datetime(2019, 3, 1),  # noqa: DTZ001
        },
        "R2": {"Changed?": "Closed"},
    },
    "Contracts": {
        "C2": {"What happens next": "Extend", "New end": datetime(2020, 3, 31)},  # noqa: DTZ001
    },
    "Sign-off": SIGNED,
}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path)
    found.plan("parks 2018-21.md", PARKS + MORE)
    found.now = datetime(2019, 4, 10, 9)  # noqa: DTZ001
    return found


def roll(town: Town, year: FinancialYear = NEXT, *codes: str, dry_run: bool = False) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: roll_plans(council, year, world, codes), read_only=dry_run)


def approve(town: Town, year: FinancialYear = NEXT, *codes: str, dry_run: bool = False) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(
        lambda council: approve_plans(council, year, world, codes, "Board"), read_only=dry_run
    )


def outturn(town: Town, year: FinancialYear = THIS, *codes: str) -> Outcome:
    world = town.world()
    return town.run(lambda council: outturn_plans(council, year, world, codes))


def fill_budgets(town: Town, path: Path, *, dry_run: bool = False) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: budget_plans(council, path, world), read_only=dry_run)


def plans(town: Town) -> Path:
    return town.root / "templates" / "plans"


def draft_of(town: Town, name: str = "parks 2019-22.md") -> str:
    return (plans(town) / "drafts" / name).read_text(encoding="utf-8")


def returned(town: Town) -> None:
    town.generate(Q4)
    town.answer(ANSWERS, period=Q4)
    town.read(Q4)


@pytest.mark.parametrize("text", ["2019-20", "2019/20", "2019-2020"])
def test_a_year_as_people_write_it(text: str) -> None:
    assert year_of(text) == NEXT


def test_a_year_that_is_none() -> None:
    with pytest.raises(PeriodError, match="'2019' is not a financial year"):
        year_of("2019")


def test_a_draft_has_what_was_reported(town: Town) -> None:
    returned(town)
    outcome = roll(town)
    assert outcome.lines == (
        "templates/plans/drafts/housing 2019-22.md: draft made",
        "templates/plans/drafts/parks 2019-22.md: draft made",
    )
    plan = load_plan("parks 2019-22.md", draft_of(town).encode()).plan
    assert plan is not None
    assert [[step.text for step in each.milestones] for each in plan.projects] == [["Opened"]]
    assert [(each.ref, each.printed_score) for each in plan.risks] == [("R1", "12")]
    assert [(each.ref, str(each.end)) for each in plan.contracts] == [
        ("C1", "2019-06-30"),
        ("C2", "2020-03-31"),
    ]
    assert sorted(path.name for path in plans(town).iterdir()) == [
        *("drafts", "housing 2018-21.md", "parks 2018-21.md"),
    ]


def test_a_draft_is_no_plan_in_use(town: Town) -> None:
    roll(town)
    assert "two-plans" not in codes_of(town.check())
    assert [path.name for path in plans(town).glob("*.md")]


def test_a_rehearsal_makes_no_draft(town: Town) -> None:
    before = town.snapshot()
    assert roll(town, dry_run=True).lines[1].endswith("draft made")
    assert town.snapshot() == before
    roll(town)
    before = town.snapshot()
    roll(town, dry_run=True)
    approve(town, dry_run=True)
    assert town.snapshot() == before


def test_a_draft_is_renewed_and_keeps_what_was_edited(town: Town) -> None:
    roll(town)
    path = plans(town) / "drafts" / "parks 2019-22.md"
    edited = draft_of(town).replace("Parks that are clean", "Tidy parks")
    path.write_text(f"{edited}\nA word from the manager.\n", encoding="utf-8")
    returned(town)
    outcome = roll(town, NEXT, "parks")
    assert outcome.lines == ("templates/plans/drafts/parks 2019-22.md: draft renewed",)
    text = draft_of(town)
    assert "Tidy parks" in text
    assert text.endswith("\nA word from the manager.\n")
    assert "Roof on" not in text
    assert "| R1 |  | Storm |".replace("|  |", "| |") in text
    assert "| 12 |" in text
    assert roll(town, NEXT, "parks").lines[0].endswith("draft as it was")
    assert draft_of(town) == text


def test_a_draft_of_which_no_record_is_left_is_only_filled_in(town: Town) -> None:
    roll(town)
    (town.root / "plansheet.db").unlink()
    with opened(town.root, begins=True) as council:
        adopt_files(council, town.world())
    returned(town)
    roll(town)
    assert "Roof on" in draft_of(town)
    assert "| C2 | Bins |" in draft_of(town)


def test_a_later_plan_ends_the_draft(town: Town) -> None:
    town.plan("parks 2020-21.md", PARKS)
    town.plan("parks 2018-21.md", "")
    (plans(town) / "parks 2018-21.md").rename(plans(town) / "parks 2018-19.md")
    town.plan("parks 2018-19.md", PARKS)
    assert roll(town, NEXT, "parks").lines == (
        "templates/plans/drafts/parks 2019-20.md: draft made",
    )
    assert roll(town, FinancialYear(2021), "parks").lines == (
        "templates/plans/drafts/parks 2021-22.md: draft made",
    )


def test_a_year_that_has_its_plan(town: Town) -> None:
    town.plan("parks 2021-24.md", PARKS)
    assert roll(town, FinancialYear(2021), "parks").lines == (
        "parks: its plan for 2021/22 is 'parks 2021-24.md'; nothing to draft",
    )
    with pytest.raises(PeriodError):
        roll(town, FinancialYear(2030))
    with pytest.raises(ServiceError):
        roll(town, NEXT, "zoo")


def test_approving_puts_drafts_in_use(town: Town) -> None:
    roll(town)
    outcome = approve(town, NEXT, "parks")
    ended = "ends with 2018/19, so it is called 'parks 2018-19.md' now"
    assert outcome.lines == (
        f"templates/plans/parks 2018-21.md: {ended}",
        "templates/plans/parks 2019-22.md: approved",
    )
    names = sorted(path.relative_to(plans(town)).as_posix() for path in plans(town).rglob("*.md"))
    assert names == [
        *("drafts/housing 2019-22.md", "housing 2018-21.md"),
        *("parks 2018-19.md", "parks 2019-22.md"),
    ]
    text = (plans(town) / "parks 2019-22.md").read_text(encoding="utf-8")
    assert "| 1.0 | 10/04/2019 | Approved | Board |" in text
    assert "two-plans" not in codes_of(town.check())
    again = ("templates/plans/parks 2019-22.md: approved already",)
    assert approve(town, NEXT, "parks").lines == again
    approve(town)


def test_what_cannot_be_approved(town: Town) -> None:
    with pytest.raises(PlanError, match="There is no draft for 2019/20"):
        approve(town)
    roll(town)
    town.plan("parks 2018-19.md", PARKS)
    with pytest.raises(PlanError, match=r"would be called 'parks 2018-19\.md'"):
        approve(town)
    (plans(town) / "parks 2018-19.md").unlink()
    town.plan("parks 2019-20.md", PARKS)
    with pytest.raises(PlanError, match=r"'parks 2019-20\.md' begins with 2019/20 already"):
        approve(town)
    (plans(town) / "drafts" / "parks 2019-22.md").write_bytes(b"\xff")
    (plans(town) / "drafts" / "notes.txt").write_bytes(b"")
    (plans(town) / "parks 2019-20.md").unlink()
    with pytest.raises(PlanError, match="cannot be changed"):
        approve(town, NEXT, "parks")


def test_a_plan_that_is_over_keeps_its_name(town: Town) -> None:
    later = FinancialYear(2021)
    roll(town, later)
    assert approve(town, later, "parks").lines == ("templates/plans/parks 2021-24.md: approved",)
    assert (plans(town) / "parks 2018-21.md").is_file()


def test_the_outturn_fills_plans_and_drafts(town: Town) -> None:
    roll(town)
    returned(town)
    assert outturn(town).lines == (
        "templates/plans/housing 2018-21.md: 0 actuals of 2018/19 filled in, 1 still open",
        "templates/plans/drafts/housing 2019-22.md: 0 actuals of 2018/19 filled in, 1 still open",
        "templates/plans/parks 2018-21.md: 2 actuals of 2018/19 filled in, 0 still open",
        "templates/plans/drafts/parks 2019-22.md: 2 actuals of 2018/19 filled in, 0 still open",
    )
    assert "| 81% |" in draft_of(town)
    again = outturn(town)
    assert again.problems == ()
    assert again.lines[3].endswith("0 actuals of 2018/19 filled in, 0 still open")


def test_an_outturn_that_the_plan_has_otherwise_is_told(town: Town) -> None:
    head = PARKS.replace("2018/19 Target |", "2018/19 Target | 2018/19 Actual |")
    head = head.replace("| 80% |", "| 80% | 70% |").replace("--- |\n| PK01", "--- | --- |\n| PK01")
    town.plan("parks 2018-21.md", head)
    returned_answers = {"Indicators": ANSWERS["Indicators"], "Sign-off": SIGNED}
    town.generate(Q4)
    town.answer(returned_answers, period=Q4)
    town.read(Q4)
    outcome = outturn(town, THIS, "parks")
    (found,) = outcome.problems
    assert (found.code, found.place.label) == ("outturn-differs", "PK01")
    assert "says 70% for 2018/19, and the returns come to 81%" in found.message
    assert outcome.lines[0].endswith("1 actuals of 2018/19 filled in, 0 still open")


def test_an_outturn_without_a_next_plan(town: Town) -> None:
    (plans(town) / "parks 2018-21.md").rename(plans(town) / "parks 2018-19.md")
    assert outturn(town, THIS, "parks").lines == (
        "parks: no plan holds 2019/20 yet. Draft one with 'plansheet plan roll 2019-20'.",
    )
    with pytest.raises(PeriodError):
        outturn(town, LAST)


def test_budgets_go_to_the_newest_plans(town: Town, tmp_path: Path) -> None:
    roll(town, NEXT, "parks")
    sheet = tmp_path / "budgets.csv"
    sheet.write_text(
        "Service,Heading,2019/20,2020/21\nParks,Net cost,12500,13000\nhousing,Net cost,5,\n"
        "Zoo,Net cost,1,2\n,Grants,1,2\n",
        encoding="utf-8",
    )
    outcome = fill_budgets(town, sheet)
    assert outcome.lines == (
        "templates/plans/housing 2018-21.md: budgets filled in",
        "templates/plans/drafts/parks 2019-22.md: budgets filled in",
    )
    assert codes_of(outcome) == ["budget-service", "budget-service"]
    assert outcome.status == 1
    assert "| Net cost | £12,500 | £13,000 |" in draft_of(town)
    housing = (plans(town) / "housing 2018-21.md").read_text(encoding="utf-8")
    assert housing == (
        f"{HOUSING}\n## Budgets\n\n| Heading | 2019/20 |\n| --- | --- |\n| Net cost | £5 |\n"
    )
    assert fill_budgets(town, sheet).lines[0].endswith("as it was")


def test_budgets_of_other_years(town: Town, tmp_path: Path) -> None:
    sheet = tmp_path / "budgets.csv"
    sheet.write_text(
        "Service,Heading,2030/31\nParks,Net cost,12500\nHousing,Net cost,\n", encoding="utf-8"
    )
    assert fill_budgets(town, sheet).lines == (
        "housing: the sheet gives no year, and no plan of it holds any of them",
        "parks: the sheet gives 2030/31, and no plan of it holds any of them",
    )
    sheet.write_text("nothing", encoding="utf-8")
    with pytest.raises(PlanError, match=r"'budgets\.csv' cannot be used: "):
        fill_budgets(town, sheet)


def as_workbook(town: Town, service: str = "parks") -> Path:
    """Put the plan of a service in use as a workbook in the place of its text."""
    with opened(town.root) as council:
        plan = next(file.plan for file in council.files if file.code == service)
    assert plan is not None
    path = plans(town) / f"{service} 2018-21.xlsx"
    path.with_suffix(".md").unlink()
    path.write_bytes(write_book(plan_book(plan), town.now))
    return path


def test_workbooks_are_filled_in_place(town: Town, tmp_path: Path) -> None:
    path = as_workbook(town)
    sheet = tmp_path / "budgets.xlsx"
    book = Workbook()
    assert book.active is not None
    for row in (["Service", "Heading", "2018/19"], ["Parks", "Net cost", 7], ["Parks", "Seats", 1]):
        book.active.append(row)
    book.save(sheet)
    assert fill_budgets(town, sheet).lines == (
        "templates/plans/parks 2018-21.xlsx: budgets filled in",
    )
    plan = load_plan(path.name, path.read_bytes()).plan
    assert plan is not None
    assert [(each.heading, str(each.amounts[THIS])) for each in plan.budgets] == [
        ("Net cost", "7"),
        ("Seats", "1"),
    ]


def drafted(town: Town) -> Plan:
    """Return the draft of Parks that is a workbook."""
    path = plans(town) / "drafts" / "parks 2019-22.xlsx"
    plan = load_plan(path.name, path.read_bytes()).plan
    assert plan is not None
    return plan


def by_hand(town: Town, sheet: str, **said: str) -> None:
    """Type into the row of the workbook draft that begins with `was`, and give it a note."""
    path = plans(town) / "drafts" / "parks 2019-22.xlsx"
    book = load_workbook(path)
    for row in book[sheet].iter_rows():
        for cell in row:
            if cell.value == said["was"]:
                cell.value, cell.comment = said["now"], Comment("Agreed with the board", "Manager")
    book.save(path)


def test_a_plan_that_is_a_workbook_rolls_to_a_workbook(town: Town) -> None:
    as_workbook(town)
    assert roll(town, NEXT, "parks").lines == (
        "templates/plans/drafts/parks 2019-22.xlsx: draft made",
    )
    text = plans(town) / "drafts" / "parks 2019-22.md"
    assert not text.exists()
    draft = drafted(town)
    assert [each.version for each in draft.versions] == ["Draft"]
    assert [each.ref for each in draft.indicators] == ["PK01", "PK02"]
    assert [each.ref for each in draft.contracts] == ["C1"]


def test_a_workbook_draft_is_the_one_that_the_text_makes(town: Town) -> None:
    roll(town, NEXT, "parks")
    text = load_plan("parks 2019-22.md", draft_of(town).encode()).plan
    (plans(town) / "drafts" / "parks 2019-22.md").unlink()
    as_workbook(town)
    roll(town, NEXT, "parks")
    assert text is not None
    assert drafted(town) == replace(text, file="parks 2019-22.xlsx")


def test_a_workbook_draft_that_nobody_touched_is_made_afresh(town: Town) -> None:
    as_workbook(town)
    roll(town, NEXT, "parks")
    assert roll(town, NEXT, "parks").lines[0].endswith("draft as it was")
    returned(town)
    outcome = roll(town, NEXT, "parks")
    assert (outcome.lines[0].rpartition(": ")[2], outcome.problems) == ("draft renewed", ())
    assert [len(each.milestones) for each in drafted(town).projects] == [1]
    assert [each.ref for each in drafted(town).risks] == ["R1"]
    assert roll(town, NEXT, "parks").lines[0].endswith("draft as it was")


def test_a_workbook_draft_keeps_what_the_manager_made_of_it(town: Town) -> None:
    as_workbook(town)
    roll(town, NEXT, "parks")
    by_hand(town, "Performance indicators", was="Parks that are clean", now="Tidy parks")
    returned(town)
    outcome = roll(town, NEXT, "parks")
    assert (outcome.lines, codes_of(outcome)) == (
        ("templates/plans/drafts/parks 2019-22.xlsx: draft renewed",),
        ["draft-row-over"],
    )
    draft = drafted(town)
    assert [each.title for each in draft.indicators] == ["Tidy parks", "Visits"]
    assert [each.printed_score for each in draft.risks] == ["12", "1"]
    book = load_workbook(plans(town) / "drafts" / "parks 2019-22.xlsx")
    notes = [cell.comment for row in book["Performance indicators"].iter_rows() for cell in row]
    assert [note.text for note in notes if note] == ["Agreed with the board"]
    # What is over is told and left to the manager.
    (over,) = outcome.problems
    assert (str(over.level), over.place.sheet, over.place.label) == ("note", "Risks", "R2")
    before = town.snapshot()
    assert roll(town, NEXT, "parks").lines[0].endswith("draft as it was")
    assert (
        town.snapshot()["templates/plans/drafts/parks 2019-22.xlsx"]
        == (before["templates/plans/drafts/parks 2019-22.xlsx"])
    )


def test_a_workbook_draft_is_approved_as_a_workbook(town: Town) -> None:
    old = as_workbook(town)
    roll(town, NEXT, "parks")
    by_hand(town, "Performance indicators", was="Visits", now="Visits to parks")
    world = town.world()
    outcome = town.run(lambda council: approve_plans(council, NEXT, world, by="Policy Committee"))
    assert outcome.lines == (
        f"templates/plans/{old.name}: ends with 2018/19, so it is called 'parks 2018-19.xlsx' now",
        "templates/plans/parks 2019-22.xlsx: approved",
    )
    path = plans(town) / "parks 2019-22.xlsx"
    plan = load_plan(path.name, path.read_bytes()).plan
    assert plan is not None
    assert [(each.version, each.reason) for each in plan.versions][1:] == [("1.0", "Approved")]
    assert plan.versions[0].version == "Draft"
    assert plan.versions[1].made_by == "Policy Committee"
    assert [each.title for each in plan.indicators] == ["Parks that are clean", "Visits to parks"]
    assert not old.exists()


def test_a_draft_in_another_form_than_the_plan_stays_in_its_form(town: Town) -> None:
    roll(town)
    as_workbook(town)
    returned(town)
    assert roll(town, NEXT, "parks").lines == (
        "templates/plans/drafts/parks 2019-22.md: draft renewed",
    )


def test_a_draft_that_is_a_workbook_of_the_managers_own_is_renewed_in_place(town: Town) -> None:
    roll(town)
    text = plans(town) / "drafts" / "parks 2019-22.md"
    made = load_plan(text.name, text.read_bytes()).plan
    assert made is not None
    path = text.with_suffix(".xlsx")
    path.write_bytes(write_book(plan_book(made), town.now))
    text.unlink()
    assert roll(town, NEXT, "parks").lines == (
        "templates/plans/drafts/parks 2019-22.xlsx: draft as it was",
    )
    head = PARKS.replace("Head of Parks", "Head of Greens").replace("| 80% |", "| 79% |")
    town.plan("parks 2018-21.md", head + MORE)
    assert roll(town, NEXT, "parks").lines == (
        "templates/plans/drafts/parks 2019-22.xlsx: draft renewed",
    )
    assert drafted(town).service.head == "Head of Greens"
    assert drafted(town).indicators[0].targets[THIS].text == "79%"


def test_a_draft_that_cannot_be_renewed_stops_no_other(town: Town) -> None:
    as_workbook(town)
    roll(town)
    by_hand(town, "Performance indicators", was="Visits", now="Visits to parks")
    objectives = "| Theme | Objective | Measure | Target |\n|---|---|---|---|\n"
    (plans(town) / "parks 2018-21.xlsx").unlink()
    town.plan("parks 2018-21.md", f"{PARKS}{MORE}\n{objectives}| A | B | C | 1 |\n")
    roll(town)
    town.plan("parks 2018-21.md", f"{PARKS}{MORE}\n{objectives}| A | B | C | 2 |\n")
    outcome = roll(town)
    assert outcome.lines == (
        "templates/plans/drafts/housing 2019-22.md: draft as it was",
        "templates/plans/drafts/parks 2019-22.xlsx: draft as it was",
    )
    (found,) = [each for each in outcome.problems if each.code == "draft-stays"]
    assert found.place.file == "parks 2019-22.xlsx"
    assert found.message == (
        "What is new could not be put into this draft: A row would go from 'parks 2019-22.xlsx'. "
        "Delete it there yourself. Or move the draft away and run 'plansheet plan roll' again for "
        "a new one."
    )


def test_a_draft_is_not_approved_once_the_plan_before_it_says_something_else(town: Town) -> None:
    """Approved as it is, it would undo what was changed and moved in the meantime."""
    outcome = roll(town)
    (note,) = outcome.notes
    assert note.endswith("Then put them in use: 'plansheet plan roll 2019-20 --approve'.")
    draft = plans(town) / "drafts" / "parks 2019-22.md"
    draft.write_text(draft_of(town).replace("Parks that are clean", "Tidy parks"), encoding="utf-8")
    path = plans(town) / "parks 2018-21.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text.replace('| Storm |', '| Storms |')}{CHANGED}", encoding="utf-8")
    before = town.snapshot()
    with pytest.raises(PlanError) as refused:
        approve(town)
    assert str(refused.value) == (
        "What these drafts are made from has changed since: housing 2019-22.md (Performance "
        "indicators PK02), parks 2019-22.md (Performance indicators PK02; Risks R1). Approved as "
        "they are, they would undo it, so nothing was approved. Renew them with 'plansheet plan "
        "roll 2019-20', which keeps what was changed in them, and look at them."
    )
    assert town.snapshot() == before
    roll(town)
    assert approve(town).lines[-1] == "templates/plans/parks 2019-22.md: approved"


CHANGED = """
## Changes

| Ref | What | Old | New | From | Reason | Approved by |
| --- | --- | --- | --- | --- | --- | --- |
| PK02 | Moved to | parks | housing | 2018-19-Q3 | Agreed | Cabinet |
"""


@pytest.mark.parametrize("days", [0, 1])
def test_an_approval_that_was_broken_off_is_finished(
    town: Town, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    roll(town)

    rename = type(town.root).rename

    def stopped(path: Path, target: Path) -> None:
        rename(path, target)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(town.root), "rename", stopped)
        with pytest.raises(KeyboardInterrupt):
            approve(town, NEXT, "parks")
    assert (plans(town) / "parks 2018-19.md").is_file()
    town.later(days)
    assert approve(town, NEXT, "parks").lines[-1] == ("templates/plans/parks 2019-22.md: approved")
