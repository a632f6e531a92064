"""Registers with a row for each impact of a risk, made into one row a risk."""

from __future__ import annotations

from string import ascii_uppercase

import pytest

from plansheet.model.risks import FOUR_BY_FOUR, SHIPPED_SCHEMES
from plansheet.sources.document import SourceCell, SourceRow, SourceTable
from plansheet.sources.load import load_plan
from plansheet.sources.long_risks import one_row_a_risk


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


HEADINGS = "No | Risk (short title) | Impact | Impact classification | Likelihood | Reason | | "
LONG = table(
    HEADINGS,
    "a) Common risks | | | | | | |",
    "1 | Flood | Service disruption | III | E | The river | Requires treatment | Yes",
    " | | Financial loss | II | | | Last review date | 1/5/18",
    " | | People | - | | | Date closed | -",
    "(b) Parks Risk | | | | | | |",
    "2 | Fire / Strategic Risk No. 5 | Reputation | IV | F | Dry grass | Requires treatment | No",
    " | | Legal implications | I | | | Last review date | 2/5/18",
    " | | People | - | | | |",
)
TOP = (
    "No | Risk (short title) | Likelihood | Reason | Service disruption | Financial loss"
    " | Reputation | Legal implications | People | Group | Strategic risk | Requires treatment"
    " | Last review | Closed"
)
WIDE = [
    TOP,
    "1 | Flood | E | The river | III | II |  |  | - | Common |  | Yes | 1/5/18 | -",
    "2 | Fire | F | Dry grass |  |  | IV | I | - | Parks | 5 | No | 2/5/18 | ",
]


def test_a_register_has_one_row_a_risk() -> None:
    assert drawn(one_row_a_risk(LONG, SHIPPED_SCHEMES)) == WIDE


def test_every_cell_keeps_its_place() -> None:
    first, second = one_row_a_risk(LONG, SHIPPED_SCHEMES).rows
    assert (first.at, second.at) == ("row 3", "row 7")
    assert [cell.at for cell in first.cells] == [
        *("A3", "B3", "E3", "F3", "D3", "D4", "row 3", "row 3", "D5", "A2", "row 3"),
        *("H3", "H4", "H5"),
    ]


def test_merged_cells_said_again_in_each_row_are_said_once() -> None:
    merged = table(
        HEADINGS,
        "a) Common risks | a) Common risks | a) Common risks | | | | |",
        "1 | Flood | Service disruption | III | E | The river | Requires treatment | Yes",
        "1 | Flood | Financial loss | II | E | The river | Last review date | 1/5/18",
        "2 | Fire | People | I | F | Dry grass | Requires treatment | No",
    )
    assert drawn(one_row_a_risk(merged, SHIPPED_SCHEMES))[1:] == [
        "1 | Flood | E | The river | III | II |  | Common | Yes | 1/5/18",
        "2 | Fire | F | Dry grass |  |  | I | Common | No | ",
    ]


def test_nothing_said_of_a_risk_is_lost() -> None:
    odd = table(
        "Ref | Risk | Impact | Class | Likelihood | | ",
        "1 | Flood | Financial loss | II | E | beside it | ",
        " | | People | I | D | |",
        " | | Wildlife | III | | |",
        " | | | IV | | |",
    )
    assert drawn(one_row_a_risk(odd, SHIPPED_SCHEMES)) == [
        "Ref | Risk | Likelihood |  |  | Financial loss | People | Class | Wildlife",
        "1 | Flood | E / D | beside it |  | II | I | IV | III",
    ]


@pytest.mark.parametrize(
    "source",
    [
        table("Ref | Risk | Likelihood | Impact", "1 | Flood | 2 | 3"),
        table("Impact | Impact class", "People | I", "Reputation | II"),
        table("Ref | Risk | Impact | Class", "1 | Flood | People | I"),
        table("Ref | Risk | Impact | Class"),
    ],
)
def test_any_other_table_stays_as_it_is(source: SourceTable) -> None:
    assert one_row_a_risk(source, SHIPPED_SCHEMES) is source
    assert one_row_a_risk(LONG, [FOUR_BY_FOUR]) is LONG


def test_a_register_with_groups_and_no_risk_has_no_rows() -> None:
    rows = "Ref | Risk | Impact | Class", "People | | People |", "Reputation | | Reputation |"
    assert drawn(one_row_a_risk(table(*rows), SHIPPED_SCHEMES)) == ["Ref | Risk"]


def test_a_plan_with_such_a_register_has_its_risks() -> None:
    lines = [HEADINGS, "|".join("---" for _ in HEADINGS.split("|")), *drawn(LONG)[1:]]
    text = "\n".join(f"| {line.replace(' / ', '<br>')} |" for line in lines)
    plan = load_plan("parks 2018-21.md", f"# Parks\n\n## Risks\n\n{text}\n".encode()).plan
    assert plan is not None
    assert [(row.ref, row.title, row.group, row.strategic, row.inputs) for row in plan.risks] == [
        (
            *("1", "Flood", "Common", ""),
            {"service_disruption": "III", "financial_loss": "II", "likelihood": "E"},
        ),
        (
            *("2", "Fire", "Parks", "5"),
            {"reputation": "IV", "legal_implications": "I", "likelihood": "F"},
        ),
    ]
