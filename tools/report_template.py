"""Make the Word template of reports that is shipped: python tools/report_template.py.

A council restyles its own copy in Word; this is only how the first one comes about, so that it can
be read here what is in it. A test holds the shipped file to what this makes.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from plansheet.papers.word import LANGUAGE, repacked

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle

TARGET = Path(__file__).resolve().parent.parent / "templates" / "report" / "report.docx"
FONT, INK = "Calibri", RGBColor(0x1F, 0x38, 0x64)
_MADE = datetime(2018, 4, 1)  # noqa: DTZ001 - a day, of no place
# Each style: its size in points, whether it is bold, the space before and after.
_STYLES = {
    "Normal": (11, False, 0, 6),
    "Title": (24, True, 0, 6),
    "Subtitle": (13, False, 0, 12),
    "Heading 1": (16, True, 18, 6),
    "Heading 2": (13, True, 12, 4),
    "Caption": (11, True, 8, 4),
    "List Bullet": (11, False, 0, 4),
}
_TABLE_STYLE = """
<w:style {} w:type="table" w:customStyle="1" w:styleId="ReportTable">
 <w:name w:val="Report table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>
 <w:qFormat/>
 <w:tblPr><w:tblBorders>{}</w:tblBorders>
  <w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
   <w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
 <w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr>
  <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1F3864"/></w:tcPr></w:tblStylePr>
</w:style>"""
_SECOND_STYLES = "/stylesWithEffects"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_TABLE = """
<w:tbl {}>
 <w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="5000" w:type="pct"/>
  <w:tblLayout w:type="fixed"/>
  <w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"
   w:noHBand="0" w:noVBand="1"/></w:tblPr>
 <w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>
 {}
</w:tbl>"""


def main() -> None:
    """Write the template."""
    TARGET.write_bytes(made())
    print(TARGET.relative_to(TARGET.parents[2]).as_posix())


def made() -> bytes:
    """Return the template as a Word document, the same bytes every time."""
    document = Document()
    for child in list(document.element.body)[:-1]:
        document.element.body.remove(child)
    _page(document)
    _styles(document)
    _body(document)
    properties = document.core_properties
    properties.title, properties.author = "Template of performance reports", "plansheet"
    properties.comments, properties.language = "", LANGUAGE
    properties.created = properties.modified = _MADE
    stream = BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    footer = section.footer.paragraphs[0]
    footer.add_run("{{ council }}, {{ title }}. Page ")
    _field(footer.add_run()._r, "PAGE")  # noqa: SLF001 - python-docx has no fields
    footer.add_run(" of ")
    _field(footer.add_run()._r, "NUMPAGES")  # noqa: SLF001 - python-docx has no fields


def _field(run: object, name: str) -> None:
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = name
        run.append(part)  # type: ignore[attr-defined]  # lxml element, not in the stubs


def _styles(document: WordDocument) -> None:
    document.styles["Subtitle"].element.rPr.remove_all("w:spacing")
    for name, (size, is_bold, before, after) in _STYLES.items():
        style: ParagraphStyle = document.styles[name]
        _font(style, size, is_bold=is_bold)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        if name.startswith(("Heading", "Title", "Subtitle", "Caption")):
            style.font.color.rgb = INK
            style.paragraph_format.keep_with_next = True
    text = document.styles.add_style("Table text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = document.styles["Normal"]
    text.paragraph_format.space_after = Pt(0)
    picture = document.styles.add_style("Report picture", WD_STYLE_TYPE.PARAGRAPH)
    picture.base_style = document.styles["Normal"]
    picture.paragraph_format.keep_with_next = True
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="6B7280"/>' for side in _SIDES)
    document.styles.element.append(parse_xml(_TABLE_STYLE.format(nsdecls("w"), lines)))
    _modern(document)
    _without_old_styles(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _modern(document: WordDocument) -> None:
    """Say that it is of today's Word, which else shows "Compatibility Mode"."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    uri = "http://schemas.microsoft.com/office/word"
    mode = f'<w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>'
    compat = parse_xml(f"<w:compat {nsdecls('w')}>{mode}</w:compat>")
    after = [settings.find(qn(name)) for name in ("w:rsids", "m:mathPr", "w:themeFontLang")]
    next(each for each in after if each is not None).addprevious(compat)


def _without_old_styles(document: WordDocument) -> None:
    """Take out a second copy of all styles that Word 2010 wrote, and nothing reads any more."""
    relations = document.part.rels
    for key in [key for key, each in relations.items() if each.reltype.endswith(_SECOND_STYLES)]:
        del relations[key]


def _font(style: ParagraphStyle, size: int, *, is_bold: bool) -> None:
    """Give a style a font of its own; one that its theme names would be used before it."""
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), is_bold
    style.font.italic = False
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
        fonts.set(qn(f"w:{script}"), FONT)


def _body(document: WordDocument) -> None:
    document.add_paragraph("{%p if logo %}")
    document.add_paragraph("{{ logo }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ title }}", "Title")
    document.add_paragraph("{{ council }}", "Subtitle")
    document.add_paragraph("{%p for each in header %}")
    line = document.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    line.add_run("{{ each.label }}: ").bold = True
    line.add_run("{{ each.text }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p for section in sections %}")
    document.add_paragraph("{{ section.number }} {{ section.heading }}", "Heading 1")
    document.add_paragraph("{%p for block in section.blocks %}")
    document.add_paragraph('{%p if block.kind == "heading" %}')
    document.add_paragraph("{{ block.text }}", "Heading 2")
    document.add_paragraph('{%p elif block.kind == "paragraph" and block.label %}')
    labelled = document.add_paragraph()
    labelled.add_run("{{ block.label }}: ").bold = True
    labelled.add_run("{{ block.text }}")
    document.add_paragraph('{%p elif block.kind == "paragraph" %}')
    document.add_paragraph("{{ block.text }}")
    document.add_paragraph('{%p elif block.kind == "points" %}')
    document.add_paragraph("{%p for point in block.points %}")
    document.add_paragraph("{{ point }}", "List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph('{%p elif block.kind == "chart" %}')
    document.add_paragraph("{{ block.title }}: chart", "Caption")
    document.add_paragraph("{{ block.picture }}", "Report picture")
    document.add_paragraph('{%p elif block.kind == "table" %}')
    document.add_paragraph("{{ block.caption }}", "Caption")
    _table(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")


def _table(document: WordDocument) -> None:
    """Add the table that stands for all: a row and a cell that are repeated."""
    columns = _cells("{%tc for heading in block.columns %}", "{{ heading }}", "{%tc endfor %}")
    cells = _cells(
        "{%tc for cell in row %}", "{% cellbg cell.fill %}{{ cell.text }}", "{%tc endfor %}"
    )
    rows = (
        f"<w:tr>{columns}</w:tr>",
        f"<w:tr>{_cells('{%tr for row in block.rows %}', '', '')}</w:tr>",
        f"<w:tr>{cells}</w:tr>",
        f"<w:tr>{_cells('{%tr endfor %}', '', '')}</w:tr>",
    )
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(_TABLE.format(nsdecls("w"), "".join(rows))))


def _cells(*texts: str) -> str:
    return "".join(
        '<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="Tabletext"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
        for text in texts
    )


if __name__ == "__main__":
    main()
