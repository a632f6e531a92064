"""The whole council-wide workbook: its pages in the contract's order, Contents first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.compile.cells import cells, count, page, row_count, sheet_link
from plansheet.compile.course import changes_page, queries_page, returns_page
from plansheet.compile.indicators import (
    data_page,
    exceptions_page,
    kpis_page,
    service_pis_page,
)
from plansheet.compile.notes import NOTE_WORDS
from plansheet.compile.registers import (
    contracts_page,
    heat_map_page,
    projects_page,
    risks_page,
)
from plansheet.compile.summary import services_page, summary_page
from plansheet.layout.council import CONTENTS, NOTES
from plansheet.model.dates import spoken_date
from plansheet.pages import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter

_PAGES: tuple[Callable[[CouncilQuarter], Page], ...] = (
    summary_page,
    exceptions_page,
    kpis_page,
    service_pis_page,
    services_page,
    projects_page,
    risks_page,
    heat_map_page,
    contracts_page,
    returns_page,
    queries_page,
    changes_page,
    data_page,
)


def compile_book(council: CouncilQuarter) -> Book:
    """Return the Performance Data Collection workbook of one quarter."""
    pages = tuple(make(council) for make in _PAGES)
    notes = notes_page(council, NOTE_WORDS)
    contents = contents_page(council, (*pages, notes))
    return Book(
        title=f"Performance Data Collection {council.quarter}",
        author=council.council,
        subject=f"Version {council.version}",
        pages=(contents, *pages, notes),
        footer=f"{council.council}, {council.quarter}",
    )


def contents_page(council: CouncilQuarter, pages: tuple[Page, ...]) -> Page:
    """Return the sheet that leads to the others, and says how many rows each has."""
    rows = [
        {
            "sheet": sheet_link(each.name, each.name),
            **cells(CONTENTS, {"shows": each.lines[0], "rows": count(row_count(each))}),
        }
        for each in pages
    ]
    return page(CONTENTS, f"Performance Data Collection: {council.quarter}", rows)


def notes_page(council: CouncilQuarter, words: Mapping[str, str]) -> Page:
    """Return the sheet of notes by topic, their gaps filled in."""
    rows = [
        cells(NOTES, {"topic": topic, "note": note.format_map(_said(council))})
        for topic, note in words.items()
    ]
    return page(NOTES, f"Notes: {council.quarter}", rows)


def _said(council: CouncilQuarter) -> dict[str, object]:
    return {
        "council": council.council,
        "quarter": council.quarter,
        "period": council.quarter.label,
        "version": council.version,
        "due": spoken_date(council.due),
        "tolerance": council.tolerance,
    }
