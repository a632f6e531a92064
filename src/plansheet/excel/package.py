"""A workbook as the parts it is packed from, and what a file is by its content, not its name.

Owns the container: nothing here knows a sheet or a cell. Parts are inflated as they are read and
what comes out is counted, for the sizes that a file states of itself may be lies.
"""

from __future__ import annotations

import posixpath
import time
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from plansheet.excel.limits import (
    Limits,
    Refused,
    damaged,
    locked,
    not_a_workbook,
    old_format,
    too_big,
    too_many,
    too_slow,
)
from plansheet.excel.markup import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Names of streams in an OLE2 container. The nought that ends "Book" keeps the plain word out.
_ENCRYPTED_STREAMS = ("EncryptedPackage", "EncryptionInfo")
_OTHER_STREAMS = ("WordDocument", "PowerPoint Document")
_WORKBOOK_STREAMS = ("Workbook", "Book\0")

_SPREADSHEET_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED_BITS = 0x1 | 0x40
_EMPTY = "the file is empty"
_MISSING = "a part that it says it has is missing"
_SAME_MARK = "two of its parts go by the same mark"
_SAME_NAME = "two of its parts have the same name"
_LOCKED_PART = "a part of it is locked with a password"
_ODD_PACKING = "it is packed in a way that Excel does not use"
_TOO_BIG = "it unpacks to more than a return can need"
_XLS = "an Excel 97-2003 workbook (.xls)"
_ODS = "an OpenDocument spreadsheet (.ods)"
CHUNK = 64 * 1024

# Everything zipfile and zlib were seen to raise on a broken file, and no more. ValueError covers
# names that are not text and places before the start, OverflowError places past any end.
BROKEN = (BadZipFile, EOFError, NotImplementedError, OverflowError, ValueError, zlib.error)


class Relation(NamedTuple):
    """One part's link to another: its id, the last word of its kind, and the part's key."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of one workbook; a part's key is its name in small letters, `xl/workbook.xml`."""

    def __init__(self, archive: ZipFile, limits: Limits) -> None:
        """Take the list of parts; raise Refused where it is ambiguous, locked or too long."""
        self._archive = archive
        self._limits = limits
        self._inflated = 0
        self._latest = time.monotonic() + limits.seconds
        self._parts = _listed(archive.infolist(), limits)

    def holds(self, part: str) -> bool:
        """Return whether there is such a part."""
        return part in self._parts

    @property
    def has_macros(self) -> bool:
        """Return whether there is a part in which Excel keeps macros."""
        return any(part.endswith("vbaproject.bin") for part in self._parts)

    @property
    def inflated(self) -> int:
        """Return how many bytes were unpacked so far."""
        return self._inflated

    def stream(self, part: str, *, most: int) -> Iterator[bytes]:
        """Yield the bytes of a part, at most `most` of them, counted against the whole file.

        Raises Refused: `unreadable` where the part is missing or broken, `limits` over a limit.
        """
        if part not in self._parts:
            raise damaged(_MISSING)
        for chunk in self._inflate(self._parts[part]):
            most -= len(chunk)
            self._inflated += len(chunk)
            if most < 0 or self._inflated > self._limits.unpacked_bytes:
                raise too_big(_TOO_BIG)
            if time.monotonic() > self._latest:
                raise too_slow(self._limits.seconds)
            yield chunk

    def measured(self) -> int:
        """Return how many bytes all parts unpack to; raise Refused as `stream` does."""
        for part in self._parts:
            for _ in self.stream(part, most=self._limits.unpacked_bytes):
                pass
        return self._inflated

    def _inflate(self, member: ZipInfo) -> Iterator[bytes]:
        try:
            with self._archive.open(member) as packed:
                while chunk := packed.read(CHUNK):
                    yield chunk
        except BROKEN as error:
            raise damaged() from error

    def relations(self, part: str = "") -> tuple[Relation, ...]:
        """Return the links of a part, of the whole package where `part` is "", in their order."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def relationship(attributes: dict[str, str]) -> None:
            if attributes.get("TargetMode") == "External":
                return
            key = attributes.get("Id", "")
            if key in found:
                raise damaged(_SAME_MARK)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[key] = Relation(key, kind, _resolved(folder, attributes.get("Target", "")))

        if self.holds(source):
            most = self._limits.small_part_bytes
            walk(
                self.stream(source, most=most), "Relationships", {"Relationship": relationship}, {}
            )
        return tuple(found.values())


def open_package(data: bytes, limits: Limits) -> Package:
    """Open the bytes of a file as a package.

    Raises Refused: `unreadable`, `encrypted`, `old-format` or `limits`, and `not-a-workbook` for
    what is no package at all; whether its main part is a workbook shows only when it is read.
    """
    if not data.strip(b"\0"):
        raise damaged(_EMPTY)
    if data.startswith(_OLE2_START):
        raise _ole2_refusal(data)
    if not data.startswith(_ZIP_STARTS):
        raise not_a_workbook()
    try:
        archive = ZipFile(BytesIO(data))
    except BROKEN as error:
        raise damaged() from error
    package = Package(archive, limits)
    _refuse_open_document(package, limits)
    return package


def _ole2_refusal(data: bytes) -> Refused:
    """Return why an OLE2 container (what Office wrote before 2007, and still locks files in)."""

    def holds(streams: tuple[str, ...]) -> bool:
        return any(stream.encode("utf-16-le") in data for stream in streams)

    if holds(_ENCRYPTED_STREAMS):
        return locked()
    if holds(_WORKBOOK_STREAMS) and not holds(_OTHER_STREAMS):
        return old_format(_XLS)
    return not_a_workbook()


def _refuse_open_document(package: Package, limits: Limits) -> None:
    if package.holds("mimetype"):
        mimetype = next(package.stream("mimetype", most=limits.small_part_bytes), b"")
        if mimetype.startswith(_SPREADSHEET_MIMETYPE):
            raise old_format(_ODS)


def _listed(members: list[ZipInfo], limits: Limits) -> dict[str, ZipInfo]:
    """Return the members by key; a name twice is read differently by each program, so refused."""
    if len(members) > limits.parts:
        raise too_many(limits.parts, "parts")
    parts: dict[str, ZipInfo] = {}
    for member in members:
        key = _key(member.filename)
        if key in parts:
            raise damaged(_SAME_NAME)
        if member.flag_bits & _ENCRYPTED_BITS:
            raise damaged(_LOCKED_PART)
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise damaged(_ODD_PACKING)
        parts[key] = member
    return parts


def _key(name: str) -> str:
    # Some programs for Windows pack names with backslashes, which Excel opens all the same.
    return name.replace("\\", "/").lstrip("/").lower()


def _resolved(folder: str, target: str) -> str:
    """Return the key of a link's target, given absolute or from the folder of its source."""
    return _key(posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))))
