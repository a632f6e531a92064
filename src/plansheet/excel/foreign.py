"""Workbooks in formats other than .xlsx, by a library that knows them: what their cells say.

Owns what such a format does not tell: formats, formulas, locks and error cells stay unknown, and
`FoundBook.saved_as` says so. The library can end the whole program on a bad file, so this is for
the process that reads apart.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from plansheet.excel.limits import MOST_TEXT, Limits, damaged, too_long, too_many
from plansheet.pages import Area, CellKind, FoundBook, FoundCell, FoundSheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    Value: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"

_DAY_FORMAT = "yyyy-mm-dd"
_TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
_ELAPSED_FORMAT = "[h]:mm:ss"
_BEFORE_DAY_ONE = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's date has no time zone
_DAY = timedelta(days=1)
_NO_SHEETS = "it lists no sheets"


def read_foreign(data: bytes, saved_as: str, limits: Limits) -> FoundBook:
    """Return the workbook in `data`, of a format that is called `saved_as` in messages.

    Raises Refused: `unreadable` or `limits`; the library does not tell a password from damage.
    Dates count from 1900, whatever the file.
    """
    from python_calamine import (  # noqa: PLC0415 - only such a file needs it
        CalamineError,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            found: list[FoundSheet] = []
            room = limits.cells
            for sheet in book.sheets_metadata:
                if sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                table = book.get_sheet_by_name(sheet.name)
                cells, strays = _cells(table, limits, room)
                room -= len(cells)
                hidden = sheet.visible is not SheetVisibleEnum.Visible
                merged = _merged(table, limits)
                found.append(FoundSheet(sheet.name, cells, hidden, strays=strays, merged=merged))
    except CalamineError as error:
        raise damaged() from error
    if not found:
        raise damaged(_NO_SHEETS)
    return FoundBook(tuple(found), {}, saved_as=saved_as)


def _cells(
    sheet: CalamineSheet, limits: Limits, room: int
) -> tuple[dict[tuple[int, int], FoundCell], int]:
    """Return a sheet's filled cells by 1-based place, and how many lay out of bounds."""
    cells: dict[tuple[int, int], FoundCell] = {}
    strays = 0
    # Rows come from the first filled one on, all as wide as the widest; columns from the first.
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(), start=top + 1):
        for column, value in enumerate(values, start=left + 1):
            if value == "":
                continue
            if row > limits.rows or column > limits.columns:
                strays += 1
                continue
            if len(cells) == room:
                raise too_many(limits.cells, "cells")
            cells[row, column] = _cell(value)
    return cells, strays


def _merged(sheet: CalamineSheet, limits: Limits) -> tuple[Area, ...]:
    """Return the merged blocks of a sheet; of an .xls only, for the library tells no others."""
    blocks = sheet.merged_cell_ranges or ()
    if len(blocks) > limits.rows:
        raise too_many(limits.rows, "merged cells")
    return tuple(
        Area(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in blocks
    )


def _cell(value: Value) -> FoundCell:
    match value:
        case bool():
            return FoundCell(CellKind.BOOLEAN, "TRUE" if value else "FALSE")
        case str():
            if len(value) > MOST_TEXT:
                raise too_long()
            return FoundCell(CellKind.TEXT, value)
        case int() | float():
            return FoundCell(CellKind.NUMBER, _plain(value))
        case _:
            return _moment(value)


def _moment(value: time | date | datetime | timedelta) -> FoundCell:
    """Return a date or time as the serial number that a workbook stores, in a format of dates."""
    shown = _TIME_FORMAT
    match value:
        case datetime():
            since = value - _BEFORE_DAY_ONE
        case date():
            since, shown = datetime.combine(value, time()) - _BEFORE_DAY_ONE, _DAY_FORMAT
        case time():
            since = datetime.combine(_BEFORE_DAY_ONE, value) - _BEFORE_DAY_ONE
        case timedelta():
            since, shown = value, _ELAPSED_FORMAT
    return FoundCell(CellKind.NUMBER, _plain(since / _DAY), shown)


def _plain(number: float) -> str:
    """Return a number as a workbook stores it: a whole one without a point."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))
