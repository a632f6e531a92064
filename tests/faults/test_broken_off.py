"""A sample of what `tools/break_off.py` does: what is broken off leaves no trace of it."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import click
import pytest
from every_command import COMMANDS
from town import Town

from plansheet.cli import cli
from plansheet.jobs.start import start_council
from plansheet.store import folder, write_whole

TOOL = Path(__file__).resolve().parents[2] / "tools" / "break_off.py"
MEMORY = Path("/dev/shm")  # noqa: S108 - only where temporary folders go


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that ends at once")
def test_whatever_breaks_a_command_off_it_is_finished_by_running_it_again() -> None:
    # Where there is memory to write to, nobody waits for a disk.
    faster = {"TMPDIR": str(MEMORY)} if MEMORY.is_dir() else {}
    result = subprocess.run(
        [sys.executable, str(TOOL), "--sample"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **faster},
        check=False,
    )
    commands = sum(not (each.is_long or each.missing) for each in COMMANDS)
    assert result.stdout.splitlines() == [
        f"{commands} commands, {commands} times in trouble, 0 with a trace of it"
    ], result.stderr
    assert result.returncode == 0


@pytest.mark.parametrize("after", [0, 7, 20])
def test_a_new_folder_that_was_broken_off_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    whole, broken = Town(tmp_path / "whole"), Town(tmp_path / "broken")
    start_council(whole.root, whole.world(), "three-rivers")
    written = count()

    def stopped(path: Path, data: bytes) -> bool:
        if next(written) == after:
            raise KeyboardInterrupt
        return write_whole(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(folder, "write_whole", stopped)
        with pytest.raises(KeyboardInterrupt):
            start_council(broken.root, broken.world(), "three-rivers")
    start_council(broken.root, broken.world(), "three-rivers")
    assert broken.snapshot() == whole.snapshot()


def writing(group: click.Group = cli, path: tuple[str, ...] = ()) -> set[str]:
    found = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= writing(command, (*path, name))
        elif "dry_run" in {param.name for param in command.params}:
            found.add(" ".join((*path, name)))
    return found


def test_every_command_that_writes_is_broken_off() -> None:
    typed = {each.text for each in COMMANDS}
    left = {
        name for name in writing() if not any(f"{words} ".startswith(f"{name} ") for words in typed)
    }
    assert left == set()
