"""A plan as Markdown: one that is written and read again is the same plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from any_plan import NAME, any_plan
from hypothesis import given, settings

from plansheet.model.plans import Budget, Plan, Service
from plansheet.model.risks import FIVE_BY_SIX
from plansheet.sources.load import load_plan
from plansheet.sources.plan_text import plan_text, value_text

EXAMPLES = sorted(Path(__file__).parents[2].glob("templates/examples/*/templates/plans/*.md"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_plan_reads_as_it_was_written(path: Path) -> None:
    loaded = load_plan(path.name, path.read_bytes())
    assert loaded.plan is not None
    again = load_plan(path.name, plan_text(loaded.plan).encode(), kept_refs=loaded.given)
    assert again.plan == loaded.plan


@settings(max_examples=150, deadline=None)
@given(any_plan())
def test_any_plan_reads_as_it_was_written(plan: Plan) -> None:
    assert load_plan(NAME, plan_text(plan).encode()).plan == plan


VALUES = [
    (None, ""),
    ("as it is", "as it is"),
    (date(2019, 3, 31), "31/03/2019"),
    (Decimal(12500), "£12,500"),
    (Decimal("-1234.5"), "-£1,234.50"),
    (Decimal(0), "£0"),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_values_as_a_plan_writes_them(value: Decimal | date | str | None, text: str) -> None:
    assert value_text(value) == text


def test_tables_without_rows_are_left_out() -> None:
    plan = load_plan(NAME, b"").plan
    assert plan is not None
    bare = replace(plan, service=Service("parks", "Parks"), title="Parks | 2018-21")
    assert plan_text(bare) == (
        "# Parks \\| 2018-21\n\n## Service\n\n"
        "| Service | Head of service | E-mail | Source data | Data entry | Checked by | Deputy "
        "| Committee |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| Parks | | | | | | | |\n"
    )
    register = replace(bare, scheme=FIVE_BY_SIX)
    assert plan_text(register).partition("## Risks\n\n")[2].count("\n") == 2
    assert "£5" in plan_text(replace(bare, budgets=(Budget("Net", {plan.years[0]: Decimal(5)}),)))
