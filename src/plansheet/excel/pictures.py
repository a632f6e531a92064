"""The council's logo: a picture file read, and put at the top of a workbook's first sheet."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from plansheet.excel.look import Logo

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# In pixels: as high as three rows of text, and no wider than a quarter of a small screen.
_HIGHEST, _WIDEST = 56, 320
_GAP, _ABOVE = 24, 6
_DOTS_TO_THE_INCH = 96
_STAYS_WHERE_IT_IS = 3
# How a whole file of each kind ends; what a download lost is missing from the end.
_ENDS = {"PNG": b"IEND", "JPEG": b"\xff\xd9", "JPG": b"\xff\xd9"}


class Place(NamedTuple):
    """Where the logo stands, in pixels from the sheet's corner, and how large it is shown."""

    left: int
    width: int
    height: int


def logo_of(data: bytes, alt: str) -> Logo | None:
    """Return the logo in the bytes of a PNG or JPEG file; None where they are no such picture."""
    try:
        image = Image(BytesIO(data))
    except (XlsxWriterException, struct.error, IndexError):
        return None
    end = _ENDS.get(image.image_type)
    if end is None or end not in data:
        return None
    return Logo(data, int(image.width), int(image.height), alt)


def logo_height(logo: Logo) -> float:
    """Return the height in points of a row that the logo stands in."""
    return (_shown_size(logo)[1] + 2 * _ABOVE) * 0.75


def place_of(logo: Logo, title: int, table: int) -> Place:
    """Return where the logo stands beside a title: at the table's right edge, or behind the title.

    `title` and `table` are their widths in pixels.
    """
    width, height = _shown_size(logo)
    return Place(max(title + _GAP, table - width), width, height)


def put_logo(sheet: Worksheet, logo: Logo, place: Place) -> int:
    """Put the logo on a sheet and return what the library answers."""
    image = Image(BytesIO(logo.data))
    options = {
        "image_data": BytesIO(logo.data),
        "x_offset": place.left,
        "y_offset": _ABOVE,
        "x_scale": place.width / (image.width * _DOTS_TO_THE_INCH / image.x_dpi),
        "y_scale": place.height / (image.height * _DOTS_TO_THE_INCH / image.y_dpi),
        "description": logo.alt,
        "object_position": _STAYS_WHERE_IT_IS,
    }
    return int(sheet.insert_image(0, 0, "logo", options))


def _shown_size(logo: Logo) -> tuple[int, int]:
    """Return the size at which the logo is shown, in its own proportions; never enlarged."""
    times = min(_HIGHEST / logo.height, _WIDEST / logo.width, 1)
    return max(round(logo.width * times), 1), max(round(logo.height * times), 1)
