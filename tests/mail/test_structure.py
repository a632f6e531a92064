"""What a server says of the parts of a message, in whatever form it says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.mail.structure import may_carry_file, said

TEXT = '("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 12 1 NIL NIL NIL NIL)'
HTML = '("TEXT" "HTML" NIL NIL NIL "QUOTED-PRINTABLE" 12 1)'
LOGO = '("image" "png" ("name" "logo.png") "<logo@x>" NIL "base64" 99 NIL ("inline" NIL) NIL)'
XLSX = (
    '("application" "vnd.openxmlformats-officedocument.spreadsheetml.sheet" '
    '("name" "parks (1) \\"new\\".xlsx") NIL NIL "base64" 9000)'
)


def application(subtype: str) -> str:
    return f'("application" "{subtype}" NIL NIL NIL "base64" 900)'


@pytest.mark.parametrize(
    ("structure", "may"),
    [
        (TEXT, False),
        (HTML, False),
        (f'({TEXT}{HTML} "alternative" ("boundary" "x") NIL NIL)', False),
        (f'(({TEXT}{HTML} "alternative"){LOGO} "related" ("type" "multipart/x"))', False),
        (f'({TEXT}{application("pdf")} "mixed")', False),
        (f'({TEXT}{application("pkcs7-signature")} "signed")', False),
        (f'({TEXT}("text" "calendar" NIL NIL NIL "7bit" 9 1) "mixed")', False),
        (f'({TEXT}("message" "delivery-status" NIL NIL NIL "7bit" 9) "report")', False),
        (f'({TEXT}("audio" "ogg" NIL NIL NIL "base64" 9)("video" "mp4") "mixed")', False),
        (f'({TEXT}{XLSX} "mixed" ("boundary" "x"))', True),
        (f'((({TEXT}{HTML} "alternative"){LOGO} "related"){XLSX} "mixed")', True),
        (XLSX, True),
        (f'({TEXT}{application("octet-stream")} "mixed")', True),
        (f'({TEXT}{application("OCTET-STREAM")} "mixed")', True),
        (f'({TEXT}{application("ms-tnef")} "mixed")', True),
        (f'({TEXT}{application("zip")} "mixed")', True),
        (f'({TEXT}("text" "csv" NIL NIL NIL "7bit" 9 1) "mixed")', True),
        (
            f'({TEXT}("message" "rfc822" NIL NIL NIL "7bit" 99 ("date") {TEXT} 9) "mixed")',
            True,
        ),
        ("NIL", False),
        ("()", False),
    ],
)
def test_whether_a_message_may_carry_a_file(structure: str, *, may: bool) -> None:
    (found,) = said([f"1 (UID 7 BODYSTRUCTURE {structure})".encode()])
    assert may_carry_file(found[b"BODYSTRUCTURE"]) is may


def test_what_is_said_of_several_messages_with_texts_counted_out() -> None:
    answer = [
        (b'1 (UID 7 BODYSTRUCTURE ("application" {3}', b"zip"),
        (b" NIL) RFC822.SIZE 2345 BODY[HEADER] {14}", b"Subject: a)(\r\n"),
        b")",
        b"2 (FLAGS (\\Seen))",
        (b"3 (body[header] {0}", b""),
        b" UID 9)",
        None,
        b") stray",
    ]
    assert list(said(answer)) == [
        {
            b"UID": b"7",
            b"BODYSTRUCTURE": [b"application", b"zip", None],
            b"RFC822.SIZE": b"2345",
            b"BODY[HEADER]": b"Subject: a)(\r\n",
        },
        {b"FLAGS": [b"\\Seen"]},
        {b"BODY[HEADER]": b"", b"UID": b"9"},
    ]


def test_words_in_quotes_are_no_brackets_and_no_nothing() -> None:
    (found,) = said([b'1 (A "NIL" B NIL C "(" D "a \\"b\\" \\\\")'])
    assert found == {b"A": b"NIL", b"B": None, b"C": b"(", b"D": b'a "b" \\'}


def test_parts_in_parts_without_end() -> None:
    deep = 50_000
    (found,) = said([b"1 (BODYSTRUCTURE " + b"(" * deep + TEXT.encode() + b")" * deep + b")"])
    assert may_carry_file(found[b"BODYSTRUCTURE"]) is False
    # Taken apart from the outside: Python itself would do it by calling itself too often.
    part = found.pop(b"BODYSTRUCTURE")
    while isinstance(part, list) and part:
        part = part.pop(0)


@given(st.lists(st.one_of(st.binary(), st.tuples(st.binary(), st.binary()), st.none())))
def test_whatever_a_server_says_is_read_to_its_end(answer: list[object]) -> None:
    for each in said(answer):
        assert may_carry_file(each.get(b"BODYSTRUCTURE")) in {True, False}
