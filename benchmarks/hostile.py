"""What hostile files among many returns cost, and what the process apart does that opens them."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filled_returns import answering
from make_returns import DATA, council_of_data
from measuring import Measured, Topic, interleaved, pairs, shown, timed
from town import Q1, statuses

from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Request
from plansheet.excel.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from measuring import Sizes

_BAD = 20
_MEMORY_MB = 512


def measure(sizes: Sizes) -> Topic:
    """Measure reading a folder of returns with hostile files among them, and without."""
    good, bad = _returns(sizes.batch - _BAD), _hostile()
    each = interleaved(
        sizes.rounds,
        lambda: _read(good | bad, len(good)),
        lambda: _read(good, len(good)),
    )
    return Topic(
        f"{len(bad)} hostile files among {len(good)} returns",
        "The whole work of read on a folder of returns that say the same in other bytes, with "
        "hostile files among them: bombs, locked and broken files, files of other kinds. All "
        "returns are accepted and all hostile files refused, else this fails.",
        (
            Measured(
                f"{len(good)} returns and {len(bad)} hostile files",
                f"the {len(good)} returns alone",
                pairs(each, 0, 1),
            ),
        ),
        (_apart(),),
    )


def _returns(count: int) -> dict[str, bytes]:
    return {f"{n:03d} parks.xlsx": answering(f"{' ' * n}210", ref="PK02") for n in range(count)}


def _hostile() -> dict[str, bytes]:
    wrong = [path for path in sorted((DATA / "rejected").iterdir()) if path.suffix != ".txt"]
    # A bomb among them, the rest as they come; a workbook of somebody else's is not hostile.
    wrong.sort(key=lambda path: ("bomb" not in path.name, "part" not in path.name))
    return {f"{9 * n:03d} {path.name}": path.read_bytes() for n, path in enumerate(wrong[:_BAD])}


def _read(returns: Mapping[str, bytes], good: int) -> float:
    """Return how many seconds `read` takes for a folder of files; RuntimeError by another end."""
    with TemporaryDirectory() as folder:
        town = council_of_data(Path(folder))
        for name, data in returns.items():
            town.drop(name, data)
        began = time.perf_counter()
        outcome = town.read(Q1)
        seconds = time.perf_counter() - began
    ends = list(statuses(outcome).values())
    if ends.count("accepted") != good:
        message = f"{ends.count('accepted')} of {good} returns were accepted"
        raise RuntimeError(message)
    return seconds


def _apart() -> str:
    """Return what the process apart takes to start, and to refuse a bomb."""
    bomb = (DATA / "rejected" / "bomb.zip").read_bytes()
    began = time.perf_counter()
    with Apart(_MEMORY_MB) as opener:
        packed = opener.open(Request(bomb, Limits()))
        started = time.perf_counter() - began
        burst = timed(lambda: opener.open(Request(packed.pieces[0].data, Limits())))
    most = Limits().unpacked_bytes >> 20
    return (
        f"The process apart answers {shown(started)} after it is asked for; a bomb that would "
        f"unpack to more than {most} MB is refused in {shown(burst)}."
    )
