"""A sum or a ratio that is defined anew within the year: what is added up, and what it is rated by.

Casework is counted each quarter and summed. From the third quarter on it is counted otherwise: what
was counted before is never added to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from reconcile.conftest import CHRISTMAS, FIVE_PERCENT

from plansheet.cycle.outturn import actuals_of
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Change
from plansheet.reconcile.change_checks import check_changes
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.data import data_row
from plansheet.reconcile.results import Comparing, reconcile_service

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.model.plans import Plan
    from plansheet.reconcile.results import History

LAST, THIS, NEXT = (FinancialYear(starts) for starts in (2017, 2018, 2019))
Q1, Q2, Q3, Q4 = THIS.quarters
PROFILE = "Q1 76 Q2 76 Q3 80 Q4 84"
ANEW = Change("CP14", "Definition", "Cases opened", "Cases closed", Q3, "New survey")
AIM = Change("CP14", "Target", "", "160", Q3, "New survey")
FIGURES = {
    **dict.fromkeys(LAST.quarters, "70"),
    **dict(zip(THIS.quarters, ("75", "85", "70", "90"), strict=True)),
    **dict.fromkeys(NEXT.quarters, "80"),
}
SHOWN = ("actual", "target", "variance", "rating", "state", "direction_quarter", "direction_year")

Row = tuple[str, ...]


def casework(make: Make, *changes: Change, target: str = PROFILE, **words: str) -> Plan:
    said = {"counts_as": "sum", "definition": "Cases opened", "target_2019": "400"} | words
    return make.plan(make.indicator("CP14", target=target, **said), changes=changes)


def history(make: Make) -> History:
    return {"CP14": {when: make.figure(when, said) for when, said in FIGURES.items()}}


def rows(make: Make, plan: Plan, *quarters: Quarter) -> list[Row]:
    """Return what `data` says of the casework in each of the quarters."""
    found = []
    for quarter in quarters:
        (result,) = make.results(plan, quarter, history(make))
        row = data_row(result, "Three Rivers", quarter)
        found.append(tuple(row[name] for name in SHOWN))
    return found


def test_without_a_change_the_whole_year_is_added_up(make: Make) -> None:
    assert rows(make, casework(make), *THIS.quarters) == [
        ("75", "76", "-1", "Amber", "rated", "better", "better"),
        ("160", "152", "8", "Green", "rated", "better", "better"),
        ("230", "232", "-2", "Amber", "rated", "worse", "better"),
        ("320", "316", "4", "Green", "rated", "better", "better"),
    ]


def test_a_profile_says_what_each_quarter_is_to_bring(make: Make) -> None:
    assert rows(make, casework(make, ANEW), *THIS.quarters) == [
        ("75", "76", "-1", "Amber", "rated", "better", "better"),
        ("160", "152", "8", "Green", "rated", "better", "better"),
        ("70", "80", "-10", "Red", "rated", "", ""),
        ("160", "164", "-4", "Amber", "rated", "better", ""),
    ]


def test_a_target_of_the_whole_year_is_none_for_a_part_of_it(make: Make) -> None:
    assert rows(make, casework(make, ANEW, target="316"), *THIS.quarters) == [
        ("75", "79", "-4", "Red", "rated", "better", "better"),
        ("160", "158", "2", "Green", "rated", "better", "better"),
        ("70", "", "", "", "no target", "", ""),
        ("160", "", "", "", "no target", "better", ""),
    ]


def test_a_target_given_with_the_change_is_spread_over_what_is_left(make: Make) -> None:
    assert rows(make, casework(make, ANEW, AIM, target="316"), *THIS.quarters) == [
        ("75", "79", "-4", "Red", "rated", "better", "better"),
        ("160", "158", "2", "Green", "rated", "better", "better"),
        ("70", "80", "-10", "Red", "rated", "", ""),
        ("160", "160", "0", "Green", "rated", "better", ""),
    ]


@pytest.mark.parametrize(
    "aim",
    [replace(AIM, starts=Q2), replace(AIM, what="2019/20 Target")],
    ids=["before the change", "of another year"],
)
def test_another_target_is_none_for_the_part(aim: Change, make: Make) -> None:
    (found,) = rows(make, casework(make, ANEW, aim, target="316"), Q3)
    assert found == ("70", "", "", "", "no target", "", "")


def test_next_year_is_whole_again_and_not_compared_with_a_part(make: Make) -> None:
    assert rows(make, casework(make, ANEW), *NEXT.quarters) == [
        ("80", "100", "-20", "Red", "rated", "worse", ""),
        ("160", "200", "-40", "Red", "rated", "same", ""),
        ("240", "300", "-60", "Red", "rated", "same", ""),
        ("320", "400", "-80", "Red", "rated", "same", ""),
    ]


def test_a_range_of_the_whole_year_is_none_for_a_part_of_it(make: Make) -> None:
    plan = casework(make, ANEW, target="", good_is="within 280 to 320")
    aimed = replace(plan, changes=(ANEW, Change("CP14", "Good is", "", "within 130 to 150", Q3)))
    assert rows(make, plan, Q2, Q3) == [
        ("160", "", "0", "Green", "rated", "worse", "same"),
        ("70", "", "", "", "no target", "", ""),
    ]
    assert rows(make, aimed, Q3, Q4) == [
        ("70", "", "0", "Green", "rated", "", ""),
        ("160", "", "10", "Red", "rated", "worse", ""),
    ]


def test_a_new_indicator_is_counted_from_its_start(make: Make) -> None:
    said = (("New indicator", "Casework"), ("Unit", "number"), ("Good is", "higher"))
    more = (("How often", "quarterly"), ("Counts as", "sum"), ("Target", "160"))
    changes = tuple(Change("CP14", what, "", new, Q3) for what, new in (*said, *more))
    assert rows(make, make.plan(changes=changes), Q3, Q4) == [
        ("70", "80", "-10", "Red", "rated", "worse", ""),
        ("160", "160", "0", "Green", "rated", "better", ""),
    ]


def test_a_ratio_is_of_what_was_counted_alike_and_keeps_its_target(make: Make) -> None:
    plan = casework(make, ANEW, target="90%", unit="%", counts_as="ratio")
    said = dict(zip(THIS.quarters, ("40/50", "45/50", "46/50", "49/50"), strict=True))
    figures = {"CP14": {when: make.figure(when, each) for when, each in said.items()}}
    found = [make.results(plan, quarter, figures)[0] for quarter in THIS.quarters]
    assert [(str(each.actual), str(each.rating)) for each in found] == [
        ("0.8", "Red"),
        ("0.85", "Red"),
        ("0.92", "Green"),
        ("0.95", "Green"),
    ]


def test_a_quarter_measured_otherwise_is_not_missed(make: Make) -> None:
    plan = casework(make, ANEW)
    known = {"CP14": {Q3: make.figure(Q3, "80")}}
    (result,) = make.results(plan, Q3, known)
    assert (str(result.actual), result.missing, result.part_since) == ("80", (), Q3)


def test_what_the_plan_before_redefined_is_known_in_the_last_year(make: Make) -> None:
    """The year before is counted from its change on, so a whole year is not set beside it."""
    terms = Comparing(Q4, CHRISTMAS, lambda _: FIVE_PERCENT)
    redefined = {"CP14": LAST.quarters[2]}
    (result,) = reconcile_service(casework(make), terms, history(make), redefined=redefined)
    assert (str(result.actual), result.direction_year) == ("320", None)


def test_a_part_of_a_year_is_no_actual_of_the_year(make: Make) -> None:
    assert actuals_of(casework(make, ANEW), THIS, history(make)) == {}
    whole = actuals_of(casework(make), THIS, history(make))
    assert {ref: each.text for ref, each in whole.items()} == {"CP14": "320"}


def test_what_the_plan_says_is_unchanged_outside_the_indicator(make: Make) -> None:
    plan = casework(make, ANEW, AIM)
    (before,), (after,) = as_of(plan, Q2).indicators, as_of(plan, Q3).indicators
    assert (before.since, before.aims_anew) == (None, False)
    assert (after.since, after.aims_anew) == (Q3, True)
    assert as_of(as_of(plan, Q3), Q3) == as_of(plan, Q3)


def test_the_manager_is_told_that_a_target_is_wanting(make: Make) -> None:
    (found,) = check_changes([casework(make, ANEW, target="316")])
    assert (found.code, found.place.sheet, found.place.label) == (
        "change-unaimed",
        "Changes",
        "CP14",
    )
    assert found.message == (
        "From Q3 2018/19 on this sum is measured otherwise, so only the quarters since are added "
        "up, and the target was set for the whole year: no rating is given for the rest of it. Add "
        "a change of '2018/19 Target' from the same quarter with what is to be reached by its end."
    )


@pytest.mark.parametrize(
    ("changes", "target", "counts_as"),
    [
        ((ANEW,), PROFILE, "sum"),
        ((ANEW, AIM), "316", "sum"),
        ((replace(ANEW, starts=Q1),), "316", "sum"),
        ((ANEW,), "316", "cumulative"),
        ((replace(ANEW, what="Title"),), "316", "sum"),
    ],
)
def test_nothing_is_wanting(
    changes: tuple[Change, ...], target: str, counts_as: str, make: Make
) -> None:
    assert check_changes([casework(make, *changes, target=target, counts_as=counts_as)]) == ()
