"""The rows of `plansheet data` and `reconcile --json`: every column declared here, once.

Source: contract, "JSON", `data` columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.ratings import State
from plansheet.reconcile.wording import data_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.model.returns import Figure

_WITHOUT_TARGET = frozenset({State.NOT_DUE, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class DataRow:
    """What a row of `data` is made from."""

    council: str
    quarter: Quarter
    result: Result

    @property
    def target(self) -> str:
        """Return the quarter's target; "" for a range, and where no figure is asked for."""
        goal = self.result.goal
        if self.result.state in _WITHOUT_TARGET:
            return ""
        return data_text(goal.by if goal.value is None else goal.value)


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of `data`: its name and how its text is found."""

    name: str
    read: Callable[[DataRow], str]


def data_row(result: Result, council: str, quarter: Quarter) -> dict[str, str]:
    """Return the row of `data` for one result: plain text by the contract's column names."""
    row = DataRow(council, quarter, result)
    return {column.name: column.read(row) for column in DATA_COLUMNS}


def data_rows(results: Iterable[Result], council: str, quarter: Quarter) -> list[dict[str, str]]:
    """Return the rows of `data`: each indicator once, in its supplier's plan."""
    return [data_row(result, council, quarter) for result in results if result.counted]


def _column(name: str, read: Callable[[Result], str]) -> DataColumn:
    return DataColumn(name, lambda row: read(row.result))


def _of_figure(name: str, read: Callable[[Figure], str]) -> DataColumn:
    def text(row: DataRow) -> str:
        figure = row.result.figure
        return "" if figure is None else read(figure)

    return DataColumn(name, text)


DATA_COLUMNS: tuple[DataColumn, ...] = (
    DataColumn("council", lambda row: row.council),
    _column("service", lambda result: result.service),
    DataColumn("period", lambda row: row.quarter.label),
    _column("ref", lambda result: result.indicator.ref),
    _column("title", lambda result: result.indicator.title),
    _column("tier", lambda result: result.indicator.tier),
    _column("unit", lambda result: str(result.indicator.unit)),
    _column("polarity", lambda result: str(result.indicator.good_is)),
    _column("counts_as", lambda result: str(result.indicator.counts_as)),
    _of_figure("entered", lambda figure: figure.entered),
    _of_figure("numerator", lambda figure: data_text(figure.numerator)),
    _of_figure("denominator", lambda figure: data_text(figure.denominator)),
    _column("actual", lambda result: data_text(result.actual)),
    DataColumn("target", lambda row: row.target),
    _column("target_text", lambda result: result.goal.text),
    _column("variance", lambda result: data_text(result.variance)),
    _column("rating", lambda result: result.rating or ""),
    _column("state", lambda result: str(result.state)),
    _column("direction_quarter", lambda result: result.direction_quarter or ""),
    _column("direction_year", lambda result: result.direction_year or ""),
    _column(
        "provisional",
        lambda result: "yes" if result.figure and result.figure.provisional else "no",
    ),
    _of_figure("commentary", lambda figure: figure.commentary),
    _column("supplied_by", lambda result: result.indicator.supplied_by or result.service),
    _of_figure("source_file", lambda figure: figure.file),
    _of_figure("source_sheet", lambda figure: figure.sheet),
    _of_figure("source_cell", lambda figure: figure.cell),
)
