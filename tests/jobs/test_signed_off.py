"""Sign-off and data quality from the returned sheet to status and the compiled workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import PARKS_ANSWERS, Q1, SIGNED, Town, actuals, codes_of, new_town

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

Q4 = "2018-19-Q4"
ALONE = {**SIGNED, "Checked": {**SIGNED["Checked"], "Name": " MR a. "}}
DIMENSIONS = ("Accuracy", "Validity", "Reliability", "Timeliness", "Relevance", "Completeness")


def town_of(folder: Path, checker: str = "preferred") -> Town:
    found = new_town(folder)
    path = found.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8")
    told = text.replace('separate_checker = "preferred"', f'separate_checker = "{checker}"')
    assert checker == "preferred" or told != text
    path.write_text(told, encoding="utf-8")
    return found


def row_of(town: Town, period: str = Q1) -> dict[str, object]:
    """Return the compiled row of Parks on the sheet Returns, by heading."""
    town.compile(period)
    name = f"Performance Data Collection {period}.xlsx"
    sheet = load_workbook(town.root / "workbooks" / period / name)["Returns"]
    rows = [*sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if row[0] == "Service")
    found = next(row for row in rows if row[0] == "Parks")
    return dict(zip(map(str, head), found, strict=True))


CHECKERS = [
    ("off", [], 0, "Parks: complete, received 2 July 2018", "Officer, 5 October 2018"),
    (
        "preferred",
        ["same-checker"],
        0,
        "Parks: complete, received 2 July 2018",
        "Officer, 5 October 2018, who also entered the data",
    ),
    (
        "required",
        ["signoff-missing", "same-checker"],
        1,
        "Parks: received, received 2 July 2018, not signed: Checked",
        "Officer, 5 October 2018, who also entered the data",
    ),
]


@pytest.mark.parametrize(("checker", "codes", "status", "line", "signed"), CHECKERS)
def test_one_person_who_enters_and_checks(  # noqa: PLR0913, PLR0917 - a column each
    checker: str, codes: list[str], status: int, line: str, signed: str, tmp_path: Path
) -> None:
    town = town_of(tmp_path, checker)
    town.generate()
    town.answer({**PARKS_ANSWERS, "Sign-off": ALONE})
    outcome = town.read()
    assert (codes_of(outcome), outcome.status) == (codes, status)
    assert town.status().lines[3] == line
    assert row_of(town)["Checked"] == signed
    assert town.figures()["PK01"]["rating"] == "Green", "sign-off never withholds a figure"


def test_a_step_signed_for_somebody_else_and_one_that_nobody_signed(tmp_path: Path) -> None:
    town = town_of(tmp_path)
    town.generate()
    deputy = {**SIGNED["Checked"], "On behalf of": "Head of Parks"}
    town.answer(
        {**PARKS_ANSWERS, "Sign-off": {"Data entry": SIGNED["Data entry"], "Checked": deputy}}
    )
    outcome = town.read()
    assert [(each.code, each.place.label) for each in outcome.problems] == [
        ("signoff-missing", "Source data")
    ]
    found = row_of(town)
    assert [found[each] for each in ("Source data", "Data entry", "Checked")] == [
        "Not signed",
        "Officer, 5 October 2018",
        "Officer, 5 October 2018, on behalf of Head of Parks",
    ]


def quality(town: Town, rows: dict[str, dict[str, object]]) -> Outcome:
    town.generate(Q4)
    answers = {"Indicators": actuals(PK01=0.81, PK02=400), "Sign-off": SIGNED}
    town.answer({**answers, "Data quality": rows}, period=Q4)
    return town.read(Q4)


def test_data_quality_is_asked_for_in_the_fourth_quarter_and_compiled(tmp_path: Path) -> None:
    town = town_of(tmp_path)
    town.generate()
    assert "Data quality" not in load_workbook(town.issued()).sheetnames
    rows: dict[str, dict[str, object]] = {each: {"Met?": "Yes"} for each in DIMENSIONS}
    rows["Validity"] = {"Met?": "Partly", "Note": "Checks start in May."}
    rows["Timeliness"] = {"Met?": "No"}
    rows["Relevance"] = {}
    outcome = quality(town, rows)
    early = ["signed-early"] * 3
    assert (codes_of(outcome), outcome.status) == (
        ["quality-unanswered", "quality-note-missing", *early],
        1,
    )
    found = row_of(town, Q4)
    assert [found[each] for each in DIMENSIONS] == [
        "Yes",
        "Partly: Checks start in May.",
        "Yes",
        "No",
        "Not answered",
        "Yes",
    ]
    assert "Accuracy" not in row_of(town)


def test_all_six_dimensions_left_open_are_all_asked_for(tmp_path: Path) -> None:
    outcome = quality(town_of(tmp_path), {})
    found = [each for each in outcome.problems if each.code == "quality-unanswered"]
    assert [(str(each.level), each.place.label) for each in found] == [
        ("fix", dimension) for dimension in DIMENSIONS
    ]
