"""Reading a mailbox of a server that does this or that; a real one stands in tests/servers."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from scripted_server import CLOSE, IMAP, scripted

from plansheet.errors import MailError
from plansheet.mail.imap import Listed, Mailbox
from plansheet.model.accounts import SignIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from scripted_server import Authority, Scripted

    from plansheet.mail.connection import Connection

    Script = Mapping[str, str | list[str]]
    Opened = Callable[..., AbstractContextManager[tuple[Mailbox, Scripted]]]

SINCE = date(2018, 4, 1)


@pytest.fixture
def opened(authority: Authority, connect: Callable[..., Connection]) -> Opened:
    """Return what opens a folder of a mailbox on a server with a script."""

    @contextmanager
    def opening(
        script: Script, folder: str = "INBOX", **other: bool
    ) -> Iterator[tuple[Mailbox, Scripted]]:
        with scripted(authority.for_server(), script, friendly=IMAP) as server:
            connection = connect(server.port, sign_in=SignIn.PASSWORD, section="mailbox")
            with Mailbox(connection, folder, **other) as box:
                yield box, server

    return opening


def commands(server: Scripted, *beginnings: str) -> list[str]:
    """Return what the server was told that begins so, without the tags."""
    told = (said.split(" ", 1)[1] for said in server.said if " " in said)
    return [said for said in told if said.startswith(beginnings)]


def test_thousands_of_messages_are_listed_by_the_hundred(opened: Opened) -> None:
    lines = [
        f'* {n} FETCH (UID {n} RFC822.SIZE 900 BODYSTRUCTURE ("text" "plain") BODY[HEADER] {{4}}'
        "\r\nA:b\n)"
        for n in range(1, 4502)
    ]
    chunks = [lines[start : start + 200] for start in range(0, 4501, 200)]
    # The first messages come last, and somebody sets a flag in between.
    flag = "* 3 FETCH (FLAGS (\\Seen))"
    answers = ["\r\n".join((*reversed(chunk), flag, "TAG OK done")) for chunk in chunks]
    found = " ".join(map(str, range(1, 4502)))
    script = {"UID SEARCH": f"* SEARCH {found}\r\nTAG OK done", "UID FETCH": answers}
    with opened(script) as (box, server):
        listing = box.listing(SINCE)
    assert listing == tuple(
        Listed(str(n), 900, b"A:b\n", may_carry_file=False) for n in range(1, 4502)
    )
    assert commands(server, "UID SEARCH") == ["UID SEARCH SINCE 1-Apr-2018"]
    fetched = commands(server, "UID FETCH")
    assert len(fetched) == 23
    assert fetched[-1] == (
        f"UID FETCH {','.join(map(str, range(4401, 4502)))} "
        "(UID RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER])"
    )


def test_an_empty_mailbox_is_asked_nothing_more(opened: Opened) -> None:
    with opened({"UID SEARCH": "* SEARCH\r\nTAG OK done"}) as (box, server):
        assert box.listing(SINCE) == ()
    assert commands(server, "UID FETCH") == []


def test_a_message_byte_for_byte_or_gone(opened: Opened) -> None:
    script = {
        "UID FETCH 7": "* 1 FETCH (UID 7 BODY[] {9}\r\nA: b\r\n\r\n\xff)\r\nTAG OK done",
        "UID FETCH 8": "TAG OK done",
    }
    with opened(script) as (box, server):
        assert box.raw("7") == "A: b\r\n\r\n\xff".encode()[:9]
        assert box.raw("8") == b""
    assert commands(server, "UID FETCH", "EXAMINE", "SELECT") == [
        'EXAMINE "INBOX"',
        "UID FETCH 7 (UID BODY.PEEK[])",
        "UID FETCH 8 (UID BODY.PEEK[])",
    ]


def test_messages_move_to_a_folder_that_is_there_or_is_made(opened: Opened) -> None:
    with opened({}, may_move=True) as (box, server):
        box.move(["7", "9"], "Finished")
    assert commands(server, "SELECT", "LIST", "CREATE", "SUBSCRIBE", "UID") == [
        'SELECT "INBOX"',
        'LIST "" "Finished"',
        'UID MOVE 7,9 "Finished"',
    ]
    with opened({"LIST": "TAG OK done"}, may_move=True) as (box, server):
        box.move([], "Finished")
    assert commands(server, "LIST", "CREATE", "SUBSCRIBE", "UID") == [
        'LIST "" "Finished"',
        'CREATE "Finished"',
        'SUBSCRIBE "Finished"',
    ]


def test_a_server_that_cannot_move_is_not_made_to_delete(opened: Opened) -> None:
    script = {"CAPABILITY": "* CAPABILITY IMAP4rev1\r\nTAG OK done"}
    with opened(script, may_move=True) as (box, server), pytest.raises(MailError) as stopped:
        box.move(["7"], "Finished")
    assert "Leave 'finished' under [mailbox] in plansheet.toml empty" in str(stopped.value)
    assert commands(server, "UID", "STORE", "EXPUNGE") == []


def failing(opened: Opened, script: Script, *, may_move: bool = False) -> str:
    """Return why the mailbox cannot be read, after the name of the server."""
    with opened(script, may_move=may_move) as (box, _):
        asked = partial(box.move, ["7"], "Finished") if may_move else partial(box.listing, SINCE)
        with pytest.raises(MailError) as stopped:
            asked()
    return str(stopped.value).split(") ", 1)[1]


def test_a_server_that_does_not_do_what_it_is_asked(opened: Opened) -> None:
    later = (
        ". Nothing is lost: what was read stays read. Try again, and show this to your IT where it "
        "comes back."
    )
    begin = "did not do what plansheet asked of the mailbox: "
    found = {"UID SEARCH": "* SEARCH 7\r\nTAG OK done"}
    full = {"UID MOVE": "TAG NO [OVERQUOTA] Full."}
    assert failing(opened, full, may_move=True) == f"{begin}[OVERQUOTA] Full{later}"
    assert failing(opened, {"UID SEARCH": "TAG NO Not now."}) == f"{begin}Not now{later}"
    assert failing(opened, {**found, "UID FETCH": "TAG NO Not now."}) == f"{begin}Not now{later}"
    assert failing(opened, {**found, "UID FETCH": "TAG BAD What?"}).startswith(begin)
    assert failing(opened, {**found, "UID FETCH": CLOSE}).startswith(
        "does not answer any more, or closed the connection. Nothing is lost"
    )


def test_a_folder_that_cannot_be_opened(opened: Opened) -> None:
    folders = "\r\n".join(f'* LIST () "/" "Folder {n:02}"' for n in range(25))
    script = {"LIST": f"{folders}\r\nTAG OK done", "EXAMINE": "TAG NO There is none"}
    with pytest.raises(MailError) as stopped, opened(script, "Returns"):
        pass
    named = ", ".join(f"'Folder {n:02}'" for n in range(20))
    assert str(stopped.value).endswith(
        "has no folder 'Returns' that can be opened. Write its name in plansheet.toml ('folder' "
        f"under [mailbox]) as the server has it: {named} and 5 more."
    )


def test_a_mailbox_is_read_while_it_is_open(connect: Callable[..., Connection]) -> None:
    with pytest.raises(RuntimeError, match="inside its with block"):
        Mailbox(connect(993), "INBOX").listing(SINCE)
