"""The workbook of decisions written and renewed: what was typed into it is never lost.

The file is archived before it is replaced, and what was typed stays in its row for as long as the
row is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.deciding.book import NOTHING_KEPT, decisions_book
from plansheet.deciding.filled import FilledBook, filled_in, says_all
from plansheet.deciding.published import remarked
from plansheet.deciding.waiting import to_decide
from plansheet.errors import DecisionError, SettingsError
from plansheet.excel.read import Refused, read_book
from plansheet.jobs.matters import standings
from plansheet.jobs.outcome import Outcome
from plansheet.model.records import FileKind, FileRecord
from plansheet.problems import HOLDING
from plansheet.store import OpenElsewhereError, read_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from plansheet.deciding.book import Kept
    from plansheet.deciding.matters import Matter, Standing
    from plansheet.deciding.published import Remarked
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.problems import Problem

# What is said of a return that leaves something to decide.
TO_DECIDE = HOLDING | frozenset(
    {
        "restated",
        "locked-changed",
        "unknown-issue",
        "sender-unknown",
        "row-redefined",
        "versions-unclear",
        "entered-differs",
        "request",
    }
)


_LOST = (
    "Something was chosen in {rows} of '{name}' that are about nothing any more, since something "
    "else stands there now."
)
_ARCHIVED = " The workbook as it was is in the archive."


def renew_decisions(
    council: Council,
    quarter: Quarter,
    world: World,
    found: Iterable[Problem] | None = None,
    *,
    archives: bool = True,
) -> Outcome:
    """Write the quarter's workbook of decisions; what was typed into it and not read in yet stays.

    Where `found` is given, which is what was said of returns, nothing to decide makes no workbook,
    and what is wrong with the one that is there is only told. `archives`: the workbook as it was.
    """
    path = council.store.decisions_path(quarter)
    waits = found is None or any(each.code in TO_DECIDE for each in found)
    if not waits and not path.is_file():
        return Outcome()
    now = standings(council, quarter, world.now.date())
    try:
        kept = kept_in(council, quarter)
        return written(council, quarter, world, now, kept, archives=archives)
    except (DecisionError, SettingsError) as error:
        if found is None:
            raise
        # Returns are read whatever is wrong with the workbook of decisions, or with its looks.
        return Outcome(notes=(str(error),))


def kept_in(council: Council, quarter: Quarter) -> Kept:
    """Return what was typed into the quarter's workbook and stays; DecisionError where it is none.

    So it is where a column is missing: what was typed there would be lost.
    """
    path = council.store.decisions_path(quarter)
    if not path.is_file():
        return NOTHING_KEPT
    filled = filled_of(path, read_whole(path), quarter)
    if not filled.is_whole:
        message = f"'{path.name}' was not renewed. {filled.problems[0].message}"
        raise DecisionError(message)
    return filled.kept


def filled_of(path: Path, data: bytes, quarter: Quarter) -> FilledBook:
    """Return what was filled in in a workbook; DecisionError where it is none."""
    try:
        filled = filled_in(read_book(data))
    except Refused as refused:
        message = (
            f"'{path.name}' cannot be read: {refused.detail}. Save it as an Excel workbook "
            f"(.xlsx), or move it to another folder and run 'plansheet decide {quarter.label}' to "
            "have it written anew."
        )
        raise DecisionError(message) from refused
    if filled.is_other:
        message = (
            f"'{path.name}' is no workbook of decisions, so nothing of it was read. The quarter's "
            f"is called 'Decisions {quarter.label}.xlsx'."
        )
        raise DecisionError(message)
    return filled


def written(  # noqa: PLR0913 - where and when, what stands in it, and what becomes of the one before
    council: Council,
    quarter: Quarter,
    world: World,
    now: Iterable[Standing],
    kept: Kept,
    *,
    archives: bool = True,
) -> Outcome:
    """Write the workbook anew where it would say something else; say where it is."""
    path = council.store.decisions_path(quarter)
    matters, texts = _told_of(now)
    waiting = sum(each.decision is None for each in matters)
    lost = kept.lost(matters)
    said = _LOST.format(rows=_rows(lost), name=path.name) if lost else ""
    notes = (f"{said}{_ARCHIVED if archives else ''}",) if said else ()
    book = decisions_book(matters, texts, quarter, council.name, kept)
    shown = council.store.shown(path)
    lines = (f"{waiting} to decide: {shown}",) if waiting else ()
    is_there = path.is_file()
    if world.dry_run or (is_there and says_all(read_book(read_whole(path)), book)):
        return Outcome(lines=lines)
    if is_there and archives:
        archive_decisions(council, quarter, read_whole(path), world)
    # XlsxWriter takes a twentieth of a second to import, and a run without decisions needs none.
    from plansheet.excel.write import write_book  # noqa: PLC0415 - loaded when used: commands start at once

    try:
        write_whole(path, write_book(book, world.now, look=council.look))
    except OpenElsewhereError:
        note = (
            f"'{path.name}' is open in Excel, so it was not renewed. Close it and run 'plansheet "
            f"decide {quarter.label}'."
        )
        return Outcome(lines=lines, notes=(note,))
    return Outcome(lines=lines, notes=notes)


def _told_of(now: Iterable[Standing]) -> tuple[tuple[Matter, ...], tuple[Remarked, ...]]:
    """Return what is to be decided and what may be published, looking at a service once."""
    matters: dict[str, Matter] = {}
    texts: list[Remarked] = []
    for standing in now:
        matters.update((each.label, each) for each in to_decide((standing,)))
        texts += remarked((standing,))
    return tuple(matters.values()), tuple(texts)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def archive_decisions(council: Council, quarter: Quarter, data: bytes, world: World) -> None:
    """Keep a quarter's workbook of decisions as it was, whatever becomes of it."""
    path = council.store.decisions_path(quarter)
    sha256 = council.store.archive(data, path.suffix)
    record = FileRecord(sha256, path.name, len(data), FileKind.DECISIONS, world.now)
    council.ledger.add_file(record)


def without_earlier(council: Council, quarter: Quarter, world: World) -> tuple[str, ...]:
    """Write a quarter's workbook of decisions anew and take its archived copies away.

    They say what a return said that has been removed, and so does the one that is there now: it is
    not archived first, where a run that is killed would leave it. Return what is to be said of it.
    """
    renewed = renew_decisions(council, quarter, world, found=(), archives=False)
    name = council.store.decisions_path(quarter).name
    for each in council.ledger.files():
        if each.kind is FileKind.DECISIONS and each.name == name:
            council.store.discard(each.sha256)
    return renewed.notes
