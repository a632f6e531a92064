"""The council's folder: its paths, its archive, and starting one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from plansheet.errors import StoreError
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.store import LONGEST_PATH, Store

Q2 = Quarter(FinancialYear(2018), 2)


def test_everything_stands_where_the_contract_says() -> None:
    store = Store(Path("council"))
    paths = [
        store.settings_path,
        store.ledger_path,
        store.plans_folder,
        store.wording_folder,
        store.style_path,
        store.report_folder,
        store.issued_path("community-partnerships", Q2),
        store.returned_folder(Q2),
        store.queries_path("community-partnerships", Q2),
        store.queries_path("community-partnerships", Q2, ".md"),
        store.outbox_path(Q2, "issue community-partnerships"),
        store.decisions_path(Q2),
        store.compiled_path(Q2),
        store.compiled_path(Q2, 2),
        store.reports_folder(Q2),
    ]
    assert [path.as_posix() for path in paths] == [
        "council/plansheet.toml",
        "council/plansheet.db",
        "council/templates/plans",
        "council/templates/wording",
        "council/templates/style.toml",
        "council/templates/report",
        "council/workbooks/2018-19-Q2/issued/community-partnerships 2018-19-Q2.xlsx",
        "council/workbooks/2018-19-Q2/returned",
        "council/workbooks/2018-19-Q2/queries/community-partnerships 2018-19-Q2 queries.xlsx",
        "council/workbooks/2018-19-Q2/queries/community-partnerships 2018-19-Q2 queries.md",
        "council/workbooks/2018-19-Q2/outbox/issue community-partnerships.eml",
        "council/workbooks/2018-19-Q2/Decisions 2018-19-Q2.xlsx",
        "council/workbooks/2018-19-Q2/Performance Data Collection 2018-19-Q2.xlsx",
        "council/workbooks/2018-19-Q2/Performance Data Collection 2018-19-Q2 v2.xlsx",
        "council/workbooks/2018-19-Q2/reports",
    ]


def test_a_workbook_that_excel_could_not_open_there_is_refused() -> None:
    top = Path("/council")
    name = "Decisions 2018-19-Q2.xlsx"
    short = len(str(Store(top / "x").decisions_path(Q2).absolute()))
    longest = top / ("x" * (1 + LONGEST_PATH - short))
    assert len(str(Store(longest).decisions_path(Q2).absolute())) == LONGEST_PATH
    with pytest.raises(StoreError) as raised:
        Store(longest.with_name(longest.name + "x")).decisions_path(Q2)
    assert str(raised.value) == (
        f"'{name}' would stand at a path of 219 characters, and Excel opens none of more than "
        "218. Move the council's folder to a place with a shorter path."
    )
    assert Store(longest / "deeper").queries_path("parks", Q2, ".md").suffix == ".md"


def test_a_path_is_shown_from_the_council_s_folder(tmp_path: Path) -> None:
    store = Store(tmp_path / "council")
    assert store.shown(store.returned_folder(Q2)) == "workbooks/2018-19-Q2/returned"
    assert store.shown(tmp_path / "elsewhere.xlsx") == str(tmp_path / "elsewhere.xlsx")


def test_plans_are_listed_by_name_without_what_is_no_plan(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.create({})
    for name in ("b 2018-21.md", "A 2018-21.xlsx", "~$A 2018-21.xlsx", "Thumbs.db", "c.pdf"):
        (store.plans_folder / name).touch()
    (store.plans_folder / "old").mkdir()
    assert [path.name for path in store.plans()] == ["A 2018-21.xlsx", "b 2018-21.md", "c.pdf"]


def test_a_folder_without_plans_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        Store(tmp_path).plans()
    assert str(raised.value) == (
        f"The plans cannot be read, because the folder {tmp_path / 'templates' / 'plans'} cannot "
        "be opened (No such file or directory). Give the council's folder with -C, or run "
        "'plansheet init' to start one."
    )


@pytest.mark.parametrize(
    ("suffix", "ending"),
    [(".xlsx", ".xlsx"), (".XLSX", ".xlsx"), ("", ""), ("./../x", ""), (".x y", "")],
)
def test_bytes_are_archived_under_their_sha256(tmp_path: Path, suffix: str, ending: str) -> None:
    store = Store(tmp_path)
    sha256 = store.archive(b"a return", suffix)
    assert sha256 == hashlib.sha256(b"a return").hexdigest()
    path = tmp_path / "archive" / sha256[:2] / f"{sha256}{ending}"
    assert [item for item in (tmp_path / "archive").rglob("*") if item.is_file()] == [path]
    assert store.archived(sha256) == b"a return"


def test_the_archive_is_written_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sha256 = store.archive(b"a return", ".xlsx")
    (path,) = (tmp_path / "archive" / sha256[:2]).iterdir()
    before = path.stat()
    assert store.archive(b"a return", ".ods") == sha256
    assert list(path.parent.iterdir()) == [path]
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_gone_from_the_archive_or_changed_there_is_not_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sha256 = store.archive(b"a return", ".xlsx")
    (path,) = (tmp_path / "archive" / sha256[:2]).iterdir()
    path.write_bytes(b"b return")
    with pytest.raises(StoreError) as raised:
        store.archived(sha256)
    assert str(raised.value) == (
        f"The file archive/{sha256[:2]}/{sha256}.xlsx has been changed since it was archived, so "
        "it is not used. Bring it back from a backup and run this again."
    )
    path.unlink()
    for wanted in (sha256, "../*", ""):
        with pytest.raises(StoreError, match="is missing from the archive folder"):
            store.archived(wanted)


def test_a_new_folder_gets_what_is_missing_and_keeps_what_it_has(tmp_path: Path) -> None:
    store = Store(tmp_path / "new" / "council")
    files = {"plansheet.toml": b"new", "templates/plans/parks 2018-21.md": b"plan"}
    assert store.missing(files) == tuple(files)
    assert not store.root.exists()
    assert store.create(files) == tuple(files)
    store.settings_path.write_bytes(b"mine")
    assert store.create(files | {"templates/style.toml": b"style"}) == ("templates/style.toml",)
    assert store.settings_path.read_bytes() == b"mine"
    assert sorted(path.relative_to(store.root).as_posix() for path in store.root.rglob("*")) == [
        "archive",
        "plansheet.toml",
        "templates",
        "templates/plans",
        "templates/plans/parks 2018-21.md",
        "templates/report",
        "templates/style.toml",
        "templates/wording",
        "workbooks",
    ]


def test_a_folder_cannot_be_started_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "council").touch()
    with pytest.raises(StoreError) as raised:
        Store(tmp_path / "council").create({})
    assert str(raised.value) == (
        f"The folder {tmp_path / 'council' / 'templates' / 'plans'} could not be made: Not a "
        "directory. Check that you may write there and that no file has its name."
    )
