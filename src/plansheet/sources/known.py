"""A table whose kind is known: which column fills in which field, and its rows read by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from plansheet.layout.headings import (
    BUDGETS,
    ELSE_FIELDS,
    INDICATORS,
    KINDS,
    PROJECTS,
    RATINGS,
    RISKS,
    TableKind,
    field_of,
    name_field,
    plain,
)
from plansheet.layout.scale_headings import SCALE_HEADINGS
from plansheet.model.dates import parse_british_date
from plansheet.model.periods import FinancialYear, Quarter, parse_quarter, parse_year
from plansheet.model.tables import Table
from plansheet.model.typed import clean, phrase
from plansheet.problems import Place, Problem, problem
from plansheet.refs import read_ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from plansheet.model.risks import RiskScheme, Scale
    from plansheet.sources.document import SourceRow, SourceTable

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HOLDS = re.compile(r"\b(actual|outturn|target)s?\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:milestones?|budget|latest|PI(?= +or\b)|or deadline|for action)\b|£", re.IGNORECASE
)
_OF_MONEY = re.compile(r"\bbudgets?\b|\bcosts?\b|\bspend(?:ing)?\b|£", re.IGNORECASE)
_QUARTER = re.compile(r"\b(?:quarter|qtr) ?(?=[1-4]\b)", re.IGNORECASE)
# The year of an annual target that names none is the plan's first.
_ANNUAL = re.compile(r"annual targets?", re.IGNORECASE)
_BARE_QUARTER = re.compile(r"Q ?([1-4])", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "---", "n/a", "na", "none", "nil", "not applicable"})

Period: TypeAlias = "FinancialYear | Quarter"


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """A column of a year or quarter; `holds` is `actual`, `target` or "" where it says neither."""

    index: int
    period: Period
    holds: str


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table of a known kind: field -> index of its column, its columns of years and quarters.

    `scales` are the inputs of `scheme` in a table of risks, by the scale's key.
    """

    kind: TableKind
    source: SourceTable
    fields: Mapping[str, int]
    periods: tuple[PeriodColumn, ...] = ()
    scheme: RiskScheme | None = None
    scales: Mapping[str, int] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[int]:
        """Return the indexes of the columns that are used."""
        periods = (column.index for column in self.periods)
        return frozenset((*self.fields.values(), *periods, *self.scales.values()))

    def place(self, file: str, at: str = "", label: str = "") -> Place:
        """Return a place in the table: its sheet, or the name of its kind in a file without."""
        return Place(file, self.source.sheet or str(self.kind.table), at or self.source.at, label)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a known table, read by field; what cannot be read is added to `told`."""

    table: KnownTable
    row: SourceRow
    file: str
    told: list[Problem]

    def text(self, name: str) -> str:
        """Return what stands under a field in one line, "" where the table has no such column."""
        return " ".join(self.lines(name).split())

    def lines(self, name: str) -> str:
        """Return what stands under a field with its line breaks."""
        index = self.table.fields.get(name)
        return self.cell(index) if index is not None else ""

    def cell(self, index: int) -> str:
        """Return the text in a column."""
        return self.row.cells[index].text

    def said(self, name: str) -> str:
        """Return what stands under a field, "" too where it only says `-`, `N/A` or the like."""
        text = self.text(name)
        return "" if is_nothing(text) else text

    def day(self, name: str) -> date | None:
        """Return the date under a field; one that cannot be read is told and None."""
        text = self.said(name)
        reading = parse_british_date(text) if text else None
        day = reading.day if reading else None
        if text and day is None:
            self.tell("date-unread", name, read=text, heading=self.table.kind.heading(name))
        return day

    def tell(self, code: str, name: str, **said: object) -> None:
        """Add a problem about a field of this row."""
        place = self.place(self.table.fields.get(name))
        self.told.append(problem(code, place, level=None, **said))

    def tell_word(self, name: str, read: str, used: str, words: str) -> None:
        """Add that a word under a field is not one of its words."""
        heading = self.table.kind.heading(name)
        self.tell("unknown-word", name, read=read, heading=heading, used=used, words=words)

    def place(self, index: int | None = None) -> Place:
        """Return the place of a column in this row, labelled with its ref or else its name."""
        at = self.row.at if index is None else self.row.cells[index].at
        return self.table.place(self.file, at, self.label)

    @property
    def label(self) -> str:
        """Return the row's ref, else its name."""
        return read_ref(self.text("ref")) or self.text(name_field(self.table.kind))


def is_nothing(text: str) -> bool:
    """Return whether a cell holds nothing or only says so: `-`, `N/A`, `None`."""
    return phrase(text) in _NOTHING


def know(
    source: SourceTable, schemes: Sequence[RiskScheme], first_year: FinancialYear
) -> KnownTable | None:
    """Return the table as the kind that its columns give away, None where it is of no known kind.

    Of several kinds that its columns would do for, the one that knows most of them. `Q1` without
    a year is a quarter of `first_year`.
    """
    known = [_as_kind(kind, source, schemes, first_year) for kind in KINDS]
    fitting = [table for table in known if _fits(table)]
    return max(fitting, key=lambda table: len(table.used), default=None)


def lines_of(table: KnownTable, file: str, told: list[Problem]) -> Iterator[Line]:
    """Yield the rows that hold something; a row without its name is told and left out.

    Rows in which every cell is blank or says `None`, `N/A` or `-` hold nothing, and so does a
    project called `None` that has no ref.
    """
    name = name_field(table.kind)
    needs_name = name in table.fields and table.kind.table in _NAMED
    for row in table.source.rows:
        line = Line(table, row, file, told)
        if all(is_nothing(cell.text) for cell in row.cells):
            continue
        if line.said(name) or not needs_name:
            yield line
        elif not line.text(name) or read_ref(line.text("ref")):
            read = " | ".join(cell.text for cell in row.cells if cell.text)
            heading = table.kind.heading(name)
            line.tell("row-nameless", name, table=table.kind.table, heading=heading, read=read)


def unknown_columns(table: KnownTable, file: str) -> tuple[Problem, ...]:
    """Return a note for every column that is not used although something stands in it."""
    return tuple(
        problem(
            "column-unknown",
            table.place(file),
            column=column,
            table=table.kind.table,
            known=table.kind.known,
        )
        for index, column in enumerate(table.source.columns)
        if index not in table.used and any(row.cells[index].text for row in table.source.rows)
    )


_NAMED = frozenset({Table.INDICATORS, Table.PROJECTS, Table.RISKS, Table.CONTRACTS})


def _as_kind(
    kind: TableKind, source: SourceTable, schemes: Sequence[RiskScheme], year: FinancialYear
) -> KnownTable:
    fields = _fields(kind, source.columns)
    if kind is RISKS:
        scheme, scales = _scheme_of(source, schemes)
        return KnownTable(kind, source, fields, (), scheme, scales)
    periods = tuple(_periods(kind, source, year))
    if kind is BUDGETS and "heading" not in fields and _is_budget(source, periods):
        fields["heading"] = source.columns.index("")
    if kind is RATINGS and "rated" not in fields and "" in source.columns:
        fields["rated"] = source.columns.index("")
    return KnownTable(kind, source, fields, periods)


def _fields(kind: TableKind, columns: Sequence[str]) -> dict[str, int]:
    """Return the columns by the field they fill in; the first of several that would do."""
    fields: dict[str, int] = {}
    later: list[tuple[int, str]] = []
    for index, column in enumerate(columns):
        if (kind.table, plain(column)) in ELSE_FIELDS:
            later.append((index, column))
        elif name := field_of(kind, column):
            fields.setdefault(name, index)
    for index, column in later:
        usual = field_of(kind, column)
        name = ELSE_FIELDS[kind.table, plain(column)] if usual in fields else usual
        fields.setdefault(name, index)
    return fields


def _is_budget(source: SourceTable, periods: Sequence[PeriodColumn]) -> bool:
    """Return whether a table of years speaks of money and has one column without a heading."""
    said = (*source.columns, *source.headings)
    blank_only = len(periods) == len(source.columns) - 1 and "" in source.columns
    return blank_only and any(_OF_MONEY.search(text) for text in said)


def _fits(table: KnownTable) -> bool:
    found = set(table.fields)
    if table.periods:
        found.add("figures" if table.kind is INDICATORS else "years")
    if len(table.scales) > 1:
        found.add("impacts")
    if "likelihood" in table.scales:
        found.add("likelihood")
    return any(signs <= found for signs in table.kind.signs)


def _periods(kind: TableKind, source: SourceTable, year: FinancialYear) -> Iterator[PeriodColumn]:
    """Yield the columns of years and quarters that this kind of table has, each period once."""
    is_wanted = _PERIODS.get(kind)
    if is_wanted is None:
        return
    seen: set[tuple[Period, str]] = set()
    for index, column in enumerate(source.columns):
        said = _period_said(column, year)
        if said is not None and said not in seen and is_wanted(*said):
            seen.add(said)
            yield PeriodColumn(index, *said)


def _is_year(period: Period) -> bool:
    return isinstance(period, FinancialYear)


# Which columns of periods a kind of table has, by the period and by what its column holds.
_PERIODS: dict[TableKind, Callable[[Period, str], bool]] = {
    INDICATORS: lambda period, holds: _is_year(period) and holds != "",
    PROJECTS: lambda _, holds: not holds,
    BUDGETS: lambda period, holds: _is_year(period) and not holds,
}


@lru_cache(maxsize=4096)
def _period_said(column: str, year: FinancialYear) -> tuple[Period, str] | None:
    """Return the period that a heading names and what its column holds; every kind asks anew."""
    said = " ".join(_BRACKETS.sub(" ", clean(column)).split())
    holds = _HOLDS.search(said)
    rest = " ".join(_BESIDE.sub(" ", _HOLDS.sub(" ", said)).split())
    rest = _QUARTER.sub("Q", rest)
    bare = _BARE_QUARTER.fullmatch(rest)
    if _ANNUAL.fullmatch(said):
        period: Period | None = year
    else:
        period = Quarter(year, int(bare[1])) if bare else parse_quarter(rest) or parse_year(rest)
    if period is None:
        return None
    word = holds[1].casefold() if holds else ""
    return period, "actual" if word == "outturn" else word


def _scheme_of(
    source: SourceTable, schemes: Sequence[RiskScheme]
) -> tuple[RiskScheme | None, dict[str, int]]:
    """Return the scheme whose inputs the table has as columns, and where they stand.

    Of several, the one with most of its inputs there; then the one that reads most of the cells;
    then the later in `schemes`, for a council's own stand behind the ones that ship.
    """
    best: tuple[int, int] = (0, 0)
    found: tuple[RiskScheme | None, dict[str, int]] = (None, {})
    for scheme in schemes:
        scales = _scale_columns(source, scheme)
        if scheme.likelihood.key not in scales or len(scales) == 1:
            continue
        rank = (len(scales), _cells_read(source, scheme, scales))
        if rank >= best:
            best, found = rank, (scheme, scales)
    return found


def _scale_columns(source: SourceTable, scheme: RiskScheme) -> dict[str, int]:
    columns = {plain(column): index for index, column in reversed([*enumerate(source.columns)])}
    found = {}
    for scale in scheme.inputs:
        said = (scale.heading, *SCALE_HEADINGS.get(scale.key, ()))
        index = next((columns[plain(name)] for name in said if plain(name) in columns), None)
        if index is not None:
            found[scale.key] = index
    return found


def _cells_read(source: SourceTable, scheme: RiskScheme, scales: Mapping[str, int]) -> int:
    def reads(scale: Scale) -> int:
        index = scales.get(scale.key)
        if index is None:
            return 0
        return sum(scale.step(row.cells[index].text) is not None for row in source.rows)

    return sum(reads(scale) for scale in scheme.inputs)
