"""Risks, milestones and contracts: before and now, what moved, and how late."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Contract, Milestone, Project
from plansheet.model.returns import Answer, Return
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk
from plansheet.reconcile.projects import reconcile_contracts, reconcile_milestones
from plansheet.reconcile.risks import reconcile_risks, risk_position

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.model.returns import Answers, AnswerValue
    from plansheet.model.risks import RiskScheme


THIS = FinancialYear(2018)
Q1, Q2, Q3, Q4 = THIS.quarters


def _row(**said: AnswerValue) -> Answers:
    return {
        key: Answer(value, value.isoformat() if isinstance(value, date) else str(value), "D8")
        for key, value in said.items()
    }


def _returned(sheet: str, rows: dict[str, Answers]) -> Return:
    return Return("community-partnerships", Q2, "id", "cp.xlsx", "ab", {sheet: rows})


MAP = {"likelihood": "D", "reputation": "II", "people": "III"}
GRID = {"likelihood": "3", "impact": "2"}
POSITIONS = [
    pytest.param(FIVE_BY_SIX, MAP, {}, ("D III", "", None, None), id="not answered"),
    pytest.param(
        FIVE_BY_SIX, MAP, {"changed": "No change"}, ("D III", "D III", "same", True), id="no change"
    ),
    pytest.param(FIVE_BY_SIX, MAP, {"changed": "Closed"}, ("D III", "", None, None), id="closed"),
    pytest.param(
        FIVE_BY_SIX,
        MAP,
        {"changed": "Changed", "people": "IV Critical"},
        ("D III", "D IV", "worse", True),
        id="graver",
    ),
    pytest.param(
        FIVE_BY_SIX,
        MAP,
        {"changed": "Changed", "people": "-"},
        ("D III", "D II", "better", False),
        id="people no longer counted",
    ),
    pytest.param(
        FIVE_BY_SIX,
        MAP,
        {"changed": "Changed", "likelihood": "F"},
        ("D III", "F III", "better", False),
        id="less likely",
    ),
    pytest.param(
        FIVE_BY_SIX,
        MAP,
        {"changed": "Changed", "likelihood": "F", "people": "V"},
        ("D III", "F V", None, False),
        id="graver and less likely",
    ),
    pytest.param(FIVE_BY_SIX, {}, {"changed": "No change"}, ("", "", None, None), id="no score"),
    pytest.param(
        FOUR_BY_FOUR,
        GRID,
        {"changed": "Changed", "likelihood": "2 Unlikely", "impact": "3"},
        ("6", "6", "same", None),
        id="same score",
    ),
    pytest.param(
        FOUR_BY_FOUR,
        GRID,
        {"changed": "Changed", "impact": "Critical"},
        ("6", "9", "worse", None),
        id="higher score",
    ),
    pytest.param(
        FOUR_BY_FOUR,
        GRID,
        {"changed": "Changed", "impact": "1"},
        ("6", "3", "better", None),
        id="lower score",
    ),
    pytest.param(
        FOUR_BY_FOUR,
        GRID,
        {"changed": "Changed", "impact": "-"},
        ("6", "6", "same", None),
        id="no dash on the grid",
    ),
]


@pytest.mark.parametrize(("scheme", "inputs", "said", "expected"), POSITIONS)
def test_risk_positions(
    scheme: RiskScheme,
    inputs: dict[str, str],
    said: dict[str, str],
    expected: tuple[str, str, str | None, bool | None],
) -> None:
    found = risk_position("cp", Risk("CP01", "Fire", inputs=inputs), scheme, _row(**said))
    before, now = (place.score if place else "" for place in (found.before, found.now))
    assert (before, now, found.moved, found.needs_treatment) == expected
    assert found.is_closed == (said.get("changed") == "Closed")


def test_risks_start_from_the_last_quarter_and_closed_ones_are_left_out(make: Make) -> None:
    risks = (
        Risk("CP01", "Fire", inputs=GRID, last_review=date(2018, 4, 1)),
        Risk("CP02", "Flood", inputs=GRID),
        Risk("CP03", "Theft", inputs=GRID, closed=date(2018, 3, 1)),
        Risk("CP04", "Fraud"),
    )
    plan = make.plan(risks=risks, scheme=FOUR_BY_FOUR)
    rows = {
        "CP01": _row(changed="No change", reason="Checked", next_review=date(2019, 1, 31)),
        "CP02": _row(changed="No change", last_review=date(2018, 9, 1)),
    }
    before = {"CP01": {"likelihood": "4", "impact": "4"}}
    found = reconcile_risks(plan, _returned("Risks", rows), before)
    assert [
        (each.risk.ref, each.now and each.now.band, each.last_review, each.next_review, each.reason)
        for each in found
    ] == [
        ("CP01", "Very High", date(2018, 4, 1), date(2019, 1, 31), "Checked"),
        ("CP02", "Medium", date(2018, 9, 1), None, ""),
        ("CP04", None, None, None, ""),
    ]
    assert [each.now and each.now.place for each in found] == [("4", "4"), ("3", "2"), None]


def test_no_scheme_and_no_return(make: Make) -> None:
    risk = Risk("CP01", "Fire", inputs=GRID)
    assert reconcile_risks(make.plan(risks=(risk,)), None) == ()
    (found,) = reconcile_risks(make.plan(risks=(risk,), scheme=FOUR_BY_FOUR), None)
    assert (found.answer, found.now, found.inputs) == ("", None, GRID)


PROJECT = Project(
    "P1",
    "Leisure centre",
    milestones=(
        Milestone("P1-M1", "Tenders in", Q1),
        Milestone("P1-M2", "Award", Q2),
        Milestone("P1-M3", "Opens", Q3),
        Milestone("P1-M4", "Report", THIS),
    ),
)
MILESTONES = [
    ({"status": "Completed", "done_on": date(2018, 9, 20)}, (-10, True)),
    ({"status": "Needs attention", "expected": date(2018, 10, 31)}, (31, False)),
    ({"status": "Closed"}, (None, True)),
    ({}, (None, False)),
]


@pytest.mark.parametrize(("said", "expected"), MILESTONES)
def test_slippage(
    said: dict[str, AnswerValue], expected: tuple[int | None, bool], make: Make
) -> None:
    returned = _returned("Milestones", {"P1-M2": _row(**said)})
    found = reconcile_milestones(make.plan(projects=(PROJECT,)), Q2, returned, {"P1-M1"})
    assert [(each.milestone.ref, each.is_due) for each in found] == [
        ("P1-M2", True),
        ("P1-M4", False),
    ]
    assert (found[0].slippage, found[0].is_finished) == expected


def test_milestones_without_a_return(make: Make) -> None:
    found = reconcile_milestones(make.plan(projects=(PROJECT,)), Q4, None)
    assert [each.status for each in found] == ["", "", "", ""]


def test_contracts_of_the_next_six_months(make: Make) -> None:
    contracts = (
        Contract("C1", "Long ended", end=date(2018, 6, 30)),
        Contract("C2", "Ends in six months", end=date(2019, 3, 31)),
        Contract("C3", "Ends later", end=date(2019, 4, 1)),
        Contract("C4", "Reviewed", end=date(2020, 3, 31), review=date(2018, 7, 1)),
        Contract("C5", "No dates"),
        Contract("C6", "Settled", end=date(2018, 12, 31)),
    )
    plan = make.plan(contracts=contracts)
    rows = {"C2": _row(next_step="Extend", new_end=date(2020, 3, 31), commentary="Same price")}
    found = reconcile_contracts(plan, Q2, _returned("Contracts", rows), {"C6"})
    assert [
        (each.contract.ref, each.due, each.next_step, each.new_end, each.commentary)
        for each in found
    ] == [
        ("C2", date(2019, 3, 31), "Extend", date(2020, 3, 31), "Same price"),
        ("C4", date(2018, 7, 1), "", None, ""),
    ]
    assert [each.contract.ref for each in reconcile_contracts(plan, Q2, None)] == ["C2", "C4", "C6"]
