"""Contradictions between the plans of a council, and from one plan of a service to its next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypedDict, Unpack

import pytest

from plansheet.check import check_council
from plansheet.check.case import Case
from plansheet.check.generations import redefined
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Change, Objective, Plan, Service
from plansheet.model.targets import parse_target
from plansheet.model.units import Unit
from plansheet.reconcile.changes import redefined_by

YEARS = tuple(FinancialYear(year) for year in range(2018, 2025))
Y18, Y19, Y20, Y21, Y22, *_ = YEARS


def service(code: str) -> Service:
    return Service(code, code.title(), f"Head of {code}", f"head.{code}@council.example")


PARKS = Plan(service("parks"), "Parks plan", YEARS[:3], "parks 2018-21.md")
LEISURE = Plan(service("leisure"), "Leisure plan", YEARS[:3], "leisure 2018-21.md")
NEXT = replace(PARKS, years=YEARS[3:6], file="parks 2021-24.md")
AFTER = replace(PARKS, years=YEARS[6:], file="parks 2024-25.md")


class Fields(TypedDict, total=False):
    """What a test says of an indicator besides its ref and target."""

    title: str
    unit: Unit
    good_is: GoodIs
    counts_as: CountsAs
    definition: str
    formerly: str


def indicator(
    ref: str = "CP01", target: str = "80", year: FinancialYear = Y18, **fields: Unpack[Fields]
) -> Indicator:
    higher, often, counts_as = GoodIs(Way.HIGHER), HowOften.QUARTERLY, CountsAs.CUMULATIVE
    made = Indicator(ref, "Bins emptied", "PI", Unit.NUMBER, higher, often, counts_as)
    targets = {year: parse_target(target, fields.get("unit", made.unit), year)}
    return replace(made, targets=targets, **fields)


def having(plan: Plan, *rows: Indicator) -> Plan:
    return replace(plan, indicators=rows)


def told(*plans: Plan) -> list[tuple[str, str, str]]:
    found = check_council(plans)
    return [(item.code, item.place.file, item.place.label) for item in found]


def test_one_supplier_in_both_plans() -> None:
    supplied = replace(indicator(), supplied_by="parks")
    assert told(having(PARKS, indicator()), having(LEISURE, supplied)) == []
    assert told(having(LEISURE, supplied), having(PARKS, indicator())) == []
    third = replace(PARKS, service=service("fire"), file="fire 2018-21.md")
    assert (
        told(having(PARKS, indicator()), having(LEISURE, supplied), having(third, supplied)) == []
    )


def test_two_suppliers_of_one_figure() -> None:
    plans = having(PARKS, indicator()), having(LEISURE, indicator("cp01"))
    assert told(*plans) == [("suppliers-differ", LEISURE.file, "cp01")]
    (found,) = check_council(plans)
    assert found.level == "confirm"
    assert "By 'parks 2018-21.md' the figure comes from parks, and by this plan from leisure" in (
        found.message
    )
    to_each_other = (
        replace(indicator(), supplied_by="leisure"),
        replace(indicator(), supplied_by="parks"),
    )
    assert told(having(PARKS, to_each_other[0]), having(LEISURE, to_each_other[1])) == [
        ("suppliers-differ", LEISURE.file, "CP01")
    ]


def test_each_of_several_plans_is_held_against_the_first_of_its_time() -> None:
    def plan(code: str, years: tuple[FinancialYear, ...], *refs: str) -> Plan:
        rows = [indicator(ref, year=years[0]) for ref in refs]
        return having(replace(PARKS, service=service(code), years=years, file=code), *rows)

    plans = (
        plan("arts", YEARS[:3], "CP01"),
        plan("fire", YEARS[3:6], "CP01", "CP02"),
        plan("housing", YEARS[2:4], "CP02", "CP01", "CP03"),
        plan("trees", YEARS[:6], "CP03", "CP02", "CP01"),
    )
    found = check_council(plans)
    assert [
        (each.place.file, each.place.label, each.message.split("'")[1])
        for each in found
        if each.code == "suppliers-differ"
    ] == [
        ("housing", "CP01", "arts"),
        ("trees", "CP01", "arts"),
        ("housing", "CP02", "fire"),
        ("trees", "CP02", "fire"),
        ("trees", "CP03", "housing"),
    ]


def test_of_very_many_services_those_next_to_a_wrong_code_are_named() -> None:
    plans = [
        replace(PARKS, service=service(f"service-{number:04d}"), file=f"{number}")
        for number in range(2000)
    ]
    wrong = having(PARKS, replace(indicator(), supplied_by="service-1000s"))
    (found,) = check_council([*plans, wrong])
    named = ", ".join(f"service-{number:04d}" for number in range(986, 1016))
    assert found.code == "supplier-unknown"
    assert f"Write one of: {named} or another of the 2,001." in found.message


def test_plans_of_other_years_and_refs_that_plansheet_gave_are_not_compared() -> None:
    later = replace(LEISURE, years=YEARS[3:6], file="leisure 2021-24.md")
    assert told(having(PARKS, indicator()), having(later, indicator())) == []
    assert told(having(PARKS, indicator("NEW-1")), having(LEISURE, indicator("NEW-1"))) == []
    assert told(having(PARKS, indicator("CP01")), having(LEISURE, indicator("CP02"))) == []


@pytest.mark.parametrize(
    ("there", "here", "said"),
    [
        ({"title": "Bins emptied (KPI)"}, {"title": "The bins emptied."}, ""),
        ({"title": "No. of bins"}, {"title": "Number of bins"}, ""),
        (
            {"title": "Bins emptied"},
            {"title": "Bins filled"},
            "Description: 'Bins emptied' there, 'Bins filled' here.",
        ),
        ({"target": "80"}, {"target": "85"}, "2018/19 Target: '80' there, '85' here."),
        ({"target": "80"}, {"target": "TBC"}, "2018/19 Target: '80' there, 'TBC' here."),
        ({"target": "80"}, {"target": ""}, "2018/19 Target: '80' there, no target here."),
        ({"target": "80", "year": Y21}, {"target": "85", "year": Y21}, ""),
        ({"target": "80", "year": Y18}, {"target": "85", "year": Y19}, ""),
        ({"counts_as": CountsAs.SUM}, {}, "Counts as: sum there, cumulative here."),
        ({"good_is": GoodIs(Way.LOWER)}, {}, "Good is: lower there, higher here."),
        (
            {"unit": Unit.PERCENT},
            {"unit": Unit.NUMBER},
            "Unit: % there, number here; 2018/19 Target",
        ),
        ({"definition": "All bins"}, {"definition": "all bins "}, ""),
        ({"definition": "All bins"}, {}, ""),
        (
            {"definition": "All bins"},
            {"definition": "Some"},
            "Definition: 'All bins' there, 'Some' here.",
        ),
    ],
)
def test_a_shared_indicator_is_said_the_same(
    there: dict[str, Any], here: dict[str, Any], said: str
) -> None:
    supplied = replace(indicator(**here), supplied_by="parks")
    plans = having(PARKS, indicator(**there)), having(LEISURE, supplied)
    assert told(*plans) == ([("shared-differs", LEISURE.file, "CP01")] if said else [])
    assert all(said in item.message for item in check_council(plans))


def strategic(plan: Plan, measure: str, target: str) -> Plan:
    return replace(plan, objectives=(Objective("Green", "Clean", measure, target),))


@pytest.mark.parametrize(
    ("measure", "target", "elsewhere"),
    [
        ("CO02 \u2013 Public perception", "67%", True),
        ("CO02 \u2013 Public perception", "74%", False),
        ("CO02 \u2013 Public perception", "67% in 2019/20", False),
        ("Public perception", "67%", False),
        ("CO03 \u2013 Public perception", "67%", False),
    ],
)
def test_a_target_for_another_services_indicator(
    measure: str,
    target: str,
    *,
    elsewhere: bool,
) -> None:
    this = indicator("CO02", "74%", title="Public perception", unit=Unit.PERCENT)
    targets = {**this.targets, Y19: parse_target("67%", Unit.PERCENT, Y19)}
    owner = having(LEISURE, replace(this, targets=targets))
    found = [("strategic-target-elsewhere", PARKS.file, "CO02")] if elsewhere else []
    assert told(strategic(PARKS, measure, target), owner) == found
    assert told(owner, strategic(PARKS, measure, target)) == found


def test_where_the_owner_only_gives_a_target_in_its_own_objectives() -> None:
    owner = strategic(having(LEISURE, indicator("CO02", "", unit=Unit.PERCENT)), "CO02", "74%")
    (found,) = check_council([strategic(PARKS, "CO02 - Perception", "67%"), owner])
    assert "'leisure 2018-21.md', whose indicator this is, gives '74%'." in found.message
    other_year = strategic(owner, "CO02", "74% in 2019/20")
    (found,) = check_council([strategic(PARKS, "CO02 - Perception", "67%"), other_year])
    assert "gives no target." in found.message


def test_a_target_for_ones_own_indicator_is_left_to_the_plan_itself() -> None:
    own = strategic(having(PARKS, indicator("CO02", "67%", unit=Unit.PERCENT)), "CO02", "67%")
    owner = having(
        LEISURE, replace(indicator("CO02", "67%", unit=Unit.PERCENT), supplied_by="parks")
    )
    assert told(own, owner) == []


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ([indicator()], [indicator()], []),
        ([], [], []),
        ([], [indicator()], [("indicator-new", NEXT.file, "CP01")]),
        ([indicator()], [], [("indicator-dropped", PARKS.file, "CP01")]),
        ([indicator("cp01")], [indicator("CP01")], []),
        (
            [indicator("CAB1")],
            [indicator("CP28", formerly="CAB1")],
            [("ref-renamed", NEXT.file, "CP28")],
        ),
        ([indicator("CP01")], [indicator("CP01", formerly="cp 01")], []),
        (
            [indicator("CAB1")],
            [indicator("CP28", title="The bins emptied (PI)")],
            [("formerly-missing", NEXT.file, "CP28")],
        ),
        (
            [indicator("CAB1")],
            [indicator("CP28", formerly="CAB2")],
            [
                ("formerly-unknown", NEXT.file, "CP28"),
                ("indicator-new", NEXT.file, "CP28"),
                ("indicator-dropped", PARKS.file, "CAB1"),
            ],
        ),
        (
            [indicator("CP01")],
            [indicator("CP01"), indicator("CP02")],
            [("indicator-new", NEXT.file, "CP02")],
        ),
        ([indicator()], [indicator(title="Bins filled")], [("retitled", NEXT.file, "CP01")]),
        (
            [indicator()],
            [indicator(title="Bins filled", counts_as=CountsAs.SUM)],
            [("redefined", NEXT.file, "CP01")],
        ),
        ([indicator(unit=Unit.DAYS)], [indicator()], [("redefined", NEXT.file, "CP01")]),
        (
            [indicator(definition="All bins")],
            [indicator(definition="Some bins")],
            [("redefined", NEXT.file, "CP01")],
        ),
        ([indicator(definition="All bins")], [indicator()], []),
    ],
)
def test_from_one_plan_to_the_next(
    was: list[Indicator], now: list[Indicator], expected: list[tuple[str, str, str]]
) -> None:
    assert told(having(PARKS, *was), having(NEXT, *now)) == expected
    assert told(having(NEXT, *now), having(PARKS, *was)) == expected
    earlier, later = having(PARKS, *was), having(NEXT, *now)
    found = {item.place.label for item in redefined([Case(earlier), Case(later)])}
    assert found == set(redefined_by(later, earlier))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            {"target": "80", "year": Y20},
            {"target": "75", "year": Y20},
            "set 80 for 2020/21, and this plan sets 75 for 2020/21",
        ),
        (
            {"target": "80", "year": Y20},
            {"target": "75", "year": Y21},
            "set 80 for 2020/21, and this plan sets 75 for 2021/22",
        ),
        ({"target": "80", "year": Y20}, {"target": "80", "year": Y21}, ""),
        ({"target": "80", "year": Y20}, {"target": "85", "year": Y20}, ""),
        (
            {"target": "80", "good_is": GoodIs(Way.LOWER)},
            {"target": "85", "good_is": GoodIs(Way.LOWER)},
            "set 80 for 2018/19, and this plan sets 85",
        ),
        ({"target": "80"}, {"target": "TBC"}, ""),
        ({"target": "TBC"}, {"target": "80"}, ""),
        (
            {"target": "80", "unit": Unit.PERCENT},
            {"target": "75%", "unit": Unit.PERCENT},
            "set 80% for 2018/19, and this plan sets 75%",
        ),
        ({"target": "May 2018", "unit": Unit.DATE}, {"target": "July 2018", "unit": Unit.DATE}, ""),
    ],
)
def test_a_target_made_easier(was: dict[str, Any], now: dict[str, Any], said: str) -> None:
    plans = having(PARKS, indicator(**was)), having(NEXT, indicator(**now))
    assert told(*plans) == ([("target-weakened", NEXT.file, "CP01")] if said else [])
    assert all(said in item.message for item in check_council(plans))


def test_what_is_measured_otherwise_has_no_easier_target() -> None:
    was, now = indicator(target="80"), indicator(target="60", counts_as=CountsAs.SUM)
    assert told(having(PARKS, was), having(NEXT, now)) == [("redefined", NEXT.file, "CP01")]


def test_each_plan_is_compared_with_the_one_before_it_only() -> None:
    plans = having(AFTER, indicator("CP02")), having(PARKS, indicator()), having(NEXT)
    assert told(*plans) == [
        ("indicator-new", AFTER.file, "CP02"),
        ("indicator-dropped", PARKS.file, "CP01"),
    ]
    other = having(replace(NEXT, service=service("fire"), file="fire 2021-24.md"), indicator("X1"))
    assert told(having(PARKS), other) == []


def test_two_plans_that_begin_together_are_no_generations() -> None:
    twin = replace(having(PARKS), file="parks 2018-20.md", years=YEARS[:2])
    assert told(twin, having(PARKS, indicator())) == [("two-plans", PARKS.file, "parks")]


def test_the_earlier_plan_is_taken_as_its_changes_left_it() -> None:
    changes = (
        Change("CP01", "Target", "80", "70", Quarter(Y20, 1)),
        Change("CP02", "Withdraw", "", "", Quarter(Y19, 1)),
        Change("Indicators:CP03", "Moved to", "", "leisure", Quarter(Y19, 1)),
    )
    rows = (indicator("CP01", year=Y20), indicator("CP02"), indicator("CP03"), indicator("CP04"))
    earlier = replace(having(PARKS, *rows), changes=changes)
    found = told(earlier, having(NEXT, indicator("CP01", "75", year=Y20)), LEISURE)
    assert found == [("indicator-dropped", PARKS.file, "CP04")]
