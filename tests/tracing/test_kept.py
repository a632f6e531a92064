"""What must be in the archive and what must not, and what a cell says when it is read again."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import FileKind, ImportedFigure, Issue, Mention, Removal
from plansheet.model.returns import Answer, Figure, Return
from plansheet.pages import CellKind, FoundBook, FoundCell, FoundSheet
from plansheet.tracing.kept import (
    Expected,
    answer_faults,
    imported_faults,
    issue_faults,
    listed,
    missing,
    says,
    sha256_in,
    still_there,
)

Q1 = Quarter(FinancialYear(2018), 1)
NOON = datetime(2018, 7, 9, 12)  # noqa: DTZ001 - local, as the ledger keeps it
A, B, C = "a" * 64, "b" * 64, "c" * 64


def named(sha256: str, name: str, kind: FileKind = FileKind.RETURNED, *, hours: int = 0) -> Mention:
    return Mention(sha256, kind, name, NOON + timedelta(hours=hours))


def removed(sha256: str, service: str = "parks") -> Removal:
    return Removal(Q1, sha256, "parks.xlsx", service, NOON, NOON, "By mistake")


def wanted(expected: Expected) -> list[tuple[str, str]]:
    return [(sha256, mention.name) for sha256, mention in expected.wanted()]


def test_every_file_that_a_row_names_must_be_there() -> None:
    # A decision names a return by its bytes only: the row that says more is told.
    expected = Expected((named(A, ""), named(A, "parks.xlsx"), named(B, "")))
    assert wanted(expected) == [(A, "parks.xlsx"), (B, "")]
    found = list(missing(expected, [B]))
    assert [(each.code, each.place.file) for each in found] == [("archive-missing", "parks.xlsx")]
    assert found[0].message == (
        "The ledger names this file as returned 'parks.xlsx', and the archive does not hold it, so "
        "what was read in it cannot be shown. Bring it back from a backup of the folder archive: "
        f"the file archive/aa/{A} and its ending, for example .xlsx."
    )
    assert expected.what(A) == "returned 'parks.xlsx'"
    assert expected.what(B) == expected.what(C) == "named by no row of the ledger"
    (nameless,) = missing(Expected((named(B, ""),)), [])
    assert nameless.message.startswith("The ledger names this file as returned, and")


def test_what_was_removed_must_be_gone() -> None:
    expected = Expected((named(A, "parks.xlsx"),), (removed(A),))
    assert wanted(expected) == []
    (itself,) = still_there(expected, "archive/aa/a.xlsx", A)
    assert itself.message == (
        "'parks.xlsx' was removed from 2018/19 Q1 on 9 July 2018, and this file of the archive is "
        "it, so it is not gone. Delete this file."
    ).replace("2018/19 Q1", str(Q1))
    (packed,) = still_there(expected, "archive/cc/c.zip", C, [B, A])
    assert "this file of the archive holds it, so" in packed.message
    assert list(still_there(expected, "archive/bb/b.xlsx", B)) == []


@pytest.mark.parametrize("kind", [FileKind.ISSUED, FileKind.EVIDENCE])
def test_what_is_something_else_too_stays_when_it_is_removed(kind: FileKind) -> None:
    expected = Expected((named(A, "parks.xlsx"), named(A, "parks.xlsx", kind)), (removed(A),))
    assert (wanted(expected), dict(expected.gone)) == ([(A, "parks.xlsx")], {})


def test_what_another_quarter_has_too_stays_when_it_is_removed() -> None:
    expected = Expected((named(A, "parks.xlsx"),), (removed(A),), frozenset({A}))
    assert wanted(expected) == [(A, "parks.xlsx")]


@pytest.mark.parametrize(
    ("name", "kind", "hours", "may_be_missing"),
    [
        ("parks 2018-19-Q1 queries.xlsx", FileKind.QUERIES, 0, True),
        ("parks 2018-19-Q1 queries.md", FileKind.QUERIES, -1, True),
        ("parks 2018-19-Q1 queries.xlsx", FileKind.QUERIES, 1, False),
        ("housing 2018-19-Q1 queries.xlsx", FileKind.QUERIES, 0, False),
        ("parks 2018-19-Q1 queries.xlsx", FileKind.EVIDENCE, 0, False),
        ("Decisions 2018-19-Q1.xlsx", FileKind.DECISIONS, 0, True),
        ("Decisions 2018-19-Q2.xlsx", FileKind.DECISIONS, 0, False),
        ("Decisions 2018-19-Q1.xlsx", FileKind.PLAN, 0, False),
    ],
)
def test_copies_of_what_a_removed_return_said_may_be_missing(
    name: str, kind: FileKind, hours: int, may_be_missing: object
) -> None:
    expected = Expected((named(B, name, kind, hours=hours),), (removed(A),))
    assert wanted(expected) == ([] if may_be_missing else [(B, name)])


@pytest.mark.parametrize(
    ("name", "folder", "sha256"),
    [
        (f"{A}.xlsx", "aa", A),
        (A, "aa", A),
        (f"{A}.xlsx", "bb", ""),
        (f"{A}.xlsx.tmp", "aa", ""),
        (f".{A}.xlsx.01234567.tmp", "aa", ""),
        ("holiday.jpg", "aa", ""),
    ],
)
def test_a_file_of_the_archive_is_called_by_its_sha256(name: str, folder: str, sha256: str) -> None:
    assert sha256_in(name, folder) == sha256


def test_files_that_only_are_there_are_told_in_one_note() -> None:
    assert list(listed("archive-unknown", ())) == []
    (note,) = listed("archive-stray", [f"archive/{number}" for number in range(7)])
    assert note.message.startswith(
        "archive/0, archive/1, archive/2, archive/3, archive/4 and 2 more: not called by a sha256"
    )
    (one,) = listed("archive-unknown", ["archive/0"])
    assert one.message.startswith("archive/0: the ledger does not name it.")


def test_an_issued_workbook_says_what_the_ledger_has() -> None:
    issue = Issue("id-1", "parks", Q1, 1, A, B, "1", "parks 2018-21.md", C, NOON)
    said = {
        "plansheet_service": "parks",
        "plansheet_period": "2018-19-Q1",
        "plansheet_issue": "1",
        "plansheet_issue_id": "id-1",
        "plansheet_content_sha256": B,
    }
    assert list(issue_faults(issue, FoundBook((), said))) == []
    (other,) = issue_faults(issue, FoundBook((), said | {"plansheet_issue": "2"}))
    assert other.message == (
        "The archived workbook says that its issue is '2', and the ledger has '1'. Returns are "
        "compared with it, so one of the two is wrong. Bring the ledger and the folder archive "
        "back from backups of the same day."
    )
    assert len(list(issue_faults(issue, FoundBook((), {})))) == 5


def number(text: str, shown_as: str = "General") -> FoundCell:
    return FoundCell(CellKind.NUMBER, text, shown_as)


@pytest.mark.parametrize(
    ("cell", "entered"),
    [
        (FoundCell(CellKind.TEXT, " about 80 "), " about 80 "),
        (FoundCell(CellKind.TEXT, " about 80 "), "about 80"),
        (number("0.57999999999999996"), "0.58"),
        (number("0.81", "0%"), "81%"),
        (number("43290", "dd/mm/yyyy"), "2018-07-09"),
        (number("43290"), "2018-07-09"),
        (number("43290", "dd/mm/yyyy"), "9 July 2018"),
        (FoundCell(CellKind.ERROR, "#REF!"), "#REF!"),
        (FoundCell(CellKind.BLANK, "", formula="A1"), ""),
    ],
)
def test_a_cell_says_what_was_entered_by_whichever_reader_read_it(
    cell: FoundCell, entered: str
) -> None:
    assert says(cell, entered)
    assert not says(cell, "82")


def test_a_number_that_is_no_day_says_no_day() -> None:
    assert not says(number("-5"), "2018-07-09")


def test_a_day_counted_from_1904_is_read_so() -> None:
    assert says(number("41828", "dd/mm/yyyy"), "2018-07-09", date_1904=True)


def test_each_answer_stands_in_its_cell() -> None:
    answers = {
        "Indicators": {
            "PK01": {"actual": Answer(Decimal("0.81"), "0.81", "F9")},
            "PK02": {
                "actual": Answer(Decimal(210), "210", "F10"),
                "commentary": Answer("Rain", "Rain", "H10"),
            },
        },
        "Sign-off": {"Checked": {"name": Answer("B", "B", "B6")}},
    }
    returned = Return("parks", Q1, "id-1", "parks.xlsx", A, answers, {"Indicators": "Figures"})
    cells = {(9, 6): number("0.81"), (10, 6): number("211")}
    found = list(answer_faults(returned, FoundBook((FoundSheet("Figures", cells),), {})))
    assert [(str(each.place), each.said["held"], each.said["read"]) for each in found] == [
        ("parks.xlsx, sheet Figures, cell F10, PK02", "210", "'211' stands there"),
        ("parks.xlsx, sheet Figures, cell H10, PK02", "Rain", "that cell is empty"),
        ("parks.xlsx, sheet Sign-off, cell B6, Checked", "B", "there is no sheet 'Sign-off'"),
    ]
    assert found[0].message == (
        "The ledger has '210' from this cell of the return for Q1 2018/19, and in the archived "
        "file '211' stands there. The file is as it came, so the ledger is not as it was written. "
        "Bring the ledger back from a backup."
    )


def test_each_imported_figure_stands_in_its_cell() -> None:
    def figure(ref: str, entered: str, cell: str) -> ImportedFigure:
        told = Figure(Q1, entered=entered, file="past.csv", sha256=A, sheet="past", cell=cell)
        return ImportedFigure("parks", ref, told, NOON)

    cells = {
        ("past", "C2"): FoundCell(CellKind.TEXT, "78%"),
        ("past", "C3"): FoundCell(CellKind.TEXT, "216"),
        ("past", "C4"): FoundCell(CellKind.TEXT, "5"),
    }
    figures = [
        figure("PK01", "78%", "C2"),
        figure("HS01", "216 of 240", "C3"),
        figure("PK02", "6", "C4"),
        figure("PK03", "7", "C5"),
    ]
    assert [(each.place.label, each.said["read"]) for each in imported_faults(figures, cells)] == [
        ("PK02", "'5' stands there"),
        ("PK03", "that cell is empty"),
    ]
