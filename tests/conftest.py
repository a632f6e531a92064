"""What all tests share: LibreOffice on a workbook, and a workbook as text held against a file.

`recalculated` takes an .xlsx, puts wrong values in the place of every formula's own, and gives the
workbook back as LibreOffice worked it out: without the wrong values it would hand back what stands
in the file, and a wrong formula could not be told from a right one.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from database_server import PostgresServer, postgres_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

GOLDEN = Path(__file__).parent / "golden"
POISON = {"number": "-987654.5", "text": "not worked out"}
_FORMULA = re.compile(r"(<c [^>]*>)(<f[^>]*>[^<]*</f>)<v>[^<]*</v>")
# LibreOffice keeps the values it finds unless its profile says always (0) to work them out.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session", autouse=True)
def _nothing_kept_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let commands keep what they know of a council where it goes with the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANSHEET_CACHE", str(tmp_path_factory.mktemp("memory")))
        yield


@pytest.fixture(scope="session")
def database_server() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server, started once in each process that runs tests."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def all_resaved(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Sequence[bytes], str], list[bytes]]:
    """Return what has LibreOffice open .xlsx files, work them out and save them, all in one run."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    profile = folder / "profile" / "user" / "registrymodifications.xcu"
    profile.parent.mkdir(parents=True)
    profile.write_text(_ALWAYS, encoding="utf-8")

    def resave(books: Sequence[bytes], ending: str) -> list[bytes]:
        names = [f"book {number}" for number in range(len(books))]
        sources, saved = [folder / f"{name}.xlsx" for name in names], folder / "saved"
        for source, data in zip(sources, books, strict=True):
            source.write_bytes(data)
        shutil.rmtree(saved, ignore_errors=True)
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                saved,
                *sources,
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return [(saved / f"{name}.{ending}").read_bytes() for name in names]

    return resave


@pytest.fixture(scope="session")
def resaved(
    all_resaved: Callable[[Sequence[bytes], str], list[bytes]],
) -> Callable[[bytes, str], bytes]:
    """Return what opens an .xlsx in LibreOffice, works it out and saves it as another format."""

    def resave(data: bytes, ending: str) -> bytes:
        (saved,) = all_resaved([data], ending)
        return saved

    return resave


@pytest.fixture(scope="session")
def recalculated(resaved: Callable[[bytes, str], bytes]) -> Callable[[bytes], bytes]:
    """Return what poisons the values of all formulas of an .xlsx and has them worked out again."""

    def recalculate(data: bytes) -> bytes:
        poisoned, count = poison(data)
        assert count, "the workbook has no formulas, so there is nothing to hold against anything"
        return resaved(poisoned, "xlsx")

    return recalculate


def poison(data: bytes) -> tuple[bytes, int]:
    """Return the workbook with a wrong value in each formula's cell, and how many there were."""
    total = 0
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for item in before.infolist():
            part = before.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                text, count = _FORMULA.subn(_wrong, part.decode())
                part, total = text.encode(), total + count
                assert text.count("<f>") == count
            after.writestr(item, part)
    return stream.getvalue(), total


def _wrong(match: re.Match[str]) -> str:
    kind = "text" if 't="str"' in match[1] else "number"
    return f"{match[1]}{match[2]}<v>{POISON[kind]}</v>"


@pytest.fixture(scope="session")
def differing() -> Callable[[bytes, bytes], list[str]]:
    """Return what names the cells with formulas whose values differ between two workbooks."""

    def compare(ours: bytes, theirs: bytes) -> list[str]:
        live = _opened(ours, values=False)
        mine, found = _opened(ours, values=True), _opened(theirs, values=True)
        return [
            f"{sheet.title}!{cell.coordinate}: {was} is worked out as {now}"
            for sheet in live
            for cell in _cells(sheet)
            if cell.data_type == "f"
            for was, now in [
                (
                    _plain(mine[sheet.title][cell.coordinate].value),
                    _plain(found[sheet.title][cell.coordinate].value),
                )
            ]
            if was != now
        ]

    return compare


def _plain(value: object) -> str:
    # Fifteen digits are what a workbook promises; the sixteenth is the program's own.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format(value, ".15g")
    return "" if value is None else str(value)


@pytest.fixture(scope="session")
def dumped() -> Callable[[bytes], str]:
    """Return what writes a workbook down as text: everything a person sees, and what cells do."""

    def dump(data: bytes) -> str:
        live, values = _opened(data, values=False), _opened(data, values=True)
        lines: list[str] = []
        for sheet in live:
            lines += _sheet_lines(sheet, values[sheet.title])
        return "\n".join(lines) + "\n"

    return dump


def _opened(data: bytes, *, values: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, openpyxl.cell.Cell) and cell.value is not None:
                yield cell


def _sheet_lines(sheet: Worksheet, values: Worksheet) -> list[str]:
    widths = [f"{key} {each.width:g}" for key, each in sheet.column_dimensions.items()]
    return [
        f"=== {sheet.title} ({sheet.sheet_state}, protected: {sheet.protection.sheet})",
        f"tables: {', '.join(f'{table.name} {table.ref}' for table in sheet.tables.values())}",
        f"frozen: {sheet.freeze_panes}; widths: {', '.join(widths)}",
        *(
            f"checked {area.sqref}: {area.type} {area.formula1} {area.formula2 or ''}".rstrip()
            for area in sheet.data_validations.dataValidation
        ),
        *(_cell_line(cell, values[cell.coordinate].value) for cell in _cells(sheet)),
        "",
    ]


def _cell_line(cell: Cell, value: object) -> str:
    shown = f"{cell.value} -> {value!r}" if cell.data_type == "f" else repr(cell.value)
    marks = [
        "" if cell.number_format == "General" else cell.number_format,
        "" if cell.fill.fgColor.rgb == "00000000" else f"on {cell.fill.fgColor.rgb}",
        "" if cell.protection.locked else "open",
    ]
    said = ", ".join(mark for mark in marks if mark)
    return f"{cell.coordinate}: {shown}{f'  [{said}]' if said else ''}"


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], None]:
    """Return what holds a text against tests/golden/NAME.

    PLANSHEET_GOLDEN=write in the environment writes the file anew, to be read before it is kept.
    """

    def hold(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("PLANSHEET_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()

    return hold
