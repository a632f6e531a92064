"""Workbooks as values, in both directions: `Book` is to be written, `Found...` is what came back.

Owns no file format. `generate` and `compile` make pages, `excel.write` writes them;
`excel.read` finds cells, `collect` understands them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from plansheet.model.units import Unit, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from plansheet.layout.columns import Column, Rule

Value: TypeAlias = "Decimal | date | str | None"


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value it has now.

    In `template`, `[key]` is the cell of that column in the same row, `[Sheet!key]` all the cells
    of a column of another page; both become A1 references when the book is written. What stands
    in double quotes is left as it is.
    """

    template: str
    value: Value


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a page: its value, how it looks, whether it is open, and what it accepts.

    A `note` is shown beside the cell when it is pointed at, and the cell is marked as having one.
    A `sparkline` is drawn in it, of the figures of its row from one column to another: their keys.
    """

    value: Value | Formula = None
    style: str = "text"
    is_open: bool = False
    rule: Rule | None = None
    link: str = ""
    note: str = ""
    sparkline: tuple[str, str] | None = None


_STYLES = {Unit.PERCENT: "percent", Unit.MONEY: "money", Unit.DATE: "date", Unit.TEXT: "text"}


def figure_style(unit: Unit, value: Decimal | None = None) -> str:
    """Return the style of figures in `unit`; a whole `value` is shown without decimals."""
    is_whole = value is not None and value == value.to_integral_value()
    if unit is Unit.MONEY and is_whole:
        return "pounds"
    return _STYLES.get(unit, "number" if is_whole else "figure")


def figure_cell(value: Value, unit: Unit, *, is_assumed: bool = False) -> Cell:
    """Return a locked cell that shows `value` in the style of `unit`, or as text.

    An assumed figure is a figure still: its style puts the word behind it.
    """
    if isinstance(value, Decimal):
        return Cell(value, figure_style(unit, value) + ("_assumed" if is_assumed else ""))
    return Cell(value) if isinstance(value, str) or value is None else Cell(value, "date")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a page's table: its label (the Ref) and its cells by column key."""

    label: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of stacked bars below a table: a bar a row, a part of it a column.

    `label` is the key of the column that names a bar, `parts` those of its parts. A bar is drawn of
    each row that says the word `of` in its first column, wherever those rows stand, one below the
    other, on the page as it is written. `alt` says what it shows to those who cannot see it.
    """

    title: str
    alt: str
    label: str
    parts: tuple[str, ...]
    of: str


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a title in A1, some lines of text, then one table.

    A `headline` stands right under the title and is worked out live. Below a table that may grow
    stand `spare` rows, set up like the others. `rules`, by column key, say what all cells of a
    column accept, the spare ones too. `bars` are drawn below the table. The columns up to `freeze`
    stay in sight on the screen, those up to `named`, which name a row, on each sheet of paper.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    lines: tuple[str, ...] = ()
    headline: Formula | None = None
    hidden: bool = False
    freeze: str = ""
    named: str = ""
    spare: int = 0
    rules: Mapping[str, Rule] = field(default_factory=dict)
    bars: Bars | None = None

    @property
    def header_row(self) -> int:
        """Return the 1-based row of the table's headings: what stands above, then a blank row."""
        return len(self.lines) + (3 if self.headline is None else 4)


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def row_of(page: Page, index: int) -> int:
    """Return the 1-based sheet row of the page's table row `index` (0-based)."""
    return page.header_row + 1 + index


def rows_of(page: Page, bars: Bars) -> range:
    """Return the places, from 0, of the rows of the page's table that its bars are drawn of.

    Raises ValueError where there are none, or where other rows stand between them.
    """
    first = page.columns[0].key
    found = [at for at, row in enumerate(page.rows) if row.cells[first].value == bars.of]
    if found != list(range(min(found), max(found) + 1)):
        message = f"rows that do not say '{bars.of}' stand between those that do"
        raise ValueError(message)
    return range(found[0], found[-1] + 1)


def position_of(page: Page, key: str) -> int:
    """Return the place of column `key` in `page`, from 0; KeyError where it has none."""
    return {column.key: position for position, column in enumerate(page.columns)}[key]


def address(page: Page, key: str, index: int) -> str:
    """Return the A1 address of column `key` in table row `index` of `page`."""
    return f"{column_letters(position_of(page, key) + 1)}{row_of(page, index)}"


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook to write: its pages and its document and custom properties."""

    title: str
    author: str
    subject: str
    pages: tuple[Page, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    locked: bool = False
    footer: str = ""


def canonical(value: Value) -> str:
    """Return one text for one value, however it is stored or shown."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    return plain(value) if isinstance(value, Decimal) else value.isoformat()


def canonical_pages(pages: Iterable[Page]) -> str:
    """Return everything that pages say as one text: formulas by the values they have now."""
    parts = []
    for page in pages:
        parts.append(f"{page.name}\x1f{page.title}")
        for row in page.rows:
            for key, cell in row.cells.items():
                value = cell.value.value if isinstance(cell.value, Formula) else cell.value
                parts.append(f"{row.label}\x1f{key}\x1f{canonical(value)}")
    return "\x1e".join(parts)


class CellKind(StrEnum):
    """What the file says a stored value is."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    BLANK = "blank"


class FoundCell(NamedTuple):
    """One cell as it was stored: nothing converted, nothing guessed.

    `text` is the stored value ("0.57999999999999996", "TRUE", "#REF!", or the string itself);
    `formula` is "" where there is none. A formula that was never calculated has kind BLANK.
    """

    kind: CellKind
    text: str
    number_format: str = "General"
    formula: str = ""
    locked: bool = True


class Area(NamedTuple):
    """A block of cells by the 1-based rows and columns at its edges, all of them within it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """One sheet as it came back: cells by 1-based (row, column), and what lay out of bounds.

    `merged` are the blocks of cells that show as one, the value of their first cell. `memo` is what
    its readers found out about it, kept for when they ask again; it is no part of what it is.
    """

    name: str
    cells: Mapping[tuple[int, int], FoundCell]
    hidden: bool = False
    protected: bool = False
    strays: int = 0
    merged: tuple[Area, ...] = ()
    memo: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FoundBook:
    """One workbook as it came back.

    `saved_as` names, in words, a format whose reader tells values only: no number formats but
    those of dates, no formulas, locks or error cells. It is "" where everything is told.
    """

    sheets: tuple[FoundSheet, ...]
    properties: Mapping[str, str]
    date_1904: bool = False
    structure_locked: bool = False
    has_macros: bool = False
    saved_as: str = ""
