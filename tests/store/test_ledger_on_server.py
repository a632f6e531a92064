"""A ledger on a PostgreSQL server: what keeps plansheet from it is said, with what to do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

import pytest
import trustme
from database_server import COUNCIL, HOST, PASSWORD, postgres_server

from plansheet.errors import LedgerError
from plansheet.ledger import Ledger, Server, schema
from plansheet.ledger.refusals import ended, refused
from plansheet.ledger.schema import MIGRATIONS
from plansheet.model.log import Begun, Ended
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Issue, ReturnRecord, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from database_server import PostgresServer

T = TypeVar("T")
Q2 = Quarter(FinancialYear(2018), 2)
NOON = datetime(2018, 10, 12, 12, 0, tzinfo=UTC)
ISSUE = Issue("id-1", "parks", Q2, 1, "aa", "bb", "1", "parks 2018-21.md", "cc", NOON)
RETURN = ReturnRecord(Q2, "aa", "parks.xlsx", Status.ACCEPTED, NOON, "parks", "id-1")


def said_by(where: Server) -> str:
    with pytest.raises(LedgerError) as raised:
        Ledger.open(where)
    with pytest.raises(LedgerError):
        Ledger.open(where, read_only=True)
    assert where.password not in str(raised.value)
    assert raised.value.__cause__ is None
    return str(raised.value)


def test_a_password_that_is_wrong_or_missing_is_said(database_server: PostgresServer) -> None:
    where = replace(database_server.ledger("parish"), password="wrong")
    assert said_by(where) == (
        "The server of the ledger parish on 127.0.0.1 did not take the password of 'plansheet'. "
        "Check the name in the url in plansheet.toml, and have plansheet given the password anew "
        "('plansheet ledger remember')."
    )
    with pytest.raises(LedgerError) as raised:
        Ledger.open(replace(where, password=""))
    assert str(raised.value) == (
        "The server of the ledger parish on 127.0.0.1 needs a password for 'plansheet', and there "
        "is none. Run 'plansheet ledger remember' once, as yourself and on this computer, with "
        'secret = "keyring" in plansheet.toml.'
    )


def test_a_database_that_is_not_there_or_not_for_us_is_said(
    database_server: PostgresServer,
) -> None:
    database_server.asked("ALTER ROLE plansheet CONNECTION LIMIT -1")
    database_server.asked("DROP DATABASE IF EXISTS closed", database="postgres")
    where = Server(database_server.url("closed"), "parish", COUNCIL, PASSWORD)
    assert said_by(where) == (
        "The server of the ledger parish on 127.0.0.1 has no database 'closed'. Check its name in "
        "the url in plansheet.toml, or ask whoever looks after the server to make it."
    )
    elsewhere = replace(where, url=database_server.url("elsewhere"))
    assert said_by(elsewhere) == (
        "The server of the ledger parish on 127.0.0.1 lets nobody in from this computer as "
        "'plansheet'. Ask whoever looks after the server to allow it (pg_hba.conf)."
    )


def test_a_server_that_does_not_answer_is_said(database_server: PostgresServer) -> None:
    # Nothing listens on port 1 of any computer; the name is one of those that never exist.
    where = replace(database_server.ledger("parish"), url=f"postgresql://a@{HOST}:1/b")
    assert said_by(where) == (
        "The server of the ledger parish on 127.0.0.1 does not answer at '127.0.0.1'. Check your "
        "connection to the council's network (VPN) and the url in plansheet.toml; if both are "
        "right, ask whoever looks after the server whether it runs."
    )
    nowhere = replace(where, url="postgresql://a@db.council.invalid/b")
    assert said_by(nowhere) == (
        "The server of the ledger parish on db.council.invalid is not found: no computer is called "
        "'db.council.invalid'. Check the url in plansheet.toml and your connection to the "
        "council's network."
    )
    private = replace(database_server.ledger("parish"), url=f"{where.url}?sslmode=require")
    private = replace(private, url=f"{database_server.url()}?sslmode=require")
    assert said_by(private) == (
        "The server of the ledger parish on 127.0.0.1 could not be reached privately (TLS): "
        'connection failed: connection to server at "127.0.0.1", port '
        f"{database_server.port} failed: server does not support SSL, but SSL was required. Ask "
        "whoever looks after the server which certificate it has, and check sslmode and "
        "sslrootcert in the url in plansheet.toml."
    )


@pytest.mark.parametrize(
    "url", ["postgresql//a:secret@host", "postgresql://a:secret@host:port/x", "secret"]
)
def test_an_address_that_is_none_is_said_without_what_is_in_it(url: str) -> None:
    assert said_by(Server(url, "parish", COUNCIL, "secret")) == (
        "plansheet.toml, [ledger]: url is not the address of a PostgreSQL server. Write for "
        'example url = "postgresql://plansheet@db.council.example/performance".'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FATAL: sorry, too many clients already", "has no connection left."),
        ("FATAL: the database system is starting up", "is being started or stopped."),
        ('FATAL: role "plansheet" does not exist', "knows no user 'plansheet'."),
        ("something of its own, hunter2", "could not be opened: something of its own, ***."),
    ],
)
def test_what_else_a_server_refuses_is_said(text: str, said: str) -> None:
    found = refused(text, "parish on db", {"user": "plansheet", "host": "db"}, "hunter2")
    assert found.startswith(f"The server of the ledger parish on db {said} ")


@pytest.mark.parametrize(
    ("code", "is_closed", "said"),
    [
        ("40P01", False, "is being used by another plansheet."),
        ("53100", False, "could not be written: the server has no room left."),
        ("53200", False, "could not be written: the server has run out of something (words)."),
        ("57P01", True, "was lost in the middle of the work: the server ended the connection."),
        ("", True, "was lost in the middle of the work: the server ended the connection."),
        ("XX001", False, "is damaged: words."),
        ("22003", False, "cannot be used: words."),
    ],
)
def test_what_ends_the_work_is_said(code: str, said: str, *, is_closed: bool) -> None:
    found = ended(code, "words", "parish on db", is_closed=is_closed)
    assert found.startswith(f"The ledger parish on db {said}")


def test_a_user_who_may_make_no_schema_is_told_what_to_ask_for(
    database_server: PostgresServer,
) -> None:
    database_server.asked("CREATE DATABASE closed", database="postgres")
    where = Server(database_server.url("closed"), "parish", COUNCIL, PASSWORD)
    try:
        with pytest.raises(LedgerError) as raised:
            Ledger.open(where)
        assert str(raised.value) == (
            "The ledger parish on 127.0.0.1 may not be used as was needed (permission denied for "
            "database closed). Ask whoever looks after the server to give this user the rights: "
            "USAGE and CREATE on its schema, or a schema that belongs to it."
        )
        with Ledger.open(where, read_only=True) as ledger:
            assert ledger.issues(Q2) == ()
        made = "CREATE SCHEMA parish AUTHORIZATION plansheet"
        database_server.asked(made, database="closed")
        with Ledger.open(where) as ledger:
            ledger.add_issue(ISSUE)
            assert ledger.issues(Q2) == (ISSUE,)
    finally:
        database_server.asked("DROP DATABASE closed WITH (FORCE)", database="postgres")


def test_a_database_that_keeps_no_letters_is_not_used(database_server: PostgresServer) -> None:
    made = "CREATE DATABASE old_letters ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    database_server.asked(f"{made} TEMPLATE template0", database="postgres")
    where = Server(database_server.url("old_letters"), "parish", COUNCIL, PASSWORD)
    try:
        assert said_by(where) == (
            "The ledger parish on 127.0.0.1 is in a database that keeps text as LATIN1, and not as "
            "UTF8, so letters would be lost. Ask whoever looks after the server for one with "
            "ENCODING 'UTF8'."
        )
    finally:
        database_server.asked("DROP DATABASE old_letters WITH (FORCE)", database="postgres")


def test_councils_share_a_server_each_with_a_schema_of_its_own(
    database_server: PostgresServer,
) -> None:
    rivers, parish = database_server.ledger("Three Rivers"), database_server.ledger()
    with Ledger.open(rivers) as ledger, Ledger.open(parish) as other, ledger.transaction():
        ledger.add_issue(ISSUE)
        # Who writes in one keeps nobody from writing in another.
        other.add_issue(replace(ISSUE, issue_id="id-2"))
        assert [each.issue_id for each in other.issues(Q2)] == ["id-2"]
    with Ledger.open(rivers, read_only=True) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)


def test_a_council_does_not_write_into_the_ledger_of_another(
    database_server: PostgresServer,
) -> None:
    where = database_server.ledger()
    renamed = replace(where, council="Three Rivers Council")
    Ledger.open(where).close()
    # Nothing was issued: the name is one that was not yet filled in.
    with Ledger.open(renamed) as ledger:
        ledger.add_issue(ISSUE)
    with pytest.raises(LedgerError) as raised:
        Ledger.open(where)
    assert str(raised.value) == (
        f"The ledger {where.schema} on 127.0.0.1 is that of 'Three Rivers Council', and "
        "plansheet.toml is that of 'Three Rivers District Council'. Give each council a schema of "
        "its own (schema under [ledger] in plansheet.toml). If it is the same council under a new "
        "name, run 'plansheet ledger rename' once."
    )
    with pytest.raises(LedgerError, match="is that of"):
        Ledger.open(where, read_only=True)


def test_reading_only_makes_and_changes_nothing(database_server: PostgresServer) -> None:
    where = database_server.ledger()
    known = "SELECT 1 FROM pg_namespace WHERE nspname = '{}'"
    with Ledger.open(where, read_only=True) as ledger:
        assert ledger.issues(Q2) == ()
        with pytest.raises(LedgerError, match="may not be changed"):
            ledger.add_issue(ISSUE)
    assert database_server.asked(known.format(where.schema)) == []
    Ledger.open(where).close()
    with Ledger.open(where, read_only=True) as ledger:
        with pytest.raises(LedgerError) as raised:
            ledger.add_issue(ISSUE)
        assert ledger.issues(Q2) == ()
    assert str(raised.value) == (
        f"The ledger {where.schema} on 127.0.0.1 may not be changed: the server only lets it be "
        "read. Check the url in plansheet.toml, or ask whoever looks after the server which one is "
        "written to."
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE schema_version SET version = 99", "was written by a newer plansheet."),
        ("DROP TABLE schema_version", "holds tables that are not plansheet's ledger, so nothing "),
    ],
)
def test_what_is_not_this_plansheet_s_is_left_alone(
    database_server: PostgresServer, statement: str, said: str
) -> None:
    where = database_server.ledger()
    Ledger.open(where).close()
    database_server.asked(statement, schema=where.schema)
    assert said_by(where).partition(where.schema)[2].startswith(f" on 127.0.0.1 {said}")


def test_a_step_that_fails_leaves_the_ledger_as_it_was(
    database_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = database_server.ledger()
    with Ledger.open(where) as ledger:
        ledger.add_issue(ISSUE)
    with monkeypatch.context() as patched:
        patched.setattr(
            schema, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE later (one TEXT)", "NO"))
        )
        with pytest.raises(LedgerError, match="cannot be used: syntax error"):
            Ledger.open(where)
    assert database_server.asked("SELECT version FROM schema_version", schema=where.schema) == [
        (len(MIGRATIONS),)
    ]
    with Ledger.open(where) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)


def test_a_part_that_failed_is_never_kept_without_the_rest(
    database_server: PostgresServer,
) -> None:
    with Ledger.open(database_server.ledger()) as ledger:
        ledger.add_issue(ISSUE)
        with pytest.raises(LedgerError, match="did not take a part of what was written"):
            half_kept(ledger)
        assert (ledger.issues(Q2), ledger.returns(Q2)) == ((ISSUE,), ())


def half_kept(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.add_return(RETURN)
        with pytest.raises(LedgerError, match="duplicate key"):
            ledger.add_issue(ISSUE)


def test_a_connection_that_breaks_is_said_and_what_was_begun_is_undone(
    database_server: PostgresServer,
) -> None:
    where = database_server.ledger()
    with Ledger.open(where) as ledger:
        with pytest.raises(LedgerError) as raised:
            broken_off(ledger, database_server)
        with pytest.raises(LedgerError, match="was lost"):
            ledger.issues(Q2)
    assert str(raised.value) == (
        f"The ledger {where.schema} on 127.0.0.1 was lost in the middle of the work: the server "
        "ended the connection. What was not finished was undone. Run this again."
    )
    with Ledger.open(where) as ledger:
        assert ledger.issues(Q2) == ()


def broken_off(ledger: Ledger, server: PostgresServer) -> None:
    with ledger.transaction():
        ledger.add_issue(ISSUE)
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'plansheet'"
        server.asked(ended)
        ledger.add_return(RETURN)


def together(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Do things at the same time, and return what each came to."""
    ready = Barrier(len(acts))

    def act(number: int) -> T:
        ready.wait()
        return acts[number]()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, range(len(acts))))


@pytest.fixture
def many(database_server: PostgresServer) -> Iterator[tuple[Server, list[Ledger]]]:
    where = database_server.ledger()
    ledgers = [Ledger.open(where) for _ in range(6)]
    yield where, ledgers
    for each in ledgers:
        each.close()


def test_a_ledger_that_several_begin_at_once_is_made_once(database_server: PostgresServer) -> None:
    where = database_server.ledger()
    for ledger in together([lambda: Ledger.open(where)] * 6):
        with closing(ledger):
            assert ledger.issues(Q2) == ()


def test_of_many_who_write_at_once_each_keeps_its_own(
    many: tuple[Server, list[Ledger]],
) -> None:
    where, ledgers = many

    def read(ledger: Ledger, place: int) -> list[int]:
        records = [replace(RETURN, sha256=f"{place} {each}") for each in range(10)]
        begun = Begun(f"officer {place}", "read", "1", NOON, Q2.label, ())
        ledger.log.begin(begun)
        return [ledger.add_return(each).number for each in records]

    numbers = together([partial(read, each, place) for place, each in enumerate(ledgers)])
    with Ledger.open(where, read_only=True) as ledger:
        records, entries = ledger.returns(Q2), ledger.log.entries()
    assert [each.number for each in records] == list(range(1, 61))
    assert [each.arrival for each in records] == list(range(1, 61))
    assert sorted(chain.from_iterable(numbers)) == list(range(1, 61))
    assert sorted(each.begun.who for each in entries) == [f"officer {at}" for at in range(6)]
    assert [each.number for each in entries] == list(range(1, 7))


def test_what_two_wrote_crosswise_can_be_copied(
    database_server: PostgresServer, tmp_path: Path
) -> None:
    begun = Begun("officer", "read", "1", NOON, Q2.label, ())
    with Ledger.open(database_server.ledger()) as ledger:
        numbers = [ledger.log.begin(begun) for _ in range(2)]
        # The one that began last ends first.
        for number in reversed(numbers):
            ledger.log.end(number, Ended(NOON, 0, "done", ()))
        entries = ledger.log.entries()
        file = tmp_path / "copy.db"
        file.write_bytes(ledger.whole.as_file())
    with Ledger.open(file, read_only=True) as copy:
        assert copy.log.entries() == entries


def test_rows_that_the_server_cannot_read_are_told() -> None:
    with postgres_server() as server:
        where = server.ledger()
        with Ledger.open(where) as ledger:
            ledger.add_return(RETURN)
            assert ledger.kept.faults() == ()
        server.asked("CHECKPOINT")
        ((path,),) = server.asked("SELECT pg_relation_filepath('returns')", schema=where.schema)
        server.stop()
        file = server.root / "data" / path
        file.write_bytes(file.read_bytes()[:-40] + bytes(40))
        server.start()
        with Ledger.open(where, read_only=True) as ledger:
            (fault,) = ledger.kept.faults()
    assert fault == f"the table returns cannot be read (invalid page in block 0 of relation {path})"


def test_a_server_is_known_by_its_certificate(tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    for name, ca in (("ours", authority), ("another's", stranger)):
        ca.cert_pem.write_to_path(tmp_path / f"{name}.pem")
    issued = authority.issue_cert(HOST)
    with postgres_server(certificate=issued.private_key_and_cert_chain_pem.bytes()) as server:
        where = server.ledger("parish")

        def trusting(name: str) -> Server:
            path = (tmp_path / f"{name}.pem").as_posix()
            return replace(where, url=f"{where.url}?sslmode=verify-full&sslrootcert={path}")

        with Ledger.open(trusting("ours")) as ledger:
            ledger.add_issue(ISSUE)
            used = server.asked(
                "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                " WHERE usename = 'plansheet'"
            )
        assert used == [(True,)]
        assert said_by(trusting("another's")).startswith(
            "The server of the ledger parish on 127.0.0.1 could not be reached privately (TLS): "
        )


def test_what_speaks_to_a_server_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys  # noqa: PLC0415 - what is loaded is what is tried

    monkeypatch.delitem(sys.modules, "plansheet.ledger.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError) as raised:
        Ledger.open(Server("postgresql://a@b/c", "parish", COUNCIL))
    assert str(raised.value) == (
        "plansheet.toml, [ledger]: the ledger is on a PostgreSQL server, and what speaks to one "
        'is not installed. Run pip install "plansheet[postgres]" and then this again.'
    )
