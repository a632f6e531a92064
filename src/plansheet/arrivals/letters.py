"""E-mails taken apart: who sent them and when, what they say, and what is attached.

Owns the two formats that mail programs save: .eml, and .msg of Outlook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import EmailMessage

    from oxmsg.storage import Storage

_LONGEST_BODY = 300
_MOST_LOOKED_AT = 20_000
_NAMELESS = "attachment"
_MARKUP = re.compile(r"(?is)<(?:style|script|head)\b.*?</(?:style|script|head)>|<[^>]*>")
_ATTACHED_MESSAGE = "__substg1.0_3701000D"
_SHORT_NAME = 0x3704
_TEXTS = ("text/plain", "text/html")


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail: who sent it, when (None where it does not say), and how its text begins."""

    sender: str = ""
    sent: datetime | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """One file attached to an e-mail."""

    name: str
    data: bytes


def open_eml(data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail as mail programs and plansheet's own drafts write it."""
    from email import message_from_bytes  # noqa: PLC0415 - only a message needs it
    from email.policy import default  # noqa: PLC0415

    message = message_from_bytes(data, policy=default)
    texts: list[str] = []
    attached: list[Attached] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        name = part.get_filename()
        if not isinstance(content, bytes):
            continue
        if name is None and part.get_content_type() in _TEXTS:
            texts.append(content.decode(_charset(part), "replace"))
        else:
            attached.append(Attached(name or _NAMELESS, content))
    letter = Letter(str(message.get("From", "")), _sent(message), _shortened(texts))
    return letter, tuple(attached)


def _charset(part: EmailMessage) -> str:
    said = part.get_content_charset("utf-8")
    try:
        "".encode(said)
    except LookupError:
        return "utf-8"
    return said


def _sent(message: EmailMessage) -> datetime | None:
    """Return when a message was sent, as its sender's clock had it."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415

    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).replace(tzinfo=None)
    except ValueError:
        return None


def open_msg(data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail as Outlook saves it, with what is attached to messages attached to it."""
    from olefile import OleFileIO  # noqa: PLC0415 - only such a file needs them
    from oxmsg import Message  # noqa: PLC0415
    from oxmsg.storage import Storage  # noqa: PLC0415

    with OleFileIO(BytesIO(data)) as container:
        root = Storage.from_ole(container)
    message = Message(root)
    sent = message.sent_date
    texts = [text for text in (message.body, message.html_body) if text]
    letter = Letter(
        message.sender or "", sent.replace(tzinfo=None) if sent else None, _shortened(texts[:1])
    )
    return letter, tuple(_attached(root))


def _attached(storage: Storage) -> Iterator[Attached]:
    from oxmsg.attachment import Attachment  # noqa: PLC0415

    for each in storage.iter_attachment_storages():
        inner = [sub for sub in each.storages if sub.name == _ATTACHED_MESSAGE]
        if inner:
            yield from _attached(inner[0])
            continue
        attachment = Attachment(each)
        name = attachment.file_name or attachment.properties.str_prop_value(_SHORT_NAME)
        if attachment.file_bytes is not None:
            yield Attached(name or _NAMELESS, attachment.file_bytes)


def _shortened(texts: list[str]) -> str:
    """Return how the first text that says anything begins, on one line and without markup."""
    from html import unescape  # noqa: PLC0415

    for text in texts:
        said = " ".join(unescape(_MARKUP.sub(" ", text[:_MOST_LOOKED_AT])).split())
        if said:
            return said if len(said) <= _LONGEST_BODY else f"{said[:_LONGEST_BODY]}..."
    return ""
