"""What a PostgreSQL server refuses, in sentences that say what to do; no password in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.ledger.database import IN_USE

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVER = "whoever looks after the server"
# What the server, or what speaks to it, says when no connection comes about: they have no codes
# then. The first that is found in it holds.
_REFUSED = (
    (
        ("no password supplied",),
        (
            "needs a password for '{user}', and there is none. Run 'plansheet ledger remember' "
            'once, as yourself and on this computer, with secret = "keyring" in plansheet.toml.'
        ),
    ),
    (
        ("password authentication failed", "authentication failed"),
        (
            "did not take the password of '{user}'. Check the name in the url in plansheet.toml, "
            "and have plansheet given the password anew ('plansheet ledger remember')."
        ),
    ),
    (
        ("no pg_hba.conf entry",),
        "lets nobody in from this computer as '{user}'. Ask {server} to allow it (pg_hba.conf).",
    ),
    (
        ('role "', 'user "'),
        "knows no user '{user}'. Check the name in the url in plansheet.toml, or ask {server}.",
    ),
    (
        ('database "',),
        (
            "has no database '{dbname}'. Check its name in the url in plansheet.toml, or ask "
            "{server} to make it."
        ),
    ),
    (
        ("too many clients", "remaining connection slots", "too many connections"),
        (
            "has no connection left. Wait a minute and run this again; if that does not help, ask "
            "{server}."
        ),
    ),
    (
        ("starting up", "shutting down", "recovery mode", "not yet accepting"),
        "is being started or stopped. Wait a minute and run this again.",
    ),
    (
        ("SSL", "certificate", "TLS"),
        (
            "could not be reached privately (TLS): {said}. Ask {server} which certificate it has, "
            "and check sslmode and sslrootcert in the url in plansheet.toml."
        ),
    ),
    (
        ("could not translate host name", "failed to resolve", "Name or service not known"),
        (
            "is not found: no computer is called '{host}'. Check the url in plansheet.toml and "
            "your connection to the council's network."
        ),
    ),
    (
        (
            "refused",
            "timeout",
            "timed out",
            "unreachable",
            "No route",
            "No such file",
            "closed the connection",
        ),
        (
            "does not answer at '{host}'. Check your connection to the council's network (VPN) and "
            "the url in plansheet.toml; if both are right, ask {server} whether it runs."
        ),
    ),
)
_LOST = (
    "was lost in the middle of the work: the server ended the connection. What was not finished "
    "was undone. Run this again."
)
_NO_ROOM = (
    f"could not be written: the server has no room left. Tell {_SERVER}, then run this again."
)
# By the codes of SQLSTATE, or by the first two characters of them.
_ENDED = {
    "55P03": IN_USE,
    "40P01": IN_USE,
    "25006": (
        "may not be changed: the server only lets it be read. Check the url in plansheet.toml, or "
        f"ask {_SERVER} which one is written to."
    ),
    "25P03": (
        "waited too long for this computer, and what was not finished was undone. Run this again."
    ),
    "42501": (
        f"may not be used as was needed ({{said}}). Ask {_SERVER} to give this user the rights: "
        "USAGE and CREATE on its schema, or a schema that belongs to it."
    ),
    "53100": _NO_ROOM,
    "53300": "has no connection left. Wait a minute and run this again.",
    "53": f"could not be written: the server has run out of something ({{said}}). Tell {_SERVER}.",
    "57": _LOST,
    "08": _LOST,
    "XX": (
        f"is damaged: {{said}}. Have {_SERVER} bring it back from a backup, and run this again."
    ),
}


def refused(text: str, name: str, given: Mapping[str, object], password: str) -> str:
    """Return why there is no connection to the server of the ledger `name`, and what to do."""
    said = " ".join(text.split())
    if password:
        said = said.replace(password, "***")
    sentence = next(
        (told for signs, told in _REFUSED if any(sign in said for sign in signs)),
        "could not be opened: {said}. Ask {server}.",
    )
    told = sentence.format(
        user=given.get("user", "you"),
        dbname=given.get("dbname", given.get("user", "")),
        host=given.get("host") or "this computer",
        server=_SERVER,
        said=said.removesuffix("."),
    )
    return f"The server of the ledger {name} {told}"


def ended(code: str, said: str, name: str, *, is_closed: bool) -> str:
    """Return what went wrong with the ledger `name`, by the server's code and its own words."""
    sentence = _ENDED.get(code) or _ENDED.get(code[:2], "cannot be used: {said}.")
    if is_closed and code not in _ENDED:
        sentence = _LOST
    return f"The ledger {name} {sentence.replace('{said}', said)}"
