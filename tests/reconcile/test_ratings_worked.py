"""Every row of the contract's table "Ratings, worked", and the edges beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.indicators import GoodIs, Way
from plansheet.model.periods import Quarter, parse_quarter
from plansheet.model.ratings import Goal, Rating, Span, State
from plansheet.model.units import plain
from plansheet.reconcile.goals import goal_for
from plansheet.reconcile.rating import rate
from plansheet.reconcile.wording import data_text

if TYPE_CHECKING:
    from reconcile.conftest import Make


COLUMNS = (
    "unit",
    "good_is",
    "counts_as",
    "how_often",
    "when",
    "target",
    "tolerance",
    "entered",
    "actual",
    "variance",
    "outcome",
)
PROFILE = "Q1 60 Q2 140 Q3 200 Q4 240"
# `entered` lists the quarters up to and with the one that is rated, parted by semicolons.
WORKED = f"""
% | higher | snapshot | quarterly | Q2 | 79% | 5% | 79% | 0.79 | 0 | Green
% | higher | snapshot | quarterly | Q2 | 79% | 5% | 75.05% | 0.7505 | -0.0395 | Amber
% | higher | snapshot | quarterly | Q2 | 79% | 5% | 75.04% | 0.7504 | -0.0396 | Red
% | higher | snapshot | quarterly | Q2 | 79% | 5 points | 74% | 0.74 | -0.05 | Amber
% | higher | snapshot | quarterly | Q2 | 79% | 5 points | 73.99% | 0.7399 | -0.0501 | Red
number | lower | snapshot | quarterly | Q2 | 752 | 5% | 752 | 752 | 0 | Green
number | lower | snapshot | quarterly | Q2 | 752 | 5% | 789.6 | 789.6 | 37.6 | Amber
number | lower | snapshot | quarterly | Q2 | 752 | 5% | 790 | 790 | 38 | Red
number | lower | snapshot | quarterly | Q2 | <752 | 5% | 752 | 752 | 0 | Amber
number | lower | snapshot | quarterly | Q2 | <752 | 5% | 751 | 751 | -1 | Green
number | higher | snapshot | quarterly | Q2 | 0 | 5% | -28 | -28 | -28 | Red
number | lower | snapshot | quarterly | Q2 | 0 | 2 points | 2 | 2 | 2 | Amber
number | within 80 to 120 | snapshot | quarterly | Q2 | - | 5% | 76 | 76 | -4 | Amber
number | within 80 to 120 | snapshot | quarterly | Q2 | - | 5% | 126 | 126 | 6 | Amber
number | within 80 to 120 | snapshot | quarterly | Q2 | - | 5% | 75.9 | 75.9 | -4.1 | Red
number | within 80 to 120 | snapshot | quarterly | Q2 | - | 5% | 100 | 100 | 0 | Green
number | within 80 to 120 | snapshot | quarterly | Q2 | - | 5% | 126.1 | 126.1 | 6.1 | Red
number | within 80 to 120 | snapshot | quarterly | Q2 | - | 2 points | 78 | 78 | -2 | Amber
number | none | snapshot | quarterly | Q2 | 100 | 5% | 7 | 7 | | data only
number | lower | cumulative | quarterly | Q2 | {PROFILE} | 5% | 60; 147 | 147 | 7 | Amber
number | higher | cumulative | quarterly | Q2 | 7,500 | 5% | 1; 3,562.5 | 3562.5 | -187.5 | Amber
% | higher | snapshot | quarterly | Q2 | 90% | 5% | 90% | 0.9 | 0 | Green
number | higher | sum | quarterly | Q2 | Q1 76 Q2 76 Q3 76 Q4 76 | 5% | 80; 70 | 150 | -2 | Amber
% | higher | ratio | quarterly | Q2 | 90% | 5% | 45/50; 171/190 | 0.9 | 0 | Green
% | higher | average | quarterly | Q2 | 90% | 5% | 92%; 88% | 0.88 | -0.02 | Amber
% | higher | latest | annual | Q2 | 79% | 5% | ; | | | not due
% | higher | latest | annual | Q4 | 79% | 5% | ; ; ; 79% | 0.79 | 0 | Green
% | higher | latest | half-yearly | Q1 | 79% | 5% | | | | not due
% | higher | latest | half-yearly | Q2 | 79% | 5% | ; 79% | 0.79 | 0 | Green
% | higher | latest | every two years | Q4 | - | 5% | ; ; ; | | | not due
% | higher | latest | every two years | Q4 | 79% | 5% | ; ; ; 79% | 0.79 | 0 | Green
% | higher | latest | ad hoc | Q2 | N/A | 5% | ; | | | not due
number | higher | snapshot | quarterly | Q2 | TBC | 5% | 5 | 5 | | no target
number | higher | snapshot | quarterly | Q2 | To be reviewed | 5% | 5 | 5 | | no target
number | higher | snapshot | quarterly | Q2 | N/A | 5% | 5 | 5 | | no target
number | higher | snapshot | quarterly | Q2 | | 5% | 5 | 5 | | no target
number | higher | snapshot | quarterly | Q2 | quite a few | 5% | 5 | 5 | | no target
number | higher | snapshot | quarterly | Q2 | July 09 | 5% | 5 | 5 | | no target
number | higher | snapshot | quarterly | Q2 | Set baseline | 5% | 5 | 5 | | baseline
% | higher | snapshot | quarterly | Q2 | Baseline + 2.5% | 5% | 5% | 0.05 | | baseline
% | higher | snapshot | quarterly | Q2 | 79% | 5% | | | | not supplied
level | higher | latest | quarterly | Q2 | 3 (?) | 5% | 3 | 3 | 0 | Green
"""


def _quarter(text: str) -> Quarter:
    quarter = parse_quarter(text)
    assert quarter is not None
    return quarter


def _rows() -> list[dict[str, str]]:
    lines = WORKED.strip().splitlines()
    return [
        dict(zip(COLUMNS, (part.strip() for part in line.split("|")), strict=True))
        for line in lines
    ]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: " ".join(row.values()))
def test_every_worked_row(row: dict[str, str], make: Make) -> None:
    indicator = make.indicator(**{key: row[key] for key in COLUMNS[:4]}, **_said(row))
    quarter = _quarter(f"2018-19-{row['when']}")
    entered = [part.strip() for part in row["entered"].split(";")]
    quarters = quarter.so_far[-len(entered) :]
    figures = {
        when: make.figure(when.label, said)
        for when, said in zip(quarters, entered, strict=True)
        if said
    }
    result = make.result(indicator, quarter, figures, date(2019, 5, 1))
    found = (data_text(result.actual), data_text(result.variance), result.rating or result.state)
    assert found == (row["actual"], row["variance"], row["outcome"])


def _said(row: dict[str, str]) -> dict[str, str]:
    return {key: row[key] for key in ("target", "tolerance")}


DATED = """
2009-07-31 | | 0 | Green
2009-07-01 | | -30 | Green
2009-08-10 | | 10 | Amber
2009-08-11 | | 11 | Red
| Held up by the contractor | | Red
| | | not supplied
"""


@pytest.mark.parametrize("line", DATED.strip().splitlines())
def test_every_worked_row_of_a_date(line: str, make: Make) -> None:
    done, reason, variance, outcome = (part.strip() for part in line.split("|"))
    indicator = make.indicator(
        unit="date", good_is="lower", target_2009="July 2009", tolerance="10 days"
    )
    quarter = _quarter("2009-10-Q2")
    figures = {quarter: make.figure(quarter.label, done, reason=reason)}
    result = make.result(indicator, quarter, figures, date(2009, 10, 20))
    assert (data_text(result.variance), result.rating or result.state) == (variance, outcome)


AWAITED = [
    pytest.param({}, {"expected_by": date(2018, 11, 30)}, State.AWAITED, id="expected by"),
    pytest.param(
        {}, {"reason": "Waiting", "expected_by": date(2018, 11, 30)}, State.AWAITED, id="both"
    ),
    pytest.param({}, {"reason": "Not available yet"}, State.NOT_SUPPLIED, id="reason only"),
    pytest.param({}, {}, State.NOT_SUPPLIED, id="nothing"),
    pytest.param({"weeks": "6"}, {}, State.AWAITED, id="six weeks not passed"),
    pytest.param({"weeks": "3"}, {}, State.NOT_SUPPLIED, id="three weeks passed"),
    pytest.param({}, {"held": True}, State.HELD, id="held"),
]


@pytest.mark.parametrize(("plan_says", "return_says", "state"), AWAITED)
def test_no_figure(
    plan_says: dict[str, str], return_says: dict[str, object], state: State, make: Make
) -> None:
    indicator = make.indicator(unit="%", target="79%", **plan_says)
    quarter = _quarter("2018-19-Q2")
    figures = {quarter: make.figure(quarter.label, **return_says)}
    result = make.result(indicator, quarter, figures, date(2018, 11, 1))
    assert (result.state, result.rating, result.actual) == (state, None, None)


GOALS = [
    ({"target": "7,500", "counts_as": "cumulative"}, "Q1", ("1875", "1781.25"), True),
    ({"target": "7,500", "counts_as": "cumulative"}, "Q4", ("7500", "7125"), False),
    ({"target": "100", "counts_as": "sum", "how_often": "half-yearly"}, "Q2", ("50", "47.5"), True),
    ({"target": "100", "counts_as": "sum", "how_often": "half-yearly"}, "Q4", ("100", "95"), False),
    ({"target": "90", "counts_as": "average"}, "Q1", ("90", "85.5"), False),
    ({"target": PROFILE, "counts_as": "cumulative"}, "Q3", ("200", "190"), False),
    ({"target": PROFILE, "counts_as": "latest"}, "Q3", ("200", "190"), False),
    ({"target": PROFILE, "counts_as": "sum"}, "Q3", ("400", "380"), False),
    ({"target": "-20"}, "Q2", ("-20", "-21"), False),
    (
        {"target": "Baseline + 2.5%", "unit": "%", "actual_2017": "60%"},
        "Q2",
        ("0.625", "0.59375"),
        False,
    ),
    (
        {"target": "Baseline + 5%", "actual_2016": "200", "actual_2017": "New PI"},
        "Q2",
        ("210", "199.5"),
        False,
    ),
    ({"target": "20% improvement", "actual_2017": "50"}, "Q2", ("60", "57"), False),
    (
        {"target": "20% improvement", "good_is": "lower", "actual_2017": "50"},
        "Q2",
        ("40", "42"),
        False,
    ),
    (
        {"target": "Baseline - 10%", "good_is": "lower", "actual_2017": "50"},
        "Q2",
        ("45", "47.25"),
        False,
    ),
    ({"target": "Baseline + 5", "actual_2017": "50"}, "Q2", ("55", "52.25"), False),
]


@pytest.mark.parametrize(("words", "when", "figures", "assumed"), GOALS)
def test_goal_in_force(
    words: dict[str, str], when: str, figures: tuple[str, str], *, assumed: bool, make: Make
) -> None:
    goal = goal_for(make.indicator(**words), _quarter(f"2018-19-{when}"), make.tolerance)
    value, edge = (Decimal(figure) for figure in figures)
    assert goal == Goal(words["target"], State.RATED, value, edge, assumed=assumed)


def test_a_goal_keeps_its_own_tolerance_and_strictness(make: Make) -> None:
    indicator = make.indicator(target=">752", good_is="higher", tolerance="2 points")
    goal = goal_for(indicator, _quarter("2018-19-Q2"), make.tolerance)
    assert goal == Goal(">752", State.RATED, Decimal(752), Decimal(750), strict=True)


def test_no_target_column_is_no_target(make: Make) -> None:
    indicator = make.indicator(target="79")
    assert goal_for(indicator, _quarter("2019-20-Q2"), make.tolerance) == Goal("")


def test_an_improvement_of_data_only_is_no_target(make: Make) -> None:
    indicator = make.indicator(target="20% improvement", good_is="none", actual_2017="50")
    goal = goal_for(indicator, _quarter("2018-19-Q2"), make.tolerance)
    assert goal == Goal("20% improvement")


def test_a_relative_target_without_its_change_is_no_target(make: Make) -> None:
    indicator = make.indicator(target="Baseline + 5%", actual_2017="50")
    broken = {year: replace(target, change=None) for year, target in indicator.targets.items()}
    goal = goal_for(replace(indicator, targets=broken), _quarter("2018-19-Q2"), make.tolerance)
    assert goal == Goal("Baseline + 5%")


RANGES = [
    ({"target": ""}, "within 80 to 120", ("80", "120", "76", "126"), False),
    ({"target": "100"}, "100", ("80", "120", "76", "126"), False),
    ({"counts_as": "cumulative"}, "within 80 to 120", ("40", "60", "38", "63"), True),
]


@pytest.mark.parametrize(("words", "text", "edges", "assumed"), RANGES)
def test_a_range_is_a_target(
    words: dict[str, str], text: str, edges: tuple[str, ...], *, assumed: bool, make: Make
) -> None:
    indicator = make.indicator(good_is="within 80 to 120", **words)
    goal = goal_for(indicator, _quarter("2018-19-Q2"), make.tolerance)
    span = Span(*(Decimal(edge) for edge in edges))
    assert goal == Goal(text, State.RATED, span=span, assumed=assumed)


def test_a_range_without_edges_is_no_target(make: Make) -> None:
    indicator = replace(make.indicator(), good_is=GoodIs(Way.WITHIN))
    goal = goal_for(indicator, _quarter("2018-19-Q2"), make.tolerance)
    assert goal == Goal("within")


def test_nothing_to_compare_with_is_refused() -> None:
    with pytest.raises(ValueError, match="TBC"):
        rate(Way.HIGHER, Goal("TBC"), Decimal(5))


ORDER = (Rating.RED, Rating.AMBER, Rating.GREEN)
numbers = st.decimals(-10_000, 10_000, places=4)


@given(target=numbers, share=st.decimals(0, 1, places=3), one=numbers, other=numbers)
def test_a_better_figure_is_never_rated_worse(
    target: Decimal, share: Decimal, one: Decimal, other: Decimal
) -> None:
    slack = abs(target) * share
    worse, better = sorted((one, other))
    higher = Goal("", State.RATED, target, target - slack)
    lower = Goal("", State.RATED, target, target + slack)
    assert _rank(Way.HIGHER, higher, worse) <= _rank(Way.HIGHER, higher, better)
    assert _rank(Way.LOWER, lower, better) <= _rank(Way.LOWER, lower, worse)


def _rank(way: Way, goal: Goal, actual: Decimal) -> int:
    return ORDER.index(rate(way, goal, actual).rating)


@given(target=numbers, actual=numbers)
def test_variance_is_actual_less_target(target: Decimal, actual: Decimal) -> None:
    goal = Goal("", State.RATED, target, target)
    variance = rate(Way.HIGHER, goal, actual).variance
    assert variance is not None
    assert plain(variance) == plain(actual - target)
