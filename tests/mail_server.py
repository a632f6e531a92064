"""A mail server for quick tests: it takes messages over STARTTLS on this computer, or does not."""

from __future__ import annotations

import socket
import ssl
from asyncio import WriteTransport
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Ok"


@dataclass
class Post:
    """What a server took, and how it answers: `says` gives the answer to each message."""

    port: int = 0
    certificates: str = ""
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    says: Callable[[str], str] = lambda _: TAKEN
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def to(self) -> list[str]:
        """Return whom messages went to, a line each, in the order in which they came."""
        return [address for address, _ in self.taken]

    async def handle_RCPT(  # noqa: N802 - the names and shape of aiosmtpd
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take a recipient, unless the test says otherwise."""
        del server, session, rcpt_options
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message for everybody it is for, or say what the test says.

        Where that is nothing, it is taken and the connection ends without an answer.
        """
        del session
        answer = self.says(envelope.rcpt_tos[0])
        if not answer:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        if not answer or answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=default)
            self.taken += [(address, message) for address in envelope.rcpt_tos]
        return answer or TAKEN


@contextmanager
def serving(folder: Path, password: str = "", size: int = 20_000_000) -> Iterator[Post]:
    """Give a server that runs on this computer until the `with` block ends."""
    # The library wants to know its port before it begins.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    post = Post(port, certificates=str(folder / "authority.pem"))
    authority.cert_pem.write_to_path(post.certificates)

    def known(*given: object) -> AuthResult:
        said = given[-1]
        is_known = isinstance(said, LoginPassword) and said.password == password.encode()
        return AuthResult(success=is_known, handled=False)

    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        data_size_limit=size,
        authenticator=known,
        auth_required=bool(password),
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
