"""Text as a workbook may hold it: no characters that its parts cannot, and no longer than it may.

Excel refuses to open a workbook with one wrong character, and counts in UTF-16: an emoji is two.
"""

from __future__ import annotations

import re

# Excel's published limit for the text of one cell.
CELL_LIMIT = 32_767
_BREAK = re.compile(r"\r\n?")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_text(text: str, limit: int = CELL_LIMIT) -> str:
    """Return `text` with blanks for characters that no workbook may hold, cut at `limit`."""
    return cut(_ILLEGAL.sub(" ", _BREAK.sub("\n", text)), limit)


def cut(text: str, limit: int) -> str:
    """Return `text` in `limit` UTF-16 units at most, an ellipsis where it had more."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"
