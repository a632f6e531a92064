"""Sending by a server that takes what it is given: quickly, without anything being installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from quick_post import Taken, quick_post

from plansheet.errors import MailError
from plansheet.mail.smtp import Answer, Result, Sender
from plansheet.model.accounts import SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripted_server import Authority

    from plansheet.mail.connection import Connection

    Connect = Callable[..., Connection]

US = "performance@council.example"
SECRET = "Zx9-Geheim-7431"  # noqa: S105 - of no account anywhere
PARKS = "head.of.parks@council.example"
DEPUTY = "deputy@council.example"
LETTER = b"Subject: Parks\r\n\r\n.\r\n..two\r\nPlease fill it in.\r\n"
WAYS = [SignIn.PASSWORD, SignIn.TOKEN]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_tls", [False, True])
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_sent_in_every_way(
    authority: Authority, connect: Connect, way: SignIn, *, is_tls: bool
) -> None:
    with quick_post(authority, passwords={US: SECRET}, tokens={US: SECRET}, is_tls=is_tls) as post:
        with Sender(connect(post.port, is_tls=is_tls, sign_in=way)) as sender:
            first = sender.send(LETTER, US, [PARKS, DEPUTY], lambda: None)
            second = sender.send(b"x" * 1_000_001, US, [PARKS], lambda: None)
            post.answers = {PARKS: "450 4.2.0 Greylisted", DEPUTY: "550 5.1.1 Nobody"}
            third = sender.send(LETTER, US, [PARKS], lambda: None)
            fourth = sender.send(LETTER, US, [DEPUTY, US], lambda: None)
            fifth = sender.send(LETTER, US, [US, DEPUTY], lambda: None)
            post.text_answers = ["451 4.3.2 Not now"]
            sixth = sender.send(LETTER, US, [US], lambda: None)
        largest = sender.largest
    assert [first, second, third, fourth, fifth, sixth] == [
        Answer(Result.SENT, "250 2.0.0 Ok: 1"),
        Answer(Result.REFUSED, "552 Error: message size exceeds fixed maximum message size"),
        Answer(Result.LATER, "450 4.2.0 Greylisted"),
        Answer(Result.REFUSED, "550 5.1.1 Nobody"),
        Answer(Result.SENT, "250 2.0.0 Ok: 2", {DEPUTY: "550 5.1.1 Nobody"}),
        Answer(Result.LATER, "451 4.3.2 Not now"),
    ]
    assert largest == 1_000_000
    assert post.taken == [Taken(US, (PARKS, DEPUTY), LETTER), Taken(US, (US,), LETTER)]


def test_an_address_in_all_letters(authority: Authority, connect: Connect) -> None:
    with (
        quick_post(authority, passwords={US: SECRET}) as post,
        Sender(connect(post.port, is_tls=False, sign_in=SignIn.PASSWORD)) as sender,
    ):
        answer = sender.send(LETTER, US, ["bürgeramt@council.example"], lambda: None)
    assert answer.result is Result.SENT
    assert post.taken == [Taken(US, ("bürgeramt@council.example",), LETTER)]


@pytest.mark.parametrize("way", WAYS)
def test_not_let_in(authority: Authority, connect: Connect, way: SignIn) -> None:
    with (
        quick_post(authority, passwords={US: "another"}, tokens={US: "another"}) as post,
        pytest.raises(MailError, match=r"did not let 'performance@council\.example' sign in: 535"),
        Sender(connect(post.port, is_tls=False, sign_in=way)),
    ):
        pass
    assert post.taken == []
