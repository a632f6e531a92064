"""The worked rating table, from a plan through a filled-in workbook to `plansheet data`.

`reconcile` is tested by itself; here each row goes the whole way that a council's figure goes.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import openpyxl
import pytest
from click.testing import CliRunner

from plansheet.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = "float | str | date"
Entry: TypeAlias = "dict[str, Value]"
NOTHING: Entry = {}


def figure(value: Value) -> Entry:
    return {"Actual": value}


def ratio(numerator: int, denominator: int) -> Entry:
    return {"Numerator": numerator, "Denominator": denominator}


EXPECTED: Entry = {"Reason if no figure": "Not available yet", "Expected by": date(2018, 11, 1)}
GIVEN_UP: Entry = {"Reason if no figure": "Other (say in commentary)"}


@dataclass(frozen=True)
class Worked:
    """One row of the table: how the plan puts it, what was entered in Q1 and Q2, what it makes."""

    good_is: str
    target: str
    tolerance: str
    entered: Entry
    variance: str
    becomes: str
    unit: str = "%"
    how_often: str = "quarterly"
    counts_as: str = "snapshot"
    before: Entry | None = None
    baseline: str = ""


NUMBER, DATE = "number", "date"
CUMULATIVE = "cumulative"
PROFILE = "Q1 60 Q2 140 Q3 200 Q4 240"
EVEN = "Q1 76 Q2 76 Q3 76 Q4 76"
JULY, RANGE = "July 2018", "within 80 to 120"


def step(target: str, tolerance: str, entered: Entry, variance: str, becomes: str) -> Worked:
    """Return a step with a deadline, which is asked from the quarter it falls in."""
    return Worked("lower", target, tolerance, entered, variance, becomes, DATE, "ad hoc", "latest")


# fmt: off
TABLE = [
    Worked("higher", "79%", "5%", figure(0.79), "0", "Green"),
    Worked("higher", "79%", "5%", figure(0.7505), "-0.0395", "Amber"),
    Worked("higher", "79%", "5%", figure(0.7504), "-0.0396", "Red"),
    Worked("higher", "79%", "5 points", figure(0.74), "-0.05", "Amber"),
    Worked("higher", "79%", "5 points", figure(0.7399), "-0.0501", "Red"),
    Worked("lower", "752", "5%", figure(752), "0", "Green", NUMBER),
    Worked("lower", "752", "5%", figure(789.6), "37.6", "Amber", NUMBER),
    Worked("lower", "752", "5%", figure(790), "38", "Red", NUMBER),
    Worked("lower", "<752", "5%", figure(752), "0", "Amber", NUMBER),
    Worked("lower", "<752", "5%", figure(751), "-1", "Green", NUMBER),
    Worked("higher", "0", "5%", figure(-28), "-28", "Red", NUMBER),
    Worked("lower", "0", "2 points", figure(2), "2", "Amber", NUMBER),
    Worked(RANGE, "-", "5%", figure(76), "-4", "Amber", NUMBER),
    Worked(RANGE, "-", "5%", figure(126), "6", "Amber", NUMBER),
    Worked(RANGE, "-", "5%", figure(75.9), "-4.1", "Red", NUMBER),
    Worked("none", "100", "5%", figure(7), "", "data only", NUMBER),
    Worked("lower", PROFILE, "5%", figure(147), "7", "Amber", NUMBER, counts_as=CUMULATIVE),
    Worked("higher", "7,500", "5%", figure(3562.5), "-187.5", "Amber", NUMBER,
           counts_as=CUMULATIVE),
    Worked("higher", "90%", "5%", figure(0.9), "0", "Green"),
    Worked("higher", EVEN, "5%", figure(70), "-2", "Amber", NUMBER,
           counts_as="sum", before=figure(80)),
    Worked("higher", "90%", "5%", ratio(171, 190), "0", "Green",
           counts_as="ratio", before=ratio(45, 50)),
    Worked("higher", "90%", "5%", figure(0.88), "-0.02", "Amber",
           counts_as="average", before=figure(0.92)),
    Worked("higher", "79%", "5%", NOTHING, "", "not due", how_often="annual"),
    step(JULY, "10 days", figure(date(2018, 7, 31)), "0", "Green"),
    step(JULY, "10 days", figure(date(2018, 8, 10)), "10", "Amber"),
    step(JULY, "10 days", figure(date(2018, 8, 11)), "11", "Red"),
    step(JULY, "", GIVEN_UP, "", "Red"),
    step(JULY, "", NOTHING, "", "not supplied"),
    step("January 2019", "", NOTHING, "", "not due"),
    Worked("higher", "TBC", "5%", figure(5), "", "no target", NUMBER),
    Worked("higher", "To be reviewed", "5%", figure(5), "", "no target", NUMBER),
    Worked("higher", "N/A", "5%", figure(5), "", "no target", NUMBER),
    Worked("higher", "", "5%", figure(5), "", "no target", NUMBER),
    Worked("higher", "Set baseline", "5%", figure(5), "", "baseline", NUMBER),
    Worked("higher", "Baseline + 2.5%", "5%", figure(5), "", "baseline", NUMBER),
    Worked("higher", "Baseline + 2.5%", "5%", figure(0.625), "0", "Green", baseline="60%"),
    Worked("higher", "79%", "5%", EXPECTED, "", "awaited"),
    Worked("higher", "79%", "5%", NOTHING, "", "not supplied"),
]
# fmt: on
REFS = [f"T{number:02d}" for number in range(1, len(TABLE) + 1)]
HEADINGS = (
    "Ref | Description | Tier | Unit | Good is | How often | Counts as | Tolerance"
    " | 2017/18 Actual | 2018/19 Target"
)


def plan() -> str:
    rows = [
        f"| {ref} | Row {ref} | KPI | {row.unit} | {row.good_is} | {row.how_often}"
        f" | {row.counts_as} | {row.tolerance} | {row.baseline} | {row.target} |"
        for ref, row in zip(REFS, TABLE, strict=True)
    ]
    return "\n".join(
        [
            "# Worked plan 2018-19",
            "## Service",
            "| Service | Head of service | E-mail |",
            "| --- | --- | --- |",
            "| Worked | Head of Worked | head@council.example |",
            "## Performance indicators",
            f"| {HEADINGS} |",
            "| --- " * (HEADINGS.count("|") + 1) + "|",
            *rows,
            "",
        ]
    )


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["-C", str(folder), *arguments])
    assert result.exit_code in {0, 1}, result.output
    return result.stdout


def fill_in(sheet: Worksheet, entries: dict[str, Entry]) -> None:
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows, start=1) if row[0] == "Ref")
    columns = {str(shown).rstrip("*"): at for at, shown in enumerate(rows[top - 1], start=1)}
    for number, row in enumerate(rows[top:], start=top + 1):
        for heading, value in entries.get(str(row[0]), {}).items():
            sheet.cell(number, columns[heading], value)


def return_quarter(folder: Path, period: str, entries: dict[str, Entry]) -> None:
    run(folder, "generate", period)
    workbook = openpyxl.load_workbook(
        folder / "workbooks" / period / "issued" / f"worked {period}.xlsx"
    )
    fill_in(workbook["Indicators"], entries)
    workbook.save(folder / "workbooks" / period / "returned" / "worked.xlsx")
    read = json.loads(run(folder, "read", period, "--json"))
    assert [entry["status"] for entry in read["returns"]] == ["accepted"]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Return the rows of `data` by ref, once both quarters have come back."""
    folder = tmp_path_factory.mktemp("council")
    result = CliRunner().invoke(cli, ["init", str(folder)])
    assert result.exit_code == 0, result.output
    path = folder / "templates" / "plans" / "worked 2018-19.md"
    path.write_text(plan(), encoding="utf-8")
    rows = dict(zip(REFS, TABLE, strict=True))
    return_quarter(folder, "2018-19-Q1", {ref: row.before or {} for ref, row in rows.items()})
    return_quarter(folder, "2018-19-Q2", {ref: row.entered for ref, row in rows.items()})
    text = run(folder, "data", "2018-19-Q2")
    return {row["ref"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize(("ref", "row"), list(zip(REFS, TABLE, strict=True)), ids=REFS)
def test_a_row_of_the_table(ref: str, row: Worked, figures: dict[str, dict[str, str]]) -> None:
    found = figures[ref]
    assert (found["rating"] or found["state"], found["variance"]) == (row.becomes, row.variance)


def test_a_ratio_keeps_both_its_numbers_and_is_compared_over_the_year(
    figures: dict[str, dict[str, str]],
) -> None:
    found = next(
        figures[ref] for ref, row in zip(REFS, TABLE, strict=True) if row.counts_as == "ratio"
    )
    shown = {key: found[key] for key in ("entered", "numerator", "denominator", "actual")}
    assert shown == {"entered": "171", "numerator": "171", "denominator": "190", "actual": "0.9"}
    assert found["source_file"] == "worked.xlsx"
