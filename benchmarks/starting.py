"""Starting up, beside what any program with a command line of this kind loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from measuring import SHORT, Goal, Measured, Topic, Way, interleaved, median, pairs, shown
from processes import plansheet, python

if TYPE_CHECKING:
    from measuring import Sizes

_NEARLY_CLICK = Goal(Way.TIMES, 1.5)


def measure(sizes: Sizes) -> Topic:
    """Measure how soon the command line answers."""
    each = interleaved(
        sizes.rounds * SHORT,
        lambda: plansheet("--help").seconds,
        lambda: python("import click").seconds,
        lambda: python("pass").seconds,
    )
    ours, click, bare = (median(each, which) for which in range(3))
    return Topic(
        "Starting",
        "The whole process, beside a Python that imports click and ends.",
        (
            Measured(
                "plansheet --help",
                'python -c "import click"',
                pairs(each, 0, 1),
                _NEARLY_CLICK,
                f"{shown(ours - click)} are its own; {shown(1.5 * click - click)} would do",
            ),
        ),
        (f"A Python that does nothing at all takes {shown(bare)}.",),
    )
