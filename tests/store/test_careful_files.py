"""Files that people drop in, and files written: nothing altered, followed, hung on or torn."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path

import pytest

from plansheet.errors import StoreError
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.store import (
    OpenElsewhereError,
    Store,
    StoreRefusal,
    passed_over,
    read_candidate,
    read_whole,
    take_away,
    write_whole,
)

Q2 = Quarter(FinancialYear(2018), 2)
LOCK = "it is a lock file, which is there only while a workbook is open"
MEGABYTE = 1024 * 1024


def names(store: Store, *paths: Path) -> list[str]:
    return [candidate.name for candidate in store.returned(Q2, paths)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "council")
    store.returned_folder(Q2).mkdir(parents=True)
    return store


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("community-partnerships 2018-19-Q2.xlsx", ""),
        ("notes.pdf", ""),
        ("~$parks 2018-19-Q2.xlsx", LOCK),
        ("late/~$parks.xlsx", LOCK),
        ("late\\~$parks.xlsx", LOCK),
        (".~lock.parks.xlsx#", LOCK),
        ("Thumbs.db", "it is a file in which Windows keeps thumbnails"),
        ("EHTHUMBS.DB", "it is a file in which Windows keeps thumbnails"),
        ("desktop.ini", "it is a file in which Windows keeps how a folder looks"),
        (".DS_Store", "it is a hidden file"),
        (".gitkeep", "it is a hidden file"),
        ("._parks.xlsx", "it is a hidden file"),
        ("ABC123.TMP", "it is a temporary file"),
    ],
)
def test_what_is_passed_over_and_why(name: str, reason: str) -> None:
    assert passed_over(name) == reason


def test_returned_files_come_in_the_order_of_their_names(store: Store) -> None:
    folder = store.returned_folder(Q2)
    for name in ("b.xlsx", "A.xlsx", "a.xlsx", "C.pdf", "~$b.xlsx", "late/b.xlsx", "Late2/a.xlsx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    assert names(store) == [
        *("A.xlsx", "a.xlsx", "b.xlsx", "C.pdf", "late/b.xlsx", "Late2/a.xlsx", "~$b.xlsx")
    ]


def test_nothing_returned_yet_is_no_fault(store: Store) -> None:
    assert store.returned(Q2) == ()
    store.returned_folder(Q2).rmdir()
    assert store.returned(Q2) == ()


def test_files_and_folders_given_are_read_instead_and_once(store: Store, tmp_path: Path) -> None:
    (store.returned_folder(Q2) / "not this.xlsx").touch()
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("b.xlsx", "a.xlsx"):
        (inbox / name).touch()
    assert names(store, inbox / "b.xlsx", inbox) == ["a.xlsx", "b.xlsx"]
    (tmp_path / "shortcut").symlink_to(inbox)
    assert names(store, tmp_path / "shortcut") == ["a.xlsx", "b.xlsx"]


def test_a_path_that_is_not_there_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        store.returned(Q2, [tmp_path / "parks.xlsx"])
    assert str(raised.value) == (
        f"There is no file or folder '{tmp_path / 'parks.xlsx'}'. Check the name and run this "
        "again."
    )


def test_folders_that_are_hidden_linked_closed_or_too_deep_are_named_not_entered(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.returned_folder(Q2)
    (folder / ".git").mkdir()
    (folder / ".git" / "x.xlsx").touch()
    (folder / "link").symlink_to(tmp_path)
    (folder / "closed").mkdir()
    deep = folder / "1/2/3/4/5/6/7/8"
    deep.mkdir(parents=True)
    (deep / "too deep.xlsx").touch()
    (deep.parent / "deep.xlsx").touch()
    listing = Path.iterdir

    def iterdir(self: Path) -> object:
        if self.name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listing(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    found = {candidate.name: read_candidate(candidate.path, 10) for candidate in store.returned(Q2)}
    no_look = StoreRefusal("unreadable", "it is a folder that cannot be looked into")
    assert found == {
        ".git": no_look,
        "1/2/3/4/5/6/7/8": no_look,
        "1/2/3/4/5/6/7/deep.xlsx": b"",
        "closed": no_look,
        "link": StoreRefusal("unreadable", "it is a link to somewhere else"),
    }


def test_a_name_that_cannot_be_shown_is_made_visible(store: Store) -> None:
    (store.returned_folder(Q2) / "a\x07\udcff\u00a0b.xlsx").touch()
    assert names(store) == ["a\ufffd\ufffd\u00a0b.xlsx"]


def test_a_plain_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "parks.xlsx"
    path.write_bytes(b"x" * MEGABYTE)
    assert read_candidate(path, MEGABYTE) == b"x" * MEGABYTE
    with path.open("ab") as file:
        file.write(b"x")
    assert read_candidate(path, MEGABYTE) == StoreRefusal("limits", "it has more than 1 megabytes")


def test_links_pipes_sockets_and_devices_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The whole path may be longer than a socket's name can be.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real.xlsx").touch()
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    (tmp_path / "broken.xlsx").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.xlsx")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.xlsx")
        reasons = {
            path.name: read_candidate(path, 10)
            for path in (*tmp_path.iterdir(), Path("/dev/zero"), tmp_path)
            if path.name != "real.xlsx"
        }
    link = "it is a link to somewhere else"
    assert reasons == {
        "link.xlsx": StoreRefusal("unreadable", link),
        "broken.xlsx": StoreRefusal("unreadable", link),
        "pipe.xlsx": StoreRefusal("unreadable", "it is a pipe, not a file"),
        "socket.xlsx": StoreRefusal("unreadable", "it is a socket, not a file"),
        "zero": StoreRefusal("unreadable", "it is a device, not a file"),
        tmp_path.name: StoreRefusal("unreadable", "it is a folder that cannot be looked into"),
    }


def test_a_file_swapped_or_grown_after_the_first_look_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(b"small")
    seen = plain.lstat()
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "link.xlsx").symlink_to(plain)
    grown = tmp_path / "grown.xlsx"
    grown.write_bytes(b"much too large")
    monkeypatch.setattr(Path, "lstat", lambda _: seen)
    assert read_candidate(tmp_path / "pipe.xlsx", 10) == StoreRefusal(
        "unreadable", "it is a pipe, not a file"
    )
    assert read_candidate(tmp_path / "link.xlsx", 10) == StoreRefusal(
        "unreadable", "it could not be opened (Too many levels of symbolic links)"
    )
    monkeypatch.setattr(os, "fstat", lambda _: seen)
    assert read_candidate(grown, 10) == StoreRefusal("limits", "it has more than 0 megabytes")
    assert read_candidate(grown, 20) == b"much too large"


def test_a_kind_of_file_that_has_no_name_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = os.stat_result((0o150000, *(0,) * 9))
    monkeypatch.setattr(Path, "lstat", lambda _: odd)
    assert not stat.S_ISREG(odd.st_mode)
    assert read_candidate(tmp_path / "door", 10) == StoreRefusal("unreadable", "it is not a file")


def test_a_file_that_cannot_be_opened_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_candidate(tmp_path / "gone.xlsx", 10) == StoreRefusal(
        "unreadable", "it could not be opened (No such file or directory)"
    )
    (tmp_path / "parks.xlsx").touch()

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert read_candidate(tmp_path / "parks.xlsx", 10) == StoreRefusal(
        "unreadable",
        "it is open in another program, or you may not open it",
        "Close it in Excel, or have whoever keeps the folder let you open it, and run this again.",
    )


def test_a_file_is_written_whole_in_a_folder_made_for_it(tmp_path: Path) -> None:
    path = tmp_path / "workbooks" / "a.xlsx"
    assert write_whole(path, b"first")
    assert write_whole(path, b"later")
    assert read_whole(path) == b"later"
    assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_run_left_beside_a_file_goes_when_it_is_written_again(tmp_path: Path) -> None:
    left = tmp_path / ".a [1].xlsx.0123abcd.tmp"
    other = tmp_path / ".b.xlsx.0123abcd.tmp"
    for path in (left, other):
        path.write_bytes(b"half")
    assert write_whole(tmp_path / "a [1].xlsx", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, "a [1].xlsx"]


def test_what_a_killed_run_left_of_the_archive_goes_with_the_first_file_of_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        # As where the computer is switched off: nothing is taken away by itself.
        patched.setattr(Path, "replace", killed)
        patched.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            store.archive(b"with an id that is never given again", ".xlsx")
    (left,) = store.archive_paths()
    another = Store(store.root)
    first = another.archive(b"first", ".xlsx")
    assert not left.exists()
    # One that another run writes now is left alone from then on.
    left.write_bytes(b"half")
    second = another.archive(b"second", ".xlsx")
    names = {path.name for path in store.archive_paths()}
    assert names == {left.name, f"{first}.xlsx", f"{second}.xlsx"}


def test_what_two_write_at_once_is_never_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, replace = tmp_path / "a.xlsx", Path.replace

    def while_another_writes(self: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", replace)
        assert write_whole(path, b"the other's")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", while_another_writes)
    assert write_whole(path, b"mine")
    assert read_whole(path) == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_whose_place_is_fought_over_is_given_up_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(Path, "replace", gone)
    with pytest.raises(StoreError) as raised:
        write_whole(tmp_path / "a.xlsx", b"new")
    assert str(raised.value) == (
        f"'{tmp_path / 'a.xlsx'}' could not be written: another plansheet writes it again and "
        "again. Wait until that has finished and run this again."
    )
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_flushed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed, fsync = [], os.fsync

    def seen(handle: int) -> None:
        flushed.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", seen)
    assert write_whole(tmp_path / "a.xlsx", b"new")
    assert flushed == [False, True]


def test_a_file_that_says_the_same_already_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    assert write_whole(path, b"same")
    monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("written again"))
    assert not write_whole(path, b"same")


def test_a_file_open_in_excel_stays_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Decisions 2018-19-Q2.xlsx"
    path.write_bytes(b"open")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OpenElsewhereError) as raised:
        write_whole(path, b"new")
    assert str(raised.value) == "Close 'Decisions 2018-19-Q2.xlsx' in Excel and run this again."
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"open"


def test_a_file_is_taken_away_and_one_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "parks queries.xlsx"
    path.write_bytes(b"asked")
    take_away(path)
    take_away(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (PermissionError(errno.EACCES, "in use"), OpenElsewhereError, "Close 'q.xlsx' in Excel"),
        (OSError(errno.EROFS, "Read-only file system"), StoreError, "taken away: Read-only file"),
    ],
)
def test_a_file_that_cannot_be_taken_away_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: OSError,
    kind: type[StoreError],
    said: str,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise fault

    path = tmp_path / "q.xlsx"
    path.write_bytes(b"asked")
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(kind) as raised:
        take_away(path)
    assert said in str(raised.value)
    assert path.read_bytes() == b"asked"


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as raised:
        write_whole(tmp_path / "a.xlsx", b"new")
    assert str(raised.value) == (
        f"Nothing could be written in the folder {tmp_path}: No space left on device. Check that "
        "there is room and that you may write there."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(StoreError) as raised:
        write_whole(tmp_path / "a.xlsx", b"new")
    assert str(raised.value) == (
        f"'{tmp_path / 'a.xlsx'}' could not be written: Is a directory. Move what is in its place "
        "and run this again."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_target_that_cannot_be_looked_at_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        assert write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_file_of_the_council_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        read_whole(tmp_path / "gone.md")
    assert str(raised.value) == (
        f"'{tmp_path / 'gone.md'}' cannot be read: No such file or directory. Check that it is "
        "there."
    )
