"""Parts of tables in a text copy put together: headings over them, pages joined, cells cut in two.

A part goes on with the table before it when it repeats its heading row, or has none of its own,
and nothing but the headings already in force stands between the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from plansheet.sources.document import SourceTable
from plansheet.sources.text_header import Header, header_of, is_header_like, labels_over
from plansheet.sources.text_loose import loose_rows
from plansheet.sources.text_marks import is_item, line_text
from plansheet.sources.text_outline import InForce, Outline, Said, heading_of, label_of
from plansheet.sources.text_parts import Part, TextCell, TextRow, filled, source_row, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.sources.text_forms import Form

# A cell that ends so goes on behind the page.
_GOES_ON = re.compile(
    r"[-\u2013\u2014,&/]$|\b(?:and|or|of|the|for|to|in|with|a|by|from)$", re.IGNORECASE
)
_LABEL_LEVEL = 6


@dataclass(slots=True)
class OpenTable:
    """A table that further parts may go on with: the headings over it, its columns, its rows."""

    path: tuple[InForce, ...]
    header: Header
    width: int
    number: int
    rows: list[TextRow] = field(default_factory=list)
    is_form: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the headings over it, outermost first."""
        return tuple(heading.text for heading in self.path)

    def source(self) -> SourceTable:
        """Return the table of the document."""
        rows = tuple(source_row(row) for row in self.rows)
        return SourceTable(self.headings, self.header.columns, rows, f"line {self.number}")


@dataclass(slots=True)
class Joiner:
    """Takes in lines and parts in their order; makes tables, and a list of what it could not place.

    `unread` are lines with the nearest heading over each.
    """

    outline: Outline = field(default_factory=Outline)
    tables: list[OpenTable] = field(default_factory=list)
    unread: list[tuple[Said, str]] = field(default_factory=list)
    # What was said before the last table, and what has been said since.
    _seen: set[str] = field(default_factory=set)
    _since: list[Said] = field(default_factory=list)

    def say(self, said: Said) -> None:
        """Take in a line outside tables."""
        is_heading = self.outline.say(said)
        if said.beside and not is_heading:
            self._leave(said)
        elif not said.is_furniture:
            self._since.append(said)

    def form(self, part: Part, form: Form) -> None:
        """Take in a form: a row of its own, in the table before it where that has its columns."""
        self.outline.table()
        last = self._last
        goes_on = last and last.is_form and last.header.columns == form.columns
        if last and goes_on and self._same_headings(last):
            last.rows.append(form.row)
        else:
            header = Header(form.columns, ())
            table = OpenTable(self.outline.path, header, 0, part.number, [form.row], is_form=True)
            self.tables.append(table)
        # What every form repeats, such as a caption, is told once.
        for said in form.over:
            if (said.text, self._heading) not in {(each.text, over) for each, over in self.unread}:
                self._leave(said)
        self._read_on()

    def part(self, part: Part) -> None:
        """Take in a part of a table: more rows of the table before it, or a table of its own."""
        first = next((at for at, row in enumerate(part.rows) if filled(row)), len(part.rows))
        rows = list(part.rows[first:])
        if rows:
            labels = labels_over(rows)
            last = self._last
            if last and last.width == part.width and self._goes_on(last, rows, labels):
                self._join(last, rows, labels)
            else:
                self._table(rows, labels)
        for said in part.over:
            self._leave(said)
        if rows:
            self._read_on()

    @property
    def _last(self) -> OpenTable | None:
        return self.tables[-1] if self.tables else None

    @property
    def _heading(self) -> str:
        return self.outline.headings[-1] if self.outline.path else ""

    def _leave(self, said: Said) -> None:
        """Keep words that could not be placed, to be told."""
        self.unread.append((replace(said, text=" ".join(said.text.split())), self._heading))

    def _read_on(self) -> None:
        """Note that a table has been read up to here."""
        self._seen.update(line_text(said.text) for said in self._since)
        self._since.clear()

    def _same_headings(self, table: OpenTable) -> bool:
        """Return whether only headings are in force that stand over the table too."""
        return set(self.outline.headings) <= set(table.headings)

    def _goes_on(self, last: OpenTable, rows: list[TextRow], labels: int) -> bool:
        """Return whether rows as wide as the table before them belong to it."""
        known = {*last.headings, *self._seen}
        said = [line_text(each.text) for each in self._since]
        # Words that were not said before belong to a cut row only where the page's own heading
        # was said again.
        if (said and known.isdisjoint(said)) or not self._same_headings(last):
            return False
        if _repeats(last, rows[labels:]):
            return all(row[0].line in last.headings for row in rows[:labels])
        bold = bool(last.header.rows) and all(
            cell.bold for row in last.header.rows for cell in row if cell.text
        )
        return not is_header_like(rows[0], last.rows, bold=bold)

    def _join(self, last: OpenTable, rows: list[TextRow], labels: int) -> None:
        """Add the rows of a further page to a table; tell what stands between and is not said."""
        self.outline.path = last.path
        self.outline.table()
        loose, left = loose_rows(self._since, last.rows, {*last.headings, *self._seen})
        last.rows.extend(loose)
        for said in _paragraphs(left):
            self._leave(said)
        if _repeats(last, rows[labels:]):
            rows = rows[labels + len(last.header.rows) :]
        if rows and last.rows and not loose:
            rows = [*_mended(last.rows, rows[0]), *rows[1:]]
        last.rows.extend(rows)

    def _table(self, rows: list[TextRow], labels: int) -> None:
        """Begin a table of its own; rows with nothing but a first cell on its top are headings."""
        self.outline.table()
        for index, row in enumerate(rows[:labels]):
            self.outline.set(heading_of(row[0].line, _LABEL_LEVEL + index))
        rows = rows[labels:]
        header = header_of(rows)
        kept = list(rows[len(header.rows) :])
        table = OpenTable(self.outline.path, header, len(rows[0]), rows[0][0].number, kept)
        self.tables.append(table)
        caption = [cell.line for cell in header.caption if cell.text]
        if caption:
            self._leave(Said(table.number, " | ".join(caption)))


def with_labels(tables: Sequence[OpenTable]) -> tuple[SourceTable, ...]:
    """Return the tables of the document, each as it is or one for several that a label tells apart.

    Tables of the same columns, one right behind the other, whose nearest headings are the same
    label with another value (`Job title: ...`) are one table with the label as its first column.
    """
    made: list[SourceTable] = []
    for _, group in groupby(tables, key=_labelled):
        same = list(group)
        label = same[0].path[-1].label if same[0].path else ""
        made.extend([_one(same, label)] if label and len(same) > 1 else [t.source() for t in same])
    return tuple(made)


def _labelled(table: OpenTable) -> tuple[object, ...]:
    """Return what tables have in common that only their label's value tells apart."""
    label = table.path[-1].label if table.path else ""
    return (label, table.path[:-1], table.header.columns) if label else (id(table),)


def _one(tables: Sequence[OpenTable], label: str) -> SourceTable:
    """Return tables as one, each row behind the value of its table's label."""
    rows = tuple(
        source_row((TextCell(label_of(table.headings[-1])[1], row[0].number), *row))
        for table in tables
        for row in table.rows
    )
    first = tables[0]
    columns = (label, *first.header.columns)
    return SourceTable(first.headings[:-1], columns, rows, f"line {first.number}")


def _repeats(last: OpenTable, rows: Sequence[TextRow]) -> bool:
    """Return whether rows begin with the heading rows of a table."""
    head = last.header.rows
    again = rows[: len(head)]
    return bool(head) and [texts(row) for row in head] == [texts(row) for row in again]


def _paragraphs(lines: Sequence[Said]) -> list[Said]:
    """Return lines with those right under each other made into one."""
    found: list[Said] = []
    end = 0
    for said in lines:
        if found and said.follows and said.number == end + 1:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {said.text}")
        else:
            found.append(said)
        end = said.number
    return found


def _mended(rows: list[TextRow], row: TextRow) -> list[TextRow]:
    """Put the cells that a page cut in two together again; return what is left as a row, or none.

    `rows` stand before the page; the cells cut are those of the last of them, or, in the first
    column, the last in which something stands.
    """
    at = next(index for index, cell in enumerate(row) if cell.text)
    said = [index for index, cell in enumerate(row) if cell.text]
    if at == 0 and len(said) > 1:
        above = next((i for i in reversed(range(len(rows))) if rows[i][0].text), None)
        if above is not None and _is_cut(rows[above][0], row[0]):
            rows[above] = (_both(rows[above][0], row[0]), *rows[above][1:])
            return [(TextCell("", row[0].number), *row[1:])]
        return [row]
    last = rows[-1]
    whole = all(last[index].text and not _is_figure(row[index]) for index in said)
    if not whole or not _is_cut(last[at], row[at]):
        return [row]
    rows[-1] = tuple(
        _both(above, cell) if cell.text else above for above, cell in zip(last, row, strict=True)
    )
    return []


def _is_cut(above: TextCell, below: TextCell) -> bool:
    """Return whether a cell reads as the rest of the one above it."""
    end, begin = above.text.split("\n")[-1], below.text.split("\n")[0]
    if is_item(end) and is_item(begin):
        return True
    return begin[:1].islower() or _GOES_ON.search(end) is not None


def _is_figure(cell: TextCell) -> bool:
    return not any(letter.isalpha() for letter in cell.text)


def _both(above: TextCell, below: TextCell) -> TextCell:
    joint = "\n" if is_item(below.text) else " "
    return replace(above, text=f"{above.text}{joint}{below.text}")
