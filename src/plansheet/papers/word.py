"""A report as a Word document, from a template that the council restyles in Word.

Owns docxtpl and python-docx for reports. The template says how each kind of block looks; done here
is what a template cannot say: widths of columns, alt texts, properties.
"""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from plansheet.papers.charts import WIDTH
from plansheet.papers.facts import Facts, clean
from plansheet.papers.template import environment
from plansheet.papers.widths import share_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from docx.document import Document
    from docx.oxml.table import CT_Tbl
    from docxtpl import DocxTemplate

    from plansheet.excel.look import Look
    from plansheet.papers.facts import Picture
    from plansheet.papers.template import Template
    from plansheet.report.blocks import Report, Table

LANGUAGE = "en-GB"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
# In the unit that python-docx measures in: a twentieth of a point, and the width of A4 paper.
_TWIPS, _A4 = 635, 7_560_310
_LOGO_HEIGHT = 0.7
# How many lines a table has that stays on one page, and how many letters a line across the page.
_SHORT, _LETTERS = 9, 95
_LONGEST_PROPERTY = 255
# What a file that is no Word document, or one with a faulty mark in it, is told by.
_FAULTS = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)


def word_document(report: Report, template: Template, made: datetime, look: Look) -> bytes:
    """Return a report as a Word document, the same bytes for the same report.

    `made` goes into its properties. Raises SettingsError for a template that cannot be used.
    """
    # Both take a while to import, and only a report needs them.
    from docxtpl import DocxTemplate  # noqa: PLC0415 - loaded when used: commands start at once
    from jinja2 import TemplateError  # noqa: PLC0415 - loaded when used: commands start at once

    try:
        document = DocxTemplate(BytesIO(template.data))
        document.init_docx()
        facts = Facts(look, lambda picture: _Inline(document, picture)).of(report)
        document.render(facts, environment(), autoescape=True)
    except (TemplateError, *_FAULTS) as error:
        raise template.unusable(error) from error
    _finish(document.docx, report, made)
    stream = BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


class _Inline:
    """A picture in the line of a text, as docxtpl puts it there, with its alt text."""

    def __init__(self, document: DocxTemplate, picture: Picture) -> None:
        self.document, self.picture = document, picture

    def __html__(self) -> str:
        """Return the run in which the picture stands, between two that the template goes on in."""
        from docx.shared import Inches  # noqa: PLC0415 - loaded when used: commands start at once

        width, height = (WIDTH, None) if self.picture.is_chart else (None, _LOGO_HEIGHT)
        inline = self.document.docx.part.new_pic_inline(
            BytesIO(self.picture.data),
            None if width is None else Inches(width),
            None if height is None else Inches(height),
        )
        inline.docPr.set("descr", self.picture.alt)
        return (
            f"</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r>"
            '<w:r><w:t xml:space="preserve">'
        )


def _finish(document: Document, report: Report, made: datetime) -> None:
    """Give tables their widths, and the document its properties."""
    section = document.sections[0]
    sides = (section.left_margin or 0) + (section.right_margin or 0)
    width = ((section.page_width or _A4) - sides) // _TWIPS
    scale = _scale(document)
    for element, table in _matched(document, report):
        _widen(element, share_out(table, width, scale))
        _mark(element, table)
        _keep_together(element, table)
    properties = document.core_properties
    properties.title = _short(f"{report.title}: {report.audience}")
    properties.subject = _short(report.audience)
    properties.author = properties.last_modified_by = _short(report.council)
    properties.language = LANGUAGE
    properties.created = properties.modified = made
    properties.revision = 1


def _short(text: str) -> str:
    """Return a text as far as a property of a document holds it."""
    return clean(text)[:_LONGEST_PROPERTY]


def _matched(document: Document, report: Report) -> Iterator[tuple[CT_Tbl, Table]]:
    """Yield each table of a report as the document has it, known by its headings.

    A template may have tables of its own, and lose what is said of one that is not seen.
    """
    from docx.oxml.ns import qn  # noqa: PLC0415 - loaded when used: commands start at once

    waiting = list(report.tables)
    for element in document.element.body.iter(qn("w:tbl")):
        headings = [
            "".join(text.text or "" for text in cell.iter(qn("w:t")))
            for cell in element.tr_lst[0].tc_lst
        ]
        if waiting and headings == [clean(column.heading) for column in waiting[0].columns]:
            yield element, waiting.pop(0)


def _mark(element: CT_Tbl, table: Table) -> None:
    """Name a table for people who hear it, mark its header row, and keep its rows whole."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - loaded when used: commands start at once
    from docx.oxml.ns import qn  # noqa: PLC0415 - loaded when used: commands start at once

    title = OxmlElement("w:tblCaption", {qn("w:val"): clean(table.caption)})
    element.tblPr.append(title)
    for at, row in enumerate(element.tr_lst):
        properties = row.get_or_add_trPr()
        for name in ("w:cantSplit", "w:tblHeader") if at == 0 else ("w:cantSplit",):
            if properties.find(qn(name)) is None:
                properties.append(OxmlElement(name))


def _keep_together(element: CT_Tbl, table: Table) -> None:
    """Keep a short table on one page, and of a long one the first row with its header.

    Kept whole, a table of a few long rows would leave half a page empty before it.
    """
    rows = list(element.tr_lst)
    kept = rows[:-1] if _height(table) <= _SHORT else rows[:1]
    for row in kept:
        for cell in row.tc_lst:
            for paragraph in cell.p_lst:
                paragraph.get_or_add_pPr().get_or_add_keepNext().val = True


def _height(table: Table) -> int:
    """Return about how many lines of text a table is high, that of its headings among them."""
    parts = sum(column.width for column in table.columns)
    letters = [max(_LETTERS * column.width // parts, 1) for column in table.columns]
    return 1 + sum(
        max(_lines(cell.text, width) for cell, width in zip(row, letters, strict=True))
        for row in table.rows
    )


def _lines(text: str, letters: int) -> int:
    return sum(len(wrap(line, letters)) or 1 for line in text.split("\n"))


def _scale(document: Document) -> float:
    """Return how much larger the template's letters are than 11 points."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - loaded when used: commands start at once
    from docx.shared import Pt  # noqa: PLC0415 - loaded when used: commands start at once
    from docx.styles.style import ParagraphStyle  # noqa: PLC0415 - loaded when used: commands start at once

    normal = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    size = normal.font.size if isinstance(normal, ParagraphStyle) else None
    return (size or Pt(11)) / Pt(11)


def _widen(element: CT_Tbl, shares: Sequence[int]) -> None:
    """Give each column of a table its share of the width of a page, in twips.

    A column that the council's own template adds keeps the width it has there.
    """
    from docx.oxml.ns import qn  # noqa: PLC0415 - loaded when used: commands start at once
    from docx.shared import Twips  # noqa: PLC0415 - loaded when used: commands start at once

    widths = [Twips(share) for share in shares]
    for column, share in zip(element.tblGrid.gridCol_lst, widths, strict=False):
        column.w = share
    for row in element.tr_lst:
        for cell, share in zip(row.tc_lst, widths, strict=False):
            properties = cell.get_or_add_tcPr()
            # docxtpl puts the fill first, and Word wants the width before it.
            for old in properties.findall(qn("w:tcW")):
                properties.remove(old)
            cell.width = share


def repacked(data: bytes) -> bytes:
    """Return a document packed anew, no part of it with the time at which it was made."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as found, ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name in found.namelist():
            member = ZipInfo(name, _EARLIEST)
            member.compress_type = ZIP_DEFLATED
            packed.writestr(member, found.read(name))
    return stream.getvalue()
