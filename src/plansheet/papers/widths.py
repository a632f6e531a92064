"""How wide the columns of a report's tables are: each its share, none narrower than its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.excel.measure import BOLD, longest_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.report.blocks import Table

# Widths of letters are known in pixels, 96 to the inch, and wanted in twentieths of a point. What a
# cell keeps free at its sides is the template's; other fonts are wider than that they are known of.
_TWIPS_A_PIXEL, _SIDES, _OTHER_FONTS = 15, 200, 1.04
# A word that is longer than this part of the page, such as an address, may be broken.
_LONGEST = 4


def share_out(table: Table, width: int, scale: float) -> tuple[int, ...]:
    """Return the widths of a table's columns in twentieths of a point, `width` at most in all.

    A column whose share would break its longest word takes from the others what they can spare.
    `scale` is how much larger the letters are than 11 points.
    """
    parts = sum(column.width for column in table.columns)
    shares = [width * column.width // parts for column in table.columns]
    least = [min(each, width // _LONGEST) for each in _least(table, scale)]
    found = list(zip(shares, least, strict=True))
    wanted = sum(max(need - share, 0) for share, need in found)
    spare = sum(max(share - need, 0) for share, need in found)
    if wanted > spare:
        return tuple(shares)
    return tuple(
        share - -((need - share) * wanted // spare) if share > need else need
        for share, need in found
    )


def _least(table: Table, scale: float) -> Iterator[int]:
    """Yield the width that each column needs so that no word of it is broken."""
    scale *= _OTHER_FONTS
    for at, column in enumerate(table.columns):
        words = (longest_word(row[at].text, scale) for row in table.rows)
        widest = max(longest_word(column.heading, scale * BOLD), *words, 0)
        yield widest * _TWIPS_A_PIXEL + _SIDES
