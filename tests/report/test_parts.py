"""Parts of a report one by one: texts, names that texts may use, shares, and what is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from forms import Q1, Q2, Q3, Q4, plan
from reported import COMMUNITY, CORPORATE, WELL, asked, parts, quarters, signs

from plansheet.model.plans import Action, Change, Service
from plansheet.reconcile.quarter import ServiceQuarter
from plansheet.reconcile.restatements import Restatement
from plansheet.report import Scope, Text, facts_of, make_report, spoken_quarters, within
from plansheet.report.actions import action_lines
from plansheet.report.blocks import Block, Heading, Paragraph, Points
from plansheet.report.counts import share
from plansheet.report.texts import text_blocks

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter
    from plansheet.reconcile.quarter import CouncilQuarter

EARLIER_STAND = (
    "Indicators stand in earlier quarters as those were last compiled, and where that was never "
    "done, as they are known now. A rating that was told anew since is marked as restated, with "
    "both ratings; the one that stands first is counted."
)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("  \n\n", ()),
        ("One\ntwo\n\nthree", (Paragraph("One two"), Paragraph("three"))),
        ("# Legal\nNone.", (Heading("Legal"), Paragraph("None."))),
        ("Words\n# Legal", (Paragraph("Words"), Heading("Legal"))),
        ("- a\n  goes on\n- b\nmore\n\n- c", (Points(("a goes on", "b more", "c")),)),
        ("Words\n- a", (Paragraph("Words"), Points(("a",)))),
        (
            "Q: Why?\nA: Because\nof that.\nq: And?\n",
            (
                Paragraph("Why?", "Question"),
                Paragraph("Because of that.", "Answer"),
                Paragraph("And?", "Question"),
            ),
        ),
    ],
)
def test_what_a_council_writes_becomes_blocks(text: str, blocks: tuple[Block, ...]) -> None:
    assert text_blocks(text) == blocks


@pytest.mark.parametrize(
    ("number", "whole", "said"),
    [(46, 50, "92%"), (1, 3, "33%"), (2, 3, "67%"), (1, 200, "1%"), (2, 2, "100%"), (0, 0, "-")],
)
def test_a_share_is_in_whole_per_cent(number: int, whole: int, said: str) -> None:
    assert share(number, whole) == said


@pytest.mark.parametrize(
    ("quarter", "said"),
    [
        (Q1, "Quarter 1 of 2018/19"),
        (Q2, "Quarters 1 and 2 of 2018/19"),
        (Q3, "Quarters 1, 2 and 3 of 2018/19"),
        (Q4, "Quarters 1 to 4 of 2018/19"),
    ],
)
def test_how_quarters_are_said(quarter: Quarter, said: str) -> None:
    assert spoken_quarters(quarter) == said


def test_the_names_that_a_text_may_use() -> None:
    assert facts_of(asked(meeting=date(2018, 12, 3))) == {
        "council": "Three Rivers District Council",
        "audience": "Management Board",
        "quarter": "Q2 2018/19",
        "quarters": "Quarters 1 and 2 of 2018/19",
        "year": "2018/19",
        "meeting": "3 December 2018",
        "services": "Community Partnerships and Corporate Services",
        "indicators": 9,
        "rated": 5,
        "green": 1,
        "amber": 1,
        "red": 3,
        "green_share": "20%",
        "actions": 5,
        "actions_rated": 5,
        "on_course": 2,
        "on_course_share": "40%",
    }


def test_the_first_quarter_has_no_course_and_says_when_it_meets() -> None:
    first = within(quarters()[0], Scope((CORPORATE,)))
    made = asked(quarters=(first,), meeting=date(2018, 9, 3), texts=None)
    report = make_report(made)
    assert report.title == "Performance report: Quarter 1 of 2018/19"
    assert ("Meeting", "3 September 2018") in report.header
    assert parts(made) == {
        "Questions from the last meeting": ["Nothing was written for this part."],
        "Purpose of the report": ["Nothing was written for this part."],
        "Recommendations": ["Nothing was written for this part."],
        "Key issues": [
            "[Indicators]",
            "1 of 1 indicators is rated.",
            "- Green, on target: 1 of 1 rated (100%)",
            "- Amber, within tolerance: 0 of 1 rated (0%)",
            "- Red, off target: 0 of 1 rated (0%)",
            "table Indicators by rating, Q1 2018/19",
            "  Rating | Number | Out of rated | Share",
            "  Green: on target (good) | 1 | 1 | 100%",
            "  Amber: within tolerance (fair) | 0 | 1 | 0%",
            "  Red: off target (poor) | 0 | 1 | 0%",
        ],
        "Exceptions": [
            "No indicator is off target or within tolerance, and no action is off course."
        ],
        "Implications": ["Nothing was written for this part."],
        "Appendix 1: indicators by quarter": [
            "[Corporate Services]",
            "table Corporate Services: indicators, Q1 2018/19",
            "  Indicator | Target | Actual | Q1 rating",
            "  CO02 Trust | 67% | 67% | Green (good)",
        ],
        "Appendix 2: actions by quarter": ["No action is reported here."],
        "How the figures were worked out": [
            line
            for line in parts(asked())["How the figures were worked out"]
            if line != EARLIER_STAND
        ],
    }


def test_earlier_quarters_are_said_to_be_worked_out_anew() -> None:
    assert EARLIER_STAND in parts(asked())["How the figures were worked out"]


def test_actions_of_one_quarter_have_no_course() -> None:
    lines = parts(asked(quarters=quarters()[:1]))["Key issues"]
    assert "4 of 4 actions are rated; 3 of 4 (75%) completed or on target." in lines
    assert not any("Actions by quarter" in line for line in lines)


def test_a_report_on_nothing_says_so() -> None:
    none = within(quarters()[0], Scope(("waste",)))
    made = asked(quarters=(none,))
    found = parts(made)
    assert found["Key issues"][:2] == ["[Indicators]", "0 of 0 indicators are rated."]
    assert found["Appendix 1: indicators by quarter"] == ["No indicator is reported here."]
    assert [label for label, _ in make_report(made).header] == ["Report to", "Publication"]
    assert facts_of(made)["services"] == ""


def test_an_indicator_that_is_new_or_had_another_ref() -> None:
    first, second = quarters()
    service = first.services[0]
    kept = tuple(
        replace(each, indicator=replace(each.indicator, ref="CP99"))
        if each.indicator.ref == "CP07"
        else each
        for each in service.results
        if each.indicator.ref != "CP08"
    )
    earlier = replace(first, services=(replace(service, results=kept),))
    lines = parts(asked(quarters=(earlier, second)))["Appendix 1: indicators by quarter"]
    assert [line for line in lines if "CP07" in line or "CP08" in line] == [
        "  CP07 Clubs | TBC | 7 | Not supplied | No target",
        "  CP08 Grants | 10 | 9 | Not collected | Red (poor)",
    ]


def moved_to_trees(quarters: tuple[CouncilQuarter, CouncilQuarter]) -> list[CouncilQuarter]:
    """Return both quarters with CP08 given to a service of its own in the second."""
    first, second = quarters
    giver = second.services[0]
    rows = tuple(
        Change(ref, "Moved to", COMMUNITY, to, Q2, "Reorganised")
        for ref, to in (("cp08", "trees"), ("CP09", "trees"), ("CP08", "waste"))
    )
    given = next(each for each in giver.results if each.indicator.ref == "CP08")
    kept = tuple(each for each in giver.results if each is not given)
    trees = plan(given.indicator)
    receiver = ServiceQuarter(
        replace(trees, service=Service("trees", "Trees")),
        "complete",
        giver.due,
        results=(replace(given, service="trees"),),
    )
    gave = replace(giver, results=kept, plan=replace(giver.plan, changes=rows))
    return [first, replace(second, services=(gave, receiver, *second.services[1:]))]


@pytest.mark.parametrize("scope", [Scope(), Scope(("trees",))])
def test_an_indicator_that_moved_has_the_rating_that_its_giver_reported(scope: Scope) -> None:
    whole = moved_to_trees(quarters())
    scoped = tuple(within(each, scope) for each in whole)
    made = asked(quarters=scoped, everywhere=tuple(within(each, Scope()) for each in whole))
    lines = parts(made)["Appendix 1: indicators by quarter"]
    assert [line for line in lines if "CP08" in line] == [
        "  CP08 Grants | 10 | 9 | Green (good) | Red (poor)"
    ]


def test_actions_without_an_answer_are_not_reported() -> None:
    silent = tuple(
        replace(
            each,
            services=tuple(
                replace(
                    service,
                    plan=replace(service.plan, actions=()),
                    milestones=tuple(
                        replace(milestone, status="", expected=None, slippage=None)
                        for milestone in service.milestones
                    ),
                )
                for service in each.services
            ),
        )
        for each in quarters()
    )
    lines = parts(asked(quarters=silent))["Key issues"]
    start = lines.index("[Actions]")
    assert lines[start : start + 9] == [
        "[Actions]",
        "0 of 4 actions are rated.",
        "table Actions by rating, Q2 2018/19",
        "  Rating | Number | Out of rated | Share",
        "  Completed (good) | 0 | 0 | -",
        "  On target (good) | 0 | 0 | -",
        "  Needs attention (fair) | 0 | 0 | -",
        "  Needs amendment (poor) | 0 | 0 | -",
        "  Closed | 0 | 0 | -",
    ]
    assert lines[start + 9 : start + 11] == ["  Not reported | 3 |  | ", "  Not due | 1 |  | "]


def with_actions(*actions: Action, ratings: bool = True) -> tuple[tuple[str, ...], ...]:
    """Return the ratings of actions that a plan prints, with its own counts or without."""
    counts, _ = signs()
    made = tuple(
        replace(
            each,
            services=(
                replace(
                    each.services[0],
                    milestones=(),
                    plan=replace(
                        each.services[0].plan,
                        projects=(),
                        actions=actions,
                        ratings=(counts,) if ratings else (),
                    ),
                ),
            ),
        )
        for each in quarters()
    )
    return tuple(line.ratings for line in action_lines(made))


def test_signs_are_read_by_the_counts_of_the_plan_where_those_leave_no_doubt() -> None:
    _, actions = signs()
    assert with_actions(*actions) == (
        ("On target", "On target"),
        ("On target", "On target"),
        ("On target", "Needs attention"),
    )
    assert with_actions(*actions, ratings=False) == (("▶", "▶"), ("▶", "▶"), ("▶", "■"))
    # Two of a kind and two of another may be either.
    alike = (*actions, replace(actions[-1], ref="A4"))
    assert with_actions(*alike)[0] == ("▶", "▶")


def test_an_action_that_is_rated_in_one_quarter_only() -> None:
    rated = Action("A1", "Do", "", "Quarter 2 rating: completed")
    yearly = Action("A2", "Do", "", "Rating: completed")
    assert with_actions(rated, yearly) == (("Not reported", "Completed"),)


def test_ratings_that_a_plan_prints_are_of_its_first_year() -> None:
    later = tuple(replace(each, quarter=each.quarter.plus(4)) for each in quarters())
    assert [line.title for line in action_lines(later)][-1] == "Safety plan: Kept up"
    assert [line.ratings for line in action_lines(later)][-1] == ("Not reported", "Not reported")


def test_a_milestone_that_the_plan_lost_stands_last() -> None:
    first, second = quarters()
    service = second.services[0]
    (project, *others) = service.plan.projects
    shorter = replace(project, milestones=project.milestones[1:])
    plan = replace(service.plan, projects=(shorter, *others))
    changed = replace(second, services=(replace(service, plan=plan), *second.services[1:]))
    titles = [line.title for line in action_lines((first, changed))]
    assert titles == [
        "Fly tipping: Cameras are up",
        "Fly tipping: Reviewed",
        "Safety plan: Kept up",
        "Fly tipping: Plan agreed",
        "Work together",
    ]


def test_what_was_restated_is_shown_old_and_new_as_far_as_it_is_in_scope() -> None:
    first, second = quarters()
    service = second.services[0]
    late = Restatement(COMMUNITY, "CP02", Q1, "Figure", "58: Amber", "60: Green", "A late form.")
    approved = replace(late, what="Rating", old="Red", new="Green", approved_by="Cabinet")
    internal = replace(late, ref="CP04")
    restated = replace(service, restatements=(late, approved, internal))
    changed = (first, replace(second, services=(restated,)))
    public = tuple(within(each, Scope()) for each in changed)
    lines = parts(asked(quarters=public))["Key issues"]
    start = lines.index("[Restated since they were first reported]")
    assert lines[start + 1 :] == [
        (
            "Earlier quarters are counted above as they were last compiled. Appendix 1 shows both "
            "ratings where one was restated."
        ),
        "table Restated, Q2 2018/19",
        "  Indicator | Quarter | Was | Is now | Why",
        (
            "  CP02 (Community Partnerships) | Q1 2018/19 | Figure: 58: Amber | Figure: 60: Green "
            "| A late form"
        ),
        (
            "  CP02 (Community Partnerships) | Q1 2018/19 | Rating: Red | Rating: Green | "
            "A late form; Cabinet"
        ),
    ]


def anew(ref: str, was: str, now: str, service: str = COMMUNITY) -> Restatement:
    """Return that a rating of the first quarter was told anew."""
    return Restatement(service, ref, Q1, "Figure", f"1: {was}", f"2: {now}", ratings=(was, now))


@pytest.mark.parametrize(
    ("told", "ref", "said"),
    [
        ((), "CP01", "Green (good)"),
        ((anew("CP01", "Green", "Red"),), "CP01", "Green / Restated: Red (good)"),
        ((anew("cp01", "Red", "Green"),), "CP01", "Green / Restated, was Red (good)"),
        # Another figure, and the same rating; and a quarter of which no plan told before.
        ((anew("CP01", "Green", "Green"),), "CP01", "Green (good)"),
        ((anew("CP01", "", "Green"),), "CP01", "Green (good)"),
        ((anew("CP05", "not supplied", "Amber"),), "CP05", "Not supplied / Restated: Amber"),
        # Told twice: what it was at first, and what it is in the end.
        (
            (anew("CP01", "Green", "Red"), anew("CP01", "Red", "Amber")),
            "CP01",
            "Green / Restated: Amber (good)",
        ),
        # Under the ref that it had, and by who supplies it to another service.
        ((anew("CP99", "not supplied", "Green"),), "CP07", "Not supplied / Restated: Green"),
        ((anew("CO02", "Green", "Red", CORPORATE),), "CO02", "Green / Restated: Red (good)"),
    ],
)
def test_a_rating_that_was_told_anew_stands_beside_the_one_that_is_counted(
    told: tuple[Restatement, ...], ref: str, said: str
) -> None:
    first, second = quarters()
    community, corporate_too = second.services
    changed = replace(second, services=(replace(community, restatements=told), corporate_too))
    found = parts(asked(quarters=(first, changed)))
    (row,) = [
        line for line in found["Appendix 1: indicators by quarter"] if line.startswith(f"  {ref} ")
    ]
    assert row.split(" | ")[3] == said
    # What is counted stays as it was reported.
    counted = [line for line in found["Key issues"] if line.startswith("  Q1 2018/19 | ")]
    untold = [line for line in parts(asked())["Key issues"] if line.startswith("  Q1 2018/19 | ")]
    assert counted[:1] == untold[:1]


def test_a_slip_is_said_in_days() -> None:
    first, second = quarters()
    service = second.services[0]
    early = tuple(
        replace(each, slippage=-1) if each.slippage else each for each in service.milestones
    )
    changed = replace(second, services=(replace(service, milestones=early),))
    lines = parts(asked(quarters=(first, changed)))["Exceptions"]
    assert sum("20 October 2018 / 1 day early" in line for line in lines) == 1


def test_a_service_with_nothing_in_scope_has_no_table() -> None:
    well = tuple(within(each, Scope(themes=(WELL,))) for each in quarters())
    captions = [table.caption for table in make_report(asked(quarters=well)).tables]
    assert [caption for caption in captions if ": " in caption] == [
        "Corporate Services: indicators, Q2 2018/19",
        "Community Partnerships: actions, Q2 2018/19",
    ]


def test_a_text_that_is_not_there_says_nothing() -> None:
    assert asked(texts={}).text(Text.PURPOSE) == ""
    assert COMMUNITY in {each.plan.code for each in asked().council.services}
