"""Every workbook is what the file format says: no program finds anything to repair in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from office.workbook import PACKAGE, Opened
from openxml_audit import FileFormat, OpenXmlValidator, ValidationSeverity
from produced import Kind, every_workbook
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from produced import Made

    Opener = Callable[[Made], Opened]

ALL = every_workbook()
# The oldest Excel that a council may still have.
VALIDATOR = OpenXmlValidator(FileFormat.OFFICE_2013)
# What works out differently each time, or only in the newest programs.
UNSTEADY = re.compile(
    r"_xl|\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\(", re.IGNORECASE
)
# ECMA-376 leaves the order of what a font says free (CT_Font is a choice), the SDK does not;
# openpyxl, which changes plan workbooks in place, has an order of its own.
FREE = re.compile(r"/fonts\[1\]/font\[\d+\]: Unexpected element")
COMPLAINT = re.compile(r"error|repair|corrupt", re.IGNORECASE)
over_every_workbook = pytest.mark.parametrize("made", ALL, ids=str)


def against_the_schemas(data: bytes, folder: Path) -> list[str]:
    """Return what breaks the schemas of ECMA-376, as Microsoft's own Open XML SDK has them."""
    path = folder / "book.xlsx"
    path.write_bytes(data)
    found = VALIDATOR.validate(path).errors
    said = [str(each) for each in found if each.severity is ValidationSeverity.ERROR]
    return [each for each in said if not FREE.search(each)]


@over_every_workbook
def test_every_part_is_well_formed_and_leads_to_parts_that_are_there(
    made: Made, opened_as: Opener
) -> None:
    opened = opened_as(made)
    with zipfile.ZipFile(BytesIO(opened.data)) as file:
        assert len(set(file.namelist())) == len(file.namelist())
        assert file.testzip() is None
    for name, part in opened.parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            assert b"<!DOCTYPE" not in part
            ET.fromstring(part)  # noqa: S314 - plansheet's own file
        for target in opened.related(name).values():
            assert (name, target, target in opened.parts) == (name, target, True)


@over_every_workbook
def test_nothing_leads_out_runs_or_changes_by_itself(made: Made, opened_as: Opener) -> None:
    opened = opened_as(made)
    assert not [name for name in opened.parts if re.search(r"vba|external|connection", name)]
    for name in opened.parts:
        if name.endswith(".rels"):
            modes = [
                each.get("TargetMode") for each in opened.xml(name).iter(f"{PACKAGE}Relationship")
            ]
            assert (name, "External" in modes) == (name, False)
    for name in opened.sheet_parts.values():
        formulas = re.findall(r"<f[^>]*>([^<]*)</f>", opened.parts[name].decode())
        formulas += re.findall(r"<formula\d?>([^<]*)</formula", opened.parts[name].decode())
        # What stands between quotes is said, not worked out.
        assert not [each for each in formulas if UNSTEADY.search(re.sub(r'"[^"]*"', "", each))]


@over_every_workbook
def test_every_part_keeps_to_the_schemas(made: Made, opened_as: Opener, tmp_path: Path) -> None:
    assert against_the_schemas(opened_as(made).data, tmp_path) == []


def swapped(part: str) -> str:
    """Return a sheet whose lock stands after its links, where no program looks for it."""
    lock = re.search(r"<sheetProtection[^>]*/>", part)
    assert lock is not None
    return part.replace(lock[0], "").replace("<pageMargins", f"{lock[0]}<pageMargins")


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("xl/worksheets/sheet1.xml", swapped, "Unexpected element 'sheetProtection' found"),
        (
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace("<sheetData>", "<bogus/><sheetData>"),
            "Unexpected element 'bogus' found",
        ),
        (
            "xl/workbook.xml",
            lambda part: part.replace('lockStructure="1"', 'lockStructure="yes"'),
            "Invalid boolean value: 'yes'",
        ),
    ],
)
def test_the_schemas_find_what_is_out_of_place(
    name: str, change: Callable[[str], str], found: str, opened_as: Opener, tmp_path: Path
) -> None:
    parts = opened_as(ALL[0]).parts
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for each, part in parts.items():
            file.writestr(each, change(part.decode()) if each == name else part)
    assert found in "\n".join(against_the_schemas(stream.getvalue(), tmp_path))


def plain(value: object) -> str:
    """Return a value as text, the same from every reader; fifteen digits are what Excel keeps."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return format(value, ".15g")
    if isinstance(value, date):
        return format(value, "%Y-%m-%d")
    return "" if value is None else str(value)


def shown(book: Workbook) -> dict[str, dict[tuple[int, int], str]]:
    """Return the values of a workbook by sheet and place, empty ones left out."""
    return {
        sheet.title: {
            (cell.row or 0, cell.column or 0): plain(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if plain(cell.value)
        }
        for sheet in book
    }


def in_calamine(data: bytes) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield (
            name,
            {
                (row, column): plain(value)
                for row, values in enumerate(rows, start=1)
                for column, value in enumerate(values, start=1)
                if plain(value)
            },
        )


@over_every_workbook
def test_calamine_finds_the_same_sheets_and_values(made: Made, opened_as: Opener) -> None:
    opened = opened_as(made)
    assert list(in_calamine(opened.data)) == list(shown(opened.values).items())


def test_libreoffice_finds_the_same_sheets_and_values(opened_as: Opener, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    # It takes nearly a second over each: of a plan's four quarters the last has most in it.
    fullest = [made for made in ALL if not re.search(r"-Q[123]$", made.what)]
    fullest += [made for made in ALL if made.kind is Kind.COMPILED]
    sources = {made: tmp_path / f"{number}.xlsx" for number, made in enumerate(fullest)}
    for made, path in sources.items():
        path.write_bytes(made.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to = ("--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved")
    said = subprocess.run(
        [office, profile, *to, *sources.values()],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert not COMPLAINT.search(said.stdout + said.stderr)
    for made, path in sources.items():
        saved = Opened((tmp_path / "saved" / path.name).read_bytes())
        assert (made, shown(saved.values)) == (made, shown(opened_as(made).values))
