"""`compile --public`: a file of its own with versions of its own, kept like the others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from town import HOUSING_ANSWERS, PARKS, Q1, SIGNED, Town, new_town

from plansheet import cli
from plansheet.jobs.board import compile_quarter
from plansheet.jobs.council import opened, quarter_of
from plansheet.model.records import FileKind

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

FILE = f"Performance Data Collection {Q1} public.xlsx"
SECOND = f"Performance Data Collection {Q1} public v2.xlsx"
PLAN = PARKS.replace("| 2018/19 Target |", "| Publish | 2018/19 Target |").replace(
    "| --- | --- |\n| PK01", "| --- | --- | --- |\n| PK01"
)
PLAN = PLAN.replace("| snapshot | 80% |", "| snapshot | public | 80% |").replace(
    "| cumulative | Q1", "| cumulative | internal | Q1"
)
SAID: dict[str, dict[str, object]] = {
    "PK01": {
        "Actual": 0.6,
        "Commentary": "It rained.",
        "Action": "Sweep more often.",
        "Owner": "Miss Mopp",
    },
    "PK02": {"Actual": 71, "Commentary": "The gate was shut.", "Owner": "Mr Lock"},
}
LEFT_OUT = (
    "Left out of the public copy: 1 indicator not to be published, the sheets Returns and Queries, "
    "requests and changed cells, who supplied, owns and signed, where each figure stands and what "
    "was typed there, why risks were scored anew, and what happens next with contracts.\n"
)
AS_SUPPLIED = (
    "2 texts are published as services supplied them: commentary, actions, reasons, progress of "
    "projects, and why plans and figures changed. Read them first: nobody should be named. Other "
    f"words for a commentary go on the sheet Commentary of 'Decisions {Q1}.xlsx'.\n"
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with a return of Parks, one of whose indicators is internal."""
    found = new_town(tmp_path)
    found.plan("parks 2018-21.md", PLAN)
    found.generate()
    found.answer({"Indicators": SAID, "Sign-off": SIGNED})
    found.read()
    return found


def public(town: Town, *words: str) -> Result:
    arguments = ["-C", str(town.root), "compile", Q1, "--public", *words]
    return CliRunner().invoke(cli.cli, arguments, prog_name="plansheet")


def folder(town: Town) -> Path:
    return town.root / "workbooks" / Q1


def words_of(path: Path) -> set[str]:
    return {
        str(cell.value)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_it_is_written_in_a_file_of_its_own_and_says_what_it_leaves_out(town: Town) -> None:
    before = town.kept()
    tried = public(town, "--dry-run")
    assert (tried.exit_code, town.kept()) == (0, before)
    done = public(town)
    assert (done.exit_code, done.stdout, done.stderr) == (
        0,
        f"workbooks/{Q1}/{FILE}\n",
        LEFT_OUT + AS_SUPPLIED,
    )
    assert (tried.stdout, tried.stderr) == (done.stdout, done.stderr)
    assert [path.name for path in folder(town).glob("Performance*")] == [FILE]


def test_it_holds_what_is_public_and_nothing_else(town: Town) -> None:
    public(town)
    said = words_of(folder(town) / FILE)
    assert {"PK01", "Parks that are clean", "It rained.", "Sweep more often."} <= said
    text = "\n".join(said)
    for private in ("PK02", "Visits", "gate", "Mopp", "Lock", "Officer", f"parks {Q1}.xlsx"):
        assert private not in text
    for data in (town.returned(f"parks {Q1}.xlsx").read_bytes(), town.issued().read_bytes()):
        assert hashlib.sha256(data).hexdigest() not in text
    town.compile()
    whole = words_of(folder(town) / FILE.replace(" public", ""))
    assert {"PK02", "Visits", "Miss Mopp", f"parks {Q1}.xlsx"} <= whole


def test_it_is_archived_and_in_the_ledger_beside_the_others(town: Town) -> None:
    public(town)
    town.compile()
    data = (folder(town) / FILE).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    with opened(town.root, read_only=True) as council:
        quarter, copies = quarter_of(Q1), council.ledger.public_copies
        (copy,) = copies.compiled(quarter)
        (own,) = council.ledger.compiled(quarter)
        kinds = {each.sha256: each.kind for each in council.ledger.files()}
        rows = [each.ref for each in copies.compiled_rows(copy)]
        assert council.store.archived(sha256) == data
    assert (copy.sha256, copy.version, kinds[sha256]) == (sha256, 1, FileKind.PUBLIC)
    assert (own.version, kinds[own.sha256]) == (1, FileKind.COMPILED)
    assert sorted(rows) == ["HS01", "PK01"]


def test_running_it_again_changes_nothing(town: Town) -> None:
    public(town)
    before = town.kept()
    again = public(town)
    assert (again.stdout, again.stderr) == (
        f"Nothing has changed: workbooks/{Q1}/{FILE}\n",
        LEFT_OUT + AS_SUPPLIED,
    )
    assert town.kept() == before


def test_what_is_internal_makes_no_new_version_and_what_is_public_does(town: Town) -> None:
    public(town)
    said = {**SAID, "PK02": {**SAID["PK02"], "Actual": 99}}
    town.answer({"Indicators": said, "Sign-off": SIGNED}, name="again.xlsx")
    town.later(1)
    town.read()
    assert public(town).stdout == f"Nothing has changed: workbooks/{Q1}/{FILE}\n"
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()
    assert public(town).stdout == f"workbooks/{Q1}/{SECOND}\n"
    changes = load_workbook(folder(town) / SECOND)["Changes"]
    rows = [[cell.value for cell in row][1:5] for row in changes.iter_rows()]
    assert rows[-2:] == [
        [
            "Ratings",
            "Since version 1",
            "0 Green, 0 Amber, 1 Red of 1 rated",
            "1 Green, 0 Amber, 1 Red of 2 rated",
        ],
        ["HS01", "Since version 1: indicator", "not supplied", "Green (90% against 90%)"],
    ]


def test_what_turned_internal_is_not_told_in_what_moved(town: Town) -> None:
    public(town)
    town.plan("parks 2018-21.md", PLAN.replace("| snapshot | public |", "| snapshot | internal |"))
    town.answer(HOUSING_ANSWERS, "housing")
    town.later(1)
    town.read()
    public(town)
    said = words_of(folder(town) / SECOND)
    assert {"HS01", "Since version 1: indicator"} <= said
    assert not [each for each in said if "PK01" in each or "1 Red" in each]


def test_a_copy_that_was_deleted_is_put_back(town: Town) -> None:
    public(town)
    data = (folder(town) / FILE).read_bytes()
    (folder(town) / FILE).unlink()
    public(town)
    assert (folder(town) / FILE).read_bytes() == data


def test_where_nothing_is_kept_back_only_what_is_never_public_is(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    outcome = town.run(
        lambda council: compile_quarter(council, quarter_of(Q1), town.world(), public=True)
    )
    assert outcome.notes == (LEFT_OUT.replace("1 indicator not to be published, ", "").strip(),)
