from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.check import COUNCIL_CHECKS, PLAN_CHECKS, check_council, check_plan
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Contract, Plan, Project, Service
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk
from plansheet.model.tables import Table
from plansheet.model.targets import Target, TargetKind, parse_target
from plansheet.model.units import Unit
from plansheet.problems import Place

if TYPE_CHECKING:
    from plansheet.problems import Problem

Y17, Y18, Y19, Y20 = (FinancialYear(year) for year in range(2017, 2021))
FILE = "parks 2018-21.md"
SERVICE = Service("parks", "Parks", "Head of Parks", "head.parks@council.example")
PLAN = Plan(SERVICE, "Parks plan", (Y18, Y19, Y20), FILE)
POINTS = Tolerance(Decimal(2), relative=False, text="2 points")


def indicator(
    ref: str = "CP01", target: str = "", unit: Unit = Unit.NUMBER, year: FinancialYear = Y18
) -> Indicator:
    higher, often = GoodIs(Way.HIGHER), HowOften.QUARTERLY
    made = Indicator(ref, "Bins", "PI", unit, higher, often, CountsAs.SUM)
    return replace(made, targets={year: parse_target(target, unit, year)})


def risk(ref: str, inputs: str, score: str = "", treatment: str = "") -> Risk:
    keys = dict(item.split("=") for item in inputs.split())
    return Risk(ref, "Fire", inputs=keys, printed_score=score, printed_treatment=treatment)


def said(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(str(item.level), item.code, item.place.label) for item in problems]


def test_nothing_is_told_of_a_sound_plan() -> None:
    sound = replace(
        PLAN,
        indicators=(indicator("CP01", target="7,500"), indicator("CP02", target="TBC")),
        risks=(risk("1", "likelihood=2 impact=3", score="6"),),
        scheme=FOUR_BY_FOUR,
    )
    assert check_plan(sound) == ()
    assert check_council([sound]) == ()


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (SERVICE, []),
        (
            Service("parks", "Parks"),
            [("fix", "plan-empty", ""), ("fix", "service-missing", "")],
        ),
        (Service("parks", "Parks", "Head"), [("fix", "contact-missing", "Parks")]),
        (Service("parks", "Parks", deputy="Deputy"), [("fix", "contact-missing", "Parks")]),
        (Service("parks", "Parks", email="head at parks"), [("fix", "contact-wrong", "Parks")]),
        (Service("parks", "Parks", email="a@b, c@d"), [("fix", "contact-wrong", "Parks")]),
    ],
)
def test_who_is_written_to(service: Service, expected: list[tuple[str, str, str]]) -> None:
    assert said(check_plan(replace(PLAN, service=service))) == expected


def test_a_service_table_with_only_a_name_lacks_an_address() -> None:
    places = {Table.SERVICE: (Place(FILE, "Service", "line 5"),)}
    (found,) = check_plan(replace(PLAN, service=Service("parks", "Parks")), places)
    assert (found.code, found.place) == (
        "contact-missing",
        Place(FILE, "Service", "line 5", "Parks"),
    )


def test_a_ref_twice_in_a_table() -> None:
    rows = tuple(indicator(ref) for ref in ("CP01", "CP02", "cp01"))
    places = {Table.INDICATORS: tuple(Place(FILE, "P", f"line {line}") for line in (4, 5, 9))}
    (found,) = check_plan(replace(PLAN, indicators=rows), places)
    assert (found.level, found.code) == ("fix", "duplicate-ref")
    assert found.place == Place(FILE, "P", "line 4", "CP01")
    assert "CP01 stands 2 times in Performance indicators (line 4, line 9)" in found.message
    (found,) = check_plan(replace(PLAN, indicators=rows))
    assert found.place == Place(FILE, "Performance indicators", "", "CP01")
    assert "(rows 1, 3)" in found.message


def test_refs_in_two_tables_are_one_note() -> None:
    shared = replace(
        PLAN,
        indicators=(indicator("CP05"), indicator("CP14"), indicator("CP20")),
        risks=(risk("cp14", "likelihood=1 impact=1"), risk("CP05", "likelihood=1 impact=1")),
        scheme=FOUR_BY_FOUR,
        contracts=(Contract("CP20", "Mowing"),),
        projects=(Project("P1", "Hub"),),
    )
    (found,) = check_plan(shared)
    assert (found.level, found.code) == ("note", "ref-shared")
    assert found.place == Place(FILE, label="CP05, CP14 and CP20")
    assert "Performance indicators, Risks and Contracts: CP05, CP14 and CP20." in found.message
    assert "Indicators:CP05 or Risks:CP05" in found.message


@pytest.mark.parametrize(
    ("unit", "target", "code"),
    [
        (Unit.NUMBER, "seventy or so", "target-unclear"),
        (Unit.PERCENT, "0.79", "target-unclear"),
        (Unit.TEXT, "seventy or so", "target-unclear"),
        (Unit.NUMBER, "TBC", None),
        (Unit.NUMBER, "Set baseline", None),
        (Unit.NUMBER, "", None),
        (Unit.PERCENT, "Baseline + 2.5%", "baseline-change"),
    ],
)
def test_targets(unit: Unit, target: str, code: str | None) -> None:
    found = check_plan(replace(PLAN, indicators=(indicator(target=target, unit=unit),)))
    assert said(found) == ([("confirm", code, "CP01")] if code else [])
    assert all(f"'{target}'" in item.message for item in found)


@pytest.mark.parametrize(
    ("unit", "target", "meaning"),
    [
        (Unit.PERCENT, "Baseline + 2.5%", "2.5 percentage points above the baseline"),
        (Unit.NUMBER, "Baseline + 5%", "5% of the baseline above the baseline"),
        (Unit.NUMBER, "Baseline - 5%", "5% of the baseline below the baseline"),
        (Unit.NUMBER, "20% improvement", "20% of the baseline better than the baseline"),
        (Unit.NUMBER, "Baseline + 20", "20 above the baseline"),
    ],
)
def test_what_a_change_from_a_baseline_means(unit: Unit, target: str, meaning: str) -> None:
    (found,) = check_plan(replace(PLAN, indicators=(indicator(target=target, unit=unit),)))
    assert f"reads the change as {meaning}. Please confirm" in found.message


def test_a_change_that_is_not_said() -> None:
    bare = replace(indicator(), targets={Y18: Target("Baseline", TargetKind.BASELINE)})
    (found,) = check_plan(replace(PLAN, indicators=(bare,)))
    assert "as a change from the baseline." in found.message


def test_a_change_in_a_year_before_the_plan_is_not_asked_about() -> None:
    rows = (indicator(target="Baseline + 5%", year=Y17),)
    assert check_plan(replace(PLAN, indicators=rows)) == ()


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (indicator(target="0"), ["tolerance-of-zero"]),
        (indicator(target="0%", unit=Unit.PERCENT), ["tolerance-of-zero"]),
        (indicator(target="Q1 0 Q2 1 Q3 2 Q4 3"), ["tolerance-of-zero"]),
        (replace(indicator(target="0"), tolerance=POINTS), []),
        (replace(indicator(target="0"), good_is=GoodIs(Way.NONE)), []),
        (indicator(target="0", year=Y17), []),
        (indicator(target="1"), []),
        (indicator(target="TBC"), []),
        (indicator(target="July 2018", unit=Unit.DATE), []),
    ],
)
def test_a_share_of_a_target_of_zero(row: Indicator, codes: list[str]) -> None:
    assert [item.code for item in check_plan(replace(PLAN, indicators=(row,)))] == codes


def test_a_councils_tolerance_in_points_does_for_a_target_of_zero() -> None:
    assert check_plan(replace(PLAN, indicators=(indicator(target="0"),)), {}, POINTS) == ()


@pytest.mark.parametrize(
    ("inputs", "why", "example"),
    [
        ("impact=2", "Likelihood is blank", "Likelihood 1"),
        ("likelihood=2", "Impact is blank", "Impact 1"),
        ("", "Likelihood and Impact are blank", "Likelihood 1"),
    ],
)
def test_a_risk_without_an_input(inputs: str, why: str, example: str) -> None:
    (found,) = check_plan(replace(PLAN, risks=(risk("7", inputs),), scheme=FOUR_BY_FOUR))
    assert said((found,)) == [("confirm", "risk-unscored", "7")]
    assert f"cannot be scored: {why}. Fill it in, for example {example}." in found.message


def test_a_risk_without_any_of_five_impacts() -> None:
    (found,) = check_plan(replace(PLAN, risks=(risk("7", "likelihood=E"),), scheme=FIVE_BY_SIX))
    assert "cannot be scored: every impact is blank. Fill it in, for example Impact I." in (
        found.message
    )
    assert (
        check_plan(replace(PLAN, risks=(risk("7", "likelihood=F people=II"),), scheme=FIVE_BY_SIX))
        == ()
    )


def test_risks_without_any_scheme_are_told_once() -> None:
    found = check_plan(replace(PLAN, risks=(Risk("1", "Fire"), Risk("2", "Flood"))))
    assert said(found) == [("confirm", "risk-unscored", "")]


def test_a_closed_risk_is_not_checked() -> None:
    rows = (Risk("1", "Fire", closed=date(2018, 4, 1)),)
    assert check_plan(replace(PLAN, risks=rows, scheme=FOUR_BY_FOUR)) == ()


def test_an_input_that_is_no_step_is_told_where_it_is_read_and_not_here() -> None:
    assert (
        check_plan(replace(PLAN, risks=(risk("1", "likelihood=9 impact=1"),), scheme=FOUR_BY_FOUR))
        == ()
    )


@pytest.mark.parametrize(
    ("inputs", "printed", "working"),
    [
        ("likelihood=3 impact=2", "4", "3 x 2 is 6. plansheet uses 6"),
        ("likelihood=3 impact=2", "6", ""),
        ("likelihood=3 impact=2", "", ""),
    ],
)
def test_printed_scores(inputs: str, printed: str, working: str) -> None:
    rows = (risk("CP02", inputs, score=printed),)
    found = check_plan(replace(PLAN, risks=rows, scheme=FOUR_BY_FOUR))
    assert said(found) == ([("confirm", "score-wrong", "CP02")] if working else [])
    assert all(working in item.message for item in found)


@pytest.mark.parametrize(
    ("printed", "codes"),
    [("E III", []), ("iii e", []), ("E II", ["score-wrong"]), ("6", ["score-wrong"])],
)
def test_printed_places_on_the_map(printed: str, codes: list[str]) -> None:
    rows = (risk("1", "likelihood=E people=III reputation=I", score=printed),)
    found = check_plan(replace(PLAN, risks=rows, scheme=FIVE_BY_SIX))
    assert [item.code for item in found] == codes
    assert all("worst impact make it E III" in item.message for item in found)


@pytest.mark.parametrize(
    ("inputs", "printed", "expected"),
    [
        ("likelihood=E people=III", "Yes", ""),
        ("likelihood=E people=III", "No", "make it Yes"),
        ("likelihood=F people=III", "No", ""),
        ("likelihood=F people=V", "Yes", "make it No"),
        ("likelihood=A people=II", "y", "make it No"),
        ("likelihood=E people=III", "", ""),
        ("likelihood=E people=III", "Perhaps", ""),
    ],
)
def test_requires_treatment(inputs: str, printed: str, expected: str) -> None:
    rows = (risk("1", inputs, treatment=printed),)
    found = check_plan(replace(PLAN, risks=rows, scheme=FIVE_BY_SIX))
    assert said(found) == ([("confirm", "treatment-differs", "1")] if expected else [])
    assert all(expected in item.message for item in found)


def test_a_scheme_of_bands_has_no_rule_of_treatment() -> None:
    rows = (risk("1", "likelihood=4 impact=4", treatment="No"),)
    assert check_plan(replace(PLAN, risks=rows, scheme=FOUR_BY_FOUR)) == ()


def test_two_plans_of_one_service_for_a_year() -> None:
    first = PLAN
    second = replace(PLAN, years=(Y20, Y20.plus(1)), file="parks 2020-22.md")
    later = replace(PLAN, years=(Y20.plus(2),), file="parks 2022-23.md")
    other = replace(second, service=replace(SERVICE, code="leisure"))
    (found,) = check_council([first, second, later, other])
    assert (found.level, found.code) == ("fix", "two-plans")
    assert found.place == Place("parks 2020-22.md", label="parks")
    assert f"'{FILE}' and 'parks 2020-22.md' both hold 2020/21," in found.message


def test_suppliers_have_plans_of_their_own() -> None:
    rows = (
        replace(indicator("CP01"), supplied_by="leisure", also_reported_by=("parks", "fire")),
        replace(indicator("CP02"), supplied_by="police"),
        indicator("CP03"),
    )
    leisure = replace(PLAN, service=replace(SERVICE, code="leisure"), file="leisure 2018-21.md")
    places = {FILE: {Table.INDICATORS: (Place(FILE, "P", "line 4"),)}}
    found = check_council([replace(PLAN, indicators=rows), leisure], places)
    assert said(found) == [
        ("fix", "supplier-unknown", "CP01"),
        ("fix", "supplier-unknown", "CP02"),
    ]
    assert [item.place.cell for item in found] == ["line 4", ""]
    assert "'fire' in 'Also reported by'" in found[0].message
    assert "'police' in 'Supplied by'" in found[1].message
    assert "leisure, parks" in found[0].message


def test_every_check_says_what_it_finds() -> None:
    assert all(check.__doc__ for check in (*PLAN_CHECKS, *COUNCIL_CHECKS))
