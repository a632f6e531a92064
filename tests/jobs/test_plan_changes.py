"""`plan change` and `plan move`: what is written into the plan, and what is refused."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import HOUSING, PARKS, PARKS_ANSWERS, Q1, Town, codes_of, new_town

from plansheet.errors import PeriodError, PlanError, ServiceError
from plansheet.excel.write import write_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.plan_changes import Asked, change_plan, move_indicator
from plansheet.planbook import plan_book

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

HEAD = (
    "\n## Changes\n\n| Ref | What | Old | New | From | Reason | Approved by |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
)
RISKS = "\n| Ref | Risk | Likelihood | Impact |\n|---|---|---|---|\n| PK01 | Storm | 2 | 3 |\n"
RISKS += "| R9 | Drought | 2 | 3 |\n"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def change(  # noqa: PLR0913 - what a person types
    town: Town,
    ref: str,
    field: str,
    value: str,
    *,
    service: str = "parks",
    starts: str = "2018-19-Q3",
    reason: str = "Agreed",
    by: str = "",
    dry_run: bool = False,
) -> Outcome:
    asked = Asked(ref, field, value, quarter_of(starts), reason, by)
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: change_plan(council, service, asked, world), read_only=dry_run)


def move(
    town: Town, ref: str, to: str, *, starts: str = "2018-19-Q3", service: str = ""
) -> Outcome:
    asked = Asked(ref, "", to, quarter_of(starts), "Reorganised")
    world = town.world()
    return town.run(lambda council: move_indicator(council, asked, world, service))


def text_of(town: Town, name: str = "parks 2018-21.md") -> str:
    return (town.root / "templates" / "plans" / name).read_text(encoding="utf-8")


MADE = [
    (("PK01", "Target", "82%"), "| PK01 | Target | 80% | 82% | 2018-19-Q3 | Agreed | |\n"),
    (
        ("indicators:pk01", "2019/20 target", "85%"),
        "| PK01 | 2019/20 Target | | 85% | 2018-19-Q3 | Agreed | |\n",
    ),
    (
        ("PK01", "description", "Tidy parks"),
        "| PK01 | Title | Parks that are clean | Tidy parks | 2018-19-Q3 | Agreed | |\n",
    ),
    (
        ("PK02", "polarity", "lower"),
        "| PK02 | Good is | higher | lower | 2018-19-Q3 | Agreed | |\n",
    ),
    (("PK02", "withdrawn", "yes"), "| PK02 | Withdraw | | yes | 2018-19-Q3 | Agreed | |\n"),
    (
        ("PK02", "Supplied by", "housing"),
        "| PK02 | Supplied by | | housing | 2018-19-Q3 | Agreed | |\n",
    ),
    (
        ("PK50", "new indicator", "Ponds"),
        "| PK50 | New indicator | | Ponds | 2018-19-Q3 | Agreed | |\n",
    ),
    (
        ("service", "head", "Head of Greens"),
        "| Service | Head of service | Head of Parks | Head of Greens | 2018-19-Q3 | Agreed | |\n",
    ),
]


@pytest.mark.parametrize(("said", "row"), MADE)
def test_a_change_is_written_below_the_plan(
    said: tuple[str, str, str], row: str, town: Town
) -> None:
    outcome = change(town, *said)
    assert text_of(town) == f"{PARKS}{HEAD}{row}"
    assert outcome.status == 0
    assert outcome.lines[0].startswith("parks 2018-21.md: ")
    again = change(town, *said)
    assert again.lines[0].endswith("already. Nothing was changed.")
    assert text_of(town) == f"{PARKS}{HEAD}{row}"
    assert [code for code in codes_of(town.check()) if code.startswith("change")] == [
        "change-unsaid" for _ in range(said[0] == "PK50")
    ]


def test_the_plan_as_it_was_is_in_the_archive(town: Town) -> None:
    change(town, "PK01", "Target", "82%", by="Board")
    kept = [path.read_bytes() for path in (town.root / "archive").rglob("*.md")]
    assert kept == [PARKS.encode()]
    with opened(town.root, read_only=True) as council:
        (record,) = council.ledger.files()
    assert (record.name, record.kind) == ("parks 2018-21.md", "plan")
    assert "| Agreed | Board |" in text_of(town)


def test_a_second_change_tells_what_the_first_made(town: Town) -> None:
    change(town, "PK01", "Target", "82%")
    outcome = change(town, "PK01", "Target", "83%", starts="2018-19-Q4")
    assert outcome.lines == ("parks 2018-21.md: PK01: Target '83%' from Q4 2018/19 (it was '82%')",)
    assert text_of(town).endswith(
        "| PK01 | Target | 80% | 82% | 2018-19-Q3 | Agreed | |\n"
        "| PK01 | Target | 82% | 83% | 2018-19-Q4 | Agreed | |\n"
    )


def test_a_rehearsal_writes_nothing(town: Town) -> None:
    before = town.snapshot()
    outcome = change(town, "PK01", "Target", "82%", dry_run=True)
    assert outcome.lines == ("parks 2018-21.md: PK01: Target '82%' from Q3 2018/19 (it was '80%')",)
    assert town.snapshot() == before


REFUSED = [
    (("PK99", "Title", "X"), "Parks has no indicator 'PK99'. Write one of: PK01, PK02."),
    (("Risks:R9", "Title", "X"), "made to indicators and to the service itself, and 'Risks:R9'"),
    (("R9", "Title", "X"), "made to indicators and to the service itself, and 'Risks:R9'"),
    (
        ("PK01", "Title", "X"),
        "'PK01' stands in more than one table of Parks. Write Indicators:PK01",
    ),
    (("PK02", "Colour", "Red"), "'Colour' is nothing that can change. Write one of: Title,"),
    (("PK02", "Good is", "up"), "'up' cannot be read as Good is. Write for example lower."),
    (("PK02", "Target", "a lot"), "'a lot' cannot be read as a target of PK02 (number)."),
    (("PK02", "2025/26 Target", "9"), "The plan of parks has no target for 2025/26."),
    (("PK02", "Supplied by", "zoo"), "'zoo' is not the code of a service with a plan for Q3"),
    (("PK02", "Moved to", "housing"), "'plansheet plan move PK02 --to CODE --from 2018-19-Q3'"),
    (("PK02", "New indicator", "X"), "there is an indicator PK02 already"),
    (("Service", "Colour", "Red"), "'Colour' is nothing that can change. Write one of: Name,"),
    (("Service", "E-mail", "post"), "'post' cannot be read as E-mail."),
]


@pytest.mark.parametrize(("said", "why"), REFUSED)
def test_what_cannot_be_made_is_refused(said: tuple[str, str, str], why: str, town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS + RISKS)
    with pytest.raises(PlanError, match=re.escape(why)):
        change(town, *said)
    assert text_of(town) == PARKS + RISKS


def test_a_ref_with_its_sheet_is_clear(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS + RISKS)
    change(town, "Indicators:PK01", "Title", "Tidy parks")
    assert "| PK01 | Title |" in text_of(town)


def test_a_service_or_a_quarter_without_a_plan(town: Town) -> None:
    with pytest.raises(ServiceError, match="No plan of Q3 2018/19 is of a service"):
        change(town, "PK01", "Title", "X", service="zoo")
    with pytest.raises(PeriodError, match="covers Q1 2030/31"):
        change(town, "PK01", "Title", "X", starts="2030-31-Q1")
    town.plan("parks 2018-19.md", PARKS)
    with pytest.raises(PlanError, match=r"cannot be changed\..*both hold 2018/19"):
        change(town, "PK01", "Title", "X")


def test_only_some_forms_of_plans_are_changed(town: Town) -> None:
    town.plan("parks 2018-21.md", "")
    plans = town.root / "templates" / "plans"
    (plans / "parks 2018-21.md").rename(plans / "parks 2018-21.txt")
    town.plan("parks 2018-21.txt", PARKS)
    with pytest.raises(PlanError, match=r"is a \.txt file"):
        change(town, "PK01", "Title", "X")


def test_a_workbook_is_changed_in_place(town: Town) -> None:
    with opened(town.root) as council:
        plan = council.files[1].plan
    assert plan is not None
    path = town.root / "templates" / "plans" / "parks 2018-21.xlsx"
    path.with_suffix(".md").unlink()
    path.write_bytes(write_book(plan_book(plan), town.now))
    change(town, "PK01", "Target", "82%")
    sheet = load_workbook(BytesIO(path.read_bytes()))["Changes"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "PK01"]
    assert rows == [["PK01", "Target", "80%", "82%", "2018-19-Q3", "Agreed", None]]


def test_what_would_not_be_read_back_is_not_written(town: Town) -> None:
    with pytest.raises(PlanError, match="could not be put into"):
        change(town, "PK01", "Title", "Tidy parks", reason="one\rtwo")
    assert text_of(town) == PARKS


def test_a_change_to_quarters_that_were_not_compiled_is_not_dated(town: Town) -> None:
    town.now = datetime(2018, 10, 25, 9)  # noqa: DTZ001
    assert change(town, "PK01", "Target", "82%", starts=Q1).notes == ()
    assert text_of(town).endswith("| Agreed | |\n")


def test_a_change_to_a_compiled_quarter_is_dated(town: Town) -> None:
    town.generate()
    town.answer(PARKS_ANSWERS)
    town.read()
    town.compile()
    town.now = datetime(2018, 7, 25, 9)  # noqa: DTZ001
    outcome = change(town, "PK01", "Target", "82%", starts=Q1, by="Board")
    assert "| PK01 | Target | 80% | 82% | 2018-19-Q1 | Agreed | Board, 25/07/2018 |" in text_of(
        town
    )
    assert "their ratings are told as restatements" in outcome.notes[0]
    change(town, "PK02", "Title", "Visitors", starts=Q1)
    assert "| PK02 | Title | Visits | Visitors | 2018-19-Q1 | Agreed | 25/07/2018 |" in text_of(
        town
    )
    dated = change(town, "PK02", "Tier", "KPI", starts=Q1, by="Board 3 July 2018")
    assert dated.notes == ()
    assert "| Board 3 July 2018 |" in text_of(town)
    with opened(town.root, read_only=True) as council:
        quarters = [len(council.ledger.compiled(quarter_of(Q1)))]
    assert quarters == [1]


def test_an_indicator_goes_to_another_service(town: Town) -> None:
    outcome = move(town, "pk02", "Housing")
    assert outcome.lines == (
        "parks 2018-21.md: PK02: Moved to 'housing' from Q3 2018/19 (it was 'parks')",
    )
    row = "| PK02 | Moved to | parks | housing | 2018-19-Q3 | Reorganised | |\n"
    assert text_of(town) == f"{PARKS}{HEAD}{row}"
    again = move(town, "PK02", "housing")
    assert again.lines == ("PK02 is with housing from Q3 2018/19 already. Nothing was changed.",)
    # From then on it is Housing's to change.
    change(town, "PK02", "Title", "Visitors", service="housing", starts="2018-19-Q4")
    assert "| PK02 | Title | Visits | Visitors |" in text_of(town, "housing 2018-21.md")
    with pytest.raises(PlanError, match="Parks has no indicator 'PK02'"):
        change(town, "PK02", "Title", "Visitors", starts="2018-19-Q4")


def test_what_cannot_go_is_refused(town: Town) -> None:
    own = PARKS.splitlines()[-1].replace("PK02", "HS02")
    town.plan("parks 2018-21.md", f"{PARKS}{own}\n")
    town.plan("housing 2018-21.md", f"{HOUSING}{own}\n")
    with pytest.raises(PlanError, match="No service has an indicator 'PK99' in Q3 2018/19"):
        move(town, "PK99", "housing")
    with pytest.raises(PlanError, match="housing and parks each have an indicator 'HS02'"):
        move(town, "HS02", "housing")
    with pytest.raises(PlanError, match="housing has an indicator of its own called HS02"):
        move(town, "HS02", "housing", service="parks")
    with pytest.raises(ServiceError, match="'zoo'"):
        move(town, "PK02", "zoo")
    with pytest.raises(PlanError, match="made to indicators"):
        move(town, "Risks:R1", "housing")


def test_a_row_that_others_supply_is_not_the_owners(town: Town) -> None:
    shared = "| PK02 | Visits | PI | number | higher | quarterly | cumulative | 400 | parks |"
    head = HOUSING.replace("2018/19 Target |", "2018/19 Target | Supplied by |").replace(
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    )
    town.plan("housing 2018-21.md", f"{head}{shared}\n")
    move(town, "PK02", "housing")
    assert "| PK02 | Moved to | parks | housing |" in text_of(town)


def test_a_service_has_its_new_name_and_address_from_its_quarter_on(town: Town) -> None:
    change(town, "Service", "Name", "Greens")
    change(town, "Service", "E-mail", "greens@council.example")

    def said(period: str) -> tuple[str, str]:
        with opened(town.root, read_only=True) as council:
            plan = council.plan_for("parks", quarter_of(period))
            assert plan is not None
            return plan.service.name, plan.service.email

    assert said("2018-19-Q2") == ("Parks", "head.of.parks@council.example")
    assert said("2018-19-Q3") == ("Greens", "greens@council.example")
    # The settings say where messages go, whatever the plan says.
    settings = town.root / "plansheet.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write('\n[contacts.parks]\nemail = "trial@council.example"\n')
    assert said("2018-19-Q3") == ("Greens", "trial@council.example")


def test_who_approved_a_change_is_a_post_and_no_name(town: Town) -> None:
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    with pytest.raises(PlanError) as told:
        change(town, "PK01", "Target", "85%", by="Yolanda Approver")
    assert str(told.value) == (
        "'Yolanda Approver' looks like the name of a person, and names are left out when a plan is "
        "read. Write a post, for example Head of Service or Cabinet, not a name."
    )
    assert path.read_text(encoding="utf-8") == PARKS
    assert change(town, "PK01", "Target", "85%", by="Head of Service").lines
