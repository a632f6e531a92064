"""Break commands off in every way and look at what is left: tools/break_off.py --help.

A council's commands are run one after the other (tests/every_command.py). Each of them is run again
and again from the folder as it was before it, and every time something happens to it: it is killed
before one of the steps in which it writes or tells a server something, or at any moment; the disk
is full, or nothing may be written, from one step on; or another one like it runs at the same time.
Then it is run to its end: the folder and what lies beside it must hold the same files, the ledger
the same rows, and servers the same, as if nothing had happened, and `verify` must find nothing.
Status 1 where that is not so.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from beside import CLUSTER, all_closed  # noqa: E402 - found by the line above
from every_command import COMMANDS, SCHEDULER, Typed  # noqa: E402 - as above
from remains import NOTHING, Remains, not_whole, remains_of  # noqa: E402 - as above
from town import MONDAY, Town, new_town  # noqa: E402 - as above
from troubles import Command, Trouble, ended, killed_after, run, said_in  # noqa: E402 - as above

import plansheet  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

WAYS = ("killed", "full", "denied", "moment", "race")
_ENDS = {"killed": -signal.SIGKILL, "full": 2, "denied": 2}
_BY_TIME = {"moment", "race"}
_MOST_RACES = 3


@dataclass(frozen=True)
class Start:
    """A folder before a command, the clock then, and what the command leaves that nobody broke."""

    typed: Typed
    root: Path
    now: datetime
    status: int = 0
    steps: int = 0
    lasts: float = 0.0
    printed: str = ""
    left: Remains = NOTHING

    @property
    def command(self) -> Command:
        """Return the command itself."""
        return self.another(self.typed.words)

    def another(self, words: tuple[str, ...]) -> Command:
        """Return a command that is typed then."""
        known = [CLUSTER.cluster.address if each == SCHEDULER else each for each in words]
        return Command(known, self.typed.typed_in, self.now)

    def remains(self, root: Path) -> Remains:
        """Return what is there once it has been typed in a folder."""
        return remains_of(root, self.typed.beside)


def starts(folder: Path, *, is_sample: bool) -> Iterator[Start]:
    """Run the commands one after the other, and yield each with the folder as it was before it.

    Those that this computer has no servers for are left out, and so of a sample are long ones.
    """
    (folder / "0").mkdir()
    town, now = new_town(folder / "0"), MONDAY
    wanted = [each for each in COMMANDS if not (each.missing or (is_sample and each.is_long))]
    for number, typed in enumerate(wanted, start=1):
        now += timedelta(days=typed.days)
        for each in typed.beside:
            each.start()
        typed.before(Town(town.root, now, count(10_000 * number)))
        start = Start(typed, town.root, now)
        shutil.copytree(folder / str(number - 1), folder / str(number), symlinks=True)
        after = Town(folder / str(number) / "council", now)
        yield _undisturbed(start, after.root)
        for each in typed.beside:
            each.put_back("after")
        shutil.rmtree(folder / str(number - 1))
        town = after


def _undisturbed(start: Start, root: Path) -> Start:
    """Return a start with what the command leaves where nothing happens to it."""
    for each in start.typed.beside:
        each.keep("before")
    began = time.monotonic()
    status = ended(run(start.command, root, Trouble("counted", 0, f"{root.parent}{os.sep}")))
    lasts = time.monotonic() - began
    printed, said = said_in(root)
    if status not in {0, 1} or "Traceback" in said:
        message = f"{start.typed.text} ended with {status}: {said}"
        raise RuntimeError(message)
    steps = int((root.parent / "steps").read_text(encoding="utf-8"))
    for each in start.typed.beside:
        each.keep("after")
    left = start.remains(root)
    return replace(start, status=status, steps=steps, lasts=lasts, printed=printed, left=left)


def tried(start: Start, folder: Path, way: str, at: float) -> list[str]:
    """Let something happen to a command, run it to its end, and return what is not as it was."""
    where = folder / "tried"
    shutil.copytree(start.root.parent, where, symlinks=True)
    for each in start.typed.beside:
        each.put_back("before")
    root = where / "council"
    try:
        if way == "race":
            return [*_raced(start, root), *not_whole(root)]
        faults = (
            _moment(start, root, at) if way == "moment" else _troubled(start, root, way, int(at))
        )
        return faults or [*_run_again(start, root), *not_whole(root)]
    finally:
        shutil.rmtree(where)


def _troubled(start: Start, root: Path, way: str, at: int) -> list[str]:
    trouble = Trouble(way, at, f"{root.parent}{os.sep}")
    status, (_, said) = ended(run(start.command, root, trouble)), said_in(root)
    if "Traceback" in said:
        return [said]
    # A file that could not be renewed beside the work itself is a note, and the work is done.
    is_as_told = status == _ENDS[way] or (way != "killed" and status in {0, 1})
    return [] if is_as_told else [f"it ended with {status}: {said}"]


def _moment(start: Start, root: Path, seconds: float) -> list[str]:
    left = killed_after(run(start.command, root), seconds)
    said_in(root)
    return left


def _run_again(start: Start, root: Path) -> list[str]:
    """Run a command to its end, and return what it did not leave as if nothing had happened."""
    status, (printed, said) = ended(run(start.command, root)), said_in(root)
    faults = [said] if status not in {0, 1} or "Traceback" in said else []
    faults += start.typed.kept(Town(root), status)
    typed = start.typed.then(Town(root))
    for words in typed:
        ended(run(start.another(words), root))
        said_in(root)
    left = start.remains(root)
    if start.typed.is_alike:
        faults += left.fewer_or_more(start.left)
        faults += [f"it printed or not: {line}" for line in _lines(printed) ^ _lines(start.printed)]
    else:
        faults += left.unlike(start.left, in_order=not typed)
    return [*faults, f"it ended with {status}: {said}"] if faults else []


def _lines(printed: str) -> set[str]:
    """Return what was printed, without what is only remarked on when a file is read first."""
    return {line.partition(";")[0] for line in printed.splitlines()}


def _raced(start: Start, root: Path) -> list[str]:
    """Run two at the same time, then one more; what is left is as much as of one."""
    both = [run(start.command, root), run(start.command, root)]
    statuses, (_, said) = [ended(each) for each in both], said_in(root)
    faults = [said] if "Traceback" in said else []
    faults += [f"both failed: {said}"] if statuses == [2, 2] else []
    status = ended(run(start.command, root))
    _, said = said_in(root)
    faults += [said] if "Traceback" in said else []
    faults += start.typed.kept(Town(root), status)
    return [*faults, *start.remains(root).fewer_or_more(start.left)]


def points(start: Start, way: str, most: int, chance: random.Random) -> list[float]:
    """Return when something is to happen to a command: at which steps, or after which times."""
    if way == "race":
        return [0.0] * min(most, _MOST_RACES)
    every = list(range(1, start.steps + 1))
    if way == "moment":
        return [chance.uniform(0, start.lasts) for _ in range(min(most, len(every) or 1))]
    return [float(each) for each in sorted(chance.sample(every, min(most, len(every))))]


def _loaded_once() -> None:
    """Load what commands load as they run: every process that runs one is a copy of this one."""
    for module in walk_packages(plansheet.__path__, "plansheet."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    import_module("matplotlib.backends.backend_agg")


def main(arguments: list[str]) -> int:
    """Return 1 where something was left otherwise than if nothing had happened."""
    options = _options(arguments)
    _loaded_once()
    chance = random.Random(options.seed)  # noqa: S311 - to be repeated, not to be secret
    times = faulty = commands = 0
    with TemporaryDirectory(prefix="plansheet-") as folder, all_closed():
        for start in starts(Path(folder), is_sample=options.sample):
            if options.only and not start.typed.text.startswith(tuple(options.only)):
                continue
            commands += 1
            if options.verbose:
                print(f"{start.typed.text}: {start.steps} steps", flush=True)
            # What writes nothing in the folder has no step at which it could be kept from it.
            ways = [each for each in options.ways if start.steps or each in _BY_TIME]
            ways = [ways[commands % len(ways)]] if options.sample else ways
            for way in ways:
                for at in points(start, way, 1 if options.sample else options.most, chance):
                    faults = tried(start, Path(folder), way, at)
                    times, faulty = times + 1, faulty + bool(faults)
                    for fault in faults:
                        print(f"{start.typed.text}, {way} {at:g}: {fault}", flush=True)
    print(f"{commands} commands, {times} times in trouble, {faulty} with a trace of it")
    return 1 if faulty else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Break commands off, and look at what is left.")
    parser.add_argument("--only", action="append", help="a command as it begins: 'plan roll'")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--most", type=int, default=10_000, help="how often each, at the most")
    parser.add_argument("--sample", action="store_true", help="one way a command, in turn, once")
    parser.add_argument("--verbose", action="store_true", help="say what is tried")
    parser.add_argument("--seed", type=int, default=2018)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
