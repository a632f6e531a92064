"""Which state an indicator is in: the order in which they are tried, and where a gap shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Change
from plansheet.model.ratings import Rating, State, Travel
from plansheet.reconcile.results import SUMMARY_KEYS, Comparing, reconcile_service, summary

if TYPE_CHECKING:
    from reconcile.conftest import Make

    from plansheet.model.ratings import Result


YEAR = FinancialYear(2018)
Q1, Q2, Q3, Q4 = YEAR.quarters
WITHDRAWN = Change("Indicators:CP01", "Withdraw", "", "", Q2)

# Each line keeps one reason the more to be in an earlier state than the line below it.
PRECEDENCE = [
    ({"good_is": "none", "how_often": "annual"}, (WITHDRAWN,), {"held": True}, State.WITHDRAWN),
    ({"good_is": "none", "how_often": "annual"}, (), {"held": True}, State.DATA_ONLY),
    ({"unit": "text", "how_often": "annual"}, (), {"held": True}, State.DATA_ONLY),
    ({"how_often": "annual", "target": "TBC"}, (), {"held": True}, State.NOT_DUE),
    ({"target": "TBC", "weeks": "99"}, (), {"held": True}, State.HELD),
    ({"target": "TBC", "weeks": "99"}, (), {}, State.AWAITED),
    ({"target": "TBC"}, (), {}, State.NOT_SUPPLIED),
    ({"target": "Set baseline"}, (), {"said": "5"}, State.BASELINE),
    ({"target": "TBC"}, (), {"said": "5"}, State.NO_TARGET),
    ({"target": "5"}, (), {"said": "5"}, State.RATED),
]


@pytest.mark.parametrize(("plan_says", "changes", "return_says", "state"), PRECEDENCE)
def test_precedence(
    plan_says: dict[str, str],
    changes: tuple[Change, ...],
    return_says: dict[str, object],
    state: State,
    make: Make,
) -> None:
    plan = make.plan(make.indicator(**plan_says), changes=changes)
    said = {key: value for key, value in return_says.items() if key != "said"}
    figure = make.figure("2018-19-Q2", str(return_says.get("said", "")), **said)
    (result,) = make.results(plan, Q2, {"CP01": {Q2: figure}})
    assert result.state is state
    assert (result.rating is not None) == (state is State.RATED)
    assert result.due == (
        state not in {State.WITHDRAWN, State.NOT_DUE} and "how_often" not in plan_says
    )


def test_no_return_at_all_is_not_supplied(make: Make) -> None:
    (result,) = make.results(make.plan(make.indicator(target="5")), Q2, {})
    assert (result.state, result.figure) == (State.NOT_SUPPLIED, None)


EARLIER = [
    pytest.param({}, State.NOT_SUPPLIED, (Q1,), id="nothing"),
    pytest.param({"held": True}, State.HELD, (Q1,), id="held"),
    pytest.param({"expected_by": date(2018, 12, 1)}, State.AWAITED, (Q1,), id="awaited"),
    pytest.param({"said": "4"}, State.RATED, (), id="there"),
]


@pytest.mark.parametrize("counts_as", ["sum", "ratio"])
@pytest.mark.parametrize(("first", "state", "missing"), EARLIER)
def test_a_gap_in_the_year_to_date(
    counts_as: str, first: dict[str, object], state: State, missing: tuple[Quarter, ...], make: Make
) -> None:
    tail = "/10" if counts_as == "ratio" else ""
    said = f"{first['said']}{tail}" if "said" in first else ""
    rest = {key: value for key, value in first.items() if key != "said"}
    figures = {
        Q1: make.figure("2018-19-Q1", said, **rest),
        Q2: make.figure("2018-19-Q2", f"5{tail}"),
    }
    plan = make.plan(make.indicator(counts_as=counts_as, target="9"))
    (result,) = make.results(plan, Q2, {"CP01": figures})
    assert (result.state, result.missing) == (state, missing)
    assert (result.actual is None) == bool(missing)


def test_the_gravest_of_two_gaps_is_shown(make: Make) -> None:
    figures = {
        Q1: make.figure("2018-19-Q1", expected_by=date(2018, 12, 1)),
        Q3: make.figure("2018-19-Q3", "5"),
    }
    plan = make.plan(make.indicator(counts_as="sum"))
    (result,) = make.results(plan, Q3, {"CP01": figures})
    assert (result.state, result.missing) == (State.NOT_SUPPLIED, (Q1, Q2))


def test_a_half_yearly_sum_lacks_only_what_was_asked(make: Make) -> None:
    figures = {Q2: make.figure("2018-19-Q2", "40"), Q4: make.figure("2018-19-Q4", "70")}
    plan = make.plan(make.indicator(counts_as="sum", how_often="half-yearly", target="100"))
    (result,) = make.results(plan, Q4, {"CP01": figures})
    assert (str(result.actual), result.rating) == ("110", Rating.GREEN)


RATIOS = [
    (("45/50", "0/0"), State.RATED, "0.9"),
    (("0/0", "45/50"), State.RATED, "0.9"),
    (("0/0", "0/0"), State.NOT_SUPPLIED, "None"),
    (("45/50", "3/0"), State.NOT_SUPPLIED, "None"),
    (("45/50", "3/"), State.NOT_SUPPLIED, "None"),
    (("45/50", "/9"), State.NOT_SUPPLIED, "None"),
    (("45/50", "90%"), State.NOT_SUPPLIED, "None"),
]


@pytest.mark.parametrize(("entered", "state", "actual"), RATIOS)
def test_ratios(entered: tuple[str, str], state: State, actual: str, make: Make) -> None:
    figures = {
        quarter: make.figure(quarter.label, said)
        for quarter, said in zip((Q1, Q2), entered, strict=True)
    }
    plan = make.plan(make.indicator(unit="%", counts_as="ratio", target="90%"))
    (result,) = make.results(plan, Q2, {"CP01": figures})
    assert (result.state, str(result.actual)) == (state, actual)


D2009 = FinancialYear(2009).quarters
DATES = [
    # quarter compared, figures by quarter, day of comparing, state, rating
    (0, {}, date(2009, 7, 5), (State.NOT_DUE, None)),
    (0, {0: "2009-06-20"}, date(2009, 7, 5), (State.RATED, Rating.GREEN)),
    (1, {0: "2009-06-20"}, date(2009, 10, 5), (State.NOT_DUE, None)),
    (1, {0: "2009-06-20", 1: "2009-09-20"}, date(2009, 10, 5), (State.RATED, Rating.RED)),
    (1, {}, date(2009, 9, 30), (State.AWAITED, None)),
    (1, {}, date(2009, 10, 1), (State.NOT_SUPPLIED, None)),
    (2, {}, date(2010, 1, 5), (State.NOT_SUPPLIED, None)),
    (2, {2: "2009-10-01"}, date(2010, 1, 5), (State.RATED, Rating.RED)),
]


@pytest.mark.parametrize(("when", "done", "today", "expected"), DATES)
def test_a_date_is_asked_until_it_is_done(
    when: int, done: dict[int, str], today: date, expected: tuple[State, Rating | None], make: Make
) -> None:
    plan = make.plan(make.indicator(unit="date", good_is="lower", target_2009="July 2009"))
    figures = {D2009[key]: make.figure(D2009[key].label, said) for key, said in done.items()}
    (result,) = make.results(plan, D2009[when], {"CP01": figures}, today)
    assert (result.state, result.rating) == expected


def test_a_new_deadline_is_not_answered_by_the_old_date(make: Make) -> None:
    words = {"unit": "date", "good_is": "lower", "target_2008": "May 08", "target_2009": "May 09"}
    plan = make.plan(make.indicator(**words))
    old = FinancialYear(2008).quarters[0]
    figures = {old: make.figure(old.label, "2008-05-01")}
    (result,) = make.results(plan, D2009[0], {"CP01": figures}, date(2009, 8, 1))
    assert (result.state, result.goal.by) == (State.NOT_SUPPLIED, date(2009, 5, 31))


EARLY = [("May 09", State.RATED), ("TBC", State.NO_TARGET)]


@pytest.mark.parametrize(("target", "state"), EARLY)
def test_an_early_date_is_held_to_the_next_deadline(target: str, state: State, make: Make) -> None:
    plan = make.plan(make.indicator(unit="date", good_is="lower", target_2019=target))
    figures = {Q2: make.figure("2018-19-Q2", "2018-09-01")}
    (result,) = make.results(plan, Q2, {"CP01": figures})
    assert result.state is state


def test_a_date_of_a_year_without_a_column_has_no_target(make: Make) -> None:
    indicator = replace(make.indicator(unit="date", good_is="lower"), targets={})
    figures = {Q2: make.figure("2018-19-Q2", "2018-09-01")}
    (result,) = make.results(make.plan(indicator), Q2, {"CP01": figures})
    assert (result.state, result.goal.text) == (State.NO_TARGET, "")


TRAVELS = [
    # good is and counts as, quarter, figures by (year, quarter), since last quarter and last year
    (("higher", "snapshot"), Q2, {(2018, 1): "80", (2018, 2): "90"}, ("better", None)),
    (("lower", "snapshot"), Q2, {(2018, 1): "80", (2018, 2): "90"}, ("worse", None)),
    (("higher", "snapshot"), Q2, {(2018, 1): "90", (2018, 2): "90"}, ("same", None)),
    (("higher", "snapshot"), Q2, {(2018, 2): "90", (2017, 2): "95"}, (None, "worse")),
    (("higher", "snapshot"), Q1, {(2018, 1): "90", (2017, 4): "80"}, ("better", None)),
    (("higher", "sum"), Q2, {(2018, 1): "80", (2018, 2): "70"}, ("worse", None)),
    (
        ("higher", "sum"),
        Q2,
        {(2018, 1): "80", (2018, 2): "70", (2017, 1): "1", (2017, 2): "149"},
        ("worse", "same"),
    ),
    (("higher", "sum"), Q2, {(2018, 1): "80", (2018, 2): "70", (2017, 2): "149"}, ("worse", None)),
    (
        ("lower", "cumulative"),
        Q3,
        {(2018, 1): "60", (2018, 2): "140", (2018, 3): "200"},
        ("better", None),
    ),
    (
        ("lower", "cumulative"),
        Q2,
        {(2018, 1): "60", (2018, 2): "140", (2017, 2): "150"},
        ("worse", "better"),
    ),
    (("lower", "cumulative"), Q3, {(2018, 2): "60", (2018, 3): "140"}, (None, None)),
    (
        ("lower", "cumulative"),
        Q1,
        {(2018, 1): "50", (2017, 3): "180", (2017, 4): "240"},
        ("better", None),
    ),
    (("lower", "cumulative"), Q1, {(2018, 1): "50", (2017, 4): "240"}, (None, None)),
    (("higher", "ratio"), Q2, {(2018, 1): "45/50", (2018, 2): "171/190"}, ("same", None)),
    (("within 80 to 120", "snapshot"), Q2, {(2018, 1): "130", (2018, 2): "75"}, ("better", None)),
    (("within 80 to 120", "snapshot"), Q2, {(2018, 1): "80", (2018, 2): "120"}, ("same", None)),
    (
        ("within 80 to 120", "sum"),
        Q2,
        {(2018, 1): "30", (2018, 2): "31", (2017, 1): "20", (2017, 2): "20"},
        ("worse", "worse"),
    ),
    (("none", "snapshot"), Q2, {(2018, 1): "80", (2018, 2): "90"}, (None, None)),
    (("higher", "snapshot"), Q2, {(2018, 1): "80"}, (None, None)),
]


@pytest.mark.parametrize(("polarity", "when", "said", "expected"), TRAVELS)
def test_directions(
    polarity: tuple[str, str],
    when: Quarter,
    said: dict[tuple[int, int], str],
    expected: tuple[str | None, str | None],
    make: Make,
) -> None:
    good_is, counts_as = polarity
    figures = {}
    for (starts, number), figure in said.items():
        past = Quarter(FinancialYear(starts), number)
        figures[past] = make.figure(past.label, figure)
    plan = make.plan(make.indicator(good_is=good_is, counts_as=counts_as))
    (result,) = make.results(plan, when, {"CP01": figures})
    assert (result.direction_quarter, result.direction_year) == expected


def test_a_range_without_edges_has_no_direction(make: Make) -> None:
    indicator = make.indicator(good_is="within 1 to 2")
    broken = replace(indicator, good_is=replace(indicator.good_is, low=None))
    figures = {when: make.figure(when.label, "5") for when in (Q1, Q2)}
    (result,) = make.results(make.plan(broken), Q2, {"CP01": figures})
    assert (result.state, result.direction_quarter) == (State.NO_TARGET, None)


@pytest.mark.parametrize(
    ("counts_as", "since", "quarter", "year"),
    [
        ("snapshot", Q2, None, None),
        ("snapshot", Q1, Travel.BETTER, None),
        ("cumulative", Q2, None, None),
        ("cumulative", Q1, Travel.BETTER, None),
    ],
)
def test_no_direction_across_a_changed_definition(
    counts_as: str, since: Quarter, quarter: Travel | None, year: Travel | None, make: Make
) -> None:
    said = {Q1: "10", Q2: "30", Q2.same_last_year: "5"}
    figures = {when: make.figure(when.label, figure) for when, figure in said.items()}
    changed = Change("CP01", "Definition", "", "Cases closed", since)
    plan = make.plan(make.indicator(counts_as=counts_as), changes=(changed,))
    (result,) = make.results(plan, Q2, {"CP01": figures})
    assert (result.direction_quarter, result.direction_year) == (quarter, year)


def test_no_part_of_a_running_total_is_taken_across_a_changed_definition(make: Make) -> None:
    figures = {
        when: make.figure(when.label, said)
        for when, said in zip((Q1, Q2, Q3), ("10", "20", "30"), strict=True)
    }
    plan = make.plan(make.indicator(counts_as="cumulative"))
    terms = Comparing(Q3, date(2018, 12, 24), lambda _: make.tolerance)
    redefined = {"CP01": Q2}
    (result,) = reconcile_service(plan, terms, {"CP01": figures}, redefined=redefined)
    assert result.direction_quarter is None


def test_a_figure_of_the_former_ref_is_compared(make: Make) -> None:
    history = {
        "CAB1": {Q1: make.figure("2018-19-Q1", "5")},
        "CP28": {Q2: make.figure("2018-19-Q2", "6")},
    }
    plan = make.plan(make.indicator("CP28", formerly="CAB1"))
    (result,) = make.results(plan, Q2, history)
    assert result.direction_quarter is Travel.BETTER


SUPPLIERS = [
    pytest.param("corporate-services", "CP01", ("6", False), id="supplied elsewhere"),
    pytest.param("corporate-services", "CO02", ("5", True), id="supplier has no such row"),
    pytest.param("community-partnerships", "CP01", ("5", True), id="its own supplier"),
]


@pytest.mark.parametrize(("supplier", "ref", "expected"), SUPPLIERS)
def test_one_supplier(supplier: str, ref: str, expected: tuple[str, bool], make: Make) -> None:
    plan = make.plan(make.indicator(supplied_by=supplier))
    own = {"CP01": {Q2: make.figure("2018-19-Q2", "5")}}
    supplied = {(supplier, ref): {Q2: make.figure("2018-19-Q2", "6")}}
    (result,) = make.results(plan, Q2, own, supplied=supplied)
    assert (str(result.actual), result.counted) == expected
    assert summary([result])["no_target"] == int(result.counted)


@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(["higher", "lower", "within 80 to 120", "none"]),
            st.sampled_from(["cumulative", "sum", "snapshot", "average", "ratio", "latest"]),
            st.sampled_from(["quarterly", "half-yearly", "annual", "ad hoc"]),
            st.sampled_from(["", "TBC", "100", "<100", "Set baseline", "Baseline + 5%"]),
            st.sampled_from(["", "90", "90/100", "2018-07-01"]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_each_indicator_is_in_one_state_and_the_summary_adds_up(
    drawn: list[tuple[str, str, str, str, str, bool]], make: Make
) -> None:
    indicators, history = [], {}
    for place, (good_is, counts_as, how_often, target, said, held) in enumerate(drawn):
        ref = f"CP{place}"
        words = {"good_is": good_is, "counts_as": counts_as, "how_often": how_often}
        indicators.append(make.indicator(ref, target=target, **words))
        history[ref] = {when: make.figure(when.label, said, held=held) for when in (Q1, Q2)}
    results = make.results(make.plan(*indicators), Q2, history)
    counts = summary(results)
    assert tuple(counts) == SUMMARY_KEYS
    assert counts["rated"] == counts["green"] + counts["amber"] + counts["red"]
    assert sum(counts.values()) - counts["rated"] == len(drawn) == len(results)
    assert all(_is_whole(result) for result in results)


def _is_whole(result: Result) -> bool:
    return (result.state is State.RATED) == (result.rating is not None)
