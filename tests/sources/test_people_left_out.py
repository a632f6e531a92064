"""Names of people under headings for a person are left out, and posts are kept."""

from __future__ import annotations

import pytest

from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.people import is_name, without_names


def read(heading: str, text: str) -> tuple[str, list[tuple[str, str]]]:
    row = SourceRow((SourceCell("Mary Poppins", "A2"), SourceCell(text, "B2")), "row 2")
    table = SourceTable(("Plans",), ("Project", heading), (row,), "row 1")
    document, told = without_names(Document("parks.txt", "", (table,)))
    project, said = document.tables[0].rows[0].cells
    assert project.text == "Mary Poppins"
    assert all("Poppins" not in item.message and item.code == "name-left-out" for item in told)
    return said.text, [(item.place.sheet, item.place.cell) for item in told]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mary Poppins", ""),
        ("Ms. Mary Poppins", ""),
        ("M Poppins / Parks Manager", "Parks Manager"),
        ("Mary Poppins/ P&RO", "P&RO"),
        ("Mary Ann Poppins\nParks Officer", "Parks Officer"),
        ("Parks Manager (Mary O'Poppins)", "Parks Manager"),
        ("Mary Poppins and Parks Manager", "Parks Manager"),
        ("Mary Poppins & Bert Sweep-Jones", ""),
    ],
)
def test_names_are_left_out(text: str, kept: str) -> None:
    assert read("Lead Officer", text) == (kept, [("Plans", "B2")])


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Project Sponsor", "Acting Head of Parks"),
        ("Service Contact", "Equality and Diversity Officer"),
        ("Owner", "Community Safety"),
        ("Made By", "AS"),
        ("Lead Officer", "-"),
        ("Lead Officer", ""),
        ("Lead service", "Mary Poppins"),
        ("Supplier", "Mary Poppins"),
        ("Contact e-mail", "Mary Poppins"),
    ],
)
def test_everything_else_stays_as_it_is(heading: str, text: str) -> None:
    assert read(heading, text) == (text, [])


@pytest.mark.parametrize(
    "text",
    ["Bert Sweep", "Sue Parker", "Ann Townsend", "Grant Green", "J. B. Stafford", "J. Casey"],
)
def test_what_is_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["Chimney Team", "bert sweep", "Bert", "Parks Rangers", "CSPO"])
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)
