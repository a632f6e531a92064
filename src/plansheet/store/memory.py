"""What was worked out before, kept on this computer so that nobody waits for it twice.

It lies in the user's own folder, never in the council's: what is kept is run as a program when it
is read back, and a folder that others write in could hold anything. Everything there may be
deleted at any time. Nothing here ever fails: what cannot be had is worked out again.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, TypeVar, cast

from plansheet.store.files import modified

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = frozenset({"site-packages", "dist-packages"})
_CHECKED = sha256().digest_size


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder of what was worked out before; other knowledge lies in other folders below it.

    `program` stands for what works it out: what another program left is never believed.
    """

    folder: Path
    program: str

    def part(self, name: str) -> Memory:
        """Return the memory of one kind of thing."""
        return replace(self, folder=self.folder / name)


class Known:
    """What a memory knows, asked for by everything that it depends on; without one, nothing."""

    def __init__(self, memory: Memory | None) -> None:
        """Begin with nothing asked for."""
        self._memory = memory
        self._asked: set[str] = set()
        self._has_more = False

    def worked_out(self, work: Callable[[], Value], *about: object) -> Value:
        """Return what `work` returns, without doing it where that is known.

        The representations of `about` must tell everything that the work depends on, and be the
        same in every run; what it returns must be picklable.
        """
        known = self.recalled(*about)
        if known is None:
            known = work()
            self.keep(known, *about)
        return cast("Value", known)

    def recalled(self, *about: object) -> object | None:
        """Return what is known that depends on `about`, None where nothing is."""
        if self._memory is None:
            return None
        return _recalled(self._memory.folder / self._key(self._memory, about))

    def keep(self, value: object, *about: object) -> None:
        """Know a value from now on; what else depends on the same is forgotten."""
        if self._memory is not None:
            _keep(self._memory.folder, self._key(self._memory, about), value)
            self._has_more = True

    def _key(self, memory: Memory, about: tuple[object, ...]) -> str:
        """Return the name of what depends on `about`, which is asked for from now on."""
        named = repr((memory.program, about))
        key = sha256(named.encode("utf-8", "surrogatepass")).hexdigest()
        self._asked.add(key)
        return key

    def forget_the_rest(self) -> None:
        """Delete what was not asked for, where there is something new in its place."""
        if self._memory is None or not self._has_more:
            return
        with suppress(OSError):
            for path in self._memory.folder.iterdir():
                if path.name not in self._asked:
                    path.unlink()


def _recalled(path: Path) -> object | None:
    """Return what a file keeps; None where it is not there, or not as it was written."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    told, packed = kept[:_CHECKED], kept[_CHECKED:]
    # What its writer left whole can be read: the program is the same.
    is_whole = sha256(packed).digest() == told
    return pickle.loads(packed) if is_whole else None  # noqa: S301 - the user's own folder


def _keep(folder: Path, name: str, value: object) -> None:
    """Keep a value, where there is room and it may be."""
    packed = pickle.dumps(value)
    beside = folder / f"{name}.{token_hex(4)}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(sha256(packed).digest() + packed)
        beside.replace(folder / name)


def this_program() -> str:
    """Return a text that is another one as soon as anything of the program is another.

    That is every file of plansheet, as when it was last written, Python itself, and what is
    installed beside it.
    """
    folders = [folder for folder in map(Path, sys.path) if folder.name in _LIBRARIES]
    installed = [(str(folder), modified(folder)) for folder in folders]
    told = repr((sys.version, installed, sorted(_files(str(_PACKAGE)))))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _files(folder: str) -> list[tuple[str, int, int]]:
    found = []
    with suppress(OSError), os.scandir(folder) as inside:
        for entry in inside:
            if entry.name.endswith(".py"):
                status = entry.stat()
                found.append((entry.path, status.st_size, status.st_mtime_ns))
            elif entry.name != "__pycache__" and entry.is_dir():
                found += _files(entry.path)
    return found
