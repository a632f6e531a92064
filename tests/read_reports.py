"""Reports read back: what a Word document and a web page say, table by table."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from docx import Document
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Sequence

Rows: TypeAlias = "list[list[str]]"


@dataclass
class Found:
    """What a report says: tables by caption with their header row first, headings, paragraphs."""

    tables: dict[str, Rows] = field(default_factory=dict)
    headings: list[tuple[int, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def column(self, caption: str, heading: str) -> dict[str, str]:
        """Return a column of a table by what the first cell of each row says."""
        first, *rows = self.tables[caption]
        at = first.index(heading)
        return {row[0]: row[at] for row in rows}


def of_word(data: bytes) -> Found:
    """Return what a Word document says."""
    document = Document(BytesIO(data))
    found = Found()
    for table in document.element.body.iter(qn("w:tbl")):
        caption = table.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        found.tables[caption] = [
            [_text(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))
        ]
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style and paragraph.style.name else ""
        if style.startswith("Heading"):
            found.headings.append((int(style[-1]), paragraph.text))
        else:
            found.texts.append(paragraph.text)
    found.pictures = [each.get("descr", "") for each in document.element.body.iter(qn("wp:docPr"))]
    return found


def _text(cell: object) -> str:
    parts = []
    for each in cell.iter():  # type: ignore[attr-defined]
        if each.tag == qn("w:t"):
            parts.append(each.text or "")
        elif each.tag == qn("w:br"):
            parts.append("\n")
    return "".join(parts)


class _Page(HTMLParser):
    """Reads a page as far as reports go, and notes what should not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Found()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._rows: Rows = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes.append((tag, known))
        if tag == "img":
            self.found.pictures.append(known.get("alt", ""))
        if tag in _TEXTS:
            self._open.append("")
        if tag == "table":
            self._rows = []
        if tag == "tr":
            self._rows.append([])

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        text = self._open.pop() if tag in _TEXTS else ""
        if tag in {"th", "td"}:
            self._rows[-1].append(text)
        elif tag == "caption":
            self.found.tables[text] = self._rows
        elif tag[0] == "h" and tag[1:].isdigit():
            self.found.headings.append((int(tag[1:]), text))
        elif tag in {"p", "li"}:
            self.found.texts.append(text)


_TEXTS = frozenset({"th", "td", "caption", "h1", "h2", "h3", "p", "li", "title", "dt", "dd"})


def page_of(data: bytes) -> _Page:
    """Return a web page as it was read: what it says, its tags and their attributes."""
    page = _Page()
    page.feed(data.decode("utf-8"))
    page.close()
    return page


def of_page(data: bytes) -> Found:
    """Return what a web page says."""
    return page_of(data).found
