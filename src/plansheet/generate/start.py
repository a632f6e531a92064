"""The page Start here: what to do on each sheet, how much of it is done, and when it may go back.

What is done is counted live; the counts and words are worked out here once more for the workbook
as it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.generate.asked import Asked, asked_of, reported
from plansheet.generate.formulas import COMPLETE, quoted
from plansheet.generate.live import CHECK
from plansheet.layout.collection import (
    DATA_QUALITY,
    EARLIER_FIGURES,
    REQUESTS_SHEET,
    SIGN_OFF,
    START_HERE,
)
from plansheet.pages import Cell, Formula, Page, Row
from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.generate.context import Context
    from plansheet.model.plans import Plan

READY = "Ready to return"
# Sheets without a column Check: a row is finished once all of these are filled in.
_FINISHED_BY = {SIGN_OFF.name: ("name", "job_title", "date"), DATA_QUALITY.name: ("met",)}
# Sheets on which nothing has to be filled in: how many rows of them are is told all the same.
_AS_NEEDED = {EARLIER_FIGURES.name: "final", REQUESTS_SHEET.name: "change"}
_READY = f"{READY}: everything is done. Save this workbook and attach it to an e-mail."


@dataclass(frozen=True, slots=True)
class _Part:
    """One sheet to fill in: its page and how many of its rows must be."""

    page: Page
    count: int

    @property
    def done(self) -> int:
        """Return how many of its rows are finished as they stand."""
        keys = _FINISHED_BY.get(self.page.name)
        if keys:
            return sum(all(_is_filled(row, key) for key in keys) for row in self.page.rows)
        return sum(_shown(row, CHECK).startswith(COMPLETE) for row in self.page.rows)

    @property
    def noted(self) -> int:
        """Return how many rows are filled in of a sheet that is filled in only if needed."""
        return sum(_is_filled(row, _AS_NEEDED[self.page.name]) for row in self.page.rows)


def _shown(row: Row, key: str) -> str:
    """Return what a cell of a row shows, as text; "" where the row has no such cell."""
    value = row.cells.get(key, Cell()).value
    value = value.value if isinstance(value, Formula) else value
    return "" if value is None else str(value)


def _is_filled(row: Row, key: str) -> bool:
    return bool(_shown(row, key).strip(" "))


def start_page(plan: Plan, context: Context, title: str, tables: Sequence[Page]) -> Page:
    """Return the page that says what to do on each of `tables`, and live how far it is done."""
    parts = [_Part(page, _to_fill_in(plan, context, page)) for page in tables]
    return Page(
        START_HERE.name,
        title,
        START_HERE.columns,
        tuple(Row(part.page.name, _row(part, context)) for part in parts),
        lines=context.lines_of(START_HERE.name),
        headline=_headline(parts),
    )


def recounted(start: Page, tables: Sequence[Page]) -> Page:
    """Return the page with its counts and words as they are for what stands in `tables` now."""
    counts = {row.label: row.cells["rows"].value or 0 for row in start.rows}
    parts = [_Part(page, int(str(counts[page.name]))) for page in tables]
    rows = tuple(
        replace(row, cells={**row.cells, **_counted(part)})
        for row, part in zip(start.rows, parts, strict=True)
    )
    return replace(start, rows=rows, headline=_headline(parts))


def _row(part: _Part, context: Context) -> dict[str, Cell]:
    name = part.page.name
    purpose = context.wording.get(name, ("",))[0]
    described = {
        "sheet": Cell(name, "link", link=f"internal:'{name}'!A1"),
        "purpose": Cell(purpose),
    }
    rows = Cell(Decimal(part.count), "number") if part.count else Cell()
    return described | {"rows": rows, **_counted(part)}


def _counted(part: _Part) -> dict[str, Cell]:
    """Return the cells that count live how much of a sheet is done."""
    if not part.count:
        return {"done": Cell(), "progress": _as_needed(part)}
    live = '=IF([done]=[rows],"Done",[done]&" of "&[rows]&" done")'
    done, progress = part.done, f"{part.done} of {part.count} done"
    return {
        "done": Cell(Formula(_done(part.page.name), Decimal(done)), "number"),
        "progress": Cell(Formula(live, "Done" if done == part.count else progress), "word"),
    }


def _done(name: str) -> str:
    """Return the formula that counts the rows of a sheet that are finished."""
    if name in _FINISHED_BY:
        lengths = (f"(LEN(TRIM([{name}!{key}]))>0)" for key in _FINISHED_BY[name])
        return f"=SUMPRODUCT(1*{'*'.join(lengths)})"
    return f"=SUMPRODUCT(--(LEFT([{name}!check],{len(COMPLETE)})={quoted(COMPLETE)}))"


def _as_needed(part: _Part) -> Cell:
    """Return what stands beside a sheet on which nothing has to be filled in."""
    name = part.page.name
    nothing = "Nothing is due" if name not in _AS_NEEDED else "Only if needed"
    if name not in _AS_NEEDED:
        return Cell(nothing, "word")
    filled = f"SUMPRODUCT(--(LEN(TRIM([{name}!{_AS_NEEDED[name]}]))>0))"
    live = f'=IF({filled}=0,{quoted(nothing)},{filled}&" filled in")'
    return Cell(Formula(live, f"{part.noted} filled in" if part.noted else nothing), "word")


def _headline(parts: Sequence[_Part]) -> Formula:
    """Return how much is done in all and which sheet is next, or that the workbook may go back."""
    rows, done = (f"SUM([{START_HERE.name}!{key}])" for key in ("rows", "done"))
    following, now = quoted(""), ""
    for place, part in reversed(list(enumerate(parts, start=1))):
        if part.count:
            is_left = f"INDEX([{START_HERE.name}!done],{place})<{part.count}"
            words = f"Next: the sheet {part.page.name}."
            following = f"IF({is_left},{quoted(words)},{following})"
            now = words if part.done < part.count else now
    total, finished = sum(part.count for part in parts), sum(p.done for p in parts if p.count)
    said = f'{done}&" of "&{rows}&" rows done. "&{following}'
    return Formula(
        f"=IF({done}>={rows},{quoted(_READY)},{said})",
        f"{finished} of {total} rows done. {now}" if finished < total else _READY,
    )


def _to_fill_in(plan: Plan, context: Context, page: Page) -> int:
    """Return how many rows of a page must be filled in: of the indicators those that are due."""
    if page.name == INDICATORS:
        mine = reported(plan, context)
        return sum(asked_of(each, plan, context) is Asked.DUE for each in mine)
    return 0 if page.name in _AS_NEEDED else len(page.rows)
