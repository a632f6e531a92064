"""What a computer of a cluster does with a batch, and which of them are fit for it."""

from __future__ import annotations

import pickle
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

import chores
import pytest
from filled_returns import answering, filled
from make_returns import council_of_data
from strangers import e_mail
from town import PARKS, Q1, new_town

from plansheet import __version__
from plansheet.collect.identity import identity_of
from plansheet.errors import ClusterError
from plansheet.excel.read import read_book
from plansheet.jobs import far, fitness, looking
from plansheet.jobs.arrival import opening
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.far import Fate, NotSentError, Order, done, made_with
from plansheet.jobs.fitness import Fitness
from plansheet.jobs.looking import Arrival, Desk, look_at, put_away
from plansheet.jobs.lookout import Post
from plansheet.jobs.receive import Run
from plansheet.store import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


AT = "tcp://10.0.0.5:8786"
INSTALL = (
    f'Install there what is here, pip install "plansheet[cluster]=={__version__}", and start it '
    "again"
)
LOOK = "Look at what it wrote, and start it again"


def batch(*given: object) -> list[bytes]:
    return [pickle.dumps(each) for each in given]


def order(work: Callable[[Any, Any], object], common: object = None) -> bytes:
    return pickle.dumps(Order(work, common))


def test_each_item_of_a_batch_is_done_or_left_or_lacks_something() -> None:
    assert done(order(chores.doubled, 5), batch(1, 2)) == [(Fate.DONE, 7), (Fate.DONE, 9)]
    assert done(order(chores.odd_only), batch(1, 2)) == [(Fate.DONE, 1), (Fate.LEFT, None)]
    assert done(order(chores.lacking), batch("a")) == [(Fate.LACKING, "a")]
    assert done(order(chores.nothing), batch("a")) == [(Fate.LEFT, None)]
    assert done(order(chores.odd_only), [b"not packed", *batch(3)]) == [
        (Fate.LEFT, None),
        (Fate.DONE, 3),
    ]


def test_a_batch_that_takes_long_is_left_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far, "_MOST_SECONDS", 0.05)
    given = batch(7, 1)
    assert done(order(chores.slow_at_seven, 0.1), given) == [(Fate.DONE, 14), (Fate.LEFT, None)]


def test_a_worker_of_several_threads_does_one_item_at_a_time() -> None:
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(done(order(chores.alone), batch(*range(5)))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(Fate.DONE, True)] * 5] * 4


def test_what_was_started_for_the_work_ends_once_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(far, "_REST_SECONDS", 0.3)
    chores.RESTED.clear()
    resting = pickle.dumps(Order(chores.doubled, 0, chores.rest))
    for _ in range(4):
        done(resting, batch(1))
        time.sleep(0.1)
        assert chores.RESTED == []
    until = time.monotonic() + 10
    while not chores.RESTED and time.monotonic() < until:
        time.sleep(0.02)
    assert chores.RESTED == [True]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return what files are looked at with where the council's folder is out of reach."""
    town = council_of_data(tmp_path)
    with opened(town.root) as council, opening(council.settings) as opener:
        near = Run(council, quarter_of(Q1), town.world(), opener).desk()
    yield Desk(None, near.limits, near.passwords, near.memory_mb, near.quarter, near.schemes, {})
    put_away()


def test_a_return_far_away_needs_the_workbook_it_is_a_return_of(tmp_path: Path, desk: Desk) -> None:
    data = answering(250, ref="PK02")
    identity = identity_of(read_book(data))
    assert identity is not None
    with pytest.raises(NotSentError) as lacking:
        look_at(desk, Arrival(data))
    assert lacking.value.args == (identity.issue_id,)
    town = council_of_data(tmp_path / "again")
    with opened(town.root) as council, opening(council.settings) as opener:
        near = Run(council, quarter_of(Q1), town.world(), opener).desk()
        supplied = Post(council, quarter_of(Q1)).supplied(Arrival(data), identity.issue_id)
        assert supplied is not None
        assert look_at(desk, supplied) == look_at(near, Arrival(data))
        assert Post(council, quarter_of(Q1)).supplied(Arrival(data), "nobody's") is None


def test_what_may_be_the_fault_of_that_computer_is_seen_at_home(desk: Desk) -> None:
    assert look_at(desk, Arrival(b"PK\x03\x04 and then nothing")) is None
    assert look_at(desk, Arrival(e_mail("Here.", ("a.xlsx", filled())))) is None
    looked = look_at(desk, Arrival(b"%PDF-1.7"))
    assert looked is not None
    assert looked.opened.refused is not None
    assert looked.opened.refused.code == "not-a-workbook"


def test_one_process_opens_files_until_it_is_put_away(desk: Desk) -> None:
    first = looking._apart(512)  # noqa: SLF001 - whether there is one more is seen nowhere else
    assert looking._apart(512) is first  # noqa: SLF001 - as above
    assert looking._apart(256) is not first  # noqa: SLF001 - as above
    assert chores.opening() == 1
    put_away()
    assert chores.opening() == 0
    assert look_at(desk, Arrival(b"%PDF-1.7")) is not None


def test_with_a_return_goes_the_issue_it_is_known_or_named_as_one_of(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    first = town.issued().read_bytes()
    town.answer({"Indicators": {"PK02": {"Actual": 3}}}, name="known.xlsx")
    town.read()
    town.plan("parks 2018-21.md", PARKS.replace("80%", "85%"))
    town.generate()
    newest = town.issued().read_bytes()
    names = {
        "known.xlsx": first,
        f"parks {Q1}.xlsx": newest,
        f"from the office/Copy of PARKS {Q1} (2).xlsx": newest,
        "parks.xlsx": None,
        f"pubs {Q1}.xlsx": None,
        f" {Q1}.xlsx": None,
        "another.xlsx": None,
    }
    town.returned("new.bin").write_bytes(b"new")
    with opened(town.root) as council:
        post = Post(council, quarter_of(Q1))
        found = {}
        for name in names:
            path = town.returned("known.xlsx" if name == "known.xlsx" else "new.bin")
            arrival = post.arrival(Candidate(path, name))
            assert arrival is not None
            found[name] = arrival.sent.data if arrival.sent else None
        assert post.arrival(Candidate(town.returned("new.bin"), "~$parks.xlsx")) is None
    assert found == names


class Answers:
    """A connection whose scheduler and workers answer as the test says."""

    def __init__(self, workers: dict[str, object], version: object = __version__) -> None:
        self.workers, self.version = workers, version

    def run_on_scheduler(self, *_: object) -> object:
        if isinstance(self.version, Exception):
            raise self.version
        return self.version

    def scheduler_info(self) -> dict[str, object]:
        return {"workers": self.workers}

    def submit(self, function: object, *_: object, workers: list[str], **__: object) -> Answer:
        answer = self.workers[workers[0]]
        if function is made_with:
            return Answer(answer if isinstance(answer, dict) else made_with())
        return Answer(__version__ if isinstance(answer, dict) else answer)


class Answer:
    asked: ClassVar[list[float]] = []

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def result(self, timeout: float) -> object:
        self.asked.append(timeout)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def fitness_of(client: object) -> Fitness:
    fit: Callable[[Any, str], Fitness] = Fitness.of
    return fit(client, AT)


def test_workers_are_used_where_nothing_differs_and_the_others_are_told_together() -> None:
    client = Answers(
        {
            "tcp://10.0.0.6:1": __version__,
            "tcp://10.0.0.7:1": made_with() | {"XlsxWriter": "1.0"},
            **{f"tcp://10.0.0.8:{port}": TimeoutError() for port in range(5)},
            "tcp://10.0.0.9:1": OSError(),
        }
    )
    fit = fitness_of(client)
    assert fit.usable == ("tcp://10.0.0.6:1",)
    here = made_with()["XlsxWriter"]
    several = "tcp://10.0.0.8:0, tcp://10.0.0.8:1, tcp://10.0.0.8:2 and 2 more"
    assert fit.notes == (
        f"Not used: {several}: it did not answer within 10 seconds. {LOOK}.",
        f"Not used: tcp://10.0.0.9:1: it could not be asked (OSError). {LOOK}.",
        f"Not used: tcp://10.0.0.7:1: XlsxWriter 1.0 is there, and {here} here. {INSTALL}.",
    )


def test_one_that_answers_once_and_then_no_more_is_not_used() -> None:
    class Changing(Answers):
        def submit(self, function: object, *_: object, workers: list[str], **__: object) -> Answer:
            last = function is made_with and workers == ["b"]
            return Answer(TimeoutError()) if last else super().submit(function, workers=workers)

    assert fitness_of(Changing({"a": __version__, "b": __version__})).usable == ("a",)


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("0.0.9", f"plansheet 0.0.9 is there, and {__version__} here. {INSTALL}"),
        (ModuleNotFoundError(), f"plansheet is not installed there. {INSTALL}"),
        (OSError(), f"it could not be asked (OSError). {LOOK}"),
    ],
)
def test_a_scheduler_that_differs_is_not_used(version: object, why: str) -> None:
    with pytest.raises(ClusterError) as error:
        fitness_of(Answers({}, version))
    assert str(error.value) == (
        f"The scheduler at {AT} cannot be used: {why}, or leave --scheduler out to do the work on "
        "this computer."
    )


def test_what_is_not_known_of_a_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far, "_LIBRARIES", ("XlsxWriter", "no-such-library"))
    assert made_with()["no-such-library"] == "not known"
    assert [*made_with()] == ["Python", "XlsxWriter", "no-such-library"]


def test_those_that_ask_wait_as_long_for_all_as_for_one() -> None:
    Answer.asked.clear()
    fitness_of(Answers(dict.fromkeys("abc", __version__)))
    assert max(Answer.asked) <= fitness._ANSWER_SECONDS  # noqa: SLF001 - the whole of it
