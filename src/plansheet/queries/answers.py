"""The answers of a return filled into its workbook, so that they read back as they were read.

A value that is used stands there as what it is. One that is held or was refused stands there as it
was entered; each way of writing it is read again first, since `0.79` as text says something else
than 0.79 shown as a percentage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.collect.answers import Question, Ratio, read_answer
from plansheet.collect.figures import number_in
from plansheet.generate.compared import elsewhere
from plansheet.generate.live import worked_out
from plansheet.layout.collection import REQUESTS_SHEET
from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import ratio_shown
from plansheet.model.units import Unit, plain, spoken
from plansheet.pages import Cell, CellKind, Formula, FoundCell, Page, Row, address, canonical
from plansheet.problems import Place
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.layout.columns import Column
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Answer, Answers, Return
    from plansheet.pages import Book, Value

_DAY_0 = date(1899, 12, 30)
# All that reading asks of a format: is it a percentage, a date, or text?
_FORMATS = {"percent": "0.00%", "date": "d mmm yyyy", "text": "@", "typed": "@"}


def filled(book: Book, returned: Return) -> Book:
    """Return a workbook as it was sent with the answers of its return in its open cells.

    What the workbook works out in its rows is worked out for them.
    """
    units = _Units.of(book)
    pages = tuple(
        _filled_page(page, returned.rows(page.name), units, returned.quarter) for page in book.pages
    )
    finals = {
        elsewhere(row.label): value
        for page in pages
        if page.name == EARLIER_FIGURES
        for row in page.rows
        if not isinstance(value := row.cells["final"].value, Formula)
    }
    return replace(book, pages=tuple(_live(page, finals) for page in pages))


@dataclass(frozen=True, slots=True)
class _Units:
    """The unit of each indicator by ref, and which are ratios, as the workbook says."""

    units: Mapping[str, Unit]
    ratios: frozenset[str]

    @classmethod
    def of(cls, book: Book) -> _Units:
        rows = [row for page in book.pages if page.name == INDICATORS for row in page.rows]
        units = {row.label: Unit(str(row.cells["unit"].value)) for row in rows}
        is_ratio = {row.label: row.cells["counts_as"].value == CountsAs.RATIO for row in rows}
        return cls(units, frozenset(ref for ref, is_one in is_ratio.items() if is_one))

    def question(self, column: Column, row: Row, place: Place, quarter: Quarter) -> Question:
        """Return what a cell of a row asks."""
        ref = str(row.cells["ref"].value) if "ref" in row.cells else ""
        unit = self.units.get(ref, Unit.NUMBER)
        is_ratio = column.key == "final" and ref in self.ratios and unit.numeric
        ratio = Ratio(ratio_shown(_said(row.cells["held"]))) if is_ratio else None
        return Question(column, unit, place, quarter, ratio=ratio)


def _said(cell: Cell) -> str:
    return "" if isinstance(cell.value, Formula) else canonical(cell.value)


def _filled_page(
    page: Page, answers: Mapping[str, Answers], units: _Units, quarter: Quarter
) -> Page:
    rows = [*page.rows, *_added_rows(page, answers)]
    made = []
    for index, row in enumerate(rows):
        cells = dict(row.cells)
        for column in page.columns:
            answer = answers.get(row.label, {}).get(column.key)
            if answer is not None and cells[column.key].is_open:
                place = Place(page.name, "", address(page, column.key, index), row.label)
                question = units.question(column, row, place, quarter)
                cells[column.key] = _shown(answer, cells[column.key], question)
        made.append(replace(row, cells=cells))
    return replace(page, rows=tuple(made))


def _added_rows(page: Page, answers: Mapping[str, Answers]) -> Iterator[Row]:
    """Yield a row for each that the return added to a table that may grow."""
    known = {row.label for row in page.rows}
    first = page.columns[0].key
    for label in answers if page.name == REQUESTS_SHEET.name else ():
        if label not in known:
            last = page.rows[-1]
            yield Row(label, {**last.cells, first: replace(last.cells[first], value=label)})


def _shown(answer: Answer, cell: Cell, asked: Question) -> Cell:
    """Return the cell with an answer as it reads back; empty where no way of writing it does."""
    ways = _of_value(answer.value, cell, asked) if answer.value is not None else ()
    every: tuple[Cell, ...] = (*ways, *_as_entered(answer, cell))
    for shown in every:
        found, _ = read_answer(_found(shown), asked)
        if found is not None and (found.value, found.held) == (answer.value, answer.held):
            return shown
    return cell


def _of_value(value: Value, cell: Cell, asked: Question) -> Iterator[Cell]:
    """Yield the ways of writing a value that is used."""
    yield replace(cell, value=value)
    if isinstance(value, Decimal):
        yield replace(cell, value=spoken(value, asked.unit))


def _as_entered(answer: Answer, cell: Cell) -> Iterator[Cell]:
    """Yield the ways of writing what was entered: as text, or as a number in some format."""
    yield replace(cell, value=answer.entered)
    number = number_in(FoundCell(CellKind.NUMBER, answer.entered))
    if number is None:
        return
    yield from (replace(cell, value=number, style=style) for style in (cell.style, "percent"))
    if 0 < number < (date.max - _DAY_0).days:
        day = _DAY_0 + timedelta(days=int(number))
        yield replace(cell, value=day, style="date")


def _found(cell: Cell) -> FoundCell:
    """Return a cell as it is found when the workbook comes back."""
    form, value = _FORMATS.get(cell.style, "General"), cell.value
    if isinstance(value, Decimal):
        return FoundCell(CellKind.NUMBER, plain(value), form)
    if isinstance(value, date):
        return FoundCell(CellKind.NUMBER, str((value - _DAY_0).days), form)
    return FoundCell(CellKind.TEXT if value else CellKind.BLANK, str(value or ""), form)


def _live(page: Page, finals: Mapping[str, Value]) -> Page:
    """Return a page with what its live cells show for what stands in it now."""
    rows = []
    for row in page.rows:
        live = {
            key: replace(row.cells[key], value=Formula(cell.template, value))
            for key, value in worked_out(row, finals).items()
            if isinstance(cell := row.cells[key].value, Formula)
        }
        rows.append(replace(row, cells={**row.cells, **live}))
    return replace(page, rows=tuple(rows))
