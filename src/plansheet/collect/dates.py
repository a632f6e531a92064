"""How a date is read from a returned cell (contract: How a number is read, Dates)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from plansheet.collect.figures import (
    Reading,
    Remark,
    is_error_text,
    is_no_figure,
    number_in,
    refused,
    shortened,
    uncalculated,
)
from plansheet.collect.formats import is_date_format, shows_a_day
from plansheet.model.dates import parse_british_date, spoken_date
from plansheet.model.typed import clean
from plansheet.model.units import plain
from plansheet.pages import CellKind

if TYPE_CHECKING:
    from decimal import Decimal

    from plansheet.pages import FoundCell

_LEAP_BUG = 60
_LAST_SERIAL_1900 = 2_958_465
_LAST_SERIAL_1904 = 2_957_003
_LIKELY_SERIALS = range(40_000, 60_001)


@dataclass(frozen=True, slots=True)
class DateCellReading:
    """What one cell of dates holds: a day, or why there is none.

    `value` is None where the cell is blank, says that there is no date (`no_date`: `TBC`, `-`), is
    held or is refused; `candidates` are the days a held cell may mean. `entered` is a true date as
    an ISO one, else the number or text as it stands in the cell.
    """

    value: date | None = None
    held: bool = False
    no_date: bool = False
    remarks: tuple[Remark, ...] = ()
    entered: str = ""
    candidates: tuple[date, ...] = ()

    @property
    def blank(self) -> bool:
        """Return whether nothing at all stands in the cell."""
        return not self.entered and not self.remarks


def read_date(cell: FoundCell | None, *, date_1904: bool = False) -> DateCellReading:
    """Read a date from a cell of a workbook whose dates count from 1900, or 1904; never fails.

    True dates are taken without their time of day; text is read day first, with a note.
    """
    if cell is None:
        return DateCellReading()
    reading = _read_stored(cell, date_1904=date_1904)
    if not cell.formula or reading.blank or cell.kind in {CellKind.BLANK, CellKind.ERROR}:
        return reading
    return replace(reading, remarks=(Remark("formula", cell.formula), *reading.remarks))


def day_of_serial(serial: Decimal, *, date_1904: bool = False) -> date | None:
    """Return the day a serial number stands for, or None where it stands for none.

    In the 1900 system day 60 is 29 February 1900, which never was; later days are one too high.
    """
    number = int(serial)
    if date_1904:
        return date(1904, 1, 1) + timedelta(number) if 0 <= number <= _LAST_SERIAL_1904 else None
    if not 1 <= number <= _LAST_SERIAL_1900 or number == _LEAP_BUG:
        return None
    return date(1899, 12, 31 if number < _LEAP_BUG else 30) + timedelta(number)


def _read_stored(cell: FoundCell, *, date_1904: bool) -> DateCellReading:
    match cell.kind:
        case CellKind.BLANK:
            return _as_date(uncalculated(cell.formula)) if cell.formula else DateCellReading()
        case CellKind.NUMBER:
            return _read_serial(cell, date_1904=date_1904)
        case CellKind.TEXT:
            return _read_text(cell.text)
        case CellKind.ERROR:
            return _as_date(refused("error-value", cell.text))
        case _:  # TRUE or FALSE
            return _unclear(cell.text)


def _read_serial(cell: FoundCell, *, date_1904: bool) -> DateCellReading:
    serial = number_in(cell)
    day = None if serial is None else day_of_serial(serial, date_1904=date_1904)
    if serial is None or day is None:
        return _unclear(cell.text)
    if not is_date_format(cell.number_format):
        likely = (day,) if int(serial) in _LIKELY_SERIALS else ()
        return _unclear(plain(serial), likely)
    if shows_a_day(cell.number_format):
        return DateCellReading(value=day, entered=day.isoformat())
    return _noted(day, day.isoformat())


def _read_text(text: str) -> DateCellReading:
    said = clean(text).strip("'\" ")
    if not said:
        return DateCellReading()
    if is_error_text(said):
        return _as_date(refused("error-value", text))
    if is_no_figure(said):
        return DateCellReading(no_date=True, entered=text)
    found = parse_british_date(said)
    if found is None:
        return _unclear(text)
    if found.day is None:
        return _unclear(text, tuple(dict.fromkeys((found.first, found.last))))
    return _noted(found.day, text)


def _noted(day: date, entered: str) -> DateCellReading:
    return DateCellReading(
        value=day, entered=entered, remarks=(Remark("read-as", spoken_date(day)),)
    )


def _unclear(entered: str, candidates: tuple[date, ...] = ()) -> DateCellReading:
    """Hold what is no one day; the remark offers the days it may be, or quotes the cell."""
    readings = " or ".join(spoken_date(day) for day in candidates) or shortened(entered)
    return DateCellReading(
        held=True,
        entered=entered,
        remarks=(Remark("date-unclear", readings),),
        candidates=candidates,
    )


def _as_date(reading: Reading) -> DateCellReading:
    return DateCellReading(entered=reading.entered, remarks=reading.remarks)
