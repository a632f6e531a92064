"""What mail servers say about a message that was sent: it came back, or is late, or arrived.

Owns the standard form (RFC 3464, which Exchange and Google follow too), and what can be told of a
message that follows no standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING

from plansheet.arrivals.heads import (
    Heads,
    content_of,
    ids_in,
    inside_of,
    is_message,
    one_line,
    text_of,
)
from plansheet.arrivals.natures import Nature
from plansheet.model.references import REFERENCE_HEADER, find_reference
from plansheet.model.words import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from email.message import Message

    from plansheet.model.references import Reference

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_OPENED = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_WHOLE = frozenset({"message/rfc822", "message/global"})
_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_FAILED, _DELAYED = "failed", "delayed"
_MOST_BLOCKS = 100
_MOST_ADDRESSES = 5
_MOST_LOOKED_AT = 20_000

DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "maildelivery"})
_CAME_BACK = re.compile(
    r"(?i)undeliver|returned mail|returned to sender|failure notice|delivery (?:has )?fail|"
    r"delivery status|delivery problem|delivery incomplete|could not be delivered"
)
_LATE = re.compile(r"(?i)\bdelay|will be retried|still being tried|not yet been delivered")
_GIVEN_UP = re.compile(r"(?i)permanent|given up|giving up|could not be delivered|failed")
# From here on, a server quotes the message that came back.
_COPY = re.compile(
    r"(?im)^[ \t]*(?:--.*\b(?:copy|original|returned|undelivered|follows)\b|Return-Path:|"
    r"Received:|Message-ID:)"
)
_ADDRESS = re.compile(r"""[^\s<>,;:"'()\[\]]{1,120}@[^\s<>,;:"'()\[\]]{1,180}""")
_ANSWER = re.compile(r"(?m)^.*\b[45]\d\d[ -]#?\(?[45]\.\d{1,3}\.\d{1,3}.*$|^.*\b55\d[ -].*$")


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says: of which addresses, why in one line, and about which message."""

    nature: Nature
    failed: tuple[str, ...] = ()
    why: str = ""
    answers: tuple[str, ...] = ()
    reference: Reference | None = None


def report_in(heads: Heads, parts: Sequence[Message], text: str) -> Report | None:
    """Return what a server says in a message, None where the message is none of a server."""
    kinds = {part.get_content_type() for part in parts}
    statuses = [part for part in parts if part.get_content_type() in _STATUS]
    if statuses:
        blocks = [block for part in statuses for block in _blocks(part)][:_MOST_BLOCKS]
        return _about(_standard(blocks), parts, text)
    if kinds & _OPENED:
        return _about(Report(Nature.RECEIPT), parts, text)
    found = by_its_words(heads, text)
    return _about(found, parts, text) if found else None


def _blocks(part: Message) -> Iterator[Heads]:
    """Yield the groups of headers in a server's report, the first about the message itself."""
    inside = inside_of(part)
    if part.get_content_type() == "message/delivery-status" and inside:
        yield from map(Heads, inside)
        return
    # Written in UTF-8, or encoded as no such report may be: all groups stand in one text.
    text = "\n".join(each.as_string() for each in inside) if inside else text_of(part)
    for group in re.split(r"\n\s*\n", text.replace("\r\n", "\n")[:_MOST_LOOKED_AT]):
        yield Heads.of_text(group)


def _standard(blocks: Iterable[Heads]) -> Report:
    failed, late = [], []
    for block in blocks:
        action = block.said("Action").casefold() or _by_status(block)
        if action == _FAILED:
            failed.append(block)
        elif action == _DELAYED:
            late.append(block)
    if not failed and not late:
        return Report(Nature.RECEIPT)
    told = failed or late
    whys = dict.fromkeys(filter(None, map(_why, told)))
    return Report(
        Nature.BOUNCE if failed else Nature.DELAYED,
        tuple(dict.fromkeys(filter(None, map(_recipient, told))))[:_MOST_ADDRESSES],
        one_line("; ".join(whys)),
    )


def _by_status(block: Heads) -> str:
    return {"5": _FAILED, "4": _DELAYED}.get(block.said("Status")[:1], "")


def _recipient(block: Heads) -> str:
    """Return whom a group is about: as it was written to, else as the last server had it."""
    for name in ("Original-Recipient", "Final-Recipient"):
        address = block.said(name).rpartition(";")[2].strip(" <>").casefold()
        if is_address(address):
            return address
    return ""


def _why(block: Heads) -> str:
    kind, semicolon, said = block.said("Diagnostic-Code").partition(";")
    return (said if semicolon else kind).strip() or block.said("Status")


def by_its_words(heads: Heads, text: str) -> Report | None:
    """Return what a message of a server in its own words says, None for any other message."""
    sender, subject = heads.address("From"), heads.said("Subject")
    given = tuple(heads.addresses("X-Failed-Recipients"))
    is_server = sender.partition("@")[0] in DAEMONS or bool(given)
    path = heads.raw("Return-Path").strip()
    is_no_letter = path == "<>" or (not path and _CAME_BACK.search(subject) is not None)
    if not is_server or not (given or is_no_letter):
        return None
    own = text[:_MOST_LOOKED_AT]
    copy = _COPY.search(own)
    own = own[: copy.start()] if copy else own
    named = given or addresses_in(own, (sender, *heads.addresses("To")))
    if not named:
        return None
    is_late = _LATE.search(f"{subject}\n{own}") and not _GIVEN_UP.search(f"{subject}\n{own}")
    nature = Nature.DELAYED if is_late else Nature.BOUNCE
    return Report(nature, named[:_MOST_ADDRESSES], answer_in(own))


def addresses_in(text: str, but: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the addresses that a text names, in small letters, each once, but for some."""
    found = (match.strip(".").casefold() for match in _ADDRESS.findall(text[:_MOST_LOOKED_AT]))
    named = dict.fromkeys(each for each in found if is_address(each))
    return tuple(each for each in named if each not in set(but))[:_MOST_ADDRESSES]


def answer_in(text: str) -> str:
    """Return the line in which a server says with a number why it did not take a message."""
    found = _ANSWER.search(text[:_MOST_LOOKED_AT])
    return one_line(found[0]) if found else ""


def _about(report: Report, parts: Iterable[Message], text: str) -> Report:
    """Return a report with the message that it is about, by what of that came back with it."""
    returned = next(_returned(parts), None)
    if returned is None:
        found = re.findall(
            r"(?im)^[ \t]*Message-ID:[^\n]*(?:\n[ \t][^\n]*)?", text[:_MOST_LOOKED_AT]
        )
        ids, reference = ids_in(*found), find_reference(text[:_MOST_LOOKED_AT])
    else:
        ids = returned.ids("Message-ID", "References")
        reference = reference_in(returned)
    return Report(report.nature, report.failed, report.why, ids, reference)


def reference_in(heads: Heads) -> Reference | None:
    """Return the reference in the header that is made for it, else the one in the subject."""
    # It stands there as it is said, without brackets.
    said = heads.said(REFERENCE_HEADER).strip("[] ")
    return find_reference(f"[{said}]") or find_reference(heads.said("Subject"))


def _returned(parts: Iterable[Message]) -> Iterator[Heads]:
    for part in parts:
        kind, inside = part.get_content_type(), inside_of(part)
        if kind in _WHOLE | _HEADERS and is_message(part) and inside:
            yield Heads(inside[0])
        elif kind in _WHOLE:
            yield Heads(message_from_bytes(content_of(part)))
        elif kind in _HEADERS:
            yield Heads.of_text(text_of(part))
