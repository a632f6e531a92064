"""The example councils after their demos, played once for all the tests that look at them."""

from __future__ import annotations

import pytest
from town import Town

from plansheet.jobs.demo import run_demo

EXAMPLES = {
    "three-rivers": ["2018-19-Q1", "2018-19-Q2", "2021-22-Q1", "2021-22-Q2"],
    "south-cambridgeshire": ["2009-10-Q1", "2009-10-Q2"],
    "cannock-chase": ["2015-16-Q1", "2015-16-Q2"],
}
# Each example with each quarter that its demo plays.
QUARTERS = [(name, period) for name, periods in EXAMPLES.items() for period in periods]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Town]:
    """Return every example council after its demo; tests look, and change nothing."""
    found = {}
    for example in EXAMPLES:
        town = Town(tmp_path_factory.mktemp(example) / "demo")
        run_demo(town.root, town.world(), example)
        found[example] = town
    return found
