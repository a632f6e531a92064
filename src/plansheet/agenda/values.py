"""What is known on one day: the plans, the quarters that are open, and what has grown old."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.model.messages import Kind, Message
    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.reconcile.quarter import ServiceQuarter


@dataclass(frozen=True, slots=True)
class PlanState:
    """One plan that is in use or about to be: how much in it is to be corrected or confirmed."""

    service: str
    name: str
    faults: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """One report on a quarter: for whom, when they meet as far as known, and if it is there.

    `is_outdated` says that it would say something else if written now, `internal` that the newest
    one is with what is not public.
    """

    audience: str
    title: str
    meeting: date | None = None
    is_written: bool = False
    is_outdated: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class OpenQuarter:
    """One quarter of which something is still to be done, or may be.

    `due` is the day of services without an extension; each has its own in `services`. `is_newest`
    says that it is the one being collected now; for an older one that was compiled no workbooks are
    made, and where it `is_settled`, since the one after was compiled too, nobody is chased.
    `missing` are services without a workbook, by code and name; `altered` those whose plan says
    something else than their workbook, by code, `undrafted` those whose newest workbook no message
    carries. `unread` counts returned files that nobody has read, `waiting` what a person has yet to
    decide, in `decisions_file`; `asked` is how many queries there are on a return, by code.
    `version` is the last that was compiled, 0 where none was; `has_changed` that it would say
    something else now, and `copy_has_changed` that the public copy would. `called` are the
    services, by code, that a message of a kind is called for and not drafted; `sends` that
    plansheet sends it itself, and `look_into_mailbox` that nobody has looked there today;
    `bounced` are the services, by code, whose last message came back.
    """

    quarter: Quarter
    due: date
    is_newest: bool = True
    is_settled: bool = False
    services: tuple[ServiceQuarter, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    altered: tuple[str, ...] = ()
    undrafted: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    unread: int = 0
    waiting: int = 0
    decisions_file: str = ""
    asked: tuple[tuple[str, int], ...] = ()
    version: int = 0
    has_changed: bool = False
    copy_has_changed: bool = False
    papers: tuple[Paper, ...] = ()
    called: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    sends: bool = False
    look_into_mailbox: bool = False
    bounced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything on which it depends what there is to do on `day`.

    `program` is how plansheet is called for this council. `uncovered` names services without a plan
    for `next_year`, which has begun or is about to; `drafted` those of them that have a draft.
    `expired` counts returned files that are older than `keep_years`; `lost` the files that are kept
    where the ledger knows nothing of any.
    """

    day: date
    program: str
    plans_folder: str
    plans: tuple[PlanState, ...] = ()
    has_plans: bool = False
    quarters: tuple[OpenQuarter, ...] = ()
    next_year: FinancialYear | None = None
    uncovered: tuple[str, ...] = ()
    drafted: tuple[str, ...] = ()
    covers_now: bool = True
    expired: int = 0
    keep_years: int = 0
    lost: int = 0
