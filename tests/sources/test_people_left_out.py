"""Names of people give way to the job titles that a document gives, and are left out otherwise."""

from __future__ import annotations

import pytest

from plansheet.problems import Place, problem
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.load import load_plan
from plansheet.sources.people import LEFT_OUT, without_names
from plansheet.sources.posts import is_initials, is_name, is_post

FILE = "parks.txt"


def table(*lines: str, heading: str = "Plans", number: int = 1) -> SourceTable:
    """Return a table written as lines with pipes, the first its columns; `/` parts lines."""
    columns, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    made = tuple(
        SourceRow(
            tuple(
                SourceCell(text.replace("//", "\n"), f"{chr(65 + at)}{number + below}")
                for at, text in enumerate(row)
            ),
            f"row {number + below}",
        )
        for below, row in enumerate(rows, start=1)
    )
    return SourceTable((heading,), tuple(columns), made, f"row {number}")


def read(*tables: SourceTable, lines: tuple[str, ...] = ()) -> tuple[list[list[str]], list[str]]:
    """Return the rows of the last table without names, and what is told: code and cell."""
    document, told = without_names(Document(FILE, "", tables, lines))
    assert all("Poppins" not in f"{item.message}{item.place}" for item in told)
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    return rows, [f"{item.code} {item.place.cell}" for item in told]


def lead(text: str, heading: str = "Lead Officer") -> tuple[str, list[str]]:
    """Return what one cell under a heading says without names, and what is told of it."""
    [[_, said]], told = read(table(f"Project | {heading}", f"Tidy beds | {text}"))
    return said, told


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mary Poppins", ""),
        ("Ms. Mary Poppins", ""),
        ("Mrs Poppins", ""),
        ("M Poppins / Countryside Officer", "Countryside Officer"),
        ("Mary Poppins/ P&RO", "P&RO"),
        ("Countryside Officer (Mary O'Poppins) / Ranger", "Countryside Officer / Ranger"),
        ("Mary Poppins and Parks Manager", "Parks Manager"),
        ("Mary Poppins & Bert Sweep-Jones", ""),
    ],
)
def test_names_without_a_post_are_left_out(text: str, kept: str) -> None:
    assert lead(text) == (kept, ["name-left-out B2"])


@pytest.mark.parametrize(
    "text", ["Mary Ann Poppins//Parks Officer", "Mary Poppins (Parks Officer)"]
)
def test_the_post_beside_a_name_is_kept(text: str) -> None:
    assert lead(text)[0] == "Parks Officer"


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Project Sponsor", "Acting Head of Parks"),
        ("Service Contact", "Equality and Diversity Officer"),
        ("Owner", "Community Safety"),
        ("Owner", "Green Spaces"),
        ("Lead", "Street Scene / Thriving Families"),
        ("Lead", "Hertfordshire Mind"),
        ("Lead Officer", "CSPO / E&DO"),
        ("Lead Officer", "PRM"),
        ("Made By", "HR"),
        ("Lead Officer", "-"),
        ("Lead Officer", ""),
        ("Lead service", "Mary Poppins"),
        ("Supplier", "Mary Poppins"),
        ("Contact e-mail", "Mary Poppins"),
    ],
)
def test_everything_else_stays_as_it_is(heading: str, text: str) -> None:
    assert lead(text, heading) == (text, [])


@pytest.mark.parametrize("heading", ["Made By", "Approved by", "Author", "Updated by", "By"])
def test_initials_that_nothing_explains_are_left_out(heading: str) -> None:
    assert lead("AS", heading) == ("", ["name-left-out B2"])


def test_a_body_under_a_heading_for_a_person_stays() -> None:
    suppliers = table("Agreement | Supplier name", "Weeding | Bert Sweep")
    rows, told = read(suppliers, table("Project | Lead", "Weeding | Bert Sweep", number=9))
    assert (rows, told) == ([["Weeding", "Bert Sweep"]], [])


@pytest.mark.parametrize(
    "line",
    [
        "Parks Manager: Mary Poppins",
        "Parks Manager - Mary Poppins",
        "Mary Poppins, Parks Manager",
        "- Mrs Mary Poppins (Parks Manager), tel. 01923 000000, mary@council.example",
        "1. Mary Poppins (MP) \u2013 Parks Manager",
        "MP = Mary Poppins, Parks Manager",
    ],
)
def test_a_line_says_who_holds_a_post(line: str) -> None:
    rows, told = read(
        table("Project | Lead officer", "Ask Mary Poppins, then act | Ms Mary Poppins"),
        lines=("Contents", line),
    )
    assert rows == [["Ask Parks Manager, then act", "Parks Manager"]]
    assert told == ["name-as-post A2", "name-as-post B2"]


@pytest.mark.parametrize(
    "contacts",
    [
        table("Name | Job title", "Mary Poppins | Parks Manager", number=20),
        table("Officer | Post | Tel", "Mary Poppins | Parks Manager | 4598", number=20),
        table("Parks Manager | Tel", "Mary Poppins | 4598", number=20),
        table("Task | Who", "Weeding | Mary Poppins (Parks Manager)", number=20),
        table("Part | Said", "One | Parks Manager: Mary Poppins", number=20),
        table("Part | Said", "One | Two", heading="Parks Manager: Mary Poppins", number=20),
    ],
)
def test_a_table_says_who_holds_a_post(contacts: SourceTable) -> None:
    rows, _ = read(contacts, table("Project | Lead officer", "Beds | Mary Poppins / Ranger"))
    assert rows == [["Beds", "Parks Manager / Ranger"]]


@pytest.mark.parametrize(
    ("contacts", "lines"),
    [
        (table("Initials | Name | Post", "M.P. | Mary Poppins | Parks Manager"), ()),
        (table("Initials | Post", "MP | Parks Manager"), ()),
        (table("Part | Said", "One | Two"), ("MP: Parks Manager",)),
        (table("Part | Said", "One | Two"), ("MP = Mary Poppins", "Parks Manager: Mary Poppins")),
    ],
)
def test_initials_that_are_explained_become_the_post(
    contacts: SourceTable, lines: tuple[str, ...]
) -> None:
    versions = table("Version | Date | Made By", "1 | 1/4/18 | MP", "2 | 1/5/18 | BS", number=40)
    rows, told = read(contacts, versions, lines=lines)
    assert [row[2] for row in rows] == ["Parks Manager", ""]
    assert told[-2:] == ["name-as-post C41", "name-left-out C42"]


@pytest.mark.parametrize(
    "lines",
    [
        ("MP: Parks Manager", "MP: Play Officer"),
        ("MP = Mary Poppins", "MP = Max Power", "Mary Poppins, Parks Manager"),
    ],
)
def test_initials_of_two_people_are_left_out(lines: tuple[str, ...]) -> None:
    rows, told = read(table("Version | Made By", "1 | MP"), lines=lines)
    assert (rows, told) == ([["1", ""]], ["name-left-out B2"])


@pytest.mark.parametrize(
    "line",
    [
        "Project Manager: Mary Poppins",
        "Contact Officer: Mary Poppins",
        "Officer: Mary Poppins",
        "Portfolio Leader: Mary Poppins",
        "Mary Poppins, Bert Sweep, Parks Manager",
        "Mary Poppins spoke, Parks Manager",
        "Mary Poppins, " + "very " * 20 + "Senior Officer",
    ],
)
def test_a_part_in_one_matter_is_no_post(line: str) -> None:
    rows, _ = read(table("Project | Lead officer", "Beds | Mary Poppins"), lines=(line,))
    assert rows == [["Beds", ""]]


def test_initials_in_a_cell_need_a_name_beside_them() -> None:
    rows, told = read(table("Advice | Made by", "CAB - Caseworker | CAB"))
    assert (rows, told) == ([["CAB - Caseworker", ""]], ["name-left-out B2"])


def test_a_name_left_out_is_left_out_wherever_it_stands() -> None:
    plans = table(
        "Action | Steps | Officer",
        "Tidy beds | 1. Mary Poppins and Cllr Sweep to meet//2. Weed | Mary Poppins",
        heading="Beds of Mary Poppins",
    )
    document, told = without_names(Document(FILE, "Plan of Mary Poppins", (plans,)))
    (found,) = document.tables
    assert document.title == f"Plan of {LEFT_OUT}"
    assert found.heading == f"Beds of {LEFT_OUT}"
    assert [cell.text for cell in found.rows[0].cells] == [
        "Tidy beds",
        f"1. {LEFT_OUT} and {LEFT_OUT} to meet\n2. Weed",
        "",
    ]
    assert [(item.place.sheet, item.place.cell) for item in told] == [
        (f"Beds of {LEFT_OUT}", "B2"),
        (f"Beds of {LEFT_OUT}", "C2"),
    ]
    assert [item.message for item in told] == [
        f"Under '{heading}' stands the name of a person, which is left out, for a plan names "
        f"posts: {kept} is kept. Write the job title there, for example Partnerships Manager."
        for heading, kept in (("Steps", "the rest"), ("Officer", "nothing"))
    ]


def test_a_sentence_in_a_cell_for_a_person() -> None:
    assert lead("To be led by Cllr Poppins in spring") == (
        f"To be led by {LEFT_OUT} in spring",
        ["name-left-out B2"],
    )
    assert lead("To be led by Cllr Portfolio Holder")[1] == []


def test_what_was_told_before_is_told_without_the_name() -> None:
    unread = problem("text-unread", Place(FILE, "Mary Poppins", "B9"), read="for Mary Poppins")
    leads = table("Project | Lead", "Beds | Mary Poppins")
    _, told = without_names(Document(FILE, "", (leads,)), (unread,))
    assert (told[0].place.sheet, told[0].place.cell) == (LEFT_OUT, "B9")
    assert f"'for {LEFT_OUT}'" in told[0].message


PLAN = """# Parks service plan

Head of Service: Mary Poppins (MP)

## Service

| Service | Head of service | E-mail |
|---|---|---|
| Parks | Mary Poppins | parks@council.example |

## Actions

| Action | Steps | Officer |
|---|---|---|
| Tidy beds | 1. Mary Poppins to ask | Mary Poppins |
| Weed | 1. Bert Sweep to weed | Bert Sweep |

## Version control

| Version | Date | Reason | Made by |
|---|---|---|---|
| 1 | 1/4/18 | First | MP |
"""


@pytest.mark.parametrize("ending", ["md", "txt"])
def test_a_whole_plan_names_posts_only(ending: str) -> None:
    found = load_plan(f"parks 2018-21.{ending}", PLAN.encode())
    assert found.plan is not None
    assert "Poppins" not in repr(found)
    assert "Sweep" not in repr(found)
    assert found.plan.service.head == "Head of service"
    assert [(each.steps, each.officer) for each in found.plan.actions] == [
        ("1. Head of service to ask", "Head of service"),
        (f"1. {LEFT_OUT} to weed", ""),
    ]
    assert [each.made_by for each in found.plan.versions] == ["Head of service"]


@pytest.mark.parametrize(
    "text",
    [
        *("Bert Sweep", "Sue Parker", "Ann Townsend", "Grant Green", "J. B. Stafford", "J. Casey"),
        *("Mr Wood", "Mary McDonald", "Mary-Ann O\u2019Poppins"),
    ],
)
def test_what_is_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Chimney Team", "bert sweep", "Bert", "Parks Rangers", "CSPO", "Age UK", "Mary P"),
        *("Citizens Advice", "Step Up", "Thrive Homes", "Building Control", "Council Tax"),
        "Bert" * 20 + " Sweep",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    ("text", "so"), [("MP", True), ("M.A.P.", True), ("M", False), ("CSPO", False), ("HR", False)]
)
def test_what_are_initials(text: str, *, so: bool) -> None:
    assert is_initials(text) is so


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("Head of Parks", True),
        ("Solicitor", True),
        ("Manager", False),
        ("Lead Officer", False),
        ("Parks Team", False),
    ],
)
def test_what_is_a_post(text: str, *, so: bool) -> None:
    assert is_post(text) is so
