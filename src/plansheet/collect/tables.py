"""Tables in a workbook that came back: found by their headings and row labels, never by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from plansheet.collect.figures import number_in
from plansheet.layout.columns import STAR
from plansheet.model.typed import clean
from plansheet.model.units import plain
from plansheet.pages import CellKind, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plansheet.layout.columns import Column, Sheet
    from plansheet.pages import FoundBook, FoundCell, FoundSheet

_FEWEST_HEADINGS = 2
# Far more than any heading has, far less than a commentary.
_LONGEST_HEADING = 100
_IN_ORDER = "in order"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a found table: its 1-based sheet row and its cells by column key."""

    number: int
    cells: Mapping[str, FoundCell]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet's table: where its headings stand, which are missing, its rows by label.

    `twice` holds the labels that stand more than once, with their row numbers; `nameless` the
    rows that hold something but no label; `added` the columns beside the layout's that hold
    something from the headings down, by what stands first in them; `retyped` the columns that are
    known by their place alone, with what stands in the place of their headings. Where a column
    that labels the rows is missing, no row is told apart and there are none. `doubled` are the
    columns whose heading stands once more over something else.
    """

    sheet: FoundSheet
    header_row: int
    columns: Mapping[str, int]
    missing: tuple[Column, ...]
    rows: Mapping[str, TableRow] = field(default_factory=dict)
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    nameless: tuple[TableRow, ...] = ()
    added: Mapping[int, str] = field(default_factory=dict)
    retyped: Mapping[str, str] = field(default_factory=dict)
    doubled: frozenset[str] = frozenset()

    def address(self, key: str, row: int) -> str:
        """Return the A1 address of column `key` in sheet row `row`."""
        return f"{column_letters(self.columns[key])}{row}"

    def above(self) -> tuple[str, ...]:
        """Return the texts that stand above the headings, in reading order.

        What is worked out there, such as how much is done, is none of them.
        """
        texts = (
            canonical(cell)
            for (row, _), cell in _in_order(self.sheet)
            if row < self.header_row and not cell.formula
        )
        return tuple(text for text in texts if text)


def find_table(
    sheet: FoundSheet, layout: Sheet, *, by_place: bool = False, known: Iterable[str] = ()
) -> Table | None:
    """Return the table of `layout` in `sheet`, or None where its headings are nowhere.

    The header row is the one that holds most of the layout's headings, two at the least. With
    `by_place` a column whose heading was typed over is known by the columns on either side of it.
    `known` are labels as they were sent: one that only looks different is that label.
    """
    header = _header(sheet, layout)
    if header is None:
        return None
    number, columns = header
    retyped = _by_place(sheet, layout, number, columns) if by_place else {}
    columns = {**columns, **retyped}
    missing = tuple(column for column in layout.columns if column.key not in columns)
    twins = _twins(sheet, layout, number, columns)
    same = frozenset(place for places in twins.values() for place in places)
    added = _added(sheet, number, frozenset(columns.values()) | same)
    if any(column.key in layout.keys for column in missing):
        return Table(sheet, number, columns, missing, added=added)
    said = {key: canonical(sheet.cells.get((number, place))) for key, place in retyped.items()}
    found: dict[str, list[TableRow]] = {}
    named = _by_look(known)
    for row in _rows_below(sheet, number, columns):
        label = _label(row, layout)
        found.setdefault(named.get(folded(label), label), []).append(row)
    nameless = tuple(found.pop("", []))
    return Table(
        sheet,
        number,
        columns,
        missing,
        rows={label: rows[0] for label, rows in found.items() if len(rows) == 1},
        twice={
            label: tuple(row.number for row in rows)
            for label, rows in found.items()
            if len(rows) > 1
        },
        nameless=nameless,
        added=added,
        retyped=said,
        doubled=frozenset(
            key for key, places in twins.items() if _differ(sheet, number, columns[key], places)
        ),
    )


def find_sheet(book: FoundBook, layout: Sheet, others: Iterable[Sheet] = ()) -> FoundSheet | None:
    """Return the sheet of `layout`: by its name, else the one sheet that has its headings.

    A sheet that has the name and few of the headings is it where no other has them, unless it has
    those of one of the `others`, the layouts beside this one: then the names have changed places.
    """
    wanted = folded(layout.name)
    named = [sheet for sheet in book.sheets if folded(sheet.name) == wanted]
    fitting = [sheet for sheet in named if fits(sheet, layout)]
    if fitting:
        return fitting[0]
    fitting = [sheet for sheet in book.sheets if fits(sheet, layout)]
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    others = [other for other in others if other is not layout]
    for sheet in named:
        if _header(sheet, layout) and not any(fits(sheet, other) for other in others):
            return sheet
    return None


def canonical(cell: FoundCell | None) -> str:
    """Return one text for one stored value, so that re-saving it makes no difference."""
    if cell is None:
        return ""
    text = _number_said(cell) if cell.kind is CellKind.NUMBER else ""
    return text or " ".join(cell.text.split())


# The same few numbers stand in most workbooks: targets, dates, counts.
@lru_cache(maxsize=8192)
def _number_said(cell: FoundCell) -> str:
    """Return a stored number in plain digits; "" where it is no number of ours."""
    number = number_in(cell)
    return "" if number is None else plain(number)


def folded(text: str) -> str:
    """Return a text as names, headings and labels are compared: by what it looks like.

    Case, blanks of every kind, signs that do not show, full-width letters and curly quotes make
    no difference.
    """
    return clean(text).replace("\n", " ").casefold()


def looks_same(was: str, now: str) -> bool:
    """Return whether two texts of locked cells say the same: case counts, odd blanks do not."""
    return was == now or clean(was).split() == clean(now).split()


def fits(sheet: FoundSheet, layout: Sheet) -> bool:
    """Return whether a sheet has most of the headings of `layout`, whatever it is called."""
    header = _header(sheet, layout)
    return header is not None and len(header[1]) * 2 > len(layout.columns)


def _header(sheet: FoundSheet, layout: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the header row and its columns by key; the first of two columns of one heading."""
    asked = tuple((column.heading, column.key) for column in layout.columns)
    if asked not in sheet.memo:
        sheet.memo[asked] = _looked_for(sheet, dict(asked))
    return cast("tuple[int, dict[str, int]] | None", sheet.memo[asked])


def _looked_for(
    sheet: FoundSheet, headings: Mapping[str, str]
) -> tuple[int, dict[str, int]] | None:
    wanted = {_plain_heading(heading): key for heading, key in headings.items()}
    rows: dict[int, dict[str, int]] = {}
    for (row, column), cell in _in_order(sheet):
        if cell.kind is not CellKind.TEXT or len(cell.text) > _LONGEST_HEADING:
            continue
        key = wanted.get(_plain_heading(cell.text))
        if key is not None:
            rows.setdefault(row, {}).setdefault(key, column)
    best = max(rows, key=lambda row: (len(rows[row]), -row), default=0)
    return (best, rows[best]) if len(rows.get(best, {})) >= _FEWEST_HEADINGS else None


def _in_order(sheet: FoundSheet) -> list[tuple[tuple[int, int], FoundCell]]:
    """Return the cells of a sheet in reading order."""
    if _IN_ORDER not in sheet.memo:
        sheet.memo[_IN_ORDER] = sorted(sheet.cells.items())
    return cast("list[tuple[tuple[int, int], FoundCell]]", sheet.memo[_IN_ORDER])


def _by_place(
    sheet: FoundSheet, layout: Sheet, header_row: int, columns: Mapping[str, int]
) -> dict[str, int]:
    """Return the columns whose headings were typed over: what stands where each belongs.

    A column belongs right behind the one before it in the layout, and before the one after it; what
    stands there must hold something and answer to no other heading.
    """
    others = _added(sheet, header_row, frozenset(columns.values()))
    found: dict[str, int] = {}
    for index, column in enumerate(layout.columns):
        before = columns.get(layout.columns[index - 1].key) if index else 0
        after = [columns.get(each.key) for each in layout.columns[index + 1 : index + 2]]
        if column.key in columns or before is None or None in after:
            continue
        if before + 1 in others and after in ([], [before + 2]):
            found[column.key] = before + 1
    return found


def _twins(
    sheet: FoundSheet, layout: Sheet, header_row: int, columns: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return the columns that bear the heading of one before them, by that one's key."""
    wanted = {_plain_heading(column.heading): column.key for column in layout.columns}
    found: dict[str, list[int]] = {}
    for (row, place), cell in sheet.cells.items():
        if row == header_row and cell.kind is CellKind.TEXT:
            key = wanted.get(_plain_heading(cell.text))
            if key is not None and place != columns[key]:
                found.setdefault(key, []).append(place)
    return found


def _differ(sheet: FoundSheet, header_row: int, column: int, twins: Iterable[int]) -> bool:
    """Return whether anything below a heading is not the same below another that says the same."""
    rows = {row for row, _ in sheet.cells if row > header_row}
    return any(
        canonical(sheet.cells.get((row, twin)))
        not in ("", canonical(sheet.cells.get((row, column))))
        for row in rows
        for twin in twins
    )


def _by_look(labels: Iterable[str]) -> dict[str, str]:
    """Return labels by what they look like, without those that look like one another."""
    found: dict[str, list[str]] = {}
    for label in labels:
        found.setdefault(folded(label), []).append(label)
    return {look: alike[0] for look, alike in found.items() if len(alike) == 1}


def _rows_below(
    sheet: FoundSheet, header_row: int, columns: Mapping[str, int]
) -> Iterator[TableRow]:
    """Yield the rows that hold something in a known column, in order."""
    keys = {column: key for key, column in columns.items()}
    rows: dict[int, dict[str, FoundCell]] = {}
    for (row, column), cell in sheet.cells.items():
        if row > header_row and column in keys:
            rows.setdefault(row, {})[keys[column]] = cell
    for number in sorted(rows):
        if any(canonical(cell) or cell.formula for cell in rows[number].values()):
            yield TableRow(number, rows[number])


def _added(sheet: FoundSheet, header_row: int, known: frozenset[int]) -> dict[int, str]:
    """Return the other columns that hold something, and the first thing that each holds."""
    found: dict[int, str] = {}
    for (row, column), cell in _in_order(sheet):
        if row >= header_row and column not in known and canonical(cell):
            found.setdefault(column, canonical(cell))
    return dict(sorted(found.items()))


def _label(row: TableRow, layout: Sheet) -> str:
    """Return the values that name a row; "" where the first of them is empty."""
    parts = [canonical(row.cells.get(key)) for key in layout.keys]
    return " ".join(part for part in parts if part) if parts[0] else ""


def _plain_heading(text: str) -> str:
    return _plain_short(text) if len(text) <= _LONGEST_HEADING else _plain_any(text)


# Every layout looks for its headings in the same cells, and few of those say different things.
@lru_cache(maxsize=8192)
def _plain_short(text: str) -> str:
    return _plain_any(text)


def _plain_any(text: str) -> str:
    return " ".join(folded(text).replace(STAR, " ").split())
