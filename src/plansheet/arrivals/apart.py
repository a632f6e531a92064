"""Opening what arrives in a process of its own, which is ended where it hangs and replaced.

A library can abort the interpreter, a file can fill the memory, and only a process can be stopped:
each such file is refused with a sentence, and the others are read.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from threading import Event, Timer
from typing import TYPE_CHECKING, Self

from plansheet.arrivals.opened import Opened, asked, receive, send, told_back
from plansheet.excel.limits import damaged, too_slow

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from plansheet.arrivals.opened import Request

# -P: a file in the folder where plansheet is run is never taken for one of Python's own.
_COMMAND = ("-P", "-c", "from plansheet.arrivals.child import main; main()")
# The process looks at the clock itself; it is ended only where it no longer does.
_GRACE_SECONDS = 2.0
_DIED = "reading it ended the program that reads it, which only a damaged file does"


class Apart:
    """Opens files in one process for as long as it lasts; started when the first file is opened."""

    def __init__(self, memory_mb: int) -> None:
        """Take how much memory the process may use, where the system can limit it."""
        self._memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Return itself; nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process, where there is one."""
        self.close()

    def open(self, request: Request) -> Opened:
        """Return what comes of one file; never fails, whatever becomes of the process."""
        process = self._process = self._process or started(*_COMMAND, str(self._memory_mb))
        too_late = Event()

        def end() -> None:
            too_late.set()
            process.kill()

        late = Timer(request.limits.seconds + _GRACE_SECONDS, end)
        # Nothing waits for the clock: not even a Ctrl-C that comes while it is being started.
        late.daemon = True
        try:
            late.start()
            answer = _exchange(process, request)
        finally:
            late.cancel()
        if answer is not None:
            return told_back(answer)
        self.close()
        slow = too_slow(request.limits.seconds)
        return Opened(refused=slow if too_late.is_set() else damaged(_DIED))

    def close(self) -> None:
        """End the process, where there is one; the next file starts another."""
        process, self._process = self._process, None
        if process is not None:
            ended(process)


def started(*command: str) -> subprocess.Popen[bytes]:
    """Return a process of this Python, away from the terminal: a Ctrl-C there is ours to act on.

    What a library prints as it dies may hold anything, so nobody sees it.
    """
    return subprocess.Popen(  # noqa: S603 - this Python itself, and nothing of a file in it
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a process, whatever it is at."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()


def _exchange(process: subprocess.Popen[bytes], request: Request) -> Any | None:  # noqa: ANN401 - plain values
    """Return what the process answers, or None where it is gone."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        send(process.stdin, asked(request))
    except OSError:
        return None
    return receive(process.stdout)
