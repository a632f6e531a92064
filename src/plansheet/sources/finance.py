"""Finance's one sheet of budgets for all services: Service, Heading, then a column a year."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from plansheet.layout.headings import BUDGETS, SERVICE, field_of
from plansheet.model.periods import FinancialYear
from plansheet.problems import Place, Problem, problem
from plansheet.sources.csv_tables import read_csv
from plansheet.sources.known import know, lines_of
from plansheet.sources.markdown import read_markdown
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.registers import read_budget
from plansheet.sources.spreadsheet import read_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from plansheet.sources.document import Document
    from plansheet.sources.known import KnownTable


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One line of the sheet: the service as written, the heading, pounds by year, its place."""

    service: str
    heading: str
    amounts: Mapping[FinancialYear, Decimal]
    place: Place


@dataclass(frozen=True, slots=True)
class FinanceSheet:
    """The lines of the sheet, and what there was to say when it was read."""

    rows: tuple[BudgetRow, ...]
    problems: tuple[Problem, ...] = ()


def read_finance(name: str, data: bytes) -> FinanceSheet:
    """Return the budgets in the file called `name`: .xlsx, .csv or .md.

    A year that is blank is left out. Raises UnreadableError where it cannot be read, or has no
    table with the columns Service, Heading and a year.
    """
    read = _READERS.get(PurePath(name).suffix.lower())
    if read is None:
        why = f"it is a {PurePath(name).suffix or 'nameless'} file"
        raise UnreadableError(why, "Save it as an Excel workbook (.xlsx) or as .csv")
    document, told = read(data, name)
    problems = [*told]
    found = [row for table in _tables(document) for row in _rows(table, name, problems)]
    if not found:
        why = "no table in it has the columns Service, Heading and a year such as 2019/20"
        raise UnreadableError(why, "Put those headings above its columns")
    return FinanceSheet(tuple(found), tuple(problems))


def _tables(document: Document) -> Iterator[KnownTable]:
    any_year = FinancialYear(2000)
    for source in document.tables:
        known = know(source, (), any_year)
        if known and known.kind is BUDGETS and _service_column(known) is not None:
            yield known


def _service_column(table: KnownTable) -> int | None:
    columns = enumerate(table.source.columns)
    return next((at for at, column in columns if field_of(SERVICE, column) == "name"), None)


def _rows(table: KnownTable, name: str, problems: list[Problem]) -> Iterator[BudgetRow]:
    """Yield the lines; a service that is named once stands for the lines below it too."""
    at, service = _service_column(table) or 0, ""
    for line in lines_of(table, name, problems):
        service = " ".join(line.cell(at).split()) or service
        read = read_budget(line)
        amounts = {year: amount for year, amount in read.amounts.items() if amount is not None}
        if read.heading:
            yield BudgetRow(service, read.heading, amounts, line.place())
        else:
            read_cells = " | ".join(cell.text for cell in line.row.cells if cell.text)
            problems.append(
                problem(
                    "row-nameless",
                    line.place(),
                    table=BUDGETS.table,
                    heading=BUDGETS.heading("heading"),
                    read=read_cells,
                )
            )


def _markdown(data: bytes, name: str) -> tuple[Document, tuple[Problem, ...]]:
    return read_markdown(data.decode("utf-8-sig", errors="replace"), name)


_READERS: Mapping[str, Callable[[bytes, str], tuple[Document, tuple[Problem, ...]]]] = {
    ".md": _markdown,
    ".csv": read_csv,
    ".xlsx": read_spreadsheet,
}
