"""Dated changes hold from their quarter on, and a changed definition is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plansheet.model.indicators import CountsAs, HowOften, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Change
from plansheet.reconcile.changes import (
    as_of,
    redefined_by,
    redefined_since,
    unread_changes,
    withdrawn_refs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Make

    from plansheet.model.indicators import Indicator


THIS, NEXT = FinancialYear(2018), FinancialYear(2019)
Q1, Q2, Q3, _ = THIS.quarters

FIELDS: list[tuple[str, str, Callable[[Indicator], object], object]] = [
    ("Title", "New title", lambda found: found.title, "New title"),
    ("Description", "New title", lambda found: found.title, "New title"),
    ("definition", "Cases closed", lambda found: found.definition, "Cases closed"),
    ("Tier", "PI", lambda found: found.tier, "PI"),
    ("Supplied by", "corporate-services", lambda found: found.supplied_by, "corporate-services"),
    ("Target", "85", lambda found: found.targets[THIS].text, "85"),
    ("2019/20  Target", "90", lambda found: found.targets[NEXT].text, "90"),
    ("Tolerance", "5 points", lambda found: str(found.tolerance), "5 points"),
    ("Good is", "Lower", lambda found: found.good_is.way, Way.LOWER),
    ("How often", "annual", lambda found: found.how_often, HowOften.ANNUAL),
    ("Counts as", "sum", lambda found: found.counts_as, CountsAs.SUM),
]


@pytest.mark.parametrize(("what", "new", "read", "expected"), FIELDS)
def test_a_change_holds_from_its_quarter_on(
    what: str, new: str, read: Callable[[Indicator], object], expected: object, make: Make
) -> None:
    indicator = make.indicator(target="79")
    plan = make.plan(indicator, changes=(Change("Indicators:CP01", what, "", new, Q2),))
    assert as_of(plan, Q1).indicators == (indicator,)
    for quarter in (Q2, Q3):
        assert read(as_of(plan, quarter).indicators[0]) == expected
    assert as_of(as_of(plan, Q2), Q2) == as_of(plan, Q2)
    assert unread_changes(plan) == ()


def test_the_later_of_two_changes_holds(make: Make) -> None:
    changes = (Change("CP01", "Target", "85", "87", Q3), Change("CP01", "Target", "79", "85", Q2))
    plan = make.plan(make.indicator(target="79"), changes=changes)
    found = [as_of(plan, quarter).indicators[0].targets[THIS].text for quarter in (Q1, Q2, Q3)]
    assert found == ["79", "85", "87"]


UNREAD = [
    Change("CP01", "Title", "", " ", Q1),
    Change("CP01", "Definition", "", "", Q1),
    Change("CP01", "Tier", "", "", Q1),
    Change("CP01", "Tolerance", "", "a little", Q1),
    Change("CP01", "Good is", "", "within 80 to 120", Q1),
    Change("CP01", "How often", "", "fortnightly", Q1),
    Change("CP01", "Counts as", "", "guess", Q1),
]
NOT_OURS = [
    Change("Risks:CP01", "Title", "", "New", Q1),
    Change("CP99", "Title", "", "New", Q1),
    Change("CP01", "Owner", "", "Deputy", Q1),
    Change("CP01", "Withdraw", "", "", Q1),
]


def test_what_cannot_be_read_is_named_and_changes_nothing(make: Make) -> None:
    plan = make.plan(make.indicator(target="79"), changes=(*UNREAD, *NOT_OURS))
    assert unread_changes(plan) == tuple(UNREAD)
    assert as_of(plan, Q1) == plan


def test_withdrawn_from_a_quarter_on(make: Make) -> None:
    plan = make.plan(make.indicator(), changes=(Change("CP01", "Withdrawn", "", "", Q2),))
    assert [set(withdrawn_refs(plan, quarter)) for quarter in (Q1, Q2)] == [set(), {"CP01"}]


def test_redefined_since_the_last_change(make: Make) -> None:
    changes = (
        Change("CP01", "Definition", "", "b", Q3),
        Change("CP01", "Counts as", "", "sum", Q2),
        Change("CP02", "Title", "", "b", Q2),
    )
    plan = make.plan(make.indicator(), changes=changes)
    assert [redefined_since(plan, quarter) for quarter in (Q1, Q2, Q3)] == [
        {},
        {"CP01": Q2},
        {"CP01": Q3},
    ]


PAIRS = [
    ({}, {}, False),
    ({"definition": "Cases"}, {"definition": " cases "}, False),
    ({"definition": "Cases"}, {}, False),
    ({"definition": "Cases"}, {"definition": "Incidents"}, True),
    ({"counts_as": "sum"}, {"counts_as": "cumulative"}, True),
    ({"unit": "%"}, {}, True),
    ({"good_is": "lower"}, {}, True),
]


@pytest.mark.parametrize(("now", "was", "is_redefined"), PAIRS)
def test_redefined_by_a_new_plan(
    now: dict[str, str], was: dict[str, str], *, is_redefined: bool, make: Make
) -> None:
    plan = make.plan(
        make.indicator("CP14", **now),
        make.indicator("CP28", formerly="CAB1", **now),
        make.indicator("NEW-1", **now),
    )
    earlier = make.plan(make.indicator("CP14", **was), make.indicator("CAB1", **was))
    expected = {"CP14": Q1, "CP28": Q1} if is_redefined else {}
    assert redefined_by(plan, earlier) == expected
