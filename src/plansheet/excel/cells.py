"""The cells of one worksheet, just as they are stored.

Owns what a stored cell means: its place, its kind, its text. One bad cell never loses a file: it
becomes an error cell whose text (`#INDEX`, `#TYPE`, `#BOOLEAN`, `#TWICE`) is none of Excel's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from plansheet.excel.limits import MOST_TEXT, Limits, too_long, too_many
from plansheet.excel.markup import truth, unescaped, walk
from plansheet.excel.strings import Runs
from plansheet.excel.styles import Style
from plansheet.pages import Area, CellKind, FoundCell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plansheet.excel.package import Package

_DIGITS = "0123456789"
_LONGEST_NUMBER = 7
_LONGEST_COLUMN = 3

# Where a cell goes whose place cannot be read: out of bounds, and so do those that follow it.
_NOWHERE: int = 10**_LONGEST_NUMBER

_NO_STYLE = Style()

_DAY = timedelta(days=1)
# Days from March 1900 on; the 29 February 1900 that never was makes those before it one less.
_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's date has no time zone
_DAY_0_OF_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - dates in cells have no zone

# Members of an enumeration cost a look-up in Python each time, too much for every cell.
_BLANK, _TEXT, _NUMBER = CellKind.BLANK, CellKind.TEXT, CellKind.NUMBER
_BOOLEAN, _ERROR = CellKind.BOOLEAN, CellKind.ERROR

_PLAIN_KINDS = {"n": _NUMBER, "e": _ERROR}
_OWN_TEXT_TYPES = ("str", "inlineStr")


class SheetCells:
    """The cells of one sheet by 1-based (row, column), strays counted, and its protection."""

    def __init__(  # noqa: PLR0913 - what the workbook gives its sheets
        self,
        strings: Sequence[str],
        styles: Mapping[str, Style],
        limits: Limits,
        room: int,
        *,
        open_blanks: bool = False,
        date_1904: bool = False,
    ) -> None:
        """Take the workbook's texts and styles, and how many more cells may be kept.

        `open_blanks` keeps the empty cells that are unlocked as well; `date_1904` says from when
        the workbook counts its days.
        """
        self.cells: dict[tuple[int, int], FoundCell] = {}
        self.strays = 0
        self.protected = False
        self.merged: list[Area] = []
        self._strings = strings
        self._styles = styles
        self._limits = limits
        self._room = room
        self._open_blanks = open_blanks
        self._day_0 = _DAY_0_OF_1904 if date_1904 else _DAY_0
        self._runs = Runs()
        self._row = 0
        self._row_digits = "0"
        self._column = 0
        self._cell: dict[str, str] = {}
        self._stored: str | None = None
        self._formula = ""
        self._formula_type = ""

    def read(self, package: Package, part: str) -> None:
        """Read the worksheet `part`; raise Refused as `walk` does, or where there is no room."""
        walk(
            package.stream(part, most=self._limits.unpacked_bytes),
            "worksheet",
            {
                "c": self._start_cell,
                "f": self._start_formula,
                "row": self._start_row,
                "is": self._start_own_text,
                "sheetProtection": self._protection,
                "mergeCell": self._merge,
                **self._runs.starts,
            },
            {
                "c": self._end_cell,
                "v": self._value,
                "f": self._end_formula,
                "is": self._end_own_text,
                **self._runs.ends,
            },
        )

    def _protection(self, attributes: dict[str, str]) -> None:
        self.protected = truth(attributes.get("sheet", "0")) is True

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        area = Area(*_place(first), *_place(last))
        ordered = 0 < area.top <= area.bottom and area.left <= area.right
        if _NOWHERE in area or not ordered or first == last:
            return  # No block of any sheet.
        if len(self.merged) == self._limits.rows:
            raise too_many(self._limits.rows, "merged cells")
        self.merged.append(area)

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self._row = self._row + 1 if given is None else _number(given)
        self._row_digits = str(self._row)
        self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._stored = None
        self._formula = ""
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip(_DIGITS)
        digits = reference[len(letters) :]
        self._column = _column(letters)
        if digits != self._row_digits:
            self._row = _number(digits)
            self._row_digits = digits

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self._formula_type = attributes.get("t", "")

    def _end_formula(self, text: str) -> None:
        # The followers of a shared formula hold no text of their own; they are formulas still.
        self._formula = text or f"={self._formula_type}"

    def _value(self, text: str) -> None:
        self._stored = text

    def _start_own_text(self, _attributes: dict[str, str]) -> None:
        self._runs.clear()

    def _end_own_text(self, _text: str) -> None:
        self._stored = self._runs.joined()

    def _end_cell(self, _text: str) -> None:
        stored, formula = self._stored, self._formula
        if stored is None and not formula and not self._open_blanks:
            return  # Only a style: formatting a whole sheet makes a million of these.
        kind, text = self._understood(stored)
        number_format, locked = self._styles.get(self._cell.get("s", "0"), _NO_STYLE)
        if kind is _BLANK and not formula and (locked or not self._open_blanks):
            return
        place = row, column = self._row, self._column
        if not (0 < row <= self._limits.rows and 0 < column <= self._limits.columns):
            self.strays += 1
            return
        if place in self.cells:
            kind, text = _ERROR, "#TWICE"
        elif len(self.cells) == self._room:
            raise too_many(self._limits.cells, "cells")
        if len(text) > MOST_TEXT:
            raise too_long()
        self.cells[place] = FoundCell(kind, text, number_format, formula, locked)

    def _understood(self, stored: str | None) -> tuple[CellKind, str]:
        """Return the kind and text of what this cell's `v` or `is` held, None where neither."""
        type_ = self._cell.get("t", "n")
        if stored and type_ in _PLAIN_KINDS:
            return _PLAIN_KINDS[type_], stored
        if stored and type_ == "s":
            return self._shared(stored)
        if stored and type_ == "d":
            return _moment(stored, self._day_0)
        if stored is not None and type_ in _OWN_TEXT_TYPES:
            return _TEXT, unescaped(stored)
        if not stored:
            return _BLANK, ""
        return _boolean(stored) if type_ == "b" else (_ERROR, "#TYPE")

    def _shared(self, stored: str) -> tuple[CellKind, str]:
        index = _number(stored)
        if index < len(self._strings):
            return _TEXT, self._strings[index]
        return _ERROR, "#INDEX"


def _boolean(stored: str) -> tuple[CellKind, str]:
    value = truth(stored)
    if value is None:
        return _ERROR, "#BOOLEAN"
    return _BOOLEAN, "TRUE" if value else "FALSE"


def _moment(stored: str, day_0: datetime) -> tuple[CellKind, str]:
    """Return a date that is spelt out, as Strict workbooks have it, as the number all others have.

    So re-saving a workbook as Strict changes nothing. What is no such date stays text.
    """
    try:
        since = datetime.fromisoformat(stored).replace(tzinfo=None) - day_0
    except ValueError:
        return _TEXT, stored
    days = since / _DAY
    return _NUMBER, str(int(days)) if days.is_integer() else repr(days)


def _place(reference: str) -> tuple[int, int]:
    """Return the row and column of a cell; `_NOWHERE` for what can be neither."""
    letters = reference.rstrip(_DIGITS)
    return _number(reference[len(letters) :]), _column(letters)


def _number(digits: str) -> int:
    """Return a whole number of a few digits, `_NOWHERE` for anything else."""
    if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER:
        return int(digits)
    return _NOWHERE


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """Return the number of a column, 1 for A; `_NOWHERE` where it is no column of any sheet."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= _LONGEST_COLUMN):
        return _NOWHERE
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
