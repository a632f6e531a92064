"""The headers and texts of an e-mail, decoded and bounded: whatever stands there, reading goes on.

The standard library's newer ways of reading them fail on headers that nobody may write and that
arrive all the same, so its older one is used, and what it leaves encoded is decoded here.
"""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from plansheet.model.names import visible
from plansheet.model.words import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# The longest header that is looked at, and the longest line that is made of one.
_MOST_LOOKED_AT = 8000
LONGEST_LINE = 300
_MOST_IDS = 20
_ID = re.compile(r"<[^<>\s]{1,250}>")
_ENCODED = re.compile(r"=\?")
# What Outlook writes above the headers that it keeps.
_MICROSOFT = re.compile(r"\AMicrosoft Mail Internet Headers[^\n]*\n")


class Heads:
    """The headers of one e-mail."""

    def __init__(self, message: Message) -> None:
        """Take the message; only its headers are looked at."""
        self._message = message

    @classmethod
    def of_text(cls, text: str) -> Heads:
        """Return the headers that stand in a text by themselves."""
        return cls(HeaderParser().parsestr(_MICROSOFT.sub("", text)))

    def fill(self, name: str, value: str | None) -> None:
        """Give a header that is not there the value that is known from elsewhere."""
        if value and name not in self._message:
            self._message[name] = value

    def raw(self, name: str) -> str:
        """Return a header as it stands there, its beginning where it is very long."""
        return str(self._message.get(name, ""))[:_MOST_LOOKED_AT]

    def said(self, name: str) -> str:
        """Return a header decoded, on one line; "" where there is none."""
        return one_line(decoded(self.raw(name)))

    def holds(self, *names: str) -> bool:
        """Return whether any of the headers is there."""
        return any(name in self._message for name in names)

    def ids(self, *names: str) -> tuple[str, ...]:
        """Return the message ids in headers, each once."""
        return ids_in(*map(self.raw, names))

    def address(self, name: str) -> str:
        """Return the bare address in a header, in small letters; "" where there is none."""
        return next(self.addresses(name), "")

    def addresses(self, name: str) -> Iterator[str]:
        """Yield the bare addresses in a header, in small letters."""
        # Before decoding: a name may hold anything, even what looks like an address.
        try:
            named = getaddresses([self.raw(name)])
        except RecursionError:
            # Hundreds of brackets inside one another, which nobody's address has.
            return
        for _, found in named:
            if is_address(found):
                yield found.casefold()[:LONGEST_LINE]

    @property
    def sent(self) -> datetime | None:
        """Return when the message was sent, as its sender's clock had it."""
        try:
            return parsedate_to_datetime(self.raw("Date")).replace(tzinfo=None)
        except (ValueError, TypeError, OverflowError):
            return None


def ids_in(*texts: str) -> tuple[str, ...]:
    """Return the message ids in texts, each once."""
    found = dict.fromkeys(each for text in texts for each in _ID.findall(text))
    return tuple(map(visible, found))[:_MOST_IDS]


def decoded(text: str) -> str:
    """Return what a header says, as it stands where it is encoded in no way that is known."""
    if not _ENCODED.search(text):
        return text
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a text on one line, shortened, nothing in it hidden."""
    line = visible(" ".join(text[:_MOST_LOOKED_AT].split()))
    return line if len(line) <= longest else f"{line[:longest]}..."


def parts_of(message: Message) -> Iterator[Message]:
    """Yield the parts of a message in their order, a message inside it as one part."""
    inside = inside_of(message)
    if not inside or is_message(message):
        yield message
        return
    for part in inside:
        yield from parts_of(part)


def is_message(part: Message) -> bool:
    """Return whether a part is a message, or parts of one such as the report of a server."""
    return part.get_content_maintype() == "message"


def inside_of(part: Message) -> list[Message]:
    """Return the parts that a part holds."""
    # To ask for the payload of a text is to have it decoded, which fails where it is none.
    payload = part.get_payload() if part.is_multipart() else []
    return [each for each in payload if isinstance(each, Message)]


def content_of(part: Message) -> bytes:
    """Return the bytes of a part; none where it holds other parts."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def text_of(part: Message) -> str:
    """Return the text of a part, in its own character set where that is known."""
    content = content_of(part)
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, TypeError, ValueError):
        return content.decode("utf-8", "replace")
