"""The words above the tables of a collection workbook: plansheet's own, then the council's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import PARKS, Q1, Town, new_town

from plansheet.errors import SettingsError
from plansheet.layout.collection import WORDED, collection_sheets
from plansheet.model.messages import Kind
from plansheet.model.periods import FinancialYear
from plansheet.model.risks import FIVE_BY_SIX

if TYPE_CHECKING:
    from pathlib import Path

Q4 = "2018-19-Q4"
STARS = "Columns marked * are to fill in; everything else is locked."
SERVICE = """\
| Service | Head of service | E-mail | Source data | Data entry | Checked by |
| --- | --- | --- | --- | --- | --- |
| Parks | Head of Parks | head@council.example | Ranger | Clerk | |
"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def lines(town: Town, sheet: str, period: str = Q1) -> list[str]:
    """Return what stands between the title and the table of a sheet of Parks' workbook."""
    said: list[str] = []
    for (cell,) in load_workbook(town.issued(period=period))[sheet].iter_rows(min_row=2, max_col=1):
        if cell.value is None:
            return said
        said.append(str(cell.value))
    raise AssertionError(sheet)


def put(town: Town, name: str, text: str) -> None:
    path = town.root / "templates" / "wording" / f"{name}.txt"
    path.write_text(text, encoding="utf-8")


def setting(town: Town, section: str, line: str) -> None:
    path = town.root / "plansheet.toml"
    key = line.partition(" = ")[0]
    text = path.read_text(encoding="utf-8")
    assert f"[{section}]" in text
    kept = [line if each.startswith(f"{key} = ") else each for each in text.splitlines()]
    path.write_text("\n".join(kept), encoding="utf-8")


def test_each_sheet_that_is_filled_in_has_words_of_its_own(town: Town) -> None:
    sheets = collection_sheets(FinancialYear(2018).quarters[3], FIVE_BY_SIX)
    names = ["Start here", *(sheet.name for sheet in sheets), "Help"]
    assert list(WORDED) == names
    there = sorted(path.stem for path in (town.root / "templates" / "wording").glob("*.txt"))
    letters = {str(kind) for kind in Kind}
    assert sorted({*there} - letters) == sorted(name.lower().replace(" ", "-") for name in names)


def test_start_here_says_what_to_do_by_when_and_whom_to_ask(town: Town) -> None:
    setting(town, "council", 'name = "Our District Council"')
    setting(town, "council", 'email = "figures@council.example"')
    town.generate()
    headline, *said = lines(town, "Start here")
    assert headline.startswith("=IF(SUM(")
    assert said == [
        "Our District Council. Please send this workbook back by 13 July 2018.",
        (
            "1. Open each sheet below, one after the other, and fill in the tinted cells under the "
            "headings marked *."
        ),
        (
            "2. Read the column Check: it says in words what a row still needs. A row that says "
            "Complete is done."
        ),
        '3. When the line above says "Ready to return", save the workbook.',
        (
            "4. Attach the file itself to an e-mail to figures@council.example. A link, a PDF or a "
            "picture cannot be read."
        ),
        (
            "Titles, targets and definitions are locked. To have one changed, ask on the sheet "
            "Requests. The sheet Help explains every column."
        ),
        "Questions: Performance & Projects Manager, figures@council.example.",
    ]


def test_without_an_address_none_is_said(town: Town) -> None:
    town.generate()
    said = lines(town, "Start here")
    assert said[5:] == [
        "4. Attach the file itself to an e-mail. A link, a PDF or a picture cannot be read.",
        said[6],
        "Questions: Performance & Projects Manager.",
    ]


@pytest.mark.parametrize(
    ("checker", "words"),
    [
        ("required", "The person who checks must not be the one who entered the data."),
        ("preferred", "It is better that the person who checks did not enter the data."),
        ("off", "One person may sign more than one step."),
    ],
)
def test_sign_off_says_who_signs_what(town: Town, checker: str, words: str) -> None:
    setting(town, "collection", f'separate_checker = "{checker}"')
    start, _, rest = PARKS.partition("| Service |")
    _, _, rest = rest.partition("\n\n")
    town.plan("parks 2018-21.md", f"{start}{SERVICE}\n{rest}")
    town.generate()
    assert lines(town, "Sign-off") == [
        "Say who supplied the data, who entered it and who checked it.",
        STARS,
        "Source data: responsible for the records that the figures come from. In the plan: Ranger.",
        "Data entry: entered the figures in this workbook. In the plan: Clerk.",
        "Checked: checked the figures against the records.",
        words,
    ]


def test_data_quality_asks_its_six_questions(town: Town) -> None:
    town.generate(Q4)
    assert lines(town, "Data quality", Q4)[2:] == [
        "Accuracy: Are the figures right, and counted once?",
        "Validity: Do they follow the definition?",
        "Reliability: Are they collected the same way each time?",
        "Timeliness: Are they collected soon enough to act on?",
        "Relevance: Do they still measure what matters?",
        "Completeness: Is nothing missing?",
    ]


def test_the_council_s_own_words_stand_there_and_on_start_here(town: Town) -> None:
    put(town, "indicators", "\n  {{ service }}: figures up to   {{ last_day }}.\n\nThank you.\n")
    town.generate()
    assert lines(town, "Indicators") == ["Parks: figures up to 30 June 2018.", "Thank you."]
    start = load_workbook(town.issued())["Start here"]
    told = {row[0].value: row[1].value for row in start.iter_rows(max_col=2)}
    assert told["Indicators"] == "Parks: figures up to 30 June 2018."


def test_a_long_line_goes_on_in_the_next_row(town: Town) -> None:
    put(town, "requests", "Ask here. " + "What you ask is read and answered. " * 8)
    town.generate()
    said = lines(town, "Requests")
    assert [len(line) <= 130 for line in said] == [True, True, True]
    assert " ".join(said).count("answered.") == 8


def test_a_missing_file_stands_for_plansheet_s_own_words(town: Town) -> None:
    (town.root / "templates" / "wording" / "milestones.txt").unlink()
    town.generate()
    assert lines(town, "Indicators")[0] == (
        "Enter a figure for each indicator that is due: the top rows."
    )


CANNOT_BE_USED = {
    "Ask here.\n\n{{ servise }} asks.": (
        "line 3: 'servise' is undefined. The names that can be used are: checked_by, council, "
        "data_entry, due, first_day, head, last_day, manager, manager_email, quarter, questions, "
        "separate_checker, service, source_data, year."
    ),
    "Ask here.\n{{ service": (
        "line 2: unexpected end of template, expected 'end of print statement'. "
        "Correct the wording there."
    ),
    " \n": (
        "line 1: this wording says nothing. Write in its first line what is to be done on the "
        "sheet, or delete the file to have plansheet's own words."
    ),
}


@pytest.mark.parametrize("text", CANNOT_BE_USED)
def test_a_fault_in_a_wording_is_told_with_its_line(town: Town, text: str) -> None:
    # The sheet is not in this quarter's workbook: the fault is told long before it is.
    put(town, "data-quality", text)
    with pytest.raises(SettingsError) as stopped:
        town.generate()
    file = "templates/wording/data-quality.txt"
    assert str(stopped.value) == f"{file}, {CANNOT_BE_USED[text]}"
    assert not town.issued().exists()
