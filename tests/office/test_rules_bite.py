"""The rules find what breaks them: a small sound workbook, with one fault at a time."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from office import looks, rules
from office.workbook import Opened
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table
from produced import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from office.rules import Rule
    from openpyxl.worksheet.worksheet import Worksheet

    Fault = Callable[[Workbook], object]

EVERY_RULE = (*rules.RULES, *looks.LOOKS)
DARK, PALE = PatternFill("solid", fgColor="1F3864"), PatternFill("solid", fgColor="FFFFCC")
SHEETS = {
    "Start here": (("Sheet", "To do"), ("Figures", 2), ("Sign-off", 1)),
    "Figures": (("Ref", "Check", "Actual*"), ("A1", "Enter it", None), ("A2", "Complete", 5)),
    "Sign-off": (("Step", "Name*"), ("Checked", None)),
    "Help": (("Column", "What to enter"), ("Actual", "The figure")),
    "_plansheet": (("Name", "Value"), ("service", "parks"), ("issue", "1")),
}


def sound() -> Workbook:
    """Return a workbook without a fault, laid out as collection workbooks are."""
    workbook = Workbook()
    del workbook["Sheet"]
    for name, rows in SHEETS.items():
        _lay_out(workbook.create_sheet(name), rows)
    workbook["_plansheet"].sheet_state = "veryHidden"
    workbook["Figures"].freeze_panes = "B4"
    for cell in ("C4", "C5"):
        workbook["Figures"][cell].protection = Protection(locked=False)
    workbook["Sign-off"]["B4"].protection = Protection(locked=False)
    for row in (4, 5):
        listed = workbook["Start here"].cell(row, 1)
        listed.hyperlink = Hyperlink(listed.coordinate, location=f"'{listed.value}'!A1")
    workbook["Start here"].sheet_view.tabSelected = True
    properties = workbook.properties
    properties.title, properties.creator, properties.language = "A return", "Council", "en-GB"
    return workbook


def _lay_out(sheet: Worksheet, rows: Sequence[Sequence[str | int | None]]) -> None:
    sheet["A1"], sheet["A1"].font = f"The sheet {sheet.title}", Font(size=16, bold=True)
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.alignment = Alignment(wrap_text=True)
    for letter in "ABC":
        sheet.column_dimensions[letter].width = 20
    sheet.protection.sheet = True
    edge = sheet.cell(2 + len(rows), len(rows[0])).coordinate
    sheet.add_table(
        Table(displayName=f"t_{sheet.title.replace('-', '_').split()[0]}", ref=f"A3:{edge}")
    )


def found(rule: Rule, fault: Fault | None = None, kind: Kind = Kind.COLLECTION) -> list[str]:
    workbook = sound()
    if fault is not None:
        fault(workbook)
    stream = BytesIO()
    workbook.save(stream)
    return list(rule(Opened(stream.getvalue(), kind)))


def cell(address: str, sheet: str = "Figures", **looks: object) -> Fault:
    """Return the fault of giving one cell another value or other looks."""

    def change(workbook: Workbook) -> None:
        for name, value in looks.items():
            setattr(workbook[sheet][address], name, value)

    return change


def with_chart(workbook: Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(workbook["Figures"], min_col=3, min_row=4, max_row=5))
    sheet: Worksheet = workbook["Sign-off"]
    sheet.add_chart(chart, "G20")


def ruled(area: str, **looks: object) -> Fault:
    rule = CellIsRule(operator="equal", formula=["5"], **looks)  # type: ignore[no-untyped-call]
    return lambda workbook: workbook["Figures"].conditional_formatting.add(area, rule)


def no_table(workbook: Workbook) -> None:
    workbook["Figures"].tables.clear()


def two_tables(workbook: Workbook) -> None:
    sheet = workbook["Figures"]
    sheet["E3"], sheet["F3"], sheet["E4"] = "No", "Note", "1"
    sheet.add_table(Table(displayName="other", ref="E3:F4"))


def emptied(workbook: Workbook) -> None:
    for column in (1, 2, 3):
        workbook["Figures"].cell(4, column).value = None


def renamed(workbook: Workbook) -> None:
    workbook["Figures"].title = "Figures'"


def selected(workbook: Workbook) -> None:
    workbook["Sign-off"].sheet_view.tabSelected = True
    workbook.active = 2


def linked(target: str | None, location: str | None) -> Fault:
    def change(workbook: Workbook) -> None:
        workbook["Figures"]["A4"].hyperlink = Hyperlink("A4", target=target, location=location)

    return change


def scrolled(workbook: Workbook) -> None:
    view = workbook["Sign-off"].sheet_view
    view.topLeftCell = "A3"
    view.selection[0].activeCell = view.selection[0].sqref = "B4"


def small_foot(workbook: Workbook) -> None:
    foot = workbook["Help"].oddFooter
    assert foot is not None
    assert foot.left is not None
    foot.left.text, foot.left.size = "Parks", 8


def parted(workbook: Workbook) -> None:
    """Break two tables between their columns: one repeats its column Ref, one does not."""
    workbook["Help"]["B3"] = "Ref"
    for name in ("Figures", "Help"):
        workbook[name].col_breaks.append(Break(id=2))
        workbook[name].print_title_cols = "A:A"


def property_gone(workbook: Workbook) -> None:
    workbook.properties.language = None
    workbook.properties.title = " "


def column_hidden(workbook: Workbook) -> None:
    workbook["Figures"].column_dimensions["B"].hidden = True
    workbook["Figures"].row_dimensions[5].hidden = True
    workbook["Help"].sheet_state = "hidden"


FAULTS: tuple[tuple[Rule, Fault, list[str]], ...] = (
    (rules.title_in_a1, cell("A1", value=None), ["Figures!A1: there is no title"]),
    (
        rules.title_in_a1,
        cell("A1", value="The sheet Start here"),
        ["Figures!A1: the title is that of the sheet Start here"],
    ),
    (rules.one_table_a_sheet, no_table, ["Figures!A1: there are 0 tables"]),
    (
        rules.one_table_a_sheet,
        two_tables,
        ["Figures!A1: there are 2 tables"],
    ),
    (
        rules.one_table_a_sheet,
        cell("B8", value="Thank you"),
        ["Figures!B8: this stands beside or below the table"],
    ),
    (
        rules.headings_and_rows_are_whole,
        emptied,
        ["Figures!A4: an empty row stands in the table"],
    ),
    (
        rules.unique_sheet_names,
        renamed,
        ["Figures'!A1: no program takes this name"],
    ),
    (
        rules.first_sheet_leads_to_the_others,
        cell("A5", "Start here", hyperlink=None),
        ["Start here!A1: nothing leads to the sheet Sign-off"],
    ),
    (
        rules.last_sheet_explains,
        lambda workbook: workbook.move_sheet("Help", -1),
        ["Sign-off!A1: the sheet Help should be the last"],
    ),
    (
        rules.nothing_is_merged,
        lambda workbook: workbook["Help"].merge_cells("A8:B8"),
        ["Help!A8:B8: cells are merged"],
    ),
    (
        looks.long_text_is_wrapped,
        cell("B4", value="w" * 21, alignment=Alignment()),
        ["Figures!B4: text may be longer than the column and is not wrapped"],
    ),
    (
        looks.long_text_is_wrapped,
        cell("C4", alignment=Alignment()),
        ["Figures!C4: text may be longer than the column and is not wrapped"],
    ),
    (
        looks.long_text_is_wrapped,
        cell("A2", value="w" * 199),
        ["Figures!A2: the line has no room to be shown"],
    ),
    (looks.fonts_are_large, cell("B4", font=Font(size=10)), ["Figures!B4: letters of 10.0 points"]),
    (
        looks.fonts_are_large,
        small_foot,
        ["Help!A1: the head or foot of a page has small letters"],
    ),
    (
        looks.nothing_by_colour_alone,
        cell("B5", value=None, fill=PALE),
        ["Figures!B5: a fill says something that no word does"],
    ),
    (
        looks.nothing_by_colour_alone,
        cell("C5", number_format="0;[Red]-0"),
        ["Figures!C5: the number format has a colour in it"],
    ),
    (
        looks.nothing_by_colour_alone,
        ruled("A4:B5 B3", fill=PALE),
        [],
    ),
    (
        looks.nothing_by_colour_alone,
        lambda workbook: workbook["Start here"].conditional_formatting.add(
            "B4:B4",
            ColorScaleRule("min", None, "FFFFFF", end_type="max", end_color="FF0000"),  # type: ignore[no-untyped-call]
        ),
        [
            "Start here!B4: a rule shows values by colour or picture",
            "Start here!B4: a rule may colour a row in which it says no word",
        ],
    ),
    (
        rules.open_cells_are_starred,
        cell("B5", protection=Protection(locked=False)),
        ["Figures!B5: open, and the heading Check has no star"],
    ),
    (
        rules.document_says_what_it_is,
        property_gone,
        ["docProps/core.xml: no title", "docProps/core.xml: no language"],
    ),
    (
        looks.ink_can_be_read,
        cell("B4", font=Font(color="777777"), fill=PALE),
        ["Figures!B4: 777777 on FFFFCC is 4.36 to 1"],
    ),
    (
        looks.ink_can_be_read,
        cell("B4", fill=DARK),
        ["Figures!B4: 000000 on 1F3864 is 1.81 to 1"],
    ),
    (
        looks.ink_can_be_read,
        ruled("B5", font=Font(color="FFFFFF"), fill=PatternFill(bgColor="FFFFCC")),
        ["Figures!B5, by a rule: FFFFFF on FFFFCC is 1.03 to 1"],
    ),
    (
        looks.paper_names_its_rows,
        parted,
        ["Help!B3: not on each sheet of paper"],
    ),
    (
        rules.pictures_say_what_they_show,
        with_chart,
        ["Sign-off: Chart 1 has no alternative text"],
    ),
    (
        rules.charts_stand_beside_their_data,
        with_chart,
        ["Sign-off: a chart shows 'Figures'!$C$4:$C$5, which is not on its sheet"],
    ),
    (
        rules.cursor_is_on_a1,
        scrolled,
        ["Sign-off!A3: the sheet opens here", "Sign-off!B4: the cursor is here, not on A1"],
    ),
    (
        rules.first_sheet_is_shown_first,
        selected,
        [
            "xl/workbook.xml: activeTab is 2",
            "Sign-off!A1: the sheet is selected, or the first one is not",
        ],
    ),
    (
        rules.only_the_identity_is_hidden,
        column_hidden,
        [
            "Help!A1: the sheet is hidden",
            "Figures!A5: the row is hidden",
            "Figures!B1: the column is hidden",
        ],
    ),
    (
        rules.frozen_at_the_headings,
        lambda workbook: setattr(workbook["Figures"], "freeze_panes", "A6"),
        ["Figures!A6: frozen elsewhere than below the headings"],
    ),
    (
        rules.links_lead_inside,
        linked("https://council.example/", None),
        ["Figures!A4: the link leads to https://council.example/"],
    ),
    (
        rules.links_lead_inside,
        linked(None, "'Elsewhere'!A1"),
        ["Figures!A4: the link leads to 'Elsewhere'!A1"],
    ),
    (
        rules.links_lead_inside,
        cell("B4", value='=HYPERLINK("https://council.example/","more")'),
        ["Figures!B4: a formula leads out of the workbook"],
    ),
)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_a_sound_workbook_keeps_the_rule(rule: Rule) -> None:
    assert found(rule) == []


@pytest.mark.parametrize(
    ("rule", "fault", "messages"),
    FAULTS,
    ids=[f"{rule.__name__}-{number}" for number, (rule, _, _) in enumerate(FAULTS)],
)
def test_a_fault_is_found_and_its_place_named(
    rule: Rule, fault: Fault, messages: list[str]
) -> None:
    assert found(rule, fault) == messages


def test_every_rule_has_a_fault_that_it_finds() -> None:
    of_one_kind = {rules.nothing_published_is_frozen}
    assert {rule for rule, _, messages in FAULTS if messages} | of_one_kind == set(EVERY_RULE)


def test_only_a_collection_workbook_freezes_anything_that_others_see() -> None:
    assert found(rules.nothing_published_is_frozen, kind=Kind.PLAN) == []
    assert found(rules.nothing_published_is_frozen, kind=Kind.COMPILED) == [
        "Figures!B4: frozen, in a workbook to be published"
    ]


def test_only_a_collection_workbook_hides_anything() -> None:
    assert found(rules.only_the_identity_is_hidden, kind=Kind.COMPILED) == [
        "_plansheet!A1: the sheet is veryHidden"
    ]
