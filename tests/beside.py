"""What a command reaches outside of the council's folder: servers, each as it was before a try.

A server is started when it is first wanted, and ends with the `with` block of `all_closed`. Before
each try it is put back as it was; afterwards it says what it holds.
"""

from __future__ import annotations

import imaplib
import json
import logging
import os
import re
import shutil
import sqlite3
import ssl
import subprocess
from abc import ABC, abstractmethod
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import database_server
import keyring
import post_office
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from quick_post import QuickPost, post_of
from scripted_server import Authority

from plansheet.ledger import Ledger
from plansheet.store import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    import clusters
    from aiosmtpd.smtp import SMTP, Envelope, Session
    from database_server import PostgresServer
    from post_office import Office

US = "performance@council.example"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of servers that end with the tests
# The environment holds the passwords, as the settings of the tests say.
OF_MAILBOX, OF_LEDGER = "PLANSHEET_TEST_MAILBOX", "PLANSHEET_TEST_LEDGER"
SCHEMA = "three_rivers"
_DECIDED = re.compile(r'(INSERT INTO "decisions" VALUES\()\d+')


class Beside(ABC):
    """A server beside the council's folder."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._folder = Path()
        self._is_started = False

    def start(self) -> None:
        """Start it, unless it runs."""
        if not self._is_started:
            self._folder = Path(mkdtemp(prefix="beside-"))
            self._running.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self._start()
            self._is_started = True

    def close(self) -> None:
        """End it, if it runs."""
        self._running.close()
        self._is_started = False

    def missing(self) -> str:
        """Return why there can be none on this computer, "" where there can."""
        return ""

    @abstractmethod
    def _start(self) -> None: ...

    @abstractmethod
    def keep(self, name: str) -> None:
        """Remember how it is now, by a name."""

    @abstractmethod
    def put_back(self, name: str) -> None:
        """Make it what it was when it was kept under that name."""

    @abstractmethod
    def holds(self) -> list[str]:
        """Return what it holds, a line each, the same for the same."""


class _Kept(QuickPost):
    """A server that writes down what it takes, in a folder that others look into."""

    folder: Path

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await super().handle_DATA(server, session, envelope)
        number, taken = len(self.taken), self.taken[-1]
        for address in taken.recipients:
            (self.folder / f"{number:06} {address}.eml").write_bytes(taken.data)
        return "250 2.0.0 Ok"


class Post(Beside):
    """A mail server that takes messages, in a process of its own."""

    port = 0

    @property
    def certificates(self) -> str:
        return str(self._folder / "authority.pem")

    def _start(self) -> None:
        self._taken.mkdir()
        (asked, close), (told, tell) = os.pipe(), os.pipe()
        if not os.fork():
            os.close(close)
            self._serve(asked, tell)
        self._running.callback(os.close, close)
        self.port = int(os.read(told, 100))
        for each in (asked, told, tell):
            os.close(each)

    def _serve(self, asked: int, tell: int) -> None:
        """Take messages until the other end of `asked` is closed, as also happens to the killed."""
        # That senders are killed in the middle of a word is what is tried.
        logging.disable()
        try:
            _Kept.folder = self._taken
            with post_of(_Kept, Authority(self._folder / "authority.pem")) as post:
                os.write(tell, str(post.port).encode())
                os.read(asked, 1)
        finally:
            os._exit(0)

    @property
    def _taken(self) -> Path:
        return self._folder / "taken"

    def keep(self, name: str) -> None:
        """Do nothing: what went to others is theirs."""

    def put_back(self, name: str) -> None:
        del name
        for path in self._taken.iterdir():
            path.unlink()

    def copies(self) -> Counter[tuple[str, str]]:
        """Return how often each message came, by its id and whom it was for."""
        return Counter(
            (_id_of(path.read_bytes()), path.stem.partition(" ")[2])
            for path in self._taken.iterdir()
        )

    def holds(self) -> list[str]:
        """Return each message that came; one that came again is the same for its reader."""
        return sorted(f"{name} to {address}" for name, address in self.copies())


def _id_of(data: bytes) -> str:
    return str(message_from_bytes(data, policy=default)["Message-ID"])


class Mailbox(Beside):
    """A mailbox that messages come to, on a real server."""

    office: Office
    _numbers = count(1)

    def missing(self) -> str:
        return post_office.missing()

    def _start(self) -> None:
        opened = post_office.post_office({US: PASSWORD}, takes=False)
        self.office = self._running.enter_context(opened)
        os.environ[OF_MAILBOX] = PASSWORD

    def deliver(self, data: bytes) -> None:
        """Put a message into it, as the server does that takes it in."""
        new = self._homes / US / "mail" / "new"
        new.mkdir(parents=True, exist_ok=True)
        path = new / f"{next(self._numbers):010}.M1P1.here"
        path.write_bytes(data)
        subprocess.run(["chown", "-R", "mail:mail", self._homes], check=True)

    def look(self) -> None:
        """Have the server number the messages: in each try they have the same numbers."""
        context = ssl.create_default_context(cafile=self.office.certificates)
        with imaplib.IMAP4_SSL("localhost", self.office.ports.imaps, ssl_context=context) as box:
            box.login(US, PASSWORD)
            box.select(readonly=True)

    @property
    def _homes(self) -> Path:
        return self.office.root / "homes"

    def keep(self, name: str) -> None:
        kept = self._folder / name
        shutil.rmtree(kept, ignore_errors=True)
        subprocess.run(["cp", "-a", self._homes, kept], check=True)

    def put_back(self, name: str) -> None:
        shutil.rmtree(self._homes)
        subprocess.run(["cp", "-a", self._folder / name, self._homes], check=True)

    def holds(self) -> list[str]:
        """Return each message by where it lies, and how it is marked."""
        found = []
        for path in self._homes.rglob("*"):
            if path.parent.name in {"new", "cur"}:
                folder = path.parent.parent.relative_to(self._homes)
                marks = path.name.partition(":")[2]
                found.append(f"{folder}: {_id_of(path.read_bytes())} {marks}")
        return sorted(found)


class DatabaseServer(Beside):
    """A database server that a ledger lies on."""

    server: PostgresServer

    def missing(self) -> str:
        return "" if database_server.programs() else "PostgreSQL is not installed"

    def _start(self) -> None:
        self.server = self._running.enter_context(database_server.postgres_server())
        os.environ[OF_LEDGER] = database_server.PASSWORD

    def keep(self, name: str) -> None:
        self._copy(database_server.DATABASE, name)

    def put_back(self, name: str) -> None:
        self._copy(name, database_server.DATABASE)

    def _copy(self, source: str, target: str) -> None:
        for sql in (
            f"DROP DATABASE IF EXISTS {target} WITH (FORCE)",
            f"CREATE DATABASE {target} TEMPLATE {source} OWNER {database_server.USER}",
        ):
            self.server.asked(sql, database="postgres")

    def holds(self) -> list[str]:
        """Return whose ledger lies there, and all of it but the log."""
        council = self._council()
        if not council:
            return []
        place = self.server.ledger(SCHEMA, council)
        with (
            Ledger.open(place, read_only=True) as ledger,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            copy.deserialize(ledger.whole.as_file())
            # A number that a broken-off transaction had taken is not given again.
            return [council, *(_DECIDED.sub(r"\1", row) for row in copy.iterdump())]

    def _council(self) -> str:
        sql = "SELECT council FROM schema_version"
        ((there,),) = self.server.asked(
            f"SELECT to_regclass('{SCHEMA}.schema_version') IS NOT NULL"
        )
        return str(self.server.asked(sql, schema=SCHEMA)[0][0]) if there else ""


class _InFile(KeyringBackend):
    """A keeper of passwords that all processes of a test share."""

    priority = 1

    def __init__(self, path: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's
        self.path = path

    def kept(self) -> dict[str, str]:
        return json.loads(self.path.read_text("utf-8")) if self.path.is_file() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = {**self.kept(), f"{service} {username}": password}
        write_whole(self.path, json.dumps(kept).encode())

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError(service, username)


class Keyring(Beside):
    """Where the system keeps passwords."""

    def _start(self) -> None:
        self._running.callback(keyring.set_keyring, keyring.get_keyring())
        self._ring = _InFile(self._folder / "keyring.json")
        keyring.set_keyring(self._ring)

    def keep(self, name: str) -> None:
        (self._folder / name).write_text(json.dumps(self._ring.kept()), "utf-8")

    def put_back(self, name: str) -> None:
        shutil.copyfile(self._folder / name, self._ring.path)

    def holds(self) -> list[str]:
        return [f"{whose}: {what}" for whose, what in sorted(self._ring.kept().items())]


class Cluster(Beside):
    """Workers on this computer that the work is shared with: they keep nothing."""

    cluster: clusters.Running

    def _start(self) -> None:
        import clusters  # noqa: PLC0415 - few tries need workers, and what speaks to them is large

        self.cluster = self._running.enter_context(clusters.running(self._folder / "cluster"))

    def keep(self, name: str) -> None:
        """Do nothing: it keeps nothing."""

    def put_back(self, name: str) -> None:
        """Do nothing: as just said."""

    def holds(self) -> list[str]:
        return []


POST, MAILBOX, DATABASE, KEYRING, CLUSTER = (
    Post(),
    Mailbox(),
    DatabaseServer(),
    Keyring(),
    Cluster(),
)


@contextmanager
def all_closed() -> Iterator[None]:
    """End whatever was started, with a `with` block."""
    try:
        yield
    finally:
        for each in (POST, MAILBOX, DATABASE, KEYRING, CLUSTER):
            each.close()
