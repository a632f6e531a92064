"""What a computer of a cluster does of the work it is sent: plain Python, which knows no Dask.

It is handed what a process beside the first one is handed (see `working`), as bytes: whoever passes
them on between the computers needs nothing of plansheet's to do so.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from enum import Enum
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What the workbooks that are made, and the values that are read, come out of.
_LIBRARIES = ("XlsxWriter", "python-calamine", "msoffcrypto-tool")
# What was not begun after so many seconds is left to whoever asked: nobody can stop a batch of
# files each of which takes as long as it may.
_MOST_SECONDS = 30.0
# After so many seconds without work, what was started for it is ended.
_REST_SECONDS = 5.0
# A computer whose worker has several threads does one item at a time all the same: Python's threads
# gain nothing, and the process that opens files answers one question at a time.
_one_at_a_time = Lock()
_resting: list[Timer] = []


class NotSentError(Exception):
    """What the work on an item needs and is not at hand there; its only argument is the name."""


class Fate(Enum):
    """What became of one item: done, not to be done there, or again with what it lacks."""

    DONE = "done"
    LEFT = "left"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Order:
    """One kind of work, what it needs beside each item, and what is done when there is no more.

    It goes with every batch, so what it needs is to be small.
    """

    work: Callable[[Any, Any], object]
    common: object
    rest: Callable[[], None] | None = None


def done(packed_order: bytes, batch: Sequence[bytes]) -> list[tuple[Fate, object]]:
    """Return what becomes of each item of a batch, in order; none of them makes it fail."""
    order: Order = pickle.loads(packed_order)  # noqa: S301 - between our own computers
    with _one_at_a_time:
        while _resting:
            _resting.pop().cancel()
        until = monotonic() + _MOST_SECONDS
        found = [
            _tried(order, packed) if monotonic() < until else (Fate.LEFT, None) for packed in batch
        ]
        if order.rest is not None:
            timer = Timer(_REST_SECONDS, _at_rest, [order.rest])
            # It keeps no worker from ending.
            timer.daemon = True
            timer.start()
            _resting.append(timer)
    return found


def _tried(order: Order, packed: bytes) -> tuple[Fate, object]:
    try:
        given = pickle.loads(packed)  # noqa: S301 - between our own computers
        result = order.work(order.common, given)
    except NotSentError as lacking:
        return Fate.LACKING, lacking.args[0]
    except Exception:  # noqa: BLE001 - whatever it is, whoever asked meets it
        return Fate.LEFT, None
    return (Fate.LEFT, None) if result is None else (Fate.DONE, result)


def _at_rest(rest: Callable[[], None]) -> None:
    with _one_at_a_time:
        rest()


def made_with() -> dict[str, str]:
    """Return the versions of what results may depend on here, beside plansheet's own."""
    from importlib.metadata import (  # noqa: PLC0415 - it takes long to load, and few ask
        PackageNotFoundError,
        version,
    )

    found = {"Python": "{}.{}".format(*sys.version_info)}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not known"
    return found
