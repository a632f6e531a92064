"""What a person is told at each cell to fill in: a short message, with an example that is right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from fillings import filled_in
from forms import Q2, cells, form, opened, whole_plan
from openpyxl.utils import get_column_letter

from plansheet.collect.answers import Question, Ratio, read_answer
from plansheet.layout.columns import Reads, accepted
from plansheet.model.risks import FIVE_BY_SIX
from plansheet.model.units import Unit
from plansheet.pages import CellKind, FoundCell
from plansheet.problems import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forms import Form

    from plansheet.layout.columns import Column, Rule
    from plansheet.pages import Row

TITLE, MESSAGE = 32, 255
# What typing an example leaves in the cell, where the office program makes a number of it.
STORED = {
    Unit.PERCENT: FoundCell(CellKind.NUMBER, "0.79", "0.00%"),
    Unit.MONEY: FoundCell(CellKind.NUMBER, "50000", "#,##0.00"),
}


@pytest.fixture(scope="module")
def forms() -> list[Form]:
    """Return workbooks of every quarter and risk scheme, with rows of every kind."""
    return [*(filled_in(seed).form for seed in range(4)), form(whole_plan(FIVE_BY_SIX))]


def asked(forms: list[Form]) -> Iterator[tuple[str, Question, Rule | None]]:
    """Yield each open cell: where it stands, what it is about, and what it accepts."""
    for sent in forms:
        yield from asked_in(sent)


def asked_in(sent: Form) -> Iterator[tuple[str, Question, Rule | None]]:
    rows = next((page.rows for page in sent.book.pages if page.name == "Indicators"), ())
    units = {row.label: Unit(str(row.cells["unit"].value)) for row in rows}
    ratios = {
        row.label for row in rows if row.cells["counts_as"].value == "ratio" and numeric(row, units)
    }
    for page in sent.book.pages:
        for row in page.rows:
            ref = str(row.cells["ref"].value) if "ref" in row.cells else ""
            unit = units.get(ref, Unit.NUMBER) if page.name != "Risks" else Unit.NUMBER
            for column in page.columns:
                cell = row.cells[column.key]
                if cell.is_open:
                    place = f"{page.name} {row.label} {column.heading}"
                    both = Ratio() if column.key == "final" and ref in ratios else None
                    about = Question(column, unit, Place(), sent.quarter, ratio=both)
                    yield place, about, cell.rule


def numeric(row: Row, units: Mapping[str, Unit]) -> bool:
    return units[row.label].numeric


def test_every_open_cell_says_what_it_wants_with_an_example_in_its_unit(
    forms: list[Form],
) -> None:
    wrong, count = [], 0
    for place, about, rule in asked(forms):
        count += 1
        said = rule.message if rule else ""
        is_named = rule is not None and len(rule.title) <= TITLE
        if not is_named or example_in(said).rstrip(".") != about.example:
            wrong.append(f"{place} ({about.unit}): {said}")
    assert wrong == []
    assert count > 1_000


def test_the_file_says_it_at_every_open_cell(forms: list[Form]) -> None:
    wrong = []
    for sheet in (sheet for sent in forms for sheet in opened(sent.data)):
        said = {
            f"{get_column_letter(area.min_col)}{row}": rule.prompt or ""
            for rule in sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
            for row in range(area.min_row, area.max_row + 1)
        }
        for row in sheet.iter_rows():
            for cell in row:
                told = said.get(cell.coordinate, "")
                is_told = "For example: " in told and len(told) <= MESSAGE
                if not cell.protection.locked and not is_told:
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {told}")
    assert wrong == []


def test_every_example_is_read_without_a_word(forms: list[Form]) -> None:
    wrong = []
    for place, about, rule in asked(forms):
        assert rule is not None
        example = example_in(rule.message)
        cell = typed(example, about.column, about.unit)
        if about.ratio is not None:
            cell = FoundCell(CellKind.TEXT, example)
        answer, said = read_answer(cell, about)
        if answer is None or answer.value is None or answer.held or said:
            wrong.append(f"{place}: {example} is read as {answer}, {said}")
    assert wrong == []


def example_in(message: str) -> str:
    """Return the example of a message; what stands beside the cell may follow it."""
    return message.partition("For example: ")[2].partition("\n")[0]


def typed(example: str, column: Column, unit: Unit) -> FoundCell:
    """Return what stands in a cell once an example is typed into it."""
    match accepted(column, unit):
        case Reads.FIGURE | Reads.NUMBER as reads:
            number = FoundCell(CellKind.NUMBER, example)
            return STORED.get(unit, number) if reads is Reads.FIGURE else number
        case Reads.DATE:
            day, month, year = (int(part) for part in example.split("/"))
            serial = (date(year, month, day) - date(1899, 12, 30)).days
            return FoundCell(CellKind.NUMBER, str(serial), "dd/mm/yyyy")
        case _:
            return FoundCell(CellKind.TEXT, example)


def test_a_percentage_cell_makes_per_cent_of_what_is_typed_and_questions_what_is_unusual() -> None:
    sent = form(whole_plan(), Q2)
    book = opened(sent.data)["Indicators"]
    (row,) = (cell.row for cell in book["A"] if cell.value == "CP18")
    cell = book.cell(row, 6)
    # In a cell of this format an office program takes 79 and 79% alike for 0.79.
    assert (cell.number_format, cell.protection.locked) == ("0.00%", False)
    rule = cells(sent.book, "Indicators", "CP18")["actual"].rule
    assert rule is not None
    assert (rule.low, rule.high, rule.stops) == (Decimal(-1), Decimal(2), False)
