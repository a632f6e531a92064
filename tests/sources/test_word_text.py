from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sources.build_word import bold, cell, packed, para, row, run, table

from plansheet.sources.word import read_word

if TYPE_CHECKING:
    from plansheet.sources.document import Document

FILE = "parks 2021-24.docx"
BOX = (
    "<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing>"
    "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent>"
)


def numbered(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def level(index: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def kind(index: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{index}">{"".join(levels)}</w:abstractNum>'


def listed(index: int, kind_id: int, override: str = "") -> str:
    return f'<w:num w:numId="{index}"><w:abstractNumId w:val="{kind_id}"/>{override}</w:num>'


def again(start: int) -> str:
    return (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        '<w:lvlOverride w:ilvl="1"/>'
    )


def style(name: str, inner: str, style_id: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id or name}"><w:name w:val="{name}"/>'
        f"{inner}</w:style>"
    )


def read(body: str, **parts: str) -> Document:
    document, problems = read_word(packed(body, parts), FILE)
    assert problems == ()
    return document


def text_of(content: str, **parts: str) -> str:
    """Return what is read in one cell."""
    (found,) = read(table(row("A", "B"), row("1", cell(content))), **parts).tables
    return found.rows[0].cells[1].text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (para("CP03 - refuse") + para("") + para(" CP04  \u00a0recycling "),
         "CP03 - refuse\nCP04   recycling"),
        (para("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:cr/><w:t>three</w:t></w:r>"),
         "one\ntwo\nthree"),
        (para("<w:r><w:t>Q1</w:t><w:tab/><w:t>60</w:t></w:r>"), "Q1 60"),
        (para("<w:r><w:t>co</w:t><w:softHyphen/><w:t>ordinate re</w:t><w:noBreakHyphen/>"
              "<w:t>use</w:t></w:r>"), "coordinate re-use"),
        (para('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>98%</w:t>'
              '<w:sym w:font="Wingdings" w:char="F04A"/></w:r>'), "≥98%"),
        (para(f'<w:ins>{run("new")}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>'
              f'<w:moveTo>{run(" here")}</w:moveTo><w:moveFrom>{run("there")}</w:moveFrom>'),
         "new here"),
        (para(f'<w:hyperlink>{run("the link")}</w:hyperlink><w:smartTag>{run(" and tag")}'
              f'</w:smartTag><w:fldSimple w:instr="DATE">{run(" and field")}</w:fldSimple>'),
         "the link and tag and field"),
        (para('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText>'
              f'</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("79%")}'), "79%"),
        (para(run("83") + '<w:r><w:footnoteReference w:id="2"/><w:t>*</w:t></w:r>'), "83"),
        (para(run("83") + run(" hidden", "<w:vanish/>") + run(" not", '<w:vanish w:val="0"/>')),
         "83 not"),
        (para("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"), "x+1"),
        (para("<!-- said by a program --><w:r><w:t>5</w:t><w:t/></w:r>"), "5"),
        (para(run("Beside") + f'<w:r>{BOX.format(para("In a box"))}</w:r>'), "Beside\nIn a box"),
        (para("<w:r><mc:AlternateContent><mc:Choice><w:t>first</w:t></mc:Choice><mc:Fallback>"
              "<w:t>second</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "first"),
        (para("<w:r><mc:AlternateContent/><w:t>only</w:t></w:r>"), "only"),
        (f'<w:sdt><w:sdtContent>{para("Chosen")}</w:sdtContent></w:sdt>', "Chosen"),
        (para(f'<w:sdt><w:sdtPr><w:date/></w:sdtPr><w:sdtContent>{run("1/4/18")}</w:sdtContent>'
              "</w:sdt>"), "1/4/18"),
        (para("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
              f'{run("Click here to enter text.")}</w:sdtContent></w:sdt>'), ""),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_reads_in_it(content: str, text: str) -> None:
    assert text_of(content) == text


LISTS = (
    kind(0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"))
    + kind(1, level(0, "bullet", "\uf0b7"))
    + kind(2, level(0, "upperRoman", "(%1)", 3), level(1, "none", ""))
    + kind(3, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"))
    + kind(4, '<w:lvl w:ilvl="0"/>')
    + kind(5, level(0, "upperLetter", "%1", 27), level(1, "lowerRoman", "%2", 4000))
    + kind(6, level(0, "decimalZero", "%1", 0))
    + "".join(listed(index + 1, index) for index in range(7))
    + listed(8, 0, again(1))
    + listed(9, 0)
    + listed(10, 99)
)


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], ["1.", "a)", "b)", "2.", "a)"]),
        ([(2, 0), (2, 0)], ["-", "-"]),
        ([(3, 0), (3, 0), (3, 1)], ["(III)", "(IV)", ""]),
        ([(4, 0), (4, 1), (4, 1)], ["1", "1.1", "1.2"]),
        ([(4, 1)], ["1.1"]),
        ([(5, 0)], ["1."]),
        ([(6, 0), (6, 1)], ["AA", "4000"]),
        ([(7, 0)], ["00"]),
        # A list that starts again, and one of the same kind that goes on.
        ([(1, 0), (1, 0), (8, 0), (8, 0), (9, 0)], ["1.", "2.", "1.", "2.", "3."]),
        ([(10, 0), (10, 99), (11, 0), (0, 0)], ["1.", "1.", "", ""]),
    ],
)
def test_items_of_lists_have_their_numbers(items: list[tuple[int, int]], lines: list[str]) -> None:
    content = "".join(para("step", numbered(*item)) for item in items)
    read_lines = text_of(content, numbering=LISTS).split("\n")
    assert read_lines == [f"{label} step".strip() for label in lines]


def test_an_item_without_text_is_counted_and_not_shown() -> None:
    content = para("", numbered(1)) + para("step", numbered(1))
    assert text_of(content, numbering=LISTS) == "2. step"


def test_styles_put_paragraphs_in_lists_and_may_be_overruled() -> None:
    styles = (
        style("List", f"<w:pPr>{numbered(2)}</w:pPr>")
        + style("Sub", '<w:basedOn w:val="List"/>')
        + style("Off", f'<w:basedOn w:val="List"/><w:pPr>{numbered(0)}</w:pPr>')
        + style("Round", '<w:basedOn w:val="Round"/>')
    )
    names = ("List", "Sub", "Off", "Round", "Unknown")
    content = "".join(para(name, f'<w:pStyle w:val="{name}"/>') for name in names)
    found = text_of(content, numbering=LISTS, styles=styles)
    assert found == "- List\n- Sub\nOff\nRound\nUnknown"


STYLES = (
    style("Title", "")
    + style("heading 1", "", "Heading1")
    + style("heading 2", f"<w:pPr>{numbered(4)}</w:pPr>", "Heading2")
    + style("Überschrift 3", "", "Heading3")
    + style("Mine", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>')
    + style("Mine too", '<w:basedOn w:val="Mine"/>')
    + style("TOC 1", "<w:rPr><w:b/></w:rPr>", "TOC1")
    + style("Strong", "<w:rPr><w:b/></w:rPr>")
    + style("Nameless", "").replace('<w:name w:val="Nameless"/>', "")
)


def styled(text: str, name: str) -> str:
    return para(text, f'<w:pStyle w:val="{name}"/>')


def headings(*paragraphs: str) -> tuple[str, ...]:
    body = "".join(paragraphs) + table(row("A", "B"), row("1", "2"))
    return read(body, styles=STYLES, numbering=LISTS).tables[0].headings


def test_headings_are_known_by_their_styles() -> None:
    assert headings(
        styled("Parks plan", "Title"),
        styled("Old", "Heading1"),
        styled("Outputs", "Heading1"),
        styled("Indicators", "Heading2"),
        styled("Key ones", "Heading3"),
        styled("Deep", "Mine"),
        styled("Deep too", "MineX"),
        styled("Deeper", "Mine too"),
        para("Text", '<w:outlineLvl w:val="9"/>'),
        para("Deepest", '<w:outlineLvl w:val="4"/>'),
        styled("Words between.", "Nameless"),
    ) == ("Parks plan", "Outputs", "1 Indicators", "Key ones", "Deeper", "Deepest")


@pytest.mark.parametrize(
    ("paragraphs", "found"),
    [
        ([bold("PARKS PLAN (DRAFT)"), bold("SECTION 2"), bold("Key indicators")],
         ("PARKS PLAN (DRAFT)", "SECTION 2", "Key indicators")),
        ([bold("Parks plan"), para("2.1.2 Performance indicators")],
         ("Parks plan", "2.1.2 Performance indicators")),
        ([para("1.1 Aims"), para("2.1 Performance"), para("2.1.1 Indicators"), bold("KPIs")],
         ("2.1 Performance", "2.1.1 Indicators", "KPIs")),
        ([para("Words"), bold("1 Purpose"), para("2 officers")], ("1 Purpose",)),
        ([para("Words"), styled("Strong", "Strong")], ("Strong",)),
        ([para("Words"), para(run("By style", '<w:rStyle w:val="Strong"/>') + run(" "))],
         ("By style",)),
        ([para("Words"), para(run("Half", "<w:b/>") + run(" bold"))], ()),
        ([para("Words"), styled("x", "Strong").replace("<w:rPr>", '<w:rPr><w:b w:val="0"/>')], ()),
        ([para("1.1 To provide Members with a report.")], ()),
        ([para(f"1.1 {'long ' * 30}")], ()),
        ([bold("Contents 1", '<w:pStyle w:val="TOC1"/>')], ()),
        ([bold("Item", numbered(2))], ()),
        ([para(f'<w:r>{BOX.format(bold("In a box"))}</w:r>')], ("In a box",)),
    ],
)  # fmt: skip
def test_headings_without_a_style_are_known_by_their_look(
    paragraphs: list[str], found: tuple[str, ...]
) -> None:
    assert headings(*paragraphs) == found


def test_the_title_is_the_first_heading_of_the_top_level() -> None:
    body = table(row("A", "B"), row("1", "2"))
    assert read(styled("One", "Heading1") + styled("Two", "Title") + body, styles=STYLES).title == (
        "One"
    )
    assert read(para("2.1 Indicators") + body).title == ""
