"""Whole processes: how long each takes, and the most memory that each of them held.

They run as they do where plansheet is installed: with Python's own cache of what it has compiled,
even where the environment says to keep none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

PROCESSES = Path("/proc")
# Exit 1 says of plansheet that it is done and something is to be looked at.
_DONE = frozenset({0, 1})
KNOWN = "known"
_OFTEN = 0.02


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took: seconds, and megabytes at the most.

    `own_mb` is its own memory, `started_mb` that of each process which it started, the largest
    first; 0 and nothing where the system does not tell.
    """

    seconds: float
    own_mb: float = 0.0
    started_mb: tuple[float, ...] = ()
    printed: str = ""

    @property
    def all_mb(self) -> float:
        """Return what all of them held together, had each been at its most at once."""
        return self.own_mb + sum(self.started_mb)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a measured process."""
    kept = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | dict(more or {})


def plansheet(*arguments: str, root: Path | None = None, watched: bool = False) -> Ran:
    """Run plansheet as it is installed, in a council's folder.

    What it keeps of the council on this computer lies beside that folder, in `known`: a council in
    another folder is new to it, and nothing is left at home.
    """
    program = shutil.which("plansheet", path=sysconfig.get_path("scripts"))
    if program is None:
        message = "plansheet is not installed beside this Python: pip install -e '.[dev]'"
        raise RuntimeError(message)
    if root is None:
        return ran([program, *arguments], done=_DONE, watched=watched)
    more = {"PLANSHEET_CACHE": str(root.with_name(KNOWN))}
    return ran([program, "-C", str(root), *arguments], more, done=_DONE, watched=watched)


def python(code: str) -> Ran:
    """Run some Python in this environment."""
    return ran([sys.executable, "-c", code])


def ran(
    command: Sequence[str],
    more: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
    done: Container[int] = (0,),
    watched: bool = False,
) -> Ran:
    """Run a command to its end; RuntimeError, with what it said, for a status not in `done`.

    `watched` sees to how much memory it and its processes take, where the system tells.
    """
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        env=environment(more),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        watch = _Watch(process.pid) if watched else None
        out, errors = process.communicate()
        seconds = time.perf_counter() - began
        peaks = watch.ended() if watch else {}
    if process.returncode not in done:
        message = f"{' '.join(command[:4])} ended with {process.returncode}: {errors[-2000:]}"
        raise RuntimeError(message)
    own = peaks.pop(process.pid, 0.0)
    return Ran(seconds, own, tuple(sorted(peaks.values(), reverse=True)), out)


class _Watch:
    """Looks at the processes of a command while it runs: each tells the most it ever held."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._peaks: dict[int, float] = {}
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def ended(self) -> dict[int, float]:
        """Return the most that each process held, in megabytes, by its id."""
        self._over.set()
        self._thread.join()
        return self._peaks

    def _look(self) -> None:
        while not self._over.wait(_OFTEN):
            for process in _with_descendants(self._process):
                held = _peak(process)
                self._peaks[process] = max(held, self._peaks.get(process, 0.0))


def _with_descendants(process: int) -> Iterator[int]:
    yield process
    try:
        tasks = list((PROCESSES / str(process) / "task").iterdir())
        started = [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return  # It has ended, or this is another system.
    for each in started:
        yield from _with_descendants(each)


def _peak(process: int) -> float:
    try:
        said = (PROCESSES / str(process) / "status").read_text()
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0 kB").split()[0]) / 1024
