"""Several officers at one council whose ledger is on a server: nobody's work is lost or doubled."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from database_server import PASSWORD, on_server, postgres_server
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, SIGNED, Town, new_town

from plansheet.errors import LedgerError
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.ledger_moves import moved
from plansheet.jobs.verify import verify_council
from plansheet.ledger.postgres import PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from database_server import PostgresServer
    from town import Answers

    from plansheet.ledger import Server

SERVICES = ("museums", "streets", "waste")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSHEET_LEDGER_SECRET", PASSWORD)


@pytest.fixture
def town(tmp_path: Path, database_server: PostgresServer) -> Town:
    """Return a council of five services whose ledger is on a server."""
    found = new_town(tmp_path)
    for number, code in enumerate(SERVICES):
        letters = ("MU", "ST", "WA")[number]
        text = PARKS.replace("Parks", code.capitalize()).replace("PK", letters)
        found.plan(f"{code} 2018-21.md", text.replace("head.of.parks", f"head.of.{code}"))
    on_server(found.root, database_server.ledger(council="Our Council"))
    return found


def together(town: Town, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
    """Run commands at the same time, each a process of its own; return how each ended."""
    program = [sys.executable, "-m", "plansheet", "-C", str(town.root)]
    started = [
        subprocess.Popen(
            [*program, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for words in commands
    ]
    said = [each.communicate()[0] for each in started]
    return [(each.returncode, text) for each, text in zip(started, said, strict=True)]


def answered(town: Town, *services: str) -> dict[str, Path]:
    figures = {"MU": "museums", "ST": "streets", "WA": "waste"}
    answers: dict[str, Answers] = {
        code: {
            "Indicators": {f"{letters}01": {"Actual": 0.81}, f"{letters}02": {"Actual": 210}},
            "Sign-off": SIGNED,
        }
        for letters, code in figures.items()
    }
    known: dict[str, Answers] = {**answers, "parks": PARKS_ANSWERS, "housing": HOUSING_ANSWERS}
    return {code: town.answer(known[code], code) for code in services}


def whole(town: Town) -> list[str]:
    outcome = town.run(lambda council: verify_council(council, town.world()), read_only=True)
    return [each.message for each in outcome.problems]


def test_two_who_do_all_the_same_at_once_do_it_once(town: Town) -> None:
    made = together(town, ("generate", Q1), ("generate", Q1))
    assert {status for status, _ in made} <= {0, 2}, made
    assert 0 in {status for status, _ in made}
    town.generate()
    answered(town, *SERVICES, "parks", "housing")
    read = together(town, ("read", Q1), ("read", Q1))
    assert [status for status, _ in read] == [0, 0], read
    with opened(town.root, read_only=True) as council:
        issues = council.ledger.issues(quarter_of(Q1))
        returns = council.ledger.returns(quarter_of(Q1))
        entries = council.ledger.log.entries()
    assert [(each.service, each.number) for each in issues] == [
        (code, 1) for code in ("housing", "museums", "parks", "streets", "waste")
    ]
    assert sorted(each.service for each in returns) == [each.service for each in issues]
    assert [each.arrival for each in returns] == [1, 2, 3, 4, 5]
    assert (
        sorted(each.begun.what for each in entries) == [f"generate {Q1}"] * 2 + [f"read {Q1}"] * 2
    )
    assert [each.number for each in entries if each.ended is None] == []
    assert set(town.states().values()) == {"complete"}
    assert whole(town) == []


def test_of_officers_who_do_different_things_at_once_each_keeps_theirs(town: Town) -> None:
    town.generate()
    paths = answered(town, "parks", "housing", "streets", "museums")
    done = together(
        town,
        ("read", Q1, str(paths["parks"]), str(paths["housing"])),
        ("read", Q1, str(paths["streets"]), str(paths["museums"])),
        ("enter", Q1, "waste", "WA01", "79%", "--source", "by phone"),
        ("extend", Q1, "waste", "--until", "20/07/2018", "--reason", "Two are ill"),
    )
    assert [status for status, _ in done] == [0, 0, 0, 0], done
    done = together(
        town,
        ("enter", Q1, "waste", "WA01", "80%", "--source", "by letter"),
        ("enter", Q1, "waste", "WA02", "120", "--source", "by phone"),
    )
    assert [status for status, _ in done] == [0, 0], done
    with opened(town.root, read_only=True) as council:
        quarter = quarter_of(Q1)
        returns = council.ledger.returns(quarter)
        told = [(each.row, each.value) for each in council.ledger.decisions(quarter, "waste")]
        given = council.ledger.extensions.all(quarter)
    assert sorted(each.service for each in returns) == ["housing", "museums", "parks", "streets"]
    assert [each.arrival for each in returns] == [1, 2, 3, 4]
    assert sorted(told) == [("WA01", "79%"), ("WA01", "80%"), ("WA02", "120")]
    assert [each.service for each in given] == ["waste"]
    assert town.figures()["WA01"]["actual"] == "0.8"
    assert whole(town) == []


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """Return a server that may be stopped: no other test has anything on it."""
    with postgres_server() as server:
        yield server


def dumped(town: Town) -> list[str]:
    """Return the rows of a ledger, wherever it is."""
    with opened(town.root, read_only=True) as council, council.ledger.copied() as copy:
        path = town.root.parent / "dumped.db"
        path.write_bytes(copy.whole.as_file())
    with closing(sqlite3.connect(path)) as ledger:
        return list(ledger.iterdump())


def moved_to(server: PostgresServer, start: Town, folder: Path) -> Town:
    """Return a copy of a council, its ledger on the server."""
    shutil.copytree(start.root, folder / "council")
    town = Town(folder / "council", start.now)
    where: Server = server.ledger(council="Our Council")
    on_server(town.root, where)
    with moved(town.root, town.world()):
        pass
    return town


def test_whenever_the_server_fails_the_next_run_completes_what_was_begun(
    tmp_path: Path, own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = new_town(tmp_path)
    start.generate()
    start.answer(PARKS_ANSWERS)
    start.answer({"Indicators": {"HS01": {"Numerator": "a few"}}}, "housing")
    write_rows, commit = PostgresDatabase.write_rows, PostgresDatabase.commit
    steps = 0
    fails_at = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == fails_at:
            own_server.stop()

    def watched_rows(self: PostgresDatabase, *given: object) -> None:
        step()
        write_rows(self, *given)  # type: ignore[arg-type]  # counts, then does the same

    def watched_commit(self: PostgresDatabase) -> None:
        step()
        commit(self)

    undisturbed = moved_to(own_server, start, tmp_path / "undisturbed")
    with monkeypatch.context() as patched:
        patched.setattr(PostgresDatabase, "write_rows", watched_rows)
        patched.setattr(PostgresDatabase, "commit", watched_commit)
        undisturbed.read()
    assert steps > 10
    expected = dumped(undisturbed)
    for at in sorted({1, steps // 2, steps - 1, steps}):
        town = moved_to(own_server, start, tmp_path / f"failed at {at}")
        steps, fails_at = 0, at
        with monkeypatch.context() as patched:
            patched.setattr(PostgresDatabase, "write_rows", watched_rows)
            patched.setattr(PostgresDatabase, "commit", watched_commit)
            with pytest.raises(LedgerError, match="was lost in the middle of the work"):
                town.read()
        own_server.start()
        town.read()
        assert dumped(town) == expected, at
        assert whole(town) == []
