"""Charts as pictures: nothing by colour alone, the same bytes, and readable however many bars."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image

from plansheet.excel.look import SHIPPED
from plansheet.papers.charts import chart_picture
from plansheet.report.blocks import Chart, Series, Tone

COLOURS = SHIPPED.colours


def chart(bars: int, *numbers: int) -> Chart:
    names = tuple(f"Service of {'a very long name ' * 3}{bar}" for bar in range(bars))
    series = (
        Series("Green", Tone.GOOD, (numbers[0],) * bars),
        Series("Amber", Tone.FAIR, (numbers[1],) * bars),
        Series("Red", Tone.POOR, (numbers[2],) * bars),
        Series("Not rated", Tone.PLAIN, (numbers[3],) * bars),
    )
    return Chart("Ratings", "Bar chart.", names, series)


def size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


@pytest.mark.parametrize(
    ("bars", "height"), [(1, 284), (2, 368), (10, 1040), (20, 1700), (60, 1700)]
)
def test_a_chart_is_as_wide_as_the_page_and_never_taller(bars: int, height: int) -> None:
    assert size(chart_picture(chart(bars, 9, 1, 2, 12), COLOURS)) == (1300, height)


def test_the_same_chart_is_the_same_bytes() -> None:
    made = chart(3, 9, 1, 2, 12)
    assert chart_picture(made, COLOURS) == chart_picture(made, COLOURS)
    assert b"Software" not in chart_picture(made, COLOURS)


def test_a_chart_of_nothing_can_be_made() -> None:
    assert size(chart_picture(chart(2, 0, 0, 0, 0), COLOURS)) == (1300, 368)


@pytest.mark.parametrize(
    "names",
    [
        ("Green", "Amber", "Red", "Not rated"),
        ("On course", "Needs attention", "Needs amendment", "Closed", "Not rated"),
        ("x" * 9, "x" * 9, "x" * 9, "x" * 9),
    ],
)
def test_no_name_is_cut_off_at_the_sides(names: tuple[str, ...]) -> None:
    made = chart(2, 9, 1, 2, 12)
    tones = (Tone.GOOD, Tone.FAIR, Tone.POOR, Tone.PLAIN, Tone.PLAIN)
    series = tuple(Series(name, tone, (1, 1)) for name, tone in zip(names, tones, strict=False))
    data = chart_picture(Chart(made.title, made.alt, made.bars, series), COLOURS)
    picture = Image.open(BytesIO(data)).convert("L")
    width, _ = picture.size
    # The names stand above the bars, in the topmost inch less what is around them.
    edges = [picture.getpixel((x, y)) for x in (0, 1, width - 2, width - 1) for y in range(100)]
    assert set(edges) == {255}


def test_parts_are_told_apart_without_colour() -> None:
    """Amber, red and what is not rated are hatched, so their parts have ink in them."""
    picture = Image.open(BytesIO(chart_picture(chart(1, 10, 10, 10, 10), COLOURS))).convert("L")
    width, height = picture.size
    band = range(height - 70, height - 40)
    dark = [
        x
        for x in range(width)
        if any(picture.getpixel((x, y)) < 100 for y in band)  # type: ignore[operator]
    ]
    start, end = min(dark), max(dark)
    quarter = (end - start) // 4
    shares = [
        sum(start + at * quarter + 8 < x < start + (at + 1) * quarter - 8 for x in dark)
        for at in range(4)
    ]
    assert shares[0] == 0
    assert all(share > quarter // 10 for share in shares[1:])


def test_two_parts_without_a_tone_are_told_apart() -> None:
    """The first is dotted, the second lined from side to side."""
    parts = (Series("Closed", Tone.PLAIN, (10,)), Series("Not rated", Tone.PLAIN, (10,)))
    picture = chart_picture(Chart("Actions", "Bar chart.", ("Q1",), parts), COLOURS)
    pixels = Image.open(BytesIO(picture)).convert("L")
    width, height = pixels.size
    ink = [
        [pixels.getpixel((x, y)) < 200 for x in range(width)]  # type: ignore[operator]
        for y in range(height - 70, height - 40)
    ]
    dark = [x for x in range(width) if any(row[x] for row in ink)]
    middle, edge = (min(dark) + max(dark)) // 2, 12
    first, second = slice(min(dark) + edge, middle - edge), slice(middle + edge, max(dark) - edge)
    assert not any(all(row[first]) for row in ink)
    assert any(all(row[second]) for row in ink)
