"""Every change that is not made is told, at its row, with why and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Change, Service
from plansheet.model.tables import Table
from plansheet.problems import Place
from plansheet.reconcile.change_checks import check_changes

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.problems import Problem

Q1, Q2, *_ = FinancialYear(2018).quarters
NEXT = FinancialYear(2021).quarters[0]


def told(make: Make, *changes: Change) -> tuple[Problem, ...]:
    indicators = make.indicator(target="79"), make.indicator("HS01")
    plan = make.plan(*indicators, changes=changes)
    housing = replace(
        make.plan(make.indicator("HS01")), service=Service("housing", "Housing"), file="hs.md"
    )
    rows = tuple(Place(plan.file, "Changes", f"line {9 + at}") for at, _ in enumerate(changes))
    return check_changes((plan, housing), {plan.file: {Table.CHANGES: rows}})


CASES = [
    (Change("CP99", "Title", "", "New", Q1), "'CP99' is no indicator of this plan"),
    (Change("CP99", "Moved to", "", "housing", Q1), "'CP99' is no indicator of this plan"),
    (Change("CP01", "New indicator", "", "X", Q1), "there is an indicator CP01 already"),
    (Change("CP01", "Colour", "", "Red", Q1), "'Colour' is nothing that can change"),
    (Change("Service", "Colour", "", "Red", Q1), "Write one of: Name, Head of service"),
    (Change("CP01", "Unit", "", "ells", Q1), "'ells' cannot be read as Unit. Write for example %"),
    (Change("Service", "E-mail", "", "x", Q1), "'x' cannot be read as E-mail"),
    (Change("CP50", "New indicator", "", "", Q1), "a new indicator needs a ref and"),
    (Change("CP01", "Moved to", "", "nowhere", Q1), "'nowhere' is no other service with a plan"),
    (Change("HS01", "Moved to", "", "housing", Q1), "housing has an indicator of its own called"),
    (Change("CP01", "Target", "", "85", NEXT), "Q1 2021/22 is after the plan's years"),
]


@pytest.mark.parametrize(("change", "said"), CASES)
def test_a_change_that_is_not_made(change: Change, said: str, make: Make) -> None:
    (found,) = told(make, change)
    assert (found.code, found.place.cell, found.place.label) == (
        "change-unmade",
        "line 9",
        change.ref,
    )
    assert said in found.message


def test_one_of_another_table_is_kept_on_record(make: Make) -> None:
    (found,) = told(make, Change("Risks:CP05", "Title", "", "New", Q1))
    assert (found.code, found.level) == ("change-recorded", "note")


def test_a_new_indicator_of_which_too_little_is_said(make: Make) -> None:
    new = Change("CP50", "New indicator", "", "Visits", Q1)
    said = [Change("CP50", what, "", value, Q1) for what, value in (("Unit", "%"), ("Tier", "KPI"))]
    (found,) = told(make, new, *said)
    assert (found.code, found.place.cell) == ("change-unsaid", "line 9")
    assert "Good is, How often, Counts as" in found.message


def test_changes_that_are_made_are_not_told(make: Make) -> None:
    moves = Change("CP01", "Moved to", "", "housing", Q2)
    # Its unit is changed by the service that has it then.
    assert told(make, moves, Change("CP01", "Unit", "", "%", Q1)) == ()
    (found,) = told(make, Change("CP01", "Unit", "", "ells", Q1), moves)
    assert found.place.cell == "line 9"
