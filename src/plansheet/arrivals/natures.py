"""What an e-mail is beside a person's letter: an answer from a machine, known by its headers."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plansheet.arrivals.heads import Heads


class Nature(StrEnum):
    """What an e-mail is: a letter of a person, or what a machine says about one of ours."""

    LETTER = "letter"
    AWAY = "out of office"
    BOUNCE = "bounce"
    DELAYED = "delayed"
    RECEIPT = "receipt"


# Those that tell what became of a message that was sent: what is in them is that message.
REPORTS = frozenset({Nature.BOUNCE, Nature.DELAYED, Nature.RECEIPT})

# What mail systems put before a subject, such as [EXTERNAL], and then what makes it automatic.
_AWAY = re.compile(
    r"(?i)(?:\[[^\]]*\]\s*)*(?:automatic reply|auto(?:matic)?[- ]?re(?:ply|sponse)"
    r"|out[ -]of[ -](?:the[ -])?office)\b"
)
_TO_MANY = ("List-Id", "List-Post", "List-Unsubscribe")
_BULK = frozenset({"bulk", "junk", "auto_reply"})
_NO = frozenset({"", "no", "none", "false"})

# The classes that Outlook gives to its messages.
_REPORT_CLASS = "REPORT."
_AWAY_CLASS = "IPM.NOTE.RULES.OOFTEMPLATE"


def is_away(heads: Heads) -> bool:
    """Return whether a message answers by itself that somebody is away; no mailing list does."""
    precedence = heads.said("Precedence").casefold()
    if heads.holds(*_TO_MANY) or precedence == "list":
        return False
    if heads.said("Auto-Submitted").casefold().startswith("auto-replied"):
        return True
    if any(_is_yes(heads, name) for name in ("X-Autoreply", "X-Autorespond")):
        return True
    is_bulk = precedence in _BULK
    if is_bulk and (precedence == "auto_reply" or _is_yes(heads, "X-Auto-Response-Suppress")):
        return True
    return _AWAY.match(heads.said("Subject")) is not None


def _is_yes(heads: Heads, name: str) -> bool:
    return heads.said(name).casefold() not in _NO


def nature_of_class(message_class: str) -> Nature | None:
    """Return what Outlook takes a message for, None where it says nothing of it."""
    said = message_class.upper()
    if said.startswith(_AWAY_CLASS):
        return Nature.AWAY
    if not said.startswith(_REPORT_CLASS):
        return None
    if said.endswith(".NDR"):
        return Nature.BOUNCE
    return Nature.DELAYED if "DELAYED" in said else Nature.RECEIPT
