"""`mail check` signs in and says what works; `mail remember` keeps a password where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keyring
import pytest
from click.testing import CliRunner, Result
from keyring.backend import KeyringBackend
from mailing import say
from post_office import Office, post_office
from town import Town, new_town

from plansheet import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

US = "performance@council.example"


class Kept(KeyringBackend):
    """A keyring that is gone with the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's
        self.secrets: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with post_office({US: "the office's own"}) as opened:
        yield opened


@pytest.fixture
def kept() -> Iterator[Kept]:
    before = keyring.get_keyring()
    found = Kept()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


@pytest.fixture
def town(tmp_path: Path, office: Office) -> Town:
    found = new_town(tmp_path)
    known = {"server": office.host, "certificates": str(office.certificates)}
    say(found, "council", email=US)
    say(found, "mail", **known, port=office.smtp_port)
    say(found, "mailbox", **known, port=office.imaps_port)
    return found


def run(town: Town, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *arguments], input=typed)


def test_a_password_that_is_remembered_lets_plansheet_in(
    town: Town, office: Office, kept: Kept
) -> None:
    before = town.snapshot()
    nothing = run(town, "mail", "check")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    remember = f"'plansheet -C \"{town.root}\" mail remember'"
    assert f"Run {remember} once" in nothing.stderr
    secret = office.people[US]
    assert run(town, "mail", "remember", "--dry-run", typed=f"{secret}\n").exit_code == 0
    assert kept.secrets == {}
    said = run(town, "mail", "remember", typed=f"{secret}\n")
    assert (said.exit_code, said.stderr) == (
        0,
        f"The password of {US} is kept in the system's keyring.\n",
    )
    assert kept.secrets == {("plansheet", US): secret}
    works = run(town, "mail", "check")
    assert (works.exit_code, works.stdout.splitlines()) == (
        0,
        [
            "Sending works: signed in; the server takes messages of up to 10 megabytes.",
            "Reading works: signed in; the folder INBOX can be opened.",
        ],
    )
    assert town.snapshot() == before
    assert office.messages(US) == []


def test_what_does_not_work_is_told_beside_what_does(town: Town, office: Office) -> None:
    keeper = {"secret": "environment", "secret_variable": "NOT_THE_PASSWORD"}
    say(town, "mailbox", **keeper)
    say(town, "mail", secret="environment", secret_variable="THE_PASSWORD")
    result = CliRunner(env={"THE_PASSWORD": office.people[US], "NOT_THE_PASSWORD": "wrong"}).invoke(
        cli.cli, ["-C", str(town.root), "mail", "check"]
    )
    assert (result.exit_code, result.stdout.count("\n")) == (1, 1)
    assert result.stdout.startswith("Sending works: signed in")
    assert result.stderr.startswith("fix: Reading\n    The mail server 'localhost'")


def test_without_an_account_nothing_can_be_checked_or_remembered(town: Town) -> None:
    say(town, "mail", server="")
    say(town, "mailbox", server="")
    for arguments in (("check",), ("remember",)):
        result = run(town, "mail", *arguments, typed="x\n")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "[mail]: no server is given" in result.stderr
    result = run(town, "mail", "remember", "--mailbox", typed="x\n")
    assert "[mailbox]: no server is given" in result.stderr


def test_an_empty_password_is_not_kept(town: Town, kept: Kept) -> None:
    result = run(town, "mail", "remember", typed="\n")
    assert (result.exit_code, kept.secrets) == (2, {})
    assert "No password was given" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--again",), "With --again say whom"),
        (("--mark-sent", "--send"), "--mark-sent only records what went"),
        (("--kind", "invoice"), "'invoice' is not one of"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    town: Town, arguments: tuple[str, ...], said: str
) -> None:
    result = run(town, "email", "2018-19-Q1", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_paths_and_the_mailbox_are_read_one_after_the_other(town: Town, tmp_path: Path) -> None:
    result = run(town, "read", "2018-19-Q1", "--mailbox", str(tmp_path))
    assert (result.exit_code, "not both" in result.stderr) == (2, True)


def test_the_command_sends_drafts_and_marks(
    town: Town, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANSHEET_MAIL_SECRET", office.people[US])
    say(town, "mail", secret="environment")
    say(town, "mailbox", secret="environment")
    assert run(town, "generate", "2018-19-Q1").exit_code == 0
    sent = run(town, "email", "2018-19-Q1", "--send", "--to", US)
    assert (sent.exit_code, sent.stdout) == (
        0,
        f"Housing: the message to {US} was sent.\nParks: the message to {US} was sent.\n",
    )
    office.awaited(US, 2)
    assert (
        run(town, "email", "2018-19-Q1")
        .stdout.splitlines()[0]
        .endswith("housing 2018-19-Q1 issue.eml")
    )
    assert run(town, "email", "2018-19-Q1", "--mark-sent").exit_code == 0
    read = run(town, "read", "2018-19-Q1", "--mailbox", "--json")
    assert (read.exit_code, read.stderr) == (0, "")
