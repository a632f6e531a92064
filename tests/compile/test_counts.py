"""Summary and Services: every count is reconcile's, over any results."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plansheet.compile import compile_book
from plansheet.compile.counts import COUNTED
from plansheet.compile.objectives import THEMES
from plansheet.compile.services import services_page
from plansheet.compile.summary import RATINGS, STATES, TRAVELS, summary_page
from plansheet.layout.council import DATA
from plansheet.model.plans import Objective, Project
from plansheet.model.ratings import Rating, State
from plansheet.model.units import EXACT
from plansheet.pages import Formula, rows_of
from plansheet.reconcile.past import Earlier
from plansheet.reconcile.results import SUMMARY_KEYS, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plansheet.pages import Cell, Page
    from plansheet.reconcile.quarter import CouncilQuarter

    Shown = Callable[..., list[str]]

STANDINGS = st.one_of(
    st.tuples(st.just(State.RATED), st.sampled_from(Rating)),
    st.tuples(st.sampled_from([state for state in State if state is not State.RATED]), st.none()),
)


def of_part(page: Page, shown: Shown, parts: Sequence[str], *keys: str) -> list[str]:
    return [
        line
        for line, row in zip(shown(page, *keys), page.rows, strict=True)
        if row.cells["part"].value in parts
    ]


def test_the_summary_opens_with_what_moved(council: CouncilQuarter, shown: Shown) -> None:
    page = summary_page(council)
    assert page.title == "Three Rivers District Council: performance in Q2 2018/19"
    assert shown(page, "part", "measure", "number", "words")[:4] == [
        (
            "What moved | Got worse | 2 (number) | CP39 Satisfaction (Community "
            "Partnerships): Amber to Red\nCP05 Incidents (Community Partnerships): "
            "Green to Amber"
        ),
        "What moved | Got better | 1 (number) | CP26 Grants (Community Partnerships): Red to Amber",
        (
            "What moved | Red longest, in quarters | 3 (number) | CP16 Families "
            "(Community Partnerships): 3 quarters, since Q3 2017/18"
        ),
        (
            "What moved | Awaited | 1 (number) | CP43 Measure CP43 (Community "
            "Partnerships): expected by 31 October 2018"
        ),
    ]


def test_the_first_quarter_has_nothing_to_compare_with(
    council: CouncilQuarter, shown: Shown
) -> None:
    page = summary_page(replace(council, earlier=()))
    assert of_part(page, shown, ["What moved"], "measure", "number", "words")[:3] == [
        "Got worse | 0 (number) | Nothing is known of Q1 2018/19 to compare with",
        "Got better | 0 (number) | Nothing is known of Q1 2018/19 to compare with",
        "Red longest, in quarters | 1 (number) | Nothing was red before this quarter",
    ]
    assert {_value(row.cells[key]) for row in page.rows for key in ("before", "change")} == {None}


def test_a_quarter_in_which_all_is_well_says_so(
    empty_council: CouncilQuarter, shown: Shown
) -> None:
    before = (Earlier(empty_council.quarter.previous, {}),)
    page = summary_page(replace(empty_council, earlier=before))
    assert of_part(page, shown, ["What moved"], "measure", "number", "words") == [
        "Got worse | 0 (number) | Nothing got worse since Q1 2018/19",
        "Got better | 0 (number) | Nothing got better since Q1 2018/19",
        "Red longest, in quarters | 0 (number) | Nothing is red",
        "Awaited | 0 (number) | Nothing is awaited",
    ]


def test_of_many_the_first_are_named(council: CouncilQuarter, shown: Shown) -> None:
    service = council.services[0]
    awaited = next(each for each in service.results if each.indicator.ref == "CP43")
    long = replace(awaited.indicator, title="A measure of what takes very many words to say " * 3)
    many = tuple(
        replace(awaited, indicator=replace(long, ref=f"A{number}"), figure=None)
        for number in range(8)
    )
    whole = replace(council, services=(replace(service, results=many),))
    title = "A measure of what takes very many words to say A measure..."
    lines = [f"A{number} {title} (Community Partnerships)" for number in range(5)]
    assert of_part(summary_page(whole), shown, ["What moved"], "words")[3] == "\n".join(
        [*lines, "and 3 more"]
    )


def test_the_summary_counts_with_its_denominator(council: CouncilQuarter, shown: Shown) -> None:
    page = summary_page(council)
    parts = (RATINGS, TRAVELS, STATES)
    assert of_part(page, shown, parts, "measure", "number", "before", "change", "words") == [
        "Indicators | 15 (number) | 6 (number) | 9 (change) | 6 of 15 rated",
        (
            "Rated | 6 (number) | 6 (number) | 0 (change) | Compared with a target: "
            "Green, Amber or Red"
        ),
        "Green (green) | 1 (number) | 2 (number) | -1 (change) | 1 of 6 rated",
        "Amber (amber) | 3 (number) | 1 (number) | 2 (change) | 3 of 6 rated",
        "Red (red) | 2 (number) | 3 (number) | -1 (change) | 2 of 6 rated",
        "Better | 1 (number) |  |  | The figure is better than last quarter's",
        "Same | 0 (number) |  |  | The figure is the same as last quarter's",
        "Worse | 2 (number) |  |  | The figure is worse than last quarter's",
        (
            "No target | 1 (number) | 0 (number) | 1 (change) | A figure, but no "
            "target to compare it with"
        ),
        "Baseline | 1 (number) | 0 (number) | 1 (change) | This year's figure sets the baseline",
        "Not due | 1 (number) | 0 (number) | 1 (change) | Not asked for this quarter",
        "Awaited | 1 (number) | 0 (number) | 1 (change) | Not known yet; expected later",
        "Not supplied | 2 (number) | 0 (number) | 2 (change) | Asked for, and there is no figure",
        (
            "Held | 1 (number) | 0 (number) | 1 (change) | A figure that can be read "
            "in two ways; it waits for an answer"
        ),
        "Data only | 1 (number) | 0 (number) | 1 (change) | Reported for information, never rated",
        "Withdrawn | 1 (number) | 0 (number) | 1 (change) | No longer collected",
    ]
    shares = [_value(row.cells["share"]) for row in page.rows]
    assert [share for share in shares if share is not None] == [
        EXACT.divide(Decimal(1), Decimal(6)),
        Decimal("0.5"),
        EXACT.divide(Decimal(1), Decimal(3)),
    ]


def test_the_summary_leads_on_to_returns_and_registers(
    council: CouncilQuarter, shown: Shown
) -> None:
    page = summary_page(council)
    parts = ("Returns", "Milestones", "Risks", "Contracts")
    assert of_part(page, shown, parts, "part", "measure", "number", "words") == [
        "Returns | Received | 2 (number) | 2 of 3 services have sent a return that could be read",
        "Milestones | Completed | 1 (number) | See the sheet Projects",
        "Milestones | On target | 0 (number) | See the sheet Projects",
        "Milestones | Needs attention | 1 (number) | See the sheet Projects",
        "Milestones | Needs amendment | 0 (number) | See the sheet Projects",
        "Milestones | Closed | 0 (number) | See the sheet Projects",
        "Milestones | Not reported | 1 (number) | See the sheet Projects",
        "Risks | Got worse | 1 (number) | See the sheet Risks",
        "Contracts | Not decided | 0 (number) | See the sheet Contracts",
        "Contracts | Not reported | 1 (number) | See the sheet Contracts",
    ]


def test_a_line_a_service_with_its_ratings(council: CouncilQuarter, shown: Shown) -> None:
    keys = ("measure", "number", "green", "amber", "red", "not_rated", "words")
    assert of_part(summary_page(council), shown, ["Services"], *keys) == [
        (
            "Community Partnerships | 11 (number) | 1 (number) | 3 (number) | 2 "
            "(number) | 5 (number) | 6 of 11 rated: 1 Green, 3 Amber, 2 Red"
        ),
        (
            "Corporate Services | 3 (number) | 0 (number) | 0 (number) | 0 (number) | "
            "3 (number) | 0 of 3 rated: 0 Green, 0 Amber, 0 Red"
        ),
        (
            "Waste | 1 (number) | 0 (number) | 0 (number) | 0 (number) | 1 (number) | "
            "0 of 1 rated: 0 Green, 0 Amber, 0 Red"
        ),
    ]


def test_a_line_a_theme_and_a_line_an_objective_under_it(
    council: CouncilQuarter, shown: Shown
) -> None:
    """Two plans that number the same objective otherwise share its line."""
    page = summary_page(council)
    parts = (THEMES, "Safer places", "Values")
    assert of_part(page, shown, parts, "part", "measure", "number", "words") == [
        "Themes | Safer places | 3 (number) | 3 of 3 rated: 0 Green, 2 Amber, 1 Red",
        (
            "Safer places | 1.1 Fewer incidents | 1 (number) | 1 of 1 rated: 0 Green, "
            "1 Amber, 0 Red. Targets set for it: CP05 <752. Projects: P1 District Offer. "
            "Risks: CS1 Cyber attack"
        ),
        (
            "Safer places | 1.2 Families | 2 (number) | 2 of 2 rated: 0 Green, 1 "
            "Amber, 1 Red. Targets set for it: CP16 83"
        ),
        (
            "Themes | Values | 1 (number) | 1 of 1 rated: 0 Green, 0 Amber, 1 Red. "
            'Targets set for it: CP39 "9 in 10" "9 in 10" "9 in 10" "9 in...'
        ),
        "Themes | No theme | 11 (number) | 2 of 11 rated: 1 Green, 1 Amber, 0 Red",
    ]


def test_a_council_whose_plans_name_no_theme_has_no_such_lines(
    empty_council: CouncilQuarter, shown: Shown
) -> None:
    assert of_part(summary_page(empty_council), shown, [THEMES], "measure") == []


def test_objectives_that_nothing_serves_are_counted(council: CouncilQuarter, shown: Shown) -> None:
    service = council.services[0]
    objectives = (
        Objective("Safer places", "", "", ""),
        Objective("Safer places", "1.1 Fewer incidents", "CP05", ""),
        Objective("Safer places", "1.3 Lights", "Lights that work", ""),
        Objective("Greener", "2.1 Trees", "", ""),
    )
    plain = replace(service, plan=replace(service.plan, objectives=objectives, projects=()))
    page = summary_page(replace(council, services=(plain,)))
    assert of_part(page, shown, [THEMES, "Safer places", "Greener"], "measure", "words")[:3] == [
        (
            "Safer places | 1 of 1 rated: 0 Green, 1 Amber, 0 Red. 1 objective has no indicator, "
            "project or risk"
        ),
        "1.1 Fewer incidents | 1 of 1 rated: 0 Green, 1 Amber, 0 Red",
        "Greener | No indicators. 1 objective has no indicator, project or risk",
    ]


def test_of_what_serves_an_objective_the_first_are_named(
    council: CouncilQuarter, shown: Shown
) -> None:
    service = council.services[0]
    projects = tuple(Project(f"P{number}", "Hub", objective="1.2") for number in range(8))
    many = replace(service, plan=replace(service.plan, projects=projects))
    page = summary_page(replace(council, services=(many,)))
    words = of_part(page, shown, ["Safer places"], "words")[1]
    assert words == (
        "2 of 2 rated: 0 Green, 1 Amber, 1 Red. Targets set for it: CP16 83. Projects: P0 Hub; "
        "P1 Hub; P2 Hub; P3 Hub; P4 Hub; P5 Hub; and 2 more"
    )


def test_the_services_are_drawn_from_their_rows(council: CouncilQuarter) -> None:
    page = summary_page(council)
    bars = page.bars
    assert bars is not None
    drawn = [page.rows[at] for at in rows_of(page, bars)]
    assert [row.cells[bars.label].value for row in drawn] == [
        "Community Partnerships",
        "Corporate Services",
        "Waste",
    ]
    assert [[_value(row.cells[part]) for part in bars.parts] for row in drawn] == [
        [1, 3, 2, 5],
        [0, 0, 0, 3],
        [0, 0, 0, 1],
    ]
    assert "In all they are 1 Green, 3 Amber, 2 Red and 9 not rated." in bars.alt


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
    assert shown(services_page(council), "words") == [
        (
            "6 of 11 rated: 1 Green, 3 Amber, 2 Red; 1 no target; 1 not due; 1 awaited; "
            "1 not supplied; 1 held"
        ),
        "0 of 3 rated: 0 Green, 0 Amber, 0 Red; 1 baseline; 1 data only; 1 withdrawn",
        "0 of 1 rated: 0 Green, 0 Amber, 0 Red; 1 not supplied",
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
    counted = {
        str(row.cells["measure"].value): row
        for row in summary_page(whole).rows
        if row.cells["part"].value in {RATINGS, STATES}
    }
    assert {
        key: _value(counted[key.replace("_", " ").capitalize()].cells["number"])
        for key in SUMMARY_KEYS
    } == totals
    for service, row in zip(services, services_page(whole).rows, strict=True):
        assert {key: _value(row.cells[key]) for key in SUMMARY_KEYS} == summary(service.results)


def _value(cell: Cell) -> object:
    return cell.value.value if isinstance(cell.value, Formula) else cell.value


def test_the_counts_of_services_are_those_that_pandas_finds_in_data(
    council: CouncilQuarter,
) -> None:
    pages = {page.name: page for page in compile_book(council).pages}
    columns = ["service", "rating", "state"]
    rows = [
        [_value(row.cells[key]) for key in columns]
        for row in pages[DATA.name].rows
        if _value(row.cells["state"])
    ]
    frame = pd.DataFrame(rows, columns=columns).fillna("")
    found = {
        str(_value(row.cells["code"])): [_value(row.cells[key]) for key in SUMMARY_KEYS]
        for row in services_page(council).rows
    }
    assert found == {
        service: [Decimal(int((mine[column] == word).sum())) for _, column, word in COUNTED]
        for service, mine in frame.groupby("service")
    }
