"""`compile`: the council-wide workbook of a quarter, a new version where what it says changed.

The public copy is compiled in the same way, from what may be published of the quarter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.errors import LedgerError
from plansheet.excel.write import write_book
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.past import earlier_quarters
from plansheet.jobs.publishing import read_first
from plansheet.jobs.quarters import whole_quarter
from plansheet.model.records import Compiled, CompiledRow, FileKind, FileRecord
from plansheet.pages import canonical_pages
from plansheet.reconcile.moved import compiled_rows, moves, rating_counts
from plansheet.reconcile.public import (
    internal_indicators,
    public_quarter,
    unedited,
    without_hidden,
)
from plansheet.reconcile.quarter import Since
from plansheet.store import OpenElsewhereError, read_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.ledger.compiled import CompiledVersions
    from plansheet.model.periods import Quarter
    from plansheet.pages import Book
    from plansheet.reconcile.quarter import CouncilQuarter

_MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Said:
    """What a version says: the workbook, its content's sha256, the rows that are kept of it.

    The workbook is of no version yet.
    """

    book: Book
    content: str
    rows: tuple[CompiledRow, ...]


@dataclass(frozen=True, slots=True)
class _Edition:
    """What is compiled: the council's own workbook or its public copy, each with its versions."""

    council: Council
    public: bool = False

    @property
    def versions(self) -> CompiledVersions:
        ledger = self.council.ledger
        return ledger.public_copies if self.public else ledger

    def path(self, quarter: Quarter, version: int) -> Path:
        return self.council.store.compiled_path(quarter, version, public=self.public)

    def book(self, whole: CouncilQuarter) -> Book:
        """Return what a quarter's workbook says, but for its number and the days that go by."""
        # Where nothing is compiled, none of it is needed.
        from plansheet.compile import compile_book, public_book  # noqa: PLC0415 - loaded when used: commands start at once

        services = tuple(
            # What goes by with the days alone, such as being late by now, is no change.
            each if each.received else replace(each, days_late=0, state="")
            for each in whole.services
        )
        undated = replace(whole, version=0, services=services)
        return public_book(undated) if self.public else compile_book(undated)

    def version(self, book: Book, whole: CouncilQuarter) -> Book:
        """Return that workbook as one of its versions."""
        from plansheet.compile import as_version, public_book  # noqa: PLC0415 - as above

        return public_book(whole) if self.public else as_version(book, whole)

    def free_version(self, quarter: Quarter, version: int) -> int:
        """Return the first version from `version` on that nothing of somebody else's is called."""
        while self._is_taken(self.path(quarter, version)):
            version += 1
        return version

    def _is_taken(self, path: Path) -> bool:
        """Return whether a file is there that no run which was broken off has left.

        Those are in the archive: it is written first, and the ledger's entry comes last.
        """
        if not path.is_file():
            return path.exists()
        sha256 = hashlib.sha256(read_whole(path)).hexdigest()
        return not self.council.store.archived_at(sha256)


def compile_quarter(
    council: Council, quarter: Quarter, world: World, *, public: bool = False
) -> Outcome:
    """Write the quarter's Performance Data Collection workbook, or with `public` its public copy.

    Where nothing has changed since the last version, that one is left as it is. A file that is
    there and not in the ledger, or is open in Excel, is left alone too: the next version is
    written. Raises PeriodError where no plan covers the quarter, PlanError where a service has two.
    """
    edition, today = _Edition(council, public), world.now.date()
    council.require_plans(quarter)
    known = with_earlier(council, whole_quarter(council, quarter, today), today)
    whole = public_quarter(known) if public else known
    problems = council.unusable(quarter, council.wanted((), quarter))
    told = tuple(_left_out(known)) if public else ()
    book = edition.book(whole)
    content = _content(book)
    versions = edition.versions.compiled(quarter)
    newest = versions[-1] if versions else None
    if newest is not None and newest.content_sha256 == content:
        path = edition.path(quarter, newest.version)
        if not path.is_file() and not world.dry_run:
            write_whole(path, council.store.archived(newest.sha256))
        said = f"Nothing has changed: {council.store.shown(path)}"
        return Outcome(lines=(said,), notes=told, problems=problems)
    version = edition.free_version(quarter, newest.version + 1 if newest else 1)
    rows = compiled_rows(whole)
    whole = replace(whole, since=_since(edition, newest, rows, known))
    notes: tuple[str, ...] = ()
    if not world.dry_run:
        version, notes = _write(edition, whole, world, version, _Said(book, content, rows))
    line = council.store.shown(edition.path(quarter, version))
    return Outcome(lines=(line,), notes=(*notes, *told), problems=problems)


def has_changed(
    council: Council, whole: CouncilQuarter, today: date, *, public: bool = False
) -> bool:
    """Return whether the newest version there is would say something else if compiled now."""
    edition = _Edition(council, public)
    versions = edition.versions.compiled(whole.quarter)
    if not versions:
        return False
    known = with_earlier(council, whole, today)
    book = edition.book(public_quarter(known) if public else known)
    return versions[-1].content_sha256 != _content(book)


def with_earlier(council: Council, whole: CouncilQuarter, today: date) -> CouncilQuarter:
    """Return a quarter with what is known of those before it, as they were compiled."""
    return replace(whole, earlier=earlier_quarters(council, whole.quarter, today))


def _content(book: Book) -> str:
    return hashlib.sha256(canonical_pages(book.pages).encode()).hexdigest()


def _left_out(whole: CouncilQuarter) -> Iterator[str]:
    """Yield what the public copy leaves out, and what of it somebody should read before it goes."""
    hidden = len(internal_indicators(whole))
    some = f"{hidden} {'indicator' if hidden == 1 else 'indicators'} not to be published, "
    yield (
        f"Left out of the public copy: {some if hidden else ''}the sheets Returns and Queries, "
        "requests and changed cells, who supplied, owns and signed, where each figure stands and "
        "what was typed there, why risks were scored anew, and what happens next with contracts."
    )
    if count := unedited(whole):
        yield read_first(count, whole.quarter)


def _since(
    edition: _Edition, newest: Compiled | None, rows: Sequence[CompiledRow], known: CouncilQuarter
) -> Since | None:
    """Return what moved since the newest version; None where there is none, or it is not known."""
    before = edition.versions.compiled_rows(newest) if newest else ()
    if newest is None or not before:
        return None
    if edition.public:
        before = without_hidden(before, known)
    return Since(newest.version, moves(before, rows), (rating_counts(before), rating_counts(rows)))


def _write(
    edition: _Edition, whole: CouncilQuarter, world: World, version: int, said: _Said
) -> tuple[int, tuple[str, ...]]:
    """Archive, write and enter a version, the next one where its file is open in Excel.

    Return the version that was written, and a sentence for each that could not be. Raises
    LedgerError where another plansheet has entered one since this began.
    """
    notes: list[str] = []
    council = edition.council
    path, data = _made(edition, whole, world, version, said)
    with council.ledger.transaction():
        if any(each.version >= version for each in edition.versions.compiled(whole.quarter)):
            message = f"Another plansheet has compiled {whole.quarter} meanwhile. Run this again."
            raise LedgerError(message)
        while not _is_written(council, path, data, last=len(notes) == _MOST_TRIES):
            notes.append(f"'{path.name}' is open in Excel, so the next version is written.")
            version = edition.free_version(whole.quarter, version + 1)
            path, data = _made(edition, whole, world, version, said)
        sha256 = hashlib.sha256(data).hexdigest()
        kind = FileKind.PUBLIC if edition.public else FileKind.COMPILED
        council.ledger.add_file(FileRecord(sha256, path.name, len(data), kind, world.now))
        compiled = Compiled(whole.quarter, version, sha256, said.content, world.now)
        edition.versions.add_compiled(compiled, said.rows)
    return version, tuple(notes)


def _made(
    edition: _Edition, whole: CouncilQuarter, world: World, version: int, said: _Said
) -> tuple[Path, bytes]:
    book = edition.version(said.book, replace(whole, version=version))
    data = write_book(book, world.now, look=edition.council.look)
    return edition.path(whole.quarter, version), data


def _is_written(council: Council, path: Path, data: bytes, *, last: bool) -> bool:
    """Archive and write a file; False where it is open in Excel, unless this was the last try."""
    try:
        council.store.archive(data, path.suffix)
        write_whole(path, data)
    except OpenElsewhereError:
        if last:
            raise
        return False
    return True
