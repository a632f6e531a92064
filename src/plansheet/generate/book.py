"""The whole collection workbook of a service and a quarter, and the identity it carries."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.generate.earlier import earlier_page
from plansheet.generate.formulas import COMPLETE, quoted
from plansheet.generate.indicators import Asked, asked_of, indicators_page, reported
from plansheet.generate.others import (
    contracts_page,
    milestones_page,
    quality_page,
    requests_page,
    sign_off_page,
)
from plansheet.generate.risks import risks_page
from plansheet.layout.collection import (
    DATA_QUALITY,
    EARLIER_FIGURES,
    HELP,
    IDENTITY_SHEET,
    LAYOUT_VERSION,
    PROPERTY_PREFIX,
    REQUESTS_SHEET,
    SIGN_OFF,
    START_HERE,
    collection_sheets,
)
from plansheet.model.dates import spoken_date
from plansheet.pages import Book, Cell, Formula, Page, Row, canonical
from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plansheet.generate.context import Context
    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.plans import Plan

# Sheets without a column Check: a row is finished once all of these are filled in.
_FINISHED_BY = {SIGN_OFF.name: ("name", "job_title", "date"), DATA_QUALITY.name: ("met",)}
_AS_NEEDED = frozenset({EARLIER_FIGURES.name, REQUESTS_SHEET.name})
_NOT_CONTENT = frozenset({START_HERE.name, HELP.name, IDENTITY_SHEET.name})


def generate(plan: Plan, context: Context) -> Book:
    """Return the locked collection workbook of `plan`'s service for the quarter of `context`.

    Sheets without rows are left out; the identity stands in a hidden sheet and in the properties.
    """
    sheets = collection_sheets(context.quarter, plan.scheme)
    tables = _tables(plan, context)
    title = f"{plan.service.name}: performance return for {context.quarter}"
    start = _start_page(plan, context, title, _used(sheets, tables), tables)
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
        sign_off_page(plan, context),
    )
    wanted = {sheet.name for sheet in collection_sheets(context.quarter, plan.scheme)}
    return tuple(page for page in pages if page.rows and page.name in wanted)


def _used(sheets: Iterable[Sheet], tables: Sequence[Page]) -> tuple[Sheet, ...]:
    names = {page.name for page in tables}
    return tuple(sheet for sheet in sheets if sheet.name in names)


def _start_page(
    plan: Plan, context: Context, title: str, sheets: Sequence[Sheet], tables: Sequence[Page]
) -> Page:
    rows = tuple(
        Row(
            page.name,
            {
                "sheet": Cell(page.name, "link", link=f"internal:'{page.name}'!A1"),
                "purpose": Cell(sheet.purpose),
                **_counted(page, _to_fill_in(plan, context, page)),
            },
        )
        for sheet, page in zip(sheets, tables, strict=True)
    )
    return Page(START_HERE.name, title, START_HERE.columns, rows, lines=_instructions(context))


def _instructions(context: Context) -> tuple[str, ...]:
    questions = f"Questions: {context.ask}. " if context.ask else ""
    return (
        f"{context.council}. Please fill this workbook in by {spoken_date(context.due)}.",
        "1. Open each sheet below and fill in the columns marked *. 'Check' says what is missing.",
        "2. Save the workbook and send the file itself back by e-mail, not a link or a PDF.",
        f"{questions}Every column is explained on the sheet Help.",
        "To have a title, target or definition changed, which are locked, use the sheet Requests.",
    )


def _counted(page: Page, count: int) -> dict[str, Cell]:
    """Return how many rows of a page are to be filled in, and live how many are left."""
    if not count:
        return {"rows": Cell("As needed"), "left": Cell(), "check": Cell("As needed", "word")}
    if page.name in _FINISHED_BY:
        lengths = (f"LEN(TRIM([{page.name}!{key}]))" for key in _FINISHED_BY[page.name])
        left = f"=SUMPRODUCT(--({'*'.join(lengths)}=0))"
    else:
        finished = f"LEFT([{page.name}!check],{len(COMPLETE)})={quoted(COMPLETE)}"
        left = f"=[rows]-SUMPRODUCT(--({finished}))"
    check = '=IF([left]=0,"Done",[left]&" left to do")'
    return {
        "rows": Cell(Decimal(count), "number"),
        "left": Cell(Formula(left, Decimal(count)), "number"),
        "check": Cell(Formula(check, f"{count} left to do"), "word"),
    }


def _to_fill_in(plan: Plan, context: Context, page: Page) -> int:
    if page.name == INDICATORS:
        mine = reported(plan, context)
        return sum(asked_of(each, plan, context) is Asked.DUE for each in mine)
    return 0 if page.name in _AS_NEEDED else len(page.rows)


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
    return Page(HELP.name, "Help", HELP.columns, rows, lines=(HELP.purpose,), freeze="column")


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
        "content_sha256": content,
        "scheme": plan.scheme.name if plan.scheme else "",
    }


def _identity_page(identity: dict[str, str]) -> Page:
    rows = tuple(
        Row(name, {"name": Cell(name), "value": Cell(value)}) for name, value in identity.items()
    )
    sheet = IDENTITY_SHEET
    return Page(sheet.name, "Identity", sheet.columns, rows, lines=(sheet.purpose,), hidden=True)
