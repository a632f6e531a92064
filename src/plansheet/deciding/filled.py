"""What was filled in in a decisions workbook, row by row, wherever its rows and columns stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.collect.answers import Question, read_answer, shown_text
from plansheet.collect.tables import canonical, find_sheet, find_table
from plansheet.deciding.book import NO_COMMENTARY, NOTHING, Kept
from plansheet.deciding.matters import label_of
from plansheet.layout.decisions import COMMENTARY, DECISIONS
from plansheet.model.records import Choice
from plansheet.model.typed import clean, phrase
from plansheet.model.units import Unit
from plansheet.pages import CellKind, FoundCell
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.collect.tables import Table, TableRow
    from plansheet.layout.columns import Sheet
    from plansheet.model.periods import Quarter
    from plansheet.pages import Book, FoundBook, Page
    from plansheet.problems import Problem

_BLANK = FoundCell(CellKind.BLANK, "")
_SHEETS = (DECISIONS, COMMENTARY)
_AT = ("service", "sheet", "ref", "column")


@dataclass(frozen=True, slots=True)
class Filled:
    """One row as it was filled in: its label, its texts by column key, and where it stands.

    `instead` is the cell itself, since a figure is read with its format; `at` is the label of the
    cell that the row is about, whatever stands there.
    """

    label: str
    texts: dict[str, str]
    places: dict[str, Place]
    instead: FoundCell = _BLANK
    at: str = ""

    @property
    def choice(self) -> str:
        """Return what was chosen, as it was typed."""
        return self.texts.get("choice", "")


@dataclass(frozen=True, slots=True)
class FilledBook:
    """A decisions workbook as it was filled in; `problems` say what of it could not be found."""

    decisions: tuple[Filled, ...] = ()
    commentary: tuple[Filled, ...] = ()
    date_1904: bool = False
    problems: tuple[Problem, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Return whether no column is missing, so that nothing that was typed is overlooked."""
        return not any(each.code == "decisions-column" for each in self.problems)

    @property
    def is_other(self) -> bool:
        """Return whether it is no workbook of decisions at all: it has none of the sheets."""
        missing = [each for each in self.problems if each.code == "decisions-sheet"]
        return len(missing) == len(_SHEETS)

    @property
    def kept(self) -> Kept:
        """Return what stands in the open cells, for a workbook that is written anew."""
        return Kept(
            {row.label: row.texts for row in self.decisions},
            {row.label: row.texts for row in self.commentary},
            {row.at: row.texts["notes"] for row in self.decisions if "notes" in row.texts},
        )


def filled_in(found: FoundBook) -> FilledBook:
    """Return what was filled in; a sheet or a column that is gone is a problem."""
    problems: list[Problem] = []
    decisions = tuple(_rows(found, DECISIONS, problems))
    commentary = tuple(_rows(found, COMMENTARY, problems))
    return FilledBook(decisions, commentary, found.date_1904, tuple(problems))


def chosen(
    row: Filled, quarter: Quarter, offered: Sequence[Choice]
) -> tuple[Choice | None, list[Problem]]:
    """Return what was chosen in a row; None with a problem where it is no choice there is.

    `offered` are those of the row, named where none is meant.
    """
    words = phrase(row.choice)
    for choice in (*map(Choice, DECISIONS.column("choice").choices), Choice.DECLINE):
        if words == phrase(choice):
            return choice, []
    column = replace(DECISIONS.column("choice"), choices=tuple(map(str, offered)))
    asked = Question(column, Unit.TEXT, row.places["choice"], quarter)
    return None, read_answer(FoundCell(CellKind.TEXT, row.choice), asked)[1]


def says_all(found: FoundBook, book: Book) -> bool:
    """Return whether a workbook says all that `book` would, in whatever order its rows stand."""
    layouts = {layout.name: layout for layout in _SHEETS}
    asked = [page for page in book.pages if page.name in layouts]
    return all(_texts(found, layouts[page.name]) == _page_texts(page) for page in asked)


def _texts(found: FoundBook, layout: Sheet) -> dict[str, dict[str, str]]:
    sheet = find_sheet(found, layout)
    table = find_table(sheet, layout) if sheet else None
    return {
        label: {key: text for key, cell in row.cells.items() if (text := canonical(cell))}
        for label, row in (table.rows if table else {}).items()
        if label not in {NOTHING, NO_COMMENTARY}
    }


def _page_texts(page: Page) -> dict[str, dict[str, str]]:
    return {
        row.label: {
            key: text
            for key, cell in row.cells.items()
            if isinstance(cell.value, str) and (text := " ".join(cell.value.split()))
        }
        for row in page.rows
        if row.label
    }


def _rows(found: FoundBook, layout: Sheet, problems: list[Problem]) -> Iterator[Filled]:
    sheet = find_sheet(found, layout)
    table = find_table(sheet, layout) if sheet else None
    wanted = {column.key for column in layout.entries} | set(layout.keys)
    gone = [column for column in table.missing if column.key in wanted] if table else []
    if table is None:
        place = Place(sheet=layout.name)
        problems.append(problem("decisions-sheet", place, name=layout.name))
        return
    for column in gone:
        place = Place(sheet=table.sheet.name)
        heading, row = column.heading, table.header_row
        problems.append(problem("decisions-column", place, heading=heading, row=row))
    for label, numbers in table.twice.items():
        place = Place(sheet=table.sheet.name, label=label)
        rows = " and ".join(map(str, numbers))
        problems.append(problem("row-twice", place, ref=label, rows=rows))
    for label, cells in table.rows.items():
        yield _filled(table, layout, label, cells, date_1904=found.date_1904)


def _filled(table: Table, layout: Sheet, label: str, row: TableRow, *, date_1904: bool) -> Filled:
    texts, places = {}, {}
    for column in layout.entries:
        cell = row.cells.get(column.key)
        at = table.address(column.key, row.number) if column.key in table.columns else ""
        places[column.key] = Place(sheet=table.sheet.name, cell=at, label=label)
        text = shown_text(cell, date_1904=date_1904) if cell else ""
        if clean(text):
            texts[column.key] = text
    at = label_of(*(shown_text(row.cells[key]) for key in _AT if key in row.cells))
    return Filled(label, texts, places, row.cells.get("instead", _BLANK), at)
