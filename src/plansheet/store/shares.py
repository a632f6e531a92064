"""Whether a folder is on another computer: a network share, as far as the system tells."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What systems call the ways to reach a folder on another computer.
_FAR = frozenset(
    {
        *("9p", "afs", "ncpfs", "nfs", "nfs4", "webdav"),
        *("cifs", "smb", "smb2", "smb3", "smbfs", "afpfs"),
        *("davfs", "fuse.davfs", "fuse.rclone", "fuse.sshfs"),
    }
)
_MOUNTS = Path("/proc/self/mounts")
_REMOTE = 4
_MOUNTED = re.compile(r"^.+? on (.+) \(([\w.]+)", re.MULTILINE)


def share_of(folder: Path) -> str:
    """Return which kind of share a folder is on, "" where it is on a drive of this computer."""
    path = folder.resolve()
    if sys.platform == "win32":
        return _of_windows(path)
    return far_kind(path.as_posix(), _mounts())


def far_kind(path: str, mounts: str) -> str:
    """Return the kind of share that holds a path, by the system's list of what is mounted."""
    best, kind = "", ""
    for place, found in _places(mounts):
        if PurePosixPath(path).is_relative_to(place) and len(place) >= len(best):
            best, kind = place, found
    return kind if kind in _FAR else ""


def _places(mounts: str) -> Iterator[tuple[str, str]]:
    """Yield where something is mounted and of which kind it is: of Linux, or of macOS."""
    for line in mounts.splitlines():
        if found := _MOUNTED.match(line):
            yield found[1], found[2]
        elif len(parts := line.split(" ")) > 2:  # noqa: PLR2004 - what, where and of which kind
            # A blank in a name stands there as its number.
            yield re.sub(r"\\([0-7]{3})", lambda sign: chr(int(sign[1], 8)), parts[1]), parts[2]


def _mounts() -> str:
    try:
        if sys.platform == "darwin":
            import subprocess  # noqa: PLC0415 - only macOS is asked this way

            told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
            return told.stdout
        return _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _of_windows(path: Path) -> str:
    r"""Return the kind of share by the drive: \\server\share, or a letter that stands for one."""
    import ctypes  # noqa: PLC0415 - only Windows is asked this way

    if path.drive.startswith(("\\\\", "//")):
        return "network drive"
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there on Windows only
    is_far = kernel.GetDriveTypeW(f"{path.drive}{os.sep}") == _REMOTE
    return "network drive" if is_far else ""
