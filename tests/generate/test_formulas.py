"""What formulas are made of, so that they work alike in Excel 2013 and later, LibreOffice, Sheets.

Every formula of every page is looked at as it is written, in workbooks of each quarter and scheme.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fillings import filled_in
from forms import form, whole_plan

from plansheet.excel.references import References
from plansheet.model.risks import FIVE_BY_SIX
from plansheet.pages import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.pages import Book

# All of them are in Excel 2007 and none is volatile (TODAY, NOW, OFFSET, INDIRECT, CELL, INFO).
FUNCTIONS = (
    *("ABS", "AND", "CLEAN", "FIND", "IF", "INDEX", "ISERROR", "ISNUMBER", "LEFT", "LEN"),
    *("LOOKUP", "MAX", "N", "NOT", "OR", "ROUND", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM"),
)
LONGEST, DEEPEST = 8_192, 64

_TEXT = re.compile(r'"[^"]*"')
_NAME = re.compile(r"([A-Z][A-Z0-9.]*)\(")
# What is left of a formula: functions, cells, sheets in quotes, numbers, lists and signs.
_LEFT = re.compile(
    r"='?|'[^'\[\]]+'!|\$?[A-Z]{1,3}\$?[0-9]+|[A-Z][A-Z0-9.]*(?=\()|[0-9.]+|[-+*/&<>=(){},:]"
)


def books() -> list[Book]:
    scored = [filled_in(seed).form.book for seed in range(4)]
    return [*scored, form(whole_plan(FIVE_BY_SIX)).book]


def formulas(books: list[Book]) -> Iterator[tuple[str, str]]:
    """Yield where each formula stands, and the formula as it is written."""
    for book in books:
        references = References(book.pages)
        for page in book.pages:
            for index, row in enumerate(page.rows):
                for key, cell in row.cells.items():
                    if isinstance(cell.value, Formula):
                        written = references.resolved(cell.value.template, page, index)
                        yield f"{page.name} {row.label} {key}", written
            if isinstance(page.headline, Formula):
                yield f"{page.name} headline", references.resolved(page.headline.template, page, 0)


def test_only_these_functions_and_references_to_cells_are_used() -> None:
    wrong, used = [], set[str]()
    for place, formula in formulas(books()):
        said = _TEXT.sub("", formula)
        names = set(_NAME.findall(said))
        used |= names
        strange = _LEFT.sub("", said)
        others = sorted(names.difference(FUNCTIONS))
        if others or strange:
            wrong.append(f"{place}: {others} {strange} in {formula}")
    assert wrong == []
    assert used == set(FUNCTIONS)


def test_no_formula_is_too_long_or_too_deep() -> None:
    sizes = [(len(formula), depth(formula), place) for place, formula in formulas(books())]
    assert [size for size in sizes if size[0] > LONGEST or size[1] > DEEPEST] == []


def depth(formula: str) -> int:
    """Return how many brackets stand one inside the other."""
    deepest = now = 0
    for sign in _TEXT.sub("", formula):
        now += {"(": 1, ")": -1}.get(sign, 0)
        deepest = max(deepest, now)
    assert now == 0
    return deepest
