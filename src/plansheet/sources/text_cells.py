r"""Text copies with one cell a line, as Word writes them, made into parts of tables.

A cell begins with a tab; the lines behind it are its own. Every row ends with an empty line, but so
does every cell with an empty paragraph at its end, and no line says where a row or a table begins.
What is told apart is told by weighing: of all ways to part the cells into rows, the one taken is
that with the most rows of one width, the fewest rows cut short and the fewest tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.sources.text_outline import Said
from plansheet.sources.text_parts import Piece, TextRow, filled, make_cell, make_part
from plansheet.sources.text_rows import said_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What a way of parting cells costs. Each empty line inside a row costs one, up to four of them
# behind a cell, and four more where the cell is blank: few blank cells hold a further paragraph,
# and many rows end in one.
_MOST_INSIDE, _BLANK_INSIDE = 4, 4
# A row of one cell, which is a label, or a row over the heading row; any other row cut short; a
# table, and half as much for each of its columns, so that two rows are not one
# of twice the width; text in a frame; a heading made of two cells.
_LABEL, _CUT_ROW, _TABLE, _FRAME, _HEADING = 3, 6, 3, 2, 1
# A table right under another, which Word does not write.
_NO_GAP = 30
_WIDEST, _MOST_GAPS = 24, 12
_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+\.?")


@dataclass(slots=True)
class _Cell:
    """A cell with its lines, and how many empty lines stand behind it."""

    number: int
    lines: list[str]
    gap: int = 0

    @property
    def raw(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Group:
    """A row of a table of a width; of width 0, a heading of two cells or text in a frame."""

    start: int
    end: int
    width: int
    begins: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of parting the cells up to a place: what it costs, its last group, the way there."""

    cost: int
    group: _Group | None = None
    before: _Way | None = None

    @property
    def width(self) -> int:
        """Return the width of the table that it has come to, 0 outside one."""
        return self.group.width if self.group else 0

    def groups(self) -> list[_Group]:
        """Return its groups in their order."""
        way: _Way | None = self
        found: list[_Group] = []
        while way and way.group:
            found.append(way.group)
            way = way.before
        return found[::-1]


@dataclass(slots=True)
class _Block:
    """Cells with no other text between them, and the cheapest ways to part them by their width."""

    cells: list[_Cell] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Yield the tables that the cells are, the headings and framed texts among them."""
        rows: list[TextRow] = []
        width = 0
        for group in self._parted():
            if group.begins:
                yield from _part(rows, width)
                rows = []
            width = group.width
            cells = self.cells[group.start : group.end]
            if width:
                rows.append(tuple(make_cell(cell.raw, cell.number) for cell in cells))
            else:
                yield from _loose(cells)
        yield from _part(rows, width)

    def add(self, cell: _Cell, empty: int) -> None:
        """Add a cell behind so many empty lines."""
        if self.cells:
            self.cells[-1].gap = empty
        self.cells.append(cell)

    def _parted(self) -> list[_Group]:
        """Return the groups of the cheapest way to part all cells."""
        ways: list[dict[int, _Way]] = [{} for _ in range(len(self.cells) + 1)]
        ways[0][0] = _Way(0)
        for start in range(len(self.cells)):
            reached = list(ways[start].values())
            for way in reached:
                _offer(ways, way, self._going_on(start, way.width))
            if not reached:
                continue
            cheapest = min(reached, key=lambda way: way.cost)
            if start == 0 or self._is_apart(start):
                _offer(ways, cheapest, self._outside(start))
                _offer(ways, cheapest, self._beginning(start, _TABLE))
            elif self._ends(start)[0] - start > max(way.width for way in reached):
                _offer(ways, cheapest, self._beginning(start, _TABLE + _NO_GAP))
        return min(ways[-1].values(), key=lambda way: way.cost).groups()

    def _going_on(self, start: int, width: int) -> Iterator[tuple[_Group, int]]:
        """Yield the rows with which a table of a width may go on, and what each costs."""
        for end, inside in self._rows(start):
            size = end - start
            if size <= width:
                short = 0 if size == width else _LABEL if size == 1 else _CUT_ROW
                yield _Group(start, end, width, begins=False), inside + short

    def _beginning(self, start: int, cost: int) -> Iterator[tuple[_Group, int]]:
        """Yield the rows with which a table may begin: of its width, or shorter over such a row."""
        for end, inside in self._rows(start):
            size = end - start
            if size > 1:
                yield _Group(start, end, size, begins=True), inside + cost + size // 2
            for wide in (behind - end for behind in self._ends(end)):
                if wide > size:
                    short = inside + cost + _LABEL + wide // 2
                    yield _Group(start, end, wide, begins=True), short

    def _rows(self, start: int) -> Iterator[tuple[int, int]]:
        """Yield where a row that begins at `start` can end, and what its empty lines cost."""
        inside = 0
        for end in self._ends(start):
            yield end, inside
            last = self.cells[end - 1]
            inside += min(last.gap, _MOST_INSIDE) + (0 if last.raw.strip() else _BLANK_INSIDE)

    def _outside(self, start: int) -> Iterator[tuple[_Group, int]]:
        """Yield what is no table: a number with its title beside it, text in a frame."""
        if self._is_apart(start + 1):
            yield _Group(start, start + 1, 0, begins=True), _FRAME
        if start + 2 <= len(self.cells) and self._is_apart(start + 2):
            number, title = (cell.raw.strip() for cell in self.cells[start : start + 2])
            if _NUMBER.fullmatch(number) and title and self.cells[start].gap:
                yield _Group(start, start + 2, 0, begins=True), _HEADING

    def _is_apart(self, end: int) -> bool:
        """Return whether a table can end before the cell at `end`."""
        return end == len(self.cells) or self.cells[end - 1].gap > 1

    def _ends(self, start: int) -> list[int]:
        """Return where a row that begins at `start` can end: at the first gap or later ones."""
        found: list[int] = []
        for end in range(start + 1, len(self.cells) + 1):
            if found and (end - start > _WIDEST or len(found) == _MOST_GAPS):
                break
            if end == len(self.cells) or self.cells[end - 1].gap:
                found.append(end)
        return found


def _offer(ways: list[dict[int, _Way]], way: _Way, groups: Iterator[tuple[_Group, int]]) -> None:
    """Keep what a way comes to with each of the groups behind it, where nothing cheaper does."""
    for group, cost in groups:
        reached = ways[group.end].get(group.width)
        if reached is None or reached.cost > way.cost + cost:
            ways[group.end][group.width] = _Way(way.cost + cost, group, way)


def cell_pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """Yield the parts of tables in lines of one cell each, and the lines between them."""
    block, empty = _Block(), 0
    for at, line in enumerate(lines):
        if line.startswith("\t"):
            block.add(_Cell(at + 1, [line[1:].replace("\t", " ")]), empty)
        elif not line.strip():
            empty += 1
            continue
        elif block.cells and empty <= 1:
            block.cells[-1].lines.append(line.replace("\t", " "))
        else:
            yield from block.pieces()
            block = _Block()
            yield from said_at(lines, at)
        empty = 0
    yield from block.pieces()


def _part(rows: list[TextRow], width: int) -> Iterator[Piece]:
    """Yield rows as a part; of a row cut short nobody can say what stands in which column."""
    over = [
        Said(row[0].number, " | ".join(cell.line for cell in row if cell.text), beside=True)
        for row in rows
        if 1 < len(row) < width and filled(row)
    ]
    whole = [row for row in rows if len(row) in {1, width}]
    if whole:
        yield make_part(whole, width, over)
    else:
        yield from over


def _loose(cells: list[_Cell]) -> Iterator[Said]:
    """Yield the lines of a heading made of two cells, or of text in a frame."""
    lines = [line for line in cells[-1].lines if line.strip()]
    if len(cells) > 1:
        lines[0] = f"{cells[0].raw.strip()} {lines[0].strip()}"
    for offset, line in enumerate(lines):
        yield Said(cells[-1].number + offset, line, alone=not offset, beside=len(cells) == 1)
