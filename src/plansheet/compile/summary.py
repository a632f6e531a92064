"""Summary and Services: counts by state, as live formulas over Data with their values.

The values are counted here with pandas from the very rows that the formulas count in the
workbook, so that the two can be held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from plansheet.compile.cells import NOT_REPORTED, count, page, rating_cell, sheet_link
from plansheet.compile.indicators import results_of
from plansheet.compile.registers import contracts_page, projects_page, risks_page
from plansheet.layout.council import CONTRACTS, PROJECTS, RISKS, SERVICES, SUMMARY
from plansheet.model.ratings import Rating, State, Travel
from plansheet.model.units import EXACT
from plansheet.pages import Cell, Formula
from plansheet.reconcile.results import SUMMARY_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.layout.columns import Sheet
    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

# By the keys of `reconcile`'s summary: a count is of the rows of Data whose column says the word.
_WORDS = {
    **{str(rating).lower(): ("rating", str(rating)) for rating in Rating},
    **{str(state).replace(" ", "_"): ("state", str(state)) for state in State},
}
_COUNTED = tuple((key, *_WORDS[key]) for key in SUMMARY_KEYS)
_RATED = f'COUNTIF([Data!state],"{State.RATED}")'
_STATE_WORDS = {
    State.RATED: "Compared with a target: Green, Amber or Red",
    State.NO_TARGET: "A figure, but no target to compare it with",
    State.BASELINE: "This year's figure sets the baseline",
    State.NOT_DUE: "Not asked for this quarter",
    State.AWAITED: "Not known yet; expected later",
    State.NOT_SUPPLIED: "Asked for, and there is no figure",
    State.HELD: "A figure that can be read in two ways; it waits for an answer",
    State.DATA_ONLY: "Reported for information, never rated",
    State.WITHDRAWN: "No longer collected",
}


@dataclass(frozen=True, slots=True)
class Register:
    """What else Management Board should see first: the rows of a sheet that say one of `words`."""

    measure: str
    sheet: Sheet
    column: str
    words: tuple[str, ...]
    page: Callable[[CouncilQuarter], Page]


_REGISTERS = (
    Register(
        "Milestones that need attention or amendment",
        PROJECTS,
        "status",
        ("Needs attention", "Needs amendment"),
        projects_page,
    ),
    Register("Risks that got worse", RISKS, "moved", (str(Travel.WORSE),), risks_page),
    Register(
        "Contracts with nothing decided",
        CONTRACTS,
        "next_step",
        ("Not decided", NOT_REPORTED),
        contracts_page,
    ),
)


def frame_of(council: CouncilQuarter) -> pd.DataFrame:
    """Return service, rating and state of each indicator as text, a row an indicator."""
    rows = [
        (service.plan.code, str(result.rating or ""), str(result.state))
        for service, result in results_of(council)
    ]
    return pd.DataFrame(rows, columns=["service", "rating", "state"], dtype="object")


def _counts(frame: pd.DataFrame) -> dict[str, int]:
    """Return how many rows say each word, by the keys of `reconcile`'s summary."""
    return {key: int((frame[column] == word).sum()) for key, column, word in _COUNTED}


def summary_page(council: CouncilQuarter) -> Page:
    """Return the council's counts by state, with the denominator in words, and what else to see."""
    frame = frame_of(council)
    counts = _counts(frame)
    rows = [
        _total_row(len(frame), counts["rated"]),
        *(
            _rating_row(Rating(word), counts[key], counts["rated"])
            if column == "rating"
            else _state_row(State(word), counts[key])
            for key, column, word in _COUNTED
        ),
        _returns_row(council),
        *(_register_row(register, council) for register in _REGISTERS),
    ]
    return page(SUMMARY, f"{council.council}: performance in {council.quarter}", rows)


def _total_row(indicators: int, rated: int) -> dict[str, Cell]:
    live = "=SUMPRODUCT(--(LEN([Data!state])>0))"
    return {
        "measure": Cell("Indicators"),
        "number": Cell(Formula(live, count(indicators)), "number"),
        "words": Cell(
            Formula(f'={_RATED}&" of "&[number]&" rated"', f"{rated} of {indicators} rated")
        ),
    }


def _rating_row(rating: Rating, number: int, rated: int) -> dict[str, Cell]:
    share = f'=IF({_RATED}=0,"",[number]/{_RATED})'
    words = f'=[number]&" of "&{_RATED}&" rated"'
    return {
        "measure": rating_cell(rating),
        "number": Cell(Formula(f'=COUNTIF([Data!rating],"{rating}")', count(number)), "number"),
        "share": Cell(Formula(share, _share(number, rated)), "percent"),
        "words": Cell(Formula(words, f"{number} of {rated} rated")),
    }


def _state_row(state: State, number: int) -> dict[str, Cell]:
    return {
        "measure": Cell(state.capitalize()),
        "number": Cell(Formula(f'=COUNTIF([Data!state],"{state}")', count(number)), "number"),
        "words": Cell(_STATE_WORDS[state]),
    }


def _share(number: int, rated: int) -> Decimal | str:
    """Return a share of those rated, "" where none is: nothing is 0% of nothing."""
    return EXACT.divide(Decimal(number), Decimal(rated)) if rated else ""


def _returns_row(council: CouncilQuarter) -> dict[str, Cell]:
    back = sum(service.returned is not None for service in council.services)
    words = f"{back} of {len(council.services)} services have sent a return that could be read"
    return {
        "measure": Cell("Returns"),
        "number": Cell(count(back), "number"),
        "words": Cell(words),
    }


def _register_row(register: Register, council: CouncilQuarter) -> dict[str, Cell]:
    rows = register.page(council).rows
    number = sum(row.cells[register.column].value in register.words for row in rows)
    sheet = register.sheet.name
    live = "+".join(f'COUNTIF([{sheet}!{register.column}],"{word}")' for word in register.words)
    return {
        "measure": Cell(register.measure),
        "number": Cell(Formula(f"={live}", count(number)), "number"),
        "words": sheet_link(sheet, f"See the sheet {sheet}"),
    }


def services_page(council: CouncilQuarter) -> Page:
    """Return each service's counts by state."""
    frame = frame_of(council)
    rows = [_service_row(service, frame) for service in council.services]
    return page(SERVICES, f"Services: {council.quarter}", rows)


def _service_row(service: ServiceQuarter, frame: pd.DataFrame) -> dict[str, Cell]:
    mine = frame[frame["service"] == service.plan.code]
    counts = _counts(mine)
    # COUNTIFS would take a code such as 007 for the number 7; comparing texts does not.
    is_mine = "([Data!service]=[code])"
    counted = {
        key: Formula(f'=SUMPRODUCT({is_mine}*([Data!{column}]="{word}"))', count(counts[key]))
        for key, column, word in _COUNTED
    }
    counted["indicators"] = Formula(f"=SUMPRODUCT(--{is_mine})", count(len(mine)))
    share = Formula('=IF([rated]=0,"",[green]/[rated])', _share(counts["green"], counts["rated"]))
    return {
        "name": Cell(service.plan.service.name),
        "code": Cell(service.plan.code),
        **{key: Cell(formula, "number") for key, formula in counted.items()},
        "share": Cell(share, "percent"),
    }
