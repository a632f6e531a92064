"""Rows of the ledger made into values of the model, and values into what a row holds."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.messages import Delivery, Kind, Message
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import (
    Choice,
    Compiled,
    CompiledRow,
    Decision,
    Extension,
    FileKind,
    FileRecord,
    ImportedFigure,
    Issue,
    Removal,
)
from plansheet.model.returns import Answer, ChangedCell, Figure
from plansheet.problems import Level, Place, Problem

if TYPE_CHECKING:
    from plansheet.ledger.database import Row
    from plansheet.model.returns import AnswerValue

_RATIO = ("numerator", "denominator")


def issue(row: Row) -> Issue:
    """Return an issue."""
    return Issue(
        issue_id=row["issue_id"],
        service=row["service"],
        quarter=quarter_of(row["period"]),
        number=row["number"],
        sha256=row["sha256"],
        content_sha256=row["content_sha256"],
        layout=row["layout"],
        plan_file=row["plan_file"],
        plan_sha256=row["plan_sha256"],
        made=datetime.fromisoformat(row["made"]),
    )


def file_record(row: Row) -> FileRecord:
    """Return what is known of a file of the archive."""
    seen = datetime.fromisoformat(row["first_seen"])
    return FileRecord(row["sha256"], row["name"], row["size"], FileKind(row["kind"]), seen)


def message(row: Row) -> Message:
    """Return a message."""
    sent = row["sent_at"]
    return Message(
        service=row["service"],
        quarter=quarter_of(row["period"]),
        kind=Kind(row["kind"]),
        drafted_at=datetime.fromisoformat(row["drafted_at"]),
        sent_at=datetime.fromisoformat(sent) if sent else None,
        about=row["about"],
        to=tuple(row["recipients"].split()),
        message_id=row["message_id"],
        delivery=Delivery(row["delivery"]),
        said=row["said"],
        number=row["number"],
    )


def compiled(row: Row) -> Compiled:
    """Return a version of the council-wide workbook."""
    return Compiled(
        quarter=quarter_of(row["period"]),
        version=row["version"],
        sha256=row["sha256"],
        content_sha256=row["content_sha256"],
        made=datetime.fromisoformat(row["made"]),
    )


def compiled_row(row: Row) -> CompiledRow:
    """Return one thing that a version of the council-wide workbook said."""
    return CompiledRow(row["kind"], row["service"], row["ref"], json.loads(row["said"]))


def removal(row: Row) -> Removal:
    """Return that a returned file was removed."""
    return Removal(
        quarter=quarter_of(row["period"]),
        sha256=row["sha256"],
        file=row["file"],
        service=row["service"],
        received=datetime.fromisoformat(row["received"]),
        removed=datetime.fromisoformat(row["removed"]),
        reason=row["reason"],
        by=row["removed_by"],
        figures_kept=bool(row["figures_kept"]),
    )


def extension(row: Row) -> Extension:
    """Return a later deadline that a service was given."""
    return Extension(
        quarter=quarter_of(row["period"]),
        service=row["service"],
        until=date.fromisoformat(row["until"]),
        reason=row["reason"],
        by=row["given_by"],
        made=datetime.fromisoformat(row["made"]),
    )


def decision(row: Row) -> Decision:
    """Return a decision."""
    return Decision(
        quarter=quarter_of(row["period"]),
        service=row["service"],
        sheet=row["sheet"],
        row=row["row_label"],
        column=row["column_heading"],
        said=row["said"],
        choice=Choice(row["choice"]),
        value=row["value"],
        outcome=row["outcome"],
        reason=row["reason"],
        by=row["decided_by"],
        sha256=row["sha256"],
        made=datetime.fromisoformat(row["made"]),
    )


def problem(row: Row) -> Problem:
    """Return a problem of a returned file."""
    place = Place(row["file"], row["sheet"], row["cell"], row["label"])
    said = json.loads(row["said"])
    return Problem(row["code"], Level(row["level"]), place, row["message"], said)


def problem_cells(item: Problem) -> tuple[str, ...]:
    """Return what the row of a problem holds: code, level, place, message, and its parts."""
    place, said = item.place, json.dumps(dict(item.said))
    where = (place.file, place.sheet, place.cell, place.label)
    return (item.code, item.level, *where, item.message, said)


def answer(row: Row) -> Answer:
    """Return an answer of a return."""
    value = _value(row["kind"], row["value"])
    return Answer(value, row["entered"], row["cell"], bool(row["held"]))


def changed_cell(row: Row) -> ChangedCell:
    """Return a locked cell that came back changed."""
    names = ("sheet", "label", "heading", "cell", "old", "new")
    return ChangedCell(*(row[name] for name in names))


def imported_figure(row: Row) -> ImportedFigure:
    """Return a figure of an earlier quarter."""
    top, bottom = (None if row[name] is None else Decimal(row[name]) for name in _RATIO)
    figure = Figure(
        quarter_of(row["period"]),
        actual=_value(row["kind"], row["value"]),
        entered=row["entered"],
        numerator=top,
        denominator=bottom,
        service=row["service"],
        file=row["file"],
        sha256=row["sha256"],
        sheet=row["sheet"],
        cell=row["cell"],
    )
    made = datetime.fromisoformat(row["made"])
    return ImportedFigure(row["service"], row["ref"], figure, made)


def imported_cells(given: ImportedFigure) -> tuple[str | None, ...]:
    """Return what the row of such a figure holds, in the order of its columns."""
    figure = given.figure
    numbers = (figure.numerator, figure.denominator)
    return (
        given.service,
        given.ref,
        given.quarter.label,
        *_stored(figure.actual),
        *(None if each is None else str(each) for each in numbers),
        figure.entered,
        figure.file,
        figure.sha256,
        figure.sheet,
        figure.cell,
        given.made.isoformat(),
    )


def answer_cells(given: Answer) -> tuple[str | int | None, ...]:
    """Return what the row of an answer holds: kind, value, entered, cell, held."""
    return (*_stored(given.value), given.entered, given.cell, int(given.held))


def quarter_of(period: str) -> Quarter:
    """Return the quarter of a PERIOD as the ledger writes it: `2018-19-Q2`."""
    return Quarter(FinancialYear(int(period[:4])), int(period[-1]))


def _stored(value: AnswerValue) -> tuple[str, str | None]:
    """Return a value as kind and text, so that it comes back exactly as it was."""
    match value:
        case None:
            return "nothing", None
        case Decimal():
            return "number", str(value)
        case date():
            return "date", value.isoformat()
        case _:
            return "text", value


def _value(kind: str, text: str) -> AnswerValue:
    match kind:
        case "nothing":
            return None
        case "number":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
        case _:
            return text
