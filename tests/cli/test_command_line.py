"""The command line: exit statuses, streams, help, and a sentence for whatever stops the work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner
from town import HOUSING, PARKS, PARKS_ANSWERS, Q1, Town, new_town

from plansheet import __version__, cli
from plansheet.cli.shell import the_world
from plansheet.jobs.outcome import Outcome, no_progress
from plansheet.problems import Place, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def run(town: Town, *arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *arguments], prog_name="plansheet")


def shell(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "plansheet", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **more},
    )


def every(
    command: click.Command = cli.cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from every(inner, (*path, name))


COMMANDS = dict(every())
LOOKING = ("status", "reconcile", "data", "trace", "next", "verify", "log")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_and_gives_an_example(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    example = (command.epilog or "").removeprefix("Example: ")
    assert example.startswith(" ".join(("plansheet", *path))) or not path
    assert (command.help or "").strip().endswith(".")
    for option in command.params:
        assert isinstance(option, click.Argument) or (option.help or "").endswith((".", ")."))
    result = CliRunner().invoke(cli.cli, [*path, "--help"], prog_name="plansheet")
    assert result.exit_code == 0
    assert "Usage: plansheet" in result.output
    assert example.split(" > ")[0] in " ".join(result.output.split())


def test_every_writing_command_can_be_rehearsed() -> None:
    looking = {*((name,) for name in LOOKING), ("mail", "check"), ("ledger", "check")}
    for path, command in COMMANDS.items():
        if not isinstance(command, click.Group) and path not in looking:
            assert "dry_run" in {option.name for option in command.params}, path


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(cli.cli, ["--version"], prog_name="plansheet")
    assert result.output == f"plansheet, version {__version__}\n"


def test_a_quarter_is_collected_from_the_first_word_to_the_last(town: Town) -> None:
    start = town.root.parent / "new council"
    init = CliRunner().invoke(cli.cli, ["init", str(start)])
    assert (init.exit_code, init.stdout.splitlines()[0]) == (0, "plansheet.toml")
    assert init.stderr.startswith("Next: put your service plans into")
    assert run(town, "plan", "check").exit_code == 0
    issued = run(town, "generate", Q1)
    assert (issued.exit_code, issued.stderr) == (0, "")
    assert issued.stdout.splitlines()[1] == (
        f"Parks: issue 1, new: workbooks/{Q1}/issued/parks {Q1}.xlsx"
    )
    assert run(town, "email", Q1).exit_code == 0
    assert "marked as sent" in run(town, "email", Q1, "--mark-sent").stdout
    town.answer(PARKS_ANSWERS)
    assert run(town, "read", Q1).exit_code == 0
    assert "Parks: complete" in run(town, "status", Q1).stdout
    assert "parks PK01: Green (81% against 80%)" in run(town, "reconcile", Q1).stdout
    assert run(town, "compile", Q1).stdout == (
        f"workbooks/{Q1}/Performance Data Collection {Q1}.xlsx\n"
    )
    assert run(town, "data", Q1).stdout.startswith("council,service,period,ref,")
    assert json.loads(run(town, "data", Q1, "--format", "json").stdout)[0]["ref"] == "HS01"


def test_messages_go_to_standard_error_worst_first(town: Town) -> None:
    run(town, "generate", Q1)
    answers = {"PK01": {"Actual": "0.79"}, "PK02": {"Actual": "a few"}}
    town.answer({**PARKS_ANSWERS, "Indicators": answers})
    town.drop("minutes.xlsx", b"minutes")
    result = run(town, "read", Q1)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "minutes.xlsx: rejected",
        f"parks {Q1}.xlsx: held (Parks): 9 values, 1 held",
        f"Parks: 2 queries: workbooks/{Q1}/queries/parks {Q1} queries.xlsx (and .md)",
    ]
    levels = [line.split(":")[0] for line in result.stderr.splitlines() if line[0] != " "]
    assert levels == ["rejected", "fix", "confirm", "1 to decide"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "check", "--json"),
        ("generate", Q1, "--json"),
        ("read", Q1, "--json"),
        ("status", Q1, "--json"),
        ("reconcile", Q1, "--json"),
    ],
    ids=" ".join,
)
def test_json_is_one_document_and_nothing_else(town: Town, arguments: tuple[str, ...]) -> None:
    run(town, "generate", Q1)
    town.plan("housing 2018-21.md", HOUSING.replace("head.of.housing@council.example", ""))
    town.answer({"Indicators": {"PK01": {"Actual": "£0.79"}}})
    town.drop("notes of café.xlsx", b"notes")
    result = shell("-C", str(town.root), *arguments)
    assert result.stderr == b""
    assert isinstance(json.loads(result.stdout.decode("ascii")), dict)
    assert result.returncode == (0 if arguments[0] in {"status", "reconcile"} else 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("generate", "2018-19"),
            "'2018-19' is not a quarter. Write it for example as 2018-19-Q2.",
        ),
        (("read", "2009-10-Q1"), "No plan in templates/plans covers Q1 2009/10."),
        (("generate", Q1, "--service", "leisure"), "No plan of Q1 2018/19 is of a service with"),
        (("email", Q1, "--service", "leisure"), "No plan of Q1 2018/19 is of a service with"),
        (("plan", "check", "leisure"), "No plan is of a service with the code 'leisure'."),
        (("read", Q1, "nowhere.xlsx"), "There is no file or folder 'nowhere.xlsx'."),
        (("plan", "import", "nowhere"), "There is no file 'nowhere' to import. Check its name"),
        (("demo", "{root}"), "holds a council already"),
        (("init", "elsewhere", "--example", "atlantis"), "There is no example called 'atlantis'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_stops_the_work_is_one_sentence_and_exit_2(
    town: Town, arguments: tuple[str, ...], message: str
) -> None:
    result = run(town, *(each.format(root=town.root) for each in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.startswith("plansheet: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [("Q1", "2018/19"), ("2018/19", "Q1"), ("Q1 2018/19",)], ids="+".join
)
def test_a_period_may_stand_in_two_words(town: Town, words: tuple[str, ...]) -> None:
    assert run(town, "status", *words).stdout.startswith("Q1 2018/19, due 13 July 2018\n")
    change = ("plan", "change", "parks", "PK01", "Target", "82%", "--from", *words)
    result = run(town, *change, "--reason", "Agreed", "--dry-run")
    assert "from Q1 2018/19" in result.stdout
    assert run(town, "plan", "check", *words).exit_code == 2, "no period is taken here"


def test_a_folder_that_is_no_council_is_told(tmp_path: Path) -> None:
    result = shell("-C", str(tmp_path), "status", Q1)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.decode().startswith("plansheet: There is no plansheet.toml in")
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments", [("generate",), ("email", Q1, "--kind", "love letter"), ("dance",), ()]
)
def test_wrong_usage_is_exit_2(town: Town, arguments: tuple[str, ...]) -> None:
    assert run(town, *arguments).exit_code == 2


def test_a_full_disk_is_a_sentence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run(town, "generate", Q1)
    assert result.exit_code == 2
    assert result.stderr.startswith("plansheet: Nothing could be written in the folder")
    assert "No space left on device" in result.stderr
    assert not list(town.root.rglob("*.tmp"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(5, "Input/output error", "/share/x"), "go on at '/share/x': Input/output error."),
        (OSError("odd"), "the computer could not go on: odd."),
        (KeyboardInterrupt(), "stopped. What was done so far is kept"),
    ],
)
def test_whatever_else_the_computer_does_is_a_sentence(
    town: Town, monkeypatch: pytest.MonkeyPatch, error: BaseException, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("plansheet.jobs.council.load_settings", fail)
    result = run(town, "status", Q1)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_reader_who_has_seen_enough_ends_it_quietly(town: Town) -> None:
    rows = "".join(
        f"| PK{number} | {'Visits ' * 60} | PI | number | higher | quarterly | snapshot | 1 |\n"
        for number in range(10, 500)
    )
    town.plan("parks 2018-21.md", PARKS + rows)
    command = [sys.executable, "-m", "plansheet", "-C", str(town.root), "data", Q1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_console_that_knows_no_pounds_does_not_end_the_run(town: Town, form: str) -> None:
    plan = PARKS.replace("Visits", "Spent in cafés").replace("number", "£")
    town.plan("parks 2018-21.md", plan)
    arguments = ("-C", str(town.root), "data", Q1, "--format", form)
    result = shell(*arguments, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    text = result.stdout.decode("utf-8")
    assert "Spent in cafés" in (
        text if form == "csv" else json.dumps(json.loads(text), ensure_ascii=False)
    )
    assert shell("-C", str(town.root), "plan", "check", PYTHONIOENCODING="ascii").returncode == 0


def test_a_console_keeps_its_own_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, str]] = []

    class Console:
        def isatty(self) -> bool:
            return True

        def reconfigure(self, **how: str) -> None:
            told.append(how)

    monkeypatch.setattr(sys, "stdout", Console())
    monkeypatch.setattr(sys, "stderr", object())
    monkeypatch.setattr(cli, "cli", lambda **_: None)
    cli.main()
    assert told == [{"errors": "replace"}]


def test_what_a_terminal_would_obey_is_not_printed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = problem("plan-name", Place(file="\x1b[2Jgone.md"), file="\x1b[2Jgone.md")
    outcome = Outcome(lines=("bell\x07",), notes=("two\nlines",), problems=(odd,))
    monkeypatch.setattr("plansheet.jobs.results.quarter_status", lambda *_: outcome)
    result = run(town, "status", Q1)
    assert "\x1b" not in result.stderr
    assert result.stdout == "bell\ufffd\n"
    assert result.stderr.endswith("two\nlines\n")


def test_what_is_the_same_at_several_cells_is_said_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [
        problem("risk-unanswered", Place("parks.xlsx", "Risks", cell, ref))
        for cell, ref in (("D5", "R1"), ("D6", "R2"))
    ]
    monkeypatch.setattr(
        "plansheet.jobs.results.quarter_status", lambda *_: Outcome(problems=tuple(twice))
    )
    result = run(town, "status", Q1)
    assert result.stderr.splitlines()[0] == "fix: parks.xlsx, sheet Risks, D5 R1, D6 R2"
    assert len(result.stderr.splitlines()) == 2


def test_bars_show_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert the_world(quiet=True).progress is no_progress
    shown = the_world().progress
    assert list(shown(["a", "b"], "Reading returns")) == ["a", "b"]
    assert capsys.readouterr().out == ""


def test_every_world_has_the_time_and_new_ids() -> None:
    world = the_world(dry_run=True)
    assert (world.dry_run, world.now.microsecond, world.progress) == (True, 0, no_progress)
    assert len({world.new_id() for _ in range(3)}) == 3


def test_the_demo_runs_where_it_is_told_to(town: Town) -> None:
    folder = town.root.parent / "demo"
    result = CliRunner().invoke(cli.cli, ["demo", str(folder), "--dry-run"])
    assert (result.exit_code, folder.exists()) == (0, False)
    assert "plansheet.toml" in result.stdout


STATUS_LOADS = (
    "import sys\n"
    "from plansheet.cli import cli\n"
    "try: cli.main(sys.argv[1:])\n"
    "except SystemExit: pass\n"
    "heavy = ('pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'jinja2', 'rich')\n"
    "print([name for name in heavy if name in sys.modules])\n"
)


@pytest.mark.parametrize("command", ["status", "reconcile", "data", "read"])
def test_looking_and_reading_load_nothing_heavy(town: Town, command: str) -> None:
    town.generate()
    town.answer(PARKS_ANSWERS)
    town.read()
    result = subprocess.run(
        [sys.executable, "-c", STATUS_LOADS, "-C", str(town.root), command, Q1],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_the_reference_is_what_the_commands_say_now() -> None:
    result = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"], check=False
    )
    assert result.returncode == 0, "run python tools/reference.py"
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for path in COMMANDS:
        assert f"## {' '.join(('plansheet', *path))}\n" in text


def test_commands_in_messages_are_for_the_folder_that_was_given(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("plan", "roll", "2021-22", "--approve")
    said = "plansheet: There is no draft for 2021/22. Make one with '{} plan roll 2021-22'.\n"
    assert run(town, *words).stderr == said.format(f'plansheet -C "{town.root}"')
    monkeypatch.chdir(town.root)
    here = CliRunner().invoke(cli.cli, words, prog_name="plansheet")
    assert here.stderr == said.format("plansheet")


def test_commands_in_what_is_told_of_a_return_are_for_that_folder_too(town: Town) -> None:
    run(town, "generate", Q1)
    path = town.answer(PARKS_ANSWERS)
    run(town, "generate", "2018-19-Q2")
    result = run(town, "read", "2018-19-Q2", str(path))
    assert f"or run 'plansheet -C \"{town.root}\" read 2018-19-Q1' if it was" in result.stderr
