"""`history import`, from the words a person types to what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from town import Town, new_town

from plansheet import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *words], prog_name="plansheet")


def test_a_file_is_taken_in_once_and_what_it_lacks_is_told(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "past.csv"
    path.write_text("Service,Ref,2017/18 Q1\nParks,PK01,78%\nParks,PK99,5\n", encoding="utf-8")
    before = town.snapshot()
    tried = run(town, "history", "import", str(path), "--dry-run")
    assert (tried.exit_code, town.snapshot()) == (1, before)
    first = run(town, "history", "import", str(path))
    assert (first.exit_code, first.stdout) == (1, tried.stdout)
    assert first.stdout == "past.csv: 1 figure: 1 new, 0 changed, 0 as before\n"
    assert "No plan of Parks lists the ref 'PK99'" in first.stderr
    second = run(town, "history", "import", str(path))
    assert second.stdout == "past.csv: 1 figure: 0 new, 0 changed, 1 as before\n"


def test_a_file_of_something_else_stops_it(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK")
    result = run(town, "history", "import", str(path))
    assert result.exit_code == 2
    assert "'letter.docx' cannot be used: it is a .docx file. Save it as" in result.stderr
