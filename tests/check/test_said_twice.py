"""What a plan says twice and not the same, check by check, with plans made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

import pytest

from plansheet.check import check_plan
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Contract, Milestone, Objective, Plan, Project, Service
from plansheet.model.risks import FIVE_BY_SIX, Risk
from plansheet.model.sums import parse_extension
from plansheet.model.tables import Table
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.problems import Place, Problem

Y16, Y17, Y18, Y19, Y20 = (FinancialYear(year) for year in range(2016, 2021))
FILE = "parks 2018-21.md"
SERVICE = Service("parks", "Parks", "Head of Parks", "head.parks@council.example")
PLAN = Plan(SERVICE, "Parks plan", (Y18, Y19, Y20), FILE)


class Fields(TypedDict, total=False):
    """What a test says of an indicator besides its target and unit."""

    title: str
    good_is: GoodIs
    counts_as: CountsAs


def indicator(target: str = "", unit: Unit = Unit.NUMBER, **fields: Unpack[Fields]) -> Indicator:
    higher, often = GoodIs(Way.HIGHER), HowOften.QUARTERLY
    made = Indicator("CP01", "Bins emptied", "PI", unit, higher, often, CountsAs.CUMULATIVE)
    return replace(made, targets={Y18: parse_target(target, unit, Y18)}, **fields)


def codes(plan: Plan) -> list[str]:
    return [item.code for item in check_plan(plan)]


def told(plan: Plan) -> list[tuple[str, str, str]]:
    return [(item.code, item.place.sheet, item.place.label) for item in check_plan(plan)]


def objectives(row: Indicator, measure: str, target: str) -> Plan:
    said = Objective("Green", "Keep it clean", measure, target)
    return replace(PLAN, indicators=(row,), objectives=(said,))


@pytest.mark.parametrize(
    ("target", "said", "differs"),
    [
        ("752", "752", False),
        ("752", "<752 recorded incidents in 2018/19", False),
        ("752", ">752", True),
        ("752", "750", True),
        ("752", "750 in 2019/20", True),
        ("752", "", False),
        ("752", "-", False),
        ("752", "N/A", False),
        ("752", "TBC", True),
        ("752", "as many as we can", False),
        ("TBC", "TBC", False),
        ("TBC", "752", True),
        ("Set baseline", "752", True),
        ("", "752", True),
        ("Q1 60<br>Q2 140<br>Q3 200<br>Q4 240", "240", False),
        ("Q1 60<br>Q2 140<br>Q3 200<br>Q4 240", "640", True),
        ("20% improvement", "20% improvement in hotspot areas", False),
        ("20% improvement", "25% improvement", True),
        ("20% improvement", "752", False),
    ],
)
def test_a_target_in_objectives(target: str, said: str, *, differs: bool) -> None:
    row = indicator(target, good_is=GoodIs(Way.LOWER))
    found = told(objectives(row, "CP01 \u2013 Bins", said))
    expected = [("strategic-target-differs", "Objectives", "CP01")] if differs else []
    assert [item for item in found if item[0] != "baseline-change"] == expected


def test_a_target_in_objectives_for_a_sum_of_quarters() -> None:
    profile = indicator("Q1 - 76 Q2 - 76 Q3 - 76 Q4 - 76", counts_as=CountsAs.SUM)
    assert codes(objectives(profile, "CP01", "304")) == []
    assert codes(objectives(profile, "CP01", "76")) == ["strategic-target-differs"]


def test_a_target_in_objectives_within_a_range_has_no_better_way() -> None:
    row = indicator("100", good_is=GoodIs(Way.WITHIN))
    assert codes(objectives(row, "CP01", "<100")) == []


def test_a_deadline_in_objectives() -> None:
    row = indicator("March 2019", unit=Unit.DATE, good_is=GoodIs(Way.LOWER))
    assert codes(objectives(row, "CP01", "By end Q4")) == []
    assert codes(objectives(row, "CP01", "2018/19")) == []
    assert codes(objectives(row, "CP01", "May 2018")) == ["strategic-target-differs"]


@pytest.mark.parametrize(
    ("measure", "is_it"),
    [
        ("CP01 \u2013 Bins that were emptied", True),
        ("cp 01 - Bins", True),
        ("CP01: bins", True),
        ("CP01 bins", True),
        ("CP01", True),
        ("CP012 \u2013 Bins", False),
        ("CP02 \u2013 Bins emptied", False),
        ("The bins emptied.", True),
        ("Bins emptied (KPI)", True),
        ("Bins emptied on time", False),
        ("Clean streets - bins emptied", False),
    ],
)
def test_a_measure_is_known_by_its_ref_or_its_title(measure: str, *, is_it: bool) -> None:
    expected = ["strategic-target-differs"] if is_it else []
    assert codes(objectives(indicator("8"), measure, "9")) == expected


@pytest.mark.parametrize(
    ("title", "tier", "differs"),
    [
        ("Bins (KPI)", "PI", True),
        ("Bins (PI)", "KPI", True),
        ("Bins (KPI)", "KPI", False),
        ("Bins", "KPI", False),
        ("Bins (kpi)", "PI", False),
        ("Bins (KPI)", "Corporate", True),
    ],
)
def test_a_tag_in_a_title(title: str, tier: str, *, differs: bool) -> None:
    row = replace(indicator("8", title=title), tier=tier)
    expected = [("tier-differs", "Performance indicators", "CP01")] if differs else []
    assert told(replace(PLAN, indicators=(row,))) == expected


@pytest.mark.parametrize(
    ("way", "actuals", "targets", "worse"),
    [
        (Way.HIGHER, {Y16: "90 cases"}, {Y17: "83", Y18: "95"}, True),
        (Way.HIGHER, {Y16: "90 cases"}, {Y17: "90", Y18: "80"}, False),
        (Way.HIGHER, {Y16: "90"}, {Y17: "TBC", Y18: "80"}, True),
        (Way.HIGHER, {Y16: "90", Y17: "New PI"}, {Y18: "80"}, True),
        (Way.HIGHER, {Y16: "90", Y17: "70"}, {Y18: "80"}, False),
        (Way.HIGHER, {Y17: "90"}, {Y16: "80", Y18: "95"}, False),
        (Way.HIGHER, {Y16: "New PI"}, {Y17: "80"}, False),
        (Way.HIGHER, {Y16: "90"}, {Y17: "TBC"}, False),
        (Way.HIGHER, {Y16: "90"}, {Y17: "Q1 20 Q2 40 Q3 60 Q4 80"}, True),
        (Way.LOWER, {Y16: "90"}, {Y17: "80"}, False),
        (Way.LOWER, {Y16: "90"}, {Y17: "<95"}, True),
        (Way.NONE, {Y16: "90"}, {Y17: "80"}, False),
        (Way.WITHIN, {Y16: "90"}, {Y17: "80"}, False),
    ],
)
def test_a_first_target_worse_than_the_last_actual(
    way: Way,
    actuals: dict[FinancialYear, str],
    targets: dict[FinancialYear, str],
    *,
    worse: bool,
) -> None:
    row = replace(
        indicator(good_is=GoodIs(way)),
        actuals={year: parse_actual(text, Unit.NUMBER, year) for year, text in actuals.items()},
        targets={year: parse_target(text, Unit.NUMBER, year) for year, text in targets.items()},
    )
    expected = [("target-worse", "Performance indicators", "CP01")] if worse else []
    assert told(replace(PLAN, indicators=(row,))) == expected


def test_a_deadline_is_no_figure_to_be_worse_than() -> None:
    row = replace(
        indicator("July 2018", unit=Unit.DATE),
        actuals={Y16: replace(parse_actual("May 2016", Unit.DATE, Y16), value=Decimal(9))},
    )
    assert codes(replace(PLAN, indicators=(row,))) == []


@pytest.mark.parametrize(
    ("year", "said", "elsewhere"),
    [
        (2009, "Mar 09", True),
        (2009, "July 09", False),
        (2009, "1 st May 09", False),
        (2009, "Jan-Feb 09", True),
        (2009, "March 2010 (at least partly in operation)", False),
        (2009, "Mar-Apr 09", False),
        (2009, "April 2010", True),
        (2009, "By end Q3", False),
        (2009, "Ongoing", False),
        (2020, "January 2021", False),
    ],
)
def test_a_deadline_in_the_column_of_a_year(year: int, said: str, *, elsewhere: bool) -> None:
    column = FinancialYear(year)
    row = replace(
        indicator(unit=Unit.DATE), targets={column: parse_target(said, Unit.DATE, column)}
    )
    expected = [("deadline-elsewhere", "Performance indicators", "CP01")] if elsewhere else []
    assert told(replace(PLAN, indicators=(row,))) == expected


@pytest.mark.parametrize(
    ("period", "said", "elsewhere"),
    [
        (Y18, "Project Started September 2014 and ends March 2019", False),
        (Y18, "Project ends in 2018/19", False),
        (Y18, "Project ends March 2020", True),
        (Y18, "Bids in by 1/5/19", True),
        (Y18, "Phase 1 complete by June 2018, phase 2 by June 2019", False),
        (Y18, "Completed by 31st February 2019", False),
        (Y18, "Report on what was done in March 2015", False),
        (Quarter(Y18, 1), "Report due March 2019", False),
        (Quarter(Y18, 1), "Report due\nApril 2019", True),
    ],
)
def test_an_end_in_a_milestone(
    period: Quarter | FinancialYear,
    said: str,
    *,
    elsewhere: bool,
) -> None:
    step = Milestone("P1-M1", said, period)
    found = told(replace(PLAN, projects=(Project("P1", "Hub", milestones=(step,)),)))
    assert found == ([("deadline-elsewhere", "Projects", "P1-M1")] if elsewhere else [])


def contract(end: date | None, review: date | None = None, extension: str = "") -> Contract:
    option = parse_extension(extension) if extension else None
    return Contract("C1", "Grass cutting", end=end, review=review, extension=option)


@pytest.mark.parametrize(
    ("row", "expected", "said"),
    [
        (contract(None), [], ""),
        (contract(date(2018, 4, 1), date(2018, 4, 1)), [], ""),
        (contract(date(2018, 3, 31)), ["contract-ended"], "on 1 April 2018. Write"),
        (
            contract(date(2018, 3, 31), date(2017, 9, 1), "18 months"),
            ["contract-ended"],
            "(option to extend: 18 months)",
        ),
        (contract(date(2018, 3, 31), None, "N/A"), ["contract-ended"], "on 1 April 2018. Write"),
        (contract(date(2018, 3, 31), None, "TBC"), ["contract-ended"], "on 1 April 2018. Write"),
        (contract(date(2021, 3, 31), date(2018, 3, 1)), ["review-passed"], "1 March 2018"),
        (contract(None, date(2018, 3, 1)), ["review-passed"], "for example 31/03/2019"),
    ],
)
def test_contracts_before_the_plan(row: Contract, expected: list[str], said: str) -> None:
    found = check_plan(replace(PLAN, contracts=(row,)))
    assert [(item.code, item.place.label) for item in found] == [(code, "C1") for code in expected]
    assert all(said in item.message for item in found)


@pytest.mark.parametrize(
    ("title", "agreement", "late"),
    [
        ("CCTV Maintenance Contract Review", "CCTV maintenance", True),
        ("Healthy Hub", "ASCEND \u2013 Healthy Hub Grant Service Level Agreement", True),
        ("Healthy Hub", "ASCEND \u2013 Grant Service Level Agreement", False),
        ("Service review", "Service level agreement", False),
        ("Hub", "Hub", False),
        ("Healthy walks", "Healthy Hub", False),
    ],
)
def test_a_milestone_after_the_contract_of_the_same_name(
    title: str,
    agreement: str,
    *,
    late: bool,
) -> None:
    steps = (
        Milestone("P1-M2", "Decide", Y20),
        Milestone("P1-M1", "Retender   or\nextend", Quarter(Y19, 3)),
        Milestone("P1-M0", "Ask around", Quarter(Y19, 2)),
    )
    project = Project("P1", title, milestones=steps)
    row = Contract("C1", agreement, end=date(2019, 9, 30))
    found = check_plan(replace(PLAN, projects=(project,), contracts=(row,)))
    assert [(item.code, item.place.label) for item in found] == (
        [("milestone-after-contract", "P1-M1")] if late else []
    )
    assert all("'Retender or extend' stands under Q3 2019/20" in item.message for item in found)


def test_a_contract_without_an_end_and_a_year_that_holds_it() -> None:
    project = Project("P1", "Healthy hub", milestones=(Milestone("", "Open", Y19),))
    for end in (None, date(2019, 4, 1), date(2020, 3, 31)):
        row = Contract("C1", "Healthy hub", end=end)
        assert codes(replace(PLAN, projects=(project,), contracts=(row,))) == []
    ended = Contract("C1", "Healthy hub", end=date(2019, 3, 31))
    assert told(replace(PLAN, projects=(project,), contracts=(ended,))) == [
        ("milestone-after-contract", "Projects", "P1")
    ]


def risk(
    ref: str, inputs: str, next_review: date | None = None, closed: date | None = None
) -> Risk:
    keys = dict(item.split("=") for item in inputs.split())
    return Risk(ref, "Fire", inputs=keys, next_review=next_review, closed=closed)


def heat_map_says(*rows: Risk, **shown: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the problems of a register whose map shows refs at places: `E_III=("1", "2")`."""
    places = {(place[0], place[2:]): refs for place, refs in shown.items()}
    plan = replace(PLAN, risks=rows, scheme=FIVE_BY_SIX, heat_map=places)
    return check_plan(plan, {Table.HEAT_MAP: (Place(FILE, "Heat map", "line 9"),)})


def test_a_heat_map_that_agrees_and_none_at_all() -> None:
    rows = (risk("1", "likelihood=E people=III"), risk("CP02", "likelihood=F people=I"))
    assert heat_map_says(*rows, E_III=("1",), F_I=("cp02",)) == ()
    assert heat_map_says(*rows) == ()


def test_a_heat_map_that_differs() -> None:
    closed = replace(risk("4", "likelihood=E people=III"), closed=date(2018, 4, 1))
    unscored = Risk("5", "Flood", inputs={"likelihood": "E"})
    found = heat_map_says(
        risk("1", "likelihood=E people=III"),
        risk("2", "likelihood=E people=III"),
        risk("3", "likelihood=E people=III"),
        closed,
        unscored,
        E_II=("1", "3"),
        E_III=("3", "4"),
        F_V=("5", "9"),
    )
    assert [(item.code, item.place.sheet, item.place.cell, item.place.label) for item in found] == [
        ("risk-unscored", "Risks", "", "5"),
        ("heat-map-differs", "Risks", "", "1"),
        ("heat-map-differs", "Risks", "", "2"),
        ("heat-map-differs", "Risks", "", "3"),
        ("heat-map-differs", "Heat map", "line 9", "9"),
    ]
    messages = [item.message.partition(". ")[0] for item in found[1:]]
    assert messages == [
        "The heat map shows this risk at E II, but its row in Risks makes it E III",
        "The heat map does not show this risk, but its row in Risks makes it E III",
        "The heat map shows this risk at E II and E III, but its row in Risks makes it E III",
        "The heat map shows 9, but no risk in Risks has that ref",
    ]


@pytest.mark.parametrize(
    ("day", "passed"), [(None, False), (date(2018, 3, 31), True), (date(2018, 4, 1), False)]
)
def test_a_review_of_a_risk(day: date | None, *, passed: bool) -> None:
    row = replace(risk("7", "likelihood=F people=I"), next_review=day)
    found = told(replace(PLAN, risks=(row,), scheme=FIVE_BY_SIX))
    assert found == ([("review-passed", "Risks", "7")] if passed else [])


def test_the_review_of_a_closed_risk_is_over() -> None:
    row = risk("7", "likelihood=F people=I", next_review=date(2018, 3, 1), closed=date(2018, 2, 1))
    assert codes(replace(PLAN, risks=(row,), scheme=FIVE_BY_SIX)) == []
