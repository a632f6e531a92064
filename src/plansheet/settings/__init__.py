"""The council's settings: `plansheet.toml` read into frozen values, and the file `init` writes.

`keys` declares every setting once, with its kind, default, comment and example; `reading` takes
the reader, its messages and the commented file from there. `kinds` and `schemes` say what a
value may be.
"""

from plansheet.settings.keys import (
    Collection,
    Contact,
    Council,
    ReadingLimits,
    Settings,
)
from plansheet.settings.reading import (
    FILE_NAME,
    default_settings_text,
    load_settings,
    parse_settings,
)

__all__ = [
    "FILE_NAME",
    "Collection",
    "Contact",
    "Council",
    "ReadingLimits",
    "Settings",
    "default_settings_text",
    "load_settings",
    "parse_settings",
]
