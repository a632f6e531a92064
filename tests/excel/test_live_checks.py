"""The words that a workbook shows while it is filled in, as LibreOffice works them out.

Each row is one case; a workbook of all of them is filled in by another program, which leaves no
value with any formula, and worked out in one go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import MADE, Q1, Q2, at, context, edited, figure, indicator, opened, plan

from plansheet.excel.write import write_book
from plansheet.generate import generate
from plansheet.model.plans import Contract, Milestone, Project
from plansheet.model.risks import (
    FIVE_BY_SIX,
    FOUR_BY_FOUR,
    Band,
    Risk,
    RiskScheme,
    Scale,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forms import Typed
    from openpyxl.workbook import Workbook

    from plansheet.model.plans import Plan
    from plansheet.model.returns import Figure

NO_FIGURE = "Complete: no figure"
START, BOTH = "Enter the figure, or a reason", "Enter both numbers, or a reason"
COMMENTARY, COMPLETE = "Off target: add commentary", "Complete"
EXPLAINED: Mapping[str, Typed] = {
    "Commentary": "Two posts are empty",
    "Action": "Both are filled",
    "Owner": "Manager",
    "By when": date(2018, 12, 31),
}


@dataclass(frozen=True)
class Case:
    """One row: the indicator in words, what was typed, and what its Check should say."""

    words: Mapping[str, str]
    typed: Mapping[str, Typed]
    check: str
    before: Figure | None = field(default=None)


def without(*headings: str) -> dict[str, Typed]:
    return {heading: value for heading, value in EXPLAINED.items() if heading not in headings}


HIGHER = {"unit": "%", "target": "79%"}
LOWER = {"good_is": "lower", "counts_as": "cumulative", "target": "Q1 60 Q2 140 Q3 200 Q4 240"}
RANGE = {"good_is": "within 80 to 120"}
SUM = {"counts_as": "sum", "target": "Q1 76 Q2 76 Q3 76 Q4 76"}
RATIO = {"unit": "%", "counts_as": "ratio", "target": "90%"}
STEP = {"unit": "date", "how_often": "ad hoc", "target": "July 2018", "tolerance": "10 days"}
EARLY = {"unit": "date", "how_often": "ad hoc", "target": "January 2019"}
WORDS = {"unit": "text", "good_is": "none"}
EIGHTY = figure(Q1, actual=Decimal(80))
FORTY_FIVE = figure(Q1, numerator=Decimal(45), denominator=Decimal(50))
NOTHING_YET = figure(Q1, numerator=Decimal(0), denominator=Decimal(0))
REASON: Mapping[str, Typed] = {"Reason if no figure": "Nothing to measure this quarter"}
LATER: Mapping[str, Typed] = {"Expected by": date(2018, 11, 1)}

OTHER: Mapping[str, Typed] = {"Reason if no figure": "Other (say in commentary)"}
NO_TARGET = {"unit": "%", "target": "TBC"}
HALF = figure(Q1, numerator=Decimal(25), denominator=Decimal(50))
ASK = "Is it right? Say why in Commentary"
ERROR = "Type over the cell that shows an error"
LATER_ON, WHY_NOT = "Forecast for the year", "Reason if no figure"

CASES = {
    "A01": Case(HIGHER, {}, START),
    "A02": Case(HIGHER, {"Actual": "   "}, START),
    "A03": Case(HIGHER, REASON, NO_FIGURE),
    "A04": Case(HIGHER, LATER, NO_FIGURE),
    "A05": Case(HIGHER, {"Actual": "n/a"}, "Type a number"),
    "A06": Case(HIGHER, {"Actual": 0.79}, COMPLETE),
    "A07": Case(HIGHER, {"Actual": 0.7505}, COMPLETE),
    "A08": Case(HIGHER, {"Actual": 0.7504}, COMMENTARY),
    "A09": Case(HIGHER, {"Actual": 0.7504} | without("Action"), "Off target: add an action"),
    "A10": Case(HIGHER, {"Actual": 0.7504} | without("Owner"), "Off target: add an owner"),
    "A11": Case(HIGHER, {"Actual": 0.7504} | without("By when"), "Off target: add a date"),
    "A12": Case(HIGHER, {"Actual": 0.7504, **EXPLAINED}, COMPLETE),
    "A13": Case(HIGHER | {"target": "TBC"}, {"Actual": 0.1}, COMPLETE),
    "A14": Case(HIGHER | {"good_is": "none"}, {"Actual": 0.2}, COMPLETE),
    # 0.1 + 0.2 is more than 0.3 for a program that adds in binary.
    "A15": Case(
        SUM | {"good_is": "lower", "target": "Q1 0.1 Q2 0.2 Q3 1 Q4 1", "tolerance": "0 points"},
        {"Actual": 0.2},
        COMPLETE,
        figure(Q1, actual=Decimal("0.1")),
    ),
    "A16": Case(HIGHER, {"Actual": 79}, "Type 79% for 79 per cent"),
    "A17": Case(HIGHER, {"Actual": 1.05}, COMPLETE),
    "A18": Case(NO_TARGET, {"Actual": 2.1}, f"Above 200%. {ASK}"),
    "A19": Case(NO_TARGET, {"Actual": -1.1}, f"Below -100%. {ASK}"),
    "A20": Case(NO_TARGET, {"Actual": 2.1, "Commentary": "A second site"}, COMPLETE),
    "A21": Case(HIGHER, {"Actual": 0.8, LATER_ON: 2.1}, f"Forecast above 200%. {ASK}"),
    "A22": Case(HIGHER, {"Actual": 0.8, LATER_ON: 79}, f"{LATER_ON}: type 79% for 79 per cent"),
    "A23": Case(HIGHER, {"Actual": 0.8, LATER_ON: "more"}, f"{LATER_ON}: type a number"),
    "A24": Case(HIGHER, {"Actual": 0.8, **REASON}, "Clear the reason: there is a figure"),
    "A25": Case(HIGHER, OTHER, "Say the reason in Commentary"),
    "A26": Case(HIGHER, {**OTHER, "Commentary": "The system is down"}, NO_FIGURE),
    "A27": Case(HIGHER, {WHY_NOT: "Because"}, f"{WHY_NOT}: choose from the list"),
    "A28": Case(HIGHER, {"Actual": 0.8, "By when": "soon"}, "By when: type a date"),
    "A29": Case(
        HIGHER, {"Actual": 0.8, "By when": date(2017, 12, 1)}, "By when: check the year of the date"
    ),
    "A30": Case(HIGHER, {"Actual": "#N/A"}, "Type over the cell that shows an error"),
    "A31": Case(
        HIGHER, {"Actual": 0.8, "Owner": "#REF!"}, "Type over the cell that shows an error"
    ),
    "A32": Case(HIGHER, {"Actual": 0.7, "Commentary": "\N{NO-BREAK SPACE}\n"}, COMMENTARY),
    "B01": Case(LOWER, {"Actual": 147}, COMPLETE),
    "B02": Case(LOWER, {"Actual": 147.1}, COMMENTARY),
    "B03": Case(LOWER | {"target": "<752"}, {"Actual": 395}, COMMENTARY),
    "B04": Case(RANGE, {"Actual": 76}, COMPLETE),
    "B05": Case(RANGE, {"Actual": 75.9}, COMMENTARY),
    "B06": Case(RANGE, {"Actual": 126}, COMPLETE),
    "B07": Case(RANGE, {"Actual": 126.1}, COMMENTARY),
    "B08": Case(LOWER, {"Actual": 79}, f"Below last quarter's total. {ASK}", EIGHTY),
    "B09": Case(LOWER, {"Actual": 80}, COMPLETE, EIGHTY),
    "B10": Case(LOWER, {"Actual": 79, "Commentary": "One was counted twice"}, COMPLETE, EIGHTY),
    "B11": Case({}, {"Actual": 400}, f"5 times last quarter's, or more. {ASK}", EIGHTY),
    "B12": Case({}, {"Actual": 399}, COMPLETE, EIGHTY),
    "B13": Case({}, {"Actual": 16}, f"A fifth of last quarter's, or less. {ASK}", EIGHTY),
    "B14": Case({}, {"Actual": 0}, COMPLETE, EIGHTY),
    "B15": Case({"target": "80"}, {"Actual": 400}, f"5 times the target, or more. {ASK}"),
    "B16": Case({"target": "0"}, {"Actual": 400}, COMPLETE),
    "B17": Case(
        {"good_is": "lower", "target": "80"},
        {"Actual": 16},
        f"A fifth of the target, or less. {ASK}",
    ),
    "C01": Case(SUM, {"Actual": 64.4}, COMPLETE, EIGHTY),
    "C02": Case(SUM, {"Actual": 64.3}, COMMENTARY, EIGHTY),
    "C03": Case(SUM, {"Actual": 1}, COMPLETE),
    "D01": Case(RATIO, {}, BOTH),
    "D02": Case(RATIO, REASON, NO_FIGURE),
    "D03": Case(RATIO, {"Numerator": 171}, "Enter the denominator"),
    "D04": Case(RATIO, {"Denominator": 190}, "Enter the numerator"),
    "D05": Case(RATIO, {"Numerator": 171, "Denominator": 190}, COMPLETE, FORTY_FIVE),
    "D06": Case(RATIO, {"Numerator": 150, "Denominator": 190}, COMMENTARY, FORTY_FIVE),
    "D07": Case(RATIO, {"Numerator": 1, "Denominator": 190}, COMPLETE),
    "D08": Case(RATIO, {"Numerator": 1, "Denominator": 0}, "The denominator is 0: check it"),
    "D09": Case(RATIO, {"Numerator": 0, "Denominator": 0}, "Nothing in nothing: choose a reason"),
    "D10": Case(RATIO, {"Numerator": 0, "Denominator": 0, **REASON}, NO_FIGURE),
    "D11": Case(RATIO, {"Numerator": "few", "Denominator": 9}, "Numerator: type a number"),
    "D12": Case(RATIO, {"Numerator": 9, "Denominator": 10}, COMPLETE, NOTHING_YET),
    "D13": Case(
        RATIO, {"Numerator": 191, "Denominator": 190}, f"Numerator above denominator. {ASK}"
    ),
    "D14": Case(RATIO | {"unit": "days"}, {"Numerator": 191, "Denominator": 190}, COMPLETE),
    "D15": Case(
        RATIO, {"Numerator": 9, "Denominator": -10}, "The denominator is below 0: check it"
    ),
    # What the year has come to so far is off target, whatever this quarter had to measure.
    "D16": Case(RATIO, {"Numerator": 0, "Denominator": 0, **REASON}, COMMENTARY, HALF),
    "D17": Case(
        RATIO,
        {"Numerator": 9, "Denominator": 10, **REASON},
        "Clear the reason: there is a figure",
    ),
    "E01": Case(STEP, {}, "Enter the date it was done, or a reason"),
    "E02": Case(STEP, {"Actual": date(2018, 8, 10)}, COMPLETE),
    "E03": Case(STEP, {"Actual": date(2018, 8, 11)}, COMMENTARY),
    "E04": Case(STEP, {"Actual": date(2018, 8, 11), **EXPLAINED}, COMPLETE),
    "E05": Case(STEP, {"Actual": "last week"}, "Type a date"),
    "E06": Case(STEP, LATER, NO_FIGURE),
    "E07": Case(STEP, REASON, COMMENTARY),
    "E08": Case(STEP, {**REASON, **EXPLAINED}, NO_FIGURE),
    "E09": Case(STEP | {"good_is": "none"}, {"Actual": date(2018, 9, 30)}, COMPLETE),
    "E10": Case(STEP | {"good_is": "none"}, REASON, NO_FIGURE),
    "E11": Case(EARLY, {}, "Not due yet"),
    "E12": Case(EARLY, {"Actual": date(2018, 8, 11)}, "Early date entered"),
    "E13": Case(STEP, {"Actual": date(2008, 8, 10)}, "Check the year of the date"),
    "E14": Case(STEP, {"Actual": date(2018, 8, 10), **REASON}, "Clear the reason: there is a date"),
    "F01": Case(WORDS, {}, "Enter the answer, or a reason"),
    "F02": Case(WORDS, {"Actual": "Level 2"}, COMPLETE),
    "F03": Case(WORDS, REASON, NO_FIGURE),
    "F04": Case(WORDS, {"Actual": "2", **REASON}, "Clear the reason: there is an answer"),
    "G01": Case({"how_often": "annual"}, {}, "Not due"),
    "G02": Case({"supplied_by": "waste"}, {}, "Nothing to enter"),
}
MILESTONES: Mapping[str, tuple[Mapping[str, Typed], str]] = {
    "P1-M1": ({}, "Choose a status"),
    "P1-M2": ({"Status": "Completed"}, "Add the date it was done"),
    "P1-M3": ({"Status": "Completed", "Done on": date(2018, 9, 1)}, COMPLETE),
    "P1-M4": ({"Status": "On target"}, COMPLETE),
    "P1-M5": ({"Status": "Needs attention"}, "Say what holds it up"),
    "P1-M6": ({"Status": "Needs amendment"}, "Say what holds it up"),
    "P1-M7": ({"Status": "Needs amendment", "Commentary": "A late tender"}, COMPLETE),
    "P1-M8": ({"Status": "Closed"}, COMPLETE),
    "P1-M9": ({"Status": "Nearly"}, "Status: choose from the list"),
    "P1-M10": ({"Status": "On target", "Now expected": "May"}, "Now expected: type a date"),
}
CONTRACTS: Mapping[str, tuple[Mapping[str, Typed], str]] = {
    "C1": ({}, "Choose what happens next"),
    "C2": ({"What happens next": "Extend"}, "Add the new end date"),
    "C3": ({"What happens next": "Renewed"}, "Add the new end date"),
    "C4": ({"What happens next": "Renewed", "New end": date(2020, 3, 31)}, COMPLETE),
    "C5": ({"What happens next": "Not decided"}, COMPLETE),
    "C6": (
        {"What happens next": "Renewed", "New end": date(2012, 3, 31)},
        "New end: check the year of the date",
    ),
}


def typed(rows: Mapping[str, Mapping[str, Typed]], sheet: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        for label, values in rows.items():
            for heading, value in values.items():
                at(workbook, sheet, label, heading).value = value

    return change


def worked_out(
    whole: Plan, changes: list[Callable[[Workbook], None]], resaved: Callable[[bytes, str], bytes]
) -> Workbook:
    """Return the workbook of a plan in Q2, changed, with the values LibreOffice gives it."""
    figures = {ref: {Q1: case.before} for ref, case in CASES.items() if case.before}
    data = write_book(generate(whole, context(Q2, figures=figures)), MADE)
    return opened(resaved(edited(data, *changes), "xlsx"), values=True)


@pytest.fixture(scope="module")
def figures(resaved: Callable[[bytes, str], bytes]) -> Workbook:
    """Return a workbook with all the cases of indicators, milestones and contracts."""
    indicators = [indicator(ref, **case.words) for ref, case in CASES.items()]
    milestones = tuple(Milestone(ref, f"Reach {ref}", Q2) for ref in MILESTONES)
    whole = plan(
        *indicators,
        projects=(Project("P1", "Fly tipping", milestones=milestones),),
        contracts=tuple(Contract(ref, ref, end=date(2018, 12, 1)) for ref in CONTRACTS),
    )
    changes = [
        typed({ref: case.typed for ref, case in CASES.items()}, "Indicators"),
        typed({ref: values for ref, (values, _) in MILESTONES.items()}, "Milestones"),
        typed({ref: values for ref, (values, _) in CONTRACTS.items()}, "Contracts"),
        typed(
            {
                "Source data": {"Name": "A", "Job title": "Head", "Date": date(2018, 10, 8)},
                "Data entry": {"Name": "B", "Job title": "  ", "Date": date(2018, 10, 8)},
            },
            "Sign-off",
        ),
    ]
    return worked_out(whole, changes, resaved)


@pytest.mark.parametrize("ref", CASES)
def test_the_check_of_an_indicator(figures: Workbook, ref: str) -> None:
    assert at(figures, "Indicators", ref, "Check").value == CASES[ref].check


@pytest.mark.parametrize(
    ("ref", "shown"), [("D01", ""), ("D03", ""), ("D05", 0.9), ("D08", ""), ("D11", "")]
)
def test_the_actual_of_a_ratio(figures: Workbook, ref: str, shown: str | float) -> None:
    assert (at(figures, "Indicators", ref, "Actual").value or "") == shown


@pytest.mark.parametrize("ref", MILESTONES)
def test_the_check_of_a_milestone(figures: Workbook, ref: str) -> None:
    assert at(figures, "Milestones", ref, "Check").value == MILESTONES[ref][1]


@pytest.mark.parametrize("ref", CONTRACTS)
def test_the_check_of_a_contract(figures: Workbook, ref: str) -> None:
    assert at(figures, "Contracts", ref, "Check").value == CONTRACTS[ref][1]


RISKS: Mapping[str, tuple[Mapping[str, Typed], list[str]]] = {
    "1": ({}, ["Choose No change, Changed or Closed", "E III", "Requires treatment"]),
    "2": ({"Changed?": "No change"}, [COMPLETE, "E III", "Requires treatment"]),
    "3": ({"Changed?": "Closed"}, ["Add a reason for closing", "E III", "Requires treatment"]),
    "4": ({"Changed?": "Changed"}, ["Fill in what has changed", "E III", "Requires treatment"]),
    "5": (
        {"Changed?": "Changed", "People": "IV Critical"},
        ["Add a reason for change", "E IV", "Requires treatment"],
    ),
    "6": (
        {"Changed?": "Changed", "People": "-", "Reason for change": "Posts are filled"},
        [COMPLETE, "E II", "No treatment needed"],
    ),
    "7": (
        {"Changed?": "Changed", "Likelihood": "F 2% or less", "Reason for change": "Less likely"},
        [COMPLETE, "F III", "No treatment needed"],
    ),
    "8": (
        {
            "Changed?": "Changed",
            "People": "-",
            "Service disruption": "-",
            "Reason for change": "It passed",
        },
        ["Fill in likelihood and impact", "", ""],
    ),
    "9": (
        {"Changed?": "Changed", "Financial loss": "v", "Reason for change": "A claim"},
        [COMPLETE, "E V", "Requires treatment"],
    ),
    "10": (
        {"Changed?": "No change", "Likelihood": "A 98% or more"},
        [
            "No change, but a score differs: choose Changed, or clear it",
            "E III",
            "Requires treatment",
        ],
    ),
    "11": (
        {"Changed?": "No change", "Likelihood": "e", "People": "III Significant"},
        [COMPLETE, "E III", "Requires treatment"],
    ),
}
SCORED: Mapping[str, tuple[Mapping[str, Typed], list[str]]] = {
    "1": ({"Changed?": "No change"}, [COMPLETE, "6", "Medium"]),
    "2": (
        {"Changed?": "Changed", "Impact": "4 Catastrophic"},
        ["Add a reason for change", "8", "High"],
    ),
    "3": (
        {"Changed?": "Changed", "Likelihood": 4, "Impact": 4, "Reason for change": "It is here"},
        [COMPLETE, "16", "Very High"],
    ),
    "4": (
        {"Changed?": "Changed", "Likelihood": "1 Remote", "Reason for change": "It passed"},
        [COMPLETE, "3", "Low"],
    ),
    "5": (
        {"Changed?": "Changed", "Likelihood": "soon", "Reason for change": "Soon"},
        ["Likelihood: choose from the list", "", ""],
    ),
    "6": (
        {"Changed?": "Changed", "Impact": "*", "Reason for change": "Worse"},
        ["Impact: choose from the list", "", ""],
    ),
    "7": ({"Changed?": "Same"}, ["Changed: choose from the list", "6", "Medium"]),
    "8": (
        {"Changed?": "No change", "Next review": "soon"},
        ["Next review: type a date", "6", "Medium"],
    ),
}
OWN = RiskScheme(
    'our "own"',
    Scale("likelihood", "Likelihood", steps(("L", 'Low ["1"]'), ("H", "High"))),
    (
        Scale("money", "Money", steps(("1", "Little"), ("2", "Much")), may_be_blank=True),
        Scale("people", "People", steps(("a", "Few"), ("b", "Many")), may_be_blank=True),
    ),
    treat_impact=2,
    treat_likelihood=2,
)
BANDED = RiskScheme(
    "banded",
    OWN.likelihood,
    OWN.impacts[:1],
    bands=(Band('"small" [sum]', 1), Band("large", 4)),
)
FIRST = {"service_disruption": "II", "people": "III", "likelihood": "E"}


def scores(
    risks: Mapping[str, tuple[Mapping[str, Typed], list[str]]],
    scheme: RiskScheme,
    inputs: Mapping[str, str],
    resaved: Callable[[bytes, str], bytes],
) -> dict[str, list[str]]:
    whole = plan(risks=tuple(Risk(ref, ref, inputs=inputs) for ref in risks), scheme=scheme)
    changes = [typed({ref: values for ref, (values, _) in risks.items()}, "Risks")]
    found = worked_out(whole, changes, resaved)
    return {
        ref: [
            str(at(found, "Risks", ref, heading).value or "")
            for heading in ("Check", "Score", "Band")
        ]
        for ref in risks
    }


@pytest.mark.parametrize(
    ("scheme", "inputs", "risks"),
    [
        (FIVE_BY_SIX, FIRST, RISKS),
        (FOUR_BY_FOUR, {"likelihood": "2", "impact": "3"}, SCORED),
        (
            OWN,
            {"likelihood": "L", "money": "1"},
            {
                "1": ({"Changed?": "No change"}, [COMPLETE, "L 1", "No treatment needed"]),
                "2": (
                    {"Changed?": "Changed", "People": "b Many", "Likelihood": "H High"},
                    ["Add a reason for change", "H b", "Requires treatment"],
                ),
                "3": (
                    {"Changed?": "Changed", "Money": "2 Much", "People": "b Many"},
                    ["Add a reason for change", "L 2", "No treatment needed"],
                ),
            },
        ),
        (
            BANDED,
            {"likelihood": "L", "money": "1"},
            {
                "1": ({}, ["Choose No change, Changed or Closed", "1", '"small" [sum]']),
                "2": (
                    {"Changed?": "Changed", "Money": "1 Little"},
                    ["Add a reason for change", "1", '"small" [sum]'],
                ),
                "3": (
                    {"Changed?": "Changed", "Money": "2 Much"},
                    ["Add a reason for change", "2", "large"],
                ),
            },
        ),
    ],
    ids=lambda value: value.name if isinstance(value, RiskScheme) else "",
)
def test_the_score_of_a_risk(
    scheme: RiskScheme,
    inputs: Mapping[str, str],
    risks: Mapping[str, tuple[Mapping[str, Typed], list[str]]],
    resaved: Callable[[bytes, str], bytes],
) -> None:
    assert scores(risks, scheme, inputs, resaved) == {ref: each for ref, (_, each) in risks.items()}
