"""The whole collection workbook of a service and a quarter, and the identity it carries."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plansheet.generate.earlier import earlier_page
from plansheet.generate.indicators import indicators_page
from plansheet.generate.others import (
    contracts_page,
    milestones_page,
    quality_page,
    requests_page,
    sign_off_page,
)
from plansheet.generate.risks import risks_page
from plansheet.generate.start import start_page
from plansheet.layout.collection import (
    HELP,
    IDENTITY_SHEET,
    LAYOUT_VERSION,
    PROPERTY_PREFIX,
    START_HERE,
    collection_sheets,
)
from plansheet.pages import Book, Cell, Formula, Page, Row, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plansheet.generate.context import Context
    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.plans import Plan

_CONTENT = "content_sha256"
_NOT_CONTENT = frozenset({START_HERE.name, HELP.name, IDENTITY_SHEET.name})


def generate(plan: Plan, context: Context) -> Book:
    """Return the locked collection workbook of `plan`'s service for the quarter of `context`.

    Sheets without rows are left out; the identity stands in a hidden sheet and in the properties.
    """
    sheets = collection_sheets(context.quarter, plan.scheme)
    tables = _tables(plan, context)
    title = f"{plan.service.name}: performance return for {context.quarter}"
    start = start_page(plan, context, title, tables)
    pages = (start, *tables, _help_page(context, _used(sheets, tables)))
    identity = _identity(plan, context, content_sha256(pages))
    return Book(
        title=title,
        author=context.council,
        subject=f"Collection workbook, issue {context.number}",
        pages=(*pages, _identity_page(identity)),
        properties={f"{PROPERTY_PREFIX}{name}": value for name, value in identity.items()},
        locked=True,
        footer=f"{plan.service.name}, {context.quarter}",
    )


def stated_content(book: Book) -> str:
    """Return the sha256 of what is locked in a collection workbook, as its identity states it."""
    return book.properties[f"{PROPERTY_PREFIX}{_CONTENT}"]


def content_sha256(pages: Iterable[Page]) -> str:
    """Return the sha256 of what is locked: sheet, row, heading and canonical value of each cell.

    Looks, help texts and what the workbook works out itself are left out, so that an office
    program's re-saving, or a new release of plansheet, changes nothing.
    """
    digest = hashlib.sha256()
    for page in pages:
        for parts in _locked_cells(page):
            digest.update("\x1f".join(parts).encode() + b"\x1e")
    return digest.hexdigest()


def _locked_cells(page: Page) -> Iterator[tuple[str, str, str, str]]:
    """Yield sheet, row, heading and value of each locked cell that says what the plan says."""
    if page.name in _NOT_CONTENT:
        return
    for row in page.rows:
        for column in page.columns:
            cell = row.cells[column.key]
            if column.checked and not cell.is_open and not isinstance(cell.value, Formula):
                yield page.name, row.label, column.heading, canonical(cell.value)


def _tables(plan: Plan, context: Context) -> tuple[Page, ...]:
    """Return the pages that have rows, in the contract's order."""
    pages = (
        indicators_page(plan, context),
        earlier_page(plan, context),
        milestones_page(plan, context),
        *([risks_page(plan, plan.scheme, context)] if plan.scheme else []),
        contracts_page(plan, context),
        requests_page(context),
        quality_page(context),
        sign_off_page(context),
    )
    wanted = {sheet.name for sheet in collection_sheets(context.quarter, plan.scheme)}
    return tuple(page for page in pages if page.rows and page.name in wanted)


def _used(sheets: Iterable[Sheet], tables: Sequence[Page]) -> tuple[Sheet, ...]:
    names = {page.name for page in tables}
    return tuple(sheet for sheet in sheets if sheet.name in names)


def _help_page(context: Context, sheets: Iterable[Sheet]) -> Page:
    rows = tuple(
        Row(
            f"{sheet.name} {column.heading}",
            {
                "sheet": Cell(sheet.name),
                "column": Cell(column.heading),
                "help": Cell(_help(column)),
                "example": Cell(column.example_for(context.quarter)),
            },
        )
        for sheet in sheets
        for column in sheet.entries
    )
    lines = context.lines_of(HELP.name)
    return Page(HELP.name, "Help", HELP.columns, rows, lines=lines, freeze="column")


def _help(column: Column) -> str:
    if not column.choices:
        return column.help
    *first, last = column.choices
    return f"{column.help} One of: {', '.join(first)} or {last}."


def _identity(plan: Plan, context: Context, content: str) -> dict[str, str]:
    return {
        "council": context.council,
        "service": plan.code,
        "period": context.quarter.label,
        "issue": str(context.number),
        "issue_id": context.issue_id,
        "layout": LAYOUT_VERSION,
        _CONTENT: content,
        "scheme": plan.scheme.name if plan.scheme else "",
    }


def _identity_page(identity: dict[str, str]) -> Page:
    rows = tuple(
        Row(name, {"name": Cell(name), "value": Cell(value)}) for name, value in identity.items()
    )
    sheet = IDENTITY_SHEET
    return Page(sheet.name, "Identity", sheet.columns, rows, lines=(sheet.purpose,), hidden=True)
