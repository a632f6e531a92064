"""The demo with a fixed clock and fixed ids: what the tools make is the same each time."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from plansheet.jobs.demo import run_demo
from plansheet.jobs.outcome import World

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = "three-rivers"
QUARTER = "2018-19-Q2"


def run_simulated(folder: Path) -> None:
    """Run the demo in `folder`."""
    ids = count(1)
    world = World(
        now=datetime(2018, 10, 1, 9),  # noqa: DTZ001 - local time, as a council's calendar has it
        new_id=lambda: f"{next(ids):032x}",
    )
    run_demo(folder, world, EXAMPLE)
