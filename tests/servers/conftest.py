"""One post office for all tests of this folder: opened once in each process that runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from post_office import post_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from post_office import Office

PEOPLE = {
    "performance@three-rivers.example": "the office's own",
    "head.of.parks@three-rivers.example": "parks & gardens",
    "head.of.streets@three-rivers.example": "grüne straße",
}


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    with post_office(PEOPLE) as opened:
        yield opened
