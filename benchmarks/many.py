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
    from measuring import Sizes
    from processes import Ran

_INDICATORS = 4
_HARDLY_MORE = Goal(Way.TIMES, 1.2)


def measure(sizes: Sizes) -> Topic:
    """Measure reading the returns of all services of a large council, and of some of them."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "large" / "council"
        council_of_plain_plans(root, sizes.many, _INDICATORS)
        made = plansheet("generate", QUARTER, root=root, watched=True)
        few, some = _read(root, sizes.few), sizes.few
        many = _read(root, sizes.many)
        alone = Path(folder) / "small" / "council"
        council_of_plain_plans(alone, sizes.few, _INDICATORS)
        plansheet("generate", QUARTER, root=alone)
        small = _read(alone, sizes.few)
    each = (many.own_mb - few.own_mb) * 1024 / max(sizes.many - some, 1)
    why = (
        f"each return more adds {each:.0f} KB to the main process; up to "
        f"{0.2 * few.own_mb * 1024 / max(sizes.many - some, 1):.0f} KB would do"
    )
    return Topic(
        f"{sizes.many:,} returns",
        f"A council of {sizes.many:,} services with {_INDICATORS} indicators each, of which first "
        f"{sizes.few:,} and then all have reported: plansheet read, with the most memory that each "
        "process held. Measured once, since memory hardly varies and each time takes minutes.",
        (
            Measured(
                f"read {sizes.many:,} returns: the main process",
                f"read {sizes.few:,} of the same council",
                ((many.own_mb, few.own_mb),),
                _HARDLY_MORE,
                why,
                "MB",
            ),
            Measured(
                f"read {sizes.many:,} returns: all processes together",
                f"read {sizes.few:,} of the same council",
                ((many.all_mb, few.all_mb),),
                _HARDLY_MORE,
                why,
                "MB",
            ),
            Measured(
                f"read {sizes.many:,} returns: time",
                f"read {sizes.few:,} of the same council",
                ((many.seconds, few.seconds),),
            ),
            Measured(
                f"read {sizes.many:,} returns: all processes together",
                f"read {sizes.few:,} returns of a council of {sizes.few:,}",
                ((many.all_mb, small.all_mb),),
                unit="MB",
            ),
        ),
        (
            f"generate for {sizes.many:,} services: {_said(made)}.",
            f"read {sizes.many:,}: {_said(many)}; {shown(many.seconds / sizes.many)} a return.",
            f"read {sizes.few:,} of them: {_said(few)}.",
            f"read {sizes.few:,} of a council of {sizes.few:,}: {_said(small)}.",
        ),
    )


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
