"""A mail server for quick tests of a council that sends: it takes messages, or does not."""

from __future__ import annotations

from asyncio import WriteTransport
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from quick_post import QuickPost, post_of
from scripted_server import Authority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Ok"
US = "performance@council.example"


@dataclass
class Post(QuickPost):
    """What a server took, for whom; `says` gives its answer to the text of each message."""

    certificates: str = ""
    says: Callable[[str], str] = lambda _: TAKEN
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)

    @property
    def to(self) -> list[str]:
        """Return whom messages went to, in the order in which they came."""
        return [address for address, _ in self.letters]

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message for everybody it is for, or say what the test says.

        Where that is nothing, it is taken and the connection ends without an answer.
        """
        answer = self.says(envelope.rcpt_tos[0])
        if not answer:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        if answer and not answer.startswith("250"):
            return answer
        taken = await super().handle_DATA(server, session, envelope)
        message = message_from_bytes(self.taken[-1].data, policy=default)
        self.letters += [(address, message) for address in envelope.rcpt_tos]
        return taken


@contextmanager
def serving(folder: Path, password: str = "", size: int = 20_000_000) -> Iterator[Post]:
    """Give a server on this computer that takes messages after STARTTLS, with a password if any."""
    authority = Authority(folder / "authority.pem")
    passwords = {US: password} if password else {}
    with post_of(Post, authority, passwords=passwords, largest=size) as post:
        post.certificates = str(authority.file)
        yield post
