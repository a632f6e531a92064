"""`read`: what comes back, good and bad; one bad file never stops the others."""

from __future__ import annotations

import errno
import hashlib
import os
import struct
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from strangers import encrypted
from town import (
    HOUSING,
    HOUSING_ANSWERS,
    PARKS,
    PARKS_ANSWERS,
    Q1,
    Q2,
    Town,
    codes_of,
    identity,
    new_town,
    rows_of,
    statuses,
    without_identity,
)

from plansheet.errors import PeriodError, StoreError
from plansheet.jobs.council import opened, quarter_of
from plansheet.store import modified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plansheet.model.records import ReturnRecord

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARKS_FILE = f"parks {Q1}.xlsx"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    found.later(7)
    return found


def records(town: Town, period: str = Q1) -> tuple[ReturnRecord, ...]:
    with opened(town.root, read_only=True) as council:
        return council.ledger.returns(quarter_of(period))


def with_actual(value: object, ref: str = "PK01") -> dict[str, dict[str, dict[str, object]]]:
    indicators = {**PARKS_ANSWERS["Indicators"], ref: {"Actual": value}}
    return {**PARKS_ANSWERS, "Indicators": indicators}


def test_a_careful_return_is_accepted(town: Town) -> None:
    sent = town.answer(PARKS_ANSWERS)
    outcome = town.read()
    assert (outcome.status, outcome.problems) == (0, ())
    assert outcome.document == {
        "period": Q1,
        "returns": [
            {
                "file": PARKS_FILE,
                "sha256": hashlib.sha256(sent.read_bytes()).hexdigest(),
                "service": "parks",
                "status": "accepted",
                "values": 11,
                "held": 0,
                "problems": [],
            }
        ],
    }
    assert outcome.lines == (f"{PARKS_FILE}: accepted (Parks): 11 values",)
    assert town.states() == {"housing": "issued", "parks": "complete"}


def test_an_empty_folder_holds_nothing_to_read(town: Town) -> None:
    outcome = town.read()
    assert (outcome.status, outcome.document) == (0, {"period": Q1, "returns": []})
    assert outcome.lines == (f"There is nothing to read in workbooks/{Q1}/returned.",)


def test_a_note_leaves_the_exit_status_at_0(town: Town) -> None:
    town.answer(with_actual("81%"))
    outcome = town.read()
    assert (outcome.status, codes_of(outcome)) == (0, ["read-as"])


def test_an_unclear_value_is_held_and_the_rest_is_taken(town: Town) -> None:
    town.answer(with_actual("0.79"))
    outcome = town.read()
    (entry,) = rows_of(outcome, "returns")
    assert (outcome.status, entry["status"], entry["held"]) == (1, "held", 1)
    assert codes_of(outcome) == ["percent-unclear"]
    found = town.figures()
    assert {ref: found[ref]["state"] for ref in ("PK01", "PK02")} == {
        "PK01": "held",
        "PK02": "rated",
    }
    assert town.states()["parks"] == "received"


def test_a_corrected_return_releases_what_was_held(town: Town) -> None:
    town.answer(with_actual("0.79"))
    town.read()
    town.answer(with_actual("79%"), name="parks corrected.xlsx")
    assert statuses(town.read()) == {PARKS_FILE: "accepted", "parks corrected.xlsx": "accepted"}
    assert town.figures()["PK01"]["actual"] == "0.79"
    assert town.states()["parks"] == "complete"


def test_a_wrong_type_is_not_used_and_the_rest_is(town: Town) -> None:
    town.answer(with_actual("a few", "PK02"))
    outcome = town.read()
    assert (outcome.status, codes_of(outcome)) == (1, ["not-a-number"])
    (said,) = rows_of(outcome, "returns")[0]["problems"]
    assert (said["file"], said["sheet"], said["label"]) == (PARKS_FILE, "Indicators", "PK02")
    assert town.figures()["PK01"]["rating"] == "Green"


def test_an_edited_target_is_told_and_ignored(town: Town) -> None:
    def lower_the_target(book: Workbook) -> None:
        for row in book["Indicators"].iter_rows():
            if row[0].value == "PK01":
                next(cell for cell in row if cell.value == 0.8).value = 0.5

    town.answer(PARKS_ANSWERS, change=lower_the_target)
    outcome = town.read()
    assert (outcome.status, codes_of(outcome)) == (0, ["locked-changed"])
    assert "from '80%' to '50%'" in outcome.problems[0].message
    assert town.figures()["PK01"]["target"] == "0.8"


def test_an_inserted_row_and_a_renamed_sheet_are_found_again(town: Town) -> None:
    def rearrange(book: Workbook) -> None:
        book["Indicators"].insert_rows(6)
        book["Indicators"].title = "Our figures"

    town.answer(with_actual("a few"), change=rearrange)
    outcome = town.read()
    assert codes_of(outcome) == ["sheet-renamed", "not-a-number"]
    assert {problem.place.sheet for problem in outcome.problems} == {"Our figures"}
    assert town.figures()["PK02"]["source_sheet"] == "Our figures"


NOT_COLLECTION_WORKBOOKS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "cut short.xlsx": ("unreadable", lambda good: good[: len(good) // 2]),
    "minutes.xlsx": ("not-a-workbook", lambda _: b"Minutes of the meeting\n"),
    "empty.xlsx": ("unreadable", lambda _: b""),
    "locked.xlsx": ("encrypted", lambda good: encrypted(good, "a secret")),
    "half locked.xlsx": (
        "unreadable",
        lambda _: OLE2 + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
    ),
    "old.xls": ("unreadable", lambda _: OLE2 + bytes(504) + "Workbook".encode("utf-16-le")),
    "lies.xlsx": ("unreadable", lambda good: good[:2000] + bytes(400) + good[2400:]),
}


@pytest.mark.parametrize("name", NOT_COLLECTION_WORKBOOKS)
def test_a_file_that_cannot_be_read_is_rejected_and_the_others_are_read(
    town: Town, name: str
) -> None:
    code, spoil = NOT_COLLECTION_WORKBOOKS[name]
    good = town.answer(PARKS_ANSWERS).read_bytes()
    bad = spoil(good)
    town.drop(name, bad)
    outcome = town.read()
    assert outcome.status == 1
    assert statuses(outcome) == {PARKS_FILE: "accepted", name: "rejected"}
    (said,) = outcome.problems
    assert (said.code, said.level, said.place.file) == (code, "rejected", name)
    assert said.message.endswith(".")
    sha256 = hashlib.sha256(bad).hexdigest()
    kept = next((town.root / "archive" / sha256[:2]).glob(f"{sha256}*"))
    assert kept.read_bytes() == bad


def test_a_workbook_of_somebody_elses_is_rejected(town: Town) -> None:
    stream = BytesIO()
    Workbook().save(stream)
    town.drop("budget.xlsx", stream.getvalue())
    outcome = town.read()
    assert (outcome.status, codes_of(outcome)) == (1, ["no-identity"])


def test_a_workbook_that_lost_its_identity_is_known_by_what_is_locked_in_it(town: Town) -> None:
    town.answer(PARKS_ANSWERS, name="mine.xlsx", change=without_identity)
    outcome = town.read()
    assert (outcome.status, statuses(outcome)) == (0, {"mine.xlsx": "accepted"})
    assert [(each.code, each.level, each.message) for each in outcome.problems] == [
        (
            "identity-lost",
            "confirm",
            (
                "This workbook has lost the marks by which plansheet knows it. All that is locked "
                f"in it is as in '{PARKS_FILE}', so it is read as that. Check with whoever sent it "
                "that it is theirs."
            ),
        )
    ]
    assert town.figures()["PK01"]["actual"] == "0.81"


def test_a_workbook_without_identity_that_is_like_none_is_rejected(town: Town) -> None:
    def rewritten(book: Workbook) -> None:
        without_identity(book)
        for row in book["Indicators"].iter_rows(min_row=6, max_col=2):
            row[1].value = "Something else"

    town.answer(PARKS_ANSWERS, name="mine.xlsx", change=rewritten)
    outcome = town.read()
    assert (outcome.status, codes_of(outcome)) == (1, ["no-identity"])


FOR_SOMEBODY_ELSE = {
    ("council", "Another Council"): (
        "wrong-council",
        (
            "This workbook belongs to Another Council, not to Our Council. "
            "Send it back to whoever sent it."
        ),
    ),
    ("period", Q2): (
        "wrong-period",
        (
            "This is the workbook for Q2 2018/19, and Q1 2018/19 is being read. Ask for the "
            "Q1 2018/19 workbook, or run 'plansheet read 2018-19-Q2' if it was meant for that "
            "quarter."
        ),
    ),
    ("period", "spring"): (
        "wrong-period",
        (
            "This is the workbook for spring, and Q1 2018/19 is being read. Ask for the "
            "Q1 2018/19 workbook, or run 'plansheet read PERIOD' if it was meant for that "
            "quarter."
        ),
    ),
    ("service", "leisure"): (
        "wrong-service",
        (
            "This workbook is for leisure, which has no workbook in Q1 2018/19. "
            "Check who sent it and ask for their own workbook."
        ),
    ),
}


@pytest.mark.parametrize(("key", "value"), FOR_SOMEBODY_ELSE)
def test_a_workbook_for_somebody_else_is_rejected(town: Town, key: str, value: str) -> None:
    code, message = FOR_SOMEBODY_ELSE[key, value]
    town.answer(PARKS_ANSWERS, change=identity(key, value))
    town.answer(HOUSING_ANSWERS, "housing")
    outcome = town.read()
    assert statuses(outcome) == {PARKS_FILE: "rejected", f"housing {Q1}.xlsx": "accepted"}
    assert [(each.code, each.message) for each in outcome.problems] == [(code, message)]
    assert (outcome.status, town.states()["parks"]) == (1, "issued")


def test_last_quarters_workbook_is_rejected(town: Town) -> None:
    town.generate(Q2)
    town.answer(PARKS_ANSWERS, period=Q2, of=town.issued(), name="parks.xlsx")
    outcome = town.read(Q2)
    assert (outcome.status, codes_of(outcome)) == (1, ["wrong-period"])


def test_a_rejected_file_is_read_anew_when_the_council_is_put_right(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    path.rename(town.root / "parks.md")
    assert codes_of(town.read()) == ["wrong-service"]
    (town.root / "parks.md").rename(path)
    assert statuses(town.read()) == {PARKS_FILE: "accepted"}
    assert town.states()["parks"] == "complete"


@pytest.mark.parametrize("service", ["parks", "leisure"])
def test_a_return_of_an_unknown_issue_is_held_whole_and_displaces_nothing(
    town: Town, service: str
) -> None:
    if service == "leisure":
        town.plan("leisure 2018-21.md", PARKS.replace("Parks", "Leisure").replace("PK", "LE"))
    town.answer(PARKS_ANSWERS, name="good.xlsx")

    def stray(book: Workbook) -> None:
        identity("issue_id", "of-another-folder")(book)
        identity("service", service)(book)

    town.answer(with_actual(0.1), name="stray.xlsx", change=stray)
    outcome = town.read()
    found = {each["file"]: each for each in rows_of(outcome, "returns")}
    assert outcome.status == 1
    assert found["good.xlsx"]["status"] == "accepted"
    assert (found["stray.xlsx"]["status"], found["stray.xlsx"]["values"]) == ("held", 0)
    assert found["stray.xlsx"]["held"] == (11 if service == "parks" else 0)
    assert codes_of(outcome) == ["unknown-issue"]
    assert town.figures()["PK01"]["actual"] == "0.81"
    assert town.states()["parks"] == "complete"


def test_a_return_with_the_issue_of_another_service_is_held_whole(town: Town) -> None:
    town.answer(PARKS_ANSWERS, name="good.xlsx")
    with opened(town.root, read_only=True) as council:
        other = council.ledger.newest_issue(quarter_of(Q1), "housing")
    assert other is not None
    town.answer(with_actual(0.1), name="mixed up.xlsx", change=identity("issue_id", other.issue_id))
    outcome = town.read()
    assert statuses(outcome)["mixed up.xlsx"] == "held"
    assert town.figures()["PK01"]["actual"] == "0.81"
    assert town.states() == {"housing": "issued", "parks": "complete"}


def test_an_issue_without_a_number_is_held_too(town: Town) -> None:
    def forget(book: Workbook) -> None:
        identity("issue_id", "lost")(book)
        identity("issue", "")(book)

    town.answer(PARKS_ANSWERS, change=forget)
    outcome = town.read()
    assert "says it is an issue, which" in outcome.problems[0].message


def test_a_return_of_an_older_issue_is_read_with_its_changed_rows_asked_about(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.plan("parks 2018-21.md", PARKS.replace("| 80% |", "| 82% |"))
    town.generate()
    outcome = town.read()
    assert (outcome.status, statuses(outcome)) == (0, {PARKS_FILE: "accepted"})
    assert codes_of(outcome) == ["older-issue", "row-changed"]
    note, asked = outcome.problems
    assert (note.place.file, asked.place.label) == (PARKS_FILE, "PK01")
    assert "Target this quarter from '80%' to '82%'" in asked.message
    assert "Target this year from '80%' to '82%'" in asked.message
    assert town.figures()["PK01"]["rating"] == "Amber"


def test_a_row_that_a_newer_issue_no_longer_asks_for_is_not_asked_about(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    *rest, _visits = PARKS.splitlines()
    town.plan("parks 2018-21.md", "\n".join(rest) + "\n")
    town.generate()
    outcome = town.read()
    assert (codes_of(outcome), outcome.status) == (["older-issue", "row-dropped"], 0)


def test_a_sheet_that_a_newer_issue_has_not_is_not_asked_about(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.plan("parks 2018-21.md", PARKS.partition("## Performance")[0])
    town.generate()
    assert codes_of(town.read()) == ["older-issue", "row-dropped", "row-dropped"]


def test_a_late_return_of_last_quarter_asks_nothing_about_this_ones(town: Town) -> None:
    town.generate(Q2)
    town.answer(PARKS_ANSWERS, period=Q2)
    town.answer(with_actual(150, "PK02"))
    town.read()
    assert rows_of(town.generate(Q2), "issued")[1]["issue"] == 2
    assert codes_of(town.read(Q2)) == ["older-issue"]


def test_lock_files_and_thumbnails_are_passed_over(town: Town) -> None:
    for name in (f"~${PARKS_FILE}", "Thumbs.db", "desktop.ini"):
        town.drop(name, b"x")
    outcome = town.read()
    assert outcome.status == 0
    assert set(statuses(outcome).values()) == {"skipped"}
    assert set(codes_of(outcome)) == {"skipped"}
    assert records(town) == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_folder_called_like_a_workbook_stops_nothing(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    os.mkfifo(town.returned("pipe.xlsx"))
    town.returned("folder.xlsx").mkdir()
    outcome = town.read()
    assert statuses(outcome) == {PARKS_FILE: "accepted", "pipe.xlsx": "rejected"}
    assert [(each.code, each.message) for each in outcome.problems] == [
        (
            "unreadable",
            (
                "This file could not be read: it is a pipe, not a file. Put the workbook itself in "
                "its place, and run this again."
            ),
        )
    ]


def test_a_return_that_is_open_in_excel_is_to_be_closed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = town.answer(PARKS_ANSWERS)
    opened = os.open

    def refuse(file: Path, flags: int, mode: int = 0o777) -> int:
        if file == path:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return opened(file, flags, mode)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        locked = town.read()
    assert statuses(locked) == {PARKS_FILE: "rejected"}
    assert [each.message for each in locked.problems] == [
        (
            "This file could not be read: it is open in another program, or you may not open it. "
            "Close it in Excel, or have whoever keeps the folder let you open it, and run this "
            "again."
        )
    ]
    assert statuses(town.read()) == {PARKS_FILE: "accepted"}


def test_a_folder_without_settings_is_told(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"There is no plansheet\.toml in") as stopped:
        Town(tmp_path).read()
    assert "Run 'plansheet init FOLDER' to start one" in str(stopped.value)


def test_a_file_that_unpacks_to_more_than_the_settings_allow_is_rejected(town: Town) -> None:
    path = town.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8").replace("unpacked_mb = 200", "unpacked_mb = 1")
    path.write_text(text, encoding="utf-8")

    def pad(book: Workbook) -> None:
        for row in range(1, 2000):
            book["Requests"].cell(row + 40, 3).value = f"{row} {'x' * 900}"

    town.answer(PARKS_ANSWERS, change=pad)
    assert codes_of(town.read()) == ["limits"]


def test_a_file_that_takes_longer_than_the_settings_allow_is_rejected(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.answer(PARKS_ANSWERS)
    path = town.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8").replace("seconds = 20", "seconds = 1")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("plansheet.arrivals.apart._GRACE_SECONDS", 0)
    sleeps = ("-c", "import time; time.sleep(600)")
    monkeypatch.setattr("plansheet.arrivals.apart._COMMAND", sleeps)
    outcome = town.read()
    assert codes_of(outcome) == ["limits"]
    assert "longer than 1 second" in outcome.problems[0].message


def test_what_came_in_is_archived_before_it_is_understood(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = town.answer(PARKS_ANSWERS).read_bytes()

    def stop(*_: object) -> None:
        raise PeriodError

    monkeypatch.setattr("plansheet.jobs.receive.identity_of", stop)
    with pytest.raises(PeriodError):
        town.read()
    sha256 = hashlib.sha256(sent).hexdigest()
    assert (town.root / "archive" / sha256[:2] / f"{sha256}.xlsx").read_bytes() == sent
    assert records(town) == ()


def test_a_file_is_entered_whole_or_not_at_all(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.answer(PARKS_ANSWERS)

    def stop(*_: object) -> None:
        raise StoreError

    monkeypatch.setattr("plansheet.ledger.ledger.Ledger._insert_answers", stop)
    with pytest.raises(StoreError):
        town.read()
    assert records(town) == ()
    monkeypatch.undo()
    assert statuses(town.read()) == {PARKS_FILE: "accepted"}


def test_reading_again_repeats_what_was_said_and_changes_nothing(town: Town) -> None:
    town.answer(with_actual("0.79"))
    town.drop("minutes.xlsx", b"minutes")
    first = town.read()
    before = town.snapshot()
    town.later(5)
    again = town.read()
    assert again.document == first.document
    assert again.status == first.status
    assert town.snapshot() == before


def test_what_is_returned_is_never_touched(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.drop("minutes.xlsx", b"minutes")
    before = {path: path.read_bytes() for path in town.returned().iterdir()}
    town.read()
    assert {path: path.read_bytes() for path in town.returned().iterdir()} == before


def test_the_same_bytes_under_another_name_are_a_duplicate(town: Town) -> None:
    sent = town.answer(PARKS_ANSWERS).read_bytes()
    town.drop("a copy.xlsx", sent)
    outcome = town.read()
    assert statuses(outcome) == {"a copy.xlsx": "duplicate", PARKS_FILE: "accepted"}
    assert outcome.status == 0
    assert outcome.problems[0].message == (
        f"This is the same file as '{PARKS_FILE}', which has been read. Nothing needs doing."
    )


def test_a_copy_that_comes_later_leaves_the_first_as_it_was(town: Town) -> None:
    sent = town.answer(PARKS_ANSWERS).read_bytes()
    town.read()
    os.utime(town.drop("a copy.xlsx", sent), (1, 1))
    for _ in range(2):
        found = rows_of(town.read(), "returns")
        assert {each["file"]: (each["status"], each["service"]) for each in found} == {
            "a copy.xlsx": ("duplicate", "parks"),
            PARKS_FILE: ("accepted", "parks"),
        }


def test_a_rehearsal_tells_duplicates_and_writes_nothing(town: Town) -> None:
    sent = town.answer(PARKS_ANSWERS).read_bytes()
    town.drop("a copy.xlsx", sent)
    before = town.snapshot()
    outcome = town.read(Q1, dry_run=True)
    assert statuses(outcome) == {"a copy.xlsx": "duplicate", PARKS_FILE: "accepted"}
    assert f"same file as '{PARKS_FILE}'" in outcome.problems[0].message
    assert town.snapshot() == before


def test_files_and_folders_can_be_named_instead(town: Town, tmp_path: Path) -> None:
    post = tmp_path / "post"
    post.mkdir()
    town.answer(PARKS_ANSWERS).rename(post / "from parks.xlsx")
    town.answer(HOUSING_ANSWERS, "housing").rename(tmp_path / "from housing.xlsx")
    town.drop("minutes.xlsx", b"minutes")
    outcome = town.read(Q1, post, tmp_path / "from housing.xlsx")
    assert statuses(outcome) == {"from housing.xlsx": "accepted", "from parks.xlsx": "accepted"}
    with pytest.raises(StoreError, match="There is no file or folder"):
        town.read(Q1, tmp_path / "from leisure.xlsx")


def test_the_same_file_from_another_folder_is_no_duplicate(town: Town, tmp_path: Path) -> None:
    sent = town.answer(PARKS_ANSWERS)
    aside = tmp_path / sent.name
    aside.write_bytes(sent.read_bytes())
    town.read(Q1, aside)
    assert statuses(town.read()) == {PARKS_FILE: "accepted"}


def test_a_deleted_sheet_is_one_problem(town: Town) -> None:
    town.answer(PARKS_ANSWERS, change=lambda book: book.remove(book["Sign-off"]))
    assert codes_of(town.read()) == ["sheet-missing"]


def test_an_indicator_supplied_for_another_service_is_checked_where_it_is_answered(
    tmp_path: Path,
) -> None:
    town = new_town(tmp_path)
    town.plan("housing 2018-21.md", _with_supplier(HOUSING, "parks"))
    town.generate()
    sheet = load_workbook(town.issued())["Indicators"]
    assert "HS01" in {sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)}
    town.answer({"Sign-off": PARKS_ANSWERS["Sign-off"]}, "housing")
    town.answer(PARKS_ANSWERS)
    outcome = town.read()
    assert [(each.code, each.place.file, each.place.label) for each in outcome.problems] == [
        ("figure-missing", PARKS_FILE, "HS01")
    ]


def _with_supplier(plan: str, code: str) -> str:
    return (
        plan.replace("| Counts as |", "| Counts as | Supplied by |")
        .replace("| ratio |", f"| ratio | {code} |")
        .replace("| --- |\n| HS01", "| --- | --- |\n| HS01")
    )


def test_times_are_those_of_the_first_reading(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    first = records(town)[0].read_at
    town.later(30)
    town.answer(with_actual(0.9), name="again.xlsx")
    town.read()
    (course,) = [each for each in rows_of(town.status(), "services") if each["service"] == "parks"]
    assert first == datetime(2018, 7, 9, 9)  # noqa: DTZ001 - a council's calendar is local
    assert course["received"] == "2018-07-09"


def test_a_file_larger_than_any_workbook_is_not_even_opened(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plansheet.jobs.receive.LARGEST_FILE", 1000)
    town.drop("huge.xlsx", struct.pack("1001x"))
    outcome = town.read()
    assert (statuses(outcome), codes_of(outcome)) == ({"huge.xlsx": "rejected"}, ["limits"])


def test_a_file_that_has_gone_was_last_written_nobody_knows_when(tmp_path: Path) -> None:
    assert modified(tmp_path / "gone.xlsx") == 0
