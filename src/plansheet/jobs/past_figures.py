"""`history import`: figures of earlier quarters from a file of the council's own.

They are read as typed figures are, kept with the cell that they stand in, and lie beneath what
services return: where a return says something of a quarter, that counts.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from plansheet.errors import PlanError
from plansheet.jobs.annual import known_services
from plansheet.jobs.outcome import Outcome
from plansheet.model.indicator_words import code_of
from plansheet.model.indicators import CountsAs, HowOften
from plansheet.model.periods import Quarter
from plansheet.model.records import FileKind, FileRecord, ImportedFigure
from plansheet.model.returns import Figure
from plansheet.problems import problem
from plansheet.sources.history import read_history
from plansheet.sources.past_cells import figure_in
from plansheet.sources.refusal import UnreadableError
from plansheet.store import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem
    from plansheet.sources.history import PastCell, PastFile

    Known: TypeAlias = "Mapping[tuple[str, str, Quarter], ImportedFigure]"
    _Owner: TypeAlias = "tuple[str, Sequence[Plan]]"

# A figure of the whole year is that of its last quarter where nothing is added up over quarters.
_OF_THE_YEAR = frozenset({CountsAs.CUMULATIVE, CountsAs.SNAPSHOT, CountsAs.LATEST})
_ONCE_A_YEAR = frozenset({HowOften.ANNUAL, HowOften.EVERY_TWO_YEARS})


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one ref that are of one quarter, and the indicator that they are of."""

    service: str
    indicator: Indicator
    quarter: Quarter
    cells: tuple[PastCell, ...]


def import_history(council: Council, path: Path, world: World) -> Outcome:
    """Take the figures of a file into the ledger, and the file into the archive.

    Figures that are there already stay as they are; one that the file says otherwise counts from
    now on. Raises PlanError where the file cannot be used.
    """
    data = read_whole(path)
    try:
        file = read_history(path.name, data)
    except UnreadableError as error:
        message = f"'{path.name}' cannot be used: {error.why}. {error.remedy}."
        raise PlanError(message) from error
    problems = list(file.problems)
    read = list(_figures(council, file, problems, world))
    # Two may import at once: what the other has kept meanwhile is known, too.
    with nullcontext() if world.dry_run else council.ledger.transaction():
        known = _known(council, read)
        fresh = [each for each in read if not _is_known(each, known)]
        if fresh and not world.dry_run:
            _keep(council, path.name, data, fresh, world)
    return Outcome(lines=(_told(path.name, read, fresh, known),), problems=tuple(problems))


def _keep(
    council: Council, name: str, data: bytes, fresh: Sequence[ImportedFigure], world: World
) -> None:
    """Archive the file, and enter it and what is new in it."""
    sha256 = council.store.archive(data, PurePath(name).suffix)
    council.ledger.add_file(FileRecord(sha256, name, len(data), FileKind.HISTORY, world.now))
    council.ledger.imported.add(
        replace(each, figure=replace(each.figure, sha256=sha256)) for each in fresh
    )


def _key(figure: ImportedFigure) -> tuple[str, str, Quarter]:
    return figure.service, figure.ref, figure.quarter


def _known(council: Council, read: Sequence[ImportedFigure]) -> Known:
    """Return the figures that were imported before, of the services that the file is about."""
    services = sorted({each.service for each in read})
    found = (each for service in services for each in council.ledger.imported.of(service))
    return {_key(each): each for each in found}


def _is_known(figure: ImportedFigure, known: Known) -> bool:
    before = known.get(_key(figure))
    return before is not None and before.says_as(figure)


def _told(
    name: str, read: Sequence[ImportedFigure], fresh: Sequence[ImportedFigure], known: Known
) -> str:
    """Return what became of the figures: `past.xlsx: 9 figures: 7 new, 2 changed, 0 as before`."""
    changed = sum(_key(each) in known for each in fresh)
    new, same = len(fresh) - changed, len(read) - len(fresh)
    figures = "figure" if len(read) == 1 else "figures"
    return f"{name}: {len(read)} {figures}: {new} new, {changed} changed, {same} as before"


def _figures(
    council: Council, file: PastFile, problems: list[Problem], world: World
) -> Iterator[ImportedFigure]:
    """Yield the figures that can be used, each quarter's once; what cannot be is told."""
    for row in _rows(council, file, problems):
        found = figure_in(row.cells, row.indicator, row.quarter, date_1904=file.date_1904)
        if isinstance(found, Figure):
            figure = replace(found, service=row.service)
            yield ImportedFigure(row.service, row.indicator.ref, figure, world.now)
        elif found is not None:
            problems.append(found)


def _rows(council: Council, file: PastFile, problems: list[Problem]) -> Iterator[_Row]:
    owners: dict[tuple[str, str], _Owner | None] = {}
    rows: dict[tuple[str, str, Quarter], list[PastCell]] = {}
    found: dict[tuple[str, str], Indicator] = {}
    for cell in file.cells:
        who = cell.service, cell.ref
        if who not in owners:
            owners[who] = _owner(council, cell, problems)
        owner = owners[who]
        if owner is None:
            continue
        service, plans = owner
        indicator = _indicator(plans, cell)
        quarter = _quarter(indicator, cell, problems)
        if quarter is not None:
            found[service, indicator.ref] = indicator
            rows.setdefault((service, indicator.ref, quarter), []).append(cell)
    for (service, ref, quarter), cells in rows.items():
        yield _Row(service, found[service, ref], quarter, _once(cells, problems))


def _once(cells: Sequence[PastCell], problems: list[Problem]) -> tuple[PastCell, ...]:
    """Return the cells that count: the quarter's own before its year's, the first of each part."""
    counting: dict[str, PastCell] = {}
    for cell in sorted(cells, key=lambda each: not isinstance(each.period, Quarter)):
        first = counting.setdefault(cell.part, cell)
        if first is not cell and first.cell.text != cell.cell.text:
            told = problem(
                "history-twice",
                cell.place,
                period=cell.period,
                read=cell.cell.text,
                old=first.cell.text,
                where=first.place.cell,
            )
            problems.append(told)
    return tuple(counting.values())


def _owner(council: Council, cell: PastCell, problems: list[Problem]) -> _Owner | None:
    """Return the service whose ref a row names with its plans that list it, or None, told."""
    known = known_services(council)
    code = known.get(code_of(cell.service)) if cell.service else None
    if cell.service and code is None:
        words = ", ".join(sorted(set(known.values())))
        problems.append(problem("history-service", cell.place, read=cell.service, words=words))
        return None
    listing: dict[str, list[Plan]] = {}
    for file in council.files:
        if file.plan and code in {None, file.code} and _listed(file.plan, cell.ref):
            listing.setdefault(file.code, []).append(file.plan)
    if len(listing) == 1:
        return next(iter(listing.items()))
    if listing:
        words, example = ", ".join(sorted(listing)), min(listing)
        told = problem("history-several", cell.place, read=cell.ref, words=words, example=example)
    else:
        service = cell.service or "the council"
        told = problem("history-ref", cell.place, read=cell.ref, service=service)
    problems.append(told)
    return None


def _listed(plan: Plan, ref: str) -> Indicator | None:
    """Return the indicator that has a ref, or had it formerly: `CP 08` is `CP08`."""
    wanted = _bare(ref)
    own = (each for each in plan.indicators if _bare(each.ref) == wanted)
    once = (each for each in plan.indicators if each.formerly and _bare(each.formerly) == wanted)
    return next(own, None) or next(once, None)


def _bare(ref: str) -> str:
    return "".join(ref.split()).casefold()


def _indicator(plans: Sequence[Plan], cell: PastCell) -> Indicator:
    """Return the indicator by the plan of the cell's year, else by the plan next to it."""
    year = cell.period.year if isinstance(cell.period, Quarter) else cell.period
    nearest = min(plans, key=lambda plan: (year not in plan.years, plan.years[0]))
    found = _listed(nearest, cell.ref)
    assert found is not None, "only plans that list the ref are asked"  # noqa: S101 - told to mypy
    return found


def _quarter(indicator: Indicator, cell: PastCell, problems: list[Problem]) -> Quarter | None:
    """Return the quarter that a cell is of; a year's last where that says the same, else told."""
    if isinstance(cell.period, Quarter):
        return cell.period
    if indicator.counts_as in _OF_THE_YEAR or indicator.how_often in _ONCE_A_YEAR:
        return cell.period.quarters[-1]
    told = problem("history-year", cell.place, period=cell.period, counts_as=indicator.counts_as)
    problems.append(told)
    return None
