"""The council's logo: on the first sheet, beside the title, with words for who cannot see it."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from forms import MADE, Q2, Form, form, opened
from images import jpeg, png

from plansheet.excel.look import SHIPPED, Logo, Look
from plansheet.excel.pictures import logo_of, place_of
from plansheet.excel.read import read_book
from plansheet.excel.widths import column_widths, title_pixels
from plansheet.excel.write import write_book

ALT = "Three Rivers District Council"
EMU_A_PIXEL = 9_525


@pytest.fixture(scope="module")
def sent() -> Form:
    return form(None, Q2)


def with_logo(sent: Form, data: bytes) -> tuple[bytes, Logo]:
    logo = logo_of(data, ALT)
    assert logo is not None
    return write_book(sent.book, MADE, look=Look(logo=logo)), logo


def parts(data: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {
            name: archive.read(name).decode("latin-1")
            for name in archive.namelist()
            if re.search(pattern, name)
        }


@pytest.mark.parametrize("picture", [png(), jpeg(), png(60, 60), png(2_000, 100)])
def test_the_logo_stands_at_the_top_of_the_first_sheet_only(sent: Form, picture: bytes) -> None:
    data, _ = with_logo(sent, picture)
    (drawing,) = parts(data, r"drawings/drawing").values()
    assert f'descr="{ALT}"' in drawing
    relations = parts(data, r"worksheets/_rels/")
    assert [name for name, text in relations.items() if "drawing" in text] == [
        "xl/worksheets/_rels/sheet1.xml.rels"
    ]


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(300, 100, (168, 56)), (60, 60, (56, 56)), (40, 20, (40, 20)), (2_000, 100, (320, 16))],
)
def test_it_is_scaled_to_the_row_and_never_enlarged(
    width: int, height: int, shown: tuple[int, int]
) -> None:
    place = place_of(Logo(b"", width, height, ALT), 400, 1_000)
    assert (place.width, place.height) == shown
    assert place.left + place.width == 1_000


def test_it_covers_neither_the_title_nor_a_line(sent: Form) -> None:
    data, logo = with_logo(sent, png())
    (drawing,) = parts(data, r"drawings/drawing").values()
    anchor = [int(text) for text in re.findall(r"<xdr:(?:col|colOff|row|rowOff)>(\d+)<", drawing)]
    first_column, offset, first_row, _, _, _, last_row, _ = anchor
    page = sent.book.pages[0]
    # Behind the table columns have the width that all have at first.
    widths = [*column_widths(page, SHIPPED), *[64] * 20]
    left = sum(widths[:first_column]) + offset // EMU_A_PIXEL
    assert left >= title_pixels(page, SHIPPED)
    assert (first_row, last_row) == (0, 0)
    assert place_of(logo, 900, 800).left == 924


def test_its_row_is_high_enough_and_keeps_its_height(sent: Form) -> None:
    data, _ = with_logo(sent, png())
    (first, *others) = parts(data, r"worksheets/sheet\d+\.xml").values()
    assert re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)" customHeight="1"', first) == [("1", "51")]
    assert all("customHeight" not in sheet for sheet in others)


def test_the_table_stands_where_it_stood_and_is_read_as_before(sent: Form) -> None:
    data, _ = with_logo(sent, png())
    without = opened(sent.data)["Start here"].tables["table_start_here"].ref
    assert opened(data)["Start here"].tables["table_start_here"].ref == without
    assert read_book(data).sheets == read_book(sent.data).sheets
    assert sent.read(data) == sent.read(sent.data)


def test_it_keeps_its_proportions_whatever_dots_it_has_to_the_inch(sent: Form) -> None:
    data, _ = with_logo(sent, png(300, 100))
    (drawing,) = parts(data, r"drawings/drawing").values()
    size = re.search(r'<a:ext cx="(\d+)" cy="(\d+)"/>', drawing)
    assert size is not None
    assert [int(each) // EMU_A_PIXEL for each in size.groups()] == [168, 56]
