from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import docx
import pytest
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st
from sources.build_word import (
    RELATIONS,
    packed,
    para,
    relationships,
    row,
    run,
    saved,
    table,
    word_of,
    zipped,
)

from plansheet.sources import word_grid, word_parts
from plansheet.sources.blocks import tidy
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.markdown import read_markdown
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.word import read_word

FILE = "parks 2021-24.docx"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BODY = table(row("Ref", "Title"), row("CP01", "Litter"))


def made(*tables: tuple[tuple[str, ...], list[str], list[list[str]]]) -> Document:
    return Document(
        FILE,
        "",
        tuple(
            SourceTable(
                headings,
                tuple(columns),
                tuple(SourceRow(tuple(SourceCell(text, "") for text in row), "") for row in rows),
                "",
            )
            for headings, columns, rows in tables
        ),
    )


def contents(document: Document) -> list[tuple[tuple[str, ...], list[str], list[list[str]]]]:
    return [
        (
            found.headings,
            [*found.columns],
            [[cell.text for cell in row.cells] for row in found.rows],
        )
        for found in document.tables
    ]


def test_a_plan_written_by_another_program_is_read_whole() -> None:
    plan = made(
        (
            ("Parks plan", "Objectives"),
            ["Theme", "Objective", "Measure", "Target"],
            [
                ["Clean", "Streets", "CP01: Litter", "79%"],
                ["", "", "CP18: Parking\nCP17: Tipping", "20%\n<752 in 2018/19"],
                ["", "Waste", "CP03: Refuse\nCP04: Doorstep\nCP05: Bins", "80%\n82%\n83%"],
                ["Health", "Benefits", "To be agreed", ""],
            ],
        ),
        (
            ("Parks plan", "Projects"),
            ["Project", "2021/22 Q1", "2021/22 Q2", "2022/23"],
            [["Hub", "Built", "", "Open"], ["Wood", "", "", ""]],
        ),
    )
    data = word_of(plan, merged=True, uppers=["2021/22"], split_at=2)
    document, problems = read_word(data, FILE)
    assert problems == ()
    assert document.title == "Parks plan"
    assert contents(document) == contents(plan)


EXAMPLES = Path(__file__).resolve().parents[2] / "templates" / "examples"


@pytest.mark.parametrize("plan", sorted(EXAMPLES.glob("*/templates/plans/*.md")), ids=str)
@pytest.mark.parametrize("merged", [False, True])
def test_an_example_plan_says_the_same_in_word(plan: Path, merged: bool) -> None:  # noqa: FBT001
    document, _ = read_markdown(plan.read_text(encoding="utf-8"), FILE)
    data = word_of(document, merged=merged, split_at=9)
    assert contents(read_word(data, FILE)[0]) == contents(document)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9
).filter(lambda word: "\ufffe" not in word and "\uffff" not in word)
TEXTS = st.lists(st.lists(WORDS, max_size=3).map(" ".join), max_size=3).map("\n".join).map(tidy)
HEADING = st.from_regex("[A-Z][a-z]{1,8}( [a-z]{1,8})?", fullmatch=True)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[str, ...], list[str], list[list[str]]]:
    columns = draw(st.lists(HEADING, min_size=2, max_size=5, unique_by=str.casefold))
    cells = st.lists(TEXTS, min_size=len(columns), max_size=len(columns))
    rows = draw(st.lists(cells.filter(lambda row: row != columns), max_size=5))
    headings = draw(st.lists(HEADING, min_size=1, max_size=3, unique=True))
    return tuple(headings), columns, rows


@settings(max_examples=25, deadline=None)  # Each writes a whole document.
@given(st.lists(tables(), min_size=1, max_size=3), st.booleans())
def test_tables_come_back_as_they_went(
    drawn: list[tuple[tuple[str, ...], list[str], list[list[str]]]],
    merged: bool,  # noqa: FBT001 - drawn
) -> None:
    document, problems = read_word(word_of(made(*drawn), merged=merged), FILE)
    assert problems == ()
    assert contents(document) == drawn


def test_the_strict_form_is_read_too() -> None:
    assert read_word(packed(BODY, strict=True), FILE) == read_word(packed(BODY), FILE)


def test_macros_are_passed_over_with_a_note() -> None:
    _, problems = read_word(packed(BODY, {"vbaProject": ""}), "parks 2021-24.docm")
    assert [(item.code, item.place.file) for item in problems] == [
        ("plan-macros", "parks 2021-24.docm")
    ]


def parts(**changes: str) -> bytes:
    """Return the parts of a document, some of them changed."""
    document = f'<w:document xmlns:w="{word_parts.W[1:-1]}"><w:body>{BODY}</w:body></w:document>'
    link = f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    files = {"links": relationships(link), "document": document} | changes
    return zipped({"_rels/.rels": files["links"], "word/document.xml": files["document"]})


NO_WORD = "it is not a Word document"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "it is protected with a password"),
        (
            OLE2 + "WordDocument".encode("utf-16-le"),
            "it is saved as a Word 97-2003 document (.doc)",
        ),
        (OLE2 + b"else", NO_WORD),
        (b"{\\rtf1 }", NO_WORD),
        (packed(BODY)[:-40], "the file is damaged or did not arrive whole"),
        (parts(links=relationships("")), NO_WORD),
        (parts(document="<workbook/>"), NO_WORD),
        (parts(document=f'<w:document xmlns:w="{word_parts.W[1:-1]}"/>'), NO_WORD),
        (parts(document="<w:document>"), "it is damaged or did not arrive whole"),
        (
            zipped({"_rels/.rels": relationships("").replace("Relationships", "Other")}),
            "the file is damaged or did not arrive whole",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            NO_WORD,
        ),
        (packed(""), "there is no table in it"),
        (packed(para("Only words")), "there is no table in it"),
        (packed(table()), "there is no table in it"),
    ],
)
def test_what_is_no_plan_is_turned_away(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_word(data, FILE)
    assert caught.value.why == why
    assert ".docx" in caught.value.remedy


def test_no_entity_is_resolved(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("away") / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    kind = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY f "grows">]>'
    body = table(row("A", "B"), row("&e;", "&f;"))
    document = f'<w:document xmlns:w="{word_parts.W[1:-1]}"><w:body>{body}</w:body></w:document>'
    with pytest.raises(UnreadableError) as caught:
        read_word(parts(document=kind + document), FILE)
    assert caught.value.why == "it holds instructions that Word does not write"


def test_a_document_that_unpacks_to_too_much_is_turned_away() -> None:
    bomb = parts(document=" " * (60 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableError, match="larger than a plan can be"):
        read_word(bomb, FILE)


@pytest.mark.parametrize(
    ("module", "limit", "most"), [(word_parts, "_MOST_TAGS", 9), (word_grid, "MOST_CELLS", 3)]
)
def test_a_document_of_too_many_parts_is_turned_away(
    monkeypatch: pytest.MonkeyPatch, module: object, limit: str, most: int
) -> None:
    monkeypatch.setattr(module, limit, most)
    with pytest.raises(UnreadableError, match="larger than a plan can be"):
        read_word(packed(BODY), FILE)


def test_numbers_that_are_lies_do_no_harm() -> None:
    span = '<w:gridSpan w:val="{}"/>'
    cells = "".join(
        f"<w:tc><w:tcPr>{span.format(number)}</w:tcPr>{para('x')}</w:tc>"
        for number in ("999999999", "-3", "many", "99999999999999999999")
    )
    document, _ = read_word(packed(table(row("A", "B"), f"<w:tr>{cells}</w:tr>")), FILE)
    assert len(document.tables[0].columns) == 5


def test_tables_inside_tables_inside_tables_are_read_as_far_as_a_person_could() -> None:
    body = BODY
    for _ in range(80):
        body = table(row("Ref", body))
    try:
        document, _ = read_word(packed(body), FILE)
    except UnreadableError:
        return
    assert document.tables


def test_headers_and_footers_are_not_read() -> None:
    word = docx.Document()
    section = word.sections[0]
    section.header.add_table(1, 2, Cm(9)).cell(0, 0).text = "Draft"
    section.footer.paragraphs[0].text = "2.1 Page"
    made_table = word.add_table(2, 2)
    for index, text in enumerate(("Ref", "Title", "CP01", "Litter")):
        made_table.cell(index // 2, index % 2).text = text
    document, _ = read_word(saved(word), FILE)
    assert contents(document) == [((), ["Ref", "Title"], [["CP01", "Litter"]])]


WHOLE = packed(BODY, {"numbering": "", "styles": ""})


@given(st.data())
def test_broken_bytes_are_turned_away_and_nothing_else(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, len(WHOLE)))
    check(WHOLE[:start] + data.draw(st.binary(max_size=40)) + WHOLE[end:])


@given(st.data())
def test_broken_markup_is_turned_away_and_nothing_else(data: st.DataObject) -> None:
    markup = f"<w:document {' '.join(['xmlns:w=' + repr(word_parts.W[1:-1])])}><w:body>" + (
        table(row("A", "B", properties="<w:gridBefore w:val='2'/>"), row("1", run("x")))
        + "</w:body></w:document>"
    )
    start = data.draw(st.integers(0, len(markup)))
    end = data.draw(st.integers(start, len(markup)))
    middle = data.draw(st.text(alphabet="<>/w:tcrpbl=\"' 1&;é", max_size=12))
    check(parts(document=markup[:start] + middle + markup[end:]))


def check(data: bytes) -> None:
    with suppress(UnreadableError):
        document, _ = read_word(data, FILE)
        assert document.tables
