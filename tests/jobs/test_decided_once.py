"""A decision holds for what it was about, is taken once, and is seen wherever its figure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from deciding_town import (
    decided,
    everything,
    path_of,
    places,
    second_quarter,
    table,
    type_in,
    type_over,
)
from openpyxl import load_workbook
from town import PARKS, Q1, Q2, SIGNED, Town, codes_of, new_town, rows_of, statuses

from plansheet.cli import cli
from plansheet.problems import Level

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from openpyxl.workbook import Workbook


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the second quarter issued."""
    return second_quarter(tmp_path)


def send(town: Town, name: str = f"parks {Q2}.xlsx", period: str = Q2, **figures: object) -> Path:
    given: dict[str, dict[str, object]] = {"PK01": {"Commentary": "So"}, "PK02": {}}
    for ref, value in figures.items():
        given[ref] = {**given[ref], "Actual": value}
    return town.answer({"Indicators": given, "Sign-off": SIGNED}, period=period, name=name)


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(town.root), *words], prog_name="plansheet")


def accept(town: Town, ref: str, value: str, *, column: str = "Actual") -> None:
    words = ["accept", Q2, "parks", ref, "--column", column, "--value", value]
    assert run(town, *words, "--reason", "By telephone").exit_code == 0


def actual(town: Town, ref: str = "PK01") -> tuple[str, str]:
    found = town.figures(Q2)[ref]
    return found["actual"], found["state"]


def test_the_same_digits_clear_in_a_corrected_return_displace_a_decision(town: Town) -> None:
    send(town, PK01="0.6", PK02=210)
    town.read(Q2)
    accept(town, "PK01", "0.6%")
    assert actual(town) == ("0.006", "rated")
    send(town, "corrected.xlsx", PK01=0.6, PK02=210)
    town.read(Q2)
    assert actual(town) == ("0.6", "rated")


def test_what_was_asked_again_is_answered_by_the_same_digits_clear(town: Town) -> None:
    send(town, PK01="0.79", PK02=210)
    town.read(Q2)
    type_in(town, {0: {"Decision": "Ask again"}})
    decided(town)
    send(town, "corrected.xlsx", PK01=0.79, PK02=210)
    assert set(statuses(town.read(Q2)).values()) == {"accepted"}
    assert actual(town) == ("0.79", "rated")
    assert town.states(Q2)["parks"] == "complete"


def test_a_row_that_was_taken_is_not_taken_again_over_a_later_decision(town: Town) -> None:
    send(town, PK01="0.79", PK02=210)
    town.read(Q2)
    type_in(town, {0: {"Decision": "Accept", "Your notes": "Rang"}})
    decided(town)
    assert table(town, "Decision", "Your notes") == [["", "Rang"]]
    accept(town, "PK01", "75%")
    assert decided(town).lines[0] == "Nothing new was decided."
    assert actual(town) == ("0.75", "rated")


def test_a_value_beside_another_choice_or_none_is_asked_about(town: Town) -> None:
    send(town, PK01="0.79", PK02="nil")
    town.read(Q2)
    type_in(
        town,
        {
            0: {"Decision": "Accept", "Use this instead": "72%"},
            1: {"Use this instead": "190"},
        },
    )
    done = decided(town)
    assert done.lines == ("Nothing new was decided.", "2 left to decide.")
    assert [(each.code, each.place.cell, each.message) for each in done.problems] == [
        (
            "decision-both",
            "K5",
            (
                "'Accept' is chosen and '72%' stands under 'Use this instead', so nothing was "
                "decided. Choose 'Use instead', or clear what stands under 'Use this instead'."
            ),
        ),
        (
            "decision-none",
            "L6",
            (
                "'190' stands under 'Use this instead' and nothing is chosen, so nothing was "
                "decided. Choose 'Use instead', or clear it."
            ),
        ),
    ]
    assert table(town, "Decision", "Use this instead") == [["Accept", "72%"], ["", "190"]]


def test_what_was_left_in_a_row_that_is_settled_is_passed_over_once(tmp_path: Path) -> None:
    town = everything(tmp_path)
    town.read(Q2)
    type_in(
        town,
        {
            0: {"Decision": "Use instead", "Use this instead": "nineteen fifty"},
            1: {"Use this instead": "12"},
            4: {"Decision": "reject"},
        },
    )
    accept(town, "PK01", "79%")
    accept(town, "PK02", "1234.5")
    declined = run(town, "decline", Q2, "parks", "Requests:1", "--reason", "Not this year")
    assert declined.exit_code == 0
    settled = decided(town)
    assert settled.lines == ("Nothing new was decided.", "4 left to decide.")
    assert [(each.code, each.level, each.place.cell) for each in settled.problems] == [
        ("decision-passed-over", Level.NOTE, "L5"),
        ("decision-passed-over", Level.NOTE, "L6"),
        ("decision-passed-over", Level.NOTE, "K9"),
    ]
    assert settled.problems[0].message == (
        "'nineteen fifty' is not a number, so it is not used. Type Actual as a number, for example "
        "79%. The row is decided already, so what stood in it was passed over and taken out. "
        "Nothing needs doing; to decide it anew, choose again."
    )
    assert decided(town).problems == ()
    assert actual(town) == ("0.79", "rated")


def test_that_there_is_no_figure_can_be_decided(town: Town) -> None:
    send(town, PK01=0.79, PK02="nil")
    town.read(Q2)
    assert table(town, "Question", "Accept means") == [
        ["It can be read in more than one way. Is it 0 or no figure?", "Use 0"]
    ]
    type_in(town, {0: {"Decision": "Use instead", "Use this instead": "n/a"}})
    assert decided(town).lines[-1] == "Nothing is left to decide."
    assert actual(town, "PK02") == ("", "not supplied")
    why = ["--column", "Reason if no figure", "--source", "By telephone"]
    refused = run(town, "enter", Q2, "parks", "PK02", "n/a", "--source", "By telephone")
    assert (refused.exit_code, refused.output.splitlines()) == (
        1,
        [
            "Indicators:PK02 of parks: nothing was entered.",
            "fix: Indicators:PK02",
            (
                "    'n/a' says that there is no figure, so there is nothing to enter. Say why "
                "there is none, for example 'Waiting for a partner' with --column 'Reason if no "
                "figure'."
            ),
        ],
    )
    assert run(town, "enter", Q2, "parks", "PK02", "waiting for a partner", *why).exit_code == 0
    assert "figure-missing" not in codes_of(town.reconcile(Q2))


def test_an_empty_cell_is_chosen_with_its_return_and_not_typed(town: Town) -> None:
    send(town, "one.xlsx", PK01=0.79, PK02=210)
    send(town, "two.xlsx", PK01=0.79)
    town.read(Q2)
    type_in(town, {2: {"Decision": "Use instead", "Use this instead": "(empty)"}})
    (told,) = decided(town).problems
    assert (told.code, told.message) == (
        "decision-refused",
        (
            "This was not decided. '(empty)' stands for a cell with nothing in it. Accept the "
            "return in which it is so."
        ),
    )


def test_choosing_a_return_says_which_decisions_it_displaces(town: Town) -> None:
    send(town, "one.xlsx", PK01=0.78, PK02=210)
    send(town, "two.xlsx", PK01=0.79, PK02=211)
    town.read(Q2)
    type_in(
        town,
        {
            2: {"Decision": "Use instead", "Use this instead": "79%"},
            3: {"Decision": "Use instead", "Use this instead": "211"},
        },
    )
    assert decided(town).lines[-1] == "Nothing is left to decide."
    assert table(town, "Kind") == [["Held value"], ["Held value"]]
    chosen = run(town, "choose", Q2, "parks", "one.xlsx", "--reason", "By telephone")
    assert chosen.stderr.splitlines()[0] == (
        "What was decided of PK01 Actual, PK02 Actual was about the returns together, and the one "
        "that counts now says it itself. Decide it anew if it says it wrongly."
    )
    assert (actual(town), actual(town, "PK02")) == (("0.78", "rated"), ("210", "rated"))


def test_a_locked_cell_that_was_typed_over_can_be_left_as_it_is(town: Town) -> None:
    def lower(book: Workbook) -> None:
        type_over(book, "PK01", "Target this quarter", "70%")

    figures: dict[str, dict[str, object]] = {"PK01": {"Actual": 0.81}, "PK02": {"Actual": 210}}
    town.answer({"Indicators": figures, "Sign-off": SIGNED}, period=Q2, change=lower)
    town.read(Q2)
    type_in(town, {0: {"Decision": "Decline", "Reason": "A slip", "Decided by": "Manager"}})
    done = decided(town)
    assert done.lines[-1] == "Nothing is left to decide."
    assert codes_of(town.reconcile(Q2)) == []
    town.compile(Q2)
    assert changes(town) == [
        ["PK01", "Locked cell: Target this quarter", "80%", "70%", "A slip", DECLINED]
    ]


DECLINED = "Declined on 2 October 2018 by Manager"


def changes(town: Town) -> list[list[object]]:
    name = f"Performance Data Collection {Q2}.xlsx"
    sheet = load_workbook(town.root / "workbooks" / Q2 / name)["Changes"]
    at = places(sheet)
    wanted = [at[each] for each in ("About", "What", "Old", "New", "Reason", "Decision")]
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(grid) if row[0] == "Service")
    return [[row[place] for place in wanted] for row in grid[start + 1 :]]


def test_the_compiled_workbook_says_which_figures_a_person_decided(town: Town) -> None:
    send(town, PK01="0.79", PK02=210)
    town.read(Q2)
    accept(town, "PK01", "62%")
    town.compile(Q2)
    (row,) = changes(town)
    assert row[:5] == ["PK01", "Decided: Actual", "0.79", "62%", "By telephone"]
    name = f"Performance Data Collection {Q2}.xlsx"
    sheet = load_workbook(town.root / "workbooks" / Q2 / name)["KPIs"]
    said = [str(cell.value) for line in sheet.iter_rows() for cell in line]
    (source,) = [each for each in said if each.startswith(f"parks {Q2}.xlsx, sheet Indicators")]
    assert "cell F7. Used instead on " in source
    assert source.endswith(": 62%. By telephone")


def test_figures_of_returns_that_differ_are_traced_to_both(town: Town) -> None:
    send(town, "one.xlsx", PK01=0.78, PK02=210)
    send(town, "two.xlsx", PK01=0.79, PK02=210)
    town.read(Q2)
    traced = ("entered", "actual", "source_file", "source_cell")
    both = "one.xlsx and two.xlsx, which differ"
    assert [town.figures(Q2)["PK01"][key] for key in traced] == ["0.78 or 0.79", "", both, ""]
    type_in(town, {2: {"Decision": "Use instead", "Use this instead": "79%"}})
    decided(town)
    assert [town.figures(Q2)["PK01"][key] for key in traced] == ["79%", "0.79", both, ""]


def test_what_was_typed_in_another_copy_wipes_nothing(town: Town) -> None:
    send(town, PK01="0.79", PK02="nil")
    town.read(Q2)
    copy = town.root / "copy.xlsx"
    copy.write_bytes(path_of(town).read_bytes())
    type_in(town, {1: {"Decision": "Accept", "Reason": "Zero", "Your notes": "Mine"}})
    book = load_workbook(copy)
    at = places(book["Decisions"])
    book["Decisions"].cell(5, at["Decision"] + 1).value = "Accept"
    book.save(copy)
    assert decided(town, file=copy).lines[-1] == "1 left to decide."
    assert table(town, "Decision", "Reason", "Your notes") == [
        ["", "", ""],
        ["Accept", "Zero", "Mine"],
    ]


def test_a_heading_typed_over_loses_nothing_of_its_column(town: Town) -> None:
    send(town, PK01="0.79", PK02="nil")
    town.read(Q2)
    type_in(town, {0: {"Decision": "Accept", "Reason": "Rang them"}})
    book = load_workbook(path_of(town))
    sheet = book["Decisions"]
    heading = next(cell for cell in sheet[4] if str(cell.value).startswith("Reason"))
    heading.value = "Why"
    book.save(path_of(town))
    before = path_of(town).read_bytes()
    done = decided(town)
    assert (done.lines, codes_of(done)) == (("Nothing was decided.",), ["decisions-column"])
    assert (town.read(Q2).notes[-1], path_of(town).read_bytes()) == (
        (
            f"'Decisions {Q2}.xlsx' was not renewed. The column 'Reason' is not on this sheet, so "
            "nothing of this workbook was read. Type the heading 'Reason' back into row 4, save, "
            "and run 'plansheet decide' again."
        ),
        before,
    )


def test_the_managers_order_and_notes_stay(town: Town) -> None:
    send(town, PK01="0.79", PK02="nil")
    town.read(Q2)
    type_in(town, {0: {"Your notes": "Rang"}, 1: {"Decision": "Accept"}})
    book = load_workbook(path_of(town))
    sheet = book["Decisions"]
    first, second = ([cell.value for cell in sheet[row]] for row in (5, 6))
    for row, values in ((5, second), (6, first)):
        for cell, value in zip(sheet[row], values, strict=True):
            cell.value = value
    book.save(path_of(town))
    town.read(Q2)
    assert table(town, "Ref", "Your notes") == [["PK02", ""], ["PK01", "Rang"]]
    # Something else stands in both cells by now: what was chosen is told, the note stays.
    send(town, "again.xlsx", PK01="0.81", PK02=210)
    notes = town.read(Q2).notes
    assert notes == (
        f"1 to decide: workbooks/{Q2}/Decisions {Q2}.xlsx",
        (
            f"Something was chosen in 1 row of 'Decisions {Q2}.xlsx' that are about nothing any "
            "more, since something else stands there now. The workbook as it was is in the archive."
        ),
    )
    assert table(town, "What was read", "Your notes") == [["0.81", "Rang"]]


def test_another_file_is_no_workbook_of_decisions(town: Town) -> None:
    sent = send(town, PK01="0.79", PK02=210)
    found = run(town, "decide", Q2, str(sent))
    assert (found.exit_code, found.output) == (
        2,
        (
            f"plansheet: 'parks {Q2}.xlsx' is no workbook of decisions, so nothing of it was read. "
            f"The quarter's is called 'Decisions {Q2}.xlsx'.\n"
        ),
    )


def test_nobody_signs_or_tells_without_a_name(town: Town) -> None:
    mail = town.root / "mail.eml"
    mail.write_bytes(b"Signed.")
    for words in (
        ["signoff", Q2, "parks", "--by", " ", "--evidence", str(mail)],
        ["enter", Q2, "parks", "PK01", "79%", "--source", ""],
        ["accept", Q2, "parks", "PK01", "--reason", " "],
    ):
        found = run(town, *words)
        assert (found.exit_code, found.output.splitlines()[-1][:26]) == (
            2,
            "Error: Invalid value for '"[:26],
        )


def test_a_share_of_nothing_and_one_that_is_far_off_are_told(town: Town) -> None:
    source = ["--source", "By telephone"]
    zero = run(town, "enter", Q2, "housing", "HS01", "171 of 0", *source)
    assert (zero.exit_code, zero.output) == (
        2,
        "plansheet: Nothing can be a share of 0. Give HS01 as for example '171 of 190'.\n",
    )
    town.answer(
        {"Indicators": {"HS01": {"Numerator": 171, "Denominator": 190}}}, "housing", period=Q2
    )
    town.read(Q2)
    starred = ["--column", "Numerator*", *source]
    assert run(town, "enter", Q2, "housing", "HS01", "172", *starred).exit_code == 0
    assert town.figures(Q2)["HS01"]["numerator"] == "172"
    send(town, PK01=0.79, PK02=210)
    town.read(Q2)
    far = run(town, "enter", Q2, "parks", "PK02", "99,999", *source)
    assert [each for each in far.output.splitlines() if each[0] != " "] == [
        "Indicators:PK02 of parks is 99,999 (By telephone).",
        f"confirm: parks {Q2}.xlsx, sheet Indicators, PK02",
    ]


def test_an_older_issue_is_decided_about_in_the_terms_of_the_newest(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    first = send(town, "first.xlsx", Q1, PK01=0.81, PK02=110)
    data = first.read_bytes()
    first.unlink()
    plan = town.root / "templates" / "plans" / "parks 2018-21.md"
    changed = PARKS.replace("| PK02 | Visits | PI | number |", "| PK02 | Visits | PI | £ |")
    plan.write_text(changed, encoding="utf-8")
    town.generate()
    town.drop("first.xlsx", data)
    outcome = town.read()
    assert codes_of(outcome) == ["older-issue", "row-redefined"]
    changes_said = "Unit from 'number' to '£'"
    ((question, means),) = table(town, "Question", "Accept means", period=Q1)
    assert changes_said in str(question)
    assert str(question).endswith("What is the figure as it is asked now?")
    assert means == "It cannot be accepted as it is"
    queries = town.root / "workbooks" / Q1 / "queries" / f"parks {Q1} queries.xlsx"
    sheet = load_workbook(queries)["Indicators"]
    table_rows = {str(row[0].value): row for row in sheet.iter_rows()}
    place = next(at for at, cell in enumerate(table_rows["Ref"]) if cell.value == "Actual*")
    assert table_rows["PK02"][place].value is None
    type_in(town, {0: {"Decision": "Use instead", "Use this instead": "£120"}}, period=Q1)
    decided(town, Q1)
    assert town.figures()["PK02"]["actual"] == "120"
    again = town.read()
    assert codes_of(again) == ["older-issue"]
    assert rows_of(again, "returns")[0]["status"] == "accepted"
    assert not queries.exists()
