"""A service whose plan cannot be gone by in a quarter: one of two, or not to be read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from town import (
    PARKS,
    PARKS_ANSWERS,
    Q1,
    Town,
    actuals,
    codes_of,
    compiled_town,
    statuses,
    without_identity,
)

from plansheet.errors import PlanError
from plansheet.jobs.council import quarter_of
from plansheet.jobs.reports import Wanted, write_report
from plansheet.jobs.trace import trace_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

BOTH = (
    "parks 2018-21.md: 'parks 2018-19.md' and 'parks 2018-21.md' both hold 2018/19, and a quarter "
    "uses one plan of a service. Move one of them out of templates/plans, or correct its years. "
    "Then run this again."
)
PARKS_FILE, HOUSING_FILE = f"parks {Q1}.xlsx", f"housing {Q1}.xlsx"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Return a council whose returns were read and compiled."""
    return compiled_town(tmp_path_factory.mktemp("two plans"))


@pytest.fixture
def town(compiled: Town, tmp_path: Path) -> Town:
    """Return that council after Parks got a second plan."""
    shutil.copytree(compiled.root, tmp_path / "council")
    town = Town(tmp_path / "council")
    town.plan("parks 2018-19.md", PARKS)
    return town


def report(town: Town) -> Outcome:
    return town.run(
        lambda council: write_report(council, Wanted(quarter_of(Q1)), town.world()), read_only=True
    )


def trace(town: Town, service: str = "parks", ref: str = "PK01") -> Outcome:
    day = town.now.date()
    return town.run(
        lambda council: trace_row(council, quarter_of(Q1), service, ref, day), read_only=True
    )


@pytest.mark.parametrize("job", [Town.compile, report, trace])
def test_what_would_lack_the_service_stops_and_names_both_plans(
    town: Town, job: Callable[[Town], Outcome]
) -> None:
    before = town.snapshot()
    with pytest.raises(PlanError) as stopped:
        job(town)
    assert str(stopped.value) == BOTH
    assert town.snapshot() == before


def test_a_row_that_another_service_has_by_now_is_not_traced_without_the_plan_of_then(
    town: Town,
) -> None:
    changes = """
## Changes

| Ref | What | Old | New | From | Reason | Approved by |
| --- | --- | --- | --- | --- | --- | --- |
| PK02 | Moved to | parks | housing | 2019-20-Q1 | Agreed | Cabinet |
"""
    town.plan("parks 2018-21.md", PARKS + changes)
    with pytest.raises(PlanError) as stopped:
        trace(town, "housing", "PK02")
    assert str(stopped.value) == BOTH


def test_a_plan_that_cannot_be_read_stops_them_too(town: Town) -> None:
    plans = town.root / "templates" / "plans"
    (plans / "parks 2018-19.md").unlink()
    (plans / "parks 2018-21.md").write_bytes(PARKS.encode("utf-16"))
    with pytest.raises(PlanError, match=r"parks 2018-21\.md: "):
        town.compile()


def test_a_return_that_was_read_stays_as_it_was(town: Town) -> None:
    before = town.kept()
    outcome = town.read()
    assert statuses(outcome) == {PARKS_FILE: "accepted", HOUSING_FILE: "accepted"}
    assert codes_of(outcome) == ["two-plans", "service-without-plan"]
    assert outcome.problems[1].message == (
        "This workbook is for parks, which has no plan to go by, so it could not be read. Its "
        "sender did nothing wrong, and nothing of it is lost. parks 2018-21.md: 'parks "
        "2018-19.md' and 'parks 2018-21.md' both hold 2018/19, and a quarter uses one plan of a "
        "service. Move one of them out of templates/plans, or correct its years. Then run "
        "'plansheet read 2018-19-Q1' again."
    )
    assert town.kept() == before


@pytest.mark.parametrize("change", [None, without_identity])
def test_a_new_return_waits_and_is_read_once_there_is_one_plan(
    town: Town, change: Callable[..., object] | None
) -> None:
    corrected = {**PARKS_ANSWERS, "Indicators": actuals(PK01=0.9, PK02=220)}
    town.answer(corrected, name="corrected.xlsx", change=change)
    assert statuses(town.read())["corrected.xlsx"] == "held"
    (town.root / "templates" / "plans" / "parks 2018-19.md").unlink()
    assert town.figures()["PK01"]["entered"] == "0.81", "what waits displaces nothing"
    assert statuses(town.read())["corrected.xlsx"] == "accepted"
    assert town.figures()["PK01"]["entered"] == "0.9"
