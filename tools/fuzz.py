"""Change returned files at random and open each: python tools/fuzz.py [HOW_MANY] [SEED].

Each file of tests/data/returns is taken in turn, has some bytes changed, cut off or doubled, in it
or in one of the parts packed in it, and is opened apart. Each must end in a workbook, in files that
were inside it, or in a sentence, within its limits; what does not is written to the folder
`fuzz-failures` and named. Status 1 where one was.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, is_zipfile

from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Request
from plansheet.excel.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.arrivals.opened import Opened

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "returns"
FAILURES = ROOT / "fuzz-failures"
HOW_MANY, SEED = 20_000, 2018
LIMITS = Limits(unpacked_bytes=50 * 1024 * 1024, seconds=10)
MEMORY_MB = 512
CODES = frozenset({"unreadable", "encrypted", "not-a-workbook", "limits"})
# What a reader of ours says where it meets what it was not made for: a fault to be put right.
OUR_OWN = "the program that reads it gave up"
_OUTSIDE = 0.3
LIBRARIES = (".xls", ".ods", ".xlsb", ".msg", ".eml")


def seeds() -> list[tuple[str, bytes]]:
    """Return the files that are changed, by name; a bomb only costs time."""
    found = (path for path in sorted(DATA.rglob("*")) if path.is_file())
    kept = (path for path in found if path.suffix != ".txt" and "bomb" not in path.name)
    return [(path.name, path.read_bytes()) for path in kept]


def broken(data: bytes, chance: random.Random) -> bytes:
    """Return a file with something broken in it, or in one of its parts, packed again."""
    if not is_zipfile(BytesIO(data)) or chance.random() < _OUTSIDE:
        return changed(data, chance)
    whole = BytesIO()
    with (
        ZipFile(BytesIO(data)) as before,
        ZipFile(whole, "w", ZIP_DEFLATED) as after,
        warnings.catch_warnings(action="ignore"),
    ):
        members = [member for member in before.infolist() if not member.flag_bits & 1]
        hit = chance.choice(members) if members else None
        for member in members:
            part = before.read(member)
            after.writestr(member.filename, changed(part, chance) if member is hit else part)
    return whole.getvalue()


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return some bytes with a few of them changed, or cut off, or a piece of them twice."""
    if not data:
        return chance.randbytes(chance.randrange(64))
    way = chance.randrange(6)
    place = chance.randrange(len(data))
    if way == 0:
        return data[:place]
    if way == 1:
        return data[:place] + data[max(0, place - chance.randrange(200)) :]
    others = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
        others[chance.randrange(len(others))] = chance.randrange(256)
    return bytes(others)


def fault_of(name: str, opened: Opened) -> str:
    """Return what is wrong with an end, "" where nothing is."""
    if opened.refused is None:
        return "" if opened.book or opened.pieces else "nothing at all came of it"
    refused = opened.refused
    if refused.code not in CODES:
        return f"an odd code: {refused.code}"
    ours = refused.detail.startswith(OUR_OWN) and not name.endswith(LIBRARIES)
    return refused.detail if ours else ""


def fuzzed(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes, Opened, float]]:
    """Open each file and yield what came of it and how long that took."""
    with Apart(MEMORY_MB) as apart:
        for name, data in files:
            began = time.perf_counter()
            opened = apart.open(Request(data, LIMITS))
            yield name, data, opened, time.perf_counter() - began


def variants(how_many: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield changed files, each of the seeds in turn."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    originals = seeds()
    for number in range(how_many):
        name, data = originals[number % len(originals)]
        yield name, broken(data, chance)


def main(arguments: list[str]) -> int:
    """Return 1 where a file did not end as it should."""
    how_many, seed = (*map(int, arguments), *(HOW_MANY, SEED)[len(arguments) :])
    ends: Counter[str] = Counter()
    slowest, faults = 0.0, 0
    for number, (name, data, opened, seconds) in enumerate(fuzzed(variants(how_many, seed))):
        ends[opened.refused.code if opened.refused else "opened"] += 1
        slowest = max(slowest, seconds)
        fault = fault_of(name, opened)
        if fault or seconds > LIMITS.seconds + 5:
            faults += 1
            FAILURES.mkdir(exist_ok=True)
            kept = FAILURES / f"{number} {name}"
            kept.write_bytes(data)
            print(f"{kept}: {fault or f'{seconds:.0f} seconds'}")
    print(f"{how_many} files, {faults} faults, the slowest {slowest:.1f} s: {dict(ends)}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
