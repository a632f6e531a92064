"""A request on its whole way: asked, listed, decided, in the plan and in the next workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import HOUSING, PARKS, PARKS_ANSWERS, Q1, Q2, Q3, Town, codes_of, new_town, rows_of

from plansheet.errors import DecisionError, PlanError
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.decisions import Decided, accept_request, decline_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

Rows = dict[str, dict[str, object]]
PLAN = "parks 2018-21.md"
TITLE: dict[str, object] = {
    "About": "PK01",
    "Change": "Title",
    "Proposed": "Tidy parks",
    "From": "next quarter",
    "Reason": "Clearer to the public.",
}
TARGET: dict[str, object] = {**TITLE, "Change": "Target", "Proposed": "82%"}
LISTED = (
    "It waits for a decision: 'plansheet accept 2018-19-Q1 parks Requests:{} --reason TEXT', or "
    "decline in the place of accept."
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path)
    found.generate()
    return found


def ask(town: Town, *rows: Mapping[str, object], name: str = "") -> Outcome:
    """Send Parks' first return with these requests, and read it."""
    asked = {str(number): row for number, row in enumerate(rows, start=1)}
    town.answer({**PARKS_ANSWERS, "Requests": asked}, name=name)
    return town.read()


def accept(town: Town, row: str = "Requests:1", *, dry_run: bool = False, **said: str) -> Outcome:
    decided = _decided(row, said)
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: accept_request(council, decided, world), read_only=dry_run)


def decline(town: Town, row: str = "Requests:1", *, dry_run: bool = False, **said: str) -> Outcome:
    decided = _decided(row, said)
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: decline_request(council, decided, world), read_only=dry_run)


def _decided(row: str, said: Mapping[str, str]) -> Decided:
    service, period = said.get("service", "parks"), said.get("period", Q1)
    kept = {key: each for key, each in said.items() if key not in {"service", "period"}}
    return Decided(quarter_of(period), service, row, **{"reason": "Agreed by Cabinet"} | kept)


def plan_text(town: Town) -> str:
    return (town.root / "templates" / "plans" / PLAN).read_text(encoding="utf-8")


def changes_in(town: Town) -> str:
    """Return the rows of the plan's table Changes, the rest of it being as it was."""
    whole = plan_text(town)
    assert whole.startswith(PARKS)
    return whole[len(PARKS) :].partition("| --- | --- | --- | --- | --- | --- | --- |\n")[2]


def titles(town: Town, period: str) -> dict[str, list[object]]:
    """Return title, definition and target of each row of the issued Indicators sheet."""
    sheet = load_workbook(town.issued(period=period))["Indicators"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(table) if row[0] == "Ref")
    place = [table[start].index(each) for each in ("Indicator", "Target this year")]
    return {str(row[0]): [row[each] for each in place] for row in table[start + 1 :]}


def changes_page(town: Town, period: str = Q1, *, version: str = "") -> list[list[object]]:
    """Return the rows of the compiled sheet Changes, by About, What, Old, New, From, Decision."""
    name = f"Performance Data Collection {period}{version}.xlsx"
    sheet = load_workbook(town.root / "workbooks" / period / name)["Changes"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(table) if row[0] == "Service")
    keys = ("About", "What", "Old", "New", "From", "Decision")
    place = [table[start].index(each) for each in keys]
    return [[row[each] for each in place] for row in table[start + 1 :]]


def test_an_accepted_request_is_in_the_next_workbook_and_in_no_earlier_one(town: Town) -> None:
    listed = ask(town, TITLE, TARGET, {**TITLE, "About": "Visits", "Change": "Withdraw"})
    assert (listed.status, codes_of(listed)) == (0, ["request"] * 3)
    first, second, third = listed.problems
    assert first.message == (
        "Request 1 asks for the title of Indicators:PK01 to be 'Tidy parks' instead of 'Parks that "
        "are clean' from Q2 2018/19. The reason given: Clearer to the public. " + LISTED.format(1)
    )
    assert second.message.startswith(
        "Request 2 asks for the target of Indicators:PK01 to be '82%' instead of '80%' from Q2"
    )
    assert third.message.startswith("Request 3 asks for Indicators:PK02 to be withdrawn from Q2 ")
    assert str(first.place) == ("parks 2018-19-Q1.xlsx, sheet Requests, cell B6, 1")
    assert codes_of(town.reconcile()) == ["request"] * 3
    assert town.states()["parks"] == "complete"
    assert town.status().lines[3] == ("Parks: complete, received 2 July 2018, 3 requests to decide")
    town.compile()
    assert [row[5] for row in changes_page(town)] == ["To be decided"] * 3

    for number in (1, 2, 3):
        made = accept(town, f"Requests:{number}", by="Cabinet")
        assert (made.status, made.lines[1:]) == (0, (f"Requests:{number} of Parks is accepted.",))
    agreed = "2018-19-Q2 | Agreed by Cabinet (request"
    assert changes_in(town) == (
        "| PK01 | Title | Parks that are clean | Tidy parks "
        f"| {agreed} 1 of Q1 2018/19) | Cabinet |\n"
        f"| PK01 | Target | 80% | 82% | {agreed} 2 of Q1 2018/19) | Cabinet |\n"
        f"| PK02 | Withdraw | | yes | {agreed} 3 of Q1 2018/19) | Cabinet |\n"
    )
    assert [each for each in codes_of(town.check("parks")) if each.startswith("change")] == []
    assert codes_of(town.reconcile()) == []

    town.generate(Q2)
    assert titles(town, Q1) == {
        "PK01": ["Parks that are clean", "80%"],
        "PK02": ["Visits", TARGETS],
    }
    assert titles(town, Q2) == {"PK01": ["Tidy parks", "82%"]}
    again = rows_of(town.generate(Q1, "parks"), "issued")
    assert [(each["issue"], each["changed"]) for each in again] == [(1, False)]
    town.compile()
    accepted = "Accepted on 2 July 2018 by Cabinet: Agreed by Cabinet. In the plan: Indicators:"
    assert changes_page(town, version=" v2") == [
        [
            "Indicators:PK01",
            "Request: Title",
            None,
            "Tidy parks",
            "Q2 2018/19",
            (
                f"{accepted}PK01: Title 'Tidy parks' instead of 'Parks that are clean' from Q2 "
                "2018/19."
            ),
        ],
        [
            "Indicators:PK01",
            "Request: Target",
            None,
            "82%",
            "Q2 2018/19",
            f"{accepted}PK01: Target '82%' instead of '80%' from Q2 2018/19.",
        ],
        [
            "Indicators:PK02",
            "Request: Withdraw",
            None,
            "Tidy parks",
            "Q2 2018/19",
            f"{accepted}PK02: Withdraw 'yes' from Q2 2018/19.",
        ],
    ]


TARGETS = "Q1 100 Q2 200 Q3 300 Q4 400"


def test_deciding_twice_changes_nothing(town: Town) -> None:
    ask(town, TITLE, TARGET)
    tried = accept(town, dry_run=True)
    assert tried.lines[1] == "Requests:1 of Parks is accepted."
    assert plan_text(town) == PARKS
    assert decline(town, "2", dry_run=True).lines == ("Requests:2 of Parks is declined.",)
    assert codes_of(town.reconcile()) == ["request", "request"]
    accept(town)
    decline(town, "2")
    before = town.snapshot()
    town.later(1)
    assert accept(town, " requests: 1").lines == (
        "Requests:1 of Parks is accepted already. Nothing was changed.",
    )
    assert decline(town, "2", reason="Again").lines == (
        "Requests:2 of Parks is declined already. Nothing was changed.",
    )
    assert town.snapshot() == before


def test_what_was_accepted_is_not_decided_otherwise(town: Town) -> None:
    ask(town, TITLE)
    accept(town, value="Clean parks", starts="Q4 2018/19")
    kept = changes_in(town)
    assert kept.startswith("| PK01 | Title | Parks that are clean | Clean parks | 2018-19-Q4 |")
    said = (
        "Requests:1 was accepted on 2 July 2018. In the plan: Indicators:PK01: Title 'Clean parks' "
        "instead of 'Parks that are clean' from Q4 2018/19. To change that, use 'plansheet plan "
        "change', or edit the plan's table Changes."
    )
    with pytest.raises(DecisionError) as refused:
        decline(town)
    assert str(refused.value) == said
    with pytest.raises(DecisionError) as refused:
        accept(town, value="Tidier parks")
    assert str(refused.value) == said
    assert accept(town).lines[0].endswith("already. Nothing was changed.")
    assert accept(town, value="Clean parks", starts="Q4 2018/19").lines[0].endswith("changed.")
    assert changes_in(town) == kept
    town.compile()
    assert changes_page(town)[0][5] == (
        "Accepted on 2 July 2018: Agreed by Cabinet. Used instead: Proposed: Clean parks; From: Q4 "
        "2018/19. In the plan: Indicators:PK01: Title 'Clean parks' instead of 'Parks that are "
        "clean' from Q4 2018/19."
    )


def test_a_declined_request_is_kept_with_its_reason_and_may_be_accepted_later(town: Town) -> None:
    ask(town, TITLE)
    outcome = decline(town, reason="Not this year.")
    assert (outcome.status, outcome.lines) == (0, ("Requests:1 of Parks is declined.",))
    assert plan_text(town) == PARKS
    assert codes_of(town.read()) == []
    town.compile()
    assert changes_page(town) == [
        [
            "Indicators:PK01",
            "Request: Title",
            "Parks that are clean",
            "Tidy parks",
            "Q2 2018/19",
            "Declined on 2 July 2018: Not this year.",
        ]
    ]
    accept(town)
    assert "Tidy parks" in changes_in(town)
    with opened(town.root, read_only=True) as council:
        kept = council.ledger.decisions(quarter_of(Q1), "parks")
        (record,) = council.ledger.returns(quarter_of(Q1))
    assert [(each.choice, each.row, each.sha256 == record.sha256) for each in kept] == [
        ("Decline", "1", True),
        ("Accept", "1", True),
    ]


def test_a_decision_stays_with_what_was_decided(town: Town) -> None:
    ask(town, TITLE, TARGET)
    accept(town)
    decline(town, "2", reason="Too easy")
    moved = ask(town, {**TARGET, "Proposed": "85%"}, {}, TITLE, name="corrected.xlsx")
    asked = [each for each in moved.problems if each.code == "request"]
    assert [(each.code, each.place.label) for each in asked] == [("request", "1")]
    assert "to be '85%'" in asked[0].message
    town.compile()
    requests = [row for row in changes_page(town) if str(row[1]).startswith("Request")]
    assert [[row[0], row[3], row[5]] for row in requests] == [
        ["Indicators:PK01", "85%", "To be decided"],
        [
            "Indicators:PK01",
            "Tidy parks",
            (
                "Accepted on 2 July 2018: Agreed by Cabinet. In the plan: Indicators:PK01: Title "
                "'Tidy parks' instead of 'Parks that are clean' from Q2 2018/19."
            ),
        ],
        [
            "Indicators:PK01",
            "82%",
            "Declined on 2 July 2018: Too easy. It is not in the newest return.",
        ],
    ]
    accept(town, "1")
    assert changes_in(town).count("| PK01 | Target | 80% | 85% |") == 1
    ask(town, name="without.xlsx")
    town.compile()
    page = changes_page(town, version=" v2")
    decided = [str(row[5]) for row in page if str(row[1]).startswith("Request")]
    assert [each.endswith(" It is not in the newest return.") for each in decided] == [True] * 3


WRITTEN = [
    (
        {**TITLE, "Change": "Definition", "Proposed": "Inspected and clean"},
        "| PK01 | Definition | | Inspected and clean | 2018-19-Q2 |",
    ),
    (
        {**TITLE, "Change": "Owner", "Proposed": "Parks Manager", "From": "2019/20"},
        "| PK01 | Owner | | Parks Manager | 2019-20-Q1 |",
    ),
    (
        {**TARGET, "Proposed": 0.85, "From": "April next year"},
        "| PK01 | Target | | 85% | 2019-20-Q1 |",
    ),
    (
        {**TITLE, "About": "Service", "Proposed": "Green spaces"},
        "| Service | Name | Parks | Green spaces | 2018-19-Q2 |",
    ),
    (
        {**TITLE, "About": "parks", "Change": "Owner", "Proposed": "Head of Greens"},
        "| Service | Head of service | Head of Parks | Head of Greens | 2018-19-Q2 |",
    ),
    (
        {**TITLE, "About": "PK50", "Change": "New indicator", "Proposed": "Ponds"},
        "| PK50 | New indicator | | Ponds | 2018-19-Q2 |",
    ),
]


@pytest.mark.parametrize(("asked", "row"), WRITTEN)
def test_every_kind_of_change_is_written(asked: dict[str, object], row: str, town: Town) -> None:
    def as_percentage(book: object) -> None:
        cell = book["Requests"]["D6"]  # type: ignore[index]
        if isinstance(cell.value, float):
            cell.number_format = "0%"

    town.answer({**PARKS_ANSWERS, "Requests": {"1": asked}}, change=as_percentage)
    assert codes_of(town.read()) == ["request"]
    accept(town)
    assert changes_in(town).startswith(row)
    assert codes_of(town.read()) == []


RISK = "\n| Ref | Risk | Likelihood | Impact |\n|---|---|---|---|\n| R9 | Drought | 2 | 3 |\n"
BY_HAND = [
    (
        {**TITLE, "About": "", "Change": "Other", "Proposed": "Ask later in the month"},
        "Do what it asks by hand, in the plan or outside it.",
    ),
    (
        {**TITLE, "About": "", "Change": "New indicator", "Proposed": "Ponds"},
        (
            "Give the indicator a ref of its own and write it in with 'plansheet plan change parks "
            'REF "New indicator" TITLE --from 2018-19-Q2 --reason TEXT\'.'
        ),
    ),
    (
        {**TITLE, "About": "PK01", "Change": "New indicator", "Proposed": "Ponds"},
        (
            "Give the indicator a ref of its own and write it in with 'plansheet plan change parks "
            'REF "New indicator" TITLE --from 2018-19-Q2 --reason TEXT\'.'
        ),
    ),
    (
        {**TITLE, "About": "Drought"},
        "Change the plan's own table Risks: this is no dated change.",
    ),
    (
        {**TARGET, "About": "Service"},
        "Change the plan's own table Service: this is no dated change.",
    ),
    (
        {**TITLE, "About": "HS01"},
        (
            "HS01 stands in the plan of another service: change it there with 'plansheet plan "
            "change'."
        ),
    ),
]


@pytest.mark.parametrize(("asked", "hand"), BY_HAND)
def test_what_is_no_change_of_the_plan_is_recorded_and_told(
    asked: dict[str, object], hand: str, tmp_path: Path
) -> None:
    town = new_town(tmp_path)
    written = PARKS + RISK
    town.plan(PLAN, written)
    town.plan(
        "housing 2018-21.md",
        HOUSING.replace("| 2018/19 T", "| Supplied by | 2018/19 T")
        .replace("| 90% |", "| parks | 90% |")
        .replace("| --- |\n| HS01", "| --- | --- |\n| HS01"),
    )
    town.generate()
    town.answer(
        {
            **PARKS_ANSWERS,
            "Indicators": {
                **PARKS_ANSWERS["Indicators"],
                "HS01": {"Numerator": 9, "Denominator": 10},
            },
            "Risks": {"R9": {"Changed?": "No change"}},
            "Requests": {"1": asked},
        }
    )
    listed = town.read()
    assert codes_of(listed) == ["request"]
    assert hand[:-1] in listed.problems[0].message
    outcome = accept(town)
    assert (outcome.lines, outcome.notes) == (("Requests:1 of Parks is accepted.",), (hand,))
    assert plan_text(town) == written
    assert codes_of(town.read()) == []
    town.compile()
    assert changes_page(town)[0][5] == (
        f"Accepted on 2 July 2018: Agreed by Cabinet. By hand: {hand}"
    )


QUESTIONS = [
    ({"Proposed": "Tidy"}, "fix", "request-incomplete", "About, Change, From and Reason are"),
    ({**TITLE, "Reason": " "}, "fix", "request-incomplete", "Reason is not filled in"),
    (
        {**TITLE, "Change": "Withdraw", "Proposed": None, "From": ""},
        "fix",
        "request-incomplete",
        "From is",
    ),
    ({**TITLE, "Change": "Other", "Proposed": ""}, "fix", "request-incomplete", "Proposed is"),
    ({**TITLE, "Change": "Titel"}, "fix", "not-in-list", "'Titel' is not one of"),
    (
        {**TITLE, "About": "PK9"},
        "confirm",
        "request-about",
        "is no row of this plan. Write under About one of: PK01, PK02, Service.",
    ),
    (
        {**TITLE, "From": "soon"},
        "confirm",
        "request-from",
        (
            "says under From 'soon', which is not clear as a quarter. Write the quarter or the "
            "year from which it should hold, for example Q2 2018/19 or 2019/20."
        ),
    ),
    (
        {**TITLE, "From": "2031/32"},
        "confirm",
        "request-value",
        "No plan of parks covers Q1 2031/32.",
    ),
    (
        {**TARGET, "Proposed": "80% from next year"},
        "confirm",
        "request-value",
        "'80% from next year' cannot be read as a target of PK01 (%).",
    ),
    (
        {**TITLE, "Proposed": "Parks that are clean"},
        "note",
        "request-same",
        "and the plan says so already.",
    ),
]


@pytest.mark.parametrize(("asked", "level", "code", "words"), QUESTIONS)
def test_what_a_request_lacks_or_leaves_unclear(
    asked: dict[str, object], level: str, code: str, words: str, town: Town
) -> None:
    outcome = ask(town, asked)
    (said,) = outcome.problems
    assert (str(said.level), said.code) == (level, code)
    assert words in said.message
    assert outcome.status == (1 if level == "fix" else 0)
    town.compile()
    decision = {"note": "The plan says so already"}.get(level, "Waits for the service")
    assert changes_page(town)[0][5] == decision


def test_what_is_not_clear_is_made_clear_by_who_accepts_it(town: Town) -> None:
    ask(town, {**TARGET, "About": "PK9", "Proposed": "80% from next year", "From": "soon"})
    with pytest.raises(DecisionError, match=r"'soon' is not clear as a quarter\. Say from"):
        accept(town)
    with pytest.raises(DecisionError, match=r"It is not clear which row 'PK9' is\. Say"):
        accept(town, starts="2019-20-Q1")
    with pytest.raises(DecisionError, match="'80% from next year' cannot be read as a target"):
        accept(town, starts="2019-20-Q1", about="PK01")
    accept(town, starts="2019-20-Q1", about="PK01", value="85%")
    assert changes_in(town).startswith("| PK01 | Target | | 85% | 2019-20-Q1 |")
    assert codes_of(town.reconcile()) == []


REFUSED = [
    (
        "Requests:7",
        "parks",
        "The return of parks for Q1 2018/19 has no request 7. Its requests are: Requests:1.",
    ),
    (
        "Indicators:PK01",
        "parks",
        "'Indicators:PK01' is not a request, and only requests are decided so.",
    ),
    ("1", "housing", "Nothing of housing has been read for Q1 2018/19"),
    ("1", "parks", "Requests:1 cannot be accepted: Proposed is not filled in."),
]


@pytest.mark.parametrize(("row", "service", "words"), REFUSED)
def test_what_cannot_be_decided(row: str, service: str, words: str, town: Town) -> None:
    ask(town, {**TITLE, "Proposed": ""})
    with pytest.raises(DecisionError) as refused:
        accept(town, row, service=service)
    assert words in str(refused.value)


def test_a_plan_that_cannot_be_changed_leaves_the_request_undecided(town: Town) -> None:
    ask(town, {**TITLE, "Change": "Owner", "About": "PK01"})
    (town.root / "templates" / "plans" / PLAN).rename(
        town.root / "templates" / "plans" / "parks 2018-21.txt"
    )
    with pytest.raises(PlanError):
        accept(town)
    assert codes_of(town.reconcile()) == ["request"]


def test_the_next_quarter_asks_anew(town: Town) -> None:
    ask(town, TITLE)
    decline(town)
    town.generate(Q2)
    later = {**TITLE, "From": "next quarter"}
    town.answer({"Requests": {"1": later}}, period=Q2)
    assert [each for each in codes_of(town.read(Q2)) if each == "request"] == ["request"]
    accept(town, period=Q2)
    assert f"| {Q3} | Agreed by Cabinet (request 1 of Q2 2018/19)" in changes_in(town)
