"""A command in a process of its own in which something happens: it is killed, or writing fails."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, replace
from errno import EACCES, ENOSPC
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import plansheet.cli
from plansheet.cli import cli, shell
from plansheet.errors import LedgerError
from plansheet.jobs.council import opened
from plansheet.ledger.postgres import PostgresDatabase
from plansheet.ledger.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from plansheet.jobs.outcome import World
    from plansheet.ledger.database import Cell

PATIENCE = 15.0
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_IN_FILES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}
# Each has the clock by a name of its own.
_COMMANDS = [
    import_module(each.name) for each in iter_modules(plansheet.cli.__path__, "plansheet.cli.")
]
# A word to a server changes nothing in the folder, and after it much may have happened there.
_TO_SERVERS = {"smtplib.send", "imaplib.send"}


@dataclass(frozen=True)
class Command:
    """What is typed, also when something is asked, and what the clock says then."""

    words: Sequence[str]
    typed_in: str
    now: datetime


@dataclass
class Trouble:
    """What happens to a command from a step on, below `root`: it is `killed`, or writing fails.

    Without a step it is only counted how many there are.
    """

    way: str
    at: int
    root: str
    steps: int = 0

    def step(self, *, removes: bool = False, writes: bool = True) -> None:
        """Count a step in which something is done, and let happen what is to happen then."""
        self.steps += 1
        if not self.at or self.steps < self.at:
            return
        if self.way == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if writes and self.way == "denied":
            raise PermissionError(EACCES, "Permission denied")
        if writes and not removes:
            raise OSError(ENOSPC, "No space left on device")

    def heard(self, event: str, given: tuple[object, ...]) -> None:
        """Look at what Python is about to do, and count what changes a file or goes to a server."""
        if event in _TO_SERVERS:
            self.step(writes=False)
        if event not in _IN_FILES or not isinstance(given[0], str | os.PathLike):
            return
        path = os.path.abspath(os.fspath(given[0]))  # noqa: PTH100 - called for every file there is
        if path.startswith(self.root) and (event != "open" or _is_to_write(given)):
            self.step(removes=event in {"os.remove", "os.rmdir"})

    def in_ledger(self) -> None:
        """Count a step of the ledger, whose faults are told as it tells them."""
        try:
            self.step()
        except OSError as error:
            message = f"The ledger could not be written: {error.strerror}."
            raise LedgerError(message) from error


def _is_to_write(given: tuple[object, ...]) -> bool:
    _, mode, flags = given
    if isinstance(mode, str):
        return any(sign in mode for sign in "wxa+")
    return isinstance(flags, int) and bool(flags & _WRITES)


def run(command: Command, root: Path, trouble: Trouble | None = None) -> int:
    """Start a command in a process of its own, and return that process."""
    process = os.fork()
    if process:
        return process
    status = 70
    try:
        status = _run(command, root, trouble)
    except BaseException:  # noqa: BLE001 - the end of this process
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _run(command: Command, root: Path, trouble: Trouble | None) -> int:
    os.chdir(root)
    _streams(root, command.typed_in)
    # Without LibreOffice: it takes long, and what it makes is written as everything else is.
    os.environ["PATH"] = ""
    the_world = _still(command.now, root, shell.the_world)
    for module in _COMMANDS:
        if "the_world" in vars(module):
            vars(module)["the_world"] = the_world
    if trouble is not None:
        _watched(trouble)
    try:
        cli.main(list(command.words), prog_name="plansheet")
    except SystemExit as ended:
        if trouble is not None and not trouble.at:
            (root.parent / "steps").write_text(str(trouble.steps), encoding="utf-8")
        return int(ended.code or 0)
    return 0


def _streams(root: Path, typed_in: str) -> None:
    for stream, name in ((1, "out"), (2, "err")):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(os.open(root.parent / f"{name}.{os.getpid()}", flags), stream)
    asked, answer = os.pipe()
    os.write(answer, typed_in.encode())
    os.close(answer)
    os.dup2(asked, 0)
    sys.stdin = os.fdopen(0, encoding="utf-8")


def _still(now: datetime, root: Path, world: Callable[..., World]) -> Callable[..., World]:
    """Return what gives a world in which the clock stands still, and ids go on."""

    def the_world(**how: bool) -> World:
        issues = 0
        # A ledger that is still to be moved cannot be opened.
        with suppress(LedgerError), opened(root, read_only=True) as council:
            issues = sum(len(council.ledger.issues(each)) for each in council.ledger.quarters())
        ids = count(issues + 1)
        return replace(world(**how), now=now, new_id=lambda: f"id-{next(ids)}")

    return the_world


def _watched(trouble: Trouble) -> None:
    """Have every step in which this process does something counted."""
    sys.addaudithook(trouble.heard)
    for database in (SqliteDatabase, PostgresDatabase):
        for name in ("begin", "commit", "write_rows"):
            _counted(trouble, database, name)


def _counted(trouble: Trouble, database: type, name: str) -> None:
    done = getattr(database, name)

    def counted(self: object, *given: str | Iterable[tuple[Cell, ...]]) -> None:
        trouble.in_ledger()
        done(self, *given)

    setattr(database, name, counted)


def ended(process: int) -> int:
    """Return how a process ended: its status, or the negative number of what killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def killed_after(process: int, seconds: float) -> list[str]:
    """Kill a process after a while; what it has started must end by itself, and is told if not."""
    time.sleep(seconds)
    children = _children(process)
    os.kill(process, signal.SIGKILL)
    ended(process)
    until = time.monotonic() + PATIENCE
    while (left := [each for each in children if _is_alive(each)]) and time.monotonic() < until:
        time.sleep(0.05)
    return [f"the process {each} is left over" for each in left]


def _children(process: int) -> list[int]:
    """Return the processes that one has started, where the system tells (Linux)."""
    with suppress(OSError):
        told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        return [int(child) for child in told.split()]
    return []


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def said_in(root: Path) -> tuple[str, str]:
    """Return what the commands in a folder printed, and said as messages, and forget it."""
    printed, said = (_taken(root, name) for name in ("out", "err"))
    return printed, said


def _taken(root: Path, name: str) -> str:
    said = ""
    for path in sorted(root.parent.glob(f"{name}.*")):
        said += path.read_text(encoding="utf-8", errors="replace")
        path.unlink()
    return said
