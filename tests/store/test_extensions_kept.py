"""Later deadlines that services were given: kept in order, and told from before an issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from plansheet.ledger import Ledger, schema
from plansheet.ledger.schema import MIGRATIONS
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Extension, Issue

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from plansheet.ledger import Server

Q2 = Quarter(FinancialYear(2018), 2)
NOON = datetime(2018, 10, 9, 12, 0, tzinfo=UTC)
ISSUE = Issue("id-1", "parks", Q2, 1, "aa", "bb", "1", "parks 2018-21.md", "cc", NOON)
FIRST = Extension(Q2, "parks", date(2018, 10, 19), "Two are ill", "Manager", NOON)
SECOND = replace(FIRST, until=date(2018, 10, 26), reason="Three are ill", by="")


def test_each_is_kept_as_it_was_given_and_the_last_one_holds(where: Path | Server) -> None:
    housing = replace(FIRST, service="housing")
    with Ledger.open(where) as ledger:
        extensions = ledger.extensions
        assert (extensions.all(Q2), extensions.last(Q2, "parks")) == ((), None)
        for each in (FIRST, housing, SECOND, replace(FIRST, quarter=Q2.previous)):
            extensions.add(each)
        assert extensions.all(Q2) == (FIRST, housing, SECOND)
        assert extensions.last(Q2, "parks") == SECOND
        assert extensions.last(Q2, "housing") == housing
        assert extensions.last(Q2.previous, "housing") is None


def test_what_was_given_before_the_first_workbook_is_told_from_what_came_after(
    where: Path | Server,
) -> None:
    # All within the same second: the order in the ledger counts, not the clock.
    with Ledger.open(where) as ledger:
        ledger.add_issue(replace(ISSUE, issue_id="id-0", service="housing"))
        ledger.add_issue(replace(ISSUE, issue_id="id-2", quarter=Q2.previous))
        ledger.extensions.add(FIRST)
        assert ledger.extensions.last_before_issue(Q2, "parks") == FIRST
        ledger.add_issue(ISSUE)
        ledger.extensions.add(SECOND)
        assert ledger.extensions.last_before_issue(Q2, "parks") == FIRST
        assert ledger.extensions.last(Q2, "parks") == SECOND
        ledger.extensions.add(replace(FIRST, service="housing"))
        assert ledger.extensions.last_before_issue(Q2, "housing") is None


def test_a_ledger_from_before_extensions_holds_none_and_takes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plansheet.db"
    older = next(at for at, step in enumerate(MIGRATIONS) if "TABLE extensions" in step[0])
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", MIGRATIONS[:older])
        with Ledger.open(path) as ledger:
            ledger.add_issue(ISSUE)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.extensions.all(Q2) == ()
    with Ledger.open(path) as ledger:
        ledger.extensions.add(FIRST)
        assert ledger.extensions.last(Q2, "parks") == FIRST
        assert ledger.extensions.last_before_issue(Q2, "parks") is None
        assert ledger.issues(Q2) == (ISSUE,)
