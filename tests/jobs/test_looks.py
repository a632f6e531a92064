"""The council's looks reach every workbook that is made, and looks alone change none of them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from images import png
from openpyxl import load_workbook
from town import PARKS, Q1, Town, codes_of, new_town, rows_of, statuses

from plansheet.errors import SettingsError
from plansheet.jobs.plan_import import import_plans

if TYPE_CHECKING:
    from pathlib import Path

GREEN = """\
[font]
name = "Arial"
[colours]
title_ink = "#0B5345"
heading_fill = "#0B5345"
[logo]
file = "logo.png"
alt = "Council of the Woods"
"""
MUSEUMS = PARKS.replace("Parks", "Museums").replace("PK", "MU")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path / "council")


def restyle(town: Town, text: str = GREEN) -> None:
    folder = town.root / "templates"
    (folder / "style.toml").write_text(text, encoding="utf-8")
    (folder / "logo.png").write_bytes(png())


def looks_of(path: Path) -> tuple[str, str, str, int]:
    """Return the font, title ink and heading fill of a workbook's first sheet, and its pictures."""
    sheet = load_workbook(path).worksheets[0]
    (table,) = sheet.tables.values()
    title, heading = sheet["A1"], sheet[table.ref.partition(":")[0]]
    with zipfile.ZipFile(path) as parts:
        pictures = sum(name.startswith("xl/media/") for name in parts.namelist())
    return title.font.name, title.font.color.rgb[2:], heading.fill.fgColor.rgb[2:], pictures


def test_the_looks_of_the_council_are_those_of_all_its_workbooks(
    town: Town, tmp_path: Path
) -> None:
    restyle(town)
    town.generate()
    town.compile()
    museums = tmp_path / "museums 2018-21.md"
    museums.write_text(MUSEUMS, encoding="utf-8")
    town.run(lambda council: import_plans(council, town.world(), [museums]))
    quarter = town.root / "workbooks" / Q1
    found = [
        looks_of(path)
        for path in (
            town.issued("parks"),
            town.issued("housing"),
            quarter / f"Performance Data Collection {Q1}.xlsx",
            town.root / "templates" / "plans" / "museums 2018-21.xlsx",
        )
    ]
    # A plan workbook has no logo: it is changed in place, and a picture could not be kept.
    assert found == [("Arial", "0B5345", "0B5345", pictures) for pictures in (1, 1, 1, 0)]


def test_a_workbook_with_a_logo_is_read_back(town: Town) -> None:
    restyle(town)
    town.generate()
    town.answer({"Indicators": {"PK01": {"Actual": 0.81}}})
    assert statuses(town.read()) == {f"parks {Q1}.xlsx": "accepted"}


def test_new_looks_alone_make_no_new_issue_and_no_new_version(town: Town) -> None:
    town.generate()
    town.compile()
    before = town.snapshot()
    restyle(town)
    assert [each["changed"] for each in rows_of(town.generate(), "issued")] == [False, False]
    assert town.compile().lines == (
        f"Nothing has changed: workbooks/{Q1}/Performance Data Collection {Q1}.xlsx",
    )
    after = town.snapshot()
    assert {name for name in before if after[name] != before[name]} <= {
        "plansheet.db",
        "templates/style.toml",
    }


def test_a_fault_in_the_looks_stops_what_makes_workbooks_before_anything_is_written(
    town: Town,
) -> None:
    restyle(town, '[colours]\nink = "#FFFFFF"')
    before = town.snapshot()
    with pytest.raises(SettingsError, match=r"contrast of 1\.0 to 1"):
        town.generate()
    with pytest.raises(SettingsError, match=r"contrast of 1\.0 to 1"):
        town.compile()
    assert {name for name in town.snapshot() if name not in before} <= {"plansheet.db"}


def test_a_fault_in_the_looks_keeps_nobody_from_reading_returns(town: Town) -> None:
    town.generate()
    town.answer({"Indicators": {"PK01": {"Actual": 0.81}}})
    restyle(town, "[colours]\nink = 1")
    assert codes_of(town.check()) == []
    assert statuses(town.read()) == {f"parks {Q1}.xlsx": "accepted"}
    assert town.states() == {"housing": "issued", "parks": "received"}
