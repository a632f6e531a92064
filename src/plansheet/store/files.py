"""Files read and written with care: whole or not at all, and nothing that could hang the run.

Owns what is done about files that people drop in: nothing is altered or followed elsewhere.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from secrets import token_hex
from typing import TYPE_CHECKING

from plansheet.errors import StoreError
from plansheet.model.names import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEEPEST = 8
_MOST_TRIES = 10
_TEMPORARY = ".tmp"
_MEGABYTE = 1024 * 1024
_PASSED_OVER = {
    "thumbs.db": "it is a file in which Windows keeps thumbnails",
    "ehthumbs.db": "it is a file in which Windows keeps thumbnails",
    "desktop.ini": "it is a file in which Windows keeps how a folder looks",
}
_PROGRAMS = {".docx": "Word", ".pdf": "the program that shows it", ".html": "your browser"}
_NOT_OPENED = "it is open in another program, or you may not open it"
_CLOSE_IT = (
    "Close it in Excel, or have whoever keeps the folder let you open it, and run this again."
)
_KINDS = {
    stat.S_IFDIR: "it is a folder that cannot be looked into",
    stat.S_IFLNK: "it is a link to somewhere else",
    stat.S_IFIFO: "it is a pipe, not a file",
    stat.S_IFSOCK: "it is a socket, not a file",
    stat.S_IFCHR: "it is a device, not a file",
    stat.S_IFBLK: "it is a device, not a file",
}


class OpenElsewhereError(StoreError):
    """A file that is open in Excel or another program, and so cannot be replaced."""


@dataclass(frozen=True, slots=True)
class StoreRefusal:
    """Why a returned file was not read: a code of the catalogue, a plain reason, what to do."""

    code: str
    reason: str
    remedy: str = "Put the workbook itself in its place, and run this again."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a return: where it is, and its name as people see it."""

    path: Path
    name: str


def passed_over(name: str) -> str:
    """Return why a file called `name` is no return and needs no look; "" where it may be one."""
    name = name.replace("\\", "/").rpartition("/")[2].casefold()
    if name in _PASSED_OVER:
        return _PASSED_OVER[name]
    if name.startswith(("~$", ".~lock.")):
        return "it is a lock file, which is there only while a workbook is open"
    if name.startswith("."):
        return "it is a hidden file"
    if name.endswith(_TEMPORARY):
        return "it is a temporary file"
    return ""


def read_candidate(path: Path, limit: int) -> bytes | StoreRefusal:
    """Return the bytes of a file that someone dropped in, or why it was not read.

    Only a plain file of at most `limit` bytes is opened: a link could lead anywhere, and a pipe or
    a device would hang the run.
    """
    try:
        refusal = _refused(path.lstat(), limit)
        if refusal:
            return refusal
        # The file could have been swapped for a link or a pipe since: never follow, never wait.
        flags = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
        handle = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in flags))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            refusal = _refused(status, limit)
            # A reader makes room for as much as it is asked for.
            data = b"" if refusal else file.read(status.st_size + 1)
            if len(data) > status.st_size:
                data += file.read(max(limit + 1 - len(data), 0))
    except PermissionError:
        return StoreRefusal("unreadable", _NOT_OPENED, _CLOSE_IT)
    except OSError as error:
        return StoreRefusal("unreadable", f"it could not be opened ({error.strerror})")
    return refusal or (data if len(data) <= limit else too_large(limit))


def read_whole(path: Path) -> bytes:
    """Return the bytes of one of the council's own files; StoreError says why they can't be had."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"'{path}' cannot be read: {error.strerror}. Check that it is there."
        raise StoreError(message) from error


def write_whole(path: Path, data: bytes, *, by: Path | None = None) -> bool:
    """Write a file so that it is there whole or not at all; False where it already says `data`.

    The bytes go to a temporary file beside it first, or in the folder `by`, which takes its place
    in one step. It is gone whatever happens: one that a run left which was killed goes when the
    file is written again.
    Raises OpenElsewhereError where the file is open in its program (Windows), else StoreError.
    """
    if _says(path, data):
        return False
    make_folder(path.parent)
    folder = by or path.parent
    without_left_over(folder, path.name)
    for _ in range(_MOST_TRIES):
        # Each writer has a file of its own, so that what two write at once is never mixed.
        beside = folder / f".{path.name}.{token_hex(4)}{_TEMPORARY}"
        try:
            _write_through(beside, data)
            if _replaced(beside, path):
                _keep_folder(path.parent)
                return True
        finally:
            # Where not even that can be done, why it could not be written is what is to be told.
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    message = (
        f"'{path}' could not be written: another plansheet writes it again and again. Wait until "
        "that has finished and run this again."
    )
    raise StoreError(message)


def without_left_over(folder: Path, name: str = "") -> None:
    """Take away what runs that were killed have left in a folder of the file `name`, or of all.

    It may be another's who is writing now; that one finds it gone, and writes again.
    """
    for left in folder.glob(f".{escape(name) if name else '*'}.*{_TEMPORARY}"):
        with suppress(OSError):
            left.unlink()


def _write_through(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        message = (
            f"Nothing could be written in the folder {path.parent}: {error.strerror}. Check that "
            "there is room and that you may write there."
        )
        raise StoreError(message) from error


def _replaced(beside: Path, path: Path) -> bool:
    """Put a file in the place of another; False where somebody has taken it away."""
    try:
        beside.replace(path)
    except FileNotFoundError:
        return False
    except PermissionError as error:
        program = _PROGRAMS.get(path.suffix, "Excel")
        message = f"Close '{path.name}' in {program} and run this again."
        raise OpenElsewhereError(message) from error
    except OSError as error:
        message = (
            f"'{path}' could not be written: {error.strerror}. Move what is in its place and run "
            "this again."
        )
        raise StoreError(message) from error
    return True


def _keep_folder(path: Path) -> None:
    """Have the disk keep what a folder lists, where the system lets a folder be opened for that."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def take_away(path: Path) -> None:
    """Delete one of the council's own files; one that is gone already is no fault.

    Raises OpenElsewhereError where the file is open in its program (Windows), else StoreError.
    """
    try:
        path.unlink(missing_ok=True)
    except PermissionError as error:
        program = _PROGRAMS.get(path.suffix, "Excel")
        message = f"Close '{path.name}' in {program} and run this again."
        raise OpenElsewhereError(message) from error
    except OSError as error:
        message = f"'{path}' could not be taken away: {error.strerror}. Delete it by hand."
        raise StoreError(message) from error


def _says(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make a folder and those it stands in, where they are missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"The folder {path} could not be made: {error.strerror}. Check that you may write "
            "there and that no file has its name."
        )
        raise StoreError(message) from error


def candidates(path: Path) -> Iterator[Candidate]:
    """Yield `path` itself, or what lies in it where it is a folder."""
    if not os.path.lexists(path):
        message = f"There is no file or folder '{path}'. Check the name and run this again."
        raise StoreError(message)
    waiting = [path]
    if not is_folder(path, follow=True):
        waiting = []
        yield Candidate(path, visible(path.name))
    while waiting:
        folder = waiting.pop()
        inside = _inside(folder) if len(folder.parts) - len(path.parts) < _DEEPEST else None
        if inside is None:
            yield Candidate(folder, _name_from(path, folder))
        for item in inside or ():
            if is_folder(item) and not passed_over(item.name):
                waiting.append(item)
            else:
                yield Candidate(item, _name_from(path, item))


def _inside(folder: Path) -> tuple[Path, ...] | None:
    try:
        return tuple(folder.iterdir())
    except OSError:
        return None


def is_folder(path: Path, *, follow: bool = False) -> bool:
    """Return whether `path` is a folder itself, or with `follow` a link to one too."""
    try:
        return stat.S_ISDIR(path.stat(follow_symlinks=follow).st_mode)
    except OSError:
        return False


def _name_from(folder: Path, item: Path) -> str:
    return visible(item.name if item == folder else item.relative_to(folder).as_posix())


def _refused(status: os.stat_result, limit: int) -> StoreRefusal | None:
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "it is not a file")
        return StoreRefusal("unreadable", kind)
    return too_large(limit) if status.st_size > limit else None


def too_large(limit: int) -> StoreRefusal:
    """Return why a file of more than `limit` bytes is not read."""
    return StoreRefusal("limits", f"it has more than {limit / _MEGABYTE:,.0f} megabytes")


def modified(path: Path) -> int:
    """Return when a file was last written, in nanoseconds; 0 where that cannot be told."""
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0


def by_name(name: str) -> tuple[str, str]:
    """Return the key that puts names in order, compared without case."""
    return name.casefold(), name
