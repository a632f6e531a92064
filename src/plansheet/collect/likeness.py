"""Knowing rows and whole workbooks again by what was locked in them, where their names are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.collect.tables import canonical, find_sheet, find_table, looks_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plansheet.collect.tables import Table, TableRow
    from plansheet.layout.columns import Sheet
    from plansheet.pages import FoundBook

# A row is known again by two locked texts at the least, a workbook by nine of ten.
_FEWEST_TEXTS = 2
# What names a row stands among its first columns: a title, a milestone, an agreement.
_NAMES_WITHIN = 3
_NINE_OF_TEN = 9, 10


def relabelled(sent: Table, found: Table, layout: Sheet) -> Mapping[str, TableRow]:
    """Return the rows whose labels were typed over, by the labels they were sent with.

    A row that was not sent is the one that is gone where all that was locked in it but its label
    is the same, and no other row, sent or found, is like it.
    """
    gone = {
        label: texts
        for label, row in sent.rows.items()
        if label not in found.rows and label not in found.twice
        for texts in [_locked_texts(row, layout)]
        if len(texts) >= _FEWEST_TEXTS
    }
    strange = [row for label, row in found.rows.items() if label not in sent.rows]
    strange += found.nameless
    pairs = [
        (label, row)
        for label, texts in gone.items()
        for row in strange
        if all(looks_same(text, canonical(row.cells.get(key))) for key, text in texts.items())
    ]
    labels = [label for label, _ in pairs]
    numbers = [row.number for _, row in pairs]
    return {
        label: row
        for label, row in pairs
        if labels.count(label) == 1 and numbers.count(row.number) == 1
    }


def mistaken(sent: Table, found: Table, layout: Sheet) -> Mapping[str, tuple[str, str]]:
    """Return the rows that say what another row was sent with, by label: that one's, and the text.

    Labels or titles that were sorted by themselves, or pasted over, leave it open which of the two
    rows the figures are for. One such text is enough in the column that names the rows, two in any
    columns: a target changed by hand may happen to be that of another row.
    """
    texts = {label: _locked_texts(row, layout) for label, row in sent.rows.items()}
    naming = _naming(texts.values(), layout)
    only = _held_by_one(texts)
    known: dict[str, tuple[str, str]] = {}
    for label, own in texts.items():
        row = found.rows.get(label)
        said = {key: canonical(row.cells.get(key)) for key in own} if row else {}
        others: dict[str, list[str]] = {}
        for key, text in said.items():
            other = only.get((key, text))
            if other is not None and other != label:
                others.setdefault(other, []).append(key)
        for other, keys in others.items():
            if len(keys) >= _FEWEST_TEXTS or naming in keys:
                known[label] = other, said[naming if naming in keys else keys[0]]
    return known


def _naming(rows: Iterable[Mapping[str, str]], layout: Sheet) -> str:
    """Return the first column beside the labels in which every row says something of its own."""
    said = list(rows)
    for column in layout.columns[:_NAMES_WITHIN]:
        texts = [row.get(column.key, "") for row in said]
        if all(texts) and len(set(texts)) == len(texts):
            return column.key
    return ""


def _held_by_one(texts: Mapping[str, Mapping[str, str]]) -> Mapping[tuple[str, str], str]:
    """Return the label of the row that alone says a text in a column, by column and text."""
    found: dict[tuple[str, str], list[str]] = {}
    for label, row in texts.items():
        for key, text in row.items():
            found.setdefault((key, text), []).append(label)
    return {place: labels[0] for place, labels in found.items() if len(labels) == 1}


def is_like(found: FoundBook, issue: FoundBook, layouts: Iterable[Sheet]) -> bool:
    """Return whether what was locked in an issue stands in a workbook, nine cells of ten."""
    same = [is_same for layout in layouts for is_same in _compared(found, issue, layout)]
    of, out_of = _NINE_OF_TEN
    return bool(same) and sum(same) * out_of >= len(same) * of


def _compared(found: FoundBook, issue: FoundBook, layout: Sheet) -> Iterator[bool]:
    """Yield for each locked text of an issue's sheet whether the workbook says the same there."""
    tables = []
    for book in (issue, found):
        sheet = find_sheet(book, layout)
        tables.append(find_table(sheet, layout) if sheet else None)
    sent, came = tables
    for label, row in sent.rows.items() if sent else ():
        now = came.rows.get(label) if came else None
        for key, text in _locked_texts(row, layout).items():
            yield now is not None and looks_same(text, canonical(now.cells.get(key)))


def _locked_texts(row: TableRow, layout: Sheet) -> dict[str, str]:
    """Return what an issue says in the locked cells of a row, by column key: no keys, no blanks."""
    checked = {column.key for column in layout.columns if column.checked} - set(layout.keys)
    texts = {
        key: canonical(cell)
        for key, cell in row.cells.items()
        if key in checked and cell.locked and not cell.formula
    }
    return {key: text for key, text in texts.items() if text}
