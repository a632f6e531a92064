"""`read`: what came back, archived before anything else, then understood file by file.

One bad file never stops the others; every file ends in values, questions or one clear sentence.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.jobs.outcome import Outcome
from plansheet.jobs.reading import Reader, Received
from plansheet.model.records import FileKind, FileRecord, ReturnRecord, Status
from plansheet.problems import Place, problem
from plansheet.store import StoreRefusal, modified, passed_over, read_candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.store import Candidate

# A collection workbook has some tens of kilobytes; nothing of this size is one.
_LARGEST_FILE = 50 * 1024 * 1024


def read_returns(
    council: Council, quarter: Quarter, world: World, paths: Sequence[Path] = ()
) -> Outcome:
    """Read the quarter's returned files, or the files and folders in `paths`.

    Files are read in the order in which they were last written, since the later return of a
    service counts, and told in the order of their names. Raises PeriodError where no plan covers
    the quarter, StoreError where a path is not there.
    """
    council.required(quarter)
    candidates = council.store.returned(quarter, paths)
    run = _Run(council, quarter, world)
    oldest_first = sorted(candidates, key=lambda candidate: modified(candidate.path))
    for candidate in world.progress(oldest_first, "Reading returns"):
        run.take(candidate)
    received = [run.received[candidate] for candidate in candidates]
    folder = council.store.shown(council.store.returned_folder(quarter))
    return Outcome(
        document={"period": quarter.label, "returns": [found.as_json() for found in received]},
        lines=tuple(_line(found, council.services(quarter)) for found in received)
        or (f"There is nothing to read in {folder}.",),
        problems=(
            *council.unusable(quarter, council.wanted((), quarter)),
            *(each for found in received for each in found.problems),
        ),
        held=any(found.status is Status.HELD for found in received),
    )


def _line(found: Received, names: Mapping[str, str]) -> str:
    service = names.get(found.service, found.service)
    counts = ""
    if found.returned is not None:
        waiting = f", {found.returned.held} held" if found.returned.held else ""
        counts = f": {found.returned.values} values{waiting}"
    return f"{found.name}: {found.status}{f' ({service})' if service else ''}{counts}"


class _Run:
    """One run of `read`: what became of each file so far, and what has been seen."""

    def __init__(self, council: Council, quarter: Quarter, world: World) -> None:
        self.council = council
        self.quarter = quarter
        self.world = world
        self.reader = Reader(council, quarter, world.now.date())
        self.received: dict[Candidate, Received] = {}
        self.seen: dict[str, str] = {}

    def take(self, candidate: Candidate) -> None:
        """Pass over, refuse or read one file; what is read is archived first, then entered."""
        name = candidate.name
        if why := passed_over(name):
            note = problem("skipped", Place(file=name), why=why)
            self.received[candidate] = Received(name, "", Status.SKIPPED, problems=(note,))
            return
        data = read_candidate(candidate.path, _LARGEST_FILE)
        if isinstance(data, StoreRefusal):
            refused = problem(data.code, Place(file=name), why=data.reason)
            self.received[candidate] = Received(name, "", Status.REJECTED, problems=(refused,))
            return
        if not self.world.dry_run:
            self.council.store.archive(data, candidate.path.suffix)
        self.received[candidate] = self._read(name, data)

    def _read(self, name: str, data: bytes) -> Received:
        sha256 = hashlib.sha256(data).hexdigest()
        known = self.council.ledger.return_of(self.quarter, sha256)
        first = self.seen.get(sha256) or (known.file if known else name)
        if sha256 in self.seen or _bare(first) != _bare(name):
            twice = problem("duplicate", Place(file=name), first=first)
            service = known.service if known else ""
            return Received(name, sha256, Status.DUPLICATE, service=service, problems=(twice,))
        self.seen[sha256] = name
        found = self.reader.read(name, data, sha256)
        if not self.world.dry_run:
            self._keep(found, known, len(data))
        return found

    def _keep(self, found: Received, known: ReturnRecord | None, size: int) -> None:
        """Enter a file in the ledger, in one transaction; one that is there as it is stays so."""
        record = ReturnRecord(
            quarter=self.quarter,
            sha256=found.sha256,
            file=found.name,
            status=found.status,
            read_at=self.world.now,
            service=found.service,
            issue_id=found.issue_id,
            problems=found.found,
        )
        ledger = self.council.ledger
        if known is not None:
            same = replace(
                record, read_at=known.read_at, arrival=known.arrival, number=known.number
            )
            kept = ledger.loaded_return(known.number) if found.returned else None
            if same == known and kept == found.returned:
                return
        seen = FileRecord(found.sha256, found.name, size, FileKind.RETURNED, self.world.now)
        with ledger.transaction():
            ledger.add_file(seen)
            ledger.add_return(record, found.returned)
        self.council.forget_return(found.service, self.quarter)


def _bare(name: str) -> str:
    """Return a file's name without the folders it lies in."""
    return name.rpartition("/")[2].casefold()
