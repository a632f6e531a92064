"""Where a password or token comes from, and that nothing which goes wrong shows it."""

from __future__ import annotations

import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError, PasswordSetError

from plansheet.errors import MailError
from plansheet.mail.secret import Secret, remember, secret_of
from plansheet.model.accounts import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

US = "performance@council.example"
HIDDEN = "Zx9-Geheim-7431"


class Memory(KeyringBackend):
    """A keyring of a test; like that of Windows it takes short secrets only."""

    priority = 1

    def __init__(self, most: int = 50) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's
        self.kept: dict[tuple[str, str], str] = {}
        self._most = most

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > self._most:
            raise OSError(1783, "CredWrite", f"The stub received bad data: {password}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError(service, username)


class Locked(Memory):
    """A keyring that its owner has not unlocked."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(service, username, password)


@pytest.fixture
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    memory = Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def said(secret: Secret) -> str:
    """Return why there is no secret; it stands in nothing of what could be shown."""
    with pytest.raises(MailError) as stopped:
        secret_of(secret, US)
    return hidden(stopped.value)


def hidden(error: BaseException) -> str:
    assert HIDDEN not in "".join(traceback.format_exception(error)) + repr(error)
    return str(error)


def printing(tmp_path: Path, *lines: str) -> Secret:
    """Return a command that runs these lines of Python."""
    script = tmp_path / "get-token.py"
    script.write_text("\n".join(("import sys, time", *lines)), encoding="utf-8")
    return Secret(Kept.COMMAND, command=(sys.executable, str(script)))


def test_what_was_remembered_is_found_again(memory: Memory) -> None:
    remember(US, HIDDEN)
    assert memory.kept == {("plansheet", US): HIDDEN}
    assert secret_of(Secret(Kept.KEYRING), US) == HIDDEN


def test_a_keyring_that_holds_nothing_or_takes_nothing(memory: Memory) -> None:
    assert said(Secret(Kept.KEYRING)) == (
        f"This computer's keyring holds no password or token of '{US}' for plansheet. Run "
        "'plansheet mail remember' once, on this computer and as yourself."
    )
    with pytest.raises(MailError) as stopped:
        remember(US, HIDDEN * 100)
    assert hidden(stopped.value) == (
        f"This computer's keyring did not take the secret of '{US}' (1500 characters). Windows "
        "keeps only short ones there, and a token may be longer: let a command print it (secret = "
        '"command" and secret_command in plansheet.toml).'
    )
    assert memory.kept == {}


def test_a_computer_without_a_keyring(memory: Memory) -> None:
    assert memory.kept == {}
    no_keyring = (
        "This computer has no keyring that can be used, or it is locked, so 'plansheet mail "
        "remember' has nowhere to keep a password. Unlock it, or take the secret from a variable "
        'or a command (secret = "environment" or "command" in plansheet.toml).'
    )
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call] # the library's
    assert said(Secret(Kept.KEYRING)) == no_keyring
    keyring.set_keyring(Locked())
    with pytest.raises(MailError) as stopped:
        remember(US, HIDDEN)
    assert hidden(stopped.value) == no_keyring


def test_a_secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = Secret(Kept.ENVIRONMENT, variable="A_MAIL_SECRET")
    monkeypatch.setenv("A_MAIL_SECRET", f"{HIDDEN}\r\n")
    assert secret_of(secret, US) == HIDDEN
    missing = (
        "The password or token should be in the environment variable 'A_MAIL_SECRET', which is not "
        "set or empty. Set it before plansheet runs, or name another in plansheet.toml "
        "(secret_variable)."
    )
    monkeypatch.setenv("A_MAIL_SECRET", "")
    assert said(secret) == missing
    monkeypatch.delenv("A_MAIL_SECRET")
    assert said(secret) == missing


def test_a_secret_that_a_command_prints(tmp_path: Path) -> None:
    several = f"print('  {HIDDEN} ')", "print('for one hour')", "print('hm', file=sys.stderr)"
    assert secret_of(printing(tmp_path, *several), US) == HIDDEN
    as_windows_may = f"sys.stdout.buffer.write(b'\\xef\\xbb\\xbf{HIDDEN}\\r\\n')"
    assert secret_of(printing(tmp_path, as_windows_may), US) == HIDDEN


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            (f"print('{HIDDEN}')", f"sys.exit('{HIDDEN}')"),
            (
                "ended with exit status 1. Run it by hand once to see why; what it printed is not "
                "shown here, since it may hold the secret."
            ),
        ),
        ((), "and printed nothing in its first line. Run it by hand once to see why."),
        (
            ("print()", f"print('{HIDDEN}')"),
            "and printed nothing in its first line. Run it by hand once to see why.",
        ),
        (
            (f"sys.stdout.buffer.write(b'{HIDDEN}\\xff')",),
            "and printed bytes that are no text (UTF-8). Run it by hand once to see why.",
        ),
    ],
)
def test_a_command_that_does_not_print_it(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    begin = f"The command {sys.executable!r}"
    which = "which should print the password or token"
    expected = (
        f"{begin}, {which}, {why}"
        if why.startswith("ended")
        else f"{begin} should print the password or token, {why}"
    )
    assert said(printing(tmp_path, *lines)) == expected


def test_a_command_that_waits_for_somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plansheet.mail.secret._COMMAND_SECONDS", 0.5)
    lines = f"print('{HIDDEN}', flush=True)", "time.sleep(60)"
    assert said(printing(tmp_path, *lines)) == (
        f"The command {sys.executable!r}, which should print the password or token, was not done "
        "after 0 seconds and was ended. It must ask nothing: run it by hand once to see what it "
        "waits for."
    )


def test_a_command_that_is_not_there_or_cannot_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for command in ((), ("no-such-command-of-plansheet", "--token", HIDDEN)):
        secret = Secret(Kept.COMMAND, command=command)
        named = command[0] if command else ""
        assert HIDDEN not in repr(secret)
        assert said(secret) == (
            f"The password or token should come from the command '{named}', which this computer "
            "does not find. Check secret_command in plansheet.toml: the command first, with its "
            'folder where it needs one, then what it is told, such as ["get-token", "--mail"].'
        )

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(subprocess, "run", fails)
    assert said(Secret(Kept.COMMAND, command=(sys.executable,))) == (
        f"The command {sys.executable!r}, which should print the password or token, cannot be "
        "started. Run it by hand once to see why."
    )
