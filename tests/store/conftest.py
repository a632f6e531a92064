"""A place for a ledger of each kind: a file, and a schema on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.ledger import Server


@pytest.fixture(params=["file", "server"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Server:
    if request.param == "file":
        return tmp_path / "plansheet.db"
    server: Server = request.getfixturevalue("database_server").ledger()
    return server
