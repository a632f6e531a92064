"""`extend`: more time for one service, and everything that goes by the day it is due then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, Town, new_town, rows_of

from plansheet import cli
from plansheet.jobs import deadlines
from plansheet.jobs.agenda import next_steps
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.deadlines import Extending
from plansheet.jobs.deadlines import extend as extend_deadline
from plansheet.jobs.trace import trace_row

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ILL = "Two of the team are ill"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return a council of two services; returns of its first quarter are due on 13 July 2018."""
    return new_town(tmp_path)


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *words], prog_name="plansheet")


def extend(town: Town, until: str, *words: str, service: str = "parks", why: str = ILL) -> str:
    """Give a service more time and return what is said of it."""
    result = run(town, "extend", Q1, service, "--until", until, "--reason", why, *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def on(town: Town, month: int, day: int) -> None:
    town.now = datetime(2018, month, day, 9)  # noqa: DTZ001 - a council's calendar is local


def sent_out(town: Town) -> None:
    on(town, 7, 2)
    town.generate()
    town.email()
    town.sent()


def lines(town: Town) -> list[str]:
    """Return how far each has come, without their courses."""
    return [line for line in town.status().lines if not line.startswith(" ")]


def days_late(town: Town) -> dict[str, object]:
    return {each["service"]: each["days_late"] for each in rows_of(town.status(), "services")}


def start_of(town: Town, service: str = "parks") -> str:
    """Return everything that the sheet Start here of the issued workbook says."""
    sheet = load_workbook(town.issued(service))["Start here"]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def to_do(town: Town) -> list[str]:
    root = town.root
    found = town.run(lambda council: next_steps(council, town.world(), root), read_only=True)
    return [line.replace(f'plansheet -C "{root}" ', "") for line in found.lines]


def test_one_service_has_more_time_and_the_others_do_not(town: Town) -> None:
    sent_out(town)
    said = extend(town, "20/7/18", "--by", "Manager")
    assert said == "Parks has until 20 July 2018, not 13 July 2018, to return Q1 2018/19.\n"
    on(town, 7, 16)
    assert lines(town) == [
        "Q1 2018/19, due 13 July 2018",
        "Housing: overdue, 3 days late",
        f"Parks: emailed, extended to 20 July 2018 ({ILL})",
    ]
    on(town, 7, 21)
    assert lines(town)[1:] == [
        "Housing: overdue, 8 days late",
        f"Parks: overdue, extended to 20 July 2018 ({ILL}), 1 day late",
    ]
    assert town.status().document["due"] == "2018-07-13"


def test_a_return_within_the_extension_is_not_late(town: Town) -> None:
    sent_out(town)
    extend(town, "20 July 2018")
    on(town, 7, 18)
    town.answer(PARKS_ANSWERS)
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()
    assert days_late(town) == {"housing": 5, "parks": 0}


def test_an_extension_that_is_entered_afterwards_counts_too(town: Town) -> None:
    sent_out(town)
    on(town, 7, 18)
    town.answer(PARKS_ANSWERS)
    town.read()
    assert days_late(town) == {"housing": 5, "parks": 5}
    result = run(town, "extend", Q1, "parks", "--until", "2018-07-16", "--reason", ILL)
    assert result.stderr.splitlines() == [
        (
            "The workbook that is out says 13 July 2018 and stays as it is: tell the service the "
            "new day."
        ),
        "16 July 2018 has passed: it only changes how late the return is.",
    ]
    assert days_late(town) == {"housing": 5, "parks": 2}


def test_whoever_gives_more_time_is_told_what_to_tell_the_service(town: Town) -> None:
    def notes(until: str) -> tuple[str, ...]:
        extending = Extending(quarter_of(Q1), "parks", until, ILL)
        return town.run(lambda council: extend_deadline(council, extending, town.world())).notes

    assert notes("20/7/2018") == ()
    sent_out(town)
    # The workbook names the day that was given before it was made.
    assert notes("27/7/2018") == (
        (
            "The workbook that is out says 20 July 2018 and stays as it is: tell the service the "
            "new day."
        ),
    )
    assert notes("20/7/2018") == ()
    on(town, 7, 21)
    assert notes("13/7/2018") == (
        (
            "The workbook that is out says 20 July 2018 and stays as it is: tell the service the "
            "new day."
        ),
        "13 July 2018 has passed: it only changes how late the return is.",
    )


def test_nothing_is_written_in_a_dry_run_and_once_is_enough(town: Town) -> None:
    before = town.snapshot()
    tried = extend(town, "20/07/2018", "--dry-run")
    assert town.snapshot() == before
    assert extend(town, "20/07/2018") == tried
    again = "Parks has until 20 July 2018 to return Q1 2018/19 already. Nothing was changed.\n"
    assert extend(town, "20 July 2018") == again
    given = [("2018-07-20", ILL, "")]
    assert kept(town) == given
    # Another reason for the same day is another thing to say.
    other = extend(town, "20/07/2018", why="A depot has burnt down")
    assert other == "Parks has until 20 July 2018 to return Q1 2018/19.\n"
    assert kept(town) == [*given, ("2018-07-20", "A depot has burnt down", "")]


def test_of_two_who_give_the_same_at_once_the_second_finds_the_first_ones(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = deadlines._day  # noqa: SLF001 - between being begun and being kept

    def meanwhile(*given: object) -> object:
        monkeypatch.setattr(deadlines, "_day", day)
        extend(town, "20/07/2018")
        return day(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(deadlines, "_day", meanwhile)
    assert extend(town, "20/07/2018").endswith("already. Nothing was changed.\n")
    assert kept(town) == [("2018-07-20", ILL, "")]


def kept(town: Town) -> list[tuple[str, str, str]]:
    with opened(town.root, read_only=True) as council:
        found = council.ledger.extensions.all(quarter_of(Q1))
    return [(each.until.isoformat(), each.reason, each.by) for each in found]


def test_the_last_one_holds_and_the_quarters_own_day_takes_it_back(town: Town) -> None:
    assert extend(town, "13/7/2018") == (
        "Parks has until 13 July 2018 to return Q1 2018/19 as it is. Nothing was changed.\n"
    )
    extend(town, "27/7/2018")
    assert extend(town, "20/7/2018") == (
        "Parks has until 20 July 2018, not 27 July 2018, to return Q1 2018/19.\n"
    )
    assert extend(town, "13/7/2018", why="They are back") == (
        "Parks has until 13 July 2018, not 20 July 2018, to return Q1 2018/19: the extension is "
        "taken back.\n"
    )
    extend(town, "20/7/2018")
    earlier = run(town, "extend", Q1, "parks", "--until", "11/7/2018", "--reason", ILL)
    assert earlier.stdout.endswith("the extension is taken back.\n")
    assert earlier.stderr.startswith(
        "11 July 2018 is before 13 July 2018, the day of Q1 2018/19, and no service has less time "
        "than that.\n"
    )
    given = ["2018-07-27", "2018-07-20", "2018-07-13", "2018-07-20", "2018-07-11"]
    assert [until for until, _, _ in kept(town)] == given
    assert lines(town)[2] == "Parks: planned"
    town.generate()
    assert "13 July 2018" in start_of(town)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("soon", "'soon' does not say one day that can be read, day first and with its year."),
        (
            "July 2018",
            "'July 2018' does not say one day that can be read, day first and with its year.",
        ),
        (
            "07/20/2018",
            "'07/20/2018' does not say one day that can be read, day first and with its year.",
        ),
        (
            "30/6/2018",
            (
                "30 June 2018 is not after the end of Q1 2018/19 (30 June 2018), so nothing could "
                "be returned by then."
            ),
        ),
        (
            "20/7/2019",
            (
                "20 July 2019 is more than a year after the end of Q1 2018/19 (30 June 2018). Look "
                "at the year."
            ),
        ),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(town: Town, until: str, said: str) -> None:
    result = run(town, "extend", Q1, "parks", "--until", until, "--reason", ILL)
    assert (result.exit_code, result.stdout, kept(town)) == (2, "", [])
    assert result.stderr == f"plansheet: {said} Write for example 20/07/2018.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((Q1, "waste"), "No plan of Q1 2018/19 is of a service with the code 'waste'."),
        (("2030-31-Q1", "parks"), "No plan in templates/plans covers Q1 2030/31."),
    ],
)
def test_only_a_service_with_a_plan_is_given_time(
    town: Town, words: tuple[str, str], said: str
) -> None:
    result = run(town, "extend", *words, "--until", "20/7/2018", "--reason", ILL)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"plansheet: {said}")


def test_a_workbook_made_afterwards_says_the_new_day(town: Town) -> None:
    extend(town, "20/7/2018", service="PARKS")
    sent_out(town)
    assert "20 July 2018" in start_of(town)
    assert "13 July 2018" not in start_of(town)
    assert "20 July 2018" not in start_of(town, "housing")
    assert (
        town.letters()[f"parks {Q1} issue"]["Subject"]
        .partition(" [")[0]
        .endswith("due 20 July 2018")
    )
    assert (
        town.letters()[f"housing {Q1} issue"]["Subject"]
        .partition(" [")[0]
        .endswith("due 13 July 2018")
    )


def test_a_workbook_that_is_out_stays_as_it_is_and_the_letter_says_the_new_day(town: Town) -> None:
    on(town, 7, 2)
    town.generate()
    issued = town.issued().read_bytes()
    # In the very same second, and again when it is later.
    for until in ("20/7/2018", "27/7/2018"):
        extend(town, until)
        assert [each["changed"] for each in rows_of(town.generate(), "issued")] == [False, False]
        town.later(1)
    assert town.issued().read_bytes() == issued
    town.email()
    assert (
        town.letters()[f"parks {Q1} issue"]["Subject"]
        .partition(" [")[0]
        .endswith("due 27 July 2018")
    )


@pytest.mark.parametrize(("before", "named"), [("", "13 July 2018"), ("20/7/2018", "20 July 2018")])
def test_a_second_issue_names_the_day_of_the_first(town: Town, before: str, named: str) -> None:
    if before:
        extend(town, before)
    sent_out(town)
    extend(town, "27/7/2018")
    town.plan("parks 2018-21.md", PARKS.replace("80%", "82%"))
    (_, parks) = rows_of(town.generate(), "issued")
    assert (parks["issue"], parks["changed"]) == (2, True)
    assert named in start_of(town)
    assert "27 July 2018" not in start_of(town)


def test_only_who_is_late_by_their_own_day_is_chased(town: Town) -> None:
    sent_out(town)
    extend(town, "20/7/2018")
    on(town, 7, 16)
    assert to_do(town) == [f"Chase Housing (3 days late) for Q1 2018/19: email {Q1} --kind chase"]
    outcome = town.email("chase")
    assert outcome.lines == (f"workbooks/{Q1}/outbox/housing {Q1} chase.eml",)
    assert outcome.notes == ("Parks has until 20 July 2018.",)
    town.sent("chase")
    assert to_do(town) == [
        (
            "Nothing to do today. Still out for Q1 2018/19: Housing (reminded on 16 July 2018). "
            "Parks has until 20 July 2018 to return Q1 2018/19."
        )
    ]
    on(town, 7, 24)
    assert to_do(town) == [
        (
            "Chase Housing (11 days late) and Parks (4 days late) for Q1 2018/19: "
            f"email {Q1} --kind chase"
        )
    ]
    town.email("chase")
    body = town.letters()[f"parks {Q1} chase"].get_body(("plain",))
    assert body is not None
    assert "was due on 20 July 2018" in " ".join(body.get_content().split())


def test_compiling_waits_for_who_has_more_time(town: Town) -> None:
    sent_out(town)
    extend(town, "20/7/2018")
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()
    on(town, 7, 16)
    assert to_do(town)[0].startswith(
        "Nothing to do today. Parks has until 20 July 2018 to return Q1 2018/19."
    )
    on(town, 7, 21)
    assert f"Compile Q1 2018/19 with what there is of 1 of 2 services: compile {Q1}" in to_do(town)


def test_the_compiled_workbook_says_when_each_was_due_and_why(town: Town) -> None:
    sent_out(town)
    extend(town, "20/7/2018")
    on(town, 7, 18)
    town.answer(PARKS_ANSWERS)
    town.read()
    town.compile()
    (path,) = (town.root / "workbooks" / Q1).glob("Performance*.xlsx")
    sheet = load_workbook(path)["Returns"]
    header = next(row for row in sheet.iter_rows(values_only=True) if "Days late" in row)
    wanted = [
        header.index(name) for name in ("Service", "Due", "Days late", "Why it was due later")
    ]
    found = [tuple(row[at] for at in wanted) for row in sheet.iter_rows(values_only=True)]
    assert found[found.index(tuple(header[at] for at in wanted)) + 1 :][:2] == [
        ("Housing", datetime(2018, 7, 13), None, None),  # noqa: DTZ001 - a cell's date is local
        ("Parks", datetime(2018, 7, 20), 0, ILL),  # noqa: DTZ001 - as above
    ]


def test_an_extension_after_a_version_is_something_that_changed(town: Town) -> None:
    sent_out(town)
    on(town, 7, 16)
    town.answer(PARKS_ANSWERS)
    town.read()
    town.compile()
    again = "Compile Q1 2018/19 again: something has changed since version 1"
    assert not any(line.startswith(again) for line in to_do(town))
    extend(town, "20/7/2018")
    assert any(line.startswith(again) for line in to_do(town))


def test_a_trace_says_when_it_was_due_and_why(town: Town) -> None:
    sent_out(town)
    town.answer(PARKS_ANSWERS)
    town.read()
    assert due_of(town) == "13 July 2018"
    extend(town, "20/7/2018")
    assert due_of(town) == f"extended to 20 July 2018 ({ILL})"


def due_of(town: Town) -> str:
    today, quarter = town.now.date(), quarter_of(Q1)
    found = town.run(
        lambda council: trace_row(council, quarter, "parks", "PK01", today), read_only=True
    )
    (line,) = (each for each in found.lines if each.strip().startswith("Due"))
    return line.strip().removeprefix("Due").strip(": ").strip()
