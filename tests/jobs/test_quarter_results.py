"""`status`, `reconcile` and `data`: a quarter as it stands, each figure counted once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from town import (
    HOUSING,
    HOUSING_ANSWERS,
    PARKS,
    PARKS_ANSWERS,
    Q1,
    Q2,
    Q3,
    SIGNED,
    Town,
    actuals,
    codes_of,
    csv_rows,
    new_town,
    rows_of,
)

from plansheet.errors import PeriodError
from plansheet.reconcile.data import DATA_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

COLUMNS = (
    "council,service,period,ref,title,tier,unit,polarity,counts_as,entered,numerator,denominator,"
    "actual,target,target_text,variance,rating,state,direction_quarter,direction_year,"
    "provisional,commentary,supplied_by,source_file,source_sheet,source_cell"
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    return found


def course(town: Town, period: str = Q1) -> dict[str, object]:
    """Return what status says of Parks."""
    (found,) = [
        each for each in rows_of(town.status(period), "services") if each["service"] == "parks"
    ]
    return found


def supplied_by(plan: str, code: str) -> str:
    """Return a plan with its only indicator supplied by another service."""
    return (
        plan.replace("| Counts as |", "| Counts as | Supplied by |")
        .replace("| ratio |", f"| ratio | {code} |")
        .replace("| --- |\n| HS01", "| --- | --- |\n| HS01")
    )


def test_a_service_goes_from_planned_to_complete(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    seen = [course(town)]
    town.generate()
    seen.append(course(town))
    town.email()
    seen.append(course(town))
    town.sent()
    seen.append(course(town))
    town.later(14)
    seen.append(course(town))
    town.answer({"Indicators": actuals(PK01="0.79", PK02=110)})
    town.read()
    seen.append(course(town))
    town.later(3)
    town.answer(PARKS_ANSWERS, name="corrected.xlsx")
    town.read()
    seen.append(course(town))
    keys = ("state", "issued", "emailed", "received", "days_late", "held")
    assert [tuple(each[key] for key in keys) for each in seen] == [
        ("planned", None, None, None, 0, 0),
        ("issued", "2018-07-02", None, None, 0, 0),
        ("drafted", "2018-07-02", None, None, 0, 0),
        ("emailed", "2018-07-02", "2018-07-02", None, 0, 0),
        ("overdue", "2018-07-02", "2018-07-02", None, 3, 0),
        ("received", "2018-07-02", "2018-07-02", "2018-07-16", 3, 1),
        ("complete", "2018-07-02", "2018-07-02", "2018-07-16", 3, 0),
    ]


def test_status_is_told_in_words_and_as_the_contract_has_it(town: Town) -> None:
    town.answer({"Indicators": {"PK01": {"Actual": "0.79"}}})
    town.later(12)
    town.read()
    outcome = town.status()
    assert outcome.lines == (
        "Q1 2018/19, due 13 July 2018",
        "Housing: overdue, 1 day late",
        "    issued 2 July 2018",
        (
            "Parks: received, received 14 July 2018, 1 day late, 1 held, not signed: Source data, "
            "Data entry and Checked"
        ),
        "    issued 2 July 2018, received 14 July 2018",
    )
    assert list(outcome.document) == ["period", "due", "services"]
    assert (outcome.document["period"], outcome.document["due"]) == (Q1, "2018-07-13")
    town.later(1)
    assert "Housing: overdue, 2 days late" in town.status().lines
    assert outcome.status == 0, "lateness is no fault"


def test_the_settings_say_when_a_quarter_is_due(town: Town) -> None:
    path = town.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("due = {}", 'due = { "2018-19-Q1" = 2018-08-01 }').replace(
            "due_working_days = 10", "due_working_days = 5"
        ),
        encoding="utf-8",
    )
    assert town.status(Q1).document["due"] == "2018-08-01"
    assert town.status(Q2).document["due"] == "2018-10-05"


def test_a_stray_return_does_not_count_as_received(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    other = new_town(town.root.parent / "other")
    other.plan("parks 2018-21.md", PARKS.replace("| 80% |", "| 81% |"))
    other.ids = iter(range(500, 600))
    other.generate()
    town.answer(PARKS_ANSWERS, name="stray.xlsx", of=other.issued())
    town.read(Q1, town.returned("stray.xlsx"))
    assert (course(town)["state"], course(town)["received"]) == ("issued", None)
    town.later(2)
    town.read()
    assert (course(town)["state"], course(town)["received"]) == ("complete", "2018-07-04")


def test_reconcile_gives_rows_counts_and_problems(town: Town) -> None:
    answers = {"Indicators": actuals(PK01=0.5, PK02=110), "Sign-off": SIGNED}
    town.answer(answers)
    town.read()
    outcome = town.reconcile()
    assert list(outcome.document) == ["period", "rows", "summary", "problems"]
    assert all(",".join(row) == COLUMNS for row in rows_of(outcome, "rows"))
    assert outcome.document["summary"] == {
        "rated": 2,
        "green": 1,
        "amber": 0,
        "red": 1,
        "no_target": 0,
        "baseline": 0,
        "not_due": 0,
        "awaited": 0,
        "not_supplied": 1,
        "held": 0,
        "data_only": 0,
        "withdrawn": 0,
    }
    assert [each["code"] for each in rows_of(outcome, "problems")] == ["commentary-missing"]
    assert outcome.status == 1
    assert outcome.lines == (
        "housing HS01: not supplied",
        "parks PK01: Red (50% against 80%)",
        "parks PK02: Green (110 against 100)",
        "",
        "2 of 3 rated: 1 green, 0 amber, 1 red.",
        "Not rated: 1 not supplied.",
    )


def test_when_everything_is_rated_nothing_is_listed_as_not(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()
    outcome = town.reconcile()
    assert outcome.lines[-1] == "3 of 3 rated: 3 green, 0 amber, 0 red."
    assert outcome.status == 0


def test_a_held_value_shows_in_the_exit_status(town: Town) -> None:
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": "0.79"}}})
    town.read()
    assert town.reconcile().held


def test_data_is_one_row_an_indicator_in_the_contracts_columns(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    town.read()
    text = town.data(form="csv")
    assert text.splitlines()[0] == COLUMNS == ",".join(column.name for column in DATA_COLUMNS)
    rows = csv_rows(text)
    assert rows == json.loads(town.data(form="json"))
    parks = {row["ref"]: row for row in rows}["PK01"]
    assert {key: parks[key] for key in ("council", "service", "period", "unit", "actual")} == {
        "council": "Our Council",
        "service": "parks",
        "period": Q1,
        "unit": "%",
        "actual": "0.81",
    }
    assert [parks[key] for key in ("target", "variance", "rating", "state", "provisional")] == [
        "0.8",
        "0.01",
        "Green",
        "rated",
        "no",
    ]
    assert (parks["source_file"], parks["source_sheet"]) == (f"parks {Q1}.xlsx", "Indicators")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 123", "'+44 123"),
        ("@home", "'@home"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("-5%", "-5%"),
        ("-28.5", "-28.5"),
        ("Good: = better", "Good: = better"),
    ],
)
def test_commentary_that_looks_like_a_formula_is_harmless(
    town: Town, said: str, written: str
) -> None:
    answers = actuals(PK01=0.81, PK02=110)
    answers["PK01"]["Commentary"] = said
    town.answer({"Indicators": answers, "Sign-off": SIGNED}, change=_as_text)
    town.read()
    found = {row["ref"]: row for row in csv_rows(town.data(form="csv"))}
    assert found["PK01"]["commentary"] == written
    assert town.figures()["PK01"]["commentary"] == said


def _as_text(book: Workbook) -> None:
    """Store what the library took for a formula as the text that was typed into a text cell."""
    for row in book["Indicators"].iter_rows():
        for cell in row:
            if cell.data_type == "f" and cell.number_format == "@":
                cell.data_type = "s"


def test_a_ratio_is_worked_out_over_the_quarters(town: Town) -> None:
    first = {"HS01": {"Numerator": 45, "Denominator": 50}}
    town.answer({"Indicators": first, "Sign-off": SIGNED}, "housing")
    town.read()
    town.generate(Q2)
    second = {"HS01": {"Numerator": 171, "Denominator": 190}}
    town.answer({"Indicators": second, "Sign-off": SIGNED}, "housing", period=Q2)
    town.read(Q2)
    found = town.figures(Q2)["HS01"]
    keys = ("entered", "numerator", "denominator", "actual", "variance", "rating")
    assert [found[key] for key in keys] == ["171", "171", "190", "0.9", "0", "Green"]


def provisional_then(town: Town, final: object, reason: str | None = None) -> list[str]:
    """Give a provisional figure in the first quarter and `final` for it in the second."""
    answers = actuals(PK01=0.81, PK02=110)
    answers["PK01"]["Provisional or final"] = "Provisional"
    town.answer({"Indicators": answers, "Sign-off": SIGNED})
    town.read()
    assert town.figures()["PK01"]["provisional"] == "yes"
    town.generate(Q2)
    earlier = {"PK01": {"Final figure": final, "Reason": reason}}
    indicators = actuals(PK01=0.82, PK02=210)
    town.answer(
        {"Earlier figures": earlier, "Indicators": indicators, "Sign-off": SIGNED}, period=Q2
    )
    return codes_of(town.read(Q2))


def test_a_provisional_figure_made_final_otherwise_is_a_restatement(town: Town) -> None:
    assert provisional_then(town, 0.84, "Two late surveys") == ["restated"]
    (said,) = town.reconcile(Q2).problems
    assert said.message == (
        "The figure for Q1 2018/19 changes from 81% to 84% (Two late surveys). The new one is "
        "used from now on; both are kept."
    )
    assert (said.place.sheet, said.place.label) == ("Earlier figures", "PK01 2018-19-Q1")
    assert town.figures(Q2)["PK01"]["direction_quarter"] == "worse"
    town.generate(Q3)
    assert rows_of(town.generate(Q3), "issued")[1]["issue"] == 1


def test_a_restatement_without_a_reason_says_so(town: Town) -> None:
    provisional_then(town, 0.84)
    assert "(no reason is given)" in town.reconcile(Q2).problems[0].message


@pytest.mark.parametrize(
    ("final", "codes"),
    [(0.81, []), (None, []), ("a few", ["not-a-number"]), ("0.84", ["percent-unclear"])],
    ids=["the same", "left open", "no figure", "unclear"],
)
def test_a_figure_that_is_not_restated_stands(town: Town, final: object, codes: list[str]) -> None:
    assert provisional_then(town, final) == codes
    assert town.figures(Q2)["PK01"]["direction_quarter"] == "better"


def test_an_awaited_figure_that_comes_is_no_restatement(town: Town) -> None:
    when: dict[str, object] = {
        "Reason if no figure": "Not available yet",
        "Expected by": datetime(2018, 9, 1),  # noqa: DTZ001 - a cell holds a local date
    }
    answers = {**actuals(PK02=110), "PK01": when}
    town.answer({"Indicators": answers, "Sign-off": SIGNED})
    town.read()
    assert town.figures()["PK01"]["state"] == "awaited"
    town.generate(Q2)
    earlier = {"PK01": {"Final figure": 0.79}}
    indicators = actuals(PK01=0.82, PK02=210)
    town.answer(
        {"Earlier figures": earlier, "Indicators": indicators, "Sign-off": SIGNED}, period=Q2
    )
    assert codes_of(town.read(Q2)) == []
    assert town.figures(Q2)["PK01"]["direction_quarter"] == "better"


def test_an_indicator_that_its_supplier_lists_is_counted_there(town: Town) -> None:
    town.plan("housing 2018-21.md", supplied_by(HOUSING, "parks"))
    row = "| HS01 | Repairs done in time | KPI | % | higher | quarterly | ratio | 90% |\n"
    town.plan("parks 2018-21.md", PARKS + row)
    town.generate()
    answers = PARKS_ANSWERS["Indicators"] | HOUSING_ANSWERS["Indicators"]
    town.answer({**PARKS_ANSWERS, "Indicators": answers})
    town.answer({"Sign-off": SIGNED}, "housing")
    assert codes_of(town.read()) == []
    found = town.figures()["HS01"]
    assert [found[key] for key in ("service", "supplied_by", "rating")] == [
        "parks",
        "parks",
        "Green",
    ]
    assert town.reconcile().document["summary"]["rated"] == 3  # type: ignore[index]
    assert town.states() == {"housing": "complete", "parks": "complete"}


def test_an_indicator_that_its_supplier_does_not_list_is_counted_where_it_is(town: Town) -> None:
    town.plan("housing 2018-21.md", supplied_by(HOUSING, "parks"))
    same = supplied_by(HOUSING.replace("Housing", "Leisure"), "parks")
    town.plan("leisure 2018-21.md", same)
    town.generate()
    answers = PARKS_ANSWERS["Indicators"] | HOUSING_ANSWERS["Indicators"]
    town.answer({**PARKS_ANSWERS, "Indicators": answers})
    assert codes_of(town.read()) == []
    found = town.figures()["HS01"]
    assert [found[key] for key in ("service", "supplied_by", "actual")] == [
        "housing",
        "parks",
        "0.9",
    ]


def test_a_supplier_without_a_plan_leaves_the_figure_to_the_service(town: Town) -> None:
    town.plan("housing 2018-21.md", supplied_by(HOUSING, "leisure"))
    assert town.figures()["HS01"]["state"] == "not supplied"


def test_what_was_finished_in_an_earlier_plan_is_not_finished_in_this_one(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    table = (
        "\n## Projects\n\n| Ref | Project | {year} Q4 | {year2} Q1 |\n| --- | --- | --- | --- |\n"
    )
    row = "| P1 | {title} | Start | Open |\n"
    before = table.format(year="2018/19", year2="2018/19") + row.format(title="New pool")
    after = table.format(year="2021/22", year2="2021/22") + row.format(title="New park")
    town.plan("parks 2018-21.md", PARKS + before)
    town.plan("parks 2021-24.md", PARKS.replace("2018", "2021") + after)
    town.generate("2020-21-Q4", "parks")
    done = {"P1-M1": {"Status": "Completed"}, "P1-M2": {"Status": "Completed"}}
    town.answer({"Milestones": done}, period="2020-21-Q4")
    town.read("2020-21-Q4")
    town.generate("2021-22-Q1", "parks")
    town.answer({"Sign-off": SIGNED}, period="2021-22-Q1")
    asked = {
        each.place.label
        for each in town.read("2021-22-Q1").problems
        if each.code == "status-missing"
    }
    assert asked == {"P1-M2"}


def test_a_milestone_finished_years_ago_in_this_plan_is_not_asked_again(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    table = "\n## Projects\n\n| Ref | Project | 2018/19 Q1 |\n| --- | --- | --- |\n"
    town.plan("parks 2018-21.md", PARKS + table + "| P1 | New pool | Start |\n")
    town.generate(Q1, "parks")
    town.answer({"Milestones": {"P1-M1": {"Status": "Completed"}}, **PARKS_ANSWERS})
    town.read()
    town.generate("2020-21-Q4", "parks")
    town.answer({"Sign-off": SIGNED}, period="2020-21-Q4")
    assert "status-missing" not in codes_of(town.read("2020-21-Q4"))


def test_a_risk_that_was_closed_is_not_asked_about_again(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    table = (
        "\n## Risks\n\n| Ref | Risk | Likelihood | Impact | Score |\n"
        "| --- | --- | --- | --- | --- |\n| R1 | Flood | 2 | 3 | 6 |\n| R2 | Fire | 2 | 3 | 6 |\n"
    )
    town.plan("parks 2018-21.md", PARKS + table)
    town.generate(Q1, "parks")
    closed = {"Changed?": "Closed", "Reason for change": "The pool is closed."}
    town.answer({**PARKS_ANSWERS, "Risks": {"R1": closed, "R2": {"Changed?": "No change"}}})
    assert codes_of(town.read()) == []
    town.generate(Q2, "parks")
    indicators = actuals(PK01=0.82, PK02=210)
    town.answer({"Indicators": indicators, "Sign-off": SIGNED}, period=Q2)
    outcome = town.read(Q2)
    assert [(each.code, each.place.label) for each in outcome.problems] == [
        ("risk-unanswered", "R2")
    ]


def test_a_definition_that_changes_from_plan_to_plan_breaks_the_direction(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.plan(
        "parks 2021-24.md", PARKS.replace("2018/19", "2021/22").replace("| higher", "| lower")
    )
    for period, share in (("2020-21-Q4", 0.7), ("2021-22-Q1", 0.8)):
        town.generate(period, "parks")
        indicators = actuals(PK01=share, PK02=90)
        town.answer({"Indicators": indicators, "Sign-off": SIGNED}, period=period)
        town.read(period)
    assert town.figures("2021-22-Q1")["PK01"]["direction_quarter"] == ""


@pytest.mark.parametrize("job", ["status", "reconcile", "data"])
def test_a_quarter_that_no_plan_covers_is_told(town: Town, job: str) -> None:
    with pytest.raises(PeriodError, match="covers Q1 2009/10"):
        getattr(town, job)("2009-10-Q1")


def test_looking_writes_nothing(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    before = town.snapshot()
    town.status()
    town.reconcile()
    town.data()
    assert town.snapshot() == before
