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
_COMPARED = f"""\
Each command a process of its own, one after another in one folder: {", ".join(_COMMANDS)}. Between
the first two every service's workbook is filled in and dropped in the folder, which is not counted.
The first command reads every plan; the others find what that gave kept on this computer, as they do
for anybody. Seconds are what counts here; beside them stands a Python that imports click and
ends."""


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
    whole, *parts, status, click = (median(each, which) for which in range(bare + 1))
    said = ", ".join(
        f"{command} {shown(part)}" for command, part in zip(_COMMANDS, parts, strict=True)
    )
    why_whole = (
        f"{said}; {shown(whole - _WHOLE.bound)} less would do. Starting {len(_COMMANDS)} processes "
        f"with click takes {shown(len(_COMMANDS) * click)} of it. Nearest is what each command "
        "loads before it begins, a tenth of a second of each, half of it making classes"
    )
    why_status = (
        f"{shown(status - _AT_ONCE.bound)} less would do; {shown(click)} is Python with click, the "
        "rest is settings, plans, and the returns in the ledger"
    )
    beside = (
        ("the four commands together", _WHOLE, why_whole),
        *((command, None, "") for command in _COMMANDS),
        (f"status, when all {services} have reported", _AT_ONCE, why_status),
    )
    lines = tuple(
        Measured(what, _BARE, pairs(each, which, bare), goal, why)
        for which, (what, goal, why) in enumerate(beside)
    )
    return Topic(f"A whole quarter of {services} services", _COMPARED, lines)
