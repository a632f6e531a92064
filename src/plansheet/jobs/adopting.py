"""`ledger adopt`: going on with the files that there are, where what knew them is lost."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plansheet.agenda.step import counted
from plansheet.jobs.outcome import Outcome
from plansheet.model.records import FileKind, FileRecord
from plansheet.store import read_whole
from plansheet.tracing.kept import Expected, sha256_in

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World

_LEFT_TO_DO = (
    "What the ledger said of them is lost. Run 'plansheet generate PERIOD' to issue workbooks anew "
    "and 'plansheet read PERIOD' to read what lies in returned; a return of a workbook that was "
    "issued before waits until you accept it."
)


def adopt_files(council: Council, world: World) -> Outcome:
    """Enter every file of the archive that the ledger does not know, as one that was taken over.

    A workbook that lies where it was issued and is not in the archive is archived too. No return
    counts again by that: each is read once more.
    """
    store, ledger = council.store, council.ledger
    issues = {each.sha256 for quarter in ledger.quarters() for each in ledger.issues(quarter)}
    expected = Expected(ledger.kept.mentions())
    removed = {each.sha256 for each in ledger.kept.removals()}
    known = removed | (expected.known.keys() - expected.laid(issues))
    found = _by_sha256(council)
    unknown = {sha256: path for sha256, path in found.items() if sha256 not in known}
    if not unknown:
        return Outcome(notes=("The ledger knows every file of the archive. Nothing needs doing.",))
    if not world.dry_run:
        for sha256, path in unknown.items():
            if not store.archived_at(sha256):
                store.archive(read_whole(path), path.suffix)
        with ledger.transaction():
            for sha256, path in unknown.items():
                size = path.stat().st_size
                record = FileRecord(sha256, path.name, size, FileKind.ADOPTED, world.now)
                ledger.add_file(record)
    line = f"{counted(len(unknown), 'file')} taken over into the ledger {ledger.name}."
    return Outcome(lines=(line,), notes=(_LEFT_TO_DO,))


def _by_sha256(council: Council) -> dict[str, Path]:
    """Return the files of the archive by what they are called, and what lies issued beside it."""
    store = council.store
    named = ((sha256_in(each.name, each.parent.name), each) for each in store.archive_paths())
    archived = {sha256: path for sha256, path in named if sha256}
    issued = {hashlib.sha256(read_whole(each)).hexdigest(): each for each in store.issued_files()}
    # Where a workbook lies as it was issued, its name there says more.
    return dict(sorted((archived | issued).items()))
