"""A sample of what `tools/fuzz.py` does: changed files end in values, files or a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import fuzz


def test_five_hundred_changed_files_end_as_they_should() -> None:
    found = list(fuzz.fuzzed(fuzz.variants(500, seed=1)))
    faults = [(name, fuzz.fault_of(name, opened)) for name, _, opened, _ in found]
    assert [each for each in faults if each[1]] == []
    assert max(seconds for *_, seconds in found) < fuzz.LIMITS.seconds + 5
    assert len({opened.refused.code for _, _, opened, _ in found if opened.refused}) > 2
