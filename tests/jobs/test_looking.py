"""One file looked at ahead of its turn: what comes of it, and what is left to its turn."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from filled_returns import answering, filled, other_workbook
from make_returns import council_of_data
from strangers import e_mail
from town import Q1, new_town

from plansheet.collect.book import collect
from plansheet.collect.identity import identity_of
from plansheet.excel.read import read_book
from plansheet.jobs.arrival import opening
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.issue import asked_of, book_of
from plansheet.jobs.looking import Arrival, Desk, look_at
from plansheet.jobs.making import content_of
from plansheet.jobs.receive import Run

if TYPE_CHECKING:
    from pathlib import Path

    from town import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return council_of_data(tmp_path)


@pytest.fixture
def desk(town: Town) -> Desk:
    with opened(town.root) as council, opening(council.settings, "open sesame") as opener:
        return Run(council, quarter_of(Q1), town.world(), opener).desk()


def test_a_desk_has_the_limits_the_passwords_and_the_issues_of_the_quarter(
    town: Town, desk: Desk
) -> None:
    with opened(town.root) as council:
        issues = council.ledger.issues(quarter_of(Q1))
    assert desk.issues == {each.issue_id: each.sha256 for each in issues}
    assert desk.passwords == ("open sesame",)
    assert (desk.limits.seconds, desk.limits.unpacked_bytes, desk.memory_mb) == (20, 200 << 20, 512)


def test_a_return_is_compared_with_its_issue_and_comes_back_small(desk: Desk) -> None:
    data = answering(250, ref="PK02")
    book = read_book(data)
    identity = identity_of(book)
    assert identity is not None
    assert desk.store is not None
    sent = read_book(desk.store.archived(desk.issues[identity.issue_id]), open_blanks=True)
    looked = look_at(desk, Arrival(data))
    assert looked is not None
    assert looked.arrived is not None
    assert looked.sha256 == hashlib.sha256(data).hexdigest()
    assert looked.arrived.identity == identity
    assert looked.arrived.issue == desk.issues[identity.issue_id]
    assert looked.arrived.collected == collect(book, sent, desk.quarter, desk.schemes)
    assert looked.opened.book == looked.arrived.book
    assert looked.arrived.book.sheets == ()
    assert looked.arrived.book.properties == book.properties


def test_a_refusal_is_kept_for_its_turn(desk: Desk) -> None:
    looked = look_at(desk, Arrival(b"%PDF-1.7"))
    assert looked is not None
    assert looked.arrived is None
    assert looked.opened.refused is not None
    assert looked.opened.refused.code == "not-a-workbook"


def test_what_more_is_needed_for_waits_for_its_turn(desk: Desk) -> None:
    for data in (
        e_mail("Here.", ("a.xlsx", filled())),
        other_workbook(),
        filled(service="parks", period="2018-19-Q2"),
    ):
        assert look_at(desk, Arrival(data)) is None


def test_what_a_workbook_would_say_is_known_without_its_being_written(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    quarter = quarter_of(Q1)
    with opened(town.root) as council:
        issue = council.ledger.newest_issue(quarter, "parks")
        plan = council.plan_for("parks", quarter)
        assert issue is not None
        assert plan is not None
        asked = asked_of(council, plan, quarter, issue.number, issue.issue_id)
        assert content_of(None, asked) == issue.content_sha256
        assert len(book_of(council, plan, quarter, 1, "x").pages) > 3
