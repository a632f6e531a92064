"""The references of formulas, from column keys to A1."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from plansheet.pages import column_letters, row_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.pages import Page

# A text in quotes, which is left alone, or a reference to a column of this page or another.
_REFERENCE = re.compile(r'"[^"]*"|\[(?:([^\[\]!"]+)!)?([^\[\]!"]+)\]')


class References:
    """The columns of a workbook's pages, looked up once: formulas name them by the thousand."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Take the pages that formulas may name."""
        self._pages = {page.name: page for page in pages}
        self._letters = {
            page.name: {
                column.key: column_letters(number)
                for number, column in enumerate(page.columns, start=1)
            }
            for page in self._pages.values()
        }
        self._areas: dict[tuple[str, str], str] = {}

    def resolved(self, template: str, page: Page, index: int) -> str:
        """Return `template` with its references as A1: `[key]` in this row, `[Sheet!key]` a column.

        Texts in quotes stay as they are. Raises KeyError for a sheet or column that does not exist.
        """
        letters, row = self._letters[page.name], str(row_of(page, index))
        first, *rest = _taken_apart(template)
        said = [first.text]
        for name, key, text in rest:
            said.append(self._area(name, key) if name else letters[key] + row)
            said.append(text)
        return "".join(said)

    def _area(self, name: str, key: str) -> str:
        """Return all the cells of a column of another page."""
        if (name, key) not in self._areas:
            page, letters = self._pages[name], self._letters[name][key]
            top, last = row_of(page, 0), row_of(page, max(len(page.rows), 1) - 1)
            quoted = name.replace("'", "''")
            self._areas[name, key] = f"'{quoted}'!${letters}${top}:${letters}${last}"
        return self._areas[name, key]


class _Piece(NamedTuple):
    """A reference of a formula, to no sheet or to one by name, and the text that follows it."""

    name: str
    key: str
    text: str


# The rows of a page have formulas of few kinds, and so have the workbooks of many services.
@lru_cache(maxsize=4096)
def _taken_apart(template: str) -> tuple[_Piece, ...]:
    """Return a formula at its references; what stands before the first is told with none."""
    found = [match for match in _REFERENCE.finditer(template) if match[2]]
    ends = [*(match.start() for match in found), len(template)]
    rest = (
        _Piece(match[1] or "", match[2], template[match.end() : end])
        for match, end in zip(found, ends[1:], strict=True)
    )
    return _Piece("", "", template[: ends[0]]), *rest
