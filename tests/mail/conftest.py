"""Who vouches for the servers that these tests run, and the secrets they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scripted_server import Authority

from plansheet.mail.connection import Connection
from plansheet.mail.secret import Secret
from plansheet.model.accounts import Kept, SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

US = "performance@council.example"
SECRET = "Zx9-Geheim-7431"  # noqa: S105 - of no account anywhere


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "authority.pem")


@pytest.fixture
def connect(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Connection]:
    """Return what makes a connection to a port here: TLS, not signing in, unless told otherwise."""
    monkeypatch.setenv("A_MAIL_SECRET", SECRET)

    def connection(port: int, **other: object) -> Connection:
        chosen: dict[str, object] = {
            "server": "localhost",
            "is_tls": True,
            "certificates": authority.file,
            "sign_in": SignIn.NONE,
            "user": US,
            "secret": Secret(Kept.ENVIRONMENT, variable="A_MAIL_SECRET"),
            "timeout": 5,
            **other,
        }
        return Connection(port=port, **chosen)  # type: ignore[arg-type] # each has its own kind

    return connection
