"""A plan that is a workbook, read into tables as people see them.

The workbook is read by `plansheet.excel.read`, under its limits; what a table is, by `blocks`.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from plansheet.excel.limits import Refused
from plansheet.excel.read import read_book
from plansheet.pages import CellKind, column_letters
from plansheet.problems import Place, Problem, problem
from plansheet.sources.blocks import tables_in, tidy
from plansheet.sources.document import Document, SourceTable
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.shown import shown

if TYPE_CHECKING:
    from plansheet.pages import FoundCell, FoundSheet

REMEDY = "Save it in Excel as an Excel workbook (.xlsx) without a password"
NO_TABLE = "there is no table in it"
TOO_BIG = "it is larger than a plan can be"
_WITH_MACROS = ".xlsm"


def read_spreadsheet(data: bytes, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the tables on the sheets of a workbook, and what was odd in them.

    The outermost heading of a table is the name of its sheet. Hidden sheets are read, with a note.
    Raises UnreadableError where it is no workbook that can be read, or holds no table.
    """
    try:
        book = read_book(data)
    except Refused as refused:
        why = TOO_BIG if refused.code == "limits" else refused.detail
        raise UnreadableError(why, REMEDY) from refused
    told: list[Problem] = []
    if PurePosixPath(file).suffix.lower() == _WITH_MACROS:
        told.append(problem("plan-macros", Place(file)))
    tables: list[SourceTable] = []
    title = ""
    for sheet in book.sheets:
        texts = _texts(sheet, file, told, date_1904=book.date_1904)
        found = tables_in(texts, sheet.name)
        tables.extend(found)
        title = title or ("" if sheet.hidden else title_of(found))
        told.extend(_of_sheet(sheet, file, tables=len(found)))
    if not tables:
        raise UnreadableError(NO_TABLE, REMEDY)
    return Document(file, title, tuple(tables)), tuple(told)


def title_of(tables: tuple[SourceTable, ...]) -> str:
    """Return the title of a document from its first table, "" where it has none of its own.

    One line above a table is the title of the table; of two, the first is the document's.
    """
    lines = [text for table in tables[:1] for text in table.headings if text != table.sheet]
    return lines[0] if len(lines) > 1 else ""


def _texts(
    sheet: FoundSheet, file: str, told: list[Problem], *, date_1904: bool
) -> dict[tuple[int, int], str]:
    """Return the filled cells of a sheet as people see them."""
    texts = {}
    for (row, column), cell in sheet.cells.items():
        place = Place(file, sheet.name, f"{column_letters(column)}{row}")
        texts[row, column] = tidy(_text(cell, place, told, date_1904=date_1904))
    return texts


def _text(cell: FoundCell, place: Place, told: list[Problem], *, date_1904: bool) -> str:
    if cell.kind is CellKind.BLANK and cell.formula:
        told.append(problem("plan-formula", place))
    if cell.kind is not CellKind.NUMBER:
        return cell.text
    seen = shown(cell.text, cell.number_format, date_1904=date_1904)
    if seen.stored:
        told.append(problem("plan-rounded", place, shown=seen.text, stored=seen.stored))
    return seen.text


def _of_sheet(sheet: FoundSheet, file: str, *, tables: int) -> list[Problem]:
    place = Place(file, sheet.name)
    told = []
    if sheet.hidden and tables:
        told.append(problem("plan-sheet-hidden", place))
    if sheet.strays:
        told.append(problem("plan-strays", place, count=sheet.strays))
    return told
