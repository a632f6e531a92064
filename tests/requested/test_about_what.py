"""Which row of a plan a request is about, by what stands under About."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from forms import Q2, SERVICE, YEAR, indicator

from plansheet.model.plans import Contract, Milestone, Plan, Project
from plansheet.model.requests import Wish
from plansheet.model.risks import Risk
from plansheet.requests.about import refs_of, subjects_of

if TYPE_CHECKING:
    from plansheet.model.requests import Subject

PLAN = Plan(
    SERVICE,
    "Plan",
    (YEAR,),
    "community-partnerships 2018-19.md",
    indicators=(
        indicator("CP05", title="Incidents"),
        indicator("CP16", title="Families helped"),
        indicator("NEW-1", title="Visits"),
        indicator("CP20", title="Twice the same"),
        indicator("CP21", title="Twice the same"),
    ),
    projects=(Project("P1", "Healthy hub", milestones=(Milestone("P1-M1", "Open", Q2),)),),
    risks=(Risk("CP05", "Fraud"), Risk("1", "Too few staff")),
    contracts=(Contract("C1", "CCTV"),),
)
GUESTS = (indicator("CO02", title="Calls answered"),)

SAID = [
    ("CP16", None, ["Indicators:CP16"]),
    ("cp 16", None, ["Indicators:CP16"]),
    ("Families  helped.", None, ["Indicators:CP16"]),
    ("CP16 Families helped", None, ["Indicators:CP16"]),
    ("the title of CP16", None, ["Indicators:CP16"]),
    ("Indicators:CP05", None, ["Indicators:CP05"]),
    ("Performance indicators: CP 05", None, ["Indicators:CP05"]),
    ("risks:cp05", None, ["Risks:CP05"]),
    ("Risks:1", None, ["Risks:1"]),
    ("1", None, ["Risks:1"]),
    ("NEW-1", None, ["Indicators:NEW-1"]),
    ("P1-M1", None, ["Projects:P1-M1"]),
    ("Milestones:P1-M1", None, ["Projects:P1-M1"]),
    ("Healthy hub", None, ["Projects:P1"]),
    ("C1", None, ["Contracts:C1"]),
    ("Service", None, ["Service"]),
    ("Community Partnerships", None, ["Service"]),
    ("community-partnerships", None, ["Service"]),
    ("CO02", None, ["Indicators:CO02"]),
    ("CP05", Wish.TARGET, ["Indicators:CP05"]),
    # Two rows, or none: a question.
    ("CP05", Wish.TITLE, ["Indicators:CP05", "Risks:CP05"]),
    ("Twice the same", Wish.TARGET, ["Indicators:CP20", "Indicators:CP21"]),
    ("CP05 and CP16", Wish.TARGET, ["Indicators:CP05", "Indicators:CP16"]),
    ("Contracts:CP05", None, []),
    ("CP99", None, []),
    ("all of them", None, []),
    ("Note: CP99", None, []),
    ("-", None, []),
]


@pytest.mark.parametrize(("said", "wish", "rows"), SAID)
def test_about_what(said: str, wish: Wish | None, rows: list[str]) -> None:
    assert [str(each) for each in _found(said, wish)] == rows


def _found(said: str, wish: Wish | None) -> tuple[Subject, ...]:
    return subjects_of(said, wish, PLAN, GUESTS)


def test_what_another_plan_lists_is_known_as_that() -> None:
    (found,) = _found("CO02", None)
    assert (found.is_guest, found.title) == (True, "Calls answered")


def test_the_refs_that_there_are() -> None:
    assert refs_of(PLAN, GUESTS) == "CP05, CP16, NEW-1, CP20, CP21, CO02, Service"
