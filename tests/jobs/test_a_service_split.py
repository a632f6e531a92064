"""A service that is split within the year: who answers for what, and what the figures are told as.

From October Parks is Parks and Play and gives its visits to a new service, Trees; clean parks are
no longer asked for, and playgrounds are counted. What was said of the quarters before stays.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from read_reports import of_word
from town import HOUSING_ANSWERS, Q1, Q2, Q3, SIGNED, Town, new_town, rows_of

from plansheet import papers
from plansheet.errors import RefError
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.plan_changes import Asked, change_plan, move_indicator
from plansheet.jobs.reports import Wanted, write_report
from plansheet.jobs.trace import trace_row

if TYPE_CHECKING:
    from pathlib import Path


TREES = """\
# Trees service plan 2018-21

| Service | Head of service | E-mail |
| --- | --- | --- |
| Trees | Head of Trees | head.of.trees@council.example |
"""
SHOWN = ("service", "ref", "title", "actual", "target", "rating", "state", "direction_quarter")
BEFORE = [
    ("housing", "HS01", "Repairs done in time", "0.9", "0.9", "Green", "rated", ""),
    ("parks", "PK01", "Parks that are clean", "0.81", "0.8", "Green", "rated", ""),
    ("parks", "PK02", "Visits", "110", "100", "Green", "rated", ""),
]
HALFWAY = [
    ("housing", "HS01", "Repairs done in time", "0.9", "0.9", "Green", "rated", "same"),
    ("parks", "PK01", "Parks that are clean", "0.82", "0.8", "Green", "rated", "better"),
    ("parks", "PK02", "Visits", "210", "200", "Green", "rated", "worse"),
]
# A cumulative figure goes on from what Parks reported; playgrounds have nothing before them.
SINCE = [
    ("housing", "HS01", "Repairs done in time", "0.9", "0.9", "Green", "rated", "same"),
    ("parks", "PK01", "Parks that are clean", "", "", "", "withdrawn", ""),
    ("parks", "PL01", "Playgrounds inspected", "14", "10", "Green", "rated", ""),
    ("trees", "PK02", "Visits", "330", "300", "Green", "rated", "better"),
]


def quarter(town: Town, period: str, day: datetime, **figures: dict[str, object]) -> None:
    """Issue the workbooks of a quarter, take in what each service answers, and compile."""
    town.now = day
    town.generate(period)
    for service, said in figures.items():
        rows = {ref: {"Actual": figure} for ref, figure in said.items()}
        town.answer({"Indicators": rows, "Sign-off": SIGNED}, service, period=period)
    town.answer(HOUSING_ANSWERS, "housing", period=period)
    assert {each["status"] for each in rows_of(town.read(period), "returns")} == {"accepted"}
    town.compile(period)


def said(town: Town, period: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in SHOWN) for row in town.figures(period).values()]


def change(town: Town, asked: Asked) -> None:
    world = town.world()
    town.run(lambda council: change_plan(council, "parks", asked, world))


def test_a_service_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = new_town(tmp_path)
    quarter(town, Q1, datetime(2018, 7, 2, 9), parks={"PK01": 0.81, "PK02": 110})  # noqa: DTZ001
    quarter(town, Q2, datetime(2018, 10, 2, 9), parks={"PK01": 0.82, "PK02": 210})  # noqa: DTZ001
    town.plan("trees 2018-21.md", TREES)
    since, world = quarter_of(Q3), town.world()
    for ref, what, new in (
        ("Service", "Name", "Parks and Play"),
        ("PK01", "Withdraw", ""),
        ("PL01", "New indicator", "Playgrounds inspected"),
        ("PL01", "Unit", "number"),
        ("PL01", "Good is", "higher"),
        ("PL01", "How often", "quarterly"),
        ("PL01", "Counts as", "sum"),
        ("PL01", "Target", "20"),
    ):
        change(town, Asked(ref, what, new, since, "Split", "Council"))
    goes = Asked("PK02", "", "trees", since, "Split", "Council")
    town.run(lambda council: move_indicator(council, goes, world))
    quarter(
        town,
        Q3,
        datetime(2019, 1, 2, 9),  # noqa: DTZ001
        parks={"PL01": 14},
        trees={"PK02": 330},
    )
    assert {period: said(town, period) for period in (Q1, Q2, Q3)} == {
        Q1: BEFORE,
        Q2: HALFWAY,
        Q3: SINCE,
    }
    with opened(town.root, read_only=True) as council:
        names = [
            plan.service.name for period in (Q2, Q3) for plan in council.plans(quarter_of(period))
        ]
    assert names == ["Housing", "Parks", "Trees", "Housing", "Parks and Play", "Trees"]
    monkeypatch.setattr(papers, "office_program", lambda: None)
    town.run(lambda council: write_report(council, Wanted(since), world))
    made = town.root / f"workbooks/{Q3}/reports/board {Q3} report.docx"
    assert of_word(made.read_bytes()).tables["Trees: indicators, Q3 2018/19"] == [
        ["Indicator", "Target", "Actual", "Q1 rating", "Q2 rating", "Q3 rating"],
        ["PK02 Visits", "300", "330", "Green", "Green", "Green"],
    ]
    it_is_traced_over_its_move(town)


def it_is_traced_over_its_move(town: Town) -> None:
    """Fail where the trace of either service, before or after, does not tell the move."""
    move = {
        "from": "Q3 2018/19",
        "giver": "parks",
        "receiver": "trees",
        "reason": "Split",
    }
    before = [
        {
            "period": str(quarter_of(period)),
            "service": "parks",
            "figure": figure,
            "place": f"parks {period}.xlsx, sheet Indicators, cell F8",
        }
        for period, figure in ((Q1, "110"), (Q2, "210"))
    ]
    for period, holder, moves in ((Q2, "parks", [move]), (Q3, "trees", [move, *before])):
        for service in ("parks", "trees"):
            found = traced(town, period, service, "pk 02")
            assert (found["service"], found["moves"]) == (holder, moves)
    assert "moves" not in traced(town, Q3, "parks", "PL01")
    with pytest.raises(RefError):
        traced(town, Q3, "housing", "PK02")


def traced(town: Town, period: str, service: str, ref: str) -> dict[str, Any]:
    day = town.now.date()
    outcome = town.run(
        lambda council: trace_row(council, quarter_of(period), service, ref, day), read_only=True
    )
    found = json.loads(json.dumps(outcome.document))
    assert isinstance(found, dict)
    return found
