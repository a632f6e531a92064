"""Merged cells carried down, measures paired with their targets, refs taken out of titles."""

from __future__ import annotations

from string import ascii_uppercase

import pytest

from plansheet.layout.plans import OBJECTIVES_SHEET
from plansheet.model.periods import FinancialYear
from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.shapes import in_rows


def table(*lines: str, headings: tuple[str, ...] = ()) -> SourceTable:
    """Return a table of those lines, their cells parted by | and a cell's lines by /."""
    columns, *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    made = (
        SourceRow(
            tuple(
                SourceCell(text.replace(" / ", "\n"), f"{letter}{number}")
                for letter, text in zip(ascii_uppercase, row, strict=False)
            ),
            f"row {number}",
        )
        for number, row in enumerate(rows, start=2)
    )
    return SourceTable(headings, tuple(columns), tuple(made), "row 1")


def drawn(source: SourceTable) -> list[str]:
    rows = (" | ".join(cell.text for cell in row.cells) for row in source.rows)
    return [" | ".join(source.columns), *(row.replace("\n", " / ") for row in rows)]


def shaped(*lines: str) -> list[str]:
    document = Document("parks 2018-21.txt", "Parks", (table(*lines),))
    return drawn(in_rows(document, SHIPPED_SCHEMES, FinancialYear(2018)).tables[0])


def test_themes_and_objectives_are_carried_down() -> None:
    assert shaped(
        "Priority theme | Strategic Plan objective | Measure | Target",
        "Clean | 1.1 Bins | Bins emptied | 90%",
        " | | Bins lost | 3",
        " | 1.2 Streets | Litter | 5",
        " | | |",
        "Green | | Trees | 7",
        " | 2.1 Ponds | Frogs | 8",
    )[1:] == [
        "Clean | 1.1 Bins | Bins emptied | 90%",
        "Clean | 1.1 Bins | Bins lost | 3",
        "Clean | 1.2 Streets | Litter | 5",
        " |  |  | ",
        "Green |  | Trees | 7",
        "Green | 2.1 Ponds | Frogs | 8",
    ]


def test_measures_are_paired_with_their_targets_by_line() -> None:
    assert shaped(
        "Priority theme | Measures | Targets",
        "Clean | PK01 Litter / PK02 Bins | 5 / 90%",
        "Green | Trees / Frogs / Newts | 7 / 8",
    )[1:] == [
        "Clean | PK01 Litter | 5",
        "Clean | PK02 Bins | 90%",
        "Green | Trees / Frogs / Newts | 7 / 8",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("Theme | Objectives | Measures", "Clean | - Bins / - Streets | - Litter"),
            ["Clean | Bins | ", "Clean | Streets | ", "Clean |  | Litter"],
        ),
        (
            ("Theme | Objectives | Measures", "Clean | Bins / Streets | - Litter", "Green | |"),
            ["Clean | Bins / Streets | - Litter", "Green |  | "],
        ),
        (("Theme | Objectives", "Clean | - Bins / - Streets"), ["Clean | Bins", "Clean | Streets"]),
        (("Theme | Objectives | Target", "Clean | Bins | 5 / 6"), ["Clean | Bins | 5 / 6"]),
    ],
)
def test_lists_of_objectives_have_a_row_an_item(lines: list[str], expected: list[str]) -> None:
    assert shaped(*lines)[1:] == expected


def test_a_table_under_all_of_plansheets_own_headings_is_left() -> None:
    own = " | ".join(column.heading for column in OBJECTIVES_SHEET.columns)
    rows = ["Clean | Bins | A / B | 1 / 2 | ", " |  | C | 3 | "]
    assert shaped(own, *rows)[1:] == rows


def test_a_supporting_objective_is_carried_down_and_another_is_not() -> None:
    rows = "Bins | Litter | 5", " | Lost | 3"
    assert shaped("Supporting objective | Measure | 2018/19 Target", *rows)[1:] == [
        "Bins | Litter | 5",
        "Bins | Lost | 3",
    ]
    assert shaped("Objective | Measure | 2018/19 Target", *rows)[1:] == list(rows)


@pytest.mark.parametrize(
    ("title", "ref", "rest"),
    [
        ("NI 14 \u2013 Litter: what is left", "NI 14", "Litter: what is left"),
        ("PK5 - % of bins", "PK5", "% of bins"),
        ("PK06: Trees", "PK06", "Trees"),
        ("COVID 19 outbreaks", "", "COVID 19 outbreaks"),
        ("Work - play", "", "Work - play"),
    ],
)
def test_refs_before_the_titles_of_indicators(title: str, ref: str, rest: str) -> None:
    lines = "Indicator | 2018/19 Target", "AB1 - Other | 4", f"{title} | 5"
    assert shaped(*lines) == [
        "Ref | Indicator | 2018/19 Target",
        "AB1 | Other | 4",
        f"{ref} | {rest} | 5",
    ]


def test_titles_without_refs_stay_as_they_are() -> None:
    rows = ["Litter | 5", "Trees - planted | 6"]
    assert shaped("Indicator | 2018/19 Target", *rows)[1:] == rows
    refs = ["PK1 | AB1 - Litter | 5"]
    assert shaped("Ref | Indicator | 2018/19 Target", *refs)[1:] == refs


def test_refs_before_most_of_the_titles_of_risks() -> None:
    columns = "Risk description | Residual likelihood | Residual impact"
    assert shaped(columns, "PK01 Flood | 2 | 3", "PK 08 Fire | 1 | 4", "COVID | 1 | 1")[1:] == [
        "PK01 | Flood | 2 | 3",
        "PK 08 | Fire | 1 | 4",
        " | COVID | 1 | 1",
    ]
    few = ["COVID 19 outbreak | 2 | 3", "Flood | 1 | 4", "Fire | 1 | 1"]
    assert shaped(columns, *few)[1:] == few
    assert shaped(columns) == [columns]


def test_actions_keep_their_ratings_with_what_supports_them() -> None:
    assert shaped(
        "Q1 Rating | Action + progress update | Outcomes | Q2 Rating",
        "Done | Plant trees | Shade | On target",
        " | Dig ponds | | Late",
        " | Mow | |",
    ) == [
        "Action + progress update | Outcomes",
        "Plant trees | Shade / Q1 Rating: Done / Q2 Rating: On target",
        "Dig ponds | Q2 Rating: Late",
        "Mow | ",
    ]
    for columns in ("Action | Officer | Rating", "Action | Outcomes | Officer"):
        assert shaped(columns, "Mow | Head | Late") == [columns, "Mow | Head | Late"]


def test_other_tables_stay_as_they_are() -> None:
    assert shaped("Sky | Sea", "PK1 - Blue | Green / Grey") == [
        "Sky | Sea",
        "PK1 - Blue | Green / Grey",
    ]
    projects = "Project | Outcome | 2018/19", "Trees | Shade | Planted"
    assert shaped(*projects) == list(projects)
