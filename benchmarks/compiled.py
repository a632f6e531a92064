"""What the council-wide workbook costs in the fourth year, beside writing cells that are known."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from councils import UNITS, code_of, council_of_plain_plans, ref_of
from measuring import Measured, Topic, interleaved, pairs
from openpyxl import load_workbook
from processes import plansheet, python

from plansheet.jobs.board import compile_quarter
from plansheet.jobs.council import opened
from plansheet.jobs.outcome import World
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Issue, ReturnRecord, Status
from plansheet.model.returns import Answer, Return

if TYPE_CHECKING:
    from measuring import Sizes

    from plansheet.jobs.council import Council

INDICATORS = 60
FIRST = FinancialYear(2018).quarters[0]
_WRITE = """
import json, xlsxwriter
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


def measure(sizes: Sizes) -> Topic:
    """Make the council, then measure the command and its floor in turn."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "council"
        _make_council(root, sizes)
        last = FIRST.plus(sizes.quarters)
        cells, target = Path(folder) / "cells.json", Path(folder) / "floor.xlsx"
        floor = _WRITE.format(cells=str(cells), target=str(target))
        peaks = []

        def ours() -> float:
            work = root.with_name("work")
            shutil.copytree(root, work)
            done = plansheet("compile", last.label, root=work, watched=True)
            (made,) = (work / "workbooks" / last.label).glob("*.xlsx")
            _keep_cells(made, cells)
            shutil.rmtree(work)
            peaks.append(done.own_mb)
            return done.seconds

        each = interleaved(sizes.rounds, ours, lambda: python(floor).seconds)
    return Topic(
        "The council-wide workbook",
        f"compile for {sizes.services} services with {INDICATORS} indicators each, which have "
        f"reported and compiled {sizes.quarters} quarters before: the whole process. Beside it, "
        "one that loads XlsxWriter and writes the very cells of that workbook, known "
        "already, without a look at where they come from.",
        (Measured("plansheet compile", "write the same cells by XlsxWriter", pairs(each, 0, 1)),),
        (f"It held {max(peaks):.0f} MB at the most.",) if any(peaks) else (),
    )


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


def _make_council(root: Path, sizes: Sizes) -> None:
    """Make the council with its plans, its returns, and the quarters that it has compiled."""
    ids, random = count(1), Random(2018)  # noqa: S311 - figures, not secrets
    world = World(datetime(2018, 4, 2, 9), lambda: f"{next(ids):032x}")  # noqa: DTZ001 - a wall clock
    council_of_plain_plans(root, sizes.services, INDICATORS)
    with opened(root) as council:
        for back in range(sizes.quarters + 1):
            quarter = FIRST.plus(back)
            for number in range(sizes.services):
                _report(council, number, quarter, random)
    for back in range(sizes.quarters):
        with opened(root) as council:
            compile_quarter(council, FIRST.plus(back), _when(world, FIRST.plus(back)))


def _when(world: World, quarter: Quarter) -> World:
    later = datetime.combine(quarter.last_day, datetime.min.time()) + timedelta(days=30)
    return World(later, world.new_id)


def _report(council: Council, number: int, quarter: Quarter, random: Random) -> None:
    """Enter a return with a figure and a commentary for every indicator."""
    service, rows = code_of(number), {}
    for at in range(INDICATORS):
        unit, counts_as, _ = UNITS[at % len(UNITS)]
        share = Decimal(random.randint(60, 100))
        figure = share / 100 if unit == "%" else share
        if counts_as == "cumulative":
            figure = share * quarter.number
        rows[ref_of(number, at)] = {
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
