"""One returned workbook against its own issue: the answers, and every fault as a value.

Rows are found by their labels and columns by their headings. What the issue locked is compared;
what it left open is read. The issue is the archived copy that was sent, never the file's own word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.collect.answers import read_answer, shown_text
from plansheet.collect.figures import shortened, told_apart
from plansheet.collect.formats import is_date_format
from plansheet.collect.issued import Asked, asked_sheets, layouts_of
from plansheet.collect.likeness import mistaken, relabelled
from plansheet.collect.merged import block_name, shared_cells
from plansheet.collect.tables import (
    TableRow,
    canonical,
    find_sheet,
    find_table,
    fits,
    folded,
    looks_same,
)
from plansheet.layout.collection import (
    HELP,
    IDENTITY_SHEET,
    QUERIES,
    START_HERE,
)
from plansheet.layout.columns import Reads, accepted
from plansheet.model.returns import Answer, ChangedCell
from plansheet.pages import CellKind, column_letters
from plansheet.problems import Place, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plansheet.collect.tables import Table
    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import Area, FoundBook, FoundCell

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
    known = (*layouts, QUERIES, IDENTITY_SHEET)
    for asked in asked_sheets(issue, quarter, layouts):
        _SheetReader(collected, asked).read(found, known)
    collected.problems += _added_sheets(found, layouts, collected)
    return collected


def _added_sheets(
    found: FoundBook, layouts: Sequence[Sheet], collected: Collected
) -> Iterator[Problem]:
    """Yield a problem for each sheet that holds something and was not issued."""
    names = {folded(sheet.name) for sheet in (*layouts, QUERIES, IDENTITY_SHEET)}
    read = frozenset(collected.sheets.values())
    for sheet in found.sheets:
        if sheet.name in read or not any(map(canonical, sheet.cells.values())):
            continue
        twin = next((each.name for each in layouts if fits(sheet, each)), "")
        if twin in collected.sheets:
            yield problem("sheet-copied", Place(sheet=sheet.name), read=sheet.name, name=twin)
        elif folded(sheet.name) not in names:
            yield problem("sheet-added", Place(sheet=sheet.name), read=sheet.name)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A block of merged open cells, and whether its first cell holds text, not a figure."""

    block: Area
    is_text: bool

    @property
    def cell(self) -> str:
        """Return the cell whose value the whole block shows."""
        return f"{column_letters(self.block.left)}{self.block.top}"

    def first(self, table: Table) -> FoundCell:
        """Return what stands in that cell."""
        return table.sheet.cells[self.block.top, self.block.left]

    def is_read(self, place: Place) -> bool:
        """Return whether a cell is read all the same: the one in which a text stands."""
        return self.is_text and place.cell == self.cell


class _SheetReader:
    """One sheet of a return beside the same sheet of its issue."""

    def __init__(self, collected: Collected, asked: Asked) -> None:
        self.collected = collected
        self.asked = asked
        self.layout = asked.layout
        self.name = asked.layout.name
        self.date_1904 = False
        self.tells_all = True
        self.shared: Mapping[tuple[int, int], _Shared] = {}

    def read(self, found: FoundBook, others: Sequence[Sheet]) -> None:
        """Read the sheet, or say that it is missing where anything could be filled in on it."""
        self.date_1904 = found.date_1904
        self.tells_all = not found.saved_as
        sheet = find_sheet(found, self.layout, others)
        known = self.asked.sent.rows
        table = find_table(sheet, self.layout, by_place=True, known=known) if sheet else None
        if table is None:
            if self.layout.entries:
                rows = len(self.asked.sent.rows)
                self._say(problem("sheet-missing", self._place(), name=self.name, rows=rows))
            return
        self.collected.sheets[self.name] = table.sheet.name
        if folded(table.sheet.name) != folded(self.name):
            read = table.sheet.name
            self._say(problem("sheet-renamed", self._place(), name=self.name, read=read))
        self._compare_above(table)
        self._compare_headings(table)
        if all(key in table.columns and key not in table.doubled for key in self.layout.keys):
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
        for column in self.layout.columns:
            if column.key in table.doubled and (column.is_entry or column.key in self.layout.keys):
                place = self._place(cell=table.address(column.key, table.header_row))
                self._say(problem("column-twice", place, heading=column.shown))
        self._compare_order(table)

    def _compare_order(self, table: Table) -> None:
        """Ask about columns that changed places: a heading that was pasted looks the same."""
        keys = [column.key for column in self.layout.entries if column.key in table.columns]
        now = sorted(keys, key=lambda key: table.columns[key])
        moved = [key for key, was in zip(now, keys, strict=True) if key != was]
        if moved:
            headings = ", ".join(self.layout.column(key).heading for key in moved)
            place = self._place(cell=table.address(moved[0], table.header_row))
            self._say(problem("columns-moved", place, headings=headings))

    def _compare_rows(self, table: Table) -> None:
        sent = self.asked.sent.rows
        again = relabelled(self.asked.sent, table, self.layout)
        wrong = mistaken(self.asked.sent, table, self.layout)
        self.shared = self._merged_open_cells(table, {**table.rows, **again})
        for label, row in sent.items():
            if label in wrong and self.asked.has_entries(row):
                self._read_mistaken(table, label, row, *wrong[label])
            elif label in table.rows:
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

    def _merged_open_cells(
        self, table: Table, rows: Mapping[str, TableRow]
    ) -> dict[tuple[int, int], _Shared]:
        """Return the open cells of a table that were merged with others of them."""
        if not table.sheet.merged:
            return {}
        asked = self.asked
        columns = {
            (row.number, table.columns[column.key]): accepted(column, asked.unit(sent))
            for label, row in rows.items()
            for sent in [asked.sent.rows.get(label, TableRow(row.number, {}))]
            for column in self.layout.entries
            if column.key in table.columns and asked.is_open(column, sent)
        }
        return {
            place: _Shared(block, is_text=columns[block.top, block.left] is Reads.TEXT)
            for place, block in shared_cells(table.sheet, columns).items()
        }

    def _read_mistaken(
        self, table: Table, label: str, sent: TableRow, other: str, said: str
    ) -> None:
        """Keep what stands in a row that may be another one, and use none of it."""
        row = table.rows[label]
        for column in self.layout.entries:
            cell = row.cells.get(column.key)
            if cell is not None and canonical(cell) and self.asked.is_open(column, sent):
                place = self._place(label, table.address(column.key, row.number))
                self._keep(Answer(None, cell.text.strip(), place.cell), column, place)
        place = self._place(label, f"A{row.number}")
        self._say(problem("row-mistaken", place, ref=label, other=other, text=shortened(said)))

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
                self._say(problem("row-unknown", place, row=f"'{shortened(label)}'"))
        first = self.layout.columns[0].heading
        for number in (row.number for row in table.nameless if row.number not in known):
            place = self._place(cell=f"A{number}")
            self._say(problem("row-unknown", place, row=f"without a {first}"))

    def _read_row(self, table: Table, label: str, sent: TableRow, row: TableRow) -> None:
        for column in self.layout.columns:
            key = column.key
            if key not in table.columns or (column.is_entry and key in table.doubled):
                continue
            now, was = row.cells.get(key), sent.cells.get(key)
            shared = self.shared.get((row.number, table.columns[key]))
            is_open = self.asked.is_open(column, sent)
            if shared is None and (now is None if is_open else now == was):
                continue  # Most cells are empty or as they were sent, and nothing is to be said.
            place = self._place(label, table.address(key, row.number))
            if shared is not None and not shared.is_read(place):
                self._read_shared(now, column, place, shared.first(table), shared)
            elif is_open:
                now = now if self.tells_all else _as_sent(now, was)
                self._read_cell(now, column, sent, place)
            elif sent.cells:
                self._compare(was, now, column, place)

    def _read_cell(
        self, cell: FoundCell | None, column: Column, sent: TableRow, place: Place
    ) -> None:
        asked = self.asked.question(column, sent, place, date_1904=self.date_1904)
        answer, said = read_answer(cell, asked)
        self.collected.problems += said
        if answer is not None:
            self._keep(answer, column, place)

    def _read_shared(
        self, cell: FoundCell | None, column: Column, place: Place, said: FoundCell, shared: _Shared
    ) -> None:
        """Ask about an open cell that shows the value of others as well."""
        if cell is not None and canonical(cell):
            self._keep(Answer(None, cell.text.strip(), place.cell), column, place)
        if shared.is_text:
            self._say(problem("text-merged", place, cell=shared.cell))
        else:
            block, entered = block_name(shared.block), shortened(said.text)
            self._say(problem("cells-merged", place, block=block, entered=entered))

    def _keep(self, answer: Answer, column: Column, place: Place) -> None:
        rows = self.collected.answers.setdefault(self.name, {})
        rows.setdefault(place.label, {})[column.key] = answer

    def _compare(
        self, was: FoundCell | None, now: FoundCell | None, column: Column, place: Place
    ) -> None:
        is_formula = was is not None and bool(was.formula)
        if not column.checked or (is_formula and (_is_worked_out(now) or not self.tells_all)):
            return
        old, new = _WORKED_OUT if is_formula else canonical(was), canonical(now)
        if looks_same(old, new):
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
        old, new = told_apart(old, new)
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
    return now if is_told else now._replace(number_format=sent.number_format)


def _is_worked_out(cell: FoundCell | None) -> bool:
    """Return whether a cell still holds its formula, or nothing in its place."""
    return cell is None or bool(cell.formula) or not cell.text
