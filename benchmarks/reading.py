"""Reading one return, beside the least that any reader does, and beside a table library."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZipFile

import pandas as pd
from councils import MORNING, QUARTER, council_of, issue_all, return_all
from measuring import SHORT, Goal, Measured, Topic, Way, interleaved, median, pairs, shown

from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Request
from plansheet.collect.book import collect
from plansheet.collect.identity import identity_of
from plansheet.excel.limits import Limits
from plansheet.excel.read import read_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.looking import Arrived
from plansheet.jobs.reading import Reader, Received
from plansheet.model.records import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from measuring import Sizes

    from plansheet.jobs.council import Council

_LIKE_BARE, _FASTER = Goal(Way.TIMES, 5), Goal(Way.FASTER, 5)
_MEMORY_MB = 512
_TO_THAT_END = (
    "To that end what an issue holds would be kept from when it is made, and cells read by "
    "compiled code"
)
_COMPARED = """\
Our whole read of one return: its cells as they are stored, whose it is, the copy of its issue from
the archive and the comparison with it cell by cell, the figures, and every problem; in one process,
without the ledger. Beside it, (a) unzipping and XML-parsing every part of the return, which
understands nothing; (b) pandas.read_excel of all sheets with openpyxl, which checks nothing."""


def measure(sizes: Sizes) -> Topic:
    """Measure reading a return of an example's service, as a careful section head sends it."""
    with TemporaryDirectory() as folder:
        council_of(Path(folder), 1)
        issue_all(Path(folder))
        return_all(Path(folder))
        with opened(Path(folder)) as council:
            return _measured(council, sizes.rounds * SHORT)


def _measured(council: Council, rounds: int) -> Topic:
    quarter = quarter_of(QUARTER)
    (path,) = council.store.returned_folder(quarter).iterdir()
    data = path.read_bytes()
    (issue,) = council.ledger.issues(quarter)
    issued = council.store.archived(issue.sha256)
    book, sent = read_book(data), read_book(issued, open_blanks=True)
    request = Request(data, Limits())
    with Apart(_MEMORY_MB) as apart:
        each = interleaved(
            rounds,
            lambda: whole_read(council, path.name, data),
            lambda: unzip_and_parse(data),
            lambda: pd.read_excel(BytesIO(data), sheet_name=None, engine="openpyxl"),
            lambda: read_book(data),
            lambda: read_book(issued, open_blanks=True),
            lambda: collect(book, sent, quarter, council.settings.schemes),
            lambda: apart.open(request),
        )
    return _told(each)


def whole_read(council: Council, name: str, data: bytes) -> Received:
    """Return what a return holds and what is to be said of it, as `read` finds it out.

    RuntimeError where it is not accepted: then less was done than is measured.
    """
    arrived = read_book(data)
    found = Received(name, hashlib.sha256(data).hexdigest(), Status.REJECTED)
    reader = Reader(council, quarter_of(QUARTER), MORNING.date())
    received = reader.read(found, Arrived(arrived, identity_of(arrived)))
    if received.status is not Status.ACCEPTED:
        message = f"{name} was {received.status}: {received.problems}"
        raise RuntimeError(message)
    return received


def unzip_and_parse(data: bytes) -> None:
    """Do the least that reading any workbook takes: unpack and parse every part."""
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            expat.ParserCreate().Parse(package.read(name), True)  # noqa: FBT003 - expat takes it by position only


def _told(each: Sequence[Sequence[float]]) -> Topic:
    ours, bare, pandas, own, issue, collected, apart = (median(each, which) for which in range(7))
    checks = max(ours - own - issue - collected, 0)
    parts = (
        f"Of {shown(ours)}: {shown(own)} for its cells ({own / bare:.1f} x (a)), {shown(issue)} "
        f"for those of its issue ({issue / bare:.1f} x), {shown(collected)} for comparing the two, "
        f"{shown(checks)} for checking what was filled in and wording what is to be said."
    )
    like_bare = (
        f"{parts} Two workbooks are read, where (a) reads one; {shown(_LIKE_BARE.bound * bare)} in "
        f"all would do. {_TO_THAT_END}"
    )
    faster = f"{parts} {shown(pandas / _FASTER.bound)} in all would do. {_TO_THAT_END}"
    what = "a whole read of a return"
    return Topic(
        "Reading a return",
        _COMPARED,
        (
            Measured(
                what, "(a) unzip and parse every part", pairs(each, 0, 1), _LIKE_BARE, like_bare
            ),
            Measured(what, "(b) pandas.read_excel, all sheets", pairs(each, 0, 2), _FASTER, faster),
        ),
        (parts, f"Opened in the process apart, as strangers' files are: {shown(apart)}."),
    )
