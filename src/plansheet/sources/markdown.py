r"""Markdown read into headings and pipe tables.

The form is GitHub's: a row of columns, a row of dashes, rows of cells parted by `|`. Outer pipes
may be missing, `\|` is a pipe inside a cell and `<br>` a line break in one. Where the row of dashes
was forgotten, lines that all begin with a pipe are a table all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from plansheet.problems import Problem, problem
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable

# Not `str.splitlines`: a vertical tab or line separator pasted from Word would part a row in two.
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_DASHES = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# A text without any of these is as a person reads it, and most are.
_MARKUP = re.compile(r"[<*&\\\xa0]")


@dataclass(slots=True)
class _Reading:
    """How far the reading has come: the headings in force, and what was found."""

    file: str
    title: str = ""
    path: list[tuple[int, str]] = field(default_factory=list)
    tables: list[SourceTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def heading(self, level: int, text: str) -> None:
        """Put a heading in force in place of those of its level and below."""
        if level == 1 and not self.title:
            self.title = text
        self.path = [above for above in self.path if above[0] < level] + [(level, text)]


def read_markdown(text: str, file: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the document that the Markdown `text` of `file` holds, and what was odd in its tables.

    A short row is filled up with blank cells; a row with more cells than the table has columns is
    a problem that quotes what stands over.
    """
    reading = _Reading(file)
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    at, fence = 0, ""
    while at < len(lines):
        line = lines[at]
        if marker := _FENCE.match(line):
            fence = "" if fence and marker[1].startswith(fence) else fence or marker[1]
        elif not fence and (match := _HEADING.fullmatch(line)):
            reading.heading(len(match[1]), _tidy(match[2]))
        elif not fence and (first := _first_row(lines, at)):
            at = _read_table(reading, lines, at, first)
            continue
        else:
            reading.said.append(_tidy(line))
        at += 1
    document = Document(file, reading.title, tuple(reading.tables), tuple(reading.said))
    return document, tuple(reading.problems)


def _first_row(lines: list[str], at: int) -> int:
    """Return the index of the first row of cells of a table that begins at `at`, 0 where none."""
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if not _PIPE.search(lines[at]):
        return 0
    if _DASHES.fullmatch(following) and len(_cells(following)) >= min(2, len(_cells(lines[at]))):
        return at + 2
    begins = lines[at].lstrip().startswith("|") and following.lstrip().startswith("|")
    return at + 1 if begins else 0


def _read_table(reading: _Reading, lines: list[str], at: int, first: int) -> int:
    """Read the table whose columns stand at `at`; return the index of the line behind it."""
    columns = tuple(" ".join(cell.split()) for cell in _cells(lines[at]))
    end = first
    while end < len(lines) and _PIPE.search(lines[end]):
        end += 1
    headings = tuple(text for _, text in reading.path)
    cells = {index + 1: _cells(lines[index]) for index in range(first, end)}
    rows = tuple(_row(texts, number, len(columns)) for number, texts in cells.items())
    table = SourceTable(headings, columns, rows, f"line {at + 1}")
    for number, texts in cells.items():
        over = texts[len(columns) :]
        if any(over):
            place = table.place(reading.file, f"line {number}")
            found = problem(
                "row-long",
                place,
                count=len(columns) + len(over),
                columns=len(columns),
                extra=" | ".join(over),
            )
            reading.problems.append(found)
    reading.tables.append(table)
    return end


def _row(texts: list[str], number: int, width: int) -> SourceRow:
    at = f"line {number}"
    padded = texts[:width] + [""] * (width - len(texts))
    return SourceRow(tuple(SourceCell(text, at) for text in padded), at)


def parts_of(line: str) -> list[str]:
    """Return what stands between the pipes of a row, as written, and what stands at its ends.

    The first and the last are "" where the row begins and ends with a pipe; joined by pipes they
    are the row again, without the spaces around it.
    """
    line = line.strip()
    bounds = [match.end() for match in _PIPE.finditer(line)]
    starts = [0, *bounds]
    return [line[start : end - 1] for start, end in zip(starts, bounds, strict=False)] + [
        line[starts[-1] :]
    ]


def _cells(line: str) -> list[str]:
    """Return the tidied cells of a row; the pipes at its ends part nothing."""
    parts = parts_of(line)
    if not parts[-1].strip():
        parts = parts[:-1]
    if line.lstrip().startswith("|"):
        parts = parts[1:]
    return [_tidy(part) for part in parts]


def _tidy(text: str) -> str:
    """Return a cell's text as a person reads it, its lines parted by newlines."""
    if not _MARKUP.search(text):
        return text.strip()
    text = _BREAK.sub("\n", text.replace("\xa0", " ").strip())
    text = _ENTITY.sub(lambda match: unescape(match[0]), _BOLD.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", text).strip()
