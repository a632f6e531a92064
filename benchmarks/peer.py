"""The same work by datamaps, a tool for moving data between spreadsheets: whole processes.

It is told cell by cell what to read and write, and runs in an environment of its own.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from operator import eq
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from councils import QUARTER, council_of, issue_all, return_all
from measuring import Goal, Measured, Topic, Way, interleaved, median, pairs, shown
from openpyxl import Workbook, load_workbook
from processes import KNOWN, environment, plansheet, ran

from plansheet.excel.read import read_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.pages import CellKind, column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from measuring import Sizes

    from plansheet.pages import FoundBook, FoundCell

PEER, VERSION = "datamaps", "1.1.9"
_KEPT = Path(__file__).resolve().parent.parent / "build" / f"{PEER}-{VERSION}"
_FASTER = Goal(Way.FASTER, 3)
_HEADINGS = ("cell_key", "template_sheet", "cell_reference")
_NAME = "file name"
# By the place of what is measured among the others.
_NEAREST = {
    0: "Nearest is what an issue holds, kept from when it is made",
    2: "Nearest is another writer than XlsxWriter, which takes more than half of making a workbook",
}
_COMPARED = f"""\
The same {{count}} services, whole processes. Import: {PEER} is told each of the {{inputs}} cells of
a workbook that can be filled in, and collects them in one spreadsheet; plansheet read finds them
itself in the same {{count}} files, compares each with its issue, checks every figure, and keeps
files and answers; it knows the plans since the workbooks were made. Export: {PEER} puts the
{{outputs}} cells that differ from service to service into a workbook of ours as its template;
plansheet generate makes all of each workbook from its plan, read for the first time. Each round
begins in fresh folders, and ends with a look whether all {{count}} were done."""


def measure(sizes: Sizes) -> Topic:
    """Measure importing a batch of returns, and exporting a batch of workbooks."""
    program = _installed(Path(sizes.peer) if sizes.peer else _KEPT)
    with TemporaryDirectory() as folder:
        batch = _made(Path(folder), sizes.batch, program)
        each = interleaved(
            sizes.rounds, batch.read, batch.imported, batch.generated, batch.exported
        )
        return _told(each, batch)


def _told(each: Sequence[Sequence[float]], batch: _Batch) -> Topic:
    count = batch.count
    beside = (
        (f"read {count} returns", f"{PEER} import templates", 0),
        (f"generate {count} workbooks", f"{PEER} export master", 2),
    )
    lines = tuple(
        Measured(what, peer, pairs(each, which, which + 1), _FASTER, _why(each, which, count))
        for what, peer, which in beside
    )
    told = _COMPARED.format(count=count, inputs=len(batch.inputs), outputs=len(batch.outputs))
    return Topic(f"Beside {PEER} {VERSION}", told, lines)


def _why(each: Sequence[Sequence[float]], which: int, count: int) -> str:
    ours, theirs = median(each, which), median(each, which + 1)
    return (
        f"ours takes {shown(ours / count)} for each of them, starting and opening the council "
        f"among it; {shown(theirs / _FASTER.bound / count)} would do. {_NEAREST[which]}"
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """Folders that each round begins with, and what it has to come to.

    `inputs` and `outputs` are sheets and cells. `filled` is how many cells of the returns hold
    something.
    """

    home: Path
    program: Path
    count: int
    inputs: Sequence[tuple[str, str]]
    outputs: Sequence[tuple[str, str]]
    filled: int

    @property
    def planned(self) -> Path:
        """Return where the council is whose workbooks are to be made, which is new here."""
        return self.home / "planned"

    @property
    def returned(self) -> Path:
        """Return where the council is whose returns are to be read, and what is known of it."""
        return self.home / "returned"

    def read(self) -> float:
        """Read all returns with plansheet."""
        return self._ours(
            self.returned, "read", "returns", lambda each: each["status"] == "accepted"
        )

    def generated(self) -> float:
        """Make all workbooks with plansheet."""
        return self._ours(self.planned, "generate", "issued", lambda each: bool(each["changed"]))

    def _ours(
        self, start: Path, command: str, rows: str, is_done: Callable[[Mapping[str, object]], bool]
    ) -> float:
        work = self.home / "work"
        shutil.copytree(start, work)
        done = plansheet(command, QUARTER, "--json", root=work / "council")
        count = sum(map(is_done, json.loads(done.printed)[rows]))
        shutil.rmtree(work)
        _expect(f"plansheet {command}", count, self.count)
        return done.seconds

    def imported(self) -> float:
        """Import all returns with the peer."""
        folders = self._folders()
        for path in (self.returned / "council" / "workbooks" / QUARTER / "returned").iterdir():
            shutil.copy(path, folders / "input")
        shutil.copy(self.home / "import.csv", folders / "input" / "datamap.csv")
        seconds = self._theirs("import", "templates", "-m")
        book = load_workbook(folders / "output" / "master.xlsx", read_only=True)
        rows = book.worksheets[0].iter_rows(min_row=2, min_col=2, values_only=True)
        _expect(
            f"{PEER} import", sum(value is not None for row in rows for value in row), self.filled
        )
        return seconds

    def exported(self) -> float:
        """Export all workbooks with the peer."""
        folders = self._folders()
        master, cells = (str(self.home / name) for name in ("master.xlsx", "export.csv"))
        template = str(self.home / "template.xlsx")
        seconds = self._theirs("export", "master", master, "-d", cells, "-t", template)
        _expect(f"{PEER} export", len(list((folders / "output").iterdir())), self.count)
        *_, last = load_workbook(master).worksheets[0].iter_cols(values_only=True)
        book = load_workbook(folders / "output" / f"{last[0]}.xlsm")
        kept = [book[sheet][cell].value for sheet, cell in self.outputs]
        _expect(f"{PEER} export", sum(map(eq, kept, last[1:])), len(self.outputs))
        return seconds

    def _folders(self) -> Path:
        """Return the peer's folder, with nothing in it of the round before."""
        folders = self.home / "peer" / "Documents" / PEER
        shutil.rmtree(folders, ignore_errors=True)
        for name in ("input", "output"):
            (folders / name).mkdir(parents=True)
        return folders

    def _theirs(self, *arguments: str) -> float:
        home = self.home / "peer"
        names = (
            "HOME",
            "USERPROFILE",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "APPDATA",
            "LOCALAPPDATA",
        )
        own = dict.fromkeys(names, str(home)) | {"PYTHONIOENCODING": "utf-8"}
        return ran([str(self.program), *arguments], own, folder=home).seconds


def _expect(who: str, done: int, wanted: int) -> None:
    if done != wanted:
        message = f"{who} did {done} of {wanted}"
        raise RuntimeError(message)


def _known_where_it_is_read(home: Path) -> None:
    """Have the plans known in the place where returns are read: who reads has issued before."""
    work, returned = home / "work", home / "returned"
    shutil.copytree(returned, work)
    plansheet("status", QUARTER, root=work / "council")
    shutil.rmtree(returned / KNOWN, ignore_errors=True)
    shutil.move(work / KNOWN, returned / KNOWN)
    shutil.rmtree(work)


def _made(home: Path, count: int, program: Path) -> _Batch:
    """Make the councils, and what the peer is told of their workbooks."""
    planned, returned = home / "planned" / "council", home / "returned" / "council"
    council_of(planned, count)
    shutil.copytree(planned, returned)
    issue_all(returned)
    return_all(returned)
    _known_where_it_is_read(home)
    with opened(returned) as council:
        quarter = quarter_of(QUARTER)
        issues = [council.store.archived(each.sha256) for each in council.ledger.issues(quarter)]
        came = [path.read_bytes() for path in council.store.returned_folder(quarter).iterdir()]
    (home / "template.xlsx").write_bytes(issues[0])
    sent = [_cells(read_book(data, open_blanks=True)) for data in issues]
    inputs = [place for place, cell in sent[0].items() if not cell.locked]
    outputs = [place for place in sent[0] if _differs(place, sent)]
    back = [_cells(read_book(data)) for data in came]
    filled = sum(place in cells and bool(cells[place].text) for cells in back for place in inputs)
    _write_map(home / "import.csv", inputs)
    _write_map(home / "export.csv", outputs)
    _write_master(home / "master.xlsx", outputs, sent)
    (home / "peer").mkdir()
    return _Batch(home, program, count, inputs, outputs, filled)


def _cells(book: FoundBook) -> dict[tuple[str, str], FoundCell]:
    return {
        (sheet.name, f"{column_letters(column)}{row}"): cell
        for sheet in book.sheets
        for (row, column), cell in sheet.cells.items()
    }


def _differs(place: tuple[str, str], books: Sequence[Mapping[tuple[str, str], FoundCell]]) -> bool:
    first = books[0][place]
    return not first.formula and any(each[place].text != first.text for each in books)


def _write_map(path: Path, places: Sequence[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(_HEADINGS)
        rows.writerows((f"{sheet} {cell}", sheet, cell) for sheet, cell in places)


def _write_master(
    path: Path,
    places: Sequence[tuple[str, str]],
    books: Sequence[Mapping[tuple[str, str], FoundCell]],
) -> None:
    """Write what differs, a row a cell and a column a service, as the peer wants it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([_NAME, *(f"service {number}" for number in range(len(books)))])
    for place in places:
        found = [each[place] for each in books]
        values = [float(cell.text) if cell.kind is CellKind.NUMBER else cell.text for cell in found]
        sheet.append([" ".join(place), *values])
    book.save(path)


def _installed(folder: Path) -> Path:
    """Return the peer's program in an environment, which is made where there is none."""
    windows = os.name == "nt"
    programs, end = folder / ("Scripts" if windows else "bin"), ".exe" if windows else ""
    program = programs / f"{PEER}{end}"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        wanted = ["-m", "pip", "install", "--quiet", f"{PEER}=={VERSION}"]
        subprocess.run([str(programs / f"python{end}"), *wanted], check=True, env=environment())
    return program
