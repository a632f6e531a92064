"""Where indicators stood in the quarters before, and for how long a rating has stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.ratings import Goal, Rating, Result, State
from plansheet.model.records import CompiledRow
from plansheet.model.units import Unit
from plansheet.reconcile.past import (
    NOT_GREEN,
    Earlier,
    Run,
    Stood,
    as_stood,
    earlier_of,
    got_better,
    got_worse,
    last_quarter,
    rating_before,
    run_of,
)
from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

if TYPE_CHECKING:
    from reconcile.conftest import Make

DUE = date(2018, 7, 13)
Q1, Q2, Q3, Q4 = FinancialYear(2018).quarters
GREEN, AMBER, RED = Rating
STANDS = {
    "G": Stood(State.RATED, GREEN),
    "A": Stood(State.RATED, AMBER),
    "R": Stood(State.RATED, RED),
    "-": Stood(State.NOT_DUE),
    "?": Stood(State.NOT_SUPPLIED),
}


def result(rating: Rating | None = RED, formerly: str = "") -> Result:
    indicator = Indicator(
        "PK01",
        "Parks",
        "KPI",
        Unit.NUMBER,
        GoodIs(Way.HIGHER),
        HowOften.QUARTERLY,
        CountsAs.SNAPSHOT,
        formerly=formerly,
    )
    state = State.RATED if rating else State.AWAITED
    return Result("parks", indicator, state, Goal("5"), rating=rating)


def before(course: str, ref: str = "PK01") -> tuple[Earlier, ...]:
    """Return the quarters before Q4 by a letter each, last first; a space leaves one out."""
    return tuple(
        Earlier(Q4.plus(-back), {("parks", ref): STANDS[letter]})
        for back, letter in enumerate(course, start=1)
        if letter != " "
    )


@pytest.mark.parametrize(
    ("course", "quarters", "since"),
    [
        ("", 1, Q4),
        ("G", 1, Q4),
        ("A", 1, Q4),
        ("R", 2, Q3),
        ("RRG", 3, Q2),
        ("R-R", 3, Q1),
        ("--", 1, Q4),
        ("?R", 1, Q4),
        (" R", 1, Q4),
        ("R R", 2, Q3),
    ],
)
def test_red_in_a_row(course: str, quarters: int, since: object) -> None:
    assert run_of(result(), Q4, before(course), {RED}) == Run(quarters, since)  # type: ignore[arg-type]


def test_off_target_is_amber_or_red() -> None:
    assert run_of(result(), Q4, before("ARAG"), NOT_GREEN) == Run(4, Q1)
    assert run_of(result(GREEN), Q4, before("R"), NOT_GREEN) is None
    assert run_of(result(None), Q4, before("R"), NOT_GREEN) is None


def test_an_indicator_that_was_not_there_ends_a_run_unless_it_had_another_ref() -> None:
    assert run_of(result(), Q4, before("RR", "OLD1"), {RED}) == Run(1, Q4)
    assert run_of(result(formerly="OLD1"), Q4, before("RR", "OLD1"), {RED}) == Run(3, Q2)


def test_the_rating_before() -> None:
    assert rating_before(result(), Q4, before("A")) is AMBER
    assert rating_before(result(), Q4, before("-")) is None
    assert rating_before(result(), Q4, before("A", "PK02")) is None
    assert rating_before(result(), Q4, before(" R")) is None
    assert last_quarter(Q4, before("AG")) == before("A")[0]


@pytest.mark.parametrize(
    ("was", "now", "worse", "better"),
    [
        (GREEN, AMBER, True, False),
        (GREEN, RED, True, False),
        (AMBER, RED, True, False),
        (RED, GREEN, False, True),
        (RED, RED, False, False),
        (None, RED, False, False),
        (GREEN, None, False, False),
    ],
)
def test_worse_and_better(
    was: Rating | None, now: Rating | None, *, worse: bool, better: bool
) -> None:
    assert (got_worse(was, now), got_better(was, now)) == (worse, better)


def test_what_a_version_said_is_where_they_stood() -> None:
    def row(kind: str, ref: str, **said: str) -> CompiledRow:
        return CompiledRow(kind, "parks", ref, said)

    earlier = earlier_of(
        Q3,
        [
            row("Indicator", "PK01", state="rated", rating="Red"),
            row("Indicator", "PK02", state="not due", rating=""),
            row("Risk", "PK01", told="No change"),
        ],
    )
    assert earlier == Earlier(Q3, {("parks", "PK01"): STANDS["R"], ("parks", "PK02"): STANDS["-"]})
    assert {key: number for key, number in earlier.counts.items() if number} == {
        "rated": 1,
        "red": 1,
        "not_due": 1,
    }


def test_a_quarter_has_the_ratings_of_a_version_of_it_and_keeps_those_that_it_had_not(
    make: Make,
) -> None:
    known, new = result(GREEN), replace(result(AMBER), service="housing")
    service = ServiceQuarter(make.plan(), "complete", DUE, results=(known, new))
    council = CouncilQuarter("A council", Q1, DUE, make.tolerance, (service,))
    (found,) = as_stood(council, Earlier(Q1, {("parks", "PK01"): STANDS["?"]})).services
    assert [(each.state, each.rating, each.goal) for each in found.results] == [
        (State.NOT_SUPPLIED, None, known.goal),
        (State.RATED, AMBER, new.goal),
    ]
