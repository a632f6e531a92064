"""`verify`: nothing is lost, and whatever was lost, changed or brought back is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from strangers import e_mail, encrypted, zipped
from town import PARKS_ANSWERS, Q1, Q2, Town, codes_of, compiled_town, new_town

from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.past_figures import import_history
from plansheet.jobs.removal import Wish, remove_return
from plansheet.jobs.signing import Signature, sign_off
from plansheet.jobs.verify import verify_council

if TYPE_CHECKING:
    from plansheet.jobs.outcome import Outcome


def verified(town: Town) -> Outcome:
    before = town.snapshot()
    outcome = town.run(lambda council: verify_council(council, town.world()), read_only=True)
    assert town.snapshot() == before
    return outcome


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return a council with a quarter of which everything is kept that can be."""
    return compiled_town(tmp_path)


def archived(town: Town, service: str = "parks") -> Path:
    """Return the return of a service in the archive."""
    with opened(town.root, read_only=True) as council:
        records = council.ledger.returns(quarter_of(Q1))
        (record,) = [each for each in records if each.service == service]
        return town.root / council.store.archived_at(record.sha256)


def changed(town: Town, *statements: str) -> None:
    """Do to the ledger what plansheet never does."""
    with closing(sqlite3.connect(town.root / "plansheet.db")) as ledger, ledger:
        for statement in statements:
            ledger.execute(statement)


def test_a_whole_folder_is_told_so(town: Town) -> None:
    outcome = verified(town)
    assert outcome.lines == (
        "7 files of the archive hold what their names say.",
        "22 cells read again in 2 files.",
        "Nothing is lost.",
    )
    assert (outcome.problems, outcome.status) == ((), 0)
    assert outcome.document == {"files": 7, "returns": 2, "figures": 22, "problems": []}


def test_a_folder_in_which_nothing_has_been_done_yet_is_whole(tmp_path: Path) -> None:
    assert verified(new_town(tmp_path)).lines[-1] == "Nothing is lost."


def test_a_file_that_is_missing_is_told_with_where_it_belongs(town: Town) -> None:
    path = archived(town)
    path.unlink()
    outcome = verified(town)
    assert (codes_of(outcome), outcome.status) == (["archive-missing"], 1)
    (found,) = outcome.problems
    assert found.place.file == f"parks {Q1}.xlsx"
    assert f"the file archive/{path.parent.name}/{path.stem} and its ending" in found.message
    assert outcome.lines[-1] == "1 fault."


def test_a_file_that_was_changed_is_told_and_not_read(town: Town) -> None:
    path = archived(town)
    path.write_bytes(path.read_bytes() + b"\0")
    outcome = verified(town)
    assert codes_of(outcome) == ["archive-changed"]
    (found,) = outcome.problems
    assert found.place.file == f"archive/{path.parent.name}/{path.name}"
    assert f"it was returned 'parks {Q1}.xlsx'." in found.message


def test_a_file_that_cannot_be_read_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    path, read_bytes = archived(town), Path.read_bytes

    def refused(self: Path) -> bytes:
        if self.name == path.name:
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refused)
        outcome = town.run(lambda council: verify_council(council, town.world()), read_only=True)
    assert codes_of(outcome) == ["archive-shut"]
    assert outcome.problems[0].message.startswith("It could not be read (Permission denied), so")


def test_files_that_nobody_knows_are_notes(town: Town) -> None:
    with opened(town.root) as council:
        council.store.archive(b"what a run that was killed had come to", ".xlsx")
    stray = archived(town).with_name(".half.xlsx.01234567.tmp")
    stray.write_bytes(b"half")
    outcome = verified(town)
    assert (codes_of(outcome), outcome.status) == (["archive-stray", "archive-unknown"], 0)
    assert outcome.lines[-1] == "Nothing is lost."


def test_what_returns_were_packed_in_is_known_by_what_is_in_it(town: Town) -> None:
    town.generate(Q2)
    answer = town.answer(PARKS_ANSWERS, period=Q2)
    data = answer.read_bytes()
    answer.unlink()
    town.drop("parks.zip", zipped([("parks.xlsx", data), ("again.xlsx", data)]), Q2)
    town.drop("parks.eml", e_mail("Here it is, with a second copy.", ("p.xlsx", data)), Q2)
    town.read(Q2)
    assert verified(town).problems == ()


def test_what_was_removed_is_gone_and_told_where_it_is_not(town: Town) -> None:
    path = archived(town)
    data = path.read_bytes()
    wish = Wish(quarter_of(Q1), path.stem, "By mistake")
    town.run(lambda council: remove_return(council, wish, town.world()))
    assert verified(town).problems == ()
    path.write_bytes(data)
    with opened(town.root) as council:
        council.store.archive(zipped([("parks.xlsx", data)]), ".zip")
    outcome = verified(town)
    assert codes_of(outcome) == ["removed-there", "removed-there"]
    assert sorted("holds it" in each.message for each in outcome.problems) == [False, True]


def test_copies_of_queries_and_decisions_that_went_with_a_return_are_not_missed(
    town: Town,
) -> None:
    town.generate(Q2)
    town.answer({"Indicators": {"PK01": {"Actual": "0.79"}}}, period=Q2)
    town.read(Q2)
    town.later(1)
    with opened(town.root, read_only=True) as council:
        (record,) = council.ledger.returns(quarter_of(Q2))
        kinds = {str(each.kind) for each in council.ledger.files()}
    assert "queries" in kinds
    wish = Wish(quarter_of(Q2), record.sha256, "By mistake")
    town.run(lambda council: remove_return(council, wish, town.world()))
    assert verified(town).problems == ()


def test_a_figure_of_the_ledger_that_is_not_in_its_cell_is_told(town: Town) -> None:
    changed(town, "UPDATE answers SET entered = '250' WHERE ref = 'PK02' AND key = 'actual'")
    outcome = verified(town)
    assert [(each.code, each.place.label) for each in outcome.problems] == [
        ("cell-differs", "PK02")
    ]
    assert "The ledger has '250' from this cell" in outcome.problems[0].message
    assert "in the archived file '210' stands there." in outcome.problems[0].message


def test_a_workbook_that_is_not_the_issue_it_is_taken_for_is_told(town: Town) -> None:
    changed(town, "UPDATE issues SET issue_id = 'id-x' WHERE service = 'housing'")
    outcome = verified(town)
    assert [(each.code, each.place.file) for each in outcome.problems] == [
        ("issue-differs", f"housing {Q1}")
    ]


def test_a_row_about_what_is_gone_is_told(town: Town) -> None:
    changed(town, "PRAGMA foreign_keys = OFF", "DELETE FROM returns WHERE service = 'housing'")
    outcome = verified(town)
    assert set(codes_of(outcome)) == {"ledger-damaged"}
    assert outcome.problems[0].message == (
        "The database is damaged: a row of return_sheets is about a row of returns that is gone. "
        "Bring it back from a backup."
    )


def test_a_database_that_is_damaged_is_told(town: Town) -> None:
    changed(
        town,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'size INTEGER NOT NULL', 'size INTEGER') "
        "WHERE name = 'files'",
    )
    changed(town, "UPDATE files SET size = NULL WHERE kind = 'plan'")
    changed(
        town,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'size INTEGER', 'size INTEGER NOT NULL') "
        "WHERE name = 'files'",
    )
    assert "NULL value in files.size" in verified(town).problems[0].message


def test_a_file_with_a_password_that_is_not_known_is_a_note(town: Town) -> None:
    town.generate(Q2)
    data = town.answer(PARKS_ANSWERS, period=Q2).read_bytes()
    town.drop(f"parks {Q2}.xlsx", encrypted(data, "secret"), Q2)
    town.read(Q2, password="secret")
    outcome = verified(town)
    assert (codes_of(outcome), outcome.status) == (["trace-locked"], 0)
    town.configure('returns_password = "secret"\n', was='returns_password = ""\n')
    assert verified(town).problems == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no workbook", "opened: it is plain text. It was opened when"),
        (zipped([("a", b"a")]), "opened: it holds other files. It was opened when"),
    ],
)
def test_a_return_that_can_no_longer_be_opened_is_told(town: Town, data: bytes, why: str) -> None:
    with opened(town.root) as council:
        sha256 = council.store.archive(data, ".xlsx")
    other = f"UPDATE returns SET sha256 = '{sha256}' WHERE service = 'parks'"  # noqa: S608
    changed(town, other)
    outcome = verified(town)
    assert [(each.code, each.place.file) for each in outcome.problems] == [
        ("trace-shut", f"parks {Q1}.xlsx")
    ]
    assert why in outcome.problems[0].message


def test_imported_figures_are_read_again_in_their_file(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "past.csv"
    path.write_text("Service,Ref,2017/18 Q1\nParks,PK01,78%\nParks,PK02,90\n", encoding="utf-8")
    town.run(lambda council: import_history(council, path, town.world()))
    assert verified(town).lines[1] == "24 cells read again in 3 files."
    changed(town, "UPDATE imported_figures SET entered = '91' WHERE ref = 'PK02'")
    assert codes_of(verified(town)) == ["cell-differs"]
    changed(town, "UPDATE imported_figures SET file = 'past.docx'")
    found = verified(town).problems
    assert [(each.code, each.place.file) for each in found] == [("trace-shut", "past.docx")]


def test_evidence_and_plans_are_kept_too(town: Town, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"I have checked it.")
    town.generate(Q2)
    town.answer({"Indicators": {"PK01": {"Actual": 0.81}}}, period=Q2)
    town.read(Q2)
    signed = Signature(quarter_of(Q2), "parks", "Head of Parks", letter)
    town.run(lambda council: sign_off(council, signed, town.world()))
    assert verified(town).problems == ()
    for path in (town.root / "archive").rglob("*"):
        if path.suffix in {".txt", ".md"}:
            path.unlink()
    outcome = verified(town)
    assert sorted(each.place.file for each in outcome.problems) == [
        "housing 2018-21.md",
        "letter.txt",
        f"parks {Q2} queries.md",
        "parks 2018-21.md",
    ]
