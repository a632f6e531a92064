"""`compile`: the council-wide workbook of a quarter, a new version where what it says changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.excel.write import write_book
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.quarters import whole_quarter
from plansheet.model.records import Compiled, CompiledRow, FileKind, FileRecord
from plansheet.pages import canonical_pages
from plansheet.reconcile.moved import compiled_rows, moves, rating_counts
from plansheet.reconcile.quarter import Since
from plansheet.store import OpenElsewhereError, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.pages import Book
    from plansheet.reconcile.quarter import CouncilQuarter

_MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Said:
    """What a version says: the sha256 of its content, and the rows that are kept of it."""

    content: str
    rows: tuple[CompiledRow, ...]


def compile_quarter(council: Council, quarter: Quarter, world: World) -> Outcome:
    """Write the quarter's Performance Data Collection workbook.

    Where nothing has changed since the last version, that one is left as it is. A file that is
    there and not in the ledger, or is open in Excel, is left alone too: the next version is
    written. Raises PeriodError where no plan covers the quarter.
    """
    whole = whole_quarter(council, quarter, world.now.date())
    problems = council.unusable(quarter, council.wanted((), quarter))
    content = _content(whole)
    versions = council.ledger.compiled(quarter)
    newest = versions[-1] if versions else None
    if newest is not None and newest.content_sha256 == content:
        path = council.store.compiled_path(quarter, newest.version)
        if not path.is_file() and not world.dry_run:
            write_whole(path, council.store.archived(newest.sha256))
        said = f"Nothing has changed: {council.store.shown(path)}"
        return Outcome(lines=(said,), problems=problems)
    version = _free_version(council, quarter, newest.version + 1 if newest else 1)
    rows = compiled_rows(whole)
    whole = replace(whole, since=_since(council, newest, rows))
    notes: tuple[str, ...] = ()
    if not world.dry_run:
        version, notes = _write(council, whole, world, version, _Said(content, rows))
    path = council.store.compiled_path(quarter, version)
    return Outcome(lines=(council.store.shown(path),), notes=notes, problems=problems)


def has_changed(council: Council, whole: CouncilQuarter) -> bool:
    """Return whether the newest version would say something else if it were compiled now."""
    versions = council.ledger.compiled(whole.quarter)
    return not versions or versions[-1].content_sha256 != _content(whole)


def _since(council: Council, newest: Compiled | None, rows: Sequence[CompiledRow]) -> Since | None:
    """Return what moved since the newest version; None where there is none, or it is not known."""
    before = council.ledger.compiled_rows(newest) if newest else ()
    if newest is None or not before:
        return None
    return Since(newest.version, moves(before, rows), (rating_counts(before), rating_counts(rows)))


def _content(whole: CouncilQuarter) -> str:
    """Return the sha256 of what a version says, but for its number and the days that go by."""
    services = tuple(
        each if each.received else replace(each, days_late=0) for each in whole.services
    )
    pages = _book(replace(whole, version=0, services=services)).pages
    return hashlib.sha256(canonical_pages(pages).encode()).hexdigest()


def _book(whole: CouncilQuarter) -> Book:
    # pandas takes a third of a second to import, and only this command needs it.
    from plansheet.compile import compile_book  # noqa: PLC0415

    return compile_book(whole)


def _free_version(council: Council, quarter: Quarter, version: int) -> int:
    while council.store.compiled_path(quarter, version).exists():
        version += 1
    return version


def _write(
    council: Council, whole: CouncilQuarter, world: World, version: int, said: _Said
) -> tuple[int, tuple[str, ...]]:
    """Write, archive and enter a version, the next one where its file is open in Excel.

    Return the version that was written, and a sentence for each that could not be.
    """
    notes: list[str] = []
    path, data = _made(council, whole, world, version)
    while not _is_written(path, data, last=len(notes) == _MOST_TRIES):
        notes.append(f"'{path.name}' is open in Excel, so the next version is written.")
        version = _free_version(council, whole.quarter, version + 1)
        path, data = _made(council, whole, world, version)
    sha256 = council.store.archive(data, path.suffix)
    with council.ledger.transaction():
        council.ledger.add_file(
            FileRecord(sha256, path.name, len(data), FileKind.COMPILED, world.now)
        )
        council.ledger.add_compiled(
            Compiled(whole.quarter, version, sha256, said.content, world.now), said.rows
        )
    return version, tuple(notes)


def _made(
    council: Council, whole: CouncilQuarter, world: World, version: int
) -> tuple[Path, bytes]:
    book = _book(replace(whole, version=version))
    return council.store.compiled_path(whole.quarter, version), write_book(
        book, world.now, look=council.look
    )


def _is_written(path: Path, data: bytes, *, last: bool) -> bool:
    """Write a file; False where it is open in Excel, unless this was the last try."""
    try:
        write_whole(path, data)
    except OpenElsewhereError:
        if last:
            raise
        return False
    return True
