from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.model.indicators import GoodIs, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.model.tables import Table
from plansheet.sources.markdown import read_markdown
from plansheet.sources.recognise import recognise

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.sources.recognise import Recognised

Y18 = FinancialYear(2018)


def recognised(*parts: str) -> Recognised:
    document, problems = read_markdown("\n\n".join(parts), "parks 2018-21.md")
    assert problems == ()
    return recognise(document, "parks", (Y18, Y18.plus(1), Y18.plus(2)), SHIPPED_SCHEMES)


def one(**cells: str) -> tuple[Indicator, list[str]]:
    """Return the one indicator of a table with those columns, and the codes of its problems."""
    usual = {"Description": "Bins emptied", "2018/19 Target": "7,500"}
    row = usual | {name.replace("_", " "): cell for name, cell in cells.items()}
    found = recognised(lines(" | ".join(row), " | ".join(row.values())))
    return found.plan.indicators[0], [item.code for item in found.problems]


def lines(*said: str) -> str:
    columns = said[0].count("|") + 1
    return "\n".join((said[0], " | ".join(["---"] * columns), *said[1:]))


def test_year_columns_of_indicators() -> None:
    found = recognised(
        lines(
            "Description | 2016/17<br>Actual | Outturn 2017-18 | 2018/19 Target (Current year)"
            " | Target 2019/20",
            "Satisfaction | 78.00% | New PI | Q1 1%<br>Q2 2%<br>Q3 3%<br>Q4 4% |",
        )
    )
    (indicator,) = found.plan.indicators
    assert {str(year): actual.value for year, actual in indicator.actuals.items()} == {
        "2016/17": Decimal("0.78"),
        "2017/18": None,
    }
    assert {str(year): str(target.kind) for year, target in indicator.targets.items()} == {
        "2018/19": "profile",
        "2019/20": "not set",
    }
    assert indicator.inferred == ("Tier", "Unit", "Good is", "How often", "Counts as")
    assert found.problems == ()


@pytest.mark.parametrize(
    ("heading", "tier", "title", "expected"),
    [
        ("Key performance indicators", "", "Bins", "KPI"),
        ("Service PIs", "", "Bins", "PI"),
        ("KPIs", "PI", "Bins", "PI"),
        ("KPIs", "", "Bins (PI)", "KPI"),
        ("Service performance indicators (PIs)", "", "Bins (KPI)", "PI"),
        ("KPIs and service PIs", "", "Bins (KPI)", "KPI"),
        ("Indicators", "", "Bins (KPI)", "KPI"),
        ("Indicators", "kpi", "Bins", "KPI"),
        ("Indicators", "Corporate", "Bins (KPI)", "Corporate"),
    ],
)
def test_tier(heading: str, tier: str, title: str, expected: str) -> None:
    found = recognised(f"## {heading}", lines("Description | Tier | Unit", f"{title} | {tier} | %"))
    assert [row.tier for row in found.plan.indicators] == [expected]


def test_tables_of_indicators_are_joined() -> None:
    found = recognised(
        "## Key performance indicators",
        lines("Ref | Description | 2018/19 Target", "A1 | Bins | 7"),
        "## Service performance indicators",
        lines("Ref | Description | 2018/19 Target", "B1 | Dogs | 8"),
    )
    assert [(row.ref, row.tier) for row in found.plan.indicators] == [("A1", "KPI"), ("B1", "PI")]
    assert [(place.cell, place.label) for place in found.places[Table.INDICATORS]] == [
        ("line 5", "A1"),
        ("line 11", "B1"),
    ]


def test_the_words_of_the_contract() -> None:
    indicator, problems = one(
        Tier="PI",
        Unit="£",
        Good_is="Lower",
        How_often="Every two years",
        Counts_as="Average",
        Tolerance="5 points",
        Available="6 weeks after the quarter's end",
        Supplied_by="Corporate Services",
        Also_reported_by="leisure; Corporate Services, parks<br>-",
        Publish="Internal",
        Formerly="CAB1",
        Objective="1.1.1",
        Source_system="Survey",
    )
    assert problems == []
    assert (indicator.unit, str(indicator.good_is)) == ("£", "lower")
    assert (indicator.how_often, indicator.counts_as) == ("every two years", "average")
    assert str(indicator.tolerance) == "5 points"
    assert indicator.available_weeks == 6
    assert indicator.supplied_by == "corporate-services"
    assert indicator.also_reported_by == ("leisure", "corporate-services")
    assert not indicator.public
    assert (indicator.formerly, indicator.objective) == ("CAB1", "1.1.1")
    assert indicator.inferred == ()


@pytest.mark.parametrize(
    ("column", "word", "attribute", "expected"),
    [
        ("Unit", "per cent", "unit", "%"),
        ("Unit", "No.", "unit", "number"),
        ("Unit", "-", "unit", "number"),
        ("Good_is", "Higher is better", "good_is", GoodIs(Way.HIGHER)),
        ("Good_is", "none", "good_is", GoodIs(Way.NONE)),
        (
            "Good_is",
            "within 80 to 120",
            "good_is",
            GoodIs(Way.WITHIN, Decimal(80), Decimal(120), "within 80 to 120"),
        ),
        ("How_often", "annually", "how_often", "annual"),
        ("Available", "10 working days", "available_weeks", 2),
        ("Available", "3", "available_weeks", 3),
        ("Available", "N/A", "available_weeks", 0),
        ("Publish", "", "public", True),
        ("Publish", "Yes", "public", True),
        ("Tolerance", "-", "tolerance", None),
        ("Supplied_by", "Parks", "supplied_by", ""),
    ],
)
def test_other_ways_to_say_a_word(column: str, word: str, attribute: str, expected: object) -> None:
    indicator, problems = one(**{column: word})
    assert problems == []
    assert getattr(indicator, attribute) == expected


def test_the_edges_of_a_range_are_in_the_unit() -> None:
    indicator, problems = one(Unit="%", Good_is="Within 80% and 95")
    assert problems == []
    assert (indicator.good_is.low, indicator.good_is.high) == (Decimal("0.8"), Decimal("0.95"))


@pytest.mark.parametrize(
    ("column", "word", "used"),
    [
        ("Unit", "bananas", "number"),
        ("Good_is", "sideways", "higher"),
        ("Good_is", "within 120 to 80", "higher"),
        ("Good_is", "within a to b", "higher"),
        ("How_often", "fortnightly", "quarterly"),
        ("Counts_as", "guesswork", "cumulative"),
        ("Tolerance", "a bit", "the council's own"),
        ("Tolerance", "10 days", "the council's own"),
        ("Available", "soon", "0 weeks"),
        ("Publish", "perhaps", "public"),
    ],
)
def test_an_unknown_word_is_told_once(column: str, word: str, used: str) -> None:
    cells = {"Ref": "CP01", "Description": "Bins emptied", "Unit": "number", "Good is": "higher"}
    cells |= {
        "Tier": "PI",
        "How often": "quarterly",
        "Counts as": "cumulative",
        "2018/19 Target": "7,500",
    }
    cells[column.replace("_", " ")] = word
    found = recognised(lines(" | ".join(cells), " | ".join(cells.values())))
    assert [(item.level, item.code) for item in found.problems] == [("fix", "unknown-word")]
    assert (found.problems[0].place.cell, found.problems[0].place.label) == ("line 3", "CP01")
    message = found.problems[0].message
    heading = column.replace("_", " ")
    assert f"'{word}' is not a word for {heading}, so plansheet uses {used}." in message
    assert found.plan.indicators[0].inferred == ()


def test_a_baseline_in_a_title_does_for_a_change_from_it() -> None:
    title = "% who agree (2006 = 37%)"
    indicator, problems = one(Description=title, **{"2018/19 Target": "Baseline + 2.5%"})
    assert problems == []
    assert {str(year): actual.value for year, actual in indicator.actuals.items()} == {
        "2006/07": Decimal("0.37")
    }
    assert indicator.inferred[-1] == "2006/07 Actual"
    given, _ = one(
        Description=title, **{"2017/18 Actual": "38%", "2018/19 Target": "Baseline + 2.5%"}
    )
    assert [str(year) for year in given.actuals] == ["2017/18"]
    assert given.inferred[-1] == "Counts as"


def test_a_date_has_a_tolerance_in_days() -> None:
    indicator, problems = one(Unit="date", Tolerance="5%", **{"2018/19 Target": "May"})
    assert problems == ["unknown-word"]
    assert indicator.tolerance is None
    indicator, problems = one(Unit="date", Tolerance="10 days")
    assert problems == []
    assert str(indicator.tolerance) == "10 days"
