"""A workbook opened by openpyxl and saved again with nothing lost, or refused with a sentence.

openpyxl drops what it does not know: drawings, charts' looks, comment threads, slicers, macros,
newer lists and colours, and the worked-out value of every formula. Values are put back; for the
rest the workbook is refused. What was saved is read again and held against what there was.
"""

from __future__ import annotations

import re
import warnings
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import get_column_letter

from plansheet.errors import EditError
from plansheet.excel.limits import Refused
from plansheet.excel.read import read_book
from plansheet.model.units import stored_number
from plansheet.pages import CellKind, FoundBook, FoundCell

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from openpyxl import Workbook

_LOST_PARTS: tuple[tuple[str, str], ...] = (
    (r"xl/(?:charts|chartsheets)/", "charts"),
    (r"xl/(?:media|drawings/drawing|diagrams)", "pictures or shapes"),
    (r"xl/embeddings/", "embedded files"),
    (r"xl/threadedComments/", "comments with replies"),
    (r"xl/(?:slicers|slicerCaches|timelines)/", "slicers"),
    (r"xl/pivot", "pivot tables"),
    (r"xl/(?:ctrlProps|activeX)/", "buttons or boxes to tick"),
    (r"xl/(?:connections\.xml|queryTables/|model/)", "links to data kept elsewhere"),
    (r"xl/metadata\.xml", "formulas that fill several cells"),
    (r"xl/vbaProject\.bin", "macros"),
    (r"_xmlsignatures/", "a digital signature"),
)
_LOST_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"x14:dataValidation ", "lists to choose from that stand on another sheet"),
    (b"x14:cfRule", "colours by rules of a newer kind"),
    (b"x14:sparkline", "small charts in cells"),
)
# Everything openpyxl was seen to raise on a workbook that our own reader reads.
_BROKEN = (
    AttributeError, BadZipFile, IndexError, KeyError, OverflowError, SyntaxError, TypeError,
    ValueError,
)  # fmt: skip
_SHEET = "xl/worksheets/sheet"
_KINDS = {CellKind.TEXT: "str", CellKind.BOOLEAN: "b", CellKind.ERROR: "e"}


def open_safely(data: bytes) -> tuple[FoundBook, Workbook]:
    """Return the workbook in `data` as it is stored, and open to be changed.

    Raises EditError where it cannot be read or something in it would be lost on saving.
    """
    try:
        found = read_book(data)
    except Refused as refused:
        message = f"The workbook cannot be changed, because {refused.detail}."
        raise EditError(message) from refused
    lost = _lost(data)
    if lost:
        message = (
            f"The workbook holds {', '.join(lost)}, which would be lost if plansheet changed it. "
            "Make the change in Excel yourself, or keep the plan in a workbook without them."
        )
        raise EditError(message)
    return found, _opened(data, found)


def saved_whole(
    found: FoundBook, workbook: Workbook, touched: Container[tuple[str, int, int]]
) -> bytes:
    """Return the changed workbook as bytes, formulas with the values they had.

    Excel works the formulas out again when it opens the file. Raises EditError where a cell that
    was not `touched` would come out otherwise than it was.
    """
    stream = BytesIO()
    workbook.save(stream)
    data = _with_values(stream.getvalue(), found, workbook.sheetnames)
    for name, row, column in _differing(found, read_book(data)):
        if (name, row, column) not in touched:
            message = (
                f"The workbook was not changed, because {get_column_letter(column)}{row} on the "
                f"sheet '{name}' would have come out differently. Make the change in Excel."
            )
            raise EditError(message)
    return data


def _lost(data: bytes) -> list[str]:
    """Return in words what the workbook holds that would be lost."""
    with ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        sheets = [package.read(each) for each in names if re.match(r"xl/worksheets/.*xml$", each)]
    return [
        *(words for part, words in _LOST_PARTS if any(re.match(part, name) for name in names)),
        *(words for mark, words in _LOST_MARKS if any(mark in sheet for sheet in sheets)),
    ]


def _opened(data: bytes, found: FoundBook) -> Workbook:
    try:
        with warnings.catch_warnings():
            # What it warns of is looked for before and after, and refused.
            warnings.simplefilter("ignore")
            workbook = load_workbook(BytesIO(data), rich_text=True)
    except _BROKEN as error:
        message = "The workbook is built in a way that plansheet can read but not change."
        raise EditError(message) from error
    if workbook.sheetnames != [sheet.name for sheet in found.sheets]:
        message = "The workbook is of a kind (Strict Open XML) that plansheet cannot change."
        raise EditError(message)
    return workbook


def _with_values(data: bytes, found: FoundBook, names: list[str]) -> bytes:
    """Return the workbook with the values that its formulas had put back."""
    formulas = {
        f"{_SHEET}{names.index(sheet.name) + 1}.xml": {
            f"{get_column_letter(column)}{row}": cell
            for (row, column), cell in sheet.cells.items()
            if cell.formula and cell.kind is not CellKind.BLANK
        }
        for sheet in found.sheets
    }
    if not any(formulas.values()):
        return data
    stream = BytesIO()
    with (
        ZipFile(BytesIO(data)) as before,
        ZipFile(stream, "w", compression=ZIP_DEFLATED) as after,
    ):
        for item in before.infolist():
            part = before.read(item)
            if cells := formulas.get(item.filename):
                part = _valued(part.decode(), cells).encode()
            after.writestr(item, part)
    return stream.getvalue()


_FORMULA = re.compile(
    r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f[^>]*?(?:/>|>[^<]*</f>))<v ?/?>(?:</v>)?</c>'
)


def _valued(part: str, cells: dict[str, FoundCell]) -> str:
    def with_value(match: re.Match[str]) -> str:
        cell = cells.get(match[1])
        if cell is None:
            return match[0]
        kind = f' t="{_KINDS[cell.kind]}"' if cell.kind in _KINDS else ""
        said = cell.text
        if cell.kind is CellKind.BOOLEAN:
            said = "1" if said == "TRUE" else "0"
        return f'<c r="{match[1]}"{match[2]}{kind}>{match[3]}<v>{escape(said)}</v></c>'

    return _FORMULA.sub(with_value, part)


def _differing(before: FoundBook, after: FoundBook) -> Iterator[tuple[str, int, int]]:
    """Yield the cells that do not say the same, and have no formula where they had one."""
    now = {sheet.name: sheet.cells for sheet in after.sheets}
    for sheet in before.sheets:
        others = now.get(sheet.name, {})
        for row, column in {*sheet.cells, *others}:
            was, is_ = sheet.cells.get((row, column)), others.get((row, column))
            if was is None or is_ is None or _said(was) != _said(is_):
                yield sheet.name, row, column


def _said(cell: FoundCell) -> tuple[CellKind, object, bool]:
    return cell.kind, _number(cell) or cell.text, bool(cell.formula)


def _number(cell: FoundCell) -> Decimal | None:
    try:
        return stored_number(cell.text) if cell.kind is CellKind.NUMBER else None
    except InvalidOperation:
        return None
