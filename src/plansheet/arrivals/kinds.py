"""What a file is, by its content and never by its name: what can be opened, and why not.

Owns the sentences about files that are no workbook: what it is, why nothing can be read from it,
and what whoever sent it can do.
"""

from __future__ import annotations

import re
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

from plansheet.excel.limits import (
    SAVE_AS_XLSX,
    SEND_THE_WORKBOOK,
    damaged,
    not_a_workbook,
)
from plansheet.excel.package import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(Enum):
    """What can be opened: workbooks, and what files arrive in."""

    XLSX = "an Excel workbook (.xlsx)"
    XLSB = "an Excel binary workbook (.xlsb)"
    XLS = "an Excel 97-2003 workbook (.xls)"
    ODS = "an OpenDocument spreadsheet (.ods)"
    LOCKED = "a workbook protected with a password"
    ZIP = "a zip file"
    EML = "an e-mail (.eml)"
    MSG = "an Outlook e-mail (.msg)"


# The formats of which the library that reads them tells the values only.
FOREIGN = (Kind.XLSB, Kind.XLS, Kind.ODS)
CONTAINERS = (Kind.ZIP, Kind.EML, Kind.MSG)

_MOST_LOOKED_AT = 4096
_ATTACH_THE_FILE = (
    "Attach the collection workbook itself, saved as an Excel workbook (.xlsx), not a link to it."
)
_FROM_NUMBERS = (
    "Open it in Numbers, choose File, Export To, Excel, take the format .xlsx, and send that; or "
    "fill in the collection workbook itself."
)
_SEND_PLAIN = (
    "Send the message again as HTML or plain text, not as Rich Text, with the workbook attached."
)
_PACK_AS_ZIP = "Send the workbooks themselves, or pack them as an ordinary zip file."
_EMPTY = "it is empty: nothing of it arrived"
_NOUGHTS = "nothing of it arrived but empty space"
_OTHER_OFFICE = "it is an Office document of another kind"
_OTHER_OPEN = "it is an OpenDocument file, but not a spreadsheet"
_UNKNOWN = "it is of a kind that is not known here"
_PICTURE = "it is a picture{}, and figures cannot be read from a picture"
_LINK = "it is only a link to a file kept elsewhere, and nothing is ever fetched from a link"


def _picture(form: str) -> tuple[str, str]:
    return _PICTURE.format(f" ({form})"), SEND_THE_WORKBOOK


_PDF = ("it is a PDF, which shows figures but holds no cells to read", SEND_THE_WORKBOOK)
_NUMBERS = ("it is an Apple Numbers document, which only Numbers opens", _FROM_NUMBERS)
_WORD = ("it is a Word document, and figures are read from workbooks only", SEND_THE_WORKBOOK)
_SLIDES = ("it is a PowerPoint presentation", SEND_THE_WORKBOOK)
_HTML = (
    "it is a web page, which some programs save under the name of a workbook",
    SAVE_AS_XLSX,
)
_CSV = (
    (
        "it is a table saved as text (CSV), which has lost its sheets and what tells this workbook "
        "from others"
    ),
    SEND_THE_WORKBOOK,
)
_TEXT = ("it is plain text", SEND_THE_WORKBOOK)
_OTHER_PACKER = ("it is packed by a program whose files are not opened here", _PACK_AS_ZIP)

_STARTS: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"%PDF-", _PDF),
    (b"\x89PNG\r\n\x1a\n", _picture("PNG")),
    (b"\xff\xd8\xff", _picture("JPEG")),
    (b"GIF8", _picture("GIF")),
    (b"II*\0", _picture("TIFF")),
    (b"MM\0*", _picture("TIFF")),
    (b"{\\rtf", _WORD),
    (b"7z\xbc\xaf\x27\x1c", _OTHER_PACKER),
    (b"Rar!", _OTHER_PACKER),
    (b"\x1f\x8b", _OTHER_PACKER),
    (b"\x78\x9f\x3e\x22", ("it is a winmail.dat, which only Outlook opens", _SEND_PLAIN)),
    (b"MZ", ("it is a program, and nothing that arrives is ever run", SEND_THE_WORKBOOK)),
    (b"bplist00", (_LINK, _ATTACH_THE_FILE)),
)
_PHONE_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})

_TEXTS: tuple[tuple[str, tuple[str, str]], ...] = (
    (r"\s*\[InternetShortcut\]", (_LINK, _ATTACH_THE_FILE)),
    (r"(?s)\s*(?:<\?xml.*)?<plist.*<key>URL</key>", (_LINK, _ATTACH_THE_FILE)),
    (r'(?s)\s*\{\s*"(?:url|doc_id|open_url)"', (_LINK, _ATTACH_THE_FILE)),
    (r"\s*https?://\S+\s*$", (_LINK, _ATTACH_THE_FILE)),
    (
        r"(?s).*urn:schemas-microsoft-com:office:spreadsheet",
        ("it is an XML spreadsheet of Excel 2003", SAVE_AS_XLSX),
    ),
    (r"(?s).*opendocument:xmlns:office", ("it is a flat OpenDocument file", SAVE_AS_XLSX)),
    (r"(?is).{0,1000}<(?:!doctype html|html|table|body|head|meta)\b", _HTML),
)
_HEADER = re.compile(
    rb"(from|to|date|subject|received|return-path|mime-version|message-id|content-type"
    rb"|delivered-to|x-[a-z-]+|arc-[a-z-]+|dkim-signature|thread-topic|reply-to|sender)[ \t]*:",
    re.IGNORECASE,
)
# A header goes on in the next line, and one that is not known counts for nothing.
_GOES_ON = re.compile(rb"[ \t]|>?From |[!-9;-~]+:")
_FEWEST_HEADERS = 2
_SEPARATORS = ",;\t"

_OLE2_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def kind_of(data: bytes) -> Kind:
    """Return what a file is that can be opened; raise Refused, with its own sentence, for others.

    The sentence says only what the file is; whether it is whole shows when it is opened.
    """
    if not data:
        raise damaged(_EMPTY)
    if not data.strip(b"\0"):
        raise damaged(_NOUGHTS)
    if data.startswith(_OLE2_START):
        return _of_ole2(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _of_zip(data)
    if b"%PDF-" in data[:1024]:
        raise not_a_workbook(*_PDF)
    for start, why in _STARTS:
        if data.startswith(start):
            raise not_a_workbook(*why)
    if data[4:8] == b"ftyp":
        raise not_a_workbook(*_of_film(data))
    if data[8:12] == b"WEBP":
        raise not_a_workbook(*_picture("WebP"))
    return _of_text(data[:_MOST_LOOKED_AT])


class _Holds(NamedTuple):
    """A look into an OLE2 container for the names of its streams, without opening it."""

    data: bytes

    def any(self, *streams: str) -> bool:
        return any(stream.encode("utf-16-le") in self.data for stream in streams)


def _of_ole2(data: bytes) -> Kind:
    holds = _Holds(data)
    # A message may hold anything attached, so it is looked for first.
    if holds.any("__properties_version1.0", "__nameid_version1.0"):
        return Kind.MSG
    if holds.any("EncryptedPackage", "EncryptionInfo"):
        return Kind.LOCKED
    if holds.any("WordDocument"):
        raise not_a_workbook(*_WORD)
    if holds.any("PowerPoint Document"):
        raise not_a_workbook(*_SLIDES)
    # The nought that ends "Book" keeps the plain word out.
    if holds.any("Workbook", "Book\0"):
        return Kind.XLS
    # What lists its streams stands anywhere in it, often at the end.
    raise not_a_workbook(_OTHER_OFFICE) if holds.any("Root Entry") else damaged()


def _of_zip(data: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            mimetype = _start_of(archive, "mimetype") if "mimetype" in names else b""
    except BROKEN as error:
        raise damaged() from error
    if mimetype.startswith(_ODS_TYPE):
        return Kind.ODS
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise not_a_workbook(_OTHER_OPEN)
    if any(name.endswith(".iwa") or name in {"index.zip", "index/"} for name in names):
        raise not_a_workbook(*_NUMBERS)
    if names.isdisjoint({"[content_types].xml", "_rels/.rels"}):
        return Kind.ZIP
    if "word/document.xml" in names:
        raise not_a_workbook(*_WORD)
    if "ppt/presentation.xml" in names:
        raise not_a_workbook(*_SLIDES)
    return Kind.XLSB if "xl/workbook.bin" in names else Kind.XLSX


def _start_of(archive: ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(100)
    except (KeyError, RuntimeError):
        return b""  # In capitals, or locked: of no office program.


def _of_film(data: bytes) -> tuple[str, str]:
    if data[8:12] in _PHONE_PICTURES:
        return _picture("HEIC, from a phone")
    return "it is a film or a sound", SEND_THE_WORKBOOK


def _of_text(start: bytes) -> Kind:
    if _is_letter(start):
        return Kind.EML
    text = _decoded(start)
    if text is None:
        raise not_a_workbook(_UNKNOWN)
    for pattern, why in _TEXTS:
        if re.match(pattern, text):
            raise not_a_workbook(*why)
    raise not_a_workbook(*(_CSV if _is_table(text.splitlines()) else _TEXT))


def _is_letter(start: bytes) -> bool:
    """Return whether a text begins with two headers of an e-mail, before anything else."""
    found = 0
    for line in start.lstrip().removeprefix(b"\xef\xbb\xbf").splitlines():
        if _HEADER.match(line):
            found += 1
        elif not _GOES_ON.match(line):
            break
    return found >= _FEWEST_HEADERS


def _decoded(start: bytes) -> str | None:
    """Return a text, or None for what is none."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "replace")
    controls = any(byte < ord(" ") and byte not in b"\t\n\r\f" for byte in start)
    return None if controls else start.decode("utf-8-sig", "replace")


def _is_table(lines: Iterable[str]) -> bool:
    """Return whether the first lines all have the same number of separators, one at least."""
    # The last line may be cut short.
    filled = [line for line in lines if line.strip()][:20]
    counts = ({line.count(sign) for line in filled} for sign in _SEPARATORS)
    return any(len(each) == 1 and each != {0} for each in counts)
