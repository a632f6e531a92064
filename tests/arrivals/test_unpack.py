"""What arrives in zip files and e-mails: the workbooks in them, and what holds none turned away."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING
from zipfile import ZIP_BZIP2, ZIP_STORED

import pytest
from forms import form
from ole2 import compound
from strangers import SENT, e_mail, encrypted, locked_zip, outlook, zipped

from plansheet.arrivals.kinds import kind_of
from plansheet.arrivals.letters import Letter
from plansheet.arrivals.unpack import Unpacker
from plansheet.excel.limits import Limits, Refused

if TYPE_CHECKING:
    from plansheet.arrivals.unpack import Piece

WORKBOOK = form().data
PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n"
HEAD = "head.of.parks@council.example"
WRITTEN = Letter(
    f"Head of Parks <{HEAD}>", SENT, "Here it is.", sender_address=HEAD, subject="Our figures"
)
BY_OUTLOOK = Letter(f"<{HEAD}>", SENT, "Here it is.", sender_address=HEAD)


def with_files(letter: Letter, *names: str) -> Letter:
    return replace(letter, attached=names)


def pieces(data: bytes, *passwords: str, limits: Limits | None = None) -> tuple[Piece, ...]:
    return Unpacker(limits or Limits(), passwords).pieces(kind_of(data), data)


def told(data: bytes, *passwords: str) -> list[tuple[str, str]]:
    """Return each piece by its name, and "" or why it is no workbook."""
    found = pieces(data, *passwords)
    return [(each.name, each.refused.detail if each.refused else "") for each in found]


def test_each_workbook_of_a_zip_is_a_file_of_its_own() -> None:
    found = pieces(zipped([("b.xlsx", WORKBOOK), ("a/b.xlsx", WORKBOOK + b"2"), ("c/", b"")]))
    assert [(each.name, each.data, each.letter) for each in found] == [
        ("a/b.xlsx", WORKBOOK + b"2", None),
        ("b.xlsx", WORKBOOK, None),
    ]


def test_what_is_no_workbook_beside_one_is_told() -> None:
    assert told(
        zipped([("a.xlsx", WORKBOOK), ("b.pdf", PDF), ("c.xlsx", encrypted(WORKBOOK, "p"))])
    ) == [
        ("a.xlsx", ""),
        ("b.pdf", "it is a PDF, which shows figures but holds no cells to read"),
        ("c.xlsx", ""),
    ]


def test_zip_files_in_zip_files_are_opened_some_way_down() -> None:
    data = WORKBOOK
    for _ in range(4):
        data = zipped([("in.zip", data)])
    assert told(data) == [("in.zip/in.zip/in.zip/in.zip", "")]
    with pytest.raises(Refused) as caught:
        pieces(zipped([("in.zip", data)]))
    assert (caught.value.code, caught.value.detail) == (
        "limits",
        "files are packed inside files in it, more than 4 deep",
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped([]), "it is a zip file with nothing in it"),
        (zipped([("a.pdf", PDF)]), "it is a zip file with no workbook in it, only 'a.pdf'"),
        (
            zipped([(f"{number}.png", PNG) for number in range(7)]),
            (
                "it is a zip file with no workbook in it, only '0.png', '1.png', '2.png', "
                "'3.png', '4.png' and 2 more"
            ),
        ),
        (
            zipped([("in.zip", zipped([("a.pdf", PDF)]))]),
            "it is a zip file with no workbook in it, only 'in.zip'",
        ),
        (e_mail("It is 79%."), "it is an e-mail (.eml) with nothing attached"),
        (
            e_mail("See the link.", ("logo.png", PNG)),
            "it is an e-mail (.eml) with no workbook attached, only 'logo.png'",
        ),
        (outlook("It is 79%."), "it is an Outlook e-mail (.msg) with nothing attached"),
    ],
)
def test_what_holds_no_workbook_is_turned_away_as_one_file(data: bytes, why: str) -> None:
    (found,) = pieces(data)
    assert found.refused is not None
    assert (found.name, found.data) == ("", data)
    assert (found.refused.code, found.refused.detail) == ("not-a-workbook", why)


@pytest.mark.parametrize(
    ("data", "letter"),
    [
        (
            e_mail("Here it is.", ("our figures.xlsx", WORKBOOK), ("logo.png", PNG)),
            with_files(WRITTEN, "our figures.xlsx"),
        ),
        (
            outlook("Here it is.", ("our figures.xlsx", WORKBOOK), ("logo.png", PNG)),
            with_files(BY_OUTLOOK, "our figures.xlsx"),
        ),
        (
            outlook(
                "Here it is.", ("our figures.xlsx", WORKBOOK), ("logo.png", PNG), forwarded=True
            ),
            with_files(BY_OUTLOOK, "our figures.xlsx"),
        ),
    ],
)
def test_the_workbook_of_an_e_mail_comes_with_who_sent_it_and_when(
    data: bytes, letter: Letter
) -> None:
    (found,) = pieces(data)
    assert (found.name, found.data, found.refused) == ("our figures.xlsx", WORKBOOK, None)
    assert found.letter == letter
    assert found.beside == ("logo.png",)


def test_an_attachment_without_a_name_is_given_one() -> None:
    data = e_mail("Here it is.", ("x.xlsx", WORKBOOK)).replace(b' filename="x.xlsx"', b"")
    assert told(data) == [("attachment", "")]


def test_an_e_mail_in_a_zip_keeps_its_own_sender() -> None:
    inner = e_mail("Here it is.", ("a.xlsx", WORKBOOK))
    found = pieces(zipped([("sent.eml", inner), ("b.xlsx", WORKBOOK)]))
    assert [(each.name, each.letter) for each in found] == [
        ("b.xlsx", None),
        ("sent.eml/a.xlsx", with_files(WRITTEN, "a.xlsx")),
    ]


def test_an_e_mail_forwarded_inside_another_is_looked_through() -> None:
    inner = e_mail("Here it is.", ("a.xlsx", WORKBOOK))
    found = pieces(e_mail("From Parks.", ("forwarded.eml", inner)))
    assert [(each.name, each.letter) for each in found] == [
        ("forwarded.eml/a.xlsx", replace(with_files(WRITTEN, "a.xlsx"), forwarded_by=HEAD))
    ]


@pytest.mark.parametrize("date", [b"", b"Date: some day\r\n"])
def test_an_e_mail_without_a_date_or_with_an_odd_one_has_none(date: bytes) -> None:
    (found,) = pieces(date + e_mail("Hello", ("a.xlsx", WORKBOOK), sent=None))
    assert found.letter == replace(with_files(WRITTEN, "a.xlsx"), sent=None, body="Hello")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"Content-Type: text/plain; charset=no-such\r\n\r\nCaf\xc3\xa9", "Café"),
        (b"Content-Type: text/html\r\n\r\n<p>PK01 &amp; <b>PK02</b></p>", "PK01 & PK02"),
        (b"\r\n   \r\n", ""),
        (b"\r\n" + b"a " * 400, ("a " * 150) + "..."),
    ],
)
def test_how_the_text_of_an_e_mail_begins_is_kept(body: bytes, said: str) -> None:
    (found,) = pieces(b"From: a@b.example\r\nTo: c@d.example\r\n" + body)
    assert found.letter is not None
    assert found.letter.body == said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.xlsx", "etc/passwd.xlsx"),
        ("C:\\Windows\\x.xlsx", "Windows/x.xlsx"),
        ("/x.xlsx", "x.xlsx"),
        ("a\nb\x1b[2Jc\u202excod.xlsx", "a\ufffdb\ufffd[2Jc\ufffdxcod.xlsx"),
        ("...", "file without a name"),
    ],
)
def test_no_name_leads_out_of_the_file_or_is_obeyed(name: str, shown: str) -> None:
    assert told(zipped([(name, WORKBOOK)])) == [(shown, "")]


def test_a_zip_with_a_password_is_opened_with_one_of_those_given() -> None:
    data = locked_zip("a.xlsx", WORKBOOK, b"parks")
    assert told(data, "wrong", "parks") == [("a.xlsx", "")]
    (found,) = pieces(data, "wrong")
    assert found.refused is not None
    assert (found.name, found.data, found.refused.code) == ("a.xlsx", b"", "encrypted")
    assert found.refused.detail == "it is packed with a password, which is none of those given"


def test_a_zip_locked_in_a_newer_way_is_told() -> None:
    data = zipped([("a.xlsx", WORKBOOK)])
    start = data.index(b"PK\x01\x02")
    entry = struct.pack("<HH", 1, 99)
    data = data[: start + 8] + entry + data[start + 12 :]
    (found,) = pieces(data, "parks")
    assert found.refused is not None
    assert (found.refused.code, found.refused.detail) == (
        "encrypted",
        "it is packed with a password in a way (AES) that is not opened here",
    )


def broken_inside() -> bytes:
    good = zipped([("a.xlsx", WORKBOOK), ("b.xlsx", b"b" * 500)], ZIP_STORED)
    return good.replace(b"b" * 500, b"c" * 500)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(
            broken_inside(),
            [("a.xlsx", ""), ("b.xlsx", "the file is damaged or did not arrive whole")],
            id="a wrong checksum",
        ),
        pytest.param(
            zipped([("a.xlsx", WORKBOOK)], ZIP_BZIP2),
            [("a.xlsx", "it is packed in a way that Windows does not use")],
            id="an odd packing",
        ),
        pytest.param(
            zipped([("a.xlsx", WORKBOOK), ("b.zip", b"PK\x03\x04 cut short")]),
            [("a.xlsx", ""), ("b.zip", "the file is damaged or did not arrive whole")],
            id="a broken zip inside",
        ),
    ],
)
def test_what_is_damaged_inside_loses_only_itself(
    data: bytes, found: list[tuple[str, str]]
) -> None:
    assert told(data) == found


def overlapping(count: int, size: int) -> bytes:
    """Return a zip whose entries all point to the same packed bytes."""
    one = zipped([("0.xlsx", bytes(size))])
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[start:end]
    entries = entry * count
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)
    return one[:start] + entries + tail


def nested(levels: int, size: int) -> bytes:
    data = bytes(size)
    for level in range(levels):
        data = zipped([(f"{level}-{number}.zip", data) for number in range(4)])
    return data


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(zipped([("a.xlsx", bytes(20_000_000))]), id="flat"),
        pytest.param(zipped([(f"{n}.xlsx", bytes(900_000)) for n in range(20)]), id="many"),
        pytest.param(overlapping(2_000, 900_000), id="overlapping"),
        pytest.param(nested(3, 900_000), id="nested"),
        pytest.param(e_mail("Hi", ("a.zip", zipped([("a.xlsx", bytes(20_000_000))]))), id="mailed"),
    ],
)
def test_a_bomb_is_refused_within_one_allowance_for_all_of_it(data: bytes) -> None:
    unpacker = Unpacker(Limits(unpacked_bytes=10_000_000))
    with pytest.raises(Refused) as caught:
        unpacker.pieces(kind_of(data), data)
    assert caught.value.code == "limits"
    assert unpacker.unpacked < 11_000_000


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(parts=2), "it holds more than 2 files"),
        (Limits(seconds=-1), "reading it takes longer than -1 seconds"),
        (
            Limits(unpacked_bytes=len(WORKBOOK)),
            "what is packed in it unpacks to more than returns can need",
        ),
    ],
)
def test_the_allowance_is_of_files_and_seconds_too(limits: Limits, why: str) -> None:
    data = zipped([(f"{number}.xlsx", WORKBOOK) for number in range(3)])
    with pytest.raises(Refused) as caught:
        pieces(data, limits=limits)
    assert (caught.value.code, caught.value.detail) == ("limits", why)


def test_a_message_that_is_no_whole_one_fails_in_a_way_that_the_child_tells() -> None:
    with pytest.raises(Exception, match=r".+"):
        pieces(compound({"__nameid_version1.0": {}}))
