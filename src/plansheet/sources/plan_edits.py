"""A plan that changed put back into its file: which cells and rows differ, and nothing else.

What differs is found between the tables of two plans; where it stands in the file, by its columns.
Everything else in the file stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from plansheet.layout.plans import actual_key, period_key, scale_key, target_key
from plansheet.model.periods import FinancialYear
from plansheet.model.tables import RowPlaces, Table
from plansheet.pages import Formula
from plansheet.sources.known import know
from plansheet.sources.markdown import parts_of, read_markdown
from plansheet.sources.plan_text import (
    row_line,
    table_lines,
    table_pages,
    used,
    value_text,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plansheet.model.plans import Plan
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import Page, Value
    from plansheet.sources.known import KnownTable, PeriodColumn

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_PERIOD = re.compile(r"(?:actual|target|in)_[0-9]")
# Their rows have a name of their own; those of the other tables are told apart by all they say.
_NAMED = frozenset(
    {Table.INDICATORS, Table.PROJECTS, Table.RISKS, Table.CONTRACTS, Table.BUDGETS, Table.SERVICE}
)


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A new text for one cell: the index of its row in the plan's table, and its column."""

    table: Table
    row: int
    key: str
    heading: str
    value: Value = None

    @property
    def text(self) -> str:
        """Return the value as text."""
        return value_text(self.value)


@dataclass(frozen=True, slots=True)
class RowAdded:
    """A new row of a table: the headings of its columns by key, and what stands in them."""

    table: Table
    headings: Mapping[str, str]
    values: Mapping[str, Value]

    @property
    def texts(self) -> dict[str, str]:
        """Return the values as texts."""
        return {key: value_text(value) for key, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class RowRemoved:
    """A row that goes, by its index in the plan's table."""

    table: Table
    row: int


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything that differs between two plans."""

    cells: tuple[CellEdit, ...] = ()
    added: tuple[RowAdded, ...] = ()
    removed: tuple[RowRemoved, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to do."""
        return bool(self.cells or self.added or self.removed)


@dataclass(frozen=True, slots=True)
class PlanSource:
    """What a plan's file is read with: its name, the plan's first year, schemes, places of rows."""

    file: str
    first_year: FinancialYear
    schemes: Sequence[RiskScheme]
    places: RowPlaces = field(default_factory=dict)


def edits_between(before: Plan, after: Plan) -> Edits:
    """Return what makes the tables of `before` those of `after`; new rows stand at the end."""
    was, now = table_pages(before), table_pages(after)
    cells: list[CellEdit] = []
    added: list[RowAdded] = []
    removed: list[RowRemoved] = []
    # A table of ratings has no page where nothing is counted.
    for table, page in (was | now).items():
        if table is Table.HEAT_MAP:
            # It only shows where the rows of the register stand.
            continue
        old, new = _rows(was.get(table), table), _rows(now.get(table), table)
        headings = {column.key: column.heading for column in used(page)}
        columns = {
            each.key: each.heading for each in (*was.get(table, page).columns, *page.columns)
        }
        for name, (index, values) in old.items():
            if name in new:
                cells += _changed(table, index, (values, new[name][1]), columns)
            else:
                removed.append(RowRemoved(table, index))
        added += [
            RowAdded(table, headings, values)
            for name, (_, values) in new.items()
            if name not in old
        ]
    return Edits(tuple(cells), tuple(added), tuple(removed))


_Values: TypeAlias = "dict[str, Value]"


def _rows(page: Page | None, table: Table) -> dict[tuple[str, ...], tuple[int, _Values]]:
    """Return the rows of a table with their indexes by what tells them apart."""
    found: dict[tuple[str, ...], tuple[int, _Values]] = {}
    for index, row in enumerate(page.rows if page else ()):
        values = {
            key: cell.value
            for key, cell in row.cells.items()
            if not isinstance(cell.value, Formula)
        }
        name: tuple[str, ...] = (row.label.casefold(),)
        if table is Table.SERVICE:
            name = ()
        elif table not in _NAMED:
            name = tuple(value_text(value) for value in values.values())
        while name in found:
            name = (*name, "again")
        found[name] = index, values
    return found


def _changed(
    table: Table, row: int, values: tuple[_Values, _Values], columns: Mapping[str, str]
) -> list[CellEdit]:
    """Return what changes in a row, whose values before and after are by the keys of `columns`.

    A column that the plan no longer has, such as that of a year gone by, is emptied.
    """
    was, now = values
    return [
        CellEdit(table, row, key, heading, now.get(key, ""))
        for key, heading in columns.items()
        if value_text(was.get(key)) != value_text(now.get(key))
    ]


def edited_markdown(text: str, source: PlanSource, edits: Edits) -> str:
    """Return the text of a Markdown plan with `edits` made in it."""
    return _Markdown(text, source).edited(edits)


class _Markdown:
    """The lines of a Markdown plan in the making; the tables in it are known by their columns."""

    def __init__(self, text: str, source: PlanSource) -> None:
        self.source = source
        self.lines: list[str] = _LINES.findall(text)
        self.end = "\r\n" if "\r\n" in text else "\n"
        document, _ = read_markdown(text, source.file)
        found = (know(each, source.schemes, source.first_year) for each in document.tables)
        self.tables = [_found(each) for each in found if each]

    def edited(self, edits: Edits) -> str:
        """Return the text with the edits: columns first, so that every row has all of them."""
        for cell in edits.cells:
            table = self._holding(cell)
            self._need(table, cell.key, cell.heading)
            self._set(table, self._line(cell.table, cell.row), cell)
        behind: dict[int, list[str]] = {}
        for row in edits.added:
            self._add(row, behind)
        gone = {self._line(row.table, row.row) for row in edits.removed}
        kept = (
            (line if number not in gone else "") + "".join(behind.get(number, []))
            for number, line in enumerate(self.lines)
        )
        return "".join(kept)

    def _line(self, table: Table, row: int) -> int:
        """Return the index of the line in which a row of the plan stands."""
        return _number(self.source.places[table][row].cell)

    def _holding(self, edit: CellEdit) -> _Table:
        number = self._line(edit.table, edit.row)
        return next(each for each in self.tables if each.head < number <= each.last)

    def _need(self, table: _Table, key: str, heading: str) -> None:
        """Put in a column where it is missing."""
        if key in table.keys:
            return
        index = table.place_for(key)
        table.keys.insert(index, key)
        for number in range(table.head, table.last + 1):
            text = heading if number == table.head else ""
            if table.dashed and number == table.head + 1:
                text = "---"
            cells = self._cells(number, len(table.keys) - 1)
            cells.insert(index, written(text))
            self._put(number, cells)

    def _set(self, table: _Table, number: int, edit: CellEdit) -> None:
        cells = self._cells(number, len(table.keys))
        cells[table.keys.index(edit.key)] = written(edit.text)
        self._put(number, cells)

    def _add(self, row: RowAdded, behind: dict[int, list[str]]) -> None:
        table = next((each for each in reversed(self.tables) if each.table is row.table), None)
        if table is None:
            table = self._start(row)
        for key, text in row.texts.items():
            if text:
                self._need(table, key, row.headings[key])
        self._end_line(table.last)
        line = row_line(row.texts.get(key, "") for key in table.keys)
        behind.setdefault(table.last, []).append(line.replace("\n", self.end))

    def _start(self, row: RowAdded) -> _Table:
        """Begin a table that the plan does not have yet, at the end of the file."""
        if self.lines:
            self._end_line(len(self.lines) - 1)
        head = ["\n", f"## {row.table}\n", "\n", *table_lines(row.headings.values(), ())]
        self.lines += [line.replace("\n", self.end) for line in head]
        last = len(self.lines) - 1
        table = _Table(row.table, [*row.headings], head=last - 1, last=last, dashed=True)
        self.tables.append(table)
        return table

    def _end_line(self, number: int) -> None:
        if not self.lines[number].endswith(("\r", "\n")):
            self.lines[number] += self.end

    def _cells(self, number: int, width: int) -> list[str]:
        """Return what stands between the pipes of a line, filled up to the table's width."""
        parts = parts_of(self.lines[number])
        cells = parts[_leads(parts) : len(parts) - _trails(parts)]
        return cells + [" "] * (width - len(cells))

    def _put(self, number: int, cells: list[str]) -> None:
        line = self.lines[number]
        parts, bare = parts_of(line), line.strip()
        lead, trail = "|" * _leads(parts), "|" * _trails(parts)
        self.lines[number] = line.replace(bare, f"{lead}{'|'.join(cells)}{trail}", 1)


@dataclass(slots=True)
class _Table:
    """Where a table stands: its columns by key, the lines of its headings and of its last row.

    `dashed` says that a row of dashes stands below the headings.
    """

    table: Table
    keys: list[str]
    head: int
    last: int
    dashed: bool

    def place_for(self, key: str) -> int:
        """Return where a column belongs: one of a year or quarter in their order, else last."""
        if not _PERIOD.match(key):
            return len(self.keys)
        periods = [index for index, name in enumerate(self.keys) if _PERIOD.match(name)]
        later = [index for index in periods if self.keys[index] > key]
        return min(later, default=max(periods, default=len(self.keys) - 1) + 1)


def _found(known: KnownTable) -> _Table:
    source = known.source
    head = _number(source.at)
    lines = [_number(row.at) for row in source.rows] or [head + 2]
    keys = [""] * len(source.columns)
    for name, index in known.fields.items():
        keys[index] = name
    for name, index in known.scales.items():
        keys[index] = scale_key(name)
    for column in known.periods:
        keys[column.index] = _period(column)
    last = lines[-1] if source.rows else head + 1
    return _Table(known.kind.table, keys, head, last, dashed=lines[0] == head + 2)


def _period(column: PeriodColumn) -> str:
    period = column.period
    if column.holds and isinstance(period, FinancialYear):
        return actual_key(period) if column.holds == "actual" else target_key(period)
    return period_key(period)


def _number(at: str) -> int:
    """Return the index of the line that a place names: 40 for `line 41`."""
    return int(at.removeprefix("line ")) - 1


def _leads(parts: Sequence[str]) -> bool:
    return len(parts) > 1 and not parts[0]


def _trails(parts: Sequence[str]) -> bool:
    return len(parts) > 1 and not parts[-1]
