"""A report as values: sections of headings, paragraphs, lists, tables and charts.

What a Word document and a web page both show, in their order; how each looks is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Tone(StrEnum):
    """What a cell or a bar says beside its words: how well something stands, or nothing."""

    PLAIN = "plain"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `label` stands before it, set apart: `Answer`."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and how wide it is beside the others."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; its words say everything, `tone` only shows it."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, one header row, and a cell a column in every row.

    The first cell of a row says what the row is about.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What the bars of a chart are made of: its name, its tone, a number for each bar."""

    name: str
    tone: Tone
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars, one on another; `alt` says in words what it shows."""

    title: str
    alt: str
    bars: tuple[str, ...]
    series: tuple[Series, ...]


Block: TypeAlias = Heading | Paragraph | Points | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a report."""

    number: int
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its title, who it is for, the header block as labels and texts, its sections."""

    title: str
    council: str
    audience: str
    header: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return every table in its order."""
        return tuple(
            block
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Table)
        )


def table(caption: str, columns: tuple[Column, ...], rows: list[list[Cell | str]]) -> Table:
    """Return a table of cells, texts among them made cells."""
    whole = (tuple(each if isinstance(each, Cell) else Cell(each) for each in row) for row in rows)
    return Table(caption, columns, tuple(whole))
