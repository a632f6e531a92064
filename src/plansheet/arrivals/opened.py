"""What came of opening one file that arrived, as values, and as the bytes two processes exchange.

Only plain values are exchanged: no code can come of them, whatever the file made of the process
that read it.
"""

from __future__ import annotations

import marshal
import struct
from dataclasses import astuple, dataclass
from typing import IO, TYPE_CHECKING, Any

from plansheet.arrivals.letters import Letter
from plansheet.arrivals.unpack import Piece
from plansheet.excel.limits import Limits, Refused
from plansheet.pages import Area, CellKind, FoundBook, FoundCell, FoundSheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_LENGTH = struct.Struct(">Q")
_KINDS = {str(kind): kind for kind in CellKind}


@dataclass(frozen=True, slots=True)
class Request:
    """One file to open: its bytes, what that may cost, and the passwords to try."""

    data: bytes
    limits: Limits
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a file: a workbook, or the files inside it, or why it is neither.

    `unpacked` is how many bytes came out of it, counted against what may arrive at once.
    """

    book: FoundBook | None = None
    pieces: tuple[Piece, ...] = ()
    refused: Refused | None = None
    unpacked: int = 0


def send(pipe: IO[bytes], message: Any) -> None:  # noqa: ANN401 - plain values of any shape
    """Write one message of plain values, with its length before it."""
    packed = marshal.dumps(message)
    pipe.write(_LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any | None:  # noqa: ANN401 - plain values of any shape
    """Return the next message, or None where the other end is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    packed = pipe.read(length)
    # Between our own two processes, and of values only.
    return marshal.loads(packed) if len(packed) == length else None  # noqa: S302 - as just said


def asked(request: Request) -> tuple[Any, ...]:
    """Return a request as plain values."""
    return request.data, astuple(request.limits), request.passwords


def asked_back(values: Sequence[Any]) -> Request:
    """Return the request that `asked` made values of."""
    data, limits, passwords = values
    return Request(data, Limits(*limits), passwords)


def told(opened: Opened) -> tuple[Any, ...]:
    """Return an answer as plain values."""
    return (
        _book_values(opened.book) if opened.book else None,
        [_piece_values(piece) for piece in opened.pieces],
        _refused_values(opened.refused),
        opened.unpacked,
    )


def told_back(values: Sequence[Any]) -> Opened:
    """Return the answer that `told` made values of."""
    book, pieces, refused, unpacked = values
    return Opened(
        _book(book) if book else None, tuple(map(_piece, pieces)), _refused(refused), unpacked
    )


def _book_values(book: FoundBook) -> tuple[Any, ...]:
    sheets = [
        (
            sheet.name,
            list(sheet.cells),
            _by_field(sheet.cells.values()),
            sheet.hidden,
            sheet.protected,
            sheet.strays,
            [tuple(area) for area in sheet.merged],
        )
        for sheet in book.sheets
    ]
    marks = (book.date_1904, book.structure_locked, book.has_macros, book.saved_as)
    return sheets, dict(book.properties), *marks


def _by_field(cells: Collection[FoundCell]) -> tuple[Sequence[Any], ...]:
    """Return what cells hold, field by field: there are thousands of them, and each is plain."""
    kinds, *rest = zip(*cells, strict=True) if cells else [()] * len(FoundCell._fields)
    return [*map(str, kinds)], *rest


def _cells(kinds: Sequence[str], *rest: Sequence[Any]) -> Iterator[FoundCell]:
    return map(FoundCell._make, zip(map(_KINDS.__getitem__, kinds), *rest, strict=True))


def _book(values: Sequence[Any]) -> FoundBook:
    sheets, properties, *marks = values
    return FoundBook(
        tuple(
            FoundSheet(
                name,
                dict(zip(places, _cells(*fields), strict=True)),
                hidden,
                protected,
                strays,
                tuple(Area(*area) for area in merged),
            )
            for name, places, fields, hidden, protected, strays, merged in sheets
        ),
        properties,
        *marks,
    )


def _piece_values(piece: Piece) -> tuple[Any, ...]:
    said = piece.letter.plain() if piece.letter else None
    return piece.name, piece.data, _refused_values(piece.refused), said, piece.beside


def _piece(values: Sequence[Any]) -> Piece:
    name, data, refused, said, beside = values
    letter = Letter.of_plain(said) if said else None
    return Piece(name, data, _refused(refused), letter, tuple(beside))


def _refused_values(refused: Refused | None) -> tuple[str, ...] | None:
    return (refused.code, refused.detail, refused.remedy) if refused else None


def _refused(values: Sequence[str] | None) -> Refused | None:
    return Refused(*values) if values else None
