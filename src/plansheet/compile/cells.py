"""Cells and pages of the council-wide workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.units import stored_number
from plansheet.pages import Cell, Page, Row, figure_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plansheet.layout.columns import Sheet
    from plansheet.model.ratings import Rating
    from plansheet.model.units import Unit
    from plansheet.pages import Value

NOTHING = "Nothing this quarter"
NOT_REPORTED = "Not reported"
# A figure with so many decimals was typed so and is shown so; one with more never ends.
_TYPED_DECIMALS = range(3, 9)


def page(sheet: Sheet, title: str, rows: Iterable[Mapping[str, Cell]]) -> Page:
    """Return the page of `sheet`, each row with all its columns; no rows make one that says so.

    A row's label is its number, "" for the one that says that there is nothing. Nothing stays in
    sight by itself: what is published must read well at any size of screen or text. On paper each
    sheet names its rows.
    """
    found = [
        Row(str(number), _whole(sheet, given)) for number, given in enumerate(rows, start=1)
    ] or [Row("", _whole(sheet, {sheet.columns[0].key: Cell(NOTHING)}))]
    lines = (sheet.purpose,)
    return Page(sheet.name, title, sheet.columns, tuple(found), lines, named=sheet.keys[-1])


def row_count(made: Page) -> int:
    """Return how many rows a page has, not counting the one that says that there is nothing."""
    return sum(bool(row.label) for row in made.rows)


def _whole(sheet: Sheet, given: Mapping[str, Cell]) -> dict[str, Cell]:
    return {column.key: given.get(column.key, Cell()) for column in sheet.columns}


def cells(sheet: Sheet, values: Mapping[str, Value]) -> dict[str, Cell]:
    """Return `values` by column key as cells in the style of their column.

    Raises KeyError for a key that is no column of `sheet`.
    """
    return {key: Cell(value, sheet.column(key).style) for key, value in values.items()}


def figure(value: Value, unit: Unit) -> Cell:
    """Return a cell with a figure in the style of `unit`, or its text or date.

    Stored are the 15 digits that a workbook keeps; a figure that never ends is shown to two places.
    """
    if not isinstance(value, Decimal):
        return figure_cell(value, unit)
    cell = figure_cell(stored := stored_number(str(value)), unit)
    exponent = stored.as_tuple().exponent
    if cell.style != "figure" or (isinstance(exponent, int) and -exponent in _TYPED_DECIMALS):
        return cell
    return replace(cell, style="decimal")


def rating_cell(rating: Rating | None) -> Cell:
    """Return a rating as its word on its colour; the word is there for whoever sees no colour."""
    return Cell(str(rating), rating.lower()) if rating else Cell()


def count(number: int) -> Decimal:
    """Return a count as the exact number that a cell holds."""
    return Decimal(number)


def sheet_link(name: str, words: str) -> Cell:
    """Return a cell with `words` that leads to the sheet called `name`."""
    return Cell(words, "link", link=f"internal:'{name}'!A1")
