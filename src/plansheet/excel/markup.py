"""Walking through one part's XML with expat, the same way for every part.

Owns what is refused in any part: a document type, an encoding that office programs do not write,
and shapes that would let a small file fill the memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from plansheet.excel.limits import MOST_TEXT, Refused, damaged, too_big, too_long

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias, TypeVar

    Start: TypeAlias = Callable[[dict[str, str]], None]
    End: TypeAlias = Callable[[str], None]
    _Handler = TypeVar("_Handler", Start, End)

# One character may be stored as seven, `_x000D_`.
MOST_STORED_TEXT = 7 * MOST_TEXT

# Measured on expat 2.5: 10 MB of tags opened inside one another take 400 MB, and a tag of 20 MB
# takes 2.5 s, four times that of one half as long. True workbooks stay far below all three.
_MOST_DEPTH = 1_000
_MOST_NAMES = 10_000
_LONGEST_TAG = 1024 * 1024

_ODD_SHAPE = "it is built in a way that no spreadsheet program uses"
_ODD_ENCODING = "it is written in a way that no spreadsheet program uses"
_DOCUMENT_TYPE = "it holds instructions that no spreadsheet program writes"

_ENCODINGS = frozenset({"UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1"})

# The namespaces of ECMA-376, Transitional and Strict, that hold anything read here. Names in any
# other (extensions of later Excels, mostly) are passed over, as Excel does with unknown ones.
_TRANSITIONAL = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_NAMESPACES = (
    f"{_TRANSITIONAL}/package/2006/relationships",
    f"{_TRANSITIONAL}/spreadsheetml/2006/main",
    f"{_TRANSITIONAL}/officeDocument/2006/custom-properties",
    f"{_TRANSITIONAL}/officeDocument/2006/docPropsVTypes",
    f"{_STRICT}/spreadsheetml/main",
    f"{_STRICT}/officeDocument/customProperties",
    f"{_STRICT}/officeDocument/docPropsVTypes",
)
XML_SPACE = "http://www.w3.org/XML/1998/namespace space"

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true"})
_FALSE = frozenset({"0", "false"})


def walk(
    chunks: Iterable[bytes],
    root: str,
    starts: Mapping[str, Start],
    ends: Mapping[str, End],
    *,
    wrong_root: Refused | None = None,
) -> None:
    """Call `starts` with attributes and `ends` with text, by local name, all through one part.

    The text given at an end is what came since the last start, so it is whole for an element
    without children. Raises Refused: `wrong_root` (else `unreadable`) where the part is not a
    `root`, `unreadable` where it is not sound XML, `limits` where it would cost too much.
    """
    walker = _Walker(root, starts, ends, wrong_root or damaged())
    for chunk in chunks:
        walker.feed(chunk)
    walker.feed(b"", final=True)


def unescaped(text: str) -> str:
    """Return `text` with `_x000D_` and the like turned into the characters they stand for."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # Escapes are UTF-16 units: a pair makes one character, half a pair none that can be saved.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def truth(stored: str) -> bool | None:
    """Return the truth of a stored flag, or None where it is neither true nor false."""
    if stored in _TRUE:
        return True
    return False if stored in _FALSE else None


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    # Any other encoding would send expat to Python's codecs, which fail in ways of their own.
    if encoding is not None and encoding.upper() not in _ENCODINGS:
        raise damaged(_ODD_ENCODING)


def _refuse_document_type(_name: str, _system: str | None, _public: str | None, _own: int) -> None:
    # Entities can be declared only here, so without it none can expand or reach another file.
    raise damaged(_DOCUMENT_TYPE)


def _by_full_name(handlers: Mapping[str, _Handler]) -> dict[str, _Handler]:
    return {
        f"{namespace} {name}": handler
        for namespace in _NAMESPACES
        for name, handler in handlers.items()
    }


class _Walker:
    """One expat parser, its handlers, and the counts that keep it within bounds."""

    __slots__ = (
        "_depth", "_ends", "_fed", "_names", "_parser", "_pieces", "_root", "_starts", "_wrong",
    )  # fmt: skip

    def __init__(
        self, root: str, starts: Mapping[str, Start], ends: Mapping[str, End], wrong: Refused
    ) -> None:
        self._root = root
        self._starts = _by_full_name(starts)
        self._ends = _by_full_name(ends)
        self._wrong = wrong
        self._pieces: list[str] = []
        self._names: dict[str, str] = {}
        self._depth = 0
        self._fed = 0
        self._parser = self._make_parser()

    def _make_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(None, " ", self._names)
        parser.buffer_text = True
        parser.XmlDeclHandler = _check_declaration
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self._start_root
        parser.EndElementHandler = self._end
        # A method of a list costs no Python call; `feed` bounds what it gathers.
        parser.CharacterDataHandler = self._pieces.append
        return parser

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        """Parse some more; bounds are checked once a chunk, which leaves the handlers light."""
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise damaged() from error
        self._fed += len(chunk)
        if sum(map(len, self._pieces)) > MOST_STORED_TEXT:
            raise too_long()
        unfinished = self._fed - self._parser.CurrentByteIndex
        if unfinished > _LONGEST_TAG or self._depth > _MOST_DEPTH or len(self._names) > _MOST_NAMES:
            raise too_big(_ODD_SHAPE)

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if local != self._root or namespace not in _NAMESPACES:
            raise self._wrong
        self._parser.StartElementHandler = self._start
        self._start(name, attributes)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._pieces.clear()
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        handler = self._ends.get(name)
        if handler is not None:
            handler("".join(self._pieces))
