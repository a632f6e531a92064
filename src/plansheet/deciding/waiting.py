"""What waits for a person in a quarter, gathered from what is known of each service: pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.collect.reread import as_said, in_words, readings, suggested
from plansheet.deciding.locked import by_hand, field_of_locked, what_accepting_does
from plansheet.deciding.matters import FINAL, Kind, Matter
from plansheet.deciding.settle import told_otherwise
from plansheet.model.dates import spoken_date
from plansheet.problems import Place
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.versions import WHOLE_FILE, Spot, cells_of, differing, left_of, said_in
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS, REQUESTS
from plansheet.requests.checks import what_is_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.deciding.matters import Standing
    from plansheet.model.records import Decision, ReturnRecord
    from plansheet.model.requests import Request
    from plansheet.model.returns import Answer, ChangedCell, Return

_FIGURES = frozenset({"actual", "numerator", "denominator"})
_REDEFINED = "The plan changed what this row asks for after the workbook was sent"


def to_decide(standings: Iterable[Standing]) -> tuple[Matter, ...]:
    """Return everything that waits for a person in a quarter, decided or not, by service."""
    found = (
        matter
        for standing in standings
        for matters in (_whole, _versions, _held, _told, _restated, _requests, _locked)
        for matter in matters(standing)
    )
    return tuple({matter.label: matter for matter in found}.values())


def _whole(standing: Standing) -> Iterator[Matter]:
    for record in standing.unknown:
        said, question, accepts = _why_whole(record, standing.service.issue)
        yield Matter(
            Kind.WHOLE,
            standing.code,
            standing.name,
            sheet="",
            row=record.sha256[:12],
            column="",
            title=record.file,
            said=said,
            question=question,
            accepts=accepts,
            otherwise="Nothing of it is used",
            place=Place(file=record.file),
            sha256=record.sha256,
            can_use_instead=False,
            decision=_last(standing, "", record.sha256[:12]),
        )


def _why_whole(record: ReturnRecord, issue: int) -> tuple[str, str, str]:
    """Return why a return is held whole, what is asked about it, and what accepting it does."""
    said = {each.code: each.said for each in record.problems}
    sender = said.get("sender-unknown", {}).get("sender", "")
    if sender and "unknown-issue" not in said:
        return (
            f"A return from {sender}",
            (
                f"It came from {sender}, which is none of the service's addresses. Is it a true "
                "return of this service?"
            ),
            "Read it like any other return",
        )
    whose = f", and it came from {sender}, none of the service's addresses" if sender else ""
    return (
        "A return of an issue that is not known",
        (
            "This workbook says that it is of an issue which the council's records do not "
            f"know{whose}. Is it a true return of this service?"
        ),
        f"Read it as a return of issue {issue}" if issue else "",
    )


def _last(standing: Standing, sheet: str, row: str) -> Decision | None:
    found = (
        each for each in reversed(standing.decisions) if (each.sheet, each.row) == (sheet, row)
    )
    return next(found, None)


def _versions(standing: Standing) -> Iterator[Matter]:
    """Yield each of the returns of which nothing tells which is meant, where they differ."""
    given = standing.settled.given if standing.settled else ()
    spots = differing(standing.rivals)
    if not left_of(spots, standing.naming, given):
        return
    files = [each.file for each in standing.rivals]
    for each in standing.rivals:
        is_one = files.count(each.file) == 1
        yield Matter(
            Kind.VERSIONS,
            standing.code,
            standing.name,
            WHOLE_FILE,
            row=each.file if is_one else f"{each.file} ({each.sha256[:12]})",
            column="",
            title=each.file,
            said=f"{len(files)} returns that differ in {cells_of(spots)}",
            question="Nothing tells which of them is meant. Is it this one?",
            accepts="This return counts; what else came is kept and not used",
            otherwise="What they agree on is used; the rest is held",
            place=Place(file=each.file),
            sha256=each.sha256,
            can_use_instead=False,
            can_ask_again=False,
        )


def _held(standing: Standing) -> Iterator[Matter]:
    """Yield every value that can be read in more than one way, or in which versions differ."""
    returned = standing.raw
    if returned is None:
        return
    differs = frozenset(differing(standing.rivals))
    for sheet, rows in returned.answers.items():
        for label, answers in rows.items():
            for key, answer in answers.items():
                form = standing.forms.get(sheet)
                if answer.held and form is not None and label in form.sent.rows:
                    where = (sheet, label, key)
                    made = _held_matter(standing, returned, where, answer)
                    spot = Spot(*where)
                    yield _differing(made, standing, spot) if spot in differs else made


def _held_matter(
    standing: Standing, returned: Return, where: tuple[str, str, str], answer: Answer
) -> Matter:
    sheet, label, key = where
    form = standing.forms[sheet]
    column, place = form.layout.column(key), _place(returned, sheet, answer.cell, label)
    asked = form.question(column, form.sent.rows[label], place)
    offered, likely = readings(answer.entered, asked), suggested(answer.entered, asked)
    question = _which(offered)
    if key in _FIGURES and sheet == INDICATORS and (changes := _redefined(standing, label)):
        question, likely = f"{_REDEFINED}: {changes}. What is the figure as it is asked now?", ""
    return Matter(
        Kind.HELD,
        standing.code,
        standing.name,
        sheet,
        label,
        column.heading,
        standing.title(sheet, label),
        said=answer.entered,
        question=question,
        accepts=f"Use {likely}" if likely else "",
        otherwise=(
            "It is held: there is no figure" if key in _FIGURES else "It is held, and not used"
        ),
        place=place,
        sha256=returned.sha256,
        value=likely,
        decision=standing.decision(sheet, label, column.heading),
    )


def _redefined(standing: Standing, label: str) -> str:
    """Return how the plan changed what a row asks for since its workbook was sent, "" if not."""
    found = (each for each in standing.found if each.code == "row-redefined")
    return next((each.said["changes"] for each in found if each.place.label == label), "")


def _differing(matter: Matter, standing: Standing, spot: Spot) -> Matter:
    """Return a held value as what versions do not agree on: none of them is likelier."""
    said = said_in(standing.rivals, spot, standing.naming)
    question = f"It is {said}. Which of them is right?"
    return replace(matter, question=question, accepts="", value="")


def _which(offered: tuple[str, ...]) -> str:
    if not offered:
        return "It is not clear what this means. What is it?"
    if len(offered) == 1:
        return f"It is not clear what this means. Is it {offered[0]}?"
    return f"It can be read in more than one way. Is it {' or '.join(offered)}?"


def _told(standing: Standing) -> Iterator[Matter]:
    """Yield every figure that was told and that the return that came later says otherwise."""
    returned = standing.raw
    if returned is None:
        return
    for each in told_otherwise(returned, standing.decisions, standing.forms):
        told, now = each.told, each.now
        # What is held is asked about already.
        if now.held:
            continue
        shown = now.entered if now.value is None else in_words(now.value, each.asked)
        yield Matter(
            Kind.TOLD,
            standing.code,
            standing.name,
            told.sheet,
            told.row,
            told.column,
            standing.title(told.sheet, told.row),
            said=as_said(now, each.asked),
            question=(
                f"{told.value} was given on {spoken_date(told.made.date())} ({told.reason}), and "
                f"the return that came later says {shown}. Which of them is right?"
            ),
            accepts=f"Use {shown}" if now.value is not None else "",
            otherwise="What the return says is used",
            place=_place(returned, told.sheet, now.cell, told.row),
            sha256=returned.sha256,
            decision=standing.decision(told.sheet, told.row, told.column),
        )


def _restated(standing: Standing) -> Iterator[Matter]:
    """Yield every earlier figure that the return changes."""
    returned = standing.raw
    if returned is None:
        return
    for changed in standing.changed:
        indicator = standing.indicators[changed.ref]
        old, new = (spoken_entry(indicator, each) for each in (changed.was, changed.now))
        row = returned.rows(EARLIER_FIGURES)[changed.label]
        place = _place(returned, EARLIER_FIGURES, row["final"].cell, changed.label)
        form = standing.forms[EARLIER_FIGURES]
        asked = form.question(form.layout.column("final"), form.sent.rows[changed.label], place)
        reason = text_of(row, "reason").rstrip(". ") or "no reason is given"
        yield Matter(
            Kind.RESTATED,
            standing.code,
            standing.name,
            EARLIER_FIGURES,
            changed.label,
            FINAL,
            indicator.title,
            said=as_said(row["final"], asked),
            question=(
                f"The figure for {changed.now.quarter} was {old} and is now {new} ({reason}). "
                "Is the new one right?"
            ),
            accepts=f"Keep {new}",
            otherwise=f"{new} is used, and both are kept",
            place=place,
            sha256=returned.sha256,
            decision=standing.decision(EARLIER_FIGURES, changed.label, FINAL),
        )


def _requests(standing: Standing) -> Iterator[Matter]:
    for request in standing.service.requests:
        if request.is_gone or request.wish is None:
            continue
        yield Matter(
            Kind.REQUEST,
            standing.code,
            standing.name,
            REQUESTS,
            request.number,
            "",
            request.subject.title if request.subject else request.about,
            said=request.said,
            question=(
                f"It is asked for {what_is_asked(request)}. "
                f"The reason given: {request.reason.rstrip('. ') or 'none'}."
            ),
            accepts=_accepting(request),
            otherwise="The plan stays as it is",
            place=Place(request.file, request.sheet, request.cell, f"No {request.number}"),
            sha256=request.sha256,
            can_use_instead=not request.by_hand,
            decision=request.decision,
        )


def _accepting(request: Request) -> str:
    """Return what accepting a request comes to, "" where it is not clear enough for that."""
    if request.by_hand:
        return f"Record it. {request.by_hand}"
    change = request.change
    if change is None or request.unusable:
        return ""
    return f"In the plan: {change.ref}: {change.what} '{change.new}' from {change.starts}"


def _locked(standing: Standing) -> Iterator[Matter]:
    """Yield every locked cell that came back changed, those too that no plan can say."""
    returned = standing.raw
    if returned is not None:
        yield from (_locked_matter(standing, changed, returned) for changed in returned.changed)


def _locked_matter(standing: Standing, changed: ChangedCell, returned: Return) -> Matter:
    accepts = what_accepting_does(changed, standing.service)
    quarter = returned.quarter
    name = returned.sheets.get(changed.sheet, changed.sheet)
    return Matter(
        Kind.LOCKED,
        standing.code,
        standing.name,
        changed.sheet,
        changed.label,
        changed.heading,
        standing.title(changed.sheet, changed.label),
        said=changed.new,
        question=(
            f"This was locked and said '{changed.old}'. "
            + (
                "Should the plan be changed?"
                if accepts
                else by_hand(changed, standing.code, quarter)
            )
        ),
        accepts=accepts,
        otherwise="The change is ignored",
        place=Place(returned.file, name, changed.cell, changed.label),
        sha256=returned.sha256,
        can_use_instead=bool(field_of_locked(changed)) and bool(accepts),
        decision=standing.decision(changed.sheet, changed.label, changed.heading),
    )


def _place(returned: Return, sheet: str, cell: str, label: str) -> Place:
    return Place(returned.file, returned.sheets.get(sheet, sheet), cell, label)
