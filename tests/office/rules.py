"""The rules of an accessible spreadsheet, each a function from a workbook to what breaks it.

They are those that UK public bodies publish by. A rule reads the file itself and knows nothing of
what the workbook is about; every line it yields names the sheet and the cell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from office.workbook import (
    CHART,
    DRAWING,
    SPREADSHEET,
    Opened,
    body_of,
    cells_of,
    is_in,
    place,
    table_of,
    width_of,
)
from produced import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rule = Callable[[Opened], Iterator[str]]

SMALLEST, CONTRAST = 11, 4.5
LONGEST_NAME = 31
# What stands on the first sheet leads to all the others but these, which explain it.
_EXPLAINS = {"Help"}


def title_in_a1(opened: Opened) -> Iterator[str]:
    """Each sheet says in A1 what it is, in words of its own."""
    titles: dict[str, str] = {}
    for sheet in opened.book:
        title = sheet["A1"].value
        if not isinstance(title, str) or not title.strip():
            yield f"{sheet.title}!A1: there is no title"
            continue
        other = titles.setdefault(title, sheet.title)
        if other != sheet.title:
            yield f"{sheet.title}!A1: the title is that of the sheet {other}"


def one_table_a_sheet(opened: Opened) -> Iterator[str]:
    """Each sheet is a title, some lines, and one marked-up table with one header row, no more."""
    for sheet in opened.book:
        if len(sheet.tables) != 1:
            yield f"{sheet.title}!A1: there are {len(sheet.tables)} tables"
        for table in sheet.tables.values():
            if table.headerRowCount != 1 or table.totalsRowCount:
                yield f"{sheet.title}!{table.ref}: the table has not just one header row"
        area = table_of(sheet)
        for cell in cells_of(sheet):
            is_below = area is not None and cell.row >= area.top
            if cell.value is not None and is_below and not (area and is_in(area, cell)):
                yield f"{place(cell)}: this stands beside or below the table"


def headings_and_rows_are_whole(opened: Opened) -> Iterator[str]:
    """A table has a different heading over each column and no empty row inside."""
    for sheet in opened.book:
        area = table_of(sheet)
        if area is None:
            continue
        (table,) = sheet.tables.values()
        shown = [sheet.cell(area.top, at).value for at in range(area.left, area.right + 1)]
        if [str(value or "").replace("\n", " ") for value in shown] != [
            str(each.name).replace("_x000a_", " ") for each in table.tableColumns
        ]:
            yield f"{sheet.title}!{table.ref}: the table does not know its headings"
        for at, value in enumerate(shown, start=area.left):
            if not value or shown.count(value) > 1:
                yield f"{place(sheet.cell(area.top, at))}: no heading of its own"  # type: ignore[arg-type]
        # A table that has no rows yet keeps one to write in: the file format wants it.
        rows = range(area.top + 1, area.bottom + 1)
        for row in rows if len(rows) > 1 else ():
            cells = (sheet.cell(row, at).value for at in range(area.left, area.right + 1))
            if all(value is None for value in cells):
                yield f"{sheet.title}!A{row}: an empty row stands in the table"


def unique_sheet_names(opened: Opened) -> Iterator[str]:
    """Sheet names differ by more than case, are short enough, and hold nothing that is refused."""
    names = [sheet.title for sheet in opened.book]
    for name in names:
        if [each.casefold() for each in names].count(name.casefold()) > 1:
            yield f"{name}!A1: another sheet has this name"
        if len(name) > LONGEST_NAME or re.search(r"[\[\]:*?/\\]|^'|'$|^$", name):
            yield f"{name}!A1: no program takes this name"


def first_sheet_leads_to_the_others(opened: Opened) -> Iterator[str]:
    """The first sheet lists the others, each by its name with a link to it.

    Before it may stand what is asked about the others, with links to their cells.
    """
    if opened.kind in {Kind.PLAN, Kind.DECISIONS}:
        return
    first, *others = opened.visible
    if first.title == "Queries":
        first, *others = others
    linked = {
        (cell.value, str(cell.hyperlink.location).rpartition("!")[0].strip("'"))
        for cell in cells_of(first)
        if cell.hyperlink
    }
    for sheet in others:
        if sheet.title not in _EXPLAINS and (sheet.title, sheet.title) not in linked:
            yield f"{first.title}!A1: nothing leads to the sheet {sheet.title}"


def last_sheet_explains(opened: Opened) -> Iterator[str]:
    """A sheet of notes explains how to read the others, the last that a person sees."""
    name = "Notes" if opened.kind is Kind.COMPILED else "Help"
    if opened.visible[-1].title != name:
        yield f"{opened.visible[-1].title}!A1: the sheet {name} should be the last"


def nothing_is_merged(opened: Opened) -> Iterator[str]:
    """No cells are merged."""
    for sheet in opened.book:
        for area in sheet.merged_cells.ranges:
            yield f"{sheet.title}!{area.coord}: cells are merged"


def open_cells_are_starred(opened: Opened) -> Iterator[str]:
    """The heading over each cell to fill in has a star, and a starred column has such cells."""
    if opened.kind is not Kind.COLLECTION:
        return
    for sheet in opened.book:
        for heading, cell in body_of(sheet):
            if not cell.protection.locked and not heading.endswith("*"):
                yield f"{place(cell)}: open, and the heading {heading} has no star"


def document_says_what_it_is(opened: Opened) -> Iterator[str]:
    """The document's title, author and language are set."""
    properties = opened.book.properties
    for name in ("title", "creator", "language"):
        if not str(getattr(properties, name) or "").strip():
            yield f"docProps/core.xml: no {name}"
    if properties.language not in {None, "", "en-GB"}:
        yield f"docProps/core.xml: the language is {properties.language}"


def pictures_say_what_they_show(opened: Opened) -> Iterator[str]:
    """Whatever is drawn on a sheet has a text for those who cannot see it."""
    for name, drawing in _drawings(opened):
        for each in opened.xml(drawing).iter(f"{DRAWING}cNvPr"):
            if not each.get("descr", "").strip():
                yield f"{name}: {each.get('name')} has no alternative text"


def charts_stand_beside_their_data(opened: Opened) -> Iterator[str]:
    """A chart's figures stand on its own sheet."""
    for name, drawing in _drawings(opened):
        for chart in opened.related(drawing).values():
            if not chart.startswith("xl/charts/"):
                continue
            for each in opened.xml(chart).iter(f"{CHART}f"):
                if str(each.text).rpartition("!")[0].strip("'").replace("''", "'") != name:
                    yield f"{name}: a chart shows {each.text}, which is not on its sheet"


def _drawings(opened: Opened) -> Iterator[tuple[str, str]]:
    for name, part in opened.sheet_parts.items():
        for target in opened.related(part).values():
            if target.startswith("xl/drawings/drawing"):
                yield name, target


def cursor_is_on_a1(opened: Opened) -> Iterator[str]:
    """Every sheet opens at its top with the cursor on A1."""
    for name, part in opened.sheet_parts.items():
        for view in opened.xml(part).iter(f"{SPREADSHEET}sheetView"):
            if view.get("topLeftCell", "A1") != "A1":
                yield f"{name}!{view.get('topLeftCell')}: the sheet opens here"
            pane = view.find(f"{SPREADSHEET}pane")
            active = "topLeft" if pane is None else pane.get("activePane", "topLeft")
            for each in view.iter(f"{SPREADSHEET}selection"):
                is_active = each.get("pane", "topLeft") == active
                if is_active and each.get("activeCell", "A1") != "A1":
                    yield f"{name}!{each.get('activeCell')}: the cursor is here, not on A1"


def first_sheet_is_shown_first(opened: Opened) -> Iterator[str]:
    """The workbook opens on its first sheet, and on that alone."""
    for view in opened.xml("xl/workbook.xml").iter(f"{SPREADSHEET}workbookView"):
        for name in ("activeTab", "firstSheet"):
            if view.get(name, "0") != "0":
                yield f"xl/workbook.xml: {name} is {view.get(name)}"
    first = opened.book.sheetnames[0]
    for name, part in opened.sheet_parts.items():
        for view in opened.xml(part).iter(f"{SPREADSHEET}sheetView"):
            if (view.get("tabSelected", "0") == "1") is not (name == first):
                yield f"{name}!A1: the sheet is selected, or the first one is not"


def only_the_identity_is_hidden(opened: Opened) -> Iterator[str]:
    """No sheet is hidden but a collection workbook's identity, and no row or column at all."""
    hidden = {each.title: each.sheet_state for each in opened.book if each not in opened.visible}
    expected = {"_plansheet": "veryHidden"} if opened.kind is Kind.COLLECTION else {}
    for name in hidden.items() ^ expected.items():
        yield f"{name[0]}!A1: the sheet is {name[1]}"
    for sheet in opened.book:
        for row, each in sheet.row_dimensions.items():
            if each.hidden:
                yield f"{sheet.title}!A{row}: the row is hidden"
        for column, side in sheet.column_dimensions.items():
            if side.hidden or not side.width:
                yield f"{sheet.title}!{column}1: the column is hidden"


def frozen_at_the_headings(opened: Opened) -> Iterator[str]:
    """What stays in sight is the headings, and with them the columns that name a row."""
    for sheet in opened.book:
        area = table_of(sheet)
        frozen = sheet.freeze_panes
        if not frozen or area is None:
            continue
        corner = sheet[frozen]
        if corner.row != area.top + 1:
            yield f"{sheet.title}!{frozen}: frozen elsewhere than below the headings"
        taken = sum(width_of(sheet, at) for at in range(1, corner.column))
        # Half of a screen of 1,366 pixels, at seven and a bit a digit.
        if taken > 90:
            yield f"{sheet.title}!{frozen}: what is frozen leaves no room to move in"


def nothing_published_is_frozen(opened: Opened) -> Iterator[str]:
    """What the council publishes has no frozen panes: they take a magnified screen away."""
    if opened.kind is Kind.COMPILED:
        for sheet in opened.book:
            if sheet.freeze_panes:
                yield f"{sheet.title}!{sheet.freeze_panes}: frozen, in a workbook to be published"


def links_lead_inside(opened: Opened) -> Iterator[str]:
    """A link has words, and leads to a cell of this workbook and nowhere else."""
    for sheet in opened.book:
        for cell in cells_of(sheet):
            link = cell.hyperlink
            if link is None:
                if isinstance(cell.value, str) and "HYPERLINK(" in cell.value.upper():
                    is_formula = cell.data_type == "f"
                    if is_formula and '"#' not in cell.value:
                        yield f"{place(cell)}: a formula leads out of the workbook"
                continue
            name, _, target = str(link.location or "").rpartition("!")
            if link.target or name.strip("'").replace("''", "'") not in opened.book.sheetnames:
                yield f"{place(cell)}: the link leads to {link.target or link.location}"
            elif not re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+", target):
                yield f"{place(cell)}: the link leads to no cell"
            if not opened.says_words(cell):
                yield f"{place(cell)}: the link has no words"


RULES: tuple[Rule, ...] = (
    title_in_a1,
    one_table_a_sheet,
    headings_and_rows_are_whole,
    unique_sheet_names,
    first_sheet_leads_to_the_others,
    last_sheet_explains,
    nothing_is_merged,
    open_cells_are_starred,
    document_says_what_it_is,
    pictures_say_what_they_show,
    charts_stand_beside_their_data,
    cursor_is_on_a1,
    first_sheet_is_shown_first,
    only_the_identity_is_hidden,
    frozen_at_the_headings,
    nothing_published_is_frozen,
    links_lead_inside,
)
