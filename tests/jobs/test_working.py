"""Processes beside this one: what they do, and that nothing depends on their doing it."""

from __future__ import annotations

import io
import os
import pickle
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import chores
import pytest

from plansheet.arrivals import apart
from plansheet.jobs import working
from plansheet.jobs.working import Crew, serve, workers_for

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _findable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes find the work, which stands among the tests."""
    monkeypatch.setenv("PYTHONPATH", str(Path(chores.__file__).parent))


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Return the processes that are started, as they are."""
    found: list[subprocess.Popen[bytes]] = []
    start = apart.started

    def started(*command: str) -> subprocess.Popen[bytes]:
        found.append(start(*command))
        return found[-1]

    monkeypatch.setattr(working, "started", started)
    return found


def as_it_is(given: T) -> T:
    return given


def patiently(ahead: Iterator[T]) -> list[T]:
    """Return what came of the items where whoever asked takes his time over each."""
    found = []
    for each in ahead:
        time.sleep(0.02)
        found.append(each)
    return found


@pytest.mark.parametrize(
    ("items", "most", "workers"),
    [
        (0, 2, 0),
        (11, 2, 0),
        (12, 2, 1),
        (500, 2, 1),
        (500, 1, 0),
        (23, 8, 1),
        (24, 8, 2),
        (5_000, 8, 7),
    ],
)
def test_as_many_work_as_there_is_work_for_and_no_more_than_there_are_cores(
    items: int, most: int, workers: int
) -> None:
    assert workers_for(items, most) == workers


def test_the_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert workers_for(500) == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert workers_for(500) == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert workers_for(500) == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_done_ahead_is_what_would_be_done_now_in_the_same_order(workers: int) -> None:
    items = list(range(90))
    with Crew(chores.doubled, 5, workers) as crew:
        found = patiently(crew.ahead(items, as_it_is))
    expected = [chores.doubled(5, item) for item in items]
    assert len(found) == len(items)
    assert {
        each for each in zip(found, expected, strict=True) if each[0] not in (None, each[1])
    } == set()
    # Whoever asked begins at the front meanwhile; they have done most of it.
    assert sum(each is not None for each in found) > 45


def test_without_a_crew_nothing_is_prepared_and_nothing_started(
    processes: list[subprocess.Popen[bytes]],
) -> None:
    prepared: list[int] = []
    with Crew(chores.doubled) as crew:
        assert list(crew.ahead([1, 2, 3], prepared.append)) == [None] * 3
    assert (prepared, processes) == ([], [])


def test_items_are_prepared_in_order_and_only_some_way_ahead() -> None:
    prepared: list[int] = []

    def prepare(item: int) -> int | None:
        prepared.append(item)
        return item if item % 3 else None

    furthest = 0
    with Crew(chores.doubled, 0, 1) as crew:
        for index, result in enumerate(crew.ahead(range(300), prepare)):
            time.sleep(0.002)
            furthest = max(furthest, len(prepared) - index)
            assert index % 3 or result is None
    assert prepared == list(range(300))
    assert furthest <= 96


def test_a_process_that_is_killed_costs_its_item_and_the_next_ones_are_done(
    tmp_path: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    word = tmp_path / "killed"
    items = list(range(10))
    with Crew(chores.deadly, str(word), 1) as crew:
        ahead = crew.ahead(items, as_it_is)
        found = [next(ahead)]
        while not word.exists():
            time.sleep(0.01)
        found += patiently(ahead)
    assert found[7] is None
    assert [found[8], found[9]] == [16, 18]
    assert {each for each in enumerate(found) if each[1] not in (None, 2 * each[0])} == set()
    assert len(processes) == 2


def test_where_they_keep_ending_they_are_left_alone(
    processes: list[subprocess.Popen[bytes]],
) -> None:
    with Crew(chores.always_deadly, None, 1) as crew:
        assert patiently(crew.ahead(range(60), as_it_is)) == [None] * 60
    assert len(processes) <= 3


def test_where_none_can_be_started_everything_is_left_to_whoever_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: str) -> None:
        raise BlockingIOError

    monkeypatch.setattr(working, "started", refused)
    with Crew(chores.doubled, 0, 2) as crew:
        assert patiently(crew.ahead(range(10), as_it_is)) == [None] * 10


def test_what_stops_the_work_is_left_to_whoever_asked() -> None:
    with Crew(chores.odd_only, None, 1) as crew:
        found = patiently(crew.ahead(range(40), as_it_is))
    assert set(found[::2]) == {None}
    assert found[39] == 39


def test_every_process_ends_with_the_block_whatever_ended_that(
    processes: list[subprocess.Popen[bytes]],
) -> None:
    def stopped() -> None:
        with Crew(chores.by_whom, None, 2) as crew:
            patiently(crew.ahead(range(50), as_it_is))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert len(processes) == 2
    assert None not in [process.poll() for process in processes]


def test_a_file_of_the_folder_it_runs_in_is_never_taken_for_pythons_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Crew(chores.by_whom, None, 1) as crew:
        found = patiently(crew.ahead(range(40), as_it_is))
    assert set(found) - {None, os.getpid()}


def test_a_process_answers_until_the_other_end_is_gone() -> None:
    asked = [(chores.odd_only, None), 3, 4]
    answers = io.BytesIO()
    serve(io.BytesIO(b"".join(map(pickle.dumps, asked))), answers)
    assert answers.getvalue() == b"".join(map(pickle.dumps, [(True, 3), (False, None)]))


def test_what_a_library_prints_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        def __init__(self, data: bytes = b"") -> None:
            self.buffer = io.BytesIO(data)

    asked, answers = Stream(pickle.dumps((print, "said")) + pickle.dumps(1)), Stream()
    monkeypatch.setattr(sys, "stdin", asked)
    monkeypatch.setattr(sys, "stdout", answers)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    working.main()
    assert answers.buffer.getvalue() == pickle.dumps((True, None))
