"""How pages are put on paper: readable, few sheets, and what belongs together on one of them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from plansheet.excel.paper import SMALLEST, Paper, labels_for, paper_for
from plansheet.layout.columns import Column, Reads

# What A4 across holds in pixels at full size, as much as other programs' columns allow.
ACROSS = 961


def columns(*kinds: str) -> list[Column]:
    """Return columns of kinds: a for one to fill in, else one that is locked; digits are widths."""
    return [
        Column(f"c{number}", "C", int(kind[1:] or 10), Reads.TEXT if kind[0] == "a" else None)
        for number, kind in enumerate(kinds)
    ]


def sheets_of(widths: list[int], labels: int, paper: Paper) -> list[int]:
    """Return how wide each sheet of paper is, the labels repeated on each."""
    edges = [labels, *paper.breaks, len(widths)]
    return [sum(widths[:labels]) + sum(widths[one:other]) for one, other in pairwise(edges)]


@pytest.mark.parametrize(
    ("width", "fits"), [(600, True), (1_000, True), (1_657, True), (1_660, False)]
)
def test_a_table_is_shrunk_to_one_sheet_while_it_can_be_read(width: int, *, fits: bool) -> None:
    paper = paper_for(columns("b", "b", "b"), [10, 500 - 10, width - 500], 1, [15, 15])
    assert (paper.breaks == ()) is fits


def test_a_column_is_never_smaller_than_can_be_read() -> None:
    paper = paper_for(columns("b", "b", "b"), [100, 1_400, 3_000], 1, [15])
    assert paper == Paper(60, (2,))
    assert paper.scale >= SMALLEST


def test_it_breaks_between_what_is_locked_and_what_is_to_be_filled_in() -> None:
    kinds = columns("b", "b40", "b41", "a50", "a51", "b60")
    assert paper_for(kinds, [100, 700, 600, 700, 600, 1_300], 1, [15]) == Paper(65, (3, 5))


def test_columns_of_one_kind_stay_together() -> None:
    # Four quarters alike: the break is before them, although behind the second is room.
    kinds = columns("b", "b40", "b41", "b16", "b16", "b16", "b16", "b20")
    widths = [100, 600, 500, 150, 150, 150, 150, 200]
    assert paper_for(kinds, widths, 1, [15]) == Paper(80, (3,))


def test_the_fewest_sheets_then_the_largest_scale() -> None:
    kinds = columns(*(f"b{width}" for width in range(10, 22)))
    widths = [100, *[200] * 11]
    paper = paper_for(kinds, widths, 1, [15])
    assert paper == Paper(70, (6,))
    assert all(width <= ACROSS / 0.7 for width in sheets_of(widths, 1, paper))


@pytest.mark.parametrize(
    ("height", "scale"),
    [
        # All fits; a little too much; more than a third of a further sheet; a little over two.
        (460, 0),
        (480, 96),
        (640, 0),
        (1_000, 92),
        (0, 0),
    ],
)
def test_a_last_sheet_with_little_on_it_is_saved(height: int, scale: int) -> None:
    assert paper_for(columns("b"), [900], 1, [height]).scale == scale


def test_a_wide_table_saves_it_too() -> None:
    kinds, widths = columns("b", "b", "a"), [100, 1_100, 1_100]
    assert paper_for(kinds, widths, 1, [500]).scale == 80
    assert paper_for(kinds, widths, 1, [600]).scale == 76


def test_rows_are_named_on_each_sheet_and_the_title_is_not_cut_off() -> None:
    kinds = columns("b", "b", "b", "a")
    widths = [50, 200, 200, 300]
    assert labels_for(kinds, widths, 1, 40) == 1
    assert labels_for(kinds, widths, 1, 220) == 2
    assert labels_for(kinds, widths, 0, 220) == 2
    assert labels_for(kinds, widths, 2, 40) == 2
    # Neither what is to be filled in nor most of the paper is repeated.
    assert labels_for(kinds, widths, 1, 900) == 3
    assert labels_for(kinds, [50, 600, 200, 300], 1, 900) == 1
    assert labels_for(columns("b"), [50], 1, 900) == 1
