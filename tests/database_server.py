"""A PostgreSQL server of its own for the tests: Debian's package, on this computer only.

It listens on 127.0.0.1, on a free port, where a password is asked for, and keeps everything in a
folder that is removed at the end. Each ledger of the tests has a schema of its own in it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from plansheet.ledger import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
DATABASE, USER = "performance", "plansheet"
PASSWORD = "Größe & Breite"  # noqa: S105 - of a server that is gone after the tests
COUNCIL = "Three Rivers District Council"
_START_SECONDS = 30.0
_TRIES = 3
_STEP = 0.02
# A server ends when this process closes its input, and so also where this process is killed.
_WATCHED = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server'
# Nothing need outlive the tests, so no disk is waited for.
_FASTER = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB")
_ALLOWED = f"""\
local all postgres trust
host {DATABASE},closed,old_letters all {HOST}/32 scram-sha-256
"""


@dataclass
class PostgresServer:
    """A server that runs, until it is stopped."""

    root: Path
    programs: Path
    port: int = 0
    options: tuple[str, ...] = ()
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    running: ExitStack = field(default_factory=ExitStack)

    def url(self, database: str = DATABASE, user: str = USER) -> str:
        return f"postgresql://{user}@{HOST}:{self.port}/{database}"

    def ledger(self, schema: str = "", council: str = COUNCIL) -> Server:
        """Return a place for a ledger, by its schema; a new one where none is named."""
        schema = schema or f"council_{next(self.numbers)}"
        return Server(self.url(), schema, council, PASSWORD)

    def asked(self, sql: str, *, database: str = DATABASE, schema: str = "") -> list[Any]:
        """Return what the server answers to whoever looks after it."""
        options = f"-c search_path={schema}" if schema else ""
        with psycopg.connect(
            host=str(self.root),
            port=self.port,
            user="postgres",
            dbname=database,
            autocommit=True,
            options=options,
        ) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start it, on the port that it had before or else on a free one."""
        for tried in range(1, _TRIES + 1):
            self.port = self.port or _free_port()
            options = [word for each in (*_FASTER, *self.options) for word in ("-c", each)]
            self.running.enter_context(
                _watched(
                    [
                        *_unprivileged(),
                        str(self.programs / "postgres"),
                        *("-D", str(self.root / "data"), "-k", str(self.root)),
                        *("-h", HOST, "-p", str(self.port), *options),
                    ],
                    self.root,
                )
            )
            if self._answers():
                return
            # Between being found and being used a free port may be taken by others.
            self.running.close()
            assert tried < _TRIES, self.said()
            self.port = 0

    def stop(self) -> None:
        """End it at once, as where the power fails: nobody is waited for."""
        self.running.close()

    def said(self) -> str:
        return (self.root / "console.log").read_text("utf-8", "replace")

    def _answers(self) -> bool:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                self.asked("SELECT 1", database="postgres")
                return True
            time.sleep(_STEP)
        return False


def on_server(root: Path, where: Server) -> None:
    """Write a place on a server into a council's settings, its password in the environment."""
    path = root / "plansheet.toml"
    said = f'url = "{where.url}"\nschema = "{where.schema}"\nsecret = "environment"'
    path.write_text(f"{path.read_text('utf-8')}\n[ledger]\n{said}\n", encoding="utf-8")


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs on this computer, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name)
    )
    if found:
        return found[-1]
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


@contextmanager
def postgres_server(*, certificate: bytes = b"") -> Iterator[PostgresServer]:
    """Start a server with a database for ledgers, and end it.

    With a certificate and its key (PEM) it takes encrypted connections too. A test is skipped where
    there can be no server.
    """
    found = programs()
    if found is None or os.name != "posix":
        # Where it must be there, as in continuous integration, it is not done without.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL is not installed")
    with ExitStack() as left:
        # Not below pytest's own folder, which nobody but root may enter: the server is not root.
        root = Path(left.enter_context(tempfile.TemporaryDirectory(prefix="postgres-")))
        root.chmod(0o755)
        server = PostgresServer(root, found)
        _initialised(server)
        if certificate:
            server.options = _encrypting(server, certificate)
        left.callback(server.stop)
        server.start()
        server.asked(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'", database="postgres")
        server.asked(f"CREATE DATABASE {DATABASE} OWNER {USER}", database="postgres")
        yield server


def _initialised(server: PostgresServer) -> None:
    if os.geteuid() == 0:
        shutil.chown(server.root, "postgres")
    command = ["-D", str(server.root / "data"), "-U", "postgres", "-E", "UTF8", "--no-sync", "-k"]
    # Another order of letters than that of their codes, as most servers have it.
    command += ["--locale-provider=icu", "--icu-locale=en-GB", "--locale=C.UTF-8"]
    initdb = [*_unprivileged(), str(server.programs / "initdb"), *command]
    done = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd=server.root)
    assert done.returncode == 0, done.stdout + done.stderr
    (server.root / "data" / "pg_hba.conf").write_text(_ALLOWED, "utf-8")


def _encrypting(server: PostgresServer, certificate: bytes) -> tuple[str, ...]:
    path = server.root / "server.pem"
    path.write_bytes(certificate)
    path.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(path, "postgres")
    return ("ssl=on", f"ssl_cert_file={path}", f"ssl_key_file={path}")


def _unprivileged() -> list[str]:
    """Return what a command of the server's is begun with: root may not start it."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as held:
        port: int = held.getsockname()[1]
        return port


@contextmanager
def _watched(command: list[str], root: Path) -> Iterator[None]:
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
