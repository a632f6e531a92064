"""Every workbook that plansheet produces can be read by everybody: a rule a test, by workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office.looks import LOOKS
from office.rules import RULES
from produced import Kind, every_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from office.rules import Rule
    from office.workbook import Opened
    from produced import Made

ALL = every_workbook()


@pytest.mark.parametrize("made", ALL, ids=str)
@pytest.mark.parametrize("rule", [*RULES, *LOOKS], ids=lambda rule: rule.__name__)
def test_a_workbook_keeps_the_rule(
    rule: Rule, made: Made, opened_as: Callable[[Made], Opened]
) -> None:
    assert list(rule(opened_as(made))) == []


def test_a_workbook_of_every_kind_is_looked_at() -> None:
    assert {made.kind for made in ALL} == set(Kind)
    assert len({str(made) for made in ALL}) == len(ALL)
