"""`verify`: whether the archive, the ledger and every figure's cell are as they were written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from plansheet.agenda.step import counted
from plansheet.collect.identity import identity_of
from plansheet.errors import StoreError
from plansheet.excel.read import read_book
from plansheet.jobs.arrival import opening
from plansheet.jobs.ledgers import lost_ledger, place_problems
from plansheet.jobs.outcome import Outcome, as_json
from plansheet.model.records import Status
from plansheet.problems import Level, Place, problem
from plansheet.sources.history import read_history
from plansheet.sources.refusal import UnreadableError
from plansheet.store import read_whole
from plansheet.tracing.kept import (
    UNKNOWN,
    Expected,
    Unknown,
    answer_faults,
    imported_faults,
    issue_faults,
    listed,
    missing,
    sha256_in,
    still_there,
    unknown_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plansheet.arrivals.opened import Opened
    from plansheet.jobs.arrival import Opener
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.records import ImportedFigure, Issue, ReturnRecord
    from plansheet.problems import Problem

_READ = frozenset({Status.ACCEPTED, Status.HELD})


def verify_council(council: Council, world: World) -> Outcome:
    """Hold the archive and the ledger against each other, and every figure against its cell.

    Nothing is changed. What came from strangers is opened apart, as when it arrived.
    """
    kept = council.ledger.kept
    damaged = [
        problem("ledger-damaged", Place(council.ledger.name), said=each) for each in kept.faults()
    ]
    removals = kept.removals()
    also_in = council.ledger.removals.also_in
    elsewhere = frozenset(each.sha256 for each in removals if also_in(each.sha256))
    expected = Expected(kept.mentions(), removals, elsewhere)
    with opening(council.settings) as opener:
        check = _Check(council, world, opener, expected)
        place = place_problems(council.store, council.settings)
        lost = lost_ledger(council.store, council.ledger)
        archive = check.archive()
        problems = (
            *lost,
            *place,
            *damaged,
            *(each for each in archive if not lost or each.code not in UNKNOWN),
            *check.issues(),
            *check.returns(),
            *check.past(),
        )
    return Outcome(
        document={
            "files": len(check.whole),
            "returns": check.opened,
            "figures": check.cells,
            "problems": as_json(problems),
        },
        lines=(
            f"{counted(len(check.whole), 'file')} of the archive hold what their names say.",
            f"{counted(check.cells, 'cell')} read again in {counted(check.opened, 'file')}.",
            _in_all(problems),
        ),
        problems=problems,
    )


def _in_all(problems: tuple[Problem, ...]) -> str:
    faults = sum(each.level is not Level.NOTE for each in problems)
    return f"{counted(faults, 'fault')}." if faults else "Nothing is lost."


@dataclass
class _Check:
    """One look at everything that is kept; `whole` are the files that hold what they should."""

    council: Council
    world: World
    opener: Opener
    expected: Expected
    whole: set[str] = field(default_factory=set)
    opened: int = 0
    cells: int = 0

    def archive(self) -> list[Problem]:
        """Return what is wrong with the files of the archive, and with those that are not there."""
        problems: list[Problem] = []
        strays: list[str] = []
        unknown: list[Unknown] = []
        present = set()
        paths = self.council.store.archive_paths()
        for path in self.world.progress(paths, "Checking the archive"):
            sha256, shown = sha256_in(path.name, path.parent.name), self.council.store.shown(path)
            if not sha256:
                strays.append(shown)
                continue
            present.add(sha256)
            found = list(self._file(path, shown, sha256))
            problems += found
            if sha256 in self.whole and sha256 in self._laid:
                unknown += self._unknown_issue(shown, sha256)
            elif sha256 in self.whole and sha256 not in self.expected.known:
                opened = self._opened(sha256)
                inside = [hashlib.sha256(piece.data).hexdigest() for piece in opened.pieces]
                problems += still_there(self.expected, shown, sha256, inside)
                if not {*inside} & {*self.expected.known}:
                    unknown.append(Unknown(shown, self._period(opened)))
        problems += missing(self.expected, present)
        return [
            *problems,
            *listed("archive-stray", strays),
            *unknown_files(unknown, self.council.ledger.log.entries()),
        ]

    def _file(self, path: Path, shown: str, sha256: str) -> Iterator[Problem]:
        """Yield what is wrong with one file of the archive."""
        what = self.expected.what(sha256)
        try:
            found = hashlib.sha256(read_whole(path)).hexdigest()
        except StoreError as error:
            yield problem("archive-shut", Place(shown), why=_reason(error), what=what)
            return
        if found != sha256:
            yield problem("archive-changed", Place(shown), found=found, what=what)
            return
        self.whole.add(sha256)
        if sha256 in self.expected.known:
            yield from still_there(self.expected, shown, sha256)

    def _opened(self, sha256: str) -> Opened:
        """Return what is in a file that the ledger does not name."""
        return self.opener.open(self.council.store.archived(sha256), self.opener.allowance())

    @cached_property
    def _laid(self) -> frozenset[str]:
        """Return what only lay where a workbook was issued: filled in, or of an unknown issue."""
        ledger = self.council.ledger
        issues = (issue for quarter in ledger.quarters() for issue in ledger.issues(quarter))
        return self.expected.laid({each.sha256 for each in issues})

    def _unknown_issue(self, shown: str, sha256: str) -> Iterator[Unknown]:
        opened = self._opened(sha256)
        identity = identity_of(opened.book) if opened.book else None
        if identity and self.council.ledger.issue(identity.issue_id) is None:
            yield Unknown(shown, self._period(opened))

    def _period(self, opened: Opened) -> str:
        """Return the quarter of a collection workbook of this council; "" for any other file."""
        identity = identity_of(opened.book) if opened.book else None
        is_ours = identity and identity.council.casefold() == self.council.name.casefold()
        return identity.period if identity and is_ours else ""

    def issues(self) -> Iterator[Problem]:
        """Yield what issued workbooks say of themselves otherwise than the ledger has it."""
        ledger = self.council.ledger
        issues = [issue for quarter in ledger.quarters() for issue in ledger.issues(quarter)]
        for issue in self.world.progress(issues, "Checking what was issued"):
            if issue.sha256 in self.whole:
                yield from self._issue(issue)

    def _issue(self, issue: Issue) -> Iterator[Problem]:
        book = read_book(self.council.store.archived(issue.sha256), open_blanks=True)
        yield from issue_faults(issue, book)

    def returns(self) -> Iterator[Problem]:
        """Yield each answer that is not found again in the cell it was read in."""
        ledger = self.council.ledger
        records = [
            record
            for quarter in ledger.kept.quarters_returned()
            for record in ledger.returns(quarter)
            if record.status in _READ and record.sha256 in self.whole
        ]
        for record in self.world.progress(records, "Reading returns again"):
            yield from self._return(record)

    def _return(self, record: ReturnRecord) -> Iterator[Problem]:
        place = Place(record.file)
        data = self.council.store.archived(record.sha256)
        opened = self.opener.open(data, self.opener.allowance())
        if opened.book is not None:
            returned = self.council.ledger.loaded_return(record.number)
            self.opened += 1
            self.cells += sum(
                len(row) for rows in returned.answers.values() for row in rows.values()
            )
            yield from answer_faults(returned, opened.book)
        elif opened.refused is not None and opened.refused.code == "encrypted":
            yield problem("trace-locked", place, period=record.quarter)
        else:
            why = opened.refused.detail if opened.refused else "it holds other files"
            yield problem("trace-shut", place, period=record.quarter, why=why)

    def past(self) -> Iterator[Problem]:
        """Yield each imported figure that is not found again in the cell it was read in."""
        by_file: dict[tuple[str, str], list[ImportedFigure]] = {}
        for each in self.council.ledger.kept.imported():
            by_file.setdefault((each.figure.sha256, each.figure.file), []).append(each)
        for (sha256, name), figures in by_file.items():
            if sha256 in self.whole:
                yield from self._imported(sha256, name, figures)

    def _imported(self, sha256: str, name: str, figures: list[ImportedFigure]) -> Iterator[Problem]:
        try:
            file = read_history(name, self.council.store.archived(sha256))
        except UnreadableError as error:
            yield problem("trace-shut", Place(name), period=figures[0].quarter, why=error.why)
            return
        self.opened += 1
        self.cells += len(figures)
        cells = {(each.place.sheet, each.place.cell): each.cell for each in file.cells}
        yield from imported_faults(figures, cells)


def _reason(error: StoreError) -> str:
    return str(error.__cause__.strerror) if isinstance(error.__cause__, OSError) else str(error)
