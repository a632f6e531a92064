"""Whether what is kept is what the ledger says: which files must be there, and what cells say.

Files come in by what the archive holds, cells as they are found when a file is opened again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from plansheet.collect.answers import shown_text
from plansheet.collect.dates import day_of_serial, read_date
from plansheet.collect.figures import number_in, read_figure, shortened
from plansheet.collect.identity import identity_of
from plansheet.model.dates import spoken_date
from plansheet.model.records import FileKind
from plansheet.model.units import Unit, plain
from plansheet.pages import CellKind, column_letters
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from plansheet.model.log import Entry
    from plansheet.model.records import ImportedFigure, Issue, Mention, Removal
    from plansheet.model.returns import Return
    from plansheet.pages import FoundBook, FoundCell
    from plansheet.problems import Problem

_SHA256 = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?")
_MOST_NAMED = 5
# The workbook that is being issued or read, and what lay in its place.
_MOST_LEFT = 2
# What is said of files that the ledger does not name.
UNKNOWN = frozenset({"archive-unknown", "ledger-older"})


@dataclass(frozen=True)
class Expected:
    """What the ledger says of the archive: the files that any row names, and those removed.

    `elsewhere` are those that were removed from one quarter while another quarter has them too.
    """

    mentions: tuple[Mention, ...]
    removals: tuple[Removal, ...] = ()
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return what is named, by sha256."""
        known: defaultdict[str, list[Mention]] = defaultdict(list)
        for each in self.mentions:
            known[each.sha256].append(each)
        return {sha256: tuple(named) for sha256, named in known.items()}

    @cached_property
    def gone(self) -> Mapping[str, Removal]:
        """Return what must not be there any more, by sha256.

        A file that was removed from one quarter stays where another has it too, and where it is a
        workbook that was issued.
        """
        return {
            each.sha256: each
            for each in self.removals
            if each.sha256 not in self.elsewhere
            and all(named.kind is FileKind.RETURNED for named in self.known.get(each.sha256, ()))
        }

    def wanted(self) -> Iterator[tuple[str, Mention]]:
        """Yield what must be there, by sha256, with the row that says most plainly what it is."""
        for sha256, named in self.known.items():
            needed = [each for each in named if not self._may_be_missing(each)]
            if needed and sha256 not in self.gone:
                yield sha256, next((each for each in needed if each.name), needed[0])

    def what(self, sha256: str) -> str:
        """Return what a file is, in words: `returned 'parks.xlsx'`; that nothing names it."""
        named = [each for each in self.known.get(sha256, ()) if each.name]
        return in_words(named[0]) if named else "named by no row of the ledger"

    def laid(self, issues: Container[str]) -> frozenset[str]:
        """Return what only lay where a workbook was issued, by sha256: it is none of `issues`."""
        return frozenset(
            sha256
            for sha256, named in self.known.items()
            if sha256 not in issues and {each.kind for each in named} == {FileKind.ISSUED}
        )

    def _may_be_missing(self, mention: Mention) -> bool:
        """Return whether a copy holds what a removed return said, and went with that.

        Of a service's queries and of a quarter's decisions, all the copies from before go.
        """
        return any(
            each.removed >= mention.at
            and (
                (
                    mention.kind is FileKind.QUERIES
                    and mention.name.startswith(f"{each.service} {each.quarter.label} queries.")
                )
                or (
                    mention.kind is FileKind.DECISIONS
                    and mention.name == f"Decisions {each.quarter.label}.xlsx"
                )
            )
            for each in self.removals
        )


def in_words(mention: Mention) -> str:
    """Return as what a file is named: `returned 'parks 2018-19-Q1.xlsx'`."""
    return f"{mention.kind} '{mention.name}'" if mention.name else str(mention.kind)


def sha256_in(name: str, folder: str) -> str:
    """Return the sha256 that a file of the archive is called by; "" where it is called otherwise.

    `folder` is where it lies, in the archive: the first two digits of that.
    """
    return name[:64] if _SHA256.fullmatch(name) and folder == name[:2] else ""


def missing(expected: Expected, present: Iterable[str]) -> Iterator[Problem]:
    """Yield a fault for each file that must be in the archive and is not."""
    there = frozenset(present)
    for sha256, mention in expected.wanted():
        if sha256 not in there:
            where = f"archive/{sha256[:2]}/{sha256}"
            what = in_words(mention)
            yield problem("archive-missing", Place(mention.name), what=what, where=where)


def still_there(
    expected: Expected, path: str, sha256: str, inside: Iterable[str] = ()
) -> Iterator[Problem]:
    """Yield a fault where a file of the archive was removed, or holds one that was."""
    for found in dict.fromkeys((sha256, *inside)):
        removal = expected.gone.get(found)
        if removal is not None:
            yield problem(
                "removed-there",
                Place(path),
                name=removal.file,
                period=removal.quarter,
                day=spoken_date(removal.removed.date()),
                holds="is it" if found == sha256 else "holds it",
            )


def listed(code: str, paths: Iterable[str]) -> Iterator[Problem]:
    """Yield one problem that names the first of some files; none where there are none."""
    names = tuple(paths)
    if names:
        more = len(names) - _MOST_NAMED
        shown = ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield problem(code, Place("archive"), names=shown)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A file of the archive that no row of the ledger names, or only as one that lay there.

    `period` is the quarter of which it is a collection workbook of this council, "" if it is none.
    """

    path: str
    period: str = ""


def unknown_files(unknown: Iterable[Unknown], log: Iterable[Entry]) -> Iterator[Problem]:
    """Yield what files mean that the ledger does not name, by the commands in its `log`.

    A command about a quarter that was broken off leaves a workbook or two of it; what is more than
    that was issued or read by commands that the ledger knows nothing of, so it is an older one.
    """
    broken_off = [each.begun.period for each in log if each.may_have_left_files]
    books: defaultdict[str, list[str]] = defaultdict(list)
    left: list[str] = []
    older: list[str] = []
    for each in unknown:
        (books[each.period] if each.period else left).append(each.path)
    for period, paths in sorted(books.items()):
        runs = sum(each in {"", period} for each in broken_off)
        is_left = len(paths) <= runs * _MOST_LEFT
        (left if is_left else older).extend(paths)
    yield from listed("ledger-older", older)
    yield from listed("archive-unknown", left)


def issue_faults(issue: Issue, book: FoundBook) -> Iterator[Problem]:
    """Yield what an archived workbook says of itself otherwise than the ledger has it."""
    found = identity_of(book)
    held = {
        "service": issue.service,
        "period": issue.quarter.label,
        "issue": str(issue.number),
        "issue_id": issue.issue_id,
        "content_sha256": issue.content_sha256,
    }
    for name, value in held.items():
        read = getattr(found, name) if found else ""
        if read != value:
            what, place = name.replace("_", " "), Place(f"{issue.service} {issue.quarter.label}")
            yield problem("issue-differs", place, what=what, read=read, held=value)


def answer_faults(returned: Return, book: FoundBook) -> Iterator[Problem]:
    """Yield each answer of a return that its cell in the file does not give again."""
    cells = {sheet.name: _by_address(sheet.cells) for sheet in book.sheets}
    for sheet, rows in returned.answers.items():
        name = returned.sheets.get(sheet, sheet)
        for label, row in rows.items():
            for answer in row.values():
                found = cells.get(name, {}).get(answer.cell)
                if found is None or not says(found, answer.entered, date_1904=book.date_1904):
                    yield problem(
                        "cell-differs",
                        Place(returned.file, name, answer.cell, label),
                        held=shortened(answer.entered),
                        period=returned.quarter,
                        read=_there(found, name, name in cells),
                    )


def imported_faults(
    figures: Iterable[ImportedFigure], cells: Mapping[tuple[str, str], FoundCell]
) -> Iterator[Problem]:
    """Yield each imported figure that its cell in the file, by sheet and address, does not give.

    Of a ratio in two cells the first one is known.
    """
    for each in figures:
        figure = each.figure
        found = cells.get((figure.sheet, figure.cell))
        first = figure.entered.partition(" of ")[0]
        if found is None or not (says(found, figure.entered) or says(found, first)):
            yield problem(
                "cell-differs",
                Place(figure.file, figure.sheet, figure.cell, each.ref),
                held=shortened(figure.entered),
                period=figure.quarter,
                read=_there(found, figure.sheet, is_sheet=True),
            )


def says(cell: FoundCell, entered: str, *, date_1904: bool = False) -> bool:
    """Return whether a cell, read by any of the readers, gives what was entered."""
    return entered in _sayings(cell, date_1904=date_1904)


def _sayings(cell: FoundCell, *, date_1904: bool) -> Iterator[str]:
    """Yield what a cell gives by each reader, what is likely first."""
    yield cell.text
    yield cell.text.strip()
    yield shown_text(cell, date_1904=date_1904)
    number = number_in(cell) if cell.kind is CellKind.NUMBER else None
    if number is not None:
        yield plain(number)
        # Formats are not told of every file: what its issue showed as a date was read as one.
        day = day_of_serial(number, date_1904=date_1904)
        yield from (day.isoformat(), spoken_date(day)) if day else ()
    yield read_date(cell, date_1904=date_1904).entered
    for unit in (Unit.NUMBER, Unit.PERCENT):
        yield read_figure(cell, unit).entered


def _by_address(cells: Mapping[tuple[int, int], FoundCell]) -> dict[str, FoundCell]:
    return {f"{column_letters(column)}{row}": cell for (row, column), cell in cells.items()}


def _there(cell: FoundCell | None, sheet: str, is_sheet: bool) -> str:  # noqa: FBT001 - two of a kind
    if cell is not None:
        return f"'{shortened(cell.text)}' stands there"
    return "that cell is empty" if is_sheet else f"there is no sheet '{sheet}'"
