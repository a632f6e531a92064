"""The data dictionary: every row of the demos says what it promises, and names stay as they are."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jobs.conftest import QUARTERS
from openpyxl import load_workbook
from town import Q1, csv_rows

from plansheet import cli
from plansheet.reconcile.data import SHEET_COLUMNS

if TYPE_CHECKING:
    from town import Town

# What others read by name. Only ever add at the end: whoever reads the data counts on these.
COLUMNS = (
    "council,service,period,ref,title,tier,unit,polarity,counts_as,entered,numerator,denominator,"
    "actual,target,target_text,variance,rating,state,direction_quarter,direction_year,provisional,"
    "commentary,supplied_by,source_file,source_sheet,source_cell"
)
NAMES = COLUMNS.split(",")
TYPES = {"text", "number", "word", "number, date or text"}


def dictionary(form: str) -> str:
    result = CliRunner().invoke(cli.cli, ["data", Q1, "--dictionary", "--format", form])
    assert result.exit_code == 0
    return result.stdout


def columns() -> dict[str, dict[str, Any]]:
    return {each["column"]: each for each in json.loads(dictionary("json"))}


def test_names_stay_as_they_are_and_in_their_order() -> None:
    beside = ["theme", "objective", "rating_before", "quarters_red", "sha256"]
    assert list(columns()) == [*NAMES, *beside]


def test_both_forms_say_the_same_without_a_council_to_look_at() -> None:
    rows = csv_rows(dictionary("csv"))
    assert rows == [{**each, "words": "; ".join(each["words"])} for each in columns().values()]
    assert {each["type"] for each in rows} == TYPES
    assert all(each["meaning"].endswith(".") for each in rows)


def test_a_period_that_is_none_is_told() -> None:
    result = CliRunner().invoke(cli.cli, ["data", "2018", "--dictionary"])
    assert (result.exit_code, result.output) == (
        2,
        "plansheet: '2018' is not a quarter. Write it for example as 2018-19-Q2.\n",
    )


def test_it_wants_no_period_and_figures_do() -> None:
    without = CliRunner().invoke(cli.cli, ["data", "--dictionary"])
    assert (without.exit_code, without.stdout) == (0, dictionary("csv"))
    figures = CliRunner().invoke(cli.cli, ["data"])
    assert figures.exit_code == 2
    assert "Say which quarter, for example: plansheet data 2018-19-Q2." in figures.stderr


@pytest.mark.parametrize(("example", "period"), QUARTERS)
def test_every_row_is_as_the_dictionary_says(
    played: dict[str, Town], example: str, period: str
) -> None:
    known = columns()
    rows = json.loads(played[example].data(period))
    assert rows
    for row in rows:
        assert list(row) == NAMES
        for name, text in row.items():
            assert (name, text, says(known[name], row["unit"], text)) == (name, text, True)


def says(column: dict[str, Any], unit: str, text: str) -> bool:
    """Return whether a text is one that its column can hold."""
    if not text:
        return bool(column["empty"] != "never")
    if column["words"]:
        patterns = (re.escape(word).replace(re.escape("..."), ".+") for word in column["words"])
        return any(re.fullmatch(pattern, text) for pattern in patterns)
    if column["type"] == "number" or (column["type"] != "text" and unit not in {"date", "text"}):
        return Decimal(text).is_finite()
    if column["type"] != "text" and unit == "date":
        return date.fromisoformat(text) > date.min
    return str(column["type"]) != "word"


def test_the_sheet_has_the_same_columns_and_notes_say_where_they_are_explained(
    played: dict[str, Town],
) -> None:
    town = played["three-rivers"]
    path = town.root / "workbooks" / "2018-19-Q2"
    book = load_workbook(path / "Performance Data Collection 2018-19-Q2.xlsx")
    headings = [[cell.value for cell in row] for row in book["Data"].iter_rows()]
    assert [*NAMES, *(column.name for column in SHEET_COLUMNS)] in headings
    notes = {row[0].value: str(row[1].value) for row in book["Notes"].iter_rows()}
    assert notes["Columns of Data"].endswith("'plansheet data 2018-19-Q2 --dictionary' prints it.")
