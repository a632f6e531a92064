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
from measuring import Goal, Measured, Topic, Way, median, shown
from processes import plansheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from measuring import Sizes
    from processes import Ran

# No sum among them, which would want the first quarter's figure: nothing has to be asked.
_INDICATORS = 2
_HARDLY_MORE = Goal(Way.TIMES, 1.2)
_COMPARED = """\
A council of {many:,} services with {indicators} indicators each, of which first {few:,} and then
all have reported, each time to a council that has read nothing yet: plansheet read, with the most
memory that each process held."""


def measure(sizes: Sizes) -> Topic:
    """Measure reading the returns of all services of a large council, and of some of them."""
    with TemporaryDirectory() as folder:
        large, small = (Path(folder) / name / "council" for name in ("large", "small"))
        made = _issued(large, sizes.many)
        _issued(small, sizes.few)
        some = _first(large, sizes.few)
        rounds = [
            (_read(large, _sent(large)), _read(large, some), _read(small, _sent(small)))
            for _ in range(sizes.rounds)
        ]
    many, few, alone = (_middle(each) for each in zip(*rounds, strict=True))
    return Topic(
        f"{sizes.many:,} returns",
        _COMPARED.format(many=sizes.many, few=sizes.few, indicators=_INDICATORS),
        tuple(_lines(sizes, rounds)),
        (
            f"generate for {sizes.many:,} services, once: {_said(made)}.",
            f"read {sizes.many:,}: {_said(many)}; {shown(many.seconds / sizes.many)} a return.",
            f"read {sizes.few:,} of them: {_said(few)}.",
            f"read {sizes.few:,} of a council of {sizes.few:,}: {_said(alone)}.",
        ),
    )


def _lines(sizes: Sizes, rounds: Sequence[tuple[Ran, Ran, Ran]]) -> Iterator[Measured]:
    more = sizes.many - sizes.few
    of_many, of_few = (median([(each[which].own_mb,) for each in rounds], 0) for which in (0, 1))
    why = (
        f"each return more adds {(of_many - of_few) * 1024 / more:.0f} KB to the main "
        f"process; up to {(_HARDLY_MORE.bound - 1) * of_few * 1024 / more:.0f} KB would do"
    )
    read, some = f"read {sizes.many:,} returns", f"read {sizes.few:,} of the same council"
    other = f"read {sizes.few:,} in a council of {sizes.few:,}"
    own = tuple((many.own_mb, few.own_mb) for many, few, _ in rounds)
    together = tuple((many.all_mb, few.all_mb) for many, few, _ in rounds)
    yield Measured(
        f"{read}: time", some, tuple((many.seconds, few.seconds) for many, few, _ in rounds)
    )
    if not of_few:
        return  # Only Linux tells what each process held.
    yield Measured(f"{read}: the main process", some, own, _HARDLY_MORE, why, "MB")
    yield Measured(f"{read}: all processes", some, together, _HARDLY_MORE, why, "MB")
    beside = tuple((many.all_mb, alone.all_mb) for many, _, alone in rounds)
    yield Measured(f"{read}: all processes", other, beside, unit="MB")


def _issued(root: Path, services: int) -> Ran:
    """Make a council, its workbooks and what comes back of them; return what making them took.

    Its plans are known afterwards, so that whatever is read first has no more to do.
    """
    council_of_plain_plans(root, services, _INDICATORS)
    made = plansheet("generate", QUARTER, root=root, watched=True)
    plansheet("plan", "check", root=root)
    return_all(root, _sent(root))
    return made


def _sent(root: Path) -> Path:
    """Return the folder of all that comes back to a council."""
    return root.with_name("sent")


def _first(root: Path, count: int) -> Path:
    """Return a folder of so many of the files that come back to a council."""
    folder = root.with_name("some")
    folder.mkdir()
    for path in sorted(_sent(root).iterdir())[:count]:
        shutil.copy(path, folder)
    return folder


def _middle(rounds: Sequence[Ran]) -> Ran:
    """Return the round of median length."""
    return sorted(rounds, key=lambda each: each.seconds)[len(rounds) // 2]


def _said(taken: Ran) -> str:
    others = " and ".join(f"{each:.0f} MB" for each in taken.started_mb) or "none"
    return f"{shown(taken.seconds)}, main process {taken.own_mb:.0f} MB, the others {others}"


def _read(root: Path, sent: Path) -> Ran:
    """Read what was sent as the first that comes back, and leave the council as it was before."""
    before = root.with_name("before")
    root.rename(before)
    shutil.copytree(before, root)
    read = plansheet("read", QUARTER, str(sent), root=root, watched=True)
    shutil.rmtree(root)
    before.rename(root)
    return read
