"""Workbooks made and returns read with other processes: everything is as it is without them."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filled_returns import answering, filled
from shared_work import (
    SERVICES,
    Shared,
    both,
    town_of_houses,
    town_with_plans,
    town_with_returns,
)
from town import PARKS, Q1, new_town, rows_of, statuses

from plansheet.arrivals import apart
from plansheet.jobs import issue, receive, working
from plansheet.jobs.working import Crew

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from town import Town

    from plansheet.jobs.outcome import Outcome


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "WORTH_A_WORKER", 2)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what came of the items whose work another process had begun; all that can be is."""
    found: list[object] = []
    usual = Crew.ahead

    def patient(crew: Crew[object, object, object], *given: object) -> Iterator[object]:
        for each in usual(crew, *given):  # type: ignore[arg-type]
            if crew.workers and len(found) < 50:
                time.sleep(0.05)
            found.append(each)
            yield each

    monkeypatch.setattr(Crew, "ahead", patient)
    return found


@pytest.fixture
def planned(tmp_path: Path) -> Town:
    return town_with_plans(tmp_path)


def test_workbooks_are_the_same_whoever_makes_them(planned: Town, ahead: list[object]) -> None:
    alone, shared = both(planned, lambda town: town.generate())
    assert alone == shared
    assert any(ahead)
    assert isinstance(alone[1], dict)
    assert len([name for name in alone[1] if "/issued/" in name]) == 7


def test_workbooks_that_stay_and_others_that_change_are_the_same(
    planned: Town, ahead: list[object]
) -> None:
    planned.generate(Q1, *SERVICES[:5], "housing")
    for code in ("housing", "parks-01"):
        path = planned.root / "templates" / "plans" / f"{code} 2018-21.md"
        path.write_text(path.read_text("utf-8").replace("quarterly", "annual"), "utf-8")

    alone, shared = both(planned, lambda town: (town.generate(), town.generate()))
    assert alone == shared
    assert any(isinstance(each, str) for each in ahead)
    assert isinstance(alone[0], tuple)
    first, again = alone[0]
    assert [row["service"] for row in rows_of(first, "issued") if row["changed"]] == [
        "housing",
        "parks",
        "parks-01",
        "parks-05",
    ]
    assert not any(row["changed"] for row in rows_of(again, "issued"))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("templates/style.toml", "[font]\nsize = 'small'\n"),
        ("templates/wording/indicators.txt", "{{ nobody }}"),
    ],
)
@pytest.mark.parametrize("is_issued", [False, True])
def test_what_stops_the_work_stops_it_where_it_would(
    planned: Town, file: str, text: str, *, is_issued: bool
) -> None:
    if is_issued:
        planned.generate(Q1, *SERVICES[:3], "housing")
    path = planned.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    alone, shared = both(planned, lambda town: town.generate())
    assert alone == shared
    assert isinstance(alone[0], str)
    assert path.name in alone[0]


@pytest.fixture
def full(tmp_path: Path) -> Town:
    return town_with_returns(tmp_path)


def test_returns_are_read_the_same_whoever_opens_them(full: Town, ahead: list[object]) -> None:
    alone, shared = both(full, lambda town: (town.read(), town.read(), town.data()))
    assert alone == shared
    assert sum(each is not None for each in ahead) > 20
    first = alone[0][0]  # type: ignore[index]
    assert {*statuses(first).values()} == {"accepted", "held", "rejected", "duplicate", "skipped"}


def test_a_rehearsal_is_the_same_whoever_opens_the_returns(full: Town) -> None:
    alone, shared = both(full, lambda town: town.read(dry_run=True))
    assert alone == shared


def test_returns_of_a_workbook_that_changed_are_read_the_same(
    tmp_path: Path, ahead: list[object]
) -> None:
    town = new_town(tmp_path)
    town.generate()
    sent = town.issued().read_bytes()
    town.plan("parks 2018-21.md", PARKS.replace("80%", "85%"))
    town.generate()
    (tmp_path / "first issue.xlsx").write_bytes(sent)
    for number in range(4):
        of = tmp_path / "first issue.xlsx" if number % 2 else None
        town.answer(
            {"Indicators": {"PK02": {"Actual": 200 + number}}}, name=f"{number}.xlsx", of=of
        )
    alone, shared = both(town, lambda town: town.read())
    assert alone == shared
    assert any(ahead)


def test_an_archive_that_was_changed_is_told_as_it_would_be(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    for number in range(4):
        town.answer({"Indicators": {"PK02": {"Actual": number}}}, name=f"{number}.xlsx")
    (kept_issue,) = (town.root / "archive").rglob(
        f"{hashlib.sha256(town.issued().read_bytes()).hexdigest()}*"
    )
    kept_issue.chmod(0o600)
    kept_issue.write_bytes(b"something else")
    alone, shared = both(town, lambda town: town.read())
    assert alone == shared
    assert "has been changed since it was archived" in str(alone[0])


def test_a_return_that_is_changed_before_its_turn_is_read_as_it_is_then(full: Town) -> None:
    """The last file is looked at first, and another lies there when its turn comes."""
    later = answering(250, ref="PK02")

    def changing(items: Sequence[object], _: str) -> Iterator[object]:
        for number, item in enumerate(items):
            if number == len(items) - 1:
                full.returned("large.xlsx").write_bytes(later)
            yield item

    def job(town: Town) -> Outcome:
        assert isinstance(town, Shared)
        town.progress = changing
        town.returned("large.xlsx").write_bytes(filled())
        os.utime(town.returned("large.xlsx"))
        return town.read()

    alone, shared = both(full, job)
    assert alone == shared


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal to send there")
@pytest.mark.parametrize("module", [issue, receive])
def test_a_process_that_is_killed_loses_and_doubles_nothing(
    full: Town, planned_again: Town, monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    start = apart.started

    def started(*command: str) -> subprocess.Popen[bytes]:
        processes.append(start(*command))
        return processes[-1]

    def killing(items: Sequence[object], _: str) -> Iterator[object]:
        killed = 0
        for number, item in enumerate(items):
            yield item
            if number in {1, 4}:
                until = time.monotonic() + 20
                while len(processes) == killed and time.monotonic() < until:
                    time.sleep(0.05)
                for process in processes:
                    process.send_signal(signal.SIGKILL)
                killed = len(processes)

    monkeypatch.setattr(working, "started", started)

    def job(town: Town) -> Outcome:
        assert isinstance(town, Shared)
        if town.workers > 1:
            town.progress = killing
        return town.read() if module is receive else town.generate()

    alone, shared = both(full if module is receive else planned_again, job)
    assert alone == shared
    assert len(processes) > 1


@pytest.fixture
def planned_again(tmp_path: Path) -> Town:
    return town_of_houses(tmp_path / "another")


@pytest.mark.skipif(sys.platform != "linux", reason="only there the processes can be listed")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("command", ["generate", "read"])
def test_whatever_ends_the_command_ends_every_process(
    full: Town, planned_again: Town, command: str, ending: signal.Signals
) -> None:
    town = full if command == "read" else planned_again
    run = (
        "import sys\n"
        "from dataclasses import replace\n"
        "from plansheet.jobs import working\n"
        "working._cores = lambda: 3\n"
        "working.WORTH_A_WORKER = 2\n"
        "from plansheet.cli import main\n"
        f"sys.argv = ['plansheet', '-C', {str(town.root)!r}, {command!r}, {Q1!r}]\n"
        "main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", run], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        below = started_by(process, at_least=4 if command == "read" else 2)
        process.send_signal(ending)
        try:
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert len(below) >= 2
    if ending == signal.SIGINT:
        assert process.returncode == 2
        assert said.decode().startswith(
            "plansheet: stopped. What was done so far is kept; run the command again to go on.\n"
        )
    until = time.monotonic() + 10
    while any(map(is_alive, below)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [each for each in below if is_alive(each)] == []


def started_by(process: subprocess.Popen[bytes], at_least: int) -> list[int]:
    """Return the processes below one, as soon as there are so many."""
    found: list[int] = []
    until = time.monotonic() + 20
    while len(found) < at_least and process.poll() is None and time.monotonic() < until:
        found, left = [], [process.pid]
        while left:
            children = children_of(left.pop())
            found += children
            left += children
    return found


def children_of(process: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text("ascii").split()]
    except OSError:
        return []


def is_alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
