"""Decisions laid over a return: which of them hold, and what is left to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deciding_town import second_quarter
from town import PARKS, PARKS_ANSWERS, Q1, Q2, SIGNED, Town, codes_of

from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.matters import matters_of
from plansheet.model.records import Choice, Decision

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from plansheet.deciding.matters import Matter


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return second_quarter(tmp_path)


def send(town: Town, *, name: str = "", **figures: object) -> None:
    """Send and read a signed return of Parks with these figures."""
    rows: dict[str, dict[str, object]] = {ref: {"Actual": each} for ref, each in figures.items()}
    town.answer({"Indicators": rows, "Sign-off": SIGNED}, period=Q2, name=name)
    town.read(Q2)


def keep(  # noqa: PLR0913 - what a decision is
    town: Town,
    choice: Choice,
    said: str,
    value: str = "",
    *,
    row: str = "PK01",
    sheet: str = "Indicators",
    column: str = "Actual",
) -> None:
    decision = Decision(
        quarter_of(Q2),
        "parks",
        sheet,
        row,
        column,
        said,
        choice,
        value,
        outcome="",
        reason="by phone",
        by="",
        sha256="",
        made=town.now,
    )
    with opened(town.root) as council:
        council.ledger.add_decision(decision)


def matters(town: Town) -> list[Matter]:
    with opened(town.root, read_only=True) as council:
        return [*matters_of(council, quarter_of(Q2), town.now.date())]


def actual(town: Town, ref: str = "PK01") -> str:
    return town.figures(Q2)[ref]["actual"]


def test_the_last_decision_about_what_stands_there_holds(town: Town) -> None:
    send(town, PK01="0.79", PK02=210)
    keep(town, Choice.ACCEPT, "0.79", "79%")
    keep(town, Choice.USE_INSTEAD, "0.81", "81%")
    assert actual(town) == "0.79"
    keep(town, Choice.USE_INSTEAD, "0.79", "78%")
    assert actual(town) == "0.78"
    keep(town, Choice.ASK_AGAIN, "0.79")
    assert (actual(town), codes_of(town.reconcile(Q2))) == ("", ["percent-unclear"])
    send(town, name="corrected.xlsx", PK01="0.81", PK02=210)
    assert actual(town) == "0.81"


def test_a_value_that_cannot_be_read_any_more_replaces_nothing(town: Town) -> None:
    send(town, PK01="0.79", PK02=210)
    keep(town, Choice.USE_INSTEAD, "0.79", "about eighty")
    assert codes_of(town.reconcile(Q2)) == ["percent-unclear"]


def test_a_value_that_is_unlikely_is_asked_about_like_a_returned_one(town: Town) -> None:
    send(town, PK01="0.79", PK02=210)
    keep(town, Choice.USE_INSTEAD, "0.79", "250%")
    found = town.reconcile(Q2).problems
    assert [(each.code, each.place.cell) for each in found] == [("implausible", "F7")]
    assert actual(town) == "2.5"


def test_only_the_last_figure_that_was_told_is_compared(town: Town) -> None:
    keep(town, Choice.ENTER, "", "79%")
    keep(town, Choice.ENTER, "", "82%")
    assert actual(town) == "0.82"
    send(town, PK01=0.82, PK02=210)
    assert codes_of(town.reconcile(Q2)) == []
    send(town, name="again.xlsx", PK01=0.83, PK02=210)
    assert codes_of(town.reconcile(Q2)) == ["changed-since", "entered-differs"]


def test_a_decision_about_a_row_that_is_not_asked_any_more_does_nothing(town: Town) -> None:
    keep(town, Choice.ENTER, "", "79%", row="PK09")
    keep(town, Choice.ENTER, "", "79%", sheet="Projects")
    keep(town, Choice.ASK_AGAIN, "", row="PK02")
    send(town, PK01=0.82)
    assert codes_of(town.reconcile(Q2)) == ["figure-missing"]


def test_a_value_in_the_place_of_an_empty_cell_is_used(town: Town) -> None:
    keep(town, Choice.USE_INSTEAD, "", "230", row="PK02")
    send(town, PK01=0.82)
    assert (actual(town, "PK02"), codes_of(town.reconcile(Q2))) == ("230", [])


def test_nothing_is_nothing_however_it_was_accepted(town: Town) -> None:
    keep(town, Choice.ACCEPT, "", row="PK02")
    send(town, PK01=0.82)
    assert codes_of(town.reconcile(Q2)) == ["figure-missing"]


def test_what_a_step_lacks_is_filled_in_by_a_signature(town: Town) -> None:
    half: dict[str, dict[str, object]] = {**SIGNED, "Checked": {"Name": "B"}}
    town.answer({**PARKS_ANSWERS, "Sign-off": half}, period=Q2)
    town.read(Q2)
    assert codes_of(town.reconcile(Q2)) == ["signoff-missing"]
    with opened(town.root, read_only=True) as council:
        (record,) = council.ledger.usable_returns("parks", quarter_of(Q2))
    sign = {"row": "Checked", "sheet": "Sign-off", "column": ""}
    keep(town, Choice.SIGN, record.sha256, "Head of Parks", **sign)
    assert codes_of(town.reconcile(Q2)) == []
    with opened(town.root, read_only=True) as council:
        settled = council.counting_return("parks", quarter_of(Q2))
    assert settled is not None
    signed = settled.rows("Sign-off")["Checked"]
    assert [signed[key].entered for key in ("name", "job_title", "date")] == [
        "B",
        "Head of Parks",
        "2018-10-02",
    ]


def test_a_date_of_another_sheet_is_a_matter_too(town: Town) -> None:
    late = {**SIGNED, "Checked": {**SIGNED["Checked"], "Date": "10/13/2018"}}
    town.answer({**PARKS_ANSWERS, "Sign-off": late}, period=Q2)
    town.read(Q2)
    (held,) = matters(town)
    assert (held.ref, held.title, held.accepts, held.otherwise) == (
        "Sign-off:Checked",
        "",
        "Use 13 October 2018",
        "It is held, and not used",
    )
    keep(
        town,
        Choice.ACCEPT,
        "10/13/2018",
        held.value,
        row="Checked",
        sheet="Sign-off",
        column="Date",
    )
    assert codes_of(town.reconcile(Q2)) == []


def test_what_offers_no_reading_cannot_be_accepted(town: Town) -> None:
    send(town, PK01="3/4", PK02=210)
    (held,) = matters(town)
    assert held.question == "It is not clear what this means. What is it?"
    assert held.choices == (Choice.USE_INSTEAD, Choice.ASK_AGAIN)


def test_a_request_that_is_not_clear_cannot_be_accepted(town: Town) -> None:
    asked: dict[str, object] = {"Change": "Title", "About": "Pond", "Proposed": "P", "From": "now"}
    other: dict[str, object] = {"Change": "Other", "Proposed": "Less paper", "From": "Q3 2018/19"}
    rows: dict[str, dict[str, object]] = {"1": asked, "2": other, "3": {"About": "PK01"}}
    town.answer({**PARKS_ANSWERS, "Requests": rows}, period=Q2)
    town.read(Q2)
    assert [(each.title, each.accepts, each.choices) for each in matters(town)] == [
        ("Pond", "", (Choice.USE_INSTEAD, Choice.ASK_AGAIN, Choice.DECLINE)),
        (
            "",
            "Record it. Do what it asks by hand, in the plan or outside it",
            (Choice.ACCEPT, Choice.ASK_AGAIN, Choice.DECLINE),
        ),
    ]


def test_what_is_typed_over_in_the_last_quarter_of_a_plan_is_by_hand(town: Town) -> None:
    def over(book: Workbook) -> None:
        sheet = book["Indicators"]
        table = {str(row[0].value): row for row in sheet.iter_rows()}
        for label, column, value in (("PK01", 1, "Tidy"), ("PK02", 1, None), ("Ref", 1, "Title")):
            table[label][column].value = value

    town.plan("parks 2018-19.md", PARKS)
    (town.root / "templates" / "plans" / "parks 2018-21.md").unlink()
    period = "2018-19-Q4"
    town.generate(period)
    town.answer(PARKS_ANSWERS, period=period, change=over)
    town.read(period)
    with opened(town.root, read_only=True) as council:
        found = matters_of(council, quarter_of(period), town.now.date())
    assert {each.accepts for each in found} == {""}


def test_a_target_typed_over_in_the_fourth_quarter_is_that_of_a_year_that_is_over(
    town: Town,
) -> None:
    def over(book: Workbook) -> None:
        sheet = book["Indicators"]
        table = {str(row[0].value): row for row in sheet.iter_rows()}
        at = next(n for n, cell in enumerate(table["Ref"]) if cell.value == "Target this year")
        table["PK01"][at].value = "70%"
        table["PK01"][1].value = "Tidy parks"

    period = "2018-19-Q4"
    town.generate(period)
    town.answer(PARKS_ANSWERS, period=period, change=over)
    town.read(period)
    with opened(town.root, read_only=True) as council:
        found = matters_of(council, quarter_of(period), town.now.date())
    assert [(each.column, each.accepts) for each in found] == [
        ("Indicator", "In the plan: PK01: Title 'Tidy parks' from Q1 2019/20"),
        ("Target this year", ""),
    ]


def test_a_locked_change_that_was_asked_about_goes_with_it(town: Town) -> None:
    keep(town, Choice.ACCEPT, "Tidy parks", column="Indicator")
    send(town, PK01=0.82, PK02=210)
    assert matters(town) == []
    assert town.figures(Q1)["PK01"]["actual"] == "0.7"
