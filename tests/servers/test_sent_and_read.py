"""Sending by a real Postfix and reading from a real Dovecot, over TLS, with password and token."""

from __future__ import annotations

import imaplib
import ssl
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest

from plansheet.errors import MailError
from plansheet.mail.connection import Connection
from plansheet.mail.imap import Mailbox
from plansheet.mail.secret import Secret
from plansheet.mail.smtp import Answer, Result, Sender
from plansheet.model.accounts import Kept, SignIn

if TYPE_CHECKING:
    from pathlib import Path

    from post_office import Office

US = "performance@three-rivers.example"
PARKS = "head.of.parks@three-rivers.example"
STREETS = "head.of.streets@three-rivers.example"
LONG_AGO = date(2018, 4, 1)
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def message(
    subject: str, to: str = PARKS, workbook: bytes = b"", kind: tuple[str, str] = SHEET
) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = US, to, subject
    letter["Message-ID"] = f"<{subject.replace(' ', '-')}@three-rivers.example>"
    letter["Date"] = datetime.now(tz=UTC)
    letter.set_content("Dear Head of Parks,\n.\n..two dots begin this line\nPlease fill it in.\n")
    if workbook:
        letter.add_attachment(workbook, maintype=kind[0], subtype=kind[1], filename="parks.xlsx")
    return letter.as_bytes()


class Held:
    """Puts a secret where a connection finds it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._count = 0

    def __call__(self, secret: str) -> Secret:
        self._count += 1
        self._monkeypatch.setenv(f"A_SECRET_{self._count}", secret)
        return Secret(Kept.ENVIRONMENT, variable=f"A_SECRET_{self._count}")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


def sending(office: Office, secret: Secret, **other: object) -> Connection:
    """Return the connection for sending: STARTTLS and a password unless `other` says otherwise."""
    chosen: dict[str, object] = {
        "server": office.host,
        "port": office.smtp_port,
        "is_tls": False,
        "certificates": office.certificates,
        "sign_in": SignIn.PASSWORD,
        "user": US,
        "timeout": 10,
        **other,
    }
    return Connection(secret=secret, **chosen)  # type: ignore[arg-type] # each has its own kind


def reading(office: Office, secret: Secret, **other: object) -> Connection:
    """Return the connection for reading: TLS and a password unless `other` says otherwise."""
    chosen = {"port": office.imaps_port, "is_tls": True, "section": "mailbox", **other}
    return sending(office, secret, **chosen)


def send(connection: Connection, data: bytes, *to: str) -> tuple[Answer, int]:
    """Send one message and return the answer, and how often it was said that it begins."""
    begun: list[str] = []
    with Sender(connection) as sender:
        answer = sender.send(data, US, to, lambda: begun.append("now"))
    return answer, len(begun)


def subjects(messages: list[bytes]) -> list[str]:
    return [message_from_bytes(each)["Subject"] for each in messages]


def flags(office: Office, address: str, password: str, folder: str = "INBOX") -> list[str]:
    """Return the flags of each message, as another mail program sees them."""
    context = ssl.create_default_context(cafile=office.certificates)
    with imaplib.IMAP4_SSL(office.host, office.imaps_port, ssl_context=context) as other:
        other.login(address, password)
        other.select(f'"{folder}"', readonly=True)
        _, answer = other.fetch("1:*", "(FLAGS)")
    return sorted(
        " ".join(
            flag.decode()
            for flag in imaplib.ParseFlags(each)
            if flag != b"\\Recent"  # which only says that nobody was told of it before
        )
        for each in answer
        if isinstance(each, bytes)
    )


def test_sent_with_a_password_and_read_byte_for_byte(office: Office, held: Held) -> None:
    before = len(office.messages(PARKS))
    data = message("sent with a password", workbook=bytes(range(256)) * 40)
    connection = sending(office, held("the office's own"))
    with Sender(connection) as sender:
        largest = sender.largest
        answer = sender.send(data, US, [PARKS], lambda: None)
    assert (answer.result, answer.refused, largest) == (Result.SENT, {}, 10_240_000)
    assert answer.said.startswith("250 2.0.0 Ok: queued as ")
    arrived = office.awaited(PARKS, before + 1)
    assert arrived[-1].endswith(data)
    with Mailbox(reading(office, held("parks & gardens"), user=PARKS), "INBOX") as box:
        assert box.validity > 0
        found = box.listing(LONG_AGO)[-1]
        raw = box.raw(found.uid)
        gone = box.raw("99999")
    assert (raw, gone) == (arrived[-1], b"")
    assert found.size == len(raw)
    assert raw.startswith(found.headers)
    assert found.headers.endswith(b"\r\n\r\n")
    assert found.may_carry_file
    assert flags(office, PARKS, "parks & gardens") == ["" for _ in arrived]


def test_sent_and_read_with_tokens_over_tls(office: Office, held: Held) -> None:
    before = len(office.messages(PARKS))
    connection = sending(
        office,
        held(office.token(US)),
        port=office.smtps_port,
        is_tls=True,
        sign_in=SignIn.TOKEN,
    )
    answer, begun = send(connection, message("sent with a token"), PARKS)
    assert (answer.result, begun) == (Result.SENT, 1)
    arrived = office.awaited(PARKS, before + 1)
    reader = reading(office, held(office.token(PARKS)), user=PARKS, sign_in=SignIn.TOKEN)
    with Mailbox(reader, "INBOX") as box:
        found = box.listing(datetime.now(tz=UTC).date() - timedelta(days=1))
        raws = [box.raw(each.uid) for each in found]
        none_yet = box.listing(datetime.now(tz=UTC).date() + timedelta(days=2))
    assert raws == arrived
    assert none_yet == ()
    assert found[-1].may_carry_file is False
    assert subjects(raws)[-1] == "sent with a token"


def test_a_mailbox_read_after_starttls_with_a_password_beyond_ascii(
    office: Office, held: Held
) -> None:
    before = len(office.messages(STREETS))
    connection = sending(office, held("grüne straße"), user=STREETS)
    answer, begun = send(connection, message("to the streets", STREETS), STREETS)
    assert (answer.result, begun) == (Result.SENT, 1)
    arrived = office.awaited(STREETS, before + 1)
    reader = reading(
        office, held("grüne straße"), user=STREETS, port=office.imap_port, is_tls=False
    )
    with Mailbox(reader, "INBOX") as box:
        assert [box.raw(each.uid) for each in box.listing(LONG_AGO)] == arrived


def test_a_bounce_comes_back_of_an_address_that_nobody_has(office: Office, held: Held) -> None:
    before = len(office.messages(US))
    gone = "nobody.any.more@three-rivers.example"
    answer, _ = send(sending(office, held("the office's own")), message("to nobody", gone), gone)
    assert answer.result is Result.SENT
    report = message_from_bytes(office.awaited(US, before + 1)[-1])
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    assert gone in report.as_string()


def test_nothing_goes_to_another_domain(office: Office, held: Held) -> None:
    connection = sending(office, held("the office's own"))
    answer, begun = send(connection, message("elsewhere"), "somebody@elsewhere.example")
    assert (answer, begun) == (
        Answer(
            Result.REFUSED,
            "550 5.4.4 <somebody@elsewhere.example>: Recipient address rejected: nothing leaves "
            "this computer",
        ),
        0,
    )


def test_a_message_larger_than_the_server_takes_is_refused_before_it_goes(
    office: Office, held: Held
) -> None:
    data = message("too large", workbook=bytes(8_000_000))
    answer, begun = send(sending(office, held("the office's own")), data, PARKS)
    assert (answer, begun) == (
        Answer(Result.REFUSED, "552 5.3.4 Message size exceeds fixed limit"),
        0,
    )


def test_a_message_from_elsewhere_is_delivered_and_read_with_a_file_or_without(
    office: Office, held: Held
) -> None:
    for subject, workbook, kind in (
        ("only words", b"", SHEET),
        ("a picture", b"\x89PNG", ("image", "png")),
        ("of no kind", b"PK", ("application", "octet-stream")),
        ("a table", b"Ref,Actual", ("text", "csv")),
    ):
        data = message(subject, US, workbook, kind)
        office.deliver(data, US, "someone@elsewhere.example")
    with Mailbox(reading(office, held("the office's own")), "INBOX") as box:
        found = box.listing(LONG_AGO)[-4:]
    may = {str(message_from_bytes(each.headers)["Subject"]): each.may_carry_file for each in found}
    assert may == {"only words": False, "a picture": False, "of no kind": True, "a table": True}


def test_messages_that_are_read_move_to_a_folder_that_is_made(office: Office, held: Held) -> None:
    for number in range(3):
        office.deliver(message(f"to move {number}"), PARKS, US)
    reader = reading(office, held("parks & gardens"), user=PARKS)
    with Mailbox(reader, "INBOX", may_move=True) as box:
        uids = [
            each.uid
            for each in box.listing(LONG_AGO)
            if str(message_from_bytes(each.headers)["Subject"]).startswith("to move")
        ]
        box.move(uids[:2], "plansheet: fertig für 2018")
        box.move(uids[2:], "plansheet: fertig für 2018")
        left = [message_from_bytes(each.headers)["Subject"] for each in box.listing(LONG_AGO)]
    assert not [each for each in left if each.startswith("to move")]
    with Mailbox(reader, "plansheet: fertig für 2018") as box:
        moved = [message_from_bytes(each.headers)["Subject"] for each in box.listing(LONG_AGO)]
    assert moved == ["to move 0", "to move 1", "to move 2"]


def test_a_folder_that_is_not_there_is_named_with_those_that_are(
    office: Office, held: Held
) -> None:
    reader = reading(office, held("the office's own"))
    with pytest.raises(MailError) as stopped, Mailbox(reader, "Returns"):
        pass
    assert str(stopped.value) == (
        f"The mailbox of '{US}' on 'localhost' (port {office.imaps_port}) has no folder 'Returns' "
        "that can be opened. Write its name in plansheet.toml ('folder' under [mailbox]) as the "
        "server has it: 'INBOX'."
    )


@pytest.mark.parametrize("way", ["password", "xoauth2"])
def test_a_wrong_secret_is_told_with_one_thing_to_do(office: Office, held: Held, way: str) -> None:
    wrong = held("Wr0ng-Secret")
    begin = f"did not let '{US}' sign in: "
    advice = {
        "password": (
            "Check the name, and the password in the variable 'A_SECRET_1'. Microsoft 365 takes "
            'tokens only (sign_in = "xoauth2"), Google an app password.'
        ),
        "xoauth2": "A token holds for about an hour and for what it was asked for: get a new one, "
        "for this user, with leave to use mail by SMTP or IMAP.",
    }[way]
    with (
        pytest.raises(MailError) as not_sent,
        Sender(sending(office, wrong, sign_in=SignIn(way))),
    ):
        pass
    said = str(not_sent.value)
    assert said.startswith(
        f"The mail server 'localhost' (port {office.smtp_port}) {begin}535 5.7.8"
    )
    assert said.endswith(advice)
    with (
        pytest.raises(MailError) as not_read,
        Mailbox(reading(office, wrong, sign_in=SignIn(way)), "INBOX"),
    ):
        pass
    assert str(not_read.value) == (
        f"The mail server 'localhost' (port {office.imaps_port}) {begin}"
        f"[AUTHENTICATIONFAILED] Authentication failed. {advice}"
    )


def test_a_server_that_nobody_vouches_for_is_told_nothing(
    office: Office, held: Held, tmp_path: Path
) -> None:
    secret = held("the office's own")
    stopped = []
    for connection in (
        sending(office, secret, certificates=None),
        sending(office, secret, certificates=None, port=office.smtps_port, is_tls=True),
        sending(office, secret, server="127.0.0.1"),
    ):
        with pytest.raises(MailError) as error, Sender(connection):
            pass
        stopped.append(str(error.value))
    for connection in (
        reading(office, secret, certificates=None),
        reading(office, secret, certificates=None, port=office.imap_port, is_tls=False),
        reading(office, secret, server="127.0.0.1"),
    ):
        with pytest.raises(MailError) as error, Mailbox(connection, "INBOX"):
            pass
        stopped.append(str(error.value))
    kinds = ["vouched for by nobody", "vouched for by nobody", "is for another name"] * 2
    assert [kind for kind, said in zip(kinds, stopped, strict=True) if kind in said] == kinds
    missing = tmp_path / "authority.pem"
    with (
        pytest.raises(MailError, match="which is not there"),
        Sender(sending(office, secret, certificates=missing)),
    ):
        pass


def test_the_servers_end_and_leave_nothing_behind(office: Office) -> None:
    from post_office import post_office  # noqa: PLC0415 - once more, beside the one that is open

    with post_office({"somebody@council.example": "short"}) as second:
        root = second.root
        second.deliver(b"Subject: hello\r\n\r\nIt works.\r\n", "somebody@council.example", US)
        assert len(second.messages("somebody@council.example")) == 1
    assert not root.exists()
    assert office.root.exists()
