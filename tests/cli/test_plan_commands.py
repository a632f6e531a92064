"""The commands that change plans, from the words a person types to the files they leave."""

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


def run(town: Town, *arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *arguments], prog_name="plansheet")


def names(town: Town) -> list[str]:
    folder = town.root / "templates" / "plans"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


def test_a_change_is_made_once(town: Town) -> None:
    words = ["plan", "change", "parks", "Indicators:PK01", "Target", "82%", "--from", "2018-19-Q3"]
    words += ["--reason", "New survey", "--approved-by", "Board"]
    before = town.snapshot()
    assert run(town, *words, "--dry-run").exit_code == 0
    assert town.snapshot() == before
    first, second = run(town, *words), run(town, *words)
    assert (first.exit_code, second.exit_code) == (0, 0)
    said = "parks 2018-21.md: PK01: Target '82%' from Q3 2018/19 (it was '80%')"
    assert first.output.splitlines()[0] == said
    assert "already. Nothing was changed." in second.output
    text = (town.root / "templates" / "plans" / "parks 2018-21.md").read_text(encoding="utf-8")
    assert text.endswith("| PK01 | Target | 80% | 82% | 2018-19-Q3 | New survey | Board |\n")


def test_a_move_needs_no_reason(town: Town) -> None:
    words = (
        "plan",
        "move",
        "PK02",
        "--to",
        "housing",
        "--from",
        "Q4 2018/19",
        "--service",
        "parks",
    )
    assert run(town, *words).output.splitlines()[0] == (
        "parks 2018-21.md: PK02: Moved to 'housing' from Q4 2018/19 (it was 'parks')"
    )
    for again in (words, words[:-2]):
        assert run(town, *again).output.splitlines()[0].endswith("Nothing was changed.")


def test_a_year_of_drafts_outturn_and_budgets(town: Town, tmp_path: Path) -> None:
    assert run(town, "plan", "roll", "2019-20").exit_code == 0
    assert names(town)[:2] == ["drafts/housing 2019-22.md", "drafts/parks 2019-22.md"]
    sheet = tmp_path / "budgets.csv"
    sheet.write_text("Service,Heading,2019/20\nParks,Net cost,5\nZoo,Net cost,5\n", "utf-8")
    filled = run(town, "plan", "budgets", str(sheet))
    assert filled.exit_code == 1
    assert "'Zoo' is no service with a plan" in filled.output
    approved = run(
        town, "plan", "roll", "2019/20", "--approve", "--by", "Board", "--service", "parks"
    )
    assert approved.exit_code == 0
    assert names(town) == [
        *("drafts/housing 2019-22.md", "housing 2018-21.md"),
        *("parks 2018-19.md", "parks 2019-22.md"),
    ]
    outturn = run(town, "plan", "outturn", "2018-19", "--service", "housing")
    assert outturn.exit_code == 0
    assert "1 still open" in outturn.output


STOPPED = [
    ("change", "parks", "PK01", "Colour", "Red", "--from", "2018-19-Q3", "--reason", "x"),
    ("change", "parks", "PK01", "Target", "82%", "--from", "soon", "--reason", "x"),
    ("change", "zoo", "PK01", "Target", "82%", "--from", "2018-19-Q3", "--reason", "x"),
    ("change", "parks", "PK01", "Target", "82%", "--from", "2018-19-Q3"),
    ("move", "PK99", "--to", "housing", "--from", "2018-19-Q3"),
    ("move", "PK01", "--from", "2018-19-Q3"),
    ("roll", "next"),
    ("roll", "2019-20", "--approve"),
    ("outturn", "2030-31"),
    ("budgets", "nowhere.csv"),
]


@pytest.mark.parametrize("words", STOPPED)
def test_what_cannot_be_done_is_exit_2(words: tuple[str, ...], town: Town) -> None:
    result = run(town, "plan", *words)
    assert result.exit_code == 2
    assert result.stderr.startswith(("plansheet: ", "Usage: "))
