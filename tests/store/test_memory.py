"""What this computer knows from earlier commands: believed only where nothing has changed since."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

from plansheet.store import memory as store_memory
from plansheet.store.memory import Known, Memory, this_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Work:
    """Work that counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> dict[str, int]:
        self.done += 1
        return {"Sports": 1}


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory", "this program").part("plans")


def asked(memory: Memory | None, work: Callable[[], object], *about: object) -> object:
    known = Known(memory)
    found = known.worked_out(work, *about)
    known.forget_the_rest()
    return found


def test_what_is_known_is_not_worked_out_again(memory: Memory) -> None:
    work = Work()
    assert [asked(memory, work, "sports", 1) for _ in range(3)] == [{"Sports": 1}] * 3
    assert work.done == 1


def test_without_a_memory_everything_is_worked_out() -> None:
    work = Work()
    assert [asked(None, work, "sports", 1) for _ in range(2)] == [{"Sports": 1}] * 2
    assert work.done == 2


def test_nothing_and_an_empty_value_are_told_apart(memory: Memory) -> None:
    done: list[str] = []

    def work() -> frozenset[str]:
        done.append("once")
        return frozenset()

    assert [asked(memory, work, "days") for _ in range(2)] == [frozenset()] * 2
    assert done == ["once"]


def test_what_depends_on_something_else_is_worked_out_anew(memory: Memory) -> None:
    work = Work()
    for about in ("sports", 1), ("sports", "1"), ("sport", "s", 1), ():
        asked(memory, work, *about)
    assert work.done == 4


def test_what_another_program_left_is_never_believed(memory: Memory) -> None:
    work = Work()
    asked(memory, work, "sports")
    asked(Memory(memory.folder, "a newer one"), work, "sports")
    assert work.done == 2


def test_only_what_is_still_asked_for_stays(memory: Memory) -> None:
    asked(memory, Work(), "sports, before it changed")
    assert len([*memory.folder.iterdir()]) == 1
    work = Work()
    asked(memory, work, "sports")
    (left,) = memory.folder.iterdir()
    asked(memory, work, "sports")
    assert [*memory.folder.iterdir()] == [left]
    assert work.done == 1


@pytest.mark.parametrize("damage", [b"", b"half", None])
def test_what_is_not_whole_is_worked_out_again(memory: Memory, damage: bytes | None) -> None:
    work = Work()
    asked(memory, work, "sports")
    (path,) = memory.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"?" if damage is None else damage)
    assert asked(memory, work, "sports") == {"Sports": 1}
    assert asked(memory, work, "sports") == {"Sports": 1}
    assert work.done == 2


def test_a_memory_that_cannot_be_written_keeps_nobody_from_anything(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", "utf-8")
    memory, work = Memory(in_the_way / "memory", "this program"), Work()
    assert [asked(memory, work, "sports") for _ in range(2)] == [{"Sports": 1}] * 2
    assert work.done == 2


@pytest.mark.skipif(sys.platform == "win32", reason="it is the user's own there anyway")
def test_nobody_else_may_write_what_is_run_when_it_is_read_back(memory: Memory) -> None:
    asked(memory, Work(), "sports")
    assert stat.S_IMODE(memory.folder.stat().st_mode) == 0o700


def test_another_program_is_told_from_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "plansheet"
    (package / "model").mkdir(parents=True)
    (package / "__pycache__").mkdir()
    (package / "model" / "plans.py").write_text("A = 1\n", "utf-8")
    monkeypatch.setattr(store_memory, "_PACKAGE", package)
    programs = [this_program(), this_program()]
    (package / "__pycache__" / "plans.py").write_text("no source\n", "utf-8")
    programs.append(this_program())
    assert len({*programs}) == 1

    (package / "model" / "plans.py").write_text("A = 12\n", "utf-8")
    programs.append(this_program())
    (package / "model" / "more.py").write_text("", "utf-8")
    programs.append(this_program())
    libraries = tmp_path / "site-packages"
    monkeypatch.setattr(sys, "path", [*sys.path, str(libraries)])
    programs.append(this_program())
    libraries.mkdir()
    programs.append(this_program())
    monkeypatch.setattr(sys, "version", "3.99")
    programs.append(this_program())
    assert len({*programs}) == 6
