"""The tables of the ledger, as the steps that make them; a ledger's version counts its steps.

A step that has been released is never edited: a change to the tables is a new step at the end.
"""

from __future__ import annotations

_FIRST = (
    """
    CREATE TABLE issues (
        issue_id TEXT PRIMARY KEY,
        service TEXT NOT NULL,
        period TEXT NOT NULL,
        number INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        layout TEXT NOT NULL,
        plan_file TEXT NOT NULL,
        plan_sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        UNIQUE (period, service, number)
    )
    """,
    # The same bytes can be issued and come back untouched, so the kind is part of the key.
    """
    CREATE TABLE files (
        sha256 TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        PRIMARY KEY (sha256, kind)
    )
    """,
    """
    CREATE TABLE returns (
        number INTEGER PRIMARY KEY,
        period TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        arrival INTEGER NOT NULL,
        file TEXT NOT NULL,
        service TEXT NOT NULL,
        issue_id TEXT NOT NULL,
        status TEXT NOT NULL,
        read_at TEXT NOT NULL,
        UNIQUE (period, sha256),
        UNIQUE (period, arrival)
    )
    """,
    "CREATE INDEX returns_by_service ON returns (service, period)",
    """
    CREATE TABLE return_sheets (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        sheet TEXT NOT NULL,
        name_in_file TEXT NOT NULL,
        PRIMARY KEY (return_number, sheet)
    )
    """,
    """
    CREATE TABLE answers (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        sheet TEXT NOT NULL,
        ref TEXT NOT NULL,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT,
        entered TEXT NOT NULL,
        cell TEXT NOT NULL,
        held INTEGER NOT NULL,
        PRIMARY KEY (return_number, sheet, ref, key)
    )
    """,
    """
    CREATE TABLE problems (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        position INTEGER NOT NULL,
        code TEXT NOT NULL,
        level TEXT NOT NULL,
        file TEXT NOT NULL,
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        label TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (return_number, position)
    )
    """,
    """
    CREATE TABLE refs (
        service TEXT NOT NULL,
        plan_table TEXT NOT NULL,
        plan_row TEXT NOT NULL,
        ref TEXT NOT NULL,
        PRIMARY KEY (service, plan_table, plan_row)
    )
    """,
    """
    CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        service TEXT NOT NULL,
        period TEXT NOT NULL,
        kind TEXT NOT NULL,
        drafted_at TEXT NOT NULL,
        sent_at TEXT
    )
    """,
    "CREATE INDEX messages_by_period ON messages (period, service, kind)",
    """
    CREATE TABLE compiled (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        PRIMARY KEY (period, version)
    )
    """,
)

# What people decide about returns: never changed or deleted, the last one about a thing holds.
_DECISIONS = (
    """
    CREATE TABLE decisions (
        number INTEGER PRIMARY KEY,
        period TEXT NOT NULL,
        service TEXT NOT NULL,
        sheet TEXT NOT NULL,
        row_label TEXT NOT NULL,
        column_heading TEXT NOT NULL,
        said TEXT NOT NULL,
        choice TEXT NOT NULL,
        value TEXT NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        made TEXT NOT NULL
    )
    """,
    "CREATE INDEX decisions_by_service ON decisions (period, service, sheet)",
)

# Who sent the e-mail that a return came with, and when.
_LETTERS = (
    "ALTER TABLE returns ADD COLUMN sender TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE returns ADD COLUMN sent_at TEXT",
)

# Which files were first seen together, what was said of each in words and in parts, and what each
# version of the council-wide workbook said. Of files that were read before, each was seen alone.
_VERSIONS = (
    """
    CREATE TABLE readings (
        period TEXT NOT NULL,
        number INTEGER NOT NULL,
        is_over INTEGER NOT NULL,
        PRIMARY KEY (period, number)
    )
    """,
    "ALTER TABLE returns ADD COLUMN reading INTEGER NOT NULL DEFAULT 0",
    "UPDATE returns SET reading = arrival",
    "INSERT INTO readings SELECT period, max(arrival), 1 FROM returns GROUP BY period",
    "ALTER TABLE problems ADD COLUMN said TEXT NOT NULL DEFAULT '{}'",
    """
    CREATE TABLE compiled_rows (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        service TEXT NOT NULL,
        ref TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (period, version, position),
        FOREIGN KEY (period, version) REFERENCES compiled
    )
    """,
)
# The locked cells of a return that came back changed, with both their texts whole.
_CHANGED_CELLS = (
    """
    CREATE TABLE changed_cells (
        return_number INTEGER NOT NULL REFERENCES returns ON DELETE CASCADE,
        position INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        label TEXT NOT NULL,
        heading TEXT NOT NULL,
        cell TEXT NOT NULL,
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        PRIMARY KEY (return_number, position)
    )
    """,
)
# Returned files that were removed, so that it is known that they were there.
_REMOVALS = (
    """
    CREATE TABLE removals (
        period TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        file TEXT NOT NULL,
        service TEXT NOT NULL,
        received TEXT NOT NULL,
        removed TEXT NOT NULL,
        reason TEXT NOT NULL,
        removed_by TEXT NOT NULL,
        figures_kept INTEGER NOT NULL,
        PRIMARY KEY (period, sha256)
    )
    """,
)
# Figures of earlier quarters from files of the council's own: the newest of each quarter counts.
_IMPORTED_FIGURES = (
    """
    CREATE TABLE imported_figures (
        number INTEGER PRIMARY KEY,
        service TEXT NOT NULL,
        ref TEXT NOT NULL,
        period TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT,
        numerator TEXT,
        denominator TEXT,
        entered TEXT NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        made TEXT NOT NULL
    )
    """,
    "CREATE INDEX imported_figures_by_service ON imported_figures (service, ref, period)",
)

# The public copies of the council-wide workbook, and what each version of them said.
_PUBLIC_COPIES = (
    """
    CREATE TABLE public_copies (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        PRIMARY KEY (period, version)
    )
    """,
    """
    CREATE TABLE public_rows (
        period TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        service TEXT NOT NULL,
        ref TEXT NOT NULL,
        said TEXT NOT NULL,
        PRIMARY KEY (period, version, position),
        FOREIGN KEY (period, version) REFERENCES public_copies
    )
    """,
)

# What each message is about, whom it went to, and how far it has got. Of those before, only that
# they were drafted, and sent by hand, is known.
_DELIVERIES = (
    "ALTER TABLE messages ADD COLUMN about TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE messages ADD COLUMN recipients TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE messages ADD COLUMN message_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE messages ADD COLUMN delivery TEXT NOT NULL DEFAULT 'drafted'",
    "ALTER TABLE messages ADD COLUMN said TEXT NOT NULL DEFAULT ''",
    "UPDATE messages SET delivery = 'sent' WHERE sent_at IS NOT NULL",
)

# Later deadlines that services were given: never changed or deleted, the last one holds. `issues`
# is how many workbooks the service had been issued before.
_EXTENSIONS = (
    """
    CREATE TABLE extensions (
        number INTEGER PRIMARY KEY,
        period TEXT NOT NULL,
        service TEXT NOT NULL,
        until TEXT NOT NULL,
        reason TEXT NOT NULL,
        given_by TEXT NOT NULL,
        made TEXT NOT NULL,
        issues INTEGER NOT NULL
    )
    """,
    "CREATE INDEX extensions_by_service ON extensions (period, service)",
)

# The id of the e-mail that a return came with.
_MESSAGE_IDS = ("ALTER TABLE returns ADD COLUMN message_id TEXT NOT NULL DEFAULT ''",)

# Which messages of a mailbox need no second look, by the mailbox's own numbers, and when it was
# looked through.
_LOOKS = (
    """
    CREATE TABLE looked_at (
        period TEXT NOT NULL,
        folder TEXT NOT NULL,
        validity INTEGER NOT NULL,
        uid TEXT NOT NULL,
        is_taken INTEGER NOT NULL,
        PRIMARY KEY (period, folder, validity, uid)
    )
    """,
    "CREATE TABLE looks (period TEXT NOT NULL, made TEXT NOT NULL)",
)


def _kept_for_good(table: str) -> tuple[str, ...]:
    """Return the triggers that refuse to change or delete a row of a table, or to replace one."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
    )


def _never_replaced(table: str, same: str) -> str:
    """Return the trigger that refuses a second row of the same key: REPLACE would delete one."""
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there}"
        " BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END"
    )


# Who had plansheet do what, what came of it, and from which files: never changed or deleted. A
# command without an end was broken off.
_LOG = (
    """
    CREATE TABLE log (
        number INTEGER PRIMARY KEY,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        version TEXT NOT NULL,
        began TEXT NOT NULL,
        period TEXT NOT NULL,
        services TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE log_ends (
        number INTEGER PRIMARY KEY REFERENCES log,
        ended TEXT NOT NULL,
        status INTEGER NOT NULL,
        said TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE log_files (
        number INTEGER NOT NULL REFERENCES log_ends,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        PRIMARY KEY (number, position)
    )
    """,
    *_kept_for_good("log"),
    *_kept_for_good("log_ends"),
    *_kept_for_good("log_files"),
    _never_replaced("log", "number = NEW.number"),
    _never_replaced("log_ends", "number = NEW.number"),
    _never_replaced("log_files", "number = NEW.number AND position = NEW.position"),
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    _DECISIONS,
    _LETTERS,
    _VERSIONS,
    _CHANGED_CELLS,
    _REMOVALS,
    _PUBLIC_COPIES,
    _IMPORTED_FIGURES,
    _DELIVERIES,
    _EXTENSIONS,
    _MESSAGE_IDS,
    _LOOKS,
    _LOG,
)
