"""Every row of one ledger written into another, of whichever kinds, and looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plansheet.ledger.database import Cell, Database


def copy_rows(
    source: Database, target: Database, tables: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Write each row of `source` into `target`, which is empty, and return how many of each table.

    `tables` are the columns of each, those first that others are about. Whole or not at all:
    LedgerError where what `target` gives back is not what `source` gave.
    """
    counts = {}
    with source.unchanging(), target.transaction():
        for table, columns in tables.items():
            rows = rows_of(source, table, columns)
            named, marks = ", ".join(columns), ", ".join("?" * len(columns))
            target.write_rows(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)  # noqa: S608 - names of our own
            if rows_of(target, table, columns) != rows:
                message = (
                    f"The table {table} of the ledger {target.name} does not hold what was "
                    "written into it, so nothing was kept. Run this again."
                )
                raise LedgerError(message)
            counts[table] = len(rows)
        target.number_on(table for table, columns in tables.items() if "number" in columns)
    return counts


def rows_of(database: Database, table: str, columns: Sequence[str]) -> list[tuple[Cell, ...]]:
    """Return the rows of a table in the order in which they were written.

    What has a number is in the order of those: it may have been written in another where several
    people work at once, and SQLite would not know.
    """
    order = "number, rowid" if columns[0] == "number" else "rowid"
    found = database.read(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")  # noqa: S608 - names of our own
    return [tuple(row[place] for place in range(len(columns))) for row in found]
