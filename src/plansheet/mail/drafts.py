"""Letters as .eml files that mail programs open as unsent drafts, with workbooks attached."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.mail.letters import Letter

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A workbook to attach: its file name and its bytes."""

    name: str
    data: bytes


def draft(
    letter: Letter,
    *,
    sender: str,
    to: str,
    copies: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return the bytes of an .eml file: an unsent draft (`X-Unsent: 1`), the same each time.

    It carries no date and no message id: the mail program that sends it gives those.
    """
    message = EmailMessage(policy=SMTP)
    if sender:
        message["From"] = sender
    message["To"] = to
    if copies:
        message["Cc"] = ", ".join(copies)
    message["Subject"] = letter.subject
    message["X-Unsent"] = "1"
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    for attachment in attachments:
        kind, form = _WORKBOOK
        message.add_attachment(
            attachment.data, maintype=kind, subtype=form, filename=attachment.name
        )
    if attachments:
        # The library would choose a random boundary, and no two drafts would be the same file.
        digest = hashlib.sha256(letter.body.encode() + attachments[0].data).hexdigest()
        message.set_boundary(f"plansheet-{digest[:32]}")
    return message.as_bytes()
