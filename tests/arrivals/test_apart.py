"""Files opened in a process apart: what it costs others when that hangs, dies or fills up."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from forms import form
from ole2 import compound
from strangers import (
    binary_parts,
    e_mail,
    encrypted,
    locked_xls,
    outlook,
    strict,
    with_macros,
    xlsb,
    zipped,
)

from plansheet.arrivals import child
from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Opened, Request, asked, receive, send, told, told_back
from plansheet.collect.tables import canonical
from plansheet.excel.limits import Limits, Refused, not_a_workbook
from plansheet.excel.read import read_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plansheet.pages import FoundBook

WORKBOOK = form().data
BOOK = read_book(WORKBOOK)


@pytest.fixture
def apart() -> Iterator[Apart]:
    with Apart(512) as started:
        yield started


def why(opened: Opened) -> tuple[str, str]:
    assert opened.refused is not None
    return opened.refused.code, opened.refused.detail


def running(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the process run `code` before it answers anything."""
    start = f"{code}\nfrom plansheet.arrivals.child import main\nmain()"
    monkeypatch.setattr("plansheet.arrivals.apart._COMMAND", ("-P", "-c", start))


def test_a_workbook_comes_back_as_it_is_read_here(apart: Apart) -> None:
    opened = apart.open(Request(WORKBOOK, Limits()))
    assert opened.book == BOOK
    assert (opened.pieces, opened.refused) == ((), None)
    assert opened.unpacked > len(WORKBOOK)


def test_files_of_an_e_mail_come_back_whole(apart: Apart) -> None:
    data = e_mail("Hello", ("a.xlsx", WORKBOOK), ("b.zip", zipped([("c.xlsx", b"%PDF-")])))
    opened = apart.open(Request(data, Limits()))
    assert opened == child.opened(Request(data, Limits()))
    assert opened == told_back(told(opened))
    assert [(piece.name, piece.data) for piece in opened.pieces] == [("a.xlsx", WORKBOOK)]
    assert apart.open(Request(opened.pieces[0].data, Limits())).book == BOOK


def test_a_refusal_comes_back_with_its_remedy(apart: Apart) -> None:
    refused = apart.open(Request(b"%PDF-1.7", Limits())).refused
    assert refused is not None
    assert (refused.code, refused.remedy) == ("not-a-workbook", not_a_workbook().remedy)


def test_a_file_that_ends_the_process_is_refused_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    abort = (
        "import os\n"
        "from plansheet.arrivals import child\n"
        "true = child.kind_of\n"
        "child.kind_of = lambda data: os.abort() if data == b'abort' else true(data)"
    )
    running(monkeypatch, abort)
    with Apart(512) as apart:
        for _ in range(2):
            assert why(apart.open(Request(b"abort", Limits()))) == (
                "unreadable",
                "reading it ended the program that reads it, which only a damaged file does",
            )
            assert apart.open(Request(WORKBOOK, Limits())).book == BOOK


def test_a_file_that_hangs_is_ended_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hang = (
        "import time\n"
        "from plansheet.arrivals import child\n"
        "true = child.kind_of\n"
        "child.kind_of = lambda data: time.sleep(600) if data == b'hang' else true(data)"
    )
    running(monkeypatch, hang)
    monkeypatch.setattr("plansheet.arrivals.apart._GRACE_SECONDS", 0)
    with Apart(512) as apart:
        assert apart.open(Request(WORKBOOK, Limits())).book == BOOK
        hung = apart.open(Request(b"hang", Limits(seconds=1)))
        assert why(hung) == ("limits", "reading it takes longer than 1 seconds")
        assert apart.open(Request(WORKBOOK, Limits())).book == BOOK


def test_a_process_that_is_gone_before_it_is_asked_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("plansheet.arrivals.apart._COMMAND", ("-c", "import sys; sys.exit()"))
    with Apart(512) as apart:
        large = Request(bytes(10_000_000), Limits())
        assert why(apart.open(large))[0] == "unreadable"


@pytest.mark.skipif(sys.platform != "linux", reason="only there is memory limited for certain")
def test_a_file_that_fills_the_memory_is_refused_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill = (
        "from plansheet.arrivals import child\n"
        "true = child.kind_of\n"
        "child.kind_of = lambda data: bytes(10**10) if data == b'fill' else true(data)"
    )
    running(monkeypatch, fill)
    with Apart(256) as apart:
        assert why(apart.open(Request(b"fill", Limits()))) == (
            "limits",
            "reading it takes more memory than a workbook can need",
        )
        assert apart.open(Request(WORKBOOK, Limits())).book == BOOK


def test_the_process_ends_with_the_block() -> None:
    with Apart(512) as apart:
        apart.open(Request(WORKBOOK, Limits()))
        process = apart._process  # noqa: SLF001 - nothing else tells of it
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None


def test_no_process_is_started_where_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", None)
    with Apart(512):
        pass


def test_a_file_of_the_folder_it_runs_in_is_never_taken_for_pythons_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]
) -> None:
    with open(os.path.join(tmp_path, "zipfile.py"), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
        file.write("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with Apart(512) as apart:
        assert apart.open(Request(WORKBOOK, Limits())).book == BOOK


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal to send there")
def test_ctrl_c_ends_the_run_and_the_process_apart() -> None:
    run = (
        "from plansheet.arrivals import apart\n"
        "from plansheet.arrivals.opened import Request\n"
        "from plansheet.excel.limits import Limits\n"
        "sleeps = 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        "apart._COMMAND = ('-c', sleeps)\n"
        "apart._exchange = lambda process, _: print(process.stdout.readline().decode(),"
        " flush=True) or process.wait()\n"
        "with apart.Apart(512) as opener:\n"
        "    opener.open(Request(b'', Limits()))\n"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", run], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    child_id = int(started.stdout.readline())
    began = time.monotonic()
    started.send_signal(signal.SIGINT)
    _, told_there = started.communicate(timeout=30)
    assert time.monotonic() - began < 15
    assert "KeyboardInterrupt" in told_there
    with pytest.raises(ProcessLookupError):
        os.kill(child_id, 0)


# --- the same in this process, where every branch can be seen


def test_ctrl_c_as_the_clock_of_a_file_starts_leaves_nothing_to_wait_for(
    apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks: list[threading.Thread] = []
    start = threading.Thread.start

    def interrupted(clock: threading.Thread) -> None:
        start(clock)
        clocks.append(clock)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        apart.open(Request(WORKBOOK, Limits()))
    (clock,) = clocks
    clock.join(timeout=5)
    assert not clock.is_alive()


def opened(data: bytes, *passwords: str, limits: Limits | None = None) -> Opened:
    return child.opened(Request(data, limits or Limits(), passwords))


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (MemoryError(), "limits", "reading it takes more memory than a workbook can need"),
        (KeyError("x"), "unreadable", "the program that reads it gave up (KeyError)"),
        (SystemExit(), "unreadable", "the program that reads it gave up (SystemExit)"),
    ],
)
def test_whatever_a_reader_raises_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: str, said: str
) -> None:
    def fail(_: bytes) -> None:
        raise fault

    monkeypatch.setattr(child, "kind_of", fail)
    assert why(opened(b"x")) == (code, said)


def test_requests_are_answered_until_there_are_none() -> None:
    source, answers = io.BytesIO(), io.BytesIO()
    for data in (WORKBOOK, b"%PDF-"):
        send(source, asked(Request(data, Limits())))
    source.seek(0)
    child.serve(source, answers)
    answers.seek(0)
    first, second, nothing = receive(answers), receive(answers), receive(answers)
    assert nothing is None
    assert first is not None
    assert second is not None
    assert told_back(first).book == BOOK
    assert why(told_back(second))[0] == "not-a-workbook"


def test_an_answer_cut_short_is_none() -> None:
    pipe = io.BytesIO()
    send(pipe, told(Opened(BOOK)))
    assert receive(io.BytesIO(pipe.getvalue()[:-1])) is None


def test_where_memory_cannot_be_limited_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr("sys.argv", ["child", "512"])
    monkeypatch.setitem(sys.modules, "resource", None)
    child.main()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits nothing")
def test_a_system_that_refuses_a_limit_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr("sys.argv", ["child", "512"])
    monkeypatch.setattr("resource.setrlimit", refuse)
    child.main()


def values(book: FoundBook) -> dict[str, dict[tuple[int, int], tuple[str, str]]]:
    """Return what the cells say that have no formula: all that such a format tells for certain."""
    return {
        sheet.name: {
            place: (cell.kind, canonical(cell))
            for place, cell in sheet.cells.items()
            if not cell.formula and cell.text
        }
        for sheet in book.sheets
    }


def of_the_same_places(book: FoundBook) -> dict[str, dict[tuple[int, int], tuple[str, str]]]:
    """Return what cells say at the places where the workbook has no formula."""
    places = values(BOOK)
    return {
        sheet: {place: cell for place, cell in cells.items() if place in places[sheet]}
        for sheet, cells in values(book).items()
    }


def test_a_strict_workbook_says_the_same() -> None:
    assert opened(strict(WORKBOOK)).book == BOOK


def test_macros_are_seen_and_not_run() -> None:
    assert opened(with_macros(WORKBOOK)).book == replace(BOOK, has_macros=True)


def test_a_binary_workbook_says_the_same() -> None:
    book = opened(xlsb(BOOK)).book
    assert book is not None
    assert book.saved_as == "an Excel binary workbook (.xlsb)"
    assert of_the_same_places(book) == values(BOOK)


@pytest.mark.parametrize(
    ("ending", "saved_as"),
    [
        ("xls", "an Excel 97-2003 workbook (.xls)"),
        ("ods", "an OpenDocument spreadsheet (.ods)"),
    ],
)
def test_a_workbook_of_libreoffice_says_the_same(
    resaved: Callable[[bytes, str], bytes], ending: str, saved_as: str
) -> None:
    book = opened(resaved(WORKBOOK, ending)).book
    assert book is not None
    assert book.saved_as == saved_as
    assert {sheet.name: sheet.hidden for sheet in book.sheets} == {
        sheet.name: sheet.hidden for sheet in BOOK.sheets
    }
    assert of_the_same_places(book) == values(BOOK)


@pytest.mark.parametrize("password", ["parks", "Café £5", "VelvetSweatshop"])
def test_a_protected_workbook_is_opened_with_one_of_those_given(password: str) -> None:
    data = encrypted(WORKBOOK, password)
    assert opened(data, "wrong", password).book == BOOK


def test_what_excel_locks_by_itself_needs_no_password() -> None:
    assert opened(encrypted(WORKBOOK, "VelvetSweatshop")).book == BOOK


@pytest.mark.parametrize(
    ("passwords", "said"),
    [
        ((), "it is protected with a password, and none was given"),
        (("wrong",), "it is protected with a password, which is none of those given"),
    ],
)
def test_a_protected_workbook_without_its_password_is_told(
    passwords: tuple[str, ...], said: str
) -> None:
    assert why(opened(encrypted(WORKBOOK, "parks"), *passwords)) == ("encrypted", said)


def disguised() -> bytes:
    """Return a binary workbook whose main part has another name."""
    parts = binary_parts(BOOK)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.bin", b"xl/book.bin")
    parts["xl/book.bin"] = parts.pop("xl/workbook.bin")
    return zipped(parts.items())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(locked_xls(), "encrypted", id="xls with another password"),
        pytest.param(compound({"Workbook": bytes(5000)}), "unreadable", id="rubbish in an xls"),
        pytest.param(
            zipped(
                [
                    ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                    ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
                ]
            ),
            "encrypted",
            id="ods with a password",
        ),
        pytest.param(disguised(), "not-a-workbook", id="xlsb in disguise"),
        pytest.param(
            zipped(
                [
                    ("MIMETYPE", b"application/vnd.oasis.opendocument.spreadsheet"),
                    ("[Content_Types].xml", b"<Types/>"),
                ]
            ),
            "not-a-workbook",
            id="ods in disguise",
        ),
        pytest.param(xlsb(BOOK)[:-200], "unreadable", id="xlsb cut short"),
        pytest.param(outlook("x")[:1500], "unreadable", id="msg cut short"),
        pytest.param(encrypted(WORKBOOK, "x")[:3000], "unreadable", id="locked, cut short"),
    ],
)
def test_what_is_locked_or_cut_short_is_told(data: bytes, code: str) -> None:
    assert why(opened(data, "x"))[0] == code


def test_a_binary_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(Refused):
        child._measured(xlsb(BOOK), Limits(unpacked_bytes=1000))  # noqa: SLF001 - before the library
    assert why(opened(xlsb(BOOK), limits=Limits(unpacked_bytes=1000)))[0] == "limits"
