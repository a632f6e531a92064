"""What simulated section heads send in the demo, and what people do to their workbooks.

Each turn is played once, by the first workbook that it can be done to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.units import EXACT, Unit
from plansheet.pages import Cell, Formula, Row
from plansheet.reconcile.words import CONTRACTS, INDICATORS, MILESTONES, RISKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plansheet.pages import Book, Page, Value

_IN_NUMBERS = frozenset(str(unit) for unit in Unit if unit.numeric)
# What people call a sheet of their own accord, the likeliest to be renamed first.
_OTHER_NAMES = {
    MILESTONES: "Project milestones",
    RISKS: "Risk register",
    CONTRACTS: "Our contracts",
    INDICATORS: "Our indicators",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A workbook that a section head has before them; had they one the quarter before?"""

    book: Book
    had_one_before: bool = False

    @property
    def figure(self) -> str:
        """Return the ref of the first indicator that asks for a figure, "" where none does."""
        rows = self._rows_with("actual")
        return next((row.label for row in rows if _said(row, "unit") in _IN_NUMBERS), "")

    @property
    def target(self) -> str:
        """Return the ref of the first due indicator with a target in figures, "" where none."""
        rows = self._rows_with("actual", "numerator")
        has_one = (row for row in rows if isinstance(_said(row, "target"), Decimal))
        return next((row.label for row in has_one), "")

    @property
    def sheet(self) -> str:
        """Return the sheet that is likeliest to be renamed."""
        names = {page.name for page in self.book.pages}
        return next((name for name in _OTHER_NAMES if name in names), "")

    def _rows_with(self, *keys: str) -> Iterator[Row]:
        for page in self.book.pages:
            if page.name == INDICATORS:
                yield from (r for r in page.rows if any(r.cells[key].is_open for key in keys))


@dataclass(frozen=True, slots=True)
class Sending:
    """One workbook that a simulated section head sends: what they did to it, and how late."""

    what: str
    change: Callable[[Asked], Book]
    days_after_due: int = -3
    quarters_back: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What one section head sends in one quarter, and the workbooks that it can be done to."""

    sendings: tuple[Sending, ...]
    suits: Callable[[Asked], bool]


class Script:
    """The turns of a demo that are still to be played."""

    def __init__(self) -> None:
        """Start with every turn."""
        self._turns = list(TURNS)

    def next_for(self, asked: Asked) -> tuple[Sending, ...]:
        """Return what is sent of a workbook: the first turn left that suits it, else a careful one.

        A turn may be to send nothing.
        """
        turn = next((each for each in self._turns if each.suits(asked)), None)
        if turn is None:
            return (CAREFUL,)
        self._turns.remove(turn)
        return turn.sendings


def _careful(asked: Asked) -> Book:
    return asked.book


def _with_words(asked: Asked) -> Book:
    return with_answer(asked.book, INDICATORS, asked.figure, "actual", "a few")


def _with_target(asked: Asked) -> Book:
    """Return the workbook with a target halved by who is to reach it."""
    pages = (page for page in asked.book.pages if page.name == INDICATORS)
    rows = (row for page in pages for row in page.rows if row.label == asked.target)
    target = next(_said(row, "target") for row in rows)
    half = EXACT.divide(target, Decimal(2)) if isinstance(target, Decimal) else target
    return with_answer(asked.book, INDICATORS, asked.target, "target", half)


def _rearranged(asked: Asked) -> Book:
    inserted = with_row_inserted(asked.book, INDICATORS, 2)
    return with_sheet_renamed(inserted, asked.sheet, _OTHER_NAMES[asked.sheet])


CAREFUL = Sending("a careful return", _careful)
TURNS = (
    Turn(
        (
            Sending("words where a figure belongs", _with_words, -6),
            Sending("the same, corrected", _careful, -1),
        ),
        lambda asked: bool(asked.figure),
    ),
    Turn((Sending("a target typed over", _with_target),), lambda asked: bool(asked.target)),
    Turn(
        (Sending("an inserted row and a renamed sheet", _rearranged),),
        lambda asked: bool(asked.sheet),
    ),
    Turn(
        (
            Sending("last quarter's workbook", _careful, -4, 1),
            Sending("the right one, late", _careful, 5),
        ),
        lambda asked: asked.had_one_before,
    ),
    Turn((CAREFUL,), lambda _: True),
    Turn((), lambda _: True),
)


def with_answer(book: Book, sheet: str, label: str, key: str, value: Value) -> Book:
    """Return the workbook with one cell typed over, locked or not."""

    def typed(row: Row) -> Row:
        if row.label != label:
            return row
        # What is typed as text stays text: the cell's style is what a paste leaves behind.
        style = "text" if isinstance(value, str) else row.cells[key].style
        return replace(row, cells={**row.cells, key: Cell(value, style, is_open=True)})

    return _with_page(
        book, sheet, lambda page: replace(page, rows=tuple(typed(row) for row in page.rows))
    )


def with_row_inserted(book: Book, sheet: str, at: int) -> Book:
    """Return the workbook with an empty row among the rows of a sheet."""
    return _with_page(
        book,
        sheet,
        lambda page: replace(page, rows=(*page.rows[:at], Row("", {}), *page.rows[at:])),
    )


def with_sheet_renamed(book: Book, sheet: str, name: str) -> Book:
    """Return the workbook with a sheet called otherwise, its formulas following."""

    def renamed(cell: Cell) -> Cell:
        link = cell.link.replace(f"'{sheet}'", f"'{name}'")
        if not isinstance(cell.value, Formula):
            return replace(cell, link=link)
        template = cell.value.template.replace(f"[{sheet}!", f"[{name}!")
        return replace(cell, value=replace(cell.value, template=template))

    pages = tuple(
        replace(
            page,
            name=name if page.name == sheet else page.name,
            rows=tuple(
                replace(row, cells={key: renamed(cell) for key, cell in row.cells.items()})
                for row in page.rows
            ),
        )
        for page in book.pages
    )
    return replace(book, pages=pages)


def _with_page(book: Book, sheet: str, change: Callable[[Page], Page]) -> Book:
    pages = tuple(change(page) if page.name == sheet else page for page in book.pages)
    return replace(book, pages=pages)


def _said(row: Row, key: str) -> Value:
    """Return what stands in a cell; a formula says nothing yet."""
    value = row.cells[key].value
    return None if isinstance(value, Formula) else value
