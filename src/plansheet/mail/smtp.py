"""Sending: one connection to the council's server, and what became of each message.

Until the server has said that it waits for a message's text, a lost connection costs nothing: the
message is begun again. From then until the server's last word nobody can tell whether it arrives,
which is why the caller is told right before.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from plansheet.errors import MailError
from plansheet.mail.connection import NotNowError, wants_sign_in, words
from plansheet.mail.smtp_start import CLOSING, is_good, quoted, signed_in

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from plansheet.mail.connection import Connection

_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)

_GO_ON = 354
# The text goes in pieces, so that a slow line is given time for each.
_PIECE = 1 << 16
# A server looks through a message before it answers; the standard says to wait ten times as long
# as for another answer.
_PATIENCE = 10
_SIGN_IN_FIRST = 530


class Result(StrEnum):
    """What became of a message."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


_LATER = 4
# What a reply means by its first digit.
_SAID_NO = {4: Result.LATER, 5: Result.REFUSED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message, and the server's words on one line.

    `refused`: further recipients that the server did not take, and its words, where it took the
    message for the others; `put_off` those that it would have taken later.
    """

    result: Result
    said: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    put_off: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Missed:
    """Further recipients that the server does not take, or not now, each with its words."""

    refused: dict[str, str]
    put_off: dict[str, str] = field(default_factory=dict)


class _LostError(Exception):
    """The connection is lost, or closed, and nothing of a message can have arrived."""


class Sender:
    """Sends messages over one connection, which it opens again where the server has closed it."""

    def __init__(self, connection: Connection) -> None:
        """Take the account to send by."""
        self._connection = connection
        self._smtp: smtplib.SMTP | None = None
        self._used = False
        self._size = ""

    def __enter__(self) -> Self:
        """Connect and sign in.

        Raises:
            MailError: the server cannot be reached or trusted, or does not let us in.
        """
        try:
            self._open()
        except NotNowError as error:
            raise MailError(str(error)) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye, where there is still anybody to say it to."""
        if self._smtp is not None and error is None:
            with suppress(OSError):
                self._smtp.docmd("QUIT")
        self._close()

    @property
    def largest(self) -> int | None:
        """The bytes that a message may have at the most, None where the server does not say."""
        return int(self._size) if self._size.isdecimal() and int(self._size) else None

    def send(
        self,
        data: bytes,
        sender: str,
        recipients: Sequence[str],
        begin: Callable[[], None],
        *,
        waits: bool = False,
    ) -> Answer:
        """Send one message and return what became of it.

        The first of `recipients` is the one it is for: without it, it goes to nobody. `begin` is
        called right before the text goes, from where on the message may arrive. Where it `waits`, a
        further recipient that the server puts off puts the whole message off.

        Raises:
            MailError: no message can go, such as where the server does not let us in any more.
        """
        message = _as_it_travels(data)
        try:
            try:
                return self._exchange(message, sender, recipients, begin, waits=waits)
            except _LostError:
                self._close()
                return self._exchange(message, sender, recipients, begin, waits=waits)
        except (_LostError, NotNowError) as error:
            self._close()
            return Answer(Result.LATER, str(error))
        except BaseException:
            # Whatever stopped us: the server must not wait for the rest of a message.
            self._close()
            raise

    def _exchange(
        self,
        message: bytes,
        sender: str,
        recipients: Sequence[str],
        begin: Callable[[], None],
        *,
        waits: bool,
    ) -> Answer:
        smtp = self._smtp or self._open()
        used, self._used = self._used, True
        envelope = _envelope(smtp, sender, recipients)
        if isinstance(envelope, Answer):
            return envelope
        code, said = self._ask(smtp, envelope.mail(smtp, message))
        if code == _SIGN_IN_FIRST:
            raise wants_sign_in(self._connection, said)
        if code == CLOSING and used:
            # It has closed in the time between two messages.
            raise _LostError(said)
        if not is_good(code):
            return self._stopped(smtp, code, said)
        missed = self._name_recipients(smtp, envelope, waits=waits)
        if isinstance(missed, Answer):
            return missed
        code, said = self._ask(smtp, "DATA")
        if code != _GO_ON:
            return self._stopped(smtp, code, said)
        begin()
        return self._finish(smtp, message, missed)

    def _name_recipients(
        self, smtp: smtplib.SMTP, envelope: _Envelope, *, waits: bool
    ) -> _Missed | Answer:
        """Return who is not taken while others are, or the answer where that ends it."""
        missed = _Missed(dict(envelope.refused))
        for number, (address, plain) in enumerate(envelope.recipients):
            code, said = self._ask(smtp, f"RCPT TO:<{plain}>")
            if is_good(code):
                continue
            is_later = code // 100 == _LATER
            if number == 0 or code == CLOSING or (waits and is_later):
                return self._stopped(smtp, code, said)
            (missed.put_off if is_later else missed.refused)[address] = said
        return missed

    def _finish(self, smtp: smtplib.SMTP, message: bytes, missed: _Missed) -> Answer:
        try:
            code, reply = _handed_over(smtp, message, self._connection.timeout)
        except OSError:
            self._close()
            return Answer(Result.UNCERTAIN, f"{self._connection} gave no answer after the message")
        said = quoted(code, reply)
        if is_good(code):
            return Answer(Result.SENT, said, missed.refused, missed.put_off)
        if code // 100 not in _SAID_NO or code == CLOSING:
            self._close()
        return Answer(_SAID_NO.get(code // 100, Result.UNCERTAIN), said)

    def _stopped(self, smtp: smtplib.SMTP, code: int, said: str) -> Answer:
        """Return the answer of a message that the server does not want, or not now."""
        if code // 100 in _SAID_NO and code != CLOSING:
            with suppress(_LostError):
                self._ask(smtp, "RSET")
        else:
            self._close()
        return Answer(_SAID_NO.get(code // 100, Result.LATER), said)

    def _ask(self, smtp: smtplib.SMTP, command: str) -> tuple[int, str]:
        try:
            code, reply = smtp.docmd(command)
        except OSError:
            self._close()
            message = f"{self._connection} closed the connection before it took the message"
            raise _LostError(message) from None
        return code, quoted(code, reply)

    def _open(self) -> smtplib.SMTP:
        smtp = signed_in(self._connection)
        self._smtp, self._used = smtp, False
        self._size = smtp.esmtp_features.get("size", "")
        return smtp

    def _close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


@dataclass(frozen=True, slots=True)
class _Envelope:
    """Who a message is from and for, as the server is told; `refused` it cannot be told of."""

    sender: str
    recipients: tuple[tuple[str, str], ...]
    refused: Mapping[str, str]

    def mail(self, smtp: smtplib.SMTP, message: bytes) -> str:
        """Return the command that begins the message."""
        known = smtp.esmtp_features
        addresses = (self.sender, *(plain for _, plain in self.recipients))
        is_international = not all(address.isascii() for address in addresses)
        smtp.command_encoding = "utf-8" if is_international else "ascii"
        options = [
            f"SIZE={len(message)}" if "size" in known else "",
            "BODY=8BITMIME" if "8bitmime" in known and not message.isascii() else "",
            "SMTPUTF8" if is_international else "",
        ]
        return " ".join([f"MAIL FROM:<{self.sender}>", *filter(None, options)])


def _envelope(smtp: smtplib.SMTP, sender: str, recipients: Sequence[str]) -> _Envelope | Answer:
    """Return the envelope, or the answer where it cannot be made out to the first recipient."""
    can_all = "smtputf8" in smtp.esmtp_features
    taken, refused = [], {}
    for address in (sender, *recipients):
        plain = _plain(address)
        if plain and (plain.isascii() or can_all):
            taken.append((address, plain))
            continue
        why = (
            f"{words(address)!r} has letters before the @ that this mail server cannot send to"
            if plain
            else f"{words(address)!r} is no e-mail address"
        )
        if address in (sender, recipients[0]):
            return Answer(Result.REFUSED, why)
        refused[address] = why
    return _Envelope(taken[0][1], tuple(taken[1:]), refused)


def _plain(address: str) -> str:
    """Return an address with the domain in letters every server reads, "" where it is none."""
    if not _ADDRESS.fullmatch(address):
        return ""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""


def _as_it_travels(data: bytes) -> bytes:
    """Return the text of a message with one kind of line end, and its end marked."""
    lines = _LINE_END.sub(b"\r\n", data)
    whole = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _DOT.sub(b"..", whole) + b".\r\n"


def _handed_over(smtp: smtplib.SMTP, message: bytes, timeout: float) -> tuple[int, bytes]:
    for start in range(0, len(message), _PIECE):
        smtp.send(message[start : start + _PIECE])
    line = smtp.sock
    if line is not None:
        line.settimeout(timeout * _PATIENCE)
    answer = smtp.getreply()
    if line is not None:
        line.settimeout(timeout)
    return answer
