"""Kill `read` at random moments and look at what is left: tools/kill_read.py [TIMES] [RETURNS].

A council reads some returns once without a fault. Then, TIMES over, the same council starts to read
them, is killed (SIGKILL) up to three times, and reads them to the end: its archive must hold the
same files, its ledger the same rows, and no process may be left. Status 1 where that is not so.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from filled_returns import answering, filled  # noqa: E402 - found by the line above
from make_returns import council_of_data  # noqa: E402
from strangers import e_mail, zipped  # noqa: E402
from town import Q1, Town  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES, RETURNS, SEED = 50, 100, 2018
_MOST_KILLS = 3
_PATIENCE = 15.0
_READ = "--read"


def council_with_returns(folder: Path, how_many: int) -> Town:
    """Return a council to which so many returns came, some of them packed, twice or damaged."""
    town = council_of_data(folder)
    for number in range(how_many):
        data = answering(200 + number - number % 7 // 6, ref="PK02")
        name = f"parks {number:03d}"
        if number % 10 == 3:  # noqa: PLR2004 - one in ten
            town.drop(f"{name}.zip", zipped([("parks.xlsx", data), ("more.xlsx", filled())]))
        elif number % 10 == 5:  # noqa: PLR2004
            town.drop(f"{name}.eml", e_mail("Here it is.", ("parks.xlsx", data)))
        else:
            town.drop(f"{name}.xlsx", data[:4000] if number % 10 == 8 else data)  # noqa: PLR2004
    return town


def state(root: Path) -> tuple[dict[str, str], list[str]]:
    """Return what a folder keeps: its files by sha256, and the rows of its ledger."""
    files = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("plansheet.db")
    }
    with closing(sqlite3.connect(root / "plansheet.db")) as ledger:
        return files, list(ledger.iterdump())


def reading(root: Path) -> subprocess.Popen[bytes]:
    """Return a process that reads what came back to a council, with a clock that stands still."""
    return subprocess.Popen([sys.executable, __file__, _READ, str(root)], stdout=subprocess.DEVNULL)


def killed(root: Path, seconds: float) -> list[int]:
    """Start to read, kill that after some time, and return the processes that it had started."""
    process = reading(root)
    time.sleep(seconds)
    children = _children(process.pid)
    process.kill()
    process.wait()
    return children


def _children(process: int) -> list[int]:
    """Return the processes that one has started, where the system tells (Linux)."""
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in told.split()]


def left_over(children: list[int]) -> list[int]:
    """Return those of some processes that are still there after a while."""
    until = time.monotonic() + _PATIENCE
    while (alive := [child for child in children if _is_alive(child)]) and time.monotonic() < until:
        time.sleep(0.05)
    return alive


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def rounds(times: int, returns: int, seed: int) -> Iterator[tuple[int, list[str]]]:
    """Yield for each time how often reading was killed, and what is not as if it never was."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    with TemporaryDirectory() as folder:
        start = council_with_returns(Path(folder) / "start", returns).root
        whole = Path(folder) / "whole"
        shutil.copytree(start, whole)
        began = time.monotonic()
        if reading(whole).wait():
            yield 0, ["the reading that nobody killed failed"]
            return
        lasts = time.monotonic() - began
        expected = state(whole)
        for number in range(times):
            root = Path(folder) / f"{number}"
            shutil.copytree(start, root)
            kills = chance.randint(1, _MOST_KILLS)
            children = [
                child for _ in range(kills) for child in killed(root, chance.uniform(0, lasts))
            ]
            yield kills, _faults(root, expected, children)
            shutil.rmtree(root)


def _faults(
    root: Path, expected: tuple[dict[str, str], list[str]], children: list[int]
) -> list[str]:
    """Read to the end, and return what is not as if reading had never been killed."""
    faults = [f"the process {child} is left over" for child in left_over(children)]
    if reading(root).wait():
        return [*faults, "reading again failed"]
    files, rows = state(root)
    differing = sorted(files.items() ^ expected[0].items())
    faults += [f"the file {name} ({sha256[:12]}) differs" for name, sha256 in differing]
    faults += [f"the ledger differs: {row[:200]}" for row in sorted({*rows} ^ {*expected[1]})]
    return faults or (["the ledger's rows are in another order"] if rows != expected[1] else [])


def main(arguments: list[str]) -> int:
    """Return 1 where killing left a trace."""
    if arguments[:1] == [_READ]:
        # What is wrong with a return is no fault of reading.
        Town(Path(arguments[1])).read(Q1)
        return 0
    times, returns = (*map(int, arguments), *(TIMES, RETURNS)[len(arguments) :])
    kills = faulty = 0
    for number, (killed_so_often, faults) in enumerate(rounds(times, returns, SEED), start=1):
        kills += killed_so_often
        faulty += bool(faults)
        for fault in faults:
            print(f"{number}: {fault}")
    print(f"{times} times {returns} returns, killed {kills} times, {faulty} with a trace of it")
    return 1 if faulty else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
