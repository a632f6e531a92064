"""Reading one .xlsx or .xlsm workbook that came back: every cell as stored, nothing converted.

Owns how a workbook is put together from its parts. Reading returns is what plansheet exists for,
and no library shows stored text, formulas, error cells, number formats and locks all at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from plansheet.excel.cells import SheetCells
from plansheet.excel.limits import Limits, Refused, damaged, not_a_workbook, old_format, too_many
from plansheet.excel.markup import truth, unescaped, walk
from plansheet.excel.package import open_package
from plansheet.excel.strings import read_strings
from plansheet.excel.styles import read_styles
from plansheet.pages import FoundBook, FoundSheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.excel.package import Package, Relation

__all__ = ["DEFAULT_LIMITS", "Limits", "Refused", "read_book"]

DEFAULT_LIMITS = Limits()

_XLSB = "an Excel binary workbook (.xlsb)"
_NO_SHEETS = "it lists no sheets"
_SAME_NAME = "two of its sheets have the same name"
_MISSING_SHEET = "a sheet that it lists is missing"

# The last words of relationship kinds: Transitional and Strict spell one of them differently.
_PROPERTIES_KINDS = ("custom-properties", "customProperties")
_SHEETS_WITHOUT_CELLS = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_HIDDEN_STATES = ("hidden", "veryHidden")

_PROPERTY_TYPES = (
    "lpwstr", "lpstr", "bstr", "bool", "decimal", "int", "uint", "i1", "i2", "i4", "i8",
    "ui1", "ui2", "ui4", "ui8", "r4", "r8", "date", "filetime", "cy", "error", "clsid",
)  # fmt: skip


def read_book(
    data: bytes, limits: Limits = DEFAULT_LIMITS, *, open_blanks: bool = False
) -> FoundBook:
    """Return the workbook in `data`, with its empty unlocked cells too where `open_blanks`.

    Those say what a workbook that was issued left open; in a return they say nothing.
    Raises Refused with one of the codes `unreadable`, `not-a-workbook`, `encrypted`, `old-format`
    and `limits`; nothing else, whatever the bytes.
    """
    return read_package(open_package(data, limits), limits, open_blanks=open_blanks)


def read_package(package: Package, limits: Limits, *, open_blanks: bool = False) -> FoundBook:
    """Return the workbook that a package holds, as `read_book` does."""
    whole = package.relations()
    part = _workbook_part(whole)
    links = package.relations(part)
    workbook = _read_workbook(package, part, limits)
    return FoundBook(
        sheets=_read_sheets(package, workbook, links, limits, open_blanks=open_blanks),
        properties=_read_properties(package, _first(whole, _PROPERTIES_KINDS), limits),
        date_1904=workbook.date_1904,
        structure_locked=workbook.structure_locked,
        has_macros=package.has_macros,
    )


class _Listed(NamedTuple):
    """A sheet as the workbook lists it; `link` is the id of its relation."""

    name: str
    link: str
    hidden: bool


class _Workbook:
    """What the workbook part says of itself and its sheets."""

    def __init__(self) -> None:
        self.sheets: list[_Listed] = []
        self.date_1904 = False
        self.structure_locked = False

    def properties(self, attributes: dict[str, str]) -> None:
        self.date_1904 = truth(attributes.get("date1904", "0")) is True

    def protection(self, attributes: dict[str, str]) -> None:
        self.structure_locked = truth(attributes.get("lockStructure", "0")) is True

    def sheet(self, attributes: dict[str, str]) -> None:
        # The id's namespace differs between Transitional and Strict; no other name ends so.
        link = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        name = unescaped(attributes.get("name", ""))
        self.sheets.append(_Listed(name, link, attributes.get("state") in _HIDDEN_STATES))


def _workbook_part(links: Iterable[Relation]) -> str:
    part = _first(links, ("officeDocument",))
    if not part:
        raise not_a_workbook()
    if part.endswith(".bin"):
        raise old_format(_XLSB)
    return part


def _first(links: Iterable[Relation], kinds: tuple[str, ...]) -> str:
    """Return the part of the first link of one of `kinds`, or "" where there is none."""
    return next((link.part for link in links if link.kind in kinds), "")


def _read_workbook(package: Package, part: str, limits: Limits) -> _Workbook:
    workbook = _Workbook()
    walk(
        package.stream(part, most=limits.small_part_bytes),
        "workbook",
        {
            "workbookPr": workbook.properties,
            "workbookProtection": workbook.protection,
            "sheet": workbook.sheet,
        },
        {},
        wrong_root=not_a_workbook(),
    )
    names = {sheet.name.casefold() for sheet in workbook.sheets}
    if not names:
        raise damaged(_NO_SHEETS)
    if len(names) < len(workbook.sheets):
        raise damaged(_SAME_NAME)
    return workbook


def _read_sheets(
    package: Package,
    workbook: _Workbook,
    relations: tuple[Relation, ...],
    limits: Limits,
    *,
    open_blanks: bool,
) -> tuple[FoundSheet, ...]:
    """Return the sheets that hold cells, in the workbook's order."""
    if len(workbook.sheets) > limits.parts:
        # Every sheet of a million may be the same small part, read again and again.
        raise too_many(limits.parts, "sheets")
    strings = read_strings(package, _first(relations, ("sharedStrings",)), limits)
    styles = read_styles(package, _first(relations, ("styles",)), limits)
    links = {relation.id: relation for relation in relations}
    found: list[FoundSheet] = []
    room = limits.cells
    for name, link, hidden in workbook.sheets:
        if link not in links:
            raise damaged(_MISSING_SHEET)
        if links[link].kind in _SHEETS_WITHOUT_CELLS:
            continue
        sheet = SheetCells(
            strings, styles, limits, room, open_blanks=open_blanks, date_1904=workbook.date_1904
        )
        sheet.read(package, links[link].part)
        room -= len(sheet.cells)
        merged = tuple(sheet.merged)
        found.append(FoundSheet(name, sheet.cells, hidden, sheet.protected, sheet.strays, merged))
    return tuple(found)


def _read_properties(package: Package, part: str, limits: Limits) -> dict[str, str]:
    """Return the custom properties as text, by name; a truth is `true` or `false`."""
    properties: dict[str, str] = {}
    name = ""

    def start(attributes: dict[str, str]) -> None:
        nonlocal name
        name = unescaped(attributes.get("name", ""))

    def value(text: str) -> None:
        properties[name] = unescaped(text)

    def flag(text: str) -> None:
        properties[name] = "true" if truth(text) else "false"

    if part:
        ends = {**dict.fromkeys(_PROPERTY_TYPES, value), "bool": flag}
        walk(
            package.stream(part, most=limits.small_part_bytes),
            "Properties",
            {"property": start},
            ends,
        )
    return properties
