"""The page Summary: where the council stands, in a minute, and where to read on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.compile.cells import NOT_REPORTED, count, page, rating_cell, sheet_link
from plansheet.compile.counts import (
    COUNTED,
    RATED,
    group_cells,
    group_of,
    live_count,
    share,
)
from plansheet.compile.headlines import headline_rows
from plansheet.compile.objectives import theme_rows
from plansheet.compile.registers import contracts_page, projects_page, risks_page
from plansheet.layout.council import CONTRACTS, PROJECTS, RISKS, SUMMARY
from plansheet.model.ratings import Rating, State, Travel
from plansheet.pages import Bars, Cell, Formula
from plansheet.reconcile.past import last_quarter
from plansheet.reconcile.results import key_of
from plansheet.reconcile.words import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from plansheet.compile.counts import Group
    from plansheet.layout.columns import Sheet
    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

RATINGS, TRAVELS, STATES = "Ratings", "Since last quarter", "Not rated"
SERVICES = "Services"
_STATE_WORDS = {
    State.NO_TARGET: "A figure, but no target to compare it with",
    State.BASELINE: "This year's figure sets the baseline",
    State.NOT_DUE: "Not asked for this quarter",
    State.AWAITED: "Not known yet; expected later",
    State.NOT_SUPPLIED: "Asked for, and there is no figure",
    State.HELD: "A figure that can be read in two ways; it waits for an answer",
    State.DATA_ONLY: "Reported for information, never rated",
    State.WITHDRAWN: "No longer collected",
}
_TRAVEL_WORDS = {
    Travel.BETTER: "The figure is better than last quarter's",
    Travel.SAME: "The figure is the same as last quarter's",
    Travel.WORSE: "The figure is worse than last quarter's",
}


@dataclass(frozen=True, slots=True)
class Register:
    """What else Management Board should see: the rows of a sheet that say a word."""

    part: str
    measure: str
    sheet: Sheet
    column: str
    word: str
    page: Callable[[CouncilQuarter], Page]


_REGISTERS = (
    *(
        Register("Milestones", status, PROJECTS, "status", status, projects_page)
        for status in (*STATUSES, NOT_REPORTED)
    ),
    Register("Risks", "Got worse", RISKS, "moved", str(Travel.WORSE), risks_page),
    Register("Contracts", "Not decided", CONTRACTS, "next_step", "Not decided", contracts_page),
    Register("Contracts", NOT_REPORTED, CONTRACTS, "next_step", NOT_REPORTED, contracts_page),
)


def summary_page(council: CouncilQuarter) -> Page:
    """Return what moved, the counts by state with their denominators, and what else to see."""
    group = group_of(council)
    rows = [
        *headline_rows(council),
        *_rating_rows(council, group),
        *_travel_rows(group),
        *_state_rows(council, group),
        _returns_row(council),
        *_register_rows(council),
        *(_service_row(service, group) for service in council.services),
        *theme_rows(council, group),
    ]
    made = page(SUMMARY, f"{council.council}: performance in {council.quarter}", rows)
    return replace(made, bars=_bars(council, group.counts()))


def _bars(council: CouncilQuarter, counts: Mapping[str, int]) -> Bars:
    """Return the chart of the services, drawn of their rows."""
    ratings = ", ".join(f"{counts[key_of(each)]} {each}" for each in Rating)
    others = sum(counts[key_of(each)] for each in _STATE_WORDS)
    return Bars(
        title=f"Indicators of each service by rating, {council.quarter}",
        alt=(
            "Stacked bars, one a service: how many of its indicators are Green, Amber, Red and "
            f"not rated. In all they are {ratings} and {others} not rated. The numbers stand in "
            f"the rows {SERVICES} of the table above."
        ),
        label="measure",
        parts=("green", "amber", "red", "not_rated"),
        of=SERVICES,
    )


def _counted_row(
    part: str, measure: Cell, number: Formula, words: Cell, before: int | None = None
) -> dict[str, Cell]:
    """Return a row with a number; `before` is last quarter's as it was compiled, if known."""
    row = {"part": Cell(part), "measure": measure, "number": Cell(number, "number"), "words": words}
    now = number.value
    if before is None or not isinstance(now, Decimal):
        return row
    return row | {
        "before": Cell(count(before), "number"),
        "change": Cell(Formula("=[number]-[before]", now - count(before)), "change"),
    }


def _rating_rows(council: CouncilQuarter, group: Group) -> Iterator[dict[str, Cell]]:
    counts, before = group.counts(), _counts_before(council)
    yield _total_row(len(group), counts["rated"], _total(before))
    compared = Cell("Compared with a target: Green, Amber or Red")
    rated = live_count("state", State.RATED, counts["rated"])
    yield _counted_row(RATINGS, Cell("Rated"), rated, compared, before.get("rated"))
    for key, column, word in COUNTED:
        if column == "rating":
            yield _rating_row(Rating(word), counts[key], counts["rated"], before.get(key))


def _counts_before(council: CouncilQuarter) -> Mapping[str, int]:
    """Return last quarter's counts as they were compiled; nothing where they are not known."""
    before = last_quarter(council.quarter, council.earlier)
    return before.counts if before else {}


def _total(counts: Mapping[str, int]) -> int | None:
    states = [counts[key] for key, column, _ in COUNTED if column == "state" and key in counts]
    return sum(states) if states else None


def _total_row(indicators: int, rated: int, before: int | None) -> dict[str, Cell]:
    live = Formula("=SUMPRODUCT(--(LEN([Data!state])>0))", count(indicators))
    words = Formula(f'={RATED}&" of "&[number]&" rated"', f"{rated} of {indicators} rated")
    return _counted_row(RATINGS, Cell("Indicators"), live, Cell(words), before)


def _rating_row(rating: Rating, number: int, rated: int, before: int | None) -> dict[str, Cell]:
    of_rated = Formula(f'=IF({RATED}=0,"",[number]/{RATED})', share(number, rated))
    words = Formula(f'=[number]&" of "&{RATED}&" rated"', f"{number} of {rated} rated")
    live = live_count("rating", rating, number)
    row = _counted_row(RATINGS, rating_cell(rating), live, Cell(words), before)
    return row | {"share": Cell(of_rated, "percent")}


def _travel_rows(group: Group) -> Iterator[dict[str, Cell]]:
    for travel, words in _TRAVEL_WORDS.items():
        live = live_count("direction_quarter", travel, group.says("direction_quarter", travel))
        yield _counted_row(TRAVELS, Cell(travel.capitalize()), live, Cell(words))


def _state_rows(council: CouncilQuarter, group: Group) -> Iterator[dict[str, Cell]]:
    counts, before = group.counts(), _counts_before(council)
    for key, column, word in COUNTED:
        if column == "state" and (words := _STATE_WORDS.get(State(word))):
            live = live_count(column, word, counts[key])
            yield _counted_row(STATES, Cell(word.capitalize()), live, Cell(words), before.get(key))


def _returns_row(council: CouncilQuarter) -> dict[str, Cell]:
    back = sum(service.returned is not None for service in council.services)
    words = f"{back} of {len(council.services)} services have sent a return that could be read"
    return {
        "part": Cell("Returns"),
        "measure": Cell("Received"),
        "number": Cell(count(back), "number"),
        "words": Cell(words),
    }


def _register_rows(council: CouncilQuarter) -> Iterator[dict[str, Cell]]:
    made = {register.sheet.name: register.page for register in _REGISTERS}
    pages = {name: make(council) for name, make in made.items()}
    for register in _REGISTERS:
        sheet = register.sheet.name
        rows = pages[sheet].rows
        number = sum(row.cells[register.column].value == register.word for row in rows)
        live = Formula(f'=COUNTIF([{sheet}!{register.column}],"{register.word}")', count(number))
        words = sheet_link(sheet, f"See the sheet {sheet}")
        yield _counted_row(register.part, Cell(register.measure), live, words)


def _service_row(service: ServiceQuarter, group: Group) -> dict[str, Cell]:
    """Return the row of a service. It is told by its code, which stands on the sheet Services."""
    mine = group.of("service", service.plan.code)
    code = service.plan.code.replace('"', '""')
    return {
        "part": Cell(SERVICES),
        "measure": Cell(service.plan.service.name),
        **group_cells(f'([Data!service]="{code}")', mine),
    }
