"""Collection workbooks are locked properly: what is asked is open, and nothing else at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from office.workbook import SPREADSHEET, Opened, body_of, cells_of, place
from produced import Kind, every_workbook
from town import new_town

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from produced import Made

    Opener = Callable[[Made], Opened]

ISSUED = [made for made in every_workbook() if made.kind is Kind.COLLECTION]
LAST_COLUMN = 16_384
# What the file says is locked (1) once a sheet is protected; what it does not say, is.
FREE = {"autoFilter", "formatColumns", "formatRows"}
over_every_workbook = pytest.mark.parametrize("made", ISSUED, ids=str)


def locked_styles(opened: Opened) -> list[bool]:
    """Return for each style of cells by its number whether it locks them."""
    styles = opened.xml("xl/styles.xml").find(f"{SPREADSHEET}cellXfs")
    assert styles is not None
    found = [each.find(f"{SPREADSHEET}protection") for each in styles]
    return [each is None or each.get("locked", "1") == "1" for each in found]


@over_every_workbook
def test_every_sheet_and_the_structure_are_locked(made: Made, opened_as: Opener) -> None:
    opened = opened_as(made)
    structure = opened.xml("xl/workbook.xml").find(f"{SPREADSHEET}workbookProtection")
    assert structure is not None
    assert structure.get("lockStructure") == "1"
    loose = [sheet.title for sheet in opened.book if not sheet.protection.sheet]
    assert loose == []


@over_every_workbook
def test_a_person_may_select_filter_and_size_rows_and_columns_and_nothing_else(
    made: Made, opened_as: Opener
) -> None:
    opened = opened_as(made)
    for part in opened.sheet_parts.values():
        said = opened.xml(part).find(f"{SPREADSHEET}sheetProtection")
        assert said is not None
        allowed = {name for name, value in said.attrib.items() if value == "0"}
        forbidden = {name for name, value in said.attrib.items() if value == "1"}
        assert allowed == FREE
        assert forbidden <= {"sheet", "objects", "scenarios"}


@over_every_workbook
def test_what_is_open_is_asked_for_and_stands_in_a_table(made: Made, opened_as: Opener) -> None:
    opened = opened_as(made)
    for sheet in opened.book:
        asked = {cell.coordinate for heading, cell in body_of(sheet) if heading.endswith("*")}
        strays = [
            place(cell)
            for cell in cells_of(sheet)
            if not cell.protection.locked and cell.coordinate not in asked
        ]
        assert strays == []
    assert any(not cell.protection.locked for sheet in opened.book for cell in cells_of(sheet))


@over_every_workbook
def test_what_holds_a_formula_or_a_value_of_ours_is_locked(made: Made, opened_as: Opener) -> None:
    opened = opened_as(made)
    formulas = [
        place(cell)
        for sheet in opened.book
        for cell in cells_of(sheet)
        if cell.data_type == "f" and not cell.protection.locked
    ]
    assert formulas == []


@over_every_workbook
def test_blank_columns_and_the_rows_below_are_locked(made: Made, opened_as: Opener) -> None:
    opened = opened_as(made)
    locks = locked_styles(opened)
    for name, part in opened.sheet_parts.items():
        sheet = opened.xml(part)
        covered = 0
        for each in sheet.iter(f"{SPREADSHEET}col"):
            assert (name, int(each.attrib["min"])) == (name, covered + 1)
            assert (name, locks[int(each.attrib["style"])]) == (name, True)
            covered = int(each.attrib["max"])
        assert (name, covered) == (name, LAST_COLUMN)
        # A style of a row goes before that of its columns.
        rows = [int(each.get("s", "-1")) for each in sheet.iter(f"{SPREADSHEET}row")]
        assert all(style == -1 or locks[style] for style in rows)


@over_every_workbook
def test_what_is_pasted_brings_an_open_style_along(made: Made, opened_as: Opener) -> None:
    styles = opened_as(made).xml("xl/styles.xml")
    (named,) = styles.iter(f"{SPREADSHEET}cellStyle")
    parents = styles.find(f"{SPREADSHEET}cellStyleXfs")
    assert parents is not None
    assert named.get("name") == "Normal"
    protection = parents[int(named.attrib["xfId"])].find(f"{SPREADSHEET}protection")
    assert protection is not None
    assert protection.get("locked") == "0"


@over_every_workbook
def test_the_identity_is_hidden_so_that_no_menu_shows_it(made: Made, opened_as: Opener) -> None:
    book = opened_as(made).book
    assert {sheet.title: sheet.sheet_state for sheet in book if sheet.sheet_state != "visible"} == {
        "_plansheet": "veryHidden"
    }


@over_every_workbook
def test_tab_goes_left_to_right_and_top_to_bottom(made: Made, opened_as: Opener) -> None:
    # A program moves through open cells by row and column; only these could turn that about.
    opened = opened_as(made)
    for part in opened.sheet_parts.values():
        for view in opened.xml(part).iter(f"{SPREADSHEET}sheetView"):
            assert view.get("rightToLeft", "0") == "0"
    styles = opened.parts["xl/styles.xml"].decode()
    assert set(re.findall(r'readingOrder="(\d)"', styles)) <= {"0", "1"}


def passwords(data: bytes) -> list[str | None]:
    opened = Opened(data)
    protections = [
        opened.xml(part).find(f"{SPREADSHEET}sheetProtection")
        for part in opened.sheet_parts.values()
    ]
    return [None if each is None else each.get("password") for each in protections]


def test_no_sheet_has_a_password_unless_the_council_wants_one(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    assert set(passwords(town.issued().read_bytes())) == {None}


def test_the_council_s_password_locks_every_sheet_of_every_workbook(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    settings = town.root / "plansheet.toml"
    text = settings.read_text(encoding="utf-8")
    assert re.search(r'^#? ?password = ""', text, re.MULTILINE)
    said = re.sub(r'^#? ?password = ""', 'password = "open sesame"', text, flags=re.MULTILINE)
    settings.write_text(said, encoding="utf-8")
    town.generate()
    found = [passwords(town.issued(code).read_bytes()) for code in ("parks", "housing")]
    (kept,) = {each for sheets in found for each in sheets}
    assert kept
    assert "open sesame" not in kept
