"""`remove` and `retention`: what came back by mistake, or long ago, goes; that it was there stays.

Order matters where a run is cut short: the bytes go first, then the ledger forgets, and until it
has, the command finds the file again and finishes.
"""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Self

from plansheet.errors import DecisionError
from plansheet.jobs.arrival import opening
from plansheet.jobs.decisions_book import without_earlier
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.versions import standing_of
from plansheet.layout.collection import collection_sheets
from plansheet.model.names import visible
from plansheet.model.records import FileKind, Removal
from plansheet.model.words import same_person
from plansheet.store import StoreRefusal, read_candidate, take_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.model.records import ReturnRecord
    from plansheet.model.returns import Answer, Return

_FEWEST_DIGITS = 8
_LARGEST_COPY = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants removed: a file by its name or sha256, and why; who says so."""

    quarter: Quarter
    file: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Packed:
    """The archived zip files and messages, by sha256, with the sha256 of each file in them.

    They are what the ledger does not list: what was inside them was entered file by file. `shut` is
    how many could not be opened.
    """

    inside: Mapping[str, frozenset[str]]
    shut: int

    @classmethod
    def of(cls, council: Council) -> Self:
        """Look into all of them."""
        listed = {each.sha256 for each in council.ledger.files()}
        inside: dict[str, frozenset[str]] = {}
        shut = 0
        with opening(council.settings) as opener:
            for sha256 in council.store.archived_files():
                if sha256 not in listed:
                    opened = opener.open(council.store.archived(sha256), opener.allowance())
                    inside[sha256] = frozenset(_sha256(piece.data) for piece in opened.pieces)
                    shut += opened.refused is not None and opened.refused.code == "encrypted"
        return cls(inside, shut)

    def around(self, sha256: str) -> list[str]:
        """Return those that hold a file."""
        return [outer for outer, files in self.inside.items() if sha256 in files]


def remove_return(council: Council, wish: Wish, world: World) -> Outcome:
    """Remove one returned file: its bytes from the archive, its answers from the ledger.

    The ledger keeps that it was there and why it went. What lies in `returned` is never touched,
    so its copies there are named for a person to delete. Raises DecisionError where no one file is
    meant by `wish.file`, or where no reason is given.
    """
    if not wish.reason.strip():
        message = 'Say why the file is removed, for example --reason "Sent by mistake".'
        raise DecisionError(message)
    removal = _meant(council, wish, world)
    counted = _counts(council, removal)
    gone = _remove(council, removal, _Packed.of(council), world)
    left = () if world.dry_run else without_earlier(council, wish.quarter, world)
    return Outcome(
        lines=(*_told(council, removal, world), *_counts_now(council, removal, counted=counted)),
        notes=(*gone, *left, *_to_delete(council, removal)),
    )


def _meant(council: Council, wish: Wish, world: World) -> Removal:
    """Return the removal of the one file that is meant, the one made before where it is gone."""
    removals = council.ledger.removals.all(wish.quarter)
    known = {each.sha256: (each.file, each) for each in removals}
    for record in council.ledger.returns(wish.quarter):
        known[record.sha256] = (record.file, _removal(record, wish.reason, wish.by, world))
    found = [each for sha256, (file, each) in known.items() if _is_called(wish.file, file, sha256)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{each.file} ({each.sha256[:12]})" for each in found or _each(known))
    said = "more than one returned file" if found else "no returned file"
    message = (
        f"'{visible(wish.file)}' means {said} of {wish.quarter}. Name one as 'plansheet read' "
        f"does, or by the first of its sha256: {names or 'nothing was returned'}."
    )
    raise DecisionError(message)


def _each(known: dict[str, tuple[str, Removal]]) -> list[Removal]:
    return [each for _, each in known.values()]


def _is_called(said: str, file: str, sha256: str) -> bool:
    said = said.strip().casefold()
    return said == file.casefold() or (len(said) >= _FEWEST_DIGITS and sha256.startswith(said))


def _removal(record: ReturnRecord, reason: str, by: str, world: World) -> Removal:
    return Removal(
        record.quarter,
        record.sha256,
        record.file,
        record.service,
        record.read_at,
        world.now,
        reason.strip(),
        by.strip(),
    )


def _counts(council: Council, removal: Removal) -> bool:
    rivals = standing_of(council.ledger, removal.service, removal.quarter).rivals
    return any(each.sha256 == removal.sha256 for each in rivals)


def _remove(
    council: Council,
    removal: Removal,
    packed: _Packed,
    world: World,
    instead: tuple[ReturnRecord, Return] | None = None,
) -> tuple[str, ...]:
    """Remove a file, and say what of it is left, and where; `instead` is kept in its place."""
    ledger = council.ledger
    others = [each for each in ledger.removals.also_in(removal.sha256) if each != removal.quarter]
    issued = {each.sha256 for each in ledger.files() if each.kind is not FileKind.RETURNED}
    is_issued = removal.sha256 in issued
    if not world.dry_run:
        for sha256 in (
            () if others or is_issued else (removal.sha256, *packed.around(removal.sha256))
        ):
            council.store.discard(sha256)
        _take_queries_away(council, removal)
        with ledger.transaction():
            ledger.removals.add(removal)
            if instead is not None:
                ledger.add_return(*instead)
        council.forget_return(removal.service, removal.quarter)
    return tuple(_left(removal, others, packed.shut, is_issued=is_issued))


def _take_queries_away(council: Council, removal: Removal) -> None:
    """Take the service's query files away with all their copies: they hold a return's answers.

    They are written anew where something is still to be asked.
    """
    paths = [
        council.store.queries_path(removal.service, removal.quarter, suffix)
        for suffix in (".xlsx", ".md")
    ]
    names = {path.name for path in paths}
    for each in council.ledger.files():
        if each.kind is FileKind.QUERIES and each.name in names:
            council.store.discard(each.sha256)
    for path in paths:
        if path.is_file():
            take_away(path)


def _left(
    removal: Removal, others: Iterable[Quarter], shut: int, *, is_issued: bool
) -> Iterator[str]:
    for quarter in others:
        yield (
            f"Its bytes stay in the archive, because they were read for {quarter} too. Remove them "
            f"there as well: plansheet remove {quarter.label} {removal.sha256[:12]} --reason TEXT"
        )
    if is_issued:
        yield "Its bytes stay in the archive: they are a workbook as it was issued, not filled in."
    if shut:
        yield (
            f"{shut} files in the archive cannot be opened, so it is not known whether it is "
            "packed in one of them. Write the password into plansheet.toml (returns_password) and "
            "run this again."
        )


def _told(council: Council, removal: Removal, world: World) -> Iterator[str]:
    service = council.services(removal.quarter).get(removal.service, removal.service)
    whose = f" ({service})" if service else ""
    done = "would be removed" if world.dry_run else "is removed"
    kept = "the names from its answers" if removal.figures_kept else "its answers from the ledger"
    yield (
        f"{removal.file} of {removal.quarter}{whose} {done}: its bytes from the archive, {kept}. "
        f"That it was there is kept, and why it went: {removal.reason}."
    )


def _counts_now(council: Council, removal: Removal, *, counted: bool) -> Iterator[str]:
    """Yield what counts of a service in the place of the return that did."""
    if not counted:
        return
    stands = standing_of(council.ledger, removal.service, removal.quarter)
    usable = (*stands.rivals, *reversed(stands.replaced))
    before = next((each for each in usable if each.sha256 != removal.sha256), None)
    name = council.services(removal.quarter).get(removal.service, removal.service)
    if before is not None:
        yield f"{name}: the return '{before.file}', which came before it, counts again."
    else:
        yield f"{name}: nothing counts now. Ask for its workbook again."
    if council.ledger.compiled(removal.quarter):
        yield (
            "What was compiled stays as it is; 'plansheet compile "
            f"{removal.quarter.label}' makes a new version without it."
        )


def _to_delete(council: Council, removal: Removal) -> Iterator[str]:
    """Yield the files that plansheet leaves alone and that hold, or may hold, the same."""
    for candidate in council.store.returned(removal.quarter):
        outer = removal.file.startswith(f"{candidate.name}/")
        data = b"" if outer else read_candidate(candidate.path, _LARGEST_COPY)
        is_it = not isinstance(data, StoreRefusal) and _sha256(data) == removal.sha256
        if outer or is_it:
            yield f"Delete this copy yourself: {council.store.shown(candidate.path)}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def retention(
    council: Council, world: World, *, remove: bool = False, with_figures: bool = False
) -> Outcome:
    """List the returned files that are older than the settings say; with `remove` remove them.

    Of a return that counts only its bytes and the names in it go, since later quarters are compared
    with its figures; `with_figures` removes those too. What was compiled stays.
    """
    years = council.settings.collection.keep_years
    old = expired(council, world.now.date(), with_figures=with_figures)
    reason = f"Kept for {years} years"
    aged = [(each, _aged(council, each, reason, world, with_figures=with_figures)) for each in old]
    lines = (
        _expired(council, aged, world) if remove and old else [_would_go(*each) for each in aged]
    )
    note = f"{len(old)} returned files are older than {years} years. Remove them with --remove."
    return Outcome(
        lines=tuple(lines) or (f"No returned file is older than {years} years.",),
        notes=() if remove or not old else (note,),
    )


def _aged(
    council: Council, record: ReturnRecord, reason: str, world: World, *, with_figures: bool
) -> Removal:
    """Return the removal of a file that is too old: its figures stay where they count."""
    removal = _removal(record, reason, "", world)
    return replace(removal, figures_kept=not with_figures and _counts(council, removal))


def _would_go(record: ReturnRecord, removal: Removal) -> str:
    what = "workbook and names, not figures" if removal.figures_kept else "all of it"
    return f"{record.file} of {record.quarter}: {what}"


def _expired(
    council: Council, aged: Sequence[tuple[ReturnRecord, Removal]], world: World
) -> list[str]:
    """Remove files that are too old, and say what of each is left."""
    packed, lines = _Packed.of(council), list[str]()
    for quarter, those in groupby(aged, key=lambda each: each[0].quarter):
        # The ledger forgets a quarter's files together, and no sooner than copies of what they said
        # are gone: a run that is cut short finds all of them again.
        with nullcontext() if world.dry_run else council.ledger.transaction():
            for record, removal in those:
                lines += _told(council, removal, world)
                lines += _expire(council, record, removal, packed, world)
            lines += () if world.dry_run else without_earlier(council, quarter, world)
    return lines


def expired(council: Council, today: date, *, with_figures: bool = False) -> list[ReturnRecord]:
    """Return the returned files of which something is kept for longer than the settings say."""
    years = council.settings.collection.keep_years
    kept = _all(council, with_figures=with_figures)
    return [record for record in kept if _age(record.quarter, today) >= years]


def _all(council: Council, *, with_figures: bool) -> Iterator[ReturnRecord]:
    """Yield every return of which anything is kept that can go."""
    removals = council.ledger.removals
    for quarter in removals.quarters():
        bare = {each.sha256 for each in removals.all(quarter) if each.figures_kept}
        for record in council.ledger.returns(quarter):
            if with_figures or record.sha256 not in bare:
                yield record


def _age(quarter: Quarter, today: date) -> int:
    """Return how many whole years ago a quarter ended."""
    end = quarter.last_day
    return today.year - end.year - ((today.month, today.day) < (end.month, end.day))


def _expire(
    council: Council, record: ReturnRecord, removal: Removal, packed: _Packed, world: World
) -> tuple[str, ...]:
    """Remove a file that is too old, its figures or not, and say what of it is left."""
    instead = None
    if removal.figures_kept:
        returned = _nameless(council.ledger.loaded_return(record.number))
        instead = replace(record, sender="", message_id="", problems=()), returned
    return (
        *_remove(council, removal, packed, world, instead),
        *_to_delete(council, removal),
    )


def _nameless(returned: Return) -> Return:
    """Return a return in which each person is a number, the same in all places."""
    personal = {
        (sheet.name, column.key)
        for sheet in collection_sheets(returned.quarter, None)
        for column in sheet.columns
        if column.names_people
    }
    known: list[str] = []
    answers = {
        sheet: {
            label: {
                key: _numbered(answer, known) if (sheet, key) in personal else answer
                for key, answer in row.items()
            }
            for label, row in rows.items()
        }
        for sheet, rows in returned.answers.items()
    }
    return replace(returned, answers=answers)


def _numbered(answer: Answer, known: list[str]) -> Answer:
    name = answer.entered
    if not any(same_person(name, other) for other in known):
        known.append(name)
    number = next(place for place, other in enumerate(known, 1) if same_person(name, other))
    said = f"Person {number} (name removed)"
    return replace(answer, value=None if answer.value is None else said, entered=said)
