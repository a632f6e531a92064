"""The page Services: each service's indicators by state, in numbers and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.compile.cells import count, page
from plansheet.compile.counts import COUNTED, group_of, share
from plansheet.layout.council import SERVICES
from plansheet.model.ratings import Rating, State
from plansheet.pages import Cell, Formula
from plansheet.reconcile.results import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.compile.counts import Group
    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

_OTHERS = tuple(state for state in State if state is not State.RATED)


def services_page(council: CouncilQuarter) -> Page:
    """Return each service's counts by state."""
    group = group_of(council)
    rows = [_service_row(service, group) for service in council.services]
    return page(SERVICES, f"Services: {council.quarter}", rows)


def _service_row(service: ServiceQuarter, group: Group) -> dict[str, Cell]:
    mine = group.of("service", service.plan.code)
    counts = mine.counts()
    # COUNTIFS would take a code such as 007 for the number 7; comparing texts does not.
    is_mine = "([Data!service]=[code])"
    counted = {
        key: Formula(f'=SUMPRODUCT({is_mine}*([Data!{column}]="{word}"))', count(counts[key]))
        for key, column, word in COUNTED
    }
    counted["indicators"] = Formula(f"=SUMPRODUCT(--{is_mine})", count(len(mine)))
    green = Formula('=IF([rated]=0,"",[green]/[rated])', share(counts["green"], counts["rated"]))
    return {
        "name": Cell(service.plan.service.name),
        "code": Cell(service.plan.code),
        **{key: Cell(formula, "number") for key, formula in counted.items()},
        "share": Cell(green, "percent"),
        "words": Cell(_words(len(mine), counts)),
    }


def _words(indicators: int, counts: Mapping[str, int]) -> Formula:
    """Return where a service stands in words: a state in which nothing is goes unsaid."""
    ratings = '&", "&'.join(f'[{key_of(each)}]&" {each}"' for each in Rating)
    states = "".join(
        f'&IF([{key_of(each)}]=0,"","; "&[{key_of(each)}]&" {each}")' for each in _OTHERS
    )
    rated = ", ".join(f"{counts[key_of(each)]} {each}" for each in Rating)
    others = "".join(f"; {counts[key_of(each)]} {each}" for each in _OTHERS if counts[key_of(each)])
    return Formula(
        f'=[rated]&" of "&[indicators]&" rated: "&{ratings}{states}',
        f"{counts['rated']} of {indicators} rated: {rated}{others}",
    )
