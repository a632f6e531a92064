"""`plan import`: a service plan in any form made into the plan workbook to go on with."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.check import check_council
from plansheet.errors import StoreError
from plansheet.excel.write import write_book
from plansheet.jobs.outcome import Outcome, as_json
from plansheet.model.records import FileKind, FileRecord
from plansheet.model.tables import Table
from plansheet.pages import canonical_pages
from plansheet.planbook import overlong, plan_book
from plansheet.problems import Place, Problem, problem
from plansheet.sources.load import load_plan
from plansheet.sources.loaded import Loaded, PlanName, parse_plan_name
from plansheet.store import StoreRefusal, read_candidate, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.plans import Plan
    from plansheet.pages import Book

_MOST_BYTES = 100 * 1024 * 1024
_CENTURY = 100
_WIDTH = max(len(table) for table in Table)


@dataclass(frozen=True, slots=True)
class _Import:
    """One document as read: its bytes, the name of the plan, and what there is to say of it.

    Without `book` nothing is written: the plan `is_there` already, or none can be made.
    """

    source: Path
    data: bytes
    name: str
    loaded: Loaded
    book: Book | None
    problems: tuple[Problem, ...]
    is_there: bool = False

    @property
    def file(self) -> str:
        """Return the name of the plan workbook."""
        return f"{self.name}.xlsx"


def import_plans(council: Council, world: World, files: Sequence[Path], name: str = "") -> Outcome:
    """Make a plan workbook in `templates/plans` of each of the documents in `files`.

    `name` is the one file's `CODE YYYY-YY`; otherwise the file's own name says it. Every document
    is kept in the archive as it came. Raises StoreError, with nothing written, where a name says
    no service and years, two files are of one plan, or another such plan is there already.
    """
    if name and len(files) > 1:
        message = "--as names one plan, and several files are given. Import them one by one."
        raise StoreError(message)
    names = [_plan_name(path, name) for path in files]
    twice = [each for each, count in Counter(names).items() if count > 1]
    if twice:
        message = f"Two of the files are of the plan '{twice[0]}'. Import only one of them."
        raise StoreError(message)
    pairs = [*zip(files, names, strict=True)]
    found = [_read(council, *each) for each in world.progress(pairs, "Reading plans")]
    if not world.dry_run:
        for each in found:
            _write(council, world, each)
    return _outcome(council, found, world)


def _plan_name(path: Path, name: str) -> str:
    """Return what the plan is to be called, without an ending: `parks 2018-21`."""
    if not os.path.lexists(path):
        message = f"There is no file '{path}' to import. Check its name and folder."
        raise StoreError(message)
    said = parse_plan_name(f"{name}.xlsx" if name else path.name)
    if said is not None:
        return _written(said)
    message = (
        f"'{name or path.name}' does not say which service and years the plan is for. "
        "Give them with --as 'community-partnerships 2018-21'."
    )
    raise StoreError(message)


def _written(said: PlanName) -> str:
    return f"{said.code} {said.years[0].starts}-{(said.years[-1].starts + 1) % _CENTURY:02d}"


def _read(council: Council, source: Path, name: str) -> _Import:
    data = read_candidate(source, _MOST_BYTES)
    if isinstance(data, StoreRefusal):
        message = f"'{source}' cannot be imported: {data.reason}."
        raise StoreError(message)
    code = name.partition(" ")[0]
    kept = council.ledger.kept_refs(code)
    loaded = load_plan(f"{name}{source.suffix}", data, council.settings.schemes, kept)
    problems = tuple(each.in_file(source.name) for each in loaded.problems)
    if loaded.plan is None:
        return _Import(source, data, name, loaded, None, problems)
    place = Place(source.name)
    if not any(loaded.places.values()):
        nothing = problem("plan-nothing", place)
        return _Import(source, data, name, loaded, None, (*problems, nothing))
    book = plan_book(loaded.plan, problems, council.name)
    long = tuple(
        problem("plan-cell-long", replace(place, sheet=sheet, label=row))
        for sheet, row in overlong(book)
    )
    found = _Import(source, data, name, loaded, None if long else book, (*problems, *long))
    is_there = _is_there(council, found, loaded.plan)
    return replace(found, book=None, is_there=True) if is_there else found


def _is_there(council: Council, found: _Import, plan: Plan) -> bool:
    """Return whether the plan is there and says the same; StoreError where it says otherwise."""
    before = next((f for f in council.files if f.name.casefold() == found.file.casefold()), None)
    if before is None:
        return False
    there = load_plan(before.name, before.data, council.settings.schemes).plan
    if there and canonical_pages(plan_book(there).pages) == canonical_pages(plan_book(plan).pages):
        return True
    message = (
        f"There is a plan '{before.name}' already, and it does not say what '{found.source.name}' "
        "says, so nothing was imported. Move it out of templates/plans first, or give the "
        "new one other years with --as."
    )
    raise StoreError(message)


def _write(council: Council, world: World, found: _Import) -> None:
    if found.book is None:
        return
    # A plan is changed in place later, and a picture in it could not be kept.
    look = replace(council.look, logo=None)
    sha256 = council.store.archive(found.data, found.source.suffix)
    record = FileRecord(sha256, found.source.name, len(found.data), FileKind.PLAN, world.now)
    council.ledger.add_file(record)
    path = council.store.plans_folder / found.file
    write_whole(path, write_book(found.book, world.now, look=look))
    council.ledger.keep_refs(found.name.partition(" ")[0], found.loaded.given)


def _outcome(council: Council, found: Sequence[_Import], world: World) -> Outcome:
    good = [each for each in found if each.book or each.is_there]
    done = [(each, each.loaded.plan) for each in good if each.loaded.plan]
    clashes = [problem for each, plan in done for problem in _clashes(council, each, plan)]
    unread = [problem for each in found if each not in good for problem in each.problems]
    lines = [line for each, plan in done for line in _lines(council, each, plan)]
    written = [each for each in found if each.book]
    note = "Nothing was written." if world.dry_run else "Open the plan, answer its sheet "
    if written and not world.dry_run:
        note += "'To confirm' if it has one, and run plansheet plan check."
    return Outcome(
        document={
            "imported": [_entry(council, each, plan) for each, plan in done],
            "problems": as_json([*clashes, *unread]),
        },
        lines=tuple(lines),
        notes=(note,) if written else (),
        problems=(*clashes, *(problem for each in found for problem in each.problems)),
    )


def _clashes(council: Council, found: _Import, plan: Plan) -> list[Problem]:
    """Return that another plan of the service holds one of the same years."""
    others = [f.plan for f in council.files if f.plan and f.name.casefold() != found.file]
    told = check_council([*others, replace(plan, file=found.file)])
    return [each for each in told if each.code == "two-plans" and each.place.file == found.file]


def _counts(found: _Import) -> dict[Table, int]:
    """Return how many rows of each table were read, none where the document holds no plan."""
    places = found.loaded.places
    return {table: len(places[table]) for table in Table if places.get(table)}


def _entry(council: Council, found: _Import, plan: Plan) -> dict[str, object]:
    return {
        "service": plan.code,
        "file": council.store.shown(council.store.plans_folder / found.file),
        "indicators": len(plan.indicators),
        "projects": len(plan.projects),
        "risks": len(plan.risks),
        "contracts": len(plan.contracts),
        "objectives": len(plan.objectives),
        "budgets": len(plan.budgets),
        "posts": len(plan.posts),
        "skills": len(plan.skills),
        "actions": len(plan.actions),
        "ratings": len(plan.ratings),
        "versions": len(plan.versions),
        "changes": len(plan.changes),
        "notes": len(plan.notes),
        "problems": as_json(found.problems),
    }


def _lines(council: Council, found: _Import, plan: Plan) -> Iterator[str]:
    target = council.store.shown(council.store.plans_folder / found.file)
    how = " (there already)" if found.is_there else ""
    yield f"{found.source.name} -> {target}{how}"
    for table, count in _counts(found).items():
        yield f"  {table:<{_WIDTH}}  {count}"
    if plan.notes:
        yield f"  {'Tables kept as notes':<{_WIDTH}}  {len(plan.notes)}"
    inferred = sum(len(each.inferred) for each in plan.indicators)
    if inferred:
        yield f"  {'To confirm':<{_WIDTH}}  {inferred}"
