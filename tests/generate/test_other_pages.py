"""The pages beside the figures: earlier figures, milestones, risks, contracts, sign-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import (
    Q1,
    Q2,
    Q3,
    Q4,
    RISKS,
    YEAR,
    cells,
    context,
    figure,
    indicator,
    page,
    plan,
    returned,
    whole_plan,
)

from plansheet.generate import generate
from plansheet.layout.collection import risks_sheet
from plansheet.model.plans import Contract
from plansheet.model.risks import FOUR_BY_FOUR, RiskScheme, Scale, steps
from plansheet.pages import Book, Cell, Formula

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.returns import Figure, Return
    from plansheet.pages import Value


def names(book: Book) -> list[str]:
    return [each.name for each in book.pages]


def labels(book: Book, name: str) -> list[str]:
    return [row.label for row in page(book, name).rows]


def said(book: Book, name: str, label: str, *keys: str) -> list[Value]:
    row = cells(book, name, label)
    values = [row[key].value for key in keys]
    return [value.value if isinstance(value, Formula) else value for value in values]


def earlier(asked: Indicator, *known: Figure, returns: tuple[Return, ...] = ()) -> Book:
    figures = {asked.ref: {each.quarter: each for each in known}}
    return generate(plan(asked), context(Q3, figures=figures, earlier=returns))


PENDING = figure(Q1, expected_by=date(2018, 11, 1))
RETURNS = (returned(Q1, {}), returned(Q2, {}))


@pytest.mark.parametrize(
    ("asked", "known", "held"),
    [
        (
            indicator("A"),
            figure(Q2, actual=Decimal(7), provisional=True),
            Cell(Decimal(7), "number"),
        ),
        (indicator("A", counts_as="cumulative"), PENDING, Cell("Awaited")),
        (indicator("A", unit="text"), PENDING, Cell("Awaited")),
        (
            indicator("A", unit="date"),
            figure(Q1, actual=date(2018, 5, 1), provisional=True),
            Cell(date(2018, 5, 1), "date"),
        ),
        (
            indicator("A"),
            figure(Q1, entered="0.79", held=True, provisional=True),
            Cell("To be confirmed: 0.79"),
        ),
        (
            indicator("A"),
            figure(YEAR.plus(-1).quarters[3], actual=Decimal("7.5"), provisional=True),
            Cell(Decimal("7.5"), "figure"),
        ),
    ],
)
def test_a_figure_that_may_still_change_or_come_is_asked_for(
    asked: Indicator, known: Figure, held: Cell
) -> None:
    book = earlier(asked, known)
    label = f"A {known.quarter.label}"
    assert labels(book, "Earlier figures") == [label]
    row = cells(book, "Earlier figures", label)
    assert row["held"] == held
    assert [key for key, cell in row.items() if cell.is_open] == ["final", "reason"]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (indicator("A"), figure(Q1, actual=Decimal(7))),
        (indicator("A"), figure(Q3, provisional=True)),
        (indicator("A"), figure(Q1, reason="No longer collected")),
        (indicator("A", unit="date"), PENDING),
        (indicator("A", supplied_by="waste"), PENDING),
        (replace(indicator("A"), available_weeks=6), figure(Q1, reason="No longer collected")),
        (replace(indicator("A"), available_weeks=6), figure(Q1, actual=Decimal(7))),
        (replace(indicator("A", unit="date"), available_weeks=6), figure(Q1, commentary="Soon")),
    ],
)
def test_a_figure_that_is_settled_or_asked_elsewhere_is_not(
    asked: Indicator, known: Figure
) -> None:
    assert "Earlier figures" not in names(earlier(asked, known))


RATIOS = [
    (figure(Q1, numerator=Decimal(2), denominator=Decimal(3), provisional=True), "66.67% (2 of 3)"),
    (
        figure(Q1, numerator=Decimal(0), denominator=Decimal(0), provisional=True),
        "no figure (0 of 0)",
    ),
    (PENDING, "Awaited"),
    (figure(Q1, numerator=Decimal(2)), "No figure yet"),
]


@pytest.mark.parametrize(("known", "held"), RATIOS)
def test_a_ratio_is_asked_for_as_its_two_numbers(known: Figure, held: str) -> None:
    book = earlier(indicator("A", unit="%", counts_as="ratio"), known, returns=RETURNS[:1])
    row = cells(book, "Earlier figures", "A 2018-19-Q1")
    assert row["held"] == Cell(held)
    rule = row["final"].rule
    assert rule is not None
    assert (row["final"].style, row["final"].is_open, rule.length) == ("text", True, 2_000)
    assert rule.message == (
        "Both numbers of the final figure: how many met the measure, and of how many.\n"
        "For example: 216 of 240"
    )


def test_a_figure_that_comes_late_by_nature_is_asked_for_the_quarter_after() -> None:
    asked = replace(indicator("A"), available_weeks=6)
    book = earlier(asked, figure(Q2, commentary="From the county"), returns=RETURNS)
    assert {
        label: said(book, "Earlier figures", label, "held")[0]
        for label in labels(book, "Earlier figures")
    } == {"A 2018-19-Q1": "Awaited", "A 2018-19-Q2": "Awaited"}
    assert "Earlier figures" not in names(earlier(asked))


def test_a_sum_asks_for_the_quarters_that_it_lacks_where_they_were_asked() -> None:
    asked = indicator("A", counts_as="sum")
    unknown = figure(Q2, entered="7 or 8", held=True)
    book = earlier(asked, unknown, returns=RETURNS)
    assert {
        label: said(book, "Earlier figures", label, "held")[0]
        for label in labels(book, "Earlier figures")
    } == {"A 2018-19-Q1": "No figure yet", "A 2018-19-Q2": "To be confirmed: 7 or 8"}
    assert "Earlier figures" not in names(earlier(asked))
    given = figure(Q1, reason="Waiting for a partner")
    assert said(
        earlier(asked, given, returns=RETURNS[:1]), "Earlier figures", "A 2018-19-Q1", "held"
    ) == ["No figure yet"]
    whole = [figure(each, actual=Decimal(1)) for each in (Q1, Q2)]
    assert "Earlier figures" not in names(earlier(asked, *whole, returns=RETURNS))
    yearly = indicator("A", counts_as="sum", how_often="annual")
    assert "Earlier figures" not in names(earlier(yearly, returns=RETURNS))


def test_milestones_that_are_due_stand_first_and_finished_ones_are_gone() -> None:
    assert labels(generate(whole_plan(), context(Q2)), "Milestones") == ["P1-M2", "P1-M1"]
    before = (
        returned(Q1, {"Milestones": {"P1-M1": {"status": "Needs attention"}}}),
        returned(Q2, {"Milestones": {"P1-M2": {"status": "Completed"}}}),
    )
    book = generate(whole_plan(), context(Q3, earlier=before))
    assert labels(book, "Milestones") == ["P1-M3", "P1-M1"]
    # Q2's return said nothing of it, and Q1's is not last quarter's.
    assert said(book, "Milestones", "P1-M1", "last_status", "due", "check") == [
        "",
        date(2019, 3, 31),
        "Choose a status",
    ]
    book = generate(whole_plan(), context(Q2, earlier=before[:1]))
    assert said(book, "Milestones", "P1-M1", "project", "milestone", "last_status") == [
        "Fly tipping",
        "The action plan is followed",
        "Needs attention",
    ]


def test_risks_stand_as_the_earlier_returns_left_them() -> None:
    before = (
        returned(
            Q1,
            {
                "Risks": {
                    "1": {"changed": "Changed", "people": "IV Critical", "likelihood": "-"},
                    "2": {"changed": "Closed", "reason": "It came about"},
                }
            },
        ),
    )
    keys = ("people_before", "service_disruption_before", "score_before", "band_before", "score")
    first = generate(whole_plan(), context(Q1))
    assert labels(first, "Risks") == ["1", "2", "3"]
    assert said(first, "Risks", "1", *keys) == [
        "III Significant",
        "II Marginal",
        "E III",
        "Requires treatment",
        "E III",
    ]
    assert said(first, "Risks", "2", "score_before", "band_before") == [
        "F IV",
        "No treatment needed",
    ]
    assert said(first, "Risks", "3", *keys, "likelihood_before") == ["", "", "", "", "", ""]
    second = generate(whole_plan(), context(Q2, earlier=before))
    assert labels(second, "Risks") == ["1", "3"]
    assert said(second, "Risks", "1", *keys) == [
        "IV Critical",
        "II Marginal",
        "E IV",
        "Requires treatment",
        "E IV",
    ]


def test_a_risk_s_inputs_and_reviews_are_open_and_its_scores_are_not() -> None:
    row = cells(generate(whole_plan(FOUR_BY_FOUR), context()), "Risks", "CP01")
    assert [key for key, cell in row.items() if cell.is_open] == [
        "changed",
        "likelihood",
        "impact",
        "last_review",
        "next_review",
        "reason",
    ]
    assert [row[key].value for key in ("likelihood_before", "impact_before", "score_before")] == [
        "2 Unlikely",
        "3 Critical",
        "6",
    ]


def test_a_plan_without_a_scheme_asks_about_no_risks() -> None:
    assert "Risks" not in names(generate(plan(risks=RISKS), context()))


def test_scales_with_codes_of_their_own_name_the_worst_in_its_own_words() -> None:
    scheme = RiskScheme(
        'the "own"',
        Scale("likelihood", "Likelihood", steps(("L", 'say "low"'), ("H", "High"))),
        (
            Scale("money", "Money", steps(("1", "Little"), ("2", "Much"))),
            Scale("people", "People", steps(("a", "Few"), ("b", "Many"))),
        ),
        treat_impact=2,
        treat_likelihood=1,
    )
    book = generate(plan(risks=(RISKS[0],), scheme=scheme), context())
    score = cells(book, "Risks", "1")["score"].value
    assert isinstance(score, Formula)
    assert 'INDEX({"1","2"},' in score.template
    assert 'INDEX({"a","b"},' in score.template
    offered = risks_sheet(scheme).column("likelihood").choices
    assert offered == ('L say "low"', "H High")


def test_contracts_that_end_or_are_reviewed_within_six_months() -> None:
    contracts = (
        Contract("C1", "Ends soon", end=date(2019, 3, 31)),
        Contract("C2", "Reviewed soon", end=date(2022, 1, 1), review=date(2018, 12, 1)),
        Contract("C3", "Ends later", end=date(2019, 4, 1)),
        Contract("C4", "Ended before", end=date(2018, 6, 30)),
        Contract("C5", "Never ends"),
    )
    book = generate(plan(contracts=contracts), context(Q2))
    assert labels(book, "Contracts") == ["C1", "C2"]
    row = cells(book, "Contracts", "C2")
    assert [key for key, cell in row.items() if cell.is_open] == [
        "next_step",
        "new_end",
        "commentary",
    ]
    assert row["end"] == Cell(date(2022, 1, 1), "date")


def test_there_are_twenty_rows_for_requests() -> None:
    book = generate(plan(), context())
    assert labels(book, "Requests") == [str(number) for number in range(1, 21)]
    row = cells(book, "Requests", "20")
    assert [key for key, cell in row.items() if not cell.is_open] == ["no"]


def test_data_quality_is_asked_once_a_year_with_its_questions() -> None:
    book = generate(plan(), context(Q4))
    asked = page(book, "Data quality")
    assert labels(book, "Data quality") == [
        "Accuracy",
        "Validity",
        "Reliability",
        "Timeliness",
        "Relevance",
        "Completeness",
    ]
    rule = asked.rows[0].cells["met"].rule
    assert rule is not None
    assert (rule.title, rule.message, rule.choices) == (
        "Accuracy",
        "Are the figures right, and counted once?\nFor example: Yes",
        ("Yes", "Partly", "No"),
    )


def test_sign_off_has_a_row_a_step() -> None:
    book = generate(plan(), context())
    assert labels(book, "Sign-off") == ["Source data", "Data entry", "Checked"]
