"""Messages as files: drafts unsent, whole and the same each time; what is sent with its id."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from plansheet.mail.letters import Letter, write_letter
from plansheet.mail.messages import Attachment, Heading, draft, sendable
from plansheet.mail.page import as_page
from plansheet.wording import Wording

if TYPE_CHECKING:
    from email.message import EmailMessage

LETTER = Letter("Parks: performance return", "Dear Head of Parks,\n\nPlease fill it in: £5.\n")
BOOK = Attachment("parks 2018-19-Q1.xlsx", b"PK\x03\x04 a workbook")
TO = "head.of.parks@council.example"


def opened(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def body_of(message: EmailMessage, form: str = "plain") -> str:
    body = message.get_body((form,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_draft_opens_unsent_with_its_workbook() -> None:
    copies = ("data@council.example", "deputy@council.example")
    heading = Heading("performance@council.example", TO, copies, reference="[2018-19-Q1 parks]")
    message = opened(draft(LETTER, heading, [BOOK]))
    names = ("X-Unsent", "From", "To", "Cc", "Subject", "X-Plansheet-Reference")
    assert {name: message[name] for name in names} == {
        "X-Unsent": "1",
        "From": "performance@council.example",
        "To": TO,
        "Cc": "data@council.example, deputy@council.example",
        "Subject": "Parks: performance return",
        "X-Plansheet-Reference": "[2018-19-Q1 parks]",
    }
    assert body_of(message) == LETTER.body
    assert "<p>Please fill it in: £5.</p>" in body_of(message, "html")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == BOOK.name
    assert attached.get_content() == BOOK.data


def test_a_draft_without_sender_copies_or_workbook_is_its_words_alone() -> None:
    message = opened(draft(LETTER, Heading("", TO)))
    assert (message["From"], message["Cc"]) == (None, None)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_a_draft_is_the_same_each_time_and_carries_no_date() -> None:
    first = draft(LETTER, Heading("", TO), [BOOK])
    assert draft(LETTER, Heading("", TO), [BOOK]) == first
    assert (opened(first)["Date"], opened(first)["Message-ID"]) == (None, None)


def test_what_is_sent_has_a_date_an_id_and_goes_on_from_what_went_before() -> None:
    heading = Heading(
        "performance@council.example",
        TO,
        name='Jörg "the clerk", Manager\u2028',
        answers=("<first@council.example>", "<second@council.example>"),
    )
    at = datetime(2018, 7, 2, 9).astimezone()
    data = sendable(LETTER, heading, [BOOK], message_id="<3@council.example>", at=at)
    message = opened(data)
    assert str(message["From"].addresses[0].display_name).startswith('Jörg "the clerk", Manager')
    assert {name: message[name] for name in ("Message-ID", "In-Reply-To", "References")} == {
        "Message-ID": "<3@council.example>",
        "In-Reply-To": "<second@council.example>",
        "References": "<first@council.example> <second@council.example>",
    }
    assert message["Date"].datetime == at
    assert message["X-Unsent"] is None
    assert data.isascii()


@given(st.text(), st.text())
def test_whatever_a_plan_calls_its_service_the_headers_stay_ours(title: str, head: str) -> None:
    wording = Wording("Subject: About {{ service }}\nDear {{ head }},\n", "issue.txt")
    letter = write_letter(wording, {"service": title, "head": head}, "[2018-19-Q1 parks]")
    message = opened(draft(letter, Heading("", TO), [BOOK]))
    assert sorted(message.keys()) == [
        "Content-Type",
        "MIME-Version",
        "Subject",
        "To",
        "X-Unsent",
    ]
    assert message["Subject"].endswith("[2018-19-Q1 parks]")
    assert [part.get_content() for part in message.iter_attachments()] == [BOOK.data]


def test_the_page_shows_paragraphs_and_lists_and_obeys_nothing_else() -> None:
    words = (
        "Dear <b>Head</b> & all,\n\n- PK01: *a few* is no number\n- [x](http://x.example) "
        "&lt;\n\nline one\nline two\n\n1. first\n2. second\n\nEnd.\n\n"
        "    four blanks\n# no heading\n"
    )
    page = as_page("A <title>", words)
    assert page.partition("<body")[2].partition(">\n")[2] == (
        "<p>Dear &lt;b&gt;Head&lt;/b&gt; &amp; all,</p>\n<ul>\n"
        "<li>PK01: *a few* is no number</li>\n"
        "<li>[x](http://x.example) &amp;lt;</li>\n</ul>\n<p>line one<br>\nline two</p>\n<ol>\n"
        "<li>first</li>\n<li>second</li>\n</ol>\n<p>End.</p>\n"
        "<p>four blanks<br>\n# no heading</p>\n"
        "</body>\n</html>\n"
    )
    assert "<title>A &lt;title&gt;</title>" in page
