"""One decision taken: a matter is accepted, given another value, or asked about again, and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.collect.answers import read_answer, shown_text
from plansheet.collect.reread import in_words, no_figure
from plansheet.deciding.locked import field_of_locked
from plansheet.deciding.matters import FINAL, Kind
from plansheet.errors import DecisionError
from plansheet.jobs.choices import Choosing, choose_version
from plansheet.jobs.decisions import Decided, accept_request, decline_request
from plansheet.jobs.matters import matters_of
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.plan_changes import Asked, change_plan
from plansheet.jobs.settled import forms_of
from plansheet.jobs.versions import counting_return, rivals_of
from plansheet.layout.decisions import DECISIONS
from plansheet.model.records import Choice, Decision
from plansheet.model.returns import ChangedCell, Return
from plansheet.model.typed import clean
from plansheet.pages import CellKind, FoundCell, canonical
from plansheet.problems import Place, problem
from plansheet.reconcile.versions import EMPTY
from plansheet.reconcile.words import REQUESTS

if TYPE_CHECKING:
    from plansheet.collect.answers import Question
    from plansheet.deciding.matters import Matter
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.model.records import ReturnRecord
    from plansheet.problems import Problem

_INSTEAD = DECISIONS.column("instead")


NO_PLACE = Place()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decides of a matter: the choice, the cell with another value, why, and who.

    `place` is where that was said, for what is to be said of it.
    """

    choice: Choice
    instead: FoundCell | None = None
    reason: str = ""
    by: str = ""
    place: Place = NO_PLACE
    date_1904: bool = False

    @property
    def words(self) -> str:
        """Return the other value as it is shown."""
        return shown_text(self.instead, date_1904=self.date_1904) if self.instead else ""


def accept_anything(council: Council, decided: Decided, world: World) -> Outcome:
    """Accept a request, a held value, a changed figure or a changed locked cell.

    Raises DecisionError where nothing waits there or several matters do, and what `accept_request`
    raises; PlanError where the plan cannot be changed so.
    """
    sheet, colon, number = decided.row.strip().rpartition(":")
    is_request = sheet.strip().casefold() == REQUESTS.casefold()
    if is_request or (not colon and number.strip().isdigit()):
        return accept_request(council, decided, world)
    matter = _matter(council, decided, world)
    instead = FoundCell(CellKind.TEXT, decided.value) if decided.value else None
    choice = Choice.USE_INSTEAD if instead else Choice.ACCEPT
    ruling = Ruling(choice, instead, decided.reason, decided.by, matter.place)
    return take(council, decided.quarter, matter, ruling, world)


def _matter(council: Council, decided: Decided, world: World) -> Matter:
    """Return the one matter that is meant, DecisionError where there is none or are several."""
    code = next(iter(council.wanted([decided.service], decided.quarter)))
    sheet, _, row = (part.strip().casefold() for part in decided.row.rpartition(":"))
    column = decided.column.strip().casefold().rstrip("* ")
    mine = [
        each
        for each in matters_of(council, decided.quarter, world.now.date())
        if each.service == code and each.kind is not Kind.REQUEST
    ]
    found = [
        each
        for each in mine
        if each.row.casefold() == row
        and sheet in {"", each.sheet.casefold()}
        and column in {"", each.column.casefold()}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f'{each.ref} --column "{each.column}"' for each in found)
        message = f"Several things wait for a decision at {decided.row}. Say which: {names}."
        raise DecisionError(message)
    waiting = (each.ref for each in mine if each.decision is None)
    names = ", ".join(dict.fromkeys(waiting)) or "none"
    message = (
        f"Nothing of {code} waits for a decision at {decided.row}. What waits: {names}. A figure "
        f"that was told is kept with 'plansheet enter {decided.quarter.label} {code} REF VALUE "
        "--source TEXT'."
    )
    raise DecisionError(message)


def take(
    council: Council, quarter: Quarter, matter: Matter, ruling: Ruling, world: World
) -> Outcome:
    """Take one decision, make what it comes to, and keep it; what is decided so stays as it is.

    A value that cannot be used is told and nothing is kept. Raises DecisionError where the matter
    cannot be decided so, and PlanError where the plan cannot be changed.
    """
    if ruling.choice not in matter.choices:
        ways = " or ".join(f"'{each}'" for each in matter.choices)
        message = f"{matter.ref} cannot be decided so. Choose {ways}."
        raise DecisionError(message)
    if ruling.choice is Choice.USE_INSTEAD and not clean(ruling.words):
        example = _INSTEAD.example
        heading = _INSTEAD.heading
        missing = problem("decision-value", ruling.place, heading=heading, example=example)
        return Outcome(problems=(missing,))
    if canonical(ruling.words) == EMPTY:
        why = (
            f"'{EMPTY}' stands for a cell with nothing in it. Accept the return in which it is so."
        )
        return Outcome(problems=(problem("decision-refused", ruling.place, why=why),))
    if matter.kind is Kind.REQUEST:
        return _take_request(council, quarter, matter, ruling, world)
    if matter.kind is Kind.VERSIONS:
        return _choose(council, quarter, matter, ruling, world)
    return _take_cell(council, quarter, matter, ruling, world)


def _take_cell(
    council: Council, quarter: Quarter, matter: Matter, ruling: Ruling, world: World
) -> Outcome:
    """Take a decision about one cell, or about a return that is held whole."""
    value, problems = _value(council, quarter, matter, ruling)
    if problems:
        return Outcome(problems=problems, held=True)
    decision = _decision(quarter, matter, ruling, value, world)
    if _is_so(matter, decision):
        line = f"{_name(matter)} is decided so already. Nothing was changed."
        return Outcome(lines=(line,))
    made = Outcome()
    if matter.kind is Kind.LOCKED and ruling.choice in {Choice.ACCEPT, Choice.USE_INSTEAD}:
        made, decision = _changed_plan(council, quarter, matter, decision, world)
    keep(council, decision, world)
    if matter.kind is Kind.WHOLE and ruling.choice is Choice.ACCEPT:
        made = _read_again(council, quarter, matter, world)
    return replace(made, lines=(*made.lines, f"{_name(matter)}: {_told(decision)}."))


def keep(council: Council, decision: Decision, world: World) -> None:
    """Keep a decision in the ledger; the return it is about is looked at afresh."""
    if not world.dry_run:
        council.ledger.add_decision(decision)
        council.forget_return(decision.service, decision.quarter)


def question_at(
    council: Council, returned: Return, where: tuple[str, str, str], place: Place
) -> Question | None:
    """Return what an open cell of a return asks, by sheet, row and heading; None for no such."""
    sheet, row, heading = where
    form = forms_of(council, returned).get(sheet)
    sent = form.sent.rows.get(row) if form else None
    columns = form.layout.entries if form else ()
    column = next((each for each in columns if each.heading == heading), None)
    if form is None or sent is None or column is None:
        return None
    return form.question(column, sent, place)


def _value(
    council: Council, quarter: Quarter, matter: Matter, ruling: Ruling
) -> tuple[str, tuple[Problem, ...]]:
    """Return what is used by a decision, in words; or why what is given cannot be used."""
    if ruling.choice is Choice.ACCEPT:
        return matter.value, ()
    if ruling.choice is not Choice.USE_INSTEAD or ruling.instead is None:
        return "", ()
    if matter.kind not in {Kind.HELD, Kind.TOLD, Kind.RESTATED}:
        return ruling.words, ()
    returned = counting_return(council.ledger, matter.service, quarter)
    returned = returned or Return(matter.service, quarter, "", "", "")
    where = (matter.sheet, matter.row, matter.column)
    asked = question_at(council, returned, where, ruling.place)
    return _instead(ruling, matter.kind, asked) if asked else (ruling.words, ())


def _instead(ruling: Ruling, kind: Kind, asked: Question) -> tuple[str, tuple[Problem, ...]]:
    """Return what is given instead, read as its cell is; of an earlier figure there is one."""
    asked = replace(asked, date_1904=ruling.date_1904)
    answer, said = read_answer(ruling.instead, asked)
    if answer is not None and no_figure(answer) and kind is not Kind.RESTATED:
        return clean(ruling.words), ()
    if answer is None or answer.value is None:
        return "", tuple(said) or (_no_figure(ruling),)
    return in_words(answer.value, asked), ()


def _no_figure(ruling: Ruling) -> Problem:
    why = (
        f"'{ruling.words}' says that there is no figure, and the figure that was known stays until "
        "there is another. Ask again, or give one."
    )
    return problem("decision-refused", ruling.place, why=why)


def _is_so(matter: Matter, decision: Decision) -> bool:
    known = matter.decision
    return known is not None and (known.choice, known.value) == (decision.choice, decision.value)


def _name(matter: Matter) -> str:
    column = f", {matter.column}" if matter.column and matter.column != FINAL else ""
    return f"{matter.ref}{column} of {matter.name}" if matter.sheet else f"{matter.title}"


def _told(decision: Decision) -> str:
    words = replace(decision, reason="", outcome="").words
    return words[0].lower() + words[1:]


def _decision(
    quarter: Quarter, matter: Matter, ruling: Ruling, value: str, world: World
) -> Decision:
    return Decision(
        quarter=quarter,
        service=matter.service,
        sheet=matter.sheet,
        row=matter.row,
        column=matter.column,
        said=matter.said,
        choice=ruling.choice,
        value=value,
        outcome="",
        reason=ruling.reason,
        by=ruling.by,
        sha256=matter.sha256,
        made=world.now,
    )


def _changed_plan(
    council: Council, quarter: Quarter, matter: Matter, decision: Decision, world: World
) -> tuple[Outcome, Decision]:
    """Write what a changed locked cell says into the plan, from the next quarter on."""
    place = matter.place
    changed = ChangedCell(
        matter.sheet, matter.row, matter.column, place.cell, "", decision.value or matter.said
    )
    reason = decision.reason or f"Typed over in the return of {matter.name}"
    asked = Asked(
        f"{matter.sheet}:{matter.row}",
        field_of_locked(changed),
        changed.new,
        quarter.plus(1),
        f"{reason} (return of {quarter})",
        decision.by,
    )
    made = change_plan(council, matter.service, asked, world)
    outcome = f"In the plan: {asked.ref}: {asked.field} '{asked.value}' from {asked.starts}"
    return made, replace(decision, outcome=outcome)


def _read_again(council: Council, quarter: Quarter, matter: Matter, world: World) -> Outcome:
    """Read a return that was held whole, now that it was accepted."""
    # `read` ends by renewing the workbook that this decision may come from.
    from plansheet.jobs.receive import read_kept, read_returns  # noqa: PLC0415 - loaded when used: commands start at once

    if world.dry_run:
        return Outcome()
    read_returns(council, quarter, world)
    if (record := _held_still(council, quarter, matter)) is not None:
        read_kept(council, quarter, world, record)
    if _held_still(council, quarter, matter) is None:
        return Outcome()
    note = f"'{matter.title}' is used once it is read again: plansheet read {quarter.label} FILE"
    return Outcome(notes=(note,))


def _held_still(council: Council, quarter: Quarter, matter: Matter) -> ReturnRecord | None:
    """Return what is known of a whole return that is not read as one of any issue yet."""
    record = council.ledger.return_of(quarter, matter.sha256)
    is_read = record is None or council.ledger.issue(record.issue_id) is not None
    return None if is_read else record


def _choose(
    council: Council, quarter: Quarter, matter: Matter, ruling: Ruling, world: World
) -> Outcome:
    """Let one of several returns count; DecisionError where another was chosen just before."""
    if len(rivals_of(council.ledger, matter.service, quarter)) == 1:
        message = "Another of the returns was chosen in a row above. Accept only one of them."
        raise DecisionError(message)
    choosing = Choosing(quarter, matter.service, matter.sha256, ruling.reason, ruling.by)
    return choose_version(council, choosing, world)


def _take_request(
    council: Council, quarter: Quarter, matter: Matter, ruling: Ruling, world: World
) -> Outcome:
    decided = Decided(
        quarter,
        matter.service,
        matter.ref,
        ruling.reason,
        value=ruling.words if ruling.choice is Choice.USE_INSTEAD else "",
        by=ruling.by,
    )
    if ruling.choice is Choice.DECLINE:
        return decline_request(council, decided, world)
    if ruling.choice is not Choice.ASK_AGAIN:
        return accept_request(council, decided, world)
    decision = _decision(quarter, matter, ruling, "", world)
    if _is_so(matter, decision):
        return Outcome(lines=(f"{_name(matter)} is decided so already. Nothing was changed.",))
    if matter.decision is not None and matter.decision.choice in {
        Choice.ACCEPT,
        Choice.USE_INSTEAD,
    }:
        message = f"{_name(matter)} was accepted, and stands in the plan."
        raise DecisionError(message)
    keep(council, decision, world)
    return Outcome(lines=(f"{_name(matter)}: {_told(decision)}.",))
