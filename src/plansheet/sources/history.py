"""A council's own file of last years' figures: Service, Ref, then a column a quarter or a year.

Known by its headings: `2016/17 Q3` or `Q3 2016/17` for a quarter, `2016/17` or `2016/17 Actual` for
a whole year; of a ratio `2016/17 Q3 numerator` and `2016/17 Q3 denominator`, or both numbers in the
one cell: `216 of 240`. Every other column is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from plansheet.excel.limits import Refused
from plansheet.excel.read import read_book
from plansheet.layout.headings import INDICATORS, field_of, plain
from plansheet.model.periods import FinancialYear, Quarter, parse_quarter, parse_year
from plansheet.pages import CellKind, FoundCell, column_letters
from plansheet.sources.csv_tables import read_csv
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.spreadsheet import read_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.problems import Place, Problem
    from plansheet.sources.document import Document, SourceTable

ACTUAL, NUMERATOR, DENOMINATOR = "actual", "numerator", "denominator"
_PARTS = {
    **dict.fromkeys(("actual", "figure", "outturn", "result"), ACTUAL),
    NUMERATOR: NUMERATOR,
    DENOMINATOR: DENOMINATOR,
}
_SERVICE = frozenset({"service", "servicecode", "code"})


class _Column(NamedTuple):
    """What a column holds: a part of the figure of a quarter or year."""

    at: int
    period: Quarter | FinancialYear
    part: str


@dataclass(frozen=True, slots=True)
class PastCell:
    """One filled cell: whose it is, as written, of when, which part of the figure, and where."""

    service: str
    ref: str
    period: Quarter | FinancialYear
    part: str
    cell: FoundCell
    place: Place


@dataclass(frozen=True, slots=True)
class PastFile:
    """The filled cells of a file, row by row, and what there was to say when it was read."""

    cells: tuple[PastCell, ...]
    date_1904: bool = False
    problems: tuple[Problem, ...] = ()


def read_history(name: str, data: bytes) -> PastFile:
    """Return the figures in the file called `name`: .xlsx, .xlsm or .csv.

    Raises UnreadableError where it cannot be read, or has no table with the columns it needs.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv":
        document, told = read_csv(data, name)
        stored: Mapping[tuple[str, str], FoundCell] = {}
        date_1904 = False
    elif suffix in {".xlsx", ".xlsm"}:
        document, told = read_spreadsheet(data, name)
        stored, date_1904 = _stored(data)
    else:
        why = f"it is a {suffix or 'nameless'} file"
        raise UnreadableError(why, "Save it as an Excel workbook (.xlsx) or as .csv")
    cells = tuple(cell for table in document.tables for cell in _cells(table, document, stored))
    if not cells:
        why = "no table in it has a column Ref and columns such as 2016/17 Q3 with figures in them"
        raise UnreadableError(why, "Put those headings above its columns")
    # What cells show is not what is read here, so what their formats round is of no matter.
    kept = tuple(each for each in told if each.code != "plan-rounded")
    return PastFile(cells, date_1904, kept)


def _stored(data: bytes) -> tuple[dict[tuple[str, str], FoundCell], bool]:
    """Return the cells of a workbook as they are stored, by sheet and address."""
    try:
        book = read_book(data)
    except Refused as refused:  # pragma: no cover - it has been read a moment ago
        raise UnreadableError(refused.detail, "") from refused
    cells = {
        (sheet.name, f"{column_letters(column)}{row}"): cell
        for sheet in book.sheets
        for (row, column), cell in sheet.cells.items()
    }
    return cells, book.date_1904


def _cells(
    table: SourceTable, document: Document, stored: Mapping[tuple[str, str], FoundCell]
) -> Iterator[PastCell]:
    """Yield the filled cells under headings of quarters and years; "" is of no service."""
    headings = list(enumerate(table.columns))
    ref = next((at for at, each in headings if field_of(INDICATORS, each) == "ref"), None)
    service = next((at for at, each in headings if plain(each) in _SERVICE), None)
    columns = [found for at, each in headings if (found := _column(at, each))]
    if ref is None:
        return
    named = ""
    for row in table.rows:
        named = (row.cells[service].text if service is not None else "") or named
        for at, period, part in columns:
            source = row.cells[at]
            label = " ".join(row.cells[ref].text.split())
            if source.text and label:
                cell = stored.get((table.sheet, source.at)) or FoundCell(CellKind.TEXT, source.text)
                place = table.place(document.file, source.at, label)
                yield PastCell(" ".join(named.split()), label, period, part, cell, place)


def _column(at: int, heading: str) -> _Column | None:
    """Return what a heading says of its column, None where it is of no quarter or year."""
    said = " ".join(heading.split())
    when, _, word = said.rpartition(" ")
    part = _PARTS.get(word.casefold())
    period = parse_quarter(when if part else said) or parse_year(when if part else said)
    return _Column(at, period, part or ACTUAL) if period else None
