"""Damaged returns through the whole of `read`: each ends, and is kept as it came."""

from __future__ import annotations

import hashlib
import shutil
from random import Random
from typing import TYPE_CHECKING

import damage
import pytest
from filled_returns import ISSUED
from make_returns import council_of_data
from strangers import xlsx
from town import Q1, Town, rows_of

from plansheet.excel.read import read_book
from plansheet.jobs.council import opened, quarter_of

if TYPE_CHECKING:
    from pathlib import Path

PARKS = damage.Sent(
    read_book((ISSUED / f"parks {Q1}.xlsx").read_bytes(), open_blanks=True), quarter_of(Q1)
)
ANSWERS, HARMS = 6, 10


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return council_of_data(tmp_path_factory.mktemp("council"))


def damaged(seed: int) -> damage.Damaged:
    """Return a return of Parks that was filled in and then damaged."""
    pick = Random(seed).choice  # noqa: S311 - to be repeated, not to be secret
    book = damage.untouched(PARKS)
    for _ in range(ANSWERS):
        damage.type_clearly(book, pick)
    for _ in range(HARMS):
        pick(damage.DAMAGES)(book, pick)
    return book


def test_what_is_written_is_what_is_read() -> None:
    book = damaged(1).found()
    found = read_book(xlsx(book), open_blanks=True)
    said = [(sheet.name, sheet.cells, sheet.hidden, sheet.merged) for sheet in found.sheets]
    assert said == [(sheet.name, sheet.cells, sheet.hidden, sheet.merged) for sheet in book.sheets]
    assert found.properties == book.properties


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_return_is_kept_and_nothing_wrong_of_it_is_used(
    council: Town, tmp_path: Path, seed: int
) -> None:
    shutil.copytree(council.root, tmp_path / "council")
    town = Town(tmp_path / "council", council.now)
    book = damaged(seed)
    path = town.drop("parks.xlsx", xlsx(book.found()))
    data = path.read_bytes()
    (entry,) = rows_of(town.read(), "returns")
    sha256 = hashlib.sha256(data).hexdigest()
    assert path.read_bytes() == data
    assert (town.root / "archive" / sha256[:2] / f"{sha256}.xlsx").read_bytes() == data
    assert (entry["sha256"], entry["status"]) in {(sha256, "accepted"), (sha256, "held")}
    collected = PARKS.read(read_book(data))
    assert damage.wrongly_accepted(book, collected) == []
    with opened(town.root, read_only=True) as kept:
        (record,) = kept.ledger.returns(quarter_of(Q1))
        returned = kept.ledger.loaded_return(record.number)
    assert returned.answers == collected.answers
