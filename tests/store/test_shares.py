"""Whether a folder is on a network share, as each system tells it."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from plansheet.store import share_of, shares
from plansheet.store.shares import far_kind

if TYPE_CHECKING:
    from collections.abc import Callable

LINUX = """\
/dev/sda1 / ext4 rw,relatime 0 0
//files.council.example/performance /mnt/performance cifs rw,vers=3.0 0 0
nas:/export /mnt/all\\040councils nfs4 rw 0 0
/dev/sdb1 /mnt/performance/local ext4 rw 0 0
me@host:/x /home/me/far fuse.sshfs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
half a
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only)
//manager@files.council.example/performance on /Volumes/Performance data (smbfs, nodev)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/performance/three-rivers", "cifs"),
        ("/mnt/performance", "cifs"),
        ("/mnt/performance-local", ""),
        ("/mnt/performance/local/three-rivers", ""),
        ("/mnt/all councils/three-rivers", "nfs4"),
        ("/home/me/far/away", "fuse.sshfs"),
        ("/home/me", ""),
        ("/mnt/c/plansheet", "9p"),
    ],
)
def test_linux_lists_what_is_mounted_where(path: str, kind: str) -> None:
    assert far_kind(path, LINUX) == kind


def test_macos_lists_it_in_words() -> None:
    assert far_kind("/Volumes/Performance data/three-rivers", MACOS) == "smbfs"
    assert far_kind("/Users/manager", MACOS) == ""


def test_the_system_s_own_list_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shares, "_MOUNTS", mounts)
    assert share_of(tmp_path) == ""
    mounts.write_text(f"//files/p {tmp_path.resolve().as_posix()} cifs rw 0 0\n", encoding="utf-8")
    assert share_of(tmp_path) == "cifs"


def test_macos_is_asked_by_its_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command == ["/sbin/mount"]
        return subprocess.CompletedProcess(command, 0, "//files/p on / (smbfs, nodev)\n", "")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", run)
    assert share_of(Path("/")) == "smbfs"


class OfWindows(PureWindowsPath):
    def resolve(self) -> OfWindows:
        return self


@pytest.fixture
def drives(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return what asks Windows, where P: stands for a share."""
    kinds = {"C:\\": 3, "P:\\": 4}
    kernel = SimpleNamespace(GetDriveTypeW=lambda drive: kinds[drive])
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(shares.os, "sep", "\\")  # type: ignore[attr-defined]  # what Windows has
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    return lambda path: share_of(OfWindows(path))  # type: ignore[arg-type]  # a path of Windows


def test_windows_knows_which_letters_stand_for_shares(drives: Callable[[str], str]) -> None:
    assert drives(r"\\files.council.example\performance\three-rivers") == "network drive"
    assert drives("P:/three-rivers") == "network drive"
    assert drives("C:/three-rivers") == ""
