"""Knowing rows and whole workbooks again by what was locked in them, where their names are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.collect.tables import canonical, find_sheet, find_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plansheet.collect.tables import Table, TableRow
    from plansheet.layout.columns import Sheet
    from plansheet.pages import FoundBook

# A row is known again by two locked texts at the least, a workbook by nine of ten.
_FEWEST_TEXTS = 2
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
        if all(canonical(row.cells.get(key)) == text for key, text in texts.items())
    ]
    labels = [label for label, _ in pairs]
    numbers = [row.number for _, row in pairs]
    return {
        label: row
        for label, row in pairs
        if labels.count(label) == 1 and numbers.count(row.number) == 1
    }


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
            yield now is not None and canonical(now.cells.get(key)) == text


def _locked_texts(row: TableRow, layout: Sheet) -> dict[str, str]:
    """Return what an issue says in the locked cells of a row, by column key: no keys, no blanks."""
    checked = {column.key for column in layout.columns if column.checked} - set(layout.keys)
    texts = {
        key: canonical(cell)
        for key, cell in row.cells.items()
        if key in checked and cell.locked and not cell.formula
    }
    return {key: text for key, text in texts.items() if text}
