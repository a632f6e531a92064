"""A mail server that says what a test tells it to, closes when it is told to, or says nothing.

Each connection has a script: what it answers instead of what a friendly server would. The last
script holds for all further connections.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from io import BufferedRWPair
    from pathlib import Path

CLOSE = "close"
HANG = "hang"
# What friendly servers answer, by the beginning of what they are told: for sending, for reading.
SMTP = {
    "greeting": "220 post.council.example",
    "EHLO": "250-post.council.example\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN XOAUTH2",
    "STARTTLS": "220 Go ahead",
    "AUTH": "235 Welcome",
    "DATA": "354 Go ahead",
    "body": "",
    "end": "250 Taken",
    "QUIT": "221 Goodbye",
    "": "250 Fine",
}
IMAP = {
    "greeting": "* OK ready",
    "CAPABILITY": "* CAPABILITY IMAP4rev1 STARTTLS MOVE AUTH=PLAIN AUTH=XOAUTH2\r\nTAG OK done",
    "AUTHENTICATE": "+ ",
    "EXAMINE": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] is its number\r\nTAG OK [READ-ONLY] done",
    "SELECT": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] is its number\r\nTAG OK [READ-WRITE] done",
    "LIST": '* LIST () "/" INBOX\r\nTAG OK done',
    "LOGOUT": "* BYE\r\nTAG OK done",
    "": "TAG OK done",
}


@dataclass
class Authority:
    """Who vouches for the servers of a test."""

    file: Path
    _ca: trustme.CA = field(default_factory=trustme.CA)

    def __post_init__(self) -> None:
        self._ca.cert_pem.write_to_path(self.file)

    def for_server(self, name: str = "localhost") -> ssl.SSLContext:
        """Return what a server of that name proves itself by."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context

    def out_of_date(self) -> ssl.SSLContext:
        """Return what a server proves itself by whose certificate has run out."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        long_ago = datetime(2018, 4, 1, tzinfo=UTC)
        self._ca.issue_cert("localhost", not_after=long_ago).configure_cert(context)
        return context


@dataclass
class Scripted:
    """A server that runs; `said`: what it was told, line by line; `bodies`: what it was sent."""

    port: int
    said: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0
    line: socket.socket | None = None


class _ClosedError(Exception):
    """The script says to close here."""


@contextmanager
def scripted(
    context: ssl.SSLContext | None,
    *scripts: Mapping[str, str | list[str]],
    is_tls: bool = True,
    friendly: Mapping[str, str] = SMTP,
) -> Iterator[Scripted]:
    """Run a server with TLS from the start, or with STARTTLS where not `is_tls`.

    `friendly`: what it answers where its script says nothing else, and so what it is for.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Scripted(listening.getsockname()[1])

        def run() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                number = min(server.connections, len(scripts) - 1)
                server.connections += 1
                server.line = line
                with suppress(OSError, _ClosedError):
                    _serve(
                        line,
                        server,
                        _Answers({**friendly, **scripts[number]}),
                        context,
                        is_tls=is_tls,
                    )

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            # Closing alone does not wake the one that waits there.
            for waiting in (listening, server.line):
                with suppress(OSError):
                    if waiting is not None:
                        waiting.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join(10)


class _Answers:
    """What one connection answers."""

    def __init__(self, script: Mapping[str, str | list[str]]) -> None:
        self._script = {
            key: list([said] if isinstance(said, str) else said) for key, said in script.items()
        }

    def to(self, line: str) -> str:
        """Return the answer of the longest beginning that fits; what a test says goes first."""
        fitting = [key for key in self._script if _begins(line, key)]
        answers = self._script[max(fitting, key=len)]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _begins(line: str, key: str) -> bool:
    # Commands are the same in small letters.
    return line[: len(key)].upper() == key.upper()


def _serve(
    line: socket.socket,
    server: Scripted,
    answers: _Answers,
    context: ssl.SSLContext | None,
    *,
    is_tls: bool,
) -> None:
    tag, is_tagged = "", answers.to("greeting").startswith("*")
    with ExitStack() as left:
        left.callback(line.close)
        if is_tls and context:
            line = server.line = left.enter_context(context.wrap_socket(line, server_side=True))
        stream = left.enter_context(line.makefile("rwb"))
        _answer(stream, answers.to("greeting"))
        while (said := stream.readline().decode("utf-8", "replace")) != "":
            command = said.rstrip("\r\n")
            server.said.append(command)
            if is_tagged and " " in command:
                tag, command = command.split(" ", 1)
            reply = answers.to(command)
            _answer(stream, reply.replace("TAG", tag))
            if _begins(command, "STARTTLS") and reply.startswith(("220", "TAG OK")) and context:
                line = server.line = left.enter_context(context.wrap_socket(line, server_side=True))
                stream = left.enter_context(line.makefile("rwb"))
            if command.upper() == "DATA" and reply.startswith("354"):
                _take(stream, server, answers)


def _take(stream: BufferedRWPair, server: Scripted, answers: _Answers) -> None:
    if answers.to("body") == CLOSE:
        stream.readline()
        raise _ClosedError
    body = b""
    while (line := stream.readline()) not in (b".\r\n", b""):
        body += line
    server.bodies.append(body if line else b"cut off: " + body)
    if line:
        _answer(stream, answers.to("end"))


def _answer(stream: BufferedRWPair, reply: str) -> None:
    if reply == CLOSE:
        raise _ClosedError
    if reply == HANG:
        # The other side gives up and closes.
        stream.read()
        raise _ClosedError
    stream.write(reply.encode() + b"\r\n")
    stream.flush()
