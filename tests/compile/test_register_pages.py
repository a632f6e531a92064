"""The pages about projects, risks, contracts, returns, queries and changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from plansheet.compile.course import changes_page, queries_page, returns_page
from plansheet.compile.registers import (
    contracts_page,
    heat_map_page,
    projects_page,
    risks_page,
)
from plansheet.model.records import Extension
from plansheet.model.returns import Answer
from plansheet.model.risks import RiskScheme, Scale, steps
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.pages import Page
    from plansheet.reconcile.quarter import CouncilQuarter

    Shown = Callable[..., list[str]]

CP, CO = "Community Partnerships", "Corporate Services"
SAID = "cp Q2.xlsx, sheet Requests, cell B5, No"
ASKED = f"{CP} | Indicators:CP05 | Request: Target |"
NEXT = "Q3 2018/19 | A new boundary."


def test_milestones_with_how_late_they_are(council: CouncilQuarter, shown: Shown) -> None:
    assert shown(projects_page(council)) == [
        (
            f"{CP} | P1-M1 | District Offer | Start | 2018-06-30 | Completed | 2018-06-20 |  | "
            "-10 (number) |"
        ),
        (
            f"{CP} | P1-M2 | District Offer | Tender | 2018-09-30 | Needs attention |  | "
            "2018-11-09 | "
            "40 (number) |"
        ),
        f"{CP} | P1-M3 | District Offer | Award | 2018-09-30 | Not reported |  |  |  |",
    ]


def test_risks_before_and_now(council: CouncilQuarter, shown: Shown) -> None:
    treat, none = "Requires treatment", "No treatment needed"
    assert shown(risks_page(council)) == [
        (
            f"{CP} | 1 | Insufficient staff | 5x6 | Changed | E III | {treat} | B III | "
            f"{treat} | worse"
            " | 2018-04-01 | 2018-12-31 | Two have left."
        ),
        (
            f"{CP} | 2 | Loss of accommodation | 5x6 | Closed | F II | {none} |  |  |  | "
            "2018-09-01 | "
            "2018-12-31 |"
        ),
        (
            f"{CP} | 3 | Loss of funding | 5x6 | Not reviewed | D IV | {treat} |  |  |  | "
            "2018-04-01 | "
            "2018-12-31 |"
        ),
        (
            f"{CP} | CP05 | Fraud | 5x6 | No change | E III | {treat} | E III | {treat} | same | "
            "2018-04-01 | 2018-12-31 |"
        ),
        (
            f"{CO} | CS1 | Cyber attack | 4x4 | Changed | 12 (text) | Very High | 8 (text) "
            "| High | "
            "better | 2018-04-01 | 2018-12-31 |"
        ),
        f"{CO} | CS2 | Not scored | 4x4 | No change |  |  |  |  |  | 2018-04-01 | 2018-12-31 |",
    ]


def test_the_heat_map_keeps_the_schemes_apart(
    council: CouncilQuarter, shown: Shown, heading_of: Callable[[Page], str]
) -> None:
    page = heat_map_page(council)
    assert heading_of(page) == (
        "Scheme | Likelihood | Impact I Negligible (5x6), 1 Marginal (4x4) | "
        "Impact II Marginal (5x6), 2 Significant (4x4) | "
        "Impact III Significant (5x6), 3 Critical (4x4) | "
        "Impact IV Critical (5x6), 4 Catastrophic (4x4) | Impact V Catastrophic (5x6)"
    )
    assert shown(page) == [
        "5x6 | A 98% or more |  |  |  |  |",
        f"5x6 | B 75% to 97% |  |  | Requires treatment\n{CP}: 1 (worse, was E III) |  |",
        "5x6 | C 50% to 74% |  |  |  |  |",
        "5x6 | D 25% to 49% |  |  |  |  |",
        f"5x6 | E 3% to 24% |  |  | Requires treatment\n{CP}: CP05 |  |",
        "5x6 | F 2% or less |  |  |  |  |",
        "4x4 | 4 Very likely |  |  |  |  |",
        "4x4 | 3 Likely |  |  |  |  |",
        f"4x4 | 2 Unlikely |  |  |  | High\n{CO}: CS1 (better, was 12) |",
        "4x4 | 1 Remote |  |  |  |  |",
    ]


def test_a_risk_that_moved_neither_up_nor_down_says_where_it_was(
    council: CouncilQuarter, shown: Shown
) -> None:
    first = council.services[0]
    moved = replace(first.risks[0], moved=None)
    page = heat_map_page(replace(council, services=(replace(first, risks=(moved,)),)))
    assert shown(page, "impact_3")[1] == f"Requires treatment\n{CP}: 1 (was E III)"


def test_services_of_one_scheme_share_its_map_and_its_headings(
    council: CouncilQuarter, shown: Shown, heading_of: Callable[[Page], str]
) -> None:
    first = council.services[0]
    service = replace(first.plan.service, name="Waste", code="waste")
    twin = replace(first, plan=replace(first.plan, service=service))
    page = heat_map_page(replace(council, services=(first, twin)))
    assert heading_of(page).startswith("Scheme | Likelihood | Impact I Negligible | Impact ")
    assert shown(page, "impact_3")[1] == (
        f"Requires treatment\n{CP}: 1 (worse, was E III)\nWaste: 1 (worse, was E III)"
    )


def test_a_scheme_whose_impacts_have_steps_of_their_own(
    council: CouncilQuarter, heading_of: Callable[[Page], str]
) -> None:
    scheme = RiskScheme(
        "own",
        Scale("likelihood", "Likelihood", steps(("1", "Low"), ("2", "High"))),
        (
            Scale("money", "Money", steps(("A", "Little"), ("B", "Much"))),
            Scale("people", "People", steps(("A", "Little"), ("B", "Many"), ("C", "All"))),
        ),
    )
    first = council.services[0]
    service = replace(first, plan=replace(first.plan, scheme=scheme), risks=())
    assert heading_of(heat_map_page(replace(council, services=(service,)))) == (
        "Scheme | Likelihood | Impact A Little | Impact B Much / B Many | Impact C All"
    )


def test_contracts_and_what_happens_next(council: CouncilQuarter, shown: Shown) -> None:
    assert shown(contracts_page(council)) == [
        (
            f"November 2018 | Review | {CP} | C2 | Bins |  |  | 2019-02-28 | 2018-11-01 | "
            "Not reported |  |"
        ),
        (
            f"January 2019 | End | {CP} | C1 | CCTV | Guard Ltd | £1,325 (min annual spend) | "
            "2019-01-31 |  | Extend | 2020-01-31 |"
        ),
    ]


def test_returns_say_what_came_back_and_who_signed(council: CouncilQuarter, shown: Shown) -> None:
    assert shown(returns_page(council)) == [
        (
            f"{CP} | received | 2 (number) | 2018-10-01 | 2018-10-02 | 2018-10-12 | 2018-10-16 | "
            "4 (number) | cp Q2.xlsx | 3 (number) | 0 (number) | 3 (number) | Data Officer, "
            "8 October 2018 | Data Officer | Signed without a job title"
        ),
        (
            f"{CO} | complete | 1 (number) | 2018-10-01 |  | 2018-10-12 | 2018-10-08 | 0 "
            "(number) | co Q2.xlsx | 0 (number) | 0 (number) | 0 (number) | Not signed | "
            "Not signed | Not signed"
        ),
        (
            "Waste | overdue | 1 (number) | 2018-10-01 |  | 2018-10-12 |  |  |  | 0 (number) |  |  "
            "|  |  |"
        ),
    ]


def test_returns_say_who_was_given_more_time_and_why(
    council: CouncilQuarter, shown: Shown, heading_of: Callable[[Page], str]
) -> None:
    *others, waste = council.services
    until = date(2018, 10, 26)
    made = datetime(2018, 10, 9, 9)  # noqa: DTZ001 - a council's calendar is local
    extension = Extension(
        council.quarter, "waste", until, "A depot has burnt down", "Manager", made
    )
    late = replace(waste, due=until, extension=extension)
    page = returns_page(replace(council, services=(*others, late)))
    assert heading_of(page).endswith("| Checked | Why it was due later")
    assert shown(page, "name", "due", "extension") == [
        f"{CP} | 2018-10-12 |",
        f"{CO} | 2018-10-12 |",
        "Waste | 2018-10-26 | A depot has burnt down",
    ]


def test_who_was_not_asked_yet_has_no_day_to_return_anything(
    empty_council: CouncilQuarter, shown: Shown
) -> None:
    assert shown(returns_page(empty_council), "name", "due") == ["Waste |"]


def test_returns_of_a_fourth_quarter_say_how_good_the_data_are(
    council: CouncilQuarter, shown: Shown, heading_of: Callable[[Page], str]
) -> None:
    first, *others = council.services
    assert first.returned is not None
    answers = {
        "Accuracy": {"met": Answer("Yes", "Yes", "B5")},
        "Validity": {
            "met": Answer("Partly", "Partly", "B6"),
            "note": Answer("Checks start in May.", "Checks start in May.", "C6"),
        },
        "Timeliness": {"note": Answer("Late", "Late", "C8")},
    }
    sheets = {**first.returned.answers, "Data quality": answers}
    answered = replace(first, returned=replace(first.returned, answers=sheets))
    page = returns_page(
        replace(council, quarter=council.quarter.plus(2), services=(answered, *others))
    )
    dimensions = ["accuracy", "validity", "reliability", "timeliness", "relevance", "completeness"]
    assert heading_of(page).endswith(
        "| Checked | Accuracy | Validity | Reliability | Timeliness | Relevance | Completeness"
    )
    assert shown(page, *dimensions) == [
        (
            "Yes | Partly: Checks start in May. | Not answered | Not answered: Late | Not answered "
            "| Not answered"
        ),
        " | ".join(["Not answered"] * 6),
        " |  |  |  |  |",
    ]


def test_who_signed_for_whom_and_who_checked_what_they_entered(
    council: CouncilQuarter, shown: Shown
) -> None:
    first, *_ = council.services
    assert first.returned is not None
    signed = {
        "job_title": Answer("Deputy", "Deputy", "C5"),
        "date": Answer(date(2018, 10, 8), "43381", "D5"),
        "on_behalf_of": Answer("Head of Service", "Head of Service", "E5"),
    }
    sheets = {"Sign-off": {"Data entry": signed, "Checked": signed}}
    same = problem("same-checker", Place(label="Checked"), who="A", wish="requires", when="")
    service = replace(first, returned=replace(first.returned, answers=sheets), problems=(same,))
    page = returns_page(replace(council, services=(service,)))
    words = "Deputy, 8 October 2018, on behalf of Head of Service"
    assert shown(page, "source_data", "data_entry", "checked") == [
        f"Not signed | {words} | {words}, who also entered the data"
    ]


def test_a_day_more_of_waiting_changes_nothing(council: CouncilQuarter) -> None:
    *others, waste = council.services
    later = replace(council, services=(*others, replace(waste, days_late=waste.days_late + 1)))
    assert returns_page(later) == returns_page(council)


def test_queries_say_one_thing_once_and_leave_notes_out(
    council: CouncilQuarter, shown: Shown
) -> None:
    assert shown(queries_page(council)) == [
        (
            f"{CP} | To correct | This risk has not been reviewed. Choose 'No change', "
            "'Changed' or "
            "'Closed'. | 3, 7 | Risks | D7 | cp Q2.xlsx"
        ),
        (
            f"{CP} | To correct | Request 2 cannot be decided yet: From and Reason are not filled "
            "in. Fill it in on the sheet Requests, or clear the row if nothing is asked for. | 2 | "
            "Requests |  | cp Q2.xlsx"
        ),
        (
            f"{CP} | To confirm | The figure for Q1 2018/19 changes from 18 to 19 (A late "
            "case.). The "
            "new one is used from now on; both are kept. | CP16 | Earlier figures | E5 | cp Q2.xlsx"
        ),
    ]


def test_changes_of_plans_requests_and_restated_figures(
    council: CouncilQuarter, shown: Shown
) -> None:
    assert shown(changes_page(council)) == [
        (
            f"{CP} | CP05 | Target | <700 | <752 | Q2 2018/19 | New boundary | Approved by Cabinet "
            "| community-partnerships 2018-19.md"
        ),
        f"{CP} | CP05 | Request: Title |  | -1 word |  |  | Waits for the service | {SAID} 2",
        f"{CP} | x | Request: not said |  |  |  |  | Waits for the service | {SAID} 3",
        (
            f"{ASKED} <752 | <700 | {NEXT} | Declined on 20 October 2018 by Cabinet: Too easy. | "
            f"{SAID} 4"
        ),
        (
            f"{ASKED}  | <800 | {NEXT} | Accepted on 20 October 2018: Agreed. Used instead: "
            "Proposed: <790. In the plan: Indicators:CP05: Target '<790' from Q3 2018/19. | "
            f"{SAID} 5"
        ),
        (
            f"{ASKED} <752 | <752 | Q2 2018/19 | A new boundary. | The plan says so already | "
            f"{SAID} 6"
        ),
        (
            f"{ASKED}  | <900 | {NEXT} | Accepted on 20 October 2018: Agreed. Used instead: "
            "Proposed: <790. In the plan: Indicators:CP05: Target '<790' from Q3 2018/19. It is "
            f"not in the newest return. | {SAID} 7"
        ),
        (
            f"{CP} | CP16 | Restated: figure | 18: Amber | 19: Green | Q1 2018/19 | A late case. "
            "|  | cp Q2.xlsx, sheet Earlier figures, cell E5, CP16"
        ),
        (
            f"{CP} | CP05 | Restated: rating | Green | Amber | Q1 2018/19 | Late | Approved by "
            "Cabinet | community-partnerships 2018-19.md"
        ),
    ]
