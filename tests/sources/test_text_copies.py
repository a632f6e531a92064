"""The three shapes of text copies, each read whole: its title, its tables, what is left over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plansheet.sources.text import is_tabbed, read_text

if TYPE_CHECKING:
    from plansheet.sources.document import Document, SourceTable

TEXTS = Path(__file__).parent / "texts"


def drawn(table: SourceTable) -> str:
    """Draw a table: its place and headings, its columns, a row a line, ` / ` for a line break."""
    rows = (table.columns, *(tuple(cell.text for cell in row.cells) for row in table.rows))
    lines = ("|".join(row).replace("\n", " / ") for row in rows)
    return "\n".join((f"{table.at}: {' > '.join(table.headings)}", *lines))


def read(name: str) -> tuple[Document, list[tuple[str, str]]]:
    document, problems = read_text((TEXTS / name).read_text("utf-8"), name)
    assert {item.code for item in problems} <= {"text-unread"}
    return document, [
        (item.place.cell, item.message.split("placed: '")[1].split("'. Nothing")[0])
        for item in problems
    ]


TITLES = {
    "word.txt": "",
    "tabs.txt": "PARKS AND LIBRARIES SERVICE PLAN (DRAFT) 2021 - 2024",
    "pages.txt": "RIVERSIDE DISTRICT COUNCIL: SERVICE PLAN FOR PARKS 2009/10 TO 2011/12",
}
LEFT_OVER = {
    "word.txt": [
        ("line 120", "The Parks Manager answers for the figures and checks them."),
        ("line 131", "Project details | Project timescales"),
        ("line 249", "Impact"),
    ],
    "tabs.txt": [
        ("line 56", "Project details"),
        ("line 72", "Project details"),
        ("line 104", "in a row"),
    ],
    "pages.txt": [
        ("line 38", "Sweep the paths"),
        ("line 40", "1. Buy brooms 2. Sweep"),
        ("line 43", "March 2010"),
    ],
}


@pytest.mark.parametrize("name", ["word.txt", "tabs.txt", "pages.txt"])
def test_a_text_copy_is_read_whole(name: str) -> None:
    document, left_over = read(name)
    expected = (TEXTS / name).with_suffix(".expected").read_text("utf-8").removesuffix("\n")
    assert "\n---\n".join(drawn(table) for table in document.tables) == expected
    assert document.title == TITLES[name]
    assert document.file == name
    assert left_over == LEFT_OVER[name]
    assert is_tabbed((TEXTS / name).read_text("utf-8"))


def test_a_cell_keeps_the_line_it_stands_on() -> None:
    document, _ = read("word.txt")
    row = document.tables[1].rows[1]
    assert row.at == "line 103"
    assert [cell.at for cell in row.cells] == [
        "line 103",
        "line 104",
        "line 105",
        "line 106",
        "line 110",
    ]


def test_words_left_over_are_told_with_what_to_do() -> None:
    _, problems = read_text((TEXTS / "tabs.txt").read_text("utf-8"), "tabs.txt")
    assert str(problems[-1].place) == "tabs.txt, sheet 2.4 Contracts, line 104"
    assert problems[-1].message == (
        "These words stand in or beside a table and could not be placed: 'in a row'. Nothing is "
        "read from them. If they belong to a row, write them into its cells in the plan."
    )


def test_a_markdown_plan_is_not_tabbed() -> None:
    assert not is_tabbed("| Ref | Title |\n| --- | --- |\n| A1 | one\ttab |\n")
    assert not is_tabbed("No table here")
