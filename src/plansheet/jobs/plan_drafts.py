"""The draft of a service's next plan: made in the form of the plan before it, renewed in place.

The draft as it was made stays in the archive: what differs from it is the manager's own. A
workbook that nobody has touched is made afresh; in one that somebody has worked on, cells are
changed and rows added, and a row that is over is told and left to the manager.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from plansheet.cycle import merged, moved_on, rows_over
from plansheet.errors import EditError, PlanError
from plansheet.excel.write import write_book
from plansheet.jobs.plan_files import changed_bytes, draft_at, loaded_as, write_plan
from plansheet.model.records import FileKind, FileRecord
from plansheet.planbook import plan_book
from plansheet.problems import Place, problem
from plansheet.sources.loaded import parse_plan_name
from plansheet.sources.plan_text import plan_text
from plansheet.store import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_files import KeptPlan
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem
    from plansheet.sources.loaded import PlanName

_TEXT, _WORKBOOK = ".md", ".xlsx"
_AS_TEXT = frozenset({_TEXT, ".txt"})


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of one draft: a line that says so, and what is left to the manager."""

    line: str
    problems: tuple[Problem, ...] = ()


def drafts_in(council: Council) -> Iterator[tuple[Path, PlanName]]:
    """Yield the drafts that there are, each with what its name says."""
    for path in council.store.drafts():
        said = parse_plan_name(path.name)
        if said:
            yield path, said


def draft_plan(council: Council, rolled: Plan, before: str, world: World) -> Drafted:
    """Write the draft `rolled`, or renew the one that is there.

    It is a workbook where the file `before`, the plan it is made from, is anything but text.
    """
    found = (
        path
        for path, said in drafts_in(council)
        if (said.code, said.years) == (rolled.code, rolled.years)
    )
    there = next(found, None)
    is_text = PurePath(before).suffix.lower() in _AS_TEXT
    ending = there.suffix if there else _TEXT if is_text else _WORKBOOK
    name = there.name if there else f"{PurePath(rolled.file).stem}{ending}"
    new = _written(council, rolled, ending, world)
    if there is None:
        path, drafted = council.store.drafts_folder / name, Drafted("draft made")
        if not world.dry_run:
            write_whole(path, new)
    else:
        path, drafted = there, _renewed(council, draft_at(council, there), new, world)
    if not world.dry_run:
        sha256 = council.store.archive(new, ending)
        council.ledger.add_file(FileRecord(sha256, name, len(new), FileKind.DRAFT, world.now))
    return Drafted(f"{council.store.shown(path)}: {drafted.line}", drafted.problems)


def _written(council: Council, rolled: Plan, ending: str, world: World) -> bytes:
    if ending.lower() == _WORKBOOK:
        return write_book(plan_book(rolled, (), council.name), world.now)
    return plan_text(rolled).encode("utf-8")


def _renewed(council: Council, kept: KeptPlan, new: bytes, world: World) -> Drafted:
    """Renew a draft that is there: what is new is put in, what was changed in it stays."""
    name = kept.path.name
    made = loaded_as(council, name, new).plan
    record = _last_made(council, name)
    base = _base(council, record)
    if made is None or (base is not None and base == made):
        return Drafted("draft as it was")
    is_workbook = kept.path.suffix.lower() == _WORKBOOK
    if record and is_workbook and hashlib.sha256(kept.data).hexdigest() == record.sha256:
        write_plan(council, kept, new, world)
        return Drafted("draft renewed")
    after = merged(kept.plan, made, base, keeps_rows=is_workbook)
    over = rows_over(kept.plan, made, base) if is_workbook else ()
    told = tuple(
        problem("draft-row-over", Place(name, str(table), label=ref)) for table, ref in over
    )
    try:
        changed = write_plan(council, kept, changed_bytes(council, kept, after), world)
    except (EditError, PlanError) as error:
        stays = problem("draft-stays", Place(name), why=str(error))
        return Drafted("draft as it was", (*told, stays))
    return Drafted("draft renewed" if changed else "draft as it was", told)


def changed_since(council: Council, rolled: Plan, kept: KeptPlan, world: World) -> tuple[str, ...]:
    """Return what a draft does not say that it would if it were made now, as `rolled`.

    Nothing where it is not known as what it was made.
    """
    name = kept.path.name
    made = loaded_as(council, name, _written(council, rolled, kept.path.suffix, world)).plan
    base = _base(council, _last_made(council, name))
    return moved_on(kept.plan, made, base) if made and base else ()


def _last_made(council: Council, name: str) -> FileRecord | None:
    """Return the record of the draft as it was made last, or None where nothing is known of it."""
    made = [
        record
        for record in council.ledger.files()
        if (record.kind, record.name) == (FileKind.DRAFT, name)
    ]
    return made[-1] if made else None


def _base(council: Council, record: FileRecord | None) -> Plan | None:
    if record is None:
        return None
    return loaded_as(council, record.name, council.store.archived(record.sha256)).plan
