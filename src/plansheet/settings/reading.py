"""Reads `plansheet.toml` by the declared keys, and writes the commented file that `init` starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.errors import SettingsError
from plansheet.model.words import is_service_code
from plansheet.settings.accounts import Mail, Mailbox
from plansheet.settings.files import Section, SettingsFile
from plansheet.settings.keys import (
    Collection,
    Committee,
    Contact,
    Council,
    ReadingLimits,
    Settings,
)
from plansheet.settings.ledger_place import LedgerPlace
from plansheet.settings.schemes import DeclaredScheme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from plansheet.model.risks import RiskScheme

FILE_NAME = "plansheet.toml"
# Management Board is always there, and looks at everything.
BOARD = "board"
_OPENING = """\
# The council's settings. plansheet reads this file every time it runs.
# A line that begins with # is left out. Words stand in straight quotes, like "this".
"""


_SECTIONS = (
    Section("council", "[council]", "Who the council is.", Council()),
    Section("collection", "[collection]", "How a quarter's figures are collected.", Collection()),
    Section(
        "limits", "[limits]", "The most that reading one returned file may cost.", ReadingLimits()
    ),
    Section(
        "mail",
        "[mail]",
        "How plansheet sends messages itself (with --send). Without a server it makes drafts, "
        "which you send with your own mail program.",
        Mail(),
    ),
    Section(
        "mailbox",
        "[mailbox]",
        "The mailbox that workbooks come back to (IMAP), for 'plansheet read PERIOD --mailbox'.",
        Mailbox(),
    ),
    Section(
        "ledger",
        "[ledger]",
        "Where the ledger is kept. The council's folder is the place for it, unless the folder is "
        "on a network share or several people work at once.",
        LedgerPlace(),
        optional=True,
    ),
    Section(
        "contacts",
        "[contacts.community-partnerships]",
        "Who is written to about a service, where that is not who its plan names: one such part "
        "for each service, under its code.",
        Contact(),
        optional=True,
    ),
    Section(
        "committees",
        "[committees.scrutiny]",
        "A committee that reports are made for, under a short name of your own in lower-case "
        "letters: 'plansheet report 2018-19-Q2 --for scrutiny'. Repeat the part for another. "
        "Management Board, which needs none, may have one called board for what stands at the "
        "top of its reports.",
        Committee(),
        optional=True,
    ),
    Section(
        "risk_schemes",
        "[[risk_schemes]]",
        "A way of scoring risks beside 5x6 and 4x4, which plansheet knows; with one of those "
        "names it replaces that one. Repeat the part for another.",
        DeclaredScheme(),
        optional=True,
    ),
)
_FILE = SettingsFile(FILE_NAME, _OPENING, _SECTIONS, 'name = "Our Council"')


def load_settings(path: Path) -> Settings:
    """Read the settings file at `path`; SettingsError says what is wrong with it, and where."""
    try:
        text = _FILE.read(path)
    except FileNotFoundError as error:
        message = (
            f"There is no {FILE_NAME} in {path.absolute().parent}. Run 'plansheet init FOLDER' to "
            "start one, or give the council's folder with -C."
        )
        raise SettingsError(message) from error
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """Read settings from the text of a file; SettingsError where they cannot be used."""
    given = _FILE.tables(text)
    return Settings(
        council=_FILE.section(Council(), given.get("council", {}), "[council]"),
        collection=_FILE.section(Collection(), given.get("collection", {}), "[collection]"),
        limits=_FILE.section(ReadingLimits(), given.get("limits", {}), "[limits]"),
        mail=_FILE.section(Mail(), given.get("mail", {}), "[mail]"),
        mailbox=_FILE.section(Mailbox(), given.get("mailbox", {}), "[mailbox]"),
        ledger=_ledger(_FILE.section(LedgerPlace(), given.get("ledger", {}), "[ledger]")),
        contacts=_contacts(given.get("contacts", {})),
        committees=_committees(given.get("committees", {})),
        risk_schemes=_schemes(given.get("risk_schemes", [])),
    )


def default_settings_text(given: Mapping[str, object] | None = None) -> str:
    """Return a settings file with every key and a comment, as `init` writes it.

    `given` holds values to write in place of defaults, by dotted name: `{"council.name": "..."}`.
    Raises KeyError for a name that is no setting.
    """
    return _FILE.written(given)


def _ledger(place: LedgerPlace) -> LedgerPlace:
    """Return where the ledger is; an address is never quoted, since it may hold a password."""
    if place.path and place.url:
        message = (
            f"{FILE_NAME}, [ledger]: path and url are both given, and the ledger is in one place. "
            'Empty the one that does not hold, for example path = "".'
        )
        raise SettingsError(message)
    if place.url and not place.url.startswith(("postgresql://", "postgres://")):
        message = (
            f"{FILE_NAME}, [ledger]: url is not the address of a PostgreSQL server. Write for "
            'example url = "postgresql://plansheet@db.council.example/performance".'
        )
        raise SettingsError(message)
    return place


def _contacts(given: object) -> dict[str, Contact]:
    table = _FILE.table(given, "[contacts.CODE]")
    for code in table:
        if not is_service_code(code):
            message = (
                f"{FILE_NAME}, [contacts.{code}]: '{code}' is not the code of a service. Write it "
                "as its plan's file name does, for example [contacts.community-partnerships]."
            )
            raise SettingsError(message)
    return {
        code: _FILE.section(Contact(), contact, f"[contacts.{code}]")
        for code, contact in table.items()
    }


def _committees(given: object) -> dict[str, Committee]:
    table = _FILE.table(given, "[committees.NAME]")
    for name in table:
        if not is_service_code(name):
            message = (
                f"{FILE_NAME}, [committees.{name}]: '{name}' cannot be the short name of a "
                "committee. Write lower-case letters, digits and hyphens, for example "
                "[committees.scrutiny]."
            )
            raise SettingsError(message)
    return {
        name: _committee(_FILE.section(Committee(), said, f"[committees.{name}]"), name)
        for name, said in table.items()
    }


def _committee(committee: Committee, name: str) -> Committee:
    if not committee.title and name != BOARD:
        message = (
            f"{FILE_NAME}, [committees.{name}]: the committee has no title. Write for example "
            'title = "Community Safety Scrutiny Committee".'
        )
        raise SettingsError(message)
    return committee


def _schemes(given: object) -> tuple[RiskScheme, ...]:
    place = "[[risk_schemes]]"
    listed = given if isinstance(given, list) else [given]
    schemes = tuple(_FILE.section(DeclaredScheme(), item, place).scheme() for item in listed)
    names = [scheme.name for scheme in schemes]
    for name in names:
        if names.count(name) > 1:
            message = (
                f"{FILE_NAME}, {place}: two risk schemes are called '{name}'. Give each one a name "
                "of its own."
            )
            raise SettingsError(message)
    return schemes
