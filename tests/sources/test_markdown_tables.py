from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.problems import Place
from plansheet.sources.markdown import read_markdown

FILE = "parks 2018-21.md"


def rows(text: str) -> list[list[str]]:
    document, problems = read_markdown(text, FILE)
    assert problems == ()
    assert len(document.tables) == 1
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def test_headings_stand_above_their_tables_and_the_first_is_the_title() -> None:
    text = """\
# Parks plan
Words between.
## Part one ##
### Key **indicators**
| A | B |
| --- | :-: |
| 1 | 2 |
## Part two
| C | D |
|---|---|
# Another title
E | F
--- | ---
"""
    document, problems = read_markdown(text, FILE)
    assert problems == ()
    assert (document.file, document.title) == (FILE, "Parks plan")
    assert [(table.headings, table.columns, table.at) for table in document.tables] == [
        (("Parks plan", "Part one", "Key indicators"), ("A", "B"), "line 5"),
        (("Parks plan", "Part two"), ("C", "D"), "line 9"),
        (("Another title",), ("E", "F"), "line 12"),
    ]
    assert document.tables[0].rows[0].at == "line 7"
    assert document.tables[0].rows[0].cells[1].at == "line 7"
    assert document.tables[0].heading == "Key indicators"


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| CP01 | Litter |", ["CP01", "Litter"]),
        ("CP01 | Litter", ["CP01", "Litter"]),
        ("| CP01 | Litter", ["CP01", "Litter"]),
        ("CP01 | Litter |", ["CP01", "Litter"]),
        ("|CP01|Litter|", ["CP01", "Litter"]),
        ("| CP01 |", ["CP01", ""]),
        ("| | Litter |", ["", "Litter"]),
        ("| CP01 | Litter | |", ["CP01", "Litter"]),
        (r"| CP01 | Litter \| refuse |", ["CP01", "Litter | refuse"]),
        (r"| CP01 | C:\\parks |", ["CP01", r"C:\parks"]),
        (r"| CP01 | Litter \\| x |", ["CP01", "Litter \\"]),
        ("| CP01 | Q1 60<br>Q2 140<BR />Q3 200 |", ["CP01", "Q1 60\nQ2 140\nQ3 200"]),
        ("| **CP01** | a **very** clean **street** |", ["CP01", "a very clean street"]),
        ("| CP01 | 2 ** 3 |", ["CP01", "2 ** 3"]),
        ("| CP01 | &lt;752 &amp; Fire &#163;5 R&D |", ["CP01", "<752 & Fire £5 R&D"]),
        (r"| CP01 | 5\* hotel\_s |", ["CP01", "5* hotel_s"]),
        ("| CP01 |\xa0Litter\xa0bins |", ["CP01", "Litter bins"]),
        ("| CP01 | Litter\u2028bins |", ["CP01", "Litter\u2028bins"]),
    ],
)
def test_cells_of_a_row(line: str, cells: list[str]) -> None:
    if r"\\|" in line:
        document, _ = read_markdown(f"| Ref | Description |\n|---|---|\n{line}", FILE)
        assert [cell.text for cell in document.tables[0].rows[0].cells] == cells
    else:
        assert rows(f"| Ref | Description |\n|---|---|\n{line}") == [cells]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end: str) -> None:
    lines = ("\ufeff# Plan", "", "| A | B |", "| - | - |", "| 1 | 2 |")
    document, problems = read_markdown(end.join(lines), FILE)
    assert problems == ()
    assert document.title == "Plan"
    assert document.tables[0].rows[0].at == "line 5"


def test_a_row_that_is_too_long_is_told_and_quotes_what_stands_over() -> None:
    document, problems = read_markdown(
        "## Risks\n| Ref | Risk |\n|---|---|\n| 1 | Fire | flood | theft |", FILE
    )
    assert [(item.code, item.level) for item in problems] == [("row-long", "fix")]
    assert problems[0].place == Place(FILE, "Risks", "line 4")
    assert "has 4 cells and its table has 2 columns" in problems[0].message
    assert "'flood | theft' is not used" in problems[0].message
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["1", "Fire"]


@pytest.mark.parametrize(
    "text",
    [
        "Words | and more words\nand more",
        "A line | with a pipe\n---",
        "```\n| A | B |\n|---|---|\n```",
        "~~~ text\n| A | B |\n|---|---|\n```\n| C | D |\n|---|---|\n~~~",
        "No pipe\n---",
        "#Not a heading | x",
        "| alone |",
        "",
    ],
)
def test_what_is_no_table(text: str) -> None:
    document, told = read_markdown(text, FILE)
    assert (document.title, document.tables, told) == ("", (), ())


def test_a_table_without_its_row_of_dashes_is_a_table_all_the_same() -> None:
    assert rows("| Ref | Risk |\n| 1 | Fire |\n| 2 | Flood |") == [["1", "Fire"], ["2", "Flood"]]


def test_a_table_of_one_column() -> None:
    assert rows("| Ref |\n| --- |\n| CP01 |\n| |\n\nwords") == [["CP01"], [""]]


def test_headings_inside_fences_are_no_headings() -> None:
    document, _ = read_markdown("```\n# Code\n```\n# Plan", FILE)
    assert document.title == "Plan"


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="|\\*&<\r\n", exclude_categories=["Cs", "Cc"]),
    max_size=12,
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5))
def test_what_is_written_as_a_table_is_read_back(table: list[list[str]]) -> None:
    lines = ["| A | B | C |", "|---|---|---|", *(f"| {' | '.join(cells)} |" for cells in table)]
    expected = [[cell.replace("\xa0", " ").strip() for cell in cells] for cells in table]
    assert rows("\n".join(lines)) == expected


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    document, _ = read_markdown(text, FILE)
    assert all(
        len(row.cells) == len(table.columns) for table in document.tables for row in table.rows
    )
