"""Whether a query is answered, live, as far as a workbook can tell: its cells are no longer so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.generate.formulas import COMPLETE
from plansheet.generate.live import CHECK
from plansheet.pages import Cell, Formula, address, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.queries.asked import Query, Spot

ANSWERED, NOT_YET = "Answered", "Not yet"
IN_REPLY = "Say so in your reply"
# Where a section head says that something odd is right as it is.
_EXPLAINS = ("commentary", "reason", "note")


def where(query: Query) -> list[str]:
    """Return the addresses of a query's cells, none where it is about no cell."""
    return [address(spot.page, spot.key, spot.index) for spot in query.spots]


def spoken_where(query: Query) -> str:
    """Return where a query is in words: `Sheet Indicators, cell F12, row CP05`."""
    cells, labels = where(query), query.labels
    parts = (
        f"Sheet {query.sheet}" if query.sheet else "The whole workbook",
        f"cell{'s' if len(cells) > 1 else ''} {', '.join(cells)}" if cells else "",
        f"row{'s' if len(labels) > 1 else ''} {', '.join(labels)}" if labels else "",
    )
    return ", ".join(part for part in parts if part)


def state_of(query: Query) -> Cell:
    """Return the cell that says live how many of a query's cells are answered."""
    answered = [_answered(query, spot) for spot in query.spots]
    if not answered or not all(answered):
        return Cell(IN_REPLY, "word")
    if len(answered) == 1:
        return Cell(Formula(f'=IF({answered[0]},"{ANSWERED}","{NOT_YET}")', NOT_YET), "word")
    count = "+".join(f"IF({each},1,0)" for each in answered)
    some, every = f" of {len(answered)} answered", f"{len(answered)} of {len(answered)} answered"
    live = f'=SUBSTITUTE(({count})&"{some}","{every}","{ANSWERED}")'
    return Cell(Formula(live, f"0{some}"), "word")


def _answered(query: Query, spot: Spot) -> str:
    """Return the condition that one cell is answered, "" where the workbook cannot tell."""
    if query.holds and _is_watched(spot):
        return f'LEFT({_at(spot, CHECK)},{len(COMPLETE)})="{COMPLETE}"'
    if spot.wanted:
        return _filled(spot, spot.wanted)
    if not spot.is_cell:
        return ""
    if _is_blank(spot.cell):
        return _filled(spot, (spot.key,))
    changed = f"NOT(EXACT({_at(spot, spot.key)},[read]))"
    explained = [] if query.holds else [_filled(spot, (key,)) for key in _to_explain(spot)]
    return f"OR({','.join((changed, *explained))})" if explained else changed


def _is_blank(cell: Cell) -> bool:
    return not isinstance(cell.value, Formula) and not canonical(cell.value)


def _is_watched(spot: Spot) -> bool:
    """Return whether the row's Check says that there is something to correct, and will say so."""
    cell = spot.row.cells.get(CHECK)
    if cell is None or not isinstance(cell.value, Formula):
        return False
    return not str(cell.value.value).startswith(COMPLETE)


def _to_explain(spot: Spot) -> Iterator[str]:
    """Yield the column of the row in which something is explained, where it is empty yet."""
    cells = spot.row.cells
    for key in _EXPLAINS:
        if key in cells and cells[key].is_open and key != spot.key:
            if _is_blank(cells[key]):
                yield key
            return


def _filled(spot: Spot, keys: tuple[str, ...]) -> str:
    return "*".join(f"(LEN(TRIM({_at(spot, key)}))>0)" for key in keys)


def _at(spot: Spot, key: str) -> str:
    name = spot.page.name.replace("'", "''")
    return f"'{name}'!{address(spot.page, key, spot.index)}"
