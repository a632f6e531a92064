"""A disk that is full, a folder that is read-only, a file that may not be touched: really so."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from town import Q1, Town, new_town

from plansheet.jobs.verify import verify_council

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Mounted = Callable[..., Path]

READ_ONLY = (
    "plansheet: The ledger plansheet.db may not be changed. Check that you may write in its "
    "folder.\n"
)


def typed(town: Town, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person does; nothing is a traceback."""
    result = subprocess.run(
        [sys.executable, "-m", "plansheet", "-C", str(town.root), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in result.stderr
    return result


def verified(town: Town) -> list[str]:
    outcome = town.run(lambda council: verify_council(council, town.world()), read_only=True)
    return [each.code for each in outcome.problems if each.code != "archive-unknown"]


def files(town: Town) -> list[str]:
    return [name for name in town.snapshot() if not name.startswith("archive/")]


def fill_up(folder: Path, *, leave: int) -> Path:
    """Fill a disk up, but for some bytes."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    ballast.write_bytes(b"\0" * (free.f_bavail * free.f_frsize - leave))
    return ballast


@pytest.mark.parametrize("leave", [8_192, 53_248])
def test_a_disk_that_is_full_is_told_and_the_next_run_finishes(
    mounted: Mounted, leave: int
) -> None:
    town = new_town(mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs"))
    ballast = fill_up(town.root.parent, leave=leave)
    result = typed(town, "generate", Q1)
    assert result.returncode == 2
    assert "No space left on device" in result.stderr or "the disk is full" in result.stderr
    assert [name for name in town.snapshot() if name.endswith(".tmp")] == []
    ballast.unlink()
    assert typed(town, "generate", Q1).returncode == 0
    assert verified(town) == []
    assert [name for name in files(town) if "workbooks" in name] == [
        f"workbooks/{Q1}/issued/housing {Q1}.xlsx",
        f"workbooks/{Q1}/issued/parks {Q1}.xlsx",
    ]


@pytest.mark.parametrize("leave", [4_096, 40_960])
def test_a_disk_that_fills_up_while_returns_are_read(mounted: Mounted, leave: int) -> None:
    town = new_town(mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs"))
    town.generate()
    town.answer({"Indicators": {"PK01": {"Actual": "0.79"}}})
    ballast = fill_up(town.root.parent, leave=leave)
    assert typed(town, "read", Q1).returncode == 2
    ballast.unlink()
    assert typed(town, "read", Q1).returncode == 1
    assert (verified(town), town.states()["parks"]) == ([], "received")
    assert (town.root / "workbooks" / Q1 / f"Decisions {Q1}.xlsx").is_file()


@pytest.fixture
def read_only(mounted: Mounted) -> Callable[[Path], None]:
    """Return what makes a folder one in which nothing may be written, whoever one is."""

    def shut(folder: Path) -> None:
        mounted("--bind", str(folder), at=folder)
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)

    return shut


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return a council to which a return has come that asks for a decision."""
    found = new_town(tmp_path)
    found.generate()
    found.answer({"Indicators": {"PK01": {"Actual": "0.79"}}})
    return found


def test_a_folder_in_which_nothing_may_be_written_is_told_and_can_be_looked_at(
    town: Town, read_only: Callable[[Path], None]
) -> None:
    read_only(town.root)
    result = typed(town, "read", Q1)
    assert (result.returncode, result.stderr) == (2, READ_ONLY)
    assert typed(town, "status", Q1).returncode == 0
    assert typed(town, "verify").stdout.splitlines()[-1] == "Nothing is lost."
    assert typed(town, "read", Q1, "--dry-run").returncode == 1
    subprocess.run(["umount", str(town.root)], check=True)
    assert typed(town, "read", Q1).returncode == 1
    assert verified(town) == []


@pytest.mark.parametrize("part", ["archive", f"workbooks/{Q1}"])
def test_one_folder_in_which_nothing_may_be_written_is_told_by_its_name(
    town: Town, read_only: Callable[[Path], None], part: str
) -> None:
    read_only(town.root / part)
    result = typed(town, "read", Q1)
    assert result.returncode == 2
    assert f"{town.root / part}" in result.stderr
    assert "Read-only file system. Check that" in result.stderr
    subprocess.run(["umount", str(town.root / part)], check=True)
    assert typed(town, "read", Q1).returncode == 1
    assert verified(town) == []
