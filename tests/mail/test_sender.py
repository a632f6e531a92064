"""What becomes of a message, whatever the server does at whatever moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scripted_server import CLOSE, HANG, scripted

from plansheet.errors import MailError
from plansheet.mail.smtp import Answer, Result, Sender

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scripted_server import Authority

    from plansheet.mail.connection import Connection

    Connect = Callable[..., Connection]
    Script = Mapping[str, str | list[str]]

US = "performance@council.example"
PARKS = "head.of.parks@council.example"
DEPUTY = "deputy@council.example"
LETTER = b"Subject: Parks\r\n\r\nPlease fill it in.\r\n"
TAKEN = Answer(Result.SENT, "250 Taken")
CLOSES = {"MAIL": CLOSE}
QUICK = 0.5


def later(said: str) -> Answer:
    return Answer(Result.LATER, said)


def refused(said: str) -> Answer:
    return Answer(Result.REFUSED, said)


# What each connection answers, what becomes of the message, how often it was said to begin, and
# how many connections it took.
CASES: dict[str, tuple[list[Script], Answer, int, int]] = {
    "sent": ([{}], TAKEN, 1, 1),
    "sent to where somebody else forwards it": ([{"RCPT": "251 Will forward"}], TAKEN, 1, 1),
    "greylisted": ([{"RCPT": "450 4.2.0 Greylisted"}], later("450 4.2.0 Greylisted"), 0, 1),
    "nobody has that address": (
        [{"RCPT": "550-5.1.1 Nobody\r\n550 5.1.1 here."}],
        refused("550 5.1.1 Nobody 5.1.1 here"),
        0,
        1,
    ),
    "the copy is refused": (
        [{f"RCPT TO:<{DEPUTY}>": "550 No\x07body"}],
        Answer(Result.SENT, "250 Taken", {DEPUTY: "550 No\ufffdbody"}),
        1,
        1,
    ),
    "the sender is refused": ([{"MAIL": "553 Not yours"}], refused("553 Not yours"), 0, 1),
    "the disk is full": ([{"MAIL": "452 Disk full"}], later("452 Disk full"), 0, 1),
    "closes before MAIL, once": ([CLOSES, {}], TAKEN, 1, 2),
    "closes before MAIL, always": ([CLOSES], later("closes"), 0, 2),
    "closes at RCPT, once": ([{"RCPT": CLOSE}, {}], TAKEN, 1, 2),
    "closes at RCPT, always": ([{"RCPT": CLOSE}], later("closes"), 0, 2),
    "closes at DATA, once": ([{"DATA": CLOSE}, {}], TAKEN, 1, 2),
    "closes at DATA, always": ([{"DATA": CLOSE}], later("closes"), 0, 2),
    "closes, then asks to come back": (
        [CLOSES, {"greeting": "421 Busy."}],
        later(
            "The mail server 'localhost' (port PORT) asks to come back later: 421 Busy. Try again "
            "in a while."
        ),
        0,
        2,
    ),
    "closes when it is told to forget": (
        [{"RCPT": "450 Not yet", "RSET": CLOSE}],
        later("450 Not yet"),
        0,
        1,
    ),
    "no text now": ([{"DATA": "451 Not now"}], later("451 Not now"), 0, 1),
    "no text ever": ([{"DATA": "554 No"}], refused("554 No"), 0, 1),
    "nonsense for an answer": ([{"DATA": "What?"}], later(""), 0, 1),
    "leaves at MAIL": ([{"MAIL": "421 Bye"}], later("421 Bye"), 0, 1),
    "leaves at RCPT": ([{"RCPT": "421 Bye"}], later("421 Bye"), 0, 1),
    "leaves at the copy's RCPT": (
        [{f"RCPT TO:<{DEPUTY}>": "421 Bye"}],
        later("421 Bye"),
        0,
        1,
    ),
    "leaves at DATA": ([{"DATA": "421 Bye"}], later("421 Bye"), 0, 1),
    "closes in the text": ([{"body": CLOSE}, {}], Answer(Result.UNCERTAIN, "silent"), 1, 1),
    "closes before it answers": ([{"end": CLOSE}, {}], Answer(Result.UNCERTAIN, "silent"), 1, 1),
    "the text not now": ([{"end": "451 Scanner busy"}], later("451 Scanner busy"), 1, 1),
    "the text never": ([{"end": "554 5.7.1 Spam"}], refused("554 5.7.1 Spam"), 1, 1),
    "leaves after the text": ([{"end": "421 Bye"}], later("421 Bye"), 1, 1),
    "nonsense at the end": ([{"end": "What?"}], Answer(Result.UNCERTAIN, ""), 1, 1),
    "says nothing at MAIL, once": ([{"MAIL": HANG}, {}], TAKEN, 1, 2),
    "says nothing at MAIL, always": ([{"MAIL": HANG}], later("closes"), 0, 2),
    "says nothing at the end": ([{"end": HANG}, {}], Answer(Result.UNCERTAIN, "silent"), 1, 1),
}
CLOSED = {
    "closes": "'localhost' (port PORT) closed the connection before it took the message",
    "silent": "'localhost' (port PORT) gave no answer after the message",
    "": "-1",
}


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_a_message(
    authority: Authority, connect: Connect, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    # For the last word it is waited ten times as long, which the tests need not.
    monkeypatch.setattr("plansheet.mail.smtp._PATIENCE", 2)
    scripts, expected, begins, connections = CASES[case]
    begun: list[str] = []
    with (
        scripted(authority.for_server(), *scripts) as server,
        Sender(connect(server.port, timeout=QUICK if "nothing" in case else 5)) as sender,
    ):
        answer = sender.send(LETTER, US, [PARKS, DEPUTY], lambda: begun.append("now"))
    said = CLOSED.get(expected.said, expected.said).replace("PORT", str(server.port))
    told = answer.said if expected.said else CLOSED[""]
    assert (answer.result, told, answer.refused) == (expected.result, said, expected.refused)
    assert (len(begun), server.connections) == (begins, connections)


@pytest.mark.parametrize(
    ("script", "answers"),
    [
        ({"RCPT": ["450 Not yet", "250 Fine"]}, [later("450 Not yet"), TAKEN]),
        ({"RCPT": ["550 Nobody", "250 Fine"]}, [refused("550 Nobody"), TAKEN]),
        ({"end": ["554 Spam", "250 Taken"]}, [refused("554 Spam"), TAKEN]),
    ],
)
def test_the_next_message_goes_over_the_same_connection(
    authority: Authority, connect: Connect, script: Script, answers: list[Answer]
) -> None:
    with (
        scripted(authority.for_server(), script) as server,
        Sender(connect(server.port)) as sender,
    ):
        assert [sender.send(LETTER, US, [PARKS], lambda: None) for _ in answers] == answers
    assert server.connections == 1
    assert server.said[-1] == "QUIT"


@pytest.mark.parametrize("closing", [CLOSE, "421 4.4.2 You were idle"])
def test_a_server_that_has_closed_between_messages_is_asked_anew(
    authority: Authority, connect: Connect, closing: str
) -> None:
    script = {"MAIL": ["250 Fine", closing]}
    with (
        scripted(authority.for_server(), script) as server,
        Sender(connect(server.port)) as sender,
    ):
        assert [sender.send(LETTER, US, [PARKS], lambda: None) for _ in range(3)] == [TAKEN] * 3
        assert sender.largest == 1_000_000
    assert server.connections == 3
    assert server.bodies == [LETTER] * 3


def test_a_server_that_is_gone_between_messages_leaves_them_for_later(
    authority: Authority, connect: Connect
) -> None:
    with scripted(authority.for_server(), {"MAIL": ["250 Fine", CLOSE]}) as server:
        sender = Sender(connect(server.port)).__enter__()
        assert sender.send(LETTER, US, [PARKS], lambda: None) == TAKEN
    answer = sender.send(LETTER, US, [PARKS], lambda: None)
    sender.__exit__(None, None, None)
    assert answer.result is Result.LATER


def test_a_large_message_of_which_the_server_reads_no_more_is_uncertain(
    authority: Authority, connect: Connect
) -> None:
    begun: list[str] = []
    with (
        scripted(authority.for_server(), {"body": CLOSE}) as server,
        Sender(connect(server.port)) as sender,
    ):
        large = b"x" * 76 + b"\r\n"
        answer = sender.send(large * 200_000, US, [PARKS], lambda: begun.append("now"))
    assert (answer.result, begun, server.bodies) == (Result.UNCERTAIN, ["now"], [])


@pytest.mark.parametrize(
    "stops", [RuntimeError("the ledger cannot be written"), KeyboardInterrupt()]
)
def test_nothing_goes_where_its_beginning_cannot_be_noted(
    authority: Authority, connect: Connect, stops: BaseException
) -> None:
    def begin() -> None:
        raise stops

    with (
        scripted(authority.for_server(), {}) as server,
        pytest.raises(type(stops)),
        Sender(connect(server.port)) as sender,
    ):
        sender.send(LETTER, US, [PARKS], begin)
    assert server.bodies == [b"cut off: "]
    assert server.said[-1] == "DATA"


@pytest.mark.parametrize(
    ("data", "arrives"),
    [
        (b".\n..two\rlast", b"..\r\n...two\r\nlast\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
        (b"a\n.\r\nMAIL FROM:<evil@elsewhere.example>\n", None),
    ],
)
def test_no_line_of_a_message_ends_it_or_is_taken_for_a_command(
    authority: Authority, connect: Connect, data: bytes, arrives: bytes | None
) -> None:
    with (
        scripted(authority.for_server(), {}) as server,
        Sender(connect(server.port)) as sender,
    ):
        assert sender.send(data, US, [PARKS], lambda: None) == TAKEN
    expected = arrives or b"a\r\n..\r\nMAIL FROM:<evil@elsewhere.example>\r\n"
    assert server.bodies == [expected]


@pytest.mark.parametrize(
    ("ehlo", "largest", "command"),
    [
        ("250-p\r\n250 SIZE 35882577", 35_882_577, f"MAIL FROM:<{US}> SIZE=5"),
        ("250-p\r\n250 SIZE 0", None, f"MAIL FROM:<{US}> SIZE=5"),
        ("250-p\r\n250 SIZE", None, f"MAIL FROM:<{US}> SIZE=5"),
        ("250-p\r\n250 8BITMIME", None, f"MAIL FROM:<{US}>"),
        ("502 What is that?", None, f"MAIL FROM:<{US}>"),
    ],
)
def test_how_large_a_message_may_be_is_what_the_server_says(
    authority: Authority, connect: Connect, ehlo: str, largest: int | None, command: str
) -> None:
    with (
        scripted(authority.for_server(), {"EHLO": ehlo}) as server,
        Sender(connect(server.port)) as sender,
    ):
        assert sender.largest == largest
        assert sender.send(b"", US, [PARKS], lambda: None) == TAKEN
    assert [said for said in server.said if said.startswith("MAIL")] == [command]


EVERY_LETTER = "250-p\r\n250-SMTPUTF8\r\n250 8BITMIME"


def test_addresses_in_all_letters_go_where_the_server_knows_them(
    authority: Authority, connect: Connect
) -> None:
    to, copy = "bürgeramt@council.example", "parks@grün.example"
    with (
        scripted(authority.for_server(), {"EHLO": EVERY_LETTER}) as server,
        Sender(connect(server.port)) as sender,
    ):
        data = "Subject: Grün\r\n\r\n".encode()
        assert sender.send(data, US, [to, copy], lambda: None) == TAKEN
        assert sender.send(LETTER, US, [copy], lambda: None) == TAKEN
    assert [said for said in server.said if said.startswith(("MAIL", "RCPT"))] == [
        f"MAIL FROM:<{US}> BODY=8BITMIME SMTPUTF8",
        f"RCPT TO:<{to}>",
        "RCPT TO:<parks@xn--grn-ioa.example>",
        f"MAIL FROM:<{US}>",
        "RCPT TO:<parks@xn--grn-ioa.example>",
    ]


def test_addresses_that_cannot_be_sent_to_are_refused_before_anything_goes(
    authority: Authority, connect: Connect
) -> None:
    international = "bürgeramt@council.example"
    too_long = f"a@{'x' * 70}.example"
    letters = f"'{international}' has letters before the @ that this mail server cannot send to"
    split = "a@council.example\r\nRCPT TO:<b@elsewhere.example>"
    with (
        scripted(authority.for_server(), {}) as server,
        Sender(connect(server.port)) as sender,
    ):
        answers = [
            sender.send(LETTER, *envelope, lambda: None)
            for envelope in (
                (US, [international]),
                (international, [PARKS]),
                (US, [split]),
                (US, ["a@council.example, b@elsewhere.example"]),
                (US, [too_long]),
                (US, [PARKS, international, DEPUTY]),
            )
        ]
    assert answers == [
        refused(letters),
        refused(letters),
        refused("'a@council.example RCPT TO:<b@elsewhere.example>' is no e-mail address"),
        refused("'a@council.example, b@elsewhere.example' is no e-mail address"),
        refused(f"'{too_long}' is no e-mail address"),
        Answer(Result.SENT, "250 Taken", {international: letters}),
    ]
    assert [said for said in server.said if said.startswith("RCPT")] == [
        f"RCPT TO:<{PARKS}>",
        f"RCPT TO:<{DEPUTY}>",
    ]


def test_a_server_that_wants_a_sign_in_stops_the_run(
    authority: Authority, connect: Connect
) -> None:
    with (
        scripted(authority.for_server(), {"MAIL": "530 5.7.57 Not signed in"}) as server,
        pytest.raises(MailError) as stopped,
        Sender(connect(server.port)) as sender,
    ):
        sender.send(LETTER, US, [PARKS], lambda: None)
    assert str(stopped.value) == (
        f"The mail server 'localhost' (port {server.port}) does nothing for who has not signed in: "
        "530 5.7.57 Not signed in. Say how in plansheet.toml ('sign_in' under [mail]): with a "
        '"password", or with a token ("xoauth2").'
    )


def test_a_servers_words_are_shortened(authority: Authority, connect: Connect) -> None:
    with (
        scripted(authority.for_server(), {"RCPT": f"550 {'no ' * 200}"}) as server,
        Sender(connect(server.port)) as sender,
    ):
        answer = sender.send(LETTER, US, [PARKS], lambda: None)
    assert answer.said == f"550 {'no ' * 200}"[:240] + "..."
