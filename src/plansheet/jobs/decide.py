"""`decide`: the workbook of decisions read back, and what stands in it decided.

What cannot be done is told, row by row; everything else is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.deciding.filled import chosen
from plansheet.deciding.matters import label_of
from plansheet.deciding.published import remarked
from plansheet.deciding.settle import PUBLICATION
from plansheet.deciding.waiting import to_decide
from plansheet.errors import PlansheetError
from plansheet.jobs.decisions_book import (
    archive_decisions,
    filled_of,
    kept_in,
    renew_decisions,
    written,
)
from plansheet.jobs.matters import standings
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.queries import renew_queries
from plansheet.jobs.rulings import Ruling, keep, take
from plansheet.layout.decisions import CHOICES, DECISIONS
from plansheet.model.records import Choice, Decision
from plansheet.pages import canonical
from plansheet.problems import problem
from plansheet.reconcile.versions import WHOLE_FILE
from plansheet.reconcile.words import INDICATORS
from plansheet.store import read_whole

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.deciding.filled import Filled, FilledBook
    from plansheet.deciding.matters import Matter
    from plansheet.deciding.published import Remarked
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.problems import Place, Problem


def decide(council: Council, quarter: Quarter, world: World, file: Path | None = None) -> Outcome:
    """Read what was decided in the quarter's workbook of decisions, or in `file`, and do it.

    What cannot be done is told, row by row, and the rest is done. Raises DecisionError where
    `file` is no workbook, StoreError where it is not there, PeriodError where no plan covers the
    quarter.
    """
    council.required(quarter)
    path = file or council.store.decisions_path(quarter)
    if file is None and not path.is_file():
        return renew_decisions(council, quarter, world)
    data = read_whole(path)
    filled = filled_of(path, data, quarter)
    if not filled.is_whole:
        problems = tuple(each.in_file(path.name) for each in filled.problems)
        return Outcome(lines=("Nothing was decided.",), problems=problems)
    kept = kept_in(council, quarter)
    run = _Run(council, quarter, world)
    run.take_all(filled)
    if run.lines and not world.dry_run:
        archive_decisions(council, quarter, data, world)
    # What was decided may have changed a plan: everything is looked at afresh.
    with council.reopened(read_only=world.dry_run) as fresh:
        now = tuple(standings(fresh, quarter, world.now.date()))
        renewed = written(fresh, quarter, world, now, kept.without(run.taken))
        asked = renew_queries(fresh, quarter, world)
    waiting = [each for each in to_decide(now) if each.decision is None]
    left = f"{len(waiting)} left to decide." if waiting else "Nothing is left to decide."
    return Outcome(
        lines=(
            *(run.lines or ["Nothing new was decided."]),
            *(() if world.dry_run else (left,)),
        ),
        notes=(*renewed.notes, *asked.notes),
        problems=tuple(each.in_file(path.name) for each in run.problems),
        held=any(each.settled is not None and each.settled.returned.held for each in now),
    )


class _Run:
    """One workbook of decisions being taken, row by row; `taken` are the labels of its rows."""

    def __init__(self, council: Council, quarter: Quarter, world: World) -> None:
        self.council, self.quarter, self.world = council, quarter, world
        self.lines: list[str] = []
        self.problems: list[Problem] = []
        self.taken: set[str] = set()

    def take_all(self, filled: FilledBook) -> None:
        """Take every decision of a workbook."""
        self.problems += filled.problems
        now = tuple(standings(self.council, self.quarter, self.world.now.date()))
        matters = {each.label: each for each in to_decide(now)}
        for row in filled.decisions:
            matter, before = matters.get(row.label), len(self.problems)
            self._row(row, matter, date_1904=filled.date_1904)
            if len(self.problems) > before and self._is_settled(row, matter):
                self._pass_over(row, before)
        texts = {each.label: each for each in remarked(now)}
        for row in filled.commentary:
            if row.label in texts:
                self._publish(row, texts[row.label])

    def _row(self, row: Filled, matter: Matter | None, *, date_1904: bool) -> None:
        if row.choice:
            self._take(row, matter, date_1904=date_1904)
        elif instead := row.texts.get("instead"):
            self.problems.append(_unclear("decision-none", row.places["instead"], instead))

    def _pass_over(self, row: Filled, before: int) -> None:
        """Take away what is typed in a row that is decided already and cannot be used.

        Whoever settled it in another way left it behind; it would be complained of for ever.
        """
        self.taken.add(row.label)
        self.problems[before:] = [
            problem("decision-passed-over", each.place, why=each.message)
            for each in self.problems[before:]
        ]

    def _is_settled(self, row: Filled, matter: Matter | None) -> bool:
        """Return whether there is nothing left to decide in a row."""
        return matter.decision is not None if matter else self._was_decided(row)

    def _take(self, row: Filled, matter: Matter | None, *, date_1904: bool) -> None:
        offered = matter.choices if matter else CHOICES
        choice, wrong = chosen(row, self.quarter, offered)
        self.problems += wrong
        if choice is None:
            return
        place = row.places["choice"]
        if matter is None:
            if not self._was_decided(row):
                self.problems.append(problem("decision-gone", place, choice=choice))
            return
        is_instead, instead = choice is Choice.USE_INSTEAD, row.texts.get("instead")
        if instead and not is_instead:
            self.problems.append(_unclear("decision-both", place, instead, choice))
            return
        ruling = Ruling(
            choice,
            row.instead if is_instead else None,
            row.texts.get("reason", ""),
            row.texts.get("by", ""),
            row.places["instead"] if is_instead else place,
            date_1904,
        )
        self._ruled(matter, ruling, place)

    def _ruled(self, matter: Matter, ruling: Ruling, place: Place) -> None:
        try:
            # A decision can change a plan, which the next one must see.
            with self.council.reopened(read_only=self.world.dry_run) as fresh:
                made = take(fresh, self.quarter, matter, ruling, self.world)
        except PlansheetError as error:
            self.problems.append(problem("decision-refused", place, why=str(error)))
            return
        self.council.forget_return(matter.service, self.quarter)
        self.problems += made.problems
        if made.lines:
            self.taken.add(matter.label)
        self.lines += [line for line in made.lines if not line.endswith("Nothing was changed.")]

    def _was_decided(self, row: Filled) -> bool:
        """Return whether a row whose matter is gone had been decided: it is left as it is."""
        services = self.council.services(self.quarter)
        return any(
            _is_of(row.label, services[code], each)
            for code in services
            for each in self.council.ledger.decisions(self.quarter, code)
        )

    def _publish(self, row: Filled, text: Remarked) -> None:
        published = row.texts.get("published", "")
        if canonical(published) == canonical(text.published):
            return
        decision = Decision(
            quarter=self.quarter,
            service=text.service,
            sheet=INDICATORS,
            row=text.ref,
            column=PUBLICATION,
            said=text.supplied,
            choice=Choice.USE_INSTEAD,
            value=published,
            outcome="",
            reason="",
            by="",
            sha256=text.sha256,
            made=self.world.now,
        )
        keep(self.council, decision, self.world)
        what = "the new text" if published else "the supplied text"
        self.lines.append(f"{INDICATORS}:{text.ref} of {text.name}: {what} is published.")


def _unclear(code: str, place: Place, instead: str, choice: str = "") -> Problem:
    """Return that what is given instead and what is chosen do not go together."""
    heading = DECISIONS.column("instead").heading
    return problem(code, place, heading=heading, instead=instead, choice=choice)


def _is_of(label: str, service: str, decision: Decision) -> bool:
    """Return whether a row of the workbook is the one that a decision was made in."""
    at = (service, decision.sheet, decision.row, decision.column)
    if decision.sheet == WHOLE_FILE:
        # What was decided then is kept with the decision, by the files that were there.
        return label.startswith(label_of(*at))
    return label == label_of(*at, decision.said)
