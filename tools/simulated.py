"""The example councils with a fixed clock and fixed ids: what the tools make is always the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from itertools import count, product
from pathlib import Path

from plansheet.errors import SettingsError
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.demo import run_demo
from plansheet.jobs.issue import generate_workbooks
from plansheet.jobs.outcome import World
from plansheet.jobs.reports import Wanted, write_report
from plansheet.settings import BOARD

EXAMPLE = "three-rivers"
QUARTER = "2018-19-Q2"
EXAMPLES = Path(__file__).resolve().parent.parent / "templates" / "examples"


def run_simulated(folder: Path, example: str = EXAMPLE) -> None:
    """Run the demo in `folder`."""
    run_demo(folder, _world(), example)


def whole_years(folder: Path, example: str) -> None:
    """Run the demo in `folder`, then issue the rest of the first year of each plan."""
    world = _world()
    run_demo(folder, world, example)
    with opened(folder) as council:
        years = {file.plan.years[0] for file in council.files if file.plan}
        for year in sorted(years):
            for quarter in year.quarters:
                generate_workbooks(council, quarter, world)


def write_reports(folder: Path) -> None:
    """Write the reports to Management Board and each committee on every quarter there is."""
    with opened(folder) as council:
        labels = sorted(path.name for path in (folder / "workbooks").iterdir())
        for label, audience in product(labels, (BOARD, *council.settings.committees)):
            with suppress(SettingsError):
                # A committee may look after services that have no plan for the quarter.
                write_report(council, Wanted(quarter_of(label), audience), _world())


def examples() -> list[str]:
    """Return the names of the example councils."""
    return sorted(each.name for each in EXAMPLES.iterdir() if each.is_dir())


def _world() -> World:
    ids = count(1)
    return World(
        now=datetime(2018, 10, 1, 9),  # noqa: DTZ001 - local time, as a council's calendar has it
        new_id=lambda: f"{next(ids):032x}",
    )
