"""The rating of each worked row in words and numbers, and every sum in them worked out again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reconcile.conftest import FIVE_PERCENT, Make
from reconcile.test_ratings_worked import PROFILE, WORKED

from plansheet.model.periods import Quarter, parse_quarter
from plansheet.model.ratings import Goal, Rating, State
from plansheet.model.returns import Answer
from plansheet.tracing.arithmetic import Working, place_of, worked_out

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.returns import Figure

MAKE = Make()
NEVER = "Nothing is rounded before it is compared."
POSITION = "It is the position at the end of the quarter, so nothing is added to it."
_EQUATION = re.compile(
    r"(?:^|[:(] ?|of )((?:-?£?[\d,.]+%?(?: percentage points)?[^=]*?)) = ([^;]+)"
)
_NUMBER = re.compile(r"-?£?\d[\d,]*(?:\.\d+)?")


def quarter(text: str) -> Quarter:
    found = parse_quarter(f"2018-19-{text}")
    assert found is not None
    return found


def working(indicator: Indicator, when: str, *entered: str, **said: object) -> Working:
    """Return what a rating is worked out from: the figures of the last quarters, oldest first."""
    now = quarter(when)
    figures: dict[Quarter, Figure] = {
        each: MAKE.figure(each.label, words, **(said if each == now else {}))
        for each, words in zip(now.so_far[-len(entered) :], entered, strict=True)
        if words or said
    }
    result = MAKE.result(indicator, now, figures, date(2019, 5, 1))
    return Working(result, now, figures, {}, indicator.tolerance or FIVE_PERCENT)


def told(found: Working) -> dict[str, str]:
    return {fact.label: fact.said for fact in worked_out(found)}


STEPS: list[tuple[dict[str, str], str, tuple[str, ...], dict[str, str]]] = [
    (
        {"unit": "%", "target": "79%"},
        "Q2",
        ("75.04%",),
        {
            "Figure": f"75.04%. {POSITION}",
            "Target": "'79%': 79%, which holds in each quarter",
            "Amber from": "79% - 3.95 percentage points (5% of 79%) = 75.05%",
            "Variance": "75.04% - 79% = -3.96 percentage points",
            "Rating": f"Red. Higher is better, and 75.04% is below 75.05%. {NEVER}",
        },
    ),
    (
        {"unit": "%", "target": "79%", "tolerance": "5 points"},
        "Q2",
        ("74%",),
        {
            "Figure": f"74%. {POSITION}",
            "Target": "'79%': 79%, which holds in each quarter",
            "Amber from": "79% - 5 percentage points = 74%",
            "Variance": "74% - 79% = -5 percentage points",
            "Rating": (f"Amber. Higher is better, and 74% is below 79% and not below 74%. {NEVER}"),
        },
    ),
    (
        {"good_is": "lower", "target": "<752"},
        "Q2",
        ("752",),
        {
            "Figure": f"752. {POSITION}",
            "Target": "'<752': 752, which holds in each quarter",
            "Amber to": "752 + 37.6 (5% of 752) = 789.6",
            "Variance": "752 - 752 = 0",
            "Rating": (
                f"Amber. Lower is better, and 752 is not less than 752 and not above 789.6. {NEVER}"
            ),
        },
    ),
    (
        {"good_is": "lower", "target": "<752"},
        "Q2",
        ("751",),
        {
            "Figure": f"751. {POSITION}",
            "Target": "'<752': 752, which holds in each quarter",
            "Amber to": "752 + 37.6 (5% of 752) = 789.6",
            "Variance": "751 - 752 = -1",
            "Rating": f"Green. Lower is better, and 751 is less than 752. {NEVER}",
        },
    ),
    (
        {"good_is": "within 80 to 120", "target": "-"},
        "Q2",
        ("76",),
        {
            "Figure": f"76. {POSITION}",
            "Target": "Within 80 to 120",
            "Amber from": "80 - 4 (5% of 80) = 76",
            "Amber to": "120 + 6 (5% of 120) = 126",
            "Variance": "76 - 80 = -4",
            "Rating": f"Amber. 76 lies outside 80 to 120 and within the tolerance. {NEVER}",
        },
    ),
    (
        {"good_is": "within 80 to 120", "target": "-", "counts_as": "cumulative"},
        "Q2",
        ("50",),
        {
            "Figure": "50. It is entered as the total since April, so nothing is added to it.",
            "Target": (
                "Within 40 to 60: 2 of 4 quarters of 80 to 120, assumed to be a straight line"
            ),
            "Amber from": "40 - 2 (5% of 40) = 38",
            "Amber to": "60 + 3 (5% of 60) = 63",
            "Variance": "0: it lies inside the range",
            "Rating": f"Green. 50 lies within 40 to 60. {NEVER}",
        },
    ),
    (
        {"good_is": "lower", "counts_as": "cumulative", "target": PROFILE},
        "Q2",
        ("60", "147"),
        {
            "Figure": "147. It is entered as the total since April, so nothing is added to it.",
            "Target": f"'{PROFILE}': the plan's figure for Q2 is 140",
            "Amber to": "140 + 7 (5% of 140) = 147",
            "Variance": "147 - 140 = 7",
            "Rating": (f"Amber. Lower is better, and 147 is above 140 and not above 147. {NEVER}"),
        },
    ),
    (
        {"counts_as": "cumulative", "target": "7,500"},
        "Q2",
        ("1", "3,562.5"),
        {
            "Figure": "3,562.5. It is entered as the total since April, so nothing is added to it.",
            "Target": (
                "'7,500': 7,500 x 2 / 4 = 3,750, a straight line to the year's target, which is "
                "assumed"
            ),
            "Amber from": "3,750 - 187.5 (5% of 3,750) = 3,562.5",
            "Variance": "3,562.5 - 3,750 = -187.5",
            "Rating": (
                "Amber. Higher is better, and 3,562.5 is below 3,750 and not below 3,562.5. "
                f"{NEVER}"
            ),
        },
    ),
    (
        {"counts_as": "sum", "target": "Q1 76 Q2 76 Q3 76 Q4 76"},
        "Q2",
        ("80", "70"),
        {
            "Q1 2018/19": "80 (cp.xlsx, sheet Indicators, cell F12)",
            "Q2 2018/19": "70 (cp.xlsx, sheet Indicators, cell F12)",
            "Year to date": "80 + 70 = 150",
            "Target": "'Q1 76 Q2 76 Q3 76 Q4 76': 76 + 76 = 152 for the year to date",
            "Amber from": "152 - 7.6 (5% of 152) = 144.4",
            "Variance": "150 - 152 = -2",
            "Rating": (
                f"Amber. Higher is better, and 150 is below 152 and not below 144.4. {NEVER}"
            ),
        },
    ),
    (
        {"counts_as": "sum", "target": "300"},
        "Q4",
        ("80", "70", "75", "80"),
        {
            "Q1 2018/19": "80 (cp.xlsx, sheet Indicators, cell F12)",
            "Q2 2018/19": "70 (cp.xlsx, sheet Indicators, cell F12)",
            "Q3 2018/19": "75 (cp.xlsx, sheet Indicators, cell F12)",
            "Q4 2018/19": "80 (cp.xlsx, sheet Indicators, cell F12)",
            "Year to date": "80 + 70 + 75 + 80 = 305",
            "Target": "'300': 300",
            "Amber from": "300 - 15 (5% of 300) = 285",
            "Variance": "305 - 300 = 5",
            "Rating": f"Green. Higher is better, and 305 is 300 or more. {NEVER}",
        },
    ),
    (
        {"unit": "%", "counts_as": "ratio", "target": "90%"},
        "Q2",
        ("45/50", "171/190"),
        {
            "Q1 2018/19": "90% (45 of 50) (cp.xlsx, sheet Indicators, cell F12)",
            "Q2 2018/19": "90% (171 of 190) (cp.xlsx, sheet Indicators, cell F12)",
            "Year to date": "(45 + 171) of (50 + 190) = 216 of 240 = 90%",
            "Target": "'90%': 90%, which holds in each quarter",
            "Amber from": "90% - 4.5 percentage points (5% of 90%) = 85.5%",
            "Variance": "90% - 90% = 0 percentage points",
            "Rating": f"Green. Higher is better, and 90% is 90% or more. {NEVER}",
        },
    ),
    (
        {"unit": "%", "counts_as": "ratio", "target": "70%", "how_often": "half-yearly"},
        "Q2",
        ("", "2/3"),
        {
            "Q1 2018/19": "not due, nothing is added",
            "Q2 2018/19": "66.67% (2 of 3) (cp.xlsx, sheet Indicators, cell F12)",
            "Year to date": "2 of 3 is about 66.67% (0.666666666666667)",
            "Target": "'70%': 70%, which holds in each quarter",
            "Amber from": "70% - 3.5 percentage points (5% of 70%) = 66.5%",
            "Variance": "66.67% - 70% is about -3.33 percentage points",
            "Rating": (
                f"Amber. Higher is better, and 66.67% is below 70% and not below 66.5%. {NEVER}"
            ),
        },
    ),
    (
        {"unit": "%", "target": "Baseline + 2.5%", "actual_2017": "60%"},
        "Q2",
        ("62.5%",),
        {
            "Figure": f"62.5%. {POSITION}",
            "Target": (
                "'Baseline + 2.5%': 60% + 2.5 percentage points = 62.5%, a change from the last "
                "figure that the plan prints: 62.5%, which holds in each quarter"
            ),
            "Amber from": "62.5% - 3.125 percentage points (5% of 62.5%) = 59.375%",
            "Variance": "62.5% - 62.5% = 0 percentage points",
            "Rating": f"Green. Higher is better, and 62.5% is 62.5% or more. {NEVER}",
        },
    ),
    (
        {"good_is": "lower", "target": "20% improvement", "actual_2017": "50"},
        "Q2",
        ("43",),
        {
            "Figure": f"43. {POSITION}",
            "Target": (
                "'20% improvement': 50 - 20% of 50 = 40, an improvement on the last figure that "
                "the plan prints: 40, which holds in each quarter"
            ),
            "Amber to": "40 + 2 (5% of 40) = 42",
            "Variance": "43 - 40 = 3",
            "Rating": f"Red. Lower is better, and 43 is above 42. {NEVER}",
        },
    ),
    (
        {"good_is": "within 80 to 120", "target": "-"},
        "Q2",
        ("127",),
        {
            "Figure": f"127. {POSITION}",
            "Target": "Within 80 to 120",
            "Amber from": "80 - 4 (5% of 80) = 76",
            "Amber to": "120 + 6 (5% of 120) = 126",
            "Variance": "127 - 120 = 7",
            "Rating": f"Red. 127 lies outside 80 to 120 and beyond the tolerance. {NEVER}",
        },
    ),
    (
        {"good_is": "none", "target": "100"},
        "Q2",
        ("7",),
        {
            "Figure": f"7. {POSITION}",
            "Not rated": "data only: it is reported for information, and never rated.",
        },
    ),
    (
        {"counts_as": "latest", "how_often": "annual", "target": "79"},
        "Q2",
        ("",),
        {"Not rated": "not due: no figure is asked for this quarter."},
    ),
    (
        {"counts_as": "sum", "target": "100"},
        "Q2",
        ("", "70"),
        {
            "Q1 2018/19": "no figure",
            "Q2 2018/19": "70 (cp.xlsx, sheet Indicators, cell F12)",
            "Not rated": (
                "not supplied: a figure was asked for, and there is none; the year to date is not "
                "known without Q1 2018/19."
            ),
        },
    ),
]


@pytest.mark.parametrize(("plan", "when", "entered", "steps"), STEPS)
def test_each_step_is_told(
    plan: dict[str, str], when: str, entered: tuple[str, ...], steps: dict[str, str]
) -> None:
    assert told(working(MAKE.indicator(**plan), when, *entered)) == steps


DATED: list[tuple[str, dict[str, object], dict[str, str]]] = [
    (
        "2018-08-10",
        {},
        {
            "Figure": "10 August 2018.",
            "Target": "'July 2018': done by 31 July 2018",
            "Amber to": "31 July 2018 + 10 days = 10 August 2018",
            "Variance": "10 August 2018 less 31 July 2018: 10 days late",
            "Rating": "Amber. It was done on 10 August 2018.",
        },
    ),
    (
        "2018-07-30",
        {},
        {
            "Figure": "30 July 2018.",
            "Target": "'July 2018': done by 31 July 2018",
            "Amber to": "31 July 2018 + 10 days = 10 August 2018",
            "Variance": "30 July 2018 less 31 July 2018: 1 day early",
            "Rating": "Green. It was done on 30 July 2018.",
        },
    ),
    (
        "",
        {"reason": "Held up by the contractor"},
        {
            "Target": "'July 2018': done by 31 July 2018",
            "Amber to": "31 July 2018 + 10 days = 10 August 2018",
            "Rating": "Red. It was not done when the quarter ended on 30 September 2018.",
        },
    ),
]


@pytest.mark.parametrize(("done", "said", "steps"), DATED)
def test_each_step_of_a_date_is_told(
    done: str, said: dict[str, object], steps: dict[str, str]
) -> None:
    plan = MAKE.indicator(
        unit="date", counts_as="latest", target="July 2018", tolerance="10 days", good_is="lower"
    )
    assert told(working(plan, "Q2", done, **said)) == steps


def test_a_date_without_a_tolerance_has_no_amber() -> None:
    plan = MAKE.indicator(unit="date", counts_as="latest", target="July 2018", good_is="lower")
    assert told(working(plan, "Q2", "2018-07-31")) == {
        "Figure": "31 July 2018.",
        "Target": "'July 2018': done by 31 July 2018",
        "Variance": "31 July 2018 less 31 July 2018: 0 days",
        "Rating": "Green. It was done on 31 July 2018.",
    }


def test_a_ratio_stands_in_two_cells_where_it_was_entered_as_two_numbers() -> None:
    figure = MAKE.figure("2018-19-Q1", "45/50")
    row = {
        "numerator": Answer(Decimal(45), "45", "F12"),
        "denominator": Answer(Decimal(50), "50", "G12"),
    }
    assert place_of(figure, row) == "cp.xlsx, sheet Indicators, cell F12 and G12"
    # A later return made it final in one cell of its own.
    elsewhere = {**row, "numerator": Answer(Decimal(45), "45", "P7")}
    assert place_of(figure, elsewhere) == "cp.xlsx, sheet Indicators, cell F12"


def sums(said: str) -> list[tuple[str, str]]:
    """Return the sums in a sentence, each as what is worked out and what it comes to."""
    found = []
    for part in re.split(r"(?<=\d%)[:,] |: |, (?=[a-z])", said):
        left, equals, right = part.partition(" = ")
        if equals and "of (" not in left:
            found.append((left, right))
    return found


def value(words: str) -> Decimal:
    """Return what `3,750 - 187.5 (5% of 3,750)` comes to: what stands in brackets explains."""
    plain = re.sub(r"\([^)]*\)", "", words)
    plain = plain.replace("percentage points", "").replace(",", "").replace("£", "")
    plain = re.sub(r"([\d.]+)% of ([\d.]+)", r"\1 * \2 / 100", plain)
    total, sign = Decimal(0), "+"
    for part in re.findall(r"-?\d[\d.]*(?:%? [*x/] \d[\d.]*)*|[+-](?= )", plain.replace("%", "")):
        if part in "+-":
            sign = part
            continue
        factors = re.split(r" ([*x/]) ", part)
        product = Decimal(factors[0])
        for operator, factor in zip(factors[1::2], factors[2::2], strict=True):
            product = product / Decimal(factor) if operator == "/" else product * Decimal(factor)
        total += product if sign == "+" else -product
    return total


def test_the_sums_in_a_sentence_are_found_and_worked_out() -> None:
    assert sums("'7,500': 7,500 x 2 / 4 = 3,750, a straight line") == [("7,500 x 2 / 4", "3,750")]
    assert value("7,500 x 2 / 4") == Decimal(3750)
    assert value("79% - 3.95 percentage points (5% of 79%)") == Decimal("75.05")
    assert value("50 - 20% of 50") == Decimal(40)
    assert value("-28 - 0") == Decimal(-28)


FIGURES = st.decimals(-500, 5000, places=2)


@given(
    entered=FIGURES,
    target=st.decimals(1, 5000, places=1),
    way=st.sampled_from(["higher", "lower"]),
    counts_as=st.sampled_from(["snapshot", "cumulative", "sum"]),
    tolerance=st.sampled_from(["5%", "2.5%", "3 points"]),
)
def test_every_sum_on_the_page_is_right(
    entered: Decimal, target: Decimal, way: str, counts_as: str, tolerance: str
) -> None:
    plan = MAKE.indicator(good_is=way, counts_as=counts_as, target=f"{target}", tolerance=tolerance)
    found = working(plan, "Q2", "120", f"{entered}")
    facts = told(found)
    checked = [pair for said in facts.values() for pair in sums(said)]
    assert len(checked) >= 2
    for left, right in checked:
        assert value(left) == value(right)
    assert facts["Rating"].startswith(f"{found.result.rating}. ")


def test_the_worked_table_is_told_whole() -> None:
    for line in WORKED.strip().splitlines():
        unit, good, counts, often, when, target, tolerance, entered, _, _, outcome = (
            part.strip() for part in line.split("|")
        )
        plan = MAKE.indicator(
            unit=unit,
            good_is=good,
            counts_as=counts,
            how_often=often,
            target=target,
            tolerance=tolerance,
        )
        given_ = [part.strip() for part in entered.split(";")]
        facts = told(working(plan, when, *given_))
        verdict = facts.get("Rating") or facts["Not rated"]
        assert re.split(r"[.:]", verdict)[0] == outcome


def test_a_sum_that_was_defined_anew_says_since_when_it_is_counted() -> None:
    plan = replace(
        MAKE.indicator(counts_as="sum", target="Q1 76 Q2 76 Q3 76 Q4 76"), since=quarter("Q2")
    )
    found = told(working(plan, "Q3", "80", "70", "75"))
    assert {key: found[key] for key in ("Counted from", "Year to date", "Target")} == {
        "Counted from": "Q2 2018/19, since when it is measured as it is now",
        "Year to date": "70 + 75 = 145",
        "Target": "'Q1 76 Q2 76 Q3 76 Q4 76': 76 + 76 = 152 for the year to date",
    }


def test_two_figures_that_are_compared_are_told_apart() -> None:
    plan = MAKE.indicator(unit="£", good_is="lower", target="£2.50", tolerance="5%")
    facts = told(working(plan, "Q2", "2.6251"))
    assert facts["Rating"] == f"Red. Lower is better, and £2.6251 is above £2.625. {NEVER}"
    shares = MAKE.indicator(unit="%", counts_as="ratio", target="66.67%")
    facts = told(working(shares, "Q1", "2/3"))
    assert facts["Rating"] == (
        f"Amber. Higher is better, and 66.667% is below 66.67% and not below 63.3365%. {NEVER}"
    )
    within = MAKE.indicator(unit="£", good_is="within 1 to 2.625")
    facts = told(working(within, "Q2", "-2.6251"))
    assert facts["Rating"].startswith("Red. -£2.63 lies outside £1 to £2.63")


def test_amber_begins_on_the_side_that_is_not_good() -> None:
    higher = told(working(MAKE.indicator(target="0"), "Q2", "-1"))
    lower = told(working(MAKE.indicator(target="0", good_is="lower"), "Q2", "1"))
    assert higher["Amber from"] == "0 - 0 (5% of 0) = 0"
    assert lower["Amber to"] == "0 + 0 (5% of 0) = 0"


def test_a_target_from_before_the_measure_was_defined_anew_is_said_to_be_why_there_is_none() -> (
    None
):
    plan = replace(MAKE.indicator(counts_as="sum", target="300"), since=quarter("Q2"))
    found = told(working(plan, "Q3", "80", "70", "75"))
    assert found["Not rated"] == (
        "no target: there is a figure, and no target to compare it with: it is counted from Q2 "
        "2018/19 on, since when it is measured so, and the year's target '300' was set before that."
    )


def test_nothing_is_told_of_a_target_that_says_nothing() -> None:
    found = working(MAKE.indicator(target="TBC"), "Q2", "5")
    rated = replace(found.result, state=State.RATED, rating=Rating.GREEN)
    assert list(told(replace(found, result=rated))) == ["Figure"]
    other = replace(rated, goal=Goal("TBC", State.RATED, Decimal(5), Decimal(4)))
    facts = told(replace(found, result=other))
    assert (facts["Target"], "Variance" in facts) == ("'TBC'", False)
