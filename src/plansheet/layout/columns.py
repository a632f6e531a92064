"""What a column and a sheet are: heading, width, lock, what may be entered, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.units import PERCENT_HIGHEST, PERCENT_LOWEST, Unit

if TYPE_CHECKING:
    from datetime import date

    from plansheet.model.periods import Quarter

STAR = "*"
TEXT_LIMIT = 2_000


class Reads(StrEnum):
    """How what a person enters in a column is read."""

    FIGURE = "figure"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The dates that make sense: days before the quarter's first and after its last day.

    `usual` is an example among them, in days after the quarter's last.
    """

    days_before: int
    days_after: int
    usual: int = 0

    def of(self, quarter: Quarter) -> tuple[date, date]:
        """Return the first and last sensible date for `quarter`."""
        return (
            quarter.first_day - timedelta(days=self.days_before),
            quarter.last_day + timedelta(days=self.days_after),
        )

    def example(self, quarter: Quarter) -> str:
        """Return a sensible date for `quarter`, as a person types it."""
        return f"{quarter.last_day + timedelta(days=self.usual):%d/%m/%Y}"


ANY_DATE = Bounds(20 * 366, 20 * 366)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one cell accepts, as the office program is told: a list, a span, or a length of text.

    `message` is shown when the cell is selected, `error` when something else is typed; `stops`
    says whether that is refused or only questioned.
    """

    title: str
    message: str
    error: str
    choices: tuple[str, ...] = ()
    low: Decimal | date | None = None
    high: Decimal | date | None = None
    length: int = 0
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet; open to a person where `reads` says how it is read.

    `key` is its name in the model; `help` is one sentence, `example` an accepted value, which for
    dates and for figures depends on the quarter and the unit: see `example_for`.
    `checked` is false for what plansheet works out in the workbook itself: a difference there is
    no change by a person. `names_people` is true where a person's name is asked for or likely.
    """

    key: str
    heading: str
    width: int
    reads: Reads | None = None
    help: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    bounds: Bounds = ANY_DATE
    limit: int = TEXT_LIMIT
    checked: bool = True
    style: str = "text"
    names_people: bool = False

    @property
    def is_entry(self) -> bool:
        """Return whether a person fills this column in."""
        return self.reads is not None

    @property
    def shown(self) -> str:
        """Return the heading as the sheet shows it: starred where it is to be filled in."""
        return f"{self.heading}{STAR}" if self.is_entry else self.heading

    def example_for(self, quarter: Quarter, unit: Unit = Unit.NUMBER) -> str:
        """Return a value that this column accepts in `quarter`, for a figure one of `unit`."""
        if accepted(self, unit) is Reads.DATE:
            return self.bounds.example(quarter)
        return FIGURE_EXAMPLES[unit] if self.reads is Reads.FIGURE else self.example


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name and its columns.

    The header row is the one whose column A says the first column's heading. `keys` are the
    columns whose values together name a row. Where a sheet `grows`, rows may be added to it, and
    nobody misses an empty one. `purpose` is what it is for, in words that nobody changes; those
    of a collection workbook are the council's own, in `templates/wording`.
    """

    name: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ("ref",)
    grows: bool = False
    purpose: str = ""

    @property
    def entries(self) -> tuple[Column, ...]:
        """Return the columns a person fills in."""
        return tuple(column for column in self.columns if column.is_entry)

    def column(self, key: str) -> Column:
        """Return the column called `key`; KeyError where the sheet has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


FIGURE_EXAMPLES = {
    Unit.PERCENT: "79%",
    Unit.NUMBER: "147",
    Unit.MONEY: "50,000",
    Unit.DAYS: "12",
    Unit.LEVEL: "3",
    Unit.TEXT: "Level 2 achieved",
}
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class RowHelp:
    """What the message of a cell says of its row: what is asked, and what to compare it with.

    `asks` stands in the place of the column's help; `beside` follows the example.
    """

    asks: str = ""
    beside: str = ""


NO_HELP = RowHelp()


def rule_for(
    column: Column, quarter: Quarter, unit: Unit = Unit.NUMBER, row: RowHelp = NO_HELP
) -> Rule:
    """Return what an open cell of `column` accepts in `quarter`, for a figure one of `unit`."""
    example = column.example_for(quarter, unit)
    said = (row.asks or column.help, f"For example: {example}", row.beside)
    message = "\n".join(part for part in said if part)
    match accepted(column, unit):
        case Reads.CHOICE:
            # What is typed may be completed to the heading above, so the list is named.
            words = ", ".join(column.choices)
            error = f"Choose from the list, by the arrow beside the cell: {words}."
            return Rule(column.heading, message, error, choices=column.choices)
        case Reads.DATE:
            low, high = column.bounds.of(quarter)
            error = f"Type a date from {spoken_date(low)} to {spoken_date(high)}, like {example}."
            return Rule(column.heading, message, error, low=low, high=high)
        case Reads.TEXT:
            error = f"Keep this to {column.limit:,} characters."
            return Rule(column.heading, message, error, length=column.limit)
        case Reads.FIGURE if unit is Unit.PERCENT:
            # Questioned, never refused: 105% of a target is a true figure.
            least, most = PERCENT_LOWEST, PERCENT_HIGHEST
            error = "Percentages usually lie between -100% and 200%. Is this one right?"
            return Rule(column.heading, message, error, low=least, high=most, stops=False)
        case _:
            error = f"Type the number by itself, for example {example}."
            return Rule(column.heading, message, error, low=-_LARGEST, high=_LARGEST)


def accepted(column: Column, unit: Unit) -> Reads | None:
    """Return how a cell of `column` is read: a figure is a date or words where its unit is."""
    if column.reads is not Reads.FIGURE:
        return column.reads
    return {Unit.DATE: Reads.DATE, Unit.TEXT: Reads.TEXT}.get(unit, Reads.FIGURE)
