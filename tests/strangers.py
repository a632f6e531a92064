"""Files as strangers' programs write them, byte by byte: no program at hand writes them all."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr  # only to write
from zipfile import ZIP_DEFLATED, ZipFile

from msoffcrypto.format.ooxml import OOXMLFile
from ole2 import compound

from plansheet.collect.formats import is_date_format
from plansheet.excel.read import read_book
from plansheet.pages import CellKind, FoundCell, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ole2 import Tree

    from plansheet.pages import FoundBook, FoundSheet

SENT = datetime(2018, 7, 5, 10, 30)  # noqa: DTZ001 - a council's calendar is local
_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001
_ALL_BITS = 0xFFFFFFFF


def zipped(files: Iterable[tuple[str, bytes]], compression: int = ZIP_DEFLATED) -> bytes:
    """Return a zip of files, in their order."""
    whole = BytesIO()
    with ZipFile(whole, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return whole.getvalue()


def encrypted(data: bytes, password: str) -> bytes:
    """Return a workbook as Excel saves it with a password to open it."""
    out = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def locked_xls() -> bytes:
    """Return the beginning of an .xls that is protected with a password ([MS-XLS] 2.4.117)."""
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0x0600)
    rc4 = struct.pack("<HHHHH", 0x002F, 6 + 48, 1, 1, 1) + bytes(range(48))
    return compound({"Workbook": start + rc4 + struct.pack("<HH", 0x000A, 0)})


def e_mail(body: str, *attached: tuple[str, bytes], sent: datetime | None = SENT) -> bytes:
    """Return a message as mail programs save it (.eml)."""
    message = EmailMessage()
    message["From"] = "Head of Parks <head.of.parks@council.example>"
    message["To"] = "performance@council.example"
    message["Subject"] = "Our figures"
    if sent is not None:
        message["Date"] = sent.strftime("%a, %d %b %Y %H:%M:%S +0100")
    message.set_content(body)
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def with_macros(data: bytes) -> bytes:
    """Return a workbook with a part in which Excel keeps macros."""
    return zipped([*parts_of(data).items(), ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")])


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_OPEN = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_STRICTLY = (
    (f"{_OPEN}spreadsheetml/2006/main", f"{_STRICT}spreadsheetml/main"),
    (f"{_OPEN}officeDocument/2006/relationships", f"{_STRICT}officeDocument/relationships"),
    (
        f"{_OPEN}officeDocument/2006/custom-properties",
        f"{_STRICT}officeDocument/customProperties",
    ),
    (f"{_OPEN}officeDocument/2006/docPropsVTypes", f"{_STRICT}officeDocument/docPropsVTypes"),
)
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)><v>([0-9.]+)</v></c>')


def strict(data: bytes) -> bytes:
    """Return a workbook as Excel saves it as Strict Open XML: other names, dates spelt out."""
    parts = parts_of(data)
    for number, sheet in enumerate(read_book(data).sheets, start=1):
        days = _days(sheet)
        name = f"xl/worksheets/sheet{number}.xml"
        parts[name] = _CELL.sub(lambda cell, days=days: _spelt_out(cell, days), parts[name])  # type: ignore[misc]
    return zipped((name, _renamed(part)) for name, part in parts.items())


def _renamed(part: bytes) -> bytes:
    for was, now in _STRICTLY:
        part = part.replace(was.encode(), now.encode())
    return part


def _days(sheet: FoundSheet) -> dict[str, str]:
    return {
        f"{column_letters(column)}{row}": _day(cell.text)
        for (row, column), cell in sheet.cells.items()
        if cell.kind is CellKind.NUMBER and is_date_format(cell.number_format)
    }


def _day(serial: str) -> str:
    return (_DAY_0 + timedelta(float(serial))).isoformat()


def _spelt_out(cell: re.Match[bytes], days: Mapping[str, str]) -> bytes:
    place = (cell[1] + cell[2]).decode()
    if place not in days:
        return cell[0]
    style = re.sub(rb' t="n"', b"", cell[3])
    return f'<c r="{place}"{style.decode()} t="d"><v>{days[place]}</v></c>'.encode()


# --- .xlsx, as a program writes it that keeps its texts in the cells themselves

_STATES = ("visible", "hidden")
_PROPERTIES = f"{_OPEN}officeDocument/2006/custom-properties"
_TYPES = f"{_OPEN}officeDocument/2006/docPropsVTypes"


def xlsx(book: FoundBook) -> bytes:
    """Return a workbook with all that a `FoundBook` tells."""
    styles = list(
        dict.fromkeys(
            (cell.number_format, cell.locked)
            for sheet in book.sheets
            for cell in sheet.cells.values()
        )
    )
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"'
        f' state="{_STATES[sheet.hidden]}"/>'
        for number, sheet in enumerate(book.sheets, start=1)
    )
    sheets = "".join(
        _relation(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(book.sheets) + 1)
    )
    start = f'<Relationships xmlns="{_OPEN}package/2006/relationships">'
    whole = _relation("rId1", "officeDocument", "xl/workbook.xml")
    whole += _relation("rId2", "custom-properties", "docProps/custom.xml")
    main = f'xmlns="{_OPEN}spreadsheetml/2006/main"'
    parts = {
        "_rels/.rels": f"{start}{whole}</Relationships>",
        "docProps/custom.xml": _custom(book.properties),
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{_OPEN}officeDocument/2006/relationships">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": start
        + sheets
        + _relation("rId0", "styles", "styles.xml")
        + "</Relationships>",
        "xl/styles.xml": f"<styleSheet {main}>{_styles(styles)}</styleSheet>",
    }
    for number, sheet in enumerate(book.sheets, start=1):
        content = _sheet_data(sheet, styles)
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {main}>{content}</worksheet>"
    return zipped((name, part.encode()) for name, part in parts.items())


def _custom(properties: Mapping[str, str]) -> str:
    inside = "".join(
        f"<property name={quoteattr(name)}><vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for name, value in properties.items()
    )
    return f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{inside}</Properties>'


def _styles(styles: Iterable[tuple[str, bool]]) -> str:
    known = list(styles)
    formats = "".join(
        f'<numFmt numFmtId="{200 + number}" formatCode={quoteattr(code)}/>'
        for number, (code, _) in enumerate(known)
    )
    cells = "".join(
        f'<xf numFmtId="{200 + number}"><protection locked="{int(locked)}"/></xf>'
        for number, (_, locked) in enumerate(known)
    )
    return f"<numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs>"


def _sheet_data(sheet: FoundSheet, styles: list[tuple[str, bool]]) -> str:
    rows: dict[int, str] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        style = styles.index((cell.number_format, cell.locked))
        place = f'r="{column_letters(column)}{row}" s="{style}"'
        rows[row] = rows.get(row, "") + f"<c {place}{_stored(cell)}</c>"
    data = "".join(f'<row r="{row}">{cells}</row>' for row, cells in rows.items())
    blocks = "".join(
        f'<mergeCell ref="{column_letters(area.left)}{area.top}:'
        f'{column_letters(area.right)}{area.bottom}"/>'
        for area in sheet.merged
    )
    return f"<sheetData>{data}</sheetData><mergeCells>{blocks}</mergeCells>"


def _stored(cell: FoundCell) -> str:
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    value = f"{formula}<v>{escape(cell.text)}</v>"
    match cell.kind:
        case CellKind.BLANK:
            return f">{formula}"
        case CellKind.NUMBER:
            return f">{value}"
        case CellKind.BOOLEAN:
            return f' t="b">{formula}<v>{int(cell.text == "TRUE")}</v>'
        case CellKind.ERROR:
            return f' t="e">{value}'
        case _:
            return f' t="str">{value}'


# --- .xlsb, by [MS-XLSB]: records of a number, a length and their bytes


def xlsb(book: FoundBook) -> bytes:
    """Return a workbook as Excel saves it in its binary format; formulas as their values."""
    return zipped(binary_parts(book).items())


def binary_parts(book: FoundBook) -> dict[str, bytes]:
    """Return the parts of a workbook in the binary format."""
    sheets = "".join(
        _relation(f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin")
        for number in range(1, len(book.sheets) + 1)
    )
    listed = b"".join(
        _record(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(sheet.name))
        for number, sheet in enumerate(book.sheets, start=1)
    )
    styles = _relation("rId0", "styles", "styles.bin")
    relations = f'<Relationships xmlns="{_OPEN}package/2006/relationships">'
    whole = _relation("rId1", "officeDocument", "xl/workbook.bin")
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f"{relations}{whole}</Relationships>".encode(),
        "xl/_rels/workbook.bin.rels": f"{relations}{styles}{sheets}</Relationships>".encode(),
        "xl/workbook.bin": _wrapped(131, _wrapped(143, listed, 144), 132),
        "xl/styles.bin": _wrapped(278, _formats(), 279),
    }
    for number, sheet in enumerate(book.sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _binary_sheet(sheet)
    return parts


def _relation(mark: str, kind: str, target: str) -> str:
    kind = f"{_OPEN}officeDocument/2006/relationships/{kind}"
    return f'<Relationship Id="{mark}" Type="{kind}" Target="{target}"/>'


def _formats() -> bytes:
    plain, day = (struct.pack("<HHHHHBBBB", 0, form, 0, 0, 0, 0, 0, 0, 0) for form in (0, 14))
    return _record(617, struct.pack("<I", 2)) + _record(47, plain) + _record(47, day) + _record(618)


def _binary_sheet(sheet: FoundSheet) -> bytes:
    rows: dict[int, list[tuple[int, FoundCell]]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append((column, cell))
    last_column = max((column for _, column in sheet.cells), default=1)
    content = b""
    for row, cells in rows.items():
        content += _record(0, struct.pack("<IIHB", row - 1, 0, 300, 0) + bytes(6))
        content += b"".join(_binary_cell(column, cell) for column, cell in cells)
    reach = struct.pack("<IIII", 0, max(rows, default=1) - 1, 0, last_column - 1)
    return _wrapped(129, _record(148, reach) + _wrapped(145, content, 146), 130)


def _binary_cell(column: int, cell: FoundCell) -> bytes:
    style = 1 if is_date_format(cell.number_format) else 0
    start = struct.pack("<II", column - 1, style)
    match cell.kind:
        case CellKind.NUMBER:
            return _record(5, start + struct.pack("<d", float(cell.text)))
        case CellKind.BOOLEAN:
            return _record(4, start + bytes([cell.text == "TRUE"]))
        case CellKind.TEXT:
            return _record(6, start + _wide(cell.text))
        case CellKind.ERROR:
            return _record(3, start + b"\x17")  # #REF!
        case _:
            return _record(1, start)


def _wrapped(start: int, inside: bytes, end: int) -> bytes:
    return _record(start) + inside + _record(end)


def _record(number: int, data: bytes = b"") -> bytes:
    kind = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = b"", len(data)
    while length > 127:
        size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
    return kind + size + bytes([length]) + data


def _wide(text: str) -> bytes:
    packed = text.encode("utf-16-le")
    return struct.pack("<I", len(packed) // 2) + packed


# --- .msg, by [MS-OXMSG]: properties in an OLE2 container

_SENDER, _BODY, _TIME = 0x0C1F, 0x1000, 0x0039
_FILE, _LONG_NAME, _SHORT_NAME, _METHOD = 0x3701, 0x3707, 0x3704, 0x3705


def outlook(body: str, *attached: tuple[str, bytes], forwarded: bool = False) -> bytes:
    """Return a message as Outlook saves it (.msg); `forwarded` inside another message."""
    return compound(_message(body, attached, forwarded=forwarded))


def outlook_of(
    texts: Mapping[int, str],
    recipients: Iterable[Mapping[int, str]] = (),
    *attached: tuple[str, bytes],
) -> bytes:
    """Return a message as Outlook saves it, of properties by their numbers."""
    files = _numbered(_attachment(name, data) for name, data in attached)
    start = struct.pack("<8x4I", 0, len(files), 0, len(files)).ljust(32, b"\0")
    people: Tree = {
        f"__recip_version1.0_#{number:08X}": _texts(bytes(8), each)
        for number, each in enumerate(recipients)
    }
    return compound({"__nameid_version1.0": {}, **_texts(start, texts), **people, **files})


def _texts(start: bytes, texts: Mapping[int, str]) -> Tree:
    return {
        "__properties_version1.0": start + b"".join(map(_text, texts, texts.values())),
        **{
            f"__substg1.0_{number:04X}001F": text.encode("utf-16-le")
            for number, text in texts.items()
        },
    }


def _message(body: str, attached: Iterable[tuple[str, bytes]], *, forwarded: bool) -> Tree:
    files: list[Tree] = [_attachment(name, data) for name, data in attached]
    if forwarded:
        files = [_forwarded({**_letter(body, len(files), 24), **_numbered(files)})]
    return {"__nameid_version1.0": {}, **_letter(body, len(files), 32), **_numbered(files)}


def _numbered(files: Iterable[Tree]) -> Tree:
    return {f"__attach_version1.0_#{number:08X}": file for number, file in enumerate(files)}


def _letter(body: str, files: int, head: int) -> Tree:
    sender = "head.of.parks@council.example"
    properties = struct.pack("<8x4I", 0, files, 0, files).ljust(head, b"\0")
    since = int((SENT - datetime(1601, 1, 1)).total_seconds()) * 10_000_000  # noqa: DTZ001
    properties += _fixed(_TIME, 0x40, since) + _text(_SENDER, sender) + _text(_BODY, body)
    return {
        "__properties_version1.0": properties,
        f"__substg1.0_{_SENDER:04X}001F": sender.encode("utf-16-le"),
        f"__substg1.0_{_BODY:04X}001F": body.encode("utf-16-le"),
    }


def _attachment(name: str, data: bytes) -> Tree:
    name_kind = _LONG_NAME if len(name) > 12 else _SHORT_NAME
    properties = bytes(8) + _fixed(_METHOD, 3, 1) + _text(name_kind, name)
    return {
        "__properties_version1.0": properties + _fixed(_FILE, 0x102, len(data)),
        f"__substg1.0_{_FILE:04X}0102": data,
        f"__substg1.0_{name_kind:04X}001F": name.encode("utf-16-le"),
    }


def _forwarded(message: Tree) -> Tree:
    properties = bytes(8) + _fixed(_METHOD, 3, 5) + _fixed(_FILE, 0x0D, 0)
    return {"__properties_version1.0": properties, f"__substg1.0_{_FILE:04X}000D": message}


def _fixed(number: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, number, 6, value)


def _text(number: int, text: str) -> bytes:
    return _fixed(number, 0x1F, len(text.encode("utf-16-le")) + 2)


# --- zip files with a password, by PKWARE's traditional encryption (APPNOTE 6.1)

_CRC = [0] * 256
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = _value >> 1 ^ (0xEDB88320 if _value & 1 else 0)
    _CRC[_byte] = _value


def locked_zip(name: str, data: bytes, password: bytes) -> bytes:
    """Return a zip of one file that opens with a password only."""
    check = zlib.crc32(data)
    packed = _ciphered(bytes(11) + bytes([check >> 24]) + data, password)
    sizes = (check, len(packed), len(data), len(name), 0)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 1, 0, 0, 0, *sizes)
    start = local + name.encode() + packed
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 1, 0, 0, 0, *sizes, 0, 0, 0, 0, 0)
    entry += name.encode()
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(start), 0)
    return start + entry + end


def _ciphered(data: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ _CRC[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & _ALL_BITS
        keys[2] = keys[2] >> 8 ^ _CRC[(keys[2] ^ keys[1] >> 24) & 0xFF]

    for byte in password:
        turn(byte)
    out = bytearray()
    for byte in data:
        mask = keys[2] | 2
        out.append(byte ^ (mask * (mask ^ 1) >> 8 & 0xFF))
        turn(byte)
    return bytes(out)
