"""The heading rows of a table in a text copy: where they are, and how two of them become one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.sources.text_marks import is_item
from plansheet.sources.text_parts import TextRow, filled

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGIT = re.compile(r"[0-9]")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}(?:[/-][0-9]{2,4})?\b")
_LONG_HEADING = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, the rows they stand in, and a row over them that names no column."""

    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]
    caption: TextRow = ()


def labels_over(rows: Sequence[TextRow]) -> int:
    """Return how many rows with nothing but a first cell stand over the heading row."""
    count = 0
    while count < len(rows) and _is_label(rows[count]):
        count += 1
    under = rows[count] if count < len(rows) else ()
    return count if under and under[0].text and filled(under) > 1 else 0


def header_of(rows: Sequence[TextRow]) -> Header:
    """Return the heading row or rows that `rows` begin with.

    A row with lists in it is no heading row; then the columns have no names.
    """
    first = rows[0]
    if any(is_item(line) for cell in first for line in cell.text.split("\n")[1:]):
        return Header(("",) * len(first), ())
    if len(rows) > 1 and not all(cell.text for cell in first[1:]):
        second = rows[1]
        if _names_all(first, second):
            if any(_DIGIT.search(cell.text) for cell in first):
                return Header(join_headings((first, second)), (first, second))
            return Header(_columns(second), (first, second), first)
        if _goes_on(first, second, rows[2:]):
            return Header(join_headings((first, second)), (first, second))
    return Header(_columns(first), (first,))


def join_headings(rows: Sequence[TextRow]) -> tuple[str, ...]:
    """Return heading rows as one: `2021/22` over `Quarter 1` is `2021/22 Quarter 1`.

    A heading over several columns goes before each of theirs; a remark under a heading of one
    column goes behind it in brackets.
    """
    joined = _columns(rows[0])
    for row in rows[1:]:
        joined = _joined(joined, _columns(row))
    return joined


def is_header_like(row: TextRow, above: Sequence[TextRow], *, bold: bool) -> bool:
    """Return whether a row under the rows `above` looks like the heading row of a further table.

    It is short and whole; where the headings above are bold, it is bold, and elsewhere it says
    words in the columns of figures.
    """
    if not all(0 < len(cell.text) <= _LONG_HEADING for cell in row):
        return False
    if bold and all(cell.bold for cell in row):
        return True
    figures = [index for index in range(len(row)) if _holds_figures(above, index)]
    return bool(figures) and not any(_DIGIT.search(row[index].text) for index in figures)


def _columns(row: TextRow) -> tuple[str, ...]:
    return tuple(cell.line for cell in row)


def _is_label(row: TextRow) -> bool:
    """Return whether only the first cell of a row of three or more holds something."""
    return len(row) > len("ab") and bool(row[0].text) and filled(row) == 1


def _names_all(first: TextRow, second: TextRow) -> bool:
    """Return whether the second row names every column, under a few headings that only group."""
    names = {cell.line for cell in second}
    bare = [_YEAR.sub("", cell.line) for cell in second]
    return (
        filled(first) * 2 <= len(first)
        and all(0 < len(name) <= _LONG_HEADING for name in names)
        and len(names) == len(second)
        and not any(_DIGIT.search(text) for text in bare)
    )


def _goes_on(first: TextRow, second: TextRow, below: Sequence[TextRow]) -> bool:
    """Return whether the second row goes on with the headings of the first.

    Its first cell is blank and that of the row below is not, so it carries nothing down; and it
    names a column that has no name yet, or has a remark for every one that has.
    """
    third = next((row for row in below if not _is_label(row)), below[0] if below else None)
    if second[0].text or not filled(second) or third is None or not third[0].text:
        return False
    pairs = [(upper.text, lower.text) for upper, lower in zip(first, second, strict=True)][1:]
    names = any(lower and not upper for upper, lower in pairs)
    return names or all(lower for upper, lower in pairs if upper)


def _joined(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    joined, over = [], ""
    for index, (head, under) in enumerate(zip(upper, lower, strict=True)):
        following = index + 1 < len(upper) and not upper[index + 1] and bool(lower[index + 1])
        if head:
            over = head if under and following else ""
        elif not under:
            over = ""
        if over:
            joined.append(f"{over} {under}")
        elif head and under:
            joined.append(f"{head} ({under})")
        else:
            joined.append(head or under)
    return tuple(joined)


def _holds_figures(rows: Sequence[TextRow], index: int) -> bool:
    """Return whether most of what stands in a column holds a figure."""
    said = [row[index].text for row in rows if row[index].text]
    return 2 * sum(bool(_DIGIT.search(text)) for text in said) > len(said)
