"""What every reader of plan files yields: headings and tables of text, each cell with its place.

Readers know a file format and nothing of plans; what the tables mean is for `recognise`.
"""

from __future__ import annotations

from dataclasses import dataclass

from plansheet.problems import Place


@dataclass(frozen=True, slots=True)
class SourceCell:
    """The text of one cell, its lines parted by newlines, and where it stands: `line 41`, `B7`."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a table: a cell for each of the table's columns, in their order."""

    cells: tuple[SourceCell, ...]
    at: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table: the headings above it, outermost first, its columns as written, and its rows.

    `sheet` is the sheet it stands on in a file that has sheets, "" in any other.
    """

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    at: str
    sheet: str = ""

    @property
    def heading(self) -> str:
        """Return the nearest heading above the table, "" where there is none."""
        return self.headings[-1] if self.headings else ""

    def place(self, file: str, at: str = "", label: str = "") -> Place:
        """Return a place in this table; `at` is the table's own where it is not given."""
        return Place(file, self.sheet or self.heading, at or self.at, label)


@dataclass(frozen=True, slots=True)
class Document:
    """One plan file as tables of text; `title` is its first heading of the top level.

    `lines` are what it says outside its tables: nothing of it is carried over, but it may say who
    holds which post.
    """

    file: str
    title: str
    tables: tuple[SourceTable, ...]
    lines: tuple[str, ...] = ()
