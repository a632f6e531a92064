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

from docx import Document
from docx.enum.text import WD_BREAK

from plansheet.excel.read import read_book
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "workbooks" / "2018-19-Q2" / "returned" / "community-partnerships 2018-19-Q2.xlsx"
ROUNDS = 15
# A Word plan of 50 pages, 200 indicators among them, 4 on each.
PAGES, ON_A_PAGE, LONG_PLAN = 50, 4, "parks 2018-21.docx"


def unzip_and_parse(data: bytes) -> None:
    """Do the least that reading any workbook takes: unpack and parse every part."""
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            expat.ParserCreate().Parse(package.read(name), True)  # noqa: FBT003 - expat takes it by position only


def long_plan() -> bytes:
    """Return a Word plan of 50 pages and 200 indicators, with text around its tables."""
    document = Document()
    document.add_heading("Parks service plan 2018 to 2021", 0)
    headings = ("Ref", "Description", "2017/18 Actual", "2018/19 Target", "2019/20 Target")
    for page in range(PAGES):
        document.add_heading(f"{page + 1}. Performance indicators", 1)
        document.add_paragraph("What the service is for, and how it is going. " * 30)
        refs = [f"PK{page * ON_A_PAGE + at + 1:03}" for at in range(ON_A_PAGE)]
        rows = [
            headings,
            *((ref, f"Parks that are clean, {ref}", "78%", "79%", "80%") for ref in refs),
        ]
        table = document.add_table(len(rows), len(headings))
        for cells, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def import_plan(data: bytes) -> None:
    """Read a Word plan into the model, every indicator of it."""
    plan = load_plan(LONG_PLAN, data).plan
    if plan is None or len(plan.indicators) != PAGES * ON_A_PAGE:
        message = "the long plan was not read whole"
        raise RuntimeError(message)


def walk_cells(data: bytes) -> None:
    """Do the least that reading any Word plan takes: open it and look at every cell."""
    for table in Document(BytesIO(data)).tables:
        for row in table.rows:
            for cell in row.cells:
                str(cell.text)


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
    """Measure reading a return, reading a long Word plan, and starting up."""
    data = EXAMPLE.read_bytes()
    compare(
        "read a return",
        lambda: read_book(data),
        "unzip and parse every part",
        lambda: unzip_and_parse(data),
    )
    plan = long_plan()
    compare(
        f"read a Word plan of {PAGES} pages and {PAGES * ON_A_PAGE} indicators",
        lambda: import_plan(plan),
        "open it and look at every cell with python-docx",
        lambda: walk_cells(plan),
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
