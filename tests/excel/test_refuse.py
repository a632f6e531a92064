"""What `read_book` turns away and why, and that nothing else ever comes of broken bytes."""

from __future__ import annotations

import struct
import warnings
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from plansheet.excel.limits import MOST_TEXT
from plansheet.excel.read import DEFAULT_LIMITS, Limits, Refused, read_book
from plansheet.pages import FoundBook

if TYPE_CHECKING:
    from collections.abc import Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def good_file() -> bytes:
    """Return a small sound workbook with a text, a number, a formula and a property."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        page = book.add_worksheet("Data")
        page.write_string(0, 0, "CP05")
        page.write_number(0, 1, 0.58)
        page.write_formula(0, 2, "=B1*2", None, 1.16)
        book.add_worksheet("More").write_string(0, 0, "n/a")
        book.set_custom_property("issue", "abc")
    return whole.getvalue()


GOOD = good_file()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a file."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Iterable[tuple[str, bytes]], compression: int = ZIP_DEFLATED) -> bytes:
    """Return the parts as the bytes of a file; a name may come twice."""
    whole = BytesIO()
    with warnings.catch_warnings(), ZipFile(whole, "w", compression) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, content in parts:
            archive.writestr(name, content)
    return whole.getvalue()


def changed(part: str, old: str, new: str) -> bytes:
    """Return the good file with a piece of one part replaced."""
    parts = unpacked(GOOD)
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return packed(parts.items())


def without(*names: str) -> bytes:
    """Return the good file without some of its parts."""
    return packed((name, part) for name, part in unpacked(GOOD).items() if name not in names)


def with_part(name: str, content: str) -> bytes:
    """Return the good file with another part in the place of one."""
    return packed((unpacked(GOOD) | {name: content.encode()}).items())


def with_extra(name: str, content: bytes = b"") -> bytes:
    """Return the good file with one part more."""
    return packed([*unpacked(GOOD).items(), (name, content)])


def in_directory(data: bytes, offset: int, layout: str, value: int) -> bytes:
    """Return a file with one field changed in every entry of its zip directory."""
    broken = bytearray(data)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into(layout, broken, place + offset, value)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(broken)


def inflated_wrongly() -> bytes:
    """Return the good file with rubbish where the packed bytes of its workbook part were."""
    with ZipFile(BytesIO(GOOD)) as archive:
        member = archive.getinfo(BOOK)
    start = member.header_offset + 30 + len(BOOK)
    return GOOD[:start] + b"\xff" * member.compress_size + GOOD[start + member.compress_size :]


def cut_short() -> bytes:
    """Return a file whose only part is said to go on past the end of the file."""
    return in_directory(packed([("_rels/.rels", b"<R/>")], ZIP_STORED), 20, "<I", 10_000)


def ole2(*streams: str) -> bytes:
    """Return what begins as an OLE2 container and names some streams."""
    names = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def refusal(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Refused:
    """Return how a file is refused."""
    with pytest.raises(Refused) as caught:
        read_book(data, limits)
    return caught.value


DOCTYPE = '<!DOCTYPE w [<!ENTITY a "b">]>\n<workbook'
ZIP64_EXTRA = struct.pack("<HHQ", 1, 8, 2**63 + 5)
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def far_away() -> bytes:
    """Return a file whose directory puts its first part past any place a file can have."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 4, 4, 11, 12,
                        0, 0, 0, 0, 2**32 - 1)  # fmt: skip
    directory = entry + b"_rels/.rels" + ZIP64_EXTRA
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 4, 0)
    return b"PK\x03\x04" + directory + end


@pytest.mark.parametrize(
    ("code", "data"),
    [
        pytest.param("unreadable", b"", id="empty"),
        pytest.param("unreadable", bytes(4096), id="nothing but noughts"),
        pytest.param("unreadable", GOOD[:-1], id="a byte short"),
        pytest.param("unreadable", GOOD[: len(GOOD) // 2], id="half"),
        pytest.param("unreadable", GOOD[:100], id="100 bytes"),
        pytest.param("unreadable", GOOD[:4], id="4 bytes"),
        pytest.param("unreadable", inflated_wrongly(), id="rubbish inside"),
        pytest.param("unreadable", cut_short(), id="a part past the end"),
        pytest.param("unreadable", far_away(), id="a part nowhere"),
        pytest.param("unreadable", in_directory(GOOD, 16, "<I", 1), id="a wrong checksum"),
        pytest.param("unreadable", in_directory(GOOD, 6, "<H", 99), id="a zip of the future"),
        pytest.param("unreadable", in_directory(GOOD, 8, "<H", 1), id="a locked part"),
        pytest.param("unreadable", in_directory(GOOD, 8, "<H", 0x40), id="a well locked part"),
        pytest.param("unreadable", in_directory(GOOD, 8, "<H", 0x20), id="a patched part"),
        pytest.param(
            "unreadable", packed(unpacked(GOOD).items(), ZIP_BZIP2), id="packed as Excel never does"
        ),
        pytest.param("unreadable", with_extra(BOOK, b"<a/>"), id="a part twice"),
        pytest.param("unreadable", with_extra("XL/Workbook.xml"), id="a part twice but for case"),
        pytest.param("unreadable", with_extra("xl\\workbook.xml"), id="a part twice but for slash"),
        pytest.param("unreadable", without(SHEET), id="no sheet part"),
        pytest.param("unreadable", without(RELS), id="no links to sheets"),
        pytest.param("unreadable", without(BOOK), id="no workbook part"),
        pytest.param("unreadable", without(STRINGS), id="no strings part"),
        pytest.param("unreadable", with_part(BOOK, f"<workbook xmlns='{MAIN}'/>"), id="no sheets"),
        pytest.param("unreadable", changed(RELS, 'Id="rId2"', 'Id="rId1"'), id="a mark twice"),
        pytest.param("unreadable", changed(BOOK, ' r:id="rId1"', ""), id="a sheet without link"),
        pytest.param("unreadable", changed(BOOK, '"More"', '"DATA"'), id="a sheet name twice"),
        pytest.param("unreadable", changed(BOOK, "<workbook", DOCTYPE), id="a document type"),
        pytest.param("unreadable", changed(SHEET, "</row>", "</raw>"), id="unsound markup"),
        pytest.param("unreadable", changed(SHEET, "</worksheet>", ""), id="unfinished markup"),
        pytest.param("unreadable", changed(SHEET, "<v>", "<v>&copy;"), id="an unknown entity"),
        pytest.param("unreadable", changed(SHEET, "2006/main", "2007/main"), id="another sheet"),
        pytest.param("unreadable", changed(SHEET, "UTF-8", "rot13"), id="an odd encoding"),
        pytest.param("not-a-workbook", b"Ref,Title\nCP05,Recycling\n", id="csv"),
        pytest.param("not-a-workbook", b"<html><table></table></html>", id="html"),
        pytest.param("not-a-workbook", b"%PDF-1.7\n", id="pdf"),
        pytest.param("not-a-workbook", packed([]), id="an empty zip"),
        pytest.param("not-a-workbook", packed([("return.xlsx", GOOD)]), id="a zip of returns"),
        pytest.param("not-a-workbook", packed([("mimetype", b"text")]), id="another document"),
        pytest.param("not-a-workbook", packed([("mimetype", b"")]), id="no mimetype"),
        pytest.param("not-a-workbook", without("_rels/.rels"), id="no links"),
        pytest.param("not-a-workbook", with_part(BOOK, "<w:d xmlns:w='urn:word'/>"), id="docx"),
        pytest.param("not-a-workbook", with_part(BOOK, "<workbook/>"), id="no namespace"),
        pytest.param("not-a-workbook", ole2("WordDocument", "Workbook"), id="doc"),
        pytest.param("not-a-workbook", ole2("__properties_version1.0"), id="msg"),
        pytest.param("not-a-workbook", ole2("A Book of names"), id="msg with a word"),
        pytest.param("encrypted", ole2("EncryptionInfo", "EncryptedPackage"), id="password"),
        pytest.param("old-format", ole2("Workbook"), id="xls"),
        pytest.param("old-format", ole2("Book"), id="xls of Excel 95"),
        pytest.param("old-format", packed([("mimetype", ODS.encode())]), id="ods"),
        pytest.param(
            "old-format", changed("_rels/.rels", "workbook.xml", "workbook.bin"), id="xlsb"
        ),
    ],
)  # fmt: skip
def test_a_file_that_will_not_do_is_refused(code: str, data: bytes) -> None:
    found = refusal(data)
    assert found.code == code
    assert found.detail
    assert str(found) == f"{code}: {found.detail}"


def worksheet(inside: str) -> bytes:
    """Return the good file with another first sheet."""
    return with_part(SHEET, f"<worksheet xmlns='{MAIN}'>{inside}</worksheet>")


def many_sheets() -> bytes:
    """Return the good file with its first sheet listed ten thousand times."""
    one_more = "".join(f'<sheet name="{number}" r:id="rId1"/>' for number in range(10_000))
    return changed(BOOK, "</sheets>", f"{one_more}</sheets>")


LONG = "a" * (MOST_TEXT + 1)
OWN_TEXT = '<sheetData><row><c t="inlineStr"><is>{}</is></c></row></sheetData>'
SST = f"<sst xmlns='{MAIN}'><si>{{}}</si></sst>"


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        pytest.param(GOOD, Limits(unpacked_bytes=2_000), id="unpacked"),
        pytest.param(worksheet(" " * 10_000_000), Limits(unpacked_bytes=10**6), id="a bomb"),
        pytest.param(
            in_directory(worksheet(" " * 10_000_000), 24, "<I", 5 * 10**6),
            Limits(unpacked_bytes=10**6),
            id="a bomb that lies",
        ),
        pytest.param(GOOD, Limits(small_part_bytes=600), id="a small part"),
        pytest.param(GOOD, Limits(parts=5), id="parts"),
        pytest.param(GOOD, Limits(seconds=-1), id="time"),
        pytest.param(many_sheets(), Limits(), id="sheets"),
        pytest.param(GOOD, Limits(cells=3), id="cells of all sheets"),
        pytest.param(GOOD, Limits(cells=1), id="texts"),
        pytest.param(with_part(STRINGS, SST.format(f"<t>{LONG}</t>")), Limits(), id="a text"),
        pytest.param(worksheet(OWN_TEXT.format(f"<t>{LONG}</t>")), Limits(), id="an own text"),
        pytest.param(
            worksheet(OWN_TEXT.format(f"<r><t>{LONG}</t></r>" * 8)), Limits(), id="a text of runs"
        ),
        pytest.param(
            with_part(STRINGS, SST.format(f"<t>{LONG * 10}")), Limits(), id="an endless text"
        ),
        pytest.param(worksheet(f"<a b='{LONG * 60}'/>"), Limits(), id="a long tag"),
        pytest.param(worksheet("<a>" * 40_000), Limits(), id="tags in tags"),
        pytest.param(
            worksheet("".join(f"<a{number}/>" for number in range(20_000))), Limits(), id="names"
        ),
    ],
)
def test_a_file_over_a_limit_is_refused(data: bytes, limits: Limits) -> None:
    assert refusal(data, limits).code == "limits"


def test_a_text_may_be_as_long_as_excel_allows_however_it_is_stored() -> None:
    stored = OWN_TEXT.format(f"<t>{'_x000D_' * MOST_TEXT}</t>")
    book = read_book(worksheet(stored))
    assert book.sheets[0].cells[1, 1].text == "\r" * MOST_TEXT


def test_a_million_blank_cells_cost_no_room() -> None:
    blank = '<row><c s="1"/></row>' * 100_000
    book = read_book(worksheet(f"<sheetData>{blank}</sheetData>"), replace(Limits(), cells=3))
    assert book.sheets[0].cells == {}


def outcome(data: bytes) -> str:
    """Return the code of a refusal, or "" for a book; anything else fails the test."""
    try:
        book = read_book(data, Limits(unpacked_bytes=10**7))
    except Refused as refused:
        return refused.code
    assert isinstance(book, FoundBook)
    return ""


CODES = {"", "unreadable", "not-a-workbook", "encrypted", "old-format", "limits"}
FLIPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8)


def flipped(data: bytes, flips: list[tuple[int, int]]) -> bytes:
    """Return the bytes with some of them changed."""
    broken = bytearray(data)
    for place, value in flips:
        broken[place % len(broken)] = value
    return bytes(broken)


DIRECTORY = GOOD.index(b"PK\x01\x02")


@settings(max_examples=300, deadline=None)
@given(flips=FLIPS)
def test_flipped_bytes_end_in_a_book_or_a_refusal(flips: list[tuple[int, int]]) -> None:
    assert outcome(flipped(GOOD, flips)) in CODES


@settings(max_examples=300, deadline=None)
@given(flips=FLIPS)
def test_a_flipped_directory_ends_in_a_book_or_a_refusal(flips: list[tuple[int, int]]) -> None:
    assert outcome(GOOD[:DIRECTORY] + flipped(GOOD[DIRECTORY:], flips)) in CODES


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from([BOOK, RELS, SHEET, STRINGS, "xl/styles.xml"]), flips=FLIPS)
def test_flipped_markup_ends_in_a_book_or_a_refusal(
    name: str, flips: list[tuple[int, int]]
) -> None:
    parts = unpacked(GOOD)
    parts[name] = flipped(parts[name], flips)
    assert outcome(packed(parts.items())) in CODES


@settings(max_examples=100, deadline=None)
@given(length=st.integers(0, len(GOOD) - 1))
def test_a_truncated_file_is_unreadable(length: int) -> None:
    expected = "not-a-workbook" if 0 < length < len(b"PK\x03\x04") else "unreadable"
    assert outcome(GOOD[:length]) == expected


@settings(max_examples=100, deadline=None)
@given(start=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06"]), rest=st.binary(max_size=400))
def test_any_bytes_at_all_end_in_a_refusal(start: bytes, rest: bytes) -> None:
    assert outcome(start + rest) in CODES - {""}
