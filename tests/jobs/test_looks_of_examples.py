"""Every workbook that the examples make, measured as it is stored: nothing is cut off."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.cell import (
    column_index_from_string,
    coordinate_from_string,
    get_column_letter,
    range_boundaries,
)
from town import Town
from xlsxwriter.utility import xl_pixel_width

from plansheet.jobs.demo import run_demo
from plansheet.jobs.plan_import import import_plans
from plansheet.jobs.start import start_council

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet

EXAMPLES = sorted(
    path.name for path in (Path(__file__).parents[2] / "templates" / "examples").iterdir()
)
# A screen of 1,366 by 768, less what Excel's own window takes of it.
SCREEN, INSIDE, TALL = 1_366, 1_300, 480
PAPER = (11.69 - 0.8) * 96
BUTTON = 16
# The format General rounds a figure to as many signs as its column has room for.
_GENERAL = 11


@pytest.fixture(scope="module", params=EXAMPLES)
def sheets(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Worksheet]:
    """Return the sheets that people see of all an example's workbooks, by file and name."""
    town = Town(tmp_path_factory.mktemp(request.param) / "council")
    run_demo(town.root, town.world(), request.param)
    plans = sorted((town.root / "templates" / "plans").iterdir())
    for year in {plan.stem.partition(" ")[2][:4] for plan in plans}:
        town.generate(f"{year}-{(int(year) + 1) % 100:02}-Q4")
    importing = Town(town.root.with_name("importing"))
    start_council(importing.root, importing.world())
    importing.run(lambda council: import_plans(council, importing.world(), plans))
    paths = [
        *town.root.glob("workbooks/*/issued/*.xlsx"),
        *town.root.glob("workbooks/*/*.xlsx"),
        *importing.root.glob("templates/plans/*.xlsx"),
    ]
    found: dict[str, Worksheet] = {
        f"{path.name}: {sheet.title}": sheet
        for path in sorted(paths)
        for sheet in load_workbook(path, data_only=True).worksheets
        if sheet.sheet_state == "visible"
    }
    titles = [name.partition(": ")[2] for name in found]
    assert {"Start here", "Contents", "Service"} <= set(titles)
    return found


def widths(sheet: Worksheet) -> dict[str, int]:
    """Return the widths of a sheet's columns in pixels; openpyxl keeps a run of them once."""
    found = {}
    for dimension in sheet.column_dimensions.values():
        first, last = dimension.min or 1, dimension.max or 1
        for number in range(first, min(last, sheet.max_column) + 1):
            found[get_column_letter(number)] = round(dimension.width * 7)
    return found


def header(sheet: Worksheet) -> int:
    """Return the row of the headings of a sheet's one table."""
    (table,) = sheet.tables.values()
    return range_boundaries(table.ref)[1] or 0


def pixels(cell: Cell) -> float:
    """Return how wide the text of a cell is in its font."""
    size = (cell.font.sz or 11) / 11 * (1.06 if cell.font.b else 1)
    return float(xl_pixel_width(str(cell.value)) * size)


def cells(sheet: Worksheet) -> Iterator[Cell]:
    """Yield the cells of a sheet's table below its headings; none is merged."""
    for row in sheet.iter_rows(min_row=header(sheet) + 1):
        for cell in row:
            assert isinstance(cell, Cell)
            yield cell


def shown(cell: Cell) -> str:
    """Return a number or a date as the cell shows it, by its number format; "" for the rest."""
    if cell.is_date and cell.value is not None:
        return f"{cell.value:%d %b %Y}"
    if not isinstance(cell.value, int | float):
        return ""
    plain, _, rest = cell.number_format.partition('"')
    formats = {
        "0.00%": f"{cell.value:.2%}",
        "#,##0": f"{cell.value:,.0f}",
        "+#,##0;-#,##0;0": f"{cell.value:+,.0f}",
        "#,##0.00": f"{cell.value:,.2f}",
        "£#,##0": f"£{cell.value:,.0f}",
        "£#,##0.00": f"£{cell.value:,.2f}",
        "General": f"{cell.value:.11g}"[:_GENERAL],
    }
    return formats[plain] + rest.rstrip('"')


def test_titles_and_lines_fit_a_small_screen(sheets: dict[str, Worksheet]) -> None:
    wide = [
        (name, cell.value)
        for name, sheet in sheets.items()
        for (cell,) in sheet.iter_rows(max_row=header(sheet) - 1, max_col=1)
        if cell.value is not None and pixels(cell) > INSIDE
    ]
    assert wide == []


def test_the_first_sheet_needs_no_scrolling_sideways(sheets: dict[str, Worksheet]) -> None:
    first = {name: sum(widths(sheet).values()) for name, sheet in sheets.items() if _is_first(name)}
    assert len(first) > 1
    assert max(first.values()) <= INSIDE


def _is_first(name: str) -> bool:
    return name.endswith((": Start here", ": Contents"))


def test_what_stays_in_sight_leaves_half_of_the_screen_to_scroll_in(
    sheets: dict[str, Worksheet],
) -> None:
    for name, sheet in sheets.items():
        if sheet.freeze_panes:
            letters, row = coordinate_from_string(sheet.freeze_panes)
            frozen = list(widths(sheet).values())[: column_index_from_string(letters) - 1]
            assert sum(frozen) <= SCREEN / 2, name
            heights = [sheet.row_dimensions[number].height or 15 for number in range(1, row)]
            assert sum(heights) / 0.75 <= TALL / 2, name


def test_no_figure_is_too_wide_for_its_column(sheets: dict[str, Worksheet]) -> None:
    wide = [
        (name, cell.coordinate, shown(cell))
        for name, sheet in sheets.items()
        for cell in cells(sheet)
        if shown(cell) and xl_pixel_width(shown(cell)) + 12 > widths(sheet)[cell.column_letter]
    ]
    assert wide == []


def test_no_word_of_a_heading_is_broken_or_under_its_button(sheets: dict[str, Worksheet]) -> None:
    broken = [
        (name, word)
        for name, sheet in sheets.items()
        for cell, width in zip(sheet[header(sheet)], widths(sheet).values(), strict=False)
        for word in str(cell.value).split()
        if xl_pixel_width(word) * 1.06 + BUTTON + 5 > width
    ]
    assert broken == []


def test_every_row_is_high_enough_for_its_text(sheets: dict[str, Worksheet]) -> None:
    low = [
        (name, cell.coordinate, cell.value)
        for name, sheet in sheets.items()
        for cell in cells(sheet)
        if isinstance(cell.value, str) and cell.data_type == "s" and _is_cut_off(cell, sheet)
    ]
    assert low == []


def _is_cut_off(cell: Cell, sheet: Worksheet) -> bool:
    """Return whether the text is longer than all lines of its row, words moved down included."""
    room = widths(sheet)[cell.column_letter] - 5
    lines = 0
    for part in str(cell.value).split("\n"):
        used = room
        for word in part.split() or [""]:
            width = xl_pixel_width(word) * (1.06 if cell.font.b else 1)
            if used + 3 + width > room:
                lines, used = lines + max(1, -int(-width // room)), 0
            used += width + 3
    return lines * 15 > (sheet.row_dimensions[cell.row].height or 15)


def test_sheets_of_paper_hold_whole_columns_that_can_be_read(
    sheets: dict[str, Worksheet],
) -> None:
    for name, sheet in sheets.items():
        found = list(widths(sheet).values())
        fitted = sheet.sheet_properties.pageSetUpPr
        if fitted and fitted.fitToPage:
            assert sum(found) * 0.58 <= PAPER, name
            continue
        scale = (sheet.page_setup.scale or 100) / 100
        assert scale >= 0.58, name
        letters = (sheet.print_title_cols or "$A:$A").rpartition("$")[2]
        labels = [*widths(sheet)].index(letters) + 1 if sheet.print_title_cols else 0
        edges = [labels, *(each.id for each in sheet.col_breaks.brk), len(found)]
        for one, other in pairwise(edges):
            assert (sum(found[:labels]) + sum(found[one:other])) * scale <= PAPER, name
