"""The text of queries can stand in a mail: short lines, and no mark in it is obeyed."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from plansheet.layout.columns import Column
from plansheet.pages import Cell, Page, Row
from plansheet.problems import Level
from plansheet.queries.asked import Query, Spot
from plansheet.queries.markdown import as_markdown

PAGE = Page("Figures", "Figures", (Column("ref", "Ref", 9),), (Row("A1", {"ref": Cell("A1")}),))
PROSE = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
LIST = {"ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"}


def query(message: str, **said: object) -> Query:
    labels = tuple(str(each) for each in said.get("labels", ()))  # type: ignore[attr-defined]
    spots = tuple(Spot(PAGE, 0, "ref") for _ in labels)
    return Query(1, Level.FIX, message, str(said.get("sheet", "")), labels, spots, holds=True)


def test_each_query_says_where_it_is_and_what_to_do() -> None:
    found = [
        query("Type a number.", sheet="Figures", labels=["A1", "B2"]),
        query("Ask again.", sheet="Risks"),
        query("Send the workbook."),
    ]
    assert as_markdown("Queries: Parks", found).splitlines() == [
        "## Queries: Parks",
        "",
        "1. Sheet Figures, cells A4, A4, rows A1, B2",
        "   To correct: Type a number.",
        "",
        "1. Sheet Risks",
        "   To correct: Ask again.",
        "",
        "1. The whole workbook",
        "   To correct: Send the workbook.",
    ]


def test_what_markdown_would_obey_is_made_plain() -> None:
    odd = "*a* _b_ `c` [d](http://e.example) <img> | ~~f~~ &lt; www.g.example h@i.example C:\\j"
    lines = as_markdown("Q", [query(odd)]).splitlines()[3:]
    assert " ".join(line.strip() for line in lines) == (
        "To correct: \\*a\\* \\_b\\_ \\`c\\` \\[d\\](http\\://e.example) \\<img\\> \\| "
        "\\~\\~f\\~\\~ \\&lt; www\\.g.example h\\@i.example C:\\\\j"
    )


MARKS = (
    *("#", "-", "+", "1.", "2)", "===", "---", "* x", "> y", "```", "<b>", "[a](b)", "![c](d)"),
    *("\\", "&amp;", "\x1b[31m", "\N{RIGHT-TO-LEFT OVERRIDE}", "\x00", "|", "~~", "word", "__"),
)
ODD = st.sampled_from(MARKS)
# What mail programs and web pages read: tables and text struck through besides plain Markdown.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@given(st.lists(ODD | st.text(max_size=12), min_size=1, max_size=40).map(" ".join))
def test_any_text_stays_text(text: str) -> None:
    made = as_markdown("Queries", [query(text)])
    tokens = READER.parse(made)
    assert {token.type for token in tokens} <= PROSE | LIST
    inside = [each for token in tokens for each in token.children or ()]
    assert {each.type for each in inside} <= {"text", "softbreak", "text_special"}
    categories = {unicodedata.category(sign) for sign in made if sign != "\n"}
    assert categories & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert [token.type for token in tokens].count("list_item_open") == 1
