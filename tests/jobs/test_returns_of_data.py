"""Every file of tests/data/returns ends as the text beside it says, and as its folder is called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from make_returns import DATA, council_of_data, returns_of_data, told
from town import Town

FILES = {path.relative_to(DATA).as_posix(): path for path in returns_of_data()}
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Return a council to which nothing has come back yet."""
    return council_of_data(tmp_path_factory.mktemp("council"))


@pytest.fixture
def town(council: Town, tmp_path: Path) -> Town:
    """Return a copy of that council."""
    shutil.copytree(council.root, tmp_path / "council")
    return Town(tmp_path / "council", council.now)


@pytest.mark.parametrize("name", FILES)
def test_a_file_ends_as_the_text_beside_it_says(town: Town, name: str) -> None:
    path = FILES[name]
    expected = Path(f"{path}.txt").read_text(encoding="utf-8")
    before = path.read_bytes()
    assert told(town, path) == expected
    assert path.read_bytes() == before
    ends = [line.partition(": ")[2] for line in expected.splitlines() if line[0] != " "]
    assert ends
    assert all(end.startswith(path.parent.name) for end in ends)


def test_every_kind_of_end_has_its_files_and_all_are_small() -> None:
    kinds = {"accepted", "held", "rejected", "skipped"}
    assert {path.parent.name for path in FILES.values()} == kinds
    assert len(FILES) > 60
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < MOST_BYTES
