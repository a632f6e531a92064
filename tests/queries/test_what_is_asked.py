"""What a query workbook asks, how it marks it, and how it tells that something is answered.

PLANSHEET_GOLDEN=write in the environment writes tests/golden/queries.txt anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from fillings import Filled
from forms import CODE, MADE, Q1, Q2, Form, edited, enter, figure, form, opened, plan, whole_plan
from forms import indicator as measure
from office.described import described
from office.workbook import Opened, cells_of
from queried import Asked, ask, asked

from plansheet.excel.read import read_book
from plansheet.excel.write import write_book
from plansheet.model.returns import Return
from plansheet.pages import Cell, CellKind, FoundBook, FoundCell
from plansheet.problems import Place, Problem, problem
from plansheet.queries.book import query_book
from plansheet.queries.issued import as_issued

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

KNOWN = {
    "CP14": {Q1: figure(Q1, actual=Decimal(900))},
    "CP16": {Q1: figure(Q1, actual=Decimal(80), provisional=True)},
}
SENT = form(whole_plan(), Q2, figures=KNOWN)
TYPED = (
    enter("Indicators", "CP14", Actual=390),
    enter("Indicators", "CP15", Numerator=171),
    enter("Indicators", "CP16", Actual="few"),
    enter("Indicators", "CP17", Actual="few"),
    enter("Indicators", "CP18", Actual=0.5),
    enter("Indicators", "CP19", Actual="1.234,5", Commentary="=So"),
    enter("Earlier figures", "CP16", Final_figure=70),
    enter("Risks", "1", **{"Changed?": "perhaps"}),
    enter("Requests", "1", About="CP99", Change="Target", Proposed="5", From="soon", Reason="So"),
    enter("Sign-off", "Source data", Name="A", Job_title="Officer", Date=datetime(2018, 6, 1)),  # noqa: DTZ001 - a day
    enter("Sign-off", "Data entry", Name="A", Job_title="Officer", Date="04/13/2018"),
)


def back_of(*changes: Callable[[Workbook], None]) -> Asked:
    filled = Filled(whole_plan(), SENT, KNOWN, {})
    return asked(filled, edited(SENT.data, *changes))


def states(data: bytes) -> dict[str, str]:
    """Return what the sheet Queries says of each query by its number."""
    rows = list(opened(data, values=True)["Queries"].iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if row[0] == "No")
    return {str(row[0]): str(row[-1]) for row in rows[top + 1 :]}


def test_the_query_workbook_is_as_it_was_when_it_was_last_looked_at(
    golden: Callable[[str, str], None],
) -> None:
    look = Opened(back_of(*TYPED).data)
    sheets = ("Queries", "Start here", "Indicators", "Earlier figures", "Requests", "Sign-off")
    notes = [
        f"{sheet.title}!{cell.coordinate}: {cell.comment.text}"
        for sheet in look.book
        for cell in cells_of(sheet)
        if cell.comment
    ]
    golden("queries.txt", "\n".join((described(look, sheets), *notes, "")))


def test_what_is_answered_is_told_live_by_another_program(
    resaved: Callable[[bytes, str], bytes],
) -> None:
    back = back_of(*TYPED)
    before = states(back.data)
    assert "Answered" not in before.values()
    fixed = edited(
        back.data,
        enter("Indicators", "CP14", Commentary="Fewer came."),
        enter("Indicators", "CP15", Denominator=190),
        enter("Indicators", "CP16", Actual=70),
        enter("Indicators", "CP19", Actual=1234.5),
        enter("Earlier figures", "CP16", Reason="Two late cases."),
        enter("Requests", "1", About="CP14"),
        enter("Sign-off", "Data entry", Date=datetime(2018, 10, 1)),  # noqa: DTZ001 - a day
        enter("Sign-off", "Checked", Name="B", Job_title="Head", Date=datetime(2018, 10, 2)),  # noqa: DTZ001 - a day
    )
    after = states(resaved(fixed, "xlsx"))
    changed = {number: state for number, state in after.items() if state != before[number]}
    messages = {str(each.number): each.message[:38] for each in back.asking.queries}
    # Of a row with a Check all must be complete: another figure may want a commentary.
    assert {messages[number]: state for number, state in changed.items()} == {
        "390 is less than last quarter's 900, a": "Answered",
        "Numerator is filled in but Denominator": "Answered",
        "The figure for Q1 2018/19 has changed ": "Answered",
        "'04/13/2018' is not clear as a date, s": "Answered",
        "The step 'Checked' is not signed: Name": "Answered",
    }
    codes = {each.code for each in back.again(fixed).problems}
    assert codes & {"number-unclear", "date-unclear"} == set()


def test_what_is_used_says_its_query_behind_what_its_row_s_check_says() -> None:
    back = back_of(enter("Indicators", "CP14", Actual=390))
    said = {
        row.label: row.cells["check"].value.value  # type: ignore[union-attr]
        for page in back.asking.book.pages
        if page.name == "Indicators"
        for row in page.rows
        if row.label == "CP14"
    }
    assert said == {
        "CP14": "Below last quarter's total. Is it right? Say why in Commentary (query 1)"
    }


def only(*problems: Problem, sent: Form = SENT) -> Asked:
    return ask(sent, sent.data, problems)


def test_a_long_list_is_asked_about_in_parts() -> None:
    many = plan(*(measure(f"M{number:02}", target="5") for number in range(45)))
    sent = form(many)
    rows = [Place(sheet="Indicators", label=f"M{number:02}") for number in range(45)]
    back = only(*(problem("figure-missing", row, what="it") for row in (*rows, rows[0])), sent=sent)
    assert [len(each.spots) for each in back.asking.queries] == [40, 5]
    assert states(back.data) == {"1": "0 of 40 answered", "2": "0 of 5 answered"}


def test_a_row_without_check_or_with_nothing_to_say_is_left_to_the_reply() -> None:
    row = Place(sheet="Indicators", label="CP01")
    back = only(
        problem("row-changed", row, read=1, changes="all"),
        problem("row-changed", Place(sheet="Data quality", label="Accuracy"), read=1, changes="x"),
        problem("row-missing", row, ref="CP01"),
    )
    assert states(back.data) == dict.fromkeys("123", "Say so in your reply")
    indicators = opened(back.data, values=True)["Indicators"]
    checks = [cell.value for cell in indicators["C"] if "uer" in str(cell.value)]
    assert checks == ["See query 2. Not due (query 1)"]


@pytest.fixture
def sent() -> FoundBook:
    return read_book(SENT.data, open_blanks=True)


def changed(found: FoundBook, name: str, at: tuple[int, int], cell: FoundCell | None) -> FoundBook:
    """Return a workbook with another cell in its place."""
    sheets = [
        replace(
            sheet,
            cells={
                key: each for key, each in {**sheet.cells, at: cell}.items() if each is not None
            },
        )
        if sheet.name == name
        else sheet
        for sheet in found.sheets
    ]
    return replace(found, sheets=tuple(sheets))


TEXT = FoundCell(CellKind.TEXT, "Another")
OTHERWISE: dict[str, Callable[[FoundBook], FoundBook]] = {
    "another sheet": lambda found: replace(found, sheets=found.sheets[:-1]),
    "no headings": lambda found: changed(found, "Requests", (5, 1), None),
    "headings at the top": lambda found: changed(
        found, "Requests", (2, 1), FoundCell(CellKind.TEXT, "No")
    ),
    "another heading": lambda found: changed(found, "Requests", (5, 2), TEXT),
    "one more row": lambda found: changed(found, "Sign-off", (9, 1), TEXT),
    "another row": lambda found: changed(found, "Sign-off", (6, 1), TEXT),
    "a cell that is open": lambda found: changed(
        found, "Indicators", (6, 1), TEXT._replace(locked=False)
    ),
    "a figure that is worked out": lambda found: changed(
        found, "Indicators", (6, 5), TEXT._replace(formula="1")
    ),
    "one that is not any more": lambda found: changed(found, "Start here", (6, 4), TEXT),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_an_issue_that_asks_something_else_is_not_the_same(sent: FoundBook, what: str) -> None:
    assert as_issued(SENT.book, sent) is not None
    assert as_issued(SENT.book, OTHERWISE[what](sent)) is None


@pytest.mark.parametrize(
    ("was", "shown"),
    [
        (FoundCell(CellKind.TEXT, "TBC"), Cell("TBC")),
        (FoundCell(CellKind.NUMBER, "79.5"), Cell(Decimal("79.5"), "figure")),
        (FoundCell(CellKind.NUMBER, "0.8", "0.00%"), Cell(Decimal("0.8"), "percent")),
        (FoundCell(CellKind.NUMBER, "5", "£#,##0"), Cell(Decimal(5), "money")),
        (FoundCell(CellKind.NUMBER, "43374", "d mmm yyyy"), Cell(date(2018, 10, 1), "date")),
        (None, Cell(None)),
    ],
)
def test_what_was_sent_goes_before_what_the_plan_says_now(
    sent: FoundBook, was: FoundCell | None, shown: Cell
) -> None:
    found = as_issued(SENT.book, changed(sent, "Indicators", (6, 5), was))
    assert found is not None
    (page,) = (each for each in found.pages if each.name == "Indicators")
    assert page.rows[0].cells["target"] == shown


def test_nothing_asked_is_no_query() -> None:
    nothing = Return(CODE, Q2, "0a", "cp.xlsx", "0" * 64)
    note = problem("skipped", Place(), why="it is a lock file")
    made = query_book(SENT.book, nothing, [note])
    assert made.queries == ()
    assert states(write_book(made.book, MADE)) == {}
