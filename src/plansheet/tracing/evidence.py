"""What a trace is told from: the plan's row, the returns, the decisions and the versions of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.deciding.settle import Settled
    from plansheet.model.indicators import Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Change
    from plansheet.model.records import (
        Compiled,
        CompiledRow,
        Decision,
        Issue,
        Removal,
        ReturnRecord,
    )
    from plansheet.model.returns import Answers, Figure, Return
    from plansheet.reconcile.moves import Move
    from plansheet.reconcile.restatements import Restatement
    from plansheet.tracing.find import Found


@dataclass(frozen=True, slots=True)
class Received:
    """One returned file: its record, what stood in it, where it is kept, what became of it.

    `archived` is where the archive keeps it, "" where it is gone; `counts` says that its answers
    are those that are used.
    """

    record: ReturnRecord
    returned: Return | None
    archived: str
    counts: bool = False
    is_replaced: bool = False
    removal: Removal | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One compiled version: its file, where the archive keeps it, and what it said of the row."""

    compiled: Compiled
    file: str
    archived: str
    said: CompiledRow | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known of one row in one quarter, on one day.

    `issue_archived` is where the archive keeps the workbook that asked for it, `plan_archived` the
    plan that it was made from. `rows` are the
    answers of an indicator's row in each quarter of the year so far, `now` what would be compiled
    of it on that day; `removed` are returned files that are gone with all that was read in them.
    `tolerance` is the council's, in the unit of the indicator. `moves` say when the indicator went
    from one service to another, `before_moves` what the others reported of it up to then.
    """

    council: str
    quarter: Quarter
    day: date
    due: date
    found: Found
    tolerance: Tolerance
    settled: Settled | None = None
    received: tuple[Received, ...] = ()
    removed: tuple[Removal, ...] = ()
    issue: Issue | None = None
    issue_archived: str = ""
    plan_archived: str = ""
    decisions: tuple[Decision, ...] = ()
    versions: tuple[Version, ...] = ()
    now: CompiledRow | None = None
    restatements: tuple[Restatement, ...] = ()
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()
    before_moves: Mapping[Quarter, Figure] = field(default_factory=dict)
    rows: Mapping[Quarter, Answers] = field(default_factory=dict)
