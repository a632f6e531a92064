"""Which workbook a file is: the identity in its hidden sheet, or else in its properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.collect.tables import canonical, find_sheet, find_table
from plansheet.layout.collection import IDENTITY_SHEET, PROPERTY_PREFIX
from plansheet.model.typed import clean

if TYPE_CHECKING:
    from plansheet.pages import FoundBook


@dataclass(frozen=True, slots=True)
class Identity:
    """What a collection workbook says it is; every part as text, "" where it is lost.

    `scheme` names the council's risk scheme, "" where the workbook asks about no risks.
    """

    council: str
    service: str
    period: str
    issue: str
    issue_id: str
    layout: str = ""
    content_sha256: str = ""
    scheme: str = ""


def identity_of(book: FoundBook) -> Identity | None:
    """Return the identity of `book`, or None where it carries none.

    Sheet and properties say the same when nothing happened; what the one has lost, the other
    gives. Where they name two issues, neither is believed. Names and values are compared nowhere
    else.
    """
    both = _in_properties(book), _in_sheet(book)
    said = both[0] | both[1]
    if len({each["issue_id"] for each in both if "issue_id" in each}) != 1:
        return None
    fields = Identity.__dataclass_fields__
    return Identity(**{name: said.get(name, "") for name in fields})


def _in_properties(book: FoundBook) -> dict[str, str]:
    return {
        name.removeprefix(PROPERTY_PREFIX): value
        for name, value in book.properties.items()
        if name.startswith(PROPERTY_PREFIX) and value
    }


def _in_sheet(book: FoundBook) -> dict[str, str]:
    sheet = find_sheet(book, IDENTITY_SHEET)
    table = find_table(sheet, IDENTITY_SHEET) if sheet else None
    if table is None:
        return {}
    values = {name: clean(canonical(row.cells.get("value"))) for name, row in table.rows.items()}
    return {name: value for name, value in values.items() if value}
