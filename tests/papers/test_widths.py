"""Columns of a report's tables: each its share of the page, and no word broken in two."""

from __future__ import annotations

from plansheet.papers.widths import share_out
from plansheet.report.blocks import Column, Table, table

PAGE = 9_638


def exceptions(*rows: tuple[str, str, str]) -> Table:
    columns = (Column("Indicator", 8), Column("Target", 5), Column("What is done", 28))
    return table("Off target", columns, [[*row] for row in rows])


def test_columns_share_the_page_where_every_word_has_room() -> None:
    assert share_out(exceptions(("CP16", "83", "More")), PAGE, 1) == (1880, 1175, 6582)


def test_a_column_takes_what_its_longest_word_needs_from_those_that_can_spare_it() -> None:
    found = share_out(exceptions(("SX18", "Gap -1.48 percentage points", "More")), PAGE, 1)
    assert found == (1862, 1325, 6449)
    assert sum(found) <= PAGE


def test_larger_letters_need_more() -> None:
    whole = exceptions(("SX18", "Gap -1.48 percentage points", "More"))
    assert share_out(whole, PAGE, 1.5)[1] > 1.4 * (share_out(whole, PAGE, 1)[1] - 200)


def test_an_endless_word_gets_a_part_of_the_page_and_is_broken() -> None:
    assert share_out(exceptions(("CP16", "x" * 500, "More")), PAGE, 1)[1] == PAGE // 4


def test_a_table_without_rows_has_room_for_its_headings() -> None:
    narrow, _, wide = share_out(exceptions(), 4_500, 1)
    assert (narrow, wide) == (1125, 2514)


def test_a_page_too_narrow_for_every_word_is_shared_as_it_was_meant() -> None:
    columns = tuple(Column("x" * 500, width) for width in (1, 1, 1, 1, 4))
    assert share_out(table("Endless", columns, []), 8_000, 1) == (1000, 1000, 1000, 1000, 4000)
