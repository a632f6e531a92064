"""`compile`: a version where something changed, and nothing ever written over."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import PARKS_ANSWERS, Q1, Q2, Town, new_town

from plansheet.errors import PeriodError
from plansheet.store import OpenElsewhereError, write_whole

if TYPE_CHECKING:
    from pathlib import Path

FILE = f"Performance Data Collection {Q1}.xlsx"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with a return of Parks."""
    found = new_town(tmp_path)
    found.generate()
    found.answer(PARKS_ANSWERS)
    found.read()
    return found


def book(town: Town, version: int = 1) -> Path:
    name = FILE if version == 1 else FILE.replace(".xlsx", f" v{version}.xlsx")
    return town.root / "workbooks" / Q1 / name


def version_said(path: Path) -> str:
    notes = load_workbook(BytesIO(path.read_bytes()))["Notes"]
    rows = {str(row[0].value): str(row[1].value) for row in notes.iter_rows(max_col=2)}
    return rows["Quarter"]


def answer_again(town: Town) -> None:
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": 0.9}}}, name="again.xlsx")
    town.read()


def test_the_first_version_has_no_number_in_its_name(town: Town) -> None:
    outcome = town.compile()
    assert (outcome.status, outcome.lines) == (0, (f"workbooks/{Q1}/{FILE}",))
    assert "version 1" in version_said(book(town))
    data = book(town).read_bytes()
    assert data in [path.read_bytes() for path in (town.root / "archive").rglob("*.xlsx")]


def test_compiling_what_is_unchanged_writes_nothing(town: Town) -> None:
    town.compile()
    before = town.snapshot()
    assert town.compile().lines == (f"Nothing has changed: workbooks/{Q1}/{FILE}",)
    assert town.snapshot() == before


def test_days_going_by_are_no_change(town: Town) -> None:
    town.later(60)
    town.compile()
    before = town.snapshot()
    town.later(7)
    assert town.compile().lines == (f"Nothing has changed: workbooks/{Q1}/{FILE}",)
    assert town.snapshot() == before


def test_a_workbook_that_becomes_late_is_no_change(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.compile()
    before = town.snapshot()
    town.later(60)
    assert town.compile().lines == (f"Nothing has changed: workbooks/{Q1}/{FILE}",)
    assert town.snapshot() == before


def test_a_new_return_makes_the_next_version(town: Town) -> None:
    town.compile()
    first = book(town).read_bytes()
    answer_again(town)
    assert town.compile().lines == (f"workbooks/{Q1}/{book(town, 2).name}",)
    assert book(town).read_bytes() == first
    assert "version 2" in version_said(book(town, 2))


def test_a_version_that_was_deleted_is_put_back(town: Town) -> None:
    town.compile()
    data = book(town).read_bytes()
    book(town).unlink()
    town.compile(dry_run=True)
    assert not book(town).exists()
    town.compile()
    assert book(town).read_bytes() == data


def test_a_file_that_is_not_ours_is_not_written_over(town: Town) -> None:
    book(town).write_bytes(b"somebody's own")
    assert town.compile().lines == (f"workbooks/{Q1}/{book(town, 2).name}",)
    assert book(town).read_bytes() == b"somebody's own"
    assert "version 2" in version_said(book(town, 2))


def test_a_version_that_is_open_in_excel_is_passed_by(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: Path, data: bytes) -> bool:
        if path.name == FILE:
            message = f"Close '{path.name}' in Excel and run this again."
            raise OpenElsewhereError(message)
        return write_whole(path, data)

    monkeypatch.setattr("plansheet.jobs.board.write_whole", locked)
    outcome = town.compile()
    assert outcome.lines == (f"workbooks/{Q1}/{book(town, 2).name}",)
    assert outcome.notes == (f"'{FILE}' is open in Excel, so the next version is written.",)
    assert "version 2" in version_said(book(town, 2))
    assert not book(town).exists()


def test_a_folder_in_which_everything_is_open_stops_in_the_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: Path, _data: bytes) -> bool:
        raise OpenElsewhereError(path.name)

    monkeypatch.setattr("plansheet.jobs.board.write_whole", locked)
    with pytest.raises(OpenElsewhereError, match="v6"):
        town.compile()


def test_a_rehearsal_names_the_file_and_writes_nothing(town: Town) -> None:
    before = town.snapshot()
    assert town.compile(dry_run=True).lines == (f"workbooks/{Q1}/{FILE}",)
    assert town.snapshot() == before


def test_a_quarter_that_no_plan_covers_is_told(town: Town) -> None:
    with pytest.raises(PeriodError, match="covers Q1 2009/10"):
        town.compile("2009-10-Q1")


def rejected(path: Path) -> list[str]:
    said = load_workbook(path)["Queries"].iter_rows(max_col=3, values_only=True)
    return [str(row[2]).partition(",")[0] for row in said if row[1] == "Rejected"]


def test_a_rejected_file_stands_among_the_queries_until_a_good_one_comes(town: Town) -> None:
    town.generate(Q2)
    town.drop("late.xlsx", town.issued(period=Q2).read_bytes())
    town.read()
    town.compile()
    assert rejected(book(town)) == ["This is the workbook for Q2 2018/19"]
    answer_again(town)
    town.compile()
    assert rejected(book(town, 2)) == []
