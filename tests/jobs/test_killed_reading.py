"""A sample of what `tools/kill_read.py` does: reading that was killed leaves no trace of that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import kill_read


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that ends at once")
def test_reading_that_was_killed_and_run_again_is_as_if_never_killed() -> None:
    ended = list(kill_read.rounds(5, 12, seed=1))
    assert [faults for _, faults in ended if faults] == []
    assert (len(ended), all(kills for kills, _ in ended)) == (5, True)
