"""A row's course: every return of it, what people decided, and every version that was compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.records import Status
from plansheet.reconcile.versions import WHOLE_FILE
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS, REQUESTS, SIGN_OFF
from plansheet.tracing.page import Fact, Section, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.records import Decision
    from plansheet.tracing.evidence import Evidence, Received, Version

_OF_THE_FILE = {
    "": "The whole return",
    WHOLE_FILE: "Which return counts",
}


def returns(evidence: Evidence) -> Section:
    """Return what each returned file said of the row, in the order in which they came."""
    removed = (
        facts(
            ("file", "File", each.file),
            ("status", "Became", f"removed on {spoken_date(each.removed.date())}: {each.reason}"),
            ("sha256", "sha256", each.sha256),
        )
        for each in evidence.removed
    )
    return Section(
        "returns",
        "Every return, in the order of arrival",
        (*(_return(evidence, each) for each in evidence.received), *removed),
        "Nothing has come back.",
        listing=True,
    )


def _return(evidence: Evidence, received: Received) -> tuple[Fact, ...]:
    record, found = received.record, evidence.found
    row = received.returned.rows(found.sheet).get(found.ref, {}) if received.returned else {}
    keys = ("actual", "numerator", "denominator") if found.sheet == INDICATORS else tuple(row)
    said = "; ".join(f"'{row[key].entered}' in {row[key].cell}" for key in keys if key in row)
    return facts(
        ("file", "File", record.file),
        ("received", "Received", spoken_date(record.received_at.date())),
        ("sender", "Sender", record.sender),
        ("status", "Became", _became(received)),
        ("said", "Said here", said or ("nothing" if received.returned else "")),
        ("sha256", "sha256", record.sha256),
        ("archive", "In the archive", received.archived),
    )


def _became(received: Received) -> str:
    record = received.record
    if received.counts:
        return "it counts"
    if received.is_replaced:
        return "replaced by another return, and kept"
    why = next((each.message for each in record.problems if each.level == "rejected"), "")
    if record.status is Status.REJECTED:
        return f"rejected: {why}" if why else "rejected"
    if record.status is Status.SKIPPED:
        return "passed over: it is an e-mail that a machine wrote"
    if any(each.code == "sender-unknown" for each in record.problems):
        return "held whole: its sender is none of the service's addresses"
    return "held whole: it is of an issue that is not known"


def decisions(evidence: Evidence) -> Section:
    """Return who decided what of the row and of its return, when and why."""
    entries = tuple(
        facts(
            ("about", "About", _about(each)),
            ("said", "It said", each.said if each.sheet not in _WHOLE else ""),
            ("decided", "Decided", f"{each.words.rstrip('. ')}."),
            ("holds", "Holds now", _holds(evidence, each)),
        )
        for each in evidence.decisions
        if _is_relevant(evidence, each)
    )
    return Section(
        "decisions",
        "Who decided what, when and why",
        entries,
        "Nobody has decided anything about it.",
        listing=True,
    )


_WHOLE = frozenset({*_OF_THE_FILE, SIGN_OFF})


def _about(decision: Decision) -> str:
    if decision.sheet in _OF_THE_FILE:
        return f"{_OF_THE_FILE[decision.sheet]}: {decision.row}"
    column = f", {decision.column}" if decision.column else ""
    return f"{decision.sheet}:{decision.row}{column}"


def _is_relevant(evidence: Evidence, decision: Decision) -> bool:
    """Return whether a decision is about the row, its return, or a request about it."""
    found = evidence.found
    if decision.quarter != evidence.quarter:
        label = f"{found.ref} {evidence.quarter.label}"
        return (decision.sheet, decision.row) == (EARLIER_FIGURES, label)
    if decision.sheet == REQUESTS:
        return decision.row in set(_request_numbers(evidence))
    return decision.sheet in _WHOLE or (decision.sheet, decision.row) == (found.sheet, found.ref)


def _request_numbers(evidence: Evidence) -> Iterator[str]:
    found = evidence.found
    for request in found.service.requests:
        if request.subject is not None and str(request.subject) == f"{found.sheet}:{found.ref}":
            yield request.number


def _holds(evidence: Evidence, decision: Decision) -> str:
    """Return whether a decision about a cell is the one that is used."""
    if decision.quarter != evidence.quarter or decision.sheet in {*_WHOLE, REQUESTS}:
        return ""
    settled = evidence.settled
    last = settled.decision(decision.sheet, decision.row, decision.column) if settled else None
    if last == decision:
        return "yes"
    return "no: a later decision took its place" if last else "no: something else stands there now"


def versions(evidence: Evidence) -> Section:
    """Return what each compiled version said of the row, as it was compiled."""
    return Section(
        "compiled",
        "Every version that was compiled",
        tuple(_version(each) for each in evidence.versions),
        f"{evidence.quarter} has not been compiled.",
        listing=True,
    )


def _version(version: Version) -> tuple[Fact, ...]:
    said = version.said.said if version.said else {}
    compiled = version.compiled
    return facts(
        ("version", "Version", f"{compiled.version}, of {spoken_date(compiled.made.date())}"),
        ("file", "File", version.file),
        ("told", "Said", said.get("told", "") or "nothing that was kept: look into the file"),
        ("actual", "Figure", said.get("actual", "")),
        ("target", "Target", said.get("target", "")),
        ("tolerance", "Tolerance", said.get("tolerance", "")),
        ("rating", "Rating", said.get("rating", "")),
        ("source", "Source", said.get("source", "")),
        ("sha256", "sha256", compiled.sha256),
        ("archive", "In the archive", version.archived),
    )


def then_and_now(evidence: Evidence) -> Section:
    """Return what would be compiled otherwise now than the newest version says."""
    heading = "Compiled then, and now"
    newest = evidence.versions[-1] if evidence.versions else None
    then, now = newest.said if newest else None, evidence.now
    if newest is None or then is None or now is None:
        return Section("now", heading, (), "There is nothing kept to compare with.", listing=True)
    entries = tuple(
        facts(
            ("what", "What", key),
            ("then", "Then", was or "(nothing)"),
            ("now", "Now", now.said.get(key, "") or "(nothing)"),
        )
        for key, was in then.said.items()
        if was != now.said.get(key, "")
    )
    nothing = f"Compiled now it would say the same as version {newest.compiled.version}."
    return Section("now", heading, entries, nothing, listing=True)
