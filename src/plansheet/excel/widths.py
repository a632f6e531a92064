"""How wide each column of a page is: as its content needs, up to the width it is declared with.

Never narrower than the longest word of its heading beside the filter button, or than a figure, a
date or a choice that it may show. A column to fill in keeps its declared room to type, one with
drawn bars its room to draw.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.excel.measure import BOLD, INDENT, PADDING, longest_word, pixels_of, text_pixels
from plansheet.excel.styles_out import TITLE_TIMES, is_bold, shown, widest
from plansheet.pages import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.excel.look import Look
    from plansheet.layout.columns import Column
    from plansheet.pages import Cell, Page, Value

FILTER_BUTTON = 20
# The column of words that change as a row is filled in: none of them may be broken.
_LIVE = "check"
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER_AT_END = re.compile(r"_?\d+$")


def column_widths(page: Page, look: Look) -> tuple[int, ...]:
    """Return the widths of a page's columns in pixels; numbered columns are all alike wide."""
    widths = {column.key: _width(page, column, look) for column in page.columns}
    stems: dict[str, int] = {}
    for key, width in widths.items():
        stem = _stem(key)
        stems[stem] = max(stems.get(stem, 0), width)
    return tuple(stems[_stem(key)] for key in widths)


def title_pixels(page: Page, look: Look) -> int:
    """Return how wide a page's title is."""
    return text_pixels(page.title, look.font.scale * BOLD * TITLE_TIMES)


def texts_of(cell: Cell) -> tuple[str, ...]:
    """Return the texts a cell may show: its own, or all that a live formula of words may say."""
    value = cell.value
    if isinstance(value, Formula):
        is_text = isinstance(value.value, str)
        return (str(value.value), *words_in(value.template)) if is_text else ()
    return (value,) if isinstance(value, str) and value else ()


@lru_cache(maxsize=1_024)
def words_in(template: str) -> tuple[str, ...]:
    """Return the texts in quotes of a formula, without those that are empty."""
    found = (text.replace('""', '"') for text in _QUOTED.findall(template))
    return tuple(text for text in found if text)


def _stem(key: str) -> str:
    """Return a column's name without its number: the quarters are columns of one kind."""
    return _NUMBER_AT_END.sub("", key)


def _width(page: Page, column: Column, look: Look) -> int:
    scale, key = look.font.scale, column.key
    cells = [cell for row in page.rows if (cell := row.cells.get(key)) is not None]
    declared = pixels_of(column.width * scale)
    least = longest_word(column.shown, scale * BOLD) + FILTER_BUTTON
    least = max(least, *_unwrapped(cells, scale), *_choices(page, column, scale))
    wanted = 0
    # The live formulas of a column say much the same: each text is measured once.
    said = {(texts, is_bold(cell.style)) for cell in cells if (texts := texts_of(cell))}
    for text, is_heavy in {(text, is_heavy) for texts, is_heavy in said for text in texts}:
        wide = scale * BOLD if is_heavy else scale
        wanted = max(wanted, text_pixels(text, wide))
        if column.key == _LIVE:
            least = max(least, longest_word(text, wide))
    if column.is_entry or page.spare or any(cell.sparkline for cell in cells):
        wanted = declared
    return max(least + PADDING, min(wanted + PADDING, declared))


def _unwrapped(cells: Sequence[Cell], scale: float) -> Iterator[int]:
    """Yield how wide things are that cells may show and that do not wrap, 0 among them."""
    yield 0
    for text in {_figure(cell) for cell in cells}:
        yield text_pixels(text, scale) + INDENT if text else 0
    for style, choices in {(cell.style, _choices_of(cell)) for cell in cells if cell.is_open}:
        yield text_pixels(widest(style), scale) + INDENT
        yield from (text_pixels(choice, scale) for choice in choices)


def _figure(cell: Cell) -> str:
    """Return a figure or date as its cell shows it; a live one may grow by a digit."""
    value: Value | Formula = cell.value
    if value is None or isinstance(value, str):
        return ""
    if not isinstance(value, Formula):
        return shown(value, cell.style)
    now = value.value
    return "" if now is None or isinstance(now, str) else shown(now, cell.style) + "0"


def _choices_of(cell: Cell) -> tuple[str, ...]:
    return cell.rule.choices if cell.rule else ()


def _choices(page: Page, column: Column, scale: float) -> Iterator[int]:
    """Yield how wide the choices are that all cells of a column offer."""
    rule = page.rules.get(column.key)
    yield from (text_pixels(choice, scale) for choice in (rule.choices if rule else ()))
