"""A workbook filled in by hand in LibreOffice: what refuses, what accepts, what is read back.

The keys are pressed by `typist.py`, under a Python that can talk to LibreOffice (`uno`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from forms import Q4, at, opened
from office.workbook import Opened, cells_of, place, table_of
from openpyxl.utils import get_column_letter
from town import Town, codes_of, rows_of

from plansheet.jobs.council import opened as opened_council
from plansheet.jobs.start import start_council
from plansheet.layout.collection import collection_sheets
from plansheet.model.risks import FOUR_BY_FOUR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.pages import Value

TYPIST = Path(__file__).with_name("typist.py")
OPENS_WITH = "open sesame"
QUARTER = Q4
PERIOD = Q4.label
PARKS = """\
# Parks service plan 2018-21

## Service

| Service | Head of service | E-mail |
| --- | --- | --- |
| Parks | Head of Parks | head.of.parks@council.example |

## Performance indicators

| Ref | Description | Unit | Good is | How often | Counts as | 2018/19 Target |
| --- | --- | --- | --- | --- | --- | --- |
| PK01 | Parks that are clean | % | higher | quarterly | snapshot | 80% |
| PK02 | Visits | number | higher | quarterly | cumulative | 400 |
| PK03 | Repairs in time | % | higher | quarterly | ratio | 90% |
| PK04 | Income | £ | higher | quarterly | cumulative | £50,000 |
| PK05 | What the inspector found | text | none | annual | latest | - |
| PK06 | The café is open | date | lower | ad hoc | latest | February 2019 |
| PK07 | Visits by schools | number | higher | quarterly | cumulative | 90 |

## Projects

| Ref | Project | Outcome | 2018/19 Q4 |
| --- | --- | --- | --- |
| P1 | Play areas | Safer play | The tender is out |

## Risks

| Ref | Risk | Likelihood | Impact |
| --- | --- | --- | --- |
| R1 | Ash dieback | 2 | 3 |
| R2 | Too few staff | 3 | 3 |

## Contracts

| Ref | Agreement | Supplier | End |
| --- | --- | --- | --- |
| C1 | Mowing | Green Ltd | 31/5/2019 |
"""


class Input(NamedTuple):
    """One input: where it is, what is typed, and what that is read as where not as it stands."""

    sheet: str
    row: str
    heading: str
    typed: str
    value: Value = None


ASKED = (
    Input("Indicators", "PK01", "Actual", "79", Decimal("0.79")),
    Input("Indicators", "PK01", "Provisional or final", "Provisional"),
    Input("Indicators", "PK01", "Commentary", '-1 post & <2> empty, "so" it\'s late'),
    Input("Indicators", "PK01", "Action", "10/12"),
    Input("Indicators", "PK01", "Owner", "007"),
    Input("Indicators", "PK01", "By when", "2019-06-30", date(2019, 6, 30)),
    Input("Indicators", "PK02", "Actual", "1234.5", Decimal("1234.5")),
    Input("Indicators", "PK02", "Forecast for the year", "1300", Decimal(1300)),
    Input("Indicators", "PK03", "Numerator", "171", Decimal(171)),
    Input("Indicators", "PK03", "Denominator", "190", Decimal(190)),
    Input("Indicators", "PK04", "Actual", "50250.75", Decimal("50250.75")),
    Input("Indicators", "PK05", "Actual", "TRUE"),
    Input("Indicators", "PK06", "Actual", "2019-02-14", date(2019, 2, 14)),
    Input("Indicators", "PK07", "Reason if no figure", "Waiting for a partner"),
    Input("Indicators", "PK07", "Expected by", "2019-04-20", date(2019, 4, 20)),
    Input("Milestones", "P1-M1", "Status", "Completed"),
    Input("Milestones", "P1-M1", "Done on", "2019-03-01", date(2019, 3, 1)),
    Input("Risks", "R1", "Changed?", "No change"),
    Input("Risks", "R2", "Changed?", "Changed"),
    Input("Risks", "R2", "Likelihood", "2 Unlikely"),
    Input("Contracts", "C1", "What happens next", "Extend"),
    Input("Contracts", "C1", "New end", "2020-05-31", date(2020, 5, 31)),
    Input("Requests", "1", "About", "PK02"),
    Input("Requests", "1", "Change", "Target"),
    Input("Data quality", "Accuracy", "Met?", "Partly"),
    Input("Sign-off", "Checked", "Name", "B. Officer"),
    Input("Sign-off", "Checked", "Date", "2019-04-08", date(2019, 4, 8)),
)
# Typed before the right thing is, so that each cell must be as it was: empty.
REFUSED = (
    Input("Indicators", "PK02", "Actual", "a few"),
    Input("Indicators", "PK01", "Provisional or final", "Nearly"),
    Input("Indicators", "PK01", "By when", "1999-01-01"),
    Input("Milestones", "P1-M1", "Status", "Nearly done"),
    Input("Milestones", "P1-M1", "Done on", "in March"),
    Input("Sign-off", "Checked", "Date", "2050-01-01"),
)


@dataclass(frozen=True)
class Typed:
    """What was issued, what came of each key, and what was saved."""

    town: Town
    issued: bytes
    said: Mapping[tuple[str, str, str], Mapping[str, object]]
    places: list[str]
    folder: Path


def speaker() -> str:
    """Return a Python that can talk to LibreOffice."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc)")
    beside = Path(str(shutil.which("soffice"))).resolve().parent
    for found in (
        "/usr/bin/python3",
        shutil.which("python3"),
        beside / "python",
        beside / "python.exe",
        sys.executable,
    ):
        if found and Path(found).is_file():
            tried = subprocess.run([found, "-c", "import uno"], check=False, capture_output=True)
            if tried.returncode == 0:
                return str(found)
    pytest.skip("no Python here can talk to LibreOffice (Debian: python3-uno)")


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """Return a workbook of every kind of input, filled in by keys and saved."""
    python, folder = speaker(), tmp_path_factory.mktemp("typed")
    town = new_parks(folder)
    book = opened(town.issued("parks", PERIOD).read_bytes())
    steps = [step(*each) for each in locked_places(book)]
    steps += [step(each.sheet, where(book, each), each.typed) for each in (*REFUSED, *ASKED)]
    first, *others = open_cells(book["Indicators"])
    tab = {"do": "tab", "sheet": "Indicators", "cell": first, "times": len(others)}
    (folder / "steps.json").write_text(json.dumps([*steps, tab]), encoding="utf-8")
    done = subprocess.run(
        [python, TYPIST, town.issued("parks", PERIOD), folder / "steps.json", folder, OPENS_WITH],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    *typed, tabbed = json.loads(done.stdout)
    said = {
        (each["sheet"], each["cell"], each["text"]): became
        for each, became in zip(steps, typed, strict=True)
    }
    return Typed(
        town, town.issued("parks", PERIOD).read_bytes(), said, [first, *tabbed["places"]], folder
    )


def new_parks(folder: Path) -> Town:
    town = Town(folder / "council")
    start_council(town.root, town.world())
    town.plan("parks 2018-21.md", PARKS)
    town.generate(PERIOD)
    return town


def step(sheet: str, cell: str, text: str) -> dict[str, str]:
    return {"do": "type", "sheet": sheet, "cell": cell, "text": text}


def where(book: Workbook, each: Input) -> str:
    return at(book, each.sheet, each.row, each.heading).coordinate


def locked_places(book: Workbook) -> list[tuple[str, str, str]]:
    """Return of every sheet a title, a heading, a cell, a blank one beside and one below."""
    found = []
    for sheet in book:
        area = table_of(sheet)
        if sheet.sheet_state != "visible" or area is None:
            continue
        beside = f"{get_column_letter(area.right + 2)}{area.top + 1}"
        for cell in ("A1", f"A{area.top}", f"A{area.top + 1}", beside, f"A{area.bottom + 30}"):
            found += [(sheet.title, cell, "typed over"), (sheet.title, cell, "")]
    return found


def open_cells(sheet: Worksheet) -> list[str]:
    """Return a sheet's open cells as people read: by row, then by column."""
    found = [cell for cell in cells_of(sheet) if not cell.protection.locked]
    return [cell.coordinate for cell in sorted(found, key=lambda cell: (cell.row, cell.column))]


def test_locked_cells_refuse_what_is_typed_and_keep_what_they_say(typed: Typed) -> None:
    places = locked_places(opened(typed.issued))
    assert len(places) > 50
    for each in places:
        became = typed.said[each]
        assert (each, became["locked"], became["protected"]) == (each, True, True)
        assert (each, became["after"]) == (each, became["before"])


def test_what_the_validation_forbids_is_refused(typed: Typed) -> None:
    book = opened(typed.issued)
    for each in REFUSED:
        became = typed.said[each.sheet, where(book, each), each.typed]
        assert (each, became["before"], became["after"]) == (each, "", "")


def test_inputs_accept_what_is_typed(typed: Typed) -> None:
    book = opened(typed.issued)
    became = {each: typed.said[each.sheet, where(book, each), each.typed] for each in ASKED}
    assert [each for each in ASKED if became[each]["locked"]] == []
    assert [each for each in ASKED if not became[each]["after"]] == []


def test_tab_moves_through_the_inputs_in_reading_order(typed: Typed) -> None:
    assert typed.places == open_cells(opened(typed.issued)["Indicators"])


def columns() -> dict[tuple[str, str], str]:
    """Return the key of each column by its sheet and heading."""
    return {
        (sheet.name, column.heading): column.key
        for sheet in collection_sheets(QUARTER, FOUR_BY_FOUR)
        for column in sheet.columns
    }


@pytest.mark.parametrize(
    ("name", "notes"),
    [("typed.xlsx", 0), ("typed.ods", 1), ("locked.xlsx", 0), ("locked.xls", 1)],
)
def test_every_value_is_read_back_from_what_was_saved(typed: Typed, name: str, notes: int) -> None:
    saved = typed.town.drop(name, (typed.folder / name).read_bytes(), PERIOD)
    password = OPENS_WITH if name.startswith("locked") else ""
    outcome = typed.town.read(PERIOD, saved, password=password)
    (entry,) = rows_of(outcome, "returns")
    assert codes_of(outcome).count("old-format") == notes
    assert (entry["status"], entry["held"], entry["values"]) == ("accepted", 0, len(ASKED))
    assert "locked-changed" not in codes_of(outcome)
    with opened_council(typed.town.root, read_only=True) as council:
        returned = council.counting_return("parks", QUARTER)
    assert returned
    found = {
        (sheet, row, key): answer.value
        for sheet, rows in returned.answers.items()
        for row, answers in rows.items()
        for key, answer in answers.items()
    }
    keys = columns()
    assert found == {
        (each.sheet, each.row, keys[each.sheet, each.heading]): each.value or each.typed
        for each in ASKED
    }


def test_an_open_document_keeps_the_values_and_the_locks(typed: Typed) -> None:
    kept = Opened((typed.folder / "from-ods.xlsx").read_bytes())
    saved = Opened((typed.folder / "typed.xlsx").read_bytes())
    issued = Opened(typed.issued)
    assert kept.book.sheetnames == issued.book.sheetnames
    for sheet in issued.book:
        values, same = kept.values[sheet.title], saved.values[sheet.title]
        there = kept.book[sheet.title]
        assert there.protection.sheet
        for cell in cells_of(sheet):
            found = values[cell.coordinate].value, there[cell.coordinate].protection.locked
            assert (place(cell), *found) == (
                place(cell),
                same[cell.coordinate].value,
                cell.protection.locked,
            )
