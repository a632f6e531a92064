"""The rules of accessible spreadsheets on looks: letters, wrapping, colours, contrast."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from office.workbook import (
    BLACK,
    MAIN,
    WHITE,
    Opened,
    area_of,
    body_of,
    cells_of,
    is_in,
    place,
    table_of,
    width_of,
)
from openpyxl.utils import column_index_from_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.rules import Rule
    from openpyxl.cell import Cell
    from openpyxl.styles.fills import PatternFill
    from openpyxl.styles.fonts import Font
    from openpyxl.styles.proxy import StyleProxy
    from openpyxl.worksheet.worksheet import Worksheet

SMALLEST, CONTRAST = 11, 4.5
# How many digits fit on a screen of 1,366 pixels, the numbers of the rows and a scroll bar beside.
SCREEN = 180


def long_text_is_wrapped(opened: Opened) -> Iterator[str]:
    """Text that may be longer than its column is wrapped in a table, and has room above one."""
    for sheet in opened.book:
        values = opened.values[sheet.title]
        for _, cell in body_of(sheet):
            shown = values[cell.coordinate].value
            is_long = isinstance(shown, str) and (
                "\n" in shown or len(shown) > width_of(sheet, cell.column)
            )
            if (is_long or _takes_words(sheet, cell)) and not cell.alignment.wrap_text:
                yield f"{place(cell)}: text may be longer than the column and is not wrapped"
        yield from _cut_off(sheet, values)


def _takes_words(sheet: Worksheet, cell: Cell) -> bool:
    """Return whether a person may type words into a cell: no number or date is asked there."""
    if cell.protection.locked or not sheet.protection.sheet:
        return False
    kinds = {each.type for each in sheet.data_validations.dataValidation if cell in each}
    return not kinds & {"decimal", "whole", "date", "time", "custom"} and cell.number_format in {
        "General",
        "@",
    }


def _cut_off(sheet: Worksheet, values: Worksheet) -> Iterator[str]:
    """Yield the lines above a table that end at another cell, or beyond sheet and screen."""
    area = table_of(sheet)
    for cell in cells_of(sheet):
        line = values[cell.coordinate].value
        if area is None or cell.row >= area.top or not isinstance(line, str):
            continue
        if cell.alignment.wrap_text:
            continue
        room = 0.0
        for column in range(cell.column, area.right + 1):
            if column > cell.column and sheet.cell(cell.row, column).value is not None:
                break
            room += width_of(sheet, column)
        else:
            # Past the table there is nothing that could be in the way.
            room = max(room, SCREEN)
        # A width counts digits of eleven points; letters are narrower by a tenth or so.
        needed = len(line) * float(cell.font.size or SMALLEST) / SMALLEST / 1.1
        if needed > room:
            yield f"{place(cell)}: the line has no room to be shown"


def fonts_are_large(opened: Opened) -> Iterator[str]:
    """Every letter has eleven points or more: in cells, in what is drawn, at the foot of a page."""
    for sheet in opened.book:
        for cell in cells_of(sheet):
            if float(cell.font.size or 0) < SMALLEST:
                yield f"{place(cell)}: letters of {cell.font.size} points"
        for foot in (sheet.oddFooter, sheet.oddHeader):
            parts = (foot.left, foot.center, foot.right) if foot else ()
            if any(part and part.size and part.size < SMALLEST for part in parts):
                yield f"{sheet.title}!A1: the head or foot of a page has small letters"
    for part in opened.parts:
        if part.startswith(("xl/charts/", "xl/drawings/")) and part.endswith(".xml"):
            for each in opened.xml(part).iter():
                size = int(each.get("sz", "9999")) if each.tag.startswith(MAIN) else 9999
                if size < SMALLEST * 100:
                    yield f"{part}: letters of {size / 100:g} points"


def nothing_by_colour_alone(opened: Opened) -> Iterator[str]:
    """What a fill says stands there in words, whether the fill is there now or comes by a rule."""
    for sheet in opened.book:
        fills = {cell: _fill(opened, cell.fill, WHITE) for _, cell in body_of(sheet)}
        spoken = {(cell.row, fill) for cell, fill in fills.items() if _speaks(opened, cell)}
        for cell, fill in fills.items():
            # Every second row may be tinted: then its words have the tint as well.
            if fill != WHITE and (cell.row, fill) not in spoken:
                yield f"{place(cell)}: a fill says something that no word does"
            if "[" in cell.number_format and re.search(
                r"\[(Red|Green|Blue|Color)", cell.number_format, re.IGNORECASE
            ):
                yield f"{place(cell)}: the number format has a colour in it"
        yield from _coloured_by_rules(opened, sheet)


def _coloured_by_rules(opened: Opened, sheet: Worksheet) -> Iterator[str]:
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            if rule.type in {"colorScale", "dataBar", "iconSet"}:
                yield f"{sheet.title}!{area.sqref}: a rule shows values by colour or picture"
        cells = list(_within(sheet, str(area.sqref)))
        spoken = {cell.row for cell in cells if _speaks(opened, cell)}
        for cell in cells:
            if cell.row not in spoken:
                yield f"{place(cell)}: a rule may colour a row in which it says no word"


def _speaks(opened: Opened, cell: Cell) -> bool:
    return not cell.protection.locked or opened.says_words(cell)


def _within(sheet: Worksheet, areas: str) -> Iterator[Cell]:
    wanted = [area_of(area) for area in areas.split()]
    for cell in cells_of(sheet):
        if any(is_in(area, cell) for area in wanted):
            yield cell


def ink_can_be_read(opened: Opened) -> Iterator[str]:
    """Every ink stands out from its fill, 4.5 to 1 or more (WCAG AA), rules' looks too."""
    for sheet in opened.book:
        for cell in cells_of(sheet):
            yield from _faint(place(cell), *_colours(opened, cell))
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                for cell in _within(sheet, str(area.sqref)) if rule.dxf else ():
                    usual = _colours(opened, cell)
                    looks = (
                        _ink(opened, rule.dxf.font, usual[0]),
                        _fill(opened, rule.dxf.fill, usual[1]),
                    )
                    yield from _faint(f"{place(cell)}, by a rule", *looks)


def _colours(opened: Opened, cell: Cell) -> tuple[str, str]:
    return _ink(opened, cell.font, BLACK), _fill(opened, cell.fill, WHITE)


def _faint(where: str, ink: str, fill: str) -> Iterator[str]:
    if contrast(ink, fill) < CONTRAST:
        yield f"{where}: {ink} on {fill} is {contrast(ink, fill):.2f} to 1"


def _ink(opened: Opened, font: Font | StyleProxy | None, automatic: str) -> str:
    return opened.colour(font.color if font else None, automatic)


def _fill(opened: Opened, fill: PatternFill | StyleProxy | None, automatic: str) -> str:
    if fill is None or fill.fill_type == "none":
        return automatic
    if fill.fill_type is None:
        # A rule's fill is a pattern of no kind, whose colour is that of the background.
        has_colour = fill.bgColor is not None and fill.bgColor.rgb != "00000000"
        return opened.colour(fill.bgColor, automatic) if has_colour else automatic
    return opened.colour(fill.fgColor, automatic)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `RRGGBB` (WCAG 2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def paper_names_its_rows(opened: Opened) -> Iterator[str]:
    """A table that goes on to further sheets of paper repeats its columns up to Ref on each."""
    for sheet in opened.book:
        area = table_of(sheet)
        if area is None or not sheet.col_breaks.brk:
            continue
        headings = [sheet.cell(area.top, column).value for column in range(1, area.right + 1)]
        refs = [at for at, each in enumerate(headings, start=1) if each in {"Ref", "ref"}]
        repeated = column_index_from_string((sheet.print_title_cols or "A").rpartition("$")[2])
        if refs and repeated < refs[0]:
            heading = sheet.cell(area.top, refs[0])
            yield f"{sheet.title}!{heading.coordinate}: not on each sheet of paper"


LOOKS: tuple[Rule, ...] = (
    long_text_is_wrapped,
    fonts_are_large,
    nothing_by_colour_alone,
    ink_can_be_read,
    paper_names_its_rows,
)
