"""What is written: locks, tables, looks, properties, and text that never becomes anything else."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from forms import MADE, Q2, Q4, Form, context, form, headings, opened, plan, whole_plan

from plansheet.excel.look import PAPER, SHIPPED
from plansheet.excel.read import read_book
from plansheet.excel.references import References
from plansheet.excel.rules import runs, validation
from plansheet.excel.styles_out import style_properties
from plansheet.excel.text_out import cut, plain_text
from plansheet.excel.write import write_book
from plansheet.generate import generate
from plansheet.layout.columns import Column, Reads, Rule
from plansheet.model.plans import Service
from plansheet.pages import Book, Cell, CellKind, Formula, Page, Row, address, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell import Cell as OfficeCell
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.pages import Value

LAST_COLUMN = 16_384
COLUMNS = (
    Column("ref", "Ref", 10),
    Column("note", "Note", 30, Reads.TEXT),
    Column("sum", "Sum", 12),
)


@pytest.fixture(scope="module")
def sent() -> Form:
    return form(whole_plan(), Q4)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read(name).decode()


def written(*cells: Cell, title: str = "A title", columns: tuple[Column, ...] = COLUMNS) -> bytes:
    """Return a workbook of one sheet whose column Note holds the cells."""
    rows = tuple(
        Row(str(number), {"ref": Cell(str(number)), "note": cell})
        for number, cell in enumerate(cells, start=1)
    )
    page = Page("Notes", title, columns, rows, lines=("A line",), freeze="ref")
    return write_book(Book("Notes", "Council", "Tests", (page,)), MADE)


def stored(data: bytes, cell: tuple[int, int] = (5, 2)) -> tuple[CellKind, str]:
    found = read_book(data).sheets[0].cells[cell]
    return found.kind, found.text


def sheets(sent: Form) -> Iterator[tuple[Page, Worksheet]]:
    workbook = opened(sent.data)
    return ((page, workbook[page.name]) for page in sent.book.pages)


def of_table(page: Page, sheet: Worksheet) -> Iterator[tuple[Cell, OfficeCell]]:
    for index, row in enumerate(page.rows):
        for column in page.columns:
            yield row.cells[column.key], sheet[address(page, column.key, index)]


def test_every_sheet_and_the_structure_are_locked(sent: Form) -> None:
    found = read_book(sent.data)
    assert found.structure_locked
    assert all(sheet.protected for sheet in found.sheets)
    assert 'lockStructure="1"' in part(sent.data, "xl/workbook.xml")


def test_a_person_may_still_select_filter_and_size(sent: Form) -> None:
    for _, sheet in sheets(sent):
        allowed = sheet.protection
        forbidden = {
            name
            for name in ("autoFilter", "formatColumns", "formatRows", "sort", "insertRows")
            if getattr(allowed, name)
        }
        assert forbidden == {"sort", "insertRows"}
        assert (allowed.selectLockedCells, allowed.selectUnlockedCells) == (False, False)


def test_a_password_locks_the_sheets_where_the_council_wants_one(sent: Form) -> None:
    assert opened(sent.data)["Indicators"].protection.password is None
    protected = opened(write_book(sent.book, MADE, "secret"))["Indicators"].protection
    assert protected.password is not None
    assert protected.sheet


def test_only_the_cells_that_are_asked_are_open(sent: Form) -> None:
    for page, sheet in sheets(sent):
        cells = list(of_table(page, sheet))
        assert {office.protection.locked for cell, office in cells if cell.is_open} <= {False}
        assert {office.protection.locked for cell, office in cells if not cell.is_open} <= {True}
        above = [cell for row in sheet.iter_rows(max_row=page.header_row) for cell in row]
        assert all(cell.protection.locked for cell in above if cell.value is not None)


def test_the_normal_style_is_open_and_blank_cells_are_locked_by_column(sent: Form) -> None:
    styles = part(sent.data, "xl/styles.xml")
    normal = re.search(r"<cellStyleXfs.*?</cellStyleXfs>", styles, re.DOTALL)
    assert normal is not None
    assert '<protection locked="0"/>' in normal[0]
    locked = [
        'locked="0"' not in style
        for style in re.findall(
            r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2], re.DOTALL
        )
    ]
    for number, page in enumerate(sent.book.pages, start=1):
        sheet = part(sent.data, f"xl/worksheets/sheet{number}.xml")
        covered = 0
        for first, last, style in re.findall(
            r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"', sheet
        ):
            assert int(first) == covered + 1
            assert locked[int(style)]
            covered = int(last)
        assert (page.name, covered) == (page.name, LAST_COLUMN)


def test_a_sheet_is_as_wide_as_its_table(sent: Form) -> None:
    for page, sheet in sheets(sent):
        assert sheet.max_column == len(page.columns)


def test_each_sheet_holds_one_table_with_one_header_row_under_its_title(sent: Form) -> None:
    tables = []
    for page, sheet in sheets(sent):
        assert sheet["A1"].value == page.title
        assert headings(sheet) == [column.shown for column in page.columns]
        assert not sheet.merged_cells.ranges
        (table,) = sheet.tables.values()
        last = row_of(page, len(page.rows) - 1)
        edge = address(page, page.columns[-1].key, len(page.rows) - 1)
        assert table.ref == f"A{page.header_row}:{edge}"
        assert edge.endswith(str(last))
        assert table.headerRowCount == 1
        tables.append(table.displayName)
    assert len({name.casefold() for name in tables}) == len(tables)


def test_a_table_without_rows_keeps_one_for_the_file_format() -> None:
    page = Page("Notes", "Notes", COLUMNS, ())
    data = write_book(Book("Notes", "Council", "Tests", (page,)), MADE)
    assert opened(data)["Notes"].tables["table_notes"].ref == "A3:C4"


def test_sheet_names_are_legal_and_unique(sent: Form) -> None:
    names = [page.name for page in sent.book.pages]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= len("thirty-one characters at most..")
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")


def test_the_identity_is_hidden_so_that_it_is_not_found_by_chance(sent: Form) -> None:
    hidden = {sheet.title: sheet.sheet_state for _, sheet in sheets(sent)}
    assert hidden.pop("_plansheet") == "veryHidden"
    assert set(hidden.values()) == {"visible"}
    found = read_book(sent.data)
    assert found.properties == dict(sent.book.properties)


def test_the_document_says_what_it_is_in_english(sent: Form) -> None:
    workbook = opened(sent.data)
    assert workbook.properties.title == "Community Partnerships: performance return for Q4 2018/19"
    assert workbook.properties.creator == "Three Rivers District Council"
    assert workbook.properties.subject == "Collection workbook, issue 1"
    assert workbook.properties.language == "en-GB"
    assert workbook.properties.created == MADE


def test_headings_and_row_labels_stay_in_sight(sent: Form) -> None:
    assert {sheet.title: sheet.freeze_panes for _, sheet in sheets(sent)} == {
        "Start here": None,
        "Indicators": "C6",
        "Milestones": "B6",
        "Risks": "C6",
        "Requests": "B6",
        "Data quality": None,
        "Sign-off": None,
        "Help": "C6",
        "_plansheet": None,
    }


def test_sheets_print_on_a4_with_headings_on_each_page(sent: Form) -> None:
    for page, sheet in sheets(sent):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == f"${page.header_row}:${page.header_row}"
        assert sheet.oddFooter is not None
        parts = (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)
        assert [part and part.text for part in parts] == [
            "Community Partnerships, Q4 2018/19",
            "&A",
            "Page &P of &N",
        ]


def test_a_wide_sheet_goes_on_to_more_paper_between_its_columns(sent: Form) -> None:
    found = {
        sheet.title: (
            sheet.page_setup.scale,
            sheet.print_title_cols,
            [each.id for each in sheet.col_breaks.brk],
            sheet.print_area,
        )
        for _, sheet in sheets(sent)
        if sheet.col_breaks.brk
    }
    assert found == {
        "Indicators": (60, "$A:$C", [9, 16], "'Indicators'!$A$5:$AC$18"),
        "Risks": (65, "$A:$C", [10, 20], "'Risks'!$A$5:$W$8"),
    }
    header = opened(sent.data)["Risks"].oddHeader
    assert header is not None
    assert header.left.text == "Risks: Q4 2018/19"


def test_a_sheet_that_fits_the_paper_is_shrunk_to_its_width(sent: Form) -> None:
    sheet = opened(sent.data)["Help"]
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert (fitted.fitToPage, sheet.page_setup.fitToHeight, sheet.print_area) == (True, 0, "")


def test_a_wide_sheet_without_frozen_columns_repeats_its_first() -> None:
    wide = tuple(Column(key, key.title(), 100, Reads.TEXT) for key in ("ref", "note", "more"))
    page = Page("Notes", "Notes", wide, (Row("1", {"ref": Cell("1")}),))
    data = write_book(Book("Notes", "Council", "Tests", (page,), footer="Waste & parks"), MADE)
    sheet = opened(data)["Notes"]
    assert sheet.print_title_cols == "$A:$A"
    assert "&amp;LWaste &amp;&amp; parks&amp;C" in part(data, "xl/worksheets/sheet1.xml")


def test_each_sheet_of_paper_names_its_rows_without_their_being_frozen() -> None:
    keys = ("service", "ref", "note", "more")
    wide = tuple(Column(key, key.title(), 60, Reads.TEXT) for key in keys)
    page = Page("Notes", "Notes", wide, (Row("1", {"ref": Cell("1")}),), named="ref")
    sheet = opened(write_book(Book("Notes", "Council", "Tests", (page,)), MADE))["Notes"]
    assert (sheet.print_title_cols, sheet.freeze_panes) == ("$A:$B", None)


def test_rows_that_wait_below_a_table_show_by_the_lines_of_the_screen_and_do_not_print() -> None:
    page = Page("Notes", "Notes", COLUMNS, (Row("1", {"ref": Cell("1")}),), spare=2)
    sheet = opened(write_book(Book("Notes", "Council", "Tests", (page,)), MADE))["Notes"]
    assert sheet.sheet_view.showGridLines is not False
    assert [sheet.cell(row, 1).border.bottom.style for row in (4, 5, 6)] == ["thin", None, None]


def test_tab_goes_through_the_open_cells_in_reading_order(sent: Form) -> None:
    # The order of Tab is that of rows and columns: what is asked of a row must stand together.
    for page, _ in sheets(sent):
        entries = [column.is_entry for column in page.columns]
        changes = sum(one != other for one, other in pairwise(entries))
        assert changes <= (4 if page.name == "Risks" else 2)


def test_fonts_are_eleven_points_or_larger(sent: Form) -> None:
    for _, sheet in sheets(sent):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.has_style:
                    assert cell.font.size is not None
                    assert cell.font.size >= 11


def test_no_cell_shows_a_pair_of_colours_that_was_not_checked(sent: Form) -> None:
    found = {
        (
            f"#{cell.font.color.rgb[2:]}",
            f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.fill_type else PAPER,
        )
        for _, sheet in sheets(sent)
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style and cell.font.color and isinstance(cell.font.color.rgb, str)
    }
    checked = {(pair.ink_colour, pair.fill_colour) for pair in SHIPPED.colours.pairs}
    assert found <= checked
    assert len(found) == 6


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20 7946 0000",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x.example")',
        "http://x.example",
        "007",
        "1/4",
        "TRUE",
        "#REF!",
        "<r><t>markup</t></r>",
        "_x0041_",
        "a & b < c > d \"e\" 'f'",
        "\N{PILE OF POO} \N{ARABIC LETTER ALEF} \N{NO-BREAK SPACE}",
        "two\nlines",
    ],
)
def test_text_stays_the_text_it_is(text: str) -> None:
    data = written(Cell(text), title=text)
    assert stored(data) == (CellKind.TEXT, text)
    assert stored(data, (1, 1)) == (CellKind.TEXT, text)
    cell = opened(data)["Notes"]["B5"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


@pytest.mark.parametrize(
    ("text", "limit", "plain"),
    [
        ("a\r\nb\rc", 99, "a\nb\nc"),
        ("a\x00b\x0bc\ufffed\ud800", 99, "a b c d "),
        ("exactly", 7, "exactly"),
        ("too long", 7, "too lo…"),
        ("\N{PILE OF POO}" * 3, 6, "\N{PILE OF POO}" * 3),
        ("\N{PILE OF POO}" * 3, 5, "\N{PILE OF POO}" * 2 + "…"),
        ("\N{PILE OF POO}" * 3, 4, "\N{PILE OF POO}…"),
    ],
)
def test_text_is_made_fit_for_a_workbook(text: str, limit: int, plain: str) -> None:
    assert plain_text(text, limit) == plain
    assert cut(plain, limit) == plain


def test_text_that_is_too_long_for_a_cell_is_cut_and_the_rest_is_written() -> None:
    data = written(Cell("w" * 40_000), Cell("next"))
    assert stored(data)[1] == "w" * 32_766 + "…"
    assert stored(data, (6, 2))[1] == "next"


def test_names_that_are_too_long_for_the_file_are_cut() -> None:
    service = Service("cp", "Partnerships & " * 40)
    book = generate(replace(plan(), service=service), context(Q2, council="\x00" + "C" * 300))
    found = read_book(write_book(book, MADE))
    assert found.properties["plansheet_council"] == " " + "C" * 253 + "…"


@pytest.mark.parametrize(
    ("value", "style", "kind", "text", "number_format"),
    [
        (None, "text", None, "", ""),
        (Decimal("0.79"), "percent", CellKind.NUMBER, "0.79", "0.00%"),
        (Decimal("3562.5"), "figure_assumed", CellKind.NUMBER, "3562.5", 'General" (assumed)"'),
        (Decimal("-12.5"), "money", CellKind.NUMBER, "-12.5", "£#,##0.00"),
        (date(2018, 8, 31), "date", CellKind.NUMBER, "43343", "d mmm yyyy"),
    ],
)
def test_values_are_stored_as_what_they_are(
    value: Value, style: str, kind: CellKind | None, text: str, number_format: str
) -> None:
    found = read_book(written(Cell(value, style))).sheets[0].cells.get((5, 2))
    shown = (found.kind, found.text, found.number_format) if found else (None, "", "")
    assert shown == (kind, text, number_format)


@pytest.mark.parametrize(
    ("now", "value"),
    [
        ("7 left", "7 left"),
        (None, None),
        (Decimal("0.5"), 0.5),
        (date(2018, 8, 31), 43343),
    ],
)
def test_a_formula_carries_the_value_it_has_now(now: Value, value: object) -> None:
    data = written(Cell(Formula('=[ref]&"[ref] ""=1"""', now)))
    assert opened(data)["Notes"]["B5"].value == '=A5&"[ref] ""=1"""'
    assert opened(data, values=True)["Notes"]["B5"].value == value


def test_references_become_addresses() -> None:
    here = Page("Here", "Here", COLUMNS, (Row("1", {}),), lines=("one", "two"))
    there = Page("It's there", "There", COLUMNS, (Row("1", {}), Row("2", {})))
    empty = Page("Empty", "Empty", COLUMNS, ())
    references = References((here, there, empty))
    template = '=[sum]+SUM([It\'s there!sum])+COUNTA([Empty!ref])&"[sum]"'
    assert references.resolved(template, here, 0) == (
        "=C6+SUM('It''s there'!$C$4:$C$5)+COUNTA('Empty'!$A$4:$A$4)&\"[sum]\""
    )
    for wrong in ("=[total]", "=[Elsewhere!sum]"):
        with pytest.raises(KeyError):
            references.resolved(wrong, here, 0)
    assert address(here, "sum", 0) == "C6"
    with pytest.raises(KeyError):
        address(here, "total", 0)


def test_a_link_leads_to_its_sheet() -> None:
    cell = opened(written(Cell("Notes", "link", link="internal:'Notes'!A1")))["Notes"]["B5"]
    assert cell.hyperlink is not None
    assert (cell.value, cell.hyperlink.location) == ("Notes", "'Notes'!A1")


@pytest.mark.parametrize(
    "columns",
    [
        (Column("ref", "Ref", 9), Column("note", "ref", 9)),
        (Column("ref", "Ref", 9), Column("note", "REF", 9)),
    ],
)
def test_what_the_library_refuses_is_not_passed_over(columns: tuple[Column, ...]) -> None:
    with (
        pytest.warns(match="Duplicate header name"),
        pytest.raises(ValueError, match="refused a cell"),
    ):
        written(Cell("x"), columns=columns)


def test_an_open_cell_is_tinted_and_boxed_and_a_text_cell_keeps_what_is_typed(sent: Form) -> None:
    def properties(style: str, *, is_open: bool) -> dict[str, object]:
        return style_properties(style, SHIPPED, is_open=is_open)

    assert properties("text", is_open=True)["num_format"] == "@"
    assert "num_format" not in properties("text", is_open=False)
    assert properties("percent", is_open=True)["num_format"] == "0.00%"
    assert properties("word", is_open=True)["locked"] is False
    assert properties("line", is_open=False)["locked"] is True
    with pytest.raises(KeyError):
        properties("loud", is_open=False)
    colours = SHIPPED.colours
    for page, sheet in sheets(sent):
        for cell, office in of_table(page, sheet):
            border = colours.entry_border if cell.is_open else colours.border
            sides = (office.border.left, office.border.right, office.border.top)
            assert [f"#{side.color.rgb[2:]}" for side in sides] == [border] * 3
            assert bool(office.fill.fill_type) is cell.is_open


def test_a_figure_is_kept_off_the_text_beside_it(sent: Form) -> None:
    for page, sheet in sheets(sent):
        for _, office in of_table(page, sheet):
            is_right = office.alignment.horizontal == "right"
            assert office.alignment.indent == (1 if is_right else 0)


SAID = {
    "input_title": "Met?",
    "input_message": "Is it so?",
    "error_title": "Please check this",
    "error_message": "Choose one.",
    "error_type": "stop",
}
ASKED = Rule("Met?", "Is it so?", "Choose one.")
LOW, HIGH = date(2018, 4, 1), date(2019, 3, 31)


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        (
            replace(ASKED, choices=("Yes", 'A "no"')),
            {"validate": "list", "source": ["Yes", 'A ""no""']},
        ),
        (
            replace(ASKED, choices=("One, or two", "Three")),
            {"validate": "any", "input_message": "Choose one."},
        ),
        (
            replace(ASKED, choices=("w" * 200, "v" * 100)),
            {"validate": "any", "input_message": "Choose one."},
        ),
        (replace(ASKED, length=9), {"validate": "length", "criteria": "<=", "value": 9}),
        (
            replace(ASKED, low=LOW, high=HIGH),
            {"validate": "date", "criteria": "between", "minimum": LOW, "maximum": HIGH},
        ),
        (
            replace(ASKED, low=Decimal(-1), high=Decimal(2), stops=False),
            {
                "error_type": "warning",
                "validate": "decimal",
                "criteria": "between",
                "minimum": Decimal(-1),
                "maximum": Decimal(2),
            },
        ),
        (
            replace(ASKED, title="T" * 40, message="m" * 300, length=9),
            {
                "input_title": "T" * 31 + "…",
                "input_message": "m" * 254 + "…",
                "validate": "length",
                "criteria": "<=",
                "value": 9,
            },
        ),
    ],
)
def test_what_a_cell_accepts_is_told_within_the_limits(
    rule: Rule, options: dict[str, object]
) -> None:
    assert validation(rule) == SAID | options


def test_cells_are_gathered_down_their_columns() -> None:
    places = [(5, 1), (3, 1), (4, 1), (9, 1), (3, 2), (7, 0)]
    assert runs(places) == [(7, 0, 7, 0), (3, 1, 5, 1), (9, 1, 9, 1), (3, 2, 3, 2)]


def test_every_open_cell_says_what_it_accepts(sent: Form) -> None:
    for page, sheet in sheets(sent):
        covered = {
            cell
            for rule in sheet.data_validations.dataValidation
            for area in rule.sqref.ranges
            for row in sheet[area.coord if ":" in area.coord else f"{area.coord}:{area.coord}"]
            for cell in row
        }
        found = {office for cell, office in of_table(page, sheet) if cell.is_open}
        assert covered == found
        for rule in sheet.data_validations.dataValidation:
            assert (rule.showInputMessage, rule.showErrorMessage) == (True, True)
            assert rule.promptTitle
            assert rule.prompt
            assert rule.error
            assert rule.errorTitle == "Please check this"


def test_a_ref_that_looks_like_a_number_is_not_marked_as_a_mistake() -> None:
    assert '<ignoredError sqref="A4:C5" numberStoredAsText="1"/>' in part(
        written(Cell("x")), "xl/worksheets/sheet1.xml"
    )


def test_rows_grow_with_what_is_typed_into_them(sent: Form) -> None:
    with zipfile.ZipFile(BytesIO(sent.data)) as parts:
        for name in parts.namelist():
            assert b"customHeight" not in parts.read(name)


def test_the_same_workbook_is_the_same_bytes(sent: Form) -> None:
    again = write_book(generate(whole_plan(), context(Q4)), MADE)
    assert again == sent.data
    assert write_book(sent.book, datetime(2018, 10, 2)) != sent.data  # noqa: DTZ001 - local


def test_bars_are_drawn_in_a_cell_of_the_figures_of_its_row() -> None:
    columns = (Column("ref", "Ref", 9), Column("a", "Q1", 9), Column("b", "Q2", 9))
    trend = Column("trend", "Trend", 30)
    cells = {"ref": Cell("PK01"), "a": Cell(Decimal(1)), "b": Cell(Decimal(2))}
    rows = tuple(
        Row(label, {**cells, "trend": Cell(sparkline=ends)})
        for label, ends in (("drawn", ("a", "b")), ("not drawn", None))
    )
    page = Page("Two years", "Two years", (*columns, trend), rows)
    book = Book("Trend", "A council", "Q2", (page,))
    data = write_book(book, MADE)
    sheet = part(data, "xl/worksheets/sheet1.xml")
    groups = re.findall(r"<x14:sparkline><xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", sheet)
    assert groups == [("'Two years'!B4:C4", "D4")]
    assert 'displayEmptyCellsAs="gap"' in sheet
    assert 'type="column"' in sheet
    written = opened(data)["Two years"]
    assert written.column_dimensions["D"].width == pytest.approx(30, abs=1)
    heights = [written.row_dimensions[row].height for row in (4, 5)]
    assert heights == [33, 18]


@pytest.mark.parametrize(("figure", "start"), [(1, 'manualMin="0"'), (-1, 'displayXAxis="1"')])
def test_bars_rise_from_zero_unless_figures_fall_below_it(figure: int, start: str) -> None:
    columns = (Column("ref", "Ref", 9), Column("a", "Q1", 9), Column("trend", "Trend", 30))
    cells = {"ref": Cell("PK01"), "a": Cell(Decimal(figure)), "trend": Cell(sparkline=("a", "a"))}
    page = Page("Trend", "Trend", columns, (Row("1", cells),))
    data = write_book(Book("Trend", "A council", "Q2", (page,)), MADE)
    assert start in part(data, "xl/worksheets/sheet1.xml")
