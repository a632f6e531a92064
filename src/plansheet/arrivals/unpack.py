"""What arrives in zip files and e-mails, one inside another, as the files that are in them.

Owns what becomes of a file that holds others: each workbook in it is a file of its own; what is no
workbook beside one is told, and what holds no workbook at all is turned away as one file.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from plansheet.arrivals.kinds import CONTAINERS, Kind, kind_of
from plansheet.excel.limits import (
    SEND_THE_WORKBOOK,
    Limits,
    Refused,
    damaged,
    locked,
    not_a_workbook,
    too_big,
    too_many,
    too_slow,
)
from plansheet.excel.package import BROKEN, CHUNK
from plansheet.model.names import inner_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zipfile import ZipInfo

    from plansheet.arrivals.letters import Attached, Letter

_DEEPEST = 4
_MOST_NAMED = 5
_ENCRYPTED = 0x1
# What WinZip and 7-Zip write in the place of how a file is packed where they lock it with AES.
_AES = 99
_UNPACKED = "what is packed in it unpacks to more than returns can need"
_TOO_DEEP = f"files are packed inside files in it, more than {_DEEPEST} deep"
_ODD_PACKING = "it is packed in a way that Windows does not use"
_LOCKED = "it is packed with a password, which is none of those given"
_LOCKED_ODDLY = "it is packed with a password in a way (AES) that is not opened here"
_UNLOCK = (
    "Send the workbooks themselves, or a zip file without a password; or give the password with "
    "the option --password."
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that arrived inside another: its path there, its bytes, and why it is no workbook.

    `letter` is the e-mail it came with; `beside` are files that came with it and are no workbooks.
    """

    name: str
    data: bytes
    refused: Refused | None = None
    letter: Letter | None = None
    beside: tuple[str, ...] = ()


class Unpacker:
    """Takes one arrival apart within one allowance of bytes, files and seconds for all of it."""

    def __init__(self, limits: Limits, passwords: Sequence[str] = ()) -> None:
        """Take the allowance, and the passwords for what is packed with one."""
        self.unpacked = 0
        self._limits = limits
        self._passwords = [password.encode() for password in passwords]
        self._latest = time.monotonic() + limits.seconds
        self._files = 0

    def pieces(self, kind: Kind, data: bytes) -> tuple[Piece, ...]:
        """Return the files in a zip or an e-mail, all the way down, in their order.

        A zip or e-mail without any workbook is itself the one that is refused, its name "". Raises
        Refused, `limits`, where all of it together goes over the allowance.
        """
        return tuple(self._opened("", kind, data, 1))

    def _opened(self, name: str, kind: Kind, data: bytes, depth: int) -> list[Piece]:
        if depth > _DEEPEST:
            raise too_big(_TOO_DEEP)
        try:
            letter, inside = self._inside(kind, data)
        except BROKEN as error:
            raise damaged() from error
        pieces = [piece for each in inside for piece in self._understood(name, each, depth)]
        # Of e-mails in a zip, each is told as what it is.
        are_letters = letter is None and any(piece.letter for piece in pieces)
        if all(map(_is_no_workbook, pieces)) and not are_letters:
            why = _without_workbook(kind, [piece.name for piece in inside])
            return [Piece(name, data, why, letter)]
        if letter is None:
            return pieces
        return [replace(piece, letter=_with(piece.letter, letter)) for piece in _attached(pieces)]

    def _inside(self, kind: Kind, data: bytes) -> tuple[Letter | None, list[Piece]]:
        if kind is Kind.ZIP:
            return None, list(self._zipped(data))
        letter, attached = _letter(kind, data)
        for each in attached:
            self._count(len(each.data))
            self._count_file()
        return letter, [Piece(inner_name(each.name), each.data) for each in attached]

    def _understood(self, folder: str, piece: Piece, depth: int) -> list[Piece]:
        """Return a file that was inside another, or what is in it where it holds others itself."""
        name = f"{folder}/{piece.name}" if folder else piece.name
        piece = replace(piece, name=name)
        if piece.refused:
            return [piece]
        try:
            kind = kind_of(piece.data)
            return (
                self._opened(name, kind, piece.data, depth + 1) if kind in CONTAINERS else [piece]
            )
        except Refused as refused:
            if refused.code == "limits":
                raise
            return [replace(piece, refused=refused)]

    def _zipped(self, data: bytes) -> Iterator[Piece]:
        with ZipFile(BytesIO(data)) as archive:
            for member in sorted(archive.infolist(), key=lambda each: each.filename):
                if member.is_dir():
                    continue
                self._count_file()
                name = inner_name(member.filename)
                try:
                    yield Piece(name, self._inflated(archive, member))
                except Refused as refused:
                    if refused.code == "limits":
                        raise
                    yield Piece(name, b"", refused)

    def _inflated(self, archive: ZipFile, member: ZipInfo) -> bytes:
        if member.flag_bits & _ENCRYPTED:
            for password in self._passwords:
                try:
                    return self._read(archive, member, password)
                except (RuntimeError, NotImplementedError, *BROKEN):
                    # A wrong password passes the first check once in 256 times, and fails later.
                    continue
            is_odd = member.compress_type == _AES
            raise locked(_LOCKED_ODDLY if is_odd else _LOCKED, _UNLOCK)
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise damaged(_ODD_PACKING)
        try:
            return self._read(archive, member)
        except BROKEN as error:
            raise damaged() from error

    def _read(self, archive: ZipFile, member: ZipInfo, password: bytes | None = None) -> bytes:
        chunks = []
        with archive.open(member, pwd=password) as packed:
            while chunk := packed.read(CHUNK):
                self._count(len(chunk))
                chunks.append(chunk)
        return b"".join(chunks)

    def _count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self._limits.unpacked_bytes:
            raise too_big(_UNPACKED)
        if time.monotonic() > self._latest:
            raise too_slow(self._limits.seconds)

    def _count_file(self) -> None:
        self._files += 1
        if self._files > self._limits.parts:
            raise too_many(self._limits.parts, "files")


def _letter(kind: Kind, data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail and what is attached to it; few arrivals need what reads one."""
    if kind is Kind.MSG:
        from plansheet.arrivals.outlook import open_msg  # noqa: PLC0415 - loaded when used: commands start at once

        return open_msg(data)
    from plansheet.arrivals.eml import open_eml  # noqa: PLC0415 - loaded when used: commands start at once

    return open_eml(data)


def _with(inner: Letter | None, outer: Letter) -> Letter:
    """Return the letter that a file came with: of one attached to another, the one inside.

    Whoever wrote that one, who sent it here is the sender of the outer one.
    """
    return replace(inner, forwarded_by=outer.brought_by) if inner else outer


def _is_no_workbook(piece: Piece) -> bool:
    """Return whether a file is something else; a workbook may be damaged or locked."""
    return piece.refused is not None and piece.refused.code == "not-a-workbook"


def _attached(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the workbooks attached to an e-mail, the first of them with what lies beside it.

    Logos, signatures and papers for information come with many an e-mail.
    """
    names = tuple(piece.name for piece in pieces if _is_no_workbook(piece))
    first, *others = (piece for piece in pieces if not _is_no_workbook(piece))
    yield replace(first, beside=(*first.beside, *names))
    yield from others


def _without_workbook(kind: Kind, names: list[str]) -> Refused:
    what, there = f"it is {kind.value}", "in it"
    if kind is not Kind.ZIP:
        there = "attached"
    if not names:
        return not_a_workbook(f"{what} with nothing {there}", SEND_THE_WORKBOOK)
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    listed = ", ".join(f"'{name}'" for name in names[:_MOST_NAMED])
    return not_a_workbook(
        f"{what} with no workbook {there}, only {listed}{more}", SEND_THE_WORKBOOK
    )
