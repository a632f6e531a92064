"""A return of an issue that a newer one has replaced: what the newer one asks otherwise.

Where a row still asks for the same figure, under another target or in other words, what was
entered is used and asked about. Where it asks for another figure (in another unit, counted
otherwise, of other months) what was entered answers the older question, and is held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.collect.answers import shown_text
from plansheet.collect.figures import shortened
from plansheet.collect.tables import canonical, find_sheet, find_table
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.versions import EMPTY
from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from plansheet.collect.tables import TableRow
    from plansheet.layout.columns import Sheet
    from plansheet.model.returns import Answer
    from plansheet.pages import FoundBook, FoundCell

# The columns of Indicators by which a figure is understood, and those that hold one.
_MEASURED = frozenset({"unit", "counts_as", "ask"})
_FIGURES = frozenset({"actual", "numerator", "denominator", "forecast"})


def changed_rows(
    sent: FoundBook, now: FoundBook, layouts: Sequence[Sheet], number: int
) -> tuple[Problem, ...]:
    """Return a question for each row that `now` asks otherwise than issue `number` did."""
    return tuple(each for layout in layouts for each in _changed_rows(sent, now, layout, number))


def dropped_rows(
    answers: Mapping[str, Mapping[str, Answer]], asked: Container[str], number: int
) -> tuple[Problem, ...]:
    """Return what an issue's rows of indicators answer that the plan asks of nobody there now.

    `asked` are the refs that the service supplies by now; a figure of one that moved to another
    service is entered there.
    """
    return tuple(
        problem(
            "row-dropped",
            Place(sheet=INDICATORS, cell=answer.cell, label=label),
            read=number,
            entered=shortened(answer.entered),
        )
        for label, row in answers.items()
        if label not in asked
        for key, answer in row.items()
        if key in _FIGURES
    )


def answers_still_asked(
    answers: Mapping[str, Mapping[str, Mapping[str, Answer]]], older: Sequence[Problem]
) -> dict[str, dict[str, dict[str, Answer]]]:
    """Return answers with the figures of rows that ask for another figure by now held."""
    redefined = {each.place.label for each in older if each.code == "row-redefined"}
    return {
        sheet: {
            label: {
                key: replace(answer, value=None, held=True)
                if sheet == INDICATORS and label in redefined and key in _FIGURES
                else answer
                for key, answer in row.items()
            }
            for label, row in rows.items()
        }
        for sheet, rows in answers.items()
    }


def _changed_rows(sent: FoundBook, now: FoundBook, layout: Sheet, number: int) -> Iterator[Problem]:
    old, new = _rows(sent, layout), _rows(now, layout)
    for label, row in old.items():
        if label not in new:
            continue
        changes = {
            column.key: f"{column.heading} from '{_shown(was)}' to '{_shown(said)}'"
            for column in layout.columns
            if column.checked and not _looks_back(column.key)
            for was, said in [(row.cells.get(column.key), new[label].cells.get(column.key))]
            if canonical(was) != canonical(said)
        }
        if changes:
            is_other = layout.name == INDICATORS and not _MEASURED.isdisjoint(changes)
            code = "row-redefined" if is_other else "row-changed"
            place = Place(sheet=layout.name, label=label)
            yield problem(code, place, read=number, changes="; ".join(changes.values()))


def _rows(book: FoundBook, layout: Sheet) -> Mapping[str, TableRow]:
    sheet = find_sheet(book, layout, frozenset())
    table = find_table(sheet, layout) if sheet else None
    return table.rows if table else {}


def _shown(cell: FoundCell | None) -> str:
    """Return what a cell says as it is shown: 85% where 0.85 stands in it."""
    return shortened(shown_text(cell) if cell else "") or EMPTY


def _looks_back(key: str) -> bool:
    """Return whether a column only shows earlier quarters: a late return there asks nothing new."""
    return key in {"q1", "q2", "q3", "q4", "held"} or key.startswith("last_") or "_before" in key
