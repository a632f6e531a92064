"""Drafts as .eml files: unsent, whole, and the same each time."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from plansheet.mail.drafts import Attachment, draft
from plansheet.mail.letters import Letter, write_letter
from plansheet.wording import Wording

if TYPE_CHECKING:
    from email.message import EmailMessage

LETTER = Letter("Parks: performance return", "Dear Head of Parks,\n\nPlease fill it in: £5.\n")
BOOK = Attachment("parks 2018-19-Q1.xlsx", b"PK\x03\x04 a workbook")
TO = "head.of.parks@council.example"


def opened(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def body_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_draft_opens_unsent_with_its_workbook() -> None:
    message = opened(
        draft(
            LETTER,
            sender="performance@council.example",
            to=TO,
            copies=("data@council.example", "deputy@council.example"),
            attachments=[BOOK],
        )
    )
    assert {name: message[name] for name in ("X-Unsent", "From", "To", "Cc", "Subject")} == {
        "X-Unsent": "1",
        "From": "performance@council.example",
        "To": TO,
        "Cc": "data@council.example, deputy@council.example",
        "Subject": "Parks: performance return",
    }
    assert body_of(message) == LETTER.body
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == BOOK.name
    assert attached.get_content() == BOOK.data


def test_a_draft_without_sender_copies_or_workbook_is_plain() -> None:
    message = opened(draft(LETTER, sender="", to=TO))
    assert (message["From"], message["Cc"], message.is_multipart()) == (None, None, False)
    assert body_of(message) == LETTER.body


def test_a_draft_is_the_same_each_time_and_carries_no_date() -> None:
    first = draft(LETTER, sender="", to=TO, attachments=[BOOK])
    assert draft(LETTER, sender="", to=TO, attachments=[BOOK]) == first
    assert (opened(first)["Date"], opened(first)["Message-ID"]) == (None, None)


@given(st.text(), st.text())
def test_whatever_a_plan_calls_its_service_the_headers_stay_ours(title: str, head: str) -> None:
    wording = Wording("Subject: {{ service }}\nDear {{ head }},\n", "issue.txt")
    letter = write_letter(wording, {"service": title, "head": head})
    message = opened(draft(letter, sender="", to=TO, attachments=[BOOK]))
    assert sorted(message.keys()) == [
        "Content-Type",
        "MIME-Version",
        "Subject",
        "To",
        "X-Unsent",
    ]
    assert [part.get_content() for part in message.iter_attachments()] == [BOOK.data]
