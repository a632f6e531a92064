"""For any plans and figures, every count of the workbook is that of `data` and of `reconcile`."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from plansheet.compile import compile_book
from plansheet.compile.objectives import THEMES
from plansheet.compile.summary import RATINGS, SERVICES, STATES
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Objective, Plan, Service
from plansheet.model.ratings import Rating, State
from plansheet.model.returns import Figure
from plansheet.model.targets import parse_target
from plansheet.model.units import Unit
from plansheet.pages import Formula
from plansheet.reconcile.data import data_rows
from plansheet.reconcile.moved import compiled_rows
from plansheet.reconcile.past import earlier_of
from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
from plansheet.reconcile.results import (
    SUMMARY_KEYS,
    Comparing,
    key_of,
    reconcile_service,
    summary,
)

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter
    from plansheet.pages import Cell, Page

YEAR = FinancialYear(2018)
DUE = date(2018, 10, 12)
Q1, Q2, _, _ = YEAR.quarters
FIVE = Tolerance(Decimal("0.05"), relative=True, text="5%")
AIMS = (
    Objective("1. Safer", "1.1 Streets", "P1 - Streets", "80%"),
    Objective("1. Safer", "1.2 Homes", "Homes", ""),
    Objective("Values", "", "P2", "TBC"),
)
# Most are about 50, so that figures fall on all sides of a target and of where amber ends.
TARGETS = (
    "50",
    "50",
    "50",
    "<50",
    "80%",
    "50",
    "TBC",
    "",
    "Set baseline",
    "Q1 10 Q2 20 Q3 30 Q4 40",
    "<52",
    "Baseline + 5%",
)
NUMBERS: st.SearchStrategy[dict[str, object]] = st.sampled_from((30, 48, 49, 50, 51, 52, 80)).map(
    lambda number: {"actual": Decimal(number)}
)
FIGURES: st.SearchStrategy[dict[str, object] | None] = st.one_of(
    NUMBERS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.sampled_from(
        (
            None,
            {"held": True, "entered": "0.79"},
            {"reason": "Waiting for a partner"},
            {"expected_by": date(2018, 11, 1)},
            {"numerator": Decimal(9), "denominator": Decimal(10)},
            {"numerator": Decimal(1), "denominator": Decimal(0)},
        )
    ),
)


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Indicator:
    unit = draw(st.sampled_from((*[Unit.NUMBER] * 4, Unit.PERCENT, Unit.TEXT)))
    way = draw(st.sampled_from((*[Way.HIGHER] * 4, *[Way.LOWER] * 4, Way.NONE)))
    return Indicator(
        f"P{number}",
        "What is measured",
        draw(st.sampled_from(("KPI", "PI"))),
        unit,
        GoodIs(way),
        draw(st.sampled_from((*[HowOften.QUARTERLY] * 4, HowOften.HALF_YEARLY, HowOften.ANNUAL))),
        draw(st.sampled_from((*[CountsAs.SNAPSHOT] * 4, *CountsAs))),
        objective=draw(st.sampled_from(("", "1.1", "Values", "Homes", "nothing that is known"))),
        available_weeks=draw(st.sampled_from((0, 30))),
        targets={YEAR: parse_target(draw(st.sampled_from(TARGETS)), unit, YEAR)},
    )


@st.composite
def councils(draw: st.DrawFn) -> tuple[CouncilQuarter, CouncilQuarter]:
    """Return a council in two quarters: the same plans, other figures."""
    numbers = draw(st.lists(st.integers(0, 8), min_size=1, max_size=3))
    plans = [
        Plan(
            Service(f"s{at}", f"Service {at}"),
            "Plan",
            (YEAR,),
            f"s{at}.md",
            indicators=tuple(draw(indicators(number)) for number in range(count)),
            objectives=AIMS if draw(st.booleans()) else (),
        )
        for at, count in enumerate(numbers)
    ]
    figures: dict[tuple[str, str, Quarter], dict[str, object]] = {
        (plan.code, each.ref, quarter): figure
        for plan in plans
        for each in plan.indicators
        for quarter in (Q1, Q2)
        if (figure := draw(FIGURES)) is not None
    }
    first, second = (_council(plans, quarter, figures) for quarter in (Q1, Q2))
    return first, second


def _council(
    plans: list[Plan], quarter: Quarter, figures: dict[tuple[str, str, Quarter], dict[str, object]]
) -> CouncilQuarter:
    services = []
    for plan in plans:
        history: dict[str, dict[Quarter, Figure]] = {}
        for (code, ref, when), said in figures.items():
            if code == plan.code and when <= quarter:
                history.setdefault(ref, {})[when] = Figure(when, **said)  # type: ignore[arg-type]
        comparing = Comparing(quarter, date(2018, 11, 5), lambda _unit: FIVE)
        results = reconcile_service(plan, comparing, history)
        services.append(ServiceQuarter(plan, "complete", DUE, results=results, figures=history))
    return CouncilQuarter("Town", quarter, DUE, FIVE, tuple(services))


@settings(max_examples=200, deadline=None)
@given(councils())
def test_every_count_is_the_same_number_everywhere(
    councils: tuple[CouncilQuarter, CouncilQuarter],
) -> None:
    before, now = councils
    earlier = earlier_of(Q1, compiled_rows(before))
    council = CouncilQuarter(
        now.council, now.quarter, now.due, now.tolerance, now.services, earlier=(earlier,)
    )
    pages = {page.name: page for page in compile_book(council).pages}
    expected = _of_data(council)
    assert _of_reconcile(council) == expected
    shown = _by_measure(pages["Summary"])
    counted = {key: shown[_measure(key)]["number"] for key in SUMMARY_KEYS}
    assert counted == expected
    was = _of_data(before)
    assert {key: shown[_measure(key)]["before"] for key in SUMMARY_KEYS} == was
    for part in (SERVICES, THEMES):
        groups = [row for (where, _), row in shown.items() if where == part]
        if groups:
            assert _summed(groups, "number") == sum(expected[key_of(state)] for state in State)
            assert {key_of(each): _summed(groups, key_of(each)) for each in Rating} == {
                key_of(each): expected[key_of(each)] for each in Rating
            }
    rows = [row.cells for row in pages["Services"].rows]
    assert {
        key: sum(int(str(_value(row[key]))) for row in rows) for key in SUMMARY_KEYS
    } == expected
    exceptions = [row for row in pages["Exceptions"].rows if row.label]
    assert len(exceptions) == expected["red"] + expected["amber"]
    assert _moved(council, before) == tuple(
        shown["What moved", measure]["number"] for measure in ("Got worse", "Got better")
    )


def _of_data(council: CouncilQuarter) -> dict[str, int]:
    """Return the counts of the rows of `data`."""
    results = [each for service in council.services for each in service.results]
    rows = data_rows(results, council.council, council.quarter)
    words = Counter(row[column] for row in rows for column in ("rating", "state"))
    by_key = {key_of(word): word for word in (*Rating, *State)}
    return {key: words[by_key[key]] for key in SUMMARY_KEYS}


def _of_reconcile(council: CouncilQuarter) -> dict[str, int]:
    return summary(each for service in council.services for each in service.results)


def _moved(now: CouncilQuarter, before: CouncilQuarter) -> tuple[int, int]:
    """Return how many ratings fell and how many rose, counted the long way round."""
    order = ("Green", "Amber", "Red")
    ratings = [
        {
            (row["service"], row["ref"]): order.index(row["rating"])
            for service in council.services
            for row in data_rows(service.results, council.council, council.quarter)
            if row["rating"]
        }
        for council in (before, now)
    ]
    was, is_now = ratings
    steps = [is_now[key] - was[key] for key in is_now if key in was]
    return sum(step > 0 for step in steps), sum(step < 0 for step in steps)


def _measure(key: str) -> tuple[str, str]:
    words = key.replace("_", " ").capitalize()
    is_rating = key in {"rated", *(key_of(each) for each in Rating)}
    return (RATINGS if is_rating else STATES), words


def _by_measure(page: Page) -> dict[tuple[str, str], dict[str, object]]:
    return {
        (str(_value(row.cells["part"])), str(_value(row.cells["measure"]))): {
            key: _value(cell) for key, cell in row.cells.items()
        }
        for row in page.rows
    }


def _summed(rows: list[dict[str, object]], key: str) -> int:
    return sum(int(str(row[key])) for row in rows)


def _value(cell: Cell) -> object:
    return cell.value.value if isinstance(cell.value, Formula) else cell.value
