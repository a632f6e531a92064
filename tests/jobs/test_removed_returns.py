"""Removed returns: what was in them is gone for good, that they were there and why is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from deciding_town import decided, table, type_in
from filled_returns import filled
from openpyxl import load_workbook
from strangers import e_mail, encrypted, zipped
from town import (
    HOUSING_ANSWERS,
    PARKS_ANSWERS,
    Q1,
    Q2,
    Town,
    actuals,
    codes_of,
    new_town,
    rows_of,
    statuses,
)

from plansheet.cli import cli
from plansheet.errors import DecisionError, StoreError
from plansheet.jobs import decisions_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.removal import Wish, remove_return, retention
from plansheet.model.records import Removal
from plansheet.store import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from town import Answers

    from plansheet.jobs.outcome import Outcome

PARKS_FILE = f"parks {Q1}.xlsx"
SIX_YEARS_ON = datetime(2024, 7, 1, 9)  # noqa: DTZ001 - a council's calendar is local
PERSON = "A Person With A Name"
BY_NAME: Answers = {
    **PARKS_ANSWERS,
    "Indicators": {
        "PK01": {"Actual": 0.5, "Commentary": "It rained", "Owner": PERSON},
        "PK02": {"Actual": 210},
    },
    "Sign-off": {
        step: {"Name": name, "Job title": "Officer", "Date": datetime(2018, 7, 5)}  # noqa: DTZ001
        for step, name in (
            ("Source data", PERSON),
            ("Data entry", f"Mrs {PERSON}"),
            ("Checked", "Somebody Else"),
        )
    },
}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of two quarters issued."""
    found = new_town(tmp_path)
    found.generate(Q1)
    found.generate(Q2)
    found.later(7)
    return found


def remove(
    town: Town, file: str, *, reason: str = "Sent by mistake", by: str = "", dry_run: bool = False
) -> Outcome:
    wish = Wish(quarter_of(Q1), file, reason, by)
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: remove_return(council, wish, world), read_only=dry_run)


def keep(
    town: Town, *, remove: bool = True, with_figures: bool = False, dry_run: bool = False
) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(
        lambda council: retention(council, world, remove=remove, with_figures=with_figures),
        read_only=dry_run,
    )


def removals(town: Town, period: str = Q1) -> tuple[Removal, ...]:
    with opened(town.root, read_only=True) as council:
        return council.ledger.removals.all(quarter_of(period))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_archived(town: Town, data: bytes) -> bool:
    found = (town.root / "archive").glob(f"??/{digest(data)}*")
    return any(path.is_file() for path in found)


def said_anywhere(town: Town, words: str) -> list[str]:
    """Return the files of the folder, all but what people keep in `returned`, that hold words."""
    return [
        name
        for name, data in town.snapshot().items()
        if "/returned/" not in name and words.encode() in data
    ]


def workbooks_with(town: Town, words: str) -> list[str]:
    """Return the workbooks of the folder, all but what people keep, in which words stand."""
    return [
        name
        for name, data in town.snapshot().items()
        if name.endswith(".xlsx") and "/returned/" not in name
        if any(words in str(cell) for cell in cells_of(data))
    ]


def cells_of(data: bytes) -> list[object]:
    sheets = load_workbook(BytesIO(data)).worksheets
    return [cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]


def test_a_removed_return_is_gone_and_that_it_was_there_is_kept(town: Town) -> None:
    path = town.answer(BY_NAME)
    data = path.read_bytes()
    town.read()
    assert said_anywhere(town, PERSON) == ["plansheet.db"]
    outcome = remove(town, PARKS_FILE.upper(), by="The manager")
    assert (outcome.status, outcome.lines, outcome.notes) == (
        0,
        (
            (
                f"{PARKS_FILE} of Q1 2018/19 (Parks) is removed: its bytes from the archive, its "
                "answers from the ledger. That it was there is kept, and why it went: Sent by "
                "mistake."
            ),
            "Parks: nothing counts now. Ask for its workbook again.",
        ),
        (f"Delete this copy yourself: workbooks/{Q1}/returned/{PARKS_FILE}",),
    )
    assert removals(town) == (
        Removal(
            quarter_of(Q1),
            digest(data),
            PARKS_FILE,
            "parks",
            town.now,
            town.now,
            "Sent by mistake",
            "The manager",
        ),
    )
    assert (is_archived(town, data), path.read_bytes() == data) == (False, True)
    assert said_anywhere(town, PERSON) == []
    assert (town.states()["parks"], town.figures()["PK01"]["state"]) == ("issued", "not supplied")


def test_a_removed_return_does_not_come_back_when_it_is_read_again(town: Town) -> None:
    data = town.answer(PARKS_ANSWERS).read_bytes()
    town.read()
    remove(town, digest(data)[:8])
    town.later(3)
    outcome = town.read()
    assert (outcome.status, statuses(outcome), codes_of(outcome)) == (
        0,
        {PARKS_FILE: "skipped"},
        ["removed"],
    )
    assert outcome.problems[0].message == (
        "This file was removed on 9 July 2018: Sent by mistake. Nothing of it is read or kept. "
        "Delete this copy of it too."
    )
    assert not is_archived(town, data)
    assert town.states()["parks"] == "issued"


def test_the_return_before_it_counts_again(town: Town) -> None:
    town.answer({**PARKS_ANSWERS, "Indicators": actuals(PK01=0.9, PK02=210)}, name="first.xlsx")
    town.read()
    town.answer({**PARKS_ANSWERS, "Indicators": actuals(PK01=0.5, PK02=210)}, name="last.xlsx")
    town.read()
    town.compile()
    assert town.figures()["PK01"]["actual"] == "0.5"
    assert remove(town, "last.xlsx").lines[1:] == (
        "Parks: the return 'first.xlsx', which came before it, counts again.",
        (
            f"What was compiled stays as it is; 'plansheet compile {Q1}' makes a new version "
            "without it."
        ),
    )
    assert town.figures()["PK01"]["actual"] == "0.9"
    assert remove(town, "first.xlsx").lines[1] == (
        "Parks: nothing counts now. Ask for its workbook again."
    )


def test_a_rehearsal_says_the_same_and_removes_nothing(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    before = town.snapshot()
    outcome = remove(town, PARKS_FILE, dry_run=True)
    assert outcome.lines[0].startswith(f"{PARKS_FILE} of Q1 2018/19 (Parks) would be removed")
    assert outcome.lines[1] == "Parks: nothing counts now. Ask for its workbook again."
    assert town.snapshot() == before


def test_removing_twice_is_as_good_as_once(town: Town) -> None:
    data = town.answer(PARKS_ANSWERS).read_bytes()
    town.read()
    first = remove(town, PARKS_FILE)
    # As if the first run had been cut short before the bytes went.
    with opened(town.root) as council:
        council.store.archive(data, ".xlsx")
    assert remove(town, PARKS_FILE).lines == first.lines[:1]
    assert not is_archived(town, data)


@pytest.mark.parametrize("years_later", [False, True])
def test_a_removal_that_was_cut_short_is_finished_by_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch, *, years_later: bool
) -> None:
    data = town.answer(BY_NAME).read_bytes()
    town.read()
    town.now = SIX_YEARS_ON

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    def again() -> Outcome:
        return keep(town) if years_later else remove(town, PARKS_FILE)

    with monkeypatch.context() as patched:
        patched.setattr("plansheet.ledger.removals.Removals.add", cut_short)
        with pytest.raises(KeyboardInterrupt):
            again()
    assert (is_archived(town, data), said_anywhere(town, PERSON)) == (False, ["plansheet.db"])
    again()
    assert said_anywhere(town, PERSON) == []
    assert [each.figures_kept for each in removals(town)] == [years_later]


@pytest.mark.parametrize("form", ["all.zip", "all.eml"])
def test_what_was_around_a_removed_return_goes_and_the_other_files_in_it_stay(
    town: Town, form: str
) -> None:
    parks = town.answer(PARKS_ANSWERS)
    housing = town.answer(HOUSING_ANSWERS, "housing")
    inside = [(path.name, path.read_bytes()) for path in (parks, housing)]
    parks.unlink()
    housing.unlink()
    # One person sends the returns of both.
    town.configure('\n[contacts.housing]\ncopies = ["head.of.parks@council.example"]\n')
    outer = zipped(inside) if form == "all.zip" else e_mail("Here they are.", *inside)
    town.drop(form, outer)
    town.read()
    outcome = remove(town, f"{form}/{parks.name}")
    assert outcome.notes == (f"Delete this copy yourself: workbooks/{Q1}/returned/{form}",)
    kept = [is_archived(town, data) for data in (inside[0][1], inside[1][1], outer)]
    assert kept == [False, True, False]
    assert statuses(town.read()) == {
        f"{form}/{parks.name}": "skipped",
        f"{form}/{housing.name}": "accepted",
    }
    assert not is_archived(town, outer)


def test_a_zip_that_cannot_be_looked_into_is_told(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    with opened(town.root) as council:
        council.store.archive(encrypted(filled(), "forgotten"), ".xlsx")
    assert remove(town, PARKS_FILE).notes[0] == (
        "1 files in the archive cannot be opened, so it is not known whether it is packed in one "
        "of them. Write the password into plansheet.toml (returns_password) and run this again."
    )


def test_bytes_that_were_read_for_another_quarter_stay_until_removed_there(town: Town) -> None:
    path = town.answer(PARKS_ANSWERS)
    data = path.read_bytes()
    town.read(Q1)
    town.read(Q2, path)
    assert remove(town, PARKS_FILE).notes[0] == (
        "Its bytes stay in the archive, because they were read for Q2 2018/19 too. Remove them "
        f"there as well: plansheet remove {Q2} {digest(data)[:12]} --reason TEXT"
    )
    assert is_archived(town, data)
    wish = Wish(quarter_of(Q2), PARKS_FILE, "Not ours")
    town.run(lambda council: remove_return(council, wish, town.world()))
    assert not is_archived(town, data)


def test_a_workbook_that_came_back_as_it_was_issued_stays_the_issue(town: Town) -> None:
    data = town.issued().read_bytes()
    town.drop("untouched.xlsx", data)
    town.read()
    assert remove(town, "untouched.xlsx").notes[0] == (
        "Its bytes stay in the archive: they are a workbook as it was issued, not filled in."
    )
    assert is_archived(town, data)
    assert statuses(town.read()) == {"untouched.xlsx": "skipped"}


def test_what_was_made_of_it_goes_with_it(town: Town) -> None:
    told = "0.5 said Somebody Else"
    figures: dict[str, dict[str, object]] = {"PK01": {"Actual": told}, "PK02": {"Actual": "nil"}}
    town.answer({**PARKS_ANSWERS, "Indicators": figures})
    town.read()
    with opened(town.root, read_only=True) as council:
        queries = council.store.queries_path("parks", quarter_of(Q1))
    type_in(town, {0: {"Decision": "Ask again", "Your notes": told}}, period=Q1)
    decided(town, Q1)
    assert queries.exists()
    assert len(workbooks_with(town, told)) > 1
    assert remove(town, PARKS_FILE).notes == (
        f"Delete this copy yourself: workbooks/{Q1}/returned/{PARKS_FILE}",
    )
    assert not queries.exists()
    assert table(town, "Service", period=Q1) == [["Nothing to decide"]]
    assert workbooks_with(town, told) == []


def test_a_killed_removal_leaves_no_copy_of_what_it_takes_away(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "0.5 said Somebody Else"
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": told}}})
    town.read()
    town.later(366 * 7)

    def killed(path: Path, data: bytes) -> bool:
        write_whole(path, data)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(decisions_book, "write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            keep(town, with_figures=True)
    keep(town, with_figures=True)
    assert workbooks_with(town, told) == []


def test_what_was_chosen_about_a_removed_return_is_told_and_not_kept(town: Town) -> None:
    told = "0.5 said Somebody Else"
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": told}}})
    town.read()
    type_in(town, {0: {"Decision": "Ask again", "Your notes": told}}, period=Q1)
    assert remove(town, PARKS_FILE).notes[0] == (
        f"Something was chosen in 1 row of 'Decisions {Q1}.xlsx' that are about nothing any more, "
        "since something else stands there now."
    )
    assert workbooks_with(town, told) == []


def test_a_workbook_of_decisions_that_cannot_be_written_anew_is_named(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    with opened(town.root, read_only=True) as council:
        path = council.store.decisions_path(quarter_of(Q1))
    path.write_bytes(b"made of it")
    first, _ = remove(town, PARKS_FILE).notes
    assert first.startswith(f"'{path.name}' cannot be read: ")
    assert path.read_bytes() == b"made of it"


def test_a_rejected_file_can_be_removed_too(town: Town) -> None:
    town.drop("letter.eml", e_mail("The figures of my neighbour are 12 and 14."))
    town.read()
    outcome = remove(town, "letter.eml")
    (line,) = outcome.lines
    assert line.startswith("letter.eml of Q1 2018/19 (Parks) is removed: its bytes from the")
    assert said_anywhere(town, "my neighbour") == []


@pytest.mark.parametrize(
    ("file", "reason", "message"),
    [
        ("other.xlsx", "x", "'other.xlsx' means no returned file of Q1 2018/19"),
        ("", "x", "'' means no returned file of Q1 2018/19"),
        ("same.xlsx", "x", "'same.xlsx' means more than one returned file of Q1 2018/19"),
        ("same.xlsx", "  ", "Say why the file is removed"),
    ],
)
def test_one_file_must_be_meant_and_a_reason_given(
    town: Town, file: str, reason: str, message: str
) -> None:
    for figure in (0.5, 0.6):
        answers = {**PARKS_ANSWERS, "Indicators": actuals(PK01=figure)}
        town.answer(answers, name="same.xlsx")
        town.read()
    with pytest.raises(DecisionError, match=message):
        remove(town, file, reason=reason)
    assert removals(town) == ()


def test_nothing_was_returned_at_all(town: Town) -> None:
    with pytest.raises(DecisionError, match="nothing was returned"):
        remove(town, "any.xlsx")


def test_a_file_that_cannot_be_removed_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()

    def refused(_path: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("pathlib.Path.unlink", refused)
    with pytest.raises(StoreError, match=r"could not be removed: in use\. Close it"):
        remove(town, PARKS_FILE)


# --- how long returns are kept


def test_nothing_is_old_while_its_years_have_not_passed(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    town.now = datetime(2024, 6, 29)  # noqa: DTZ001
    before = town.snapshot()
    assert keep(town).lines == ("No returned file is older than 6 years.",)
    assert town.snapshot() == before


def test_what_is_old_is_listed_and_nothing_goes_by_itself(town: Town) -> None:
    town.answer(PARKS_ANSWERS, name="first.xlsx")
    town.read()
    town.answer(BY_NAME, name="last.xlsx")
    town.read()
    town.now = SIX_YEARS_ON
    before = town.snapshot()
    outcome = keep(town, remove=False)
    assert outcome.lines == (
        "first.xlsx of Q1 2018/19: all of it",
        "last.xlsx of Q1 2018/19: workbook and names, not figures",
    )
    assert outcome.notes == ("2 returned files are older than 6 years. Remove them with --remove.",)
    assert keep(town, dry_run=True).lines[0].startswith("first.xlsx of Q1 2018/19 (Parks) would")
    assert town.snapshot() == before


def test_workbooks_and_names_go_and_figures_stay(town: Town) -> None:
    first = town.answer(PARKS_ANSWERS, name="first.xlsx").read_bytes()
    town.read()
    last = town.answer(BY_NAME, name="last.xlsx").read_bytes()
    town.read()
    town.compile()
    town.now = SIX_YEARS_ON
    compiled = [path.read_bytes() for path in (town.root / "workbooks" / Q1).glob("Perf*.xlsx")]
    figures = town.figures()
    outcome = keep(town)
    assert [line.partition(": ")[0] for line in outcome.lines] == [
        "first.xlsx of Q1 2018/19 (Parks) is removed",
        "Delete this copy yourself",
        "last.xlsx of Q1 2018/19 (Parks) is removed",
        "Delete this copy yourself",
    ]
    assert [is_archived(town, data) for data in (first, last)] == [False, False]
    assert town.figures() == figures
    assert said_anywhere(town, PERSON) == []
    with opened(town.root, read_only=True) as council:
        kept = council.counting_return("parks", quarter_of(Q1))
    assert kept is not None
    signed = {label: row["name"].value for label, row in kept.rows("Sign-off").items()}
    assert signed == {
        "Source data": "Person 1 (name removed)",
        "Data entry": "Person 1 (name removed)",
        "Checked": "Person 2 (name removed)",
    }
    assert [path.read_bytes() for path in (town.root / "workbooks" / Q1).glob("Perf*")] == compiled
    # What is gone is not listed again, and is passed over when it is read again.
    assert keep(town).lines == ("No returned file is older than 6 years.",)
    assert statuses(town.read()) == {"first.xlsx": "skipped", "last.xlsx": "skipped"}
    assert town.figures() == figures


def test_figures_go_only_when_that_is_said(town: Town) -> None:
    town.answer(BY_NAME)
    town.read()
    town.now = SIX_YEARS_ON
    keep(town)
    assert town.figures()["PK01"]["actual"] == "0.5"
    keep(town, with_figures=True)
    assert (town.figures()["PK01"]["actual"], said_anywhere(town, "It rained")) == ("", [])
    assert [each.figures_kept for each in removals(town)] == [False]


def test_the_years_are_those_of_the_settings(town: Town) -> None:
    settings = town.root / "plansheet.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("keep_years = 6", "keep_years = 1"), encoding="utf-8")
    town.answer(PARKS_ANSWERS)
    town.read()
    town.now = datetime(2019, 7, 1)  # noqa: DTZ001
    assert keep(town, remove=False).lines == (
        f"{PARKS_FILE} of Q1 2018/19: workbook and names, not figures",
    )


# --- the commands


def test_the_commands_remove_and_list(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    folder = str(town.root)
    listed = CliRunner().invoke(cli, ["-C", folder, "retention"])
    assert (listed.exit_code, PARKS_FILE in listed.stdout) == (0, True)
    command = ["-C", folder, "remove", Q1, PARKS_FILE, "--reason", "Withdrawn", "--by", "Me"]
    assert CliRunner().invoke(cli, command).exit_code == 0
    assert [(each.reason, each.by) for each in removals(town)] == [("Withdrawn", "Me")]
    assert rows_of(town.read(), "returns")[0]["status"] == "skipped"
    without_reason = CliRunner().invoke(cli, command[:-4])
    assert without_reason.exit_code == 2
