"""A draft that was worked on and is made anew: nothing of the manager's is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plansheet.cycle import merged

if TYPE_CHECKING:
    from cycle.conftest import PlanOf

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Plan

NAME = "parks 2019-22.md"
BASE = """\
# Parks service plan 2019-22

| Service | Head of service | E-mail |
|---|---|---|
| Parks | Head of Parks | parks@council.example |

| Ref | Description | Unit | Definition | 2017/18 Actual | 2019/20 Target | 2021/22 Target |
|---|---|---|---|---|---|---|
| PK01 | Clean parks | % | By survey | | 80% | |
| PK02 | Visits | number | | 380 | 400 | |
| PK03 | Trees | number | | 5 | 6 | |

| Ref | Project | Outcome | 2019/20 | 2020/21 |
|---|---|---|---|---|
| P1 | Hub | Open | Roof on | Opened |
| P2 | Pond | Dug | Dug | |

| Heading | 2019/20 | 2020/21 |
|---|---|---|
| Net cost | | £5 |

| Ref | Agreement | Supplier | Sum |
|---|---|---|---|
| C1 | Mowing | Green Ltd | £900 |

| Version | Date | Reason |
|---|---|---|
| Draft | 5 November 2018 | Rolled |
"""
# What a newer roll knows.
NEWS = {
    "| By survey | |": "| By survey | 79% |",
    "Visits": "Visits to parks",
    "| P2 | Pond | Dug | Dug | |\n": "",
    "| Roof on | Opened |": "| | Roof on<br>Opened |",
    "| PK03 |": "| PK09 | Ponds | number | | 1 | 2 | |\n| PK03 |",
    "£5": "£6",
    "Head of Parks": "Head of Greens",
    "5 November": "6 December",
}


def changed(text: str, edits: dict[str, str]) -> str:
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    return text


def said(plan: Plan) -> dict[str, object]:
    """Return what the plan says, each thing in a few words."""
    return {
        "title": plan.title,
        "head": plan.service.head,
        **{each.ref: _indicator(each) for each in plan.indicators},
        **{
            each.ref: [(str(step.period), step.text) for step in each.milestones]
            for each in plan.projects
        },
        **{each.ref: each.agreement for each in plan.contracts},
        **{
            f"{each.heading} {year}": str(amount or "")
            for each in plan.budgets
            for year, amount in each.amounts.items()
        },
        "versions": [each.date for each in plan.versions],
    }


def _indicator(indicator: Indicator) -> list[str]:
    actuals = (each.text for each in indicator.actuals.values())
    targets = (each.text for each in indicator.targets.values())
    return [indicator.title, indicator.definition, *actuals, *targets]


LATER = ("2020/21", "Roof on\nOpened")
NEW = {
    "title": "Parks service plan 2019-22",
    "head": "Head of Greens",
    "PK01": ["Clean parks", "By survey", "79%", "80%", ""],
    "PK02": ["Visits to parks", "", "380", "400", ""],
    "PK03": ["Trees", "", "5", "6", ""],
    "PK09": ["Ponds", "", "1", "2", ""],
    "P1": [LATER],
    "C1": "Mowing",
    "Net cost 2019/20": "",
    "Net cost 2020/21": "6",
    "versions": ["5 November 2018"],
}
GONE = object()
# What the manager did to the draft, and what is otherwise than in the new one for that.
EDITS: list[tuple[dict[str, str], dict[str, object]]] = [
    ({}, {}),
    ({"# Parks": "# Our parks"}, {"title": "Our parks service plan 2019-22"}),
    ({"Head of Parks": "Chief"}, {"head": "Chief"}),
    ({"Clean parks": "Tidy"}, {"PK01": ["Tidy", "By survey", "79%", "80%", ""]}),
    ({"Visits": "Visitors"}, {"PK02": ["Visitors", "", "380", "400", ""]}),
    ({"80% | |": "81% | 85% |"}, {"PK01": ["Clean parks", "By survey", "79%", "81%", "85%"]}),
    ({"survey | |": "survey | 7% |"}, {"PK01": ["Clean parks", "By survey", "7%", "80%", ""]}),
    ({"By survey": ""}, {"PK01": ["Clean parks", "", "79%", "80%", ""]}),
    ({"£5": "£7"}, {"Net cost 2020/21": "7"}),
    ({"| £5": "£4 |"}, {"Net cost 2019/20": "4", "Net cost 2020/21": ""}),
    ({"| C1 | Mowing | Green Ltd | £900 |\n": ""}, {"C1": GONE}),
    ({"| C1 |": "| C2 | Bins | Bins Ltd | |\n| C1 |"}, {"C2": "Bins"}),
    ({"| PK03 | Trees | number | | 5 | 6 | |\n": ""}, {"PK03": GONE}),
    # A step that was moved is no longer the one that is now expected later.
    (
        {"Roof on |": "Tiles on |"},
        {"P1": [("2019/20", "Tiles on"), ("2020/21", "Roof on\nOpened")]},
    ),
    ({"Opened |": "Let |"}, {"P1": [("2020/21", "Let")]}),
    # The pond is done, but the manager has said more of it.
    ({"| Dug | |": "| Dug | Filled |"}, {"P2": [("2019/20", "Dug"), ("2020/21", "Filled")]}),
    ({"5 November": "7 November"}, {"versions": ["7 November 2018"]}),
    ({"| Draft | 5 November 2018 | Rolled |\n": ""}, {"versions": ["6 December 2018"]}),
]


@pytest.mark.parametrize(("edits", "kept"), EDITS)
def test_what_the_manager_did_stays(
    edits: dict[str, str], kept: dict[str, object], plan_of: PlanOf
) -> None:
    draft, rolled, base = (
        plan_of(text, NAME) for text in (changed(BASE, edits), changed(BASE, NEWS), BASE)
    )
    expected = {key: value for key, value in {**NEW, **kept}.items() if value is not GONE}
    found = merged(draft, rolled, base)
    assert said(found) == expected
    assert said(merged(found, rolled, rolled)) == expected


def test_without_the_draft_as_it_was_made_only_blanks_are_filled(plan_of: PlanOf) -> None:
    draft, rolled = (plan_of(text, NAME) for text in (BASE, changed(BASE, NEWS)))
    assert said(merged(draft, rolled)) == {
        **NEW,
        "head": "Head of Parks",
        "PK02": ["Visits", "", "380", "400", ""],
        "P1": [("2019/20", "Roof on"), ("2020/21", "Opened")],
        "P2": [("2019/20", "Dug")],
        "Net cost 2020/21": "5",
    }
    confirmed = plan_of(
        BASE.replace("| Definition |", "| Tier |", 1).replace("By survey", "KPI"), NAME
    )
    assert merged(confirmed, rolled).indicators[0].inferred == confirmed.indicators[0].inferred
