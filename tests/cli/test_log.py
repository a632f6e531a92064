"""The log as commands fill it: who did what, what came of it, and nothing that is private."""

from __future__ import annotations

import getpass
import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from town import HOUSING_ANSWERS, PARKS_ANSWERS, Q1, Town, new_town

from plansheet import __version__, cli
from plansheet.cli import shell
from plansheet.cli.logged import PRIVATE
from plansheet.errors import LedgerError
from plansheet.ledger.log import Log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(getpass, "getuser", lambda: "manager")
    return new_town(tmp_path)


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *words], prog_name="plansheet")


def entries(town: Town, *words: str) -> list[dict[str, Any]]:
    result = run(town, "log", "--json", *words)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["entries"]
    assert isinstance(found, list)
    return found


def commands(town: Town, *words: str) -> list[tuple[str, int | None, str]]:
    return [(each["command"], each["status"], each["outcome"]) for each in entries(town, *words)]


def test_a_command_that_writes_is_entered_with_all_that_is_asked_of_a_log(town: Town) -> None:
    assert run(town, "generate", "2018/19 Q1", "--service", "parks").exit_code == 0
    (entry,) = entries(town)
    files = entry.pop("files")
    began, ended = entry.pop("began"), entry.pop("ended")
    assert began <= ended
    assert entry == {
        "number": 1,
        "who": "manager",
        "command": 'generate "2018/19 Q1" --service parks',
        "version": __version__,
        "period": Q1,
        "services": ["parks"],
        "status": 0,
        "outcome": "done",
    }
    assert [(each["kind"], each["name"], len(each["sha256"])) for each in files] == [
        ("issued", f"parks {Q1}.xlsx", 64),
        ("plan", "parks 2018-21.md", 64),
    ]
    (line,) = run(town, "log").stdout.splitlines()
    assert f"manager, plansheet {__version__}: generate" in line


def test_a_log_in_which_nothing_is_says_so(town: Town) -> None:
    assert run(town, "log").stderr == "Nothing is in the log yet.\n"
    run(town, "generate", Q1)
    assert run(town, "log", "--period", "2019-20").stderr == "Nothing in the log is about that.\n"


def test_rehearsals_and_commands_that_read_are_not_entered(town: Town) -> None:
    run(town, "generate", Q1)
    before = town.snapshot()
    for words in (
        ("generate", Q1, "--dry-run"),
        ("status", Q1),
        ("retention",),
        ("next",),
        ("verify",),
        ("log",),
    ):
        assert run(town, *words).exit_code == 0, words
    assert town.snapshot() == before


def test_what_came_of_a_command_is_told_in_a_few_words(town: Town) -> None:
    run(town, "generate", Q1)
    town.answer({"Indicators": {"PK01": {"Actual": "0.79"}}})
    assert run(town, "read", Q1).exit_code == 1
    assert run(town, "report", Q1, "--for", "nobody").exit_code == 2
    (_, reading, reporting) = commands(town)
    assert reading[:2] == (f"read {Q1}", 1)
    assert reading[2].endswith(", something waits")
    assert reporting[:2] == (f"report {Q1} --for nobody", 2)
    assert "nobody" in reporting[2]


def test_it_is_shown_by_period_and_by_service(town: Town) -> None:
    run(town, "plan", "check")
    run(town, "generate", Q1)
    why = ("--reason", "Two are ill", "--by", "A. Person")
    assert run(town, "extend", Q1, "Parks", "--until", "19/10/2018", *why).exit_code == 0
    extended = f"extend {Q1} Parks --until 19/10/2018 --reason *** --by ***"
    assert [each for each, _, _ in commands(town)] == ["plan check", f"generate {Q1}", extended]
    assert [each for each, _, _ in commands(town, "--period", "2018-19")] == [
        f"generate {Q1}",
        extended,
    ]
    assert [each for each, _, _ in commands(town, "--service", "housing")] == [
        "plan check",
        f"generate {Q1}",
    ]
    assert run(town, "log", "--service", "pubs").exit_code == 2
    assert run(town, "log", "--period", "spring").exit_code == 2


def test_secrets_and_whoever_is_named_are_not_kept(town: Town) -> None:
    run(town, "generate", Q1)
    town.answer(HOUSING_ANSWERS, "housing")
    run(town, "read", Q1, "--password", "Pa55word")
    run(town, "enter", Q1, "parks", "PK02", "nobody knows", "--source", "by phone, A. Person")
    run(town, "email", Q1, "--to", "a.person@council.example")
    kept = json.dumps(entries(town))
    for private in ("Pa55word", "A. Person", "a.person", "nobody knows"):
        assert private not in kept
    assert [each for each, _, _ in commands(town)] == [
        f"generate {Q1}",
        f"read {Q1} --password ***",
        f"enter {Q1} parks PK02 *** --source ***",
        f"email {Q1} --to ***",
    ]


def parameters() -> Iterator[str]:
    groups: list[click.Group] = [cli.cli]
    while groups:
        for command in groups.pop().commands.values():
            if isinstance(command, click.Group):
                groups.append(command)
            yield from (param.name or "" for param in command.params)


def test_every_word_that_can_be_typed_is_known_to_be_private_or_not() -> None:
    # A new option is put into one of the two: what is once in the log is never taken out.
    public = {
        *("about", "again", "audience", "code", "codes", "column", "directory", "dry_run"),
        *("evidence", "example", "explains", "field", "file", "files", "form", "giver"),
        *("internal", "is_approved", "is_json", "is_sent", "kind", "name", "of_mailbox"),
        *("paths", "period", "public", "receiver", "ref", "removes", "row", "scheduler", "sends"),
        *("starts", "steps", "until", "with_figures", "year"),
    }
    assert {*parameters()} == public | PRIVATE


def test_a_new_folder_is_entered_in_its_own_log(tmp_path: Path) -> None:
    start = tmp_path / "council"
    assert CliRunner().invoke(cli.cli, ["init", str(start)], prog_name="plansheet").exit_code == 0
    assert commands(Town(start)) == [(f"init {start}", 0, "done")]
    rehearsed = CliRunner().invoke(cli.cli, ["init", str(tmp_path / "other"), "--dry-run"])
    assert (rehearsed.exit_code, (tmp_path / "other").exists()) == (0, False)


def test_whoever_the_system_does_not_know_can_work(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert shell.the_world().who == ""
    assert run(town, "generate", Q1).exit_code == 0
    assert "(nobody known), plansheet" in run(town, "log").stdout


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (KeyboardInterrupt(), 2, "stopped by whoever ran it"),
        (OSError(5, "Input/output error"), 2, "stopped: Input/output error"),
        (ValueError("a.person"), 1, "stopped: ValueError"),
        (click.UsageError("Not so."), 2, "Not so."),
    ],
)
def test_whatever_stops_a_command_is_entered(
    town: Town, monkeypatch: pytest.MonkeyPatch, fault: BaseException, status: int, said: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr("plansheet.jobs.issue.generate_workbooks", stop)
        assert run(town, "generate", Q1).exit_code == status
    assert commands(town) == [(f"generate {Q1}", 2, said)]


def test_results_that_nobody_reads_to_their_end_were_come_to_all_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    with monkeypatch.context() as patched, suppress(OSError):
        patched.setattr("plansheet.cli.shell.click.echo", gone)
        patched.setattr("plansheet.cli.root.os.dup2", gone)
        run(town, "generate", Q1)
    assert commands(town) == [(f"generate {Q1}", 0, "done")]


def test_what_stopped_the_work_is_told_where_the_log_cannot_be_written_either(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        message = "The ledger plansheet.db could not be written: the disk is full."
        raise LedgerError(message)

    with monkeypatch.context() as patched:
        patched.setattr(Log, "end", full)
        result = run(town, "extend", Q1, "parks", "--until", "soon", "--reason", "Ill")
        assert (result.exit_code, "'soon'" in result.stderr) == (2, True)
        done = run(town, "generate", Q1)
        assert (done.exit_code, "the disk is full" in done.stderr) == (2, True)
    assert [status for _, status, _ in commands(town)] == [None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that ends at once")
def test_a_command_that_was_killed_is_in_the_log_without_an_end(town: Town) -> None:
    run(town, "generate", Q1)
    town.answer(PARKS_ANSWERS)
    waits = [
        *(sys.executable, "-c"),
        (
            "import sys, time; from plansheet.jobs import receive;"
            "receive.read_returns = lambda *_: time.sleep(60);"
            "from plansheet.cli import main; main()"
        ),
    ]
    with subprocess.Popen([*waits, "-C", str(town.root), "read", Q1]) as process:
        until = time.monotonic() + 20
        while len(commands(town)) == 1 and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert commands(town)[1] == (f"read {Q1}", None, "")
    lines = run(town, "log").stdout.splitlines()
    assert lines[1].endswith(f"read {Q1}: did not end: it was broken off, or is running still")
