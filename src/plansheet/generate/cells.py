"""Open cells of a collection workbook, in their unit's style and with what they accept."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.layout.columns import NO_HELP, Reads, rule_for
from plansheet.model.units import Unit
from plansheet.pages import Cell, Page, figure_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.generate.context import Context
    from plansheet.layout.columns import Column, RowHelp, Sheet
    from plansheet.model.periods import Quarter
    from plansheet.pages import Row


# The rows of a sheet ask the same, save for what is said of some of them.
@lru_cache(maxsize=1024)
def open_cell(
    column: Column, quarter: Quarter, unit: Unit = Unit.NUMBER, row: RowHelp = NO_HELP
) -> Cell:
    """Return an open, empty cell of `column`; `unit` is that of the row's indicator.

    `row` is what its message says of the row besides what it says of the column.
    """
    style = figure_style(unit) if column.reads is Reads.FIGURE else column.style
    return Cell(None, style, is_open=True, rule=rule_for(column, quarter, unit, row))


def open_cells(columns: Iterable[Column], quarter: Quarter) -> dict[str, Cell]:
    """Return an open, empty cell for each of `columns` by key."""
    return {column.key: open_cell(column, quarter) for column in columns}


def page_of(sheet: Sheet, context: Context, rows: Iterable[Row], freeze: str = "") -> Page:
    """Return the page of `sheet` that is to be filled in, with the council's words above it.

    The columns up to `freeze` stay in sight; none given, nothing is frozen.
    """
    return Page(
        sheet.name,
        f"{sheet.name}: {context.quarter}",
        sheet.columns,
        tuple(rows),
        lines=context.lines_of(sheet.name),
        freeze=freeze,
    )
