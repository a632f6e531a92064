"""Reading a mailbox: what lies there, each message byte for byte, and nothing changed by looking.

Messages are taken from the server as they are: the library's own way of fetching writes them anew,
and what arrived is what is archived.
"""

from __future__ import annotations

import imaplib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from plansheet.errors import MailError
from plansheet.mail.connection import (
    NotNowError,
    never_private,
    not_reached,
    private,
    refused_sign_in,
    user_and_token,
    wants_other_sign_in,
    wants_sign_in,
    words,
)
from plansheet.mail.secret import secret_of
from plansheet.mail.structure import may_carry_file, said
from plansheet.model.accounts import SignIn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from types import TracebackType

    from plansheet.mail.connection import Connection

# So many messages are asked about, or moved, at once.
_AT_ONCE = 200
_MOST_NAMED = 20
# Dates go to the server in English, whatever language this computer speaks.
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - twelve words
_ITEMS = "(UID RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER])"


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the mailbox lists it; `size` in bytes, `headers` as they stand in it."""

    uid: str
    size: int
    headers: bytes
    may_carry_file: bool


class Mailbox:
    """One folder of a mailbox; opened so that nothing in it can change, unless `may_move`."""

    def __init__(self, connection: Connection, folder: str, *, may_move: bool = False) -> None:
        """Take the account, and which folder of it to open."""
        self._connection, self._folder, self._may_move = connection, folder, may_move
        self._box: _Box | None = None
        self.validity = 0

    def __enter__(self) -> Self:
        """Connect, sign in and open the folder; `validity` then says which numbering holds.

        Raises:
            MailError: the server cannot be reached or trusted, does not let us in, or has no such
                folder.
        """
        try:
            self._box = _connected(self._connection)
            _sign_in(self._box, self._connection)
            with _talking(self._connection):
                self._open_folder(self._box)
        except NotNowError as error:
            self._close()
            raise MailError(str(error)) from None
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye, where there is still anybody to say it to."""
        self._close()

    def listing(self, since: date) -> tuple[Listed, ...]:
        """Return the messages that came on that day or later, in the order they came.

        The day is the server's: its clock may be in another part of the world.
        """
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        with _talking(self._connection):
            uids = self._opened().uids(f"SINCE {day}", charset=None)
            found = [
                each
                for start in range(0, len(uids), _AT_ONCE)
                for each in self._listed(uids[start : start + _AT_ONCE])
            ]
        return tuple(sorted(found, key=lambda each: int(each.uid)))

    def raw(self, uid: str) -> bytes:
        """Return a message byte for byte; nothing where it is no longer in the folder."""
        with _talking(self._connection):
            answer = self._uid("FETCH", uid, "(UID BODY.PEEK[])")
        texts = (each.get(b"BODY[]") for each in said(answer))
        return next((text for text in texts if isinstance(text, bytes)), b"")

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Move messages to another folder, which is made where there is none.

        Raises:
            MailError: the server does not make the folder, or does not move.
        """
        box = self._opened()
        if "MOVE" not in box.client.capabilities:
            message = (
                f"The mail server {self._connection} cannot move messages safely. Leave 'finished' "
                "under [mailbox] in plansheet.toml empty: nothing is then changed in the mailbox, "
                "and plansheet knows all the same what it has read."
            )
            raise MailError(message)
        with _talking(self._connection):
            if not box.folder.exists(folder):
                box.folder.create(folder)
                # Mail programs show the folders that are subscribed to.
                box.folder.subscribe(folder, value=True)
            box.move(list(uids), folder, chunks=_AT_ONCE)

    def _opened(self) -> _Box:
        if self._box is None:
            message = "a mailbox is read inside its with block"
            raise RuntimeError(message)
        return self._box

    def _open_folder(self, box: _Box) -> None:
        try:
            box.folder.set(self._folder, readonly=not self._may_move)
        except (ImapToolsError, imaplib.IMAP4.readonly):
            raise MailError(self._no_folder(box)) from None
        _, (validity, *_) = box.client.response("UIDVALIDITY")
        self.validity = int(validity) if validity else 0

    def _no_folder(self, box: _Box) -> str:
        names = sorted(words(each.name) for each in box.folder.list())
        shown = ", ".join(map(repr, names[:_MOST_NAMED]))
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        return (
            f"The mailbox of {self._connection.user!r} on {self._connection} has no folder "
            f"{self._folder!r} that can be opened. Write its name in plansheet.toml ('folder' "
            f"under [{self._connection.section}]) as the server has it: {shown}{more}."
        )

    def _listed(self, uids: Sequence[str]) -> Iterator[Listed]:
        for each in said(self._uid("FETCH", ",".join(uids), _ITEMS)):
            uid, headers = each.get(b"UID"), each.get(b"BODY[HEADER]")
            # A server may tell in between of a flag that somebody else has set.
            if isinstance(uid, bytes) and isinstance(headers, bytes):
                size = each.get(b"RFC822.SIZE")
                yield Listed(
                    uid.decode(),
                    int(size) if isinstance(size, bytes) else len(headers),
                    headers,
                    may_carry_file(each.get(b"BODYSTRUCTURE")),
                )

    def _uid(self, command: str, *arguments: str) -> list[object]:
        result, answer = self._opened().client.uid(command, *arguments)
        if result != "OK":
            raise imaplib.IMAP4.error(_text(answer))
        return answer

    def _close(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                box.logout()
            with suppress(OSError):
                box.client.shutdown()


class _Box(BaseMailBox):
    """The library's mailbox, over our own private connection, closed where that does not come."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        context = private(self._connection)
        server, port, timeout = (
            self._connection.server,
            self._connection.port,
            self._connection.timeout,
        )
        if self._connection.is_tls:
            return imaplib.IMAP4_SSL(server, port, ssl_context=context, timeout=timeout)
        client = imaplib.IMAP4(server, port, timeout=timeout)
        if "STARTTLS" not in client.capabilities:
            client.shutdown()
            raise never_private(self._connection)
        try:
            client.starttls(context)
        except BaseException:
            with suppress(OSError):
                client.shutdown()
            raise
        return client


def _connected(connection: Connection) -> _Box:
    try:
        return _Box(connection)
    except OSError as error:
        raise not_reached(connection, error) from None
    except imaplib.IMAP4.error:
        raise NotNowError(_stopped(connection)) from None


def _sign_in(box: _Box, connection: Connection) -> None:
    if connection.sign_in is SignIn.NONE:
        raise wants_sign_in(connection)
    secret = secret_of(connection.secret, connection.user, connection.section)
    try:
        if connection.sign_in is SignIn.TOKEN:
            _with_token(box, connection, secret)
        elif (connection.user + secret).isascii():
            box.login(connection.user, secret, initial_folder=None)
        else:
            box.login_utf8(connection.user, secret, initial_folder=None)
        # Servers offer more to those they know, such as to move messages.
        _, offered = box.client.capability()
        box.client.capabilities = tuple(offered[-1].decode("ascii", "replace").upper().split())
    except (imaplib.IMAP4.abort, OSError):
        raise NotNowError(_stopped(connection)) from None
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise refused_sign_in(connection, _last(error), secret) from None


def _with_token(box: _Box, connection: Connection, token: str) -> None:
    if "AUTH=XOAUTH2" not in box.client.capabilities:
        offered = (each.removeprefix("AUTH=") for each in box.client.capabilities if "=" in each)
        raise wants_other_sign_in(connection, " ".join(offered))
    answers = iter([user_and_token(connection.user, token).encode()])
    # A server that refuses first says why, and waits for an empty answer.
    box.client.authenticate("XOAUTH2", lambda _: next(answers, b""))


@contextmanager
def _talking(connection: Connection) -> Iterator[None]:
    """Turn what stops the conversation into one sentence."""
    try:
        yield
    except (imaplib.IMAP4.abort, OSError):
        raise MailError(_stopped(connection)) from None
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        message = (
            f"The mail server {connection} did not do what plansheet asked of the mailbox: "
            f"{words(_last(error))}. Nothing is lost: what was read stays read. Try again, and "
            "show this to your IT where it comes back."
        )
        raise MailError(message) from None


def _stopped(connection: Connection) -> str:
    return (
        f"The mail server {connection} does not answer any more, or closed the connection. "
        "Nothing is lost: try again in a while. Where it never answers, check in plansheet.toml "
        f"(under [{connection.section}]) that port and 'security' go together: 993 goes with "
        '"tls", 143 with "starttls".'
    )


def _last(error: Exception) -> str:
    """Return the server's own words in an error of either library."""
    if isinstance(error, UnexpectedCommandStatusError):
        return _text(error.command_result[1])
    said_last = error.args[0] if error.args else ""
    return _text([said_last]) if isinstance(said_last, bytes) else str(said_last)


def _text(answer: Sequence[object]) -> str:
    return b" ".join(each for each in answer if isinstance(each, bytes)).decode("utf-8", "replace")
