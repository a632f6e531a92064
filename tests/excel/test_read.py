"""What `read_book` makes of sound workbooks, from Excel-style XML, openpyxl and XlsxWriter."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.packaging.custom import BoolProperty, IntProperty, StringProperty
from openpyxl.styles import Protection

from plansheet.excel.read import DEFAULT_LIMITS, Refused, read_book
from plansheet.pages import Area, CellKind, FoundBook, FoundCell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"


def links(*targets: tuple[str, str, str]) -> str:
    """Return a relationships part of (id, kind, target)."""
    inside = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def sheet(inside: str) -> str:
    """Return a worksheet part."""
    return f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'


def rows(inside: str) -> str:
    """Return a worksheet part of rows."""
    return sheet(f"<sheetData>{inside}</sheetData>")


def workbook(inside: str) -> str:
    """Return a workbook part."""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{inside}</workbook>'


BASE: Mapping[str, str] = {
    "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": workbook('<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets>'),
    "xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "worksheets/sheet1.xml")),
    "xl/worksheets/sheet1.xml": rows('<row r="1"><c r="A1"><v>1</v></c></row>'),
}


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return the parts as the bytes of a file."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return whole.getvalue()


def with_parts(**parts: str | bytes) -> bytes:
    """Return the base workbook with parts added or changed, by a short name."""
    names = {
        "top": "_rels/.rels",
        "book": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "custom": "docProps/custom.xml",
    }
    return packed({**BASE, **{names[short]: content for short, content in parts.items()}})


def cells_of(sheet_part: str, **parts: str | bytes) -> dict[tuple[int, int], FoundCell]:
    """Return the cells read from one worksheet part."""
    (only,) = read_book(with_parts(sheet=sheet_part, **parts)).sheets
    return dict(only.cells)


def one_cell(cell: str, **parts: str | bytes) -> FoundCell | None:
    """Return what is read of one `c` element that stands in A1."""
    return cells_of(rows(f'<row r="1">{cell}</row>'), **parts).get((1, 1))


def strings(*items: str, said: int = 0) -> str:
    """Return a shared strings part, with a count that may be a lie."""
    inside = "".join(f"<si>{item}</si>" for item in items)
    return f'<sst xmlns="{MAIN}" count="{said}" uniqueCount="{said}">{inside}</sst>'


WITH_STRINGS = links(
    ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")
)
WITH_STYLES = links(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml"))

RUNS = (
    '<r><rPr/><t>one</t></r><r><t xml:space="preserve"> two</t></r>'
    '<rPh sb="0" eb="1"><t>sound</t></rPh>'
)

NUMBER, TEXT, ERROR = CellKind.NUMBER, CellKind.TEXT, CellKind.ERROR
BOOLEAN, BLANK = CellKind.BOOLEAN, CellKind.BLANK


@pytest.mark.parametrize(
    ("cell", "kind", "text", "formula"),
    [
        ('<c r="A1"><v>0.57999999999999996</v></c>', NUMBER, "0.57999999999999996", ""),
        ('<c r="A1" t="n"><v>1E-3</v></c>', NUMBER, "1E-3", ""),
        ('<c r="A1" t="n"><v>NaN</v></c>', NUMBER, "NaN", ""),
        ('<c r="A1" t="b"><v>1</v></c>', BOOLEAN, "TRUE", ""),
        ('<c r="A1" t="b"><v>true</v></c>', BOOLEAN, "TRUE", ""),
        ('<c r="A1" t="b"><v>0</v></c>', BOOLEAN, "FALSE", ""),
        ('<c r="A1" t="b"><v>false</v></c>', BOOLEAN, "FALSE", ""),
        ('<c r="A1" t="b"><v>2</v></c>', ERROR, "#BOOLEAN", ""),
        ('<c r="A1" t="e"><v>#REF!</v></c>', ERROR, "#REF!", ""),
        ('<c r="A1" t="d"><v>2018-06-30</v></c>', NUMBER, "43281", ""),
        ('<c r="A1" t="d"><v>2018-06-30T12:00:00Z</v></c>', NUMBER, "43281.5", ""),
        ('<c r="A1" t="d"><v>30 June 2018</v></c>', TEXT, "30 June 2018", ""),
        ('<c r="A1" t="odd"><v>1</v></c>', ERROR, "#TYPE", ""),
        ('<c r="A1" t="str"><f>B1&amp;""</f><v>n/a</v></c>', TEXT, "n/a", 'B1&""'),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', TEXT, "", "B1"),
        ('<c r="A1"><f>1+1</f></c>', BLANK, "", "1+1"),
        ('<c r="A1"><f>1+1</f><v></v></c>', BLANK, "", "1+1"),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', NUMBER, "2", "=shared"),
        ('<c r="A1"><f/><v>2</v></c>', NUMBER, "2", "="),
        ('<c r="A1"><v>1<!-- a note -->2</v></c>', NUMBER, "12", ""),
        ('<c r="A1" t="inlineStr"><is><t>79%</t></is></c>', TEXT, "79%", ""),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', TEXT, "", ""),
        ('<c r="A1" t="inlineStr"><is><t> a </t></is></c>', TEXT, "a", ""),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', TEXT, " a ", ""),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>', TEXT, "a\rb", ""),
        ('<c r="A1" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>', TEXT, "_x000D_", ""),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', TEXT, "\U0001f600", ""),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D_!</t></is></c>', TEXT, "\ufffd!", ""),
        (
            f'<c r="A1" t="inlineStr"><is>{RUNS}</is></c>',
            TEXT,
            "one two",
            "",
        ),
        ('<c r="a1"><v>5</v></c>', NUMBER, "5", ""),
        ("<c><v>5</v></c>", NUMBER, "5", ""),
    ],
)
def test_a_cell_is_read_as_it_is_stored(cell: str, kind: CellKind, text: str, formula: str) -> None:
    assert one_cell(cell) == FoundCell(kind, text, "General", formula, locked=True)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"/>',
        '<c r="A1" s="7"/>',
        '<c r="A1"><v></v></c>',
        '<c r="A1" t="s"><v/></c>',
        '<c r="A1" t="str"/>',
    ],
)
def test_a_cell_that_holds_nothing_is_not_kept(cell: str) -> None:
    assert one_cell(cell) is None


@pytest.mark.parametrize(
    ("index", "kind", "text"),
    [
        ("0", TEXT, "CP05"),
        ("1", TEXT, "one two"),
        ("2", TEXT, ""),
        ("3", ERROR, "#INDEX"),
        ("-9999", ERROR, "#INDEX"),
        ("1_0", ERROR, "#INDEX"),
        ("99999999999", ERROR, "#INDEX"),
        ("\u00b2", ERROR, "#INDEX"),
    ],
)
def test_a_shared_text_is_found_by_its_number(index: str, kind: CellKind, text: str) -> None:
    table = strings(
        "<t>CP05</t>",
        RUNS,
        "",
        said=2_000_000_000,
    )
    found = one_cell(f'<c r="A1" t="s"><v>{index}</v></c>', rels=WITH_STRINGS, strings=table)
    assert found == FoundCell(kind, text)


def test_places_that_are_not_given_are_counted_on() -> None:
    found = cells_of(
        rows(
            "<row><c><v>1</v></c><c><v>2</v></c></row>"
            '<row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c><c r="B7"><v>5</v></c></row>'
            "<row><c><v>6</v></c></row>"
        )
    )
    assert {place: cell.text for place, cell in found.items()} == {
        (1, 1): "1",
        (1, 2): "2",
        (5, 3): "3",
        (5, 4): "4",
        (7, 2): "5",
        (8, 1): "6",
    }


@pytest.mark.parametrize(
    "inside",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A20001"><v>1</v></c></row>',
        '<row r="1"><c r="OK1"><v>1</v></c></row>',
        '<row r="1"><c r="ABCD1"><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A"><v>1</v></c></row>',
        '<row r="1"><c r="7"><v>1</v></c></row>',
        '<row r="1"><c r="\u00c91"><v>1</v></c></row>',
        '<row r="1"><c r="A-1"><v>1</v></c></row>',
        '<row r="minus"><c><v>1</v></c></row>',
        f'<row r="{"9" * 5000}"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_out_of_bounds_is_counted_and_not_kept(inside: str) -> None:
    (only,) = read_book(with_parts(sheet=rows(inside))).sheets
    assert (only.cells, only.strays) == ({}, 1)


def test_styles_out_of_bounds_are_no_strays() -> None:
    blank = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    (only,) = read_book(with_parts(sheet=rows(blank))).sheets
    assert (only.cells, only.strays) == ({}, 0)


def test_a_cell_given_twice_is_an_error() -> None:
    found = one_cell('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')
    assert found == FoundCell(ERROR, "#TWICE")


def test_a_dimension_that_lies_changes_nothing() -> None:
    inside = '<dimension ref="A1"/><sheetData><row r="9"><c r="J9"><v>1</v></c></row></sheetData>'
    assert list(cells_of(sheet(inside))) == [(9, 10)]


def test_elements_of_unknown_namespaces_are_passed_over() -> None:
    inside = (
        '<sheetData xmlns:o="urn:other"><row r="1"><c r="A1"><o:v>2</o:v><v>1</v></c></row>'
        '<o:row r="2"/></sheetData>'
    )
    assert cells_of(sheet(inside)) == {(1, 1): FoundCell(NUMBER, "1")}


STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts count="9"><numFmt numFmtId="164" formatCode="0.0&quot; days&quot;"/>
<numFmt numFmtId="165"/></numFmts>
<cellStyleXfs><xf numFmtId="9"><protection locked="0"/></xf></cellStyleXfs>
<cellXfs count="1">
<protection locked="0"/>
<xf/>
<xf numFmtId="9"><protection locked="0"/></xf>
<xf numFmtId="164"><protection locked="false"/></xf>
<xf numFmtId="14"><protection locked="1"/></xf>
<xf numFmtId="44"><protection hidden="1"/></xf>
<xf numFmtId="165"/>
<xf numFmtId="999"/>
</cellXfs>
<dxfs><dxf><numFmt numFmtId="164" formatCode="@"/><protection locked="0"/></dxf></dxfs>
</styleSheet>"""


@pytest.mark.parametrize(
    ("style", "number_format", "locked"),
    [
        ("", "General", True),
        ('s="0"', "General", True),
        ('s="1"', "0%", False),
        ('s="2"', '0.0" days"', False),
        ('s="3"', "mm-dd-yy", True),
        ('s="4"', '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', True),
        ('s="5"', "General", True),
        ('s="6"', "General", True),
        ('s="7"', "General", True),
        ('s="none"', "General", True),
    ],
)
def test_a_style_gives_format_and_lock(style: str, number_format: str, locked: bool) -> None:  # noqa: FBT001 - a table's column
    found = one_cell(f'<c r="A1" {style}><v>1</v></c>', rels=WITH_STYLES, styles=STYLES)
    assert found == FoundCell(NUMBER, "1", number_format, locked=locked)


@pytest.mark.parametrize(("given", "expected"), [("1", True), ("true", True), ("0", False)])
def test_flags_are_read_both_ways(given: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    book = read_book(
        with_parts(
            book=workbook(
                f'<workbookPr date1904="{given}"/><workbookProtection lockStructure="{given}"/>'
                '<sheets><sheet name="Data" r:id="r1"/></sheets>'
            ),
            sheet=sheet(f'<sheetData/><sheetProtection sheet="{given}"/>'),
        )
    )
    assert book.date_1904 is expected
    assert book.structure_locked is expected
    assert book.sheets[0].protected is expected


def test_flags_that_are_not_given_are_false() -> None:
    inside = '<workbookPr/><workbookProtection/><sheets><sheet name="Data" r:id="r1"/></sheets>'
    book = read_book(
        with_parts(book=workbook(inside), sheet=sheet("<sheetData/><sheetProtection/>"))
    )
    assert (book.date_1904, book.structure_locked) == (False, False)
    assert not book.sheets[0].protected


def test_sheets_keep_order_names_and_state_and_those_without_cells_are_passed_over() -> None:
    inside = "".join(
        f'<sheet name="{name}" r:id="{key}"{state}/>'
        for name, key, state in [
            ("Notes &amp; queries", "r3", ""),
            ("Chart", "r2", ""),
            ("a_x000D_b", "r1", ' state="veryHidden"'),
            ("Old", "r4", ' state="hidden"'),
            ("Seen", "r5", ' state="visible"'),
        ]
    )
    page = "/xl/worksheets/sheet1.xml"
    book = read_book(
        with_parts(
            book=workbook(f"<sheets>{inside}</sheets>"),
            rels=links(
                ("r1", "worksheet", page),
                ("r2", "chartsheet", "chartsheets/none.xml"),
                ("r3", "worksheet", "./worksheets/../worksheets/SHEET1.xml"),
                ("r4", "worksheet", "worksheets\\sheet1.xml"),
                ("r5", "worksheet", page),
            ),
        )
    )
    assert [(found.name, found.hidden) for found in book.sheets] == [
        ("Notes & queries", False),
        ("a\rb", True),
        ("Old", True),
        ("Seen", False),
    ]
    assert all(len(found.cells) == 1 for found in book.sheets)


CUSTOM = (
    '<Properties xmlns="{0}" xmlns:vt="{1}">'
    '<property name="issue"><vt:lpwstr>a_x000D_b</vt:lpwstr>\n</property>'
    '<property name="number"><vt:i4>3</vt:i4></property>'
    '<property name="final"><vt:bool>1</vt:bool></property>'
    '<property name="draft"><vt:bool>false</vt:bool></property>'
    '<property name="empty"><vt:lpwstr/></property></Properties>'
)
CUSTOM_FOUND = {
    "issue": "a\rb",
    "number": "3",
    "final": "true",
    "draft": "false",
    "empty": "",
}


def test_custom_properties_are_found_by_their_link() -> None:
    base = "http://schemas.openxmlformats.org/officeDocument/2006"
    book = read_book(
        with_parts(
            top=links(
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", "custom-properties", "docProps/custom.xml"),
            ),
            custom=CUSTOM.format(f"{base}/custom-properties", f"{base}/docPropsVTypes"),
        )
    )
    assert book.properties == CUSTOM_FOUND


def test_a_strict_workbook_is_read_in_full_whatever_its_prefixes() -> None:
    parts = {
        "_rels/.rels": BASE["_rels/.rels"].replace(
            "</R",
            f'<Relationship Id="c" Type="{STRICT}/officeDocument/relationships/customProperties" '
            'Target="docProps/custom.xml"/></R',
        ),
        "xl/workbook.xml": (
            f'<x:workbook xmlns:x="{STRICT}/spreadsheetml/main" conformance="strict" '
            f'xmlns:q="{STRICT}/officeDocument/relationships"><x:sheets>'
            '<x:sheet name="Data" sheetId="1" q:id="r1"/></x:sheets></x:workbook>'
        ),
        "xl/_rels/workbook.xml.rels": WITH_STYLES,
        "xl/styles.xml": STYLES.replace(MAIN, f"{STRICT}/spreadsheetml/main"),
        "xl/worksheets/sheet1.xml": (
            f'<x:worksheet xmlns:x="{STRICT}/spreadsheetml/main"><x:sheetData><x:row r="1">'
            '<x:c r="A1" s="1"><x:v>0.5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        ),
        "docProps/custom.xml": CUSTOM.format(
            f"{STRICT}/officeDocument/customProperties", f"{STRICT}/officeDocument/docPropsVTypes"
        ),
    }
    transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = {
        name: text.replace(transitional, f"{STRICT}/officeDocument/relationships")
        for name, text in parts.items()
    }
    book = read_book(packed(strict))
    assert dict(book.sheets[0].cells) == {(1, 1): FoundCell(NUMBER, "0.5", "0%", locked=False)}
    assert book.properties == CUSTOM_FOUND


def test_parts_may_be_utf_16_and_packed_with_backslashes_or_capitals() -> None:
    turned = {
        name.replace("/", "\\").replace("sheet1", "Sheet1"): (
            f'<?xml version="1.0" encoding="UTF-16"?>{content}'.encode("utf-16")
        )
        for name, content in BASE.items()
    }
    assert len(read_book(packed(turned)).sheets[0].cells) == 1


def test_links_to_the_outside_are_no_parts() -> None:
    outside = '<Relationship Id="r1" TargetMode="External" Type="x/hyperlink" Target="http://a/"/>'
    rels = BASE["xl/_rels/workbook.xml.rels"].replace("</R", f"{outside}</R")
    assert len(read_book(with_parts(rels=rels)).sheets) == 1


def written(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """Return the bytes of a workbook that XlsxWriter writes."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as book:
        fill(book)
    return whole.getvalue()


def sample(book: xlsxwriter.Workbook) -> None:
    """Write locks, formats, formulas of each kind, a hidden sheet and custom properties."""
    unlocked = book.add_format({"num_format": "0%", "locked": False})
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Indicators")
    page.protect("secret")
    page.write_string(0, 0, " 007 ")
    page.write_string(1, 0, "two\nlines & <signs> £")
    page.write_number(2, 0, 0.58, unlocked)
    page.write_number(3, 0, 43281, dated)
    page.write_boolean(4, 0, True)  # noqa: FBT003 - the library's own signature
    page.write_formula(5, 0, "=A3*2", unlocked, 1.16)
    page.write_formula(6, 0, '=TRIM(A1)&"!"', None, "007!")
    page.write_formula(7, 0, "=1/0", None, "#DIV/0!")
    page.write_blank(8, 0, None, unlocked)
    book.add_worksheet("Lists").hide()
    book.set_custom_property("issue", "abc-123")
    book.set_custom_property("number", 3)
    book.set_custom_property("final", True)  # noqa: FBT003 - the library's own signature


SAMPLE_CELLS = {
    (1, 1): FoundCell(TEXT, " 007 "),
    (2, 1): FoundCell(TEXT, "two\nlines & <signs> £"),
    (3, 1): FoundCell(NUMBER, "0.58", "0%", locked=False),
    (4, 1): FoundCell(NUMBER, "43281", "dd/mm/yyyy"),
    (5, 1): FoundCell(BOOLEAN, "TRUE"),
    (6, 1): FoundCell(NUMBER, "1.16", "0%", "A3*2", locked=False),
    (7, 1): FoundCell(TEXT, "007!", formula='TRIM(A1)&"!"'),
    (8, 1): FoundCell(ERROR, "#DIV/0!", formula="1/0"),
}


def check_sample(book: FoundBook) -> None:
    """Check everything of the sample but the boolean, which LibreOffice makes a formula of."""
    shown, hidden = book.sheets
    assert {place: cell for place, cell in shown.cells.items() if place != (5, 1)} == {
        place: cell for place, cell in SAMPLE_CELLS.items() if place != (5, 1)
    }
    assert shown.cells[5, 1]._replace(formula="", number_format="General") == SAMPLE_CELLS[5, 1]
    assert (shown.name, shown.hidden, shown.protected) == ("Indicators", False, True)
    assert (hidden.name, hidden.hidden, hidden.protected) == ("Lists", True, False)
    assert book.properties == {"issue": "abc-123", "number": "3", "final": "true"}


@pytest.fixture
def resaved(tmp_path: Path) -> Callable[[bytes], bytes]:
    """Return a function that has LibreOffice open a workbook and save it again."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")

    def resave(data: bytes) -> bytes:
        source, target = tmp_path / "return.xlsx", tmp_path / "resaved"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
        subprocess.run([*command, target, source], check=True, capture_output=True, timeout=180)
        return (target / source.name).read_bytes()

    return resave


def test_a_workbook_of_xlsxwriter_is_read_as_written() -> None:
    book = read_book(written(sample))
    check_sample(book)
    assert dict(book.sheets[0].cells) == SAMPLE_CELLS


def test_a_workbook_is_the_same_after_libreoffice(resaved: Callable[[bytes], bytes]) -> None:
    check_sample(read_book(resaved(written(sample))))


def test_a_workbook_of_openpyxl_is_read_as_written() -> None:
    source = openpyxl.Workbook()
    page = source.active
    assert page is not None
    page.title = "Risks"
    page["B2"] = "NA"
    page["C3"] = 0.1
    page["C3"].number_format = "0.0%"
    page["C3"].protection = Protection(locked=False)
    page["D4"] = "=C3*2"
    source.create_sheet("Hidden").sheet_state = "veryHidden"
    source.create_chartsheet("Chart")
    source.security.lockStructure = True
    properties = source.custom_doc_props  # type: ignore[attr-defined]  # not in its stubs
    properties.append(StringProperty(name="issue", value="abc"))
    properties.append(IntProperty(name="number", value=3))
    properties.append(BoolProperty(name="final", value=False))
    whole = BytesIO()
    source.save(whole)
    book = read_book(whole.getvalue())
    assert [found.name for found in book.sheets] == ["Risks", "Hidden"]
    assert dict(book.sheets[0].cells) == {
        (2, 2): FoundCell(TEXT, "NA"),
        (3, 3): FoundCell(NUMBER, "0.1", "0.0%", locked=False),
        (4, 4): FoundCell(BLANK, "", formula="C3*2"),
    }
    assert book.sheets[1].hidden
    assert book.structure_locked
    assert book.properties == {"issue": "abc", "number": "3", "final": "false"}


def test_a_book_fits_its_limits_exactly() -> None:
    limits = replace(DEFAULT_LIMITS, cells=1, rows=1, columns=1, parts=len(BASE))
    assert len(read_book(with_parts(), limits).sheets[0].cells) == 1
    with pytest.raises(Refused):
        read_book(with_parts(), replace(limits, cells=0))


def test_an_issued_workbook_tells_which_of_its_empty_cells_were_open() -> None:
    stream = BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = workbook.add_worksheet("Indicators")
    sheet.write_blank("A1", None, workbook.add_format({"locked": False}))
    sheet.write_blank("B1", None, workbook.add_format({"locked": True, "bold": True}))
    workbook.close()
    data = stream.getvalue()
    assert read_book(data).sheets[0].cells == {}
    found = read_book(data, open_blanks=True).sheets[0].cells
    assert {place: (cell.kind, cell.locked) for place, cell in found.items()} == {
        (1, 1): (CellKind.BLANK, False)
    }


MERGED = "<mergeCells>{}</mergeCells>"


@pytest.mark.parametrize(
    ("reference", "merged"),
    [
        ("B2:C4", (Area(2, 2, 4, 3),)),
        ("A1:XFD1048576", (Area(1, 1, 1_048_576, 16_384),)),
        *(
            (odd, ())
            for odd in ("", "B2", "B2:B2", "C4:B2", "B4:C2", "2:3", "B0:C2", "B2:12", "x:y")
        ),
    ],
)
def test_merged_cells_are_told_and_what_is_no_block_is_passed_over(
    reference: str, merged: tuple[Area, ...]
) -> None:
    part = sheet("<sheetData/>" + MERGED.format(f'<mergeCell ref="{reference}"/>'))
    (only,) = read_book(with_parts(sheet=part)).sheets
    assert only.merged == merged


def test_more_merged_cells_than_rows_are_refused() -> None:
    part = sheet("<sheetData/>" + MERGED.format('<mergeCell ref="A1:B1"/>' * 3))
    limits = replace(DEFAULT_LIMITS, rows=2)
    with pytest.raises(Refused, match="more than 2 merged cells"):
        read_book(with_parts(sheet=part), limits)
