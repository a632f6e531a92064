from __future__ import annotations

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Plan, Service
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.sources import infer

YEAR = FinancialYear(2018)


def texts(*said: str) -> dict[FinancialYear, str]:
    return {YEAR.plus(index): text for index, text in enumerate(said)}


@pytest.mark.parametrize(
    ("title", "said", "unit"),
    [
        ("Satisfaction with parks", ("New PI", "79.00%"), "%"),
        ("Funding to the voluntary sector", ("£91,130", "£50,000"), "£"),
        ("Number of victims supported", ("New in 2017/18", "100"), "number"),
        ("Dogs in parks", ("Less than 5% increase on YTD - 172",), "number"),
        ("Street parking", ("20% improvement in hotspot areas",), "number"),
        ("Percentage of cases with a plan", ("TBC",), "%"),
        ("Residents' survey, % agreeing", ("37",), "%"),
        ("Equality framework", ("Level 2", "Level 3"), "level"),
        ("Produce the strategy", ("", "July 2009"), "date"),
        ("Working days lost to sickness", ("7.5",), "days"),
        ("Fly-tips", (), "number"),
    ],
)
def test_unit(title: str, said: tuple[str, ...], unit: str) -> None:
    assert infer.suggest_unit(title, texts(*said)) == unit


@pytest.mark.parametrize(
    ("title", "unit", "said", "way"),
    [
        ("Satisfaction with parks", Unit.PERCENT, "79%", "higher"),
        ("No. of ASB incidents", Unit.NUMBER, "240", "lower"),
        ("Clients still at threat of eviction", Unit.NUMBER, "35", "lower"),
        ("Clients no longer at threat of eviction", Unit.NUMBER, "300", "higher"),
        ("Perception of ASB as a problem", Unit.PERCENT, "8%", "lower"),
        ("Anything", Unit.NUMBER, "<752 recorded", "lower"),
        ("Reduce complaints that are agreed with", Unit.NUMBER, "8", "lower"),
        ("For partnerships, reduce the share of high scores", Unit.PERCENT, "4%", "lower"),
        ("Satisfaction with complaint handling", Unit.PERCENT, "37%", "higher"),
        ("Dissatisfied with how crime is tackled", Unit.PERCENT, "9%", "lower"),
        ("People who agree that we are responding to crime", Unit.PERCENT, "74%", "higher"),
        ("Perceptions of anti-social behaviour", Unit.PERCENT, "9%", "lower"),
        ("Complaints answered", Unit.NUMBER, "at least 80", "higher"),
        ("Draft strategy", Unit.DATE, "July 2009", "lower"),
        ("What residents say", Unit.TEXT, "", "none"),
    ],
)
def test_good_is(title: str, unit: Unit, said: str, way: str) -> None:
    targets = [parse_target(said, unit, YEAR)]
    assert str(infer.suggest_good_is(title, unit, targets)) == way


@pytest.mark.parametrize(
    ("title", "unit", "said", "often"),
    [
        ("Customer satisfaction with the unit", Unit.PERCENT, "90%", "quarterly"),
        ("Satisfaction in the residents' survey", Unit.PERCENT, "90%", "annual"),
        ("Annual count of bats", Unit.NUMBER, "12", "annual"),
        ("Annual total of cases", Unit.NUMBER, "Q1 1 Q2 2 Q3 3 Q4 4", "quarterly"),
        ("Annual satisfaction survey", Unit.PERCENT, "90%", "annual"),
        ("Visits, each year", Unit.NUMBER, "12", "annual"),
        ("Monthly calls", Unit.NUMBER, "12", "monthly"),
        ("Calls per month", Unit.NUMBER, "12", "monthly"),
        ("Annual reviews held per quarter", Unit.NUMBER, "12", "quarterly"),
        ("Quarterly survey of tenants", Unit.PERCENT, "90%", "quarterly"),
        ("Satisfaction with parks", Unit.PERCENT, "90% (half-yearly)", "half-yearly"),
        ("Count of trees, every six months", Unit.NUMBER, "12", "half-yearly"),
        ("Place Survey, every two years: % satisfied", Unit.PERCENT, "90%", "every two years"),
        ("Biennial tenants' survey", Unit.PERCENT, "90%", "every two years"),
        ("Satisfaction", Unit.PERCENT, "Set Baseline based on Place Survey", "annual"),
        ("People helped in a 12 month period", Unit.NUMBER, "60", "quarterly"),
        ("Draft strategy", Unit.DATE, "July 2009", "ad hoc"),
    ],
)
def test_how_often(title: str, unit: Unit, said: str, often: str) -> None:
    targets = [parse_target(said, unit, YEAR)]
    assert infer.suggest_how_often(title, unit, targets) == often


@pytest.mark.parametrize(
    ("title", "unit", "said", "counts"),
    [
        ("ASB incidents", Unit.NUMBER, "Q1 60 Q2 140 Q3 200 Q4 240", "cumulative"),
        ("ASB cases", Unit.NUMBER, "Q1 - 76 Q2 - 76 Q3 - 76 Q4 - 76", "sum"),
        ("Open cases", Unit.NUMBER, "Q1 90 Q2 80 Q3 70 Q4 60", "snapshot"),
        ("Recycling", Unit.PERCENT, "Q1 50% Q2 51% Q3 52% Q4 53%", "snapshot"),
        ("Satisfaction", Unit.PERCENT, "90%", "snapshot"),
        ("Number of clients supported", Unit.NUMBER, "7500", "cumulative"),
        ("Clients still at threat of eviction", Unit.NUMBER, "35", "snapshot"),
        ("Days to answer", Unit.DAYS, "10", "average"),
        ("Average calls", Unit.NUMBER, "10", "average"),
        ("Funding", Unit.MONEY, "£50,000", "cumulative"),
        ("Draft strategy", Unit.DATE, "July 2009", "latest"),
        ("Framework", Unit.LEVEL, "3", "latest"),
        ("Annual satisfaction survey", Unit.NUMBER, "8", "latest"),
        ("Open cases, cumulative", Unit.NUMBER, "8", "cumulative"),
        ("Current cases (2007/08 = 19 accumulative)", Unit.NUMBER, "21", "cumulative"),
        ("Outstanding calls YTD", Unit.NUMBER, "8", "cumulative"),
        ("Current clients", Unit.NUMBER, "80 (rolling total)", "cumulative"),
        ("Live cases, running total", Unit.NUMBER, "8", "cumulative"),
        ("Days lost to sickness, year to date", Unit.DAYS, "8", "cumulative"),
        ("Average days to answer, year to date", Unit.DAYS, "8", "snapshot"),
        ("Cumulative % of bills paid", Unit.PERCENT, "95%", "snapshot"),
        ("People helped in a 12 month period", Unit.NUMBER, "60", "snapshot"),
        ("Rolling average of calls", Unit.NUMBER, "60", "snapshot"),
    ],
)
def test_counts_as(title: str, unit: Unit, said: str, counts: str) -> None:
    targets = [parse_target(said, unit, YEAR)]
    often = infer.suggest_how_often(title, unit, targets)
    assert infer.suggest_counts_as(title, unit, often, targets) == counts


@pytest.mark.parametrize(
    ("title", "headings", "tier"),
    [
        ("Bins", ("Parks", "Key performance indicators"), "KPI"),
        ("Bins", ("Parks", "Key indicators"), "KPI"),
        ("Bins", ("Parks", "KPIs"), "KPI"),
        ("Bins (KPI)", ("Parks", "Service Performance Indicators (PIs)"), "PI"),
        ("Bins (PI)", ("Key Performance Indicators (KPIs) of the Corporate Framework",), "KPI"),
        ("Bins (KPI)", ("KPIs", "Service PIs", "2.1 Streets"), "PI"),
        ("Bins (KPI)", ("KPIs and service PIs",), "KPI"),
        ("Bins (KPI)", ("Performance indicators",), "KPI"),
        ("Bins", ("Performance indicators",), "PI"),
        ("Bins", (), "PI"),
    ],
)
def test_tier(title: str, headings: tuple[str, ...], tier: str) -> None:
    assert infer.suggest_tier(title, headings) == tier


@pytest.mark.parametrize(
    ("title", "unit", "actual", "target", "expected"),
    [
        ("% who agree (2006 = 37%)", Unit.PERCENT, "", "Baseline +2.5%", {"2006/07": "0.37"}),
        ("% who agree (2006 = 37)", Unit.PERCENT, "", "Baseline +2.5%", {"2006/07": "0.37"}),
        (
            "Calls (2007/08 = 19 accumulative)",
            Unit.NUMBER,
            "New PI",
            "5% reduction",
            {"2007/08": "19"},
        ),
        ("Share (01/04/08 = 5.28%)", Unit.PERCENT, "", "Baseline + 1%", {"2008/09": "0.0528"}),
        ("Share (01/04/2008 = 5%)", Unit.PERCENT, "", "Baseline + 1%", {"2008/09": "0.05"}),
        (
            "Share (2006 = 5%) and (2006 Quality of Life Survey = 64%) (2007/08 = 6%)",
            Unit.PERCENT,
            "",
            "Baseline + 1%",
            {"2006/07": "0.64", "2007/08": "0.06"},
        ),
        ("Calls (2007/08 = none)", Unit.NUMBER, "", "Baseline + 5%", {}),
        ("Calls (2007/09 = 19)", Unit.NUMBER, "", "Baseline + 5%", {}),
        ("Calls (31/02/08 = 19)", Unit.NUMBER, "", "Baseline + 5%", {}),
        ("Calls (1/1/05 and 18/19 = 19)", Unit.NUMBER, "", "Baseline + 5%", {"2004/05": "19"}),
        ("Calls (2006 = 19)", Unit.NUMBER, "21", "Baseline + 5%", {}),
        ("Calls (2006 = 19)", Unit.NUMBER, "", "21", {}),
        ("Calls", Unit.NUMBER, "", "Baseline + 5%", {}),
    ],
)
def test_actuals_of_a_baseline_in_the_title(
    title: str, unit: Unit, actual: str, target: str, expected: dict[str, str]
) -> None:
    past = YEAR.plus(-1)
    found = infer.suggest_actuals(
        title, unit, [parse_actual(actual, unit, past)], [parse_target(target, unit, YEAR)]
    )
    assert {str(year): str(item.value) for year, item in found.items()} == expected


def test_everything_inferred_is_told() -> None:
    row = Indicator(
        ref="CP01",
        title="% who agree (2006 = 37%)",
        tier="PI",
        unit=Unit.PERCENT,
        good_is=GoodIs(Way.HIGHER),
        how_often=HowOften.QUARTERLY,
        counts_as=CountsAs.SNAPSHOT,
        actuals={FinancialYear(2006): parse_actual("37%", Unit.PERCENT, FinancialYear(2006))},
        inferred=("Tier", "Unit", "Good is", "How often", "Counts as", "2006/07 Actual", "Publish"),
    )
    plan = Plan(Service("parks", "Parks"), "Parks plan", (YEAR,), "parks 2018-19.md", (row,))
    found = infer.to_confirm(plan, {})
    assert [(item.code, item.level, item.place.label) for item in found] == (
        [("inferred", "confirm", "CP01")] * 6
    )
    assert [item.message.partition(". ")[0] for item in found] == [
        "The plan does not state Tier; plansheet takes it to be PI",
        "The plan does not state Unit; plansheet takes it to be %",
        "The plan does not state Good is; plansheet takes it to be higher",
        "The plan does not state How often; plansheet takes it to be quarterly",
        "The plan does not state Counts as; plansheet takes it to be snapshot",
        "The plan does not state 2006/07 Actual; plansheet takes it to be 37%",
    ]
