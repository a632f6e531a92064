"""Plain text copies of service plans read into headings and tables.

They come with a row a line and tabs between its cells, or with a cell a line as Word writes them;
with marks of HTML and Markdown in them, and with tables that pages cut in two. All is told by
shape; what the tables mean is for `recognise`. Nothing that stands in or beside a table is dropped
in silence: what fits no column is a problem that quotes it.
"""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from plansheet.problems import Place, Problem, problem
from plansheet.sources.document import Document
from plansheet.sources.text_cells import cell_pieces
from plansheet.sources.text_forms import find_forms
from plansheet.sources.text_marks import line_text
from plansheet.sources.text_outline import Said
from plansheet.sources.text_parts import Part
from plansheet.sources.text_rows import row_pieces
from plansheet.sources.text_tables import Joiner, with_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

# Not `str.splitlines`: a vertical tab or line separator pasted from Word would part a row in two.
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = 200


def is_tabbed(text: str) -> bool:
    """Return whether a text holds tables of tabs rather than of Markdown's pipes."""
    lines = _LINE_END.split(text)
    tabs = [line for line in lines if "\t" in line]
    pipes = [line for line in lines if line.lstrip().startswith("|")]
    return len(tabs) > len(pipes)


def read_text(text: str, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the document that the text copy `text` of `file` holds; never fails.

    With it come notes of the words that stand in or beside a table and fit no column of it.
    """
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    pieces = list(cell_pieces(lines) if _has_a_cell_a_line(lines) else row_pieces(lines))
    forms = find_forms([piece for piece in pieces if isinstance(piece, Part)])
    joiner = Joiner()
    for piece in pieces:
        if isinstance(piece, Said):
            joiner.say(piece)
        elif piece.number in forms:
            joiner.form(piece, forms[piece.number])
        else:
            joiner.part(piece)
    tables = with_labels(joiner.tables)
    unread = tuple(_unread(said, heading, file) for said, heading in joiner.unread)
    said = tuple(line_text(piece.text) for piece in pieces if isinstance(piece, Said))
    return Document(file, joiner.outline.title, tables, said), unread


def _has_a_cell_a_line(lines: Sequence[str]) -> bool:
    """Return whether tabs stand at the beginning of lines rather than between cells."""
    leading = sum(line.startswith("\t") and "\t" not in line[1:] for line in lines)
    return leading * 2 > sum("\t" in line for line in lines)


def _unread(said: Said, heading: str, file: str) -> Problem:
    read = shorten(said.text, _QUOTED, placeholder=" ...")
    return problem("text-unread", Place(file, heading, f"line {said.number}"), read=read)
