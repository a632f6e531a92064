"""Forms in a text copy: blocks in which headings and values take turns, one block a record.

A project stands in one: its title and outcome under two headings, its milestones under four more.
Rows that are the same in every block of the text are headings, the others are values. A list of
`Label:` and value is a form too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from plansheet.sources.text_header import join_headings
from plansheet.sources.text_outline import Said, label_of
from plansheet.sources.text_parts import Part, TextCell, TextRow, filled, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Size: TypeAlias = "tuple[int, int]"


@dataclass(frozen=True, slots=True)
class Form:
    """One record: its columns, its values, and the words among them that fit no column."""

    columns: tuple[str, ...]
    row: TextRow
    over: tuple[Said, ...] = ()


def find_forms(parts: Sequence[Part]) -> dict[int, Form]:
    """Return the forms among `parts`, by the line on which each begins."""
    sizes: dict[_Size, list[Part]] = defaultdict(list)
    for part in parts:
        sizes[len(part.rows), part.width].append(part)
    found: dict[int, Form] = {}
    for same in sizes.values():
        for part, headings in _heading_rows(same):
            form = _labelled_list(part) or _form(part, headings)
            if form:
                found[part.number] = form
    return found


def _heading_rows(parts: Sequence[Part]) -> Iterator[tuple[Part, frozenset[int]]]:
    """Yield parts of one size, each with the indexes of its rows that may be heading rows.

    Those are what all parts have in common that share their commonest row; where a part shares
    none, its bold rows.
    """
    counted = Counter(
        (index, texts(row)) for part in parts for index, row in enumerate(part.rows) if index
    )
    anchor, times = max(counted.items(), key=lambda item: item[1], default=((0, ()), 0))
    index, words = anchor
    alike = [part for part in parts if times > 1 and texts(part.rows[index]) == words]
    shared = frozenset(
        place
        for place in range(len(parts[0].rows))
        if len({texts(part.rows[place]) for part in alike}) == 1
    )
    for part in parts:
        bold = frozenset(place for place, row in enumerate(part.rows) if _is_bold(row))
        chosen = bold
        if alike and texts(part.rows[index]) == words:
            chosen = shared & bold if bold else shared
        yield part, frozenset(i for i in chosen if not any(_pairs(c) for c in part.rows[i]))


def _is_bold(row: TextRow) -> bool:
    return filled(row) > 1 and all(cell.bold for cell in row if cell.text)


def _form(part: Part, headings: frozenset[int]) -> Form | None:
    """Return a part as a form: rows of headings, one of values, and so on, twice or more."""
    groups: list[tuple[list[TextRow], TextRow]] = []
    above: list[TextRow] = []
    over: list[TextCell] = []
    for index, row in enumerate(part.rows):
        if index in headings:
            above.append(row)
        elif above:
            groups.append((above, row))
            above = []
        elif groups:
            return None
        else:
            over.extend(cell for cell in row if cell.text)
    if above or len(groups) < len("ab"):
        return None
    return _record(part, over, groups)


def _record(
    part: Part, cells: Sequence[TextCell], groups: Sequence[tuple[list[TextRow], TextRow]]
) -> Form:
    """Return the record of a form; `cells` stand over its first headings."""
    columns: list[str] = []
    values: list[TextCell] = []
    over = list(part.over)
    for cell in cells:
        pairs = _pairs(cell)
        columns.extend(label for label, _ in pairs)
        values.extend(value for _, value in pairs)
        if not pairs:
            over.append(Said(cell.number, cell.line, beside=True))
    for headings, row in groups:
        for column, cell in zip(join_headings(headings), row, strict=True):
            if column:
                columns.append(column)
                values.append(cell)
            elif cell.text:
                over.append(Said(cell.number, cell.line, beside=True))
    return Form(tuple(columns), tuple(values), tuple(over))


def _labelled_list(part: Part) -> Form | None:
    """Return rows of a label with a colon and a value as one record, None for any other part."""
    pairs = [(row[0].line, row[1]) for row in part.rows if part.width == len("ab")]
    if len(pairs) < len("ab") or not all(len(head) > 1 and head[-1] == ":" for head, _ in pairs):
        return None
    columns = tuple(head.removesuffix(":").strip() for head, _ in pairs)
    return Form(columns, tuple(cell for _, cell in pairs), part.over)


def _pairs(cell: TextCell) -> list[tuple[str, TextCell]]:
    """Return the labels with values that a cell holds, none where it holds anything else.

    Labels in one line are told apart by the word that they all begin with: `Project Manager: ...
    Project Sponsor: ...`.
    """
    found: list[tuple[str, str]] = []
    for line in cell.text.split("\n"):
        label, value = label_of(line)
        if not value:
            return []
        word = re.escape(label.split()[0])
        further = re.compile(rf"\b({word}\b(?:(?!\b{word}\b)[^:])*):\s*")
        first, *rest = further.split(value)
        heads = [label, *(head.strip() for head in rest[::2])]
        found.extend(zip(heads, (text.strip() for text in (first, *rest[1::2])), strict=True))
    return [(label, TextCell(value, cell.number, cell.bold)) for label, value in found]
