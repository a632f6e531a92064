"""The council-wide workbook whole: its sheets, its golden text, and its formulas worked out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from plansheet.compile import as_version, compile_book
from plansheet.excel.write import write_book
from plansheet.model.indicators import Tolerance
from plansheet.pages import Cell, Formula
from plansheet.reconcile.moved import Moved
from plansheet.reconcile.quarter import Since

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.pages import Book
    from plansheet.reconcile.quarter import CouncilQuarter

    Shown = Callable[..., list[str]]
    Recalculated = Callable[[bytes], bytes]
    Differing = Callable[[bytes, bytes], list[str]]

MADE = datetime(2018, 10, 20, 9, 30, tzinfo=UTC)
SHEETS = [
    "Contents",
    "Summary",
    "Exceptions",
    "KPIs",
    "Service PIs",
    "Services",
    "Projects",
    "Risks",
    "Heat map",
    "Contracts",
    "Returns",
    "Queries",
    "Changes",
    "Data",
    "Notes",
]


def test_contents_lead_to_every_sheet(council: CouncilQuarter, shown: Shown) -> None:
    contents, *pages = compile_book(council).pages
    assert [page.name for page in (contents, *pages)] == SHEETS
    assert shown(contents, "sheet", "rows") == [
        "Summary | 38 (number)",
        "Exceptions | 5 (number)",
        "KPIs | 13 (number)",
        "Service PIs | 2 (number)",
        "Services | 3 (number)",
        "Projects | 3 (number)",
        "Risks | 6 (number)",
        "Heat map | 10 (number)",
        "Contracts | 2 (number)",
        "Returns | 3 (number)",
        "Queries | 3 (number)",
        "Changes | 9 (number)",
        "Data | 15 (number)",
        "Notes | 26 (number)",
    ]
    assert [row.cells["sheet"].link for row in contents.rows] == [
        f"internal:'{name}'!A1" for name in SHEETS[1:]
    ]
    assert shown(contents, "shows") == [page.lines[0] for page in pages]


def test_an_empty_sheet_says_so_in_one_row(empty_council: CouncilQuarter, shown: Shown) -> None:
    book = compile_book(empty_council)
    empty = [page.name for page in book.pages if shown(page)[0].startswith("Nothing this quarter")]
    assert empty == [
        "Exceptions",
        "KPIs",
        "Service PIs",
        "Projects",
        "Risks",
        "Heat map",
        "Contracts",
        "Queries",
        "Changes",
        "Data",
    ]
    assert all(len(page.rows) == 1 for page in book.pages if page.name in empty)
    assert [
        line for line in shown(book.pages[0], "sheet", "rows") if line.endswith(" 0 (number)")
    ] == [f"{name} | 0 (number)" for name in empty]


def test_notes_say_how_the_figures_were_worked_out(council: CouncilQuarter, shown: Shown) -> None:
    notes = compile_book(replace(council, version=3)).pages[-1]
    lines = shown(notes)
    assert lines[:3] == [
        "Council | Three Rivers District Council",
        "Quarter | Q2 2018/19, version 3 of this workbook.",
        "Due | Returns were due by 12 October 2018.",
    ]
    assert lines[4].startswith("Tolerance | 5% where a plan gives none of its own")


def test_notes_end_with_what_is_in_force_and_assumed_for_which(
    council: CouncilQuarter, shown: Shown
) -> None:
    points = Tolerance(Decimal("0.05"), relative=False, text="5 points")
    changed = {
        "CP39": {"tolerance": points, "inferred": ("Good is",)},
        "CP42": {"tolerance": points, "inferred": ("Good is", "Counts as")},
        "CO04": {"tolerance": points},
        "CO05": {"tolerance": points},
    }
    services = tuple(
        replace(
            service,
            results=tuple(
                replace(each, indicator=replace(each.indicator, **changed[each.indicator.ref]))  # type: ignore[arg-type]
                if each.indicator.ref in changed
                else each
                for each in service.results
            ),
        )
        for service in council.services
    )
    lines = shown(compile_book(replace(council, services=services)).pages[-1])
    at = next(index for index, line in enumerate(lines) if line.startswith("Live figures"))
    # What is data only or withdrawn is compared with nothing, so no tolerance holds for it.
    assert lines[at + 1 :] == [
        "Tolerance of 0 days | Community Partnerships: CP45",
        "Tolerance of 5 points | Community Partnerships: CP39, CP42",
        "Straight line assumed | Community Partnerships: CP16",
        "Not stated: Counts as | Community Partnerships: CP42",
        "Not stated: Good is | Community Partnerships: CP39, CP42",
    ]


def test_the_workbook_says_what_it_is(council: CouncilQuarter) -> None:
    book = compile_book(replace(council, version=2))
    assert (book.title, book.author, book.subject, book.footer) == (
        "Performance Data Collection Q2 2018/19",
        "Three Rivers District Council",
        "Version 2",
        "Three Rivers District Council, Q2 2018/19",
    )


def test_every_sheet_is_one_table_with_its_title_in_a1(council: CouncilQuarter) -> None:
    written = openpyxl.load_workbook(io.BytesIO(write_book(compile_book(council), MADE)))
    assert written.sheetnames == SHEETS
    for sheet, page in zip(written, compile_book(council).pages, strict=True):
        (table,) = sheet.tables.values()
        assert sheet["A1"].value == page.title
        assert [column.name for column in table.tableColumns] == [
            column.heading for column in page.columns
        ]
        assert table.ref.startswith("A4:")
        assert table.headerRowCount == 1
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None


def test_text_that_begins_a_formula_is_text(council: CouncilQuarter) -> None:
    written = openpyxl.load_workbook(io.BytesIO(write_book(compile_book(council), MADE)))
    live = {
        sheet.title
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert live == {"Summary", "Services"}
    texts = {
        cell.value: cell.data_type for row in written["Exceptions"].iter_rows() for cell in row
    }
    for text in ('=HYPERLINK("http://x.example","-1+1")', "+ two posts", "@partnerships"):
        assert texts[text] == "s"


def test_the_same_council_gives_the_same_bytes(council: CouncilQuarter) -> None:
    first, second = (write_book(compile_book(council), MADE) for _ in range(2))
    assert first == second


def test_another_version_differs_in_that_and_in_what_moved(council: CouncilQuarter) -> None:
    moved = Moved("Indicator", "waste", "W1", "awaited", "Green (5)")
    third = replace(council, version=3, since=Since(2, (moved,), ("0 Green", "1 Green")))
    assert as_version(compile_book(replace(council, version=0)), third) == compile_book(third)


def test_the_golden_text(
    council: CouncilQuarter,
    dumped: Callable[[bytes], str],
    golden: Callable[[str, str], None],
) -> None:
    golden("compiled.txt", dumped(write_book(compile_book(council), MADE)))


@pytest.fixture
def awkward_codes(council: CouncilQuarter) -> CouncilQuarter:
    """Return the council with codes that a spreadsheet would take for one number or a date."""
    codes = ("7", "007", "1-4")
    return replace(
        council,
        services=tuple(
            replace(
                service,
                plan=replace(service.plan, service=replace(service.plan.service, code=code)),
                results=tuple(replace(result, service=code) for result in service.results),
            )
            for service, code in zip(council.services, codes, strict=True)
        ),
    )


@pytest.mark.parametrize("name", ["council", "empty_council", "awkward_codes"])
def test_every_formula_works_out_to_the_value_that_is_written(
    request: pytest.FixtureRequest, name: str, recalculated: Recalculated, differing: Differing
) -> None:
    ours = write_book(compile_book(request.getfixturevalue(name)), MADE)
    assert differing(ours, recalculated(ours)) == []


def test_a_wrong_formula_is_found(
    council: CouncilQuarter, recalculated: Recalculated, differing: Differing
) -> None:
    wrong = '=COUNTIF([Data!rating],"Amber")'
    ours = write_book(_with_formula(compile_book(council), "Summary", 8, "number", wrong), MADE)
    # Red's change, share and words are worked out from the number beside them, so they are wrong.
    assert differing(ours, recalculated(ours)) == [
        "Summary!C13: 2 is worked out as 3",
        "Summary!E13: -1 is worked out as 0",
        "Summary!F13: 0.333333333333333 is worked out as 0.5",
        "Summary!G13: 2 of 6 rated is worked out as 3 of 6 rated",
    ]


def _with_formula(book: Book, sheet: str, index: int, key: str, template: str) -> Book:
    """Return `book` with another formula in one cell, its value left as it was."""
    pages = []
    for page in book.pages:
        rows = list(page.rows)
        if page.name == sheet:
            old = rows[index].cells[key]
            assert isinstance(old.value, Formula)
            cell = Cell(Formula(template, old.value.value), old.style)
            rows[index] = replace(rows[index], cells={**rows[index].cells, key: cell})
        pages.append(replace(page, rows=tuple(rows)))
    return replace(book, pages=tuple(pages))


def test_a_changed_row_of_data_moves_the_summary(
    council: CouncilQuarter, resaved: Callable[[bytes, str], bytes]
) -> None:
    """CP16 was red for three quarters; somebody types that it is Green after all."""
    book = openpyxl.load_workbook(io.BytesIO(write_book(compile_book(council), MADE)))
    data = book["Data"]
    at = {cell.value: number for number, cell in enumerate(data[4], start=1)}
    (row,) = (
        row for row in range(5, data.max_row + 1) if data.cell(row, at["ref"]).value == "CP16"
    )
    data.cell(row, at["rating"]).value = "Green"
    stream = io.BytesIO()
    book.save(stream)
    moved = openpyxl.load_workbook(io.BytesIO(resaved(stream.getvalue(), "xlsx")), data_only=True)
    rows = {(each[0].value, each[1].value): each for each in moved["Summary"].iter_rows(min_row=5)}
    assert {
        measure: rows[measure][2].value
        for measure in (
            ("What moved", "Got better"),
            ("What moved", "Red longest, in quarters"),
            ("Ratings", "Green"),
            ("Ratings", "Red"),
        )
    } == {
        ("What moved", "Got better"): 2,
        ("What moved", "Red longest, in quarters"): 1,
        ("Ratings", "Green"): 2,
        ("Ratings", "Red"): 1,
    }
    words = {name: rows["Services", name][6].value for name in ("Community Partnerships", "Waste")}
    assert words == {
        "Community Partnerships": "6 of 11 rated: 2 Green, 3 Amber, 1 Red",
        "Waste": "0 of 1 rated: 0 Green, 0 Amber, 0 Red",
    }
