"""Two commands at once: the second finds what the first has done, and takes nothing of it away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from town import HOUSING_ANSWERS, PARKS_ANSWERS, Q1, Q3, Town, new_town

from plansheet.errors import LedgerError, PlanError
from plansheet.jobs import board, decisions, plan_files, queries
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.issue import generate_workbooks
from plansheet.jobs.outcome import World
from plansheet.jobs.plan_changes import Asked, change_plan
from plansheet.jobs.quarters import each_service
from plansheet.model.records import Choice, Decision

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "templates/plans/parks 2018-21.md"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return new_town(tmp_path)


def test_of_two_that_issue_the_second_leaves_the_first_ones_workbooks(town: Town) -> None:
    def meanwhile() -> str:
        if not town.issued().exists():
            town.generate()
        return "id-of-the-second"

    with opened(town.root) as council, pytest.raises(LedgerError) as raised:
        generate_workbooks(council, quarter_of(Q1), World(town.now, meanwhile))
    assert str(raised.value) == ("Another plansheet has issued Housing meanwhile. Run this again.")
    with opened(town.root) as council:
        (issue,) = council.ledger.issues(quarter_of(Q1), "parks")
        assert council.store.archived(issue.sha256) == town.issued().read_bytes()
    again = town.generate()
    assert [line.partition(", ")[2].partition(":")[0] for line in again.lines] == [
        "as issued before",
        "as issued before",
    ]


def answered(town: Town) -> None:
    town.generate()
    town.answer(PARKS_ANSWERS)
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()


def test_of_two_that_compile_the_second_writes_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(town)
    made = board._made  # noqa: SLF001 - between being made and being written

    def meanwhile(*given: object) -> object:
        monkeypatch.setattr(board, "_made", made)
        town.compile()
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(board, "_made", meanwhile)
    with pytest.raises(LedgerError, match="Another plansheet has compiled Q1 2018/19 meanwhile"):
        town.compile()
    assert town.compile().lines[0].startswith("Nothing has changed: ")


def test_a_version_that_a_killed_run_left_is_written_again(town: Town) -> None:
    answered(town)
    path = town.root / "workbooks" / Q1 / f"Performance Data Collection {Q1}.xlsx"
    with opened(town.root) as council:
        council.store.archive(b"what the run had made", ".xlsx")
    path.write_bytes(b"what the run had made")
    assert town.compile().lines == (f"workbooks/{Q1}/{path.name}",)
    assert path.read_bytes() != b"what the run had made"


def test_what_somebody_else_put_in_the_place_of_a_version_stays(town: Town) -> None:
    answered(town)
    folder = town.root / "workbooks" / Q1
    (folder / f"Performance Data Collection {Q1}.xlsx").write_bytes(b"somebody's")
    (folder / f"Performance Data Collection {Q1} v2.xlsx").mkdir()
    assert town.compile().lines[0].endswith("v3.xlsx")


def test_of_two_that_change_a_plan_the_second_is_told(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, archive = town.root / PLAN, plan_files.archive_plan

    def meanwhile(*given: object) -> None:
        archive(*given)  # type: ignore[arg-type]
        path.write_bytes(path.read_bytes() + b"\nA note.\n")

    monkeypatch.setattr(plan_files, "archive_plan", meanwhile)
    asked = Asked("PK01", "Target", "82%", quarter_of(Q3), "New")
    with opened(town.root) as council, pytest.raises(PlanError) as raised:
        change_plan(council, "parks", asked, town.world())
    assert str(raised.value) == "'parks 2018-21.md' was changed meanwhile. Run this again."
    assert path.read_text(encoding="utf-8").endswith("A note.\n")


def test_a_request_whose_plan_was_changed_by_a_run_that_was_killed_keeps_the_old_words(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.generate()
    title = {
        "About": "PK01",
        "Change": "Title",
        "Proposed": "Tidy parks",
        "From": "next quarter",
        "Reason": "Clearer.",
    }
    town.answer({**PARKS_ANSWERS, "Requests": {"1": title}})
    town.read()
    decided = decisions.Decided(quarter_of(Q1), "parks", "Requests:1", "Agreed")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(decisions, "_keep", killed)
        with opened(town.root) as council, pytest.raises(KeyboardInterrupt):
            decisions.accept_request(council, decided, town.world())
    town.run(lambda council: decisions.accept_request(council, decided, town.world()))
    with opened(town.root, read_only=True) as council:
        (kept,) = council.ledger.decisions(quarter_of(Q1), "parks")
    assert kept.outcome == (
        "In the plan: Indicators:PK01: Title 'Tidy parks' instead of 'Parks that are clean' from "
        "Q2 2018/19"
    )


def test_what_another_reads_while_queries_are_written_is_asked_about_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.generate()
    parks = town.answer(PARKS_ANSWERS)
    asked = {"Indicators": {"HS01": {"Numerator": "a few", "Denominator": 190}}}
    housing = town.answer(asked, "housing")

    def meanwhile(*given: object, **how: object) -> object:
        monkeypatch.setattr(queries, "each_service", each_service)
        town.read(Q1, housing)
        return each_service(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(queries, "each_service", meanwhile)
    town.read(Q1, parks)
    folder = town.root / "workbooks" / Q1 / "queries"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"housing {Q1} queries.md",
        f"housing {Q1} queries.xlsx",
    ]


def test_two_who_decide_the_same_at_once_decide_once(town: Town) -> None:
    accepted = Decision(
        quarter_of(Q1),
        "parks",
        "Indicators",
        "PK01",
        "Actual",
        said="0.79",
        choice=Choice.ACCEPT,
        value="79%",
        outcome="",
        reason="By telephone",
        by="Manager",
        sha256="a" * 64,
        made=town.now,
    )
    otherwise = replace(accepted, value="80%")
    with opened(town.root) as one, opened(town.root) as other:
        one.ledger.add_decision(accepted)
        other.ledger.add_decision(replace(accepted, made=town.now.replace(hour=10)))
        other.ledger.add_decision(otherwise)
        one.ledger.add_decision(accepted)
        kept = one.ledger.decisions(quarter_of(Q1), "parks")
    assert kept == (accepted, otherwise, accepted)
