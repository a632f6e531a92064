"""The council's own workbooks changed in place, and what is never lost from one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table

from plansheet.errors import EditError
from plansheet.excel.edit import Edit, append_row, edit_cells, fill_refs
from plansheet.excel.read import read_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.pages import Value

HEADINGS = ("Ref", "Indicator", "Unit", "Target 2018-19 (new)", "My notes")
BINS = ("CP01", "Bins emptied", "%", "79%", "ask Jo")
TREES = (7, "Trees planted", "number", 100, None)
NAMELESS = ("New PI", "Parks  visited", "number", "TBC", None)
PIS = "Performance indicators"


def book() -> Workbook:
    """Return a plan as a manager keeps it: a title, own formats and columns, a note, a sheet."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Our PIs"
    sheet["A1"] = "Performance indicators"
    for row in (HEADINGS, BINS, TREES, NAMELESS):
        sheet.append(row)
    sheet["D3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["D3"].comment = Comment("Agreed in May", "Manager")
    sheet["D4"].number_format = "#,##0"
    sheet["A5"].font = Font(bold=True)
    other = workbook.create_sheet("Own sums")
    other["A1"], other["A2"], other["A3"] = 2, "=A1*2", "=A1*3"
    return workbook


def data_of(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def sheet_of(data: bytes, name: str = "Our PIs") -> Worksheet:
    sheet: Worksheet = load_workbook(BytesIO(data))[name]
    return sheet


def rows_of(data: bytes, name: str = "Our PIs") -> list[tuple[object, ...]]:
    return list(sheet_of(data, name).iter_rows(values_only=True))


def edited(*edits: tuple[str, str, Value], workbook: Workbook | None = None) -> bytes:
    data = data_of(workbook or book())
    return edit_cells(data, [Edit(PIS, row, heading, value) for row, heading, value in edits])


def refusal(job: Callable[[], object]) -> str:
    with pytest.raises(EditError) as stopped:
        job()
    return str(stopped.value)


def test_cells_are_found_by_ref_and_heading() -> None:
    data = edited(
        ("cp 01", "2018/19 Target", "80%"),
        ("7", "Description", "Trees and hedges"),
        ("Parks visited", "Ref", "NEW-1"),
        ("7", "2018/19 Target", Decimal(120)),
    )
    assert rows_of(data) == [
        ("Performance indicators", None, None, None, None),
        HEADINGS,
        ("CP01", "Bins emptied", "%", "80%", "ask Jo"),
        (7, "Trees and hedges", "number", 120, None),
        ("NEW-1", "Parks  visited", "number", "TBC", None),
    ]


def test_formats_notes_and_own_sheets_stay() -> None:
    sheet = sheet_of(edited(("CP01", "2018/19 Target", "80%"), ("7", "2018/19 Target", Decimal(8))))
    assert sheet["D3"].fill.fgColor.rgb == "00FFFF00"
    note = sheet["D3"].comment
    assert note is not None
    assert (note.text, note.author) == ("Agreed in May", "Manager")
    assert (sheet["D4"].value, sheet["D4"].number_format) == (8, "#,##0")
    assert sheet["A5"].font.bold


@pytest.mark.parametrize("text", ["=1+1", "+5%", "-", "@home", "Q1 1\nQ2 2", "_x0041_", "a\x07b"])
def test_text_never_becomes_a_formula(text: str) -> None:
    data = edited(("CP01", "2018/19 Target", text))
    cell = read_book(data).sheets[0].cells[3, 4]
    assert (cell.text, cell.formula) == (text.replace("\x07", ""), "")
    shown = sheet_of(data)["D3"]
    assert shown.data_type == "s"
    assert bool(shown.quotePrefix) is text.startswith(("=", "+", "-", "@"))


def test_a_cell_is_cleared_and_a_date_is_a_date() -> None:
    workbook = book()
    workbook["Our PIs"]["D5"].number_format = "dd/mm/yy"
    data = edited(
        ("CP01", "2018/19 Target", None),
        ("7", "2018/19 Target", date(2018, 7, 1)),
        ("7", "Unit", ""),
        ("Parks visited", "2018/19 Target", date(2018, 8, 1)),
        workbook=workbook,
    )
    sheet = sheet_of(data)
    assert [sheet[at].value for at in ("C4", "D3")] == [None, None]
    assert [str(sheet[at].value)[:10] for at in ("D4", "D5")] == ["2018-07-01", "2018-08-01"]
    assert [sheet[at].number_format for at in ("D4", "D5")] == ["d mmm yyyy", "dd/mm/yy"]


def with_value(data: bytes) -> bytes:
    """Return the workbook as Excel saves it, with the value that its formula has."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(stream, "w") as after:
        for item in before.infolist():
            part = before.read(item)
            if item.filename.endswith("sheet2.xml"):
                part = re.sub(rb"</f><v ?/?>(</v>)?", rb"</f><v>4</v>", part, count=1)
            after.writestr(item, part)
    return stream.getvalue()


def test_formulas_keep_the_values_they_had() -> None:
    data = with_value(data_of(book()))
    cell = read_book(edit_cells(data, [Edit(PIS, "7", "Unit", "%")])).sheets[1].cells[2, 1]
    assert (cell.text, cell.formula) == ("4", "A1*2")


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [("str", "a & b", "a & b"), ("b", "1", "TRUE"), ("b", "0", "FALSE"), ("e", "#N/A", "#N/A")],
)
def test_formulas_keep_values_of_every_kind(kind: str, value: str, stored: str) -> None:
    data = with_value(data_of(book()))
    said = value.replace("&", "&amp;")
    data = patched(data, "xl/worksheets/sheet2.xml", 'r="A2"', f'r="A2" t="{kind}"')
    data = patched(data, "xl/worksheets/sheet2.xml", "<v>4</v>", f"<v>{said}</v>")
    cell = read_book(edit_cells(data, [Edit(PIS, "7", "Unit", "%")])).sheets[1].cells[2, 1]
    assert (cell.text, cell.formula) == (stored, "A1*2")


def patched(data: bytes, part: str, old: str, new: str) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(stream, "w") as after:
        for item in before.infolist():
            text = before.read(item)
            if item.filename == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(item, text)
    return stream.getvalue()


def test_nothing_to_change_changes_nothing() -> None:
    data = data_of(book())
    assert edit_cells(data, []) is data


def test_rows_that_are_called_alike_are_told_apart_by_their_place() -> None:
    workbook = book()
    workbook["Our PIs"].append(NAMELESS)
    data = data_of(workbook)
    edits = [Edit(PIS, "Parks visited", "Ref", f"NEW-{row}", f"A{row}") for row in (5, 6)]
    assert [row[0] for row in rows_of(edit_cells(data, edits))[4:]] == ["NEW-5", "NEW-6"]
    message = refusal(lambda: edit_cells(data, [Edit(PIS, "Parks visited", "Ref", "NEW-1")]))
    assert message.startswith(
        "The table 'Performance indicators' has 2 rows called 'Parks visited'."
    )


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit(PIS, "CP99", "Unit", "%", "A3"), "has no row 'CP99'. Check the ref in the plan"),
        (Edit(PIS, "CP99", "Unit", "%"), "has no row 'CP99'. Check the ref in the plan"),
        (Edit(PIS, "CP01", "Tolerance", "5%"), "on the sheet 'Our PIs' has no column 'Tolerance'"),
        (Edit("Risks", "1", "Closed", ""), "The workbook has no table 'Risks', so 1 cannot be"),
    ],
)
def test_what_is_not_there_is_told(edit: Edit, message: str) -> None:
    assert message in refusal(lambda: edit_cells(data_of(book()), [edit]))


def test_formulas_and_merged_cells_are_left_alone() -> None:
    workbook = book()
    sheet = workbook["Our PIs"]
    sheet["D3"] = "=1+1"
    sheet.merge_cells("C4:D4")
    edits = (("CP01", "D3 on the sheet 'Our PIs' holds a formula"), ("7", "D4 on the sheet"))
    for row, message in edits:
        assert message in refusal(partial(edited, (row, "2018/19 Target", "8"), workbook=workbook))


def test_tables_on_several_sheets_and_below_one_another() -> None:
    workbook = book()
    sheet = workbook["Our PIs"]
    for line in ((), ("KPIs",), HEADINGS, ("CP50", "Fires", "number", "3"), (), ("More",)):
        sheet.append(line)
    sheet.append(("CP51", "Floods", "number", "4"))
    data = edited(("CP50", "Unit", "%"), ("CP51", "Unit", "days"), workbook=workbook)
    assert [row[2] for row in rows_of(data)][8:] == ["%", None, None, "days"]


def test_given_refs_fill_only_rows_without_one() -> None:
    data = data_of(book())
    given = [Edit(PIS, f"NEW-{row}", "Ref", f"NEW-{row}", f"A{row}") for row in (5,)]
    filled = fill_refs(data, [Edit(PIS, "CP01", "Ref", "NEW-3", "A3"), *given])
    assert [row[0] for row in rows_of(filled)[2:]] == ["CP01", 7, "NEW-5"]
    assert fill_refs(filled, [Edit(PIS, "NEW-5", "Ref", "NEW-9", "A5")]) is filled
    workbook = book()
    workbook["Our PIs"]["A2"] = "Mark"
    unmarked = data_of(workbook)
    assert fill_refs(unmarked, given) is unmarked


def test_a_row_is_added_below_the_last() -> None:
    workbook = book()
    sheet = workbook["Our PIs"]
    for column, title in enumerate(("Year", "Sum"), start=8):
        sheet.cell(3, column, title)
    sheet.add_table(Table(displayName="pis", ref="A2:E5"))
    sheet.add_table(Table(displayName="others", ref="H3:I5"))
    data = append_row(data_of(workbook), PIS, {"Ref": "CP60", "Description": "=Geese", "Owner": ""})
    added = sheet_of(data)
    assert [cell.value for cell in added[6]][:5] == ["CP60", "=Geese", None, None, None]
    assert added["A6"].font.bold
    assert [table.ref for table in added.tables.values()] == ["A2:E6", "H3:I5"]
    assert rows_of(append_row(data, PIS, {"Ref": "CP61"}))[6][0] == "CP61"


def test_a_table_without_filter_buttons_grows_too() -> None:
    workbook = book()
    workbook["Our PIs"].add_table(Table(displayName="pis", ref="A2:E5"))
    data = patched(data_of(workbook), "xl/tables/table1.xml", "<autoFilter", "<extLst")
    data = patched(data, "xl/tables/table1.xml", '<extLst ref="A2:E5"', "<extLst")
    added = sheet_of(append_row(data, PIS, {"Ref": "CP60"}))
    assert [(each.ref, each.autoFilter) for each in added.tables.values()] == [("A2:E6", None)]


def test_a_first_row_is_added_below_the_headings() -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(("Ref", "What", "Old", "New", "From", "Reason"))
    data = append_row(data_of(workbook), "Changes", {"Ref": "CP01", "What": "Unit", "New": "%"})
    assert rows_of(data, "Sheet")[1][:4] == ("CP01", "Unit", None, "%")


def test_a_table_that_is_missing_is_made() -> None:
    values = {"Ref": "CP01", "What": "Unit", "Old": "", "New": "-", "From": "2018-19-Q2"}
    data = append_row(data_of(book()), "Changes", values)
    assert rows_of(data, "Changes") == [tuple(values), ("CP01", "Unit", None, "-", "2018-19-Q2")]
    again = append_row(data, "changes", values)
    assert len(rows_of(again, "Changes")) == 3
    taken = book()
    taken.create_sheet("Changes")["A1"] = "Ours"
    assert "Changes (plansheet)" in load_workbook(
        BytesIO(append_row(data_of(taken), "Changes", values))
    )


def test_there_must_be_room_below_and_a_column() -> None:
    workbook = book()
    data = data_of(workbook)
    assert "has no column 'Tolerance'" in refusal(
        lambda: append_row(data, PIS, {"Tolerance": "5%"})
    )
    workbook["Our PIs"]["A7"] = "Source: the council"
    message = refusal(lambda: append_row(data_of(workbook), PIS, {"Ref": "CP60"}))
    assert message == (
        "There is no room below row 5 on the sheet 'Our PIs'. Leave three empty rows there and run "
        "this again."
    )


def test_a_row_of_totals_is_not_written_over() -> None:
    workbook = book()
    workbook["Our PIs"].add_table(Table(displayName="pis", ref="A2:E5", totalsRowCount=1))
    message = refusal(lambda: append_row(data_of(workbook), PIS, {"Ref": "CP60"}))
    assert "ends in a row of totals" in message


def chart() -> Workbook:
    workbook = book()
    drawn = BarChart()
    drawn.add_data(Reference(workbook["Own sums"], min_col=1, min_row=1, max_row=2))
    workbook.worksheets[1].add_chart(drawn, "C3")
    return workbook


def with_part(name: str) -> bytes:
    stream = BytesIO(data_of(book()))
    with ZipFile(stream, "a") as package:
        package.writestr(name, b"<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (data_of(chart()), "charts, pictures or shapes"),
        (with_part("xl/threadedComments/threadedComment1.xml"), "comments with replies"),
        (with_part("xl/vbaProject.bin"), "macros"),
        (
            patched(
                data_of(book()),
                "xl/worksheets/sheet1.xml",
                "</sheetData>",
                '</sheetData><extLst xmlns:x14="x"><x14:dataValidation /></extLst>',
            ),
            "lists to choose from that stand on another sheet",
        ),
    ],
)
def test_a_workbook_that_would_lose_something_is_refused(data: bytes, words: str) -> None:
    assert refusal(lambda: edit_cells(data, [Edit(PIS, "7", "Unit", "%")])) == (
        f"The workbook holds {words}, which would be lost if plansheet changed it. "
        "Make the change in Excel yourself, or keep the plan in a workbook without them."
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: b"no workbook", "cannot be changed, because"),
        (
            lambda data: patched(data, "xl/worksheets/sheet2.xml", "<v>2</v>", "<v>1_000</v>"),
            "A1 on the sheet 'Own sums' would have come out differently",
        ),
        (
            lambda data: patched(data, "xl/styles.xml", "<cellXfs", "<cellXfs bad='1'"),
            "built in a way that plansheet can read but not change",
        ),
    ],
)
def test_what_openpyxl_takes_otherwise_is_refused(
    change: Callable[[bytes], bytes], message: str
) -> None:
    data = change(data_of(book()))
    assert message in refusal(lambda: edit_cells(data, [Edit(PIS, "7", "Unit", "%")]))


def test_sheets_that_openpyxl_does_not_see_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(*_: object, **__: object) -> Workbook:
        return Workbook()

    monkeypatch.setattr("plansheet.excel.kept.load_workbook", other)
    message = refusal(lambda: edited(("7", "Unit", "%")))
    assert message == "The workbook is of a kind (Strict Open XML) that plansheet cannot change."
