"""What waits for a person, or was decided, one value a matter: pure.

A matter says what was read, what is asked, what accepting it means, and what happens otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.collect.tables import canonical as cell_text
from plansheet.model.records import Choice
from plansheet.pages import canonical
from plansheet.reconcile.versions import NO_NAMING
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.collect.issued import Asked
    from plansheet.deciding.settle import Settled
    from plansheet.model.indicators import Indicator
    from plansheet.model.records import Decision, ReturnRecord
    from plansheet.model.returns import Return
    from plansheet.problems import Place, Problem
    from plansheet.reconcile.figures import Changed
    from plansheet.reconcile.quarter import ServiceQuarter
    from plansheet.reconcile.versions import Naming

FINAL = "Final figure"


class Kind(StrEnum):
    """What kind of thing waits for a decision."""

    VERSIONS = "Several returns"
    HELD = "Held value"
    TOLD = "Told otherwise"
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
    can_ask_again: bool = True
    decision: Decision | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return what a person can choose."""
        found = [Choice.ACCEPT] if self.accepts else []
        found += [Choice.USE_INSTEAD] if self.can_use_instead else []
        found += [Choice.ASK_AGAIN] if self.can_ask_again else []
        found += [Choice.DECLINE] if self.kind in {Kind.REQUEST, Kind.LOCKED} else []
        return tuple(found)

    @property
    def label(self) -> str:
        """Return the words by which its row of the workbook is known again."""
        return label_of(self.at, self.said)

    @property
    def at(self) -> str:
        """Return the words by which its cell is known again, whatever stands there."""
        return label_of(self.name, self.sheet, self.row, self.column)

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
    those of its plan by ref; `unknown` the returns that are held whole; `rivals` those that `raw`
    is put together from, and `naming` how their cells are called. `found` is what reading found.
    """

    service: ServiceQuarter
    raw: Return | None = None
    settled: Settled | None = None
    forms: Mapping[str, Asked] = field(default_factory=dict)
    changed: tuple[Changed, ...] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    unknown: tuple[ReturnRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rivals: tuple[Return, ...] = ()
    naming: Naming = NO_NAMING
    found: tuple[Problem, ...] = ()

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
