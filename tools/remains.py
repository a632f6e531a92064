"""What a command leaves: files, the rows of ledgers, what servers hold; and whether it is whole."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from town import Town

from plansheet.jobs.council import opened
from plansheet.jobs.verify import verify_council

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from beside import Beside

# What is in these differs from run to run: it says when, and how often, a command was begun.
_SAVED = re.compile(rb"<dcterms:modified.*?</dcterms:modified>")
_LOG = re.compile(r'INSERT INTO "log')
# That a mailbox was looked through is kept each time.
_EACH_TIME = re.compile(r'INSERT INTO "looks"')
_OF_THE_RUN = re.compile(r"(out|err)\.\d+|steps")
_ROW = re.compile(r'(.*): INSERT INTO "(\w+)"')


@dataclass(frozen=True)
class Remains:
    """Files by their sha256, and the rows of ledgers with what servers hold."""

    files: dict[str, str]
    rows: list[str]

    def unlike(self, other: Remains, *, in_order: bool = True) -> Iterator[str]:
        """Yield what is not the same as in another."""
        differing = sorted({*(self.files.items() ^ other.files.items())})
        yield from (f"the file {name} ({sha256[:12]}) differs" for name, sha256 in differing)
        rows = sorted({*self.rows} ^ {*other.rows})
        yield from (f"the ledger differs: {row[:250]}" for row in rows)
        if in_order and not rows and self.rows != other.rows:
            pairs = zip(self.rows, other.rows, strict=True)
            row = next(mine for mine, its in pairs if mine != its)
            yield f"the ledger's rows are in another order: {row[:250]}"

    def fewer_or_more(self, other: Remains) -> Iterator[str]:
        """Yield which files are there in one only, and of which rows there are not as many.

        Those of the archive have the names of what they hold, and what was written anew in the
        place of another is kept with it: more files are entered, never fewer.
        """
        kept, kept_before = (
            {name for name in each.files if "/archive/" not in name} for each in (self, other)
        )
        yield from (f"the file {name} is there or not" for name in sorted(kept ^ kept_before))
        counts, before = self._counts(), other._counts()
        for each in sorted({*counts, *before}):
            is_more = each.endswith(" files") and counts[each] > before[each]
            if counts[each] != before[each] and not is_more:
                yield f"{each} has {counts[each]} rows, not {before[each]}"

    def _counts(self) -> Counter[str]:
        found = (_ROW.match(row) for row in self.rows)
        return Counter(f"{each[1]} {each[2]}" for each in found if each)


NOTHING = Remains({}, [])


def remains_of(root: Path, beside: Iterable[Beside]) -> Remains:
    """Return what a council's folder keeps, with what lies beside it, but the log of its ledger."""
    around = root.parent
    paths = {
        path.relative_to(around).as_posix(): path
        for path in sorted(around.rglob("*"))
        if path.is_file() and not _OF_THE_RUN.fullmatch(path.name) and ".db-" not in path.name
    }
    rows = [
        f"{name}: {row}"
        for name, path in paths.items()
        if path.suffix == ".db"
        for row in _rows(path)
    ]
    rows += [f"{type(each).__name__}: {row}" for each in beside for row in each.holds()]
    files = {
        name: hashlib.sha256(_told_by(path)).hexdigest()
        for name, path in paths.items()
        if path.suffix != ".db"
    }
    # A draft that is written again is another row, in the place of the one before.
    numbered = (re.sub(r'(INSERT INTO "messages" VALUES\()\d+', r"\1", row) for row in rows)
    return Remains(files, [*_without_repeats(numbered)])


def _without_repeats(rows: Iterable[str]) -> Iterator[str]:
    """Yield rows without what only says that a command was run, and when, once more."""
    seen = set()
    for row in rows:
        is_repeat = row in seen and _EACH_TIME.search(row)
        if not (is_repeat or _LOG.search(row)):
            yield row
        seen.add(row)


def _rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as ledger:
        return list(ledger.iterdump())


def _told_by(path: Path) -> bytes:
    """Return what a file holds; of a workbook all but when it was saved, which is the real time.

    Only where a plan is changed in place does that stand in it.
    """
    data = path.read_bytes()
    if path.suffix != ".xlsx" or path.parent.name not in {"plans", "drafts"}:
        return data
    with ZipFile(BytesIO(data)) as parts:
        return b"".join(_SAVED.sub(b"", parts.read(each)) for each in sorted(parts.namelist()))


def not_whole(root: Path) -> list[str]:
    """Return what `verify` finds in the council's folder, and in each that lies beside it."""
    folders = sorted(path.parent for path in root.parent.glob("*/plansheet.toml"))
    return [f"{each.name}: {fault}" for each in folders for fault in _not_whole(each)]


def _not_whole(root: Path) -> list[str]:
    """Return what `verify` finds, and each issued workbook that is not the ledger's."""
    town = Town(root)
    with opened(root, read_only=True) as council:
        outcome = verify_council(council, town.world())
        newest = [
            issues[-1]
            for quarter in council.ledger.quarters()
            for plan in council.plans(quarter)
            if (issues := council.ledger.issues(quarter, plan.code))
        ]
        others = [
            f"{each.service} {each.quarter.label} as issued is not the ledger's"
            for each in newest
            if _sha256(council.store.issued_path(each.service, each.quarter)) != each.sha256
        ]
    found = [each for each in outcome.problems if each.code != "archive-unknown"]
    return [*others, *(f"{each.place}: {each.message}" for each in found)]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
