"""The log in the ledger: two rows a command, and nothing in them can ever be changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from plansheet.errors import LedgerError
from plansheet.ledger import Ledger, database
from plansheet.ledger.schema import MIGRATIONS
from plansheet.model.log import Begun, Ended, Entry
from plansheet.model.records import FileKind, FileRecord

if TYPE_CHECKING:
    from pathlib import Path

NINE = datetime(2018, 7, 2, 9)  # noqa: DTZ001 - local, as the ledger keeps it
GENERATE = Begun("manager", "generate 2018-19-Q1", "0.1", NINE, "2018-19-Q1", ("parks", "housing"))
FILE = FileRecord("a" * 64, "parks 2018-19-Q1.xlsx", 7, FileKind.ISSUED, NINE)
DONE = Ended(NINE.replace(minute=1), 0, "done", (FILE,))


def test_a_command_is_entered_when_it_begins_and_when_it_ends() -> None:
    with Ledger.in_memory() as ledger:
        first = ledger.log.begin(GENERATE)
        assert ledger.log.entries() == (Entry(1, GENERATE),)
        second = ledger.log.begin(GENERATE)
        ledger.log.end(first, DONE)
        assert ledger.log.entries() == (Entry(1, GENERATE, DONE), Entry(second, GENERATE))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET who = 'nobody'",
        "DELETE FROM log",
        "INSERT OR REPLACE INTO log VALUES (1, 'nobody', '', '', '', '', '')",
        "UPDATE log_ends SET status = 1",
        "DELETE FROM log_ends",
        "INSERT OR REPLACE INTO log_ends VALUES (1, '', 1, '')",
        "UPDATE log_files SET name = ''",
        "DELETE FROM log_files",
        "INSERT OR REPLACE INTO log_files VALUES (1, 0, '', '', '', 0, '')",
    ],
)
def test_nothing_in_the_log_is_ever_changed(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "plansheet.db"
    with Ledger.open(path) as ledger:
        ledger.log.end(ledger.log.begin(GENERATE), DONE)
    with closing(sqlite3.connect(path)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="the log is never changed"):
            other.execute(statement)
        other.rollback()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.log.entries() == (Entry(1, GENERATE, DONE),)


def test_a_command_ends_once() -> None:
    with Ledger.in_memory() as ledger:
        number = ledger.log.begin(GENERATE)
        ledger.log.end(number, DONE)
        with pytest.raises(LedgerError, match="the log is never changed"):
            ledger.log.end(number, DONE)
        with pytest.raises(LedgerError, match="FOREIGN KEY"):
            ledger.log.end(7, DONE)


def test_a_ledger_from_before_begins_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plansheet.db"
    older = next(at for at, step in enumerate(MIGRATIONS) if "TABLE log (" in step[0])
    with monkeypatch.context() as patched:
        patched.setattr(database, "MIGRATIONS", MIGRATIONS[:older])
        Ledger.open(path).close()
    with Ledger.open(path) as ledger:
        assert ledger.log.entries() == ()
        assert ledger.log.begin(GENERATE) == 1
