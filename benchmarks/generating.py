"""Making one workbook, beside bare XlsxWriter with the very calls, and beside a filled template."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from bare import calls_of
from councils import MORNING, QUARTER, council_of
from measuring import SHORT, Goal, Measured, Topic, Way, interleaved, median, pairs, shown
from openpyxl import load_workbook

from plansheet.excel.write import write_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.issue import book_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measuring import Sizes

    from plansheet.jobs.council import Council
    from plansheet.pages import Book

    # A sheet, a cell, and what it holds.
    _Value: TypeAlias = tuple[str, str, Any]

_LIKE_BARE, _FASTER = Goal(Way.TIMES, 1.0), Goal(Way.FASTER, 4)
_ISSUE = "5c0ffee5c0ffee5c0ffee5c0ffee5c0f"
_COMPARED = """\
Our whole workbook of one service: from the plan, the quarter and what is known of it before to the
bytes of the file, with its locks, rules, notes and live formulas. Beside it, (a) the same calls
made to bare XlsxWriter from plain lists that are known already, which decides nothing; (b)
openpyxl, which opens the workbook as a blank template, puts in its {values:,} values and saves it;
(c) the calls of (a) with what takes most of them passed by, as ours does: the library looks for
each of its newer functions in every formula."""


def measure(sizes: Sizes) -> Topic:
    """Measure making the workbook of an example's service, from its plan to bytes."""
    with TemporaryDirectory() as folder:
        council_of(Path(folder), 1)
        with opened(Path(folder)) as council:
            return _measured(council, sizes.rounds * SHORT)


def _measured(council: Council, rounds: int) -> Topic:
    quarter = quarter_of(QUARTER)
    (plan,) = council.plans(quarter)

    def book() -> Book:
        return book_of(council, plan, quarter, 1, _ISSUE)

    def written(what: Book) -> bytes:
        return write_book(what, MORNING, look=council.look)

    known = book()
    data = written(known)
    calls = calls_of(lambda: written(known))
    blank, values = _blank(data)
    parts = _parts(data)
    each = interleaved(
        rounds,
        lambda: written(book()),
        lambda: calls.again()[0],
        lambda: _filled(blank, values),
        book,
        lambda: _packed(parts),
        calls.without_regexes,
    )
    return _told(each, len(values))


def _told(each: Sequence[Sequence[float]], values: int) -> Topic:
    ours, bare, filled, book, packed, plain = (median(each, which) for which in range(6))
    parts = (
        f"Of {shown(ours)}: {shown(book)} for deciding what the workbook holds, "
        f"{shown(ours - book)} for writing it, of which {shown(packed)} for packing its parts."
    )
    like_bare = f"{parts} {shown(max(ours - bare, 0))} less would do"
    faster = (
        f"{shown(filled / _FASTER.bound)} in all would be needed; the calls of (c) alone, with "
        f"nothing decided, take {shown(plain)}, {filled / plain:.1f} x faster than (b), so "
        "what would do it is another writer than XlsxWriter, which sets the parts from text that "
        "is ready"
    )
    beside = (
        ("(a) the same calls to bare XlsxWriter", 1, _LIKE_BARE, like_bare),
        ("(b) openpyxl filling in a template", 2, _FASTER, faster),
        ("(c) as (a), its regexes passed by", 5, None, ""),
    )
    lines = tuple(
        Measured("a whole workbook", what, pairs(each, 0, which), goal, why)
        for what, which, goal, why in beside
    )
    return Topic("Making a workbook", _COMPARED.format(values=values), lines, (parts,))


def _blank(data: bytes) -> tuple[bytes, list[_Value]]:
    """Return a workbook as a blank template, and what is to be put in: sheet, cell, value.

    Formulas are the template's own.
    """
    book = load_workbook(BytesIO(data))
    values: list[_Value] = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.data_type != "f":
                    values.append((sheet.title, cell.coordinate, cell.value))
                    cell.value = None
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue(), values


def _filled(blank: bytes, values: Sequence[_Value]) -> bytes:
    book = load_workbook(BytesIO(blank))
    for sheet, cell, value in values:
        book[sheet][cell] = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: Mapping[str, bytes]) -> None:
    with ZipFile(BytesIO(), "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
