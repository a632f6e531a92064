"""A plan as a workbook to go on with: every table, what is to be confirmed, and what was left over.

Pure, and the inverse of reading: a plan that is written and read again is the same plan. Texts
stand as they do in the plan; what was inferred is left empty and asked about on `To confirm`.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from plansheet.layout import plans as layout
from plansheet.layout.headings import INDICATORS
from plansheet.layout.plan_words import PUBLISH
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.model.tables import Table
from plansheet.model.units import EXACT, HUNDRED
from plansheet.pages import Book, Cell, Page, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from _typeshed import DataclassInstance

    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Contract, Plan, Project
    from plansheet.model.risks import Risk, RiskScheme
    from plansheet.pages import Value
    from plansheet.problems import Problem

# What is told of a plan again whenever it is read, or was put right by writing it: no note of it.
_TOLD_AGAIN = frozenset(("inferred", "missing-ref", "ref-written", "table-unknown"))
# The most characters that a cell of a workbook holds, counted in UTF-16, and the digits of a
# number that it keeps.
_MOST_TEXT, _MOST_DIGITS = 32_767, 15
_OF_FIXED_LENGTH = frozenset((str(Table.SERVICE), str(Table.HEAT_MAP)))
_HOW_TO = (
    "Change what you like and add rows below each table; plansheet knows a table by its headings, "
    "so keep those as they are. Every column is explained on the sheet Help."
)


def plan_book(plan: Plan, told: Sequence[Problem] = (), council: str = "") -> Book:
    """Return `plan` as an unlocked workbook; `told` is what there was to say when it was read.

    Tables without rows are there to be filled in; `Heat map`, `Ratings`, `To confirm` and `Notes`
    only where they say something.
    """
    tables = [*_tables(plan)]
    pages = [_page(plan, sheet, rows) for sheet, rows in tables]
    pages[1:1] = _confirm_pages(plan)
    pages += _notes_pages(plan, told)
    pages.append(_help_page(sheet for sheet, _ in tables))
    return Book(
        title=plan.title,
        author=council,
        subject="Service plan",
        pages=tuple(pages),
        footer=f"{plan.service.name}, {plan.years[0]} to {plan.years[-1]}",
    )


def overlong(book: Book) -> tuple[tuple[str, str], ...]:
    """Return sheet and row of every cell that holds more text than a workbook keeps."""
    return tuple(
        (page.name, row.label)
        for page in book.pages
        for row in page.rows
        for cell in row.cells.values()
        if isinstance(cell.value, str) and len(cell.value.encode("utf-16-le")) > 2 * _MOST_TEXT
    )


def _tables(plan: Plan) -> Iterator[tuple[Sheet, list[Row]]]:
    """Yield the sheet of every table of a plan with its rows."""
    yield layout.SERVICE_SHEET, [_row(plan.service.name, _fields(plan.service))]
    yield _indicators(plan)
    yield layout.OBJECTIVES_SHEET, _rows(plan.objectives, "measure")
    yield _projects(plan)
    yield _risks(plan)
    if plan.heat_map:
        yield _heat_map(plan)
    yield layout.CONTRACTS_SHEET, [_row(each.ref, _contract(each)) for each in plan.contracts]
    yield _budgets(plan)
    yield layout.POSTS_SHEET, _rows(plan.posts, "job_title")
    yield layout.SKILLS_SHEET, _rows(plan.skills, "job_title")
    yield layout.ACTIONS_SHEET, _rows(plan.actions, "action")
    if plan.ratings:
        yield layout.RATINGS_SHEET, _rows(plan.ratings, "rated")
    yield layout.VERSIONS_SHEET, _rows(plan.versions, "version")
    changes = [
        _row(each.ref, _fields(each) | {"starts": each.starts.label}) for each in plan.changes
    ]
    yield layout.CHANGES_SHEET, changes


def _page(plan: Plan, sheet: Sheet, rows: Iterable[Row]) -> Page:
    is_first = sheet is layout.SERVICE_SHEET
    title = plan.title if is_first else f"{sheet.name}: {plan.service.name}"
    rules = {column.key: rule for column in sheet.columns if (rule := layout.rule_of(column))}
    return Page(
        sheet.name,
        title,
        sheet.columns,
        tuple(_filled(row, sheet) for row in rows if any(_said(row))),
        lines=(sheet.purpose, _HOW_TO) if is_first else (sheet.purpose,),
        freeze="ref" if any(column.key == "ref" for column in sheet.columns) else "",
        spare=layout.SPARE_ROWS if sheet.name not in _OF_FIXED_LENGTH else 0,
        rules=rules,
    )


def _said(row: Row) -> Iterator[bool]:
    """Yield for each cell whether anything stands in it; an empty row would part a table in two."""
    return (cell.value not in (None, "") for cell in row.cells.values())


def _filled(row: Row, sheet: Sheet) -> Row:
    """Return the row with a cell for every column, each in the style of its column or its own."""
    blank = Cell()
    cells = {
        column.key: _styled(row.cells.get(column.key, blank), column) for column in sheet.columns
    }
    return Row(row.label, cells)


def _styled(cell: Cell, column: Column) -> Cell:
    return Cell(cell.value, column.style) if cell.style == "text" else cell


def _row(label: str, values: Mapping[str, Value]) -> Row:
    return Row(label, {key: Cell(value) for key, value in values.items()})


def _rows(items: Iterable[DataclassInstance], name: str) -> list[Row]:
    """Return a row for each of the items, whose fields are those of the table."""
    found = (_fields(item) for item in items)
    return [_row(str(values[name]), values) for values in found]


def _fields(item: DataclassInstance) -> dict[str, Value]:
    """Return the texts and dates of a part of a plan by the names of its fields."""
    values = ((each.name, getattr(item, each.name)) for each in fields(item))
    return {
        name: str(value) if isinstance(value, str) else value
        for name, value in values
        if isinstance(value, str | date)
    }


def _indicators(plan: Plan) -> tuple[Sheet, list[Row]]:
    actual_years = {
        year
        for each in plan.indicators
        for year in each.actuals
        if f"{year} Actual" not in each.inferred
    }
    target_years = {year for each in plan.indicators for year in each.targets} | {*plan.years}
    sheet = layout.indicators_sheet(sorted(actual_years), sorted(target_years))
    headings = {column.key: column.heading for column in sheet.columns}
    rows = []
    for each in plan.indicators:
        values = {
            key: text
            for key, text in _indicator(each).items()
            if headings.get(key) not in {None, *each.inferred}
        }
        rows.append(_row(each.ref, values))
    return sheet, rows


def _indicator(indicator: Indicator) -> dict[str, Value]:
    """Return what stands under each column of an indicator, inferred or not."""
    weeks = indicator.available_weeks
    return {
        **_fields(indicator),
        "good_is": str(indicator.good_is),
        "tolerance": str(indicator.tolerance or ""),
        "available": f"{weeks} week{'s' if weeks > 1 else ''}" if weeks else "",
        "also_reported_by": ", ".join(indicator.also_reported_by),
        "publish": PUBLISH[0 if indicator.public else 1],
        **{layout.actual_key(year): each.text for year, each in indicator.actuals.items()},
        **{layout.target_key(year): each.text for year, each in indicator.targets.items()},
    }


def _projects(plan: Plan) -> tuple[Sheet, list[Row]]:
    sheet = layout.projects_sheet(_periods(plan))
    return sheet, [_row(each.ref, _project(each)) for each in plan.projects]


def _project(project: Project) -> dict[str, Value]:
    milestones = {layout.period_key(each.period): each.text for each in project.milestones}
    return _fields(project) | milestones


def _periods(plan: Plan) -> list[FinancialYear | Quarter]:
    """Return the periods of the columns of milestones: those in use, and the plan's own.

    The first year is parted into quarters, unless the plan takes it as a whole.
    """
    periods: set[FinancialYear | Quarter] = {
        each.period for project in plan.projects for each in project.milestones
    }
    first, *later = plan.years
    periods.update(() if first in periods else first.quarters, later)
    return sorted(periods, key=_in_order)


def _in_order(period: FinancialYear | Quarter) -> tuple[FinancialYear, int]:
    """Return what puts quarters in order, a year as a whole after its quarters."""
    after_quarters = 5
    if isinstance(period, Quarter):
        return period.year, period.number
    return period, after_quarters


def _risks(plan: Plan) -> tuple[Sheet, list[Row]]:
    scheme = plan.scheme
    has_scores = scheme is None or bool(scheme.bands)
    printed = any(risk.printed_score for risk in plan.risks)
    sheet = layout.risks_sheet(scheme, has_scores=has_scores or printed)
    return sheet, [_row(risk.ref, _risk(risk)) for risk in plan.risks]


def _risk(risk: Risk) -> dict[str, Value]:
    inputs = {layout.scale_key(key): code for key, code in risk.inputs.items()}
    return _fields(risk) | inputs


def _heat_map(plan: Plan) -> tuple[Sheet, list[Row]]:
    scheme = _scheme_of(plan)
    rows = []
    for step in reversed(scheme.likelihood.steps):
        refs = {
            layout.impact_key(impact): ", ".join(refs)
            for (likelihood, impact), refs in plan.heat_map.items()
            if likelihood == step.code
        }
        rows.append(_row(step.code, {"likelihood": step.code, **refs}))
    return layout.heat_map_sheet(scheme), rows


def _scheme_of(plan: Plan) -> RiskScheme:
    """Return the scheme of the plan's heat map: the plan's own, else the one that has its codes."""
    if plan.scheme:
        return plan.scheme
    likelihood, _ = next(iter(plan.heat_map))
    return next(each for each in SHIPPED_SCHEMES if each.likelihood.step(likelihood))


def _contract(contract: Contract) -> dict[str, Value]:
    return _fields(contract) | {
        "total": contract.total.text if contract.total else None,
        "extension": contract.extension.text if contract.extension else None,
    }


def _budgets(plan: Plan) -> tuple[Sheet, list[Row]]:
    years = {year for each in plan.budgets for year in each.amounts} or {*plan.years}
    rows = []
    for each in plan.budgets:
        amounts = {layout.period_key(year): _money(sum_) for year, sum_ in each.amounts.items()}
        rows.append(Row(each.heading, {"heading": Cell(each.heading), **amounts}))
    return layout.budgets_sheet(sorted(years)), rows


def _money(amount: Decimal | None) -> Cell:
    """Return pounds as a number; as text where a workbook would not keep all the digits."""
    if amount is None:
        return Cell()
    pence = EXACT.multiply(amount, HUNDRED)
    if pence != pence.to_integral_value() or len(pence.as_tuple().digits) > _MOST_DIGITS:
        return Cell(_as_text(amount), "typed")
    is_whole = amount == amount.to_integral_value()
    return Cell(amount, "pounds" if is_whole else "money")


def _as_text(amount: Decimal) -> str:
    said = f"{'-' if amount < 0 else ''}£{abs(amount):,f}"
    # With one more nought nobody takes the dot in £1.234 for one between thousands.
    return f"{said}0" if "." in said else said


def _confirm_pages(plan: Plan) -> list[Page]:
    """Return the page of what is to be confirmed, a row a group; no page where there is nothing."""
    sheet = layout.TO_CONFIRM
    rows = []
    for (heading, taken, _), refs in _groups(plan).items():
        cells = {
            "column": Cell(heading),
            "taken": Cell(taken),
            "refs": Cell(refs),
            "confirm": Cell(None, is_open=True, rule=layout.confirm_rule(heading)),
        }
        rows.append(Row(f"{heading} {taken}", cells))
    title = f"{sheet.name}: {plan.service.name}"
    page = Page(sheet.name, title, sheet.columns, tuple(rows), lines=(sheet.purpose,))
    return [page] if rows else []


def _groups(plan: Plan) -> dict[tuple[str, str, str], str]:
    """Return the refs about which the same is inferred, by heading and what it is taken to be.

    A ref with a comma in it has a group of its own, which is the third part of the key.
    """
    groups: dict[tuple[str, str, str], list[str]] = {}
    for indicator in plan.indicators:
        said = _by_heading(indicator)
        for heading in indicator.inferred:
            ref = indicator.ref
            key = heading, said[heading], ref if "," in ref else ""
            groups.setdefault(key, []).append(ref)
    order = [item.name for item in INDICATORS.headings]
    ranked = sorted(groups, key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    return {key: ", ".join(groups[key]) for key in ranked}


def _by_heading(indicator: Indicator) -> dict[str, str]:
    sheet = layout.indicators_sheet([*indicator.actuals], [*indicator.targets])
    values = _indicator(indicator)
    return {column.heading: str(values[column.key]) for column in sheet.columns}


def _notes_pages(plan: Plan, told: Iterable[Problem]) -> list[Page]:
    """Return the page of what has no other place; no page where there is nothing."""
    sheet = layout.NOTES
    lines = [
        (f"{layout.KEPT_TABLE} {number}", "", line)
        for number, note in enumerate(plan.notes, start=1)
        for line in note.split("\n")
        if line
    ]
    lines += [
        (layout.TOLD, str(each.place), each.message)
        for each in told
        if each.code not in _TOLD_AGAIN
    ]
    rows = tuple(
        Row(about, {"about": Cell(about), "where": Cell(where), "said": Cell(said)})
        for about, where, said in lines
    )
    title = f"{sheet.name}: {plan.service.name}"
    return [Page(sheet.name, title, sheet.columns, rows, lines=(sheet.purpose,))] if rows else []


def _help_page(sheets: Iterable[Sheet]) -> Page:
    rows = tuple(
        Row(
            f"{sheet.name} {column.heading}",
            {
                "sheet": Cell(sheet.name),
                "column": Cell(column.heading),
                "help": Cell(_help(column)),
                "example": Cell(column.example),
            },
        )
        for sheet in sheets
        for column in sheet.columns
        if column.help
    )
    sheet = layout.HELP_SHEET
    return Page(sheet.name, sheet.name, sheet.columns, rows, lines=(sheet.purpose,))


def _help(column: Column) -> str:
    if not column.choices:
        return column.help
    return f"{column.help} One of: {', '.join(column.choices)}."
