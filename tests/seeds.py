"""Real service plans, where they are at hand.

They name real people, so they are not in the repository: they are looked for in the folder that
PLANSHEET_SEEDS names, else in `shared/seeds` beside the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[1].parent / "shared" / "seeds"
FOLDER = Path(os.environ.get("PLANSHEET_SEEDS", BESIDE))
SEEDS = {path.name[:3]: path for path in FOLDER.glob("00?_*.txt")}
# What each is called as a plan: the service's code and the plan's years.
NAMES = {
    "000": "community-partnerships 2018-21",
    "001": "corporate-services 2018-21",
    "002": "community-partnerships 2021-24",
    "003": "policy-and-partnerships 2009-12",
    "004": "community-safety 2015-16",
}
need_seeds = pytest.mark.skipif(not SEEDS, reason="the service plans are not at hand")
