"""Next year's draft: columns move on, what is over goes, what was reported comes in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from plansheet.cycle import Reported, RiskReported, roll
from plansheet.model.periods import FinancialYear
from plansheet.model.plans import Version
from plansheet.model.targets import parse_actual
from plansheet.model.units import Unit

if TYPE_CHECKING:
    from cycle.conftest import PlanOf

    from plansheet.model.plans import Plan

BEFORE, LAST, THIS, NEXT = (FinancialYear(starts) for starts in (2016, 2017, 2018, 2019))
AUTUMN = date(2018, 11, 5)
YEARS = "2016/17 Actual | 2017/18 Target | 2018/19 Target | 2019/20 Target | 2020/21 Target"
TEXT = """\
# Parks service plan 2018-21

| Service | Head of service | E-mail |
|---|---|---|
| Parks | Head of Parks | parks@council.example |

| Ref | Description | Unit | Good is | Formerly | YEARS |
|---|---|---|---|---|---|---|---|---|---|
| PK01 | Clean parks | % | higher | P1 | 75% | 78% | 80% | 82% | 84% |
| PK02 | Visits | number | higher | | 380 | 390 | 400 | TBC | |
| PK03 | Complaints | number | lower | | New PI | 9 | 8 | 8 | 8 |
| PK04 | Trees | number | higher | | 12 | | | | |

| Ref | Project | Outcome | 2018/19 Q1 | 2018/19 Q3 | 2018/19 Q4 | 2019/20 | 2020/21 |
|---|---|---|---|---|---|---|---|
| P1 | Hub | Open | Plans drawn | Ground broken | Roof on | Opened | |
| P2 | Pond | Dug | Dug | | | | |
| P3 | Idea | | | | | | |

| Ref | Risk | Likelihood | Impact | Score | Last review | Next review | Closed |
|---|---|---|---|---|---|---|---|
| R1 | Storm | 2 | 3 | 6 | 01/02/2018 | 01/02/2019 | |
| R2 | Drought | 1 | 1 | | | | |
| R3 | Vandals | 1 | 1 | 1 | | | |
| R4 | Old | 1 | 1 | 1 | | | 01/02/2018 |

| Ref | Agreement | Supplier | End |
|---|---|---|---|
| C1 | Mowing | Green Ltd | 30/06/2018 |
| C2 | Bins | Bins Ltd | 31/12/2018 |
| C3 | Seats | Seats Ltd | 31/12/2019 |
| C4 | Paths | Paths Ltd | |

| Heading | 2017/18 | 2018/19 | 2019/20 |
|---|---|---|---|
| Net cost | £5 | £6 | |

| Version | Date | Reason |
|---|---|---|
| 1.0 | 1 April 2018 | First |

| Ref | What | Old | New | From |
|---|---|---|---|---|
| PK01 | 2019/20 Target | 82% | 83% | 2018-19-Q3 |
| PK03 | Withdraw | | | 2019-20-Q1 |
| PK04 | Title | Trees | Trees planted | 2019-20-Q2 |
| Service | Head | Head of Parks | Head of Greens | 2018-19-Q4 |
""".replace("YEARS", YEARS)
REPORTED = Reported(
    actuals={
        "PK01": parse_actual("79%", Unit.PERCENT, LAST),
        "PK02": parse_actual("395", Unit.NUMBER, LAST),
    },
    finished=frozenset({"P1-M1", "P2-M1"}),
    expected={"P1-M2": date(2019, 5, 20), "P1-M3": date(2019, 2, 1)},
    risks={
        "R1": RiskReported({"likelihood": "4", "impact": "3"}, last_review=date(2018, 10, 1)),
        "R2": RiskReported({"likelihood": "1", "impact": ""}, next_review=date(2019, 4, 1)),
        "R3": RiskReported(closed=True),
    },
    ends={"C2": date(2020, 12, 31)},
)


@pytest.fixture(scope="module")
def draft(plan_of: PlanOf) -> Plan:
    return roll(plan_of(TEXT), NEXT, REPORTED, AUTUMN)


def test_the_years_move_on(draft: Plan) -> None:
    assert [str(year) for year in draft.years] == ["2019/20", "2020/21", "2021/22"]
    assert (draft.title, draft.file) == ("Parks service plan 2019-22", "parks 2019-22.md")
    reason = "Rolled forward from the plan for 2018/19 to 2020/21"
    assert draft.versions == (Version("Draft", "05/11/2018", reason),)


def test_columns_of_indicators_move_on(draft: Plan) -> None:
    assert [
        (
            each.ref,
            {str(year): actual.text for year, actual in each.actuals.items()},
            {str(year): target.text for year, target in each.targets.items()},
            each.formerly,
        )
        for each in draft.indicators
    ] == [
        (
            "PK01",
            {"2017/18": "79%"},
            {"2018/19": "80%", "2019/20": "83%", "2020/21": "84%", "2021/22": ""},
            "",
        ),
        (
            "PK02",
            {"2017/18": "395"},
            {"2018/19": "400", "2019/20": "TBC", "2020/21": "", "2021/22": ""},
            "",
        ),
        # Nothing is known of 2017/18, and a baseline needs a figure.
        (
            "PK04",
            {"2016/17": "12", "2017/18": ""},
            {"2018/19": "", "2019/20": "", "2020/21": "", "2021/22": ""},
            "",
        ),
    ]


def test_changes_that_hold_by_then_are_made_and_later_ones_stay(draft: Plan) -> None:
    assert draft.service.head == "Head of Greens"
    assert [(each.ref, each.what) for each in draft.changes] == [("PK04", "Title")]


def test_what_is_left_of_projects(draft: Plan) -> None:
    assert [
        (each.ref, [(str(step.period), step.text) for step in each.milestones])
        for each in draft.projects
    ] == [
        # The second is now expected later; the third is expected in the quarter it is due in.
        ("P1", [("Q4 2018/19", "Roof on"), ("Q1 2019/20", "Ground broken"), ("2019/20", "Opened")]),
        ("P3", []),
    ]


def test_milestones_of_one_quarter_are_one(plan_of: PlanOf) -> None:
    reported = Reported(expected={"P1-M1": date(2018, 12, 1), "P1-M2": date(2018, 12, 1)})
    (first, *_) = roll(plan_of(TEXT), NEXT, reported, AUTUMN).projects
    assert [(str(each.period), each.text) for each in first.milestones] == [
        ("Q3 2018/19", "Plans drawn\nGround broken"),
        ("Q4 2018/19", "Roof on"),
        ("2019/20", "Opened"),
    ]


def test_risks_as_last_reported(draft: Plan) -> None:
    assert [
        (each.ref, each.inputs, each.printed_score, each.last_review, each.next_review)
        for each in draft.risks
    ] == [
        ("R1", {"likelihood": "4", "impact": "3"}, "12", date(2018, 10, 1), date(2019, 2, 1)),
        ("R2", {"likelihood": "1", "impact": ""}, "", None, date(2019, 4, 1)),
    ]


SCHEME_A = """\
| Ref | Risk | Service disruption | People | Likelihood | Requires treatment |
|---|---|---|---|---|---|
| 1 | Storm | II | I | E | No |
| 2 | Fire | II | I | E | |
| 3 | Flood | III | I | E | Yes |
"""


def test_whether_treatment_is_needed_is_worked_out_anew(plan_of: PlanOf) -> None:
    graver = RiskReported({"service_disruption": "IV"})
    milder = RiskReported({"service_disruption": "I"})
    reported = Reported(risks={"1": graver, "2": graver, "3": milder})
    rolled = roll(plan_of(SCHEME_A), NEXT, reported, AUTUMN)
    assert [each.printed_treatment for each in rolled.risks] == ["Yes", "", "No"]


def test_risks_without_a_scheme_stay(plan_of: PlanOf) -> None:
    plan = plan_of("| Ref | Risk | Score |\n|---|---|---|\n| 1 | Storm | 6 |\n")
    reported = Reported(risks={"1": RiskReported({"impact": "3"})})
    assert [each.printed_score for each in roll(plan, NEXT, Reported(), AUTUMN).risks] == ["6"]
    assert [each.printed_score for each in roll(plan, NEXT, reported, AUTUMN).risks] == [""]


def test_contracts_that_still_run(draft: Plan) -> None:
    assert [(each.ref, each.end) for each in draft.contracts] == [
        ("C2", date(2020, 12, 31)),
        ("C3", date(2019, 12, 31)),
        ("C4", None),
    ]


def test_the_budget_opens_a_year(draft: Plan) -> None:
    (line,) = draft.budgets
    assert {str(year): str(amount or "") for year, amount in line.amounts.items()} == {
        "2018/19": "6",
        "2019/20": "",
        "2020/21": "",
    }


TITLES = [
    ("Parks service plan 2018-21", "Parks service plan 2019-22"),
    ("Parks 2018 \u2013 2021 plan", "Parks 2019 \u2013 2022 plan"),
    ("Parks 2018 to 2021", "Parks 2019 to 2022"),
    ("2018/21", "2019/22"),
    ("Parks 2018-2", "Parks 2018-2"),
    ("Parks", "Parks"),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_the_title_names_the_new_years(title: str, expected: str, plan_of: PlanOf) -> None:
    assert roll(plan_of(f"# {title}\n"), NEXT, Reported(), AUTUMN).title == expected


def test_a_draft_may_be_shorter_and_begin_later(plan_of: PlanOf) -> None:
    later = FinancialYear(2021)
    rolled = roll(plan_of(TEXT), later, Reported(), AUTUMN, count=1)
    assert (rolled.years, rolled.file) == ((later,), "parks 2021-22.md")
    assert [str(year) for year in rolled.budgets[0].amounts] == ["2020/21", "2021/22", "2022/23"]
