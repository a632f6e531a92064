"""Heat maps of risks: tables known by the steps along their edges."""

from __future__ import annotations

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, SHIPPED_SCHEMES
from plansheet.model.tables import Table
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.heat_map import read_heat_map, refs_in
from plansheet.sources.recognise import recognise

YEARS = (FinancialYear(2018), FinancialYear(2019))


def table(*lines: str, at: str = "line 1", sheet: str = "") -> SourceTable:
    """Return a table of those lines, their cells parted by |, the first being its columns."""
    columns, *rows = (tuple(cell.strip() for cell in line.split("|")) for line in lines)
    cells = [tuple(SourceCell(text, at) for text in row) for row in rows]
    return SourceTable((), columns, tuple(SourceRow(row, at) for row in cells), at, sheet)


IMPACTS_ABOVE = table(
    "Likelihood | I | II | III | IV | V",
    "A | | | | |",
    "D | | | 7 | |",
    "E | | 1, 8, 13 | 2, 3 | 4, 5 |",
)
# As the text of a Word plan has it: the labels in cells of their own, the impacts at the bottom.
IMPACTS_BELOW = table(
    "Likelihood | A | | | | |",
    "| B | | | | |",
    "| D | | | 7 | |",
    "| E | | 1, 8, 13 | 2, 3 | 4, 5 |",
    "| | I | II | III | IV | V",
    "Impact | | | | | |",
)
REFS = {
    ("D", "III"): ("7",),
    ("E", "II"): ("1", "8", "13"),
    ("E", "III"): ("2", "3"),
    ("E", "IV"): ("4", "5"),
}


@pytest.mark.parametrize("source", [IMPACTS_ABOVE, IMPACTS_BELOW])
def test_a_map_of_five_by_six(source: SourceTable) -> None:
    assert read_heat_map(source, SHIPPED_SCHEMES) == REFS
    assert read_heat_map(source, [FOUR_BY_FOUR]) is None


def test_a_map_of_four_by_four_by_codes_and_by_words() -> None:
    codes = table("Likelihood | 1 | 2 | 3 | 4", "4 | | CP 08 | |", "1 | CP01<br>CP02 | | |")
    words = table(
        "| Marginal | Significant | Critical | Catastrophic",
        "Very likely | | CP08 | |",
        "Remote | CP01 and CP02 | | |",
    )
    expected = {("4", "2"): ("CP08",), ("1", "1"): ("CP01", "CP02")}
    assert read_heat_map(codes, SHIPPED_SCHEMES) == expected
    assert read_heat_map(words, SHIPPED_SCHEMES) == expected


@pytest.mark.parametrize(
    "source",
    [
        table("Ref | Risk", "1 | Fire"),
        table("Likelihood | I | II | III | IV", "E | | | 1 |"),
        table("Likelihood | I | II | III | IV | V | Notes", "E | | | 1 | | |"),
        table("Likelihood | I | II | III | IV | V", "Often | | | 1 | |"),
        # What the scores are, not where the risks stand.
        table("Likelihood | 1 | 2 | 3 | 4", "4 | 4 | 8 | 12 | 16", "3 | 3 | 6 | 9 | 12"),
        table("Likelihood | 1 | 2 | 3 | 4", "4 | Low 4 | High 8 | Very High 12 | Very High 16"),
    ],
)
def test_tables_that_are_no_map(source: SourceTable) -> None:
    assert read_heat_map(source, SHIPPED_SCHEMES) is None


def test_a_map_without_a_risk_is_a_map() -> None:
    assert (
        read_heat_map(table("Likelihood | I | II | III | IV | V", "A | | | | |"), [FIVE_BY_SIX])
        == {}
    )


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("1, 8, 13", ("1", "8", "13")),
        ("1 8 13", ("1", "8", "13")),
        ("CP 08 & CP09; CP10", ("CP08", "CP09", "CP10")),
        ("CP01\nCP02", ("CP01", "CP02")),
        ("-", ()),
        ("", ()),
        ("TBC", ()),
    ],
)
def test_refs_in_a_cell(text: str, refs: tuple[str, ...]) -> None:
    assert refs_in(text) == refs


def test_the_map_of_a_plan() -> None:
    register = table("Ref | Risk | People | Likelihood", "7 | Fire | III | D", at="line 3")
    shown = table("Likelihood | I | II | III | IV | V", "D | | | 7 | |", at="line 9")
    second = table("Likelihood | I | II | III | IV | V", "E | | | 7 | |", at="line 19")
    sheets = table("Likelihood | I | II | III | IV | V", "D | | | 7 | |", at="A1", sheet="Map")
    document = Document("parks 2018-20.md", "Parks", (register, shown, second))
    found = recognise(document, "parks", YEARS, SHIPPED_SCHEMES)
    assert found.plan.heat_map == {("D", "III"): ("7",)}
    assert [(str(place)) for place in found.places[Table.HEAT_MAP]] == [
        "parks 2018-20.md, sheet Heat map, line 9"
    ]
    assert [(item.code, item.place.cell) for item in found.problems] == [
        ("table-unknown", "line 19")
    ]
    workbook = Document("parks 2018-20.xlsx", "Parks", (sheets,))
    alone = recognise(workbook, "parks", YEARS, SHIPPED_SCHEMES)
    assert alone.plan.heat_map == {("D", "III"): ("7",)}
    assert alone.places[Table.HEAT_MAP][0].sheet == "Map"
    assert alone.problems == ()


def test_a_map_in_another_scheme_than_the_register_is_not_known() -> None:
    register = table("Ref | Risk | Likelihood | Impact", "7 | Fire | 2 | 3")
    document = Document("parks 2018-20.md", "Parks", (register, IMPACTS_ABOVE))
    found = recognise(document, "parks", YEARS, SHIPPED_SCHEMES)
    assert found.plan.heat_map == {}
    assert [item.code for item in found.problems] == ["table-unknown"]


def test_what_explains_the_steps_beside_a_map_is_told() -> None:
    source = table(
        "Likelihood | A | | | | | | Impact | Likelihood",
        "| D | | | 7 | | | I = Negligible | F = \u22642%",
        "| | I | II | III | IV | V | | A = \u226598%",
    )
    assert read_heat_map(source, [FIVE_BY_SIX]) == {("D", "III"): ("7",)}
    found = recognise(Document("parks.txt", "", (source,)), "parks", YEARS, [FIVE_BY_SIX])
    assert [item.code for item in found.problems] == ["text-unread"]
    assert "I = Negligible / F = \u22642% / A = \u226598%" in found.problems[0].message
