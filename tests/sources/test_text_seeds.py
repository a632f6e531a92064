"""Real service plans as text, where they are at hand: every table listed, their hard rows whole.

`seeds.py` says where they are looked for. What is expected of each stands in
`texts/plan-NNN.expected`: its title; its tables, with the nearest heading and the number of rows;
the words left over, from `!`; rows, from `>`, without the columns in which people are named.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from seeds import SEEDS, need_seeds

from plansheet.sources.text import read_text

if TYPE_CHECKING:
    from plansheet.problems import Problem
    from plansheet.sources.document import Document, SourceRow, SourceTable

EXPECTED = Path(__file__).parent / "texts"
NUMBERS = ("000", "001", "002", "003", "004")
ROW = re.compile(r"> (?P<at>line [0-9]+)(?: \((?P<columns>[0-9,]+)\))?: (?P<text>.*)")

pytestmark = need_seeds


@cache
def read(number: str) -> tuple[Document, tuple[Problem, ...]]:
    return read_text(SEEDS[number].read_text("utf-8"), number)


def expected(number: str, mark: str) -> list[str]:
    lines = (EXPECTED / f"plan-{number}.expected").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith(mark)]


def table_at(number: str, line: int) -> SourceTable:
    return next(table for table in read(number)[0].tables if table.at == f"line {line}")


def drawn(row: SourceRow, columns: str | None) -> str:
    wanted = [int(index) for index in columns.split(",")] if columns else range(len(row.cells))
    return "|".join(row.cells[index].text for index in wanted).replace("\n", " / ")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_table_of_a_plan_is_found(number: str) -> None:
    document, _ = read(number)
    assert [
        f"{table.at} [{table.heading[:60]}] {len(table.rows)}: {'|'.join(table.columns)}"
        for table in document.tables
    ] == expected(number, "line ")
    assert [f"# {document.title}"] == expected(number, "# ")


@pytest.mark.parametrize("number", NUMBERS)
def test_what_fits_no_column_is_told(number: str) -> None:
    told = expected(number, "! ")
    _, problems = read(number)
    assert [item.place.cell for item in problems] == [line.split(":")[0][2:] for line in told]
    for line, item in zip(told, problems, strict=True):
        assert line.partition(": ")[2] in item.message


@pytest.mark.parametrize("number", NUMBERS)
def test_hard_rows_come_through_whole(number: str) -> None:
    rows = {row.at: row for table in read(number)[0].tables for row in table.rows}
    lines = [ROW.fullmatch(line) for line in expected(number, "> ")]
    assert all(lines)
    told = [line.group("at", "columns", "text") for line in lines if line]
    assert [drawn(rows[at], columns) for at, columns, _ in told] == [text for _, _, text in told]


def test_a_register_keeps_five_rows_a_risk_and_its_groups() -> None:
    register = table_at("000", 480)
    first = [row.cells[0].text for row in register.rows]
    assert [text for text in first if text] == [
        "a) Common Risks",
        *(str(ref) for ref in range(1, 6)),
        "b) Community Partnerships Risks",
        *(str(ref) for ref in range(6, 15)),
    ]
    assert len(first) == 14 * 5 + 2


def test_a_register_cut_by_a_page_goes_on() -> None:
    refs = [row.cells[0].text for row in table_at("001", 82).rows if row.cells[0].text]
    assert refs == [str(ref) for ref in range(1, 10)]


def test_the_headings_over_an_operational_plan_are_kept() -> None:
    headings = table_at("003", 352).headings
    assert [heading[:45] for heading in headings] == [
        "10. Risk Overview",
        "OPERATIONAL PLAN: Partnerships Team",
        "Relevant Council Aim/s: B) We are committed t",
        "Relevant Council Approach/es: B) i) working c",
        "Service Objective: To create safe communities",
    ]
    assert headings[3].endswith("; B) ii) working with partners to combat Anti Social Behaviour")


def test_a_list_that_a_page_cut_is_whole() -> None:
    cell = table_at("004", 116).rows[1].cells[0].text
    assert [line for line in cell.split("\n") if line.startswith("- ")] == [
        "- Dementia Training",
        "- Carers Training",
        "- Falls Training",
        "- Medicine Management Training",
        "- Smoking Cessation Training",
        "- Weight Management Training",
        "- Beat the Cold",
        "- Fuel Poverty Training",
        "- Crime & Anti-Social Behaviour Training",
        "- WRAP (Workshop Raising Awareness of Prevent) Training",
        "- Loan Sharks Training",
        "- Olive Branch Training",
        "- Isolation Training",
    ]
