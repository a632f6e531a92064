"""Summary and Services: every count is reconcile's, over any results."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plansheet.compile.summary import services_page, summary_page
from plansheet.model.ratings import Rating, State
from plansheet.model.units import EXACT
from plansheet.pages import Formula
from plansheet.reconcile.results import SUMMARY_KEYS, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.pages import Cell
    from plansheet.reconcile.quarter import CouncilQuarter

    Shown = Callable[..., list[str]]

STANDINGS = st.one_of(
    st.tuples(st.just(State.RATED), st.sampled_from(Rating)),
    st.tuples(st.sampled_from([state for state in State if state is not State.RATED]), st.none()),
)


def test_the_summary_counts_with_its_denominator(council: CouncilQuarter, shown: Shown) -> None:
    page = summary_page(council)
    assert page.title == "Three Rivers District Council: performance in Q2 2018/19"
    assert shown(page, "measure", "number", "words") == [
        "Indicators | 15 (number) | 6 of 15 rated",
        "Rated | 6 (number) | Compared with a target: Green, Amber or Red",
        "Green (green) | 1 (number) | 1 of 6 rated",
        "Amber (amber) | 3 (number) | 3 of 6 rated",
        "Red (red) | 2 (number) | 2 of 6 rated",
        "No target | 1 (number) | A figure, but no target to compare it with",
        "Baseline | 1 (number) | This year's figure sets the baseline",
        "Not due | 1 (number) | Not asked for this quarter",
        "Awaited | 1 (number) | Not known yet; expected later",
        "Not supplied | 2 (number) | Asked for, and there is no figure",
        "Held | 1 (number) | A figure that can be read in two ways; it waits for an answer",
        "Data only | 1 (number) | Reported for information, never rated",
        "Withdrawn | 1 (number) | No longer collected",
        "Returns | 2 (number) | 2 of 3 services have sent a return that could be read",
        "Milestones that need attention or amendment | 1 (number) | See the sheet Projects",
        "Risks that got worse | 1 (number) | See the sheet Risks",
        "Contracts with nothing decided | 1 (number) | See the sheet Contracts",
    ]
    shares = [_value(row.cells["share"]) for row in page.rows]
    assert [share for share in shares if share is not None] == [
        EXACT.divide(Decimal(1), Decimal(6)),
        Decimal("0.5"),
        EXACT.divide(Decimal(1), Decimal(3)),
    ]


def test_services_are_counted_one_by_one(council: CouncilQuarter, shown: Shown) -> None:
    names = ("name", "code", "indicators", "rated", "green", "amber", "red")
    assert shown(services_page(council), *names) == [
        (
            "Community Partnerships | community-partnerships | 11 (number) | 6 (number) | "
            "1 (number) | "
            "3 (number) | 2 (number)"
        ),
        (
            "Corporate Services | corporate-services | 3 (number) | 0 (number) | 0 (number) | "
            "0 (number) | 0 (number)"
        ),
        "Waste | waste | 1 (number) | 0 (number) | 0 (number) | 0 (number) | 0 (number)",
    ]


def test_nothing_rated_has_no_share(empty_council: CouncilQuarter) -> None:
    rows = [*summary_page(empty_council).rows, *services_page(empty_council).rows]
    assert {_value(row.cells["share"]) for row in rows} == {None, ""}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.lists(st.tuples(STANDINGS, st.booleans()), max_size=8), min_size=1, max_size=4))
def test_every_count_is_the_one_that_reconcile_gives(
    council: CouncilQuarter, standings: list[list[tuple[tuple[State, Rating | None], bool]]]
) -> None:
    one = council.services[2].results[0]
    model = council.services[2]
    services = tuple(
        replace(
            model,
            plan=replace(model.plan, service=replace(model.plan.service, code=f"s{number}")),
            results=tuple(
                replace(one, service=f"s{number}", state=state, rating=rating, counted=counted)
                for (state, rating), counted in rows
            ),
        )
        for number, rows in enumerate(standings)
    )
    whole = replace(council, services=services)
    totals = summary(result for service in services for result in service.results)
    counted = {row.cells["measure"].value: row for row in summary_page(whole).rows}
    assert {
        key: _value(counted[key.replace("_", " ").capitalize()].cells["number"])
        for key in SUMMARY_KEYS
    } == totals
    for service, row in zip(services, services_page(whole).rows, strict=True):
        assert {key: _value(row.cells[key]) for key in SUMMARY_KEYS} == summary(service.results)


def _value(cell: Cell) -> object:
    return cell.value.value if isinstance(cell.value, Formula) else cell.value
