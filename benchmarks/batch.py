"""What many files cost, and what is gained by working on them together: python benchmarks/batch.py.

Makes the workbooks of a council's services and reads their returns, in one process and in two, in
turn, and prints the ratio: for so many services as the arguments say, 20 and 200 unless given.

Reads 180 returns, then the same 180 with 20 hostile files among them, in turn, and prints the
ratio; before that, what the process apart takes to start, for each file, and at its largest.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from datetime import datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from filled_returns import answering  # noqa: E402 - found by the line above
from make_returns import DATA, council_of_data  # noqa: E402 - after the path of the tests is added
from town import Q1, statuses  # noqa: E402 - after the path of the tests is added

from plansheet.arrivals.apart import Apart  # noqa: E402 - after the path of the tests is added
from plansheet.arrivals.opened import Request  # noqa: E402 - after the path of the tests is added
from plansheet.excel.limits import Limits  # noqa: E402 - after the path of the tests is added
from plansheet.excel.read import read_book  # noqa: E402 - after the path of the tests is added
from plansheet.excel.write import write_book  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.council import opened, quarter_of  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.issue import book_of, generate_workbooks  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.outcome import World  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.section_heads import Head, filled_in  # noqa: E402 - after the path of the tests is added
from plansheet.jobs.start import start_council  # noqa: E402 - after the path of the tests is added

EXAMPLE = ROOT / "workbooks" / "2018-19-Q2" / "returned" / "community-partnerships 2018-19-Q2.xlsx"
GOOD, BAD, ROUNDS, FILES = 180, 20, 3, 60
SERVICES, TOGETHER = (20, 200), 7
QUARTER, MORNING = "2018-19-Q2", datetime(2018, 10, 8, 9)  # noqa: DTZ001 - a wall clock
# In a process of its own each time, so that nothing is known from the time before.
_JOB = """
import sys, time
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
_JOBS = (("issue", "generate_workbooks"), ("receive", "read_returns"))


def together(services: int) -> None:
    """Print what two processes gain in making workbooks and in reading returns."""
    with TemporaryDirectory() as folder:
        planned, returned = (Path(folder) / name for name in ("planned", "returned"))
        council_of(planned, services)
        shutil.copytree(planned, returned)
        return_all(returned)
        for (module, job), start in zip(_JOBS, (planned, returned), strict=True):
            rounds = [
                [timed_job(start, module, job, workers) for workers in (1, 2)]
                for _ in range(TOGETHER)
            ]
            one, two = (statistics.median(each) for each in zip(*rounds, strict=True))
            ratios = sorted(first / second for first, second in rounds)
            print(
                f"{job}, {services} services: {one:.2f} s in one process, {two:.2f} s in two: "
                f"{one / two:.2f} x (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
            )


def timed_job(start: Path, module: str, job: str, workers: int) -> float:
    """Return how many seconds a job takes in a copy of a council's folder."""
    root = start.with_name("work")
    shutil.copytree(start, root)
    code = _JOB.format(module=module, job=job, root=str(root), quarter=QUARTER, workers=workers)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    shutil.rmtree(root)
    return float(done.stdout)


def council_of(root: Path, services: int) -> None:
    """Make a council of so many services, each with the plan of an example under its own refs."""
    start_council(root, morning(), "three-rivers")
    plans = root / "templates" / "plans"
    said = (plans / "community-partnerships 2018-21.md").read_text("utf-8")
    for path in plans.iterdir():
        path.unlink()
    for number in range(services):
        named = said.replace("Community Partnerships", f"Service {number:03}")
        text = re.sub(r"\bCP(\d\d)", rf"S{number:03}\1", named)
        (plans / f"service-{number:03} 2018-21.md").write_text(text, "utf-8")


def return_all(root: Path) -> None:
    """Make the workbooks of a council, and have all of them filled in and sent back."""
    quarter = quarter_of(QUARTER)
    with opened(root) as council:
        generate_workbooks(council, quarter, morning())
        for plan in council.plans(quarter):
            issue = council.ledger.newest_issue(quarter, plan.code)
            issue_id = issue.issue_id if issue else ""
            known = {each.ref: each for each in plan.indicators}
            chance = Random(plan.code)  # noqa: S311 - figures, not secrets
            head = Head(known, quarter, chance, council.settings.tolerance_for)
            book = filled_in(book_of(council, plan, quarter, 1, issue_id), head)
            path = council.store.returned_folder(quarter) / f"{plan.code} {QUARTER}.xlsx"
            path.write_bytes(write_book(book, MORNING, look=council.look))


def morning() -> World:
    """Return a world in which the clock stands still."""
    ids = count(1)
    return World(MORNING, lambda: f"{next(ids):032x}")


def timed_batch(returns: dict[str, bytes]) -> tuple[float, dict[str, str]]:
    """Return how many seconds `read` takes for a folder of files, and what became of each."""
    with TemporaryDirectory() as folder:
        town = council_of_data(Path(folder))
        for name, data in returns.items():
            town.drop(name, data)
        began = time.perf_counter()
        outcome = town.read(Q1)
        return time.perf_counter() - began, statuses(outcome)


def batch() -> None:
    """Print what 20 hostile files cost 180 good ones, which say the same in other bytes."""
    good = {f"{n:03d} parks.xlsx": answering(f"{' ' * n}210", ref="PK02") for n in range(GOOD)}
    wrong = [path for path in sorted((DATA / "rejected").iterdir()) if path.suffix != ".txt"]
    # A bomb among them, the rest as they come; a workbook of somebody else's is not hostile.
    wrong.sort(key=lambda path: ("bomb" not in path.name, "part" not in path.name))
    bad = {f"{9 * n:03d} {path.name}": path.read_bytes() for n, path in enumerate(wrong[:BAD])}
    rounds = [(timed_batch(good)[0], timed_batch(good | bad)[0]) for _ in range(ROUNDS)]
    alone, mixed = (statistics.median(each) for each in zip(*rounds, strict=True))
    ends = list(timed_batch(good | bad)[1].values())
    print(
        f"{GOOD} returns and {BAD} hostile files: {mixed:.1f} s, {mixed / alone:.2f} x the {GOOD} "
        f"alone ({alone:.1f} s); {ends.count('accepted')} accepted, "
        f"{ends.count('rejected')} rejected"
    )


def apart() -> None:
    """Print what the process apart costs beside reading in this one, and its memory."""
    data = EXAMPLE.read_bytes()
    request = Request(data, Limits())
    began = time.perf_counter()
    with Apart(512) as opener:
        opener.open(request)
        first = time.perf_counter() - began
        pairs = [(timed_open(opener, request), timed_read(data)) for _ in range(FILES)]
        there, here = (statistics.median(each) for each in zip(*pairs, strict=True))
        bomb = opener.open(Request((DATA / "rejected" / "bomb.zip").read_bytes(), Limits()))
        began = time.perf_counter()
        opener.open(Request(bomb.pieces[0].data, Limits()))
        burst = time.perf_counter() - began
    print(f"the process apart: {(first - there) * 1000:.0f} ms to start")
    print(f"  a return: {there * 1000:.1f} ms, {there / here:.1f} x in here ({here * 1000:.1f} ms)")
    print(f"  a bomb of {Limits().unpacked_bytes >> 20} MB: {burst * 1000:.0f} ms")
    print(f"  peak memory of the process, a bomb opened too: {peak_of_children():.0f} MB")


def timed_open(opener: Apart, request: Request) -> float:
    """Return how many seconds opening a file apart takes."""
    began = time.perf_counter()
    opener.open(request)
    return time.perf_counter() - began


def timed_read(data: bytes) -> float:
    """Return how many seconds reading it in this process takes."""
    began = time.perf_counter()
    read_book(data)
    return time.perf_counter() - began


def peak_of_children() -> float:
    """Return the most memory that a process started here has used, in megabytes; 0 if unknown."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def machine() -> str:
    """Return what all this was measured on."""
    python = f"Python {platform.python_version()}, XlsxWriter {version('XlsxWriter')}"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {python}"


if __name__ == "__main__":
    print(machine())
    for many in [*map(int, sys.argv[1:])] or SERVICES:
        together(many)
    apart()
    batch()
