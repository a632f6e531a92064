"""A workbook as text to review: each column once, each row by its headings, nothing twice.

What most cells of a column have in common (look, lock, rule, formula) stands with the column;
a cell says of these only what it has otherwise. Formulas name headings, not addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from office.workbook import Opened, table_of
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from office.workbook import Area
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

_ADDRESS = re.compile(r'"[^"]*"|(?<![\w$!:])([A-Z]{1,3})(\d+)(?![\w(:])')
_PLAIN = {"General", "@"}
_TRAITS = ("lock", "number format", "weight", "rule", "formula")


def described(opened: Opened, sheets: Sequence[str]) -> str:
    """Return the text of some sheets of a workbook."""
    lines: list[str] = []
    for name in sheets:
        lines += [*_sheet(opened, opened.book[name]), ""]
    return "\n".join(lines)


def _sheet(opened: Opened, sheet: Worksheet) -> Iterator[str]:
    area = table_of(sheet)
    assert area is not None
    yield f"=== {sheet.title}: {sheet['A1'].value}"
    for row in range(2, area.top):
        written, shown = sheet.cell(row, 1), opened.values[sheet.title].cell(row, 1).value
        if written.value is not None:
            yield f"    {shown}{f'  [{written.value}]' if written.data_type == 'f' else ''}"
    usual = [_usual(sheet, area, column) for column in range(area.left, area.right + 1)]
    for heading, traits in zip(_headings(sheet, area), usual, strict=True):
        yield f"{heading}: {'; '.join(trait for trait in traits if trait)}".rstrip(": ")
    for row in range(area.top + 1, area.bottom + 1):
        yield from _row(opened, sheet, area, row, usual)


def _headings(sheet: Worksheet, area: Area) -> list[str]:
    cells = (sheet.cell(area.top, column) for column in range(area.left, area.right + 1))
    return [str(cell.value) for cell in cells]


def _usual(sheet: Worksheet, area: Area, column: int) -> tuple[str, ...]:
    """Return what most cells of a column say of each trait."""
    found = [
        _traits(sheet, area, sheet.cell(row, column))
        for row in range(area.top + 1, area.bottom + 1)
    ]
    return tuple(Counter(each).most_common(1)[0][0] for each in zip(*found, strict=True))


def _traits(sheet: Worksheet, area: Area, cell: object) -> tuple[str, ...]:
    """Return a cell's lock, number format, weight, rule and formula, in words."""
    assert isinstance(cell, Cell)
    rules = [each for each in sheet.data_validations.dataValidation if cell.coordinate in each]
    is_formula = cell.data_type == "f"
    return (
        "locked" if cell.protection.locked else "open",
        "" if cell.number_format in _PLAIN else cell.number_format,
        "bold" if cell.font.bold else "",
        "; ".join(_rule(each) for each in rules),
        _named(str(cell.value), sheet, area, cell.row) if is_formula else "",
    )


def _rule(rule: DataValidation) -> str:
    limits = [str(each) for each in (rule.formula1, rule.formula2) if each]
    if rule.type == "date":
        limits = [f"{from_excel(float(each)):%Y-%m-%d}" for each in limits]
    between = " to ".join(limits)
    kind = "" if rule.type == "list" else f"{rule.type} "
    return f"{kind}{between}{' or asks' if rule.errorStyle == 'warning' else ''}"


def _named(formula: str, sheet: Worksheet, area: Area, row: int) -> str:
    """Return a formula with the cells of its own row by their headings."""

    def name(match: re.Match[str]) -> str:
        if match[1] is None or int(match[2]) != row:
            return match[0]
        heading = sheet.cell(area.top, column_index_from_string(match[1])).value
        return f"[{str(heading).rstrip('*')}]"

    return _ADDRESS.sub(name, formula)


def _row(
    opened: Opened, sheet: Worksheet, area: Area, row: int, usual: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """Yield a row's label, then each cell that says something or is not as its column is."""
    values = opened.values[sheet.title]
    yield f"- {values.cell(row, area.left).value}"
    columns = range(area.left, area.right + 1)
    for column, heading, common in zip(columns, _headings(sheet, area), usual, strict=True):
        said = values.cell(row, column).value
        traits = _traits(sheet, area, sheet.cell(row, column))
        other = [
            one or f"no {trait}"
            for trait, one, shared in zip(_TRAITS, traits, common, strict=True)
            if one != shared
        ]
        marks = f"  [{'; '.join(other)}]" if other else ""
        if column > area.left and (said not in {None, ""} or other):
            yield f"    {heading}: {_plain(said)}{marks}".rstrip()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return format(value, ".15g")
    return "" if value is None else str(value)
