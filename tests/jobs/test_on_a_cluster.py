"""Workbooks made and returns read by a cluster: a real one, some of which is killed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import chores
import dask
import pytest
import trustme
from clusters import Running, running
from distributed import get_task_stream
from shared_work import (
    Shared,
    both,
    town_of_answers,
    town_of_houses,
    town_with_plans,
    town_with_returns,
)
from town import PARKS, Q1, Town, new_town, rows_of, statuses

from plansheet import __version__
from plansheet.errors import ClusterError
from plansheet.jobs import cluster as far
from plansheet.jobs.cluster import cluster_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from distributed import Client

    from plansheet.jobs.outcome import Outcome

NOBODY = "tcp://127.0.0.1:1"
GONE = (
    "The scheduler at {} went away, so what it had not done was done on this computer. Nothing is "
    "missing."
)

INSTALL = (
    f'Install there what is here, pip install "plansheet[cluster]=={__version__}", and start it '
    "again"
)
GAVE_UP = (
    "The cluster gave up {} files; done on this computer instead. Nothing is missing; what its "
    "workers wrote says why."
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give a cluster of two workers, one of them looked after as Dask does unless told not to."""
    with running(tmp_path_factory.mktemp("cluster"), 1) as cluster:
        cluster.join("--nanny")
        cluster.ready(2)
        yield cluster


@pytest.fixture(scope="module")
def watcher(two: Running) -> Iterator[Client]:
    with two.watched() as client:
        yield client


@pytest.fixture(scope="module")
def of_returns(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return town_with_returns(tmp_path_factory.mktemp("returns"))


@pytest.fixture
def full(of_returns: Town, tmp_path: Path) -> Town:
    """Return a council to which every kind of file came back."""
    root = tmp_path / of_returns.root.name
    shutil.copytree(of_returns.root, root)
    return Town(root, of_returns.now)


@pytest.fixture(params=["generate", "read"])
def begun(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Town, Callable[[Town], Outcome]]:
    """Return a council with much to do of one kind, and what does it."""
    if request.param == "generate":
        return town_of_houses(tmp_path / "houses", 24), lambda town: town.generate()
    return town_of_answers(tmp_path / "answers"), lambda town: town.read()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for what the cluster does, however busy this computer is."""
    monkeypatch.setattr(far, "_PATIENCE", 60.0)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what the cluster made of each item, None where it was left to this process."""
    found: list[object] = []
    usual = far.FarCrew.ahead

    def told(crew: far.FarCrew[object, object, object], *given: object) -> Iterator[object]:
        for each in usual(crew, *given):  # type: ignore[arg-type]
            found.append(each)
            yield each

    monkeypatch.setattr(far.FarCrew, "ahead", told)
    return found


def who_works(client: Client, job: Callable[[], object]) -> set[str]:
    """Return which workers did batches of a job."""
    with get_task_stream(client=client) as stream:
        job()
    return {each["worker"] for each in stream.data if each["key"].startswith("done-")}


def test_workbooks_are_the_same_and_both_workers_make_some(
    two: Running, watcher: Client, tmp_path: Path, ahead: list[object]
) -> None:
    found: list[tuple[list[object], list[object]]] = []
    start = town_with_plans(tmp_path)
    workers = who_works(
        watcher, lambda: found.append(both(start, lambda town: town.generate(), two.address))
    )
    ((alone, shared),) = found
    assert alone == shared
    # One of the seven has a plan that cannot be used.
    assert [each is None for each in ahead].count(False) == 7
    assert workers == set(two.ready(2).values())


def test_workbooks_that_stay_and_others_that_change_are_the_same(
    two: Running, tmp_path: Path, ahead: list[object]
) -> None:
    town = town_with_plans(tmp_path)
    town.generate(Q1, "parks", "parks-01", "housing")
    for code in ("housing", "parks-01"):
        path = town.root / "templates" / "plans" / f"{code} 2018-21.md"
        path.write_text(path.read_text("utf-8").replace("quarterly", "annual"), "utf-8")

    alone, shared = both(town, lambda town: (town.generate(), town.generate()), two.address)
    assert alone == shared
    assert any(isinstance(each, str) for each in ahead)
    assert isinstance(alone[0], tuple)
    assert not any(row["changed"] for row in rows_of(alone[0][1], "issued"))


def test_what_stops_the_work_stops_it_where_it_would(two: Running, tmp_path: Path) -> None:
    town = town_with_plans(tmp_path)
    (town.root / "templates" / "style.toml").write_text("[font]\nsize = 'small'\n", "utf-8")
    alone, shared = both(town, lambda town: town.generate(), two.address)
    assert alone == shared
    assert "style.toml" in str(alone[0])


def test_returns_are_read_the_same_and_both_workers_read_some(
    two: Running, watcher: Client, full: Town, ahead: list[object]
) -> None:
    found: list[tuple[list[object], list[object]]] = []

    def job(town: Town) -> object:
        return town.read(), town.read(), town.data()

    workers = who_works(watcher, lambda: found.append(both(full, job, two.address)))
    ((alone, shared),) = found
    assert alone == shared
    assert {*statuses(alone[0][0]).values()} == {  # type: ignore[index]
        *("accepted", "held", "rejected", "duplicate", "skipped")
    }
    assert sum(each is not None for each in ahead) > 20
    assert workers == set(two.ready(2).values())
    # What some of those files do to whoever opens them, they did to nobody there.
    assert [process.poll() for process in two.workers] == [None, None]


def test_returns_of_a_workbook_that_changed_are_read_the_same(
    two: Running, tmp_path: Path, ahead: list[object]
) -> None:
    """Called after the service they are taken for returns of its newest issue, until opened."""
    town = new_town(tmp_path)
    town.generate()
    (tmp_path / "first issue.xlsx").write_bytes(town.issued().read_bytes())
    town.plan("parks 2018-21.md", PARKS.replace("80%", "85%"))
    town.generate()
    for number in range(4):
        town.answer(
            {"Indicators": {"PK02": {"Actual": 200 + number}}},
            name=f"parks {Q1} ({number}).xlsx",
            of=tmp_path / "first issue.xlsx" if number % 2 else None,
        )
    alone, shared = both(town, lambda town: (town.read(), town.read()), two.address)
    assert alone == shared
    assert [each is None for each in ahead] == [False] * 8


def test_an_archive_that_was_changed_is_told_as_it_would_be(two: Running, tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    for name in ("parks {}.xlsx", "another.xlsx"):
        town.answer({"Indicators": {"PK02": {"Actual": 3}}}, name=name.format(Q1))
    sent = town.issued().read_bytes()
    for path in (town.root / "archive").rglob("*"):
        if path.is_file() and path.read_bytes() == sent:
            path.chmod(0o600)
            path.write_bytes(b"something else")
    alone, shared = both(town, lambda town: town.read(), two.address)
    assert alone == shared
    assert "has been changed since it was archived" in str(alone[0])


def stopping(
    number: int, process: subprocess.Popen[bytes], client: Client | None = None
) -> Callable[..., Iterator[object]]:
    """Return a progress in which a process is killed when the turn of one item has come.

    Where a cluster is watched, each of its workers has done some of the work by then.
    """

    def progress(items: Sequence[object], _: str) -> Iterator[object]:
        until = time.monotonic() + 30
        for index, item in enumerate(items):
            while index == number and client and not all(client.has_what().values()):
                assert time.monotonic() < until
                time.sleep(0.05)
            if index == number:
                process.kill()
                process.wait()
            yield item

    return progress


def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    begun: tuple[Town, Callable[[Town], Outcome]], tmp_path: Path, ahead: list[object]
) -> None:
    start, command = begun
    found: list[tuple[list[object], list[object]]] = []
    with running(tmp_path / "cluster") as cluster, cluster.watched() as client:
        addresses = cluster.ready(2)

        def job(town: Town) -> Outcome:
            assert isinstance(town, Shared)
            if town.scheduler:
                town.progress = stopping(2, cluster.workers[0], client)
            return command(town)

        workers = who_works(client, lambda: found.append(both(start, job, cluster.address)))
        assert list(cluster.ready(1)) == ["1"]
    ((alone, shared),) = found
    assert alone == shared
    assert workers == set(addresses.values())
    # What the one had not done the other did: nothing was left to this process.
    assert None not in ahead
    assert len(ahead) >= 24


def test_a_scheduler_that_is_killed_leaves_the_rest_to_this_computer_and_that_is_said(
    begun: tuple[Town, Callable[[Town], Outcome]], tmp_path: Path, ahead: list[object]
) -> None:
    start, command = begun
    with running(tmp_path / "cluster") as cluster:
        process = cluster.scheduler
        assert process is not None

        def job(town: Town) -> Outcome:
            assert isinstance(town, Shared)
            if town.scheduler:
                town.progress = stopping(2, process)
            return command(town)

        alone, shared = both(start, job, cluster.address)
        gone = GONE.format(cluster.address)
    assert alone[1:] == shared[1:]
    before, after = alone[0], shared[0]
    assert vars_of(after) == vars_of(before) | {"notes": (gone, *before.notes)}  # type: ignore[attr-defined]
    assert any(each is not None for each in ahead)
    assert ahead[-1] is None


def vars_of(outcome: object) -> dict[str, object]:
    return {name: getattr(outcome, name) for name in outcome.__dataclass_fields__}  # type: ignore[attr-defined]


def test_one_that_does_not_answer_is_not_waited_for(
    two: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster_at(two.address) as crews:
        with crews.crew(chores.slow_at_seven, lambda: 3.0) as crew:
            # Once they know the work, they are soon done with the rest.
            list(crew.ahead([1] * 8, lambda item: item))
            monkeypatch.setattr(far, "_PATIENCE", 0.5)
            found = list(crew.ahead(range(40), lambda item: item))
        said = crews.notes()
    assert any(found)
    assert found[7] is None
    assert {each for each in enumerate(found) if each[1] not in (None, 2 * each[0])} == set()
    (note,) = said
    assert note.startswith("The cluster had not answered about ")
    assert note.endswith("done on this computer instead. Nothing is missing; it may be busy.")


def test_what_ends_its_worker_each_time_is_given_up_there_and_that_is_said(tmp_path: Path) -> None:
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with running(tmp_path / "cluster", env=once) as cluster, cluster_at(cluster.address) as crews:
        with crews.crew(chores.deadly_at_seven, lambda: None) as crew:
            found = list(crew.ahead(range(16), lambda item: item))
        said = crews.notes()
    assert found[7] is None
    assert {each for each in enumerate(found) if each[1] not in (None, 2 * each[0])} == set()
    # What else that worker had been given is given up with it.
    gave_up = found.count(None)
    assert gave_up < 8
    assert said == (GAVE_UP.format(gave_up),)


def test_a_cluster_may_be_encrypted_as_dask_is_told_to(tmp_path: Path) -> None:
    """Whoever has no certificate of the cluster's own authority is let in nowhere."""
    authority = trustme.CA()
    files = {name: tmp_path / f"{name}.pem" for name in ("authority", "certificate", "key")}
    issued = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(files["authority"]))
    issued.cert_chain_pems[0].write_to_path(str(files["certificate"]))
    issued.private_key_pem.write_to_path(str(files["key"]))
    keys = {"ca-file": files["authority"]} | {
        f"{who}.{what}": files[file]
        for who in ("scheduler", "worker", "client")
        for what, file in (("cert", "certificate"), ("key", "key"))
    }
    told = {f"distributed.comm.tls.{key}": str(path) for key, path in keys.items()}
    env = {
        f"DASK_{key.replace('.', '__').replace('-', '_').upper()}": value
        for key, value in told.items()
    }
    cluster = Running(tmp_path)
    with dask.config.set(told):
        try:
            cluster.start(env, "--protocol", "tls")
            cluster.join("--no-nanny", env=env)
            cluster.ready(1)
            with cluster_at(cluster.address) as crews:
                with crews.crew(chores.doubled, lambda: 5) as crew:
                    found = list(crew.ahead([1, 2, 3], lambda item: item))
                assert crews.notes() == ()
        finally:
            cluster.end()
    assert cluster.address.startswith("tls://127.0.0.1:")
    assert found == [7, 9, 11]


def test_what_cannot_be_sent_is_left_and_that_is_said(
    two: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError

    with cluster_at(two.address) as crews:
        monkeypatch.setattr(crews, "submit", broken)
        with crews.crew(chores.doubled, lambda: 5) as crew:
            assert list(crew.ahead([1, 2, 3], lambda item: item)) == [None] * 3
        assert crews.notes() == (GAVE_UP.format(3),)
        monkeypatch.undo()
        with crews.crew(chores.doubled, lambda: 5) as crew:
            assert list(crew.ahead([1], lambda _: None)) == [None]
            assert list(crew.ahead([], lambda item: item)) == []


def other(folder: Path, text: str) -> dict[str, str]:
    """Return the environment of a process that finds another plansheet."""
    folder.mkdir()
    (folder / "plansheet.py").write_text(text, "utf-8")
    return {"PYTHONPATH": str(folder)}


def test_workers_with_another_plansheet_are_named_and_not_used(tmp_path: Path) -> None:
    older = other(tmp_path / "older", "__version__ = '0.0.9'\n")
    without = other(tmp_path / "without", "raise ModuleNotFoundError\n")
    leave_out = "or leave --scheduler out to do the work on this computer."
    with running(tmp_path / "cluster", 0) as cluster:
        at = cluster.address
        with pytest.raises(ClusterError) as none, cluster_at(at):
            pass
        assert str(none.value) == (
            f"The scheduler at {at} has no workers. Start one on each computer that is to work, "
            f"with 'dask worker {at}', {leave_out}"
        )
        cluster.join("--no-nanny", env=older)
        first = cluster.ready(1)["0"]
        with pytest.raises(ClusterError) as unfit, cluster_at(at):
            pass
        assert str(unfit.value) == (
            f"No worker of the cluster can be used. Not used: {first}: plansheet 0.0.9 is there, "
            f"and {__version__} here. {INSTALL}, {leave_out}"
        )
        cluster.join("--no-nanny", env=without)
        cluster.join("--no-nanny")
        addresses = cluster.ready(3)
        town = town_of_houses(tmp_path / "houses")
        with cluster.watched() as client:
            found: list[tuple[list[object], list[object]]] = []
            workers = who_works(
                client, lambda: found.append(both(town, lambda town: town.generate(), at))
            )
    ((alone, shared),) = found
    assert alone[1:] == shared[1:]
    assert {*shared[0].notes} == {  # type: ignore[attr-defined]
        f"Not used: {first}: plansheet 0.0.9 is there, and {__version__} here. {INSTALL}.",
        f"Not used: {addresses['1']}: plansheet is not installed there. {INSTALL}.",
    }
    assert workers == {addresses["2"]}


def test_a_scheduler_with_another_plansheet_is_not_used(tmp_path: Path) -> None:
    cluster = Running(tmp_path)
    try:
        cluster.start(other(tmp_path / "without", "raise ModuleNotFoundError\n"))
        with pytest.raises(ClusterError) as error, cluster_at(cluster.address):
            pass
    finally:
        cluster.end()
    assert str(error.value) == (
        f"The scheduler at {cluster.address} cannot be used: plansheet is not installed there. "
        f"{INSTALL}, or leave --scheduler out to do the work on this computer."
    )


def test_a_scheduler_that_is_not_there_is_told_and_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(far, "_CONNECT_SECONDS", 0.5)
    town = new_town(tmp_path)
    with pytest.raises(ClusterError) as error:
        Shared(town.root, town.now, scheduler=NOBODY).generate()
    assert str(error.value) == (
        f"No scheduler answers at '{NOBODY}'. Look at the address; start one there with 'dask "
        "scheduler' if none is running; or leave --scheduler out to do the work on this computer."
    )
    assert not (town.root / "workbooks" / Q1).exists()


@pytest.mark.parametrize(
    "address", ["10.0.0.5", "10.0.0.5:8786", "http://10.0.0.5:8786", "tcp://here", "tcp://:1", "x"]
)
def test_what_is_no_address_is_told_with_an_example(address: str) -> None:
    with pytest.raises(ClusterError) as error, cluster_at(address):
        pass
    assert str(error.value) == (
        f"'{address}' is no address of a scheduler. Write it as the scheduler says it when it "
        "starts, for example --scheduler tcp://10.0.0.5:8786."
    )


def test_what_is_not_installed_is_told_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError) as error, cluster_at(NOBODY):
        pass
    assert str(error.value) == (
        "Working with a cluster needs more than is installed here. Install it with pip install "
        '"plansheet[cluster]", or leave --scheduler out to do the work on this computer.'
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal to send there")
@pytest.mark.parametrize("command", ["generate", "read"])
def test_ctrl_c_ends_the_command_and_its_work_in_seconds(
    two: Running, watcher: Client, full: Town, tmp_path: Path, command: str
) -> None:
    town = full if command == "read" else town_of_houses(tmp_path / "houses", 80)
    run = (sys.executable, "-m", "plansheet", "-C", str(town.root), command, Q1)
    with subprocess.Popen(
        [*run, "--scheduler", two.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            until = time.monotonic() + 60
            while not any(watcher.processing().values()) and time.monotonic() < until:
                time.sleep(0.01)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert time.monotonic() - began < 10
    assert (process.returncode, said.decode()) == (
        2,
        "plansheet: stopped. What was done so far is kept; run the command again to go on.\n",
    )
    until = time.monotonic() + 30
    while is_busy(watcher) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_busy(watcher)


def is_busy(client: Client) -> bool:
    """Return whether a cluster holds anything of anybody's, or a process that opens files."""
    opening = client.run(chores.opening)
    return any(opening.values()) or any(client.processing().values()) or bool(client.who_has())
