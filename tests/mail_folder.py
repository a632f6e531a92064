"""A mailbox of the tests' own, in memory: it is looked through as one on a server is."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from itertools import count
from typing import TYPE_CHECKING, Self

from plansheet.errors import MailError
from plansheet.mail.imap import Listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.mail.connection import Connection

_NO_FILES = frozenset({"text", "multipart", "image"})


@dataclass
class Folder:
    """What lies in a mailbox, by number, and what was moved out of it; `breaks_at` a message."""

    messages: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, list[str]] = field(default_factory=dict)
    breaks_at: str = ""
    cannot_move: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def deliver(self, message: bytes, to: str, sender: str) -> None:
        """Put a message into it."""
        del to, sender
        self.messages[str(next(self.numbers))] = message

    def opened(self, connection: Connection, name: str, *, may_move: bool = False) -> OpenFolder:
        """Return it opened, in the place of a mailbox on a server."""
        del connection, name
        return OpenFolder(self, may_move)


@dataclass
class OpenFolder:
    """A mailbox while it is looked through."""

    folder: Folder
    may_move: bool
    validity: int = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left open."""

    def listing(self, since: date) -> tuple[Listed, ...]:
        """Return what lies there: it is all new."""
        del since
        return tuple(
            Listed(uid, len(data), data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", _may_carry(data))
            for uid, data in self.folder.messages.items()
        )

    def raw(self, uid: str) -> bytes:
        """Return a message, unless the server stops answering there."""
        if uid == self.folder.breaks_at:
            message = "The mail server does not answer any more. Try again in a while."
            raise MailError(message)
        return self.folder.messages.get(uid, b"")

    def move(self, uids: list[str], folder: str) -> None:
        """Move messages, where the server lets them be moved."""
        assert self.may_move
        if self.folder.cannot_move:
            message = "The mail server cannot move messages safely."
            raise MailError(message)
        for uid in uids:
            del self.folder.messages[uid]
        self.folder.moved.setdefault(folder, []).extend(uids)


def _may_carry(data: bytes) -> bool:
    parts = message_from_bytes(data).walk()
    return any(part.get_content_maintype() not in _NO_FILES for part in parts)
