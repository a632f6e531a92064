"""How milestones, risks and contracts are told: what the plan says, and what is worked out."""

from __future__ import annotations

from datetime import date

import pytest

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Contract, Milestone, Project
from plansheet.model.returns import Answer
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk, RiskScheme
from plansheet.reconcile.projects import ContractResult, MilestoneResult
from plansheet.reconcile.risks import risk_position
from plansheet.tracing.registers import (
    contract_facts,
    contract_turn,
    milestone_facts,
    risk_facts,
    scoring,
    slippage,
)

Q2 = Quarter(FinancialYear(2018), 2)


@pytest.mark.parametrize(
    ("done_on", "expected", "days", "said"),
    [
        (
            date(2018, 9, 20),
            None,
            -10,
            "done on 20 September 2018 less due on 30 September 2018 = -10 (a minus means early)",
        ),
        (
            None,
            date(2018, 10, 2),
            2,
            "now expected on 2 October 2018 less due on 30 September 2018 = 2",
        ),
        (None, None, None, "no date was given, so nothing is worked out"),
    ],
)
def test_a_milestone_is_late_by_its_dates(
    done_on: date | None, expected: date | None, days: int | None, said: str
) -> None:
    result = MilestoneResult(
        "parks",
        Project("P1", "Playground"),
        Milestone("P1-M1", "Built", Q2),
        Q2.last_day,
        is_due=True,
        done_on=done_on,
        expected=expected,
        slippage=days,
    )
    assert [fact.said for fact in slippage(result)] == [said]
    assert [fact.said for fact in milestone_facts(result)] == [
        "P1 Playground",
        "Built",
        "30 September 2018 (the end of Q2 2018/19)",
    ]


SCORED = {"likelihood": "2", "impact": "3"}
MAPPED = {"people": "III", "reputation": "II", "likelihood": "D"}


@pytest.mark.parametrize(
    ("scheme", "inputs", "answers", "said"),
    [
        (
            FOUR_BY_FOUR,
            SCORED,
            {"changed": "Changed", "likelihood": "3 Likely"},
            {
                "Before": "likelihood 2 Unlikely, impact 3 Critical: 2 x 3 = 6, Medium",
                "Answered": "Likelihood 3 Likely; Impact 3 Critical",
                "Now": "likelihood 3 Likely, impact 3 Critical: 3 x 3 = 9, High",
                "Moved": "worse",
            },
        ),
        (
            FIVE_BY_SIX,
            MAPPED,
            {"changed": "No change"},
            {
                "Before": (
                    "likelihood D 25% to 49%, worst impact III Significant: D III, Requires "
                    "treatment"
                ),
                "Answered": (
                    "Service disruption -; Financial loss -; Reputation II Marginal; "
                    "Legal implications -; People III Significant; Likelihood D 25% to 49%"
                ),
                "Now": (
                    "likelihood D 25% to 49%, worst impact III Significant: D III, Requires "
                    "treatment"
                ),
                "Moved": "same",
            },
        ),
        (
            FOUR_BY_FOUR,
            SCORED,
            {"changed": "Closed"},
            {
                "Before": "likelihood 2 Unlikely, impact 3 Critical: 2 x 3 = 6, Medium",
                "Now": "not scored: it was closed, or nobody answered",
            },
        ),
        (
            FOUR_BY_FOUR,
            {},
            {"changed": "Changed", "likelihood": "1 Remote", "impact": "4 Catastrophic"},
            {
                "Answered": "Likelihood 1 Remote; Impact 4 Catastrophic",
                "Now": "likelihood 1 Remote, impact 4 Catastrophic: 1 x 4 = 4, Low",
                "Moved": "not to be compared",
            },
        ),
    ],
)
def test_a_risk_is_scored_by_its_own_scheme(
    scheme: RiskScheme, inputs: dict[str, str], answers: dict[str, str], said: dict[str, str]
) -> None:
    row = {key: Answer(words, words, "D6") for key, words in answers.items()}
    result = risk_position("parks", Risk("R1", "Storm", inputs=inputs), scheme, row)
    assert {fact.label: fact.said for fact in scoring(result, scheme)} == said
    named = {fact.label: fact.said for fact in risk_facts(result, scheme)}
    assert named == {"Risk": "Storm", "Scheme": scheme.name}


def test_a_plan_without_a_scheme_scores_nothing() -> None:
    result = risk_position("parks", Risk("R1", "Storm", group="Common"), FOUR_BY_FOUR, {})
    assert list(scoring(result, None)) == []
    assert [fact.said for fact in risk_facts(result, None)] == ["Storm", "Common"]


def test_a_contract_says_why_it_is_asked_about() -> None:
    contract = Contract("C1", "CCTV", supplier="Watch Ltd", end=date(2018, 12, 1))
    result = ContractResult("parks", contract, date(2018, 12, 1))
    assert [fact.said for fact in contract_facts(result)] == [
        "CCTV",
        "Watch Ltd",
        "1 December 2018",
    ]
    assert [fact.said for fact in contract_turn(result, Q2)] == [
        "1 December 2018 lies between 1 July 2018 and 31 March 2019, six months after the quarter",
        "not reported",
    ]
