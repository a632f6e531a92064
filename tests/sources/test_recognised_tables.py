from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.layout.headings import KINDS, field_of, plain
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Action, Change, Objective, Post, Service, Skill, Version
from plansheet.model.risks import (
    FIVE_BY_SIX,
    FOUR_BY_FOUR,
    SHIPPED_SCHEMES,
    Band,
    RiskScheme,
    Scale,
    steps,
)
from plansheet.model.tables import Table
from plansheet.sources.markdown import read_markdown
from plansheet.sources.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.problems import Problem
    from plansheet.sources.recognise import Recognised

Y18, Y19 = FinancialYear(2018), FinancialYear(2019)
FIVE = tuple((str(number), f"Word {number}") for number in range(1, 6))
FIVE_BY_FIVE = RiskScheme(
    "5x5",
    Scale("likelihood", "Likelihood", steps(*FIVE)),
    (Scale("impact", "Impact", steps(*FIVE)),),
    (Band("Low", 12), Band("High", 25)),
)


def recognised(*parts: str, schemes: Sequence[RiskScheme] = SHIPPED_SCHEMES) -> Recognised:
    document, problems = read_markdown("\n\n".join(parts), "parks 2018-21.md")
    assert problems == ()
    return recognise(document, "parks", (Y18, Y19, Y19.plus(1)), schemes)


def said(problems: Sequence[Problem]) -> list[tuple[str, str, str, str]]:
    return [(str(item.level), item.code, item.place.cell, item.place.label) for item in problems]


def lines(*said: str) -> str:
    columns = said[0].count("|") + 1
    return "\n".join((said[0], " | ".join(["---"] * columns), *said[1:]))


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        (Table.RISKS, "Risk Ref", "ref"),
        (Table.RISKS, "Description of risk", "title"),
        (Table.RISKS, "Residual Risk Score", "printed_score"),
        (Table.RISKS, "Requires treatment?", "printed_treatment"),
        (Table.PROJECTS, "Project title", "title"),
        (Table.PROJECTS, "PROPOSED  OUTCOME:", "outcome"),
        (Table.CONTRACTS, "Title of Agreement", "agreement"),
        (Table.CONTRACTS, "Contract Sum £", "total"),
        (Table.CONTRACTS, "Service Contact", "contact"),
        (Table.CONTRACTS, "Option to extend and length of extension", "extension"),
        (
            Table.CONTRACTS,
            "Description of the goods and / or services being provided",
            "description",
        ),
        (Table.VERSIONS, "Version No.", "version"),
        (Table.VERSIONS, "Reason for Update / Significant Changes", "reason"),
        (Table.SKILLS, "Continuing Professional Development required?", "cpd_required"),
        (Table.POSTS, "Risks, Skills required,", "risks_and_skills"),
        (Table.OBJECTIVES, "Strategic Plan objective (inc. ref)", "objective"),
        (Table.OBJECTIVES, "Measure (including the reference)", "measure"),
        (Table.SERVICE, "Email", "email"),
        (Table.INDICATORS, "Good\u00a0is", "good_is"),
        (Table.INDICATORS, "(Ref)", "ref"),
        (Table.INDICATORS, "Weather", ""),
    ],
)
def test_headings_as_plans_say_them(table: Table, column: str, name: str) -> None:
    kind = next(kind for kind in KINDS if kind.table is table)
    assert field_of(kind, column) == name


def test_no_heading_of_a_table_is_said_in_two_ways() -> None:
    for kind in KINDS:
        said = [plain(name) for item in kind.headings for name in {item.name, *item.others}]
        assert sorted(said) == sorted(set(said)), kind.table
        assert {name for signs in kind.signs for name in signs} <= {
            *(item.field for item in kind.headings),
            *("figures", "years", "impacts", "likelihood"),
        }


def test_every_table_is_known_by_its_columns_in_any_order() -> None:
    found = recognised(
        "# Parks plan",
        "## Anything",
        lines("E-mail | Head of service | Service | Deputy", "a@b.example | Head | Parks | -"),
        lines("Measure | Theme | Target", "Bins<br>Litter | Clean | 7<br>8", "| | Green |"),
        lines("2018/19 | Budget heading | 2019/20 £", "£1,234.50 | Mowing | -", "lots | Trees |"),
        lines("Post | Future options", "Ranger | Train<br>Recruit"),
        lines("Job Title | Qualification | CPD", "Ranger | Chainsaw | Yes"),
        lines("Lead officer | Improvement | Month", "Ranger | Plant | May"),
        lines("Version No. | Made By | Date", "1.0 | Head | 1/4/18"),
        lines("Ref | What | Old | New | From", "CP01 | Target | 7 | 8 | Q2 2018/19"),
    )
    plan = found.plan
    assert plan.title == "Parks plan"
    assert plan.service == Service("parks", "Parks", "Head", "a@b.example")
    assert plan.objectives == (
        Objective("Clean", "", "Bins\nLitter", "7\n8"),
        Objective("Green", "", "", ""),
    )
    assert [(row.heading, dict(row.amounts)) for row in plan.budgets] == [
        ("Mowing", {Y18: Decimal("1234.5"), Y19: None}),
        ("Trees", {Y18: None, Y19: None}),
    ]
    assert plan.posts == (Post("Ranger", options="Train\nRecruit"),)
    assert plan.skills == (Skill("Ranger", "Chainsaw", "Yes"),)
    assert plan.actions == (Action("", "Plant", by_when="May", officer="Ranger"),)
    assert plan.versions == (Version("1.0", "1/4/18", "", "Head"),)
    assert plan.changes == (Change("CP01", "Target", "7", "8", Quarter(Y18, 2)),)
    assert plan.notes == ()
    assert said(found.problems) == [("confirm", "amount-unread", "line 17", "Trees")]
    assert "2018/19 says 'lots'" in found.problems[0].message
    assert [place.label for place in found.places[Table.BUDGETS]] == ["Mowing", "Trees"]


def test_tables_and_columns_that_are_not_known_are_told_and_kept() -> None:
    found = recognised(
        "## Bats",
        lines("Wood | Bats", "Oak | 7", "Elm | 8"),
        lines(
            "Ref | Description | 2018/19 Target | Mood | Empty | Ref | 2018/19 Target | 2018/19",
            "CP01 | Bins | 7 | good | | CP02 | 9 | 8",
        ),
    )
    assert found.plan.notes == ("Bats\nWood | Bats\nOak | 7\nElm | 8",)
    assert [(item.code, item.place.sheet) for item in found.problems] == [
        ("column-unknown", "Performance indicators"),
        ("column-unknown", "Performance indicators"),
        ("column-unknown", "Performance indicators"),
        ("column-unknown", "Performance indicators"),
        ("table-unknown", "Bats"),
    ]
    assert [item.message.split("'")[1] for item in found.problems] == [
        *("Mood", "Ref", "2018/19 Target", "2018/19", "Bats")
    ]
    assert {item.level for item in found.problems} == {"note"}
    assert found.plan.indicators[0].ref == "CP01"
    assert found.plan.indicators[0].targets[Y18].value == 7


def test_a_file_without_headings_or_tables_makes_a_bare_plan() -> None:
    found = recognised(lines("Wood | Bats"))
    assert found.plan.service == Service("parks", "Parks")
    assert found.plan.title == "Parks service plan 2018/19 to 2020/21"
    assert found.plan.notes == ("Wood | Bats",)
    assert [item.place.sheet for item in found.problems] == [""]


def test_milestones_stand_in_quarters_and_years() -> None:
    found = recognised(
        lines(
            "Project title | Proposed outcome | Quarter 1 | Q2 | 2018/19 Milestones Quarter 3"
            " | Q4 2018/19 | 2019/20 Milestones | Actual 2017/18",
            "Hub | People<br>helped | Open | N/A | - | | Close | 7",
            "None | | | | | | |",
            "None | No projects this year | | | | | |",
            "N/A | - | | | | | |",
        )
    )
    (project,) = found.plan.projects
    assert (project.title, project.outcome, project.ref) == ("Hub", "People\nhelped", "")
    assert [(step.ref, step.text, step.period) for step in project.milestones] == [
        ("", "Open", Quarter(Y18, 1)),
        ("", "Close", Y19),
    ]
    assert [item.code for item in found.problems] == ["column-unknown"]


def test_a_row_without_its_name_is_told() -> None:
    found = recognised(
        lines("Ref | Project | Manager", "P1 | | Ranger", "P2 | None | Ranger", "| | | Ranger"),
        lines("Ref | Risk | Likelihood | Impact", "R9 | | 1 | 2"),
    )
    assert (found.plan.projects, found.plan.risks) == ((), ())
    assert said(found.problems) == [
        ("fix", "row-nameless", "line 3", "P1"),
        ("fix", "row-nameless", "line 4", "P2"),
        ("fix", "row-nameless", "line 5", ""),
        ("fix", "row-nameless", "line 9", "R9"),
    ]
    assert "nothing under 'Project', so it is not used. It says: P1 | Ranger." in (
        found.problems[0].message
    )


def test_contracts_with_dates_that_can_and_cannot_be_read() -> None:
    found = recognised(
        lines(
            "Title of Agreement | Contract Sum £ | Start Date | End Date | Review"
            " | Option to extend",
            "Mowing | £1,325 (min annual spend) | 2/10/18 | 31 March 2021 | TBC | 18 months",
            "Ponds | - | - | March 2021 | 04/13/2018 |",
        )
    )
    mowing, ponds = found.plan.contracts
    assert mowing.total is not None
    assert (mowing.total.amount, mowing.total.qualifier) == (Decimal(1325), "min annual spend")
    assert (mowing.start, mowing.end, mowing.review) == (date(2018, 10, 2), date(2021, 3, 31), None)
    assert mowing.extension is not None
    assert mowing.extension.months == 18
    assert (ponds.total, ponds.start, ponds.end, ponds.extension) == (None, None, None, None)
    assert said(found.problems) == [
        ("confirm", "date-unread", "line 3", "Mowing"),
        ("confirm", "date-unread", "line 4", "Ponds"),
        ("confirm", "date-unread", "line 4", "Ponds"),
    ]
    assert "End says 'March 2021'" in found.problems[1].message


def test_a_change_without_a_quarter_is_left_out() -> None:
    found = recognised(lines("Ref | What | New | From", "CP01 | Target | 8 | soon"))
    assert found.plan.changes == ()
    assert [item.code for item in found.problems] == ["unknown-word"]
    assert "plansheet uses nothing of this row" in found.problems[0].message


@pytest.mark.parametrize(
    ("columns", "scheme"),
    [
        ("Risk | Likelihood | Impact", FOUR_BY_FOUR),
        ("Description of risk | Residual Likelihood Score | Residual Impact Score", FOUR_BY_FOUR),
        ("Risk | People | Likelihood (A to F)", FIVE_BY_SIX),
        ("Risk | Legal | Financial loss | Likelihood", FIVE_BY_SIX),
        ("Risk | Likelihood | Score", None),
        ("Risk | Reason | Requires treatment", None),
    ],
)
def test_a_scheme_is_known_by_its_columns(columns: str, scheme: RiskScheme | None) -> None:
    found = recognised(lines(columns, f"Fire{' |' * columns.count('|')}"))
    assert found.plan.scheme == scheme
    assert [row.title for row in found.plan.risks] == ["Fire"]


def test_a_councils_own_scheme_goes_before_one_of_the_same_columns() -> None:
    register = lines("Risk | Likelihood | Impact", "Fire | 5 | 2")
    own = (*SHIPPED_SCHEMES, FIVE_BY_FIVE)
    assert recognised(register, schemes=own).plan.scheme == FIVE_BY_FIVE
    assert recognised(register.replace("5", "4"), schemes=own).plan.scheme == FIVE_BY_FIVE
    words = lines("Risk | Likelihood | Impact", "Fire | Very likely | Marginal")
    assert recognised(words, schemes=own).plan.scheme == FOUR_BY_FOUR


def test_inputs_of_risks_are_steps_of_the_scheme() -> None:
    found = recognised(
        "## Common risks",
        lines(
            "Ref | Risk | People | Reputation | Likelihood | Closed",
            "1 | Fire | iii | - | e | --",
            "2 | Flood | VI | Marginal | E | 1/4/18",
        ),
        "## Service risks",
        lines("Ref | Group | Risk | People | Likelihood", "3 | Ponds | Ducks | | F"),
    )
    fire, flood, ducks = found.plan.risks
    assert fire.inputs == {"people": "III", "likelihood": "E"}
    assert flood.inputs == {"people": "VI", "reputation": "II", "likelihood": "E"}
    assert ducks.inputs == {"likelihood": "F"}
    assert [risk.group for risk in found.plan.risks] == ["Common", "Common", "Ponds"]
    assert (fire.closed, flood.closed) == (None, date(2018, 4, 1))
    assert said(found.problems) == [("fix", "unknown-word", "line 6", "2")]
    assert "V (Catastrophic)" in found.problems[0].message


def test_registers_of_two_schemes_are_told_and_the_second_left_out() -> None:
    found = recognised(
        lines("Risk | Likelihood | Impact", "Fire | 1 | 2"),
        lines("Risk | People | Likelihood", "Flood | II | E"),
    )
    assert [risk.title for risk in found.plan.risks] == ["Fire"]
    assert said(found.problems) == [("fix", "scheme-mixed", "line 5", "")]
    assert "4x4 and 5x6" in found.problems[0].message


def test_one_service_of_several() -> None:
    columns = "Service | Head of service | E-mail"
    found = recognised(lines(columns, "Leisure | A | a@x.example", "Parks | B | b@x.example"))
    assert found.plan.service.email == "b@x.example"
    assert said(found.problems) == [("note", "service-extra", "line 3", "Leisure")]
    assert "uses Parks and leaves out Leisure" in found.problems[0].message
    nameless = recognised(lines("Head of service | E-mail", "A | a@x.example"))
    assert nameless.plan.service == Service("parks", "Parks", "A", "a@x.example")


WORDS = [item.name for kind in KINDS for item in kind.headings] + ["2018/19 Target", "2018/19"]
CELLS = st.sampled_from(["", "-", "7", "79%", "higher", "CP01", "1/4/18", "II", "None", "odd"])


@given(
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).flatmap(
        lambda columns: st.tuples(
            st.just(columns),
            st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=4),
        )
    )
)
def test_any_table_is_recognised_or_kept(table: tuple[list[str], list[list[str]]]) -> None:
    columns, rows = table
    text = lines(" | ".join(columns), *(f"| {' | '.join(row)} |" for row in rows))
    document, _ = read_markdown(text, "parks 2018-21.md")
    found = recognise(document, "parks", (Y18, Y19), SHIPPED_SCHEMES)
    again = recognise(document, "parks", (Y18, Y19), SHIPPED_SCHEMES)
    assert found == again
    assert len(found.places[Table.INDICATORS]) == len(found.plan.indicators)


def test_a_table_of_years_and_money_is_a_budget_without_its_first_heading() -> None:
    rows = lines("| | 2018/19 Latest £ | 2019/20 Latest £ |", "| Net cost of service | | £5 |")
    plan = recognised(rows).plan
    assert [(row.heading, list(row.amounts.values())) for row in plan.budgets] == [
        ("Net cost of service", [None, Decimal(5)])
    ]
    for other in ("| | 2018/19 | 2019/20 |", "| | 2018/19 £ | Notes |"):
        assert recognised(lines(other, "| Trees | 5 | 6 |")).plan.budgets == ()


def test_actions_beside_a_council_action_are_its_steps() -> None:
    plan = recognised(
        lines("Actions | Council Action | Completion by Month", "1. Dig | Ponds | May"),
        lines("Actions | Responsible Officer", "Mow | Head of Parks"),
    ).plan
    assert plan.actions == (
        Action("", "Ponds", "1. Dig", by_when="May"),
        Action("", "Mow", officer="Head of Parks"),
    )


def test_an_annual_target_is_of_the_first_year() -> None:
    plan = recognised(lines("Direction of Travel PIs | Annual Target", "Litter | 5")).plan
    assert [list(row.targets) for row in plan.indicators] == [[Y18]]


def test_a_deadline_for_an_action_is_a_target() -> None:
    year = "PI target or deadline (month) for action 2018/19"
    plan = recognised(lines(f"PI | Indicator or milestone | {year}", "A | Plan | July 18")).plan
    assert [(row.title, str(row.unit)) for row in plan.indicators] == [("Plan", "date")]


def test_headings_of_values_and_of_funds_say_what_the_rows_are() -> None:
    plan = recognised(
        "## Our values will be measured by",
        lines("Measures | Target | Lead service", "Trust | 5 | Parks"),
        "## Leisure grant projects",
        lines("Project | Outcome | 2018/19", "Pond | Frogs | Dug"),
        "## Other projects",
        lines("Project | Outcome | 2018/19", "Tree | Shade | Planted"),
    ).plan
    assert plan.objectives == (Objective("Values", "", "Trust", "5", "Parks"),)
    assert [row.funding for row in plan.projects] == ["Leisure grant projects", ""]
