"""Given refs written into the plans that are workbooks, so that people see and can use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.errors import EditError
from plansheet.model.tables import Table
from plansheet.store import OpenElsewhereError

if TYPE_CHECKING:
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile

_OWN = {
    Table.INDICATORS: "indicators",
    Table.PROJECTS: "projects",
    Table.RISKS: "risks",
    Table.CONTRACTS: "contracts",
}


def write_refs(council: Council, world: World) -> tuple[str, ...]:
    """Write the refs of rows that have none into the plan workbooks; return what was done.

    A workbook that is open, or would lose something, keeps its empty cells: the ledger has the
    refs all the same.
    """
    notes = []
    for file in council.files:
        if file.name.lower().endswith(".xlsx") and file.loaded.given:
            try:
                written = _write(council, file, world)
            except (EditError, OpenElsewhereError) as error:
                notes.append(f"The refs given to rows of {file.name} stay unwritten. {error}")
                continue
            if written:
                notes.append(f"Wrote the refs given to rows without one into {file.name}.")
    return tuple(notes)


def _write(council: Council, file: PlanFile, world: World) -> bool:
    # The library that changes workbooks takes a while to load, and few runs need it.
    from plansheet.excel.edit import Edit, fill_refs  # noqa: PLC0415 - loaded when used: commands start at once
    from plansheet.jobs.plan_files import kept_plan, write_plan  # noqa: PLC0415 - loaded when used: commands start at once

    given = set(file.loaded.given.values())
    heading = "Ref"
    edits = [
        Edit(str(table), row.ref, heading, row.ref, place.cell)
        for table, name in _OWN.items()
        for row, place in zip(getattr(file.plan, name), file.loaded.places[table], strict=True)
        if row.ref in given
    ]
    data = fill_refs(file.data, edits) if edits else file.data
    return write_plan(council, kept_plan(council, file), data, world)
