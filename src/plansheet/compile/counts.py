"""The counts of Summary and Services: live formulas over Data, and the values they have now.

The values are counted from the very rows that the formulas count in the workbook, so that the two
can be held against each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from plansheet.compile.cells import count
from plansheet.model.ratings import Rating, State
from plansheet.model.units import EXACT
from plansheet.pages import Cell, Formula
from plansheet.reconcile.quarter import counted_results
from plansheet.reconcile.results import SUMMARY_KEYS, key_of
from plansheet.reconcile.themes import served, themes_of

if TYPE_CHECKING:
    from plansheet.reconcile.quarter import CouncilQuarter

# By the keys of `reconcile`'s summary: a count is of the rows of Data whose column says the word.
_WORDS = {
    **{key_of(rating): ("rating", str(rating)) for rating in Rating},
    **{key_of(state): ("state", str(state)) for state in State},
}
COUNTED = tuple((key, *_WORDS[key]) for key in SUMMARY_KEYS)
RATED = f'COUNTIF([Data!state],"{State.RATED}")'
_PIECE = 200
# What the cells of a group's row say together: `3 of 5 rated: 2 Green, 0 Amber, 1 Red`.
GROUP_WORDS = (
    'IF([number]=0,"No indicators",[green]+[amber]+[red]&" of "&[number]&" rated: "'
    '&[green]&" Green, "&[amber]&" Amber, "&[red]&" Red")'
)


class Counted(NamedTuple):
    """What is counted of an indicator, as text, by the keys of the columns of Data that say it."""

    service: str
    rating: str
    state: str
    direction_quarter: str
    theme: str
    objective: str


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that are counted together."""

    rows: tuple[Counted, ...]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def of(self, column: str, word: str) -> Group:
        """Return those that say a word in a column."""
        place = Counted._fields.index(column)
        return Group(tuple(row for row in self.rows if row[place] == word))

    def says(self, column: str, word: str) -> int:
        """Return how many say a word in a column."""
        return len(self.of(column, word))

    def counts(self) -> dict[str, int]:
        """Return how many say each word, by the keys of `reconcile`'s summary."""
        said = {"rating": Counter[str](), "state": Counter[str]()}
        for row in self.rows:
            said["rating"][row.rating] += 1
            said["state"][row.state] += 1
        return {key: said[column][word] for key, column, word in COUNTED}


def group_of(council: CouncilQuarter) -> Group:
    """Return all indicators that are counted."""
    aims = served(themes_of(council))
    return Group(
        tuple(
            Counted(
                service.plan.code,
                str(result.rating or ""),
                str(result.state),
                str(result.direction_quarter or ""),
                *aims.get((result.service, result.indicator.ref), ("", "")),
            )
            for service, result in counted_results(council)
        )
    )


def live_count(column: str, word: str, number: int) -> Formula:
    """Return the count of the rows of Data that say a word in a column."""
    return Formula(f'=COUNTIF([Data!{column}],"{word}")', count(number))


def share(number: int, rated: int) -> Decimal | str:
    """Return a share of those rated, "" where none is: nothing is 0% of nothing."""
    return EXACT.divide(Decimal(number), Decimal(rated)) if rated else ""


def group_cells(mine: str, group: Group, beside: str = "") -> dict[str, Cell]:
    """Return the counts of a group of indicators; `mine` is the formula that tells its rows.

    COUNTIFS would take a code such as 007 for the number 7; comparing texts does not. What is said
    `beside` follows the words.
    """
    counts = group.counts()
    rated = {key_of(rating): str(rating) for rating in Rating}
    live = {key: f'=SUMPRODUCT({mine}*([Data!rating]="{word}"))' for key, word in rated.items()}
    numbers = {key: counts[key] for key in rated}
    total, known = len(group), sum(numbers.values())
    found = {
        "number": Formula(f"=SUMPRODUCT(--{mine})", count(total)),
        **{key: Formula(live[key], count(numbers[key])) for key in rated},
        "not_rated": Formula("=[number]-[green]-[amber]-[red]", count(total - known)),
    }
    words = ", ".join(f"{numbers[key]} {word}" for key, word in rated.items())
    said = f"{known} of {total} rated: {words}" if total else "No indicators"
    return {
        **{key: Cell(formula, "number") for key, formula in found.items()},
        "words": Cell(Formula(f"={GROUP_WORDS}{_added(beside)}", f"{said}{beside}")),
    }


def _added(text: str) -> str:
    """Return what adds a text to a formula, in pieces of a length that every program takes."""
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return "".join('&"' + piece.replace('"', '""') + '"' for piece in pieces)
