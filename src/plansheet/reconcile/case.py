"""What the checks of one return look at, and how they find their way in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.model.words import SeparateChecker
from plansheet.problems import Level, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.model.returns import Answer, Answers, Return
    from plansheet.reconcile.risks import RiskResult
    from plansheet.reconcile.totals import Figures


_LOST_ROWS = frozenset({"row-missing", "row-twice"})


@dataclass(frozen=True, slots=True)
class Case:
    """One return, beside the plan it answers and what became of its figures.

    `results` are those of its service in the return's quarter, `history` its figures by ref, this
    return's among them, and `before` as they were without it; `found` are the problems that
    reading it found: a cell is not complained of twice. `settled` are the rows that were not
    asked, as `Milestones:P1-M2`, since an earlier return finished them; `returned_before` are the
    quarters of which the service has returned its workbook. `risks` say where each open risk
    stands.
    """

    plan: Plan
    returned: Return
    results: tuple[Result, ...]
    today: date
    history: Mapping[str, Figures] = field(default_factory=dict)
    before: Mapping[str, Figures] = field(default_factory=dict)
    found: tuple[Problem, ...] = ()
    settled: frozenset[str] = frozenset()
    returned_before: frozenset[Quarter] = frozenset()
    separate_checker: SeparateChecker = SeparateChecker.PREFERRED
    risks: tuple[RiskResult, ...] = ()

    @property
    def quarter(self) -> Quarter:
        """Return the quarter that the return is for."""
        return self.returned.quarter

    def row(self, sheet: str, label: str) -> Answers:
        """Return the answers of one row, none where nothing was filled in."""
        return self.returned.rows(sheet).get(label, {})

    def answer(self, sheet: str, label: str, key: str) -> Answer | None:
        """Return one answer, or None where the cell was left empty."""
        return self.row(sheet, label).get(key)

    def asks(self, sheet: str, label: str = "") -> bool:
        """Return whether the return could answer: its sheet and row came back, and were asked.

        A sheet or a row that is missing, or stands twice, is one problem, not one for each cell.
        """
        came_back = not self.returned.sheets or sheet in self.returned.sheets
        lost = any(
            (problem.place.sheet, problem.place.label) == (sheet, label)
            for problem in self.found
            if problem.code in _LOST_ROWS
        )
        return came_back and not lost and f"{sheet}:{label}" not in self.settled

    def is_open(self, sheet: str, label: str, key: str) -> bool:
        """Return whether an answer is still wanting and nothing has been said about its cell."""
        answer = self.answer(sheet, label, key)
        if answer is None:
            return True
        return answer.value is None and not answer.held and not self.was_found(sheet, answer.cell)

    def was_found(self, sheet: str, cell: str, code: str = "") -> bool:
        """Return whether reading the cell found that it must be corrected, or found `code`."""
        return any(
            (problem.place.sheet, problem.place.cell) == (sheet, cell)
            and (problem.code == code if code else problem.level is Level.FIX)
            for problem in self.found
        )

    def place(self, sheet: str, label: str, key: str = "") -> Place:
        """Return the place of an answer, without a cell where it was left empty."""
        answer = self.answer(sheet, label, key) if key else None
        return Place(self.returned.file, sheet, answer.cell if answer else "", label)
