"""A plan that is a file of separated values, read into tables.

Excel writes these with commas, semicolons or tabs, in UTF-8, UTF-16 or the Windows code page of
western Europe, and marks neither; both are found out from what is there.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from plansheet.problems import Place, Problem, problem
from plansheet.sources.blocks import tables_in, tidy
from plansheet.sources.document import Document, SourceRow, SourceTable
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.spreadsheet import NO_TABLE, TOO_BIG, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

REMEDY = "Save it in Excel as 'CSV UTF-8 (Comma delimited)'"
MOST_BYTES = 10 * 1024 * 1024
_NOT_TEXT = "it is not a file of text"
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_csv(data: bytes, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the tables of a file of separated values, and what was odd in them.

    Places are those that the file has when opened in Excel: `B7`. A row with more cells than its
    table has headings is a problem that quotes what stands over. Raises UnreadableError.
    """
    text, told = _decoded(data, file)
    delimiter, rows = _rows(text)
    texts = {
        (row, column): tidy(cell)
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells, 1)
        if cell
    }
    found = tables_in(texts)
    if not found:
        raise UnreadableError(NO_TABLE, REMEDY)
    tables = tuple(_within(table, file, _DELIMITERS[delimiter], told) for table in found)
    return Document(file, title_of(tables), tables), tuple(told)


def _decoded(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """Return the text of the file; Windows-1252 with a note, for it fits almost any bytes."""
    if len(data) > MOST_BYTES:
        raise UnreadableError(TOO_BIG, REMEDY)
    if data.startswith(_PACKED):
        why = "it is not a file of text but an Excel workbook or the like, renamed"
        raise UnreadableError(why, "Give it the name ending it had before, for example .xlsx")
    try:
        if data.startswith(_UTF_16):
            return _plain(data.decode("utf-16")), []
        try:
            return _plain(data.decode("utf-8-sig")), []
        except UnicodeDecodeError:
            return _plain(data.decode("cp1252")), [problem("plan-encoding", Place(file))]
    except UnicodeDecodeError as error:
        raise UnreadableError(_NOT_TEXT, REMEDY) from error


def _plain(text: str) -> str:
    if "\0" in text:
        raise UnreadableError(_NOT_TEXT, REMEDY)
    return text


def _rows(text: str) -> tuple[str, list[list[str]]]:
    """Return the delimiter that makes the most regular table of the text, and its rows."""
    first, _, rest = text.partition("\n")
    named = first.strip().removeprefix("sep=")
    if first.startswith("sep=") and named in _DELIMITERS:
        # Excel's own first line, which it does not show: row 1 is the one below.
        return named, _parted(rest, named)
    parted = {delimiter: _parted(text, delimiter) for delimiter in _DELIMITERS}
    best = max(parted, key=lambda delimiter: _regularity(parted[delimiter]))
    return best, parted[best]


def _parted(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        # Its one complaint about text: a cell of more than 131,072 characters.
        raise UnreadableError(TOO_BIG, REMEDY) from error


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return the share of rows that have the commonest width of two or more, and that width."""
    filled = [len(row) for row in rows if any(row)]
    widths = Counter(width for width in filled if width > 1)
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / len(filled), width


def _within(table: SourceTable, file: str, delimiter: str, told: list[Problem]) -> SourceTable:
    """Return a table without what stands to the right of its last heading, each row of it told."""
    width = max(index for index, column in enumerate(table.columns, 1) if column)
    rows = []
    for row in table.rows:
        over = [cell.text for cell in row.cells[width:] if cell.text]
        if over:
            place = table.place(file, row.cells[width].at)
            extra = " | ".join(over)
            told.append(problem("row-spills", place, extra=extra, delimiter=delimiter))
        rows.append(SourceRow(row.cells[:width], row.at))
    return replace(table, columns=table.columns[:width], rows=tuple(rows))
