"""Whatever is done to a return, step after step: nothing wrong is used, nothing typed is lost.

Some examples each time; PLANSHEET_EXAMPLES in the environment asks for as many as it says.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import damage
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from damage import Pick

T = TypeVar("T")

EXAMPLES = int(os.environ.get("PLANSHEET_EXAMPLES", "40"))
STEPS = 12


class DamagedReturn(RuleBasedStateMachine):
    """A return that is damaged, and read after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.book = damage.untouched()
        self.done: list[str] = []

    @initialize(data=st.data(), answers=st.integers(0, 8))
    def fill_in(self, data: st.DataObject, answers: int) -> None:
        for _ in range(answers):
            damage.type_clearly(self.book, _picking(data))

    @rule(data=st.data(), harm=st.sampled_from(damage.DAMAGES))
    def harm(self, data: st.DataObject, harm: Callable[[damage.Damaged, Pick], None]) -> None:
        harm(self.book, _picking(data))
        self.done.append(harm.__name__)

    @invariant()
    def nothing_wrong_is_used_and_nothing_is_lost(self) -> None:
        collected = damage.read(self.book)
        assert damage.wrongly_accepted(self.book, collected) == []
        assert damage.lost(self.book, collected) == []


def _picking(data: st.DataObject) -> Pick:
    def pick(options: Sequence[T], /) -> T:
        return data.draw(st.sampled_from(options))

    return pick


DamagedReturn.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestDamagedReturn = DamagedReturn.TestCase
