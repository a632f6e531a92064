from __future__ import annotations

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.targets import parse_target
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
        ("Monthly calls", Unit.NUMBER, "12", "monthly"),
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
    ],
)
def test_counts_as(title: str, unit: Unit, said: str, counts: str) -> None:
    targets = [parse_target(said, unit, YEAR)]
    often = infer.suggest_how_often(title, unit, targets)
    assert infer.suggest_counts_as(title, unit, often, targets) == counts
