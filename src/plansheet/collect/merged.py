"""Open cells that were merged into one: whose its value is cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.collect.tables import canonical
from plansheet.pages import column_letters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from plansheet.pages import Area, FoundSheet


def shared_cells(
    sheet: FoundSheet, open_cells: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], Area]:
    """Return the open cells that show one value together, each with the block they are merged to.

    A block whose first cell is locked, or is empty, says nothing of the open cells in it: a program
    that keeps what it hides keeps it where it was typed.
    """
    found: dict[tuple[int, int], Area] = {}
    for block in sheet.merged:
        first = (block.top, block.left)
        if first not in open_cells or not canonical(sheet.cells.get(first)):
            continue
        within = [place for place in open_cells if _holds(block, place)]
        if len(within) > 1:
            found |= dict.fromkeys(within, block)
    return found


def block_name(block: Area) -> str:
    """Return a block of cells as a person writes it: `F6:F8`."""
    first, last = column_letters(block.left), column_letters(block.right)
    return f"{first}{block.top}:{last}{block.bottom}"


def _holds(block: Area, place: tuple[int, int]) -> bool:
    row, column = place
    return block.top <= row <= block.bottom and block.left <= column <= block.right
