"""Rows of a table whose tabs were lost: a paragraph a cell, between two pages of the table.

They are told by what they say: as many paragraphs as the table has columns, with the same labels
(`Outputs: ...`) in the column in which its other rows have them. Anything else stays what it is.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from plansheet.sources.text_marks import is_item, line_text
from plansheet.sources.text_outline import label_of
from plansheet.sources.text_parts import TextCell

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from plansheet.sources.text_outline import Said
    from plansheet.sources.text_parts import TextRow


def loose_rows(
    lines: Sequence[Said], rows: Sequence[TextRow], known: Container[str]
) -> tuple[list[TextRow], list[Said]]:
    """Return the rows among the lines between two pages of a table, and the lines left over.

    `rows` are the table's so far; `known` lines, which were said before, part one row from another.
    """
    labels = _labels(rows)
    found: list[TextRow] = []
    left: list[Said] = []
    for is_known, stretch in groupby(lines, key=lambda each: line_text(each.text) in known):
        if is_known:
            continue
        said = [*stretch]
        cells = _cells(said)
        if rows and labels and len(cells) == len(rows[0]) and _labels([cells]) == labels:
            found.append(cells)
        else:
            left += said
    return found, left


def _labels(rows: Sequence[TextRow]) -> dict[int, str]:
    """Return the label with which the cells of a column begin, by column, in the last such row."""
    found = {}
    for row in rows:
        for index, cell in enumerate(row):
            if label := label_of(cell.text.split("\n")[0])[0]:
                found[index] = label
    return found


def _cells(lines: Sequence[Said]) -> TextRow:
    """Return a cell for each paragraph; one of labels goes on with that before it."""
    cells: list[TextCell] = []
    for paragraph in _paragraphs(lines):
        text = [line_text(said.text) for said in paragraph]
        is_listed = all(is_item(line) or label_of(line)[0] for line in text)
        made = TextCell(("\n" if is_listed else " ").join(text), paragraph[0].number)
        if cells and _is_labelled(cells[-1]) and _is_labelled(made):
            cells[-1] = TextCell(f"{cells[-1].text}\n{made.text}", cells[-1].number)
        else:
            cells.append(made)
    return tuple(cells)


def _paragraphs(lines: Sequence[Said]) -> list[list[Said]]:
    """Return lines with no empty line between them together."""
    found: list[list[Said]] = []
    for said in lines:
        if found and said.number == found[-1][-1].number + 1:
            found[-1].append(said)
        else:
            found.append([said])
    return found


def _is_labelled(cell: TextCell) -> bool:
    return bool(label_of(cell.text.split("\n")[-1])[0])
