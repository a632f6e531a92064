"""Words shared by plans, settings and folders: tolerances, tiers, service codes, addresses, names.

Owns how such a word is read, so that a plan and the settings never read it differently.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

from plansheet.model.indicators import Tolerance
from plansheet.model.units import EXACT, HUNDRED, Unit

_TOLERANCE = re.compile(
    r"(?P<amount>\d{1,9}(?:\.\d{1,9})?)\s*"
    r"(?P<word>%|per ?cent|(?:percentage )?points?|days?)",
    re.IGNORECASE | re.ASCII,
)
_TIER_TAG = re.compile(r"\((KPI|PI)\)")
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# What mail programs agree on: words with full stops between them, then the domain.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_RESERVED = re.compile(r'[<>:"/\\|?*]')
_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"),
    )
)
_LONGEST_NAME = 120
_TITLES = frozenset(
    {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "cllr", "rev"}
)


KPI, PI = "KPI", "PI"
"""The tiers every council has: key indicators, and those of a service; it may have its own."""


class SeparateChecker(StrEnum):
    """Whether the person who checks the data must not be the one who entered it."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    OFF = "off"


def parse_tolerance(text: str, unit: Unit) -> Tolerance | None:
    """Read `5%`, `5 points` or `10 days` for an indicator in `unit`; None where it does not fit.

    A share of the target for `%`; points are in the unit's own terms, percentage points for a
    percentage (contract: Ratings, worked). Days go with days and dates only, and a date has no
    other tolerance, since 5% of a day in July means nothing.
    """
    match = _TOLERANCE.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    amount, word, shown = Decimal(match["amount"]), match["word"].casefold(), text.strip()
    in_days = word.startswith("day")
    if in_days != (unit is Unit.DATE) and not (in_days and unit is Unit.DAYS):
        return None
    if word == "%" or "cent" in word.removeprefix("percentage"):
        return Tolerance(EXACT.divide(amount, HUNDRED), relative=True, text=shown)
    points = EXACT.divide(amount, HUNDRED) if unit is Unit.PERCENT else amount
    return Tolerance(points, relative=False, text=shown)


def tier_tag(title: str) -> str:
    """Return the tier that an indicator's title is tagged with, `(KPI)` or `(PI)`; "" if none."""
    match = _TIER_TAG.search(title)
    return match[1] if match else ""


def is_service_code(text: str) -> bool:
    """Return whether `text` can be a service's CODE (contract: Folder).

    Lower-case letters, digits and hyphens between them; no Windows device name such as `con`.
    """
    return _CODE.fullmatch(text) is not None and not is_device_name(text)


def is_address(text: str) -> bool:
    """Return whether `text` is one e-mail address, as far as can be told without sending to it."""
    return _ADDRESS.fullmatch(text) is not None


def same_person(one: str, other: str) -> bool:
    """Return whether two names are one person's: case, spaces, full stops and titles aside.

    `Mrs A. Officer` is `a officer`; a blank name is nobody's.
    """
    names = [_bare_name(name) for name in (one, other)]
    return names[0] == names[1] != ()


def _bare_name(name: str) -> tuple[str, ...]:
    words = re.split(r"[\s.,]+", unicodedata.normalize("NFKC", name).casefold())
    named = tuple(word for word in words if word and word not in _TITLES)
    return named or tuple(word for word in words if word)


def is_device_name(text: str) -> bool:
    """Return whether Windows takes a file called `text` for a device: `con`, `NUL.txt`, `com1`."""
    return text.partition(".")[0].rstrip().casefold() in _DEVICES


def legal_name(text: str, longest: int = _LONGEST_NAME) -> str:
    """Return `text` as a name that Windows lets a file have; an ending is added after that.

    Reserved and invisible characters become hyphens, spaces of every kind one space; dots and
    spaces at the ends go; a device name gets an underscore; past `longest` characters it is cut.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    text = _RESERVED.sub("-", text)
    text = "".join("-" if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    text = text[:longest].strip(" .") or "unnamed"
    if not is_device_name(text):
        return text
    stem, dot, rest = text.partition(".")
    return f"{stem.rstrip()}_{dot}{rest}"[:longest].rstrip(" .")
