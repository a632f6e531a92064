"""One shape at a time: what is written in a text copy, and the tables that it is read as."""

from __future__ import annotations

import pytest

from plansheet.sources.text import read_text
from plansheet.sources.text_marks import cell_text, is_bold, line_text


def shown(text: str) -> str:
    """Draw what a text is read as: each table's headings and rows, then the words left over."""
    document, problems = read_text(text, "plan.txt")
    lines = []
    for table in document.tables:
        lines.append(" > ".join(table.headings))
        rows = (table.columns, *(tuple(cell.text for cell in row.cells) for row in table.rows))
        lines.extend("  " + "|".join(row).replace("\n", " / ") for row in rows)
    for item in problems:
        said = item.message.split("placed: '")[1].split("'. Nothing")[0]
        lines.append(f"! {item.place.cell}: {said}")
    return "\n".join(lines)


def lines(*said: str) -> str:
    return "\n".join(said)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("  79.00% ", "79.00%"),
        ("<752 recorded incidents in 2018/19", "<752 recorded incidents in 2018/19"),
        ("Q1 - 76 Q2 - 76", "Q1 - 76 Q2 - 76"),
        ("Impact -----> bad", "Impact -----> bad"),
        ("3\N{MIDDLE DOT}5", "3\N{MIDDLE DOT}5"),
        ("\N{MIDDLE DOT} one\n\N{MIDDLE DOT} two", "- one\n- two"),
        ("a\N{NO-BREAK SPACE}b&nbsp;", "a b"),
        ("a &amp; b &lt;5 AT&T", "a & b <5 AT&T"),
        ("<b>Low</b> <b>4</b>", "Low 4"),
        ("<i>See table</i> **now** 2 ** 3", "See table now 2 ** 3"),
        ("1<sup>st</sup> May", "1st May"),
        ("one<br/>two<br>three", "one\ntwo\nthree"),
        ("one\v two", "one\ntwo"),
        ("Q1 60\n\nQ2 140", "Q1 60\nQ2 140"),
        ("<ol> 1. Draft 2. Print (Jan 09)3. Send", "1. Draft\n2. Print (Jan 09)\n3. Send"),
        ("<ol> 1. April 2012. 2. May", "1. April 2012.\n2. May"),
        ("1. Draft 2. Print", "1. Draft 2. Print"),
        ("<ol><li>Draft</li><li>Print</li></ol>then<ol><li>Send</li></ol>",
         "1. Draft\n2. Print\nthen\n1. Send"),
        ("<ol><li>1. Draft</li></ol>", "1. Draft"),
        ("<ul><li>- net - gross</li><li>tax</li></ul>", "- net - gross\n- tax"),
        ("<ul class='x'> - one - Anti-Social two", "- one\n- Anti-Social two"),
        ("<ul>first: - x</ul> last", "first: - x\nlast"),
        ("Skills <ul>\N{BULLET} one\N{BULLET} two - too</ul>", "Skills\n- one\n- two - too"),
        ("<p>a</p> <ul> - b - c <p>d - e</p>", "a\n- b\n- c\nd - e"),
        ("", ""),
    ],
)  # fmt: skip
def test_marks_are_read_or_taken_off(raw: str, read: str) -> None:
    assert cell_text(raw) == read


def test_a_line_is_one_line_and_bold_is_seen() -> None:
    assert line_text(" **A**  <b>b</b>\tc ") == "A b c"
    assert [is_bold(raw) for raw in ("<b>A</b> <b>b</b>", "**A**", "<b>A</b> b", "")] == [
        True,
        True,
        False,
        False,
    ]


HEADINGS = [
    ("# Plan for 2021\n\n## One\n\n### Two\n\n## Three", "Plan for 2021 > Three"),
    ("1 One\n\n1.1 Two\n\n1.1.1 Three\n\n1.2 Four", "1 One > 1.2 Four"),
    ("1.1\n\nBudgets", "1.1 Budgets"),
    ("1.1", "1.1"),
    ("## 2.2\n\n## Projects", "2.2 Projects"),
    ("SECTION 1:\nINPUTS\n\n1.1 Budgets", "SECTION 1: INPUTS > 1.1 Budgets"),
    ("3 Three\n\nRISK REGISTER\n\nVersion Control", "3 Three > RISK REGISTER > Version Control"),
    ("6 Effects**6.1 Money**", "6 Effects > 6.1 Money"),
    ("**Posts****Post: Clerk**", "Posts > Post: Clerk"),
    ("**Long title\ngoes on**", "goes on"),
    ("We **must** act now.", ""),
    ("Aim: a\n\nWay: b\n\nAim: c", "Aim: c"),
    ("Aim: a\nb\nc\n\nmore words.", "Aim: a; b; c"),
    ("Aims:\n\n(A) a, b.\n\n(C) c.\n\n- a bullet", "Aims: (A) a, b.; (C) c."),
    ("Aims:\n\nClean parks", "Aims: Clean parks"),
    ("Aim: a\n\nSome words.\nMore words.", "Aim: a"),
    ("1. Write\n2. Send", ""),
    ("A title\nbeside another", ""),
    ("A sentence that ends.", ""),
    ("(in brackets)", ""),
    ("lower case", ""),
    ("c) Strengths", "c) Strengths"),
    ("Title\n\n[A link](#)\n\n12\n\nPage 3 of 9", "Title"),
    ("2018 - 2021", ""),
    ("A" + "b" * 99, ""),
]


@pytest.mark.parametrize(("above", "path"), HEADINGS)
def test_headings_are_known_by_their_shape(above: str, path: str) -> None:
    document, problems = read_text(f"{above}\n\nRef\tTitle\tTarget\nA1\tone\t5", "plan.txt")
    assert [" > ".join(table.headings) for table in document.tables] == [path]
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("PARKS PLAN\n\n2018 - 2021\n\nCONTENTS 2018", "PARKS PLAN 2018 - 2021"),
        ("**PARKS PLAN\n2018 - 2021**", "PARKS PLAN 2018 - 2021"),
        ("\ufeff# Parks\n\n# Libraries 2018", "Parks"),
        ("## Contents\n\nPLAN 2018", ""),
        ("INTRODUCTION\n\nWritten in 2018.", ""),
        ("Written in 2018, by us.", ""),
        ("A\tb\tc\n\nPLAN 2018", ""),
        ("", ""),
    ],
)
def test_the_title_is_what_the_text_opens_with(text: str, title: str) -> None:
    assert read_text(text, "plan.txt")[0].title == title


ROWS = [
    (
        "several lines in a cell",
        lines("Ref\tAim\tNext", "A1\tQ1 60", "Q2 140\tTBC", "A2\t5", "a week", "each\t6", "A3\t\t"),
        lines("", "  Ref|Aim|Next", "  A1|Q1 60 / Q2 140|TBC", "  A2|5 / a week / each|6",
              "  A3||"),
    ),
    (
        "tabs lost at the ends of lines",
        lines("Ref\tTitle\tTarget\tNext", "A1\tone", "A2\ttwo\t7\t8", "A3\tthree\t9"),
        lines("", "  Ref|Title|Target|Next", "  A1|one||", "  A2|two|7|8", "  A3|three|9|"),
    ),
    (
        "words right under a table, and a heading there",
        lines("Ref\tTitle", "A1\tone", "These words hang on, somehow.", "## Next", "X\tY", "1\t2"),
        lines(
            "", "  Ref|Title", "  A1|one", "Next", "  X|Y", "  1|2",
            "! line 3: These words hang on, somehow.",
        ),
    ),
    (
        "lines set in from the margin are no table",
        lines("\tA set in line.", "\tAnother one.", "", "Ref\tTitle\tTarget", "A1\tone\t5"),
        lines("", "  Ref|Title|Target", "  A1|one|5"),
    ),
    (
        "rows wider than their heading row",
        lines("Ref\tTitle", "A1\tone\t5", "A2\ttwo\t6", "A3\tthree\t7\t\t8"),
        lines(
            "", "  Ref|Title|", "  A1|one|5", "  A2|two|6", "  A3|three|7", "! line 4: 8",
        ),
    ),
    ("a row of dashes by itself", "--\t---", ""),
    ("blank rows by themselves", "\t\t\n\t\t", ""),
    ("dashes that say that nothing is set", "A\tB\tC\nx\t--\t", "\n  A|B|C\n  x|--|"),
    (
        "nothing but labels",
        lines("One\t\t", "Two\t\t"),
        lines("", "  One||", "  Two||"),
    ),
    (
        "labels over the heading row, the second by a label of its own",
        lines("Strategy\t\t", "Greener parks\t\t", "Aim: x\t\t", "Ref\tTitle\tNext", "A1\tone\t5"),
        lines("Strategy > Greener parks > Aim: x", "  Ref|Title|Next", "  A1|one|5"),
    ),
    (
        "a first data row with blanks is no heading row",
        lines("Ref\tTitle\tTarget\t", "A1\t\t5\tx", "\tmore\t6\t"),
        lines("", "  Ref|Title|Target|", "  A1||5|x", "  |more|6|"),
    ),
    (
        "a heading over several columns",
        lines("Aim\tTarget\t\tLead", "\t2018/19\t2019/20\t", "a\t1\t2\tClerk"),
        lines("", "  Aim|Target 2018/19|Target 2019/20|Lead", "  a|1|2|Clerk"),
    ),
    (
        "years over columns that are all named",
        lines("2017/18\t\t2018/19\t", "Actual\tTarget\tResult\tAim", "1\t2\t3\t4"),
        lines("", "  2017/18 Actual|2017/18 Target|2018/19 Result|2018/19 Aim", "  1|2|3|4"),
    ),
    (
        "headings that only group columns which are all named",
        lines("Project\t\tTimes\t", "Title\tOutcome\t2018/19\t2019-20", "Pond\tDeep\tMay\t"),
        lines("", "  Title|Outcome|2018/19|2019-20", "  Pond|Deep|May|",
              "! line 1: Project | Times"),
    ),
    (
        "numbers before headings are no list",
        lines("1. Aim\t2. Target", "a\tb"),
        lines("", "  1. Aim|2. Target", "  a|b"),
    ),
    (
        "a short heading row over figures names its columns alone",
        lines("Ref\tTitle\t\t", "A1\tone\t5\t6", "A2\ttwo\t7\t8"),
        lines("", "  Ref|Title||", "  A1|one|5|6", "  A2|two|7|8"),
    ),
    (
        "a list of labels",
        lines("Report of:\tHead of Parks", "Decision:\tNo"),
        lines("", "  Report of|Decision", "  Head of Parks|No"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "read"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows_of_tabs(text: str, read: str) -> None:
    assert shown(text) == read


HEAD = "Ref\tTitle\tTarget"
PAGED = [
    (
        "the heading row again",
        lines(HEAD, "A1\tone\t5", "", HEAD, "A2\ttwo\t6"),
        lines("", "  Ref|Title|Target", "  A1|one|5", "  A2|two|6"),
    ),
    (
        "no heading row, and a number of a page between",
        lines(HEAD, "A1\tone\t5", "", "Page 3", "", "A2\ttwo\t6"),
        lines("", "  Ref|Title|Target", "  A1|one|5", "  A2|two|6"),
    ),
    (
        "another heading between",
        lines(HEAD, "A1\tone\t5", "", "## B", "", HEAD, "B1\ttwo\t6"),
        lines("", "  Ref|Title|Target", "  A1|one|5", "B", "  Ref|Title|Target", "  B1|two|6"),
    ),
    (
        "other words between",
        lines(HEAD, "A1\tone\t5", "", "Here is another table.", "", HEAD, "B1\ttwo\t6"),
        lines("", "  Ref|Title|Target", "  A1|one|5", "", "  Ref|Title|Target", "  B1|two|6"),
    ),
    (
        "words of one table, where figures stood before",
        lines(HEAD, "A1\tone\t5", "", "Post\tSkill\tCourse", "Clerk\tlaw\tyes"),
        lines("", "  Ref|Title|Target", "  A1|one|5", "", "  Post|Skill|Course", "  Clerk|law|yes"),
    ),
    (
        "bold headings both",
        lines("<b>Post</b>\t<b>Skill</b>", "Clerk\tlaw", "", "<b>Name</b>\t<b>Job</b>", "x\ty"),
        lines("", "  Post|Skill", "  Clerk|law", "", "  Name|Job", "  x|y"),
    ),
    (
        "the heading row again, under labels that say something else",
        lines("# A", "Area: N\t\t", HEAD, "A1\tone\t5", "", "Area: S\t\t", HEAD, "A2\ttwo\t6"),
        lines("A", "  Area|Ref|Title|Target", "  N|A1|one|5", "  S|A2|two|6"),
    ),
    (
        "a cell cut in two, its first column blank",
        lines("Ref\tTitle\tWhy", "A1\tone of\ttwo and", "", "\tmany\tthree", "A2\tx\ty"),
        lines("", "  Ref|Title|Why", "  A1|one of many|two and three", "  A2|x|y"),
    ),
    (
        "a cell of its own behind the page",
        lines("Ref\tTitle\tWhy", "A1\tone.\t", "", "\tMany\tthree", "", "\tand so on\t45"),
        lines("", "  Ref|Title|Why", "  A1|one.|", "  |Many|three", "  |and so on|45"),
    ),
    (
        "an aim cut in two, above a row of its own",
        lines("Aim\tMeasure", "Make a good plan\tx", "\ty", "", "for all\tz", "Next aim\tw"),
        lines("", "  Aim|Measure", "  Make a good plan for all|x", "  |y", "  |z", "  Next aim|w"),
    ),
    (
        "a lower-case row with nothing above to go on from",
        lines("Aim\tMeasure", "\ty", "", "e-mails answered\tz"),
        lines("", "  Aim|Measure", "  |y", "  e-mails answered|z"),
    ),
    (
        "the heading row by itself on its page",
        lines("Aim\tMeasure", "", "for all\tz"),
        lines("", "  Aim|Measure", "  for all|z"),
    ),
    (
        "a page with nothing but the heading row",
        lines(HEAD, "A1\tone\t5", "", HEAD),
        lines("", "  Ref|Title|Target", "  A1|one|5"),
    ),
    (
        "labels over a table, told apart by more than a label",
        lines("## A", "Post: Clerk", "Skill\tCourse", "law\tyes", "", "Post: Cook", "Meal\tYear",
              "tea\t2"),
        lines("A > Post: Clerk", "  Skill|Course", "  law|yes", "A > Post: Cook", "  Meal|Year",
              "  tea|2"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "read"), [row[1:] for row in PAGED], ids=[row[0] for row in PAGED]
)
def test_tables_that_pages_cut(text: str, read: str) -> None:
    assert shown(text) == read


FORM = lines(
    "Details\t\tManager: Clerk",
    "<b>Title</b>\t\t<b>Outcome</b>",
    "Pond\t\tDeeper",
    "<b>Q1</b>\t<b>Q2</b>\t<b>Q3</b>",
    "dug\t\tfull",
)
FORMS = [
    (
        "one form, known by its bold headings",
        FORM,
        lines("", "  Manager|Title|Outcome|Q1|Q2|Q3", "  Clerk|Pond|Deeper|dug||full",
              "! line 1: Details"),
    ),
    (
        "two forms without bold, known by what they share; a value that stands under no heading",
        lines("x", FORM.replace("<b>", "").replace("</b>", ""), "",
              FORM.replace("<b>", "").replace("</b>", "").replace("Pond\t\t", "Path\tstray\t")
              .replace("dug", "laid").replace("Clerk", "Cook\nChef: b")),
        lines("", "  Manager|Title|Outcome|Q1|Q2|Q3", "  Clerk|Pond|Deeper|dug||full", "",
              "  Manager|Chef|Title|Outcome|Q1|Q2|Q3", "  Cook|b|Path|Deeper|laid||full",
              "! line 2: Details", "! line 11: stray"),
    ),
    (
        "headings and one row of values only",
        lines("<b>A</b>\t<b>B</b>", "1\t2"),
        lines("", "  A|B", "  1|2"),
    ),
    (
        "headings at the end",
        lines("<b>A</b>\t<b>B</b>", "1\t2", "<b>C</b>\t<b>D</b>", "3\t4", "<b>E</b>\t<b>F</b>"),
        lines("", "  A|B", "  1|2", "  C|D", "  3|4", "  E|F"),
    ),
    (
        "several rows of values",
        lines("<b>A</b>\t<b>B</b>", "1\t2", "x\ty", "<b>C</b>\t<b>D</b>", "3\t4"),
        lines("", "  A|B", "  1|2", "  x|y", "  C|D", "  3|4"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "read"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS]
)
def test_forms_are_rows_of_one_table(text: str, read: str) -> None:
    assert shown(text) == read


CELLS = [
    (
        "a row wider than any table right under another table",
        lines("\tA", "\tB", "", *["\t1", "\t2", ""] * 13, *[f"\t{count}" for count in range(26)]),
        lines("", "  A|B", *["  1|2"] * 13, "", "  " + "|".join(str(count) for count in range(26))),
    ),
    (
        "rows of more cells than any table has",
        lines(*[f"\t{number}" for number in range(30)]),
        lines("", "  " + "|".join(str(number) for number in range(30))),
    ),
    (
        "cells by themselves: a heading, and words",
        lines("\tRISK REGISTER", "", "", "\tWords in a frame,", "of two lines.", "", "", "Text."),
        lines("! line 4: Words in a frame,", "! line 5: of two lines."),
    ),
    (
        "a tab inside a cell",
        lines("\tA", "\tB", "", "\t1.\tWrite", "\t2", ""),
        lines("", "  A|B", "  1. Write|2"),
    ),
    ("blank cells", lines("\t", "\t", "", "\t", "\t", ""), ""),
    ("one blank cell", lines("Text.", "", "\t", ""), ""),
]


@pytest.mark.parametrize(
    ("text", "read"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS]
)
def test_a_cell_a_line(text: str, read: str) -> None:
    assert shown(text) == read
