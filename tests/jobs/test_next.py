"""`next`: a quarter lived through, and what there was to do at each point of it."""

from __future__ import annotations

import json
import shlex
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from deciding_town import everything
from mail_server import TAKEN, serving
from mailing import Mailing, by_post, say
from openpyxl import load_workbook
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, Q2, SIGNED, Town, new_town, rows_of

from plansheet import cli
from plansheet.jobs.agenda import next_steps
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.reports import Wanted, write_report
from plansheet.jobs.start import start_council

HERE = Path()
BOOK = "workbooks/2018-19-Q1"
LATE: dict[str, dict[str, object]] = {
    "PK01": {"Actual": 0.81},
    "PK02": {
        "Reason if no figure": "Waiting for a partner",
        "Expected by": datetime(2018, 8, 3),  # noqa: DTZ001 - a cell's date is local
    },
}


def to_do(town: Town) -> list[tuple[str, str]]:
    """Return what is to be done, each with its command, which must be one that can be typed."""
    outcome = town.run(lambda council: next_steps(council, town.world(), HERE), read_only=True)
    found = [(each["what"], each["command"]) for each in rows_of(outcome, "steps")]
    assert outcome.lines[: len(found)] == tuple(
        f"{what}: {command}" if command else f"{what}." for what, command in found
    )
    for _, command in found:
        if command:
            can_be_typed(command)
    return [(what, command.removeprefix("plansheet ")) for what, command in found]


def can_be_typed(command: str) -> None:
    """Fail where a command is not one of plansheet's, or wants other words."""
    program, *words = shlex.split(command)
    assert program == "plansheet"
    group: click.Command = cli.cli
    while isinstance(group, click.Group) and words:
        name = words.pop(0)
        if name == "report":
            return
        group = group.commands[name]
    group.make_context("plansheet", words)


def on(town: Town, month: int, day: int, year: int = 2018) -> list[tuple[str, str]]:
    town.now = datetime(year, month, day, 9)  # noqa: DTZ001 - a council's calendar is local
    return to_do(town)


def idle(town: Town) -> str:
    outcome = town.run(lambda council: next_steps(council, town.world(), HERE), read_only=True)
    (line,) = outcome.lines
    return line


def test_a_council_with_nothing_yet_is_told_its_first_step(tmp_path: Path) -> None:
    town = Town(tmp_path / "council")
    start_council(town.root, town.world())
    assert to_do(town) == [
        (
            (
                "Put your service plans into templates/plans, for example 'parks 2018-21.xlsx', "
                "and check them"
            ),
            "plan check",
        )
    ]


def test_what_is_at_fault_in_plans_comes_first_and_nobody_without_an_address_is_written_to(
    tmp_path: Path,
) -> None:
    town = new_town(tmp_path)
    town.plan("leisure 2018-21.md", "lorem ipsum")
    town.plan("parks 2018-21.md", PARKS.replace("head.of.parks@council.example", ""))
    town.generate()
    correct = (
        "Correct 3 faults in leisure 2018-21.md and parks 2018-21.md",
        "plan check leisure parks",
    )
    assert to_do(town) == [
        correct,
        (
            "Make the workbooks of Q1 2018/19 for Leisure, due 13 July 2018",
            f"generate {Q1} --service leisure",
        ),
        ("Draft the messages that carry the workbooks of Q1 2018/19 to Housing", f"email {Q1}"),
    ]
    assert on(town, 4, 1, 2026)[0] == correct, "a quarter that is not over needs its plans"


def test_a_quarter_from_its_end_to_its_papers(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    assert on(town, 7, 2) == [
        (
            "Make the workbooks of Q1 2018/19 for Housing and Parks, due 13 July 2018",
            f"generate {Q1}",
        )
    ]
    town.generate(Q1, "parks")
    assert to_do(town) == [
        (
            "Make the workbooks of Q1 2018/19 for Housing, due 13 July 2018",
            f"generate {Q1} --service housing",
        ),
        (
            "Draft the messages that carry the workbooks of Q1 2018/19 to Parks",
            f"email {Q1}",
        ),
    ]
    town.generate()
    town.email()
    assert to_do(town) == [
        (
            ("Send the drafts with the workbooks of Q1 2018/19 to Housing and Parks, then say so"),
            f"email {Q1} --mark-sent",
        )
    ]
    town.sent()
    assert (to_do(town), idle(town)) == (
        [],
        "Nothing to do today. Housing and Parks have until 13 July 2018 to return Q1 2018/19.",
    )
    town.answer({"Indicators": LATE})
    assert on(town, 7, 6) == [("Read 1 file that came back", f"read {Q1}")]
    town.read()
    assert to_do(town) == [
        ("Ask Parks 3 queries on its return", f"email {Q1} --kind queries --service parks")
    ]
    town.email("queries")
    assert to_do(town) == [
        (
            "Send the drafts with the queries of Q1 2018/19 to Parks, then say so",
            f"email {Q1} --kind queries --mark-sent",
        )
    ]
    town.sent("queries")
    assert to_do(town) == []
    assert on(town, 7, 12) == [
        (
            "Remind Housing (due on 13 July 2018) of Q1 2018/19",
            f"email {Q1} --kind reminder",
        )
    ]
    assert on(town, 7, 16) == [
        (
            "Chase Housing (3 days late) and Parks (3 queries open) for Q1 2018/19",
            f"email {Q1} --kind chase",
        ),
        ("Compile Q1 2018/19 with what there is of 1 of 2 services", f"compile {Q1}"),
    ]


def test_who_was_reminded_is_left_alone_for_a_week(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    on(town, 7, 16)
    town.email("chase", Q1, "parks")
    assert to_do(town) == [
        (
            "Send the drafts with the chasers of Q1 2018/19 to Parks, then say so",
            f"email {Q1} --kind chase --mark-sent",
        ),
        (
            "Chase Housing (3 days late) for Q1 2018/19",
            f"email {Q1} --kind chase --service housing",
        ),
    ]
    town.email("chase", Q1, "housing")
    town.sent("chase")
    assert (to_do(town), on(town, 7, 22)) == ([], [])
    assert idle(town) == (
        "Nothing to do today. Still out for Q1 2018/19: Housing (reminded on 16 July 2018) and "
        "Parks (reminded on 16 July 2018)."
    )
    assert on(town, 7, 23) == [
        (
            "Chase Housing (10 days late) and Parks (10 days late) for Q1 2018/19",
            f"email {Q1} --kind chase",
        )
    ]


def complete(town: Town) -> None:
    town.generate()
    town.email()
    town.sent()
    town.answer(PARKS_ANSWERS)
    town.answer(HOUSING_ANSWERS, "housing")
    town.later(4)
    town.read()


def test_what_is_complete_is_compiled_and_compiled_again_when_it_changes(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    complete(town)
    compile_ = ("Compile Q1 2018/19: 2 services are complete", f"compile {Q1}")
    assert to_do(town) == [compile_]
    town.compile()
    board = ("Write the report on Q1 2018/19 for Management Board", f"report {Q1} --for board")
    assert to_do(town) == [board]
    reports = town.root / "workbooks" / Q1 / "reports"
    reports.mkdir()
    (reports / f"board {Q1} report.docx").write_bytes(b"the report")
    assert to_do(town) == []
    words = ["-C", str(town.root), "compile", Q1, "--public"]
    assert CliRunner().invoke(cli.cli, words).exit_code == 0
    assert to_do(town) == []
    town.answer({"Indicators": {"PK01": {"Actual": 0.9}}, "Sign-off": SIGNED}, name="new.xlsx")
    town.later(1)
    town.read()
    found = to_do(town)
    assert found[-2:] == [
        ("Compile Q1 2018/19 again: something has changed since version 1", f"compile {Q1}"),
        (
            "Compile the public copy of Q1 2018/19 again: something in it has changed",
            f"compile {Q1} --public",
        ),
    ]


def test_who_sent_what_could_not_be_used_is_asked_again(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.generate(Q2)
    town.drop("next time.xlsx", town.issued(period=Q2).read_bytes())
    town.read()
    step = (
        (
            "Ask Parks for its workbook again, since 'next time.xlsx' could not be used; when it "
            "has come back, run"
        ),
        f"read {Q1}",
    )
    assert step in to_do(town)
    assert step not in on(town, 7, 16)


def test_versions_to_choose_from_come_before_what_follows_from_them(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.answer(PARKS_ANSWERS, name="one.xlsx")
    town.answer({"Indicators": {"PK01": {"Actual": 0.7}}, "Sign-off": SIGNED}, name="two.xlsx")
    town.read()
    first, *_ = to_do(town)
    assert first == (
        "Choose which return of Parks counts: 'one.xlsx' and 'two.xlsx'",
        f'choose {Q1} parks "one.xlsx" --reason "By telephone"',
    )


def test_what_awaits_a_decision_is_counted_with_its_workbook(tmp_path: Path) -> None:
    town = everything(tmp_path)
    town.read(Q2)
    what = (
        f"Decide 7 things about Q2 2018/19: open workbooks/{Q2}/Decisions {Q2}.xlsx, choose, save "
        "and close it, then run"
    )
    assert (what, f"decide {Q2}") in to_do(town)


def test_a_figure_that_was_promised_is_asked_for_when_its_day_has_passed(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.answer({"Indicators": LATE, "Sign-off": SIGNED})
    town.read()
    step = (
        (
            "Ask Parks for PK02, which was expected by 3 August 2018, and enter its figure: "
            f"'plansheet enter {Q1} parks PK02', the figure, and --source with who said it"
        ),
        "",
    )
    assert step not in on(town, 8, 3)
    assert step in on(town, 8, 4)


def test_an_older_quarter_is_forgotten_when_the_one_after_is_compiled(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.answer(PARKS_ANSWERS)
    town.later(4)
    town.read()
    town.compile()
    late = ("Chase Housing (80 days late) for Q1 2018/19", f"email {Q1} --kind chase")
    assert on(town, 10, 1)[1:] == [late]
    town.generate(Q2)
    town.answer(PARKS_ANSWERS, period=Q2)
    town.read(Q2)
    assert late in to_do(town)
    town.compile(Q2)
    assert [step for step in to_do(town) if Q1 in step[1]] == []
    town.answer({"Indicators": {"PK01": {"Actual": 0.9}}, "Sign-off": SIGNED}, name="new.xlsx")
    assert ("Read 1 file that came back", f"read {Q1}") in to_do(town)
    town.read()
    assert f"compile {Q1}" in [command for _, command in to_do(town)]
    town.compile()
    assert [step for step in to_do(town) if Q1 in step[1]] == []


def test_a_promised_figure_of_the_quarter_before_is_still_asked_for(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    said = {**LATE["PK02"], "Expected by": datetime(2018, 10, 5)}  # noqa: DTZ001
    town.answer({"Indicators": {**LATE, "PK02": said}, "Sign-off": SIGNED})
    town.answer(HOUSING_ANSWERS, "housing")
    town.later(4)
    town.read()
    town.compile()
    assert [what for what, _ in on(town, 10, 5) if "PK02" in what] == []
    (asked,) = [what for what, _ in on(town, 10, 6) if "PK02" in what]
    assert asked.startswith("Ask Parks for PK02, which was expected by 5 October 2018, and enter")


def test_a_workbook_that_was_never_sent_is_sent_and_not_chased(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    draft = "Draft the messages that carry the workbooks of Q1 2018/19 to Housing and Parks"
    assert on(town, 7, 16) == [(draft, f"email {Q1}")]
    town.email(
        "issue",
        Q1,
        "parks",
    )
    town.sent("issue", Q1, "parks")
    housing = "Draft the messages that carry the workbooks of Q1 2018/19 to Housing"
    assert to_do(town) == [(housing, f"email {Q1}")], "who got it today has a week"
    assert on(town, 7, 23) == [
        (housing, f"email {Q1}"),
        (
            "Chase Parks (10 days late) for Q1 2018/19",
            f"email {Q1} --kind chase --service parks",
        ),
    ]
    town.email()
    assert [command for _, command in to_do(town)] == [
        f"email {Q1} --mark-sent",
        f"email {Q1} --kind chase --service parks",
    ]


def test_a_plan_that_changed_makes_its_workbook_again(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.plan("parks 2018-21.md", PARKS + "\nA word more.\n")
    assert to_do(town) == []
    town.plan("parks 2018-21.md", PARKS.replace("80%", "85%"))
    assert to_do(town) == [
        (
            "Make the workbooks of Q1 2018/19 for Parks again: their plans say something else now",
            f"generate {Q1} --service parks",
        )
    ]
    town.later(1)
    town.generate(Q1, "parks")
    draft = "Draft the messages that carry the workbooks of Q1 2018/19 to Parks"
    assert to_do(town) == [(draft, f"email {Q1}")]
    town.email()
    assert [command for _, command in to_do(town)] == [f"email {Q1} --mark-sent"]
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": 0.9}, "PK02": {"Actual": 210}}})
    town.read()
    town.plan("parks 2018-21.md", PARKS)
    assert to_do(town) == []
    assert idle(town) == (
        "Nothing to do today. Housing has until 13 July 2018 to return Q1 2018/19."
    )


def test_queries_are_counted_as_reading_counts_them(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.answer({"Indicators": {"PK01": {"Actual": 0.1}}})
    lines = town.read().lines
    (said,) = [line for line in lines if "queries.xlsx" in line]
    (asked,) = [what for what, _ in to_do(town) if what.startswith("Ask Parks")]
    count = said.removeprefix("Parks: ").partition(":")[0]
    assert asked.startswith(f"Ask Parks {count} on its return")
    rows = load_workbook(town.root / BOOK / "queries" / f"parks {Q1} queries.xlsx")["Queries"]
    numbers = [row[0].value for row in rows.iter_rows() if str(row[0].value).isdigit()]
    assert count == f"{len(numbers)} queries"


def test_a_report_that_is_out_of_date_is_written_again(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    complete(town)
    town.compile()

    def report() -> None:
        wanted = Wanted(quarter_of(Q1), "board")
        town.run(lambda council: write_report(council, wanted, town.world()))

    report()
    assert to_do(town) == []
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": 0.9}, "PK02": {"Actual": 210}}})
    town.later(1)
    town.read()
    town.compile()
    again = (
        (
            "Write the report on Q1 2018/19 for Management Board again: something has come since "
            "it was written"
        ),
        f"report {Q1} --for board",
    )
    assert again in to_do(town)
    toml = town.root / "plansheet.toml"
    text = toml.read_text(encoding="utf-8")
    nobody = '\n[committees.board]\ntitle = "Board"\nservices = ["none"]\n'
    toml.write_text(text + nobody, encoding="utf-8")
    assert again in to_do(town)
    toml.write_text(text, encoding="utf-8")
    town.later(1)
    report()
    assert again not in to_do(town)


def test_an_older_quarter_that_was_never_compiled_is_still_open(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    complete(town)
    assert [command for _, command in on(town, 10, 1)] == [f"generate {Q2}", f"compile {Q1}"]


def test_a_file_read_before_is_not_read_again_and_an_untouched_issue_is(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.email()
    town.sent()
    town.drop("untouched.xlsx", town.issued().read_bytes())
    town.drop("~$parks.xlsx", b"a lock")
    town.drop("empty.xlsx", b"")
    read = ("Read 1 file that came back", f"read {Q1}")
    assert read in to_do(town)
    town.read()
    assert read not in to_do(town)


@pytest.mark.parametrize(
    ("plan", "steps"),
    [
        (
            PARKS + "| PK02 | The same ref | PI | number | higher | quarterly | snapshot | 5 |\n",
            [("Correct 1 fault in parks 2018-21.md", "plan check parks")],
        ),
        (
            PARKS.replace("| number | higher | quarterly | cumulative |", "| | | | |"),
            [
                (
                    (
                        "Confirm 4 things in parks 2018-21.md: write it into the plan, or confirm "
                        "it on the sheet To confirm, then run"
                    ),
                    "plan check parks",
                )
            ],
        ),
    ],
)
def test_plans_are_put_right_before_workbooks_are_made(
    tmp_path: Path, plan: str, steps: list[tuple[str, str]]
) -> None:
    town = new_town(tmp_path)
    town.plan("parks 2018-21.md", plan)
    found = to_do(town)
    make = "Make the workbooks of Q1 2018/19 for Housing and Parks, due 13 July 2018"
    assert sorted(found) == sorted([*steps, (make, f"generate {Q1}")])
    assert found.index(steps[0]) == (0 if steps[0][0].startswith("Correct") else 1)


def test_plans_that_end_are_followed_by_the_next(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    roll = ("Draft the plans of Housing and Parks that begin with 2021/22", "plan roll 2021-22")
    assert roll not in on(town, 12, 31, 2020)
    assert roll in on(town, 1, 4, 2021)
    assert roll in on(town, 4, 4, 2021)
    words = ["-C", str(town.root), "plan", "roll", "2021-22", "--service", "parks"]
    assert CliRunner().invoke(cli.cli, words).exit_code == 0
    assert [step for step in to_do(town) if "roll" in step[1]] == [
        ("Draft the plans of Housing that begin with 2021/22", "plan roll 2021-22"),
        ("Approve the drafts of Parks for 2021/22", "plan roll 2021-22 --approve"),
    ]
    words[-1] = "housing"
    assert CliRunner().invoke(cli.cli, words).exit_code == 0
    assert [step for step in to_do(town) if "roll" in step[1]] == [
        ("Approve the drafts of Housing and Parks for 2021/22", "plan roll 2021-22 --approve")
    ]
    assert on(town, 8, 1, 2022) == [
        ("Put plans that cover 2022/23 into templates/plans, and check them", "plan check")
    ]


def test_what_is_kept_too_long_comes_last(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    complete(town)
    town.compile()
    assert on(town, 7, 1, 2024)[-1] == (
        "Look at 2 returned files that are older than 6 years, and remove what need not be kept",
        "retention",
    )


def test_between_quarters_it_says_when_there_is_something_to_do(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    complete(town)
    town.compile()
    reports = town.root / "workbooks" / Q1 / "reports"
    reports.mkdir()
    (reports / f"board {Q1} report.docx").write_bytes(b"the report")
    assert on(town, 8, 20) == []
    assert idle(town) == (
        "Nothing to do today. The workbooks of Q2 2018/19 are made when it has ended, from "
        "1 October 2018 on."
    )


def test_the_commands_name_the_folder_as_it_was_named(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    result = CliRunner().invoke(cli.cli, ["-C", str(town.root), "next", "--json"])
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {each["command"].rpartition(" plan")[0] for each in found["steps"]} == {
        f'plansheet -C "{town.root}"'
    }
    before = town.snapshot()
    assert CliRunner().invoke(cli.cli, ["-C", str(town.root), "next"]).stdout
    assert town.snapshot() == before


def test_where_plansheet_sends_itself_the_steps_say_so(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    with serving(tmp_path) as post:
        by_post(town, post)
        say(town, "mailbox", server="localhost")
        mailing = Mailing(town, post)
        look = ("Look whether anything has come by e-mail for Q1 2018/19", f"read {Q1} --mailbox")
        assert to_do(town) == [
            ("Send the workbooks of Q1 2018/19 to Housing and Parks", f"email {Q1} --send"),
        ]
        post.says = lambda to: "" if to.startswith("head.of.parks") else "451 4.7.1 Later"
        mailing.send()
        assert to_do(town) == [
            ("Send the workbooks of Q1 2018/19 to Housing", f"email {Q1} --send"),
            (
                "Ask Parks whether the message of 2 July 2018 arrived; if it did, run",
                f"email {Q1} --service parks --mark-sent",
            ),
        ]
        post.says = lambda _: TAKEN
        mailing.send()
        town.sent("issue", Q1, "parks")
        town.answer(HOUSING_ANSWERS, "housing")
        town.answer({"Indicators": LATE})
        town.read()
        with opened(town.root) as council:
            council.ledger.looked_at.end(quarter_of(Q1), town.now)
        assert to_do(town) == [
            (
                "Ask Parks 3 queries on its return",
                f"email {Q1} --kind queries --service parks --send",
            ),
            (
                "Tell Housing and Parks what came for Q1 2018/19",
                f"email {Q1} --kind receipts --send",
            ),
            ("Thank Housing for Q1 2018/19", f"email {Q1} --kind thanks --send"),
        ]
        for kind in ("queries", "receipts", "thanks"):
            mailing.send(kind)
        assert to_do(town) == []
        assert on(town, 7, 3) == [look]
