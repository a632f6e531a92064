"""Whatever came back, its query workbook reads back the same, and as the same issue."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from fillings import Filled, filled_in
from forms import Q1, Q2, Form, edited, figure, form, whole_plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from queried import asked, said

from plansheet.collect.identity import identity_of
from plansheet.excel.read import read_book
from plansheet.pages import address

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook
    from queried import Asked

FIGURES = {
    "CP14": {Q1: figure(Q1, actual=Decimal(900))},
    "CP16": {Q1: figure(Q1, actual=Decimal(80), provisional=True)},
    "CP15": {Q1: figure(Q1, numerator=Decimal(45), denominator=Decimal(50), provisional=True)},
}
SENT = form(whole_plan(), Q2, figures=FIGURES)
OPEN = [
    (page.name, address(page, column.key, index))
    for page in SENT.book.pages
    for index, row in enumerate(page.rows)
    for column in page.columns
    if row.cells[column.key].is_open and (page.name != "Requests" or index < 2)
]
# What people type or paste, with the format that the cell then has; None keeps its own.
ODD: list[tuple[object, str | None]] = [
    (value, form_)
    for value in (
        0.79, 79, 1e15, 0.1234567890123456, -3, 43374, True, date(2018, 9, 30), time(9, 30),
        "79%", "0.79", "79", "1,234", "1.234,5", "few", "TBC", "nil", "-", "=1+1", "+5", "-x",
        "@home", "#REF!", "007", "1/4/18", "04/13/2018", "216 of 240", "90%", "No change", "I",
        "x" * 2_100, "two\nlines", " blanks ", "Completed", "\N{PILE OF POO}", "9 days", "3/4",
    )
    for form_ in (None, "General", "0%", "0.00%", "d mmm yyyy", "@", "£#,##0")
]  # fmt: skip


OF_THE_WORKBOOK = {
    "locked-changed",
    "sheet-added",
    "sheet-missing",
    "sheet-renamed",
    "column-added",
    "column-missing",
    "row-missing",
    "row-twice",
    "row-unknown",
    "future-period",
}


def held_against(back: Asked) -> None:
    """Hold what the query workbook reads as against the return, and it against its issue."""
    again = back.again()
    assert said(again) == said(back.found)
    assert {each.code for each in again.problems} & OF_THE_WORKBOOK == set()
    sent, made = (identity_of(read_book(each)) for each in (back.form.data, back.data))
    assert made == sent


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(OPEN), st.sampled_from(ODD)), max_size=25))
def test_odd_things_read_back_as_they_were_read(
    typed: list[tuple[tuple[str, str], tuple[object, str | None]]],
) -> None:
    def type_in(workbook: Workbook) -> None:
        for (sheet, at), (value, form_) in typed:
            cell = workbook[sheet][at]
            own = cell.number_format
            cell.value = value
            cell.number_format = own if form_ is None else form_
            if isinstance(value, str):
                cell.data_type = "e" if value == "#REF!" else "s"

    data = edited(SENT.data, type_in)
    held_against(asked(Filled(whole_plan(), SENT, FIGURES, {}), data))


@pytest.mark.parametrize("seed", [1, 3])
def test_a_whole_return_reads_back_as_it_was_read(seed: int) -> None:
    filled = filled_in(seed)
    data = filled.form.edited(filled.type_in)
    held_against(asked(filled, data))


@pytest.mark.parametrize("seed", [2])
def test_another_program_may_save_it_and_works_out_the_same(
    seed: int,
    resaved: Callable[[bytes, str], bytes],
    recalculated: Callable[[bytes], bytes],
    differing: Callable[[bytes, bytes], list[str]],
) -> None:
    filled = filled_in(seed)
    back = asked(filled, filled.form.edited(filled.type_in))
    assert differing(back.data, recalculated(back.data)) == []
    again = back.again(resaved(back.data, "xlsx"))
    assert said(again) == said(back.found)


def test_rows_added_to_the_requests_come_along() -> None:
    sent: Form = form()

    def add(workbook: Workbook) -> None:
        sheet = workbook["Requests"]
        for column, value in enumerate(("21", "CP14", "Target", "80", "April 2019", "So"), start=1):
            sheet.cell(sheet.max_row + (column == 1), column).value = value

    data = edited(sent.data, add)
    back = asked(Filled(whole_plan(), sent, {}, {}), data)
    assert ("Requests", "21", "proposed") in said(back.found)
    held_against(back)
