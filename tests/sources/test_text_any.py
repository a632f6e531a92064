"""Whatever a text holds, it is read without failing, and every table it makes is in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plansheet.sources.text import is_tabbed, read_text

_GAPS = ["\t", "\t\t", "\n", "\n\n", "\n\t", "\n\t\t", "\r", "\v", " "]
_TAGS = ["<b>", "</b>", "<ol> 1. ", "<li>", "</li>", "<ul> - ", "<p>", "**", "#", "\n## "]
_WORDS = ["a", "B", "1", "2.1", "x y", "2018/19", "CAPS", "and", "None", "SECTION 1", "DRAFT 2021"]
_SIGNS = ["- ", "--", ":", "&amp;", "Label: x", "Aim A: b Aim C: d", "\N{BULLET} ", "\u200f"]
PIECES = st.sampled_from([*_GAPS, *_GAPS, *_TAGS, *_WORDS, *_SIGNS])


def check(text: str) -> None:
    document, problems = read_text(text, "plan.txt")
    assert {item.code for item in problems} <= {"text-unread"}
    lines = range(1, text.count("\n") + text.count("\r") + 2)
    for table in document.tables:
        assert table.columns
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            assert row.at == row.cells[0].at
            assert all(int(cell.at.removeprefix("line ")) in lines for cell in row.cells)
    is_tabbed(text)


@given(st.lists(PIECES, max_size=60))
def test_marks_and_tabs_in_any_order(pieces: list[str]) -> None:
    check("".join(pieces))


@given(st.text(max_size=300))
def test_any_characters(text: str) -> None:
    check(text)


@given(st.lists(st.lists(st.sampled_from(["", "one", "2", "Q1 60"]), min_size=3, max_size=3)))
def test_cells_of_a_whole_table_come_through(rows: list[list[str]]) -> None:
    lines = ["Ref\tTitle\tTarget", *("\t".join(["A1", *row[1:]]) for row in rows)]
    document, _ = read_text("\n".join(lines), "plan.txt")
    (table,) = document.tables
    assert [[cell.text for cell in row.cells[1:]] for row in table.rows] == [
        row[1:] for row in rows
    ]
