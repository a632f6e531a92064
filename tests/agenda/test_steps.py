"""The order of what is to be done, and the steps that hang on settings and on days."""

from __future__ import annotations

from datetime import date

from plansheet.agenda import Agenda, OpenQuarter, Paper, PlanState, idle_words, steps
from plansheet.model.periods import FinancialYear, Quarter

Q2 = Quarter(FinancialYear(2018), 2)
DAY = date(2018, 11, 5)
DUE = date(2018, 10, 12)


def told(agenda: Agenda) -> list[tuple[str, str]]:
    return [(step.what, step.command) for step in steps(agenda)]


def agenda(*quarters: OpenQuarter, **known: object) -> Agenda:
    fields: dict[str, object] = {"has_plans": True, **known}
    return Agenda(DAY, "plansheet", "templates/plans", quarters=quarters, **fields)  # type: ignore[arg-type]


def test_papers_come_by_the_day_of_their_meeting() -> None:
    papers = (
        Paper("board", "Management Board"),
        Paper("audit", "Audit Committee", date(2018, 12, 10)),
        Paper("scrutiny", "Scrutiny Committee", date(2018, 12, 3)),
        Paper("cabinet", "Cabinet", date(2018, 12, 1), is_written=True),
    )
    found = OpenQuarter(Q2, DUE, version=1, papers=papers)
    assert told(agenda(found)) == [
        (
            "Write the report on Q2 2018/19 for Scrutiny Committee, which meets on 3 December 2018",
            "report 2018-19-Q2 --for scrutiny",
        ),
        (
            "Write the report on Q2 2018/19 for Audit Committee, which meets on 10 December 2018",
            "report 2018-19-Q2 --for audit",
        ),
        (
            "Write the report on Q2 2018/19 for Management Board",
            "report 2018-19-Q2 --for board",
        ),
    ]


def test_papers_wait_for_what_they_are_made_from() -> None:
    papers = (Paper("board", "Management Board"),)
    assert told(agenda(OpenQuarter(Q2, DUE, papers=papers))) == []
    changed = OpenQuarter(Q2, DUE, version=2, has_changed=True, papers=papers)
    assert told(agenda(changed)) == [
        (
            "Compile Q2 2018/19 again: something has changed since version 2",
            "compile 2018-19-Q2",
        )
    ]


def test_the_most_urgent_comes_first_whatever_it_is_about() -> None:
    found = told(
        agenda(
            OpenQuarter(Q2, DUE, missing=(("parks", "Parks"),)),
            OpenQuarter(Q2.previous, DUE, unread=2, waiting=1, decisions_file="Decisions.xlsx"),
            plans=(
                PlanState("parks", "parks.md", faults=2, questions=3),
                PlanState("housing", "housing.md", questions=1),
                PlanState("", "notes.md", faults=1),
            ),
            expired=1,
            keep_years=6,
        )
    )
    assert found == [
        ("Correct 3 faults in parks.md and notes.md", "plan check"),
        ("Read 2 files that came back", "read 2018-19-Q1"),
        (
            (
                "Decide 1 thing about Q1 2018/19: open Decisions.xlsx, choose, save and close it, "
                "then run"
            ),
            "decide 2018-19-Q1",
        ),
        (
            "Make the workbooks of Q2 2018/19 for Parks, due 12 October 2018",
            "generate 2018-19-Q2",
        ),
        (
            (
                "Confirm 1 thing in housing.md: write it into the plan, or confirm it on the sheet "
                "To confirm, then run"
            ),
            "plan check housing",
        ),
        (
            "Look at 1 returned file that is older than 6 years, and remove what need not be kept",
            "retention",
        ),
    ]


def test_without_anything_to_do_the_next_day_is_named() -> None:
    for due, is_settled in ((DUE, True), (DUE, False), (date(2018, 11, 9), False)):
        assert idle_words(agenda(OpenQuarter(Q2, due, is_settled=is_settled))) == (
            "Nothing to do today. The workbooks of Q3 2018/19 are made when it has ended, from "
            "1 January 2019 on."
        )


def test_no_plan_is_the_one_step() -> None:
    (step,) = steps(agenda(OpenQuarter(Q2, DUE, unread=1), has_plans=False))
    assert step.command == "plan check"
