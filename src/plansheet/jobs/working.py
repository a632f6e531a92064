"""Pure work on values shared with processes of its own: done ahead, and told in the items' order.

Nothing depends on them. What none of them has begun when its turn comes, and what one of them did
not finish, whatever became of it, is done by whoever asked: in the one process, as without them.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock, local
from typing import IO, TYPE_CHECKING, Any, Generic, Self, TypeVar

from plansheet.arrivals.apart import ended, started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

Item = TypeVar("Item")
Given = TypeVar("Given")
Common = TypeVar("Common")
Result = TypeVar("Result")

# -P: a file in the folder where plansheet is run is never taken for one of Python's own.
_COMMAND = ("-P", "-c", "from plansheet.jobs.working import main; main()")
# One more process takes as long to start as it takes to do so many items.
WORTH_A_WORKER = 12
# So many items for each process are prepared at once: enough that none of them waits, and few
# enough that what is done and not yet told fills no memory.
_PREPARED = 24
# Where more of them than this have ended, such as for want of memory, the rest is done without.
_MOST_LOST = 2


def workers_for(count: int, most: int | None = None) -> int:
    """Return how many processes beside this one do so many items soonest; 0 where none pays.

    All of them together are no more than `most`, which is as many as there are cores unless given.
    """
    return max(min((most or _cores()) - 1, count // WORTH_A_WORKER), 0)


def _cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Only Linux has it.
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class Crew(Generic[Common, Given, Result]):
    """Processes that do one kind of work ahead, for a `with` block; with none of them nothing.

    `work` is a function of a module, called with `common`, which each process is sent once, and
    with what was prepared of an item. Both, and what it returns, must be picklable. Whoever runs
    the same work on more than one computer hands out the same three things.
    """

    def __init__(
        self,
        work: Callable[[Common, Given], Result],
        common: Common | None = None,
        workers: int = 0,
    ) -> None:
        """Take the work, what it needs beside each item, and how many processes do it."""
        self._begin = pickle.dumps((work, common)) if workers else b""
        self.workers = workers
        self._own = local()
        self._lock = Lock()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._is_over = False
        self._lost = 0
        self._threads = ThreadPoolExecutor(workers) if workers else None

    def __enter__(self) -> Self:
        """Return itself; a process is started when there is something to do for it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every process, in whatever it is."""
        with self._lock:
            self._is_over = True
            for process in self._processes:
                process.kill()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            ended(process)

    def ahead(
        self, items: Sequence[Item], prepared: Callable[[Item], Given | None]
    ) -> Iterator[Result | None]:
        """Yield for each item in order what a process made of it, None where none has.

        `prepared` gives what a process is sent of an item, None where it is not to be sent. It is
        called in the order of the items, for many of them before the first one's turn.
        """
        if self._threads is None:
            yield from (None for _ in items)
            return
        size = _PREPARED * (self.workers + 1)
        sent = 0
        waiting: deque[Future[Result | None] | None] = deque()
        for index in range(len(items)):
            if index == sent:
                waiting += self._sent(items[sent : sent + size], prepared)
                sent += size
            future = waiting.popleft()
            if future is None or future.cancel():
                yield None
                continue
            if sent - index <= size:
                # From here on they are ahead: they go on with the next ones meanwhile.
                waiting += self._sent(items[sent : sent + size], prepared)
                sent += size
            yield future.result()

    def _sent(
        self, items: Sequence[Item], prepared: Callable[[Item], Given | None]
    ) -> list[Future[Result | None] | None]:
        """Hand out items, the last of them first: whoever asked begins with the first."""
        given = [prepared(item) for item in items]
        threads = self._threads
        sent = [
            None if each is None or threads is None else threads.submit(self._done, each)
            for each in reversed(given)
        ]
        return sent[::-1]

    def _done(self, given: Given) -> Result | None:
        """Return what the process of this thread makes of one item, None where it did not."""
        process = self._process()
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            _tell(process.stdin, pickle.dumps(given))
            is_done, result = pickle.load(process.stdout)  # noqa: S301 - between our own processes
        except Exception:  # noqa: BLE001 - unpickling half an answer raises anything
            # It was ended, by whomever. The next item of this thread starts another.
            del self._own.process
            process.kill()
            with self._lock:
                self._lost += 1
                self._is_over = self._is_over or self._lost > _MOST_LOST
            return None
        return result if is_done else None

    def _process(self) -> subprocess.Popen[bytes] | None:
        """Return the process of this thread, started where there is none; None once it is over."""
        process: subprocess.Popen[bytes] | None = getattr(self._own, "process", None)
        if process is not None:
            return process
        with self._lock:
            if self._is_over:
                return None
            try:
                process = self._own.process = started(*_COMMAND)
            except OSError:
                # The computer starts no more of them: what is left is done without.
                self._is_over = True
                return None
            self._processes.append(process)
        with suppress(OSError):
            _tell(process.stdin, self._begin)
        return process


def _tell(pipe: IO[bytes] | None, packed: bytes) -> None:
    if pipe is not None:
        pipe.write(packed)
        pipe.flush()


def main() -> None:
    """Do what is asked for on the standard streams, until the other end is gone."""
    answers = sys.stdout.buffer
    # What a library prints is no answer.
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, answers)


def serve(source: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the other end is gone: whether each item was done, and what came of it.

    What stops the work is not told: whoever asked does it again, and meets it there.
    """
    with suppress(EOFError, OSError):
        work, common = pickle.load(source)  # noqa: S301 - between our own processes
        while True:
            _tell(answers, pickle.dumps(_tried(work, common, pickle.load(source))))  # noqa: S301 - as above


def _tried(
    work: Callable[[Any, Any], object], common: object, given: object
) -> tuple[bool, object]:
    try:
        return True, work(common, given)
    except Exception:  # noqa: BLE001 - whatever it is, whoever asked meets it
        return False, None
