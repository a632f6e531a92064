"""Text copies with a row a line, its cells parted by tabs, made into parts of tables.

A row may go on over further lines when a cell in it has several. An empty line ends a part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.sources.text_outline import Said
from plansheet.sources.text_parts import Piece, make_cell, make_part, usual_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKED_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*)")
_RULE = re.compile(r"\s*:?-{2,}:?\s*")


@dataclass(slots=True)
class _Row:
    """A row as far as it is read: its cells as they stand, and the line each begins on."""

    cells: list[str]
    numbers: list[int]
    is_open: bool

    def join(self, cells: list[str], number: int, *, stays_open: bool) -> None:
        """Go on with the row: the first of `cells` is a further line of its last cell."""
        self.cells[-1] = f"{self.cells[-1]}\n{cells[0]}"
        self.cells.extend(cells[1:])
        self.numbers.extend(number for _ in cells[1:])
        self.is_open = stays_open


def row_pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """Yield the parts of tables in lines of tab-separated cells, and the lines between them."""
    # A copy that lost the tabs at the ends of its lines has short rows that are whole.
    keeps_ends = any(line.endswith("\t") for line in lines)
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end == at:
            yield from said_at(lines, at)
            at += 1
        else:
            yield from _block(lines, at, end, keeps_ends=keeps_ends)
            at = end


def said_at(lines: Sequence[str], at: int) -> Iterator[Said]:
    """Yield the line outside tables that stands at `at`, none where it is empty."""
    if lines[at].strip():
        above = lines[at - 1] if at else ""
        below = lines[at + 1] if at + 1 < len(lines) else ""
        over, under = (bool(line.strip()) and "\t" not in line for line in (above, below))
        yield Said(at + 1, lines[at], not (over or under), over, "\t" in above)


def _end(lines: Sequence[str], at: int) -> int:
    """Return the index behind the last row of the part that begins at `at`, `at` where none does.

    Lines without a tab between two rows are further lines of a cell, unless marked as a heading.
    """
    end = at
    for index in range(at, len(lines)):
        line = lines[index]
        if "\t" in line:
            end = index + 1
        elif index == at or not line.strip() or _MARKED_HEADING.match(line):
            break
    return end


def _block(lines: Sequence[str], at: int, end: int, *, keeps_ends: bool) -> Iterator[Piece]:
    """Yield the rows of a part; lines that are only set in from the margin are no table."""
    split = [line.split("\t") for line in lines[at:end]]
    if all(not "".join(cells[:-1]).strip() and cells[-1].strip() for cells in split):
        for index in range(at, end):
            alone, follows = end - at == 1, index > at
            yield Said(index + 1, lines[index].strip(), alone=alone, follows=follows)
        return
    first = next((len(cells) for cells in split if sum(map(bool, cells)) > 1), 0)
    width = max(first, usual_width([len(cells) for cells in split if len(cells) > 1]))
    made = [
        tuple(make_cell(raw, number) for raw, number in zip(row.cells, row.numbers, strict=True))
        for row in _rows(split, at, width, keeps_ends=keeps_ends)
        if not _is_rule(row.cells)
    ]
    if made:
        yield make_part(made, width)


def _rows(split: Sequence[list[str]], at: int, width: int, *, keeps_ends: bool) -> list[_Row]:
    """Return the rows that lines make, those that go on over several lines put together."""
    rows: list[_Row] = []
    for number, cells in enumerate(split, at + 1):
        last = rows[-1] if rows else None
        if last and len(cells) == 1:
            last.join(cells, number, stays_open=True)
        elif last and last.is_open and len(last.cells) + len(cells) - 1 == width:
            last.join(cells, number, stays_open=False)
        else:
            rows.append(_Row(cells, [number] * len(cells), keeps_ends and len(cells) < width))
    return rows


def _is_rule(cells: Sequence[str]) -> bool:
    """Return whether a row is Markdown's row of dashes under a heading row."""
    return all(_RULE.fullmatch(cell) for cell in cells)
