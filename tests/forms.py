"""Collection workbooks for the tests: a plan with a row of every kind, sent and returned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

import openpyxl

from plansheet.collect.book import collect
from plansheet.excel.read import read_book
from plansheet.excel.write import write_book
from plansheet.generate import Context, generate
from plansheet.layout.collection import WORDED
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Contract, Milestone, Plan, Project, Service
from plansheet.model.returns import Answer, Figure, Return
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, SHIPPED_SCHEMES, Risk
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.model.words import parse_tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from openpyxl.cell import Cell as OfficeCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.collect.book import Collected
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import Book, Cell, Page, Value

Typed: TypeAlias = "str | float | date | None"
Entries: TypeAlias = "Mapping[str, Mapping[str, Mapping[str, Value]]]"

YEAR = FinancialYear(2018)
Q1, Q2, Q3, Q4 = YEAR.quarters
MADE = datetime(2018, 10, 1)  # noqa: DTZ001 - a council's calendar is local
CODE = "community-partnerships"
SERVICE = Service(
    CODE,
    "Community Partnerships",
    head="Head of Community Partnerships",
    email="head@three-rivers.example",
    source_data="Head of Community Partnerships",
    data_entry="Partnerships Officer",
)


# What stands above the tables; the words of a council are its own.
WORDS = {name: (f"What to do on {name}.", "Columns marked * are to fill in.") for name in WORDED}


def indicator(ref: str, /, **words: str) -> Indicator:
    """Return an indicator from the words of a plan: `unit="%"`, `target="79%"`, `actual="78%"`."""
    unit = Unit(words.get("unit", "number"))
    tolerance = words.get("tolerance", "")
    return Indicator(
        ref,
        words.get("title", f"Measure {ref}"),
        "KPI",
        unit,
        good_is(words.get("good_is", "higher")),
        HowOften(words.get("how_often", "quarterly")),
        CountsAs(words.get("counts_as", "snapshot")),
        tolerance=parse_tolerance(tolerance, unit) if tolerance else None,
        definition=words.get("definition", ""),
        supplied_by=words.get("supplied_by", ""),
        actuals={YEAR.plus(-1): parse_actual(words.get("actual", ""), unit, YEAR.plus(-1))},
        targets={YEAR: parse_target(words.get("target", ""), unit, YEAR)},
    )


def good_is(text: str) -> GoodIs:
    """Return a polarity from its words: `lower`, `within 80 to 120`."""
    if not text.startswith("within"):
        return GoodIs(Way(text))
    _, low, _, high = text.split()
    return GoodIs(Way.WITHIN, Decimal(low), Decimal(high), text)


INDICATORS = (
    indicator("CP01", unit="%", how_often="annual", counts_as="latest", target="79%"),
    indicator("CP14", good_is="lower", counts_as="cumulative", target="<752", actual="New PI"),
    indicator("CP15", unit="%", counts_as="ratio", target="90%", definition="Seen in 5 days"),
    indicator("CP16", counts_as="sum", target="Q1 76 Q2 76 Q3 76 Q4 76", actual="300"),
    indicator("CP17", unit="£", counts_as="cumulative", target="£50,000"),
    indicator("CP18", unit="%", target="90%", tolerance="5 points", actual="88%"),
    indicator("CP19", good_is="within 80 to 120", target=""),
    indicator("CP20", unit="days", good_is="lower", counts_as="average", target="TBC"),
    indicator("CP21", unit="level", target="Set baseline"),
    indicator("CP22", unit="text", good_is="none", counts_as="latest"),
    indicator("CP23", unit="date", good_is="lower", how_often="ad hoc", target="August 2018"),
    indicator("CP24", unit="date", good_is="lower", how_often="ad hoc", target="January 2019"),
    indicator("CO02", unit="%", target="67%", supplied_by="corporate-services"),
)
PROJECTS = (
    Project(
        "P1",
        "Fly tipping",
        milestones=(
            Milestone("P1-M1", "The action plan is followed", YEAR),
            Milestone("P1-M2", "Cameras are up", Q2),
            Milestone("P1-M3", "The pilot is reviewed", Q3),
        ),
    ),
)
RISKS = (
    Risk(
        "1",
        "Insufficient staff",
        inputs={"service_disruption": "II", "people": "III", "likelihood": "E"},
    ),
    Risk("2", "Loss of a partner", inputs={"reputation": "IV", "likelihood": "F"}),
    Risk("3", "Not scored yet"),
    Risk("4", "Over", closed=date(2018, 5, 1)),
)
SCORED = (
    Risk("CP01", "Insufficient staff", inputs={"likelihood": "2", "impact": "3"}),
    Risk("CP02", "Not scored yet", inputs={"likelihood": "2"}),
)
CONTRACTS = (
    Contract("C1", "CCTV", supplier="Watch Ltd", end=date(2018, 12, 1), review=date(2018, 11, 1)),
    Contract("C2", "Advice", end=date(2021, 3, 31)),
)


def plan(*indicators: Indicator, **tables: object) -> Plan:
    """Return a plan of Community Partnerships for 2018-21, of those indicators alone."""
    made = Plan(
        SERVICE,
        "Community Partnerships service plan 2018-21",
        tuple(YEAR.plus(years) for years in range(3)),
        f"{CODE} 2018-21.md",
        indicators=indicators,
    )
    given: dict[str, Any] = {**tables}
    return replace(made, **given)


def whole_plan(scheme: RiskScheme = FIVE_BY_SIX) -> Plan:
    """Return a plan with rows of every kind, its risks scored by `scheme`."""
    return plan(
        *INDICATORS,
        projects=PROJECTS,
        risks=SCORED if scheme is FOUR_BY_FOUR else RISKS,
        scheme=scheme,
        contracts=CONTRACTS,
    )


def five_percent(_unit: Unit) -> Tolerance:
    """Return the tolerance of a council that gives one for every unit."""
    return Tolerance(Decimal("0.05"), relative=True, text="5%")


def context(quarter: Quarter = Q2, /, **fields: object) -> Context:
    """Return what a workbook of `quarter` is generated with."""
    made = Context(
        "Three Rivers District Council",
        quarter,
        five_percent,
        wording=WORDS,
        services={CODE: SERVICE.name, "corporate-services": "Corporate Services"},
        issue_id="4f1c2a90",
    )
    given: dict[str, Any] = {**fields}
    return replace(made, **given)


def returned(quarter: Quarter, answers: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Return:
    """Return an earlier return: sheet, row, key and what was said in words."""
    return Return(
        CODE,
        quarter,
        "0a",
        f"cp {quarter.label}.xlsx",
        "0" * 64,
        {
            sheet: {
                label: {key: Answer(text, text, "A1") for key, text in row.items()}
                for label, row in rows.items()
            }
            for sheet, rows in answers.items()
        },
    )


def figure(quarter: Quarter, /, **fields: object) -> Figure:
    """Return what an earlier quarter said of an indicator."""
    given: dict[str, Any] = {**fields}
    return replace(Figure(quarter), **given)


def page(book: Book, name: str) -> Page:
    """Return the page called `name`."""
    return next(each for each in book.pages if each.name == name)


def cells(book: Book, name: str, label: str) -> Mapping[str, Cell]:
    """Return the cells of one row by column key."""
    return next(row.cells for row in page(book, name).rows if row.label == label)


def filled(book: Book, entries: Entries) -> Book:
    """Return the book with values in its open cells, by sheet, row and column key."""
    pages = []
    for each in book.pages:
        rows = [
            replace(row, cells={**row.cells, **_entered(row.cells, entries[each.name][row.label])})
            if row.label in entries.get(each.name, {})
            else row
            for row in each.rows
        ]
        pages.append(replace(each, rows=tuple(rows)))
    return replace(book, pages=tuple(pages))


def _entered(row: Mapping[str, Cell], values: Mapping[str, Value]) -> dict[str, Cell]:
    assert all(row[key].is_open for key in values)
    return {key: replace(row[key], value=value) for key, value in values.items()}


@dataclass(frozen=True, repr=False)
class Form:
    """One collection workbook: as pages, and as the bytes that are sent out."""

    book: Book
    quarter: Quarter
    data: bytes

    def read(self, data: bytes, schemes: Iterable[RiskScheme] = SHIPPED_SCHEMES) -> Collected:
        """Return what comes out of `data` as the workbook come back."""
        issue = read_book(self.data, open_blanks=True)
        return collect(read_book(data), issue, self.quarter, tuple(schemes))

    def edited(self, *changes: Callable[[Workbook], None]) -> bytes:
        """Return the workbook as it is after somebody has been at it."""
        return edited(self.data, *changes)

    def after(self, *changes: Callable[[Workbook], None]) -> Collected:
        """Return what is read after somebody has been at the workbook."""
        return self.read(self.edited(*changes))


def form(of: Plan | None = None, quarter: Quarter = Q2, /, **fields: object) -> Form:
    """Return the workbook of a plan, the one with everything where none is given."""
    book = generate(of or whole_plan(), context(quarter, **fields))
    return Form(book, quarter, write_book(book, MADE))


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """Return a workbook as openpyxl reads it."""
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def edited(data: bytes, *changes: Callable[[Workbook], None]) -> bytes:
    """Return a workbook with changes made to it by another program."""
    workbook = opened(data)
    for change in changes:
        change(workbook)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def header_row(sheet: Worksheet) -> int:
    """Return the row of a sheet's headings, by what column A says."""
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value in {"Ref", "Step", "Dimension", "No", "Sheet", "Name"}:
            return row
    raise AssertionError(sheet.title)


def headings(sheet: Worksheet) -> list[str]:
    """Return a sheet's headings as they are shown."""
    return [str(cell.value) for cell in sheet[header_row(sheet)]]


def at(workbook: Workbook, sheet: str, label: str, heading: str) -> OfficeCell:
    """Return the cell of a row, by what column A says, under a heading, star or not."""
    table = workbook[sheet]
    top = header_row(table)
    column = [text.rstrip("*") for text in headings(table)].index(heading) + 1
    for row in range(top + 1, table.max_row + 1):
        if str(table.cell(row, 1).value) == label:
            cell = table.cell(row, column)
            assert isinstance(cell, openpyxl.cell.Cell)
            return cell
    raise AssertionError(label)


def enter(sheet: str, label: str, **values: Typed) -> Callable[[Workbook], None]:
    """Return the change that types values into a row: `Actual=79`, `By_when=date(...)`."""

    def change(workbook: Workbook) -> None:
        for heading, value in values.items():
            at(workbook, sheet, label, heading.replace("_", " ")).value = value

    return change
