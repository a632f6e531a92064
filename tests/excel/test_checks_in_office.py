"""Several hundred fillings as LibreOffice works them out, held against what is worked out here."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from fillings import Filled, filled_in
from forms import at, edited, opened

from plansheet.generate.figure_check import NOT_DUE_YET
from plansheet.generate.live import CHECK, LiveFormula, is_complete, worked_out
from plansheet.pages import address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openpyxl.workbook import Workbook


@pytest.fixture(scope="module")
def worked(
    all_resaved: Callable[[Sequence[bytes], str], list[bytes]],
) -> list[tuple[Filled, Workbook]]:
    """Return four filled workbooks, with the values that LibreOffice gives them in one run.

    The program that fills them in leaves no value with any formula, so that none can be kept.
    """
    filled = [filled_in(seed) for seed in range(100, 106)]
    data = [edited(each.form.data, each.type_in) for each in filled]
    books = [opened(each, values=True) for each in all_resaved(data, "xlsx")]
    return list(zip(filled, books, strict=True))


def test_every_live_cell_shows_what_is_worked_out_here(
    worked: list[tuple[Filled, Workbook]],
) -> None:
    wrong, count = [], 0
    for filled, book in worked:
        for page, index, row, typed in filled.rows():
            for key, value in worked_out(row, typed).items():
                shown = book[page.name][address(page, key, index)].value
                count += 1
                if plain(shown) != plain(value):
                    wrong.append(f"{page.name} {row.label} {key} {typed}: {shown}, here {value}")
    assert wrong == []
    assert count > 800


def test_start_here_counts_what_is_done(worked: list[tuple[Filled, Workbook]]) -> None:
    wrong = []
    for filled, book in worked:
        for sheet, (rows, done) in progress(filled).items():
            said = "Done" if done == rows else f"{done} of {rows} done"
            counts = (done, said) if rows else (None, "Nothing is due")
            shown = tuple(
                at(book, "Start here", sheet, heading).value
                for heading in ("Rows done", "Progress")
            )
            if shown != counts:
                wrong.append(f"{sheet}: {shown}, here {counts}")
    assert wrong == []


def progress(filled: Filled) -> dict[str, tuple[int, int]]:
    """Return how many rows of each sheet with a Check are to be filled in, and are."""
    rows, done = Counter[str](), Counter[str]()
    for page, _, row, typed in filled.rows():
        check = row.cells[CHECK].value
        rows[page.name] += isinstance(check, LiveFormula) and check.value != NOT_DUE_YET
        done[page.name] += is_complete(row, typed)
    return {sheet: (rows[sheet], done[sheet]) for sheet in rows}


def plain(value: object) -> str:
    """Return a value as text; fifteen digits are what a workbook promises."""
    if isinstance(value, int | float | Decimal):
        return format(float(value), ".14g")
    return "" if value is None else str(value)
