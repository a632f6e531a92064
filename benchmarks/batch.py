"""What reading apart costs, and what hostile files cost the others: python benchmarks/batch.py.

Reads 180 returns, then the same 180 with 20 hostile files among them, in turn, and prints the
ratio; before that, what the process apart takes to start, for each file, and at its largest.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from filled_returns import answering  # noqa: E402 - found by the line above
from make_returns import DATA, council_of_data  # noqa: E402
from town import Q1, statuses  # noqa: E402

from plansheet.arrivals.apart import Apart  # noqa: E402
from plansheet.arrivals.opened import Request  # noqa: E402
from plansheet.excel.limits import Limits  # noqa: E402
from plansheet.excel.read import read_book  # noqa: E402

EXAMPLE = ROOT / "workbooks" / "2018-19-Q2" / "returned" / "community-partnerships 2018-19-Q2.xlsx"
GOOD, BAD, ROUNDS, FILES = 180, 20, 3, 60


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


if __name__ == "__main__":
    apart()
    batch()
