r"""A plan as Markdown: the tables of the plan workbook as text, and how a cell is written in one.

The inverse of reading: a plan that is written and read again is the same plan.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.layout.plans import HELP_SHEET
from plansheet.model.tables import Table
from plansheet.model.units import plain
from plansheet.planbook import plan_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.layout.columns import Column
    from plansheet.model.plans import Plan
    from plansheet.pages import Formula, Page, Value

_TABLES = {str(table): table for table in Table}
# Without these a table of indicators says too little; its other columns stand where they are used.
_ALWAYS = frozenset({"ref", "title", "tier", "unit", "good_is", "how_often", "counts_as"})
_PERIOD = re.compile(r"(?:actual|target|in)_[0-9]")
_SPECIAL = re.compile(r"[\\|*]")
_ENTITY = re.compile(r"&(?=#?[0-9a-z]{1,32};)", re.IGNORECASE)
_BREAK = re.compile(r"<(?=br\s*/?>)", re.IGNORECASE)


def plan_text(plan: Plan) -> str:
    """Return `plan` as the text of a Markdown file, a table under a heading of its own for each.

    Tables without rows are left out, but for the head of a register whose scheme would be lost.
    """
    parts = [f"# {_escaped(plan.title)}\n"]
    for page in plan_book(plan).pages:
        if page.name != HELP_SHEET.name and _is_needed(page, plan):
            rows = [
                [value_text(row.cells[column.key].value) for column in used(page)]
                for row in page.rows
            ]
            parts.append(f"## {page.name}\n")
            parts.append("".join(table_lines([each.heading for each in used(page)], rows)))
    return "\n".join(parts)


def table_pages(plan: Plan) -> dict[Table, Page]:
    """Return the pages of the plan workbook that hold its own tables, by the table."""
    return {_TABLES[page.name]: page for page in plan_book(plan).pages if page.name in _TABLES}


def used(page: Page) -> list[Column]:
    """Return the columns of a table that are written: of indicators only those that say something.

    Columns of years and quarters are written whatever stands in them.
    """
    if page.name != Table.INDICATORS:
        return list(page.columns)
    return [
        column
        for column in page.columns
        if column.key in _ALWAYS
        or _PERIOD.match(column.key)
        or any(value_text(row.cells[column.key].value) for row in page.rows)
    ]


def value_text(value: Value | Formula) -> str:
    """Return a value as a plan writes it: `£12,500`, `31/03/2019`, text as it is."""
    if isinstance(value, Decimal):
        whole, dot, pence = plain(abs(value)).partition(".")
        return f"{'-' if value < 0 else ''}£{int(whole):,}{dot}{pence.ljust(2, '0') if dot else ''}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return value if isinstance(value, str) else ""


def table_lines(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table, each with its end."""
    said = [*headings]
    yield row_line(said)
    yield row_line("---" for _ in said)
    for row in rows:
        yield row_line(row)


def row_line(texts: Iterable[str]) -> str:
    """Return one row of a table as a line with its end."""
    return f"|{'|'.join(written(text) for text in texts)}|\n"


def written(text: str) -> str:
    """Return a text as it stands between the pipes of a table, with a space on either side."""
    return f" {_escaped(text)} " if text else " "


def _escaped(text: str) -> str:
    """Return a text so that reading it as Markdown gives it back."""
    text = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    text = _BREAK.sub("&lt;", _ENTITY.sub("&amp;", text))
    return text.replace("\n", "<br>")


def _is_needed(page: Page, plan: Plan) -> bool:
    return bool(page.rows) or (page.name == Table.RISKS and plan.scheme is not None)
