"""A post office of its own for the tests: real Postfix and Dovecot, on this computer only.

Both listen on 127.0.0.1, on free ports, from a folder that is removed at the end. Everybody in
`people` has a mailbox, with a password and with tokens. A message to anybody else is accepted and
then bounced, by the server, as happens with an address that nobody has any more. Nothing is ever
passed on to another computer.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme
from post_office_files import DOVECOT, MAIN, MASTER, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOST = "localhost"
_LOOPBACK = "127.0.0.1"
_POSTFIX = Path("/usr/lib/postfix/sbin/master")
_START_SECONDS = 20.0
_TRIES = 3
_STEP = 0.02
# Each folder of Postfix's queue, by who may look into it.
_OWN = "active bounce corrupt defer deferred flush hold incoming private saved trace"
_SHARED = {"public": 0o710, "maildrop": 0o1730}
# A server ends when this process closes its input, and so also where this process is killed.
_WATCHED = '"$@" & server=$!; read -r _; kill $server; wait $server'
_FILES = {
    "dovecot.conf": DOVECOT,
    "tokens.conf": TOKENS,
    "etc/main.cf": MAIN,
    "etc/master.cf": MASTER,
}


@dataclass(frozen=True)
class Ports:
    """The free ports that a post office listens on."""

    smtp: int
    smtps: int
    strangers: int
    imap: int
    imaps: int


@dataclass(frozen=True)
class Office:
    """A post office that is open."""

    root: Path
    people: Mapping[str, str]
    ports: Ports
    host: str = HOST
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def smtp_port(self) -> int:
        """Where messages are handed in after STARTTLS and signing in."""
        return self.ports.smtp

    @property
    def smtps_port(self) -> int:
        """The same, with TLS from the start."""
        return self.ports.smtps

    @property
    def imap_port(self) -> int:
        """Where mailboxes are read after STARTTLS."""
        return self.ports.imap

    @property
    def imaps_port(self) -> int:
        """Where mailboxes are read with TLS from the start."""
        return self.ports.imaps

    @property
    def certificates(self) -> Path:
        """The file with the certificate of who vouches for this post office."""
        return self.root / "authority.pem"

    def token(self, address: str) -> str:
        """Return a new token by which this person can sign in."""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = address
        return token

    def deliver(self, message: bytes, to: str, sender: str) -> None:
        """Hand a message in as another server does, and wait until it lies in its mailbox.

        `sender` is "" for a server's own report.
        """
        before = len(self.messages(to))
        with smtplib.SMTP(_LOOPBACK, self.ports.strangers, timeout=30) as post:
            refused = post.sendmail(sender, [to], message)
        assert refused == {}
        if to in self.people:
            self.awaited(to, before + 1)

    def messages(self, address: str) -> list[bytes]:
        """Return what lies in this person's INBOX, read or not, in the order it came."""
        box = self.root / "homes" / address / "mail"
        found = [path for part in ("new", "cur") for path in (box / part).glob("*")]
        return [path.read_bytes() for path in sorted(found, key=_came)]

    def awaited(self, address: str, count: int, seconds: float = 30) -> list[bytes]:
        """Return this person's messages once there are that many; fails where they do not come."""
        until = time.monotonic() + seconds
        while len(found := self.messages(address)) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} came\n{self.said()}"
            time.sleep(_STEP)
        return found

    def said(self) -> str:
        """Return what both servers wrote down, to be shown where a test fails."""
        logs = [self.root / f"{name}.log" for name in ("postfix", "dovecot")]
        return "\n".join(log.read_text("utf-8", "replace") for log in logs if log.exists())


def _came(path: Path) -> tuple[int, int]:
    seconds, rest = path.name.split(".", 2)[:2]
    return int(seconds), int(rest.removeprefix("M").split("P")[0])


def missing() -> str:
    """Return why no post office can be opened on this computer, "" where one can."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return "only root can start Postfix and Dovecot"
    if not _POSTFIX.exists() or shutil.which("dovecot") is None:
        return "Postfix and Dovecot are not installed"
    return ""


@contextmanager
def post_office(
    people: Mapping[str, str], *, largest: int = 10_240_000, takes: bool = True
) -> Iterator[Office]:
    """Open a post office with a mailbox and a password for each of `people`, and close it.

    A test is skipped where there can be none. `largest`: the bytes that one message may have. One
    that `takes` nothing in has only the mailboxes, which is quicker.
    """
    if reason := missing():
        # Where they must be there, as in continuous integration, they are not done without.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with ExitStack() as left:
        # Not below pytest's own folder, which nobody but root may enter: the servers are not root.
        root = Path(left.enter_context(tempfile.TemporaryDirectory(prefix="post-")))
        root.chmod(0o755)
        tokens: dict[str, str] = {}
        vouching = left.enter_context(_vouching(tokens))
        _certify(root)
        for tried in range(1, _TRIES + 1):
            ports = Ports(*_free_ports(5))
            office = Office(root, people, ports, _tokens=tokens)
            _write(office, vouching, largest)
            running = ExitStack()
            try:
                _start(office, running, takes=takes)
            except _NotStartedError:
                running.close()
                # Between being found and being used a free port may be taken by others.
                if tried == _TRIES:
                    raise
            else:
                left.enter_context(running)
                break
        yield office


class _NotStartedError(Exception):
    """A server does not listen where it was told to."""


@contextmanager
def _vouching(tokens: Mapping[str, str]) -> Iterator[int]:
    """Answer whose a token is, as the council's sign-in service does, and give the port."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
            whose = tokens.get(asked)
            body = {"active": "true", "email": whose} if whose else {"active": "false"}
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: what is asked for holds a token."""

    with ThreadingHTTPServer((_LOOPBACK, 0), Answers) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": _STEP}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _certify(root: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(root / "authority.pem")
    ours = root / "server.pem"
    ours.touch(0o600)
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(ours)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server((_LOOPBACK, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _write(office: Office, vouching: int, largest: int) -> None:
    root, ports = office.root, office.ports
    domains = sorted({address.rpartition("@")[2] for address in office.people})
    known = {
        "root": root,
        "domain": domains[0],
        "domains": ", ".join(domains),
        "largest": largest,
        "tokens": vouching,
        **vars(ports),
    }
    queue = root / "queue"
    for folder in ("etc", "homes", "run", "state", "queue", "queue/pid"):
        (root / folder).mkdir(exist_ok=True)
    _owned(root / "data", "postfix", 0o700)
    for name in _OWN.split():
        _owned(queue / name, "postfix", 0o700)
    for name, mode in _SHARED.items():
        _owned(queue / name, "postfix", mode, "postdrop")
    _owned(root / "homes", "mail", 0o700)
    for name, text in _FILES.items():
        (root / name).write_text(text.format(**known), "utf-8")
    people = (
        f"{address}:{{PLAIN}}{password}::::::\n" for address, password in office.people.items()
    )
    (root / "people").write_text("".join(people), "utf-8")


def _owned(folder: Path, user: str, mode: int, group: str | None = None) -> None:
    folder.mkdir(exist_ok=True)
    shutil.chown(folder, user, group)
    folder.chmod(mode)


def _start(office: Office, running: ExitStack, *, takes: bool) -> None:
    root, ports = office.root, office.ports
    running.enter_context(_server(["dovecot", "-F", "-c", str(root / "dovecot.conf")], root))
    listening = {ports.imaps: True, ports.imap: False}
    if takes:
        running.enter_context(_server([str(_POSTFIX), "-d", "-c", str(root / "etc")], root))
        listening |= {ports.smtps: True, ports.smtp: False, ports.strangers: False}
    until = time.monotonic() + _START_SECONDS
    for port, encrypted in listening.items():
        while not _greets(office, port, encrypted=encrypted):
            if time.monotonic() > until:
                raise _NotStartedError(office.said())
            time.sleep(_STEP)


def _greets(office: Office, port: int, *, encrypted: bool) -> bool:
    try:
        with ExitStack() as left:
            plain = left.enter_context(socket.create_connection((_LOOPBACK, port), timeout=5))
            if not encrypted:
                return plain.recv(1) != b""
            context = ssl.create_default_context(cafile=office.certificates)
            private = left.enter_context(context.wrap_socket(plain, server_hostname=HOST))
            return private.recv(1) != b""
    except OSError:
        return False


@contextmanager
def _server(command: list[str], root: Path) -> Iterator[None]:
    with (root / "console.log").open("ab") as console:
        process = subprocess.Popen(
            ["sh", "-c", _WATCHED, "watched", *command],
            stdin=subprocess.PIPE,
            stdout=console,
            stderr=console,
            start_new_session=True,
            cwd=root,
        )
    try:
        yield
    finally:
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=10)
        # What it started ends with it, and where it does not, so does the whole group.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
