from __future__ import annotations

from dataclasses import replace

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Contract, Milestone, Plan, Project, Service
from plansheet.model.risks import Risk
from plansheet.model.units import Unit
from plansheet.refs import give_refs, read_ref

Y18, Y19, Y20, Y21 = (FinancialYear(year) for year in range(2018, 2022))
PLAN = Plan(Service("parks", "Parks"), "Parks plan", (Y18, Y19, Y20), "parks 2018-21.md")
Q1, Q2, Q4 = Quarter(Y18, 1), Quarter(Y18, 2), Quarter(Y18, 4)


def indicator(ref: str, title: str) -> Indicator:
    way, often = GoodIs(Way.HIGHER), HowOften.QUARTERLY
    return Indicator(ref, title, "PI", Unit.NUMBER, way, often, CountsAs.SUM)


def project(ref: str, title: str, *periods: Quarter | FinancialYear) -> Project:
    return Project(ref, title, milestones=tuple(Milestone("", "x", when) for when in periods))


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("CP01", "CP01"),
        ("CP 08", "CP08"),
        ("CP\xa008", "CP08"),
        (" CAB1 ", "CAB1"),
        ("7", "7"),
        ("1.1.1", "1.1.1"),
        ("NEW-1", "NEW-1"),
        ("CP08 / CP09", "CP08 / CP09"),
        ("", ""),
        ("-", ""),
        ("--", ""),
        ("\u2013", ""),
        ("New PI", ""),
        ("NEW PI (KPI)", ""),
        ("new indicator", ""),
        ("New", ""),
        ("TBC", ""),
        ("N/A", ""),
        ("None", ""),
        ("?", ""),
    ],
)
def test_a_ref_or_a_word_for_none(written: str, ref: str) -> None:
    assert read_ref(written) == ref


def test_rows_without_a_ref_are_numbered_in_each_table() -> None:
    before = replace(
        PLAN,
        indicators=(
            indicator("New PI", "Litter"),
            indicator("CP 08", "Bins"),
            indicator("", "Dogs"),
        ),
        projects=(project("", "Hub", Q1, Q4, Y19), project("X1", "Pool", Q2)),
        risks=(Risk("", "Fire"), Risk("R1", "Flood")),
        contracts=(Contract("", "Mowing"), Contract("TBC", "Ponds")),
    )
    referred = give_refs(before, {})
    after = referred.plan
    assert [row.ref for row in after.indicators] == ["NEW-1", "CP08", "NEW-2"]
    assert [row.ref for row in after.projects] == ["P1", "X1"]
    assert [[step.ref for step in row.milestones] for row in after.projects] == [
        ["P1-M1", "P1-M2", "P1-M3"],
        ["X1-M1"],
    ]
    assert [row.ref for row in after.risks] == ["R2", "R1"]
    assert [row.ref for row in after.contracts] == ["C1", "C2"]
    assert referred.given == {
        ("Performance indicators", "2018-21: litter"): "NEW-1",
        ("Performance indicators", "2018-21: dogs"): "NEW-2",
        ("Projects", "2018-21: hub"): "P1",
        ("Milestones", "2018-21: hub / Q1 2018/19"): "P1-M1",
        ("Milestones", "2018-21: hub / Q4 2018/19"): "P1-M2",
        ("Milestones", "2018-21: hub / 2019/20"): "P1-M3",
        ("Milestones", "2018-21: pool / Q2 2018/19"): "X1-M1",
        ("Risks", "2018-21: fire"): "R2",
        ("Contracts", "2018-21: mowing"): "C1",
        ("Contracts", "2018-21: ponds"): "C2",
    }
    assert [
        (item.code, item.level, item.place.sheet, item.place.label) for item in referred.problems
    ] == [
        ("missing-ref", "note", "Performance indicators", "NEW-1"),
        ("ref-written", "note", "Performance indicators", "CP08"),
        ("missing-ref", "note", "Performance indicators", "NEW-2"),
        ("missing-ref", "note", "Risks", "R2"),
        ("missing-ref", "note", "Contracts", "C2"),
    ]
    assert "(it says 'New PI'), so plansheet calls it NEW-1" in referred.problems[0].message
    assert "'CP 08' is read as CP08" in referred.problems[1].message
    assert "(it is blank)" in referred.problems[2].message


def test_a_ref_once_given_stays_with_its_title_in_any_order() -> None:
    first = give_refs(
        replace(PLAN, projects=(project("", "Hub", Q1, Q4), project("", "Pool", Q2))), {}
    )
    changed = replace(
        PLAN,
        projects=(
            project("", "Skate park", Q1),
            project("", "POOL ", Q2),
            project("", "Hub", Q1, Q2, Q4),
        ),
    )
    second = give_refs(changed, first.given)
    assert [(row.title, row.ref) for row in second.plan.projects] == [
        ("Skate park", "P3"),
        ("POOL ", "P2"),
        ("Hub", "P1"),
    ]
    hub = second.plan.projects[2]
    assert [(str(step.period), step.ref) for step in hub.milestones] == [
        ("Q1 2018/19", "P1-M1"),
        ("Q2 2018/19", "P1-M3"),
        ("Q4 2018/19", "P1-M2"),
    ]
    assert set(second.given.values()) == {"P3", "P3-M1", "P1-M3"}


def test_the_ref_of_a_row_that_has_gone_is_not_given_to_another() -> None:
    kept = {("Contracts", "2018-21: mowing"): "C1", ("Contracts", "2018-21: ponds"): "C2"}
    referred = give_refs(
        replace(PLAN, contracts=(Contract("", "Trees"), Contract("", "Ponds"))), kept
    )
    assert [row.ref for row in referred.plan.contracts] == ["C3", "C2"]


def test_two_rows_of_one_title_have_two_refs() -> None:
    twice = replace(
        PLAN,
        projects=(project("", "Hub", Q1, Q1), project("", "Hub", Q1)),
        contracts=(Contract("", "Grant"), Contract("", "grant")),
    )
    referred = give_refs(twice, {})
    assert [row.ref for row in referred.plan.contracts] == ["C1", "C2"]
    assert [[step.ref for step in row.milestones] for row in referred.plan.projects] == [
        ["P1-M1", "P1-M2"],
        ["P2-M1"],
    ]
    assert give_refs(twice, referred.given).given == {}


def test_refs_pass_to_a_refreshed_plan_but_not_to_one_that_shares_no_year() -> None:
    old = give_refs(replace(PLAN, projects=(project("", "Hub"), project("", "Pool"))), {})
    titles = (project("", "Skate park"), project("", "Pool"))
    refreshed = replace(replace(PLAN, projects=titles), years=(Y19, Y20, Y21))
    later = replace(replace(PLAN, projects=titles), years=(Y21, Y21.plus(1), Y21.plus(2)))
    assert [row.ref for row in give_refs(refreshed, old.given).plan.projects] == ["P3", "P2"]
    assert [row.ref for row in give_refs(later, old.given).plan.projects] == ["P1", "P2"]


def test_giving_again_gives_nothing_new_and_the_same_plan() -> None:
    before = replace(PLAN, indicators=(indicator("New PI", "Litter"), indicator("New PI", "Bins")))
    first = give_refs(before, {})
    second = give_refs(before, first.given)
    assert second.plan == first.plan
    assert second.given == {}
    assert second.problems == first.problems
    assert give_refs(first.plan, first.given).problems == ()
