"""How wide text is in pixels, and in how many lines it wraps: XlsxWriter's widths of letters.

They are Calibri's in 11 points on a screen of 96 dots to the inch; another font, another size and
bold type are taken as so many times wider.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from xlsxwriter.utility import xl_pixel_width

# What a cell keeps free at its two sides together, and the most that a step of indent takes.
PADDING = 7
INDENT = 14
BOLD = 1.06
_DIGIT = 7
_CELL_EDGE = 5
# Office programs round each letter in their own way: a line is taken to be full a little early.
_FULL = 0.98


def pixels_of(digits: float) -> int:
    """Return the pixels of a column that is `digits` wide, as the file counts widths."""
    return int(digits * _DIGIT) + _CELL_EDGE


@lru_cache(maxsize=16_384)
def text_pixels(text: str, scale: float) -> int:
    """Return the room that the longest line of `text` needs so as not to wrap."""
    return _room(max(_plain_pixels(line) for line in text.split("\n")) * scale)


def longest_word(text: str, scale: float) -> int:
    """Return the room that the longest word of `text` needs so as not to be broken."""
    return _room(max(map(_plain_pixels, text.split()), default=0) * scale)


def _room(width: float) -> int:
    return ceil(width / _FULL)


@lru_cache(maxsize=8_192)
def lines_of(text: str, room: int, scale: float) -> int:
    """Return in how many lines `text` wraps where a line has `room` pixels.

    Lines break between words, and within a word that is longer than a line.
    """
    full = room * _FULL / scale
    return sum(_lines(line, full) for line in text.split("\n"))


def _lines(line: str, full: float) -> int:
    if _plain_pixels(line) <= full:
        return 1
    lines, used, space = 1, 0.0, _plain_pixels(" ")
    for word in line.split():
        width = _plain_pixels(word)
        if used and used + space + width > full:
            lines, used = lines + 1, 0.0
        used += width + (space if used else 0)
        while used > full:
            lines, used = lines + 1, used - full
    return lines


@lru_cache(maxsize=16_384)
def _plain_pixels(text: str) -> int:
    return int(xl_pixel_width(text))
