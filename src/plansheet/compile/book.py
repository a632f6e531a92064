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
from plansheet.compile.notes import notes_page
from plansheet.compile.registers import (
    contracts_page,
    heat_map_page,
    projects_page,
    risks_page,
)
from plansheet.compile.services import services_page
from plansheet.compile.summary import summary_page
from plansheet.layout.council import CONTENTS
from plansheet.pages import Book

if TYPE_CHECKING:
    from collections.abc import Callable

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
    return _book(council, tuple(make(council) for make in _PAGES))


def as_version(book: Book, council: CouncilQuarter) -> Book:
    """Return a council's workbook as another version: but for that, only what moved may differ.

    What goes by with the days, on the sheet Returns, is as it is now.
    """
    renewed = {each.name: each for each in (changes_page(council), returns_page(council))}
    _, *pages, _ = book.pages
    return _book(council, tuple(renewed.get(each.name, each) for each in pages))


def _book(council: CouncilQuarter, pages: tuple[Page, ...]) -> Book:
    notes = notes_page(council)
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
