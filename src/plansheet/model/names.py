"""Names and texts of strangers made fit to be shown: nothing in them is obeyed."""

from __future__ import annotations

import re
import unicodedata

# Control signs and halves of signs; separators that begin a new line where none should be.
_HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
# What turns the direction of writing, and so shows `gpj.xlsx` for `xslx.jpg`.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DRIVE = re.compile(r"[A-Za-z]:")
_NAMELESS = "file without a name"


def visible(text: str, keep: str = "") -> str:
    """Return `text` with a mark in the place of each sign that would be obeyed, not shown.

    The signs in `keep` stay, such as the ends of lines in a message.
    """
    return "".join("\ufffd" if _is_hidden(sign) and sign not in keep else sign for sign in text)


def _is_hidden(sign: str) -> bool:
    return sign in _TURNING or unicodedata.category(sign) in _HIDDEN


def inner_name(name: str) -> str:
    """Return the name that a file has inside another, without anything that leads out of it.

    Only ever shown, never opened: it may still name a device, or be very long.
    """
    parts = visible(name).replace("\\", "/").split("/")
    kept = [part for part in parts if part.strip(". ") and not _DRIVE.fullmatch(part)]
    return "/".join(kept) or _NAMELESS
