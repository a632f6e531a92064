"""`history import`: last years' figures taken in, with their cells, beneath what is returned."""

from __future__ import annotations

import hashlib
from contextlib import chdir
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from town import HOUSING_ANSWERS, PARKS, Q1, Q2, SIGNED, Town, actuals, new_town

from plansheet import cli
from plansheet.errors import PlanError
from plansheet.jobs.council import opened
from plansheet.jobs.past_figures import import_history

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

MORE = """\
| PK03 | Trees planted | PI | number | higher | quarterly | sum | 100 |
| PK04 | Bins emptied in time | PI | % | higher | quarterly | ratio | 90% |
| PK05 | Pavilion open | PI | date | higher | annual | latest | July 2018 |
| PK06 | Award | PI | text | none | annual | latest | - |
| PK07 | Rubbish in the ponds | PI | number | lower | annual | average | 5 |
"""
HEADINGS = ("Service", "Ref", "2017/18 Q1", "2017-18-Q2 actual", "2017/18", "Title")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path)
    found.plan("parks 2018-21.md", PARKS + MORE)
    return found


def spreadsheet(town: Town, *rows: Sequence[object], name: str = "last years.xlsx") -> Path:
    """Write a spreadsheet with a title above its table."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Figures"
    for row in (("Performance in the years before",), (), *rows):
        sheet.append([f"{value[0]:g}" if isinstance(value, tuple) else value for value in row])
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, float):
                cell.number_format = "0.00%"
    path = town.root / name
    book.save(path)
    return path


def imported(town: Town, path: Path, *, dry_run: bool = False) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: import_history(council, path, world), read_only=dry_run)


def kept(town: Town, service: str = "parks") -> list[str]:
    """Return the figures that count: `PK02 2017-18-Q1 90 (Figures C4)`."""
    with opened(town.root, read_only=True) as council:
        found = council.ledger.imported.of(service)
    return [
        f"{each.ref} {each.quarter.label} {figure.actual}"
        + (f" {figure.numerator} of {figure.denominator}" if figure.denominator else "")
        + f" ({figure.sheet} {figure.cell})"
        for each in found
        for figure in [each.figure]
    ]


def test_figures_are_known_by_their_headings_and_kept_with_their_cells(town: Town) -> None:
    path = spreadsheet(
        town,
        HEADINGS,
        ("Parks", "PK01", 0.79, "81%", None, "Clean"),
        (None, "PK 02", 90, "1,200", 4000, "Visits"),
        ("parks", "PK03", 12, None, None, "Trees"),
        ("parks", "PK05", None, None, date(2018, 3, 1), "Pavilion"),
        ("parks", "PK06", "Level 2", None, None, "Award"),
        ("parks", "PK07", None, None, 7, "Ponds"),
    )
    outcome = imported(town, path)
    assert outcome.status == 0, outcome.problems
    assert outcome.lines == ("last years.xlsx: 9 figures: 9 new, 0 changed, 0 as before",)
    assert kept(town) == [
        "PK01 2017-18-Q1 0.79 (Figures C4)",
        "PK01 2017-18-Q2 0.81 (Figures D4)",
        "PK02 2017-18-Q1 90 (Figures C5)",
        "PK02 2017-18-Q2 1200 (Figures D5)",
        "PK02 2017-18-Q4 4000 (Figures E5)",
        "PK03 2017-18-Q1 12 (Figures C6)",
        "PK05 2017-18-Q4 2018-03-01 (Figures E7)",
        "PK06 2017-18-Q1 Level 2 (Figures C8)",
        "PK07 2017-18-Q4 7 (Figures E9)",
    ]
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    archived = town.root / "archive" / sha256[:2] / f"{sha256}.xlsx"
    assert archived.read_bytes() == path.read_bytes()


def test_a_ratio_has_both_its_numbers_or_its_percentage_alone(town: Town) -> None:
    first = ("Ref", "2017/18 Q1 numerator", "2017/18 Q1 Denominator", "2017/18 Q2", "Q3 2017/18")
    path = spreadsheet(town, first, ("PK04", 45, 50, "40 of 50", 0.875))
    assert imported(town, path).lines[0].startswith("last years.xlsx: 3 figures: 3 new")
    assert kept(town) == [
        "PK04 2017-18-Q1 None 45 of 50 (Figures B4)",
        "PK04 2017-18-Q2 None 40 of 50 (Figures D4)",
        "PK04 2017-18-Q3 0.875 (Figures E4)",
    ]


def test_a_csv_file_does_as_well(town: Town) -> None:
    path = town.root / "past.csv"
    path.write_text("Service;Ref;2017/18 Q1\nParks;PK01;79%\nHousing;HS01;171/190\n", "utf-8")
    assert imported(town, path).lines == ("past.csv: 2 figures: 2 new, 0 changed, 0 as before",)
    assert kept(town) == ["PK01 2017-18-Q1 0.79 ( C2)"]
    assert kept(town, "housing") == ["HS01 2017-18-Q1 None 171 of 190 ( C3)"]


def test_what_cannot_be_used_is_told_with_its_place_and_what_to_do(town: Town) -> None:
    path = spreadsheet(
        town,
        HEADINGS,
        ("Streets", "ST01", 1, None, None, ""),
        ("Parks", "XX01", 1, 2, None, ""),
        ("Parks", "PK01", (0.79,), "about a half", "n/a", ""),
        ("Parks", "PK02", "#REF!", "1.234,5", None, ""),
        ("Parks", "PK03", 1, 2, 50, ""),
        ("Parks", "PK05", "some day", None, None, ""),
        (None, "PK03", 5, 2, None, ""),
    )
    outcome = imported(town, path)
    assert outcome.status == 1
    assert outcome.lines == ("last years.xlsx: 2 figures: 2 new, 0 changed, 0 as before",)
    assert kept(town) == ["PK03 2017-18-Q1 1 (Figures C8)", "PK03 2017-18-Q2 2 (Figures D8)"]
    assert [(each.code, each.place.cell, each.place.label) for each in outcome.problems] == [
        ("history-service", "C4", "ST01"),
        ("history-ref", "C5", "XX01"),
        ("history-year", "E8", "PK03"),
        ("history-figure", "C6", "PK01"),
        ("history-figure", "D6", "PK01"),
        ("history-figure", "C7", "PK02"),
        ("history-figure", "D7", "PK02"),
        ("history-twice", "C10", "PK03"),
        ("history-figure", "C9", "PK05"),
    ]
    said = {each.place.cell: each.message for each in outcome.problems}
    assert said["C4"] == (
        "'Streets' is no service of this council, so its row was left out. Write one of: housing, "
        "parks."
    )
    assert said["C6"] == (
        "'0.79' was not taken as the figure for Q1 2017/18: it can be read as 0.79% or 79%. Type "
        "the figure by itself, for example 79%, and import the file again."
    )
    assert said["E8"].startswith("A figure for the whole of 2017/18 cannot be told apart")


def test_half_a_ratio_is_told(town: Town) -> None:
    headings = ("Ref", "2017/18 Q1 numerator", "2017/18 Q1 denominator", "2017/18 Q2 denominator")
    path = spreadsheet(
        town, headings, ("PK04", 45, "TBC", 50), ("HS01", "many", 190, None), ("PK01", 4, 5, 6)
    )
    outcome = imported(town, path)
    assert [(each.code, each.place.cell) for each in outcome.problems] == [
        ("history-half", "B4"),
        ("history-half", "D4"),
        ("history-figure", "B5"),
    ]
    assert outcome.problems[1].message == (
        "For Q2 2017/18 there is a denominator and no numerator, so the figure was left out. A "
        "ratio needs both: fill in Q2 2017/18 numerator, and import the file again."
    )
    assert outcome.lines == ("last years.xlsx: 0 figures: 0 new, 0 changed, 0 as before",)


def test_a_ref_of_two_services_needs_a_service(town: Town) -> None:
    town.plan("housing 2018-21.md", PARKS.replace("Parks", "Housing"))
    outcome = imported(town, spreadsheet(town, ("Ref", "2017/18 Q1"), ("PK01", "79%")))
    assert [each.message for each in outcome.problems] == [
        (
            "Several services list 'PK01': housing, parks. Its row was left out. Say whose it is "
            "in a column Service, for example housing."
        )
    ]
    path = spreadsheet(town, ("Service", "Ref", "2017/18 Q1"), ("Housing", "PK01", "79%"))
    imported(town, path)
    assert kept(town, "housing") == ["PK01 2017-18-Q1 0.79 (Figures C4)"]


def test_importing_again_changes_nothing_and_a_changed_figure_counts(town: Town) -> None:
    path = spreadsheet(town, HEADINGS, ("Parks", "PK02", 90, 200, None, ""))
    imported(town, path)
    before = town.snapshot()
    again = imported(town, path)
    assert again.lines == ("last years.xlsx: 2 figures: 0 new, 0 changed, 2 as before",)
    assert town.snapshot() == before
    spreadsheet(town, HEADINGS, ("Parks", "PK02", 91, 200, None, ""))
    changed = imported(town, path)
    assert changed.lines == ("last years.xlsx: 2 figures: 0 new, 1 changed, 1 as before",)
    assert kept(town) == ["PK02 2017-18-Q1 91 (Figures C4)", "PK02 2017-18-Q2 200 (Figures D4)"]


def test_a_rehearsal_says_what_would_be_taken_in(town: Town) -> None:
    path = spreadsheet(town, HEADINGS, ("Parks", "PK02", 90, None, None, ""))
    before = town.snapshot()
    outcome = imported(town, path, dry_run=True)
    assert outcome.lines == ("last years.xlsx: 1 figure: 1 new, 0 changed, 0 as before",)
    assert town.snapshot() == before


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("past.pdf", b"%PDF", "it is a .pdf file"),
        ("past", b"", "it is a nameless file"),
        ("past.xlsx", b"PK", "Save it in Excel"),
        ("past.csv", b"Service,Ref,Title\nParks,PK01,Clean\n", "no table in it has a column Ref"),
        ("past.csv", b"Service,2017/18 Q1\nParks,7\n", "no table in it has a column Ref"),
    ],
)
def test_a_file_that_cannot_be_used_stops_it(town: Town, name: str, data: bytes, why: str) -> None:
    path = town.root / name
    path.write_bytes(data)
    with pytest.raises(PlanError, match=why):
        imported(town, path)


def test_what_was_imported_is_seen_in_directions_and_trends(town: Town) -> None:
    imported(
        town,
        spreadsheet(
            town,
            ("Service", "Ref", "2016/17 Q3", "2017/18 Q1", "2017/18 Q4"),
            ("Parks", "PK01", 0.7, 0.75, 0.85),
            ("Parks", "PK02", 40, 60, 300),
            ("Parks", "PK04", None, "40 of 50", 0.9),
        ),
    )
    town.generate()
    answers = {"Indicators": actuals(PK01=0.81, PK02=50), "Sign-off": SIGNED}
    town.answer(answers)
    town.read()
    row = town.figures()["PK01"]
    assert (row["direction_quarter"], row["direction_year"]) == ("worse", "better")
    assert town.figures()["PK02"]["direction_year"] == "worse"
    town.compile()
    path = town.root / "workbooks" / Q1 / f"Performance Data Collection {Q1}.xlsx"
    book = load_workbook(BytesIO(path.read_bytes()))
    assert trend(book["KPIs"])["PK01"] == [0.7, None, 0.75, None, None, 0.85, 0.81]
    assert trend(book["Service PIs"])["PK02"] == [None, None, 60, None, None, None, 50]
    assert trend(book["Service PIs"])["PK04"] == [None, None, 0.8, None, None, 0.9, None]


def trend(sheet: object) -> dict[str, list[object]]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]  # type: ignore[attr-defined]
    first = rows[0].index("Q3 2016/17")
    return {str(row[1]): row[first : first + 7] for row in rows[1:]}


def test_what_a_service_returned_counts_before_what_was_imported(town: Town) -> None:
    town.generate()
    town.answer({"Indicators": actuals(PK01=0.81, PK02=50), "Sign-off": SIGNED})
    town.read()
    imported(
        town,
        spreadsheet(town, ("Ref", "2018/19 Q1"), ("PK02", 70), ("PK03", 30)),
    )
    period = "2018-19-Q2"
    town.generate(period)
    town.answer({"Indicators": actuals(PK02=90, PK03=31)}, period=period)
    town.read(period)
    figures = town.figures(period)
    # A sum needs its first quarter, which only the file knows; the total of PK02 fell by nothing.
    assert (figures["PK03"]["actual"], figures["PK02"]["direction_quarter"]) == ("61", "worse")
    assert town.figures(Q1)["PK02"]["actual"] == "50"
    assert town.figures(Q1)["PK03"]["state"] == "not supplied"


def test_an_old_quarter_stays_as_it_was_compiled(town: Town) -> None:
    """A new direction makes a new version; the first stays byte for byte, and the ratings do."""
    town.generate()
    town.answer({"Indicators": actuals(PK01=0.81, PK02=50), "Sign-off": SIGNED})
    town.read()
    town.later(60)
    town.compile()
    folder = town.root / "workbooks" / Q1
    first = folder / f"Performance Data Collection {Q1}.xlsx"
    data = first.read_bytes()
    imported(town, spreadsheet(town, ("Ref", "2017/18 Q1"), ("PK01", 0.75)))
    town.compile()
    assert first.read_bytes() == data
    second = folder / f"Performance Data Collection {Q1} v2.xlsx"
    ratings = [
        [cell.value for cell in sheet[at]]
        for path in (first, second)
        for sheet in [load_workbook(BytesIO(path.read_bytes()))["Data"]]
        for at in ["Q"]
    ]
    assert ratings[0] == ratings[1]


def test_a_council_that_begins_in_the_second_quarter_is_told_how_to_give_the_first(
    tmp_path: Path,
) -> None:
    town = new_town(tmp_path)
    town.later(100)
    town.generate(Q2)
    town.answer(HOUSING_ANSWERS, "housing", period=Q2)
    said = next(each for each in town.read(Q2).problems if each.code == "earlier-quarter-before")
    assert said.message == (
        "There is no figure for Q1 2018/19, of which no workbook came back here, so the year to "
        "date cannot be worked out and is not rated. This quarter's 90% (171 of 190) is kept. Say "
        "what the figure was; it is taken in with 'plansheet history import FILE', for example "
        "from a file figures.csv with the lines Service,Ref,2018/19 Q1 and housing,HS01,45 of 50."
    )
    path = tmp_path / "figures.csv"
    path.write_text("Service,Ref,2018/19 Q1\nhousing,HS01,45 of 50\n", encoding="utf-8")
    entering = ["enter", Q1, "housing", "HS01", "45 of 50", "--source", "by phone"]
    with chdir(town.root):
        refused = CliRunner().invoke(cli.cli, entering)
    assert refused.stderr == (
        "plansheet: No workbook of housing has been issued for Q1 2018/19. It was before the first "
        "that was, Q2 2018/19: take its figures in with 'plansheet history import FILE', for "
        "example from a file figures.csv with the lines Service,Ref,2018/19 Q1 and "
        "housing,CP05,45.\n"
    )
    imported(town, path)
    figure = town.figures(Q2)["HS01"]
    assert (figure["state"], figure["actual"], figure["rating"]) == ("rated", "0.9", "Green")
