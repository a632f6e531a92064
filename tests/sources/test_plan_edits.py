"""A changed plan put back into its Markdown file: what differs, and not a byte besides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from any_plan import NAME, any_plan
from hypothesis import given, settings

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Change, Project, Version
from plansheet.model.risks import FOUR_BY_FOUR, SHIPPED_SCHEMES, Risk
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.sources.load import load_plan
from plansheet.sources.plan_edits import PlanSource, edited_markdown, edits_between
from plansheet.sources.plan_text import plan_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.model.plans import Plan

LAST, THIS, NEXT = (FinancialYear(starts) for starts in (2017, 2018, 2019))
TEXT = """\
Our plan.

| Ref | Description  |  Unit | 2018/19 Target | Owner of it |
|:--|---|---|---|---|
| PK01 | Clean \\| tidy |  % | 80%  | Ann |
PK02 | Visits | number
  | PK03 | Trees | number | TBC |

## Risks

| Ref | Risk | Likelihood | Impact |
| R1 | Storm | 2 | 3 |
| R2 | Drought | 1 | 1 |

The end."""
CHANGE = Change("PK01", "Target", "80%", "a|b\nc", Quarter(THIS, 3), "Because")


def edited(text: str, change: Callable[[Plan], Plan]) -> tuple[str, Plan, Plan]:
    """Return the changed text, the plan as it should be, and as it is read."""
    loaded = load_plan(NAME, text.encode())
    assert loaded.plan is not None
    after = change(loaded.plan)
    source = PlanSource(NAME, loaded.plan.years[0], SHIPPED_SCHEMES, loaded.places)
    made = edited_markdown(text, source, edits_between(loaded.plan, after))
    again = load_plan(NAME, made.encode()).plan
    assert again is not None
    return made, after, again


def test_nothing_changes_where_nothing_differs() -> None:
    made, after, again = edited(TEXT, lambda plan: plan)
    assert made == TEXT
    assert not edits_between(after, again)


def test_a_change_starts_a_table_at_the_end() -> None:
    made, after, again = edited(TEXT, lambda plan: replace(plan, changes=(CHANGE,)))
    assert made == TEXT + (
        "\n\n## Changes\n\n"
        "| Ref | What | Old | New | From | Reason | Approved by |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| PK01 | Target | 80% | a\\|b<br>c | 2018-19-Q3 | Because | |\n"
    )
    assert again.changes == after.changes


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_second_change_follows_the_first(end: str) -> None:
    first, _, _ = edited(TEXT.replace("\n", end), lambda plan: replace(plan, changes=(CHANGE,)))
    second = replace(CHANGE, new="81%")
    made, after, again = edited(first, lambda plan: replace(plan, changes=(*plan.changes, second)))
    assert made == f"{first}| PK01 | Target | 80% | 81% | 2018-19-Q3 | Because | |{end}"
    assert again.changes == after.changes
    assert made.count("\n") == made.count(end)


def with_figures(plan: Plan) -> Plan:
    first, second, third = plan.indicators
    actual = {LAST: parse_actual("78%", Unit.PERCENT, LAST)}
    targets = {**first.targets, NEXT: parse_target("82%", Unit.PERCENT, NEXT)}
    changed = replace(first, actuals=actual, targets=targets, title="Clean parks")
    return replace(plan, indicators=(changed, second, third))


def test_cells_and_columns_stand_where_they_belong() -> None:
    made, after, again = edited(TEXT, with_figures)
    before, table, behind = made.partition("## Risks")
    assert behind == TEXT.partition("## Risks")[2]
    assert table
    assert before == (
        "Our plan.\n\n"
        "| Ref | Description  |  Unit | 2017/18 Actual | 2018/19 Target | 2019/20 Target "
        "| Owner of it |\n"
        "|:--|---|---| --- |---| --- |---|\n"
        "| PK01 | Clean parks |  % | 78% | 80%  | 82% | Ann |\n"
        "PK02 | Visits | number| | | | | \n"
        "  | PK03 | Trees | number | | TBC | | |\n\n"
    )
    assert not edits_between(after, again)


def test_rows_come_and_go() -> None:
    def change(plan: Plan) -> Plan:
        new = replace(plan.indicators[0], ref="PK50", title="Ponds", inferred=())
        storm = Risk("R3", "Flood", inputs={"likelihood": "4", "impact": "2"})
        kept = (*plan.indicators[:1], *plan.indicators[2:], new)
        return replace(plan, indicators=kept, risks=(plan.risks[0], storm))

    made, after, again = edited(TEXT, change)
    assert "PK02" not in made
    assert "| R1 | Storm | 2 | 3 |\n| R3 | Flood | 4 | 2 |\n" in made
    assert [each.ref for each in again.indicators] == ["PK01", "PK03", "PK50"]
    assert not edits_between(after, again)


def test_a_table_without_rows_takes_the_first() -> None:
    text = f"{TEXT}\n\n| Version | Date | Reason |\n| --- | --- | --- |\n"
    version = Version("1.0", "1 April 2018", "Approved", "Council")
    made, after, again = edited(text, lambda plan: replace(plan, versions=(version,)))
    assert made == (
        f"{TEXT}\n\n| Version | Date | Reason | Made by |\n| --- | --- | --- | --- |\n"
        "| 1.0 | 1 April 2018 | Approved | Council |\n"
    )
    assert again.versions == after.versions


def test_rows_that_say_the_same_are_told_apart() -> None:
    text = "| Version | Date | Reason |\n|---|---|---|\n| 1 | May | |\n| 1 | May | |\n"
    made, _, again = edited(text, lambda plan: replace(plan, versions=plan.versions[:1]))
    assert made == "| Version | Date | Reason |\n|---|---|---|\n| 1 | May | |\n"
    assert len(again.versions) == 1


def test_an_empty_file_gets_its_first_table() -> None:
    made, after, again = edited("", lambda plan: replace(plan, changes=(CHANGE,)))
    assert made.startswith("\n## Changes\n\n| Ref |")
    assert again.changes == after.changes


def test_a_cell_without_a_column_is_cleared_by_leaving_it() -> None:
    text = "| Ref | Project | Outcome | 2019/20 |\n|---|---|---|---|\n| P1 | Hub | Open | Built |\n"
    made, after, again = edited(
        text, lambda plan: replace(plan, projects=(Project("P1", "Hub", "Open"),))
    )
    assert made == text.replace(" Built ", " ")
    assert again.projects == after.projects


def test_the_service_is_changed_in_its_row() -> None:
    text = "| Service | Head of service |\n|---|---|\n| Parks | Head |\n"
    made, _, again = edited(
        text,
        lambda plan: replace(plan, service=replace(plan.service, name="Greens", email="a@b.c")),
    )
    assert made == (
        "| Service | Head of service | E-mail |\n|---|---| --- |\n| Greens | Head | a@b.c |\n"
    )
    assert again.service.name == "Greens"


@settings(max_examples=150, deadline=None)
@given(any_plan(), any_plan())
def test_any_plan_becomes_any_other(before: Plan, other: Plan) -> None:
    def change(plan: Plan) -> Plan:
        scheme = plan.scheme if plan.risks or plan.scheme else other.scheme
        risks = other.risks if scheme == other.scheme else plan.risks
        return replace(other, risks=risks, scheme=scheme, title=plan.title)

    _, after, again = edited(plan_text(before), change)
    assert not edits_between(after, again)


def test_a_heat_map_is_never_put_in() -> None:
    made, _, _ = edited(TEXT, lambda plan: replace(plan, heat_map={("2", "3"): ("R1",)}))
    assert made == TEXT


def test_a_register_keeps_its_scheme() -> None:
    text = "| Ref | Risk | Likelihood | Impact |\n|---|---|---|---|\n| R1 | Storm | 2 | 3 |\n"
    made, _, again = edited(text, lambda plan: replace(plan, risks=()))
    assert made.count("\n") == 2
    assert again.scheme is not None
    assert again.scheme.name == FOUR_BY_FOUR.name
