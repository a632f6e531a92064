"""Simulated section heads for the demo: workbooks filled in, and what people do to them.

Everything comes from a fixed seed, so that each run of the demo is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.layout.collection import FINAL
from plansheet.model.indicators import CountsAs, Way
from plansheet.model.units import EXACT, Unit, normal
from plansheet.pages import Cell, Formula, Page, Row
from plansheet.reconcile.words import (
    CHECKED,
    CONTRACTS,
    DATA_ENTRY,
    DATA_QUALITY,
    INDICATORS,
    MILESTONES,
    NO_CHANGE,
    RISKS,
    SIGN_OFF,
    SOURCE_DATA,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from random import Random

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.pages import Book, Value

_HUNDREDTHS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Head:
    """A simulated section head: what they know, and the chance they decide by."""

    indicators: Mapping[str, Indicator]
    quarter: Quarter
    chance: Random


@dataclass(frozen=True, slots=True)
class Sending:
    """One workbook that a simulated section head sends: what they did to it, and how late."""

    what: str
    change: Callable[[Book], Book]
    days_after_due: int = -3
    quarters_back: int = 0


def sendings() -> Iterator[tuple[Sending, ...]]:
    """Yield what each service sends in each quarter, in the order in which they are asked."""
    yield (
        Sending("words where a figure belongs", _with_words, -6),
        Sending("the same, corrected", _careful, -1),
    )
    yield (Sending("a target typed over", _with_target),)
    yield (Sending("an inserted row and a renamed sheet", _rearranged),)
    yield (
        Sending("last quarter's workbook", _careful, -4, 1),
        Sending("the right one, late", _careful, 5),
    )
    yield (Sending("a careful return", _careful),)
    yield ()
    while True:
        yield (Sending("a careful return", _careful),)


def _careful(book: Book) -> Book:
    return book


def _with_words(book: Book) -> Book:
    return with_answer(book, INDICATORS, first_with(book, "actual"), "actual", "a few")


def _with_target(book: Book) -> Book:
    due = first_with(book, "actual", "numerator")
    return with_answer(book, INDICATORS, due, "target", "50%")


def _rearranged(book: Book) -> Book:
    inserted = with_row_inserted(book, INDICATORS, 2)
    return with_sheet_renamed(inserted, MILESTONES, "Project milestones")


def filled_in(book: Book, head: Head) -> Book:
    """Return the workbook as a careful section head sends it back."""
    fillers: dict[str, Callable[[Row], Mapping[str, Value]]] = {
        INDICATORS: lambda row: _indicator_answers(row, head),
        MILESTONES: lambda row: _milestone_answers(row, head),
        RISKS: lambda _: {"changed": NO_CHANGE},
        CONTRACTS: lambda _: {"next_step": "Not decided"},
        DATA_QUALITY: lambda _: {"met": "Yes"},
        SIGN_OFF: lambda row: _signature(row, head),
    }
    return replace(
        book,
        pages=tuple(
            _filled(page, fillers[page.name]) if page.name in fillers else page
            for page in book.pages
        ),
    )


def with_answer(book: Book, sheet: str, label: str, key: str, value: Value) -> Book:
    """Return the workbook with one cell typed over, locked or not."""

    def typed(row: Row) -> Row:
        if row.label != label:
            return row
        # What is typed as text stays text: the cell's style is what a paste leaves behind.
        style = "text" if isinstance(value, str) else row.cells[key].style
        return replace(row, cells={**row.cells, key: Cell(value, style, is_open=True)})

    return _with_page(
        book, sheet, lambda page: replace(page, rows=tuple(typed(row) for row in page.rows))
    )


def with_row_inserted(book: Book, sheet: str, at: int) -> Book:
    """Return the workbook with an empty row among the rows of a sheet."""
    return _with_page(
        book,
        sheet,
        lambda page: replace(page, rows=(*page.rows[:at], Row("", {}), *page.rows[at:])),
    )


def with_sheet_renamed(book: Book, sheet: str, name: str) -> Book:
    """Return the workbook with a sheet called otherwise, its formulas following."""

    def renamed(cell: Cell) -> Cell:
        link = cell.link.replace(f"'{sheet}'", f"'{name}'")
        if not isinstance(cell.value, Formula):
            return replace(cell, link=link)
        template = cell.value.template.replace(f"[{sheet}!", f"[{name}!")
        return replace(cell, value=replace(cell.value, template=template))

    pages = tuple(
        replace(
            page,
            name=name if page.name == sheet else page.name,
            rows=tuple(
                replace(row, cells={key: renamed(cell) for key, cell in row.cells.items()})
                for row in page.rows
            ),
        )
        for page in book.pages
    )
    return replace(book, pages=pages)


def first_with(book: Book, *keys: str) -> str:
    """Return the ref of the first indicator with one of these cells open; "" where none has."""
    rows = (row for page in book.pages if page.name == INDICATORS for row in page.rows)
    return next((row.label for row in rows if any(row.cells[key].is_open for key in keys)), "")


def _with_page(book: Book, sheet: str, change: Callable[[Page], Page]) -> Book:
    pages = tuple(change(page) if page.name == sheet else page for page in book.pages)
    return replace(book, pages=pages)


def _filled(page: Page, answers: Callable[[Row], Mapping[str, Value]]) -> Page:
    rows = []
    for row in page.rows:
        said = {
            key: replace(row.cells[key], value=value)
            for key, value in answers(row).items()
            if row.cells[key].is_open
        }
        rows.append(replace(row, cells={**row.cells, **said}))
    return replace(page, rows=tuple(rows))


def _indicator_answers(row: Row, head: Head) -> dict[str, Value]:
    indicator = head.indicators[row.label]
    said: dict[str, Value] = {
        "provisional": FINAL,
        "commentary": "As reported by the team for the quarter.",
        "action": "The team reviews the figure each month.",
        "owner": "Service manager",
        "by_when": head.quarter.plus(1).last_day,
    }
    if indicator.counts_as is CountsAs.RATIO:
        whole = Decimal(head.chance.randint(150, 250))
        return said | {"numerator": _whole(whole, head, "0.85", "1.00"), "denominator": whole}
    if indicator.unit is Unit.DATE:
        done = head.quarter.last_day - timedelta(days=20)
        return said | {"actual": done} if indicator.is_due(head.quarter) else {}
    return said | {"actual": _figure(row, indicator, head)}


def _figure(row: Row, indicator: Indicator, head: Head) -> Value:
    """Return a figure near the target, so that all three ratings come about."""
    if indicator.unit is Unit.TEXT:
        return "Level 2 achieved"
    goal = row.cells["target"].value
    if not isinstance(goal, Decimal) or not goal:
        goal = Decimal("0.8") if indicator.unit is Unit.PERCENT else Decimal(60)
        if indicator.counts_as is CountsAs.CUMULATIVE:
            goal *= head.quarter.number
    low, high = ("0.92", "1.10") if indicator.good_is.way is not Way.LOWER else ("0.88", "1.09")
    if indicator.counts_as is CountsAs.SUM:
        goal = EXACT.divide(goal, Decimal(head.quarter.number))
    if indicator.unit is Unit.PERCENT:
        share = EXACT.multiply(goal, _between(head.chance, low, high))
        return normal(min(share, Decimal(1)).quantize(Decimal("0.0001")))
    return _whole(goal, head, low, high)


def _whole(goal: Decimal, head: Head, low: str, high: str) -> Decimal:
    return normal(EXACT.multiply(goal, _between(head.chance, low, high)).quantize(Decimal(1)))


def _between(chance: Random, low: str, high: str) -> Decimal:
    """Return a share between two, in whole hundredths: no binary figure comes near."""
    first, last = (int(Decimal(edge) / _HUNDREDTHS) for edge in (low, high))
    return Decimal(chance.randint(first, last)) * _HUNDREDTHS


def _milestone_answers(row: Row, head: Head) -> dict[str, Value]:
    if head.chance.random() < _OFTEN:
        return {"status": "Completed", "done_on": head.quarter.last_day - timedelta(days=20)}
    return {
        "status": "Needs attention",
        "expected": head.quarter.plus(1).last_day,
        "commentary": f"{row.label} waits for a partner's decision.",
    }


_OFTEN = 0.6
_SIGNERS = {
    SOURCE_DATA: ("A. Officer", "Data Officer"),
    DATA_ENTRY: ("A. Officer", "Data Officer"),
    CHECKED: ("B. Manager", "Head of Service"),
}


def _signature(row: Row, head: Head) -> dict[str, Value]:
    name, job_title = _SIGNERS[row.label]
    return {
        "name": name,
        "job_title": job_title,
        "date": head.quarter.last_day + timedelta(days=8),
    }
