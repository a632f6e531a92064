"""What people decide about returns: kept in order, in ledgers of before there were any too."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from plansheet.ledger import Ledger, schema
from plansheet.ledger.schema import MIGRATIONS
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Choice, Decision, Issue

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.ledger import Server

Q2 = Quarter(FinancialYear(2018), 2)
NOON = datetime(2018, 10, 12, 12, 0, tzinfo=UTC)
ISSUE = Issue("id-1", "parks", Q2, 1, "aa", "bb", "1", "parks 2018-21.md", "cc", NOON)
REQUEST = Decision(
    quarter=Q2,
    service="parks",
    sheet="Requests",
    row="3",
    column="",
    said="PK01 | Title | Tidy parks | next quarter | Clearer",
    choice=Choice.ACCEPT,
    value="",
    outcome="Indicators:PK01: Title 'Tidy parks' from Q3 2018/19",
    reason="Agreed by Cabinet",
    by="Cabinet, 10 October 2018",
    sha256="ab" * 32,
    made=NOON,
)
HELD_FIGURE = replace(
    REQUEST,
    sheet="Indicators",
    row="PK01",
    column="Actual",
    said="0.79",
    choice=Choice.USE_INSTEAD,
    value="79%",
    outcome="",
    by="",
)


def test_decisions_of_every_kind_come_back_in_their_order(where: Path | Server) -> None:
    again = replace(REQUEST, choice=Choice.DECLINE)
    asked = replace(HELD_FIGURE, choice=Choice.ASK_AGAIN, value="")
    with Ledger.open(where) as ledger:
        for each in (REQUEST, HELD_FIGURE, again, asked):
            ledger.add_decision(each)
        ledger.add_decision(replace(REQUEST, service="housing"))
        ledger.add_decision(replace(REQUEST, quarter=Q2.plus(1)))
        assert ledger.decisions(Q2, "parks") == (REQUEST, HELD_FIGURE, again, asked)
        assert ledger.decisions(Q2, "waste") == ()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_ledger_from_before_decisions_gets_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, read_only: bool
) -> None:
    path = tmp_path / "plansheet.db"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", MIGRATIONS[:1])
        with Ledger.open(path) as ledger:
            ledger.add_issue(ISSUE)
    before = path.read_bytes()
    assert _version(path) == 1
    with Ledger.open(path, read_only=read_only) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)
        assert ledger.decisions(Q2, "parks") == ()
        if not read_only:
            ledger.add_decision(REQUEST)
    assert (path.read_bytes() == before) is read_only
    with Ledger.open(path) as ledger:
        assert ledger.decisions(Q2, "parks") == (() if read_only else (REQUEST,))
    assert _version(path) == len(MIGRATIONS)


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()
