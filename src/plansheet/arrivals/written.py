"""A letter made of an e-mail's headers, its texts, and what a server says in it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from plansheet.arrivals.bounces import Report, reference_in
from plansheet.arrivals.heads import LONGEST_LINE, decoded, one_line
from plansheet.arrivals.letters import Letter
from plansheet.arrivals.links import cloud_links
from plansheet.arrivals.natures import Nature, is_away

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from plansheet.arrivals.heads import Heads

_MOST_LOOKED_AT = 20_000
_MARKUP = re.compile(r"(?is)<(?:style|script|head)\b.*?</(?:style|script|head)>|<[^>]*>")

# What a page has and a plain text has not.
_PAGE = re.compile(r"(?i)</?(?:html|head|body|div|p|br|span|table|font|a)\b[^>]*>")


def letter_of(
    heads: Heads,
    report: Report | None,
    texts: Sequence[str],
    sent: datetime | None,
    nature: Nature | None = None,
) -> Letter:
    """Return a letter by its headers, its texts, and what a server says in it or its class is."""
    usual = Nature.AWAY if is_away(heads) else Nature.LETTER
    told = report or Report(nature or usual)
    about = heads.ids("In-Reply-To", "References")
    return Letter(
        sender=one_line(decoded(heads.raw("From"))),
        sent=sent,
        body=_shortened(texts),
        sender_address=heads.address("From"),
        subject=heads.said("Subject"),
        message_id=next(iter(heads.ids("Message-ID")), ""),
        answers=tuple(dict.fromkeys((*about, *told.answers))),
        reference=told.reference or reference_in(heads),
        nature=told.nature,
        links=cloud_links(texts),
        failed=told.failed,
        why=told.why,
    )


def readable(texts: Sequence[str]) -> str:
    """Return the first text that says anything, without markup, its lines as they are."""
    plain = (_without_markup(text[:_MOST_LOOKED_AT]) for text in texts)
    return next((text for text in plain if text.strip()), "")


def _without_markup(text: str) -> str:
    """Return a text without markup; in one that has none, what stands in angle brackets stays."""
    return unescape(_MARKUP.sub(" ", text)) if _PAGE.search(text) else text


def _shortened(texts: Sequence[str]) -> str:
    """Return how the first text that says anything begins, on one line and without markup."""
    said = " ".join(readable(texts).split())
    return said if len(said) <= LONGEST_LINE else f"{said[:LONGEST_LINE]}..."
