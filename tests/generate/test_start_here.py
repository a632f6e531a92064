"""Start here: what is to be filled in on each sheet, how far it is, and when it may go back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import (
    MADE,
    Q1,
    Q2,
    WORDS,
    cells,
    context,
    edited,
    enter,
    figure,
    indicator,
    opened,
    plan,
    whole_plan,
)

from plansheet.excel.write import write_book
from plansheet.generate import generate
from plansheet.pages import Formula
from plansheet.reconcile.words import DIMENSIONS, SIGN_OFF_STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms import Typed
    from openpyxl.workbook import Workbook

    from plansheet.pages import Book

KNOWN = {"CP16": {Q1: figure(Q1, actual=Decimal(80), provisional=True)}}
READY = "Ready to return: everything is done. Save this workbook and attach it to an e-mail."


def shown(book: Book) -> list[tuple[object, ...]]:
    """Return the rows of Start here as they are sent: what a formula says before all else."""
    return [
        tuple(
            cell.value.value if isinstance(cell.value, Formula) else cell.value
            for cell in row.cells.values()
        )
        for row in book.pages[0].rows
    ]


def test_it_says_what_to_do_on_each_sheet_and_how_much_of_it() -> None:
    book = generate(whole_plan(), context(Q2, figures=KNOWN))
    start = book.pages[0]
    assert (start.title, *start.lines) == (
        "Community Partnerships: performance return for Q2 2018/19",
        *WORDS["Start here"],
    )
    assert shown(book) == [
        ("Indicators", WORDS["Indicators"][0], Decimal(10), Decimal(0), "0 of 10 done"),
        ("Earlier figures", WORDS["Earlier figures"][0], None, None, "Only if needed"),
        ("Milestones", WORDS["Milestones"][0], Decimal(2), Decimal(0), "0 of 2 done"),
        ("Risks", WORDS["Risks"][0], Decimal(3), Decimal(0), "0 of 3 done"),
        ("Contracts", WORDS["Contracts"][0], Decimal(1), Decimal(0), "0 of 1 done"),
        ("Requests", WORDS["Requests"][0], None, None, "Only if needed"),
        ("Sign-off", WORDS["Sign-off"][0], Decimal(3), Decimal(0), "0 of 3 done"),
    ]
    assert start.headline is not None
    assert start.headline.value == "0 of 19 rows done. Next: the sheet Indicators."


def test_each_line_leads_to_its_sheet() -> None:
    book = generate(whole_plan(), context())
    assert cells(book, "Start here", "Sign-off")["sheet"].link == "internal:'Sign-off'!A1"


def test_where_nothing_is_due_nothing_is_counted() -> None:
    book = generate(plan(indicator("A", how_often="annual")), context(Q2))
    assert shown(book)[0] == (
        "Indicators",
        WORDS["Indicators"][0],
        None,
        None,
        "Nothing is due",
    )


QUARTER_FOUR = (
    indicator("A"),
    indicator("B", target="79", counts_as="sum"),
    indicator("C", how_often="annual"),
    indicator("D", supplied_by="corporate-services"),
)
SIGNED: dict[str, Typed] = {"Name": "A", "Job_title": "Clerk", "Date": date(2019, 4, 3)}
STAGES: dict[str, tuple[list[Callable[[Workbook], None]], list[object], str]] = {
    "nothing": (
        [],
        ["0 of 3 done", "Only if needed", "0 of 6 done", "0 of 3 done"],
        "0 of 12 rows done. Next: the sheet Indicators.",
    ),
    "a figure and a request": (
        [enter("Indicators", "A", Actual=5), enter("Requests", "2", About="A", Change="Owner")],
        ["1 of 3 done", "1 filled in", "0 of 6 done", "0 of 3 done"],
        "1 of 12 rows done. Next: the sheet Indicators.",
    ),
    "all figures, and one name without a date": (
        [
            *(enter("Indicators", ref, Actual=79) for ref in "ABC"),
            enter("Sign-off", "Checked", Name="A", Job_title="Clerk", Date="  "),
        ],
        ["Done", "Only if needed", "0 of 6 done", "0 of 3 done"],
        "3 of 12 rows done. Next: the sheet Data quality.",
    ),
    "everything": (
        [
            *(enter("Indicators", ref, Actual=79) for ref in "ABC"),
            *(enter("Data quality", each, **{"Met?": "Yes"}) for each in DIMENSIONS),
            *(enter("Sign-off", step, **SIGNED) for step in SIGN_OFF_STEPS),
        ],
        ["Done", "Only if needed", "Done", "Done"],
        READY,
    ),
    "figures last": (
        [
            *(enter("Data quality", each, **{"Met?": "Yes"}) for each in DIMENSIONS),
            *(enter("Sign-off", step, **SIGNED) for step in SIGN_OFF_STEPS),
        ],
        ["0 of 3 done", "Only if needed", "Done", "Done"],
        "9 of 12 rows done. Next: the sheet Indicators.",
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_it_counts_while_the_workbook_is_filled_in(
    stage: str, resaved: Callable[[bytes, str], bytes]
) -> None:
    changes, progress, headline = STAGES[stage]
    book = generate(plan(*QUARTER_FOUR), context(Q2.plus(2)))
    start = opened(resaved(edited(write_book(book, MADE), *changes), "xlsx"), values=True)[
        "Start here"
    ]
    rows = [[cell.value for cell in row] for row in start.iter_rows(max_col=5)]
    assert rows[1][0] == headline
    assert [row[4] for row in rows if row[0] in WORDS and row[4]] == progress
