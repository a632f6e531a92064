"""The sheets of the plan workbook: a column for every heading, each with its words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from plansheet.layout.headings import KINDS, TableKind, kind_of, plain
from plansheet.layout.plan_words import PURPOSES, WORDS
from plansheet.layout.plans import (
    HELP_SHEET,
    NOTES,
    TO_CONFIRM,
    budgets_sheet,
    confirm_rule,
    heat_map_sheet,
    indicators_sheet,
    projects_sheet,
    risks_sheet,
    rule_of,
)
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR
from plansheet.model.tables import Table

if TYPE_CHECKING:
    from plansheet.layout.columns import Column, Sheet

Y17, Y18 = FinancialYear(2017), FinancialYear(2018)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.table))
def test_every_heading_has_its_words_and_none_is_left_over(kind: TableKind) -> None:
    assert set(WORDS[kind.table]) == {item.field for item in kind.headings}
    for words in WORDS[kind.table].values():
        assert words.help.endswith(".")
        assert words.example


def test_every_table_has_a_purpose() -> None:
    assert set(PURPOSES) == set(Table)
    # The nearest line above a table may give it a tier or a group, which these must not.
    assert not any(word in said.casefold() for said in PURPOSES.values() for word in ("key", "pi "))
    assert "common" not in PURPOSES[Table.RISKS].casefold()


def test_year_columns_are_headed_as_the_contract_has_them() -> None:
    sheet = indicators_sheet((Y17,), (Y18,))
    assert [column.heading for column in sheet.columns][-2:] == ["2017/18 Actual", "2018/19 Target"]
    sheet = projects_sheet((Quarter(Y17, 4), Y18))
    assert [column.heading for column in sheet.columns][-2:] == ["2017/18 Q4", "2018/19"]
    assert [column.heading for column in budgets_sheet((Y18,)).columns] == ["Heading", "2018/19"]


def test_risks_have_the_inputs_of_their_scheme() -> None:
    four = [column.heading for column in risks_sheet(FOUR_BY_FOUR, has_scores=True).columns]
    five = [column.heading for column in risks_sheet(FIVE_BY_SIX, has_scores=False).columns]
    none = [column.heading for column in risks_sheet(None, has_scores=True).columns]
    assert four[5:9] == ["Likelihood", "Impact", "Score", "Reason"]
    assert five[5:8] == ["Service disruption", "Financial loss", "Reputation"]
    assert five[8:12] == ["Legal implications", "People", "Likelihood", "Reason"]
    assert none[3:7] == ["Strategic risk", "Objective", "Score", "Reason"]
    shown = heat_map_sheet(FIVE_BY_SIX).columns
    assert [column.heading for column in shown] == ["Likelihood", "I", "II", "III", "IV", "V"]


def column_of(heading: str) -> Column:
    return next(column for column in indicators_sheet((), ()).columns if column.heading == heading)


@pytest.mark.parametrize(
    ("heading", "choices", "stops"),
    [
        ("Unit", ("%", "number", "£", "days", "level", "date", "text"), True),
        ("Good is", ("higher", "lower", "none", "within 80 to 120"), False),
        ("Tier", ("KPI", "PI"), False),
        ("Publish", ("public", "internal"), True),
    ],
)
def test_words_are_offered_in_lists(heading: str, choices: tuple[str, ...], *, stops: bool) -> None:
    rule = rule_of(column_of(heading))
    assert rule is not None
    assert (rule.choices, rule.stops) == (choices, stops)


def test_dates_are_dates_and_texts_are_free() -> None:
    closed = risks_sheet(None, has_scores=True).columns[-1]
    rule = rule_of(closed)
    assert rule is not None
    assert (rule.low, rule.high) == (date(1990, 1, 1), date(2099, 12, 31))
    assert rule_of(column_of("Description")) is None


def test_an_inference_is_confirmed_or_put_right() -> None:
    assert confirm_rule("Tier").choices == ("Yes", "No", "KPI", "PI")
    assert confirm_rule("2016/17 Actual").choices == ("Yes", "No")
    assert not confirm_rule("Good is").stops


@pytest.mark.parametrize("sheet", [TO_CONFIRM, NOTES, HELP_SHEET], ids=lambda sheet: sheet.name)
def test_added_sheets_are_no_tables_of_a_plan(sheet: Sheet) -> None:
    assert kind_of(column.heading for column in sheet.columns) is None
    assert len({plain(column.heading) for column in sheet.columns}) == len(sheet.columns)


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        ("Ref|Indicator|2018/19 Target", Table.INDICATORS),
        ("Project title|2018/19|2019/20", Table.PROJECTS),
        ("Risk|Probability|Severity", Table.RISKS),
        ("Risk|Severity|Closed", Table.RISKS),
        ("Budget|2018/19", Table.BUDGETS),
        ("Ref|What|Old|New|From", Table.CHANGES),
        ("Wood|Bats", None),
        ("", None),
    ],
)
def test_the_kind_of_a_table_by_its_headings(columns: str, table: Table | None) -> None:
    kind = kind_of(columns.split("|"))
    assert (kind.table if kind else None) is table
