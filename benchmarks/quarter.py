"""A whole quarter of a district, command after command, and how soon `status` answers in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from councils import QUARTER, council_of, return_all
from measuring import Goal, Measured, Topic, Way, median, pairs, shown
from processes import plansheet, python

if TYPE_CHECKING:
    from collections.abc import Sequence

    from measuring import Sizes

_COMMANDS = ("generate", "read", "reconcile", "compile")
_WHOLE, _AT_ONCE = Goal(Way.SECONDS, 2.5), Goal(Way.SECONDS, 0.25)
_BARE = 'python -c "import click"'


def measure(sizes: Sizes) -> Topic:
    """Measure the quarter's commands, each a process of its own, in a council that is new to it."""
    with TemporaryDirectory() as folder:
        planned = Path(folder) / "planned"
        council_of(planned, sizes.services)
        each = [_round(planned) for _ in range(sizes.rounds + 1)][1:]
    return _told(each, sizes.services)


def _round(planned: Path) -> tuple[float, ...]:
    """Return the seconds of the whole quarter, of each command, of status, and of bare click."""
    root = planned.parent / "new" / "council"
    shutil.copytree(planned, root)
    seconds = []
    for command in _COMMANDS:
        seconds.append(plansheet(command, QUARTER, root=root).seconds)
        if command == "generate":
            return_all(root)
    status = plansheet("status", QUARTER, root=root).seconds
    shutil.rmtree(root.parent)
    return (sum(seconds), *seconds, status, python("import click").seconds)


def _told(each: Sequence[Sequence[float]], services: int) -> Topic:
    bare = len(_COMMANDS) + 2
    parts = ", ".join(
        f"{command} {shown(median(each, at))}" for at, command in enumerate(_COMMANDS, 1)
    )
    whole, status = median(each, 0), median(each, bare - 1)
    click = median(each, bare)
    return Topic(
        f"A whole quarter of {services} services",
        "Each command a process of its own, one after another in one folder: "
        f"{', '.join(_COMMANDS)}. Between the first two every service's workbook is filled in and "
        "dropped in the folder, which is not counted. The first command reads every plan; the "
        "others find what that gave kept on this computer, as they do for anybody. Seconds are "
        "what counts here; beside them stands a Python that imports click and ends.",
        (
            Measured(
                "the four commands together",
                _BARE,
                pairs(each, 0, bare),
                _WHOLE,
                f"{parts}; {shown(whole - _WHOLE.bound)} less would do, of which starting a "
                f"process with click takes {shown(len(_COMMANDS) * click)}",
            ),
            *(
                Measured(command, _BARE, pairs(each, at, bare))
                for at, command in enumerate(_COMMANDS, 1)
            ),
            Measured(
                f"status, when all {services} have reported",
                _BARE,
                pairs(each, bare - 1, bare),
                _AT_ONCE,
                f"{shown(status - _AT_ONCE.bound)} less would do; {shown(click)} is Python with "
                "click, the rest is settings, plans, and the returns in the ledger",
            ),
        ),
    )
