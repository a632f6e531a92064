"""The text of Word's paragraphs as a person reads it: insertions in, deletions and marks out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.sources.blocks import tidy
from plansheet.sources.word_parts import W, children, is_on
from plansheet.sources.word_styles import Lists, Style, Styles, list_of, outline_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.sources.word_parts import Element, WordParts

_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# Deleted or moved away, said of the text rather than part of it, or read elsewhere.
_PASSED_OVER = frozenset(
    f"{W}{name}"
    for name in (
        *("del", "moveFrom", "delText", "delInstrText", "instrText"),
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "tcPr", "tblPr", "tblGrid", "trPr", "sectPr"),
    )
)
_TEXT = frozenset({f"{W}t", f"{_MATHS}t"})
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_NOTE_MARKS = (f"{W}footnoteReference", f"{W}endnoteReference")
# The characters that plans take from the font Symbol, by their last two digits there.
_SYMBOLS = {"A3": "≤", "B3": "≥", "B1": "±", "B4": "\u00d7", "B8": "÷", "B7": "•", "2D": "-"}


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its text, the number or bullet before it, and the text boxes that hang on it.

    `level` is that of a heading, None for text. `bold` is true where all of its text is.
    """

    text: str
    label: str
    level: int | None
    bold: bool
    is_contents: bool
    boxes: list[Element]

    @property
    def line(self) -> str:
        """Return the text with its number or bullet."""
        return f"{self.label} {self.text}" if self.label and self.text else self.text


@dataclass(slots=True)
class _Gathered:
    """What is gathered from the runs of one paragraph."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    plain: bool = False


class WordText:
    """Reads the paragraphs of one document, each once and in their order, for lists are counted."""

    def __init__(self, parts: WordParts) -> None:
        """Take the document's styles and lists."""
        self._styles = Styles(parts.styles)
        self._lists = Lists(parts.numbering)

    def paragraph(self, element: Element) -> Paragraph:
        """Return one paragraph."""
        properties = element.find(f"{W}pPr")
        style = self._styles.get(_named(properties, "pStyle"))
        gathered = _Gathered()
        self._gather(element, gathered, bold=style.bold)
        text = tidy("".join(gathered.parts))
        own = outline_of(properties)
        return Paragraph(
            text=text,
            label=self._label(properties, style),
            level=style.level if own is None else own,
            bold=bool(text) and not gathered.plain,
            is_contents=style.is_contents,
            boxes=gathered.boxes,
        )

    def _label(self, properties: Element | None, style: Style) -> str:
        list_id, level = list_of(properties)
        if list_id is None:
            list_id, level = style.list_id, style.list_level
        return self._lists.label(list_id, level) if list_id else ""

    def _gather(self, element: Element, into: _Gathered, *, bold: bool) -> None:
        for child in children(element):
            tag = child.tag
            if tag in _TEXT:
                text = child.text or ""
                into.parts.append(text)
                into.plain = into.plain or bool(text.strip() and not bold)
            elif tag in _CHARACTERS:
                into.parts.append(_CHARACTERS[tag])
            elif tag == f"{W}r":
                self._run(child, into, bold=bold)
            elif tag == f"{W}sym":
                into.parts.append(_SYMBOLS.get(child.get(f"{W}char", "").upper()[-2:], ""))
            elif tag == f"{W}txbxContent":
                into.boxes.append(child)
            else:
                for inner in within(child):
                    self._gather(inner, into, bold=bold)

    def _run(self, run: Element, into: _Gathered, *, bold: bool) -> None:
        """Gather one run; text that is hidden, and a footnote's own mark, are not read."""
        properties = run.find(f"{W}rPr")
        marks = any(run.find(mark) is not None for mark in _NOTE_MARKS)
        if marks or (properties is not None and is_on(properties.find(f"{W}vanish"))):
            return
        if properties is not None:
            own = properties.find(f"{W}b")
            by_style = self._styles.get(_named(properties, "rStyle")).bold
            bold = bold or by_style if own is None else is_on(own)
        self._gather(run, into, bold=bold)


def within(element: Element) -> Iterator[Element]:
    """Yield what is to be read of an element that only wraps others; nothing if it is deleted.

    A content control that nobody has filled in shows a prompt, which is no text. Of two ways to
    draw one thing, the first that holds a text box is read.
    """
    if element.tag in _PASSED_OVER:
        return
    if element.tag == f"{W}sdt":
        if not is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr")):
            yield from element.findall(f"{W}sdtContent")
    elif element.tag == f"{_CHOICE}AlternateContent":
        ways = [*children(element)]
        boxed = (way for way in ways if next(way.iter(f"{W}txbxContent"), None) is not None)
        yield from [way for way in (next(boxed, None), *ways) if way is not None][:1]
    else:
        yield element


def blocks_of(element: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a body, cell or text box, however they are wrapped."""
    for child in children(element):
        if child.tag in _BLOCKS:
            yield child
        else:
            for inner in within(child):
                yield from blocks_of(inner)


_BLOCKS = frozenset({f"{W}p", f"{W}tbl"})


def _named(properties: Element | None, kind: str) -> str:
    style = None if properties is None else properties.find(f"{W}{kind}")
    return "" if style is None else style.get(f"{W}val", "")
