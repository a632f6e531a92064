"""A ledger that is lost or older than the archive: told, and nothing goes on as if it were new."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from database_server import PASSWORD, on_server
from town import PARKS_ANSWERS, Q1, Q2, Town, codes_of, compiled_town, new_town

from plansheet import cli
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.verify import verify_council
from plansheet.model.log import Begun, Ended

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from database_server import PostgresServer

    from plansheet.jobs.outcome import Outcome

LOST = (
    "The ledger plansheet.db is missing or empty, and 9 files lie in archive and "
    "workbooks/PERIOD/issued: what was issued, read and decided is lost with it, and workbooks "
    "that are out would not be known. Bring it back from a backup (of the council's folder, of the "
    "server, or a file that 'plansheet ledger backup' wrote; see Backups in the README). If there "
    "is none, 'plansheet ledger adopt' goes on with the files that there are."
)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Return a council that has read and compiled a quarter."""
    return compiled_town(tmp_path_factory.mktemp("lost"))


@pytest.fixture
def town(compiled: Town, tmp_path: Path) -> Town:
    shutil.copytree(compiled.root, tmp_path / "council")
    return Town(tmp_path / "council", ids=compiled.ids)


def lose(town: Town) -> None:
    (town.root / "plansheet.db").unlink()


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *words], prog_name="plansheet")


def called(town: Town, text: str) -> str:
    """Return a message with its commands as they are typed for this folder."""
    return text.replace("'plansheet ", f'\'plansheet -C "{town.root}" ')


def verified(town: Town) -> Outcome:
    return town.run(lambda council: verify_council(council, town.world()), read_only=True)


def issued_unknown(town: Town) -> None:
    """Issue a workbook, and put back the ledger that does not know of it."""
    before = (town.root / "plansheet.db").read_bytes()
    town.generate(Q2, "parks")
    (town.root / "plansheet.db").write_bytes(before)


def entered(town: Town, what: str, period: str = Q2, status: int | None = None) -> None:
    """Enter a command in the log; without a status as one that was broken off."""
    with opened(town.root) as council:
        log = council.ledger.log
        number = log.begin(Begun("officer", what, "1", town.now, period))
        if status is not None:
            log.end(number, Ended(town.now, status, "stopped"))


@pytest.mark.parametrize(
    "words",
    [
        ("generate", Q1),
        ("compile", Q1),
        ("generate", Q1, "--dry-run"),
        ("ledger", "backup", "lost.db"),
    ],
    ids=" ".join,
)
def test_where_the_ledger_is_lost_no_command_writes(town: Town, words: tuple[str, ...]) -> None:
    lose(town)
    before = town.snapshot()
    result = run(town, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"plansheet: {called(town, LOST)}\n"
    assert town.snapshot() == before, "a new ledger would be in the way of the backup"


def test_an_empty_ledger_is_a_lost_one(town: Town) -> None:
    (town.root / "plansheet.db").write_bytes(b"")
    assert run(town, "generate", Q1).exit_code == 2


def test_issued_workbooks_alone_tell_that_it_is_lost(town: Town) -> None:
    lose(town)
    shutil.rmtree(town.root / "archive")
    assert "and 2 files lie in archive" in run(town, "generate", Q1).stderr


def test_verify_and_ledger_check_and_next_say_that_it_is_lost(town: Town) -> None:
    lose(town)
    outcome = verified(town)
    assert [(each.code, each.message) for each in outcome.problems] == [("ledger-lost", LOST)]
    assert (outcome.status, outcome.lines[-1]) == (1, "1 fault.")
    check = run(town, "ledger", "check")
    assert (check.exit_code, check.stdout) == (1, "")
    assert called(town, LOST) in check.stderr
    assert run(town, "next").stdout == (
        "Bring the ledger back from a backup, since it is missing or empty and 9 files of what was "
        f'issued and returned would not be known; then run: plansheet -C "{town.root}" verify\n'
    )


def test_who_has_no_backup_goes_on_with_what_there_is(town: Town) -> None:
    lose(town)
    before = town.snapshot()
    assert run(town, "ledger", "adopt", "--dry-run").stdout == (
        "7 files taken over into the ledger plansheet.db.\n"
    )
    assert town.snapshot() == before
    result = run(town, "ledger", "adopt")
    assert (result.exit_code, result.stdout) == (
        0,
        "7 files taken over into the ledger plansheet.db.\n",
    )
    assert (codes_of(verified(town)), verified(town).lines[-1]) == ([], "Nothing is lost.")
    assert run(town, "generate", Q1).exit_code == 0
    assert codes_of(town.read()) == ["unknown-issue", "unknown-issue"]
    again = run(town, "ledger", "adopt")
    assert (again.stdout, again.stderr) == (
        "",
        "The ledger knows every file of the archive. Nothing needs doing.\n",
    )


def test_what_is_issued_is_archived_where_the_archive_is_lost_too(town: Town) -> None:
    lose(town)
    issued = town.issued().read_bytes()
    shutil.rmtree(town.root / "archive")
    assert run(town, "ledger", "adopt").stdout.startswith("2 files taken over")
    assert run(town, "generate", Q1).exit_code == 0
    assert issued in town.snapshot().values()
    assert codes_of(verified(town)) == []


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_ledger_that_is_older_than_the_archive_is_told(town: Town, *, goes_on: bool) -> None:
    """Also where workbooks were issued anew meanwhile, over those that are out."""
    older = (town.root / "plansheet.db").read_bytes()
    town.generate(Q2)
    (town.root / "plansheet.db").write_bytes(older)
    if goes_on:
        town.generate(Q2)
    outcome = verified(town)
    assert (codes_of(outcome)[0], outcome.status) == ("ledger-older", 1)
    assert "so it is older than the archive: what was issued, read and decided since is lost" in (
        outcome.problems[0].message
    )
    assert run(town, "ledger", "adopt").exit_code == 0
    assert codes_of(verified(town)) == []


def test_a_return_that_the_ledger_does_not_know_tells_it_too(town: Town) -> None:
    town.generate(Q2)
    older = (town.root / "plansheet.db").read_bytes()
    town.answer(PARKS_ANSWERS, period=Q2)
    town.read(Q2)
    (town.root / "plansheet.db").write_bytes(older)
    assert "ledger-older" in codes_of(verified(town))


@pytest.mark.parametrize(
    ("what", "period", "status"),
    [("generate 2018-19-Q2", Q2, None), ("generate 2018-19-Q2", Q2, 2), ("retention", "", None)],
)
def test_what_a_command_left_that_was_broken_off_is_a_note(
    town: Town, what: str, period: str, status: int | None
) -> None:
    entered(town, what, period, status)
    issued_unknown(town)
    outcome = verified(town)
    assert (codes_of(outcome), outcome.status) == (["archive-unknown"], 0)


@pytest.mark.parametrize(
    ("what", "period", "status"), [("generate 2018-19-Q1", Q1, None), ("generate x", Q2, 0)]
)
def test_another_command_explains_nothing(
    town: Town, what: str, period: str, status: int | None
) -> None:
    entered(town, what, period, status)
    issued_unknown(town)
    assert "ledger-older" in codes_of(verified(town))


def test_the_first_command_that_was_broken_off_is_finished_by_running_it_again(
    tmp_path: Path,
) -> None:
    town = new_town(tmp_path)
    entered(town, "generate 2018-19-Q1", Q1)
    with opened(town.root) as council:
        council.store.archive(b"a workbook that was not entered", ".xlsx")
    assert run(town, "generate", Q1).exit_code == 0
    assert town.states() == {"housing": "issued", "parks": "issued"}


def test_a_ledger_on_this_computer_that_is_lost_with_its_copy(town: Town, tmp_path: Path) -> None:
    lose(town)
    path = tmp_path / "here" / "ledger.db"
    town.configure(f'[ledger]\npath = "{path.as_posix()}"\n')
    result = run(town, "generate", Q1)
    assert (result.exit_code, f"The ledger {path} is missing or empty" in result.stderr) == (
        2,
        True,
    )
    assert (path.exists(), (town.root / "plansheet.db").exists()) == (False, False)
    assert run(town, "ledger", "adopt").exit_code == 0
    assert run(town, "generate", Q1).exit_code == 0


def test_a_ledger_on_a_server_that_is_lost(
    town: Town, database_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(town)
    monkeypatch.setenv("PLANSHEET_LEDGER_SECRET", PASSWORD)
    on_server(town.root, database_server.ledger("", council="Our Council"))
    result = run(town, "generate", Q1)
    assert (result.exit_code, "is missing or empty" in result.stderr) == (2, True)
    assert run(town, "ledger", "adopt").exit_code == 0
    assert run(town, "generate", Q1).exit_code == 0


def test_a_new_folder_has_lost_nothing(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    assert run(town, "generate", Q1).exit_code == 0
    with opened(town.root, read_only=True) as council:
        assert len(council.ledger.issues(quarter_of(Q1))) == 2
