"""Where a row's answers stand: the return, its cells, how each was read, and who signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.layout.collection import collection_sheets
from plansheet.layout.columns import Reads
from plansheet.model.dates import spoken_date
from plansheet.model.ratings import Result
from plansheet.model.units import Unit
from plansheet.pages import canonical
from plansheet.problems import is_asked
from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.wording import spoken_figure
from plansheet.reconcile.words import INDICATORS, SIGN_OFF, SIGN_OFF_STEPS
from plansheet.tracing.page import Fact, Section, facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.layout.columns import Column
    from plansheet.model.returns import Answer, Answers, Return
    from plansheet.problems import Problem
    from plansheet.tracing.evidence import Evidence, Received


def source(evidence: Evidence) -> Section:
    """Return the file, sheet and cell of the row, who sent it and when, and where it is kept."""
    counting = [each for each in evidence.received if each.counts]
    entries = [_told(evidence)] if not counting and _returned(evidence) else []
    entries += [_return_facts(evidence, each) for each in counting]
    return Section(
        "source",
        "Where it stands",
        tuple(entries),
        f"No return of {evidence.found.service.plan.service.name} counts for {evidence.quarter}.",
        listing=True,
    )


def _told(evidence: Evidence) -> tuple[Fact, ...]:
    sources = dict.fromkeys(each.source for each in _row(evidence).values() if each.source)
    told = "; ".join(sources) or "No workbook has come back"
    return facts(("told", "Told", told))


def _return_facts(evidence: Evidence, received: Received) -> tuple[Fact, ...]:
    record, found = received.record, evidence.found
    result = found.subject
    figure = result.figure if isinstance(result, Result) else None
    sheets = received.returned.sheets if received.returned else {}
    sheet, cell = sheets.get(found.sheet, found.sheet), _cells(evidence)
    if figure is not None and figure.sheet and figure.file == record.file:
        sheet = figure.sheet
    issue = evidence.issue
    issued = f"issue {issue.number} of {spoken_date(issue.made.date())}" if issue else ""
    return facts(
        ("file", "File", record.file),
        ("sheet", "Sheet", sheet),
        ("cell", "Cell", cell or "left empty"),
        ("told", "Told", "; ".join(_told_words(evidence))),
        ("sender", "Sender", record.sender or "not known: the file came without its e-mail"),
        ("sent", "Sent", _moment(record.sent_at)),
        ("message_id", "Message id", record.message_id),
        ("read", "First read", _moment(record.read_at)),
        ("due", "Due", _due_words(evidence)),
        ("sha256", "sha256", record.sha256),
        ("archive", "In the archive", received.archived or _gone(received)),
        ("asked_by", "Asked by", issued),
        ("issue_sha256", "sha256 of the issue", issue.sha256 if issue else ""),
        ("issue_archive", "Issue in the archive", evidence.issue_archived),
        ("plan_sha256", "sha256 of its plan", issue.plan_sha256 if issue else ""),
        ("plan_archive", "Plan in the archive", evidence.plan_archived),
    )


def _due_words(evidence: Evidence) -> str:
    extension = evidence.found.service.extension
    return extension.words if extension else spoken_date(evidence.due)


def _told_words(evidence: Evidence) -> Iterator[str]:
    for key, answer in _row(evidence).items():
        if answer.source:
            yield f"{_heading(evidence, key)}: {answer.source}"


def _cells(evidence: Evidence) -> str:
    """Return the cells of the figure: of a ratio both; of other rows all that is filled in."""
    row = _row(evidence)
    keys = ("actual", "numerator", "denominator") if evidence.found.sheet == INDICATORS else row
    cells = (row[key].cell for key in keys if key in row)
    return ", ".join(cell for cell in cells if cell)


def _gone(received: Received) -> str:
    if received.removal is None:
        return "missing: bring the folder 'archive' back from a backup"
    return f"removed on {spoken_date(received.removal.removed.date())}: {received.removal.reason}"


def reading(evidence: Evidence) -> tuple[Section, ...]:
    """Return how each cell of the row was read, what was said of it then, and what is asked now."""
    cells = tuple(_cell(evidence, key, answer) for key, answer in _row(evidence).items())
    noted = _noted(evidence)
    now = [each for each in _of_row(evidence, evidence.found.service.problems) if is_asked(each)]
    return (
        Section("cells", "How it was read", cells, "Nothing was filled in.", listing=True),
        _said(
            "notes",
            "What was said of it when it was read",
            noted,
            "Nothing: it was read as it stands.",
        ),
        _said("asked", "What is asked about it now", now, "Nothing is asked about it."),
    )


def _said(key: str, heading: str, found: list[Problem], nothing: str) -> Section:
    entries = tuple(
        facts(
            ("message", str(each.level).capitalize(), each.message),
            ("level", "", str(each.level)),
            ("code", "", each.code),
        )
        for each in found
    )
    return Section(key, heading, entries, nothing, listing=True)


def _noted(evidence: Evidence) -> list[Problem]:
    """Return what reading the returns that count found of the row, its sheet and the whole file."""
    records = [each.record for each in evidence.received if each.counts]
    found = [each for record in records for each in record.problems]
    sheets = _names(evidence)
    whole = [
        each
        for each in found
        if not each.place.label and not each.place.cell and each.place.sheet in {"", *sheets}
    ]
    return [*whole, *_of_row(evidence, found)]


def _of_row(evidence: Evidence, found: tuple[Problem, ...] | list[Problem]) -> list[Problem]:
    """Return what is said of the row itself, on its sheet by either of its names."""
    sheets, ref = _names(evidence), evidence.found.ref
    return [each for each in found if each.place.sheet in sheets and each.place.label == ref]


def _names(evidence: Evidence) -> frozenset[str]:
    sheet, returned = evidence.found.sheet, _returned(evidence)
    return frozenset({sheet, returned.sheets.get(sheet, sheet) if returned else sheet})


def _cell(evidence: Evidence, key: str, answer: Answer) -> tuple[Fact, ...]:
    used = _used(evidence, key, answer)
    is_same = canonical(used) == canonical(answer.entered)
    how = "held: it waits for a person" if answer.held else used or "not used"
    return facts(
        ("column", "", _heading(evidence, key)),
        ("entered", _heading(evidence, key), answer.entered),
        ("cell", "  in cell", answer.cell or f"none: {answer.source}"),
        ("used", "  used as", "" if is_same and not answer.held else how),
    )


def _used(evidence: Evidence, key: str, answer: Answer) -> str:
    value, subject = answer.value, evidence.found.subject
    if isinstance(value, Decimal):
        column = _columns(evidence).get(key)
        is_figure = column is not None and column.reads is Reads.FIGURE
        unit = subject.indicator.unit if isinstance(subject, Result) else Unit.NUMBER
        return spoken_figure(value, unit if is_figure else Unit.NUMBER)
    return spoken_date(value) if isinstance(value, date) else value or ""


def signatures(evidence: Evidence) -> Section:
    """Return who signed for the return, step by step."""
    returned = _returned(evidence)
    rows: Mapping[str, Answers] = returned.rows(SIGN_OFF) if returned else {}
    entry = facts(
        *((step.casefold(), step, _signed(rows.get(step, {}))) for step in SIGN_OFF_STEPS)
    )
    nothing = "Nobody has signed: nothing has come back."
    return Section("signed", "Who signed for the return", (entry,) if returned else (), nothing)


def _signed(answers: Answers) -> str:
    day, whose = day_of(answers, "date"), text_of(answers, "on_behalf_of")
    parts = (
        text_of(answers, "name"),
        text_of(answers, "job_title"),
        spoken_date(day) if day else "",
        f"on behalf of {whose}" if whose else "",
        *dict.fromkeys(each.source for each in answers.values() if each.source),
    )
    return ", ".join(part for part in parts if part) or "not signed"


def _returned(evidence: Evidence) -> Return | None:
    return evidence.settled.returned if evidence.settled else None


def _row(evidence: Evidence) -> Answers:
    returned, found = _returned(evidence), evidence.found
    return returned.rows(found.sheet).get(found.ref, {}) if returned else {}


def _columns(evidence: Evidence) -> dict[str, Column]:
    sheets = collection_sheets(evidence.quarter, evidence.found.service.plan.scheme)
    mine = (each for each in sheets if each.name == evidence.found.sheet)
    return {column.key: column for sheet in mine for column in sheet.columns}


def _heading(evidence: Evidence, key: str) -> str:
    column = _columns(evidence).get(key)
    return column.heading if column else key


def _moment(when: object) -> str:
    return f"{when:%d/%m/%Y %H:%M}" if when else ""
