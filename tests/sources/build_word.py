"""Word documents for the tests: whole ones from tables by python-docx, small ones from markup."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.enum.text import WD_BREAK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document as WordDocument
    from docx.table import Table, _Cell

    from plansheet.sources.document import Document, SourceTable

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{WORDS}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def word_of(
    document: Document, *, merged: bool = False, uppers: Sequence[str] = (), split_at: int = 0
) -> bytes:
    """Return a document's headings and tables as a Word document.

    `merged`: blank cells are merged into the filled ones above them or to their left. `uppers`:
    what columns begin with that stands over them in a row of its own. `split_at`: rows after which
    a table is broken off and begun again with its headings.
    """
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Draft"
    path: tuple[str, ...] = ()
    for table in document.tables:
        _write_headings(word, path, table.headings)
        path = table.headings
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        step = split_at or max(len(rows), 1)
        for start in range(0, max(len(rows), 1), step):
            if start:
                word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            _write_table(word, table, rows[start : start + step], uppers, merged=merged)
    return saved(word)


def saved(word: WordDocument) -> bytes:
    """Return the bytes of a document."""
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _write_headings(word: WordDocument, above: tuple[str, ...], headings: Sequence[str]) -> None:
    same = 0
    while same < min(len(above), len(headings)) and above[same] == headings[same]:
        same += 1
    if same == len(headings) < len(above):
        same -= 1
    for level, heading in enumerate(headings[same:], same + 1):
        word.add_heading(heading, level)
    word.add_paragraph("What is said between two tables is no part of either of them.")


def _write_table(
    word: WordDocument,
    source: SourceTable,
    rows: Sequence[Sequence[str]],
    uppers: Sequence[str],
    *,
    merged: bool,
) -> None:
    levels = _levels(source.columns, uppers)
    made = word.add_table(len(levels) + len(rows), len(source.columns))
    for index, level in enumerate(levels):
        _fill_row(made, index, level)
    if len(levels) > 1:
        _merge_headings(made, levels)
    for index, row in enumerate(rows, len(levels)):
        _fill_row(made, index, row)
    if merged:
        _merge_blanks(made, rows, len(levels))


def _levels(columns: Sequence[str], uppers: Sequence[str]) -> list[list[str]]:
    """Return the rows of headings: one, or two where some begin with what stands over them."""
    over = [next((each for each in uppers if text.startswith(f"{each} ")), "") for text in columns]
    if not any(over):
        return [[*columns]]
    pairs = [*zip(over, columns, strict=True)]
    return [
        [upper or text for upper, text in pairs],
        [text.removeprefix(f"{upper} ") if upper else "" for upper, text in pairs],
    ]


def _fill_row(made: Table, index: int, texts: Sequence[str]) -> None:
    for cell, text in zip(made.rows[index].cells, texts, strict=True):
        _fill(cell, text)


def _fill(cell: _Cell, text: str) -> None:
    """Write a text of several lines, the first two parted by a soft break, others by paragraphs."""
    lines = text.split("\n")
    cell.paragraphs[0].text = "\n".join(lines[:2])
    for line in lines[2:]:
        cell.add_paragraph(line)


def _merge_headings(made: Table, levels: Sequence[Sequence[str]]) -> None:
    upper, lower = levels
    start = 0
    for index in range(1, len(upper) + 1):
        if index == len(upper) or upper[index] != upper[start] or not lower[index]:
            last = made.cell(0, index - 1) if lower[start] else made.cell(1, start)
            joined = made.cell(0, start).merge(last)
            joined.text = upper[start]
            start = index


def _merge_blanks(made: Table, rows: Sequence[Sequence[str]], top: int) -> None:
    """Merge blank cells into the filled one above them, else into the one to their left."""
    taken: set[tuple[int, int]] = set()
    for column in range(len(rows[0]) if rows else 0):
        for index in range(len(rows)):
            end = index + 1
            while end < len(rows) and not rows[end][column]:
                end += 1
            if rows[index][column] and end > index + 1:
                joined = made.cell(top + index, column).merge(made.cell(top + end - 1, column))
                _rewritten(joined, rows[index][column])
                taken |= {(each, column) for each in range(index, end)}
    for index, row in enumerate(rows):
        for column in range(1, len(row)):
            pair = {(index, column - 1), (index, column)}
            if row[column - 1] and not row[column] and not pair & taken:
                joined = made.cell(top + index, column - 1).merge(made.cell(top + index, column))
                _rewritten(joined, row[column - 1])
                taken |= pair


def _rewritten(cell: _Cell, text: str) -> None:
    for paragraph in cell.paragraphs[1:]:
        paragraph._element.getparent().remove(paragraph._element)  # noqa: SLF001 - no other way
    _fill(cell, text)


def packed(body: str, parts: Mapping[str, str] | None = None, *, strict: bool = False) -> bytes:
    """Return a Word document with a body of markup, and `styles`, `numbering` and the like."""
    given = dict(parts or {})
    links = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in given
    )
    files = {
        "_rels/.rels": relationships(
            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": relationships(links),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **{
            f"word/{name}.xml": f"<w:{name} {NAMESPACES}>{markup}</w:{name}>"
            for name, markup in given.items()
        },
    }
    if strict:
        files = {
            name: markup.replace(WORDS, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            for name, markup in files.items()
        }
    return zipped(files)


def relationships(links: str) -> str:
    """Return a part of links."""
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{kind}">{links}</Relationships>'


def zipped(files: Mapping[str, str]) -> bytes:
    """Return parts as a zip file."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, markup in files.items():
            archive.writestr(name, markup)
    return stream.getvalue()


def para(inner: str, properties: str = "") -> str:
    """Return a paragraph: of text, or of markup where it begins with a tag."""
    runs = inner if inner.startswith("<") else run(inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def bold(text: str, properties: str = "") -> str:
    """Return a bold paragraph."""
    return para(run(text, "<w:b/>"), properties)


def cell(inner: str = "", properties: str = "") -> str:
    """Return a cell: of text, or of markup where it begins with a tag."""
    content = inner if inner.startswith("<w:") else para(inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def wide(inner: str, span: int, properties: str = "") -> str:
    """Return a cell merged across."""
    return cell(inner, f'<w:gridSpan w:val="{span}"/>{properties}')


def down(inner: str = "") -> str:
    """Return the first of cells merged down, or a further one where it has no text."""
    return cell(inner, '<w:vMerge w:val="restart"/>' if inner else "<w:vMerge/>")


def row(*cells: str, properties: str = "") -> str:
    """Return a row of cells, each markup or text."""
    made = "".join(each if each.startswith("<w:tc>") else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def table(*rows: str, widths: Sequence[int] = ()) -> str:
    """Return a table."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
