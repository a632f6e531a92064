"""Tables found by their shape where nothing marks them: on a sheet, in a file of commas.

A table is a block of rows with no blank row between; its first row is its headings. A line with
one filled cell above it is its title. What a heading row looks like is for Word tables too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from plansheet.pages import column_letters
from plansheet.sources.document import SourceCell, SourceRow, SourceTable
from plansheet.sources.refusal import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Line: TypeAlias = "dict[int, str]"
Block: TypeAlias = "list[tuple[int, Line]]"

# A stray cell far from the others makes a block wide and long and all but empty; the plans that
# this was written for have some 3,000 cells.
MOST_CELLS = 1_000_000

_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_PLAIN_SPACES = str.maketrans("\t\xa0", "  ")
_FIGURE = re.compile(r"[<>=~]*[-+(]*£?[-+(]*[0-9][0-9,. ]*[km%)]*|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:[-/](?:20)?[0-9]{2})?")
_LONGEST_HEADING = 100
# An upper heading that says which year, or whether actual or target, is part of what those below
# it mean ("2021/22 Milestones" above "Quarter 1"); any other ("Project details") only groups them.
_SAYS_WHICH = re.compile(r"[0-9]|\b(?:actual|outturn|target)s?\b", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return a cell's text with plain spaces, its lines stripped and the blank ones left out."""
    lines = (line.strip() for line in _LINE_END.split(text.translate(_PLAIN_SPACES)))
    return "\n".join(line for line in lines if line)


def reads_as_headings(texts: Iterable[str]) -> bool:
    """Return whether a row could be the headings of a table: short words, no two the same.

    A figure or a date is no heading; a year is.
    """
    said = [" ".join(text.split()).casefold() for text in texts if text]
    figures = (_FIGURE.fullmatch(text) and not _YEAR.fullmatch(text) for text in said)
    short = all(len(text) <= _LONGEST_HEADING for text in said)
    return short and len(set(said)) == len(said) > 1 and not any(figures)


def joined_headings(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return one heading a column from rows of headings, uppermost first.

    An upper heading stands over each of its columns. It is joined to the lower ones where it says
    which year or figure they are, or where they cannot be told apart without it.
    """
    columns = tuple(" ".join(text.split()) for text in levels[-1])
    for level in reversed(levels[:-1]):
        uppers = [" ".join(text.split()) for text in level]
        columns = tuple(
            _joined(upper, lower, needed=columns.count(lower) > 1)
            for upper, lower in zip(uppers, columns, strict=True)
        )
    return columns


def _joined(upper: str, lower: str, *, needed: bool) -> str:
    if not lower:
        return upper
    return f"{upper} {lower}".strip() if needed or _SAYS_WHICH.search(upper) else lower


def tables_in(texts: Mapping[tuple[int, int], str], sheet: str = "") -> tuple[SourceTable, ...]:
    """Return the tables among the filled cells of one sheet, given by 1-based (row, column).

    A block without headings of its own goes on with the table above it, under a title of its own
    as another table. Places are written `B7`. Raises UnreadableError where there is too much.
    """
    finder = _Finder(sheet)
    for block in _blocks(texts):
        finder.take(block)
    return tuple(table.made(sheet) for table in finder.tables)


def _blocks(texts: Mapping[tuple[int, int], str]) -> Iterator[Block]:
    """Yield the rows that hold something, parted where a row between holds nothing."""
    rows: dict[int, Line] = {}
    for (row, column), text in sorted(texts.items()):
        if text:
            rows.setdefault(row, {})[column] = text
    block: Block = []
    for number, line in rows.items():
        if block and number > block[-1][0] + 1:
            yield block
            block = []
        block.append((number, line))
    if block:
        yield block


@dataclass(slots=True)
class _Found:
    """A table being put together: heading by column, the rows of headings, the rows."""

    titles: tuple[str, ...]
    headings: dict[int, str]
    top: list[Line]
    first: int
    rows: Block = field(default_factory=list)

    def add(self, rows: Block) -> None:
        """Take rows; headings that are repeated among them are left out."""
        self.rows.extend(row for row in rows if row[1] not in self.top)

    def made(self, sheet: str) -> SourceTable:
        """Return the finished table."""
        if len(self.rows) * len(self.headings) > MOST_CELLS:
            why = f"a table on it has more than {MOST_CELLS:,} cells"
            raise UnreadableError(why, "Delete what stands far away from the tables")
        letters = {column: column_letters(column) for column in self.headings}
        start = next(iter(letters.values()))
        rows = tuple(
            SourceRow(
                tuple(
                    SourceCell(line.get(column, ""), f"{letter}{number}")
                    for column, letter in letters.items()
                ),
                f"{start}{number}",
            )
            for number, line in self.rows
        )
        columns = tuple(self.headings.values())
        return SourceTable(self.titles, columns, rows, f"{start}{self.first}", sheet)


class _Finder:
    """Goes down one sheet and keeps the titles that wait for a table."""

    def __init__(self, sheet: str) -> None:
        self.outer = (sheet,) if sheet else ()
        self.waiting: list[str] = []
        self.tables: list[_Found] = []

    def take(self, block: Block) -> None:
        """Take the next block: titles, a table, or more of the table above."""
        used = {column for _, line in block for column in line}
        while block and (len(block[0][1]) == 1 or len(used) == 1):
            self.waiting.append(" ".join(" ".join(block[0][1].values()).split()))
            block = block[1:]
        if not block:
            return
        last = self.tables[-1] if self.tables else None
        if last and self._goes_on(last, block):
            if self.waiting:
                number = block[0][0]
                last = _Found(self._titles(), last.headings, last.top, number)
                self.tables.append(last)
            last.add(block)
        else:
            self.tables.append(self._started(block))
        self.waiting = []

    def _titles(self) -> tuple[str, ...]:
        return (*self.outer, *self.waiting)

    def _goes_on(self, last: _Found, block: Block) -> bool:
        """Return whether a block is more of the table above: its headings again, or none."""
        first = block[0][1]
        if first == last.top[0]:
            return not self.waiting
        used = {column for _, line in block for column in line}
        # A heading row is filled all along, but for the corner above the names of the rows.
        full = used - {min(used)} <= set(first)
        return used <= set(last.headings) and not (full and reads_as_headings(first.values()))

    def _started(self, block: Block) -> _Found:
        columns = sorted({column for _, line in block for column in line})
        depth = 2 if len(block) > 1 and _is_upper(block[0][1], block[1][1]) else 1
        top = [line for _, line in block[:depth]]
        levels = [[line.get(column, "") for column in columns] for line in top]
        for level in levels[:-1]:
            for index in range(1, len(columns)):
                # A merged cell is stored in its first column only.
                if not level[index] and levels[-1][index]:
                    level[index] = level[index - 1]
        headings = dict(zip(columns, joined_headings(levels), strict=True))
        found = _Found(self._titles(), headings, top, block[0][0])
        found.add(block[depth:])
        return found


def _is_upper(upper: Line, lower: Line) -> bool:
    """Return whether one row holds headings that stand over several of those in the next.

    Each of its cells must either be the first of several columns or be merged downwards, so that
    nothing stands below it; and one at least must be the first of several.
    """
    groups: list[list[str]] = []
    for column in range(min(upper), max((*upper, *lower)) + 1):
        if column in upper:
            groups.append([])
        if column in lower:
            groups[-1].append(lower[column])
    return any(groups) and all(not group or reads_as_headings(group) for group in groups)
