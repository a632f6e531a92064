"""Where a mail server is, how to sign in, and the private connection to it.

What goes wrong on the way to a server is one sentence here, the same for sending and for reading.
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.errors import MailError
from plansheet.model.accounts import Kept, SignIn
from plansheet.model.names import visible

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.mail.secret import Secret

_SHOWN = 240
# What OpenSSL calls a certificate that is another server's: by its name, or by its number.
_OTHER_NAME = frozenset({62, 64})
_OUT_OF_DATE = frozenset({9, 10})
# How Microsoft 365 says that a mailbox, or the whole council, may not send this way.
_NOT_ALLOWED = re.compile(r"5\.7\.139|SmtpClientAuthentication is disabled", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Connection:
    """One account on a server.

    `is_tls`: TLS from the start; else STARTTLS, without which nothing is said. `certificates`: a
    file (PEM) with who else vouches for servers. `timeout`: seconds for each answer. `section`:
    what it is called in plansheet.toml.
    """

    server: str
    port: int
    is_tls: bool
    certificates: Path | None
    sign_in: SignIn
    user: str
    secret: Secret
    timeout: float = 60
    section: str = "mail"

    def __str__(self) -> str:
        """Return the server and its port as messages name them."""
        return f"{self.server!r} (port {self.port})"


class NotNowError(Exception):
    """The server does not answer, or asks to come back later; the same may work another time."""


def private(connection: Connection) -> ssl.SSLContext:
    """Return what makes the connection private: certificate and name are always checked.

    Raises:
        MailError: the file with further certificates is missing, or holds none.
    """
    context = ssl.create_default_context()
    if connection.certificates is None:
        return context
    try:
        context.load_verify_locations(cafile=connection.certificates)
    except FileNotFoundError:
        said = "which is not there"
    except ssl.SSLError:
        said = "which holds no certificate (text that starts '-----BEGIN CERTIFICATE-----')"
    except OSError as error:
        said = f"which cannot be read ({error.strerror})"
    else:
        return context
    message = (
        f"The certificates to trust should be in {str(connection.certificates)!r}, {said}. Ask "
        f"your IT for the certificate of {connection} as a PEM file, and name it in plansheet.toml "
        f"('certificates' under [{connection.section}])."
    )
    raise MailError(message) from None


def not_reached(connection: Connection, error: OSError) -> Exception:
    """Return what is to be raised where the server is not reached, or not trusted."""
    match error:
        case ssl.SSLCertVerificationError():
            return MailError(_not_trusted(connection, error))
        case ssl.SSLError():
            return MailError(
                f"The mail server {connection} does not speak TLS as it should. Check that port "
                f"and 'security' go together {_where(connection)}: 587 and 143 go with "
                '"starttls", 465 and 993 with "tls".'
            )
        case _:
            return NotNowError(f"The mail server {connection} {_no_answer(connection, error)}")


def _no_answer(connection: Connection, error: OSError) -> str:
    match error:
        case socket.gaierror():
            return (
                "was not found: no computer has that name here. Check its name "
                f"{_where(connection)}, and that you are on the council's network."
            )
        case ConnectionRefusedError():
            return (
                "refuses the connection: nothing answers on that port. Check both "
                f"{_where(connection)}, or ask your IT whether your computer may use them."
            )
        case _:
            return (
                "does not answer. Try again in a while; where it never answers, check the port "
                f"{_where(connection)}, or ask your IT whether a firewall is between."
            )


def _where(connection: Connection) -> str:
    return f"in plansheet.toml ('server' and 'port' under [{connection.section}])"


def _not_trusted(connection: Connection, error: ssl.SSLCertVerificationError) -> str:
    begin = f"The certificate of the mail server {connection} "
    if error.verify_code in _OTHER_NAME:
        return (
            f"{begin}is for another name, so it may be another computer. Nothing was sent to it. "
            "Write the server's name as its certificate has it: ask your IT for it, and put it "
            f"into plansheet.toml ('server' under [{connection.section}])."
        )
    if error.verify_code in _OUT_OF_DATE:
        return (
            f"{begin}is not valid today ({error.verify_message}). Nothing was sent to it. Check "
            "this computer's date, or tell who looks after the server."
        )
    return (
        f"{begin}is vouched for by nobody this computer trusts ({error.verify_message}). Nothing "
        "was sent to it. Where it is the council's own, ask your IT for its authority's "
        "certificate as a PEM file, and name that in plansheet.toml ('certificates' under "
        f"[{connection.section}])."
    )


def never_private(connection: Connection) -> MailError:
    """Return the error of a server that offers no STARTTLS."""
    return MailError(
        f"The mail server {connection} offers no private connection (STARTTLS), and plansheet says "
        "nothing to it without. Check 'port' and 'security' in plansheet.toml (under "
        f'[{connection.section}]): many servers have another port for it, with "tls".'
    )


def wants_sign_in(connection: Connection, said: str = "") -> MailError:
    """Return the error of a server that does nothing for who has not signed in."""
    return MailError(
        f"The mail server {connection} does nothing for who has not signed in"
        f"{f': {words(said)}' if said else ''}. Say how in plansheet.toml ('sign_in' under "
        f'[{connection.section}]): with a "password", or with a token ("xoauth2").'
    )


def wants_other_sign_in(connection: Connection, offered: str) -> MailError:
    """Return the error of a server that does not offer the way to sign in that was chosen."""
    how = 'a token ("xoauth2")' if connection.sign_in is SignIn.TOKEN else "a password"
    said = f"it offers {words(offered)}" if offered else "it offers no way"
    return MailError(
        f"The mail server {connection} does not offer to sign in with {how}: {said}. Choose "
        f"another in plansheet.toml ('sign_in' under [{connection.section}])."
    )


def refused_sign_in(connection: Connection, said: str, secret: str) -> MailError:
    """Return the error of a server that did not let `user` in, with one thing to do."""
    begin = (
        f"The mail server {connection} did not let {connection.user!r} sign in"
        f"{_quoted(said, connection.user, secret)}. "
    )
    if _NOT_ALLOWED.search(said):
        return MailError(
            f"{begin}An administrator of Microsoft 365 must allow this mailbox to send this way "
            "(Authenticated SMTP, among the mailbox's e-mail apps in the admin centre), and the "
            "council's security defaults must not forbid it. Until then send the drafts by hand."
        )
    if connection.sign_in is SignIn.TOKEN:
        return MailError(
            f"{begin}A token holds for about an hour and for what it was asked for: get a new one, "
            "for this user, with leave to use mail by SMTP or IMAP."
        )
    where = {
        Kept.KEYRING: "; keep a new one with 'plansheet mail remember'",
        Kept.ENVIRONMENT: f" in the variable {connection.secret.variable!r}",
        Kept.COMMAND: " that your command prints",
    }
    return MailError(
        f"{begin}Check the name, and the password{where[connection.secret.where]}. "
        'Microsoft 365 takes tokens only (sign_in = "xoauth2"), Google an app password.'
    )


def _quoted(said: str, user: str, secret: str) -> str:
    """Return the server's words, unless they hold what it was told: some servers repeat it."""
    forms = {secret, f"\0{user}\0{secret}", user_and_token(user, secret)}
    told = {part for form in forms for part in (form, _packed(form))}
    if not said or any(part in said for part in told):
        return ""
    return f": {words(said)}"


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def user_and_token(user: str, token: str) -> str:
    """Return what the XOAUTH2 way of signing in says."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def words(said: str | bytes) -> str:
    """Return a server's words on one line, with nothing in them that is obeyed, and not too many.

    The full stop at the end is left to the sentence that quotes them.
    """
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    line = visible(" ".join(text.split())).rstrip(".")
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
