"""What is read of a workbook that came back, and all that is said of what happened to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import (
    MADE,
    Q1,
    Q2,
    Q4,
    Form,
    at,
    enter,
    figure,
    filled,
    form,
    header_row,
    indicator,
    plan,
    whole_plan,
)

from plansheet.collect.book import collect
from plansheet.excel.read import read_book
from plansheet.excel.write import write_book
from plansheet.model.returns import Answer
from plansheet.model.risks import (
    FIVE_BY_SIX,
    FOUR_BY_FOUR,
    SHIPPED_SCHEMES,
    Band,
    Risk,
    RiskScheme,
    Scale,
    steps,
)
from plansheet.pages import FoundBook
from plansheet.problems import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms import Entries
    from openpyxl.workbook import Workbook

    from plansheet.collect.book import Collected
    from plansheet.model.periods import Quarter

Said = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def sent() -> Form:
    return form()


def said(collected: Collected) -> list[Said]:
    """Return all that is said, as code, sheet, cell and label."""
    return [
        (each.code, each.place.sheet, each.place.cell, each.place.label)
        for each in collected.problems
    ]


def values(collected: Collected) -> dict[str, dict[str, dict[str, object]]]:
    return {
        sheet: {
            label: {key: answer.value for key, answer in row.items()} for label, row in rows.items()
        }
        for sheet, rows in collected.answers.items()
    }


def test_an_untouched_workbook_says_nothing(sent: Form) -> None:
    collected = sent.read(sent.data)
    assert (collected.answers, collected.problems) == ({}, [])
    assert list(collected.sheets) == [
        "Start here",
        "Indicators",
        "Milestones",
        "Risks",
        "Contracts",
        "Requests",
        "Sign-off",
        "Help",
    ]


EVERYTHING: Entries = {
    "Indicators": {
        "CP14": {
            "actual": Decimal(390),
            "provisional": "Provisional",
            "commentary": "=Two caseworkers left\nin July.",
            "action": "+ both posts are filled",
            "owner": "@Manager",
            "by_when": date(2018, 12, 31),
            "forecast": Decimal("760.5"),
        },
        "CP15": {"numerator": Decimal(171), "denominator": Decimal(190)},
        "CP18": {"actual": Decimal("0.58"), "forecast": Decimal("-0.1")},
        "CP19": {"reason": "Waiting for a partner", "expected_by": date(2018, 11, 1)},
        "CP22": {"actual": "Level 2 achieved"},
        "CP23": {"actual": date(2018, 8, 31)},
        "CP24": {"actual": date(2018, 9, 30)},
    },
    "Earlier figures": {"CP16 2018-19-Q1": {"final": Decimal(81), "reason": "One came late"}},
    "Milestones": {"P1-M2": {"status": "Completed", "done_on": date(2018, 9, 1)}},
    "Risks": {"1": {"changed": "Changed", "people": "-", "likelihood": "D 25% to 49%"}},
    "Contracts": {"C1": {"next_step": "Extend", "new_end": date(2020, 6, 1)}},
    "Requests": {"1": {"about": "CP05", "change": "Target", "proposed": "80%", "starts": "Q3"}},
    "Data quality": {"Accuracy": {"met": "Partly", "note": "Checks start in May"}},
    "Sign-off": {"Checked": {"name": "B. Officer", "date": date(2018, 10, 8)}},
}


@pytest.mark.parametrize(
    ("quarter", "without"), [(Q2, frozenset[str]()), (Q4, frozenset({"Indicators", "Sign-off"}))]
)
def test_all_that_was_filled_in_comes_out_again(quarter: Quarter, without: frozenset[str]) -> None:
    known = {"CP16": {Q1: figure(Q1, actual=Decimal(80), provisional=True)}}
    asked = form(whole_plan(), quarter, figures=known)
    names = {page.name for page in asked.book.pages}
    entries = {sheet: rows for sheet, rows in EVERYTHING.items() if sheet in names - without}
    collected = asked.read(write_book(filled(asked.book, entries), MADE))
    assert (values(collected), collected.problems) == (entries, [])


def test_an_answer_is_traced_to_its_cell(sent: Form) -> None:
    collected = sent.after(enter("Indicators", "CP18", Actual=0.58))
    assert collected.answers == {
        "Indicators": {"CP18": {"actual": Answer(Decimal("0.58"), "0.58", "F10")}}
    }


def put(sheet: str, cell: str, value: str | float | None) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet][cell].value = value

    return change


def renamed(sheet: str, name: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet].title = name

    return change


def deleted_row(sheet: str, label: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        first = "Indicator" if sheet == "Indicators" else "Milestone"
        heading = {"Requests": "About", "Help": "Column", "Sign-off": "Name"}.get(sheet, first)
        workbook[sheet].delete_rows(at(workbook, sheet, label, heading).row)

    return change


def deleted_sheet(sheet: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        del workbook[sheet]

    return change


def copied_row(sheet: str, label: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        row = at(workbook, sheet, label, "Check").row
        table.append([cell.value for cell in table[row]])

    return change


def copied_sheet(sheet: str, name: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook.copy_worksheet(workbook[sheet]).title = name

    return change


def heading(sheet: str, was: str, now: str | None) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        for cell in table[header_row(table)]:
            if cell.value == was:
                cell.value = now

    return change


def column_inserted(sheet: str, at_column: int, text: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        table.insert_cols(at_column)
        table.cell(header_row(table), at_column).value = text

    return change


def rows_inserted(sheet: str, before: int, count: int) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet].insert_rows(before, count)

    return change


def sorted_backwards(sheet: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        top = header_row(table) + 1
        rows = [[cell.value for cell in row] for row in table.iter_rows(min_row=top)]
        for number, row in enumerate(reversed(rows), start=top):
            for column, value in enumerate(row, start=1):
                table.cell(number, column).value = value

    return change


def sheets_moved(workbook: Workbook) -> None:
    workbook.move_sheet("Indicators", 4)
    workbook["Risks"].sheet_state = "hidden"


def both(*changes: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        for each in changes:
            each(workbook)

    return change


def unprotected(workbook: Workbook) -> None:
    for sheet in workbook:
        sheet.protection.disable()


@pytest.mark.parametrize(
    "change",
    [
        rows_inserted("Indicators", 1, 3),
        rows_inserted("Indicators", 8, 2),
        sorted_backwards("Indicators"),
        sorted_backwards("Sign-off"),
        sheets_moved,
        unprotected,
        heading("Indicators", "Actual*", "  ACTUAL "),
        deleted_sheet("Help"),
        deleted_sheet("Start here"),
        deleted_row("Requests", "20"),
        deleted_row("Help", "Sign-off"),
        put("Start here", "D9", "Nothing"),
        put("Start here", "E9", "All done"),
        put("Indicators", "C7", "I think it is fine"),
        renamed("Indicators", "indicators "),
    ],
)
def test_what_does_no_harm_is_passed_over_or_only_noted(
    sent: Form, change: Callable[[Workbook], None]
) -> None:
    collected = sent.after(enter("Indicators", "CP14", Actual=390), change)
    assert collected.answers["Indicators"]["CP14"]["actual"].value == Decimal(390)
    assert said(collected) in ([], [("sheet-renamed", "Indicators", "", "")])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            put("Indicators", "B7", "Other words"),
            [("locked-changed", "Indicators", "B7", "CP15")],
        ),
        (
            enter("Indicators", "CP01", Actual=0.8),
            [("locked-changed", "Indicators", "F17", "CP01")],
        ),
        (
            enter("Indicators", "CP15", Actual=0.8),
            [("locked-changed", "Indicators", "F7", "CP15")],
        ),
        (enter("Indicators", "CP15", Actual=None), []),
        (enter("Indicators", "CP14", Q2=390), [("locked-changed", "Indicators", "X6", "CP14")]),
        (enter("Indicators", "CP14", Q3=390), [("future-period", "Indicators", "Y6", "CP14")]),
        (
            enter("Milestones", "P1-M2", Due="soon"),
            [("locked-changed", "Milestones", "D6", "P1-M2")],
        ),
        (put("Indicators", "A1", "My indicators"), [("locked-changed", "Indicators", "", "")]),
        (put("Indicators", "A2", None), [("locked-changed", "Indicators", "", "")]),
        (
            put("Start here", "A3", "Please fill this in by Christmas."),
            [("locked-changed", "Start here", "", "")],
        ),
        (
            put("Help", "C6", "Anything"),
            [("locked-changed", "Help", "C6", "Indicators Actual")],
        ),
        (deleted_row("Indicators", "CP14"), [("row-missing", "Indicators", "", "CP14")]),
        (deleted_row("Indicators", "CP01"), [("locked-changed", "Indicators", "", "CP01")]),
        (copied_row("Indicators", "CP14"), [("row-twice", "Indicators", "", "CP14")]),
        (
            both(put("Indicators", "A6", "CP99"), put("Indicators", "B6", "Other words")),
            [
                ("row-missing", "Indicators", "", "CP14"),
                ("row-unknown", "Indicators", "A6", "CP99"),
            ],
        ),
        (
            both(put("Indicators", "A6", None), put("Indicators", "B6", "Other words")),
            [
                ("row-missing", "Indicators", "", "CP14"),
                ("row-unknown", "Indicators", "A6", ""),
            ],
        ),
        (put("Indicators", "A20", "CP99"), [("row-unknown", "Indicators", "A20", "CP99")]),
        (put("Indicators", "B20", "A total"), [("row-unknown", "Indicators", "A20", "")]),
        (
            both(
                heading("Indicators", "Actual*", "Figure"),
                heading("Indicators", "Target this quarter", "Aim"),
            ),
            [
                ("locked-changed", "Indicators", "", ""),
                ("column-missing", "Indicators", "", ""),
            ],
        ),
        (
            both(heading("Indicators", "Indicator", "What"), heading("Indicators", "Ref", "Code")),
            [
                ("column-missing", "Indicators", "", ""),
                ("locked-changed", "Indicators", "", ""),
            ],
        ),
        (
            heading("Indicators", "Definition", "Meaning"),
            [("locked-changed", "Indicators", "AC5", "")],
        ),
        (column_inserted("Sign-off", 3, "Phone"), [("column-added", "Sign-off", "C5", "")]),
        (put("Sign-off", "H7", "Rang on Monday"), [("column-added", "Sign-off", "H5", "")]),
        (deleted_sheet("Risks"), [("sheet-missing", "Risks", "", "")]),
        (renamed("Risks", "Register"), [("sheet-renamed", "Risks", "", "")]),
        (copied_sheet("Risks", "Risks (2)"), [("sheet-copied", "Risks (2)", "", "")]),
        (
            lambda workbook: workbook.create_sheet("Notes").append(["Hello"]),
            [("sheet-added", "Notes", "", "")],
        ),
        (lambda workbook: workbook.create_sheet("Notes"), []),
    ],
)
def test_what_happened_to_a_workbook_is_said_in_full(
    sent: Form, change: Callable[[Workbook], None], expected: list[Said]
) -> None:
    assert said(sent.after(change)) == expected


@pytest.mark.parametrize(
    ("change", "where", "label"),
    [
        (heading("Indicators", "Actual*", "Figure"), "F5", ""),
        (heading("Indicators", "Actual*", None), "F5", ""),
        (heading("Indicators", "Ref", "Code"), "A5", ""),
        (put("Indicators", "A6", "CP 99"), "A6", "CP14"),
        (put("Indicators", "A6", None), "A6", "CP14"),
    ],
)
def test_a_heading_or_a_ref_typed_over_is_told_and_what_it_stands_for_is_read(
    sent: Form, change: Callable[[Workbook], None], where: str, label: str
) -> None:
    collected = sent.after(enter("Indicators", "CP14", Actual=390), change)
    assert said(collected) == [("locked-changed", "Indicators", where, label)]
    assert values(collected) == {"Indicators": {"CP14": {"actual": Decimal(390)}}}


def test_two_rows_alike_are_not_told_apart_without_their_refs() -> None:
    twins = [indicator(ref, title="Visits") for ref in ("A", "B", "C")]
    collected = form(plan(*twins)).after(
        enter("Indicators", "A", Actual=1),
        put("Indicators", "A6", "X"),
        put("Indicators", "A7", "Y"),
    )
    assert said(collected) == [
        ("row-missing", "Indicators", "", "A"),
        ("row-missing", "Indicators", "", "B"),
        ("row-unknown", "Indicators", "A6", "X"),
        ("row-unknown", "Indicators", "A7", "Y"),
    ]
    assert values(collected) == {}


def test_a_change_is_said_in_words(sent: Form) -> None:
    collected = sent.after(
        enter("Indicators", "CP01", Actual=0.8),
        enter("Indicators", "CP15", Actual=0.8),
        put("Indicators", "A2", None),
        heading("Indicators", "Definition", None),
    )
    assert [each.message for each in collected.problems] == [
        (
            "'The text above the table' was locked and has been changed from 'What to do on "
            "Indicators.' to '(empty)'. The change is ignored. If it is right, ask for it on the "
            "sheet Requests."
        ),
        (
            "'The heading' was locked and has been changed from 'Definition' to '(empty)'. The "
            "change is ignored. If it is right, ask for it on the sheet Requests."
        ),
        (
            "'Actual' was locked and has been changed from 'a figure that is worked out' to '80%'. "
            "The change is ignored. If it is right, ask for it on the sheet Requests."
        ),
        (
            "'Actual' was locked and has been changed from '(empty)' to '0.8'. The change is "
            "ignored. If it is right, ask for it on the sheet Requests."
        ),
    ]


def test_rows_that_stand_twice_are_both_named(sent: Form) -> None:
    (twice,) = sent.after(copied_row("Indicators", "CP14")).problems
    assert (twice.level, twice.message) == (
        Level.FIX,
        (
            "The row CP14 stands twice on this sheet (rows 6 and 19), so neither is used. Delete "
            "the one that is wrong and send the workbook again."
        ),
    )


def test_an_unknown_row_that_stands_twice_is_said_once(sent: Form) -> None:
    change = put("Indicators", "A20", "CP99"), put("Indicators", "A21", "CP99")
    assert said(sent.after(*change)) == [("row-unknown", "Indicators", "A20", "CP99")]


def test_a_copy_is_not_read_where_the_sheet_itself_is_gone_from_sight(sent: Form) -> None:
    # Two sheets have its headings and neither its name: which one counts cannot be told.
    change = renamed("Risks", "Risks A"), copied_sheet("Risks A", "Risks B")
    assert said(sent.after(*change)) == [
        ("sheet-missing", "Risks", "", ""),
        ("sheet-added", "Risks A", "", ""),
        ("sheet-added", "Risks B", "", ""),
    ]


def test_a_sheet_of_the_right_name_without_its_table_is_looked_for_elsewhere(sent: Form) -> None:
    def swapped(workbook: Workbook) -> None:
        workbook["Indicators"].title = "Figures"
        workbook.create_sheet("Indicators").append(["See the sheet Figures"])

    collected = sent.after(enter("Indicators", "CP14", Actual=390), swapped)
    assert said(collected) == [("sheet-renamed", "Indicators", "", "")]
    assert collected.sheets["Indicators"] == "Figures"
    assert values(collected)["Indicators"]["CP14"] == {"actual": Decimal(390)}


def test_requests_go_on_below_the_rows_that_were_issued(sent: Form) -> None:
    def more(workbook: Workbook) -> None:
        table = workbook["Requests"]
        table.cell(table.max_row + 1, 1).value = 21
        table.cell(table.max_row, 2).value = "CP05"
        table.cell(table.max_row + 1, 4).value = "A request without a number"

    collected = sent.after(more)
    assert values(collected) == {"Requests": {"21": {"about": "CP05"}}}
    assert said(collected) == [("row-unknown", "Requests", "A27", "")]


def test_a_request_that_stands_twice_is_asked_about(sent: Form) -> None:
    change = put("Requests", "A26", 20), put("Requests", "A27", 21), put("Requests", "A28", 21)
    assert said(sent.after(*change)) == [
        ("row-twice", "Requests", "", "20"),
        ("row-unknown", "Requests", "A27", "21"),
    ]


def test_each_workbook_is_read_by_the_scheme_that_it_names() -> None:
    five = steps(
        ("1", "Very low"), ("2", "Low"), ("3", "Medium"), ("4", "High"), ("5", "Very high")
    )
    own = RiskScheme(
        "5x5",
        Scale("likelihood", "Likelihood", five),
        (Scale("impact", "Impact", five),),
        bands=(Band("Low", 12), Band("High", 25)),
    )
    asked = form(plan(risks=(Risk("1", "Fire"),), scheme=own))
    change = enter("Risks", "1", Likelihood="5 Very high", Impact=4)
    data = asked.edited(change)
    wanted = {"Risks": {"1": {"likelihood": "5 Very high", "impact": "4 High"}}}
    assert values(asked.read(data, (*SHIPPED_SCHEMES, own))) == wanted
    # A scheme of another name with the same headings reads what it can.
    renamed_scheme = RiskScheme("five", own.likelihood, own.impacts, own.bands)
    assert values(asked.read(data, (FIVE_BY_SIX, renamed_scheme))) == wanted
    (refused, *_) = asked.read(data, (FOUR_BY_FOUR,)).problems
    assert refused.code == "not-in-list"


def test_a_workbook_whose_scheme_is_gone_from_the_settings_still_gives_the_rest(
    sent: Form,
) -> None:
    collected = sent.read(sent.edited(enter("Indicators", "CP14", Actual=390)), ())
    assert values(collected) == {"Indicators": {"CP14": {"actual": Decimal(390)}}}


def test_a_plan_without_indicators_is_read_too() -> None:
    asked = form(plan())
    collected = asked.after(enter("Sign-off", "Checked", Name="B. Officer"))
    assert values(collected) == {"Sign-off": {"Checked": {"name": "B. Officer"}}}


def test_a_workbook_that_counts_days_from_1904_is_read_by_its_own_count(sent: Form) -> None:
    def from_1904(workbook: Workbook) -> None:
        workbook.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - an epoch has no zone
        at(workbook, "Sign-off", "Checked", "Date").value = date(2018, 10, 8)

    collected = sent.after(from_1904)
    assert values(collected)["Sign-off"] == {"Checked": {"date": date(2018, 10, 8)}}


def test_a_renamed_sheet_keeps_its_own_name_in_what_is_said(sent: Form) -> None:
    collected = sent.after(
        enter("Indicators", "CP14", Actual="a few"), renamed("Indicators", "Q2 figures")
    )
    assert collected.sheets["Indicators"] == "Q2 figures"
    assert said(collected) == [
        ("sheet-renamed", "Indicators", "", ""),
        ("not-a-number", "Indicators", "F6", "CP14"),
    ]


def test_a_return_is_compared_with_its_own_issue_not_with_another() -> None:
    first = form(plan(indicator("A"), indicator("B")))
    second = form(plan(indicator("A", title="Other words"), indicator("C")))
    issue = read_book(second.data, open_blanks=True)
    problems: list[Problem] = collect(read_book(first.data), issue, Q2, SHIPPED_SCHEMES).problems
    assert [(each.code, each.place.label) for each in problems] == [
        ("locked-changed", "A"),
        ("row-missing", "C"),
        ("row-unknown", "B"),
    ]


def test_a_sheet_that_the_issue_itself_lacks_is_not_missed(sent: Form) -> None:
    issue = read_book(sent.data, open_blanks=True)
    without_help = FoundBook(
        tuple(sheet for sheet in issue.sheets if sheet.name != "Help"), issue.properties
    )
    collected = collect(read_book(sent.data), without_help, Q2, SHIPPED_SCHEMES)
    assert (collected.answers, collected.problems) == ({}, [])
