"""What is gained by working on many files in two processes at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from councils import QUARTER, council_of, issue_all, return_all
from measuring import Measured, Topic, interleaved, pairs
from processes import python

if TYPE_CHECKING:
    from measuring import Sizes

# In a process of its own each time, so that nothing is known from the time before. It looks at the
# clock itself: what is compared is the work, not how Python starts.
_JOB = """
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.{module} import {job}
from plansheet.jobs.outcome import World
ids = count(1)
began = time.perf_counter()
with opened(Path({root!r})) as council:
    world = World(datetime(2018, 10, 8, 9), lambda: f"{{next(ids):032x}}", workers={workers})
    {job}(council, quarter_of({quarter!r}), world)
print(time.perf_counter() - began)
"""
_JOBS = (
    ("make the workbooks", "issue", "generate_workbooks"),
    ("read the returns", "receive", "read_returns"),
)


def measure(sizes: Sizes) -> Topic:
    """Measure making workbooks and reading returns, in two processes and in one."""
    counts = (sizes.services, sizes.county)
    lines = [line for services in counts for line in _of(services, sizes.rounds)]
    return Topic(
        "Two processes beside one",
        "The work of generate and of read in two processes and in one, each time in a new Python; "
        "opening the council, which is done once whatever the number of processes, is counted too.",
        tuple(lines),
    )


def _of(services: int, rounds: int) -> list[Measured]:
    with TemporaryDirectory() as folder:
        planned, returned = (Path(folder) / name for name in ("planned", "returned"))
        council_of(planned, services)
        shutil.copytree(planned, returned)
        issue_all(returned)
        return_all(returned)
        lines = []
        for (what, module, job), start in zip(_JOBS, (planned, returned), strict=True):
            each = interleaved(
                rounds,
                lambda: _timed(start, module, job, 2),  # noqa: B023 - called before the next
                lambda: _timed(start, module, job, 1),  # noqa: B023 - called before the next
            )
            name = f"{what} of {services} services, two processes"
            lines.append(Measured(name, "one process", pairs(each, 0, 1)))
        return lines


def _timed(start: Path, module: str, job: str, workers: int) -> float:
    """Return how many seconds a job takes in a copy of a council's folder."""
    root = start.with_name("work")
    shutil.copytree(start, root)
    code = _JOB.format(module=module, job=job, root=str(root), quarter=QUARTER, workers=workers)
    done = python(code)
    shutil.rmtree(root)
    return float(done.printed)
