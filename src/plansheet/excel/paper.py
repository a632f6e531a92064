"""How a page is put on paper, A4 across: its scale, and where a wide table breaks.

Owns what is still readable: a table is made smaller to fit the paper, but not so small that it
cannot be read. One that is wider goes on to further sheets of paper between columns, its row labels
repeated, where that parts what belongs together the least.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.layout.columns import Column

# In inches: left, right, top and bottom; the header and footer stand within the last two.
MARGINS = (0.4, 0.4, 0.6, 0.7)
# Per cent; text of 11 points is still 6.4 points high at the smallest.
SMALLEST = 58
_SCALES = range(80, SMALLEST, -5)
# Other programs' columns and rows are a little larger than the file says.
_ROOM = 0.92
_ACROSS = (11.69 - MARGINS[0] - MARGINS[1]) * 96 * _ROOM
_DOWN = (8.27 - MARGINS[2] - MARGINS[3]) * 72 * _ROOM
# A last sheet of paper with less than this on it is saved by printing a little smaller.
_HARDLY_USED = 1 / 3
_APART, _SAME_GROUP, _SAME_KIND, _TOO_WIDE = 0, 1, 4, 16


class Paper(NamedTuple):
    """How a page prints: at a scale in per cent, or at the one that fits it across where 0.

    `breaks` are the numbers of the columns that begin a further sheet of paper.
    """

    scale: int
    breaks: tuple[int, ...] = ()


class _Split(NamedTuple):
    """A way to part a table, the best the least: how many parts, what it parts, unused paper."""

    parts: int
    harm: int
    unused: float
    breaks: tuple[int, ...]


def paper_for(
    columns: Sequence[Column], widths: Sequence[int], labels: int, heights: Sequence[float]
) -> Paper:
    """Return how a page prints whose columns are so wide, in pixels, and rows so high, in points.

    `labels` is how many of the first columns name a row; `heights` are of all rows from the title.
    """
    fitting = min(_ACROSS / sum(widths), 1) * 100
    if fitting >= SMALLEST:
        return Paper(_shorter(sum(heights), fitting))
    parted = _parted(columns, widths, labels)
    return parted._replace(scale=_shorter(sum(heights), parted.scale) or parted.scale)


def scale_across(widths: Sequence[int]) -> int:
    """Return the scale in per cent at which columns so wide, in pixels, fit the paper across."""
    return max(int(min(_ACROSS / sum(widths), 1) * 100), SMALLEST)


def fits_below(above: float, height: float, scale: int) -> bool:
    """Return whether something so high fits whole on the last sheet of paper of what is above.

    Heights are in points, as they are before they are scaled.
    """
    used = above * scale / 100 % _DOWN
    return used + height * scale / 100 <= _DOWN


def labels_for(columns: Sequence[Column], widths: Sequence[int], named: int, title: int) -> int:
    """Return how many of the first columns are repeated on each sheet of paper.

    They are the `named` that name a row, and more where the title, which stands above them on each
    sheet, would be cut off; but no more once they are half of the paper.
    """
    labels, most = max(named, 1), _ACROSS / 2
    while (
        labels < len(columns)
        and not columns[labels].is_entry
        and sum(widths[:labels]) * _ROOM < title
        and sum(widths[: labels + 1]) < most
    ):
        labels += 1
    return labels


def _shorter(height: float, scale: float) -> int:
    """Return the scale that saves a last sheet of paper with little on it; 0 where none is."""
    full, rest = divmod(height * scale / 100, _DOWN)
    smaller = int(full * _DOWN / height * 100) if height else 0
    return smaller if 0 < rest < _HARDLY_USED * _DOWN and smaller >= SMALLEST else 0


def _parted(columns: Sequence[Column], widths: Sequence[int], labels: int) -> Paper:
    """Return the fewest parts at any readable scale, then the least harm, then the largest."""
    harms = tuple(_harm(one, other) for one, other in pairwise(columns))
    return _best_parted(harms, tuple(widths), labels)


# The sheets that are the same for every service are parted the same.
@lru_cache(maxsize=256)
def _best_parted(harms: tuple[int, ...], widths: tuple[int, ...], labels: int) -> Paper:
    repeated = sum(widths[:labels])
    found = []
    for scale in _SCALES:
        room = _ACROSS * 100 / scale - repeated
        split = _split(widths, harms, labels, room)
        found.append((split.parts, split.harm, -scale, split.breaks))
    _, _, scale, breaks = min(found)
    return Paper(-scale, breaks)


def _split(widths: Sequence[int], harms: Sequence[int], labels: int, room: float) -> _Split:
    """Return the best split of the columns behind the labels into parts of `room` pixels.

    A column that is wider than that stands alone, which is worse than any break.
    """
    best = {labels: _Split(0, 0, 0, ())}
    for end in range(labels + 1, len(widths) + 1):
        ways = (
            _with_part(best[start], start, harms[start - 1] if start > labels else 0, unused)
            for start, unused in _parts(widths, labels, end, room)
        )
        best[end] = min(ways)
    return best[len(widths)]


def _parts(
    widths: Sequence[int], labels: int, end: int, room: float
) -> Iterator[tuple[int, float]]:
    """Yield where a part that ends before column `end` may start, with the room it leaves."""
    used = 0
    for start in range(end - 1, labels - 1, -1):
        used += widths[start]
        if used > room and start < end - 1:
            return
        yield start, room - used


def _with_part(before: _Split, start: int, harm: int, unused: float) -> _Split:
    breaks = (*before.breaks, start) if before.parts else ()
    harm += _TOO_WIDE if unused < 0 else 0
    return _Split(before.parts + 1, before.harm + harm, before.unused + unused**2, breaks)


def _harm(one: Column, other: Column) -> int:
    """Return how much a break between two columns parts: most within several of one kind."""
    if one.is_entry != other.is_entry:
        return _APART
    alike = (one.width, one.reads, one.style) == (other.width, other.reads, other.style)
    return _SAME_KIND if alike else _SAME_GROUP
