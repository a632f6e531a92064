"""The ledger in another place than the folder: on this computer's drive, or on a server."""

from __future__ import annotations

import sqlite3
from contextlib import chdir, closing
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from click.testing import CliRunner
from database_server import PASSWORD, on_server
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from town import HOUSING_ANSWERS, PARKS_ANSWERS, Q1, Town, new_town

from plansheet import cli
from plansheet.errors import LedgerError
from plansheet.jobs import ledgers
from plansheet.jobs.council import opened
from plansheet.jobs.ledgers import account_of, has_password, place_of
from plansheet.ledger import Ledger, Server
from plansheet.settings import LedgerPlace, load_settings, parse_settings
from plansheet.store import Store, shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result
    from database_server import PostgresServer


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def run(town: Town, *words: str, typed: str = "") -> Result:
    with chdir(town.root):
        return CliRunner().invoke(cli.cli, words, prog_name="plansheet", input=typed)


def done(town: Town, *words: str, typed: str = "") -> str:
    """Run a command that has to succeed, and return what it printed."""
    result = run(town, *words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(town: Town, *words: str) -> str:
    result = run(town, *words)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    return result.stderr


def moved_to(server: PostgresServer, town: Town, schema: str = "") -> Server:
    """Name a place on a server in the settings."""
    where = server.ledger(schema, council="Our Council")
    on_server(town.root, where)
    return where


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSHEET_LEDGER_SECRET", PASSWORD)


def a_quarter(town: Town) -> None:
    """Run a quarter's commands as people type them."""
    done(town, "generate", Q1)
    town.answer(PARKS_ANSWERS)
    town.answer(HOUSING_ANSWERS, "housing")
    done(town, "read", Q1)
    done(town, "compile", Q1)


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as ledger:
        return list(ledger.iterdump())


def db(town: Town) -> Path:
    return town.root / "plansheet.db"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.db"))


@pytest.fixture
def local(town: Town, tmp_path: Path) -> Path:
    """Return a ledger on this computer, named in the settings."""
    path = tmp_path / "this computer" / "ledger.db"
    town.configure(f'[ledger]\npath = "{path.as_posix()}"\n')
    return path


def test_a_ledger_on_this_computer_leaves_a_copy_in_the_folder_after_each_command(
    town: Town, local: Path
) -> None:
    assert "Parks: planned" in done(town, "status", Q1)
    assert (local.exists(), names(town.root)) == (False, [])
    a_quarter(town)
    assert names(town.root) == ["plansheet.db"]
    assert rows(local) == rows(db(town))
    before = db(town).read_bytes()
    assert "Parks: complete" in done(town, "status", Q1)
    done(town, "compile", Q1, "--dry-run")
    assert db(town).read_bytes() == before


def test_a_command_that_stops_leaves_a_copy_too(town: Town, local: Path) -> None:
    done(town, "generate", Q1)
    assert "covers Q1 2030/31" in refused(town, "generate", "2030-31-Q1")
    assert rows(local) == rows(db(town))
    assert "generate 2030-31-Q1" in done(town, "log")


def test_a_copy_that_cannot_be_written_is_said_and_written_by_the_next_command(
    town: Town, local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(town, "generate", Q1)

    def full(*_: object) -> bool:
        message = "There is no room."
        raise LedgerError(message)

    with monkeypatch.context() as patched:
        patched.setattr(ledgers, "write_whole", full)
        result = run(town, "compile", Q1)
        assert result.exit_code == 2
        assert result.stderr.splitlines()[-1] == (
            f"plansheet: What was done is kept in the ledger {local}, and its copy in the "
            "council's folder could not be written. There is no room. The next command writes it "
            "again."
        )
        # What stopped the work is told before that.
        assert "covers Q1 2030/31" in refused(town, "generate", "2030-31-Q1")
    assert rows(local) != rows(db(town))
    done(town, "email", Q1)
    assert rows(local) == rows(db(town))


def test_the_ledger_of_a_folder_is_moved_to_this_computer_and_goes_on_there(
    town: Town, tmp_path: Path
) -> None:
    a_quarter(town)
    path = tmp_path / "this computer" / "ledger.db"
    town.configure(f'[ledger]\npath = "{path.as_posix()}"\n')
    assert refused(town, "email", Q1) == (
        f"plansheet: The ledger {path} is empty, and plansheet.db in the council's folder holds "
        "what was done so far. Run 'plansheet ledger move' once to take it over; or, where the "
        "ledger is kept on another computer, run plansheet there.\n"
    )
    # Whoever only looks sees the copy, from whatever computer.
    assert "Parks: complete" in done(town, "status", Q1)
    before = rows(db(town))
    assert "2 workbooks issued, 2 files returned" in done(town, "ledger", "move", "--dry-run")
    assert (path.exists(), rows(db(town))) == (False, before)
    assert done(town, "ledger", "move") == (
        f"The ledger {path} has 2 workbooks issued, 2 files returned, 0 decisions, 3 commands in "
        "its log.\n"
    )
    assert rows(path) == rows(db(town))
    assert {*before} - {*rows(path)} == set()
    done(town, "email", Q1)
    assert "ledger move" in done(town, "log")
    assert done(town, "verify").splitlines()[-1] == "Nothing is lost."


def test_of_two_computers_the_one_that_is_behind_is_told(
    town: Town, local: Path, tmp_path: Path
) -> None:
    done(town, "generate", Q1)
    other = tmp_path / "other computer" / "ledger.db"
    was, now = (f'path = "{path.as_posix()}"' for path in (local, other))
    town.configure(now, was=was)
    done(town, "ledger", "move")
    done(town, "email", Q1)
    town.configure(was, was=now)
    assert refused(town, "compile", Q1) == (
        f"plansheet: The ledger {local} is older than its copy plansheet.db in the council's "
        "folder: plansheet has been run on another computer since. Run it there; or, to go on "
        "here, run 'plansheet ledger move' once, which takes the copy over.\n"
    )
    # Who looks sees the newer one.
    assert "email" in done(town, "log")
    behind = rows(local)
    done(town, "ledger", "move")
    done(town, "compile", Q1)
    (aside,) = (path for path in local.parent.iterdir() if path != local)
    assert rows(aside) == behind
    assert [line.split(": ")[1].split()[0] for line in done(town, "log").splitlines()] == [
        "generate",
        "ledger",
        "email",
        "ledger",
        "compile",
    ]


def test_two_ledgers_that_both_went_on_are_never_put_over_each_other(
    town: Town, local: Path, tmp_path: Path
) -> None:
    done(town, "generate", Q1)
    copy = tmp_path / "copy.db"
    done(town, "ledger", "backup", str(copy))
    with Ledger.open(copy) as ledger:
        (entry,) = ledger.log.entries()
        ledger.log.begin(entry.begun)
    done(town, "email", Q1)
    before = rows(local)
    assert refused(town, "ledger", "move", str(copy)) == (
        f"plansheet: The ledger {local} holds other work than the one that is to be taken over, so "
        "nothing was changed. Keep the one that holds; give the other another name, or a schema of "
        "its own.\n"
    )
    assert rows(local) == before


def test_a_backup_is_a_ledger_and_is_taken_over_where_one_is_lost(
    town: Town, tmp_path: Path
) -> None:
    a_quarter(town)
    copy = tmp_path / "backups" / "monday.db"
    done(town, "ledger", "backup", str(copy), "--dry-run")
    assert not copy.exists()
    assert done(town, "ledger", "backup", str(copy)) == f"{copy}\n"
    assert rows(copy) == rows(db(town))
    db(town).unlink()
    done(town, "ledger", "move", str(copy))
    assert {*rows(copy)} - {*rows(db(town))} == set()
    assert done(town, "verify").splitlines()[-1] == "Nothing is lost."


def test_a_backup_that_was_written_before_a_run_was_killed_is_there(
    town: Town, tmp_path: Path
) -> None:
    a_quarter(town)
    copy = tmp_path / "monday.db"
    first = run(town, "ledger", "backup", str(copy))
    again = run(town, "ledger", "backup", str(copy))
    assert (again.exit_code, again.output) == (0, first.output)
    # What has been done since would not be in it.
    done(town, "email", Q1)
    there = (
        f"plansheet: '{copy}' is there already. Give the copy another name; nothing was written.\n"
    )
    assert refused(town, "ledger", "backup", str(copy)) == there
    copy.write_bytes(b"something else")
    assert refused(town, "ledger", "backup", str(copy)) == there


def test_there_may_be_nothing_to_move_or_nowhere_to_move_it_to(town: Town) -> None:
    assert "no place is named to move the ledger to" in refused(town, "ledger", "move")
    missing = town.root / "nowhere.db"
    assert refused(town, "ledger", "move", str(missing)) == (
        f"plansheet: There is no ledger '{missing}' to take over. Check its name.\n"
    )


def test_a_path_to_the_folder_s_own_ledger_is_that_ledger(town: Town) -> None:
    town.configure('[ledger]\npath = "plansheet.db"\n')
    done(town, "generate", Q1)
    settings = load_settings(town.root / "plansheet.toml")
    assert place_of(Store(town.root), settings) == db(town)
    assert names(town.root) == ["plansheet.db"]


def test_a_folder_on_a_share_is_told_with_a_way_out(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    share = town.root.resolve().as_posix()
    mounts.write_text(f"//files/performance {share} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(shares, "_MOUNTS", mounts)
    done(town, "generate", Q1)
    said = (
        "note: plansheet.db\n    The ledger lies on a network share (cifs), where SQLite cannot "
        "keep two computers from writing into it at once, which damages it. Give it a place on "
        "this computer: take away the # before [ledger] and path in plansheet.toml, write for "
        "example path = 'C:/plansheet/ledger.db' there, and run 'plansheet ledger move'; the "
        "share keeps a copy. For several people, see 'A ledger for a team' in the README.\n"
    )
    for command in (("status", Q1), ("verify",), ("ledger", "check")):
        result = run(town, *command)
        assert (result.exit_code, result.stderr) == (0, said), command
    path = tmp_path / "ledger.db"
    town.configure(f'[ledger]\npath = "{path.as_posix()}"\n')
    done(town, "ledger", "move")
    assert run(town, "ledger", "check").stderr == ""


def test_a_whole_quarter_on_a_server(town: Town, database_server: PostgresServer) -> None:
    where = moved_to(database_server, town)
    a_quarter(town)
    town.later(30)
    done(town, "report", Q1)
    assert "Parks: complete" in done(town, "status", Q1)
    assert "parks PK01: Green (81% against 80%)" in done(town, "reconcile", Q1)
    assert "PK01" in done(town, "trace", Q1, "parks", "PK01")
    assert done(town, "verify").splitlines()[-1] == "Nothing is lost."
    commands = [line.split(": ")[1] for line in done(town, "log").splitlines()]
    assert [each.split()[0] for each in commands] == ["generate", "read", "compile", "report"]
    assert done(town, "ledger", "check") == (
        f"The ledger {where.schema} on 127.0.0.1 can be used: 2 workbooks issued, 2 files "
        "returned, 0 decisions, 4 commands in its log.\n"
    )
    assert names(town.root) == []


def test_what_a_server_keeps_is_what_a_file_keeps(
    tmp_path: Path, database_server: PostgresServer
) -> None:
    """The same quarter twice, on the same days with the same ids: the same rows, byte for byte."""
    on_file, other = new_town(tmp_path / "file"), new_town(tmp_path / "server")
    moved_to(database_server, other)
    a_few = {"Indicators": {"HS01": {"Numerator": "a few"}}}
    for town in (on_file, other):
        town.check()
        town.generate()
        town.email()
        town.sent()
    for path in (on_file.answer(PARKS_ANSWERS), on_file.answer(a_few, "housing")):
        other.drop(path.name, path.read_bytes())
    kept = []
    for town in (on_file, other):
        town.read()
        town.compile()
        with opened(town.root, read_only=True) as council, council.ledger.copied() as copy:
            path = tmp_path / "copy.db"
            path.write_bytes(copy.whole.as_file())
            kept.append(rows(path))
    assert len(kept[0]) > 80
    assert kept[0] == kept[1]


def test_a_rehearsal_changes_nothing_on_a_server(
    town: Town, database_server: PostgresServer
) -> None:
    where = moved_to(database_server, town)
    done(town, "generate", Q1)
    town.answer(PARKS_ANSWERS)
    with Ledger.open(where, read_only=True) as ledger:
        before = ledger.whole.counts()
    assert "accepted (Parks): 11 values" in done(town, "read", Q1, "--dry-run")
    done(town, "compile", Q1, "--dry-run")
    with Ledger.open(where, read_only=True) as ledger:
        assert ledger.whole.counts() == before


def test_the_ledger_of_a_folder_is_moved_to_a_server_and_back(
    town: Town, database_server: PostgresServer, tmp_path: Path
) -> None:
    a_quarter(town)
    before = rows(db(town))
    where = moved_to(database_server, town)
    said = f"The ledger {where.schema} on 127.0.0.1"
    assert f"{said} is empty, and plansheet.db in the council's folder holds" in refused(
        town, "status", Q1
    )
    counted = "2 workbooks issued, 2 files returned, 0 decisions, 3 commands in its log"
    assert done(town, "ledger", "move", "--dry-run") == f"{said} has {counted}.\n"
    assert done(town, "ledger", "move") == f"{said} has {counted}.\n"
    (aside,) = names(town.root)
    assert aside.startswith("plansheet until 20")
    assert rows(town.root / aside) == before
    # It goes on where it ended: new messages and decisions have new numbers.
    done(town, "email", Q1)
    done(town, "email", Q1, "--mark-sent")
    back = tmp_path / "back.db"
    done(town, "ledger", "backup", str(back))
    assert {*before} - {*rows(back)} == set()
    assert "email" in "".join(rows(back))
    back.replace(db(town))
    toml = town.root / "plansheet.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace(f'url = "{where.url}"', 'url = ""'), encoding="utf-8")
    assert "Parks: complete" in done(town, "status", Q1)
    done(town, "compile", Q1)
    assert done(town, "verify").splitlines()[-1] == "Nothing is lost."


def test_a_move_that_was_broken_off_is_finished_by_the_next(
    town: Town, database_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_quarter(town)
    moved_to(database_server, town)

    def killed(*_: object) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        assert run(town, "ledger", "move").exit_code == 2
    assert names(town.root) == ["plansheet.db"]
    result = run(town, "ledger", "move")
    assert (result.exit_code, result.stderr) == (0, "It was there already.\n")
    assert names(town.root)[0].startswith("plansheet until")
    assert "Parks: complete" in done(town, "status", Q1)


def test_a_move_that_was_killed_when_it_was_done_is_told_so_by_the_next(
    town: Town, database_server: PostgresServer
) -> None:
    a_quarter(town)
    where = moved_to(database_server, town)
    said = f"The ledger {where.schema} on 127.0.0.1 has 2 workbooks issued, 2 files returned"
    db(town).rename(town.root / "mine.db")
    assert refused(town, "ledger", "move") == (
        "plansheet: There is no ledger 'plansheet.db' to take over. Check its name.\n"
    )
    (town.root / "mine.db").rename(db(town))
    done(town, "ledger", "move")
    for words in (("--dry-run",), ()):
        result = run(town, "ledger", "move", *words)
        assert (result.exit_code, result.stderr) == (0, "It was there already.\n")
        assert result.stdout.startswith(said)


def test_what_a_folder_was_set_up_with_is_taken_along_by_itself(
    town: Town, database_server: PostgresServer
) -> None:
    done(town, "plan", "check")
    moved_to(database_server, town)
    done(town, "generate", Q1)
    assert [line.split(": ")[1] for line in done(town, "log").splitlines()] == [
        "plan check",
        f"generate {Q1}",
    ]


def test_other_work_in_a_schema_is_not_written_over(
    town: Town, tmp_path: Path, database_server: PostgresServer
) -> None:
    other = new_town(tmp_path / "other")
    where = moved_to(database_server, other)
    done(other, "generate", Q1)
    done(town, "generate", Q1)
    moved_to(database_server, town, where.schema)
    assert "holds other work than the one that is to be taken over" in refused(
        town, "ledger", "move"
    )
    assert names(town.root) == ["plansheet.db"]


def test_a_council_with_a_new_name_keeps_its_ledger(
    town: Town, database_server: PostgresServer
) -> None:
    moved_to(database_server, town)
    done(town, "generate", Q1)
    town.configure('name = "Rivers Council"', was='name = "Our Council"')
    assert "run 'plansheet ledger rename' once" in refused(town, "status", Q1)
    done(town, "ledger", "rename", "--dry-run")
    assert "is that of 'Our Council'" in refused(town, "status", Q1)
    assert run(town, "ledger", "rename").stderr == "The ledger is now that of 'Rivers Council'.\n"
    assert "ledger rename: done" in done(town, "log").splitlines()[-1]


def test_a_ledger_in_a_file_has_no_name_to_change(town: Town) -> None:
    assert run(town, "ledger", "rename").stderr == (
        "Only a ledger on a server has a name; nothing needs doing.\n"
    )


class Memory(KeyringBackend):
    """A keyring of a test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's
        self.kept: dict[tuple[str, str], str] = {("plansheet", "plansheet@127.0.0.1"): "of mail"}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError(service, username)


@pytest.fixture
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    memory = Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def test_a_password_lies_in_the_keyring_and_nowhere_in_the_folder(
    town: Town, database_server: PostgresServer, memory: Memory
) -> None:
    moved_to(database_server, town)
    asked = run(town, "ledger", "remember", "--dry-run", typed=f"{PASSWORD}\n")
    assert (asked.exit_code, len(memory.kept)) == (0, 1)
    assert run(town, "ledger", "remember", typed=f"{PASSWORD}\n").stderr == (
        "The password of plansheet@127.0.0.1 is kept in the system's keyring.\n"
        'Now write secret = "keyring" under [ledger] in plansheet.toml.\n'
    )
    town.configure('secret = "keyring"', was='secret = "environment"')
    done(town, "generate", Q1)
    assert memory.kept["plansheet ledger", "plansheet@127.0.0.1"] == PASSWORD
    files = town.snapshot().values()
    assert [data for data in files if PASSWORD.encode() in data] == []
    assert PASSWORD not in done(town, "log")
    memory.kept.pop(("plansheet ledger", "plansheet@127.0.0.1"))
    assert refused(town, "status", Q1) == (
        "plansheet: This computer's keyring holds no password or token of 'plansheet@127.0.0.1' "
        "for plansheet. Run 'plansheet ledger remember' once, on this computer and as yourself.\n"
    )
    assert "No password was given" in refused(town, "ledger", "remember")


def test_a_password_for_no_server_is_not_kept(town: Town) -> None:
    assert "no url is given, so there is no password to keep" in refused(town, "ledger", "remember")


def test_a_password_in_the_address_is_used_and_warned_of(
    town: Town, database_server: PostgresServer, memory: Memory
) -> None:
    where = moved_to(database_server, town)
    quoted = PASSWORD.replace(" ", "%20")
    url = where.url.replace("@", f":{quoted}@")
    town.configure(f'url = "{url}"', was=f'url = "{where.url}"')
    town.configure(was='secret = "environment"\n')
    done(town, "generate", Q1)
    result = run(town, "ledger", "check")
    assert result.exit_code == 0
    assert result.stderr == (
        "note: plansheet.toml\n    The url under [ledger] holds a password, which everybody can "
        'read who may read this file. Take it out of the url, write secret = "keyring" there, '
        "and run 'plansheet ledger remember' once on each computer.\n"
    )
    assert PASSWORD not in result.output
    said = run(town, "ledger", "remember", typed=f"{PASSWORD}\n").stderr.splitlines()
    assert said[-1] == "Then take the password out of the url there."
    town.configure(f'url = "{url.replace("127.0.0.1", "nowhere.invalid")}"', was=f'url = "{url}"')
    assert PASSWORD not in refused(town, "generate", Q1)
    assert memory.kept["plansheet ledger", "plansheet@127.0.0.1"] == PASSWORD


@pytest.mark.parametrize(
    ("url", "account", "is_open"),
    [
        ("postgresql://a@db.x.example:5433/p", "a@db.x.example", False),
        ("postgresql://a:b@db.x.example/p", "a@db.x.example", True),
        ("postgresql://db.x.example/p?password=b", "plansheet@db.x.example", True),
        ("postgresql:///p", "plansheet@localhost", False),
    ],
)
def test_whose_password_it_is(url: str, account: str, *, is_open: bool) -> None:
    place = LedgerPlace(url=url)
    assert (account_of(place), has_password(place)) == (account, is_open)


def test_a_command_prints_the_password(tmp_path: Path) -> None:
    text = '[ledger]\nurl = "postgresql://a@b/c"\nsecret = "command"\nsecret_command = '
    shown = parse_settings(text + '["printf", "hidden"]')
    place = place_of(Store(tmp_path), shown)
    assert isinstance(place, Server)
    assert (place.password, "hidden" in repr(place)) == ("hidden", False)
    with pytest.raises(LedgerError, match="exit status 1"):
        place_of(Store(tmp_path), parse_settings(text + '["false"]'))
