"""The beginning of a conversation with the server that sends: private, and signed in."""

from __future__ import annotations

import base64
import smtplib
from typing import TYPE_CHECKING

from plansheet.errors import MailError
from plansheet.mail.connection import (
    NotNowError,
    never_private,
    not_reached,
    private,
    refused_sign_in,
    user_and_token,
    wants_other_sign_in,
    words,
)
from plansheet.mail.secret import secret_of
from plansheet.model.accounts import SignIn

if TYPE_CHECKING:
    from plansheet.mail.connection import Connection

# What the server calls this computer; its own name is nobody's business and slow to find out.
_OURSELVES = "[127.0.0.1]"
CLOSING = 421
_TEMPORARY = 454
_GOOD, _REFUSED = 2, 5


def signed_in(connection: Connection) -> smtplib.SMTP:
    """Return a new connection to the server, private and signed in.

    Raises:
        MailError: no message can go by this server as things are.
        NotNowError: the server does not answer, or asks to come back.
    """
    smtp = _connected(connection)
    try:
        _sign_in(smtp, connection)
    except smtplib.SMTPServerDisconnected:
        smtp.close()
        raise NotNowError(_hung_up(connection)) from None
    except BaseException:
        smtp.close()
        raise
    return smtp


def _connected(connection: Connection) -> smtplib.SMTP:
    context = private(connection)
    server, port, timeout = connection.server, connection.port, connection.timeout
    smtp: smtplib.SMTP | None = None
    try:
        if connection.is_tls:
            smtp = smtplib.SMTP_SSL(server, port, _OURSELVES, timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(server, port, _OURSELVES, timeout=timeout)
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
    except OSError as error:
        if smtp is not None:
            smtp.close()
        raise _not_connected(connection, error) from None
    return smtp


def _not_connected(connection: Connection, error: OSError) -> Exception:
    match error:
        case smtplib.SMTPNotSupportedError():
            return never_private(connection)
        case smtplib.SMTPServerDisconnected():
            return NotNowError(_hung_up(connection))
        case smtplib.SMTPResponseException():
            return _turned_away(connection, error)
        case _:
            return not_reached(connection, error)


def _turned_away(connection: Connection, error: smtplib.SMTPResponseException) -> Exception:
    said = quoted(error.smtp_code, error.smtp_error)
    if error.smtp_code // 100 != _REFUSED:
        return NotNowError(
            f"The mail server {connection} asks to come back later: {said}. Try again in a while."
        )
    return MailError(
        f"The mail server {connection} wants nothing from this computer: {said}. Show this to your "
        "IT, who can allow it."
    )


def _hung_up(connection: Connection) -> str:
    return (
        f"The mail server {connection} does not answer, or closes at once. Try again in a while; "
        "where it always does, check in plansheet.toml that port and 'security' go together: 587 "
        'goes with "starttls", 465 with "tls".'
    )


def _sign_in(smtp: smtplib.SMTP, connection: Connection) -> None:
    if connection.sign_in is SignIn.NONE:
        return
    offered = smtp.esmtp_features.get("auth", "").strip()
    secret = secret_of(connection.secret, connection.user, connection.section)
    try:
        if connection.sign_in is SignIn.TOKEN:
            _with_token(smtp, connection, secret)
        else:
            _with_password(smtp, connection, secret)
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code in (CLOSING, _TEMPORARY):
            raise _turned_away(connection, error) from None
        said = quoted(error.smtp_code, error.smtp_error, whole=True)
        raise refused_sign_in(connection, said, secret) from None
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        raise wants_other_sign_in(connection, offered) from None


def _with_token(smtp: smtplib.SMTP, connection: Connection, token: str) -> None:
    if "XOAUTH2" not in _ways(smtp):
        raise smtplib.SMTPNotSupportedError
    said = user_and_token(connection.user, token)
    if not said.isascii():
        raise refused_sign_in(connection, "", token)

    # A server that refuses first says why, and waits for an empty answer.
    def answer(why: bytes | None = None) -> str:
        return said if why is None else ""

    smtp.auth("XOAUTH2", answer)


def _with_password(smtp: smtplib.SMTP, connection: Connection, password: str) -> None:
    """Try one way only: smtplib's own tries all, and a wrong password thrice can lock an account.

    Letters beyond ASCII go with PLAIN alone; smtplib's error about them would show the password.
    """
    if "PLAIN" in _ways(smtp):
        packed = base64.b64encode(f"\0{connection.user}\0{password}".encode()).decode()
        code, said = smtp.docmd("AUTH", f"PLAIN {packed}")
        if not is_good(code):
            raise smtplib.SMTPAuthenticationError(code, said)
    elif "LOGIN" in _ways(smtp) and (connection.user + password).isascii():
        smtp.user, smtp.password = connection.user, password
        smtp.auth("LOGIN", smtp.auth_login)
    else:
        raise smtplib.SMTPNotSupportedError


def _ways(smtp: smtplib.SMTP) -> list[str]:
    return smtp.esmtp_features.get("auth", "").upper().split()


def is_good(code: int) -> bool:
    """Return whether a reply says that what was asked for is done."""
    return code // 100 == _GOOD


def quoted(code: int, reply: bytes | str, *, whole: bool = False) -> str:
    """Return a reply as a message quotes it, on one line; `whole`: as it stands, to be searched."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    said = f"{code} {text}" if code > 0 else text
    return said if whole else words(said)
