"""What is missing or odd about milestones, risks and contracts: each check with its whole list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Contract, Milestone, Project
from plansheet.model.returns import Answer, Return
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.case import Case
from plansheet.reconcile.register_checks import (
    answer_incomplete,
    contract_unanswered,
    risk_unanswered,
    score_missing,
    score_unused,
    status_missing,
)
from plansheet.reconcile.risks import reconcile_risks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reconcile.conftest import Make

    from plansheet.model.plans import Plan
    from plansheet.model.returns import Answers, AnswerValue
    from plansheet.model.risks import RiskScheme

    Rows = dict[str, Answers]

THIS = FinancialYear(2018)
Q1, Q2, Q3, Q4 = THIS.quarters
PERIODS: tuple[Quarter | FinancialYear, ...] = (Q1, Q2, Q3, THIS)
ENDS = date(2018, 12, 31)
WITH_SCORE = {"likelihood": "E", "people": "II"}


def _row(**said: AnswerValue) -> Answers:
    columns = "FGHIJKLMNOP"
    return {
        key: Answer(value, "" if value is None else str(value), f"{columns[place]}12")
        for place, (key, value) in enumerate(said.items())
    }


def _case(plan: Plan, sheets: Mapping[str, Rows], found: tuple[Problem, ...] = ()) -> Case:
    returned = Return("community-partnerships", Q2, "id", "cp.xlsx", "ab", sheets)
    risks = reconcile_risks(plan, returned)
    return Case(plan, returned, (), date(2018, 11, 1), found=found, risks=risks)


def _at(sheet: str, label: str, cell: str = "") -> Place:
    return Place("cp.xlsx", sheet, cell, label)


def _said(found: Iterable[Problem]) -> list[tuple[str, str, str]]:
    return [(each.code, each.place.cell, each.message) for each in found]


def _of_risk(
    make: Make,
    answers: Answers,
    inputs: Mapping[str, str] = WITH_SCORE,
    scheme: RiskScheme = FIVE_BY_SIX,
) -> Case:
    plan = make.plan(risks=(Risk("R1", "Fire", inputs=inputs),), scheme=scheme)
    return _case(plan, {"Risks": {"R1": answers}})


def test_status_missing(make: Make) -> None:
    milestones = tuple(
        Milestone(f"P1-M{place}", "Step", period) for place, period in enumerate(PERIODS)
    )
    plan = make.plan(projects=(Project("P1", "Centre", milestones=milestones),))
    case = _case(plan, {"Milestones": {"P1-M1": _row(status=None)}})
    words = "Completed, On target, Needs attention, Needs amendment, Closed"
    second = problem(
        "status-missing",
        _at("Milestones", "P1-M1", "F12"),
        was="was",
        due="30 September 2018",
        words=words,
    )
    assert list(status_missing(case)) == [
        problem(
            "status-missing",
            _at("Milestones", "P1-M0"),
            was="was",
            due="30 June 2018",
            words=words,
        ),
        second,
    ]
    settled = replace(case, settled=frozenset({"Milestones:P1-M0"}))
    assert list(status_missing(settled)) == [second]
    answered = {"P1-M0": _row(status="Closed"), "P1-M1": _row(status="On target")}
    assert list(status_missing(_case(plan, {"Milestones": answered}))) == []


def test_a_milestone_that_is_not_due_wants_a_status_once_more_is_said_of_it(make: Make) -> None:
    milestones = (Milestone("P1-M1", "Step", THIS), Milestone("P1-M2", "Another", THIS))
    plan = make.plan(projects=(Project("P1", "Centre", milestones=milestones),))
    case = _case(plan, {"Milestones": {"P1-M2": _row(commentary="Half done.")}})
    assert [(each.place.label, each.message) for each in status_missing(case)] == [
        (
            "P1-M2",
            (
                "This milestone is due on 31 March 2019 and has no status. Choose one of: "
                "Completed, On target, Needs attention, Needs amendment, Closed."
            ),
        )
    ]


def test_risk_unanswered(make: Make) -> None:
    risks = (
        Risk("CP01", "Fire"),
        Risk("CP02", "Flood"),
        Risk("CP03", "Theft", closed=date(2018, 3, 1)),
    )
    rows = {"Risks": {"CP02": _row(changed="No change")}}
    plan = make.plan(risks=risks, scheme=FOUR_BY_FOUR)
    assert list(risk_unanswered(_case(plan, rows))) == [
        problem("risk-unanswered", _at("Risks", "CP01"))
    ]
    assert list(risk_unanswered(_case(make.plan(risks=risks), rows))) == []


def test_contract_unanswered(make: Make) -> None:
    ends = date(2018, 12, 31)
    contracts = (
        Contract("C1", "Ends", end=ends),
        Contract("C2", "Answered", end=ends),
        Contract("C3", "Settled", end=ends),
        Contract("C4", "Ends later", end=date(2020, 12, 31)),
    )
    case = _case(make.plan(contracts=contracts), {"Contracts": {"C2": _row(next_step="Extend")}})
    words = "Extend, Retender, Renewed, Ends, Not decided"
    assert list(contract_unanswered(replace(case, settled=frozenset({"Contracts:C3"})))) == [
        problem("contract-unanswered", _at("Contracts", "C1"), due="31 December 2018", words=words)
    ]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (_row(status="Completed"), "done-on-missing"),
        (_row(status="Completed", done_on=None), "done-on-missing"),
        (_row(status="Completed", done_on=date(2018, 9, 3)), ""),
        (_row(status="Needs attention"), "status-unexplained"),
        (_row(status="Needs amendment"), "status-unexplained"),
        (_row(status="Needs amendment", commentary="The contractor left."), ""),
        (_row(status="On target"), ""),
        (_row(status="Closed"), ""),
        (_row(status=None), ""),
        ({}, ""),
    ],
)
def test_a_status_wants_its_date_or_its_words(answers: Answers, code: str, make: Make) -> None:
    milestones = (Milestone("P1-M1", "Step", Q2),)
    plan = make.plan(projects=(Project("P1", "Centre", milestones=milestones),))
    found = [*answer_incomplete(_case(plan, {"Milestones": {"P1-M1": answers}}))]
    said, place = answers.get("status"), _at("Milestones", "P1-M1", "F12")
    words, day = said.entered if said else "", "30 September 2018"
    assert found == ([problem(code, place, said=words, day=day)] if code else [])


def test_a_date_that_is_held_or_refused_is_not_called_missing(make: Make) -> None:
    plan = make.plan(contracts=(Contract("C1", "Ends", end=ENDS),))
    row = _row(next_step="Extend", new_end=None)
    held = {**row, "new_end": Answer(None, "04/13/2019", "G12", held=True)}
    assert [*answer_incomplete(_case(plan, {"Contracts": {"C1": held}}))] == []
    place = Place(sheet="Contracts", cell="G12", label="C1")
    refused = (problem("not-a-date", place, entered="soon", example="31 March 2022"),)
    assert [*answer_incomplete(_case(plan, {"Contracts": {"C1": row}}, refused))] == []


@pytest.mark.parametrize("step", ["Extend", "Renewed"])
def test_a_contract_that_goes_on_wants_its_new_end(step: str, make: Make) -> None:
    plan = make.plan(contracts=(Contract("C1", "Ends", end=ENDS),))
    assert _said(answer_incomplete(_case(plan, {"Contracts": {"C1": _row(next_step=step)}}))) == [
        (
            "new-end-missing",
            "F12",
            (
                f"'{step}' is chosen and nothing says until when, so the register still shows the "
                "old end. Add the date under New end, for example 30 September 2020."
            ),
        )
    ]
    for answers in (_row(next_step=step, new_end=date(2022, 3, 31)), _row(next_step="Ends")):
        assert [*answer_incomplete(_case(plan, {"Contracts": {"C1": answers}}))] == []


def test_what_is_not_asked_wants_nothing(make: Make) -> None:
    later = Contract("C1", "Ends later", end=date(2020, 12, 31))
    closed = Risk("R1", "Fire", closed=date(2018, 3, 1))
    plan = make.plan(contracts=(later,), risks=(closed,), scheme=FIVE_BY_SIX)
    rows = {
        "Contracts": {"C1": _row(next_step="Extend")},
        "Risks": {"R1": _row(changed="Changed")},
    }
    case = _case(plan, rows)
    checks = (answer_incomplete, contract_unanswered, risk_unanswered, score_missing, score_unused)
    assert [found for check in checks for found in check(case)] == []


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        (_row(changed="Changed"), ["change-missing", "change-unexplained"]),
        (_row(changed="Changed", reason="A partner left."), ["change-missing"]),
        (_row(changed="Changed", likelihood="A 98% or more"), ["change-unexplained"]),
        (_row(changed="Changed", likelihood="A 98% or more", reason="A partner left."), []),
        (_row(changed="Closed"), ["closing-unexplained"]),
        (_row(changed="Closed", reason="Sold."), []),
        (_row(changed="No change"), []),
    ],
)
def test_a_risk_that_changed_or_is_closed_wants_what_and_why(
    answers: Answers, codes: list[str], make: Make
) -> None:
    assert [each.code for each in answer_incomplete(_of_risk(make, answers))] == codes


def test_what_has_changed_is_asked_for_with_an_example_of_the_scheme(make: Make) -> None:
    answers = _row(changed="Changed", reason="A partner left.")
    assert _said(answer_incomplete(_of_risk(make, answers, {}, FOUR_BY_FOUR))) == [
        (
            "change-missing",
            "F12",
            (
                "'Changed' is chosen and no score is filled in, so the risk stands as before. Fill "
                "in what has changed, for example Likelihood '3 Likely', or choose 'No change'."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("answers", "inputs", "missing"),
    [
        (_row(changed="Changed", likelihood="3 Likely"), {}, True),
        (_row(changed="Changed", likelihood="3 Likely", impact="2 Significant"), {}, False),
        (_row(changed="Changed", likelihood="3 Likely"), {"impact": "2"}, False),
        # What is not filled in at all, or cannot be used, is asked for as that.
        (_row(changed="Changed"), {}, False),
        (_row(changed="Changed", likelihood="3 Likely", impact=None), {}, False),
        (_row(changed="No change"), {}, False),
    ],
)
def test_a_risk_that_changed_wants_both_likelihood_and_impact(
    answers: Answers, inputs: Mapping[str, str], missing: int, make: Make
) -> None:
    found = _said(score_missing(_of_risk(make, answers, inputs, FOUR_BY_FOUR)))
    message = (
        "'Changed' is chosen, and the likelihood or the impact of this risk is not known, so it "
        "has no score. Fill in both, for example Likelihood '3 Likely' and Impact '3 Critical'."
    )
    assert found == ([("score-missing", "F12", message)] if missing else [])


@pytest.mark.parametrize(
    ("answers", "filled", "cell"),
    [
        (
            _row(changed="No change", likelihood="A 98% or more"),
            "Likelihood 'A 98% or more'",
            "G12",
        ),
        (
            _row(changed="No change", likelihood="A 98% or more", people="-"),
            "People '-' and Likelihood 'A 98% or more'",
            "H12",
        ),
        (_row(changed="No change", likelihood="E 3% to 24%", people="II"), "", ""),
        (_row(changed="No change", reputation="-"), "", ""),
        (_row(changed="No change"), "", ""),
        (_row(changed="Changed", likelihood="A 98% or more"), "", ""),
        (_row(changed="Closed", likelihood="A 98% or more"), "", ""),
    ],
)
def test_scores_beside_no_change_that_say_otherwise_are_asked_about(
    answers: Answers, filled: str, cell: str, make: Make
) -> None:
    expected = problem(
        "score-unused", _at("Risks", "R1", cell), said="No change", filled=filled
    )  # fmt: skip
    assert [*score_unused(_of_risk(make, answers))] == ([expected] if filled else [])


def test_a_risk_of_which_nothing_is_known_is_not_scored(make: Make) -> None:
    case = replace(_of_risk(make, _row(changed="No change", likelihood="A")), risks=())
    assert [*score_unused(case), *score_missing(case)] == []
