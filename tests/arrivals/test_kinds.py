"""What a file is, whatever it is called, and the sentence about each that is no workbook."""

from __future__ import annotations

import pytest
from forms import form
from ole2 import compound
from strangers import e_mail, encrypted, outlook, strict, with_macros, xlsb, zipped

from plansheet.arrivals.kinds import Kind, kind_of
from plansheet.excel.limits import SAVE_AS_XLSX, SEND_THE_WORKBOOK, Refused
from plansheet.excel.read import read_book

WORKBOOK = form().data
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(Kind.XLSX, WORKBOOK, id="xlsx"),
        pytest.param(Kind.XLSX, with_macros(WORKBOOK), id="xlsm"),
        pytest.param(Kind.XLSX, strict(WORKBOOK), id="strict"),
        pytest.param(Kind.XLSB, xlsb(read_book(WORKBOOK)), id="xlsb"),
        pytest.param(Kind.XLS, compound({"Workbook": b"x"}), id="xls"),
        pytest.param(Kind.XLS, compound({"Book": b"x"}), id="xls of Excel 95"),
        pytest.param(Kind.ODS, zipped([("mimetype", ODS)]), id="ods"),
        pytest.param(Kind.LOCKED, encrypted(WORKBOOK, "x"), id="locked"),
        pytest.param(Kind.ZIP, zipped([("a.xlsx", WORKBOOK)]), id="zip"),
        pytest.param(Kind.ZIP, zipped([("MIMETYPE", ODS)]), id="zip with odd names"),
        pytest.param(Kind.EML, e_mail("Hello"), id="eml"),
        pytest.param(Kind.EML, b"X-Odd: 1\r\n  more\r\nFrom: a\r\nTo: b\r\n\r\nHi", id="odd eml"),
        pytest.param(Kind.MSG, outlook("Hello", ("a.xls", b"Workbook")), id="msg"),
    ],
)
def test_what_can_be_opened_is_known_by_its_content(kind: Kind, data: bytes) -> None:
    assert kind_of(data) is kind


NUMBERS = (
    "Open it in Numbers, choose File, Export To, Excel, take the format .xlsx, and send that; or "
    "fill in the collection workbook itself."
)
LINK = (
    "it is only a link to a file kept elsewhere, and nothing is ever fetched from a link",
    "Attach the collection workbook itself, saved as an Excel workbook (.xlsx), not a link to it.",
)
PDF = ("it is a PDF, which shows figures but holds no cells to read", SEND_THE_WORKBOOK)
WORD = ("it is a Word document, and figures are read from workbooks only", SEND_THE_WORKBOOK)
CSV = (
    (
        "it is a table saved as text (CSV), which has lost its sheets and what tells this workbook "
        "from others"
    ),
    SEND_THE_WORKBOOK,
)
TEXT = ("it is plain text", SEND_THE_WORKBOOK)
PAGE = ("it is a web page, which some programs save under the name of a workbook", SAVE_AS_XLSX)
PACKER = (
    "it is packed by a program whose files are not opened here",
    "Send the workbooks themselves, or pack them as an ordinary zip file.",
)


def picture(form: str) -> tuple[str, str]:
    why = f"it is a picture ({form}), and figures cannot be read from a picture"
    return why, SEND_THE_WORKBOOK


@pytest.mark.parametrize(
    ("why", "data"),
    [
        pytest.param(PDF, b"%PDF-1.7\n", id="pdf"),
        pytest.param(PDF, b"\r\n\r\n%PDF-1.4\n", id="pdf after a blank"),
        pytest.param(picture("PNG"), b"\x89PNG\r\n\x1a\n", id="png"),
        pytest.param(picture("JPEG"), b"\xff\xd8\xff\xe0", id="jpeg"),
        pytest.param(picture("HEIC, from a phone"), b"\0\0\0\x18ftypheic\0\0\0\0", id="heic"),
        pytest.param(picture("WebP"), b"RIFF\x10\0\0\0WEBPVP8 ", id="webp"),
        pytest.param(
            ("it is a film or a sound", SEND_THE_WORKBOOK), b"\0\0\0\x18ftypmp42\0\0", id="film"
        ),
        pytest.param(
            ("it is an Apple Numbers document, which only Numbers opens", NUMBERS),
            zipped([("Index/Document.iwa", b"x"), ("preview.jpg", b"x")]),
            id="numbers",
        ),
        pytest.param(WORD, zipped([("[Content_Types].xml", b""), ("word/document.xml", b"")])),
        pytest.param(WORD, compound({"WordDocument": b"x"}), id="doc"),
        pytest.param(WORD, b"{\\rtf1 Hello}", id="rtf"),
        pytest.param(
            ("it is a PowerPoint presentation", SEND_THE_WORKBOOK),
            zipped([("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")]),
            id="pptx",
        ),
        pytest.param(
            ("it is a PowerPoint presentation", SEND_THE_WORKBOOK),
            compound({"PowerPoint Document": b"x"}),
            id="ppt",
        ),
        pytest.param(
            ("it is an Office document of another kind", SEND_THE_WORKBOOK),
            compound({"VisioDocument": b"x"}),
            id="visio",
        ),
        pytest.param(
            ("it is an OpenDocument file, but not a spreadsheet", SEND_THE_WORKBOOK),
            zipped([("mimetype", b"application/vnd.oasis.opendocument.text")]),
            id="odt",
        ),
        pytest.param(CSV, b"Ref,Actual\r\nPK01,79\r\n", id="csv"),
        pytest.param(CSV, "Ref\tActual\nPK01\t79\n".encode("utf-16"), id="text with tabs"),
        pytest.param(TEXT, b"PK01 is 79% this quarter.\nPK02, as ever, is fine.\n", id="text"),
        pytest.param(TEXT, b"From here on: nothing\n", id="text with a colon"),
        pytest.param(PAGE, b"\n<html><table></table></html>", id="html"),
        pytest.param(PAGE, b"<!DOCTYPE HTML><title>x</title>", id="html with a type"),
        pytest.param(
            ("it is an XML spreadsheet of Excel 2003", SAVE_AS_XLSX),
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            id="xml of 2003",
        ),
        pytest.param(
            ("it is a flat OpenDocument file", SAVE_AS_XLSX),
            b'<?xml?><office:document xmlns:office="urn:oasis:tc:opendocument:xmlns:office:1.0">',
            id="fods",
        ),
        pytest.param(LINK, b"[InternetShortcut]\r\nURL=https://council.example/x\r\n", id="url"),
        pytest.param(LINK, b"<?xml?><plist><dict><key>URL</key></dict></plist>", id="webloc"),
        pytest.param(LINK, b"bplist00\xd1", id="webloc of bytes"),
        pytest.param(LINK, b'{"url": "https://docs.example/spreadsheets"}', id="gsheet"),
        pytest.param(LINK, b"https://council.example/returns/parks.xlsx\n", id="an address"),
        pytest.param(PACKER, b"7z\xbc\xaf\x27\x1c", id="7z"),
        pytest.param(PACKER, b"Rar!\x1a\x07", id="rar"),
        pytest.param(
            (
                "it is a winmail.dat, which only Outlook opens",
                (
                    "Send the message again as HTML or plain text, not as Rich Text, with the "
                    "workbook attached."
                ),
            ),
            b"\x78\x9f\x3e\x22\0\0",
            id="winmail.dat",
        ),
        pytest.param(
            ("it is a program, and nothing that arrives is ever run", SEND_THE_WORKBOOK),
            b"MZ\x90\0",
            id="exe",
        ),
        pytest.param(
            ("it is of a kind that is not known here", SEND_THE_WORKBOOK),
            b"\x01\x02\x03",
            id="anything",
        ),
    ],
)
def test_what_is_no_workbook_has_its_own_sentence(why: tuple[str, str], data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        kind_of(data)
    refused = caught.value
    assert (refused.code, refused.detail, refused.remedy) == ("not-a-workbook", *why)


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("it is empty: nothing of it arrived", b""),
        ("nothing of it arrived but empty space", bytes(4096)),
        ("the file is damaged or did not arrive whole", WORKBOOK[: len(WORKBOOK) // 2]),
        ("the file is damaged or did not arrive whole", WORKBOOK[:40]),
    ],
)
def test_what_did_not_arrive_whole_is_unreadable(why: str, data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        kind_of(data)
    assert (caught.value.code, caught.value.detail) == ("unreadable", why)
