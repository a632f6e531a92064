"""The public copy of the council-wide workbook: other sheets, columns and notes, never hidden ones.

What it is made from has lost what is not public already (`plansheet.reconcile.public`); here the
sheets and columns go that would be left empty, and the words that speak of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.compile.book import compile_book, contents_page
from plansheet.compile.notes import NOTE_WORDS, notes_page
from plansheet.layout.council import (
    CHANGES,
    CONTRACTS,
    DATA,
    EXCEPTIONS,
    QUERIES,
    RISKS,
    SUMMARY,
    kpis_sheet,
    returns_sheet,
    service_pis_sheet,
)
from plansheet.pages import Formula
from plansheet.reconcile.data import data_dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.pages import Book, Cell, Page
    from plansheet.reconcile.quarter import CouncilQuarter

_SHEETS = (returns_sheet().name, QUERIES.name)
_COLUMNS = {
    EXCEPTIONS.name: ("owner",),
    kpis_sheet(()).name: ("source",),
    service_pis_sheet(()).name: ("source",),
    RISKS.name: ("reason",),
    CONTRACTS.name: ("next_step", "new_end", "commentary"),
    CHANGES.name: ("decision", "source"),
    DATA.name: ("entered", "source_file", "source_sheet", "source_cell", "sha256"),
}
_PURPOSES = {
    CHANGES.name: (
        "What changed: since the last version of this copy, in plans, and in figures that were "
        "restated."
    ),
    DATA.name: "Each figure once, as it was compared with its target.",
}
# Parts of Summary that count what is not in the copy.
_PARTS = frozenset({"Returns"})
_TOPICS = frozenset({"Due", "Where figures come from", "Columns of Data"})
_INSTEAD = {
    "Quarter": "{quarter}, version {version} of the public copy of the council's workbook.",
    "Days late": (
        "From the day a milestone was due to the day it was done, or is now expected; a minus "
        "means early."
    ),
    "Left out": (
        "Indicators that the council does not publish, what is asked of services and by them, who "
        "supplied, owns and checked a figure and in which file it stands, why risks were scored "
        "anew, and what is meant to happen with contracts. Every count is of what is in this copy."
    ),
}
_REFERENCE = re.compile(r"\[([^\]!]+)!([^\]]+)\]")
_LINK = re.compile(r"internal:'(.+)'!A1")


def public_book(council: CouncilQuarter) -> Book:
    """Return the public copy of a quarter, which has lost what is not public already."""
    whole = compile_book(council)
    pages = [
        without_private_columns(each) for each in whole.pages[1:-1] if each.name not in _SHEETS
    ]
    pages = [_counting(each, pages) if each.name == SUMMARY.name else each for each in pages]
    notes = notes_page(council, _note_words())
    return replace(
        whole,
        title=f"{whole.title}: public copy",
        pages=(contents_page(council, (*pages, notes)), *pages, notes),
        footer=f"{whole.footer}, public copy",
    )


def without_private_columns(page: Page) -> Page:
    """Return a page without the columns that are not public; KeyError where it has no such."""
    gone = _COLUMNS.get(page.name, ())
    rows = tuple(
        replace(row, cells={key: cell for key, cell in row.cells.items() if key not in gone})
        for row in page.rows
    )
    columns = tuple(column for column in page.columns if column.key not in gone)
    if len(columns) + len(gone) != len(page.columns):
        raise KeyError(page.name)
    purpose = _PURPOSES.get(page.name)
    return replace(page, columns=columns, rows=rows, lines=(purpose,) if purpose else page.lines)


def _counting(page: Page, pages: Sequence[Page]) -> Page:
    """Return the summary without the rows that count, or lead to, what is not in the copy."""
    known = {(each.name, column.key) for each in pages for column in each.columns}
    rows = tuple(
        row
        for row in page.rows
        if row.cells["part"].value not in _PARTS
        and all(_is_there(cell, known) for cell in row.cells.values())
    )
    return replace(page, rows=rows)


def _is_there(cell: Cell, known: set[tuple[str, str]]) -> bool:
    template = cell.value.template if isinstance(cell.value, Formula) else ""
    link = _LINK.fullmatch(cell.link)
    leads = link is None or link[1] in {name for name, _ in known}
    return leads and all(found in known for found in _REFERENCE.findall(template))


def _note_words() -> dict[str, str]:
    """Return what Notes says: every column of Data too, for readers who have nothing else."""
    kept = {topic: words for topic, words in NOTE_WORDS.items() if topic not in _TOPICS}
    gone = _COLUMNS[DATA.name]
    columns = [each for each in data_dictionary() if each["column"] not in gone]
    return {
        **kept,
        **_INSTEAD,
        **{f"Data: {each['column']}": _column_words(each) for each in columns},
    }


def _column_words(column: dict[str, str | list[str]]) -> str:
    words, unit, empty = column["words"], column["unit"], column["empty"]
    parts = (
        f"{column['meaning']}",
        f"Type: {column['type']}.",
        f"Unit: {unit}." if unit else "",
        f"One of: {', '.join(words)}." if words else "",
        "" if empty == "never" else f"Empty {empty}.",
    )
    return " ".join(part for part in parts if part)
