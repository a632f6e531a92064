"""One workbook as it lies in its file, for rules that hold whatever it is about."""

from __future__ import annotations

import io
import re
import zipfile
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import openpyxl
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import range_boundaries
from produced import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.cell import Cell
    from openpyxl.styles.colors import Color
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
BLACK, WHITE = "000000", "FFFFFF"
# The numbers that a file gives the colours of its theme; the first two pairs are swapped.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")


class Area(NamedTuple):
    """The cells of a table: its header row, its last row, its first and last column, from 1."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Opened:
    """A workbook's bytes, what kind it is, and what stands in it."""

    data: bytes
    kind: Kind = Kind.COLLECTION

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        """Return each part of the file by its name."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as parts:
            return {name: parts.read(name) for name in parts.namelist()}

    @cached_property
    def book(self) -> Workbook:
        """Return the workbook as openpyxl reads it, formulas as such."""
        return openpyxl.load_workbook(io.BytesIO(self.data))

    @cached_property
    def values(self) -> Workbook:
        """Return the workbook as openpyxl reads it, formulas as the values they have now."""
        return openpyxl.load_workbook(io.BytesIO(self.data), data_only=True)

    @property
    def visible(self) -> list[Worksheet]:
        """Return the sheets that a person sees."""
        return [sheet for sheet in self.book if sheet.sheet_state == "visible"]

    def xml(self, part: str) -> ET.Element:
        """Return the root of a part."""
        return ET.fromstring(self.parts[part])  # noqa: S314 - plansheet's own file

    def related(self, part: str) -> dict[str, str]:
        """Return the parts that `part` leads to, by the ids it calls them."""
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self.parts:
            return {}
        found = {}
        for each in self.xml(relations).iter(f"{PACKAGE}Relationship"):
            target = each.attrib["Target"]
            path = target if target.startswith("/") else f"{folder}/{target}"
            while "/../" in path:
                path = re.sub(r"[^/]+/\.\./", "", path, count=1)
            found[each.attrib["Id"]] = path.lstrip("/")
        return found

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """Return the part of each sheet by the sheet's name."""
        targets = self.related("xl/workbook.xml")
        return {
            each.attrib["name"]: targets[each.attrib[f"{RELATIONS}id"]]
            for each in self.xml("xl/workbook.xml").iter(f"{SPREADSHEET}sheet")
        }

    def says_words(self, cell: Cell) -> bool:
        """Return whether a cell shows words, its own or those of its formula."""
        shown = self.values[cell.parent.title][cell.coordinate].value
        return isinstance(shown, str) and bool(shown.strip())

    @cached_property
    def theme(self) -> tuple[str, ...]:
        """Return the colours of the file's theme by their numbers."""
        colours = {
            each.tag.removeprefix(MAIN): (each[0].get("lastClr") or each[0].attrib["val"])
            for each in self.xml("xl/theme/theme1.xml").iter()
            if each.tag.removeprefix(MAIN) in _THEME
        }
        return tuple(colours[name] for name in _THEME)

    def colour(self, colour: Color | None, automatic: str) -> str:
        """Return a colour as `RRGGBB`; `automatic` where the file leaves it to the program."""
        if colour is None:
            return automatic
        if colour.type == "rgb":
            return str(colour.rgb)[-6:]
        if colour.type == "theme":
            return _tinted(self.theme[colour.theme], float(colour.tint or 0))
        is_own = colour.type == "indexed" and colour.indexed < len(COLOR_INDEX)
        return COLOR_INDEX[colour.indexed][-6:] if is_own else automatic


def _tinted(colour: str, tint: float) -> str:
    """Return a theme's colour made lighter or darker (ECMA-376 part 1, 18.8.19)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, deep = rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in hls_to_rgb(hue, light, deep))


def area_of(reference: str) -> Area:
    """Return the area of a table from its reference, `A4:F9`."""
    left, top, right, bottom = range_boundaries(reference)
    assert isinstance(left, int)
    assert isinstance(top, int)
    assert isinstance(right, int)
    assert isinstance(bottom, int)
    return Area(top, bottom, left, right)


def is_in(area: Area, cell: Cell) -> bool:
    """Return whether a cell stands in an area."""
    row, column = cell.row or 0, cell.column or 0
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def table_of(sheet: Worksheet) -> Area | None:
    """Return the area of a sheet's one table; None where it has none, or several."""
    tables = list(sheet.tables.values())
    return area_of(tables[0].ref) if len(tables) == 1 else None


def cells_of(sheet: Worksheet) -> Iterator[Cell]:
    """Yield the cells that stand in the file, those with a look and no value too."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, openpyxl.cell.Cell) and (cell.value is not None or cell.has_style):
                yield cell


def body_of(sheet: Worksheet) -> Iterator[tuple[str, Cell]]:
    """Yield the cells of the rows of a sheet's table, each with the heading over it."""
    area = table_of(sheet)
    if area is None:
        return
    headings = {
        column: str(sheet.cell(area.top, column).value or "")
        for column in range(area.left, area.right + 1)
    }
    for cell in cells_of(sheet):
        if cell.row > area.top and is_in(area, cell):
            yield headings[cell.column], cell


def place(cell: Cell) -> str:
    """Return where a cell is, as messages say it."""
    return f"{cell.parent.title}!{cell.coordinate}"


def width_of(sheet: Worksheet, column: int) -> float:
    """Return the width of a column, in digits of the standard font."""
    standard = 8.43
    for each in sheet.column_dimensions.values():
        if (each.min or 0) <= column <= (each.max or 0):
            return float(each.width)
    return standard
