"""The ledger: what was issued, what came back, how it was read; values in, the same values out.

It has no clock and makes no ids: times and ids are handed to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from plansheet.ledger import rows as made
from plansheet.ledger.compiled import CompiledVersions, PublicCopies
from plansheet.ledger.database import PATIENCE
from plansheet.ledger.decisions import KeptDecisions
from plansheet.ledger.extensions import Extensions
from plansheet.ledger.imported import ImportedFigures
from plansheet.ledger.kept import Kept
from plansheet.ledger.log import Log
from plansheet.ledger.looked_at import LookedAt
from plansheet.ledger.messages import Messages
from plansheet.ledger.removals import Removals
from plansheet.ledger.returns import KeptReturns
from plansheet.ledger.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from types import TracebackType

    from plansheet.ledger.database import Database
    from plansheet.ledger.server import Server
    from plansheet.ledger.whole import Whole
    from plansheet.model.periods import Quarter
    from plansheet.model.records import (
        FileRecord,
        Issue,
    )


class Ledger(CompiledVersions, KeptDecisions, KeptReturns):
    """The council's ledger, open until its `with` block ends.

    Every write is whole or not at all; `transaction()` makes one of several. Any method raises
    LedgerError where the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        """Take over an open database; `named` are the files that are entered in it from now on."""
        super().__init__(database)
        self.named: list[FileRecord] = []

    @classmethod
    def open(
        cls,
        where: Path | Server,
        *,
        read_only: bool = False,
        patience: float = PATIENCE,
        name: str = "",
    ) -> Self:
        """Open the ledger in a file or on a server, made where it is missing.

        With `read_only` nothing is made or changed: a missing ledger is an empty one. `patience`
        is how many seconds to wait while another plansheet has it, `name` what messages call a
        file other than by its name.
        """
        if isinstance(where, Path):
            how = SqliteDatabase.open_to_read if read_only else SqliteDatabase.open
            return cls(how(where, patience, name))
        # What speaks to a server is loaded for a ledger on one, and is not always installed.
        from plansheet.ledger.postgres import PostgresDatabase  # noqa: PLC0415 - as just said

        on_server = PostgresDatabase.open_to_read if read_only else PostgresDatabase.open
        return cls(on_server(where, patience))

    @staticmethod
    def rename(where: Server) -> None:
        """Have a ledger on a server take the council's name of now, whatever it was."""
        from plansheet.ledger.postgres import PostgresDatabase  # noqa: PLC0415 - as above

        PostgresDatabase.renamed(where, PATIENCE)

    @classmethod
    def in_memory(cls) -> Self:
        """Return an empty ledger that is gone when it is closed."""
        return cls(SqliteDatabase.in_memory())

    def copied(self, until: datetime | None = None) -> Self:
        """Return a copy that is gone when it is closed: what a rehearsal writes into.

        With `until` it knows nothing of what came back, or was decided, after that moment.
        """
        copy = type(self)(self._database.copied())
        if until is not None:
            copy.forget_after(until)
        return copy

    def forget_after(self, moment: datetime) -> None:
        """Forget what came back, or was decided, after a moment: for copies only."""
        when = moment.isoformat()
        self._database.write("DELETE FROM returns WHERE read_at > ?", when)
        self._database.write("DELETE FROM decisions WHERE made > ?", when)

    def __enter__(self) -> Self:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database; a transaction that has not ended is undone."""
        self._database.close()

    @property
    def messages(self) -> Messages:
        """Return what it holds of messages."""
        return Messages(self._database)

    @property
    def looked_at(self) -> LookedAt:
        """Return what it holds of mailboxes."""
        return LookedAt(self._database)

    @property
    def kept(self) -> Kept:
        """Return what of it is held against the archive."""
        return Kept(self._database)

    @property
    def log(self) -> Log:
        """Return what it holds of commands: who had plansheet do what."""
        return Log(self._database)

    @property
    def removals(self) -> Removals:
        """Return what it holds of returned files that were removed."""
        return Removals(self._database)

    @property
    def extensions(self) -> Extensions:
        """Return what it holds of later deadlines that services were given."""
        return Extensions(self._database)

    @property
    def public_copies(self) -> PublicCopies:
        """Return what it holds of the public copies of the council-wide workbook."""
        return PublicCopies(self._database)

    @property
    def imported(self) -> ImportedFigures:
        """Return what it holds of figures from before plansheet."""
        return ImportedFigures(self._database)

    @property
    def name(self) -> str:
        """Return what messages call it."""
        return self._database.name

    @property
    def whole(self) -> Whole:
        """Return it as a whole, to be copied to another place."""
        from plansheet.ledger.whole import Whole  # noqa: PLC0415 - few commands need it

        return Whole(self._database)

    def transaction(self) -> AbstractContextManager[None]:
        """Make one whole of the writes in a `with` block; inside another, they are part of that."""
        return self._database.transaction()

    def add_issue(self, issue: Issue) -> None:
        """Keep one issue; LedgerError where its id, or its number of that quarter, is taken."""
        self._database.write(
            "INSERT INTO issues (issue_id, service, period, number, sha256, content_sha256, layout,"
            " plan_file, plan_sha256, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            issue.issue_id,
            issue.service,
            issue.quarter.label,
            issue.number,
            issue.sha256,
            issue.content_sha256,
            issue.layout,
            issue.plan_file,
            issue.plan_sha256,
            issue.made.isoformat(),
        )

    def issues(self, quarter: Quarter, service: str = "") -> tuple[Issue, ...]:
        """Return the issues of a quarter, of one service where named, by service and number."""
        rows = self._database.read(
            "SELECT * FROM issues WHERE period = ? AND ? IN ('', service) ORDER BY service, number",
            quarter.label,
            service,
        )
        return tuple(made.issue(row) for row in rows)

    def newest_issue(self, quarter: Quarter, service: str) -> Issue | None:
        """Return the last issue of a service's workbook, or None where none was made."""
        return next(reversed(self.issues(quarter, service)), None)

    def issue(self, issue_id: str) -> Issue | None:
        """Return the issue of that id, of whatever quarter, or None."""
        rows = self._database.read("SELECT * FROM issues WHERE issue_id = ?", issue_id)
        return next((made.issue(row) for row in rows), None)

    def quarters(self) -> tuple[Quarter, ...]:
        """Return the quarters of which anything was issued or returned, the oldest first."""
        rows = self._database.read(
            "SELECT period FROM issues UNION SELECT period FROM returns ORDER BY period"
        )
        return tuple(made.quarter_of(row["period"]) for row in rows)

    def add_file(self, record: FileRecord) -> None:
        """Keep that a file was seen; what is known of those bytes already stays as it is."""
        self.named.append(record)
        self._database.write(
            "INSERT INTO files (sha256, kind, name, size, first_seen) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            record.sha256,
            record.kind,
            record.name,
            record.size,
            record.first_seen.isoformat(),
        )

    def files(self) -> tuple[FileRecord, ...]:
        """Return every file of the archive in the order in which they were first seen."""
        rows = self._database.read("SELECT * FROM files ORDER BY rowid")
        return tuple(made.file_record(row) for row in rows)

    def kept_refs(self, service: str) -> Mapping[tuple[str, str], str]:
        """Return the refs given to rows of a service's plans, by table and row."""
        rows = self._database.read("SELECT * FROM refs WHERE service = ? ORDER BY rowid", service)
        return {(row["plan_table"], row["plan_row"]): row["ref"] for row in rows}

    def keep_refs(self, service: str, refs: Mapping[tuple[str, str], str]) -> None:
        """Keep refs given to rows that have none; a ref is given once, so what is kept stays."""
        self._database.write_all(
            "INSERT INTO refs (service, plan_table, plan_row, ref) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            ((service, table, row, ref) for (table, row), ref in refs.items()),
        )
