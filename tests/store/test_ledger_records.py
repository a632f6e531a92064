"""The ledger gives back exactly what it was given, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plansheet.errors import LedgerError
from plansheet.ledger import Ledger, schema
from plansheet.ledger.schema import MIGRATIONS
from plansheet.model.messages import Delivery, Kind, Message
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import (
    Compiled,
    CompiledRow,
    FileKind,
    FileRecord,
    Issue,
    Removal,
    ReturnRecord,
    Status,
)
from plansheet.model.returns import Answer, Return
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from database_server import PostgresServer

    from plansheet.ledger import Server
    from plansheet.ledger.database import Database

Q2 = Quarter(FinancialYear(2018), 2)
Q3 = Q2.plus(1)
NOON = datetime(2018, 10, 12, 12, 0, tzinfo=UTC)
CP, CS = "community-partnerships", "corporate-services"
UNIQUE = "(?i:unique) constraint"
ISSUE = Issue("id-1", CP, Q2, 1, "aa", "bb", "1", f"{CP} 2018-21.md", "cc", NOON)


@pytest.fixture
def ledger(where: Path | Server) -> Iterator[Ledger]:
    with Ledger.open(where) as ledger:
        yield ledger


def record(sha256: str, status: Status = Status.ACCEPTED, service: str = CP) -> ReturnRecord:
    return ReturnRecord(Q2, sha256, f"{sha256}.xlsx", status, NOON, service, "id-1")


def a_return(sha256: str, figure: str, service: str = CP) -> Return:
    answers = {"Indicators": {"CP05": {"actual": Answer(Decimal(figure), figure, "F12")}}}
    sheets = {"Indicators": "Indicators"}
    return Return(service, Q2, "id-1", f"{sha256}.xlsx", sha256, answers, sheets)


def test_issues_are_kept_by_quarter_service_and_number(ledger: Ledger) -> None:
    second = replace(ISSUE, issue_id="id-2", number=2)
    other = replace(ISSUE, issue_id="id-3", service=CS)
    later = replace(ISSUE, issue_id="id-4", quarter=Q3)
    for issue in (second, other, ISSUE, later):
        ledger.add_issue(issue)
    assert ledger.issues(Q2) == (ISSUE, second, other)
    assert ledger.issues(Q2, CP) == (ISSUE, second)
    assert ledger.newest_issue(Q2, CP) == second
    assert ledger.newest_issue(Q3, CS) is None
    assert ledger.issue("id-4") == later
    assert ledger.issue("ID-4") is None


@pytest.mark.parametrize("again", [ISSUE, replace(ISSUE, issue_id="id-2")])
def test_an_id_and_a_number_are_given_once(ledger: Ledger, again: Issue) -> None:
    ledger.add_issue(ISSUE)
    with pytest.raises(LedgerError, match=f"The ledger .* cannot be used: .*{UNIQUE}"):
        ledger.add_issue(again)
    assert ledger.issues(Q2) == (ISSUE,)


def test_a_file_is_first_seen_once_of_each_kind(ledger: Ledger) -> None:
    issued = FileRecord("aa", "parks.xlsx", 123, FileKind.ISSUED, NOON)
    returned = replace(issued, kind=FileKind.RETURNED, name="untouched.xlsx")
    for file in (issued, returned, replace(issued, name="other.xlsx")):
        ledger.add_file(file)
    assert ledger.files() == (issued, returned)


def test_names_stand_in_the_order_of_their_bytes_whatever_language_a_server_speaks(
    ledger: Ledger,
) -> None:
    files = ["Zoo.xlsx", "_.xlsx", "a b.xlsx", "a-b.xlsx", "ab.xlsx", "zoo.xlsx", "Æ.xlsx"]
    for number, file in enumerate(reversed(files)):
        ledger.removals.add(Removal(Q2, f"{number}", file, CP, NOON, NOON, "Why"))
    assert [each.file for each in ledger.removals.all(Q2)] == files


def test_returns_are_kept_in_the_order_of_arrival_with_their_problems(ledger: Ledger) -> None:
    place = Place("b.xlsx", "Indicators", "F12", "CP05")
    problems = (
        problem("row-unknown", place, row="'CP99'"),
        problem("no-identity", Place("b.xlsx")),
    )
    first = ledger.add_return(replace(record("b"), problems=problems), a_return("b", "79"))
    second = ledger.add_return(record("a", Status.REJECTED, ""))
    elsewhere = ledger.add_return(replace(record("b"), quarter=Q3))
    assert (first.arrival, second.arrival, elsewhere.arrival) == (1, 2, 1)
    assert first == replace(record("b"), problems=problems, arrival=1, number=1, reading=1)
    kept = ledger.returns(Q2)[0].problems
    assert [each.said for each in kept] == [{"row": "'CP99'"}, {}]
    assert ledger.returns(Q2) == (first, second)
    assert ledger.return_of(Q2, "b") == first
    assert ledger.return_of(Q3, "b") == elsewhere
    assert ledger.return_of(Q3, "a") is None


def test_files_that_could_be_used_are_kept_apart_from_the_others(ledger: Ledger) -> None:
    ledger.add_issue(ISSUE)
    for sha256, status in (
        ("a", Status.ACCEPTED),
        ("b", Status.HELD),
        ("c", Status.ACCEPTED),
        ("d", Status.REJECTED),
    ):
        ledger.add_return(record(sha256, status), a_return(sha256, "79"))
    ledger.add_return(record("e", Status.ACCEPTED, CS), a_return("e", "80", CS))
    assert [each.sha256 for each in ledger.usable_returns(CP, Q2)] == ["a", "b", "c"]
    assert [each.sha256 for each in ledger.usable_returns(CS, Q2)] == []
    assert ledger.usable_returns(CP, Q3) == ()


def test_files_that_were_first_seen_in_one_reading_share_its_number(ledger: Ledger) -> None:
    for sha256 in ("a", "b"):
        ledger.add_return(record(sha256))
    ledger.add_return(replace(record("a"), quarter=Q3))
    ledger.end_reading(Q2)
    ledger.end_reading(Q2)
    for sha256 in ("b", "c"):
        ledger.add_return(record(sha256))
    assert [(each.sha256, each.reading) for each in ledger.returns(Q2)] == [
        ("a", 1),
        ("b", 1),
        ("c", 2),
    ]
    assert [each.reading for each in ledger.returns(Q3)] == [1]


def test_a_copy_of_the_ledger_can_be_written_and_leaves_the_ledger_as_it_was(
    where: Path | Server,
) -> None:
    with Ledger.open(where) as ledger:
        ledger.add_return(record("a"))
    with Ledger.open(where, read_only=True) as ledger, ledger.copied() as copy:
        copy.add_return(record("b"))
        assert [each.sha256 for each in copy.returns(Q2)] == ["a", "b"]
        assert [each.sha256 for each in ledger.returns(Q2)] == ["a"]


def test_a_ledger_that_takes_another_over_holds_all_of_it_or_nothing(
    where: Path | Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.in_memory() as source, Ledger.open(where) as ledger:
        source.add_issue(ISSUE)
        for sha256 in ("a", "b"):
            source.add_return(record(sha256), a_return(sha256, "79"))
        whole, target = ledger.whole, type(ledger.whole._database)  # noqa: SLF001 - under it
        write_rows = target.write_rows

        def all_but_one(self: Database, sql: str, rows: list[tuple[str, ...]]) -> None:
            write_rows(self, sql, rows[:-1] if "answers" in sql else rows)

        with monkeypatch.context() as patched:
            patched.setattr(target, "write_rows", all_but_one)
            with pytest.raises(LedgerError, match=r"table answers of the ledger .* does not hold"):
                whole.fill(source.whole)
        assert (whole.is_begun, ledger.issues(Q2)) == (False, ())
        counts = whole.fill(source.whole)
        with pytest.raises(LedgerError, match="is not empty"):
            whole.fill(source.whole)
        assert counts == whole.counts() == source.whole.counts()
        assert [ledger.loaded_return(number) for number in (1, 2)] == [
            a_return("a", "79"),
            a_return("b", "79"),
        ]
        assert ledger.add_return(record("c")).number == 3


def test_what_is_being_written_is_taken_over_too(where: Path | Server) -> None:
    with Ledger.open(where) as ledger, Ledger.in_memory() as target, Ledger.in_memory() as back:
        with ledger.transaction():
            ledger.add_issue(ISSUE)
            target.whole.fill(ledger.whole)
            with target.transaction():
                back.whole.fill(target.whole)
        assert back.issues(Q2) == target.issues(Q2) == ledger.issues(Q2) == (ISSUE,)


def test_a_return_is_kept_with_the_e_mail_that_it_came_with(ledger: Ledger) -> None:
    mailed = replace(record("a"), sender="H <h@x.example>", sent_at=NOON, message_id="<1@x>")
    ledger.add_return(mailed)
    ledger.add_return(record("b"))
    found = [(each.sender, each.sent_at, each.message_id) for each in ledger.returns(Q2)]
    assert found == [("H <h@x.example>", NOON, "<1@x>"), ("", None, "")]


def test_a_ledger_from_before_versions_keeps_the_order_in_which_files_came(tmp_path: Path) -> None:
    """The tables are those of the three steps before; a file of each of them was in use."""
    path = tmp_path / "plansheet.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for step in MIGRATIONS[:3]:
        for statement in step:
            connection.execute(statement)
    connection.execute("PRAGMA user_version = 3")
    for number in (1, 2):
        connection.execute(
            "INSERT INTO returns (number, period, sha256, arrival, file, service, issue_id, status,"
            " read_at) VALUES (?, '2018-19-Q2', ?, ?, 'a.xlsx', ?, 'id-1', 'accepted', ?)",
            (number, f"sha-{number}", number, CP, NOON.isoformat()),
        )
    connection.execute(
        "INSERT INTO problems (return_number, position, code, level, file, sheet, cell, label,"
        " message) VALUES (1, 0, 'locked-changed', 'note', 'a.xlsx', 'Indicators', 'E6', 'CP05',"
        " 'It changed.')"
    )
    connection.execute(
        "INSERT INTO compiled VALUES ('2018-19-Q2', 1, 'aa', 'bb', ?)", (NOON.isoformat(),)
    )
    connection.close()
    with Ledger.open(path) as ledger:
        ledger.add_return(record("sha-3"))
        found = ledger.returns(Q2)
        (compiled,) = ledger.compiled(Q2)
        assert [(each.sha256, each.reading) for each in found] == [
            ("sha-1", 1),
            ("sha-2", 2),
            ("sha-3", 3),
        ]
        assert [(each.message, each.said) for each in found[0].problems] == [("It changed.", {})]
        assert ledger.compiled_rows(compiled) == ()


def test_a_return_of_an_unknown_issue_replaces_nothing(ledger: Ledger) -> None:
    ledger.add_issue(ISSUE)
    ledger.add_return(record("a"), a_return("a", "79"))
    stray = replace(record("b", Status.HELD), issue_id="id-of-another-year")
    ledger.add_return(stray, replace(a_return("b", "80"), issue_id="id-of-another-year"))
    assert [each.sha256 for each in ledger.usable_returns(CP, Q2)] == ["a"]


def test_the_same_bytes_read_again_keep_their_arrival_and_take_what_is_new(ledger: Ledger) -> None:
    ledger.add_issue(ISSUE)
    held = replace(record("a", Status.HELD), problems=(problem("no-identity", Place("a.xlsx")),))
    first = ledger.add_return(held, a_return("a", "79"))
    ledger.add_return(record("b"), a_return("b", "80"))
    later = replace(record("a"), read_at=NOON + timedelta(days=1))
    again = ledger.add_return(later, a_return("a", "78"))
    assert again == replace(first, status=Status.ACCEPTED, problems=())
    assert [item.sha256 for item in ledger.returns(Q2)] == ["a", "b"]
    assert ledger.loaded_return(first.number) == a_return("a", "78")


def test_a_file_without_answers_is_an_empty_return(ledger: Ledger) -> None:
    number = ledger.add_return(record("a")).number
    assert ledger.loaded_return(number) == Return(CP, Q2, "id-1", "a.xlsx", "a")
    with pytest.raises(LedgerError, match="holds no return of the number 7"):
        ledger.loaded_return(7)


def test_a_file_that_was_never_read_cannot_be_kept(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"(?i)check constraint"):
        ledger.add_return(record(""))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.one_of(
    st.none(), TEXTS, st.dates(), st.decimals(allow_nan=False), st.just(Decimal("1E+3"))
)
ANSWERS = st.builds(Answer, VALUES, TEXTS, TEXTS, st.booleans())
CELLS = st.dictionaries(st.tuples(TEXTS, TEXTS, TEXTS), ANSWERS, max_size=12)
QUARTERS = st.builds(
    Quarter,
    st.builds(FinancialYear, st.integers(1990, 2100)),
    st.integers(min_value=1, max_value=4),
)


def nested(cells: dict[tuple[str, str, str], Answer]) -> dict[str, dict[str, dict[str, Answer]]]:
    answers: defaultdict[str, dict[str, dict[str, Answer]]] = defaultdict(dict)
    for (sheet, ref, key), answer in cells.items():
        answers[sheet].setdefault(ref, {})[key] = answer
    return dict(answers)


WRITTEN = given(QUARTERS, CELLS, st.dictionaries(TEXTS, TEXTS, max_size=4), TEXTS, TEXTS)


@WRITTEN
def test_a_return_comes_back_exactly_as_it_went_in(
    quarter: Quarter,
    cells: dict[tuple[str, str, str], Answer],
    sheets: dict[str, str],
    file: str,
    issue_id: str,
) -> None:
    given_return = Return(CP, quarter, issue_id, file, "aa", nested(cells), sheets)
    with Ledger.in_memory() as ledger:
        assert repr(come_back(ledger, given_return)) == repr(given_return)


@pytest.fixture(scope="module")
def ledger_on_server(database_server: PostgresServer) -> Iterator[Ledger]:
    with Ledger.open(database_server.ledger()) as ledger:
        yield ledger


@settings(max_examples=50, deadline=None)
@WRITTEN
def test_a_return_comes_back_from_a_server_exactly_as_it_went_in(  # noqa: PLR0913, PLR0917 - as above
    ledger_on_server: Ledger,
    quarter: Quarter,
    cells: dict[tuple[str, str, str], Answer],
    sheets: dict[str, str],
    file: str,
    issue_id: str,
) -> None:
    given_return = Return(CP, quarter, issue_id, file, "aa", nested(cells), sheets)
    assert repr(come_back(ledger_on_server, given_return)) == repr(given_return)


def come_back(ledger: Ledger, given_return: Return) -> Return:
    """Return what was kept of a return; as text, 1.0 is told from 1, and a date from a text."""
    file, issue_id = given_return.file, given_return.issue_id
    seen = ReturnRecord(given_return.quarter, "aa", file, Status.HELD, NOON, CP, issue_id)
    loaded = ledger.loaded_return(ledger.add_return(seen, given_return).number)
    assert loaded == given_return
    return loaded


def test_a_value_keeps_its_kind(ledger: Ledger) -> None:
    values = (Decimal("0.790"), Decimal("-0"), date(2018, 10, 12), "2018-10-12", "0.790", "", None)
    cells = {("S", "R", str(key)): Answer(value, "x", "A1") for key, value in enumerate(values)}
    number = ledger.add_return(
        record("a"), replace(a_return("a", "1"), answers=nested(cells))
    ).number
    row = ledger.loaded_return(number).rows("S")["R"]
    assert [repr(answer.value) for answer in row.values()] == [repr(value) for value in values]


def test_a_ref_is_given_once(ledger: Ledger) -> None:
    ledger.keep_refs(CP, {("Projects", "Youth hub"): "P1", ("Contracts", "CCTV"): "C1"})
    ledger.keep_refs(CP, {("Projects", "Youth hub"): "P9", ("Projects", "New hall"): "P2"})
    ledger.keep_refs(CS, {("Projects", "Youth hub"): "P1"})
    assert ledger.kept_refs(CP) == {
        ("Projects", "Youth hub"): "P1",
        ("Contracts", "CCTV"): "C1",
        ("Projects", "New hall"): "P2",
    }
    assert ledger.kept_refs("parks") == {}


def test_a_message_is_drafted_then_sent_and_may_be_drafted_again(ledger: Ledger) -> None:
    hours = [NOON + timedelta(hours=hour) for hour in range(5)]
    draft = Message(
        CP, Q2, Kind.CHASE, hours[0], about="chase 1", to=("a@x.example", "b@x.example")
    )
    ledger.messages.add(draft)
    number = ledger.messages.add(replace(draft, drafted_at=hours[1]))
    first = replace(draft, drafted_at=hours[1], number=number)
    assert ledger.messages.of(Q2) == (first,)
    ledger.messages.settle(number, Delivery.SENT, "250 Ok", hours[2])
    second = replace(draft, drafted_at=hours[4], about="chase 2", message_id="<2@x.example>")
    other = ledger.messages.add(second)
    ledger.messages.add(Message(CS, Q3, Kind.CHASE, hours[4]))
    sent = replace(first, sent_at=hours[2], delivery=Delivery.SENT, said="250 Ok")
    assert ledger.messages.of(Q2) == (sent, replace(second, number=other))


def test_a_message_that_may_have_arrived_is_only_replaced_by_its_number(ledger: Ledger) -> None:
    unsure = Message(CP, Q2, Kind.ISSUE, NOON, delivery=Delivery.UNCERTAIN)
    number = ledger.messages.add(unsure)
    drafted = Message(CP, Q2, Kind.ISSUE, NOON)
    ledger.messages.add(drafted)
    again = ledger.messages.add(replace(unsure, number=number))
    assert ledger.messages.of(Q2) == (replace(unsure, number=again),)


def test_versions_of_the_council_wide_workbook(ledger: Ledger) -> None:
    second, first = Compiled(Q2, 2, "cc", "dd", NOON), Compiled(Q2, 1, "aa", "bb", NOON)
    ledger.add_compiled(second)
    rows = (
        CompiledRow(
            "Indicator", CP, "CP05", {"rating": "Green", "told": "Green (79% against 79%)"}
        ),
        CompiledRow("Risk", CP, "CP05", {"told": "No change"}),
    )
    ledger.add_compiled(first, rows)
    assert ledger.compiled(Q2) == (first, second)
    assert (ledger.compiled_rows(first), ledger.compiled_rows(second)) == (rows, ())
    assert ledger.compiled(Q3) == ()
    with pytest.raises(LedgerError, match=UNIQUE):
        ledger.add_compiled(replace(first, sha256="other"), rows)
    assert ledger.compiled_rows(first) == rows


def test_a_transaction_is_whole_or_nothing(where: Path | Server, tmp_path: Path) -> None:
    with Ledger.open(where) as ledger:
        with pytest.raises(LedgerError, match=UNIQUE):
            write_twice(ledger)
        assert ledger.issues(Q2) == ()
        assert ledger.kept_refs(CP) == {}
        with ledger.transaction():
            ledger.add_issue(ISSUE)
    with Ledger.open(where) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)
    kept = ["plansheet.db"] if isinstance(where, Path) else []
    assert [item.name for item in tmp_path.iterdir()] == kept


def write_twice(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.keep_refs(CP, {("Projects", "Hub"): "P1"})
        ledger.add_issue(ISSUE)
        assert ledger.issues(Q2) == (ISSUE,)
        ledger.add_issue(ISSUE)


def test_a_ledger_in_use_is_said_once_patience_runs_out(where: Path | Server) -> None:
    with Ledger.open(where) as ledger, Ledger.open(where, patience=0) as other:
        with ledger.transaction():
            ledger.add_issue(ISSUE)
            assert other.issues(Q2) == ()
            with pytest.raises(LedgerError) as raised:
                other.add_issue(ISSUE)
        assert other.issues(Q2) == (ISSUE,)
    assert str(raised.value) == (
        f"The ledger {named(where)} is being used by another plansheet. Wait until that has "
        "finished and try again."
    )


def named(where: Path | Server) -> str:
    return where.name if isinstance(where, Path) else f"{where.schema} on 127.0.0.1"


def test_reading_only_changes_and_creates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plansheet.db"
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.issues(Q2) == ()
        with pytest.raises(LedgerError, match=r"plansheet\.db may not be changed"):
            ledger.add_issue(ISSUE)
    assert list(tmp_path.iterdir()) == []
    with Ledger.open(path) as ledger:
        ledger.add_issue(ISSUE)
    before = path.read_bytes()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)
        with pytest.raises(LedgerError, match=r"plansheet\.db may not be changed"):
            ledger.keep_refs(CP, {("Projects", "Hub"): "P1"})
    assert path.read_bytes() == before


def test_an_older_ledger_is_brought_up_to_date_but_only_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plansheet.db"
    with Ledger.open(path) as ledger:
        ledger.add_issue(ISSUE)
    before = path.read_bytes()
    steps = (*MIGRATIONS, ("CREATE TABLE later (one TEXT)",))
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)
        with pytest.raises(LedgerError, match="may not be changed"):
            ledger.add_issue(replace(ISSUE, issue_id="id-2", number=2))
    assert path.read_bytes() == before
    with Ledger.open(path) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)
    assert version(path) == len(steps)


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def test_a_step_that_fails_leaves_the_ledger_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plansheet.db"
    with Ledger.open(path) as ledger:
        ledger.add_issue(ISSUE)
    steps = (*MIGRATIONS, ("CREATE TABLE later (one TEXT)", "NO SQL"))
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", steps)
        with pytest.raises(LedgerError, match="cannot be used: near"):
            Ledger.open(path)
    assert version(path) == len(MIGRATIONS)
    with Ledger.open(path) as ledger:
        assert ledger.issues(Q2) == (ISSUE,)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "PRAGMA user_version = 99",
            (
                "The ledger plansheet.db was written by a newer plansheet. Install "
                "that version (pip "
                "install --upgrade plansheet) and run this again."
            ),
        ),
        (
            "CREATE TABLE stamps (one TEXT)",
            (
                "The database plansheet.db is not plansheet's ledger. Move it out of the council's "
                "folder and run this again."
            ),
        ),
    ],
)
def test_a_ledger_that_is_not_this_plansheet_s_is_left_alone(
    tmp_path: Path, statement: str, said: str, *, read_only: bool
) -> None:
    path = tmp_path / "plansheet.db"
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError) as raised:
        Ledger.open(path, read_only=read_only)
    assert str(raised.value) == said
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_damaged_ledger_is_said(tmp_path: Path, *, read_only: bool) -> None:
    path = tmp_path / "plansheet.db"
    path.write_bytes(b"not a database, whatever its name may say " * 100)
    with pytest.raises(LedgerError) as raised:
        Ledger.open(path, read_only=read_only)
    assert str(raised.value) == (
        "The ledger plansheet.db is damaged, or is not a ledger. Bring it back from a backup and "
        "run this again."
    )


def test_a_ledger_whose_folder_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as raised:
        Ledger.open(tmp_path / "nowhere" / "plansheet.db")
    assert str(raised.value) == (
        "The ledger plansheet.db cannot be opened. Check that its folder is there."
    )


def test_an_empty_file_is_an_empty_ledger(tmp_path: Path) -> None:
    path = tmp_path / "plansheet.db"
    path.touch()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.returns(Q2) == ()
    assert path.stat().st_size == 0
