"""What is asked of a section head, one thing each, at its cells of the query workbook.

The words are those that `read` and `status` say. The same thing said of several rows is asked once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from plansheet.problems import Level, Problem, is_asked
from plansheet.reconcile.wants import WANTED_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plansheet.model.returns import Return
    from plansheet.pages import Cell, Page, Row

# The cells that something missing is missing from, the first of them that is empty; what else is
# asked is about the cell that it was found in.
_WANTED: Mapping[str, tuple[str, ...]] = {
    "figure-missing": ("actual", "numerator", "denominator"),
    "denominator-missing": ("numerator", "denominator"),
    "reason-unsaid": ("commentary",),
    "commentary-missing": ("commentary", "action", "owner", "by_when"),
    "restated-unexplained": ("reason",),
    "status-missing": ("status",),
    "risk-unanswered": ("changed",),
    "contract-unanswered": ("next_step",),
    "quality-unanswered": ("met",),
    "quality-note-missing": ("note",),
    "signoff-missing": ("name", "job_title", "date"),
    "request-incomplete": ("about", "change", "proposed", "starts", "reason"),
    **WANTED_CELLS,
}
# What only the council can answer: the section head need do nothing.
_NOT_THEIRS = frozenset({"restated", "identity-lost", "versions-unclear", "entered-differs"})
# A longer list is asked about in parts: a formula that watches all of its cells has its limits.
_MOST_CELLS = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of the query workbook: its page, the row's place in its table, and its column.

    `wanted` are the columns that are to be filled in there, none where the cell itself is asked
    about; `is_cell` is false where that is the row as a whole.
    """

    page: Page
    index: int
    key: str
    wanted: tuple[str, ...] = ()
    is_cell: bool = True

    @property
    def row(self) -> Row:
        """Return the row that the cell stands in."""
        return self.page.rows[self.index]

    @property
    def marked(self) -> tuple[str, ...]:
        """Return the columns whose cells are marked: all that are wanted and empty, else one."""
        empty = (key for key in self.wanted if self.row.cells[key].value in {None, ""})
        return tuple(empty) or (self.key,)

    @property
    def cell(self) -> Cell:
        """Return the cell itself."""
        return self.row.cells[self.key]


@dataclass(frozen=True, slots=True)
class Query:
    """One thing that is asked: of which sheet and rows, at which cells, if at any.

    `holds` says that something is not used, or is missing, until it is answered; `sheet` is its
    name in the query workbook, `read` the cell with what was read.
    """

    number: int
    level: Level
    message: str
    sheet: str
    labels: tuple[str, ...]
    spots: tuple[Spot, ...]
    holds: bool
    read: Cell | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A problem and the cell of the workbook that it is about, None where it is about none."""

    problem: Problem
    sheet: str
    spot: Spot | None
    entered: str
    holds: bool

    @property
    def same(self) -> tuple[str, str, str, str, str]:
        """Return what those have in common that are asked as one."""
        kind = self.spot.key if self.spot and self.spot.is_cell else ""
        return self.problem.code, self.problem.message, self.sheet, kind, self.entered

    def order(self, names: Sequence[str]) -> tuple[int, int, int]:
        """Return what puts queries in the order of sheets, rows and columns; the others last."""
        if self.spot is None:
            at = names.index(self.sheet) if self.sheet in names else len(names)
            return len(names), at, 0
        keys = [column.key for column in self.spot.page.columns]
        return names.index(self.sheet), self.spot.index, keys.index(self.spot.key)


def is_theirs(problem: Problem) -> bool:
    """Return whether a problem asks a section head something."""
    return is_asked(problem) and problem.code not in _NOT_THEIRS


def queries_of(
    pages: Iterable[Page], returned: Return, problems: Iterable[Problem]
) -> tuple[Query, ...]:
    """Return what `problems` of a return ask, in the order of the workbook's sheets and rows.

    `pages` hold the answers of the return; the problems name its sheets as they are called there.
    """
    by_name = {page.name: page for page in pages}
    names = list(by_name)
    found = [_found(each, by_name, returned) for each in problems if is_theirs(each)]
    groups: dict[tuple[str, ...], list[_Found]] = {}
    for each in sorted(found, key=lambda found: found.order(names)):
        groups.setdefault(each.same, []).append(each)
    parts = (part for group in groups.values() for part in _parts(group))
    return tuple(_query(number, part) for number, part in enumerate(parts, start=1))


def _parts(group: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Yield a group in parts of so many cells, the same cell once."""
    once = {(each.spot.index if each.spot else each.problem.place): each for each in group}.values()
    for _, part in groupby(enumerate(once), key=lambda pair: pair[0] // _MOST_CELLS):
        yield [each for _, each in part]


def _query(number: int, group: Sequence[_Found]) -> Query:
    first = group[0]
    labels = (each.problem.place.label for each in group)
    spots = tuple(each.spot for each in group if each.spot is not None)
    return Query(
        number=number,
        level=first.problem.level,
        message=first.problem.message,
        sheet=first.sheet,
        labels=tuple(dict.fromkeys(label for label in labels if label)),
        spots=spots,
        holds=first.holds,
        read=spots[0].cell if spots and first.entered else None,
    )


def _found(problem: Problem, pages: Mapping[str, Page], returned: Return) -> _Found:
    place = problem.place
    own = next((own for own, name in returned.sheets.items() if name == place.sheet), place.sheet)
    spot = _spot(problem, pages[own], returned) if own in pages else None
    answer = returned.rows(own).get(place.label, {}).get(spot.key) if spot else None
    entered = answer.entered if answer and spot and spot.is_cell else ""
    is_held = answer is not None and answer.held
    return _Found(problem, own, spot, entered, problem.level is Level.FIX or is_held)


def _spot(problem: Problem, page: Page, returned: Return) -> Spot | None:
    """Return the cell that a problem is about: what is missing, what was found, else the row."""
    label = problem.place.label
    index = next((at for at, row in enumerate(page.rows) if row.label == label), None)
    if index is None:
        return None
    cells, answers = page.rows[index].cells, returned.rows(page.name).get(label, {})
    wanted = tuple(key for key in _WANTED.get(problem.code, ()) if _is_open(cells, key))
    empty = [key for key in wanted if key not in answers]
    if empty:
        return Spot(page, index, empty[0], wanted)
    at = [key for key, each in answers.items() if each.cell == problem.place.cell]
    if at and _is_open(cells, at[0]):
        return Spot(page, index, at[0])
    return Spot(page, index, page.columns[0].key, is_cell=False)


def _is_open(cells: Mapping[str, Cell], key: str) -> bool:
    return key in cells and cells[key].is_open
