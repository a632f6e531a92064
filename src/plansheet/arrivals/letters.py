"""E-mails taken apart: who sent them and when, what they are and say, and what is attached.

Owns the two formats that mail programs save: .eml, and .msg of Outlook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from plansheet.arrivals.natures import REPORTS, Nature
from plansheet.model.references import find_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from email.message import Message as Part

    from oxmsg import Message
    from oxmsg.storage import Storage

    from plansheet.arrivals.bounces import Report
    from plansheet.arrivals.heads import Heads
    from plansheet.model.references import Reference

_LONGEST_BODY = 300
_MOST_LOOKED_AT = 20_000
_NAMELESS = "attachment"
_MARKUP = re.compile(r"(?is)<(?:style|script|head)\b.*?</(?:style|script|head)>|<[^>]*>")
_ATTACHED_MESSAGE = "__substg1.0_3701000D"
_TEXTS = ("text/plain", "text/html")
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


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail: who sent it, when (None where it does not say), and how its text begins.

    `sender` is as the message has it, `sender_address` the bare address in small letters;
    `forwarded_by` is that of the message it was attached to, None where it was attached to none.
    `answers` are the ids of the messages that it is about, `reference` what it is about by that of
    its subject. `links` lead to files kept elsewhere. Of a message that came back, or is late,
    `failed` are the addresses that it did not reach, and `why` is what the server said of them.
    """

    sender: str = ""
    sent: datetime | None = None
    body: str = ""
    sender_address: str = ""
    forwarded_by: str | None = None
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    reference: Reference | None = None
    nature: Nature = Nature.LETTER
    links: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    why: str = ""

    @property
    def brought_by(self) -> str:
        """Return the address of whoever sent it on, its own sender's where nobody did."""
        return self.sender_address if self.forwarded_by is None else self.forwarded_by

    def plain(self) -> tuple[Any, ...]:
        """Return it as plain values, in the order of its fields."""
        return tuple(_plain(getattr(self, each.name)) for each in fields(self))

    @classmethod
    def of_plain(cls, values: Sequence[Any]) -> Letter:
        """Return the letter that `plain` made values of."""
        named = zip((each.name for each in fields(cls)), values, strict=True)
        return cls(**{name: _READ_BACK.get(name, _as_it_is)(value) for name, value in named})


@dataclass(frozen=True, slots=True)
class Attached:
    """One file attached to an e-mail."""

    name: str
    data: bytes


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain values of any shape
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or type(value) in {str, tuple} else str(value)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401
    return tuple(value) if isinstance(value, list | tuple) else value


_READ_BACK: Mapping[str, Callable[[Any], Any]] = {
    "sent": lambda value: datetime.fromisoformat(value) if value else None,
    "reference": lambda value: find_reference(value) if value else None,
    "nature": Nature,
}


def open_eml(data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail as mail programs and plansheet's own drafts write it.

    What a server sends back with its report is the message that was sent: nothing in that is a
    file that anybody returned.
    """
    from email import message_from_bytes  # noqa: PLC0415 - only a message needs it

    from plansheet.arrivals.bounces import report_in  # noqa: PLC0415
    from plansheet.arrivals.heads import Heads, parts_of, text_of  # noqa: PLC0415

    message = message_from_bytes(data)
    parts, heads = tuple(parts_of(message)), Heads(message)
    written = [part for part in _leaves(parts) if _is_text(part)]
    texts = [text_of(part) for part in written]
    is_plain = bool(written) and written[0].get_content_type() == _TEXTS[0]
    # What stands in angle brackets in a plain text is no markup.
    report = report_in(heads, parts, texts[0] if is_plain else _readable(texts))
    files = [] if report else [part for part in _leaves(parts) if not _is_text(part)]
    return _letter(heads, report, texts, heads.sent), tuple(map(_file_of, files))


def _is_text(part: Part) -> bool:
    return part.get_content_type() in _TEXTS and part.get_filename() is None


def _leaves(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts of a message, and in their places those of messages inside it."""
    for part in parts:
        yield from (each for each in part.walk() if not each.is_multipart())


def _file_of(part: Part) -> Attached:
    from plansheet.arrivals.heads import content_of, decoded  # noqa: PLC0415

    return Attached(decoded(part.get_filename() or "") or _NAMELESS, content_of(part))


def _letter(
    heads: Heads,
    report: Report | None,
    texts: Sequence[str],
    sent: datetime | None,
    nature: Nature | None = None,
) -> Letter:
    """Return a letter by its headers, what a server says in it, and its texts."""
    from plansheet.arrivals.bounces import reference_in  # noqa: PLC0415
    from plansheet.arrivals.heads import decoded, one_line  # noqa: PLC0415
    from plansheet.arrivals.links import cloud_links  # noqa: PLC0415
    from plansheet.arrivals.natures import is_away  # noqa: PLC0415

    if nature is None and report is None:
        nature = Nature.AWAY if is_away(heads) else Nature.LETTER
    about = heads.ids("In-Reply-To", "References")
    return Letter(
        sender=one_line(decoded(heads.raw("From"))),
        sent=sent,
        body=_shortened(texts),
        sender_address=heads.address("From"),
        subject=heads.said("Subject"),
        message_id=next(iter(heads.ids("Message-ID")), ""),
        answers=tuple(dict.fromkeys((*about, *(report.answers if report else ())))),
        reference=(report.reference if report else None) or reference_in(heads),
        nature=report.nature if report else nature or Nature.LETTER,
        links=cloud_links(texts),
        failed=report.failed if report else (),
        why=report.why if report else "",
    )


def open_msg(data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail as Outlook saves it, with what is attached to messages attached to it."""
    from olefile import OleFileIO  # noqa: PLC0415 - only such a file needs them
    from oxmsg import Message  # noqa: PLC0415
    from oxmsg.storage import Storage  # noqa: PLC0415

    from plansheet.arrivals.natures import nature_of_class  # noqa: PLC0415

    with OleFileIO(BytesIO(data)) as container:
        root = Storage.from_ole(container)
    message = Message(root)
    said = message.properties.str_prop_value
    told = (message.body, message.html_body, said(_REPORT_TEXT))
    texts = [text for text in told if text]
    heads, nature = _heads(message), nature_of_class(message.message_class)
    report = _reported(message, heads, nature, message.body or _readable(texts))
    sent = message.sent_date
    day = sent.replace(tzinfo=None) if sent else None
    letter = _letter(heads, report, texts, day, nature)
    is_report = letter.nature in REPORTS
    return letter, () if is_report else tuple(_attached(root))


def _heads(message: Message) -> Heads:
    """Return a message's headers as it came with them, filled in with what Outlook knows of it."""
    from oxmsg.domain.constants import PID_TRANSPORT_MESSAGE_HEADERS  # noqa: PLC0415

    from plansheet.arrivals.heads import Heads  # noqa: PLC0415

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
    from plansheet.arrivals.bounces import (  # noqa: PLC0415
        Report,
        addresses_in,
        answer_in,
        report_in,
    )

    if nature not in REPORTS:
        return None if nature else report_in(heads, (), text)
    recipients = list(message.recipients)
    failed = (each.email_address.casefold() for each in recipients)
    own = (heads.address("From"), *heads.addresses("To"))
    said = (each.properties.str_prop_value(_SUPPLEMENTARY) for each in recipients)
    named = addresses_in("\n".join(failed), own) or addresses_in(text, own)
    return Report(nature, named, answer_in("\n".join(filter(None, (*said, text)))))


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


def _readable(texts: Sequence[str]) -> str:
    """Return the first text that says anything, without markup, its lines as they are."""
    from html import unescape  # noqa: PLC0415

    plain = (unescape(_MARKUP.sub(" ", text[:_MOST_LOOKED_AT])) for text in texts)
    return next((text for text in plain if text.strip()), "")


def _shortened(texts: Sequence[str]) -> str:
    """Return how the first text that says anything begins, on one line and without markup."""
    said = " ".join(_readable(texts).split())
    return said if len(said) <= _LONGEST_BODY else f"{said[:_LONGEST_BODY]}..."
