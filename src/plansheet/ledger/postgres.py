"""The ledger on a PostgreSQL server: opened, brought up to date, and every fault a sentence.

One schema of a database holds the ledger of one council. Who writes has the schema's lock until
the transaction ends, so that two who write at once write one after the other, as with SQLite.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any, Self

from plansheet.errors import LedgerError
from plansheet.ledger import schema
from plansheet.ledger.copying import copy_rows
from plansheet.ledger.database import Database, known
from plansheet.ledger.dialect import for_postgres, placed, received, sent
from plansheet.ledger.refusals import ended, refused
from plansheet.ledger.sqlite import SqliteDatabase

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.pq import TransactionStatus
    from psycopg.sql import SQL, Identifier
except ImportError as error:
    _MESSAGE = (
        "plansheet.toml, [ledger]: the ledger is on a PostgreSQL server, and what speaks to one "
        'is not installed. Run pip install "plansheet[postgres]" and then this again.'
    )
    raise LedgerError(_MESSAGE) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from plansheet.ledger.database import Cell, Row
    from plansheet.ledger.server import Server

# How long to wait for a server that does not answer, and what it does with a connection whose
# computer was put to sleep: who writes keeps others waiting.
_SECONDS = 10
_ASKED = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "300000",
}
_NO_ADDRESS = (
    "plansheet.toml, [ledger]: url is not the address of a PostgreSQL server. Write for example "
    'url = "postgresql://plansheet@db.council.example/performance".'
)
_STATE = (
    "SELECT current_setting('server_encoding') AS encoding,"
    " to_regclass(format('%%I.schema_version', %s::text)) IS NOT NULL AS is_ours,"
    " to_regnamespace(quote_ident(%s)) IS NOT NULL AS has_room,"
    " EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = %s AND relkind = 'r') AS is_used"
)


class PostgresDatabase(Database):
    """A ledger on a server."""

    def __init__(self, connection: psycopg.Connection[Row], server: Server, name: str) -> None:
        """Take over a connection."""
        super().__init__(name)
        self._connection = connection
        self._server = server

    @classmethod
    def open(cls, server: Server, patience: float) -> Self:
        """Open the ledger on a server, made where it is missing."""
        with ExitStack() as stack:
            database = cls._connected(server, patience)
            stack.callback(database.close)
            database.bring_up_to_date()
            stack.pop_all()
        return database

    @classmethod
    def open_to_read(cls, server: Server, patience: float) -> Database:
        """Open it so that nothing can change it; empty where it is missing.

        One of an earlier plansheet is read from a copy in memory that is brought up to date.
        """
        with ExitStack() as stack:
            database = cls._connected(server, patience, default_transaction_read_only="on")
            stack.callback(database.close)
            version = database.version()
            if version:
                database.of_this_council()
            if version == len(schema.MIGRATIONS):
                stack.pop_all()
                return database
            return database.as_sqlite(version).renewed()

    @classmethod
    def _connected(cls, server: Server, patience: float, **asked: str) -> Self:
        given, name = _given(server)
        try:
            connection = psycopg.connect(
                **given, autocommit=True, prepare_threshold=None, row_factory=_rows
            )
        except psycopg.Error as error:
            raise LedgerError(refused(str(error), name, given, server.password)) from None
        database = cls(connection, server, name)
        with ExitStack() as stack:
            stack.callback(connection.close)
            # A patience of nothing would be one without end.
            waits = str(max(1, int(patience * 1000)))
            path = Identifier(server.schema).as_string(connection)
            wanted = {**_ASKED, "lock_timeout": waits, "search_path": path, **asked}
            chosen = ", ".join("set_config(?, ?, false)" for _ in wanted)
            database.read(f"SELECT {chosen}", *(word for pair in wanted.items() for word in pair))
            stack.pop_all()
        return database

    def bring_up_to_date(self) -> None:
        """Make every step of the schema that is not made."""
        if self.version() < len(schema.MIGRATIONS):
            with self.transaction():
                # Read once more: another plansheet may have made the steps in the meantime.
                version = self.version()
                self.made(schema.MIGRATIONS[version:])
        if not self.of_this_council():
            self.rename()

    def made(self, steps: Sequence[Sequence[str]]) -> None:
        """Make steps of the schema, in the transaction that is under way."""
        if not self._is_there():
            if not self._state()["has_room"]:
                self._run(SQL("CREATE SCHEMA {}").format(Identifier(self._server.schema)))
            self._run(
                "CREATE TABLE schema_version (version BIGINT NOT NULL, council TEXT NOT NULL)"
            )
            self.read("INSERT INTO schema_version VALUES (0, ?) RETURNING 1", self._server.council)
        for step in steps:
            for statement in step:
                for each in for_postgres(statement):
                    self._run(each)
        self.read("UPDATE schema_version SET version = version + ? RETURNING version", len(steps))

    def of_this_council(self) -> bool:
        """Return whether it has the council's name; LedgerError where it is another council's.

        Two in one schema would count each other's services. As long as nothing was issued the
        council may still be given its name.
        """
        mine = self._server.council
        (row,) = self.read(
            "SELECT council, EXISTS (SELECT 1 FROM issues) AS is_old FROM schema_version"
        )
        if row["council"] != mine and row["is_old"]:
            message = (
                f"The ledger {self.name} is that of '{row['council']}', and plansheet.toml is that "
                f"of '{mine}'. Give each council a schema of its own (schema under [ledger] in "
                "plansheet.toml). If it is the same council under a new name, run 'plansheet "
                "ledger rename' once."
            )
            raise LedgerError(message)
        return bool(row["council"] == mine)

    @classmethod
    def renamed(cls, server: Server, patience: float) -> None:
        """Have a ledger take the council's name of now, whatever it was."""
        with closing(cls._connected(server, patience)) as database:
            if database.version():
                database.rename()

    def rename(self) -> None:
        """Keep the name that the council has now."""
        with self.transaction():
            self.read("UPDATE schema_version SET council = ? RETURNING 1", self._server.council)

    def _is_there(self) -> bool:
        return bool(self._state()["is_ours"])

    def _state(self) -> Row:
        name = self._server.schema
        with self._told():
            cursor = self._connection.execute(_STATE, (name, name, name))
            return cursor.fetchall()[0]

    def version(self) -> int:
        """Return how many steps of the schema were made; LedgerError where they are not ours."""
        state = self._state()
        if state["encoding"] != "UTF8":
            message = (
                f"The ledger {self.name} is in a database that keeps text as {state['encoding']}, "
                "and not as UTF8, so letters would be lost. Ask whoever looks after the server "
                "for one with ENCODING 'UTF8'."
            )
            raise LedgerError(message)
        if state["is_ours"]:
            return known(int(self.read("SELECT version FROM schema_version")[0][0]), self.name)
        if state["is_used"]:
            message = (
                f"The schema {self.name} holds tables that are not plansheet's ledger, so nothing "
                "was changed. Name another schema under [ledger] in plansheet.toml; it is made "
                "where it is missing."
            )
            raise LedgerError(message)
        return 0

    def as_sqlite(self, version: int) -> SqliteDatabase:
        """Return a copy in memory of a ledger of so many steps."""
        copy = SqliteDatabase.in_memory(self.name, version)
        if version:
            copy_rows(self, copy, copy.columns())
        return copy

    def copied(self) -> SqliteDatabase:
        """Return a copy of it in memory, which may be changed."""
        return self.as_sqlite(len(schema.MIGRATIONS))

    def close(self) -> None:
        """Close the connection; a transaction that has not ended is undone."""
        self._connection.close()

    @property
    def is_writing(self) -> bool:
        """Return whether a transaction is under way."""
        return self._connection.info.transaction_status in {
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        }

    def begin(self) -> None:
        """Begin a transaction: nobody else writes into this schema until it ends."""
        name = f"plansheet {self._server.schema}".encode()
        key = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
        with ExitStack() as stack:
            stack.callback(self.undo)
            self._run("BEGIN")
            self.read("SELECT pg_advisory_xact_lock(?)", key)
            stack.pop_all()

    def commit(self) -> None:
        """Keep what was written since it began; LedgerError where a part of it had failed."""
        if self._connection.info.transaction_status is TransactionStatus.INERROR:
            message = (
                f"The ledger {self.name} did not take a part of what was written, so none of it "
                "is kept. Run this again."
            )
            raise LedgerError(message)
        self._run("COMMIT")

    def undo(self) -> None:
        """Undo what was written since it began; nothing where it has ended."""
        try:
            self._connection.rollback()
        except psycopg.Error:
            # The server undoes it by itself once nobody is there any more.
            self._connection.close()

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """Let all that is read in a `with` block be of one moment."""
        if self.is_writing:
            yield
            return
        self._run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self.undo()

    def read(self, sql: str, *given: Cell) -> list[Row]:
        """Return the rows of a question."""
        with self._told():
            found = tuple(sent(each) for each in given)
            return self._connection.execute(placed(sql), found).fetchall()

    def write_rows(self, sql: str, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Write rows in the transaction that is under way."""
        with self._told(), self._connection.cursor() as cursor:
            found = [tuple(sent(each) for each in row) for row in rows]
            cursor.executemany(placed(sql), found)

    def faults(self) -> tuple[str, ...]:
        """Return what the server finds wrong with the rows of the ledger as it reads them all."""
        with closing(SqliteDatabase.in_memory()) as empty:
            tables = empty.columns()
        return tuple(said for table in tables if (said := self._fault(table)))

    def _fault(self, table: str) -> str:
        try:
            self.read(f"SELECT * FROM {table}")  # noqa: S608 - a name of our own
        except LedgerError as error:
            if _code(error.__cause__).startswith("XX"):
                return f"the table {table} cannot be read ({_words(error.__cause__)})"
            raise
        return ""

    def overwrite_what_goes(self) -> None:
        """Do nothing: when a server writes over what was deleted is for whoever looks after it."""

    def number_on(self, tables: Iterable[str]) -> None:
        """Go on after the highest `number` of each table: rows have been written with theirs."""
        for table in tables:
            self.read(
                f"SELECT setval(pg_get_serial_sequence(?, 'number'), max(number)) FROM {table}",  # noqa: S608 - a name of our own
                table,
            )

    def _run(self, statement: Any) -> None:  # noqa: ANN401 - text or composed of names
        with self._told():
            self._connection.execute(statement)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the server says is wrong into a sentence about the ledger."""
        try:
            yield
        except psycopg.Error as error:
            is_closed = self._connection.closed
            said = ended(_code(error), _words(error), self.name, is_closed=is_closed)
            raise LedgerError(said) from error


class _Row:
    """A row as SQLite gives one: its cells by name or by place."""

    __slots__ = ("_cells", "_places")

    def __init__(self, places: dict[str, int], cells: Sequence[object]) -> None:
        self._places = places
        self._cells = cells

    def __getitem__(self, key: int | str, /) -> Any:  # noqa: ANN401 - text, a number or nothing
        return received(self._cells[self._places[key] if isinstance(key, str) else key])


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    places = {column.name: place for place, column in enumerate(cursor.description or ())}
    return lambda cells: _Row(places, cells)


def _given(server: Server) -> tuple[dict[str, Any], str]:
    """Return what to connect with, and what messages call the ledger."""
    said = _parts(server.url)
    if not all(each.isdecimal() for each in str(said.get("port", "0")).split(",")):
        raise LedgerError(_NO_ADDRESS)
    given: dict[str, Any] = {
        "connect_timeout": _SECONDS,
        "application_name": "plansheet",
        **said,
        "client_encoding": "utf8",
    }
    if server.password:
        given["password"] = server.password
    return given, f"{server.schema} on {said.get('host') or 'this computer'}"


def _parts(url: str) -> dict[str, Any]:
    """Return what an address says."""
    try:
        return {**conninfo_to_dict(url)}
    except psycopg.ProgrammingError:
        # Its own words quote the address, in which somebody may have written a password.
        raise LedgerError(_NO_ADDRESS) from None


def _code(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or ""


def _words(error: BaseException | None) -> str:
    """Return what the server said, without the rows that it may quote in the details."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return (said or str(error)).strip().removesuffix(".")
