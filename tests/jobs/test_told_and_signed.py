"""`enter`, `accept` and `signoff`: one thing at a time, from the words a person types."""

from __future__ import annotations

import re
from contextlib import chdir
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from deciding_town import decided, everything, second_quarter, table, type_in, type_over
from openpyxl import load_workbook
from town import PARKS, PARKS_ANSWERS, Q1, Q2, SIGNED, Town, codes_of, new_town, rows_of

from plansheet import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PHONE = "by phone, Parks Manager"
_DAY = re.compile(r"(?<=on )[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}")
TRACED = ("entered", "actual", "state", "source_file", "source_sheet", "source_cell")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the second quarter issued."""
    return second_quarter(tmp_path)


def run(town: Town, *words: str) -> Result:
    with chdir(town.root):
        return CliRunner().invoke(cli.cli, words, prog_name="plansheet")


def enter(town: Town, ref: str, value: str, *words: str, service: str = "parks") -> Result:
    return run(town, "enter", Q2, service, ref, value, "--source", PHONE, *words)


def traced(town: Town, ref: str) -> list[str]:
    found = town.figures(Q2)[ref]
    return [found[key] for key in TRACED]


def test_a_figure_is_entered_where_nothing_came_back(town: Town) -> None:
    before = town.kept()
    tried = enter(town, "PK01", "79%", "--dry-run")
    assert (tried.exit_code, town.kept()) == (0, before)
    first = enter(town, "pk01", "79%")
    assert first.stdout == tried.stdout
    assert first.stdout == "Indicators:PK01 of parks is 79% (by phone, Parks Manager).\n"
    assert traced(town, "PK01") == ["79%", "0.79", "rated", PHONE, "", ""]
    assert traced(town, "PK02") == ["", "", "not supplied", "", "", ""]
    assert (town.states(Q2)["parks"], codes_of(town.reconcile(Q2))) == ("issued", [])
    kept = town.kept()
    assert enter(town, "PK01", "79%").stdout.endswith("Nothing was changed.\n")
    assert town.kept() == kept
    town.compile(Q2)
    name = f"Performance Data Collection {Q2}.xlsx"
    sheet = load_workbook(town.root / "workbooks" / Q2 / name)["KPIs"]
    said = {str(row[1].value): row[-1].value for row in sheet.iter_rows(values_only=False)}
    assert said["PK01"] == PHONE


def test_both_numbers_of_a_ratio_are_entered_at_once(town: Town) -> None:
    done = enter(town, "HS01", "171 of 190", service="housing")
    assert done.stdout == "Indicators:HS01 of housing is 171 of 190 (by phone, Parks Manager).\n"
    found = town.figures(Q2)["HS01"]
    keys = ("entered", "numerator", "denominator", "actual", "source_file")
    assert [found[key] for key in keys][:3] == ["171", "171", "190"]
    refused = enter(town, "HS01", "90%", service="housing")
    assert (refused.exit_code, refused.output) == (
        2,
        (
            "plansheet: HS01 is worked out from two numbers. Give both, for example '171 of "
            "190', or one with --column Numerator.\n"
        ),
    )
    one = enter(town, "HS01", "180", "--column", "Denominator", service="housing")
    assert one.stdout == "Indicators:HS01 of housing is 180 (by phone, Parks Manager).\n"
    assert town.figures(Q2)["HS01"]["denominator"] == "180"


def test_a_figure_that_was_told_takes_the_place_of_one_that_could_not_be_read(town: Town) -> None:
    town.answer(
        {
            "Indicators": {"PK01": {"Actual": "0.79"}, "PK02": {"Actual": "a few"}},
            "Sign-off": SIGNED,
        },
        period=Q2,
    )
    town.read(Q2)
    assert codes_of(town.reconcile(Q2)) == ["percent-unclear", "not-a-number"]
    (before,) = rows_of(town.read(Q2), "returns")
    enter(town, "PK01", "79%")
    enter(town, "PK02", "230 visits")
    enter(town, "PK01", "Two posts were vacant.", "--column", "commentary")
    assert codes_of(town.reconcile(Q2)) == []
    assert traced(town, "PK01") == ["79%", "0.79", "rated", PHONE, "", ""]
    assert traced(town, "PK02") == ["230 visits", "230", "rated", PHONE, "", ""]
    assert town.figures(Q2)["PK01"]["commentary"] == "Two posts were vacant."
    assert town.states(Q2)["parks"] == "complete"
    # What was told stands in no cell of the file.
    (after,) = rows_of(town.read(Q2), "returns")
    assert [before["values"], after["values"]] == [9, 9]


@pytest.mark.parametrize(
    ("came", "actual", "said"),
    [
        (
            0.81,
            "0.81",
            [
                (
                    "'0.81' stands here, and 79% was given on today (by phone, Parks Manager). "
                    "The figure of the workbook is used. Check which is right, and decide it in "
                    "the workbook 'Decisions 2018-19-Q2'."
                )
            ],
        ),
        (0.79, "0.79", []),
        (None, "0.79", []),
    ],
    ids=["another figure", "the same figure", "no figure"],
)
def test_the_workbook_that_comes_later_counts(
    town: Town, came: float | None, actual: str, said: list[str]
) -> None:
    enter(town, "PK01", "79%")
    answers: dict[str, dict[str, object]] = {
        "PK01": {"Actual": came, "Commentary": "So"},
        "PK02": {"Actual": 210},
    }
    town.answer({"Indicators": answers, "Sign-off": SIGNED}, period=Q2)
    town.read(Q2)
    found = town.reconcile(Q2).problems
    differing = [each for each in found if each.code == "entered-differs"]
    assert [_DAY.sub("today", each.message) for each in differing] == said
    assert [str(each.place) for each in differing] == [
        f"parks {Q2}.xlsx, sheet Indicators, cell F7, PK01" for _ in said
    ]
    assert town.figures(Q2)["PK01"]["actual"] == actual
    assert not (town.root / f"workbooks/{Q2}/queries").exists()
    enter(town, "PK01", "82%")
    assert town.figures(Q2)["PK01"]["actual"] == "0.82"
    assert "entered-differs" not in codes_of(town.reconcile(Q2))


@pytest.mark.parametrize(
    ("decision", "figure", "entered"),
    [
        ({"Decision": "Accept"}, "0.81", "0.81"),
        ({"Decision": "Use instead", "Use this instead": "79%"}, "0.79", "0.81"),
        ({"Decision": "Ask again"}, "", "0.81"),
    ],
    ids=["the return's", "the one told", "neither"],
)
def test_what_was_told_otherwise_is_decided_in_the_workbook_of_decisions(
    town: Town, decision: dict[str, object], figure: str, entered: str
) -> None:
    enter(town, "PK01", "79%")
    answers: dict[str, dict[str, object]] = {
        "PK01": {"Actual": 0.81, "Commentary": "So"},
        "PK02": {"Actual": 210},
    }
    town.answer({"Indicators": answers, "Sign-off": SIGNED}, period=Q2)
    town.read(Q2)
    (row,) = table(town, "Kind", "Ref", "What was read", "Question", "Accept means")
    assert [_DAY.sub("today", str(cell)) for cell in row] == [
        "Told otherwise",
        "PK01",
        "0.81, read as 81%",
        (
            "79% was given on today (by phone, Parks Manager), and the return that came later says "
            "81%. Which of them is right?"
        ),
        "Use 81%",
    ]
    type_in(town, {0: decision})
    decided(town)
    found = town.figures(Q2)["PK01"]
    assert (found["actual"], found["entered"]) == (figure, entered)
    asked = ["asked-again"] if not figure else []
    assert codes_of(town.reconcile(Q2)) == asked
    assert table(town, "Kind") == [["Told otherwise"]]


def test_words_that_cannot_be_used_are_not_offered_against_what_was_told(town: Town) -> None:
    enter(town, "PK01", "79%")
    enter(town, "PK02", "210")
    words: dict[str, dict[str, object]] = {"PK01": {"Actual": "good"}, "PK02": {"Actual": "nil"}}
    town.answer({"Indicators": words, "Sign-off": SIGNED}, period=Q2)
    town.read(Q2)
    assert table(town, "Kind", "Ref", "Accept means") == [
        ["Held value", "PK02", "Use 0"],
        ["Told otherwise", "PK01", "It cannot be accepted as it is"],
    ]


def test_the_workbooks_of_decisions_and_queries_say_what_was_decided_at_once(
    tmp_path: Path,
) -> None:
    town = everything(tmp_path)
    town.read(Q2)
    queries = town.root / "workbooks" / Q2 / "queries" / f"parks {Q2} queries.md"
    before = queries.read_text(encoding="utf-8")
    assert "'0.79' could be" in before
    found = run(town, "accept", Q2, "parks", "Indicators:PK01", "--column", "Actual")
    assert found.exit_code == 2
    found = run(town, "accept", Q2, "parks", "PK01", "--column", "Actual", "--reason", "By phone")
    assert found.exit_code == 0
    assert "'0.79' could be" not in queries.read_text(encoding="utf-8")
    (first, *_) = table(town, "Decided so far")
    assert str(first[0]).startswith("Accepted on ")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (
            ["PK01", "0.79"],
            1,
            [
                "Indicators:PK01 of parks: nothing was entered.",
                "confirm: Indicators:PK01",
                (
                    "    '0.79' could be 0.79% or 79%, so it is held. Type the percentage with its "
                    "sign, for example 79%."
                ),
            ],
        ),
        (
            ["PK09", "79%"],
            2,
            [
                (
                    "plansheet: The workbook of parks for Q2 2018/19 has no row 'PK09' on the "
                    "sheet Indicators. Its rows are: PK01, PK02."
                )
            ],
        ),
        (
            ["Board:PK01", "79%"],
            2,
            [
                (
                    "plansheet: The workbook of parks for Q2 2018/19 has no row 'PK01' on the "
                    "sheet Board. Its rows are: none."
                )
            ],
        ),
        (
            ["PK01", "79%", "--column", "Good is"],
            2,
            [
                (
                    "plansheet: Nothing is asked for at Indicators:PK01 under 'Good is'. Give "
                    "--column one of: Actual, Provisional or final, Commentary, Action, Owner, By "
                    "when, Reason if no figure, Expected by, Forecast for the year."
                )
            ],
        ),
    ],
    ids=["unclear", "no such row", "no such sheet", "no such column"],
)
def test_what_cannot_be_entered_is_said(
    town: Town, words: list[str], status: int, said: list[str]
) -> None:
    before = town.kept()
    found = run(town, "enter", Q2, "parks", *words, "--source", PHONE)
    assert (found.exit_code, found.output.splitlines()) == (status, said)
    assert town.kept() == before


def test_nothing_is_entered_before_anything_is_issued(tmp_path: Path) -> None:
    new = new_town(tmp_path)
    found = run(new, "enter", Q2, "parks", "PK01", "79%", "--source", PHONE)
    assert found.output == (
        "plansheet: No workbook of parks has been issued for Q2 2018/19. Run 'plansheet generate "
        "2018-19-Q2' first.\n"
    )


def test_an_earlier_figure_is_entered(town: Town) -> None:
    done = enter(town, "Earlier figures:PK01 2018-19-Q1", "71%")
    assert done.stdout.startswith("Earlier figures:PK01 2018-19-Q1 of parks is 71%")
    town.answer(PARKS_ANSWERS, period=Q2)
    town.read(Q2)
    assert [each for each in codes_of(town.reconcile(Q2)) if each.startswith("restated")] == [
        "restated",
        "restated-unexplained",
    ]


def test_one_thing_is_accepted_at_a_time(tmp_path: Path) -> None:
    town = everything(tmp_path)
    town.read(Q2)
    accept = ["accept", Q2, "parks"]
    several = run(town, *accept, "PK01", "--reason", "Rang")
    assert several.output == (
        "plansheet: Several things wait for a decision at PK01. Say which: Indicators:PK01 "
        '--column "Actual", Indicators:PK01 --column "Indicator", Indicators:PK01 --column '
        '"Target this quarter".\n'
    )
    one = [*accept, "Indicators:PK01", "--column", "actual", "--reason", "Rang"]
    assert _DAY.sub("today", run(town, *one).stdout) == (
        "Indicators:PK01, Actual of Parks: accepted on today: 79%.\n"
    )
    assert run(town, *one).stdout == (
        "Indicators:PK01, Actual of Parks is decided so already. Nothing was changed.\n"
    )
    assert _DAY.sub("today", run(town, *one, "--value", "78%").stdout) == (
        "Indicators:PK01, Actual of Parks: used instead on today: 78%.\n"
    )
    assert town.figures(Q2)["PK01"]["actual"] == "0.78"
    nothing = run(town, *accept, "Indicators:PK09", "--reason", "Rang")
    assert nothing.output == (
        "plansheet: Nothing of parks waits for a decision at Indicators:PK09. What waits: "
        "Indicators:PK02, Earlier figures:PK01 2018-19-Q1, Indicators:PK01. A figure that was told "
        "is kept with 'plansheet enter 2018-19-Q2 parks REF VALUE --source TEXT'.\n"
    )
    second = ["Indicators:PK02", "--column", "Actual", "--value", "95", "--reason", "Rang"]
    assert run(town, *accept, *second).exit_code == 0
    due = ["Indicators:PK02", "--column", "By when", "--value", "1 May 2019", "--reason", "Rang"]
    assert run(town, *accept, *due).exit_code == 0
    nothing = run(town, *accept, "Indicators:PK09", "--reason", "Rang")
    # What is decided already waits no longer.
    waits = "What waits: Earlier figures:PK01 2018-19-Q1, Indicators:PK01. A figure"
    assert waits in nothing.output
    assert run(town, *accept, "1", "--reason", "Agreed").stdout.endswith(
        "Requests:1 of Parks is accepted.\n"
    )


def test_a_return_is_signed_for_in_a_mail(town: Town, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(b"I have checked the figures.")
    words = ["signoff", Q2, "parks", "--by", "Head of Parks", "--evidence", str(mail)]
    assert run(town, *words).output == (
        "plansheet: Nothing of parks has been read for Q2 2018/19, so there is nothing to sign "
        "for.\n"
    )
    town.answer({"Indicators": PARKS_ANSWERS["Indicators"]}, period=Q2)
    town.read(Q2)
    assert codes_of(town.reconcile(Q2)) == ["signoff-missing"] * 3
    tried = run(town, *words, "--dry-run")
    one = run(town, *words, "--step", "source data")
    assert one.stdout == "Source data of parks: signed for by Head of Parks (mail.eml).\n"
    assert one.exit_code == 1
    rest = run(town, *words)
    assert rest.stdout == (
        "Data entry and Checked of parks: signed for by Head of Parks (mail.eml).\n"
    )
    assert tried.stdout.startswith("Source data, Data entry and Checked of parks: signed for")
    assert codes_of(town.reconcile(Q2)) == ["same-checker"]
    again = run(town, *words)
    assert again.stdout == (
        "Source data, Data entry and Checked of parks: signed already. Nothing was changed.\n"
    )
    assert run(town, *words, "--step", "Typing").output == (
        "plansheet: 'Typing' is no step of the sign-off. Write Source data, Data entry or "
        "Checked.\n"
    )
    archived = {path.read_bytes() for path in (town.root / "archive").rglob("*.eml")}
    assert archived == {mail.read_bytes()}
    assert town.states(Q2)["parks"] == "complete"

    town.answer({"Indicators": {"PK01": {"Actual": 0.9}}}, period=Q2, name="corrected.xlsx")
    town.read(Q2)
    assert codes_of(town.reconcile(Q2)).count("signoff-missing") == 3


def test_a_row_that_is_not_due_is_not_entered(tmp_path: Path) -> None:
    yearly = new_town(tmp_path)
    yearly.plan("parks 2018-21.md", PARKS.replace("| quarterly | snapshot", "| annual | snapshot"))
    yearly.generate(Q1)
    found = run(yearly, "enter", Q1, "parks", "PK01", "79%", "--source", PHONE)
    assert found.output == (
        "plansheet: Nothing is asked for at Indicators:PK01 under 'Actual'. It is not due in "
        "Q1 2018/19.\n"
    )


def test_a_locked_cell_of_another_plan_is_not_accepted(town: Town) -> None:
    town.answer(
        PARKS_ANSWERS,
        period=Q2,
        change=lambda book: type_over(book, "PK01", "Unit", "number"),
    )
    town.read(Q2)
    found = run(town, "accept", Q2, "parks", "PK01", "--reason", "So")
    assert found.output == (
        "plansheet: Indicators:PK01 cannot be decided so. Choose 'Ask again' or 'Decline'.\n"
    )
