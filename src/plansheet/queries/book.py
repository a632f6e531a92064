"""The query workbook: an issue with the answers of its return, and each query at its cell.

A query is marked three times: its cell has a tint, a thick box and a note; the row's Check, or the
line above the table, says its number in words; and the sheet Queries says what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.generate.formulas import COMPLETE, quoted
from plansheet.generate.live import CHECK
from plansheet.generate.start import recounted
from plansheet.layout.collection import HELP, IDENTITY, QUERIES, START_HERE
from plansheet.pages import Cell, Formula, Page, Row
from plansheet.problems import ASKED
from plansheet.queries.answers import filled
from plansheet.queries.asked import Query, queries_of
from plansheet.queries.states import ANSWERED, state_of, where
from plansheet.reconcile.words import INDICATORS, joined

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from plansheet.model.returns import Return
    from plansheet.pages import Book
    from plansheet.problems import Problem

_NO_TABLES = frozenset({START_HERE.name, HELP.name, IDENTITY})
_NOTHING = "Nothing"
_LINES = (
    "Your answers are filled in. What is asked about has a thick box, a tint and a note.",
    "Correct it, fill in what is missing, and send this workbook back. What you leave alone stays.",
    "Where a figure is right as it stands, say why under Commentary or in your e-mail.",
)


@dataclass(frozen=True, slots=True)
class Asking:
    """The query workbook and what it asks."""

    book: Book
    queries: tuple[Query, ...]


def query_book(issued: Book, returned: Return, problems: Sequence[Problem]) -> Asking:
    """Return the workbook `issued` with the answers of `returned` and what `problems` ask.

    Asked is nothing where no problem asks the section head anything.
    """
    answered = filled(issued, _answering(returned, problems))
    queries = queries_of(answered.pages, returned, problems)
    noted = tuple(_with_line(page, queries) for page in answered.pages)
    # Addresses count the line above the table: the cells are looked for again below it.
    queries = queries_of(noted, returned, problems)
    marked = tuple(_marked(page, queries) for page in noted)
    tables = [page for page in marked if page.name not in _NO_TABLES]
    pages = (recounted(page, tables) if page.name == START_HERE.name else page for page in marked)
    title = f"Queries: {issued.footer}"
    book = replace(
        issued,
        title=title,
        subject=f"{issued.subject}, with queries",
        pages=(_queries_page(title, queries, {page.name for page in tables}), *pages),
    )
    return Asking(book, queries)


def _answering(returned: Return, problems: Sequence[Problem]) -> Return:
    """Return the answers without those that are held since they answer an older question."""
    older = {each.place.label for each in problems if each.code == "row-redefined"}
    rows = {
        label: {key: answer for key, answer in row.items() if label not in older or not answer.held}
        for label, row in returned.rows(INDICATORS).items()
    }
    return replace(returned, answers={**returned.answers, INDICATORS: rows}) if older else returned


def _with_line(page: Page, queries: Sequence[Query]) -> Page:
    """Return a page with a line that says which queries are about it."""
    numbers = [each.number for each in queries if each.spots and each.sheet == page.name]
    if not numbers:
        return page
    are = "are" if len(numbers) > 1 else "is"
    said = f"{_named(numbers)} {are} about this sheet: look for the thick boxes and their notes."
    return replace(page, lines=(*page.lines, f"{said} The sheet {QUERIES.name} says all."))


def _named(numbers: Sequence[int]) -> str:
    """Return queries by their numbers: `Query 3`, `Queries 1 to 4, 6 and 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words: list[str] = []
    for run in runs:
        is_long = len(run) > len(("first", "last"))
        words += [f"{run[0]} to {run[-1]}"] if is_long else map(str, run)
    return f"{'Query' if len(numbers) == 1 else 'Queries'} {joined(words)}"


def _marked(page: Page, queries: Sequence[Query]) -> Page:
    """Return a page with a note on each cell that is asked about, and its rows' Check saying so."""
    notes: dict[tuple[int, str], list[Query]] = {}
    for query in queries:
        for spot in query.spots:
            for key in spot.marked if spot.page.name == page.name else ():
                notes.setdefault((spot.index, key), []).append(query)
    rows = list(page.rows)
    for (index, key), asked in notes.items():
        note = "\n\n".join(_note(each) for each in asked)
        cells = rows[index].cells
        rows[index] = replace(rows[index], cells={**cells, key: replace(cells[key], note=note)})
    for index in {index for index, _ in notes}:
        found = (each for (at, _), each in notes.items() if at == index)
        asked = list({each.number: each for group in found for each in group}.values())
        cells = rows[index].cells
        if CHECK in cells:
            check = _check(cells[CHECK], sorted(asked, key=lambda each: each.number))
            rows[index] = replace(rows[index], cells={**cells, CHECK: check})
    return replace(page, rows=tuple(rows))


def _note(query: Query) -> str:
    return f"Query {query.number}. {ASKED[query.level]}: {query.message}"


def _check(cell: Cell, asked: Sequence[Query]) -> Cell:
    """Return a row's Check with the queries that are about it in words.

    One that must be answered stands before what Check says, until that is Complete; one about what
    is used behind it: the row counts as done.
    """
    holding = [each.number for each in asked if each.holds]
    others = [each.number for each in asked if not each.holds]
    # What the row wants first may be another thing than what is asked: each is said by itself.
    before = f"See {_named(holding).lower()}. " if holding else ""
    after = f" ({_named(others).lower()})" if others else ""
    if not isinstance(cell.value, Formula):
        return replace(cell, value=f"{before}{cell.value}{after}")
    said = str(cell.value.value)
    formula = cell.value.template.removeprefix("=")
    if before:
        whole = quoted(f"{before}{COMPLETE}")
        formula = f"SUBSTITUTE({quoted(before)}&{formula},{whole},{quoted(COMPLETE)})"
        said = said if said.startswith(COMPLETE) else f"{before}{said}"
    if after:
        formula, said = f"{formula}&{quoted(after)}", f"{said}{after}"
    return replace(cell, value=Formula(f"={formula}", said))


def _queries_page(title: str, queries: Sequence[Query], sheets: Container[str]) -> Page:
    rows = tuple(Row(str(each.number), _cells(each, sheets)) for each in queries)
    return Page(QUERIES.name, title, QUERIES.columns, rows, _LINES, _headline(rows))


def _headline(rows: Sequence[Row]) -> Formula:
    """Return how many queries are answered, live."""
    count, of = f'SUMPRODUCT(--([{QUERIES.name}!answered]="{ANSWERED}"))', f" of {len(rows)}"
    words = "query" if len(rows) == 1 else "queries"
    return Formula(f'={count}&"{of} {words} answered."', f"0{of} {words} answered.")


def _cells(query: Query, sheets: Container[str]) -> Mapping[str, Cell]:
    return {
        "no": Cell(str(query.number)),
        "level": Cell(ASKED[query.level]),
        "sheet": Cell(query.sheet),
        "refs": Cell(", ".join(query.labels)),
        "cells": _link(query, sheets),
        "read": _read(query),
        "message": Cell(query.message),
        "answered": state_of(query),
    }


def _read(query: Query) -> Cell:
    """Return what was read, just as it stands in the cell that is asked about."""
    if query.read is None:
        return Cell(_NOTHING if query.spots else None)
    is_text = isinstance(query.read.value, str)
    return Cell(query.read.value, "text" if is_text else query.read.style)


def _link(query: Query, sheets: Container[str]) -> Cell:
    """Return the link to the first of a query's cells, which says how many there are besides."""
    cells = where(query) or (["A1"] if query.sheet in sheets else [])
    if not cells:
        return Cell()
    name = query.sheet.replace("'", "''")
    more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
    return Cell(f"{cells[0]}{more}", "link", link=f"internal:'{name}'!{cells[0]}")
