"""Links to files that are kept elsewhere, which many send in the place of the file."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from plansheet.model.names import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from urllib.parse import SplitResult

# Where files are kept: each host, and whatever stands before it.
_HOSTS = (
    "sharepoint.com",
    "1drv.ms",
    "onedrive.live.com",
    "drive.google.com",
    "docs.google.com",
    "dropbox.com",
    "db.tt",
    "wetransfer.com",
    "we.tl",
    "box.com",
    "icloud.com",
    "sharefile.com",
    "egnyte.com",
    "mega.nz",
)
# A link to one of these is one to a file, wherever it is kept.
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
# Outlook puts its own address before that of a link, which follows as `url=`.
_WRAPPING = "safelinks.protection.outlook.com"
_DEEPEST = 3
_LINK = re.compile(r"""https?://[^\s<>"'\\^`{|}]{3,4000}""", re.IGNORECASE)
_MOST_LOOKED_AT = 200_000
_MOST_TRIED = 400
_MOST_LINKS = 5
_LONGEST = 120


def cloud_links(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the links to files kept elsewhere in texts, in HTML too, without what lets one in.

    What follows the `?` of such a link is often what opens the file to anybody.
    """
    found: dict[str, None] = {}
    for text in texts:
        for tried, match in enumerate(_LINK.finditer(unescape(text[:_MOST_LOOKED_AT]))):
            if tried == _MOST_TRIED or len(found) == _MOST_LINKS:
                break
            found |= dict.fromkeys(_kept_elsewhere(match[0]))
    return tuple(found)[:_MOST_LINKS]


def _kept_elsewhere(link: str) -> Iterator[str]:
    for _ in range(_DEEPEST):
        parts = _split(link)
        host = (parts.hostname or "").rstrip(".") if parts else ""
        if parts is None or not host:
            return
        if _is_of(host, _WRAPPING):
            link = parse_qs(parts.query).get("url", [""])[0]
            continue
        is_workbook = parts.path.casefold().endswith(_WORKBOOKS)
        if is_workbook or any(_is_of(host, known) for known in _HOSTS):
            bare = visible(f"{host}{parts.path}".rstrip("/.,;:)"))
            yield bare if len(bare) <= _LONGEST else f"{bare[:_LONGEST]}..."
        return


def _split(link: str) -> SplitResult | None:
    try:
        return urlsplit(link)
    except ValueError:
        return None


def _is_of(host: str, known: str) -> bool:
    return host == known or host.endswith(f".{known}")
