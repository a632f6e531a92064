"""An indicator that goes to another service: where it stands in each quarter, and who supplies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Change, Service
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.moves import Barred, with_moves

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan

Q1, Q2, Q3, Q4 = FinancialYear(2018).quarters


def plan_of(
    make: Make, code: str, *indicators: Indicator, changes: tuple[Change, ...] = ()
) -> Plan:
    plan = make.plan(*indicators, changes=changes)
    return replace(plan, service=Service(code, code.title()))


def moved(ref: str, to: str, starts: Quarter = Q3) -> Change:
    return Change(ref, "Moved to", "", to, starts, "Reorganised")


def standing(plans: list[Plan], quarter: Quarter) -> dict[str, list[tuple[str, str]]]:
    """Return ref and supplier of each indicator by service."""
    found = with_moves(plans, quarter)
    assert found.barred == ()
    settled = [as_of(plan, quarter) for plan in found.plans]
    return {
        plan.code: [(each.ref, each.supplied_by) for each in plan.indicators] for plan in settled
    }


def test_from_its_quarter_on_it_is_the_receivers_own(make: Make) -> None:
    shared = replace(make.indicator("PK02"), also_reported_by=("housing", "parking"))
    parks = plan_of(
        make, "parks", make.indicator("PK01"), shared, changes=(moved("pk02", "Housing"),)
    )
    housing = plan_of(make, "housing", make.indicator("HS01"))
    plans = [parks, housing]
    assert standing(plans, Q2) == {"parks": [("PK01", ""), ("PK02", "")], "housing": [("HS01", "")]}
    assert standing(plans, Q3) == {"parks": [("PK01", "")], "housing": [("HS01", ""), ("PK02", "")]}
    found = with_moves(plans, Q4)
    (move,) = found.made
    assert (move.ref, move.giver, move.receiver, move.starts) == ("PK02", "parks", "housing", Q3)
    assert found.plans[1].indicators[1].also_reported_by == ("parking",)


def test_its_changes_go_with_it(make: Make) -> None:
    about = (
        Change("PK02", "Definition", "", "Visits by gate", Q2),
        Change("PK50", "New indicator", "", "Trees", Q2),
        Change("PK01", "Title", "", "Clean parks", Q2),
    )
    parks = plan_of(
        make,
        "parks",
        *(make.indicator("PK01"), make.indicator("PK02")),
        changes=(*about, moved("PK02", "housing"), moved("PK50", "housing")),
    )
    later = Change("PK02", "Target", "", "85", Q4)
    housing = plan_of(make, "housing", changes=(later,))
    left, received = with_moves([parks, housing], Q4).plans
    assert left.changes == (about[2], moved("PK02", "housing"), moved("PK50", "housing"))
    assert received.changes == (about[1], about[0], later)
    settled = as_of(received, Q4)
    assert [(each.ref, each.definition) for each in settled.indicators] == [
        ("PK02", "Visits by gate"),
        ("PK50", ""),
    ]
    assert settled.indicators[0].targets[FinancialYear(2018)].text == "85"


def test_others_are_supplied_by_the_receiver(make: Make) -> None:
    parks = plan_of(make, "parks", make.indicator("PK02"), changes=(moved("PK02", "housing"),))
    housing = plan_of(make, "housing", make.indicator("PK02", supplied_by="parks"))
    third = plan_of(make, "planning", make.indicator("PK02", supplied_by="parks"))
    fourth = plan_of(make, "waste", make.indicator("PK02", supplied_by="partner"))
    plans = [parks, housing, third, fourth]
    assert standing(plans, Q2) == {
        "parks": [("PK02", "")],
        "housing": [("PK02", "parks")],
        "planning": [("PK02", "parks")],
        "waste": [("PK02", "partner")],
    }
    assert standing(plans, Q3) == {
        "parks": [],
        "housing": [("PK02", "")],
        "planning": [("PK02", "housing")],
        "waste": [("PK02", "partner")],
    }


def test_a_receiver_that_supplies_it_already_keeps_its_own_row(make: Make) -> None:
    row = make.indicator("PK02", supplied_by="housing")
    parks = plan_of(make, "parks", row, changes=(moved("PK02", "housing"),))
    lists = plan_of(make, "housing", make.indicator("PK02"))
    does_not = plan_of(make, "housing")
    for housing in (lists, does_not):
        assert standing([parks, housing], Q3) == {"parks": [], "housing": [("PK02", "")]}
    third = plan_of(
        make,
        "parks",
        make.indicator("PK02", supplied_by="partner"),
        changes=(moved("PK02", "housing"),),
    )
    assert standing([third, does_not], Q3)["housing"] == [("PK02", "partner")]


def test_it_can_go_on_and_come_back(make: Make) -> None:
    parks = plan_of(make, "parks", make.indicator("PK02"), changes=(moved("PK02", "housing", Q2),))
    housing = plan_of(make, "housing", changes=(moved("PK02", "parks", Q4),))
    assert [standing([parks, housing], quarter)["housing"] for quarter in (Q1, Q2, Q3, Q4)] == [
        [],
        [("PK02", "")],
        [("PK02", "")],
        [],
    ]


def test_what_cannot_go_stays(make: Make) -> None:
    changes = (
        moved("PK01", "nowhere"),
        moved("PK01", "parks"),
        moved("PK99", "housing"),
        moved("PK02", "housing"),
    )
    parks = plan_of(make, "parks", make.indicator("PK01"), make.indicator("PK02"), changes=changes)
    housing = plan_of(make, "housing", make.indicator("PK02"))
    found = with_moves([parks, housing], Q3)
    assert found.plans == (parks, housing)
    assert [(move.change, why) for move, why in found.barred] == [
        (changes[0], Barred.NO_SERVICE),
        (changes[1], Barred.NO_SERVICE),
        (changes[2], Barred.NO_REF),
        (changes[3], Barred.TAKEN),
    ]
