"""What is said where a server is not reached, not trusted, or keeps us out: one sentence each."""

from __future__ import annotations

import base64
import socket
import traceback
from typing import TYPE_CHECKING

import pytest
from scripted_server import CLOSE, HANG, IMAP, scripted

from plansheet.errors import MailError
from plansheet.mail.imap import Mailbox
from plansheet.mail.secret import Secret
from plansheet.mail.smtp import Sender
from plansheet.model.accounts import Kept, SignIn

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from scripted_server import Authority

    from plansheet.mail.connection import Connection

    Connect = Callable[..., Connection]
    Script = Mapping[str, str | list[str]]

US = "performance@council.example"
SECRET = "Zx9-Geheim-7431"  # noqa: S105 - of no account anywhere
WHERE = "in plansheet.toml ('server' and 'port' under [mail])"
COMES_BACK = (
    "does not answer, or closes at once. Try again in a while; where it always does, check in "
    "plansheet.toml that port and 'security' go together: 587 goes with \"starttls\", 465 with "
    '"tls".'
)
SILENT = (
    f"does not answer. Try again in a while; where it never answers, check the port {WHERE}, or "
    "ask your IT whether a firewall is between."
)
NO_TLS = (
    "does not speak TLS as it should. Check that port and 'security' go together "
    f'{WHERE}: 587 and 143 go with "starttls", 465 and 993 with "tls".'
)
NEVER_PRIVATE = (
    "offers no private connection (STARTTLS), and plansheet says nothing to it without. Check "
    "'port' and 'security' in plansheet.toml (under [mail]): many servers have another port for "
    'it, with "tls".'
)
ALLOW = "Show this to your IT, who can allow it."
ANOTHER = "Choose another in plansheet.toml ('sign_in' under [mail])."
SAY_HOW = (
    "Say how in plansheet.toml ('sign_in' under [mail]): with a \"password\", or with a token "
    '("xoauth2").'
)
OFFERS_TLS = "250-p\r\n250-STARTTLS\r\n250 AUTH PLAIN"


def stopped_sending(connection: Connection) -> str:
    """Return why nothing can be sent; in none of what could be shown may the secret stand."""
    with pytest.raises(MailError) as stopped, Sender(connection) as sender:
        assert sender
    return checked(connection, stopped.value)


def stopped_reading(connection: Connection) -> str:
    """Return why nothing can be read, looked at in the same way."""
    with pytest.raises(MailError) as stopped, Mailbox(connection, "INBOX") as box:
        assert box
    return checked(connection, stopped.value)


def checked(connection: Connection, error: MailError) -> str:
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(connection)
    forms = (SECRET, f"\0{US}\0{SECRET}", f"user={US}\x01auth=Bearer {SECRET}\x01\x01")
    packed = [base64.b64encode(form.encode()).decode() for form in forms]
    assert [form for form in (*forms, *packed) if form in shown] == []
    begin = f"The mail server {connection.server!r} (port {connection.port}) "
    return str(error).removeprefix(begin)


def in_use(script: Script, *, is_tls: bool = True, **other: object) -> Callable[..., str]:
    """Return what sends by a server with this script, and gives back why it cannot."""

    def run(authority: Authority, connect: Connect, context: ssl.SSLContext | None) -> str:
        with scripted(context, script, is_tls=is_tls) as server:
            chosen = {"certificates": authority.file, "is_tls": is_tls, **other}
            return stopped_sending(connect(server.port, **chosen))

    return run


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (
            in_use({"greeting": "554 5.7.1 Not you."}),
            f"wants nothing from this computer: 554 5.7.1 Not you. {ALLOW}",
        ),
        (
            in_use({"greeting": "421 Busy"}),
            "asks to come back later: 421 Busy. Try again in a while.",
        ),
        (in_use({"greeting": CLOSE}), COMES_BACK),
        (in_use({"greeting": HANG}, timeout=0.5), COMES_BACK),
        (in_use({"greeting": HANG}, timeout=0.5, is_tls=False), COMES_BACK),
        (in_use({"EHLO": CLOSE}), COMES_BACK),
        (in_use({}, is_tls=False), NEVER_PRIVATE),
        (
            in_use({"EHLO": OFFERS_TLS, "STARTTLS": "454 Not now"}, is_tls=False),
            "asks to come back later: 454 Not now. Try again in a while.",
        ),
        (
            in_use({"EHLO": "502 What?", "HELO": "550 No"}),
            f"wants nothing from this computer: 550 No. {ALLOW}",
        ),
    ],
)
def test_a_server_that_does_not_serve(
    authority: Authority, connect: Connect, run: Callable[..., str], said: str
) -> None:
    assert run(authority, connect, authority.for_server()) == said


@pytest.mark.parametrize("is_tls", [True, False])
def test_a_certificate_of_nobody_known_or_for_another_name(
    authority: Authority, connect: Connect, *, is_tls: bool
) -> None:
    def said(name: str, certificates: Path | None) -> str:
        script = {"EHLO": OFFERS_TLS}
        with scripted(authority.for_server(name), script, is_tls=is_tls) as server:
            connection = connect(server.port, certificates=certificates, is_tls=is_tls)
            message = stopped_sending(connection)
            told = "".join(server.said)
            assert "AUTH" not in told
            assert "MAIL" not in told
            return message.replace(str(connection), "IT")

    assert said("localhost", None).startswith(
        "The certificate of the mail server IT is vouched for by nobody this computer trusts ("
    )
    assert said("mail.other.example", authority.file) == (
        "The certificate of the mail server IT is for another name, so it may be another computer. "
        "Nothing was sent to it. Write the server's name as its certificate has it: ask your IT "
        "for it, and put it into plansheet.toml ('server' under [mail])."
    )


def test_a_certificate_that_is_out_of_date(authority: Authority, connect: Connect) -> None:
    with scripted(authority.out_of_date(), {}) as server:
        connection = connect(server.port)
        assert stopped_sending(connection) == (
            f"The certificate of the mail server {connection} is not valid today (certificate has "
            "expired). Nothing was sent to it. Check this computer's date, or tell who looks after "
            "the server."
        )


def test_a_port_that_speaks_no_tls(authority: Authority, connect: Connect) -> None:
    with scripted(None, {}) as server:
        assert stopped_sending(connect(server.port)) == NO_TLS
        assert stopped_reading(connect(server.port)) == NO_TLS
    with scripted(authority.for_server(), {"greeting": HANG}) as server:
        assert stopped_sending(connect(server.port, is_tls=False, timeout=0.5)) == COMES_BACK


def test_a_server_that_is_not_found_or_does_not_answer(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    assert stopped_sending(connect(port)) == (
        "refuses the connection: nothing answers on that port. Check both "
        f"{WHERE}, or ask your IT whether your computer may use them."
    )

    def fails(error: OSError) -> str:
        def look_up(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(socket, "create_connection", look_up)
        said = {stopped_sending(connect(587)), stopped_reading(connect(587))}
        return said.pop() if len(said) == 1 else str(said)

    assert fails(socket.gaierror(-2, "Name or service not known")) == (
        f"was not found: no computer has that name here. Check its name {WHERE}, and that you are "
        "on the council's network."
    )
    assert fails(TimeoutError("timed out")) == SILENT
    assert fails(OSError(101, "Network is unreachable")) == SILENT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "which is not there"),
        (
            b"\x00\x01",
            "which holds no certificate (text that starts '-----BEGIN CERTIFICATE-----')",
        ),
        ("folder", "which cannot be read (Is a directory)"),
    ],
)
def test_a_file_of_certificates_that_is_none(
    connect: Connect, tmp_path: Path, content: bytes | str | None, said: str
) -> None:
    file = tmp_path / "our own.pem"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        file.mkdir()
    connection = connect(587, certificates=file)
    message = stopped_sending(connection)
    if content == "folder" and "holds no certificate" in message:
        said = "which holds no certificate (text that starts '-----BEGIN CERTIFICATE-----')"
    assert message == (
        f"The certificates to trust should be in {str(file)!r}, {said}. Ask your IT for the "
        f"certificate of {connection} as a PEM file, and name it in plansheet.toml "
        "('certificates' under [mail])."
    )


CHECK = (
    "Check the name, and the password in the variable 'A_MAIL_SECRET'. Microsoft 365 "
    'takes tokens only (sign_in = "xoauth2"), Google an app password.'
)
A_NEW_ONE = (
    "A token holds for about an hour and for what it was asked for: get a new one, for this user, "
    "with leave to use mail by SMTP or IMAP."
)
ADMINISTRATOR = (
    "An administrator of Microsoft 365 must allow this mailbox to send this way (Authenticated "
    "SMTP, among the mailbox's e-mail apps in the admin centre), and the council's security "
    "defaults must not forbid it. Until then send the drafts by hand."
)
NOT_LET_IN = f"did not let '{US}' sign in"
PASSWORD, TOKEN = SignIn.PASSWORD, SignIn.TOKEN
PACKED = base64.b64encode(f"\0{US}\0{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("way", "script", "said"),
    [
        (PASSWORD, {"AUTH": "535 5.7.8 No."}, f"{NOT_LET_IN}: 535 5.7.8 No. {CHECK}"),
        (PASSWORD, {"AUTH": f"535 Not {SECRET}"}, f"{NOT_LET_IN}. {CHECK}"),
        (PASSWORD, {"AUTH": f"535 Not {PACKED}"}, f"{NOT_LET_IN}. {CHECK}"),
        (
            PASSWORD,
            {"AUTH": "535 5.7.139 Authentication unsuccessful, locked"},
            f"{NOT_LET_IN}: 535 5.7.139 Authentication unsuccessful, locked. {ADMINISTRATOR}",
        ),
        (
            TOKEN,
            {"AUTH": "535 5.7.3 smtpclientauthentication IS disabled for the Tenant"},
            (
                f"{NOT_LET_IN}: 535 5.7.3 smtpclientauthentication IS disabled for the Tenant. "
                f"{ADMINISTRATOR}"
            ),
        ),
        (
            PASSWORD,
            {"AUTH": "454 4.7.0 Not now"},
            "asks to come back later: 454 4.7.0 Not now. Try again in a while.",
        ),
        (PASSWORD, {"AUTH": CLOSE}, COMES_BACK),
        (TOKEN, {"AUTH": CLOSE}, COMES_BACK),
        (
            PASSWORD,
            {"EHLO": "250-p\r\n250 SIZE"},
            f"does not offer to sign in with a password: it offers no way. {ANOTHER}",
        ),
        (
            PASSWORD,
            {"EHLO": "250-p\r\n250 AUTH XOAUTH2 GSSAPI"},
            f"does not offer to sign in with a password: it offers XOAUTH2 GSSAPI. {ANOTHER}",
        ),
        (
            TOKEN,
            {"EHLO": "250-p\r\n250 AUTH PLAIN"},
            f'does not offer to sign in with a token ("xoauth2"): it offers PLAIN. {ANOTHER}',
        ),
        (
            TOKEN,
            {"AUTH": "334 eyJzdGF0dXMiOiI0MDEifQ==", "QUIT": "221 Bye"},
            f"{NOT_LET_IN}: 535 5.7.8 No. {A_NEW_ONE}",
        ),
    ],
)
def test_a_server_that_does_not_let_us_in(
    authority: Authority, connect: Connect, way: SignIn, script: Script, said: str
) -> None:
    script = {"": "535 5.7.8 No.", **script}
    with scripted(authority.for_server(), script) as server:
        assert stopped_sending(connect(server.port, sign_in=way)) == said
    if "334" in str(script.get("AUTH")):
        # Why it was refused was asked for with an empty line.
        told = base64.b64encode(f"user={US}\x01auth=Bearer {SECRET}\x01\x01".encode()).decode()
        assert server.said[1:] == [f"AUTH XOAUTH2 {told}", ""]


@pytest.mark.parametrize(
    ("offered", "told"),
    [
        ("CRAM-MD5 PLAIN LOGIN", ["AUTH PLAIN"]),
        ("LOGIN XOAUTH2", ["AUTH LOGIN"]),
    ],
)
def test_a_wrong_password_is_tried_once(
    authority: Authority, connect: Connect, offered: str, told: list[str]
) -> None:
    script = {"EHLO": f"250-p\r\n250 AUTH {offered}", "AUTH": "535 No"}
    with scripted(authority.for_server(), script) as server:
        connection = connect(server.port, sign_in=PASSWORD)
        assert stopped_sending(connection) == f"{NOT_LET_IN}: 535 No. {CHECK}"
    assert [" ".join(said.split()[:2]) for said in server.said if "AUTH" in said] == told


def test_a_password_for_a_server_that_asks_for_each_by_itself(
    authority: Authority, connect: Connect
) -> None:
    packed = [base64.b64encode(part.encode()).decode() for part in (US, SECRET)]
    script = {
        "EHLO": "250-p\r\n250 AUTH LOGIN XOAUTH2",
        "AUTH LOGIN": "334 UGFzc3dvcmQ6",
        packed[1]: "235 Welcome",
    }
    with (
        scripted(authority.for_server(), script) as server,
        Sender(connect(server.port, sign_in=PASSWORD)),
    ):
        pass
    assert server.said[1:] == [f"AUTH LOGIN {packed[0]}", packed[1], "QUIT"]


def test_a_password_with_all_letters_goes_as_it_is(
    authority: Authority, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANOTHER", "größer")
    other = Secret(Kept.ENVIRONMENT, variable="ANOTHER")
    told = base64.b64encode(f"\0{US}\0größer".encode()).decode()
    with (
        scripted(authority.for_server(), {}) as server,
        Sender(connect(server.port, sign_in=PASSWORD, secret=other)),
    ):
        pass
    assert server.said[1:] == [f"AUTH PLAIN {told}", "QUIT"]
    for script, said in (
        ({"AUTH": "535 No"}, f"{NOT_LET_IN}: 535 No. {CHECK.replace('A_MAIL_SECRET', 'ANOTHER')}"),
        (
            {"EHLO": "250-p\r\n250 AUTH LOGIN"},
            f"does not offer to sign in with a password: it offers LOGIN. {ANOTHER}",
        ),
    ):
        with scripted(authority.for_server(), script) as server:
            connection = connect(server.port, sign_in=PASSWORD, secret=other)
            assert stopped_sending(connection) == said


def test_a_token_with_letters_that_no_token_has_goes_nowhere(
    authority: Authority, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANOTHER", "größer")
    other = Secret(Kept.ENVIRONMENT, variable="ANOTHER")
    with scripted(authority.for_server(), {}) as server:
        connection = connect(server.port, sign_in=TOKEN, secret=other)
        assert stopped_sending(connection) == f"{NOT_LET_IN}. {A_NEW_ONE}"
    assert [said for said in server.said if said.startswith("AUTH")] == []


IMAP_BACK = (
    "does not answer any more, or closed the connection. Nothing is lost: try again in a while. "
    "Where it never answers, check in plansheet.toml (under [mail]) that port and 'security' go "
    'together: 993 goes with "tls", 143 with "starttls".'
)


@pytest.mark.parametrize(
    ("way", "script", "said"),
    [
        (PASSWORD, {"LOGIN": "TAG NO [AUTH] No."}, f"{NOT_LET_IN}: [AUTH] No. {CHECK}"),
        (PASSWORD, {"LOGIN": "TAG BAD What?"}, None),
        (PASSWORD, {"LOGIN": f"TAG NO not {SECRET}"}, f"{NOT_LET_IN}. {CHECK}"),
        (PASSWORD, {"LOGIN": CLOSE}, IMAP_BACK),
        (PASSWORD, {"LOGIN": HANG}, IMAP_BACK),
        (PASSWORD, {"greeting": "* BYE Busy"}, IMAP_BACK),
        (PASSWORD, {"greeting": CLOSE}, IMAP_BACK),
        (PASSWORD, {"EXAMINE": CLOSE}, IMAP_BACK),
        (TOKEN, {"AUTHENTICATE": "TAG NO No"}, f"{NOT_LET_IN}: No. {A_NEW_ONE}"),
        (
            TOKEN,
            {"CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN\r\nTAG OK done"},
            f'does not offer to sign in with a token ("xoauth2"): it offers PLAIN LOGIN. {ANOTHER}',
        ),
        (
            SignIn.NONE,
            {},
            f"does nothing for who has not signed in. {SAY_HOW}",
        ),
    ],
)
def test_a_mailbox_that_does_not_open(
    authority: Authority, connect: Connect, way: SignIn, script: Script, said: str | None
) -> None:
    with scripted(authority.for_server(), script, friendly=IMAP) as server:
        message = stopped_reading(connect(server.port, sign_in=way, timeout=1))
    if said is None:
        assert message.startswith(f"{NOT_LET_IN}: ")
    else:
        assert message == said


def test_a_mailbox_opens_with_a_token_or_a_password_in_all_letters(
    authority: Authority, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANOTHER", "größer")
    other = Secret(Kept.ENVIRONMENT, variable="ANOTHER")
    for chosen, command, told in (
        ({"sign_in": TOKEN}, "XOAUTH2", f"user={US}\x01auth=Bearer {SECRET}\x01\x01"),
        ({"sign_in": PASSWORD, "secret": other}, "PLAIN", f"\0{US}\0größer"),
    ):
        with scripted(authority.for_server(), {}, friendly=IMAP) as server:
            connection = connect(server.port, section="mailbox", **chosen)
            with Mailbox(connection, "INBOX") as box:
                assert box.validity == 7
        said = server.said[1:3]
        assert said[0].endswith(f" AUTHENTICATE {command}")
        assert base64.b64decode(said[1]).decode() == told


def test_a_mailbox_after_starttls_or_not_at_all(authority: Authority, connect: Connect) -> None:
    context = authority.for_server()
    with scripted(context, {}, is_tls=False, friendly=IMAP) as server:
        connection = connect(server.port, is_tls=False, sign_in=PASSWORD)
        with Mailbox(connection, "INBOX") as box:
            assert box.validity == 7
    assert [said.split(" ", 1)[1].split(" ")[0] for said in server.said] == [
        "CAPABILITY",
        "STARTTLS",
        "CAPABILITY",
        "LOGIN",
        "CAPABILITY",
        "EXAMINE",
        "LOGOUT",
    ]
    for script, certificates, said in (
        (
            {"CAPABILITY": "* CAPABILITY IMAP4rev1\r\nTAG OK done"},
            authority.file,
            NEVER_PRIVATE,
        ),
        ({"STARTTLS": "TAG NO Not now"}, authority.file, IMAP_BACK),
        ({}, None, "The certificate of"),
    ):
        with scripted(context, script, is_tls=False, friendly=IMAP) as server:
            connection = connect(server.port, is_tls=False, certificates=certificates)
            assert stopped_reading(connection).startswith(said)
        assert [said for said in server.said if "LOGIN" in said] == []
