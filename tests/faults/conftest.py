"""Folders on a disk that fills up, and in places where nothing may be written."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Return what mounts something, in a new folder unless one is given.

    A test is skipped where that is not allowed.
    """
    places: list[Path] = []

    def mount(*options: str, at: Path | None = None) -> Path:
        program = shutil.which("mount")
        place = at or tmp_path / "mounted"
        place.mkdir(exist_ok=True)
        command = [program or "mount", *options, str(place)]
        if not program or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("nothing can be mounted here")
        places.append(place)
        return place

    yield mount
    for place in reversed(places):
        subprocess.run(["umount", str(place)], capture_output=True, check=False)
