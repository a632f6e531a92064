"""A server that takes messages and keeps them, in this process: quick, and like a real one."""

from __future__ import annotations

import base64
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aiosmtpd.smtp import Envelope, Session
    from scripted_server import Authority


@dataclass(frozen=True)
class Taken:
    """A message as it was taken."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass
class QuickPost:
    """A server that runs.

    `answers`: what it says to an address instead of taking it; `text_answers`: what it says, one
    after the other, instead of taking a message's text.
    """

    port: int
    passwords: Mapping[str, str]
    tokens: Mapping[str, str]
    taken: list[Taken] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    text_answers: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's names, here and below
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.text_answers:
            return self.text_answers.pop(0)
        data = envelope.original_content or b""
        self.taken.append(Taken(envelope.mail_from or "", tuple(envelope.rcpt_tos), data))
        return f"250 2.0.0 Ok: {len(self.taken)}"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        said = base64.b64decode(args[1]).decode()
        right = {
            f"user={user}\x01auth=Bearer {token}\x01\x01" for user, token in self.tokens.items()
        }
        if said in right:
            return AuthResult(success=True)
        # As the real ones do: first why, then the empty answer, then no.
        why = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()
        await server.push(f"334 {why}")
        await server._reader.readline()  # noqa: SLF001 - the library would take it for a command
        return AuthResult(success=False, handled=False)

    def knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, said: object
    ) -> AuthResult:
        """Return whether somebody has this password."""
        right = isinstance(said, LoginPassword) and any(
            (said.login, said.password) == (user.encode(), password.encode())
            for user, password in self.passwords.items()
        )
        return AuthResult(success=right, handled=False)


PostT = TypeVar("PostT", bound=QuickPost)


@contextmanager
def post_of(  # noqa: PLR0913 - what servers differ in
    kind: type[PostT],
    authority: Authority,
    *,
    passwords: Mapping[str, str] | None = None,
    tokens: Mapping[str, str] | None = None,
    is_tls: bool = False,
    largest: int = 1_000_000,
) -> Iterator[PostT]:
    """Run a server, with STARTTLS, or with TLS from the start (`is_tls`).

    It wants a sign-in where it knows anybody.
    """
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    post = kind(port, passwords or {}, tokens or {})
    context = authority.for_server()
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if is_tls else None,
        tls_context=None if is_tls else context,
        require_starttls=not is_tls,
        auth_required=bool(passwords or tokens),
        # A line that is private from the start is nothing the library notices.
        auth_require_tls=not is_tls,
        authenticator=post.knows,
        data_size_limit=largest,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@contextmanager
def quick_post(
    authority: Authority,
    *,
    passwords: Mapping[str, str] | None = None,
    tokens: Mapping[str, str] | None = None,
    is_tls: bool = False,
    largest: int = 1_000_000,
) -> Iterator[QuickPost]:
    """Run a server that does nothing but take messages, refuse them, and keep what it took."""
    how = {"passwords": passwords, "tokens": tokens}
    with post_of(QuickPost, authority, **how, is_tls=is_tls, largest=largest) as post:
        yield post
