"""Who is written to about what: once, in time, and never for what is not owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from plansheet.correspondence.called_for import Call, Standing, called_for
from plansheet.correspondence.course import course_of, is_queried
from plansheet.correspondence.facts import letter_facts
from plansheet.correspondence.promised import Promise, promises
from plansheet.correspondence.whom import Envelope
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.messages import Delivery, Kind, Message
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Plan, Service
from plansheet.model.ratings import Goal, Result, State
from plansheet.model.records import Choice, Decision, Issue, ReturnRecord, Status
from plansheet.model.returns import Answer, Figure, Return
from plansheet.model.units import Unit
from plansheet.problems import Level, Place, Problem
from plansheet.reconcile.quarter import ServiceQuarter

if TYPE_CHECKING:
    from collections.abc import Mapping


def said(code: str, level: Level, message: str, label: str, file: str = "parks.xlsx") -> Problem:
    return Problem(code, level, Place(file, "Indicators", "F9", label), message)


def place(problem: Problem) -> str:
    """Return where a problem is in the return that counts, whose file need not be named."""
    said = str(problem.in_file("").place)
    return f"S{said[1:]}"


Q1 = Quarter(FinancialYear(2018), 1)
MADE = datetime(2018, 7, 2, 9)  # noqa: DTZ001 - a council's calendar is local
DUE = date(2018, 7, 13)
PLAN = Plan(Service("parks", "Parks"), "Parks plan", (FinancialYear(2018),), "parks.md")
ISSUE = Issue("id", "parks", Q1, 1, "book-1", "", "1", "parks.md", "", MADE)
ANSWERS = {"Indicators": {"PK01": {"actual": Answer("x", "x", "F8")}}}
RETURN = Return("parks", Q1, "id", "parks.xlsx", "return-1", ANSWERS)
RECORD = ReturnRecord(Q1, "return-1", "parks.xlsx", Status.ACCEPTED, MADE + timedelta(days=3))
FEW = said("not-a-number", Level.FIX, "few is no number", "PK02")
REQUEST = said("request", Level.CONFIRM, "a request", "1")
HELD = replace(RECORD, sha256="held", file="held.xlsx", status=Status.HELD)
BOUNCED = MADE + timedelta(days=1)
PROMISE = Promise("parks", "PK02", "Visits", date(2018, 7, 20))


def sent(kind: Kind, days: int, about: str = "") -> Message:
    at = MADE + timedelta(days=days)
    return Message("parks", Q1, kind, at, at, about=about, delivery=Delivery.SENT)


def standing(day: int = 2, state: str = "issued", **known: object) -> Standing:
    """Return how things stand on a day of July, and a return where there is one."""
    service = ServiceQuarter(PLAN, state, DUE, issue=1)
    if state in {"received", "complete", "queried"}:
        service = replace(service, returned=RETURN, received=date(2018, 7, 5))
    service = replace(service, problems=known.pop("problems", ()))  # type: ignore[arg-type]
    found: dict[str, object] = {"issue": ISSUE, **known}
    return Standing(service, Q1, date(2018, 7, day), DUE, **found)  # type: ignore[arg-type]


NO_BOOK = "Parks has no workbook yet. Run 'plansheet generate 2018-19-Q1' first."
CALLS: Mapping[str, tuple[Kind, Standing, Call]] = {
    "no workbook": (Kind.ISSUE, standing(issue=None), Call(why_not=NO_BOOK)),
    "the workbook": (Kind.ISSUE, standing(), Call("book-1")),
    "the workbook, sent": (
        Kind.ISSUE,
        standing(messages=(sent(Kind.ISSUE, 0, "book-1"),)),
        Call("book-1", "Parks was sent its workbook on 2 July 2018."),
    ),
    "the workbook, sent before it was said what with": (
        Kind.ISSUE,
        standing(messages=(sent(Kind.ISSUE, 1),)),
        Call("book-1", "Parks was sent its workbook on 3 July 2018."),
    ),
    "a new workbook": (
        Kind.ISSUE,
        standing(issue=replace(ISSUE, sha256="book-2", made=MADE + timedelta(days=2)),
                 messages=(sent(Kind.ISSUE, 0, "book-1"), sent(Kind.ISSUE, 1))),
        Call("book-2"),
    ),
    "a reminder of what was never sent": (
        Kind.REMINDER,
        standing(),
        Call(why_not="Parks has not been sent its workbook yet."),
    ),
    "a reminder": (
        Kind.REMINDER,
        standing(13, messages=(sent(Kind.ISSUE, 0, "book-1"),)),
        Call("reminder 1"),
    ),
    "a reminder within the week": (
        Kind.REMINDER,
        standing(10, messages=(sent(Kind.ISSUE, 0, "book-1"), sent(Kind.REMINDER, 2))),
        Call("reminder 2", "Parks was reminded on 4 July 2018."),
    ),
    "a second reminder": (
        Kind.REMINDER,
        standing(11, messages=(sent(Kind.ISSUE, 0, "book-1"), sent(Kind.REMINDER, 2))),
        Call("reminder 2"),
    ),
    "a reminder after the day": (
        Kind.REMINDER,
        standing(14, messages=(sent(Kind.ISSUE, 0, "book-1"),)),
        Call(why_not="Parks was due on 13 July 2018: chase it, with --kind chase."),
    ),
    "a reminder of what has come": (
        Kind.REMINDER,
        standing(9, "received"),
        Call(why_not="Parks has returned its workbook."),
    ),
    "chased too early": (Kind.CHASE, standing(13), Call(why_not="Parks has until 13 July 2018.")),
    "chased": (Kind.CHASE, standing(14, "overdue"), Call("chase 1")),
    "chased for what is missing": (
        Kind.CHASE,
        standing(14, "received", problems=(FEW,)),
        Call("chase 1"),
    ),
    "what is left is the council's to decide": (
        Kind.CHASE,
        standing(14, "received", problems=(REQUEST,)),
        Call(why_not="Parks owes nothing: what is left is for you to decide."),
    ),
    "chased a few days after it was asked": (
        Kind.CHASE,
        standing(14, "received", problems=(FEW,), messages=(sent(Kind.QUERIES, 6, "list-1"),)),
        Call("chase 1", "Parks was sent queries on 8 July 2018."),
    ),
    "chased a few days after it got the workbook": (
        Kind.CHASE,
        standing(14, "overdue", messages=(sent(Kind.ISSUE, 6, "book-1"),)),
        Call("chase 1", "Parks was sent its workbook on 8 July 2018."),
    ),
    "chased while its workbook waits for the council": (
        Kind.CHASE,
        standing(14, "overdue", arrivals=(HELD,)),
        Call(why_not="Parks has sent a workbook that waits for you to accept it."),
    ),
    "reminded while its workbook waits for the council": (
        Kind.REMINDER,
        standing(12, arrivals=(HELD,), messages=(sent(Kind.ISSUE, 0, "book-1"),)),
        Call(why_not="Parks has sent a workbook that waits for you to accept it."),
    ),
    "written to after a message came back": (
        Kind.CHASE,
        standing(14, "overdue", messages=(sent(Kind.ISSUE, 0, "book-1"),), bounced=BOUNCED),
        Call(
            why_not="Parks has an address that a message came back from: correct that first."
        ),
    ),
    "the workbook, after a message came back": (
        Kind.ISSUE,
        standing(14, "overdue", messages=(sent(Kind.ISSUE, 0, "book-1"),), bounced=BOUNCED),
        Call("book-1"),
    ),
    "the workbook, sent again after a message came back": (
        Kind.ISSUE,
        standing(14, "overdue", messages=(sent(Kind.ISSUE, 2, "book-1"),), bounced=BOUNCED),
        Call("book-1", "Parks was sent its workbook on 4 July 2018."),
    ),
    "chased within the week": (
        Kind.CHASE,
        standing(20, "overdue", messages=(sent(Kind.CHASE, 12),)),
        Call("chase 2", "Parks was chased on 14 July 2018."),
    ),
    "chased a second time": (
        Kind.CHASE,
        standing(21, "overdue", messages=(sent(Kind.CHASE, 12),)),
        Call("chase 2"),
    ),
    "complete": (Kind.CHASE, standing(20, "complete"), Call(why_not="Parks owes nothing.")),
    "an awaited figure on its own day": (
        Kind.CHASE,
        standing(20, "complete", promised=(PROMISE,)),
        Call(why_not="Parks owes nothing."),
    ),
    "an awaited figure after its own day": (
        Kind.CHASE,
        standing(21, "complete", promised=(PROMISE,)),
        Call("chase 1"),
    ),
    "queries before anything came": (
        Kind.QUERIES,
        standing(asked="list-1"),
        Call(why_not="Parks has not returned its workbook."),
    ),
    "queries whose files are gone": (
        Kind.QUERIES,
        standing(9, "received", problems=(FEW,)),
        Call(
            why_not="Parks has no query workbook. Run 'plansheet read 2018-19-Q1' to have it "
            "written."
        ),
    ),
    "nothing to ask": (
        Kind.QUERIES,
        standing(9, "complete"),
        Call(why_not="Parks is asked nothing."),
    ),
    "queries": (Kind.QUERIES, standing(9, "received", asked="list-1"), Call("list-1")),
    "the same queries": (
        Kind.QUERIES,
        standing(9, "received", asked="list-1", messages=(sent(Kind.QUERIES, 4, "list-1"),)),
        Call("list-1", "Parks was sent these queries on 6 July 2018."),
    ),
    "other queries": (
        Kind.QUERIES,
        standing(9, "received", asked="list-2", messages=(sent(Kind.QUERIES, 4, "list-1"),)),
        Call("list-2"),
    ),
    "a receipt for nothing": (
        Kind.RECEIPTS,
        standing(),
        Call(why_not="Parks has sent nothing back."),
    ),
    "a receipt": (
        Kind.RECEIPTS,
        standing(9, "received", arrivals=(RECORD,)),
        Call("return-1"),
    ),
    "a receipt that went": (
        Kind.RECEIPTS,
        standing(9, "received", arrivals=(RECORD,), messages=(sent(Kind.RECEIPTS, 4, "return-1"),)),
        Call("return-1", "Parks was sent a receipt on 6 July 2018."),
    ),
    "thanks too early": (
        Kind.THANKS,
        standing(9, "received"),
        Call(why_not="Parks is not complete yet."),
    ),
    "thanks": (Kind.THANKS, standing(9, "complete"), Call("book-1")),
    "thanks that went": (
        Kind.THANKS,
        standing(9, "complete", messages=(sent(Kind.THANKS, 4, "book-1"),)),
        Call("book-1", "Parks was thanked on 6 July 2018."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CALLS)
def test_a_message_is_called_for(case: str) -> None:
    kind, found, call = CALLS[case]
    assert called_for(kind, found) == call


def test_what_nobody_knows_to_have_arrived_is_known_by_its_kind() -> None:
    unsure = replace(sent(Kind.ISSUE, 0), sent_at=None, delivery=Delivery.UNCERTAIN)
    found = standing(messages=(unsure, sent(Kind.CHASE, 12)))
    assert found.uncertain(Kind.ISSUE) == unsure
    assert found.uncertain(Kind.CHASE) is None


def test_the_course_of_a_quarter_has_its_days() -> None:
    drafted = Message("parks", Q1, Kind.ISSUE, MADE)
    messages = (
        sent(Kind.ISSUE, 0, "book-0"),
        sent(Kind.ISSUE, 1, "book-1"),
        drafted,
        sent(Kind.REMINDER, 2),
        sent(Kind.RECEIPTS, 4, "return-1"),
        sent(Kind.QUERIES, 5, "list-1"),
    )
    found = standing(20, "received", arrivals=(RECORD,), messages=messages)
    days = {
        "issued": 2, "drafted": 3, "mailed": 2, "reminded": 4, "received": 5, "acknowledged": 6,
        "queried": 7,
    }  # fmt: skip
    assert course_of(replace(found, bounced=BOUNCED))["bounced"] == date(2018, 7, 3)
    assert {what: day.day for what, day in course_of(found).items()} == days
    assert is_queried(messages, found.arrivals)
    answer = replace(RECORD, sha256="return-2", read_at=MADE + timedelta(days=8))
    decided = Decision(
        Q1, "parks", "Indicators", "PK02", "Actual", "few", Choice.USE_INSTEAD, "3", "", "told", "",
        "return-2", MADE + timedelta(days=9),
    )  # fmt: skip
    done = replace(
        found,
        service=replace(
            found.service, state="complete", returned=replace(RETURN, sha256="return-2"),
            decided=(decided,), chosen=(replace(decided, made=MADE + timedelta(days=7)),),
        ),
        arrivals=(RECORD, answer),
        messages=(*messages, sent(Kind.CHASE, 12), sent(Kind.THANKS, 13)),
    )  # fmt: skip
    more = {"answered": 10, "complete": 11, "chased": 14, "thanked": 15}
    assert {what: day.day for what, day in course_of(done).items()} == days | more
    assert list(course_of(done)) == [
        "issued", "drafted", "mailed", "reminded", "chased", "received", "acknowledged", "queried",
        "answered", "complete", "thanked",
    ]  # fmt: skip
    assert not is_queried(messages, done.arrivals)
    assert not is_queried((), (RECORD,))
    assert course_of(standing(issue=None)) == {}


def test_who_told_figures_only_is_complete_without_a_day_of_its_own() -> None:
    found = standing(9, "complete")
    assert course_of(found) == {"issued": date(2018, 7, 2), "received": date(2018, 7, 5)}


def test_a_message_can_say_what_came_what_is_held_and_what_is_owed() -> None:
    unclear = said("percent-unclear", Level.CONFIRM, "0.79 is unclear", "PK01")
    note = replace(FEW, level=Level.NOTE, message="an older issue", place=Place("parks.xlsx"))
    wrong = said("wrong-period", Level.REJECTED, "another quarter", "", "old.xlsx")
    later = replace(RECORD, sha256="old", file="a/old.xlsx", status=Status.REJECTED,
                    problems=(wrong, note))  # fmt: skip
    held = replace(RECORD, sha256="held", file="held.xlsx", status=Status.HELD)
    other = replace(RECORD, sha256="other", file="other.xlsx")
    pdf = replace(RECORD, sha256="pdf", file="a.eml/x.pdf", status=Status.REJECTED)
    base = standing(20, "received", promised=(PROMISE, replace(PROMISE, ref="PK03",
                    expected=date(2018, 7, 19))))  # fmt: skip
    found = replace(
        base,
        service=replace(base.service, problems=(FEW, unclear, note)),
        arrivals=(RECORD, later, held, other, pdf),
        messages=(sent(Kind.CHASE, 12),),
    )
    whom = Envelope("a@x.example", away_until=date(2018, 7, 31), with_head=True)
    pdf_came = (
        "'x.pdf', received on 5 July 2018: it is not the workbook you were sent. Please send that "
        "Excel file itself."
    )
    old = "'old.xlsx', received on 5 July 2018: it is the workbook of another quarter."
    assert letter_facts(found, whom) == {
        "head": "colleague",
        "away_until": "31 July 2018",
        "is_late": True,
        "is_mailed": False,
        "is_returned": True,
        "is_complete": False,
        "is_held": False,
        "is_refused": True,
        "is_chased_again": True,
        "has_queries": False,
        "with_head": True,
        "came": [
            "'parks.xlsx', received on 5 July 2018: 1 value was read.",
            f"{old} Please send this quarter's.",
            "'held.xlsx', received on 5 July 2018: it waits until somebody has looked at it.",
            "'other.xlsx', received on 5 July 2018: it was read; a later one counts.",
            pdf_came,
        ],
        "read_as": ["an older issue"],
        "held": [f"{place(unclear)}: 0.79 is unclear"],
        "missing": [f"{place(FEW)}: few is no number"],
        "owed": [f"{place(FEW)}: few is no number", f"{place(unclear)}: 0.79 is unclear"],
        "asked": [
            f"{place(FEW)}: few is no number",
            f"{place(unclear)}: 0.79 is unclear",
            f"{old} Please send this quarter's.",
            pdf_came,
        ],
        "overdue": ["PK03 Visits: expected by 19 July 2018"],
        "awaited": ["PK02 Visits: expected by 20 July 2018"],
    }


def test_another_file_is_named_as_its_sender_knows_it() -> None:
    base = standing(20, "received")
    other = said("not-a-number", Level.FIX, "few", "PK02", "2018-07-05 parks 1.eml/b.xlsx")
    found = replace(base, service=replace(base.service, problems=(other,)))
    assert letter_facts(found, Envelope("a@x.example"))["owed"] == [
        "B.xlsx, sheet Indicators, cell F9, PK02: few"
    ]


def test_a_receipt_tells_of_what_came_since_the_last_one() -> None:
    second = replace(RECORD, sha256="return-2", file="again.xlsx", status=Status.HELD)
    found = standing(
        9, arrivals=(RECORD, second), messages=(sent(Kind.RECEIPTS, 4, "return-1"),)
    )  # fmt: skip
    facts = letter_facts(found, Envelope("a@x.example"))
    assert facts["came"] == [
        "'again.xlsx', received on 5 July 2018: it waits until somebody has looked at it."
    ]
    assert (facts["away_until"], facts["is_returned"], facts["is_held"]) == ("", False, True)
    assert "head" not in facts


def test_a_long_list_ends_in_how_many_more_there_are() -> None:
    many = tuple(
        said("not-a-number", Level.FIX, f"few {row} is none", f"PK{row}") for row in range(15)
    )
    base = standing(20, "received")
    found = replace(base, service=replace(base.service, problems=many))
    owed = letter_facts(found, Envelope("a@x.example"))["owed"]
    assert isinstance(owed, list)
    assert (len(owed), owed[-1]) == (13, "and 3 more")


def test_only_what_is_awaited_for_a_day_is_promised_and_by_who_supplies_it() -> None:
    def result(ref: str, state: State, *, supplier: str = "", day: date | None = None) -> Result:
        indicator = Indicator(
            ref, f"Measure {ref}", "KPI", Unit.NUMBER, GoodIs(Way.HIGHER), HowOften.QUARTERLY,
            CountsAs.SNAPSHOT, supplied_by=supplier,
        )  # fmt: skip
        return Result("parks", indicator, state, Goal(""), figure=Figure(Q1, expected_by=day))

    results = (
        result("A", State.AWAITED, day=PROMISE.expected),
        result("B", State.AWAITED),
        result("C", State.NOT_SUPPLIED, day=PROMISE.expected),
        replace(result("D", State.AWAITED, day=PROMISE.expected), counted=False),
        result("E", State.AWAITED, supplier="housing", day=PROMISE.expected),
        replace(result("F", State.AWAITED), figure=None),
    )
    service = ServiceQuarter(PLAN, "complete", DUE, results=results)
    assert [*promises([service])] == [
        Promise("parks", "A", "Measure A", PROMISE.expected),
        Promise("housing", "E", "Measure E", PROMISE.expected),
    ]
