"""Break commands off in every way and look at what is left: tools/break_off.py --help.

A council's commands are run one after the other (tests/every_command.py). Each of them is run again
and again from the folder as it was before it, and every time something happens to it: it is killed
before one of the steps in which it writes, or at any moment; the disk is full, or nothing may be
written, from one step on; or another one like it runs at the same time. Then it is run to its end:
the folder must hold the same files, the ledger the same rows as if nothing had happened, and
`verify` must find nothing. Status 1 where that is not so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from errno import EACCES, ENOSPC
from importlib import import_module
from io import BytesIO
from itertools import count
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from every_command import COMMANDS, Typed  # noqa: E402 - found by the line above
from town import MONDAY, Town, new_town  # noqa: E402 - after the path of the tests is added

import plansheet.compile  # noqa: E402 - after the path of the tests is added
import plansheet.excel  # noqa: E402 - after the path of the tests is added
import plansheet.jobs  # noqa: E402 - after the path of the tests is added
import plansheet.papers  # noqa: E402 - after the path of the tests is added
from plansheet.cli import cli, shell  # noqa: E402 - after the path of the tests is added
from plansheet.errors import LedgerError  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.council import opened  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.verify import verify_council  # noqa: E402 - after the path of the tests is added
from plansheet.ledger.sqlite import SqliteDatabase  # noqa: E402 - after the path of the tests is added

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plansheet.jobs.outcome import World
    from plansheet.ledger.database import Row

WAYS = ("killed", "full", "denied", "moment", "race")
_PATIENCE = 15.0
_ENDS = {"killed": -signal.SIGKILL, "full": 2, "denied": 2}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# What is in these differs from run to run: it says when, and how often, a command was begun.
_SAVED = re.compile(rb"<dcterms:modified.*?</dcterms:modified>")
_LOG = re.compile(r'INSERT INTO "log')


@dataclass(frozen=True)
class Start:
    """A folder before a command, the clock then, and what the command leaves that nobody broke."""

    typed: Typed
    root: Path
    now: datetime
    status: int = 0
    steps: int = 0
    lasts: float = 0.0
    left: tuple[dict[str, str], list[str]] = ({}, [])


@dataclass
class Trouble:
    """What happens to a command from a step on: it is `killed`, or writing fails."""

    way: str
    at: int
    root: str
    steps: int = 0

    def step(self, *, removes: bool = False) -> None:
        """Count a step in which something is written, and let happen what is to happen then."""
        self.steps += 1
        if not self.at or self.steps < self.at:
            return
        if self.way == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.way == "denied":
            raise PermissionError(EACCES, "Permission denied")
        if not removes:
            raise OSError(ENOSPC, "No space left on device")

    def in_files(self, event: str, given: tuple[object, ...]) -> None:
        """Look at what Python is about to do with files, and count what changes the folder."""
        if event not in {"open", "os.rename", "os.remove", "os.mkdir"}:
            return
        if not isinstance(given[0], str | os.PathLike) or self.root not in os.fspath(given[0]):
            return
        if event != "open" or _is_to_write(given):
            self.step(removes=event == "os.remove")

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


def run(start: Start, root: Path, trouble: Trouble | None = None) -> int:
    """Start a command in a process of its own, and return that process."""
    process = os.fork()
    if process:
        return process
    status = 70
    try:
        status = _command(start, root, trouble)
    except BaseException:  # noqa: BLE001 - the end of this process
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _command(start: Start, root: Path, trouble: Trouble | None) -> int:
    os.chdir(root)
    for stream, name in ((1, "out"), (2, "err")):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(os.open(root.parent / f"{name}.{os.getpid()}", flags), stream)
    # Without LibreOffice: it takes long, and what it makes is written as everything else is.
    os.environ["PATH"] = ""
    shell.the_world = _still(start.now, root, shell.the_world)
    if trouble is not None:
        _watched(trouble)
    try:
        cli.main(list(start.typed.words), prog_name="plansheet")
    except SystemExit as ended:
        if trouble is not None and not trouble.at:
            (root.parent / "steps").write_text(str(trouble.steps), encoding="utf-8")
        return int(ended.code or 0)
    return 0


def _still(now: datetime, root: Path, world: Callable[..., World]) -> Callable[..., World]:
    """Return what gives a world in which the clock stands still, and ids go on."""

    def the_world(**how: bool) -> World:
        with opened(root, read_only=True) as council:
            issues = sum(len(council.ledger.issues(each)) for each in council.ledger.quarters())
        ids = count(issues + 1)
        return replace(world(**how), now=now, new_id=lambda: f"id-{next(ids)}")

    return the_world


def _watched(trouble: Trouble) -> None:
    """Have every step in which this process writes counted."""
    sys.addaudithook(trouble.in_files)
    read, write_rows = SqliteDatabase.read, SqliteDatabase.write_rows

    def counted_read(self: SqliteDatabase, sql: str, *given: str | int | None) -> list[Row]:
        if sql in {"BEGIN IMMEDIATE", "COMMIT"}:
            trouble.in_ledger()
        return read(self, sql, *given)

    def counted_write(self: SqliteDatabase, sql: str, rows: object) -> None:
        trouble.in_ledger()
        write_rows(self, sql, rows)  # type: ignore[arg-type]  # counts, then does the same

    SqliteDatabase.read = counted_read  # type: ignore[method-assign]  # counts, then does the same
    SqliteDatabase.write_rows = counted_write  # type: ignore[method-assign]  # counts, then does the same


def ended(process: int) -> int:
    """Return how a process ended: its status, or the negative number of what killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def state(root: Path) -> tuple[dict[str, str], list[str]]:
    """Return what a folder keeps: its files by sha256, and the rows of its ledger but the log."""
    files = {
        path.relative_to(root).as_posix(): hashlib.sha256(_told_by(path)).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("plansheet.db")
    }
    with closing(sqlite3.connect(root / "plansheet.db")) as ledger:
        rows = [row for row in ledger.iterdump() if not _LOG.match(row)]
    # A draft that is written again is another row, in the place of the one before.
    return files, [re.sub(r'^(INSERT INTO "messages" VALUES\()\d+', r"\1", row) for row in rows]


def _told_by(path: Path) -> bytes:
    """Return what a file holds; of a workbook all but when it was saved, which is the real time.

    Only where a plan is changed in place does that stand in it.
    """
    data = path.read_bytes()
    if path.suffix != ".xlsx" or path.parent.name not in {"plans", "drafts"}:
        return data
    with ZipFile(BytesIO(data)) as parts:
        return b"".join(_SAVED.sub(b"", parts.read(each)) for each in sorted(parts.namelist()))


def starts(folder: Path) -> Iterator[Start]:
    """Run the commands one after the other, and yield each with the folder as it was before it."""
    (folder / "0").mkdir()
    town, now = new_town(folder / "0"), MONDAY
    for number, typed in enumerate(COMMANDS, start=1):
        now += timedelta(days=typed.days)
        typed.before(Town(town.root, now, count(10_000 * number)))
        start = Start(typed, town.root, now)
        shutil.copytree(folder / str(number - 1), folder / str(number), symlinks=True)
        after = Town(folder / str(number) / "council", now)
        began = time.monotonic()
        status = ended(run(start, after.root, Trouble("counted", 0, str(after.root))))
        lasts = time.monotonic() - began
        said = _said(after.root)
        if status not in {0, 1} or "Traceback" in said:
            message = f"{typed.words} ended with {status}: {said}"
            raise RuntimeError(message)
        steps = int((folder / str(number) / "steps").read_text(encoding="utf-8"))
        yield replace(start, status=status, steps=steps, lasts=lasts, left=state(after.root))
        shutil.rmtree(folder / str(number - 1))
        town = after


def _said(root: Path) -> str:
    """Return what the commands in a folder said as messages, and forget it."""
    said = ""
    for path in sorted(root.parent.glob("err.*")):
        said += path.read_text(encoding="utf-8", errors="replace")
        path.unlink()
    for path in root.parent.glob("out.*"):
        path.unlink()
    return said


def tried(start: Start, folder: Path, way: str, at: float) -> list[str]:
    """Let something happen to a command, run it to its end, and return what is not as it was."""
    where = folder / "tried"
    shutil.copytree(start.root.parent, where, symlinks=True)
    root = where / "council"
    try:
        if way == "race":
            return [*_raced(start, root), *_whole(root)]
        faults = (
            _moment(start, root, at) if way == "moment" else _troubled(start, root, way, int(at))
        )
        return faults or [*_run_again(start, root), *_whole(root)]
    finally:
        shutil.rmtree(where)


def _troubled(start: Start, root: Path, way: str, at: int) -> list[str]:
    status, said = ended(run(start, root, Trouble(way, at, str(root)))), _said(root)
    if "Traceback" in said:
        return [said]
    # A file that could not be renewed beside the work itself is a note, and the work is done.
    is_as_told = status == _ENDS[way] or (way != "killed" and status in {0, 1})
    return [] if is_as_told else [f"it ended with {status}: {said}"]


def _moment(start: Start, root: Path, seconds: float) -> list[str]:
    """Kill a command from outside; what it has started must end by itself."""
    process = run(start, root)
    time.sleep(seconds)
    children = _children(process)
    os.kill(process, signal.SIGKILL)
    ended(process)
    _said(root)
    until = time.monotonic() + _PATIENCE
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


def _run_again(start: Start, root: Path) -> list[str]:
    """Run a command to its end, and return what it did not leave as if nothing had happened."""
    status, said = ended(run(start, root)), _said(root)
    (files, rows), (files_before, rows_before) = state(root), start.left
    faults = [said] if "Traceback" in said else []
    differing = sorted({*(files.items() ^ files_before.items())})
    faults += [f"the file {name} ({sha256[:12]}) differs" for name, sha256 in differing]
    faults += [f"the ledger differs: {row[:200]}" for row in sorted({*rows} ^ {*rows_before})]
    if not faults and rows != rows_before:
        faults = ["the ledger's rows are in another order"]
    return [*faults, f"it ended with {status}: {said}"] if faults else []


def _raced(start: Start, root: Path) -> list[str]:
    """Run two at the same time, then one more; what is left is as much as of one."""
    both = [run(start, root), run(start, root)]
    statuses, said = [ended(each) for each in both], _said(root)
    faults = [said] if "Traceback" in said else []
    faults += [f"both failed: {said}"] if statuses == [2, 2] else []
    ended(run(start, root))
    said = _said(root)
    faults += [said] if "Traceback" in said else []
    (files, rows), (files_before, rows_before) = state(root), start.left
    kept = {name for name in files if not name.startswith("archive/")}
    kept_before = {name for name in files_before if not name.startswith("archive/")}
    faults += [f"the file {name} is there or not" for name in sorted(kept ^ kept_before)]
    counts, before = (_counts(each) for each in (rows, rows_before))
    # What each of the two wrote anew in the other's place is kept as well: more files, never fewer.
    counts["files"] = min(counts.get("files", 0), before.get("files", 0))
    faults += [f"rows differ: {each}" for each in sorted({*counts.items()} ^ {*before.items()})]
    return faults


def _counts(rows: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if found := re.match(r'INSERT INTO "(\w+)"', row):
            counts[found[1]] = counts.get(found[1], 0) + 1
    return counts


def _whole(root: Path) -> list[str]:
    """Return what `verify` finds, and each issued workbook that is not the ledger's."""
    town = Town(root)
    with opened(root, read_only=True) as council:
        outcome = verify_council(council, town.world())
        newest = [
            issues[-1]
            for quarter in council.ledger.quarters()
            for plan in council.plans(quarter)
            if (issues := council.ledger.issues(quarter, plan.code))
        ]
        others = [
            f"{each.service} {each.quarter.label} as issued is not the ledger's"
            for each in newest
            if state_of(council.store.issued_path(each.service, each.quarter)) != each.sha256
        ]
    found = [each for each in outcome.problems if each.code != "archive-unknown"]
    return [*others, *(f"{each.place}: {each.message}" for each in found)]


def state_of(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def points(start: Start, way: str, most: int, chance: random.Random) -> list[float]:
    """Return when something is to happen to a command: at which steps, or after which times."""
    if way == "race":
        return [0.0] * min(most, 3)
    if way == "moment":
        return [chance.uniform(0, start.lasts) for _ in range(most)]
    every = list(range(1, start.steps + 1))
    return [float(each) for each in sorted(chance.sample(every, min(most, len(every))))]


def _loaded_once() -> None:
    """Load what commands load as they run: every process that runs one is a copy of this one."""
    for package in (plansheet.jobs, plansheet.compile, plansheet.papers, plansheet.excel):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    import_module("matplotlib.backends.backend_agg")


def main(arguments: list[str]) -> int:
    """Return 1 where something was left otherwise than if nothing had happened."""
    options = _options(arguments)
    _loaded_once()
    chance = random.Random(options.seed)  # noqa: S311 - to be repeated, not to be secret
    times = faulty = commands = 0
    with TemporaryDirectory(prefix="plansheet-") as folder:
        for start in starts(Path(folder)):
            if options.only and start.typed.name not in options.only:
                continue
            commands += 1
            ways = [options.ways[commands % len(options.ways)]] if options.sample else options.ways
            for way in ways:
                for at in points(start, way, 1 if options.sample else options.most, chance):
                    faults = tried(start, Path(folder), way, at)
                    times, faulty = times + 1, faulty + bool(faults)
                    for fault in faults:
                        print(f"{' '.join(start.typed.words)}, {way} {at:g}: {fault}", flush=True)
    print(f"{commands} commands, {times} times in trouble, {faulty} with a trace of it")
    return 1 if faulty else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Break commands off, and look at what is left.")
    parser.add_argument("--only", action="append", help="a command, such as 'plan roll'")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--most", type=int, default=10_000, help="how often each, at the most")
    parser.add_argument("--sample", action="store_true", help="one way a command, in turn, once")
    parser.add_argument("--seed", type=int, default=2018)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
