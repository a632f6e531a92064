"""What the tests of whole workbooks share: each is made and opened once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from office.workbook import Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from produced import Made


@pytest.fixture(scope="session")
def opened_as() -> Callable[[Made], Opened]:
    """Return what opens one of the workbooks that plansheet produces."""

    @cache
    def open_(made: Made) -> Opened:
        return Opened(made.data, made.kind)

    return open_
