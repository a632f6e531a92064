"""A Dask cluster on this computer: a scheduler and workers, each a process, that may be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START_SECONDS = 60
_HERE = Path(__file__).parent


@dataclass
class Running:
    """A scheduler, its workers and how it is reached; all of them end with the test."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, env: Mapping[str, str] | None = None, *options: str) -> None:
        """Start the scheduler."""
        file = self.folder / "scheduler.json"
        at = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.scheduler = self._started(
            "dask_scheduler", *at, "--scheduler-file", str(file), *options, env=env
        )
        until = time.monotonic() + _START_SECONDS
        while not self.address:
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)
            # It is there before anything is written in it.
            with suppress(OSError, ValueError):
                self.address = json.loads(file.read_text("utf-8"))["address"]

    def join(self, *options: str, env: Mapping[str, str] | None = None) -> None:
        """Start one more worker."""
        name = str(len(self.workers))
        at = ("--host", "127.0.0.1", "--no-dashboard", "--nthreads", "1", "--name", name)
        where = ("--local-directory", str(self.folder / name))
        self.workers.append(
            self._started("dask_worker", self.address, *at, *where, *options, env=env)
        )

    def ready(self, count: int) -> dict[str, str]:
        """Return the addresses of the workers by their names, once there are so many."""
        with self.watched() as client:
            client.wait_for_workers(count, timeout=_START_SECONDS)
            workers = client.scheduler_info()["workers"]
        return {str(each["name"]): address for address, each in workers.items()}

    @contextmanager
    def watched(self) -> Iterator[Client]:
        """Give a connection of the test's own."""
        with Client(self.address, timeout=_START_SECONDS, set_as_default=False) as client:
            yield client

    def _started(
        self, what: str, *options: str, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        # What the tests have done stands among them.
        paths = os.pathsep.join(filter(None, [(env or {}).get("PYTHONPATH"), str(_HERE)]))
        with (self.folder / "said.txt").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{what}", *options],
                env=os.environ | (env or {}) | {"PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def said(self) -> str:
        """Return what all of them wrote."""
        return (self.folder / "said.txt").read_text("utf-8", "replace")

    def end(self) -> None:
        """End all of them, the one that hands out the work last."""
        processes = [*self.workers, *([self.scheduler] if self.scheduler else [])]
        for process in processes:
            if process.poll() is None:
                if hasattr(signal, "SIGCONT"):
                    process.send_signal(signal.SIGCONT)
                process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def running(
    folder: Path, workers: int = 2, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Give a cluster of so many workers, without anybody who starts them again where they end."""
    folder.mkdir(exist_ok=True)
    cluster = Running(folder)
    try:
        cluster.start(env)
        for _ in range(workers):
            cluster.join("--no-nanny")
        if workers:
            cluster.ready(workers)
        yield cluster
    finally:
        cluster.end()
