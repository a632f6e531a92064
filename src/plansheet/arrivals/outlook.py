"""E-mails as Outlook saves them (.msg): by their class, their headers, and what Outlook knows."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from olefile import OleFileIO
from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.domain.constants import PID_TRANSPORT_MESSAGE_HEADERS
from oxmsg.storage import Storage

from plansheet.arrivals.bounces import Report, addresses_in, answer_in, report_in
from plansheet.arrivals.heads import Heads
from plansheet.arrivals.letters import NAMELESS, Attached, is_picture, short_names
from plansheet.arrivals.natures import REPORTS, nature_of_class
from plansheet.arrivals.written import letter_of, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.arrivals.letters import Letter
    from plansheet.arrivals.natures import Nature

_ATTACHED_MESSAGE = "__substg1.0_3701000D"
# Properties of Outlook's messages that the library does not name ([MS-OXPROPS]).
_SHORT_NAME = 0x3704
_SENDER_SMTP, _REPRESENTED_SMTP = 0x5D01, 0x5D02
_REPORT_TEXT, _SUPPLEMENTARY = 0x1001, 0x0C1B
_AS_HEADERS = {
    "Subject": 0x0037,
    "Message-ID": 0x1035,
    "References": 0x1039,
    "In-Reply-To": 0x1042,
}


def open_msg(data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail as Outlook saves it, with what is attached to messages attached to it."""
    with OleFileIO(BytesIO(data)) as container:
        root = Storage.from_ole(container)
    message = Message(root)
    said = message.properties.str_prop_value
    told = (message.body, message.html_body, said(_REPORT_TEXT))
    texts = [text for text in told if text]
    heads, nature = _heads(message), nature_of_class(message.message_class)
    report = _reported(message, heads, nature, message.body or readable(texts))
    sent = message.sent_date
    day = sent.replace(tzinfo=None) if sent else None
    letter = letter_of(heads, report, texts, day, nature)
    if letter.nature in REPORTS:
        return letter, ()
    files = tuple(_attached(root))
    # Outlook does not tell a picture in the text from one that is attached.
    names = (each.name for each in files if not is_picture(each.name))
    return replace(letter, attached=short_names(names)), files


def _heads(message: Message) -> Heads:
    """Return a message's headers as it came with them, filled in with what Outlook knows of it."""
    said = message.properties.str_prop_value
    heads = Heads.of_text(said(PID_TRANSPORT_MESSAGE_HEADERS) or "")
    for name, number in _AS_HEADERS.items():
        heads.fill(name, said(number))
    smtp = said(_SENDER_SMTP) or said(_REPRESENTED_SMTP)
    # Inside one organisation, the sender's address may be none that anybody else could write to.
    is_address = "@" in (message.sender or "")
    heads.fill("From", message.sender if is_address or not smtp else f"<{smtp}>")
    return heads


def _reported(message: Message, heads: Heads, nature: Nature | None, text: str) -> Report | None:
    """Return what a server says in a message of Outlook, by its class or else by its words."""
    if nature not in REPORTS:
        return None if nature else report_in(heads, (), text)
    recipients = list(message.recipients)
    failed = (each.email_address.casefold() for each in recipients)
    own = (heads.address("From"), *heads.addresses("To"))
    said = (each.properties.str_prop_value(_SUPPLEMENTARY) for each in recipients)
    named = addresses_in("\n".join(failed), own) or addresses_in(text, own)
    return Report(nature, named, answer_in("\n".join(filter(None, (*said, text)))))


def _attached(storage: Storage) -> Iterator[Attached]:
    for each in storage.iter_attachment_storages():
        inner = [sub for sub in each.storages if sub.name == _ATTACHED_MESSAGE]
        if inner:
            yield from _attached(inner[0])
            continue
        attachment = Attachment(each)
        name = attachment.file_name or attachment.properties.str_prop_value(_SHORT_NAME)
        if attachment.file_bytes is not None:
            yield Attached(name or NAMELESS, attachment.file_bytes)
