"""The plan workbook: a plan that is written and read again is the same plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from plansheet.excel.write import write_book
from plansheet.layout.plans import (
    ACTIONS_SHEET,
    CHANGES_SHEET,
    CONTRACTS_SHEET,
    OBJECTIVES_SHEET,
    POSTS_SHEET,
    SERVICE_SHEET,
    SKILLS_SHEET,
    SPARE_ROWS,
    VERSIONS_SHEET,
    budgets_sheet,
    indicators_sheet,
    projects_sheet,
    risks_sheet,
)
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Budget, Milestone, Plan, Project, Service
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, SHIPPED_SCHEMES, Risk
from plansheet.model.targets import TargetKind
from plansheet.planbook import overlong, plan_book
from plansheet.problems import Place, problem
from plansheet.refs import give_refs
from plansheet.sources.blocks import tidy
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.known import is_nothing
from plansheet.sources.load import load_plan
from plansheet.sources.people import without_names
from plansheet.sources.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.layout.columns import Sheet
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import Book
    from plansheet.sources.loaded import Loaded

EXAMPLES = Path(__file__).parents[2] / "templates/examples/three-rivers/templates/plans"
TR18 = "community-partnerships 2018-21"
CS18 = "corporate-services 2018-21"
TR21 = "community-partnerships 2021-24"
NOON = datetime(2018, 3, 1, 12)  # noqa: DTZ001 - a council's calendar is local
Y17, Y18, Y19, Y20 = (FinancialYear(year) for year in range(2017, 2021))
NAME = "parks 2018-21.xlsx"


@cache
def example_plan(name: str) -> Loaded:
    return load_plan(f"{name}.md", (EXAMPLES / f"{name}.md").read_bytes())


def written(plan: Plan, told: Sequence[str] = ()) -> bytes:
    problems = [problem("date-unread", Place("a.docx"), read=each, heading="End") for each in told]
    return write_book(plan_book(plan, problems, "A council"), NOON)


def read(data: bytes, name: str = NAME) -> Plan:
    plan = load_plan(name, data).plan
    assert plan is not None
    return plan


def parks(**tables: object) -> Plan:
    service = Service("parks", "Parks")
    return replace(Plan(service, "Parks plan", (Y18, Y19, Y20), NAME), **tables)  # type: ignore[arg-type]


def parks_of(text: str) -> Plan:
    plan = load_plan("parks 2018-21.md", text.encode()).plan
    assert plan is not None
    return replace(plan, file=NAME)


def sheet_of(data: bytes, name: str) -> Worksheet:
    sheet: Worksheet = load_workbook(BytesIO(data))[name]
    return sheet


def rows_of(sheet: Worksheet) -> list[list[object]]:
    filled = [[cell.value for cell in row] for row in sheet.iter_rows() if row[1].value]
    return [[value for value in row if value is not None] for row in filled]


@pytest.mark.parametrize("name", [TR18, CS18, TR21])
def test_an_example_plan_reads_as_it_was_written(name: str) -> None:
    loaded = example_plan(name)
    assert loaded.plan is not None
    data = write_book(plan_book(loaded.plan, loaded.problems, "Three Rivers"), NOON)
    again = load_plan(f"{name}.xlsx", data)
    assert again.plan == replace(loaded.plan, file=f"{name}.xlsx")
    asked = [each.message for each in loaded.problems if each.code == "inferred"]
    assert sorted(each.message for each in again.problems) == sorted(asked)


def test_what_libreoffice_saves_again_reads_the_same(
    resaved: Callable[[bytes, str], bytes],
) -> None:
    loaded = example_plan(TR21)
    assert loaded.plan is not None
    data = resaved(write_book(plan_book(loaded.plan), NOON), "xlsx")
    assert read(data, f"{TR21}.xlsx") == replace(loaded.plan, file=f"{TR21}.xlsx")


def test_the_sheets_stand_in_order() -> None:
    loaded = example_plan(TR18)
    assert loaded.plan is not None
    book = plan_book(loaded.plan, loaded.problems, "Three Rivers")
    assert [page.name for page in book.pages] == [
        "Service",
        "To confirm",
        "Performance indicators",
        "Objectives",
        "Projects",
        "Risks",
        "Heat map",
        "Contracts",
        "Budgets",
        "Posts",
        "Skills",
        "Actions",
        "Version control",
        "Changes",
        "Help",
    ]
    assert (book.title, book.author, book.locked) == (loaded.plan.title, "Three Rivers", False)


def test_tables_may_grow() -> None:
    data = written(parks(contracts=(), risks=(Risk("1", "Fire"),), scheme=FOUR_BY_FOUR))
    risks, contracts = sheet_of(data, "Risks"), sheet_of(data, "Contracts")
    assert [each.ref for each in risks.tables.values()] == ["A4:N5"]
    assert [each.ref for each in contracts.tables.values()] == ["A4:K5"]
    lists = {str(each.sqref): each.formula1 for each in risks.data_validations.dataValidation}
    last = 5 + SPARE_ROWS
    assert lists[f"F5:F{last}"] == '"1,2,3,4"'
    assert not risks.protection.sheet
    assert (risks.max_row, contracts.max_row) == (last, last)
    assert {risks.cell(row, 3).number_format for row in range(5, last + 1)} == {"@"}
    assert {risks.cell(row, 13).number_format for row in range(5, last + 1)} == {"d mmm yyyy"}


def test_cells_hold_what_the_plan_says() -> None:
    profile = "Q1 60\nQ2 140\nQ3 200\nQ4 240"
    plan = parks_of(
        "| Ref | Description | Unit | Good is | Available | Also reported by | 2018/19 Target |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| 007 | =Visits | number | within 80 to 120 | 10 days | Corporate Services, it"
        f" | {profile.replace(chr(10), '<br>')} |\n"
    )
    cells = sheet_of(written(plan), "Performance indicators")[5]
    found = {cell.column_letter: (cell.value, cell.data_type) for cell in cells if cell.value}
    said = [value for value, _ in found.values()]
    assert {kind for _, kind in found.values()} == {"s"}
    assert said == [
        "007",
        "=Visits",
        "number",
        "within 80 to 120",
        "2 weeks",
        "corporate-services, it",
        "public",
        profile,
    ]


YEARS = "2018/19 Target | 2019/20 Target | 2020/21 Target"
CONFIRM = (
    f"| Ref | Description | Unit | {YEARS} |\n| --- | --- | --- | --- | --- | --- |\n"
    "| A | Visits | | 7 |\n| B | Complaints | | 8 |\n| C, 1 | Visits too | number | 9 |\n"
)


def answered(plan: Plan, answers: Mapping[tuple[str, str], str]) -> Loaded:
    """Return the plan as loaded after a person answered some rows of `To confirm`."""
    workbook = load_workbook(BytesIO(written(plan)))
    sheet = workbook["To confirm"]
    for row in sheet.iter_rows(min_row=5):
        refs = str(row[2].value)
        row[3].value = answers.get((str(row[0].value), refs))
    stream = BytesIO()
    workbook.save(stream)
    return load_plan(NAME, stream.getvalue())


def test_inferences_are_asked_about_in_groups() -> None:
    rows = rows_of(sheet_of(written(parks_of(CONFIRM)), "To confirm"))
    assert rows == [
        ["Column", "Taken to be", "Refs", "Confirm?"],
        ["Tier", "PI", "A, B"],
        ["Tier", "PI", "C, 1"],
        ["Unit", "number", "A, B"],
        ["Good is", "higher", "A"],
        ["Good is", "lower", "B"],
        ["Good is", "higher", "C, 1"],
        ["How often", "quarterly", "A, B"],
        ["How often", "quarterly", "C, 1"],
        ["Counts as", "cumulative", "A, B"],
        ["Counts as", "cumulative", "C, 1"],
    ]


def test_what_is_confirmed_is_stated() -> None:
    plan = parks_of(CONFIRM)
    loaded = answered(
        plan,
        {
            ("Unit", "A, B"): "Yes",
            ("Good is", "A"): "No",
            ("Good is", "B"): "within 1 to 9",
            ("How often", "C, 1"): "monthly",
            ("Counts as", "A, B"): "daily",
        },
    )
    assert loaded.plan is not None
    first, second, third = loaded.plan.indicators
    assert first.inferred == ("Tier", "Good is", "How often")
    assert second.inferred == ("Tier", "How often")
    assert third.inferred == ("Tier", "Good is", "Counts as")
    assert (str(second.good_is), str(third.how_often)) == ("within 1 to 9", "monthly")
    words = [(each.code, each.place.label) for each in loaded.problems if each.code != "inferred"]
    assert words == [("unknown-word", "A"), ("unknown-word", "B")]
    assert first == replace(plan.indicators[0], inferred=first.inferred)


def test_a_cell_goes_before_an_answer_about_it() -> None:
    workbook = load_workbook(BytesIO(written(parks_of(CONFIRM))))
    workbook["Performance indicators"]["D5"].value = "days"
    stream = BytesIO()
    workbook.save(stream)
    (first, second, _) = read(stream.getvalue()).indicators
    assert (str(first.unit), str(second.unit)) == ("days", "number")
    assert "Unit" not in first.inferred
    assert "Unit" in second.inferred


def test_a_baseline_of_a_title_is_asked_about_and_confirmed() -> None:
    plan = parks_of(
        f"| Ref | Description | Tier | Unit | Good is | How often | Counts as | {YEARS} |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| A | Satisfied (2016/17 = 37%) | PI | % | higher | annual | latest | Baseline + 5% |\n"
        "| B | Others | PI | % | higher | annual | latest | 7% |\n"
    )
    assert plan.indicators[0].inferred == ("2016/17 Actual",)
    assert read(written(plan)) == plan
    loaded = answered(plan, {("2016/17 Actual", "A"): "38%"})
    assert loaded.plan is not None
    (actual,) = loaded.plan.indicators[0].actuals.values()
    assert (actual.value, loaded.plan.indicators[0].inferred) == (Decimal("0.38"), ())


def test_without_the_sheet_inferences_are_questions_still() -> None:
    workbook = load_workbook(BytesIO(written(parks_of(CONFIRM))))
    del workbook["To confirm"]
    stream = BytesIO()
    workbook.save(stream)
    assert [each.inferred for each in read(stream.getvalue()).indicators] == [
        each.inferred for each in parks_of(CONFIRM).indicators
    ]


def test_answers_about_a_table_without_refs_are_left() -> None:
    workbook = load_workbook(BytesIO(written(parks_of(CONFIRM))))
    workbook["Performance indicators"]["A4"].value = "Mark"
    stream = BytesIO()
    workbook.save(stream)
    assert [each.ref for each in read(stream.getvalue()).indicators] == ["NEW-1", "NEW-2", "NEW-3"]


def test_what_is_not_understood_is_kept_as_notes() -> None:
    plan = parks_of("## Bats\n\n| Wood | Bats |\n| --- | --- |\n| Oak | 7 |\n| | 8 |\n")
    data = written(replace(plan, notes=(*plan.notes, "Owls\nElm")), ["soon"])
    assert rows_of(sheet_of(data, "Notes")) == [
        ["About", "Where it stood", "What it says"],
        ["Message", "a.docx", "End says 'soon', which is not a date. Write it as 31/03/2019."],
    ]
    notes = [[row[0].value, row[2].value] for row in sheet_of(data, "Notes").iter_rows(min_row=5)]
    assert notes[:-1] == [
        ["Table 1", "Bats"],
        ["Table 1", "Wood | Bats"],
        ["Table 1", "Oak | 7"],
        ["Table 1", "| 8"],
        ["Table 2", "Owls"],
        ["Table 2", "Elm"],
    ]
    assert read(data).notes == ("Bats\nWood | Bats\nOak | 7\n| 8", "Owls\nElm")


def test_milestones_keep_their_columns_and_refs() -> None:
    steps = (
        Milestone("P1-M1", "Begun", Quarter(Y18, 2)),
        Milestone("P1-M2", "Half\ndone", Y18),
        Milestone("P1-M3", "Done", Quarter(Y19, 1)),
    )
    hub = Project("P1", "Hub", objective="2.3.1", milestones=steps)
    plan = parks(projects=(hub, Project("P2", "None else")))
    data = written(plan)
    headings = [cell.value for cell in sheet_of(data, "Projects")[4]]
    assert headings[7:] == ["2018/19 Q2", "2018/19", "2019/20 Q1", "2019/20", "2020/21"]
    assert read(data).projects == plan.projects


def test_money_is_a_number_where_a_workbook_keeps_it() -> None:
    sums = ("12500", "-1234.5", "1.234", "-1234567.125", "0", "12345678901234567")
    budgets = tuple(Budget(each, {Y18: Decimal(each), Y19: None}) for each in sums)
    data = written(parks(budgets=budgets))
    values = [row[1].value for row in sheet_of(data, "Budgets").iter_rows(min_row=5, max_row=10)]
    assert values == [
        12500,
        -1234.5,
        "£1.2340",
        "-£1,234,567.1250",
        0,
        "£12,345,678,901,234,567",
    ]
    assert read(data).budgets == budgets


@pytest.mark.parametrize("scheme", SHIPPED_SCHEMES)
def test_a_heat_map_is_read_again_with_and_without_a_register(scheme: RiskScheme) -> None:
    place = scheme.likelihood.steps[0].code, scheme.impacts[0].steps[-1].code
    shown = {place: ("CP01", "7")}
    for plan in (parks(heat_map=shown), parks(heat_map=shown, scheme=scheme)):
        assert read(written(plan)) == plan


def test_a_printed_score_has_its_column_in_any_scheme() -> None:
    risk = Risk("1", "Fire", inputs={"likelihood": "A", "people": "V"}, printed_score="A V")
    plan = parks(risks=(risk,), scheme=FIVE_BY_SIX)
    assert read(written(plan)) == plan


def test_a_row_that_says_nothing_parts_no_table() -> None:
    text = "| Version | Date | Colour |\n| --- | --- | --- |\n| 1 | May | |\n| | | red |\n| 2 | | |"
    plan = parks_of(text)
    assert [each.version for each in plan.versions] == ["1", "", "2"]
    assert [each.version for each in read(written(plan)).versions] == ["1", "2"]


def test_columns_for_years_are_added_blank() -> None:
    plan = parks_of("| Ref | Description | Unit |\n| --- | --- | --- |\n| A | Visits | number |\n")
    (before,), (after,) = plan.indicators, read(written(plan)).indicators
    assert before.targets == {}
    assert {str(year): each.kind for year, each in after.targets.items()} == dict.fromkeys(
        ("2018/19", "2019/20", "2020/21"), TargetKind.NOT_SET
    )


def test_texts_too_long_for_a_cell_are_found() -> None:
    book: Book = plan_book(parks(projects=(Project("P1", "Hub", outcome="x" * 32_768),)))
    assert overlong(book) == (("Projects", "P1"),)
    assert overlong(plan_book(parks())) == ()


# Whatever a cell of a document may hold, as every reader of documents gives it.
SAID = st.one_of(
    # The writer puts blanks for characters that no workbook can hold.
    st.text(
        st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
        max_size=12,
    ),
    st.sampled_from(("=1+1", "-", "+5%", "@home", "_x0041_", "N/A", "Q1 2", "1/4/18", "79%", "£5")),
    st.sampled_from(("number", "%", "lower", "annual", "sum", "III", "2", "A", "5 points", "May")),
).map(tidy)
SHEETS = (
    SERVICE_SHEET,
    indicators_sheet((Y17,), (Y18, Y19, Y20)),
    OBJECTIVES_SHEET,
    projects_sheet((*Y18.quarters, Y19, Y20)),
    risks_sheet(FOUR_BY_FOUR, has_scores=True),
    risks_sheet(FIVE_BY_SIX, has_scores=False),
    CONTRACTS_SHEET,
    budgets_sheet((Y18, Y19, Y20)),
    POSTS_SHEET,
    SKILLS_SHEET,
    ACTIONS_SHEET,
    VERSIONS_SHEET,
    CHANGES_SHEET,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    sheets = draw(st.lists(st.sampled_from(SHEETS), max_size=4, unique_by=lambda each: each.name))
    tables = tuple(draw(tables_of(sheet)) for sheet in sheets)
    title = draw(SAID.map(lambda text: " ".join(text.split())))
    # A plan names posts: what reads as somebody's name or initials is gone when it is read.
    return without_names(Document(NAME, title, tables))[0]


@st.composite
def tables_of(draw: st.DrawFn, sheet: Sheet) -> SourceTable:
    columns = tuple(column.heading for column in sheet.columns)
    width = len(columns)
    texts = draw(st.lists(st.lists(SAID, min_size=width, max_size=width), max_size=3))
    rows = tuple(SourceRow(tuple(SourceCell(each, "") for each in row), "") for row in texts)
    return SourceTable((sheet.name,), columns, rows, "")


@settings(max_examples=100, deadline=None)
@given(documents())
def test_any_plan_reads_as_it_was_written(document: Document) -> None:
    found = recognise(document, "parks", (Y18, Y19, Y20), SHIPPED_SCHEMES)
    plan = give_refs(found.plan, {}, found.places).plan
    # Rows of one ref are a fault of their own: nothing can be said of the one and not the other.
    own = {each.ref.casefold(): each for each in plan.indicators}
    plan = replace(plan, indicators=tuple(own.values()))
    # A line of the budget of which nothing could be read is told when it is read, and then gone.
    said = tuple(each for each in plan.budgets if any_amount(each) or not is_nothing(each.heading))
    assert read(written(plan)) == replace(plan, budgets=said)


def any_amount(budget: Budget) -> bool:
    return any(amount is not None for amount in budget.amounts.values())
