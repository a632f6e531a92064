"""The same workbook by bare XlsxWriter: the calls that plansheet's writer makes, as plain lists.

Nothing is decided any more when they are repeated, neither what a cell holds nor how it looks: it
is the least that a workbook of that content takes with that library.
"""

from __future__ import annotations

import copy
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from zipfile import ZipFile

from xlsxwriter import Workbook, worksheet
from xlsxwriter.worksheet import Worksheet

from plansheet.excel import write

if TYPE_CHECKING:
    from collections.abc import Callable

# What a workbook is made of; a part of ours and the same of theirs have as many of each.
_ELEMENTS = re.compile(
    r"<(c|row|col|dataValidation|hyperlink|comment|tableColumn|sheetProtection|si|xf|property)[ >/]"
)


@dataclass(frozen=True, slots=True)
class Made:
    """What an earlier call made, where a later one is given it or is a call of it."""

    kind: str
    number: int


@dataclass(slots=True)
class Calls:
    """Every call with which a workbook was written, in order: of what, its name, what was given."""

    options: dict[str, Any] = field(default_factory=dict)
    formats: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    others: list[tuple[Made | None, str, tuple[Any, ...], dict[str, Any]]] = field(
        default_factory=list
    )

    def without_regexes(self) -> float:
        """Return how many seconds it takes if the library takes every formula as it is.

        It looks for each of its newer functions, one after another, in every formula.
        """
        as_it_is = patch.object(Worksheet, "_prepare_formula", lambda _, said: said[1:])
        with as_it_is, patch.object(worksheet, "re_dynamic_function", re.compile("(?!)")):
            return self.again()[0]

    def again(self) -> tuple[float, bytes]:
        """Write the workbook once more: how many seconds the library took, and the workbook.

        What takes no part in it is done with the clock stopped: handing each call its formats.
        """
        given = copy.deepcopy(self)  # The library changes what it is given.
        stream = BytesIO()
        began = time.perf_counter()
        workbook = Workbook(stream, given.options)
        made = {
            "format": [workbook.add_format(each) for each in given.formats],
            "sheet": [workbook.add_worksheet(each) for each in given.sheets],
        }
        seconds = time.perf_counter() - began
        calls = [
            (_method(workbook, made, of, name), _with(made, args), _with(made, named))
            for of, name, args, named in given.others
        ]
        began = time.perf_counter()
        for method, args, named in calls:
            method(*args, **named)
        workbook.close()
        data = stream.getvalue()
        return seconds + time.perf_counter() - began, data


def calls_of(written: Callable[[], bytes]) -> Calls:
    """Return the calls that are made while a workbook is written.

    RuntimeError where repeating them makes another workbook than `written` does.
    """
    calls = Calls()
    with patch.object(write, "OfficeWorkbook", lambda **_: _Workbook(calls)):
        written()
    _, data = calls.again()
    ours, theirs = elements(written()), elements(data)
    if ours != theirs:
        message = f"the bare workbook is another one: {ours} is not {theirs}"
        raise RuntimeError(message)
    return calls


def elements(data: bytes) -> Counter[str]:
    """Return how many cells, rows, formats, rules and the like a workbook has."""
    with ZipFile(BytesIO(data)) as package:
        return Counter(
            f"{name.rpartition('/')[2]} {found}"
            for name in package.namelist()
            for found in _ELEMENTS.findall(package.read(name).decode("utf-8"))
        )


def _method(
    workbook: Workbook, made: dict[str, list[Any]], of: Made | None, name: str
) -> Callable[..., object]:
    owner = made[of.kind][of.number] if of else workbook
    method: Callable[..., object] = getattr(owner, name)
    return method


def _with(made: dict[str, list[Any]], given: Any) -> Any:  # noqa: ANN401 - whatever a call is given
    """Return what a call is given, with the formats of this workbook in it."""
    match given:
        case Made():
            return made[given.kind][given.number]
        case dict():
            return {key: _with(made, value) for key, value in given.items()}
        case list() | tuple():
            return type(given)(_with(made, each) for each in given)
        case _:
            return given


class _Recorded:
    """Something of the library's that only writes down what is asked of it."""

    def __init__(self, calls: Calls, made: Made | None = None) -> None:
        self._calls: Calls = calls
        self._made: Made | None = made

    def __getattr__(self, name: str) -> Callable[..., int]:
        def call(*args: object, **named: object) -> int:
            self._calls.others.append((self._made, name, copy.deepcopy(args), copy.deepcopy(named)))
            return 0

        return call


class _Workbook(_Recorded):
    """A workbook that writes down how it is made."""

    def __init__(self, calls: Calls) -> None:
        super().__init__(calls)
        calls.options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"locked": False},
        }
        self.stream: BytesIO = BytesIO()

    def add_worksheet(self, name: str) -> _Recorded:
        """Write down a sheet."""
        self._calls.sheets.append(name)
        return _Recorded(self._calls, Made("sheet", len(self._calls.sheets) - 1))

    def add_format(self, properties: dict[str, Any]) -> Made:
        """Write down a format."""
        self._calls.formats.append(copy.deepcopy(properties))
        return Made("format", len(self._calls.formats) - 1)

    def close(self) -> None:
        """Write nothing."""
