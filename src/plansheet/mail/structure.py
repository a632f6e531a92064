"""What a mailbox's server says of a message's parts, read without fetching the message.

Servers write it as lists in brackets, with texts in quotes or counted out (literals). The reading
goes through it once, however deep a stranger's message nests its parts.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A list, a text, or None where the server has nothing to say.
Said: TypeAlias = "list[Said] | bytes | None"

_TOKEN = re.compile(rb'[()]|"(?:[^"\\]|\\.)*"|[^\s()"]+', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_COUNTED = re.compile(rb"\{\d+\+?\}$")
_NO_FILES = frozenset({b"image", b"audio", b"video"})
_NO_FILE = frozenset(
    {
        b"application/pdf",
        b"application/ics",
        b"application/pgp-signature",
        b"application/pkcs7-signature",
        b"application/x-pkcs7-signature",
        b"message/delivery-status",
        b"message/disposition-notification",
    }
)
# The tables that are text.
_TABLES = frozenset({b"csv", b"tab-separated-values", b"comma-separated-values"})


def said(answer: Iterable[object]) -> Iterator[dict[bytes, Said]]:
    """Yield what each line of a server's answer says of a message, by the names of its items."""
    lists: list[list[Said]] = [[]]
    for token, is_plain in _tokens(answer):
        if is_plain and token == b"(":
            lists.append([])
        elif is_plain and token == b")":
            if len(lists) == 1:
                continue
            done = lists.pop()
            if len(lists) > 1:
                lists[-1].append(done)
            else:
                yield _by_name(done)
        elif len(lists) > 1:
            lists[-1].append(None if is_plain and token.upper() == b"NIL" else token)


def may_carry_file(structure: Said) -> bool:
    """Return whether a message of this structure has a part that may be, or hold, a workbook."""
    left = [structure]
    while left:
        part = left.pop()
        if not isinstance(part, list) or not part:
            continue
        if isinstance(part[0], list):
            # The parts stand first; what follows them is about all of them together.
            left += takewhile(lambda each: isinstance(each, list), part)
        elif _is_file(part):
            return True
    return False


def _is_file(part: list[Said]) -> bool:
    kind, subtype = (each.lower() if isinstance(each, bytes) else b"" for each in part[:2])
    if kind == b"text":
        return subtype in _TABLES
    return kind not in _NO_FILES and b"/".join((kind, subtype)) not in _NO_FILE


def _tokens(answer: Iterable[object]) -> Iterator[tuple[bytes, bool]]:
    """Yield each word, and whether it stands as it is, neither in quotes nor counted out."""
    for piece in answer:
        text, counted = piece if isinstance(piece, tuple) else (piece, None)
        if not isinstance(text, bytes):
            continue
        for token in _TOKEN.findall(text if counted is None else _COUNTED.sub(b"", text)):
            if token.startswith(b'"'):
                yield _ESCAPED.sub(rb"\1", token[1:-1]), False
            else:
                yield token, True
        if counted is not None:
            yield counted, False


def _by_name(items: list[Said]) -> dict[bytes, Said]:
    pairs = zip(items[::2], items[1::2], strict=False)
    return {name.upper(): value for name, value in pairs if isinstance(name, bytes)}
