"""Checks of refs: a figure that comes back is told apart by its ref."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from plansheet.check.case import Case, listed
from plansheet.model.tables import Table
from plansheet.problems import Place, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.plans import Plan


def duplicate_refs(case: Case) -> Iterator[Problem]:
    """A ref that stands more than once in one table; capitals do not make it another."""
    for table, refs in _refs(case.plan):
        rows = defaultdict(list)
        for index, ref in enumerate(refs):
            rows[ref.casefold()].append(index)
        for found in rows.values():
            if len(found) > 1:
                ref = refs[found[0]]
                places = [case.place(table, index, ref) for index in found]
                said = ", ".join(place.cell for place in places if place.cell)
                yield problem(
                    "duplicate-ref",
                    places[0],
                    ref=ref,
                    count=len(found),
                    table=table,
                    rows=said or "rows " + ", ".join(str(index + 1) for index in found),
                )


def shared_refs(case: Case) -> Iterator[Problem]:
    """Refs that stand in more than one table of a plan, all in one note."""
    tables: dict[str, list[Table]] = defaultdict(list)
    shown: dict[str, str] = {}
    for table, refs in _refs(case.plan):
        for ref in dict.fromkeys(refs):
            key = ref.casefold()
            shown.setdefault(key, ref)
            if table not in tables[key]:
                tables[key].append(table)
    shared = {shown[key]: found for key, found in tables.items() if len(found) > 1}
    if shared:
        first, found = next(iter(shared.items()))
        involved = dict.fromkeys(str(table) for found in shared.values() for table in found)
        refs_said = listed(list(shared))
        yield problem(
            "ref-shared",
            Place(case.plan.file, label=refs_said),
            ref=refs_said,
            tables=listed(list(involved)),
            examples=" or ".join(f"{table.prefix}:{first}" for table in found),
        )


def _refs(plan: Plan) -> Iterator[tuple[Table, list[str]]]:
    yield Table.INDICATORS, [row.ref for row in plan.indicators]
    yield Table.PROJECTS, [row.ref for row in plan.projects]
    yield Table.RISKS, [row.ref for row in plan.risks]
    yield Table.CONTRACTS, [row.ref for row in plan.contracts]
