"""What waits for a person, or was decided, one value a matter: pure.

A matter says what was read, what is asked, what accepting it means, and what happens otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.collect.reread import readings, suggested
from plansheet.collect.tables import canonical as cell_text
from plansheet.deciding.locked import by_hand, field_of_locked, what_accepting_does
from plansheet.model.dates import spoken_date
from plansheet.model.records import Choice
from plansheet.pages import canonical
from plansheet.problems import Place
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS, REQUESTS
from plansheet.requests.checks import what_is_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plansheet.collect.issued import Asked
    from plansheet.deciding.settle import Settled
    from plansheet.model.indicators import Indicator
    from plansheet.model.records import Decision, ReturnRecord
    from plansheet.model.requests import Request
    from plansheet.model.returns import Answer, ChangedCell, Return
    from plansheet.reconcile.figures import Changed
    from plansheet.reconcile.quarter import ServiceQuarter

FINAL = "Final figure"
_FIGURES = frozenset({"actual", "numerator", "denominator"})


_DONE = {
    Choice.ACCEPT: "Accepted",
    Choice.USE_INSTEAD: "Used instead",
    Choice.ASK_AGAIN: "Asked again",
    Choice.DECLINE: "Declined",
    Choice.ENTER: "Entered",
    Choice.SIGN: "Signed",
}


class Kind(StrEnum):
    """What kind of thing waits for a decision."""

    HELD = "Held value"
    RESTATED = "Earlier figure changed"
    REQUEST = "Request"
    LOCKED = "Locked cell changed"
    WHOLE = "Whole return"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to decide, and what was decided of it so far.

    `service` is the code, `name` what it is called. `sheet`, `row` and `column` say where it stands
    and `said` what stood there: a decision is bound to these. `accepts` says what accepting comes
    to, "" where it cannot be accepted; `value` is what is then used in the place of what was read.
    """

    kind: Kind
    service: str
    name: str
    sheet: str
    row: str
    column: str
    title: str
    said: str
    question: str
    accepts: str
    otherwise: str
    place: Place
    sha256: str
    value: str = ""
    can_use_instead: bool = True
    decision: Decision | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return what a person can choose."""
        found = [Choice.ACCEPT] if self.accepts else []
        found += [Choice.USE_INSTEAD] if self.can_use_instead else []
        declined = [Choice.DECLINE] if self.kind is Kind.REQUEST else []
        return (*found, Choice.ASK_AGAIN, *declined)

    @property
    def label(self) -> str:
        """Return the words by which its row of the workbook is known again."""
        return label_of(self.name, self.sheet, self.row, self.column, self.said)

    @property
    def ref(self) -> str:
        """Return where it stands as a person names it: `Indicators:CP05`."""
        return f"{self.sheet}:{self.row}"


def label_of(*parts: str) -> str:
    """Return the words by which a row of the workbook is known again, from what names it."""
    return " ".join(canonical(plain_words(part)) for part in parts if canonical(part))


def plain_words(text: str) -> str:
    """Return `text` without the signs that no workbook may hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@dataclass(frozen=True, slots=True)
class Standing:
    """One service's quarter with all that a matter of it is told from.

    `raw` is its return as it came, `settled` as it was decided; `forms` what each sheet of its
    issue asked; `changed` the earlier figures that the return changes, as it came; `indicators` are
    those of its plan by ref; `unknown` the returns that are held whole.
    """

    service: ServiceQuarter
    raw: Return | None = None
    settled: Settled | None = None
    forms: Mapping[str, Asked] = field(default_factory=dict)
    changed: tuple[Changed, ...] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    unknown: tuple[ReturnRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def code(self) -> str:
        """Return the code of the service."""
        return self.service.plan.code

    @property
    def name(self) -> str:
        """Return what the service is called."""
        return self.service.plan.service.name

    def decision(self, sheet: str, row: str, column: str) -> Decision | None:
        """Return the decision that holds about a cell, or None."""
        return self.settled.decision(sheet, row, column) if self.settled else None

    def title(self, sheet: str, label: str) -> str:
        """Return what a row is called beside its label, as its issue shows it."""
        ref = label.partition(" ")[0]
        if sheet in {INDICATORS, EARLIER_FIGURES} and ref in self.indicators:
            return self.indicators[ref].title
        form = self.forms.get(sheet)
        sent = form.sent.rows.get(label) if form else None
        if form is None or sent is None:
            return ""
        layout = form.layout
        names = (each.key for each in layout.columns if not each.is_entry)
        named = (key for key in names if key not in layout.keys)
        return cell_text(sent.cells.get(next(named, "")))


def to_decide(standings: Iterable[Standing]) -> tuple[Matter, ...]:
    """Return everything that waits for a person in a quarter, decided or not, by service."""
    found = (
        matter
        for standing in standings
        for matters in (_whole, _held, _restated, _requests, _locked)
        for matter in matters(standing)
    )
    return tuple({matter.label: matter for matter in found}.values())


def _whole(standing: Standing) -> Iterator[Matter]:
    for record in standing.unknown:
        issue = standing.service.issue
        yield Matter(
            Kind.WHOLE,
            standing.code,
            standing.name,
            sheet="",
            row=record.sha256[:12],
            column="",
            title=record.file,
            said="A return of an issue that is not known",
            question=(
                "This workbook says that it is of an issue which the council's records do not "
                "know. Is it a true return of this service?"
            ),
            accepts=f"Read it as a return of issue {issue}" if issue else "",
            otherwise="Nothing of it is used",
            place=Place(file=record.file),
            sha256=record.sha256,
            can_use_instead=False,
            decision=_last(standing, "", record.sha256[:12]),
        )


def _last(standing: Standing, sheet: str, row: str) -> Decision | None:
    found = (
        each for each in reversed(standing.decisions) if (each.sheet, each.row) == (sheet, row)
    )
    return next(found, None)


def _held(standing: Standing) -> Iterator[Matter]:
    """Yield every value that can be read in more than one way."""
    returned = standing.raw
    if returned is None:
        return
    for sheet, rows in returned.answers.items():
        for label, answers in rows.items():
            for key, answer in answers.items():
                form = standing.forms.get(sheet)
                if answer.held and form is not None and label in form.sent.rows:
                    yield _held_matter(standing, returned, (sheet, label, key), answer)


def _held_matter(
    standing: Standing, returned: Return, where: tuple[str, str, str], answer: Answer
) -> Matter:
    sheet, label, key = where
    form = standing.forms[sheet]
    column, place = form.layout.column(key), _place(returned, sheet, answer.cell, label)
    asked = form.question(column, form.sent.rows[label], place)
    offered, likely = readings(answer.entered, asked), suggested(answer.entered, asked)
    return Matter(
        Kind.HELD,
        standing.code,
        standing.name,
        sheet,
        label,
        column.heading,
        standing.title(sheet, label),
        said=answer.entered,
        question=_which(offered),
        accepts=f"Use {likely}" if likely else "",
        otherwise=(
            "It is held: there is no figure" if key in _FIGURES else "It is held, and not used"
        ),
        place=place,
        sha256=returned.sha256,
        value=likely,
        decision=standing.decision(sheet, label, column.heading),
    )


def _which(offered: tuple[str, ...]) -> str:
    if not offered:
        return "It is not clear what this means. What is it?"
    if len(offered) == 1:
        return f"It is not clear what this means. Is it {offered[0]}?"
    return f"It can be read in more than one way. Is it {' or '.join(offered)}?"


def _restated(standing: Standing) -> Iterator[Matter]:
    """Yield every earlier figure that the return changes."""
    returned = standing.raw
    if returned is None:
        return
    for changed in standing.changed:
        indicator = standing.indicators[changed.ref]
        old, new = (spoken_entry(indicator, each) for each in (changed.was, changed.now))
        row = returned.rows(EARLIER_FIGURES)[changed.label]
        reason = text_of(row, "reason").rstrip(". ") or "no reason is given"
        yield Matter(
            Kind.RESTATED,
            standing.code,
            standing.name,
            EARLIER_FIGURES,
            changed.label,
            FINAL,
            indicator.title,
            said=row["final"].entered,
            question=(
                f"The figure for {changed.now.quarter} was {old} and is now {new} ({reason}). "
                "Is the new one right?"
            ),
            accepts=f"Keep {new}",
            otherwise=f"{new} is used, and both are kept",
            place=_place(returned, EARLIER_FIGURES, row["final"].cell, changed.label),
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
    for changed in returned.changed if returned else ():
        yield _locked_matter(standing, changed, returned.sha256 if returned else "")


def _locked_matter(standing: Standing, changed: ChangedCell, sha256: str) -> Matter:
    returned = standing.raw
    accepts = what_accepting_does(changed, standing.service)
    name = returned.sheets.get(changed.sheet, changed.sheet) if returned else changed.sheet
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
            + ("Should the plan be changed?" if accepts else by_hand(changed))
        ),
        accepts=accepts,
        otherwise="The change is ignored",
        place=Place(returned.file if returned else "", name, changed.cell, changed.label),
        sha256=sha256,
        can_use_instead=bool(field_of_locked(changed)) and bool(accepts),
        decision=standing.decision(changed.sheet, changed.label, changed.heading),
    )


def _place(returned: Return, sheet: str, cell: str, label: str) -> Place:
    return Place(returned.file, returned.sheets.get(sheet, sheet), cell, label)


def decided_words(decision: Decision | None) -> str:
    """Return what was decided, when and by whom: `Accepted on 2 July 2018 by Manager: 79%. Why`."""
    if decision is None:
        return ""
    by = f" by {decision.by}" if decision.by else ""
    value = f": {decision.value}" if decision.value else ""
    parts = (
        f"{_DONE[decision.choice]} on {spoken_date(decision.made.date())}{by}{value}",
        decision.reason,
        decision.outcome,
    )
    return ". ".join(part.rstrip(". ") for part in parts if part)
