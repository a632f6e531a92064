"""What the council-wide workbook costs: python benchmarks/compiled.py.

A council of 20 services with 60 indicators each, which has reported and compiled 12 quarters,
compiles the 13th. Printed are the seconds and the peak memory of the whole command, beside a floor
measured in the same run: a process that loads pandas and XlsxWriter and writes the very cells of
that workbook, already known, without a look at where they come from.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import warnings
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from plansheet.jobs.board import compile_quarter
from plansheet.jobs.council import opened
from plansheet.jobs.outcome import World
from plansheet.jobs.start import start_council
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Issue, ReturnRecord, Status
from plansheet.model.returns import Answer, Return

if TYPE_CHECKING:
    from plansheet.jobs.council import Council

SERVICES, INDICATORS, QUARTERS, ROUNDS = 20, 60, 12, 5
FIRST = FinancialYear(2018).quarters[0]
LAST = FIRST.plus(QUARTERS)
_UNITS = (("%", "snapshot", "80%"), ("number", "cumulative", "400"), ("number", "sum", "100"))
_HEADINGS = (
    "Ref", "Description", "Tier", "Unit", "Good is", "How often", "Counts as", "Objective",
    *(f"{FIRST.year.plus(later)} Target" for later in range(4)),
)  # fmt: skip
# Both run in a process of their own, which says what it took: seconds, and megabytes at the most.
_MEASURED = """
import json, sys, time
began = time.perf_counter()
{work}
seconds = time.perf_counter() - began
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:
    peak = 0.0
print(json.dumps([seconds, peak]))
"""
_COMPILE = """
from plansheet.cli import main
sys.argv = ["plansheet", "-C", {root!r}, "compile", {quarter!r}]
try:
    main()
except SystemExit as ended:
    assert not ended.code
"""
_WRITE = """
import pandas, xlsxwriter
with open({cells!r}, encoding="utf-8") as file:
    sheets = json.load(file)
book = xlsxwriter.Workbook({target!r}, {{"in_memory": True}})
for name, rows in sheets:
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
book.close()
"""


def main() -> None:
    """Make the council, then measure the command and its floor in turn."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "council"
        _make_council(root)
        target = root / "workbooks" / LAST.label
        quarter = LAST.label
        rounds = []
        for _ in range(ROUNDS):
            mine = _measured(_COMPILE.format(root=str(root), quarter=quarter))
            (made,) = target.glob("*.xlsx")
            cells = Path(folder) / "cells.json"
            _keep_cells(made, cells)
            floor = _WRITE.format(cells=str(cells), target=str(Path(folder) / "floor.xlsx"))
            rounds.append((mine, _measured(floor)))
            _forget(root, made)
    ours, theirs = zip(*rounds, strict=True)
    seconds = statistics.median(each[0] for each in ours)
    least = statistics.median(each[0] for each in theirs)
    peak = max(each[1] for each in ours)
    print(
        f"compile {SERVICES} services x {INDICATORS} indicators with {QUARTERS} quarters before: "
        f"{seconds:.2f} s, {seconds / least:.1f} x load pandas and write the same cells "
        f"({least:.2f} s); {peak:.0f} MB at the most"
    )


def _measured(work: str) -> tuple[float, float]:
    code = _MEASURED.format(work=work)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return float(seconds), float(peak)


def _keep_cells(made: Path, target: Path) -> None:
    """Write down what the cells of a workbook hold, for the floor to write again."""
    with warnings.catch_warnings():
        # What is drawn in cells is no value.
        warnings.filterwarnings("ignore", "Sparkline Group extension")
        book = load_workbook(made, data_only=True)
    sheets = [
        [
            sheet.title,
            [[value if isinstance(value, int | float) else value and str(value) for value in row]
             for row in sheet.iter_rows(values_only=True)],
        ]
        for sheet in book
    ]  # fmt: skip
    target.write_text(json.dumps(sheets), encoding="utf-8")


def _forget(root: Path, made: Path) -> None:
    """Take a workbook away as if it had never been compiled, so that it is made again."""
    made.unlink()
    with opened(root) as council:
        database = council.ledger._database  # noqa: SLF001 - nothing else forgets a version
        database.write("DELETE FROM compiled_rows WHERE period = ?", LAST.label)
        database.write("DELETE FROM compiled WHERE period = ?", LAST.label)


def _make_council(root: Path) -> None:
    """Make the council with its plans, its returns, and the quarters that it has compiled."""
    ids, random = count(1), Random(2018)  # noqa: S311 - figures, not secrets
    world = World(datetime(2018, 4, 2, 9), lambda: f"{next(ids):032x}")  # noqa: DTZ001 - a wall clock
    start_council(root, world)
    for number in range(SERVICES):
        plan = root / "templates" / "plans" / f"service-{number:02d} 2018-22.md"
        plan.write_text(_plan(number), encoding="utf-8")
    with opened(root) as council:
        for back in range(QUARTERS + 1):
            quarter = FIRST.plus(back)
            for number in range(SERVICES):
                _report(council, f"service-{number:02d}", quarter, random)
    for back in range(QUARTERS):
        with opened(root) as council:
            compile_quarter(council, FIRST.plus(back), _when(world, FIRST.plus(back)))


def _when(world: World, quarter: Quarter) -> World:
    later = datetime.combine(quarter.last_day, datetime.min.time()) + timedelta(days=30)
    return World(later, world.new_id)


def _plan(number: int) -> str:
    aims = [f"| {theme}. Theme {theme} | {theme}.{aim} Objective {theme}.{aim} | Measure | 80% |"
            for theme in range(1, 4) for aim in range(1, 5)]  # fmt: skip
    rows = []
    for at in range(1, INDICATORS + 1):
        unit, counts_as, target = _UNITS[at % len(_UNITS)]
        tier, aim = ("KPI" if at % 4 else "PI"), f"{at % 3 + 1}.{at % 4 + 1}"
        words = (f"S{number:02d}{at:03d}", f"What service {number} does, measure {at}", tier, unit,
                 "higher", "quarterly", counts_as, aim, *[target] * 4)  # fmt: skip
        rows.append(f"| {' | '.join(words)} |")
    rule = "| " + " | ".join("---" for _ in _HEADINGS) + " |"
    return "\n".join((
        f"# Service {number} plan", "", "## Service", "", "| Service | Head of service |",
        "| --- | --- |", f"| Service {number} | Head of service {number} |", "", "## Indicators",
        "", f"| {' | '.join(_HEADINGS)} |", rule, *rows, "", "## Objectives", "",
        "| Theme | Objective | Measure | Target |", "| --- | --- | --- | --- |", *aims, "",
    ))  # fmt: skip


def _report(council: Council, service: str, quarter: Quarter, random: Random) -> None:
    """Enter a return with a figure and a commentary for every indicator."""
    number = int(service[-2:])
    rows = {}
    for at in range(1, INDICATORS + 1):
        unit, counts_as, _ = _UNITS[at % len(_UNITS)]
        share = Decimal(random.randint(60, 100))
        figure = share / 100 if unit == "%" else share
        if counts_as == "cumulative":
            figure = share * quarter.number
        rows[f"S{number:02d}{at:03d}"] = {
            "actual": Answer(figure, str(figure), f"F{at}"),
            "commentary": Answer("A quarter like the last.", "A quarter like the last.", f"H{at}"),
        }
    sha256 = hashlib.sha256(f"{service} {quarter}".encode()).hexdigest()
    made = datetime.combine(quarter.last_day, datetime.min.time()) + timedelta(days=5)
    issue = f"{service} {quarter.label}"
    file = f"{issue}.xlsx"
    council.ledger.add_issue(
        Issue(issue, service, quarter, 1, sha256, sha256, "1", f"{service}.md", sha256, made)
    )
    council.ledger.add_return(
        ReturnRecord(quarter, sha256, file, Status.ACCEPTED, made, service, issue),
        Return(service, quarter, issue, file, sha256, {"Indicators": rows}),
    )


if __name__ == "__main__":
    main()
