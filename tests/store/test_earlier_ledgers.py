"""A ledger of every earlier version, as that version wrote it, opened by today's plansheet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from plansheet.errors import LedgerError
from plansheet.ledger import Ledger, Server, schema
from plansheet.ledger.copying import copy_rows
from plansheet.ledger.schema import MIGRATIONS
from plansheet.ledger.sqlite import SqliteDatabase
from plansheet.model.log import Begun
from plansheet.model.messages import Delivery, Kind
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Choice, FileKind, ReturnRecord, Status

if TYPE_CHECKING:
    from database_server import PostgresServer

Rows: TypeAlias = "dict[str, list[tuple[object, ...]]]"

FILES = sorted((Path(__file__).parents[1] / "data" / "ledgers").glob("version-*.sql"))
VERSIONS = range(1, len(MIGRATIONS) + 1)
Q1 = Quarter(FinancialYear(2018), 1)
NINE = datetime(2018, 7, 2, 9)  # noqa: DTZ001 - local, as the ledger keeps it
# What a step writes into the columns that it adds to rows of before, and since which version.
ADDED: dict[str, dict[str, object]] = {
    "returns": {"sender": "", "sent_at": None, "message_id": ""},
    "problems": {"said": "{}"},
    "messages": {"about": "", "recipients": "", "message_id": "", "said": ""},
}


def written(version: int, folder: Path) -> Path:
    """Return a ledger as the plansheet of a version wrote it."""
    path = folder / "plansheet.db"
    with closing(sqlite3.connect(path)) as ledger:
        ledger.executescript(FILES[version - 1].read_text(encoding="utf-8"))
    return path


def rows_of(path: Path, columns: dict[str, list[str]]) -> Rows:
    with closing(sqlite3.connect(path)) as ledger:
        return {
            table: ledger.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()  # noqa: S608
            for table, names in columns.items()
        }


def columns_of(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as ledger:
        tables = ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: [row[1] for row in ledger.execute(f"PRAGMA table_info({table})")]
            for (table,) in tables
        }


def made_by_steps(count: int) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ledger:
        for step in MIGRATIONS[:count]:
            for statement in step:
                ledger.execute(statement)
        return things_in(ledger)


def things_in(ledger: sqlite3.Connection) -> list[tuple[str, str]]:
    found = ledger.execute("SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name")
    return [(name, " ".join(sql.split())) for name, sql in found]


def test_there_is_a_file_of_every_version() -> None:
    assert [int(path.stem[-2:]) for path in FILES] == list(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_step_that_was_released_is_as_it_was(version: int, tmp_path: Path) -> None:
    with closing(sqlite3.connect(written(version, tmp_path))) as ledger:
        assert made_by_steps(version) == things_in(ledger)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_of_an_earlier_ledger_is_there_and_it_goes_on(
    version: int, tmp_path: Path
) -> None:
    path = written(version, tmp_path)
    columns = columns_of(path)
    before = rows_of(path, columns)
    assert [table for table, rows in before.items() if not rows] == []
    Ledger.open(path).close()
    assert rows_of(path, columns) == before
    added = {
        table: [name for name in names if name not in columns[table]]
        for table, names in columns_of(path).items()
        if table in columns
    }
    for table, names in added.items():
        told = ADDED.get(table, {})
        known = [name for name in names if name in told]
        found = rows_of(path, {table: known})[table] if known else []
        assert {*found} <= {tuple(told[name] for name in known)}
    check_said(path)
    go_on(path)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_earlier_ledger_is_read_without_being_changed(version: int, tmp_path: Path) -> None:
    path = written(version, tmp_path)
    before = path.read_bytes()
    with Ledger.open(path, read_only=True) as ledger:
        assert len(ledger.returns(Q1)) == 2
        with pytest.raises(LedgerError, match="may not be changed"):
            ledger.add_issue(replace(ledger.issues(Q1)[0], issue_id="id-later", number=2))
    assert path.read_bytes() == before
    check_said(path)
    assert path.read_bytes() == before


@pytest.fixture
def on_server(database_server: PostgresServer) -> Server:
    return database_server.ledger()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_earlier_ledger_on_a_server_comes_to_the_same(
    version: int, tmp_path: Path, on_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(version, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", MIGRATIONS[:version])
        with Ledger.open(path, read_only=True) as before, Ledger.open(on_server) as ledger:
            with closing(SqliteDatabase.in_memory()) as empty:
                tables = empty.columns()
            source, target = before._database, ledger._database  # noqa: SLF001 - under the ledger
            copy_rows(source, target, tables)
    # As it is read from a copy, and as it is once it was brought up to date there.
    copies = []
    for read_only in (True, False):
        check_said(on_server, read_only=True)
        copy = tmp_path / f"{read_only}.db"
        with Ledger.open(on_server, read_only=read_only) as ledger:
            copy.write_bytes(ledger.whole.as_file())
        copies.append(rows_of(copy, columns_of(copy)))
    Ledger.open(path).close()
    assert copies == [rows_of(path, columns_of(path))] * 2
    go_on(on_server)


def check_said(where: Path | Server, *, read_only: bool = True) -> None:
    """Hold what a ledger says against what the council did, whichever version wrote it down."""
    with Ledger.open(where, read_only=read_only) as ledger:
        issues = ledger.issues(Q1)
        assert [(each.service, each.number) for each in issues] == [("housing", 1), ("parks", 1)]
        parks, housing = ledger.returns(Q1)
        assert [parks.status, housing.status] == [Status.HELD, Status.ACCEPTED]
        assert (parks.arrival, housing.arrival) == (1, 2)
        assert 1 <= parks.reading <= housing.reading <= 2
        answers = ledger.loaded_return(parks.number).rows("Indicators")
        assert answers["PK02"]["actual"].value == Decimal(210)
        assert (answers["PK01"]["actual"].entered, answers["PK01"]["actual"].held) == ("0.79", True)
        assert "percent-unclear" in {each.code for each in parks.problems}
        messages = ledger.messages.of(Q1)
        assert {(each.kind, each.delivery) for each in messages} == {(Kind.ISSUE, Delivery.SENT)}
        assert {each.kind for each in ledger.files()} >= {FileKind.ISSUED, FileKind.RETURNED}
        assert len(ledger.compiled(Q1)) == 1
        assert ledger.kept_refs("parks")
        assert ledger.kept.faults() == ()
        for decision in ledger.decisions(Q1, "parks"):
            assert (decision.choice, decision.value) == (Choice.ACCEPT, "79%")
        for extension in ledger.extensions.all(Q1):
            assert extension.until == date(2018, 7, 20)
        for figure in ledger.imported.of("parks"):
            assert figure.figure.actual == Decimal("0.81")
        assert {each.file for each in ledger.removals.all(Q1)} <= {"parks by mistake.xlsx"}
        assert {each.begun.who for each in ledger.log.entries()} <= {"manager"}


def go_on(where: Path | Server) -> None:
    """Write into a ledger as a later command does."""
    with Ledger.open(where) as ledger:
        (first, *_), (issue, *_) = ledger.returns(Q1), ledger.issues(Q1)
        again = ledger.add_return(replace(first, status=Status.REJECTED))
        assert (again.number, again.arrival, again.reading) == (
            first.number,
            first.arrival,
            first.reading,
        )
        new = ReturnRecord(Q1, "d" * 64, "later.xlsx", Status.ACCEPTED, NINE, "parks", "id")
        later = ledger.add_return(new)
        assert (later.arrival, later.reading) == (
            3,
            max(each.reading for each in ledger.returns(Q1)),
        )
        ledger.add_issue(replace(issue, issue_id="id-later", number=2))
        highest = max(each.number for each in ledger.messages.of(Q1))
        number = ledger.messages.add(replace(ledger.messages.of(Q1)[0], number=0))
        assert number == highest + 1
        entry = ledger.log.begin(Begun("manager", "read", "1", NINE, Q1.label, ()))
        assert entry == len(ledger.log.entries())
        (compiled,) = ledger.compiled(Q1)
        ledger.add_compiled(replace(compiled, version=2))
        assert [each.number for each in ledger.issues(Q1, issue.service)] == [1, 2]
