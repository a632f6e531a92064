"""The rows of `plansheet data` and `reconcile --json`: every column declared here, once.

The declaration is the data dictionary too: what it says is printed, documented and tested.

Source: contract, "JSON", `data` columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.ratings import Rating, State, Travel
from plansheet.model.units import Unit
from plansheet.reconcile.wording import data_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.model.returns import Figure

_WITHOUT_TARGET = frozenset({State.NOT_DUE, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class DataRow:
    """What a row of `data` is made from, and what the sheet Data tells besides.

    `aim` are the theme and the objective that it serves, `quarters_red` for how many quarters in a
    row it has been off target.
    """

    council: str
    quarter: Quarter
    result: Result
    aim: tuple[str, str] = ("", "")
    rating_before: str = ""
    quarters_red: int = 0

    @property
    def target(self) -> str:
        """Return the quarter's target; "" for a range, and where no figure is asked for."""
        goal = self.result.goal
        if self.result.state in _WITHOUT_TARGET:
            return ""
        return data_text(goal.by if goal.value is None else goal.value)


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of `data`: its name, how its text is found, and what a reader is to know of it.

    `kind` is the type of what stands in it, `unit` what it is counted in, `words` those that can
    stand in it where they are few, and `empty` says where it is: "never" is.
    """

    name: str
    read: Callable[[DataRow], str]
    meaning: str
    kind: str = "text"
    unit: str = ""
    words: tuple[str, ...] = ()
    empty: str = "never"


def data_row(result: Result, council: str, quarter: Quarter) -> dict[str, str]:
    """Return the row of `data` for one result: plain text by the contract's column names."""
    row = DataRow(council, quarter, result)
    return {column.name: column.read(row) for column in DATA_COLUMNS}


def sheet_row(row: DataRow) -> dict[str, str]:
    """Return the row of the sheet Data: that of `data`, and what it tells besides."""
    return {column.name: column.read(row) for column in (*DATA_COLUMNS, *SHEET_COLUMNS)}


def data_rows(results: Iterable[Result], council: str, quarter: Quarter) -> list[dict[str, str]]:
    """Return the rows of `data`: each indicator once, in its supplier's plan."""
    return [data_row(result, council, quarter) for result in results if result.counted]


def _all(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(map(str, words))


_NUMBER, _ANY, _WORD = "number", "number, date or text", "word"
_IN_UNIT = "that of the row: a fraction for %, pounds for £, else a count"
_NO_FIGURE = "where nothing was entered"


def _of(read: Callable[[Result], str]) -> Callable[[DataRow], str]:
    return lambda row: read(row.result)


def _of_figure(read: Callable[[Figure], str]) -> Callable[[DataRow], str]:
    """Return what reads a figure's own, "" where there is none."""
    return lambda row: "" if row.result.figure is None else read(row.result.figure)


DATA_COLUMNS: tuple[DataColumn, ...] = (
    DataColumn("council", lambda row: row.council, "The council's name."),
    DataColumn(
        "service",
        _of(lambda result: result.service),
        "The code of the service in whose plan the indicator is counted.",
    ),
    DataColumn(
        "period",
        lambda row: row.quarter.label,
        "The quarter, as 2018-19-Q2: Q1 is April to June.",
    ),
    DataColumn(
        "ref",
        _of(lambda result: result.indicator.ref),
        "The indicator's reference, unique in the plan of its service.",
    ),
    DataColumn("title", _of(lambda result: result.indicator.title), "What is measured."),
    DataColumn(
        "tier",
        _of(lambda result: result.indicator.tier),
        "KPI for a key performance indicator, PI for another, or the council's own word.",
        empty="where the plan says none",
    ),
    DataColumn(
        "unit",
        _of(lambda result: str(result.indicator.unit)),
        "What the figures of the row are counted in.",
        kind=_WORD,
        words=_all(Unit),
    ),
    DataColumn(
        "polarity",
        _of(lambda result: str(result.indicator.good_is)),
        "Which way is good: higher, lower, none, or within two figures, as in within 80 to 120.",
        kind=_WORD,
        words=("higher", "lower", "within ... to ...", "none"),
    ),
    DataColumn(
        "counts_as",
        _of(lambda result: str(result.indicator.counts_as)),
        (
            "How quarters make a year: entered as the total since April, summed, the position at "
            "the quarter's end, an average, a ratio of two sums, or the latest figure."
        ),
        kind=_WORD,
        words=_all(CountsAs),
    ),
    DataColumn(
        "entered",
        _of_figure(lambda figure: figure.entered),
        (
            "The figure as it stands in the source cell, the numerator of a ratio; a date as "
            "Excel's number of days."
        ),
        empty=_NO_FIGURE,
    ),
    DataColumn(
        "numerator",
        _of_figure(lambda figure: data_text(figure.numerator)),
        "The quarter's own numerator of a ratio.",
        kind=_NUMBER,
        unit="a count",
        empty="for what is no ratio, and where nothing was entered",
    ),
    DataColumn(
        "denominator",
        _of_figure(lambda figure: data_text(figure.denominator)),
        "The quarter's own denominator of a ratio.",
        kind=_NUMBER,
        unit="a count",
        empty="for what is no ratio, and where nothing was entered",
    ),
    DataColumn(
        "actual",
        _of(lambda result: data_text(result.actual)),
        (
            "What is compared with the target: the year to date for a sum or a ratio, else the "
            "quarter's figure."
        ),
        kind=_ANY,
        unit=_IN_UNIT,
        empty="where there is no figure that can be used, or the year to date lacks a quarter",
    ),
    DataColumn(
        "target",
        lambda row: row.target,
        (
            "The target in force for the quarter, profiled where the year's is spread; of a date "
            "the last day that is on time."
        ),
        kind=_ANY,
        unit=_IN_UNIT,
        empty="where there is no target, it is a range, or no figure is asked for",
    ),
    DataColumn(
        "target_text",
        _of(lambda result: result.goal.text),
        "The year's target in the words of the plan.",
        empty="where the plan says nothing",
    ),
    DataColumn(
        "variance",
        _of(lambda result: data_text(result.variance)),
        (
            "Actual less target; for a range the distance from the nearer edge, 0 inside; for a "
            "date the days after the deadline."
        ),
        kind=_NUMBER,
        unit="that of the row: a fraction for %, pounds for £, days for dates, else a count",
        empty="where nothing is rated, and for a step that is not done",
    ),
    DataColumn(
        "rating",
        _of(lambda result: result.rating or ""),
        "On target, within tolerance, or off target.",
        kind=_WORD,
        words=_all(Rating),
        empty="where the state is not rated",
    ),
    DataColumn(
        "state",
        _of(lambda result: str(result.state)),
        "Where the indicator stands; only those that are rated have a rating.",
        kind=_WORD,
        words=_all(State),
    ),
    DataColumn(
        "direction_quarter",
        _of(lambda result: result.direction_quarter or ""),
        "Since last quarter, by which way is good.",
        kind=_WORD,
        words=_all(Travel),
        empty="where there is nothing to compare with, or the definition changed",
    ),
    DataColumn(
        "direction_year",
        _of(lambda result: result.direction_year or ""),
        "Since the same quarter last year, by which way is good.",
        kind=_WORD,
        words=_all(Travel),
        empty="where there is nothing to compare with, or the definition changed",
    ),
    DataColumn(
        "provisional",
        _of(lambda result: "yes" if result.figure and result.figure.provisional else "no"),
        "Whether the figure is still to be made final.",
        kind=_WORD,
        words=("yes", "no"),
    ),
    DataColumn(
        "commentary",
        _of_figure(lambda figure: figure.commentary),
        "What the service says about the figure.",
        empty="where it says nothing",
    ),
    DataColumn(
        "supplied_by",
        _of(lambda result: result.indicator.supplied_by or result.service),
        "The code of the service that supplies the figure.",
    ),
    DataColumn(
        "source_file",
        _of_figure(lambda figure: figure.file),
        "The returned file that the figure stands in, or by whom and how it was told.",
        empty="where nothing came back",
    ),
    DataColumn(
        "source_sheet",
        _of_figure(lambda figure: figure.sheet),
        "The sheet of that file.",
        empty="where nothing came back, or it was told",
    ),
    DataColumn(
        "source_cell",
        _of_figure(lambda figure: figure.cell),
        "The cell of that sheet; of a ratio that of the numerator.",
        empty=_NO_FIGURE,
    ),
)
_SHEET_ONLY = "on the sheet Data of the compiled workbook only."
SHEET_COLUMNS: tuple[DataColumn, ...] = (
    DataColumn(
        "theme",
        lambda row: row.aim[0],
        f"The theme of the council that the indicator serves; {_SHEET_ONLY}",
        empty="where its plan names none",
    ),
    DataColumn(
        "objective",
        lambda row: row.aim[1],
        f"The objective of that theme that it serves; {_SHEET_ONLY}",
        empty="where its plan names none, or only the theme",
    ),
    DataColumn(
        "rating_before",
        lambda row: row.rating_before,
        f"How it was rated in the quarter before, as that was compiled; {_SHEET_ONLY}",
        kind=_WORD,
        words=_all(Rating),
        empty="where it was not rated then",
    ),
    DataColumn(
        "quarters_red",
        lambda row: str(row.quarters_red or ""),
        f"For how many quarters in a row it has been Red, this one among them; {_SHEET_ONLY}",
        kind=_NUMBER,
        unit="quarters",
        empty="where it is not Red",
    ),
    DataColumn(
        "sha256",
        _of_figure(lambda figure: figure.sha256),
        (f"The sha256 of the returned file as the council's archive keeps it; {_SHEET_ONLY}"),
        empty="where nothing came back, or it was told",
    ),
)
"""What the sheet Data says beyond the rows of `data`."""


def data_dictionary() -> list[dict[str, str | list[str]]]:
    """Return what each column means, in the order of the columns; `words` is a list."""
    return [
        {
            "column": column.name,
            "meaning": column.meaning,
            "type": column.kind,
            "unit": column.unit,
            "words": list(column.words),
            "empty": column.empty,
        }
        for column in (*DATA_COLUMNS, *SHEET_COLUMNS)
    ]
