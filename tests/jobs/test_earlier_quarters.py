"""What `compile` knows of the quarters before: as they were compiled, else as they are now."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import Q1, Q2, Q3, SIGNED, Town, actuals, new_town

from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.past import earlier_quarters

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with a return of Parks for its first quarter: 81% clean, on target."""
    found = new_town(tmp_path)
    _quarter(found, Q1, 0.81, 90)
    return found


def _quarter(town: Town, period: str, clean: float, visits: int, name: str = "") -> None:
    town.generate(period)
    answers = {"Indicators": actuals(PK01=clean, PK02=visits), "Sign-off": SIGNED}
    town.answer(answers, period=period, name=name)
    town.read(period)


def known(town: Town, period: str) -> dict[str, dict[str, str]]:
    with opened(town.root, read_only=True) as council:
        found = earlier_quarters(council, quarter_of(period), town.now.date())
    return {
        each.quarter.label: {
            ref: stood.rating or stood.state for (_, ref), stood in each.stood.items()
        }
        for each in found
    }


FIRST = {"PK01": "Green", "PK02": "Red", "HS01": "not supplied"}


def test_before_the_first_quarter_nothing_is_known(town: Town) -> None:
    assert known(town, Q1) == {}


def test_a_quarter_that_was_never_compiled_is_known_as_it_is(town: Town) -> None:
    _quarter(town, Q2, 0.77, 195)
    assert known(town, Q3) == {
        Q2: {"PK01": "Amber", "PK02": "Amber", "HS01": "not supplied"},
        Q1: FIRST,
    }


def test_a_quarter_in_which_nothing_came_back_ends_it(town: Town) -> None:
    town.generate(Q2)
    assert known(town, Q3) == {}


def test_a_compiled_quarter_is_known_as_it_was_compiled(town: Town) -> None:
    """A target that is changed without a date leaves what was compiled as it was."""
    town.compile(Q1)
    plan = town.root / "templates" / "plans" / "parks 2018-21.md"
    plan.write_text(plan.read_text(encoding="utf-8").replace("| 80% |", "| 95% |"), "utf-8")
    assert known(town, Q2) == {Q1: FIRST}
    town.compile(Q1)
    assert known(town, Q2) == {Q1: {**FIRST, "PK01": "Red"}}


def test_summary_and_exceptions_tell_of_the_quarters_before(town: Town) -> None:
    _quarter(town, Q2, 0.77, 150)
    town.compile(Q2)
    name = f"Performance Data Collection {Q2}.xlsx"
    data = (town.root / "workbooks" / Q2 / name).read_bytes()
    book = load_workbook(BytesIO(data), data_only=True)
    rows = [[cell.value for cell in row] for row in book["Summary"].iter_rows(min_row=5)]
    assert [(row[1], row[2], row[6]) for row in rows[:3]] == [
        ("Got worse", 1, "PK01 Parks that are clean (Parks): Green to Amber"),
        ("Got better", 0, "Nothing got better since Q1 2018/19"),
        ("Red longest, in quarters", 2, "PK02 Visits (Parks): 2 quarters, since Q1 2018/19"),
    ]
    assert [(row[1], row[2], row[3], row[4]) for row in rows[4:9]] == [
        ("Indicators", 3, 3, 0),
        ("Rated", 2, 2, 0),
        ("Green", 0, 1, -1),
        ("Amber", 1, 0, 1),
        ("Red", 1, 1, 0),
    ]
    exceptions = [[cell.value for cell in row] for row in book["Exceptions"].iter_rows(min_row=4)]
    at = exceptions[0].index("Quarters in a row not on target")
    assert [(row[1], row[at]) for row in exceptions[1:]] == [("PK02", 2), ("PK01", 1)]


def test_an_old_quarter_whose_file_is_gone_comes_back_the_same(town: Town) -> None:
    """Later quarters and days leave it as it was, byte for byte."""
    town.later(60)
    town.compile(Q1)
    path = town.root / "workbooks" / Q1 / f"Performance Data Collection {Q1}.xlsx"
    data = path.read_bytes()
    _quarter(town, Q2, 0.77, 150)
    town.compile(Q2)
    town.later(100)
    path.unlink()
    town.compile(Q1)
    assert path.read_bytes() == data
    assert [each.name for each in path.parent.glob("Performance*")] == [path.name]


def test_two_years_back_and_no_further(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plansheet.jobs.past.QUARTERS_BACK", 1)
    _quarter(town, Q2, 0.77, 150)
    assert list(known(town, Q3)) == [Q2]
