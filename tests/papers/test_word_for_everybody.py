"""The Word document of a report: its structure, what a template cannot say, the same bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from openxml_audit import FileFormat, OpenXmlValidator, ValidationSeverity
from papers.templates import WORD
from read_reports import of_word
from reported import asked

from plansheet.excel.look import SHIPPED, Logo
from plansheet.papers import Template, word_document
from plansheet.papers.charts import chart_picture
from plansheet.papers.widths import share_out
from plansheet.report import make_report
from plansheet.report.blocks import Chart, Series, Tone

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from report_template import made as template_made

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
MADE = datetime(2018, 9, 30)  # noqa: DTZ001 - a day, of no place
A_PICTURE = chart_picture(
    Chart("One", "One bar", ("a",), (Series("b", Tone.GOOD, (1,)),)), SHIPPED.colours
)


@pytest.fixture(scope="module")
def data() -> bytes:
    return word_document(make_report(asked()), WORD, MADE, SHIPPED)


@pytest.fixture(scope="module")
def document(data: bytes) -> WordDocument:
    return Document(BytesIO(data))


def elements(document: WordDocument, name: str) -> list[Any]:
    """Return every element of that name in a document, in its order."""
    return parts(document.element.body, name)


def parts(element: Any, name: str) -> list[Any]:  # noqa: ANN401 - lxml has no types here
    """Return every element of that name within another."""
    return list(element.iter(qn(name)))


def test_the_shipped_template_is_the_one_that_is_made() -> None:
    assert template_made() == WORD.data, "run python tools/report_template.py"


@pytest.mark.parametrize("which", ["report", "template"])
def test_it_is_what_the_file_format_says(data: bytes, which: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(data if which == "report" else WORD.data)
    # The oldest Word that a council may still have.
    errors = OpenXmlValidator(FileFormat.OFFICE_2013).validate(path).errors
    assert [str(each) for each in errors if each.severity is ValidationSeverity.ERROR] == []


def test_it_is_the_same_bytes_every_time(data: bytes) -> None:
    assert word_document(make_report(asked()), WORD, MADE, SHIPPED) == data
    with ZipFile(BytesIO(data)) as package:
        assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_says_what_it_is_and_in_which_language(document: WordDocument) -> None:
    properties = document.core_properties
    assert properties.title == "Performance report: Quarters 1 and 2 of 2018/19: Management Board"
    assert properties.author == properties.last_modified_by == "Three Rivers District Council"
    assert (properties.language, properties.subject) == ("en-GB", "Management Board")
    assert properties.created == properties.modified == MADE.replace(tzinfo=UTC)
    languages = [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))]
    assert set(languages) == {"en-GB"}


def test_headings_are_headings_and_nothing_is_an_empty_paragraph(document: WordDocument) -> None:
    styles = [each.style.name if each.style else "" for each in document.paragraphs]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") == 9
    assert styles.count("Heading 2") == 10
    assert styles.count("List Bullet") == 5
    says_nothing = [
        each
        for each in elements(document, "w:p")
        if not parts(each, "w:drawing")
        and not any((text.text or "").strip() for text in parts(each, "w:t"))
    ]
    # Cells may say nothing, such as the owner of what is only within tolerance.
    assert {each.getparent().tag for each in says_nothing} <= {qn("w:tc")}


def test_header_rows_are_repeated_and_rows_stay_whole(document: WordDocument) -> None:
    tables = elements(document, "w:tbl")
    captions = [each.caption for each in make_report(asked()).tables]
    assert len(tables) == len(captions)
    for table in tables:
        headers = [len(parts(row, "w:tblHeader")) for row in parts(table, "w:tr")]
        assert headers == [1] + [0] * (len(headers) - 1)
        assert len(parts(table, "w:cantSplit")) == len(headers)
        (look,) = parts(table, "w:tblLook")
        (title,) = parts(table, "w:tblCaption")
        assert title.get(qn("w:val")) in captions
        assert look.get(qn("w:firstRow")) == "1"


def test_columns_have_their_widths_and_fill_the_page(document: WordDocument) -> None:
    table = elements(document, "w:tbl")[-1]
    widths = [int(each.get(qn("w:w"))) for each in parts(table, "w:gridCol")]
    # 17 centimetres in twentieths of a point.
    assert widths == [3915, 2710, 1505, 1505]
    for row in parts(table, "w:tr"):
        assert [int(each.get(qn("w:w"))) for each in parts(row, "w:tcW")] == widths


@pytest.mark.parametrize("points", [11, 14])
def test_columns_hold_their_words_at_the_size_that_the_template_gives_them(points: int) -> None:
    template = Document(BytesIO(WORD.data))
    template.styles["Normal"].font.size = Pt(points)
    stream = BytesIO()
    template.save(stream)
    report = make_report(asked())
    made = word_document(report, Template(stream.getvalue(), "report.docx"), MADE, SHIPPED)
    found = [
        tuple(int(each.get(qn("w:w"))) for each in parts(element, "w:gridCol"))
        for element in elements(Document(BytesIO(made)), "w:tbl")
    ]
    assert found == [share_out(each, 9_638, points / 11) for each in report.tables]


def kept(table: WordTable) -> list[bool]:
    """Return of each row of a table whether it stays on the page of the row after it."""
    return [
        all(
            paragraph.paragraph_format.keep_with_next
            for cell in row.cells
            for paragraph in cell.paragraphs
        )
        for row in table.rows
    ]


def test_a_short_table_stays_on_one_page(document: WordDocument) -> None:
    assert kept(document.tables[0]) == [True, True, True, False]
    longest = max(document.tables, key=lambda table: len(table.rows))
    assert kept(longest) == [True] * 8 + [False]


def test_a_table_of_long_rows_follows_where_its_first_row_has_room(document: WordDocument) -> None:
    exceptions = next(
        table for table in document.tables if table.rows[0].cells[-1].text == "What is done"
    )
    assert kept(exceptions) == [True, False, False, False]


def test_pictures_say_in_words_what_they_show(data: bytes) -> None:
    pictures = of_word(data).pictures
    assert [alt.partition(". ")[0] for alt in pictures] == ["Bar chart"] * 3
    assert "Q2 2018/19: 1 green, 1 amber, 3 red, 4 not rated" in pictures[0]


@needs_office
def test_a_template_that_another_program_saved_makes_the_same_report(
    data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "report.docx").write_bytes(WORD.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to = (
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(tmp_path / "saved"),
    )
    command = ["soffice", profile, *to, str(tmp_path / "report.docx")]
    subprocess.run(command, capture_output=True, check=True)
    saved = Template((tmp_path / "saved" / "report.docx").read_bytes(), "report.docx")
    again = of_word(word_document(make_report(asked()), saved, MADE, SHIPPED))
    first = of_word(data)
    assert (again.tables, again.headings) == (first.tables, first.headings)
    assert (again.texts, again.pictures) == (first.texts, first.pictures)


def test_the_logo_stands_at_the_top() -> None:
    look = type(SHIPPED)(logo=Logo(A_PICTURE, 10, 10, "The council's arms"))
    found = Document(BytesIO(word_document(make_report(asked()), WORD, MADE, look)))
    assert parts(elements(found, "w:p")[0], "w:drawing")
    assert found.inline_shapes[0].height == 640_080
    first = next(found.element.body.iter(qn("wp:docPr")))
    assert first.get("descr") == "The council's arms"


def test_no_text_of_a_return_becomes_markup_or_is_worked_out() -> None:
    strange = {"A & <b>": "=1+1 {{ title }} {% if %} \x07 \ufffe", "Lines": "one\ntwo"}
    data = word_document(make_report(asked(header=strange)), WORD, MADE, SHIPPED)
    texts = [each.text for each in Document(BytesIO(data)).paragraphs]
    assert "A & <b>: =1+1 {{ title }} {% if %} \ufffd \ufffd" in texts
    assert "Lines: one\ntwo" in texts
