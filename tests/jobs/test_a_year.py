"""A year played through: roll, a late target, a new definition, an indicator that moves, outturn.

Every figure, rating and direction of travel is held against what a person would expect.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from town import SIGNED, Town, new_town, rows_of

from plansheet.jobs.annual import approve_plans, outturn_plans, roll_plans
from plansheet.jobs.council import quarter_of
from plansheet.jobs.plan_changes import Asked, change_plan, move_indicator
from plansheet.model.periods import FinancialYear

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import Outcome

GOLDEN = Path(__file__).parents[1] / "golden" / "a-year"
LAST, THIS, NEXT = (FinancialYear(starts) for starts in (2017, 2018, 2019))
# By quarter: clean parks, visits since April, requests in time of all, households.
FIGURES = {
    "2017-18-Q1": (0.77, 90, (40, 50), 42),
    "2017-18-Q2": (0.78, 185, (42, 50), 41),
    "2017-18-Q3": (0.78, 270, (43, 50), 40),
    "2017-18-Q4": (0.79, 370, (45, 50), 40),
    "2018-19-Q1": (0.79, 110, (46, 50), 39),
    "2018-19-Q2": (0.81, 190, (44, 50), 39),
    "2018-19-Q3": (0.70, 290, (40, 50), 37),
    "2018-19-Q4": (0.83, 410, (49, 50), 38),
}

COLUMNS = ("service", "ref", "actual", "target", "rating", "state")
# Service, ref, actual, target, rating, state, since last quarter, since last year.
RESULTS = {
    "2018-19-Q1": [
        ("housing", "HS01", "39", "38", "Amber", "rated", "better", "better"),
        ("parks", "PK01", "0.79", "0.8", "Amber", "rated", "same", "better"),
        ("parks", "PK02", "110", "100", "Green", "rated", "better", "better"),
        ("parks", "PK03", "0.92", "0.9", "Green", "rated", "better", "better"),
    ],
    "2018-19-Q2": [
        ("housing", "HS01", "39", "38", "Amber", "rated", "same", "better"),
        ("parks", "PK01", "0.81", "0.8", "Green", "rated", "better", "better"),
        ("parks", "PK02", "190", "200", "Amber", "rated", "worse", "better"),
        ("parks", "PK03", "0.9", "0.9", "Green", "rated", "worse", "better"),
    ],
    # Clean parks are defined anew: nothing before is compared with anything since.
    "2018-19-Q3": [
        ("housing", "HS01", "37", "38", "Green", "rated", "better", "better"),
        ("parks", "PK01", "0.7", "0.8", "Red", "rated", "", ""),
        ("parks", "PK02", "290", "300", "Amber", "rated", "better", "better"),
        ("parks", "PK03", "0.866666666666667", "0.9", "Amber", "rated", "worse", "better"),
    ],
    # Visits are Housing's now, and counted there alone; what Parks reported goes before.
    "2018-19-Q4": [
        ("housing", "HS01", "38", "38", "Green", "rated", "worse", "better"),
        ("housing", "PK02", "410", "400", "Green", "rated", "better", "better"),
        ("parks", "PK01", "0.83", "0.8", "Green", "rated", "better", ""),
        ("parks", "PK03", "0.895", "0.9", "Amber", "rated", "better", "better"),
    ],
}
APPROVED = "Approved by Management Board, 25/07/2018"
_RESTATED = (
    *("Parks", "PK03", "Restated: rating", "no target (92%)", "Green (92% against 90%)"),
    *("Q1 2018/19", "Agreed late", APPROVED),
)
# The sheet Changes by quarter and version of the compiled workbook.
CHANGES = {
    ("2018-19-Q1", 1): [("Nothing this quarter", *[None] * 7)],
    ("2018-19-Q1", 2): [
        (
            *("Our Council", "Ratings", "Since version 1", "1 Green, 2 Amber, 0 Red of 3 rated"),
            *("2 Green, 2 Amber, 0 Red of 4 rated", *[None] * 3),
        ),
        (
            *("Parks", "PK03", "Since version 1: indicator", "no target (92%)"),
            *("Green (92% against 90%)", *[None] * 3),
        ),
        ("Parks", "PK03", "Target", "TBC", "90%", "Q1 2018/19", "Agreed late", APPROVED),
        _RESTATED,
    ],
    ("2018-19-Q2", 1): [_RESTATED],
    ("2018-19-Q3", 1): [
        (
            *("Parks", "PK01", "Definition", "Parks graded A", "Parks graded A or B"),
            *("Q3 2018/19", "New survey", None),
        )
    ],
    ("2018-19-Q4", 1): [
        (
            "Parks",
            "PK02",
            "Moved to",
            "parks",
            "housing",
            "Q4 2018/19",
            "Reorganised",
            "Approved by Council",
        )
    ],
}
DRAFTS = ("housing 2019-22.md", "parks 2019-22.md")


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path)
    for path in (found.root / "templates" / "plans").glob("*.md"):
        path.unlink()
    for name in ("parks 2017-20.md", "housing 2017-20.md"):
        found.plan(name, golden(name))
    return found


class Year:
    """What the manager and the section heads do, day by day."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def on(self, day: str, job: Callable[[Council, Any], Outcome]) -> Outcome:
        self.town.now = datetime.fromisoformat(f"{day}T09:00")
        world = self.town.world()
        return self.town.run(lambda council: job(council, world))

    def quarter(self, period: str, day: str) -> None:
        """Issue the workbooks, take the answers in and compile."""
        self.town.now = datetime.fromisoformat(f"{day}T09:00")
        self.town.generate(period)
        clean, visits, (done, all_), households = FIGURES[period]
        moved = period == "2018-19-Q4"
        figures: dict[str, dict[str, object]] = {
            "PK01": {"Actual": clean},
            "PK02": {"Actual": visits},
            "PK03": {"Numerator": done, "Denominator": all_},
            "HS01": {"Actual": households},
        }
        housing = ["HS01", "PK02"] if moved else ["HS01"]
        for service, refs in (
            ("parks", [ref for ref in figures if ref not in housing]),
            ("housing", housing),
        ):
            answers = {"Indicators": {ref: figures[ref] for ref in refs}, "Sign-off": SIGNED}
            self.town.answer(answers, service, period=period)
        outcome = self.town.read(period)
        assert {each["status"] for each in rows_of(outcome, "returns")} == {"accepted"}
        self.town.compile(period)

    def results(self, period: str) -> list[tuple[str, ...]]:
        """Return each row of the quarter: service, ref, figures, and what is made of them."""
        names = [*COLUMNS, "direction_quarter", "direction_year"]
        return [tuple(row[name] for name in names) for row in self.town.figures(period).values()]

    def changes(self, period: str, version: int) -> list[tuple[object, ...]]:
        """Return the rows of the sheet Changes of a compiled workbook, without their source."""
        mark = f" v{version}" if version > 1 else ""
        name = f"Performance Data Collection {period}{mark}.xlsx"
        sheet = load_workbook(self.town.root / "workbooks" / period / name)["Changes"]
        rows = [*sheet.iter_rows(values_only=True)]
        start = next(index for index, row in enumerate(rows) if row[0] == "Service")
        return [row[:-1] for row in rows[start + 1 :]]


def test_a_year_played_through(town: Town) -> None:
    year = Year(town)

    def plans(name: str) -> str:
        return (town.root / "templates" / "plans" / name).read_text(encoding="utf-8")

    for number, day in enumerate(("2017-07-10", "2017-10-10", "2018-01-10"), start=1):
        year.quarter(f"2017-18-Q{number}", day)

    # January and April: next year's plan is drafted, worked on, drafted again and approved.
    year.on("2018-01-20", lambda council, world: roll_plans(council, THIS, world))
    draft = town.root / "templates" / "plans" / "drafts" / "parks 2018-21.md"
    edited = draft.read_text(encoding="utf-8").replace("| 82% | |", "| 82% | 84% |")
    draft.write_text(f"{edited}\nSeen by the Head of Parks.\n", encoding="utf-8")
    again = year.on("2018-04-03", lambda council, world: roll_plans(council, THIS, world))
    assert again.lines == (
        "templates/plans/drafts/housing 2018-21.md: draft as it was",
        "templates/plans/drafts/parks 2018-21.md: draft as it was",
    )
    approved = year.on(
        "2018-04-03",
        lambda council, world: approve_plans(council, THIS, world, by="Policy Committee"),
    )
    ended = "ends with 2017/18, so it is called"
    assert approved.lines == (
        f"templates/plans/housing 2017-20.md: {ended} 'housing 2017-18.md' now",
        "templates/plans/housing 2018-21.md: approved",
        f"templates/plans/parks 2017-20.md: {ended} 'parks 2017-18.md' now",
        "templates/plans/parks 2018-21.md: approved",
    )
    assert plans("parks 2017-18.md") == golden("parks 2017-20.md")
    year.quarter("2017-18-Q4", "2018-04-10")
    filled = year.on("2018-04-20", lambda council, world: outturn_plans(council, LAST, world))
    assert filled.lines == (
        "templates/plans/housing 2018-21.md: 1 actuals of 2017/18 filled in, 0 still open",
        "templates/plans/parks 2018-21.md: 3 actuals of 2017/18 filled in, 0 still open",
    )
    assert plans("parks 2018-21.md") == golden("parks 2018-21 in use.md")

    # July: the target of PK03 is approved after the first quarter has been compiled.
    year.quarter("2018-19-Q1", "2018-07-10")
    first = year.results("2018-19-Q1")
    late = Asked(
        "PK03", "target", "90%", quarter_of("2018-19-Q1"), "Agreed late", "Management Board"
    )
    year.on("2018-07-25", lambda council, world: change_plan(council, "parks", late, world))
    town.compile("2018-19-Q1")
    # October: what counts as clean is defined anew.
    year.quarter("2018-19-Q2", "2018-10-10")
    anew = Asked(
        "PK01", "Definition", "Parks graded A or B", quarter_of("2018-19-Q3"), "New survey"
    )
    year.on("2018-10-20", lambda council, world: change_plan(council, "parks", anew, world))
    # January: visits go to Housing.
    year.quarter("2018-19-Q3", "2019-01-10")
    goes = Asked("PK02", "", "housing", quarter_of("2018-19-Q4"), "Reorganised", "Council")
    year.on("2019-01-20", lambda council, world: move_indicator(council, goes, world))
    # March: next year's plan; April: the last quarter and the outturn.
    year.on("2019-03-20", lambda council, world: roll_plans(council, NEXT, world))
    year.quarter("2018-19-Q4", "2019-04-10")
    out = year.on("2019-04-20", lambda council, world: outturn_plans(council, THIS, world))
    assert out.lines == (
        "templates/plans/housing 2018-21.md: 1 actuals of 2018/19 filled in, 0 still open",
        "templates/plans/drafts/housing 2019-22.md: 2 actuals of 2018/19 filled in, 0 still open",
        "templates/plans/parks 2018-21.md: 2 actuals of 2018/19 filled in, 1 still open",
        "templates/plans/drafts/parks 2019-22.md: 2 actuals of 2018/19 filled in, 0 still open",
    )
    assert (filled.problems, out.problems) == ((), ())
    assert first[3] == (*("parks", "PK03", "0.92", "", "", "no target", "better", "better"),)
    assert {period: year.results(period) for period in RESULTS} == RESULTS
    assert {(period, number): year.changes(period, number) for period, number in CHANGES} == CHANGES
    assert {name: plans(f"drafts/{name}") for name in DRAFTS} == {
        name: golden(name) for name in DRAFTS
    }
