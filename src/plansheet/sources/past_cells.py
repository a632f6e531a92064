"""What the cells of a file of last years' figures say, read as figures typed in a return are.

What can be read in two ways is not taken, since nobody is there to be asked: it is told.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.collect.dates import read_date
from plansheet.collect.figures import read_figure
from plansheet.layout.columns import FIGURE_EXAMPLES
from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import parse_ratio
from plansheet.model.returns import Figure
from plansheet.model.units import Unit
from plansheet.pages import CellKind
from plansheet.problems import Problem, problem
from plansheet.sources.history import ACTUAL, DENOMINATOR, NUMERATOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.collect.figures import Remark
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import AnswerValue
    from plansheet.sources.history import PastCell

_DATE_EXAMPLE = "30/09/2016"
_WHY = {
    "percent-unclear": "it can be read as {detail}",
    "number-unclear": "it can be read as {detail}",
    "date-unclear": "it is no one day",
    "implausible": "{detail} is hardly meant",
    "formula-uncalculated": "its formula has not been worked out",
    "error-value": "it is an error of the spreadsheet",
    "not-a-number": "it is no number",
}


def figure_in(
    cells: Sequence[PastCell], indicator: Indicator, quarter: Quarter, *, date_1904: bool
) -> Figure | Problem | None:
    """Return the figure of a quarter, why there is none, or None where the cells give no figure."""
    parts = {cell.part: cell for cell in cells}
    actual, top, bottom = (parts.get(part) for part in (ACTUAL, NUMERATOR, DENOMINATOR))
    if indicator.counts_as is CountsAs.RATIO and (top or bottom):
        return _of_two(top, bottom, quarter)
    if actual is None:
        return None
    both = parse_ratio(actual.cell.text) if actual.cell.kind is CellKind.TEXT else None
    if indicator.counts_as is CountsAs.RATIO and both:
        found = _figure(actual, quarter)
        return replace(found, numerator=both[0], denominator=both[1])
    if indicator.unit is Unit.TEXT:
        return _figure(actual, quarter, actual.cell.text)
    return _of_one(actual, indicator.unit, quarter, date_1904=date_1904)


def _of_one(
    said: PastCell, unit: Unit, quarter: Quarter, *, date_1904: bool = False
) -> Figure | Problem | None:
    is_date = unit is Unit.DATE
    reading = read_date(said.cell, date_1904=date_1904) if is_date else read_figure(said.cell, unit)
    if reading.value is not None:
        return _figure(said, quarter, reading.value, reading.entered)
    doubt = next((each for each in reading.remarks if each.code in _WHY), None)
    return _unread(said, unit, doubt) if doubt else None


def _unread(said: PastCell, unit: Unit, doubt: Remark) -> Problem:
    return problem(
        "history-figure",
        said.place,
        read=" ".join(said.cell.text.split()),
        period=said.period,
        why=_WHY[doubt.code].format(detail=doubt.detail),
        example=FIGURE_EXAMPLES.get(unit, _DATE_EXAMPLE),
    )


def _of_two(
    top: PastCell | None, bottom: PastCell | None, quarter: Quarter
) -> Figure | Problem | None:
    """Return a ratio by its two numbers; one without the other is told."""
    read = {
        said.part: _of_one(said, Unit.NUMBER, quarter) for said in (top, bottom) if said is not None
    }
    faults = [each for each in read.values() if isinstance(each, Problem)]
    numbers = {
        part: each.actual
        for part, each in read.items()
        if isinstance(each, Figure) and isinstance(each.actual, Decimal)
    }
    if faults or not numbers:
        return faults[0] if faults else None
    if top is None or bottom is None or len(numbers) == 1:
        (there,) = numbers
        wanting = DENOMINATOR if there == NUMERATOR else NUMERATOR
        said = next(each for each in (top, bottom) if each and each.part == there)
        period = said.period
        return problem("history-half", said.place, period=period, there=there, wanting=wanting)
    return replace(
        _figure(top, quarter, None, f"{top.cell.text} of {bottom.cell.text}"),
        numerator=numbers[NUMERATOR],
        denominator=numbers[DENOMINATOR],
    )


def _figure(
    said: PastCell, quarter: Quarter, actual: AnswerValue = None, entered: str = ""
) -> Figure:
    place = said.place
    return Figure(
        quarter,
        actual=actual,
        entered=entered or said.cell.text,
        file=place.file,
        sheet=place.sheet,
        cell=place.cell,
    )
