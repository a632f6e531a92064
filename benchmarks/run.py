"""How fast plansheet is beside a floor measured in the same run: python benchmarks/run.py.

Prints one line a measurement, the median of interleaved rounds: never a promise in seconds, always
a ratio to something that runs on the same machine at the same moment.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZipFile

from plansheet.excel.read import read_book

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "workbooks" / "2018-19-Q2" / "returned" / "community-partnerships 2018-19-Q2.xlsx"
ROUNDS = 15


def unzip_and_parse(data: bytes) -> None:
    """Do the least that reading any workbook takes: unpack and parse every part."""
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            expat.ParserCreate().Parse(package.read(name), True)  # noqa: FBT003 - expat takes it by position only


def start(code: str) -> None:
    """Start Python afresh and run `code`."""
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(
    name: str, ours: Callable[[], object], floor_name: str, floor: Callable[[], object]
) -> None:
    """Print how long `ours` takes beside `floor`, round by round in turn."""
    rounds = [(timed(ours), timed(floor)) for _ in range(ROUNDS)]
    mine, theirs = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(
        f"{name}: {mine * 1000:.1f} ms, {mine / theirs:.1f} x {floor_name} ({theirs * 1000:.1f} ms)"
    )


def main() -> None:
    """Measure reading a return and starting up."""
    data = EXAMPLE.read_bytes()
    compare(
        "read a return",
        lambda: read_book(data),
        "unzip and parse every part",
        lambda: unzip_and_parse(data),
    )
    compare(
        "plansheet --help",
        lambda: start(
            "import sys; sys.argv[1:] = ['--help']; from plansheet.cli import main; main()"
        ),
        "import click",
        lambda: start("import click"),
    )


if __name__ == "__main__":
    main()
