"""The process that opens what arrives: it may run out of memory, hang or die, and only it does.

Owns what becomes of each kind of file. Nothing is imported here but what opening needs.
"""

from __future__ import annotations

import math
import signal
import sys
from io import BytesIO
from typing import IO, TYPE_CHECKING
from zipfile import ZipFile

from plansheet.arrivals.kinds import CONTAINERS, Kind, kind_of
from plansheet.arrivals.opened import Opened, Request, asked_back, receive, send, told
from plansheet.arrivals.unpack import Unpacker
from plansheet.excel.foreign import read_foreign
from plansheet.excel.limits import Refused, damaged, locked, not_a_workbook, out_of_memory
from plansheet.excel.package import Package, open_package
from plansheet.excel.read import read_package
from plansheet.excel.unlock import is_protected, unlocked

if TYPE_CHECKING:
    from plansheet.excel.limits import Limits
    from plansheet.pages import FoundBook

_MIB = 1024 * 1024
_GRACE_SECONDS = 10
_MANIFEST = "meta-inf/manifest.xml"
_LOCKED_ODS = "it is an OpenDocument spreadsheet protected with a password"
_UNLOCK_ODS = "Open it, save it as an Excel workbook (.xlsx) without a password, and send that."


def serve(source: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until the other end is gone."""
    while (values := receive(source)) is not None:
        request = asked_back(values)
        _end_after(math.ceil(request.limits.seconds) + _GRACE_SECONDS)
        answer = told(opened(request))
        _end_after(0)
        send(answers, answer)


def main() -> None:
    """Serve on the standard streams, within as many megabytes as the first argument says."""
    _limit_memory(int(sys.argv[1]) * _MIB)
    answers = sys.stdout.buffer
    # What a library prints is no answer.
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, answers)


def _end_after(seconds: int) -> None:
    """Have the system end this process in so many seconds, 0 for never.

    Whoever started it ends it sooner, unless it was killed itself: then nobody else would.
    """
    alarm = getattr(signal, "alarm", None)  # Windows has none.
    if alarm is not None:
        alarm(seconds)


def _limit_memory(most: int) -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (OSError, ValueError):
        return  # A system that does not let a process limit itself.


def opened(request: Request) -> Opened:
    """Return what comes of one file, whatever its bytes: a fault of any reader is a refusal."""
    try:
        return _opened(request, request.data)
    except Refused as refused:
        return Opened(refused=refused)
    except MemoryError:
        return Opened(refused=out_of_memory())
    except BaseException as error:  # noqa: BLE001 - libraries raise anything, panics of Rust too
        why = f"the program that reads it gave up ({type(error).__name__})"
        return Opened(refused=damaged(why))


def _opened(request: Request, data: bytes) -> Opened:
    kind = kind_of(data)
    if kind in CONTAINERS:
        unpacker = Unpacker(request.limits, request.passwords)
        pieces = unpacker.pieces(kind, data)
        return Opened(pieces=pieces, unpacked=unpacker.unpacked)
    if kind is Kind.LOCKED:
        return _opened(request, unlocked(data, request.passwords))
    if kind is Kind.XLSX:
        return _own(data, request.limits)
    if kind is Kind.XLS:
        return Opened(_old(request, data))
    unpacked = _measured(data, request.limits)
    return Opened(read_foreign(data, kind.value, request.limits), unpacked=unpacked)


def _own(data: bytes, limits: Limits) -> Opened:
    """Return what our own reader reads, which sees everything that a workbook tells."""
    try:
        package = open_package(data, limits)
        return Opened(read_package(package, limits), unpacked=package.inflated)
    except Refused as refused:
        if refused.code != "old-format":
            raise
        # One of another format, in disguise: what is read in those is known by its parts' names.
        raise not_a_workbook(refused.detail, refused.remedy) from refused


def _measured(data: bytes, limits: Limits) -> int:
    """Return how much a packed workbook unpacks to: the library that reads it does not count."""
    package = Package(ZipFile(BytesIO(data)), limits)
    if package.holds(_MANIFEST):
        manifest = b"".join(package.stream(_MANIFEST, most=limits.small_part_bytes))
        if b"encryption-data" in manifest:
            raise locked(_LOCKED_ODS, _UNLOCK_ODS)
    return package.measured()


def _old(request: Request, data: bytes) -> FoundBook:
    """Return a workbook of Excel 97-2003, opened with a password where it has one."""
    try:
        return read_foreign(data, Kind.XLS.value, request.limits)
    except Refused as refused:
        if refused.code != "unreadable" or not is_protected(data):
            raise
    return read_foreign(unlocked(data, request.passwords), Kind.XLS.value, request.limits)
