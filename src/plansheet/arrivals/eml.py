"""E-mails as mail programs save them (.eml), and as servers hand them over."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from typing import TYPE_CHECKING

from plansheet.arrivals.bounces import report_in
from plansheet.arrivals.heads import Heads, content_of, decoded, parts_of, text_of
from plansheet.arrivals.letters import NAMELESS, Attached, is_picture, short_names
from plansheet.arrivals.written import letter_of, readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

    from plansheet.arrivals.letters import Letter

_LOGO = 50_000
_TEXTS = ("text/plain", "text/html")


def open_eml(data: bytes) -> tuple[Letter, tuple[Attached, ...]]:
    """Return an e-mail as mail programs and plansheet's own drafts write it.

    What a server sends back with its report is the message that was sent: nothing in that is a
    file that anybody returned.
    """
    message = message_from_bytes(data)
    parts, heads = tuple(parts_of(message)), Heads(message)
    written = [part for part in _leaves(parts) if _is_text(part)]
    texts = [text_of(part) for part in written]
    is_plain = bool(written) and written[0].get_content_type() == _TEXTS[0]
    # What stands in angle brackets in a plain text is no markup.
    report = report_in(heads, parts, texts[0] if is_plain else readable(texts))
    files = [] if report else [part for part in _leaves(parts) if not _is_text(part)]
    letter = letter_of(heads, report, texts, heads.sent)
    names = (_file_of(each).name for each in files if not _is_in_text(each))
    return replace(letter, attached=short_names(names)), tuple(map(_file_of, files))


def _is_text(part: Message) -> bool:
    return part.get_content_type() in _TEXTS and part.get_filename() is None


def _is_in_text(part: Message) -> bool:
    """Return whether a part is a picture that its text shows, such as the logo of a signature.

    Not every mail program says so: a small picture is taken for one.
    """
    if part.get_content_maintype() != "image" and not is_picture(part.get_filename() or ""):
        return False
    is_inline = part.get_content_disposition() == "inline" or part.get("Content-ID") is not None
    return is_inline or len(content_of(part)) <= _LOGO


def _leaves(parts: Sequence[Message]) -> Iterator[Message]:
    """Yield the parts of a message, and in their places those of messages inside it."""
    for part in parts:
        yield from (each for each in part.walk() if not each.is_multipart())


def _file_of(part: Message) -> Attached:
    return Attached(decoded(part.get_filename() or "") or NAMELESS, content_of(part))
