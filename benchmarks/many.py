"""A collection from thousands of places: what reading ten times as many returns takes.

The council and its plans are the same both times, for every command loads those: what is compared
is what each return adds.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from councils import QUARTER, council_of_plain_plans, return_all
from measuring import Goal, Measured, Topic, Way, shown
from processes import plansheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring import Sizes
    from processes import Ran

# No sum among them, which would want the first quarter's figure: nothing has to be asked.
_INDICATORS = 2
_HARDLY_MORE = Goal(Way.TIMES, 1.2)
_COMPARED = """\
A council of {many:,} services with {indicators} indicators each, of which first {few:,} and then
all have reported: plansheet read, with the most memory that each process held. Measured once, since
memory hardly varies and each time takes minutes."""


def measure(sizes: Sizes) -> Topic:
    """Measure reading the returns of all services of a large council, and of some of them."""
    with TemporaryDirectory() as folder:
        large, small = (Path(folder) / name / "council" for name in ("large", "small"))
        made = _issued(large, sizes.many)
        few, many = (_read(large, count) for count in (sizes.few, sizes.many))
        _issued(small, sizes.few)
        alone = _read(small, sizes.few)
    return Topic(
        f"{sizes.many:,} returns",
        _COMPARED.format(many=sizes.many, few=sizes.few, indicators=_INDICATORS),
        tuple(_lines(sizes, many, few, alone)),
        (
            f"generate for {sizes.many:,} services: {_said(made)}.",
            f"read {sizes.many:,}: {_said(many)}; {shown(many.seconds / sizes.many)} a return.",
            f"read {sizes.few:,} of them: {_said(few)}.",
            f"read {sizes.few:,} of a council of {sizes.few:,}: {_said(alone)}.",
        ),
    )


def _lines(sizes: Sizes, many: Ran, few: Ran, alone: Ran) -> Iterator[Measured]:
    more = sizes.many - sizes.few
    why = (
        f"each return more adds {(many.own_mb - few.own_mb) * 1024 / more:.0f} KB to the main "
        f"process; up to {(_HARDLY_MORE.bound - 1) * few.own_mb * 1024 / more:.0f} KB would do"
    )
    read, some = f"read {sizes.many:,} returns", f"read {sizes.few:,} of the same council"
    other = f"read {sizes.few:,} in a council of {sizes.few:,}"
    own, together = ((many.own_mb, few.own_mb),), ((many.all_mb, few.all_mb),)
    yield Measured(f"{read}: time", some, ((many.seconds, few.seconds),))
    if not few.own_mb:
        return  # Only Linux tells what each process held.
    yield Measured(f"{read}: the main process", some, own, _HARDLY_MORE, why, "MB")
    yield Measured(f"{read}: all processes", some, together, _HARDLY_MORE, why, "MB")
    yield Measured(f"{read}: all processes", other, ((many.all_mb, alone.all_mb),), unit="MB")


def _issued(root: Path, services: int) -> Ran:
    """Make a council and its workbooks; return what the latter took.

    Its plans are known afterwards, so that whatever is read first has no more to do.
    """
    council_of_plain_plans(root, services, _INDICATORS)
    made = plansheet("generate", QUARTER, root=root, watched=True)
    plansheet("plan", "check", root=root)
    return made


def _said(taken: Ran) -> str:
    others = " and ".join(f"{each:.0f} MB" for each in taken.started_mb) or "none"
    return f"{shown(taken.seconds)}, main process {taken.own_mb:.0f} MB, the others {others}"


def _read(root: Path, services: int) -> Ran:
    """Read the returns of so many services in a copy of a council that has issued its workbooks."""
    work = root.with_name("work")
    shutil.copytree(root, work)
    return_all(work, services)
    read = plansheet("read", QUARTER, root=work, watched=True)
    shutil.rmtree(work)
    return read
