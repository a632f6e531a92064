"""The same work done by one process and by several: what it comes to, and what a folder keeps."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from filled_returns import answering, filled
from make_returns import DATA, FOLDERS, council_of_data
from strangers import e_mail, zipped
from town import HOUSING, PARKS, Town, new_town

from plansheet.errors import PlansheetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from plansheet.jobs.outcome import World

SERVICES = tuple(f"parks-{number:02d}" for number in range(6))


@dataclass
class Shared(Town):
    """A council whose work so many processes do at once, or a cluster."""

    workers: int = 1
    scheduler: str = ""
    progress: Callable[[Sequence[object], str], Iterable[object]] | None = None

    def world(self, *, dry_run: bool = False) -> World:
        world = super().world(dry_run=dry_run)
        world = replace(world, workers=self.workers, scheduler=self.scheduler)
        return replace(world, progress=self.progress) if self.progress else world  # type: ignore[arg-type]


def kept(town: Town) -> tuple[dict[str, str], list[str]]:
    """Return what a folder keeps: its files by sha256, and the rows of its ledger."""
    files = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in town.snapshot().items()
        if not name.startswith("plansheet.db")
    }
    with closing(sqlite3.connect(town.root / "plansheet.db")) as ledger:
        return files, list(ledger.iterdump())


def both(
    start: Town, job: Callable[[Town], object], scheduler: str = ""
) -> tuple[list[object], list[object]]:
    """Return what a job comes to, and leaves, in one process and shared, from the same start.

    It is shared with a cluster where that has a scheduler, else with a second process.
    """
    found: list[list[object]] = []
    root = start.root.rename(start.root.with_name("start"))
    for workers, at in ((1, ""), (2, scheduler)):
        # The same folder, so that its path makes no difference.
        shutil.copytree(root, start.root)
        town = Shared(start.root, start.now, count(1000), workers=workers, scheduler=at)
        try:
            came_of_it = job(town)
        except PlansheetError as error:
            came_of_it = str(error)
        found.append([came_of_it, *kept(town)])
        shutil.rmtree(start.root)
    return found[0], found[1]


def town_with_plans(folder: Path) -> Town:
    """Return a council with plans and no workbooks yet; one of the plans cannot be used."""
    town = new_town(folder)
    for number, code in enumerate(SERVICES):
        text = PARKS.replace("| Parks |", f"| {code} |").replace("PK0", f"P{number}")
        town.plan(f"{code} 2018-21.md", text)
    twice = PARKS.replace("PK02", "PK01")
    town.plan("parks-03 2018-21.md", twice)
    return town


def town_of_houses(folder: Path, services: int = 12) -> Town:
    """Return a council with so many plans that are alike, and two others."""
    town = new_town(folder)
    for number in range(services):
        text = HOUSING.replace("| Housing |", f"| Housing {number} |").replace("HS0", f"H{number}")
        town.plan(f"housing-{number:02d} 2018-21.md", text)
    return town


def town_with_returns(folder: Path) -> Town:
    """Return a council to which every kind of file came back, some of them twice."""
    town = council_of_data(folder)
    paths = [path for folder in FOLDERS for path in sorted((DATA / folder).iterdir())]
    for path in paths:
        # What is long to refuse is no matter of who does it.
        if path.suffix != ".txt" and "bomb" not in path.name:
            town.drop(path.name, path.read_bytes())
    town.drop("once more.xlsx", (DATA / "accepted" / "clean.xlsx").read_bytes())
    town.drop("~$parks.xlsx", b"lock")
    town.drop("in a letter.eml", e_mail("Here.", ("parks.xlsx", answering(211, ref="PK02"))))
    town.drop("packed.zip", zipped([("a.xlsx", answering(212, ref="PK02")), ("b.xlsx", filled())]))
    town.drop("large.xlsx", bytes(2_000_000))
    return town


def town_of_answers(folder: Path, returns: int = 24) -> Town:
    """Return a council to which so many returns came back that each say something else."""
    town = council_of_data(folder)
    for number in range(returns):
        town.drop(f"{number}.xlsx", answering(200 + number, ref="PK02"))
    return town
