"""Pieces of live formulas, and the words that every `Check` ends in.

Formulas use A1 references, nothing volatile and no dynamic arrays, so that they work alike in
Excel 2013 and later, LibreOffice and Google Sheets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

COMPLETE = "Complete"


def blank(*keys: str) -> str:
    """Return the condition that cells are all empty; a cell of blanks is empty too."""
    conditions = [f"LEN(TRIM([{key}]))=0" for key in keys]
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def quoted(text: str) -> str:
    """Return `text` as a formula holds it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def listed(texts: Iterable[str]) -> str:
    """Return texts as a formula's list of constants."""
    return f"{{{','.join(quoted(text) for text in texts)}}}"


def first_missing(needs: Iterable[tuple[str, str]], complete: str) -> str:
    """Return what says which of `needs`, as (key, words), is empty first, else `complete`."""
    said = quoted(complete)
    for key, words in reversed(list(needs)):
        said = f"IF({blank(key)},{quoted(words)},{said})"
    return said
