"""Dated changes hold from their quarter on, and a changed definition is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plansheet.model.indicators import CountsAs, HowOften, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Change
from plansheet.model.units import Unit
from plansheet.reconcile.change_fields import field_named, is_unclear
from plansheet.reconcile.changes import (
    Unmade,
    as_of,
    redefined_by,
    redefined_since,
    unmade_changes,
    withdrawn_refs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reconcile.conftest import Make

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Service


LAST, THIS, NEXT = (FinancialYear(starts) for starts in (2017, 2018, 2019))
Q1, Q2, Q3, _ = THIS.quarters

FIELDS: list[tuple[str, str, Callable[[Indicator], object], object]] = [
    ("Title", "New title", lambda found: found.title, "New title"),
    ("Description", "New title", lambda found: found.title, "New title"),
    ("definition", "Cases closed", lambda found: found.definition, "Cases closed"),
    ("Tier", "pi", lambda found: found.tier, "PI"),
    ("Supplied by", "Corporate Services", lambda found: found.supplied_by, "corporate-services"),
    ("Also reported by", "a, b", lambda found: found.also_reported_by, ("a", "b")),
    ("Target", "85", lambda found: found.targets[THIS].text, "85"),
    ("2019/20  Target", "90", lambda found: found.targets[NEXT].text, "90"),
    ("2017/18 Actual", "78", lambda found: found.actuals[LAST].text, "78"),
    ("Tolerance", "5 points", lambda found: str(found.tolerance), "5 points"),
    ("Unit", "per cent", lambda found: str(found.targets[THIS].value), "0.79"),
    ("Good is", "Lower", lambda found: found.good_is.way, Way.LOWER),
    ("Polarity", "within 80 to 120", lambda found: str(found.good_is), "within 80 to 120"),
    ("How often", "annual", lambda found: found.how_often, HowOften.ANNUAL),
    ("Counts as", "sum", lambda found: found.counts_as, CountsAs.SUM),
    ("Owner", "Parks Manager", lambda found: found.owner, "Parks Manager"),
    ("Objective", "1.1.1", lambda found: found.objective, "1.1.1"),
    ("Source system", "Case log", lambda found: found.source_system, "Case log"),
    ("Available", "10 days", lambda found: found.available_weeks, 2),
    ("Available", "", lambda found: found.available_weeks, 0),
    ("Publish", "internal", lambda found: found.public, False),
]


@pytest.mark.parametrize(("what", "new", "read", "expected"), FIELDS)
def test_a_change_holds_from_its_quarter_on(
    what: str, new: str, read: Callable[[Indicator], object], expected: object, make: Make
) -> None:
    indicator = make.indicator(target="79", weeks="1")
    plan = make.plan(indicator, changes=(Change("indicators:cp01", what, "", new, Q2),))
    assert as_of(plan, Q1).indicators == (indicator,)
    for quarter in (Q2, Q3):
        assert read(as_of(plan, quarter).indicators[0]) == expected
    assert as_of(as_of(plan, Q2), Q2) == as_of(plan, Q2)
    assert unmade_changes(plan) == ()


SHOWN = [
    ("title", "Measure CP01"),
    ("definition", "Cases"),
    ("tier", "KPI"),
    ("unit", "number"),
    ("good is", "higher"),
    ("how often", "quarterly"),
    ("counts as", "snapshot"),
    ("tolerance", "5 points"),
    ("owner", ""),
    ("objective", ""),
    ("source system", ""),
    ("available", "6 weeks"),
    ("supplied by", "parks"),
    ("also reported by", ""),
    ("publish", "public"),
    ("target", "79"),
    ("actual", "78"),
]


@pytest.mark.parametrize(("what", "expected"), SHOWN)
def test_what_holds_before_a_change_is_shown(what: str, expected: str, make: Make) -> None:
    words = {"definition": "Cases", "tolerance": "5 points", "weeks": "6", "supplied_by": "parks"}
    indicator = make.indicator(target="79", actual_2018="78", **words)
    field = field_named(what)
    assert field is not None
    assert field.show(indicator, THIS) == expected
    assert field.show(indicator, NEXT) == ("" if what in {"target", "actual"} else expected)


def test_what_was_inferred_is_stated_by_a_change(make: Make) -> None:
    new = Change("NEW-1", "New indicator", "", "Visits", Q1)
    said = [("Tier", "KPI"), ("Unit", "%"), ("Good is", "lower"), ("How often", "annual")]
    rows = [Change("NEW-1", what, "", value, Q1) for what, value in (*said, ("Counts as", "sum"))]
    found = as_of(make.plan(changes=(new,)), Q1).indicators[0]
    assert found.inferred == ("Tier", "Unit", "Good is", "How often", "Counts as")
    assert as_of(make.plan(changes=(new, *rows)), Q1).indicators[0].inferred == ()


def test_the_later_of_two_changes_holds(make: Make) -> None:
    changes = (Change("CP01", "Target", "85", "87", Q3), Change("CP01", "Target", "79", "85", Q2))
    plan = make.plan(make.indicator(target="79"), changes=changes)
    found = [as_of(plan, quarter).indicators[0].targets[THIS].text for quarter in (Q1, Q2, Q3)]
    assert found == ["79", "85", "87"]


def test_a_unit_is_changed_before_what_is_written_in_it(make: Make) -> None:
    changes = (
        Change("CP01", "Good is", "", "within 10 to 20", Q1),
        Change("CP01", "Tolerance", "", "3 days", Q1),
        Change("CP01", "2017/18 Actual", "", "9 days", Q1),
        Change("CP01", "Unit", "number", "days", Q1),
    )
    before = make.indicator(target="12 days", tolerance="5 points")
    found = as_of(make.plan(before, changes=changes), Q1).indicators[0]
    assert (found.unit, str(found.good_is), str(found.tolerance)) == (
        Unit.DAYS,
        "within 10 to 20",
        "3 days",
    )
    assert [str(found.targets[THIS].value), str(found.actuals[LAST].value)] == ["12", "9"]


def test_a_new_indicator_is_data_only_until_a_change_says_more(make: Make) -> None:
    changes = (
        Change("CP50", "Target", "", "79%", Q2),
        Change("CP50", "New indicator", "", "Visits", Q2),
        Change("CP50", "Unit", "", "%", Q2),
        Change("CP50", "Good is", "", "higher", Q3),
    )
    plan = make.plan(make.indicator(), changes=changes)
    assert [each.ref for each in as_of(plan, Q1).indicators] == ["CP01"]
    second, third = (as_of(plan, quarter).indicators[1] for quarter in (Q2, Q3))
    assert (second.ref, second.title, second.good_is.way) == ("CP50", "Visits", Way.NONE)
    assert (third.good_is.way, str(third.targets[THIS].value)) == (Way.HIGHER, "0.79")
    assert redefined_since(plan, Q3) == {}
    assert as_of(as_of(plan, Q3), Q3) == as_of(plan, Q3)


SERVICE: list[tuple[str, str, Callable[[Service], str]]] = [
    ("Name", "Community Safety", lambda service: service.name),
    ("Service", "Community Safety", lambda service: service.name),
    ("Head", "Head of Safety", lambda service: service.head),
    ("Owner", "Head of Safety", lambda service: service.head),
    ("E-mail", "safety@council.example", lambda service: service.email),
    ("Source data", "Officer", lambda service: service.source_data),
    ("Data entry", "Officer", lambda service: service.data_entry),
    ("Checked by", "Officer", lambda service: service.checked_by),
    ("Deputy", "Officer", lambda service: service.deputy),
    ("Committee", "Resources", lambda service: service.committee),
]


@pytest.mark.parametrize(("what", "new", "read"), SERVICE)
def test_the_service_itself_changes(
    what: str, new: str, read: Callable[[Service], str], make: Make
) -> None:
    plan = make.plan(changes=(Change("service", what, "", new, Q2),))
    assert as_of(plan, Q1).service == plan.service
    assert read(as_of(plan, Q2).service) == new


UNMADE = [
    (Change("CP01", "Title", "", " ", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Definition", "", "", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Tier", "", "", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Unit", "", "furlongs", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Tolerance", "", "a little", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Good is", "", "within 120 to 80", Q1), Unmade.NO_VALUE),
    (Change("CP01", "How often", "", "fortnightly", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Counts as", "", "guess", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Available", "", "soon", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Publish", "", "perhaps", Q1), Unmade.NO_VALUE),
    (Change("CP01", "Publish", "", "", Q1), Unmade.NO_VALUE),
    (Change("Service", "Name", "", "", Q1), Unmade.NO_VALUE),
    (Change("Service", "E-mail", "", "by post", Q1), Unmade.NO_VALUE),
    (Change("", "New indicator", "", "Visits", Q1), Unmade.NO_VALUE),
    (Change("CP50", "New indicator", "", "", Q1), Unmade.NO_VALUE),
    (Change("CP01", "New indicator", "", "Visits", Q1), Unmade.TAKEN),
    (Change("CP01", "Colour", "", "Red", Q1), Unmade.NO_FIELD),
    (Change("CP01", "2019/20", "", "Red", Q1), Unmade.NO_FIELD),
    (Change("Service", "Colour", "", "Red", Q1), Unmade.NO_FIELD),
    (Change("CP99", "Title", "", "New", Q1), Unmade.NO_REF),
    (Change("Risks:CP01", "Title", "", "New", Q1), Unmade.ELSEWHERE),
]


@pytest.mark.parametrize(("change", "why"), UNMADE)
def test_what_cannot_be_made_is_named_and_changes_nothing(
    change: Change, why: Unmade, make: Make
) -> None:
    plan = make.plan(make.indicator(target="79"), changes=(change,))
    assert unmade_changes(plan) == ((change, why),)
    assert as_of(plan, Q1) == plan


def test_withdrawals_and_moves_leave_the_table_as_it_is(make: Make) -> None:
    changes = (
        Change("cp01", "Withdrawn", "", "", Q2),
        Change("CP01", "Moved to", "", "corporate-services", Q3),
    )
    plan = make.plan(make.indicator(), changes=changes)
    assert as_of(plan, Q3) == plan
    assert unmade_changes(plan) == ()
    assert [set(withdrawn_refs(plan, quarter)) for quarter in (Q1, Q2)] == [set(), {"CP01"}]


def test_a_target_that_cannot_be_read_is_unclear(make: Make) -> None:
    target, title = field_named("target"), field_named("title")
    assert target is not None
    assert title is not None
    indicator = make.indicator(target="some")
    assert [is_unclear(indicator, target, year) for year in (THIS, NEXT)] == [True, False]
    assert not is_unclear(indicator, title, THIS)


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


def test_what_the_earlier_plan_redefined_is_known_in_the_next(make: Make) -> None:
    halfway = LAST.quarters[2]
    changes = (Change("CAB1", "Definition", "", "Cases", halfway),)
    earlier = make.plan(make.indicator("CAB1"), changes=changes)
    plan = make.plan(make.indicator("CP28", formerly="CAB1"), make.indicator("CP14"))
    assert redefined_by(plan, as_of(earlier, halfway)) == {"CP28": halfway}
