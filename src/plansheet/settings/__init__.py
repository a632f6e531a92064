"""The council's settings: `plansheet.toml` and `style.toml` read into frozen values.

`keys`, and `accounts` for mail, declare every setting once, with its kind, default, comment and
example; `reading` takes the reader, its messages and the commented file from there. `style` does
the same for looks. `files` is how any such file is read, written and faulted; `kinds` and `schemes`
say what a value may be.
"""

from plansheet.settings.accounts import (
    AcceptFrom,
    Account,
    Mail,
    Mailbox,
    Security,
)
from plansheet.settings.bank_holidays import Nation
from plansheet.settings.keys import (
    Collection,
    Committee,
    Contact,
    Council,
    Part,
    ReadingLimits,
    Settings,
)
from plansheet.settings.ledger_place import LedgerPlace, PasswordFrom
from plansheet.settings.reading import (
    BOARD,
    FILE_NAME,
    default_settings_text,
    load_settings,
    parse_settings,
)
from plansheet.settings.style import STYLE_NAME, default_style_text, load_look

__all__ = [
    "BOARD",
    "FILE_NAME",
    "STYLE_NAME",
    "AcceptFrom",
    "Account",
    "Collection",
    "Committee",
    "Contact",
    "Council",
    "LedgerPlace",
    "Mail",
    "Mailbox",
    "Nation",
    "Part",
    "PasswordFrom",
    "ReadingLimits",
    "Security",
    "Settings",
    "default_settings_text",
    "default_style_text",
    "load_look",
    "load_settings",
    "parse_settings",
]
