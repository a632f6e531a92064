"""One returned workbook against its own issue: the answers, and every fault as a value.

Rows are found by their labels and columns by their headings. What the issue locked is compared;
what it left open is read. The issue is the archived copy that was sent, never the file's own word.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.collect.answers import Question, Ratio, read_answer, shown_text
from plansheet.collect.figures import shortened
from plansheet.collect.formats import is_date_format
from plansheet.collect.identity import identity_of
from plansheet.collect.likeness import relabelled
from plansheet.collect.tables import (
    TableRow,
    canonical,
    find_sheet,
    find_table,
    fits,
    plain_name,
)
from plansheet.layout.collection import (
    HELP,
    IDENTITY_SHEET,
    QUERIES,
    START_HERE,
    collection_sheets,
    indicators_sheet,
    risks_sheet,
)
from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import ratio_shown
from plansheet.model.returns import ChangedCell
from plansheet.model.units import Unit
from plansheet.pages import CellKind, column_letters
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.words import RISKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plansheet.collect.tables import Table
    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Answer
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import FoundBook, FoundCell

_ABOVE, _HEADING, _ROW = "The text above the table", "The heading", "The row"
_EMPTY = "(empty)"
_WORKED_OUT = "a figure that is worked out"


@dataclass(slots=True)
class Collected:
    """What a return holds: answers by sheet, row label and column key; what is to be said of it.

    `sheets` gives the name that each sheet had in the file, by its own name, `changed` what was
    typed over of what was locked. The places of
    problems name sheets as they were issued.
    """

    answers: dict[str, dict[str, dict[str, Answer]]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    changed: list[ChangedCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def collect(
    found: FoundBook, issue: FoundBook, quarter: Quarter, schemes: Sequence[RiskScheme]
) -> Collected:
    """Return what was filled in in `found`, the workbook `issue` of `quarter` come back.

    `issue` must hold its empty open cells too, for they say what was open. Never fails: a fault
    in a sheet or cell is a problem, and everything else is read.
    """
    collected = Collected()
    layouts = (START_HERE, *layouts_of(issue, quarter, schemes), HELP)
    names = frozenset(plain_name(sheet.name) for sheet in (*layouts, QUERIES, IDENTITY_SHEET))
    for asked in _asked_of(issue, quarter, layouts):
        _SheetReader(collected, asked).read(found, names)
    collected.problems += _added_sheets(found, layouts, collected, names)
    return collected


def asked_of(issue: FoundBook, quarter: Quarter, schemes: Sequence[RiskScheme]) -> dict[str, Asked]:
    """Return what each sheet of `issue` asked, by its name, for answers that come another way."""
    layouts = layouts_of(issue, quarter, schemes)
    return {asked.layout.name: asked for asked in _asked_of(issue, quarter, layouts)}


def _asked_of(issue: FoundBook, quarter: Quarter, layouts: Iterable[Sheet]) -> Iterator[Asked]:
    units, ratios = units_of(issue, quarter), ratios_of(issue, quarter)
    for layout in layouts:
        sent = _table(issue, layout)
        if sent is not None:
            yield Asked(layout, sent, units, ratios, quarter)


def layouts_of(
    issue: FoundBook, quarter: Quarter, schemes: Sequence[RiskScheme]
) -> tuple[Sheet, ...]:
    """Return the layouts of the sheets that `issue` holds, with its own risk scheme."""
    names = {sheet.name for sheet in issue.sheets}
    scheme = _scheme_of(issue, schemes) if RISKS in names else None
    return tuple(layout for layout in collection_sheets(quarter, scheme) if layout.name in names)


def _scheme_of(issue: FoundBook, schemes: Sequence[RiskScheme]) -> RiskScheme | None:
    """Return the scheme that the issue names; where none is called so, one with its headings."""
    identity = identity_of(issue)
    named = [scheme for scheme in schemes if identity and scheme.name == identity.scheme]
    return next((scheme for scheme in (*named, *schemes) if _is_whole(issue, scheme)), None)


def units_of(issue: FoundBook, quarter: Quarter) -> dict[str, Unit]:
    """Return each indicator's unit by ref, as the issue's Indicators sheet states it."""
    table = _table(issue, indicators_sheet(quarter))
    rows = table.rows if table else {}
    return {ref: Unit(canonical(row.cells["unit"])) for ref, row in rows.items()}


def ratios_of(issue: FoundBook, quarter: Quarter) -> frozenset[str]:
    """Return the refs of the indicators that are ratios, as the issue's Indicators sheet says."""
    table = _table(issue, indicators_sheet(quarter))
    rows = table.rows if table else {}
    return frozenset(
        ref for ref, row in rows.items() if canonical(row.cells.get("counts_as")) == CountsAs.RATIO
    )


def _table(book: FoundBook, layout: Sheet) -> Table | None:
    sheet = find_sheet(book, layout)
    return find_table(sheet, layout) if sheet else None


def _is_whole(issue: FoundBook, scheme: RiskScheme) -> bool:
    table = _table(issue, risks_sheet(scheme))
    return table is not None and not table.missing and not table.added


def _added_sheets(
    found: FoundBook, layouts: Sequence[Sheet], collected: Collected, names: frozenset[str]
) -> Iterator[Problem]:
    """Yield a problem for each sheet that holds something and was not issued."""
    read = {plain_name(name) for name in collected.sheets.values()}
    for sheet in found.sheets:
        if plain_name(sheet.name) in names | read or not any(map(canonical, sheet.cells.values())):
            continue
        twin = next((each.name for each in layouts if fits(sheet, each)), "")
        code = "sheet-copied" if twin in collected.sheets else "sheet-added"
        yield problem(code, Place(sheet=sheet.name), read=sheet.name, name=twin)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sheet asked: its layout, its table as issued, the units of its rows, the ratios."""

    layout: Sheet
    sent: Table
    units: Mapping[str, Unit]
    ratios: frozenset[str]
    quarter: Quarter

    def is_open(self, column: Column, sent: TableRow) -> bool:
        """Return whether the issue left a cell open; a row that was added is open throughout."""
        if not sent.cells:
            return column.is_entry
        was = sent.cells.get(column.key)
        return was is not None and not was.locked

    def has_entries(self, sent: TableRow) -> bool:
        """Return whether a row had anything to fill in."""
        return any(self.is_open(column, sent) for column in self.layout.entries)

    def unit(self, sent: TableRow) -> Unit:
        """Return the unit of the indicator that a row is about; of other rows, number."""
        return self.units.get(canonical(sent.cells.get("ref")), Unit.NUMBER)

    def ratio(self, column: Column, sent: TableRow) -> Ratio | None:
        """Return what is known of a ratio whose two numbers a cell asks for, else None."""
        is_one = column.key == "final" and canonical(sent.cells.get("ref")) in self.ratios
        if not (is_one and self.unit(sent).numeric):
            return None
        return Ratio(ratio_shown(canonical(sent.cells.get("held"))))

    def question(
        self, column: Column, sent: TableRow, place: Place, *, date_1904: bool = False
    ) -> Question:
        """Return what an open cell of a row is about."""
        ratio = self.ratio(column, sent)
        return Question(column, self.unit(sent), place, self.quarter, date_1904, ratio)

    def is_ahead(self, column: Column) -> bool:
        """Return whether a column is for a quarter of the year that has not come yet."""
        return column.key in {f"q{number}" for number in range(self.quarter.number + 1, 5)}


class _SheetReader:
    """One sheet of a return beside the same sheet of its issue."""

    def __init__(self, collected: Collected, asked: Asked) -> None:
        self.collected = collected
        self.asked = asked
        self.layout = asked.layout
        self.name = asked.layout.name
        self.date_1904 = False
        self.tells_all = True

    def read(self, found: FoundBook, taken: frozenset[str]) -> None:
        """Read the sheet, or say that it is missing where anything could be filled in on it."""
        self.date_1904 = found.date_1904
        self.tells_all = not found.saved_as
        sheet = find_sheet(found, self.layout, taken)
        table = find_table(sheet, self.layout, by_place=True) if sheet else None
        if table is None:
            if self.layout.entries:
                rows = len(self.asked.sent.rows)
                self._say(problem("sheet-missing", self._place(), name=self.name, rows=rows))
            return
        self.collected.sheets[self.name] = table.sheet.name
        if table.sheet.name != self.name:
            read = table.sheet.name
            self._say(problem("sheet-renamed", self._place(), name=self.name, read=read))
        self._compare_above(table)
        self._compare_headings(table)
        if all(key in table.columns for key in self.layout.keys):
            self._compare_rows(table)

    def _compare_above(self, table: Table) -> None:
        sent, found = self.asked.sent.above(), table.above()
        others = iter([text for text in found if text not in sent])
        for text in sent:
            if text not in found:
                self._changed(self._place(), _ABOVE, text, next(others, _EMPTY))

    def _compare_headings(self, table: Table) -> None:
        for key, text in table.retyped.items():
            place = self._place(cell=table.address(key, table.header_row))
            self._changed(place, _HEADING, self.layout.column(key).shown, text or _EMPTY)
        for column in table.missing:
            if column.is_entry or column.key in self.layout.keys:
                heading, row = column.shown, table.header_row
                self._say(problem("column-missing", self._place(), heading=heading, row=row))
            else:
                self._changed(self._place(), _HEADING, column.heading, _EMPTY)
        # A column that was added where one is missing is the one whose heading was typed over.
        for number, text in ({} if table.missing else table.added).items():
            cell = f"{column_letters(number)}{table.header_row}"
            place = self._place(cell=cell)
            self._say(problem("column-added", place, heading=shortened(text)))

    def _compare_rows(self, table: Table) -> None:
        sent = self.asked.sent.rows
        again = relabelled(self.asked.sent, table, self.layout)
        for label, row in sent.items():
            if label in table.rows:
                self._read_row(table, label, row, table.rows[label])
            elif label in again:
                self._read_row(table, label, row, again[label])
            elif label in table.twice:
                rows = " and ".join(str(number) for number in table.twice[label])
                self._say(problem("row-twice", self._place(label), ref=label, rows=rows))
            elif self.layout.grows or not self.layout.entries:
                continue
            elif self.asked.has_entries(row):
                self._say(problem("row-missing", self._place(label), ref=label))
            else:
                self._changed(self._place(label), _ROW, label, _EMPTY)
        if self.layout.entries:
            self._read_unknown(table, frozenset(row.number for row in again.values()))

    def _read_unknown(self, table: Table, known: frozenset[int]) -> None:
        """Read the rows that were not issued where a sheet grows, else say that they are there."""
        unknown = {label: row.number for label, row in table.rows.items()}
        unknown |= {label: numbers[0] for label, numbers in table.twice.items()}
        for label, number in unknown.items():
            if label in self.asked.sent.rows or number in known:
                continue
            if self.layout.grows and label in table.rows:
                self._read_row(table, label, TableRow(number, {}), table.rows[label])
            else:
                place = self._place(label, f"A{number}")
                self._say(problem("row-unknown", place, ref=shortened(label)))
        first = self.layout.columns[0].heading
        for number in (row.number for row in table.nameless if row.number not in known):
            place = self._place(cell=f"A{number}")
            self._say(problem("row-unknown", place, ref=f"without a {first}"))

    def _read_row(self, table: Table, label: str, sent: TableRow, row: TableRow) -> None:
        for column in self.layout.columns:
            if column.key not in table.columns:
                continue
            now = row.cells.get(column.key)
            place = self._place(label, table.address(column.key, row.number))
            if self.asked.is_open(column, sent):
                now = now if self.tells_all else _as_sent(now, sent.cells.get(column.key))
                self._read_cell(now, column, sent, place)
            elif sent.cells:
                self._compare(sent.cells.get(column.key), now, column, place)

    def _read_cell(
        self, cell: FoundCell | None, column: Column, sent: TableRow, place: Place
    ) -> None:
        asked = self.asked.question(column, sent, place, date_1904=self.date_1904)
        answer, said = read_answer(cell, asked)
        self.collected.problems += said
        if answer is not None:
            rows = self.collected.answers.setdefault(self.name, {})
            rows.setdefault(place.label, {})[column.key] = answer

    def _compare(
        self, was: FoundCell | None, now: FoundCell | None, column: Column, place: Place
    ) -> None:
        is_formula = was is not None and bool(was.formula)
        if not column.checked or (is_formula and (_is_worked_out(now) or not self.tells_all)):
            return
        old, new = _WORKED_OUT if is_formula else canonical(was), canonical(now)
        if old == new:
            return
        if self.asked.is_ahead(column):
            self._say(problem("future-period", place, heading=column.heading))
        else:
            was_shown = old if is_formula or was is None else shown_text(was)
            shown = shown_text(now, date_1904=self.date_1904) if now else ""
            self._changed(place, column.heading, was_shown or _EMPTY, shown or _EMPTY)

    def _place(self, label: str = "", cell: str = "") -> Place:
        return Place(sheet=self.name, cell=cell, label=label)

    def _changed(self, place: Place, heading: str, old: str, new: str) -> None:
        changed = ChangedCell(place.sheet, place.label, heading, place.cell, old, new)
        self.collected.changed.append(changed)
        old, new = shortened(old), shortened(new)
        self._say(problem("locked-changed", place, heading=heading, old=old, new=new))

    def _say(self, said: Problem) -> None:
        self.collected.problems.append(said)


def _as_sent(now: FoundCell | None, sent: FoundCell | None) -> FoundCell | None:
    """Return a number whose format is not told in the format in which its cell was sent out.

    The lock of a sheet keeps formats, so it is the likely one. That of a date is always told.
    """
    if now is None or sent is None or now.kind is not CellKind.NUMBER:
        return now
    is_told = is_date_format(now.number_format)
    return now if is_told else replace(now, number_format=sent.number_format)


def _is_worked_out(cell: FoundCell | None) -> bool:
    """Return whether a cell still holds its formula, or nothing in its place."""
    return cell is None or bool(cell.formula) or not cell.text
