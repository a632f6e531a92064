"""Which indicators, projects and risks serve each theme and objective."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Objective, Plan, Project, Service
from plansheet.model.ratings import Goal, Result, State
from plansheet.model.risks import Risk
from plansheet.model.units import Unit
from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
from plansheet.reconcile.themes import bare, served, themes_of

Y18 = FinancialYear(2018)
SAFER = (
    Objective("2. Safer places", "2.1 Less crime.", "CP 14 - Incidents", "752"),
    Objective("2. Safer places", "2.1 Less crime.", "Burglaries", ""),
    Objective("2. Safer places", "2.2 Families", "CP16 Families\nCP17 Children", "83"),
    Objective("Values", "", "CP05 - Satisfaction", "73%"),
    Objective("Values", "We listen", "Complaints answered", "100%"),
    Objective("", "Beside all themes", "CP99 - Something", "1"),
)


def service(code: str = "parks", *named: tuple[str, str], **tables: object) -> ServiceQuarter:
    """Return a service whose indicators are `named` by ref and objective."""
    results = tuple(result(code, ref, objective) for ref, objective in named)
    given = {"objectives": SAFER, **tables}
    plan = Plan(Service(code, code), "Plan", (Y18,), f"{code}.md", **given)  # type: ignore[arg-type]
    return ServiceQuarter(plan, "complete", date(2018, 10, 12), results=results)


def result(code: str, ref: str, objective: str = "") -> Result:
    indicator = Indicator(
        ref,
        ref,
        "KPI",
        Unit.NUMBER,
        GoodIs(Way.HIGHER),
        HowOften.QUARTERLY,
        CountsAs.SNAPSHOT,
        objective=objective,
    )
    return Result(code, indicator, State.NO_TARGET, Goal(""))


def council(*services: ServiceQuarter) -> CouncilQuarter:
    tolerance = Tolerance(Decimal("0.05"), relative=True, text="5%")
    return CouncilQuarter("Town", Y18.quarters[1], date(2018, 10, 12), tolerance, services)


@pytest.mark.parametrize(
    ("ref", "objective", "aim"),
    [
        ("A1", "2.1", ("Safer places", "2.1 Less crime.")),
        ("A1", "2.1.", ("Safer places", "2.1 Less crime.")),
        ("A1", "less crime", ("Safer places", "2.1 Less crime.")),
        ("A1", "2.2 FAMILIES", ("Safer places", "2.2 Families")),
        ("A1", "Burglaries", ("Safer places", "2.1 Less crime.")),
        ("A1", "2", ("Safer places", "2.1 Less crime.")),
        ("A1", "Values", ("Values", "")),
        ("CP14", "", ("Safer places", "2.1 Less crime.")),
        ("CP17", "", ("Safer places", "2.2 Families")),
        ("CP16", "Values", ("Values", "")),
        ("CP16", "no such thing", ("Safer places", "2.2 Families")),
        ("A1", "no such thing", None),
        ("A1", "", None),
        ("CP99", "", None),
    ],
)
def test_what_an_indicator_serves(ref: str, objective: str, aim: tuple[str, str] | None) -> None:
    """It is what it says itself, by number, words, a measure or a theme; else where it measures."""
    found = served(themes_of(council(service("parks", (ref, objective)))))
    assert found == ({("parks", ref): aim} if aim else {})


def test_projects_and_risks_serve_what_they_name() -> None:
    parks = service(
        projects=(Project("P1", "Hub", objective="2.2"), Project("P2", "Shed")),
        risks=(Risk("1", "Fire", objective="Values"), Risk("2", "Flood")),
    )
    safer, values = themes_of(council(parks))
    assert [(theme.name, len(theme.aims)) for theme in (safer, values)] == [
        ("Safer places", 2),
        ("Values", 2),
    ]
    assert [[each.ref for each in aim.projects] for aim in safer.aims] == [[], ["P1"]]
    assert [[each.ref for each in aim.risks] for aim in values.aims] == [["1"], []]
    assert [each.ref for each in safer.projects] == ["P1"]
    assert [each.ref for each in values.risks] == ["1"]
    assert safer.results == ()


def test_an_objective_has_its_own_measures_with_their_targets() -> None:
    safer, values = themes_of(council(service()))
    assert [[each.target for each in aim.measures] for aim in (*safer.aims, *values.aims)] == [
        ["752", ""],
        ["83"],
        ["73%"],
        ["100%"],
    ]


def test_the_same_theme_of_two_plans_is_one_whatever_its_number() -> None:
    other = (
        Objective("B(ii) safer  Places", "LESS CRIME", "W1 - Lights", ""),
        Objective("3. Greener", "Trees", "", ""),
    )
    waste = service("waste", ("W1", ""), ("W2", "trees"), objectives=other)
    safer, values, greener = themes_of(council(service("parks", ("CP14", "")), waste))
    assert [theme.name for theme in (safer, values, greener)] == [
        "Safer places",
        "Values",
        "Greener",
    ]
    assert [each.indicator.ref for each in safer.aims[0].results] == ["CP14", "W1"]
    assert served((safer, values, greener))["waste", "W1"] == ("Safer places", "2.1 Less crime.")
    assert greener.aims[0].measures == ()


def test_an_indicator_that_another_service_counts_is_left_to_that() -> None:
    guest = service("parks", ("CP14", ""))
    (only,) = guest.results
    elsewhere = replace(guest, results=(replace(only, counted=False),))
    assert served(themes_of(council(elsewhere))) == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1. Better Neighbourhoods", "Better Neighbourhoods"),
        ("2.3.1 Reduce crime.", "Reduce crime"),
        ("A. Safer", "Safer"),
        ("B(ii) Greener", "Greener"),
        ("3 Rivers", "Rivers"),
        ("Values", "Values"),
        ("A better town", "A better town"),
    ],
)
def test_a_name_without_its_number(name: str, words: str) -> None:
    assert bare(name) == words
