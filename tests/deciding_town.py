"""A return with one of everything to decide, and its workbook of decisions as a small table."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from town import MONDAY, Q1, Q2, SIGNED, Town, new_town

from plansheet.jobs.council import quarter_of
from plansheet.jobs.decide import decide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.jobs.outcome import Outcome

TITLE: dict[str, object] = {
    "About": "PK02",
    "Change": "Title",
    "Proposed": "Visits to parks",
    "From": "next quarter",
    "Reason": "Clearer.",
}
FIRST: dict[str, dict[str, object]] = {
    "PK01": {
        "Actual": 0.7,
        "Provisional or final": "Provisional",
        "Commentary": "Wet",
        "Action": "Sweep",
        "Owner": "Officer",
        "By when": MONDAY.replace(month=9),
    },
    "PK02": {"Actual": 110},
}
SECOND: dict[str, dict[str, object]] = {
    "PK01": {"Actual": "0.79", "Commentary": "Two posts were vacant."},
    "PK02": {"Actual": "1.234,5", "By when": "04/13/2019"},
}


def typed_over(book: Workbook) -> None:
    """Type over a title and the target of the quarter."""
    type_over(book, "PK01", "Indicator", "Tidy parks")
    type_over(book, "PK01", "Target this quarter", "70%")


def type_over(book: Workbook, label: str, heading: str, value: object) -> None:
    """Type over one cell of Indicators, locked or not."""
    sheet = book["Indicators"]
    table = {str(row[0].value): row for row in sheet.iter_rows()}
    place = next(at for at, cell in enumerate(table["Ref"]) if cell.value == heading)
    table[label][place].value = value  # type: ignore[assignment]


def second_quarter(folder: Path) -> Town:
    """Return a council whose first quarter has been read, and whose second has been issued."""
    town = new_town(folder)
    town.generate(Q1)
    town.answer({"Indicators": FIRST, "Sign-off": SIGNED})
    town.read(Q1)
    town.later(92)
    town.generate(Q2)
    return town


def everything(folder: Path) -> Town:
    """Return a council in whose second quarter one of everything waits for a decision."""
    town = second_quarter(folder)
    town.answer(
        {
            "Indicators": SECOND,
            "Earlier figures": {"PK01": {"Final figure": 0.72}},
            "Requests": {"1": TITLE},
            "Sign-off": SIGNED,
        },
        period=Q2,
        change=typed_over,
    )
    return town


def path_of(town: Town, period: str = Q2) -> Path:
    return town.root / "workbooks" / period / f"Decisions {period}.xlsx"


def table(
    town: Town, *headings: str, sheet: str = "Decisions", period: str = Q2
) -> list[list[object]]:
    """Return the rows of a sheet of the workbook of decisions, under some headings."""
    found = load_workbook(path_of(town, period))[sheet]
    at = places(found)
    return [[row[at[heading]].value or "" for heading in headings] for row in rows(found)]


def places(sheet: Worksheet) -> dict[str, int]:
    header = next(row for row in sheet.iter_rows() if row[0].value == "Service")
    return {str(cell.value).rstrip("*"): place for place, cell in enumerate(header)}


def rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    found = list(sheet.iter_rows())
    start = next(place for place, row in enumerate(found) if row[0].value == "Service")
    return [tuple(row) for row in found[start + 1 :]]


def type_in(
    town: Town,
    answers: Mapping[int, Mapping[str, object]],
    sheet: str = "Decisions",
    period: str = Q2,
) -> None:
    """Fill in rows of the workbook of decisions, by their number from 0 and heading."""
    book = load_workbook(path_of(town, period))
    at = places(book[sheet])
    for number, values in answers.items():
        for heading, value in values.items():
            rows(book[sheet])[number][at[heading]].value = value
    stream = BytesIO()
    book.save(stream)
    path_of(town, period).write_bytes(stream.getvalue())


def decided(
    town: Town, period: str = Q2, file: Path | None = None, *, dry_run: bool = False
) -> Outcome:
    world = town.world(dry_run=dry_run)
    return town.run(
        lambda council: decide(council, quarter_of(period), world, file), read_only=dry_run
    )
