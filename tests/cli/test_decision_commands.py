"""`accept`, `decline` and `choose`, from the words a person types to the files they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from town import PARKS_ANSWERS, Q1, Town, new_town

from plansheet import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ASKED: dict[str, object] = {
    "About": "PK01",
    "Change": "Target",
    "Proposed": "82%",
    "From": "next quarter",
    "Reason": "New survey.",
}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path)
    found.generate()
    found.answer({**PARKS_ANSWERS, "Requests": {"1": ASKED, "2": {**ASKED, "Change": "Other"}}})
    found.read()
    return found


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli.cli, ["-C", str(town.root), *words], prog_name="plansheet")


def test_a_request_is_accepted_once(town: Town) -> None:
    words = ["accept", Q1, "parks", "Requests:1", "--reason", "Agreed by Cabinet"]
    words += ["--value", "84%", "--from", "2019/20", "--approved-by", "Cabinet"]
    before = town.snapshot()
    tried = run(town, *words, "--dry-run")
    assert (tried.exit_code, town.snapshot()) == (0, before)
    first, second = run(town, *words), run(town, *words)
    assert (tried.output, first.exit_code, second.exit_code) == (first.output, 0, 0)
    assert first.output.splitlines() == [
        "parks 2018-21.md: PK01: Target '84%' from Q1 2019/20",
        "Requests:1 of Parks is accepted.",
    ]
    assert second.output == "Requests:1 of Parks is accepted already. Nothing was changed.\n"
    text = (town.root / "templates" / "plans" / "parks 2018-21.md").read_text(encoding="utf-8")
    assert text.endswith(
        "| PK01 | Target | | 84% | 2019-20-Q1 | Agreed by Cabinet (request 1 of Q1 2018/19) | "
        "Cabinet |\n"
    )


def test_what_is_done_by_hand_is_said(town: Town) -> None:
    found = run(town, "accept", Q1, "parks", "2", "--reason", "Agreed")
    assert found.stdout == "Requests:2 of Parks is accepted.\n"
    assert found.stderr == "Do what it asks by hand, in the plan or outside it.\n"


def test_a_request_is_declined(town: Town) -> None:
    found = run(town, "decline", Q1, "parks", "Requests:1", "--reason", "Not this year")
    assert (found.exit_code, found.output) == (0, "Requests:1 of Parks is declined.\n")
    again = run(town, "accept", Q1, "parks", "Requests:9", "--reason", "Agreed")
    assert again.exit_code == 2
    assert again.output == (
        "plansheet: The return of parks for Q1 2018/19 has no request 9. Its requests are: "
        "Requests:1, Requests:2.\n"
    )
    assert run(town, "decline", Q1, "parks", "Requests:1").exit_code == 2


def test_one_of_two_versions_is_chosen(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.answer(PARKS_ANSWERS, name="one.xlsx")
    town.answer({**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": 0.9}}}, name="two.xlsx")
    town.read()
    words = ["choose", Q1, "parks", "two.xlsx", "--reason", "By telephone", "--approved-by", "A"]
    before = town.snapshot()
    tried = run(town, *words, "--dry-run")
    assert (tried.exit_code, town.snapshot()) == (0, before)
    first, second = run(town, *words), run(town, *words)
    assert (first.exit_code, first.output) == (
        0,
        "'two.xlsx' counts for Parks; the other one is kept.\n",
    )
    assert second.output == "'two.xlsx' counts already. Nothing was changed.\n"
    assert town.figures()["PK01"]["actual"] == "0.9"
    assert run(town, "choose", Q1, "parks", "three.xlsx", "--reason", "x").exit_code == 2
    assert run(town, "choose", Q1, "parks", "two.xlsx").exit_code == 2
