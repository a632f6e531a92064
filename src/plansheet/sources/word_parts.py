"""A Word document as its parts: the text, the styles, the lists; and what is turned away.

The container is opened by the reader of returns, which knows what zip files may do, and the parts
are parsed by python-docx, which resolves no entities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from plansheet.excel.limits import Limits, Refused
from plansheet.excel.package import open_package
from plansheet.sources.refusal import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.oxml.xmlchemy import BaseOxmlElement

    from plansheet.excel.package import Package, Relation

Element: TypeAlias = "BaseOxmlElement"

REMEDY = "Save it in Word as a Word document (.docx) without a password"
TOO_BIG = "it is larger than a plan can be"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_OLE2_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_NOT_WORD = "it is not a Word document"
_DOCUMENT_TYPE = "it holds instructions that Word does not write"
_DAMAGED = "it is damaged or did not arrive whole"

# Pictures are never unpacked, so this is for text alone: the text of a plan of 50 pages is some
# 2 MB of 50,000 elements, and a million elements take some 300 MB of memory.
_LIMITS = Limits(small_part_bytes=50 * 1024 * 1024)
_MOST_TAGS = 2_000_000
_MOST_DIGITS = 9
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class WordParts:
    """The roots of the parts that say what a document reads like; None for a part it has not."""

    body: Element
    styles: Element | None
    numbering: Element | None
    has_macros: bool


def open_word(data: bytes) -> WordParts:
    """Return the parts of a Word document (.docx, .docm, also in the strict form).

    Raises UnreadableError and nothing else, whatever the bytes.
    """
    if data.startswith(_OLE2_START):
        raise UnreadableError(_why_ole2(data), REMEDY)
    try:
        return _parts(open_package(data, _LIMITS))
    except Refused as refused:
        whys = {"limits": TOO_BIG, "unreadable": refused.detail}
        raise UnreadableError(whys.get(refused.code, _NOT_WORD), REMEDY) from refused


def _why_ole2(data: bytes) -> str:
    """Return why a file in the container that Office used before 2007 cannot be read."""
    if _ENCRYPTED in data:
        return "it is protected with a password"
    return "it is saved as a Word 97-2003 document (.doc)" if _OLD_WORD in data else _NOT_WORD


def _parts(package: Package) -> WordParts:
    main = _first(package.relations(), "officeDocument")
    if not main:
        raise UnreadableError(_NOT_WORD, REMEDY)
    links = package.relations(main)
    document = _parsed(package, main)
    body = document.find(f"{W}body") if document.tag == f"{W}document" else None
    if body is None:
        raise UnreadableError(_NOT_WORD, REMEDY)
    styles, numbering = _first(links, "styles"), _first(links, "numbering")
    return WordParts(
        body,
        _parsed(package, styles) if styles else None,
        _parsed(package, numbering) if numbering else None,
        bool(_first(links, "vbaProject")),
    )


def _first(links: Iterable[Relation], kind: str) -> str:
    return next((link.part for link in links if link.kind == kind), "")


def _parsed(package: Package, part: str) -> Element:
    # 55 ms, wanted by no command that reads no Word document.
    from docx.oxml.parser import parse_xml  # noqa: PLC0415 - loaded when used: commands start at once

    markup = b"".join(package.stream(part, most=_LIMITS.small_part_bytes))
    if markup.count(b"<") > _MOST_TAGS:
        raise UnreadableError(TOO_BIG, REMEDY)
    try:
        root = parse_xml(markup.replace(_STRICT, _TRANSITIONAL))
    except SyntaxError as error:  # what lxml's own kinds of error are
        raise UnreadableError(_DAMAGED, REMEDY) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(_DOCUMENT_TYPE, REMEDY)
    return root


def number_of(element: Element | None, name: str = f"{W}val") -> int | None:
    """Return an attribute that is a whole number of a few digits, None where it is not."""
    text = element.get(name, "") if element is not None else ""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def is_on(element: Element | None) -> bool:
    """Return whether a property that is on by standing there (`<w:b/>`) is there and not off."""
    return element is not None and element.get(f"{W}val", "1") not in _OFF


def children(element: Element) -> Iterator[Element]:
    """Yield the elements in one that are read, comments and instructions to programs left out."""
    for child in element:
        if isinstance(child.tag, str):
            yield child
