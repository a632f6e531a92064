"""Charts of stacked bars: what they are drawn of, what tells the parts, and how they print."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from forms import MADE, opened

from plansheet.excel.bars import bars_height
from plansheet.excel.paper import fits_below, scale_across
from plansheet.excel.write import write_book
from plansheet.layout.columns import Column
from plansheet.pages import Bars, Book, Cell, Page, Row

PARTS = ("green", "amber", "red", "not_rated")
COLUMNS = (
    Column("part", "Part", 10),
    Column("measure", "Measure", 30),
    *(Column(key, key.capitalize(), 9, style="number") for key in PARTS),
)
ALT = "Stacked bars: 1 Green & 2 Amber"


def chart_sheet(rows: int = 3, first: int = 1) -> bytes:
    """Return a workbook of one sheet whose last rows are drawn."""
    return written(*["Ratings"] * first, *["Services"] * (rows - first))


def written(*parts: str) -> bytes:
    """Return a workbook of one sheet, a row for each of `parts`: the services are drawn."""
    numbers = {key: Cell(Decimal(place), "number") for place, key in enumerate(PARTS)}
    made = tuple(
        Row(str(row), {"part": Cell(part), "measure": Cell(f"Service {row}"), **numbers})
        for row, part in enumerate(parts)
    )
    bars = Bars("Indicators by rating", ALT, "measure", PARTS, of="Services")
    page = Page("A 'town' here", "A title", COLUMNS, made, lines=("A line",), bars=bars)
    return write_book(Book("Bars", "A council", "Q2", (page,)), MADE)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read(name).decode()


def test_each_part_is_drawn_of_its_column_and_each_bar_named_by_its_row() -> None:
    chart = part(chart_sheet(), "xl/charts/chart1.xml")
    assert re.findall("<c:f>(.*?)</c:f>", chart) == [
        reference
        for letter in "CDEF"
        for reference in (
            f"'A ''town'' here'!${letter}$4",
            "'A ''town'' here'!$B$6:$B$7",
            f"'A ''town'' here'!${letter}$6:${letter}$7",
        )
    ]
    assert '<c:grouping val="stacked"/>' in chart
    # The figures themselves are in the file, for programs that do not work charts out.
    assert chart.count("<c:v>3</c:v>") == 2


def test_one_row_is_one_bar() -> None:
    chart = part(chart_sheet(rows=1, first=0), "xl/charts/chart1.xml")
    assert "<c:f>'A ''town'' here'!$B$5</c:f>" in chart


def test_rows_are_drawn_wherever_they_stand() -> None:
    chart = part(written("Ratings", "Services", "Services", "Objectives"), "xl/charts/chart1.xml")
    assert chart.count("<c:f>'A ''town'' here'!$B$6:$B$7</c:f>") == len(PARTS)


@pytest.mark.parametrize("parts", [("Ratings",), ("Services", "Ratings", "Services")])
def test_a_chart_of_no_rows_or_of_rows_apart_is_not_drawn(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"empty|stand between"):
        written(*parts)


def test_parts_are_told_by_number_pattern_and_word_not_by_colour_alone() -> None:
    chart = part(chart_sheet(), "xl/charts/chart1.xml")
    assert re.findall('<a:pattFill prst="(.*?)">', chart) == ["ltUpDiag", "wdDnDiag", "pct10"]
    assert chart.count('<c:showVal val="1"/>') == len(PARTS)
    assert "<c:legend>" in chart


def test_a_chart_says_what_it_shows_and_stands_below_its_table() -> None:
    drawing = part(chart_sheet(), "xl/drawings/drawing1.xml")
    assert 'descr="Stacked bars: 1 Green &amp; 2 Amber"' in drawing
    assert "<xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row>" in drawing
    assert opened(chart_sheet())["A 'town' here"].tables["table_a_town_here"].ref == "A4:F7"


@pytest.mark.parametrize(("rows", "breaks"), [(3, []), (15, [19]), (26, [])])
def test_a_chart_is_printed_whole(rows: int, breaks: list[int]) -> None:
    sheet = opened(chart_sheet(rows, rows - 2))["A 'town' here"]
    assert [each.id for each in sheet.row_breaks.brk] == breaks


@pytest.mark.parametrize(("services", "points"), [(1, 123), (5, 225), (20, 502), (60, 817)])
def test_a_chart_of_many_bars_grows_thinner(services: int, points: float) -> None:
    assert int(bars_height(services)) == points


def test_a_wide_table_is_made_smaller_but_stays_readable() -> None:
    assert [scale_across([width]) for width in (100, 1_200, 9_000)] == [100, 80, 58]
    assert fits_below(0, 400, 100)
    assert not fits_below(100, 400, 100)
    assert fits_below(100, 400, 80)
