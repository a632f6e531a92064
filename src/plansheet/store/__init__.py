"""The council's folder on disk: `folder` knows its paths, `files` reads and writes with care."""

from plansheet.store.files import (
    Candidate,
    OpenElsewhereError,
    StoreRefusal,
    by_name,
    make_folder,
    modified,
    passed_over,
    read_candidate,
    read_whole,
    take_away,
    too_large,
    write_whole,
)
from plansheet.store.folder import LONGEST_PATH, Store
from plansheet.store.shares import share_of

__all__ = [
    "LONGEST_PATH",
    "Candidate",
    "OpenElsewhereError",
    "Store",
    "StoreRefusal",
    "by_name",
    "make_folder",
    "modified",
    "passed_over",
    "read_candidate",
    "read_whole",
    "share_of",
    "take_away",
    "too_large",
    "write_whole",
]
