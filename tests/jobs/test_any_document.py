"""Whatever `plan import` is given: real plans counted, no plans refused, odd tables survived."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from seeds import NAMES, SEEDS, need_seeds
from sources.build_word import packed, para
from town import Town, codes_of, new_town

from plansheet.check import check_council, check_plan
from plansheet.excel.write import write_book
from plansheet.jobs.plan_import import import_plans
from plansheet.layout.headings import KINDS
from plansheet.planbook import overlong, plan_book
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from pathlib import Path

# What is printed: rows of each table that the document holds, and what is to be confirmed.
PRINTED = {
    "000": {
        "Performance indicators": 23,
        "Objectives": 21,
        "Projects": 5,
        "Risks": 14,
        "Heat map": 1,
        "Version control": 2,
        "To confirm": 115,
    },
    "001": {
        "Performance indicators": 2,
        "Objectives": 4,
        "Risks": 9,
        "Heat map": 1,
        "Budgets": 1,
        "Version control": 1,
        "Tables kept as notes": 1,
        "To confirm": 10,
    },
    "002": {
        "Performance indicators": 19,
        "Objectives": 30,
        "Projects": 8,
        "Risks": 16,
        "Contracts": 10,
        "Budgets": 1,
        "Posts": 7,
        "Skills": 7,
        "Version control": 4,
        "Tables kept as notes": 3,
        "To confirm": 95,
    },
    "003": {
        "Performance indicators": 49,
        "Actions": 30,
        "Tables kept as notes": 2,
        "To confirm": 245,
    },
    "004": {
        "Performance indicators": 2,
        "Actions": 2,
        "Ratings": 2,
        "Tables kept as notes": 1,
        "To confirm": 10,
    },
}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path / "council")
    for path in (found.root / "templates" / "plans").glob("*.md"):
        path.unlink()
    return found


@need_seeds
@pytest.mark.parametrize("number", PRINTED)
def test_a_real_plan_prints_what_it_holds(number: str, town: Town) -> None:
    world = town.world()
    outcome = town.run(lambda council: import_plans(council, world, [SEEDS[number]], NAMES[number]))
    first, *counts = outcome.lines
    assert first == f"{SEEDS[number].name} -> templates/plans/{NAMES[number]}.xlsx"
    printed = [line.rsplit(maxsplit=1) for line in counts]
    assert {what.strip(): int(count) for what, count in printed} == PRINTED[number]
    confirm = [each for each in outcome.problems if each.code == "inferred"]
    assert len(confirm) == PRINTED[number]["To confirm"]


def saved(document: object) -> bytes:
    stream = BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def letter() -> bytes:
    """Return a Word document with a table that is none of a service plan."""
    document = Document()
    document.add_paragraph("Dear residents")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [each for row in table.rows for each in row.cells],
        ("Day", "Bins", "Monday", "Green"),
        strict=True,
    ):
        cell.text = text
    return saved(document)


PASSWORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
UNREADABLE = "This plan could not be read: "


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "parks 2018-21.docx",
            letter(),
            ("plan-nothing", "No table of a service plan was found in"),
        ),
        (
            "parks 2018-21.docx",
            packed(para("Dear residents")),
            ("plan-unreadable", "no table in it"),
        ),
        ("parks 2018-21.docx", saved(Document()), ("plan-unreadable", "there is no table in it")),
        ("parks 2018-21.docx", b"", ("plan-unreadable", f"{UNREADABLE}the file is empty")),
        ("parks 2018-21.docx", PASSWORD, ("plan-unreadable", "it is protected with a password")),
        ("parks 2018-21.txt", b"Dear residents", ("plan-nothing", "nothing was imported")),
        ("parks 2018-21.txt", b"", ("plan-nothing", "nothing was imported")),
    ],
)
def test_what_is_no_plan_is_one_clear_sentence(
    name: str, data: bytes, told: tuple[str, str], town: Town, tmp_path: Path
) -> None:
    code, message = told
    path = tmp_path / name
    path.write_bytes(data)
    world = town.world()
    outcome = town.run(lambda council: import_plans(council, world, [path]))
    assert (outcome.status, codes_of(outcome)[-1:]) == (1, [code])
    assert message in outcome.problems[-1].message
    assert not [*(town.root / "templates" / "plans").glob("*.xlsx")]


WORDS = [item.name for kind in KINDS for item in kind.headings]
SAID = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.sampled_from(["Q1 60 Q2 140", "<752", "1/4/18", "Mary Poppins", "MP", "N/A", "2 100%"]),
    st.sampled_from(["Baseline + 2.5%", "July 09", "79%", "\u00a350k", "III", "2", "-", "CP 08"]),
)
COLUMNS = st.lists(
    st.one_of(
        st.sampled_from([*WORDS, "2018/19 Target", "2017/18 Actual", "2018/19", "2018/19 Q2", ""]),
        SAID,
    ),
    min_size=2,
    max_size=8,
)
LINES = st.lists(st.lists(SAID, max_size=9), max_size=5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(COLUMNS, LINES), min_size=1, max_size=3),
    st.sampled_from(["md", "txt", "csv"]),
)
def test_any_tables_become_a_plan_or_a_refusal(
    tables: list[tuple[list[str], list[list[str]]]], ending: str
) -> None:
    begins, parts = {"md": ("| ", " | "), "txt": ("", "\t"), "csv": ("", ",")}[ending]
    text = "\n\n".join(
        "\n".join(begins + parts.join(row) for row in [columns, *rows]) for columns, rows in tables
    )
    found = load_plan(f"parks 2018-21.{ending}", text.encode())
    if found.plan is None:
        assert [each.code for each in found.problems] == ["plan-unreadable"]
        return
    told = [*check_plan(found.plan, found.places), *check_council([found.plan])]
    book = plan_book(found.plan, [*found.problems, *told])
    assert overlong(book) == ()
    again = load_plan("parks 2018-21.xlsx", write_book(book, datetime(2026, 1, 1, tzinfo=UTC)))
    assert again.plan is not None
