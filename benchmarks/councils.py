"""Councils to measure with: plans of an example under refs of their own, issued and filled in."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from plansheet.excel.write import write_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.issue import book_of, generate_workbooks
from plansheet.jobs.outcome import World
from plansheet.jobs.section_heads import Head, filled_in
from plansheet.jobs.start import start_council
from plansheet.model.periods import FinancialYear

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.model.plans import Plan
    from plansheet.pages import Book

QUARTER, MORNING = "2018-19-Q2", datetime(2018, 10, 8, 9)  # noqa: DTZ001 - a wall clock
_EXAMPLE = "community-partnerships 2018-21.md"
_YEARS = tuple(FinancialYear(year) for year in range(2018, 2022))
UNITS = (("%", "snapshot", "80%"), ("number", "cumulative", "400"), ("number", "sum", "100"))
_COLUMNS = ("Ref", "Description", "Tier", "Unit", "Good is", "How often", "Counts as", "Objective",
            *(f"{year} Target" for year in _YEARS))  # fmt: skip
_THEMES, _AIMS = range(1, 4), range(1, 5)


def morning() -> World:
    """Return a world in which the clock stands still."""
    ids = count(1)
    return World(MORNING, lambda: f"{next(ids):032x}")


def council_of(root: Path, services: int) -> None:
    """Make a council of so many services, each with the plan of an example under its own refs."""
    said = _without_plans(root)
    for number in range(services):
        named = said.replace("Community Partnerships", f"Service {number:03}")
        text = re.sub(r"\bCP(\d\d)", rf"S{number:03}\1", named)
        (root / "templates" / "plans" / f"{code_of(number)} 2018-21.md").write_text(text, "utf-8")


def council_of_plain_plans(root: Path, services: int, indicators: int) -> None:
    """Make a council of so many services with so many indicators each, and little else."""
    _without_plans(root)
    for number in range(services):
        path = root / "templates" / "plans" / f"{code_of(number)} 2018-22.md"
        path.write_text(plan_text(number, indicators), "utf-8")


def plan_text(number: int, indicators: int) -> str:
    """Return the plan of a service with so many indicators and a dozen objectives."""
    rows = []
    for at in range(indicators):
        unit, counts_as, target = UNITS[at % len(UNITS)]
        tier, aim = "PI" if at % 4 else "KPI", f"{at % 3 + 1}.{at % 4 + 1}"
        words = (ref_of(number, at), f"What service {number} does, measure {at}", tier, unit,
                 "higher", "quarterly", counts_as, aim, *[target] * len(_YEARS))  # fmt: skip
        rows.append(f"| {' | '.join(words)} |")
    aims = (f"| {theme}. Theme {theme} | {theme}.{aim} Objective {theme}.{aim} | Measure | 80% |"
            for theme in _THEMES for aim in _AIMS)  # fmt: skip
    return "\n".join((
        f"# Service {number} plan", "", "## Service", "", "| Service | Head of service |",
        "| --- | --- |", f"| Service {number} | Head of service {number} |", "", "## Indicators",
        "", f"| {' | '.join(_COLUMNS)} |", f"| {' | '.join('---' for _ in _COLUMNS)} |", *rows, "",
        "## Objectives", "", "| Theme | Objective | Measure | Target |",
        "| --- | --- | --- | --- |", *aims, "",
    ))  # fmt: skip


def ref_of(number: int, at: int) -> str:
    """Return the ref of an indicator of a service."""
    return f"S{number:04}{at:03}"


def code_of(number: int) -> str:
    """Return the code of a service."""
    return f"service-{number:03}"


def _without_plans(root: Path) -> str:
    """Make a council without a plan, and return the one of the example."""
    start_council(root, morning(), "three-rivers")
    plans = root / "templates" / "plans"
    said = (plans / _EXAMPLE).read_text("utf-8")
    for path in plans.iterdir():
        path.unlink()
    return said


def issue_all(root: Path) -> None:
    """Make the workbooks of a council."""
    with opened(root) as council:
        generate_workbooks(council, quarter_of(QUARTER), morning())


def return_all(root: Path, into: Path | None = None) -> None:
    """Have the workbooks filled in and sent back, `into` a folder or else to the council's."""
    quarter = quarter_of(QUARTER)
    with opened(root) as council:
        folder = into or council.store.returned_folder(quarter)
        folder.mkdir(parents=True, exist_ok=True)
        for plan in council.plans(quarter):
            book = returned_book(council, plan)
            path = folder / f"{plan.code} {QUARTER}.xlsx"
            path.write_bytes(write_book(book, MORNING, look=council.look))


def returned_book(council: Council, plan: Plan) -> Book:
    """Return the newest issue of a service as a careful section head fills it in."""
    quarter = quarter_of(QUARTER)
    issue = council.ledger.newest_issue(quarter, plan.code)
    known = {each.ref: each for each in plan.indicators}
    chance = Random(plan.code)  # noqa: S311 - figures, not secrets
    head = Head(known, quarter, chance, council.settings.tolerance_for)
    sent = book_of(council, plan, quarter, 1, issue.issue_id if issue else "")
    return filled_in(sent, head)
