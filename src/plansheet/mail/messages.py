"""Letters as e-mails: unsent drafts that mail programs open, and messages that are sent.

Each has its words twice, as plain text and as simple HTML, and a reference that replies keep.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from plansheet.mail.page import as_page
from plansheet.model.references import REFERENCE_HEADER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from plansheet.mail.letters import Letter

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
# The library breaks a longer subject before its first word, which not every reader puts together
# again. Words that have to be encoded must be broken: no such word may be longer.
_IN_ONE_LINE = SMTP.clone(max_line_length=900)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A workbook to attach: its file name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the words of a message; `reference` stands in a header of its own too.

    `name` is what the sender is called, `answers` the messages that it goes on from.
    """

    sender: str
    to: str
    copies: tuple[str, ...] = ()
    name: str = ""
    reference: str = ""
    answers: tuple[str, ...] = ()


def draft(letter: Letter, heading: Heading, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the bytes of an .eml file: an unsent draft (`X-Unsent: 1`), the same each time.

    It carries no date and no message id: the mail program that sends it gives those.
    """
    message = _headed(letter, heading)
    message["X-Unsent"] = "1"
    return _with_words(message, letter, attachments).as_bytes()


def sendable(
    letter: Letter,
    heading: Heading,
    attachments: Sequence[Attachment],
    *,
    message_id: str,
    at: datetime,
) -> bytes:
    """Return the bytes of a message to send; `at` is local time, as the sender's clock has it."""
    message = _headed(letter, heading)
    message["Date"] = format_datetime(at.astimezone())
    message["Message-ID"] = message_id
    return _with_words(message, letter, attachments).as_bytes()


def _headed(letter: Letter, heading: Heading) -> EmailMessage:
    is_plain = f"{letter.subject}{heading.name}".isascii()
    message = EmailMessage(policy=_IN_ONE_LINE if is_plain else SMTP)
    if heading.sender:
        message["From"] = Address(heading.name, addr_spec=heading.sender)
    message["To"] = heading.to
    if heading.copies:
        message["Cc"] = ", ".join(heading.copies)
    message["Subject"] = letter.subject
    if heading.reference:
        message[REFERENCE_HEADER] = heading.reference
    if heading.answers:
        message["In-Reply-To"] = heading.answers[-1]
        message["References"] = " ".join(heading.answers)
    return message


def _with_words(
    message: EmailMessage, letter: Letter, attachments: Sequence[Attachment]
) -> EmailMessage:
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    page = as_page(letter.subject, letter.body)
    message.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")
    for attachment in attachments:
        kind, form = _WORKBOOK
        message.add_attachment(
            attachment.data, maintype=kind, subtype=form, filename=attachment.name
        )
    # The library would choose random boundaries, and no two drafts would be the same file.
    said = letter.body.encode() + b"".join(each.data for each in attachments)
    digest = hashlib.sha256(said).hexdigest()[:32]
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"plansheet-{digest}-{number}")
    return message
