"""The sheets of the collection workbook: their order, headings and what their columns accept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from forms import Q1, Q2, Q3, Q4

from plansheet.layout.collection import (
    EARLIER_FIGURES,
    SIGN_OFF,
    START_HERE,
    collection_sheets,
    indicators_sheet,
    risks_sheet,
)
from plansheet.layout.columns import Column, Reads, Rule, accepted, rule_for
from plansheet.model.dates import parse_british_date
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, RiskScheme
from plansheet.model.units import Unit

QUARTERS = [quarter for year in range(2016, 2031) for quarter in FinancialYear(year).quarters]
SHEETS = [
    (sheet, column)
    for scheme in (FIVE_BY_SIX, FOUR_BY_FOUR)
    for sheet in collection_sheets(Q4, scheme)
    for column in sheet.entries
]

HEADINGS = {
    "Indicators": (
        "Ref, Indicator, Check, What to enter, Target this quarter, Actual*, Provisional or final*,"
        " Commentary*, Action*, Owner*, By when*, Reason if no figure*, Expected by*,"
        " Forecast for the year*, Numerator*, Denominator*, Unit, Good is, Amber to, How often,"
        " Counts as, Target this year, Q1, Q2, Q3, Q4, 2017/18 actual, Last quarter's commentary,"
        " Definition"
    ),
    "Earlier figures": "Ref, Indicator, Quarter, We hold, Final figure*, Reason*",
    "Milestones": (
        "Ref, Project, Milestone, Due, Check, Status*, Done on*, Now expected*, Commentary*,"
        " Last quarter's status"
    ),
    "Risks": (
        "Ref, Risk, Check, Changed?*, Likelihood*, Impact*, Score, Band, Likelihood before,"
        " Impact before, Score before, Band before, Last review*, Next review*, Reason for change*"
    ),
    "Contracts": (
        "Ref, Agreement, Supplier, End, Review, Check, What happens next*, New end*, Commentary*"
    ),
    "Requests": "No, About*, Change*, Proposed*, From*, Reason*",
    "Data quality": "Dimension, Met?*, Note*",
    "Sign-off": "Step, Name*, Job title*, Date*, On behalf of*",
}


def test_the_sheets_of_a_fourth_quarter_in_their_order_with_their_headings() -> None:
    sheets = collection_sheets(Q4, FOUR_BY_FOUR)
    shown = {sheet.name: ", ".join(column.shown for column in sheet.columns) for sheet in sheets}
    assert list(shown.items()) == list(HEADINGS.items())


def test_data_quality_is_asked_in_the_fourth_quarter_and_risks_where_there_is_a_scheme() -> None:
    names = [sheet.name for sheet in collection_sheets(Q3, None)]
    assert names == [name for name in HEADINGS if name not in {"Risks", "Data quality"}]


def test_a_scheme_s_own_inputs_stand_on_the_risks_sheet_in_its_order() -> None:
    headings = [column.heading for column in risks_sheet(FIVE_BY_SIX).columns]
    inputs = [
        "Service disruption",
        "Financial loss",
        "Reputation",
        "Legal implications",
        "People",
        "Likelihood",
    ]
    assert headings[4:20] == [
        *inputs,
        "Score",
        "Band",
        *(f"{each} before" for each in inputs),
        "Score before",
        "Band before",
    ]


def test_the_lists_offer_the_words_of_the_contract() -> None:
    words = {f"{sheet.name}: {column.heading}": column.choices for sheet, column in SHEETS}
    assert words["Milestones: Status"] == (
        "Completed",
        "On target",
        "Needs attention",
        "Needs amendment",
        "Closed",
    )
    assert words["Risks: Changed?"] == ("No change", "Changed", "Closed")
    assert words["Risks: People"] == (
        "I Negligible",
        "II Marginal",
        "III Significant",
        "IV Critical",
        "V Catastrophic",
        "-",
    )
    assert words["Risks: Impact"] == (
        "1 Marginal",
        "2 Significant",
        "3 Critical",
        "4 Catastrophic",
    )
    assert words["Contracts: What happens next"] == (
        "Extend",
        "Retender",
        "Renewed",
        "Ends",
        "Not decided",
    )
    assert words["Requests: Change"] == (
        "Title",
        "Target",
        "Definition",
        "Owner",
        "Withdraw",
        "New indicator",
        "Other",
    )
    assert words["Data quality: Met?"] == ("Yes", "Partly", "No")


@pytest.mark.parametrize("scheme", [FIVE_BY_SIX, FOUR_BY_FOUR])
def test_no_two_columns_of_a_sheet_share_a_heading_or_a_key(scheme: RiskScheme) -> None:
    for sheet in collection_sheets(Q4, scheme):
        headings = [column.heading.casefold() for column in sheet.columns]
        assert len(set(headings)) == len(headings)
        assert len({column.key for column in sheet.columns}) == len(sheet.columns)


def test_each_column_to_fill_in_says_what_it_is_for_in_one_sentence_with_an_example() -> None:
    for _, column in SHEETS:
        assert column.help[0].isupper()
        assert column.help.endswith(".")
        for unit in Unit:
            assert column.example_for(Q2, unit)


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_the_example_of_a_date_is_a_date_that_is_accepted(quarter: Quarter) -> None:
    for _, column in SHEETS:
        if accepted(column, Unit.DATE) is Reads.DATE:
            found = parse_british_date(column.example_for(quarter, Unit.DATE))
            low, high = column.bounds.of(quarter)
            assert found is not None
            assert found.day is not None
            assert low <= found.day <= high


def test_dates_may_lie_so_far_around_the_quarter() -> None:
    column = SIGN_OFF.column("date")
    assert column.bounds.of(Q1) == (
        date(2018, 4, 1) - timedelta(days=731),
        date(2018, 6, 30) + timedelta(days=183),
    )
    assert column.example_for(Q1) == "08/07/2018"


FINAL = EARLIER_FIGURES.column("final")
FOR_FIGURES = "The final figure for that quarter, if it is known now.\nFor example: "
TRILLION = Decimal(1_000_000_000_000)


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        (
            Unit.PERCENT,
            Rule(
                "Final figure",
                f"{FOR_FIGURES}79%",
                "Percentages usually lie between -100% and 200%. Is this one right?",
                low=Decimal(-1),
                high=Decimal(2),
                stops=False,
            ),
        ),
        (
            Unit.MONEY,
            Rule(
                "Final figure",
                f"{FOR_FIGURES}50,000",
                "Type the number by itself, for example 50,000.",
                low=-TRILLION,
                high=TRILLION,
            ),
        ),
        (
            Unit.DATE,
            Rule(
                "Final figure",
                f"{FOR_FIGURES}30/09/2018",
                "Type a date from 30 June 2016 to 1 April 2019, like 30/09/2018.",
                low=date(2016, 6, 30),
                high=date(2019, 4, 1),
            ),
        ),
        (
            Unit.TEXT,
            Rule(
                "Final figure",
                f"{FOR_FIGURES}Level 2 achieved",
                "Keep this to 2,000 characters.",
                length=2000,
            ),
        ),
    ],
)
def test_a_figure_is_accepted_by_its_unit(unit: Unit, rule: Rule) -> None:
    assert rule_for(FINAL, Q2, unit) == rule


def test_the_two_numbers_of_a_percentage_are_numbers() -> None:
    rule = rule_for(indicators_sheet(Q2).column("numerator"), Q2, Unit.PERCENT)
    assert (rule.low, rule.high, rule.stops) == (-TRILLION, TRILLION, True)
    assert rule.message.endswith("For example: 171")


def test_a_list_is_accepted_by_its_words_and_text_by_its_length() -> None:
    choice = Column("met", "Met?", 9, Reads.CHOICE, "Is it so?", "Yes", ("Yes", "No"))
    text = Column("note", "Note", 9, Reads.TEXT, "What else?", "Nothing", limit=50)
    assert (rule_for(choice, Q2), rule_for(text, Q2)) == (
        Rule(
            "Met?",
            "Is it so?\nFor example: Yes",
            "Choose from the list, by the arrow beside the cell: Yes, No.",
            choices=("Yes", "No"),
        ),
        Rule("Note", "What else?\nFor example: Nothing", "Keep this to 50 characters.", length=50),
    )


def test_a_column_is_found_by_its_key() -> None:
    assert START_HERE.column("done").heading == "Rows done"
    with pytest.raises(KeyError):
        START_HERE.column("right")
