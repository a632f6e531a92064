"""A plan that is a Word document, read into headings and tables.

Headings are known by their styles, else by being short and bold or numbered like `2.1.2`. Headers
and footers, footnotes and comments are no part of a plan and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.problems import Place, Problem, problem
from plansheet.sources.blocks import reads_as_headings
from plansheet.sources.document import Document, SourceTable
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.text_outline import heading_of
from plansheet.sources.word_forms import PlacedGrid, Record, records_in, with_labels
from plansheet.sources.word_grid import read_grid
from plansheet.sources.word_parts import REMEDY, W, open_word
from plansheet.sources.word_shape import Shape, shape_of, source_rows
from plansheet.sources.word_text import Paragraph, WordText, blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.sources.document import SourceCell, SourceRow
    from plansheet.sources.word_grid import Grid
    from plansheet.sources.word_parts import Element

NO_TABLE = "there is no table in it"
_LONGEST_HEADING = 100
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_NUMBERED = re.compile(r"([0-9]+(?:\.[0-9]+)*)\.?\s+\S")
_SENTENCE_ENDS = (".", ",", ";")
# A title is above all headings; bold text without a number is below them, a label below that.
_TITLE_LEVEL = 1
_CAPITALS_LEVEL = 2
_BOLD_LEVEL = 10
_LABEL_LEVEL = 11


def read_word(data: bytes, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the headings and tables of a Word document, and what was odd in it.

    Places are written `table 3, row 5, column 2`, as the table stands in the document; those in a
    table inside another follow the place of its cell and a colon. Raises UnreadableError.
    """
    parts = open_word(data)
    story = [*_story(parts.body, WordText(parts))]
    placed = _placed(story)
    reading = _Reading(records_in(each for outer in placed for each in _with_inner(outer)))
    reading.read(story, placed)
    if not reading.tables:
        raise UnreadableError(NO_TABLE, REMEDY)
    told = [problem("plan-macros", Place(file))] if parts.has_macros else []
    told.extend(
        problem("text-unread", Place(file, heading, cell.at), read=" ".join(cell.text.split()))
        for (heading, _), cell in reading.over.items()
    )
    tables = with_labels(
        SourceTable((*above, *shape.titles), shape.columns, tuple(shape.rows), shape.at)
        for above, shape in reading.tables
    )
    return Document(file, reading.title, tables, tuple(reading.said)), tuple(told)


def _story(element: Element, text: WordText) -> Iterator[Paragraph | Grid]:
    """Yield the paragraphs and tables in a body or a text box, each read once and in order."""
    for block in blocks_of(element):
        if block.tag == f"{W}tbl":
            yield read_grid(block, text)
            continue
        paragraph = text.paragraph(block)
        yield paragraph
        for box in paragraph.boxes:
            yield from _story(box, text)


def _placed(story: list[Paragraph | Grid]) -> list[PlacedGrid]:
    tables = [block for block in story if not isinstance(block, Paragraph)]
    return [PlacedGrid(grid, f"table {number}") for number, grid in enumerate(tables, 1)]


def _with_inner(table: PlacedGrid) -> Iterator[PlacedGrid]:
    yield table
    for inner in table.inner():
        yield from _with_inner(inner)


@dataclass(slots=True)
class _Reading:
    """How far the reading has come: the headings in force, and the tables found under them.

    `last` is the table that one straight below it may go on with, None once text stands between.
    `over` are words in tables that fit no column, once for each heading they stand under.
    """

    records: Mapping[str, Record]
    title: str = ""
    path: list[tuple[int, str]] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], Shape]] = field(default_factory=list)
    over: dict[tuple[str, str], SourceCell] = field(default_factory=dict)
    last: Shape | None = None
    said: list[str] = field(default_factory=list)
    is_begun: bool = False

    def read(self, story: list[Paragraph | Grid], placed: list[PlacedGrid]) -> None:
        """Read a whole document, whose tables are also given with their places."""
        tables = iter(placed)
        for block in story:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(next(tables))

    def _paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.text:
            self.said.extend(paragraph.text.split("\n"))
            level = self._level(paragraph)
            if level is not None:
                self._heading(level, paragraph.line)
            self.last = None
            self.is_begun = True

    def _heading(self, level: int, line: str) -> None:
        """Put a heading in force in place of those of its level and below."""
        said = " ".join(line.split())
        if level <= _TITLE_LEVEL and not self.title:
            self.title = said
        self.path = [above for above in self.path if above[0] < level] + [(level, said)]

    def _level(self, paragraph: Paragraph) -> int | None:
        """Return the level of the heading that a paragraph is, None where it is text."""
        if paragraph.is_contents or paragraph.level is not None:
            return None if paragraph.is_contents else paragraph.level
        line = paragraph.line
        if len(line) > _LONGEST_HEADING or line.endswith(_SENTENCE_ENDS) or line.startswith("- "):
            return None
        numbered = _NUMBERED.match(line)
        if numbered and (paragraph.bold or "." in numbered[1]):
            return _level_of(numbered[1])
        return self._level_of_bold(line) if paragraph.bold else None

    def _level_of_bold(self, line: str) -> int:
        if not self.is_begun:
            return _TITLE_LEVEL
        if line.isupper():
            return _CAPITALS_LEVEL
        return _LABEL_LEVEL if heading_of(line).label else _BOLD_LEVEL

    def _table(self, table: PlacedGrid) -> None:
        """Take a table, and those inside its cells behind it."""
        cells = [cell for row in table.grid.rows for cell in row.cells.values()]
        if len(cells) == 1:  # Only a frame round what is in it.
            for paragraph in cells[0].paragraphs:
                self._paragraph(paragraph)
        elif any(cell.text for cell in cells) and not self._is_heading(table.grid):
            self._keep(table)
        outer = self.last
        for inner in table.inner():
            self.last = None
            self._table(inner)
        self.last = outer

    def _is_heading(self, grid: Grid) -> bool:
        """Take a table of one row that only lays out a heading: `2.1 | Performance`."""
        texts = [text for text in grid.rows[0].texts if text]
        line = " ".join(texts)
        number = _NUMBER.fullmatch(texts[0].rstrip(".")) if texts else None
        if len(grid.rows) > 1 or number is None or len(line) > _LONGEST_HEADING:
            return False
        self._heading(_level_of(number[0]), line)
        self.last = None
        return True

    def _keep(self, table: PlacedGrid) -> None:
        """Add a table, or its rows to the one straight above that it goes on with."""
        record = self.records.get(table.at)
        if record:
            shape = Shape(
                (), record.columns, [record.row], table.at, is_form=True, over=record.over
            )
        else:
            shape = shape_of(table, self.last)
        headings = tuple(text for _, text in self.path)
        for cell in shape.over:
            self.over.setdefault(("".join(headings[-1:]), cell.text), cell)
        more = self._more(table, shape)
        if self.last and more is not None:
            self.last.rows.extend(more)
            return
        self.tables.append((headings, shape))
        self.last = shape

    def _more(self, table: PlacedGrid, shape: Shape) -> list[SourceRow] | None:
        """Return the rows that go on with the table straight above, None where none do."""
        last = self.last
        if last is None or last.is_form != shape.is_form or shape.titles not in {(), last.titles}:
            return None
        if last.columns == shape.columns:
            return shape.rows
        if shape.is_form or len(last.columns) != len(shape.columns):
            return None
        bare = not reads_as_headings(table.grid.rows[0].texts)
        return [*source_rows(table, table.grid.rows)] if bare else None


def _level_of(number: str) -> int:
    return _TITLE_LEVEL + 1 + number.count(".")
