"""The log in the ledger: two rows a command, and nothing in them can ever be changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
import pytest

from plansheet.errors import LedgerError
from plansheet.ledger import Ledger, schema
from plansheet.ledger.schema import MIGRATIONS
from plansheet.model.log import Begun, Ended, Entry
from plansheet.model.records import FileKind, FileRecord

if TYPE_CHECKING:
    from pathlib import Path

    from database_server import PostgresServer

    from plansheet.ledger import Server

NINE = datetime(2018, 7, 2, 9)  # noqa: DTZ001 - local, as the ledger keeps it
GENERATE = Begun("manager", "generate 2018-19-Q1", "0.1", NINE, "2018-19-Q1", ("parks", "housing"))
FILE = FileRecord("a" * 64, "parks 2018-19-Q1.xlsx", 7, FileKind.ISSUED, NINE)
DONE = Ended(NINE.replace(minute=1), 0, "done", (FILE,))


def test_a_command_is_entered_when_it_begins_and_when_it_ends(where: Path | Server) -> None:
    with Ledger.open(where) as ledger:
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


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE log SET who = 'nobody'", "the log is never changed"),
        ("DELETE FROM log", "the log is never changed"),
        ("TRUNCATE log_files", "the log is never changed"),
        ("UPDATE log_ends SET status = 1", "the log is never changed"),
        ("DELETE FROM log_ends", "the log is never changed"),
        ("UPDATE log_files SET name = ''", "the log is never changed"),
        ("DELETE FROM log_files", "the log is never changed"),
        ("TRUNCATE log, log_ends, log_files", "the log is never changed"),
        (
            (
                "INSERT INTO log (number, who, what, version, began, period, services)"
                " VALUES (1, 'nobody', '', '', '', '', '')"
                " ON CONFLICT (number) DO UPDATE SET who = ''"
            ),
            "the log is never changed",
        ),
        ("INSERT INTO log_ends VALUES (1, '', 1, '')", "duplicate key"),
    ],
)
def test_nothing_in_the_log_on_a_server_is_ever_changed(
    database_server: PostgresServer, statement: str, said: str
) -> None:
    where = database_server.ledger()
    with Ledger.open(where) as ledger:
        ledger.log.end(ledger.log.begin(GENERATE), DONE)
    with pytest.raises(psycopg.Error, match=said):
        database_server.asked(statement, schema=where.schema)
    with Ledger.open(where, read_only=True) as ledger:
        assert ledger.log.entries() == (Entry(1, GENERATE, DONE),)


def test_a_command_ends_once(where: Path | Server) -> None:
    with Ledger.open(where) as ledger:
        number = ledger.log.begin(GENERATE)
        ledger.log.end(number, DONE)
        with pytest.raises(LedgerError, match=r"the log is never changed|duplicate key"):
            ledger.log.end(number, DONE)
        with pytest.raises(LedgerError, match=r"(?i)foreign key"):
            ledger.log.end(7, DONE)
        assert ledger.log.entries() == (Entry(1, GENERATE, DONE),)


def test_a_ledger_from_before_begins_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plansheet.db"
    older = next(at for at, step in enumerate(MIGRATIONS) if "TABLE log (" in step[0])
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", MIGRATIONS[:older])
        Ledger.open(path).close()
    with Ledger.open(path) as ledger:
        assert ledger.log.entries() == ()
        assert ledger.log.begin(GENERATE) == 1
