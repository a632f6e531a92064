"""Live cells of a row: the formula that is written, and what it shows for what is entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.generate.formulas import COMPLETE, Said
from plansheet.pages import Cell, Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.generate.formulas import Cells, Entered, Words
    from plansheet.pages import Row, Value

CHECK = "check"


@dataclass(frozen=True, slots=True)
class LiveFormula(Formula):
    """A formula with what it was made from, so that it can be worked out here as well."""

    words: Words


def with_live(cells: Mapping[str, Cell], live: Mapping[str, Words]) -> dict[str, Cell]:
    """Return the cells of a row with `live` in their places, showing what an empty row shows.

    Words that are always the same need no formula.
    """
    values = _values(cells)
    made = {
        key: words.text
        if isinstance(words, Said)
        else LiveFormula(f"={words.formula()}", words.of(values), words)
        for key, words in live.items()
    }
    styles = {key: cell.style for key, cell in cells.items()}
    return {**cells, **{key: Cell(said, styles.get(key, "word")) for key, said in made.items()}}


def worked_out(row: Row, entered: Cells) -> dict[str, Value]:
    """Return what each live cell of a row shows, by key, once `entered` stands in its open cells.

    Keys that are not entered are empty.
    """
    values = {**_values(row.cells), **entered}
    return {
        key: cell.value.words.of(values)
        for key, cell in row.cells.items()
        if isinstance(cell.value, LiveFormula)
    }


def check_shown(row: Row, entered: Cells) -> str:
    """Return the words that a row's Check shows, "" where its sheet has no Check.

    A row with nothing to enter says so whatever is entered.
    """
    cell = row.cells.get(CHECK, Cell(""))
    said = worked_out(row, entered)[CHECK] if isinstance(cell.value, LiveFormula) else cell.value
    return str(said)


def is_complete(row: Row, entered: Cells) -> bool:
    """Return whether Start here counts a row with a Check as done."""
    return check_shown(row, entered).startswith(COMPLETE)


def _values(cells: Mapping[str, Cell]) -> dict[str, Entered]:
    return {
        key: cell.value
        for key, cell in cells.items()
        if cell.value is not None and not isinstance(cell.value, Formula)
    }
