"""What a person decided, laid over a return before anything is compared: pure.

A decision is about what stood there (`Decision.said`). Where something else stands in a later
return that has not been decided, so a corrected return displaces a decision by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.collect.figures import shortened
from plansheet.collect.reread import as_said, no_figure, reread
from plansheet.layout.collection import SIGN_OFF
from plansheet.model.dates import spoken_date
from plansheet.model.records import Choice
from plansheet.model.returns import Answer, Return
from plansheet.pages import canonical
from plansheet.problems import HOLDING, Level, Place, problem
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plansheet.collect.answers import Question
    from plansheet.collect.issued import Asked
    from plansheet.layout.columns import Column
    from plansheet.model.records import Decision
    from plansheet.model.returns import AnswerValue, ChangedCell
    from plansheet.problems import Problem

# Stands for a column where what is decided is the text that is published.
PUBLICATION = "Commentary for publication"
_COMMENTARY = "commentary"
# What reading a cell says of it: gone where another value stands in its place.
_OF_READING = HOLDING | frozenset(
    {
        "not-a-number",
        "not-a-date",
        "error-value",
        "formula-uncalculated",
        "formula",
        "not-in-list",
        "date-outside",
        "implausible",
        "denominator-zero",
        "read-as",
    }
)
_OF_RESTATING = frozenset({"restated", "restated-unexplained"})
_TAKEN = frozenset({Choice.ACCEPT, Choice.USE_INSTEAD})
_GIVEN = _TAKEN | {Choice.ENTER}


@dataclass(frozen=True, slots=True)
class Settled:
    """A return with what was decided laid over it.

    `holding` are the decisions that hold, by sheet, row and column; `said` is what is to be said
    of what they put in.
    """

    returned: Return
    holding: Mapping[tuple[str, str, str], Decision] = field(default_factory=dict)
    said: tuple[Problem, ...] = ()
    replaced: frozenset[tuple[str, str]] = frozenset()

    def left_of(self, found: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return what is still to be said of reading the return, and of what was put in it."""
        kept = (self._as_decided(each) for each in found)
        return (*(each for each in kept if each is not None), *self.said)

    def without_accepted(self, found: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return `found` without the questions about earlier figures that a person accepted."""
        return tuple(each for each in found if not self._is_accepted(each))

    def decision(self, sheet: str, row: str, column: str) -> Decision | None:
        """Return the decision that holds about a cell, or None."""
        return self.holding.get((sheet, row, column))

    @property
    def given(self) -> frozenset[tuple[str, str, str]]:
        """Return the cells whose value a person accepted or gave, by sheet, row and heading."""
        return frozenset(at for at, each in self.holding.items() if each.choice in _GIVEN)

    def _as_decided(self, found: Problem) -> Problem | None:
        place = found.place
        if found.code in _OF_READING and (place.sheet, place.cell) in self.replaced:
            return None
        if found.code == "locked-changed":
            return self._as_decided_of_locked(found)
        if found.code == "row-redefined":
            answers = self.returned.rows(place.sheet).get(place.label, {})
            return found if any(each.held for each in answers.values()) else None
        return found

    def _is_accepted(self, found: Problem) -> bool:
        final = self.holding.get((EARLIER_FIGURES, found.place.label, "Final figure"))
        return found.code in _OF_RESTATING and final is not None and final.choice in _TAKEN

    def _as_decided_of_locked(self, found: Problem) -> Problem | None:
        """Return what is said of a changed locked cell: a question where it is asked about."""
        decision = next(
            (
                self.holding.get((each.sheet, each.label, each.heading))
                for each in self.returned.changed
                if (each.sheet, each.label, each.cell)
                == (found.place.sheet, found.place.label, found.place.cell)
                and each.heading == found.said.get("heading")
            ),
            None,
        )
        if decision is None:
            return found
        asks = decision.choice is Choice.ASK_AGAIN
        return replace(found, level=Level.CONFIRM) if asks else None


def settle(returned: Return, decisions: Sequence[Decision], forms: Mapping[str, Asked]) -> Settled:
    """Return a return with the decisions that hold laid over it.

    `forms` is what each sheet of its issue asked. Requests are understood elsewhere.
    """
    laying = _Laying(returned, forms)
    for decision in reversed(decisions):
        place = (decision.sheet, decision.row, decision.column)
        if decision.sheet != REQUESTS and place not in laying.holding:
            laying.lay(decision)
    laying.said += [
        _differs(each)
        for each in told_otherwise(returned, decisions, forms)
        if each.where not in laying.holding
    ]
    answers = laying.answers
    settled = replace(returned, answers=answers, published=laying.published)
    return Settled(settled, laying.holding, tuple(laying.said), frozenset(laying.replaced))


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A figure that was told, and what the return that came later says in its place."""

    told: Decision
    now: Answer
    asked: Question

    @property
    def where(self) -> tuple[str, str, str]:
        """Return the cell, by sheet, row and heading."""
        return self.told.sheet, self.told.row, self.told.column


def told_otherwise(
    returned: Return, decisions: Iterable[Decision], forms: Mapping[str, Asked]
) -> tuple[Otherwise, ...]:
    """Return the last figure told of each cell in which a return says another one by now."""
    told = {
        (each.sheet, each.row, each.column): each
        for each in decisions
        if each.choice is Choice.ENTER
    }
    found = (_otherwise(returned, each, forms) for each in told.values())
    return tuple(each for each in found if each is not None)


def _otherwise(returned: Return, told: Decision, forms: Mapping[str, Asked]) -> Otherwise | None:
    column = _column_of(told, forms)
    if column is None:
        return None
    now = returned.rows(told.sheet).get(told.row, {}).get(column.key)
    asked = _question(told, column, forms)
    if now is None or _is_about(told, as_said(now, asked)):
        return None
    answer, _ = reread(told.value, asked)
    says_the_same = answer is not None and answer.value == now.value
    return None if says_the_same else Otherwise(told, now, asked)


def _differs(found: Otherwise) -> Problem:
    told, now = found.told, found.now
    return problem(
        "entered-differs",
        Place(sheet=told.sheet, cell=now.cell, label=told.row),
        entered=shortened(now.entered),
        told=told.value,
        source=told.reason,
        day=spoken_date(told.made.date()),
        period=told.quarter.label,
    )


def _column_of(decision: Decision, forms: Mapping[str, Asked]) -> Column | None:
    """Return the column that a decision is about, where the issue asks for that row."""
    form = forms.get(decision.sheet)
    if form is None or decision.row not in form.sent.rows:
        return None
    columns = form.layout.entries
    return next((each for each in columns if each.heading == decision.column), None)


def _question(decision: Decision, column: Column, forms: Mapping[str, Asked]) -> Question:
    """Return what the cell asks that a decision is about; its issue must ask for the row."""
    form = forms[decision.sheet]
    return form.question(column, form.sent.rows[decision.row], Place())


class _Laying:
    """One return while decisions are laid over it, the newest first."""

    def __init__(self, returned: Return, forms: Mapping[str, Asked]) -> None:
        self.returned, self.forms = returned, forms
        self.answers: dict[str, dict[str, dict[str, Answer]]] = {
            sheet: {label: dict(row) for label, row in rows.items()}
            for sheet, rows in returned.answers.items()
        }
        self.holding: dict[tuple[str, str, str], Decision] = {}
        self.published: dict[str, str] = {}
        self.said: list[Problem] = []
        self.replaced: set[tuple[str, str]] = set()

    def lay(self, decision: Decision) -> None:
        """Lay one decision over the return where it still holds."""
        if decision.column == PUBLICATION:
            self._publish(decision)
        elif decision.choice is Choice.SIGN:
            self._sign(decision)
        elif column := _column_of(decision, self.forms):
            self._lay_cell(decision, column)
        elif any(_is_about(decision, each.new) for each in self._changed(decision)):
            self._hold(decision)

    def _changed(self, decision: Decision) -> list[ChangedCell]:
        place = (decision.sheet, decision.row, decision.column)
        return [
            each
            for each in self.returned.changed
            if (each.sheet, each.label, each.heading) == place
        ]

    def _hold(self, decision: Decision) -> None:
        self.holding[decision.sheet, decision.row, decision.column] = decision

    def _publish(self, decision: Decision) -> None:
        supplied = text_of(self.returned.rows(INDICATORS).get(decision.row, {}), _COMMENTARY)
        if _is_about(decision, supplied):
            self._hold(decision)
            if decision.value:
                self.published[decision.row] = decision.value

    def _sign(self, decision: Decision) -> None:
        """Fill in what a step lacks, for the very return that was signed for."""
        if decision.said != self.returned.sha256:
            return
        self._hold(decision)
        source = f"signed for by {decision.value}, in {decision.outcome}"
        given: dict[str, AnswerValue] = {
            "name": decision.value,
            "job_title": decision.value,
            "date": decision.made.date(),
        }
        row = self._row(SIGN_OFF.name, decision.row)
        for key, value in given.items():
            if key not in row or row[key].value is None:
                row[key] = Answer(value, str(value), "", source=source)

    def _lay_cell(self, decision: Decision, column: Column) -> None:
        row = self.answers.get(decision.sheet, {}).get(decision.row, {})
        now = row.get(column.key)
        asked = _question(decision, column, self.forms)
        is_told_of_nothing = decision.choice is Choice.ENTER and now is None
        if not is_told_of_nothing and not _is_about(decision, as_said(now, asked) if now else ""):
            return
        self._hold(decision)
        if decision.choice is Choice.ASK_AGAIN:
            self._ask_again(decision, column, now)
        elif decision.value:
            self._put(decision, asked, now)
        elif now is not None:
            accepted = replace(now, decided=decision.words)
            self._row(decision.sheet, decision.row)[column.key] = accepted

    def _put(self, decision: Decision, asked: Question, now: Answer | None) -> None:
        """Put the value that was decided in the place of what stands there; its cell stays."""
        place = Place(sheet=decision.sheet, cell=now.cell if now else "", label=decision.row)
        answer, said = reread(decision.value, replace(asked, place=place))
        if answer is None or answer.held or not (answer.value is not None or no_figure(answer)):
            return
        if decision.choice is Choice.ENTER:
            answer = replace(answer, cell="", source=decision.reason)
        elif now is not None and now.source:
            # Of returns that differ no one says it: what stands there is what was decided.
            answer = replace(answer, source=now.source, decided=decision.words)
        elif now is not None:
            answer = replace(answer, entered=now.entered, decided=decision.words)
        self._row(decision.sheet, decision.row)[asked.column.key] = answer
        self.said += [each for each in said if each.level is not Level.NOTE]
        if now is not None:
            self.replaced.add((decision.sheet, now.cell))

    def _ask_again(self, decision: Decision, column: Column, now: Answer | None) -> None:
        """Hold what was used so far; what is held already stays so, with its own question."""
        if now is None or now.value is None:
            return
        row = self._row(decision.sheet, decision.row)
        row[column.key] = replace(now, value=None, held=True)
        place = Place(sheet=decision.sheet, cell=now.cell, label=decision.row)
        self.said.append(problem("asked-again", place, entered=shortened(now.entered)))

    def _row(self, sheet: str, label: str) -> dict[str, Answer]:
        return self.answers.setdefault(sheet, {}).setdefault(label, {})


def _is_about(decision: Decision, entered: str) -> bool:
    """Return whether a decision is about what stands there now, however blanks are written."""
    return canonical(decision.said) == canonical(entered)
