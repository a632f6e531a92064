"""Rows that lost their tabs between two pages of a table are told by what they say."""

from __future__ import annotations

import pytest

from plansheet.sources.text import read_text

HEAD = "ACTION PLAN: Parks\n\nAction\tSteps\tSupporting information\tMonth\tOfficer\n"
FIRST = "Tidy beds\t1. Weed\tResources: None Outputs: Beds\tMay 2018\tRanger\n"
PAGE = "\nACTION PLAN: Parks\n\n"
LAST = "Mow lawns\t1. Buy a mower\tResources: Mower Outputs: Lawns\tJune 2018\tRanger\n"
LOOSE = """Plant trees
along the river

1. Choose
2. Plant

Resources: Trees
Outputs: Shade

July 2018

Parks
Manager
"""
PLANTED = [
    "Plant trees along the river",
    "1. Choose\n2. Plant",
    "Resources: Trees\nOutputs: Shade",
    "July 2018",
    "Parks Manager",
]


def read(*between: str, first: str = FIRST) -> tuple[list[list[str]], list[str]]:
    """Return the cells of the one table, and the lines of what could not be placed."""
    document, told = read_text(HEAD + first + PAGE + PAGE.join((*between, LAST)), "parks.txt")
    (table,) = document.tables
    return [[cell.text for cell in row.cells] for row in table.rows], [
        item.place.cell for item in told
    ]


def test_a_row_without_tabs_is_a_row() -> None:
    rows, told = read(LOOSE)
    assert [row[0] for row in rows] == ["Tidy beds", PLANTED[0], "Mow lawns"]
    assert (rows[1], told) == (PLANTED, [])


def test_each_page_between_holds_a_row() -> None:
    apart = LOOSE.replace("Trees\nOutputs", "Trees\n\nOutputs").replace("July", "August")
    rows, told = read(LOOSE, apart)
    assert [row[3] for row in rows] == ["May 2018", "July 2018", "August 2018", "June 2018"]
    assert rows[2][2] == PLANTED[2]
    assert told == []


@pytest.mark.parametrize(
    "text",
    [
        LOOSE.replace("July 2018\n\n", ""),
        LOOSE.replace("Resources: Trees\nOutputs: Shade", "Trees and shade"),
        LOOSE.replace("Resources: Trees", "Risks: Drought"),
        "Seen by the board.\n",
    ],
)
def test_what_does_not_fit_the_columns_is_told(text: str) -> None:
    rows, told = read(text)
    assert [row[0] for row in rows] == ["Tidy beds", "Mow lawns"]
    assert told


def test_a_table_without_labels_takes_no_such_row() -> None:
    rows, told = read(LOOSE, first=FIRST.replace("Resources: None Outputs: Beds", "None"))
    assert [row[0] for row in rows] == ["Tidy beds", "Mow lawns"]
    assert told
