"""One file as it arrived: what is in it, opened apart, and what is to be said of how it came."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Opened, Request
from plansheet.excel.limits import Limits, too_big, too_slow
from plansheet.problems import Place, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.arrivals.unpack import Piece
    from plansheet.excel.limits import Refused
    from plansheet.pages import FoundBook
    from plansheet.settings import Settings

_MEGABYTE = 1024 * 1024
_MOST_NAMED = 5
_SPENT = "what arrived with it unpacks to more than returns can need"


@dataclass(slots=True)
class Allowance:
    """What is left for one arrival, with everything that is packed in it."""

    bytes_left: int
    seconds_left: float


@contextmanager
def opening(settings: Settings, password: str = "") -> Iterator[Opener]:
    """Give what opens arrivals, whose process apart ends with the `with` block."""
    with Apart(settings.limits.memory_mb) as apart:
        yield Opener(apart, settings, password)


class Opener:
    """Opens arrivals in a process apart, with the limits and passwords of the settings."""

    def __init__(self, apart: Apart, settings: Settings, password: str) -> None:
        """Take the process, the settings, and a password to try first."""
        most, said = settings.limits, settings.collection
        self.limits = Limits(unpacked_bytes=most.unpacked_mb * _MEGABYTE, seconds=most.seconds)
        given = (password, said.returns_password, said.password)
        self.passwords = tuple(dict.fromkeys(each for each in given if each))
        self._apart = apart

    def allowance(self) -> Allowance:
        """Return what one arrival may cost, whatever is packed in it."""
        return Allowance(self.limits.unpacked_bytes, self.limits.seconds)

    def open(self, data: bytes, left: Allowance) -> Opened:
        """Return what comes of a file, and take what that cost from what is left."""
        if left.bytes_left <= 0:
            return Opened(refused=too_big(_SPENT))
        if left.seconds_left <= 0:
            return Opened(refused=too_slow(self.limits.seconds))
        seconds = math.ceil(left.seconds_left)
        most = replace(self.limits, unpacked_bytes=left.bytes_left, seconds=seconds)
        began = time.monotonic()
        opened = self._apart.open(Request(data, most, self.passwords))
        left.seconds_left -= time.monotonic() - began
        is_over = opened.refused is not None and opened.refused.code == "limits"
        left.bytes_left -= left.bytes_left if is_over else opened.unpacked
        return opened


def why_refused(refused: Refused, name: str) -> Problem:
    """Return why a file was rejected."""
    return problem(refused.code, Place(file=name), why=refused.detail, remedy=refused.remedy)


def how_it_came(piece: Piece, name: str) -> Iterator[Problem]:
    """Yield what is to be said of a file that came inside another."""
    if piece.beside:
        names = ", ".join(f"'{each}'" for each in piece.beside[:_MOST_NAMED])
        more = len(piece.beside) - _MOST_NAMED
        listed = f"{names} and {more} more" if more > 0 else names
        is_one = len(piece.beside) == 1
        yield problem("came-with", Place(file=name), names=listed, are="is" if is_one else "are")


def how_it_is_saved(book: FoundBook, name: str) -> Iterator[Problem]:
    """Yield what is to be said of the form that a workbook is in."""
    if book.saved_as:
        yield problem("old-format", Place(file=name), form=book.saved_as)
    if book.has_macros:
        yield problem("macros", Place(file=name))
